/* approval_again.c - nothing is believed that can be computed again: the proposal's whole run,
 * from the second person's own files and the ledger that the approval has open. trust.md 2. */
#include <stdio.h>
#include <string.h>

#include "engine/ledger/approval.h"
#include "engine/ledger/input_check.h"
#include "engine/program.h"
#include "engine/review/verify_run.h"
#include "formats/base/count_words.h"
#include "formats/base/stage_clock.h"
#include "formats/screen/account_wants.h"

/* --- whose files --- */

Status approval_check_build(const Approval *approval, const char *program, const char *build,
                            Failure *failure)
{
    static const char here[] = "tilskudd " TILSKUDD_VERSION;
    if (strcmp(program, here) == 0 && strcmp(build, program_build()) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, approval->options->run,
                       "made by %s, build %s, and this is %s, build %s: approve with the same",
                       program, build, here, program_build());
}

/* Extracts are signed by nobody: only own copies show that they are what was sent. */
static Status choose_inputs(Approval *approval, Failure *failure)
{
    char missing[256];
    const ApprovalOptions *options = approval->options;
    approval->same_inputs = !run_again_is_given(&approval->run, &options->inputs, missing);
    if (!approval->same_inputs || !approval->ledger->given_keys || options->same_inputs)
        return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, options->run,
                       "the second person computes the run from files of her own: give%s, or "
                       "--same-inputs to read the first person's",
                       missing);
}

/* Two persons at two machines, or one person who is both? */
Status approval_check_user(Approval *approval, const ManifestFiles *outputs, Failure *failure)
{
    char path[PATH_SIZE];
    bool own;
    if (!approval->ledger->given_keys) return STATUS_OK;
    TRY(run_folder_path(&approval->run, "manifest.json", path, failure));
    TRY(path_is_own(path, &own, failure));
    for (size_t i = 0; i < outputs->count && !own; i++) {
        TRY(run_folder_path(&approval->run, outputs->items[i].path, path, failure));
        TRY(path_is_own(path, &own, failure));
    }
    approval->same_user = own;
    if (!own || approval->options->same_user) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, path,
                       "belongs to the user who approves: the second person works as another "
                       "user, or says --same-user, which is recorded");
}

/* --- the folder, and what it must hold --- */

static Status refuse_links(const Approval *approval, Failure *failure)
{
    const ManifestFiles *outputs = &approval->run.manifest.outputs;
    for (size_t i = 0; i < outputs->count; i++) {
        char path[PATH_SIZE];
        TRY(run_folder_path(&approval->run, outputs->items[i].path, path, failure));
        TRY(path_refuse_link(path, failure));
    }
    return STATUS_OK;
}

/* Hashes, and what a bank would refuse; what the files say is computed, not added up. */
static Status check_groups(VerifyRun *verify, Failure *failure)
{
    TRY(verify_run_outputs(verify, failure));
    return verify_run_payments(verify, failure);
}

static Status check_folder(const Approval *approval, Failure *failure)
{
    STAGE(CHECK);
    VerifyReport report = {.quiet = true};
    VerifyRun verify = {.folder = &approval->run,
                        .report = &report,
                        .store = approval->ledger->identity.store,
                        .signers = approval->ledger->identity.signers};
    TRY(check_groups(&verify, failure));
    if (report.failures == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, report.first.where, "%s",
                       report.first.detail[0] != '\0' ? report.first.detail
                                                      : status_text(report.first.status));
}

/* Who may sign is what the ledger says, also in the copies for those who check the folder
 * alone.
 */
static Status check_identity(const Approval *approval, Failure *failure)
{
    for (EvidenceName i = EVIDENCE_OF_CA; i <= EVIDENCE_OF_SIGNERS_SIGNATURE; i++) {
        const FolderFile *copy, *own;
        TRY(run_folder_file(&approval->run, evidence_file(i)->run_name, &copy, failure));
        TRY(ledger_identity_file(approval->ledger, approval->ledger->entry_count,
                                 evidence_file(i)->entry_name, &own, failure));
        if (memcmp(copy->sums.stored_sha256, own->sums.stored_sha256, SHA256_SIZE) != 0)
            return failure_set(failure, STATUS_VERIFICATION, copy->path,
                               "not the ledger's own");
    }
    return STATUS_OK;
}

