#include "engine/ledger/approval.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/crypto/cms_signature.h"
#include "formats/base/input_file.h"

/* --- reading and verifying --- */

static Status read_manifest(Approval *approval, Failure *failure)
{
    char path[PATH_SIZE];
    InputFile *file = &approval->stored;
    TRY(path_join(approval->options->run, "manifest.json", path, failure));
    Status status = input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, file, failure);
    if (status == STATUS_INPUT_MISSING) {
        return failure_set(failure, STATUS_INPUT_MISSING, path,
                           "this folder holds no complete proposal: run 'tilskudd run' first");
    }
    if (status != STATUS_OK) return status;
    return sha256_of(file->bytes, file->size, approval->manifest_sha256, failure);
}

static Status parse_manifest(Approval *approval, Failure *failure)
{
    char path[PATH_SIZE];
    const InputFile *file = &approval->stored;
    TRY(path_join(approval->options->run, "manifest.json", path, failure));
    return manifest_read(path, file->bytes, file->size, &approval->manifest, failure);
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
    if (parse_manifest(approval, failure) == STATUS_OK && approval->manifest.dry_run) {
        return refuse_dry_run(approval, failure);
    }
    *failure = reason;
    return reason.status;
}

static Status read_signature(Approval *approval, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(approval->options->run, "manifest.json.p7s", path, failure));
    Status status = input_file_read_stored(path, CMS_DER_MAX, &approval->signature, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "the signature of the first person is missing");
}

Status approval_verify_signature(Approval *approval, Failure *failure)
{
    char path[PATH_SIZE];
    const InputFile *file = &approval->stored, *signature = &approval->signature;
    TRY(path_join(approval->options->run, "manifest.json", path, failure));
    Status status = read_signature(approval, failure);
    if (status == STATUS_VERIFICATION) return refuse_unsigned(approval, failure);
    if (status != STATUS_OK) return status;
    return signer_verify(approval->ledger, path, signature->bytes, signature->size, file->bytes,
                         file->size, false, failure);
}

/* Two persons decide: who approves is neither the one who proposed nor has that one's key, also
 * where there is no payment file to sign. */
static Status check_other_person(const Approval *approval, Failure *failure)
{
    char path[PATH_SIZE];
    const InputFile *file = &approval->stored, *signature = &approval->signature;
    TRY(path_join(approval->options->run, "manifest.json", path, failure));
    return signer_check_other(approval->ledger, path, signature->bytes, signature->size,
                              file->bytes, file->size, &approval->second, failure);
}

bool approval_is_committed(const Approval *approval)
{
    for (size_t i = 1; i < approval->ledger->entry_count; i++) {
        if (memcmp(approval->ledger->entries[i].manifest_sha256, approval->manifest_sha256,
                   SHA256_SIZE) == 0) {
            return true;
        }
    }
    return false;
}

static Status check_head(const Approval *approval, Failure *failure)
{
    const Manifest *manifest = &approval->manifest;
    const LedgerEntry *last = ledger_last(approval->ledger);
    if (manifest->dry_run || !manifest->has_ledger) {
        return refuse_dry_run(approval, failure);
    }
    if (manifest->live != (approval->ledger->mode == LEDGER_LIVE)) {
        return failure_set(failure, STATUS_NOT_NOW, approval->options->run,
                           "the proposal and the ledger are of different modes");
    }
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
    if (approval->ledger->mode == LEDGER_LIVE) return STATUS_OK;
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
    char *path;
    uint8_t own[SHA256_SIZE], given[SHA256_SIZE];
    if (approval->options->ca == NULL) return STATUS_OK;
    TRY(ledger_path(approval->ledger, "000000/ca.pem", &path, failure));
    Status status = sha256_of_file(path, own, NULL, failure);
    system_free(path);
    if (status != STATUS_OK) return status;
    TRY(sha256_of_file(approval->options->ca, given, NULL, failure));
    if (memcmp(own, given, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, approval->options->ca,
                       "not the CA that the ledger was opened with");
}

static Status open_ledger(Approval *approval, Failure *failure)
{
    const ApprovalOptions *options = approval->options;
    PathKind kind;
    TRY(path_kind(options->ledger, &kind, failure));
    if (kind != PATH_FOLDER) {
        return failure_set(failure, STATUS_INPUT_MISSING, options->ledger, "not a ledger");
    }
    TRY(ledger_lock(options->ledger, &approval->lock, failure));
    TRY(ledger_open(options->ledger, true, &approval->ledger, failure));
    TRY(ledger_clean(options->ledger, ledger_last(approval->ledger)->log_size, failure));
    if (approval->ledger->mode == LEDGER_LIVE && options->time != NULL) {
        return failure_set(failure, STATUS_USAGE, "--time", "a live ledger refuses it");
    }
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

static Status verify_all(Approval *approval, Failure *failure)
{
    TRY(approval_verify_signature(approval, failure));
    TRY(parse_manifest(approval, failure)); /* only what somebody has signed is read */
    approval->committed = approval_is_committed(approval);
    if (approval->committed) return STATUS_OK;
    TRY(check_head(approval, failure));
    TRY(check_nothing_there(approval, failure));
    TRY(proposal_check(approval->ledger, approval->options->run, &approval->manifest, failure));
    return approval_load_persons(approval, failure);
}

Status approval_open(Approval *approval, const ApprovalOptions *options, Failure *failure)
{
    *approval = (Approval){.options = options, .lock = -1};
    TRY(open_ledger(approval, failure));
    return read_manifest(approval, failure);
}

Status approval_begin(Approval *approval, const ApprovalOptions *options, Failure *failure)
{
    TRY(approval_open(approval, options, failure));
    return verify_all(approval, failure);
}

void approval_end(Approval *approval)
{
    signer_free(&approval->first);
    signer_free(&approval->second);
    manifest_free(&approval->manifest);
    input_file_free(&approval->stored);
    input_file_free(&approval->signature);
    ledger_close(approval->ledger);
    ledger_unlock(approval->lock);
}

Status approval_check_accounts(const Approval *approval, Failure *failure)
{
    const Manifest *manifest = &approval->manifest;
    char list[256] = "";
    size_t length = 0, missing = 0;
    for (size_t i = 0; i < manifest->accounts_changed.count; i++) {
        MunicipalityCode code = manifest->accounts_changed.items[i];
        if (code < MUNICIPALITY_CODES && approval->options->confirmed[code]) continue;
        missing++;
        if (length + 8 < sizeof list) {
            length += (size_t)snprintf(list + length, sizeof list - length, " %04u", code);
        }
    }
    if (missing == 0) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, approval->options->run,
                       "%zu accounts differ from the ones last paid; confirm each with "
                       "--confirm-account CODE:%s",
                       missing, list);
}
