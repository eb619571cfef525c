#include "engine/ledger/approval.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ledger/input_check.h"
#include "engine/review/verify_run.h"
#include "formats/bank/payment_text.h"
#include "formats/crypto/cms_signature.h"

/* --- reading and verifying --- */

static Status read_manifest(Approval *approval, Failure *failure)
{
    char path[PATH_SIZE];
    Status status = run_folder_begin(approval->options->run, &approval->run, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    TRY(path_join(approval->options->run, "manifest.json", path, failure));
    return failure_set(failure, STATUS_INPUT_MISSING, path,
                       "this folder holds no complete proposal: run 'tilskudd run' first");
}

static Status refuse_dry_run(const Approval *approval, Failure *failure)
{
    return failure_set(failure, STATUS_NOT_NOW, approval->options->run,
                       "a dry run cannot be approved");
}

/* Nobody signs a dry run: that is no evidence of anything. */
static Status refuse_unsigned(Approval *approval, Failure *failure)
{
    Failure reason = *failure;
    if (run_folder_parse(&approval->run, failure) == STATUS_OK &&
        approval->run.manifest.dry_run)
        return refuse_dry_run(approval, failure);
    *failure = reason;
    return reason.status;
}

static Status read_signature(Approval *approval, Failure *failure)
{
    char path[PATH_SIZE];
    Status status = folder_read(approval->run.folder, "manifest.json.p7s", CMS_DER_MAX,
                                &approval->signature, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    TRY(run_folder_path(&approval->run, "manifest.json.p7s", path, failure));
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "the signature of the first person is missing");
}

Status approval_verify_signature(Approval *approval, Failure *failure)
{
    char path[PATH_SIZE];
    const InputFile *file = &approval->run.stored;
    TRY(run_folder_path(&approval->run, "manifest.json", path, failure));
    Status status = read_signature(approval, failure);
    if (status == STATUS_VERIFICATION) return refuse_unsigned(approval, failure);
    if (status != STATUS_OK) return status;
    return signer_verify(approval->ledger, path, approval->signature->bytes,
                         approval->signature->size, file->bytes, file->size, false, failure);
}

/* Two persons decide: who approves is neither the one who proposed nor has that one's key, also
 * where there is no payment file to sign. */
static Status check_other_person(const Approval *approval, Failure *failure)
{
    char path[PATH_SIZE];
    const InputFile *file = &approval->run.stored;
    TRY(run_folder_path(&approval->run, "manifest.json", path, failure));
    return signer_check_other(approval->ledger, path, approval->signature->bytes,
                              approval->signature->size, file->bytes, file->size,
                              &approval->second, failure);
}

bool approval_is_committed(const Approval *approval)
{
    return ledger_entry_of(approval->ledger, approval->run.manifest_sha256) != NULL;
}

static Status check_head(const Approval *approval, Failure *failure)
{
    const Manifest *manifest = &approval->run.manifest;
    const LedgerEntry *last = ledger_last(approval->ledger);
    if (manifest->dry_run || !manifest->has_ledger) return refuse_dry_run(approval, failure);
    if (manifest->live != (approval->ledger->mode == LEDGER_LIVE))
        return failure_set(failure, STATUS_NOT_NOW, approval->options->run,
                           "the proposal and the ledger are of different modes");
    if (memcmp(manifest->ledger_head, last->head, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, approval->options->run,
                       "the ledger has moved on since this proposal was made (entry %u then, "
                       "%u now): make a new proposal",
                       manifest->ledger_entry, last->number);
}

static Status load_persons(Approval *approval, Failure *failure)
{
    const ApprovalOptions *options = approval->options;
    TRY(signer_load(approval->ledger, ROLE_ATTESTATION, options->key, options->certificate,
                    options->pass_descriptor, &approval->time, &approval->second, failure));
    if (approval->ledger->given_keys) return STATUS_OK;
    return signer_load(approval->ledger, ROLE_DISPOSITION, NULL, NULL, PASS_NONE,
                       &approval->time, &approval->first, failure);
}

Status approval_load_persons(Approval *approval, Failure *failure)
{
    TRY(load_persons(approval, failure));
    return check_other_person(approval, failure);
}

/* The CA of --ca must be the ledger's own: a check for those who carry theirs with them. */
static Status check_ca(const Approval *approval, Failure *failure)
{
    const FolderFile *own;
    uint8_t given[SHA256_SIZE];
    if (approval->options->ca == NULL) return STATUS_OK;
    TRY(folder_read(ledger_folder(approval->ledger, 0), "ca.pem", INPUT_SMALL_SIZE_MAX, &own,
                    failure));
    TRY(sha256_of_file(approval->options->ca, given, NULL, failure));
    if (memcmp(own->sums.stored_sha256, given, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, approval->options->ca,
                       "not the CA that the ledger was opened with");
}

static Status open_ledger(Approval *approval, Failure *failure)
{
    const ApprovalOptions *options = approval->options;
    PathKind kind;
    TRY(path_kind(options->ledger, &kind, failure));
    if (kind != PATH_FOLDER)
        return failure_set(failure, STATUS_INPUT_MISSING, options->ledger, "not a ledger");
    TRY(ledger_lock(options->ledger, &approval->lock, failure));
    TRY(pin_ledger_open(&options->pin, options->ledger, &approval->ledger, failure));
    TRY(ledger_finish(&approval->ledger, failure));
    if (approval->ledger->mode == LEDGER_LIVE && options->time != NULL)
        return failure_set(failure, STATUS_USAGE, "--time", "a live ledger refuses it");
    TRY(check_ca(approval, failure));
    return time_stamp(options->time, &approval->time, failure);
}

/* Before the commit nothing of this program's is in RUN/payments: what somebody has put there
 * must not be sent. */
static Status check_nothing_there(const Approval *approval, Failure *failure)
{
    char path[PATH_SIZE];
    bool nothing_there;
    TRY(path_join(approval->options->run, "payments", path, failure));
    TRY(approval_clear_empty(path, &nothing_there, failure));
    if (nothing_there) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "holds files, but this proposal has never been approved: do not send "
                       "them; remove the folder");
}

/* --- what must be true of a proposal before anybody signs it again ---
 *
 * Two persons decide only if the second does not take the first one's word: the signed manifest
 * is not believed either. Every sum is added up again, from the decisions over the table of
 * municipalities to the payment files, and every account is compared with the ledger. */

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

static Status check_groups(VerifyRun *verify, Failure *failure)
{
    TRY(verify_run_outputs(verify, failure));
    TRY(verify_take(verify->report, run_folder_sums(verify->folder, &verify->sums, failure),
                    failure));
    TRY(verify_run_payments(verify, failure));
    TRY(verify_run_decisions(verify, failure));
    return verify_run_tables(verify, failure);
}

static Status check_folder(const Approval *approval, Failure *failure)
{
    VerifyReport report = {.quiet = true};
    VerifyRun verify = {.folder = &approval->run,
                        .report = &report,
                        .store = approval->ledger->identity.store,
                        .signers = approval->ledger->identity.signers};
    Status status = check_groups(&verify, failure);
    system_free(verify.sums);
    TRY(status);
    if (report.failures == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, report.first.where, "%s",
                       report.first.detail[0] != '\0' ? report.first.detail
                                                      : status_text(report.first.status));
}

Status approval_each_payment(const Approval *approval, PaymentTaker take, void *user,
                             Failure *failure)
{
    const ManifestFiles *outputs = &approval->run.manifest.outputs;
    for (size_t i = 0; i < outputs->count; i++) {
        const FolderFile *stored;
        CLEANUP(input_file_free) InputFile content = {0};
        CLEANUP(pain001_file_free) Pain001File file = {0};
        if (strcmp(outputs->items[i].kind, "payment") != 0) continue;
        TRY(run_folder_file(&approval->run, outputs->items[i].path, &stored, failure));
        TRY(folder_content(stored, INPUT_SMALL_SIZE_MAX, &content, failure));
        TRY(pain001_read(stored->path, content.bytes, content.size, &file, failure));
        TRY(take(user, stored->path, &file, failure));
    }
    return STATUS_OK;
}

/* What the accounts of the payments are compared with. */
typedef struct AccountsBefore {
    const Manifest *manifest;
    PaidAccount *items;
    size_t count;
} AccountsBefore;

static const char *account_before(const AccountsBefore *before, MunicipalityCode code)
{
    for (size_t i = 0; i < before->count; i++)
        if (before->items[i].municipality == code) return before->items[i].account;
    return NULL;
}

static bool is_named(const Manifest *manifest, MunicipalityCode code)
{
    for (size_t i = 0; i < manifest->accounts_changed.count; i++)
        if (manifest->accounts_changed.items[i] == code) return true;
    return false;
}

static Status compare_accounts(void *user, const char *path, const Pain001File *file,
                               Failure *failure)
{
    const AccountsBefore *before = user;
    for (size_t i = 0; i < file->count; i++) {
        MunicipalityCode code;
        PaymentGroup group;
        const Pain001Transaction *payment = &file->transactions[i];
        if (!payment_end_to_end_parse(payment->end_to_end_id, &code, &group)) continue;
        const char *account = account_before(before, code);
        if (account == NULL || strcmp(account, payment->account) == 0) continue;
        if (is_named(before->manifest, code)) continue;
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "the account of municipality %04u differs from the one last paid, "
                           "but the manifest does not say so",
                           code);
    }
    return STATUS_OK;
}

static Status check_proposal(const Approval *approval, Failure *failure)
{
    CLEANUP(system_free) PaidAccount *items = NULL;
    AccountsBefore before = {.manifest = &approval->run.manifest};
    const CopyCheck copies = {approval->run.folder, &approval->run.manifest, "proposal"};
    TRY(refuse_links(approval, failure));
    TRY(check_folder(approval, failure));
    TRY(input_check_copies(&copies, failure));
    TRY(input_check_signed(&copies, approval->ledger, approval->ledger->entry_count, failure));
    TRY(ledger_accounts(approval->ledger, &items, &before.count, failure));
    before.items = items;
    return approval_each_payment(approval, compare_accounts, &before, failure);
}

Status approval_verify(Approval *approval, Failure *failure)
{
    TRY(approval_verify_signature(approval, failure));
    /* Only what somebody has signed is read. */
    TRY(run_folder_parse(&approval->run, failure));
    approval->committed = approval_is_committed(approval);
    if (approval->committed) return STATUS_OK;
    TRY(check_head(approval, failure));
    TRY(check_nothing_there(approval, failure));
    TRY(check_proposal(approval, failure));
    TRY(ledger_entry_time(approval->ledger, approval->run.manifest.time,
                          approval->options->allow_time, &approval->time, failure));
    return approval_load_persons(approval, failure);
}

Status approval_open(Approval *approval, const ApprovalOptions *options, Failure *failure)
{
    *approval = (Approval){.options = options, .lock = -1};
    TRY(open_ledger(approval, failure));
    return read_manifest(approval, failure);
}

void approval_end(Approval *approval)
{
    signer_free(&approval->first);
    signer_free(&approval->second);
    folder_close(approval->entry);
    run_folder_close(&approval->run);
    ledger_close(approval->ledger);
    ledger_unlock(approval->lock);
}

Status approval_check_accounts(const Approval *approval, Failure *failure)
{
    const Manifest *manifest = &approval->run.manifest;
    char list[256] = "";
    size_t length = 0, missing = 0;
    for (size_t i = 0; i < manifest->accounts_changed.count; i++) {
        MunicipalityCode code = manifest->accounts_changed.items[i];
        if (code < MUNICIPALITY_CODES && approval->options->confirmed[code]) continue;
        missing++;
        if (length + 8 < sizeof list)
            length += (size_t)snprintf(list + length, sizeof list - length, " %04u", code);
    }
    if (missing == 0) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, approval->options->run,
                       "%zu accounts differ from the ones last paid; confirm each with "
                       "--confirm-account CODE:%s",
                       missing, list);
}