static Status first_difference(void *user, const Failure *difference, Failure *failure)
{
    (void)user;
    *failure = *difference;
    return difference->status;
}

/* Findings are long, and wanted again only when everything else has been computed. */
static Status let_findings_go(const Approval *approval, Failure *failure)
{
    const FolderFile *file;
    const char *name = evidence_file(EVIDENCE_OF_FINDINGS)->run_name;
    TRY(run_folder_file(&approval->run, name, &file, failure));
    folder_forget_content(approval->run.folder, file);
    return STATUS_OK;
}

Status approval_compute(Approval *approval, Failure *failure)
{
    const RunAgainListener listener = {.found = first_difference};
    const CopyCheck copies = {approval->run.folder, &approval->run.manifest, "proposal"};
    folder_keep(approval->run.folder, NULL);
    TRY(choose_inputs(approval, failure));
    TRY(approval_check_user(approval, &approval->run.manifest.outputs, failure));
    TRY(refuse_links(approval, failure));
    TRY(check_folder(approval, failure));
    TRY(check_identity(approval, failure));
    TRY(input_check_copies(&copies, failure));
    TRY(input_check_signed(&copies, approval->ledger, approval->ledger->entry_count, failure));
    TRY(let_findings_go(approval, failure));
    TRY(run_again_begin(&approval->run, &approval->options->inputs, approval->ledger,
                        &approval->again, failure));
    TRY(run_again_compare(approval->again, &approval->run, &listener, failure));
    run_forget_persons(&approval->again->run);
    return STATUS_OK;
}

/* --- accounts --- */

static AccountBasis basis_of(const Approval *approval)
{
    const Run *run = &approval->again->run;
    return (AccountBasis){.rows = (const GroupRow *)run->sums,
                          .payees = run->payees,
                          .payment_date = run->payment_date,
                          .before = run->accounts,
                          .before_count = run->account_count,
                          .mapping = run->mapping,
                          .given_keys = approval->ledger->given_keys,
                          .after_run = ledger_last_paying(approval->ledger)->kind == ENTRY_RUN};
}

static Status refuse_count(const Approval *approval, const AccountChanges *changes,
                           Failure *failure)
{
    return failure_set(failure, STATUS_NOT_NOW, approval->options->run,
                       "paid for the first time: %s; compare with the municipalities' letters "
                       "and give --confirm-new-accounts %zu",
                       count_words(changes->counted, "account", "accounts").text,
                       changes->counted);
}

/* What does not fit is shown above, and counted here. */
static Status refuse_named(const Approval *approval, const TextBuffer *wanted, size_t count,
                           Failure *failure)
{
    return failure_set(failure, STATUS_NOT_NOW, approval->options->run,
                       "another than was paid last, or new: %s; confirm each with "
                       "--confirm-account CODE:%.300s",
                       count_words(count, "account", "accounts").text, wanted->bytes);
}

Status approval_check_accounts(const Approval *approval, Failure *failure)
{
    const AccountBasis basis = basis_of(approval);
    const AccountsConfirmed confirmed = {.codes = approval->options->confirmed,
                                         .new_accounts = approval->options->new_accounts};
    CLEANUP(account_changes_free) AccountChanges changes = {0};
    CLEANUP(text_buffer_free) TextBuffer wanted = TEXT_BUFFER_EMPTY;
    TRY(account_changes_of(&basis, &changes, failure));
    size_t named = account_unconfirmed(&changes, &confirmed, &wanted);
    TRY(text_buffer_status(&wanted, failure));
    if (named > 0) return refuse_named(approval, &wanted, named, failure);
    if (account_count_open(&changes, &basis, &confirmed))
        return refuse_count(approval, &changes, failure);
    return STATUS_OK;
}
