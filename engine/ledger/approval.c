#include "engine/ledger/approval.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ledger/run_guards.h"
#include "formats/base/translate.h"
#include "formats/crypto/cms_signature.h"
#include "rules/base/time_rules.h"

/* --- reading and verifying --- */

static Status read_manifest(Approval *approval, Failure *failure)
{
    Status status = run_folder_begin(approval->options->run, &approval->run, failure);
    if (status != STATUS_NO_RUN) return status;
    return failure_set(failure, STATUS_NO_RUN, approval->options->run,
                       "it holds no complete proposal");
}

static Status refuse_dry_run(const Approval *approval, Failure *failure)
{
    return failure_set(failure, STATUS_NEVER, approval->options->run,
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

Status approval_read_signature(Approval *approval, Failure *failure)
{
    char path[PATH_SIZE];
    Status status = folder_read(approval->run.folder, "manifest.json.p7s", CMS_DER_MAX,
                                &approval->signature, failure);
    if (status != STATUS_INPUT_MISSING) return status;
    TRY(run_folder_path(&approval->run, "manifest.json.p7s", path, failure));
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "the signature of the first person is missing");
}

/* The number of the proposal's entry: of the one that is there, or the next. */
static size_t approval_place(const Approval *approval)
{
    const LedgerEntry *entry = ledger_entry_of(approval->ledger, approval->run.manifest_sha256);
    return entry != NULL ? entry->number : approval->ledger->entry_count;
}

/* What was swapped by mistake is told from what was changed: both are refused. */
static Status explain_unverified(const Approval *approval, Failure *failure)
{
    Failure ignored;
    const FolderFile *own, *theirs;
    bool read = run_folder_file(&approval->run, "ca.pem", &own, &ignored) == STATUS_OK &&
                ledger_identity_file(approval->ledger, approval_place(approval), "ca.pem",
                                     &theirs, &ignored) == STATUS_OK;
    bool same =
        !read || memcmp(own->sums.stored_sha256, theirs->sums.stored_sha256, SHA256_SIZE) == 0;
    if (same) return STATUS_VERIFICATION;
    return failure_explain(failure, STATUS_OTHER_LEDGER,
                           _("it was made for another ledger than this one"));
}

Status approval_verify_signature(Approval *approval, Failure *failure)
{
    char path[PATH_SIZE];
    const InputFile *file = &approval->run.stored;
    TRY(run_folder_path(&approval->run, "manifest.json", path, failure));
    Status status = approval_read_signature(approval, failure);
    if (status == STATUS_VERIFICATION) return refuse_unsigned(approval, failure);
    if (status != STATUS_OK) return status;
    status = signer_verify(approval->ledger, approval_place(approval), path,
                           approval->signature->bytes, approval->signature->size, file->bytes,
                           file->size, false, failure);
    return status == STATUS_VERIFICATION ? explain_unverified(approval, failure) : status;
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

/* A run is committed once, by whatever manifest. */
static const LedgerEntry *entry_of_run(const Ledger *ledger, const uint8_t *identity)
{
    for (size_t i = 1; i < ledger->entry_count; i++)
        if (memcmp(ledger->entries[i].run_identity, identity, SHA256_SIZE) == 0)
            return &ledger->entries[i];
    return NULL;
}

/* Which entry did it: also one that pays nothing moves the head. */
Status approval_refuse_moved(const Approval *approval, uint32_t then, Failure *failure)
{
    const Ledger *ledger = approval->ledger;
    const LedgerEntry *last = ledger_last(ledger);
    const LedgerEntry *by = then + 1 < ledger->entry_count ? &ledger->entries[then + 1] : last;
    return failure_set(failure, STATUS_NEVER, approval->options->run,
                       "the ledger has moved on since this proposal was made (entry %u then, "
                       "%u now, the next was %s): make a new proposal",
                       then, last->number, entry_kind_texts[by->kind]);
}

static Status check_head(const Approval *approval, Failure *failure)
{
    const Manifest *manifest = &approval->run.manifest;
    const LedgerEntry *last = ledger_last(approval->ledger);
    if (manifest->dry_run || !manifest->has_ledger) return refuse_dry_run(approval, failure);
    if (manifest->live != (approval->ledger->mode == LEDGER_LIVE))
        return failure_set(failure, STATUS_NEVER, approval->options->run,
                           "the proposal and the ledger are of different modes");
    if (memcmp(manifest->ledger_head, last->head, SHA256_SIZE) == 0) return STATUS_OK;
    const LedgerEntry *same = entry_of_run(approval->ledger, manifest->run_identity);
    if (same != NULL)
        return failure_set(failure, STATUS_NEVER, approval->options->run,
                           "entry %06u has committed this very run, by another manifest",
                           same->number);
    return approval_refuse_moved(approval, manifest->ledger_entry, failure);
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
    TRY(ledger_identity_file(approval->ledger, approval->ledger->entry_count, "ca.pem", &own,
                             failure));
    TRY(sha256_of_file(approval->options->ca, given, NULL, failure));
    if (memcmp(own->sums.stored_sha256, given, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, approval->options->ca,
                       "not the CA of this ledger");
}

static void unlock(Approval *approval)
{
    ledger_unlock(approval->lock);
    approval->lock = -1;
}

/* Under the lock, which a person who thinks does not hold: what another approval has left is
 * ended before anything is computed from the ledger. */
static Status open_ledger(Approval *approval, Failure *failure)
{
    const ApprovalOptions *options = approval->options;
    PathKind kind;
    TRY(path_kind(options->ledger, &kind, failure));
    if (kind == PATH_MISSING)
        return failure_set(failure, STATUS_INPUT_MISSING, options->ledger, NULL);
    if (kind != PATH_FOLDER)
        return failure_set(failure, STATUS_NO_LEDGER, options->ledger, "it is no folder");
    TRY(ledger_lock(options->ledger, &approval->lock, failure));
    TRY(pin_ledger_open(&options->pin, options->ledger, &approval->ledger, failure));
    TRY(ledger_finish(&approval->ledger, failure));
    unlock(approval);
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
    if (nothing_there)
        return path_check_writable(approval->options->run,
                                   "the payments are published there: the second person must "
                                   "be able to write in it, as in a folder of her group",
                                   failure);
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "holds files, but this proposal has never been approved: do not send "
                       "them; remove the folder");
}

/* On the day of the approval. What is settled for a day that is gone would never be sent, and
 * never be paid again. */
static Status check_guards(const Approval *approval, Failure *failure)
{
    const Manifest *manifest = &approval->run.manifest;
    const Ledger *ledger = approval->ledger;
    const char *run = approval->options->run;
    if (manifest->payments > 0)
        TRY(run_guard_payment(ledger, run, manifest->payment_date,
                              norway_day(approval->time.epoch), failure));
    TRY(run_guard_quarter(ledger, run, manifest->year, manifest->quarter, manifest->allow_gap,
                          failure));
    return run_guard_cutoff(ledger, run, manifest->year, manifest->quarter, manifest->cutoff,
                            manifest->allow_cutoff, failure);
}

Status approval_verify(Approval *approval, Failure *failure)
{
    TRY(approval_verify_signature(approval, failure));
    /* Only what somebody has signed is read. */
    TRY(run_folder_parse(&approval->run, failure));
    TRY(run_folder_find_inputs(&approval->run, failure));
    approval->committed = approval_is_committed(approval);
    if (approval->committed) return STATUS_OK;
    TRY(approval_check_build(approval, approval->run.manifest.program,
                             approval->run.manifest.build, failure));
    TRY(check_head(approval, failure));
    TRY(check_nothing_there(approval, failure));
    TRY(ledger_entry_time(approval->ledger, approval->run.manifest.time,
                          approval->options->allow_time, &approval->time, failure));
    TRY(check_guards(approval, failure));
    TRY(approval_load_persons(approval, failure));
    return approval_compute(approval, failure);
}

Status approval_open(Approval *approval, const ApprovalOptions *options, Failure *failure)
{
    *approval = (Approval){.options = options, .lock = -1};
    TRY(open_ledger(approval, failure));
    return read_manifest(approval, failure);
}

/* Whether an entry is signed with the certificate that is given, as the second person does. */
static Status is_own(const Approval *approval, uint32_t entry, bool *is, Failure *failure)
{
    const FolderFile *json, *der;
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count;
    CLEANUP(certificate_free) Certificate *own = NULL;
    CLEANUP(trust_store_free) TrustStore *store = NULL;
    Folder *folder = ledger_folder(approval->ledger, entry);
    TRY(certificate_load(approval->options->certificate, &own, failure));
    TRY(trust_store_of(own, &store, failure));
    TRY(folder_read(folder, "entry.json", INPUT_SMALL_SIZE_MAX, &json, failure));
    TRY(folder_read(folder, "entry.json.p7s", CMS_DER_MAX, &der, failure));
    Status status = cms_verify(der->bytes, der->size, cms_bytes(json->bytes, json->size), store,
                               CMS_AT_SIGNING_TIME, proven, &count, failure);
    *is = status == STATUS_OK;
    if (status != STATUS_VERIFICATION) return status;
    failure_clear(failure);
    return STATUS_OK;
}

/* A change of keys that she has signed herself, in an approval that was interrupted, nobody has
 * to tell her of: the same command again ends it. */
Status approval_check_pin(const Approval *approval, Failure *failure)
{
    bool own = false;
    PinOptions pin = approval->options->pin;
    const LedgerEntry *entry = ledger_entry_of(approval->ledger, approval->run.manifest_sha256);
    if (entry != NULL && entry->kind == ENTRY_KEYS && approval->options->certificate != NULL)
        TRY(is_own(approval, entry->number, &own, failure));
    if (own && pin.accept_keys < (int)entry->number) pin.accept_keys = (int)entry->number;
    return pin_check(&pin, approval->ledger, approval->options->run, true, failure);
}

/* A person may take her time, and the ledger belongs to others meanwhile. */
Status approval_lock(Approval *approval, Failure *failure)
{
    size_t entries = approval->ledger->entry_count;
    TRY(ledger_lock(approval->options->ledger, &approval->lock, failure));
    TRY(ledger_check_last(approval->ledger, failure));
    TRY(ledger_finish(&approval->ledger, failure));
    if (approval->ledger->entry_count == entries) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, approval->options->ledger,
                       "an interrupted approval was completed: give the same command again");
}

void approval_end(Approval *approval)
{
    run_again_close(approval->again);
    signer_free(&approval->first);
    signer_free(&approval->second);
    folder_close(approval->entry);
    run_folder_close(&approval->run);
    ledger_close(approval->ledger);
    ledger_unlock(approval->lock);
}
