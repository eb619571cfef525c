/* verify_run.c - a run folder: manifest, signatures, every file that it lists. */
#include "engine/review/verify_run.h"

#include <stdio.h>
#include <string.h>

#include "formats/crypto/cms_signature.h"

/* --- who may sign --- */

static Status load_identity(VerifyRun *verify, Failure *failure)
{
    char path[PATH_SIZE];
    if (verify->ca != NULL) {
        TRY(trust_store_load(verify->ca, &verify->store, failure));
    } else {
        TRY(run_folder_path(verify->folder, "ca.pem", path, failure));
        TRY(trust_store_load(path, &verify->store, failure));
    }
    TRY(run_folder_path(verify->folder, "signers.csv", path, failure));
    return signers_csv_read(path, &verify->signers, failure);
}

/* The signers file carries one signature, by somebody the CA vouches for: the ledger's
 * authority. Which certificate that is only the ledger can say (verify_run_ledger). */
static Status check_signers_file(const VerifyRun *verify, Failure *failure)
{
    char path[PATH_SIZE];
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count = 0;
    TRY(run_folder_path(verify->folder, "signers.csv", path, failure));
    Status status = cms_verify_file(path, NULL, verify->store, CMS_AT_SIGNING_TIME, proven,
                                    &count, failure);
    if (status != STATUS_OK) {
        failure_locate(failure, path);
        return status;
    }
    if (count == 1) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, path, "not signed by one authority");
}

Status verify_signature(const VerifyRun *verify, const char *path, const char *signature,
                        bool both, Failure *failure)
{
    InputFile der;
    if (verify->store == NULL || verify->signers == NULL) {
        return failure_set(failure, STATUS_VERIFICATION, signature,
                           "cannot be checked without CA and signers file");
    }
    TRY(input_file_read_stored(signature, CMS_DER_MAX, &der, failure));
    Status status = signer_verify_by(verify->store, verify->signers, signature, der.bytes,
                                     der.size, cms_file(path), both, failure);
    input_file_free(&der);
    if (status != STATUS_VERIFICATION) return status;
    Failure reason = *failure; /* names the content: say which signature it is about */
    return failure_set(failure, status, signature, "%s", reason.detail);
}

static Status check_manifest_signature(const VerifyRun *verify, Failure *failure)
{
    char path[PATH_SIZE], signature[PATH_SIZE];
    TRY(run_folder_path(verify->folder, "manifest.json", path, failure));
    TRY(run_folder_path(verify->folder, "manifest.json.p7s", signature, failure));
    return verify_signature(verify, path, signature, false, failure);
}

/* Nobody signs a dry run: one that is signed was made from something else. */
static Status check_dry_run(const VerifyRun *verify, Failure *failure)
{
    static const char *const never[] = {"manifest.json.p7s", "payments"};
    verify_note("a dry run: not signed, and nothing can be paid from it");
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        char path[PATH_SIZE];
        PathKind kind;
        TRY(run_folder_path(verify->folder, never[i], path, failure));
        TRY(path_kind(path, &kind, failure));
        if (kind == PATH_MISSING) continue;
        Status status = failure_set(failure, STATUS_VERIFICATION, path,
                                    "a dry run never has this: the manifest was changed");
        TRY(verify_take(verify->report, status, failure));
    }
    return STATUS_OK;
}

Status verify_run_manifest(VerifyRun *verify, Failure *failure)
{
    const Manifest *manifest = &verify->folder->manifest;
    char hex[SHA256_HEX_SIZE];
    sha256_to_hex(manifest->run_identity, hex);
    verify_group(verify->report);
    if (manifest->dry_run) return check_dry_run(verify, failure);
    TRY(verify_take(verify->report, load_identity(verify, failure), failure));
    if (verify->store != NULL) {
        TRY(verify_take(verify->report, check_signers_file(verify, failure), failure));
    }
    TRY(verify_take(verify->report, check_manifest_signature(verify, failure), failure));
    verify_group_end(verify->report, "manifest", "signed in its role by CA %s; run %.16s",
                     verify->ca != NULL ? verify->ca : "of the folder", hex);
    return STATUS_OK;
}

/* --- every output --- */

/* Outputs stand in the folder itself or in proposal/: nothing else may be named. */
static bool place_is_safe(const char *path)
{
    static const char proposal[] = "proposal/";
    if (strncmp(path, proposal, sizeof proposal - 1) == 0) path += sizeof proposal - 1;
    return path_name_is_safe(path);
}

