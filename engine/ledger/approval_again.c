/* approval_again.c - nothing is believed that can be computed again: the proposal's whole run,
 * from the second person's own files and the ledger that the approval has open. trust.md 2. */
#include <stdio.h>
#include <string.h>

#include "engine/ledger/approval.h"
#include "engine/ledger/input_check.h"
#include "engine/program.h"
#include "engine/review/verify_run.h"

/* --- whose files --- */

Status approval_check_build(const Approval *approval, Failure *failure)
{
    const Manifest *manifest = &approval->run.manifest;
    static const char here[] = "tilskudd " TILSKUDD_VERSION;
    if (strcmp(manifest->program, here) == 0 && strcmp(manifest->build, program_build()) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, approval->options->run,
                       "made by %s, build %s, and this is %s, build %s: approve with the same",
                       manifest->program, manifest->build, here, program_build());
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

Status approval_compute(Approval *approval, Failure *failure)
{
    const RunAgainListener listener = {.found = first_difference};
    const CopyCheck copies = {approval->run.folder, &approval->run.manifest, "proposal"};
    TRY(choose_inputs(approval, failure));
    TRY(approval_check_user(approval, &approval->run.manifest.outputs, failure));
    TRY(refuse_links(approval, failure));
    TRY(check_folder(approval, failure));
    TRY(check_identity(approval, failure));
    TRY(input_check_copies(&copies, failure));
    TRY(input_check_signed(&copies, approval->ledger, approval->ledger->entry_count, failure));
    TRY(run_again_begin(&approval->run, &approval->options->inputs, approval->ledger,
                        &approval->again, failure));
    return run_again_compare(approval->again, &approval->run, &listener, failure);
}

/* --- accounts --- */

/* In a ledger with throw-away keys nobody gets anything: new accounts are shown, not asked for.
 */
static bool must_be_named(const Approval *approval, const NewAccount *account)
{
    bool later = ledger_last_paying(approval->ledger)->kind == ENTRY_RUN;
    return approval->ledger->given_keys && later && !account->by_merger;
}

size_t approval_new_accounts(const Approval *approval)
{
    const RunOutput *output = &approval->again->output;
    size_t count = 0;
    for (size_t i = 0; i < output->new_account_count; i++)
        count += !must_be_named(approval, &output->new_accounts[i]);
    return count;
}

/* Codes that --confirm-account does not name. */
typedef struct Unconfirmed {
    char codes[256];
    size_t length, count;
} Unconfirmed;

static void need_account(const Approval *approval, Unconfirmed *open, MunicipalityCode code)
{
    if (code < MUNICIPALITY_CODES && approval->options->confirmed[code]) return;
    open->count++;
    if (open->length + 8 < sizeof open->codes)
        open->length += (size_t)snprintf(open->codes + open->length,
                                         sizeof open->codes - open->length, " %04u", code);
}

static Status check_count(const Approval *approval, Failure *failure)
{
    size_t count = approval_new_accounts(approval);
    if (!approval->ledger->given_keys || count == 0) return STATUS_OK;
    if (approval->options->new_accounts == (int)count) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, approval->options->run,
                       "%zu accounts are paid for the first time; compare them with the "
                       "municipalities' letters and give --confirm-new-accounts %zu",
                       count, count);
}

Status approval_check_accounts(const Approval *approval, Failure *failure)
{
    const RunOutput *output = &approval->again->output;
    const ManifestCodes *changed = &output->manifest.accounts_changed;
    Unconfirmed open = {.count = 0};
    for (size_t i = 0; i < changed->count; i++)
        need_account(approval, &open, changed->items[i]);
    for (size_t i = 0; i < output->new_account_count; i++)
        if (must_be_named(approval, &output->new_accounts[i]))
            need_account(approval, &open, output->new_accounts[i].municipality);
    if (open.count == 0) return check_count(approval, failure);
    return failure_set(failure, STATUS_NOT_NOW, approval->options->run,
                       "%zu accounts differ from the ones last paid, or are new; confirm each "
                       "with --confirm-account CODE:%s",
                       open.count, open.codes);
}