static Status check_output(const RunFolder *folder, const ManifestFile *output,
                           Failure *failure)
{
    char path[PATH_SIZE];
    FileSums sums;
    if (!place_is_safe(output->path)) {
        return failure_set(failure, STATUS_VERIFICATION, "manifest.json",
                           "names an output outside the run folder");
    }
    TRY(run_folder_path(folder, output->path, path, failure));
    TRY(input_file_sums(path, &sums, failure));
    bool stored = sums.stored_size == output->sums.stored_size &&
                  memcmp(sums.stored_sha256, output->sums.stored_sha256, SHA256_SIZE) == 0;
    bool content = sums.content_size == output->sums.content_size &&
                   memcmp(sums.content_sha256, output->sums.content_sha256, SHA256_SIZE) == 0;
    if (stored && content) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, path,
                       content ? "the file was compressed anew (its content is the same)"
                               : "the file was changed since the manifest was signed");
}

static Status check_listed(const VerifyRun *verify, const char *kind, size_t least, size_t most,
                           Failure *failure)
{
    const ManifestFiles *outputs = &verify->folder->manifest.outputs;
    size_t count = 0;
    for (size_t i = 0; i < outputs->count; i++) {
        count += strcmp(outputs->items[i].kind, kind) == 0;
    }
    if (count >= least && count <= most) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, "manifest.json",
                       "lists %zu outputs of the kind %s", count, kind);
}

static Status check_kinds(const VerifyRun *verify, Failure *failure)
{
    static const char *const once[] = {"decisions", "without", "looks",    "municipalities",
                                       "posting",   "basic",   "findings", "summary"};
    const Manifest *manifest = &verify->folder->manifest;
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++) {
        Status status = check_listed(verify, once[i], 1, 1, failure);
        TRY(verify_take(verify->report, status, failure));
    }
    size_t identity = manifest->has_ledger ? 3 : 0;
    Status status = check_listed(verify, "identity", identity, identity, failure);
    return verify_take(verify->report, status, failure);
}

Status verify_run_outputs(VerifyRun *verify, Failure *failure)
{
    const ManifestFiles *outputs = &verify->folder->manifest.outputs;
    uint64_t bytes = 0;
    verify_group(verify->report);
    TRY(check_kinds(verify, failure));
    for (size_t i = 0; i < outputs->count; i++) {
        Status status = check_output(verify->folder, &outputs->items[i], failure);
        TRY(verify_take(verify->report, status, failure));
        bytes += outputs->items[i].sums.stored_size;
    }
    verify_group_end(verify->report, "files",
                     "%zu files, %llu bytes: SHA-256 and size, as stored and uncompressed",
                     outputs->count, (unsigned long long)bytes);
    return STATUS_OK;
}

/* --- the ledger --- */

static Status same_file(const RunFolder *folder, const Ledger *ledger, const char *name,
                        Failure *failure)
{
    char mine[PATH_SIZE], relative[64];
    char *theirs;
    uint8_t left[SHA256_SIZE], right[SHA256_SIZE];
    snprintf(relative, sizeof relative, "000000/%s", name);
    TRY(run_folder_path(folder, name, mine, failure));
    TRY(sha256_of_file(mine, left, NULL, failure));
    TRY(ledger_path(ledger, relative, &theirs, failure));
    Status status = sha256_of_file(theirs, right, NULL, failure);
    system_free(theirs);
    if (status != STATUS_OK) return status;
    if (memcmp(left, right, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, mine, "not the ledger's own");
}

static Status check_identity_files(const VerifyRun *verify, const Ledger *ledger,
                                   Failure *failure)
{
    static const char *const names[] = {"ca.pem", "signers.csv", "signers.csv.p7s"};
    char path[PATH_SIZE];
    InputFile signers;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        Status status = same_file(verify->folder, ledger, names[i], failure);
        TRY(verify_take(verify->report, status, failure));
    }
    TRY(run_folder_path(verify->folder, "signers.csv", path, failure));
    Status status = input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &signers, failure);
    if (status == STATUS_OK) {
        status = signer_verify_authority(ledger, path, signers.bytes, signers.size, failure);
        input_file_free(&signers);
    }
    return verify_take(verify->report, status, failure);
}

static Status check_head(const VerifyRun *verify, const Ledger *ledger, Failure *failure)
{
    const Manifest *manifest = &verify->folder->manifest;
    bool fits = manifest->ledger_entry < ledger->entry_count;
    if (fits) {
        const LedgerEntry *entry = &ledger->entries[manifest->ledger_entry];
        fits = memcmp(entry->head, manifest->ledger_head, SHA256_SIZE) == 0 &&
               entry->log_size == manifest->log_size &&
               memcmp(entry->log_root, manifest->log_root, SHA256_SIZE) == 0 &&
               (ledger->mode == LEDGER_LIVE) == manifest->live;
    }
    if (fits) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, verify->ledger,
                       "the ledger has no entry %06u with the head the proposal was made from",
                       manifest->ledger_entry);
}

/* The entry that committed this very proposal, or NULL. */
static const LedgerEntry *committed(const VerifyRun *verify, const Ledger *ledger,
                                    Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    const InputFile *stored = &verify->folder->stored;
    if (sha256_of(stored->bytes, stored->size, digest, failure) != STATUS_OK) return NULL;
    for (size_t i = 1; i < ledger->entry_count; i++) {
        if (memcmp(ledger->entries[i].manifest_sha256, digest, SHA256_SIZE) == 0) {
            return &ledger->entries[i];
        }
    }
    return NULL;
}

static Status compare_files(const char *left, const char *right, Failure *failure)
{
    uint8_t mine[SHA256_SIZE], theirs[SHA256_SIZE];
    TRY(sha256_of_file(left, mine, NULL, failure));
    TRY(sha256_of_file(right, theirs, NULL, failure));
    if (memcmp(mine, theirs, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, left, "not the ledger entry's file");
}

/* RUN/payments is a copy of the entry's payments. */
static Status check_copies(const VerifyRun *verify, const Ledger *ledger,
                           const LedgerEntry *entry, Failure *failure)
{
    char mine[PATH_SIZE], left[PATH_SIZE], relative[64];
    char *theirs;
    PathKind kind;
    PathList list = {0};
    TRY(run_folder_path(verify->folder, "payments", mine, failure));
    TRY(path_kind(mine, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    snprintf(relative, sizeof relative, "%06u/payments", entry->number);
    TRY(ledger_path(ledger, relative, &theirs, failure));
    Status status = path_list(mine, &list, failure);
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        char right[PATH_SIZE];
        status = path_join(mine, list.names[i], left, failure);
        if (status == STATUS_OK) status = path_join(theirs, list.names[i], right, failure);
        if (status == STATUS_OK) {
            status = verify_take(verify->report, compare_files(left, right, failure), failure);
        }
    }
    path_list_free(&list);
    system_free(theirs);
    return status;
}

static Status check_commit(const VerifyRun *verify, const Ledger *ledger,
                           const LedgerEntry *entry, Failure *failure)
{
    char payments[PATH_SIZE];
    PathKind kind;
    if (entry != NULL) return check_copies(verify, ledger, entry, failure);
    TRY(run_folder_path(verify->folder, "payments", payments, failure));
    TRY(path_kind(payments, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    Status status = failure_set(failure, STATUS_VERIFICATION, payments,
                                "is there, but the ledger has no entry of this proposal: do "
                                "not send these files");
    return verify_take(verify->report, status, failure);
}

static Status check_ledger(const VerifyRun *verify, const Ledger *ledger, Failure *failure)
{
    TRY(verify_take(verify->report, check_head(verify, ledger, failure), failure));
    TRY(check_identity_files(verify, ledger, failure));
    const LedgerEntry *entry = committed(verify, ledger, failure);
    TRY(check_commit(verify, ledger, entry, failure));
    if (entry != NULL) {
        verify_group_end(verify->report, "ledger",
                         "%zu entries, the chain closes; entry %06u "
                         "committed this proposal",
                         ledger->entry_count, entry->number);
    } else {
        verify_group_end(verify->report, "ledger",
                         "%zu entries, the chain closes; this "
                         "proposal is not committed",
                         ledger->entry_count);
    }
    return STATUS_OK;
}

Status verify_run_ledger(VerifyRun *verify, Failure *failure)
{
    Ledger *ledger;
    PathKind kind = PATH_MISSING;
    if (!verify->folder->manifest.has_ledger) return STATUS_OK;
    if (verify->ledger != NULL) TRY(path_kind(verify->ledger, &kind, failure));
    if (kind == PATH_MISSING && !verify->ledger_given) {
        verify_note("the ledger is not at hand: its chain is not checked (--ledger DIR)");
        verify->report->unchecked = "the ledger's chain (name the ledger with --ledger DIR)";
        return STATUS_OK;
    }
    verify_group(verify->report);
    Status status = ledger_open(verify->ledger, false, &ledger, failure);
    if (status != STATUS_OK) return verify_take(verify->report, status, failure);
    status = check_ledger(verify, ledger, failure);
    ledger_close(ledger);
    return status;
}

/* --- all of it --- */

Status verify_run(VerifyRun *verify, Failure *failure)
{
    TRY(verify_run_manifest(verify, failure));
    TRY(verify_run_outputs(verify, failure));
    TRY(verify_take(verify->report, run_folder_sums(verify->folder, &verify->sums, failure),
                    failure));
    TRY(verify_run_payments(verify, failure));
    TRY(verify_run_decisions(verify, failure));
    TRY(verify_run_tables(verify, failure));
    return verify_run_ledger(verify, failure);
}

void verify_run_free(VerifyRun *verify)
{
    trust_store_free(verify->store);
    signers_free(verify->signers);
    system_free(verify->sums);
}
