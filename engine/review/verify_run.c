/* verify_run.c - a run folder: manifest, signatures, every file that it lists. */
#include "engine/review/verify_run.h"

#include <stdio.h>
#include <string.h>

#include "engine/ledger/input_check.h"
#include "formats/base/count_words.h"
#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"
#include "formats/run/entry.h"
#include "formats/run/files.h"
#include "formats/run/signed_input.h"
#include "formats/crypto/cms_signature.h"

/* --- who may sign --- */

static Status load_identity(VerifyRun *verify, Failure *failure)
{
    char ca[PATH_SIZE], signers[PATH_SIZE];
    TRY(run_folder_path(verify->folder, "ca.pem", ca, failure));
    TRY(trust_store_load(verify->ca != NULL ? verify->ca : ca, &verify->store, failure));
    TRY(run_folder_path(verify->folder, "signers.csv", signers, failure));
    return signers_csv_read(signers, &verify->signers, failure);
}

/* The signers file carries one signature, by somebody the CA vouches for: the ledger's
 * authority. Which certificate that is only the ledger can say (verify_ledger). */
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

Status verify_signature(const VerifyRun *verify, const char *name, bool both, Failure *failure)
{
    char signature[PATH_SIZE + sizeof ".p7s"];
    const FolderFile *file, *der;
    snprintf(signature, sizeof signature, "%s.p7s", name);
    if (verify->store == NULL || verify->signers == NULL) {
        char path[PATH_SIZE];
        TRY(run_folder_path(verify->folder, signature, path, failure));
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "cannot be checked without CA and signers file");
    }
    TRY(run_folder_file(verify->folder, signature, &der, failure));
    TRY(run_folder_file(verify->folder, name, &file, failure));
    Status status =
        signer_verify_by(verify->store, verify->signers, der->path, der->bytes, der->size,
                         cms_bytes(file->bytes, file->size), both, failure);
    if (status != STATUS_VERIFICATION) return status;
    Failure reason = *failure; /* names the content: say which signature it is about */
    return failure_set(failure, status, der->path, "%s", reason.detail);
}

Status verify_there(const VerifyRun *verify, const char *name, char path[PATH_SIZE],
                    bool *there, Failure *failure)
{
    PathKind kind;
    TRY(run_folder_path(verify->folder, name, path, failure));
    TRY(path_kind(path, &kind, failure));
    *there = kind != PATH_MISSING;
    return STATUS_OK;
}

Status verify_signed(const RunFolder *folder, Failure *failure)
{
    CLEANUP(verify_run_free) VerifyRun verify = {.folder = folder};
    TRY(load_identity(&verify, failure));
    TRY(check_signers_file(&verify, failure));
    return verify_signature(&verify, "manifest.json", false, failure);
}

static Status refuse_there(const RunFolder *folder, const char *name, Failure *failure)
{
    const VerifyRun verify = {.folder = folder};
    char path[PATH_SIZE];
    bool there;
    TRY(verify_there(&verify, name, path, &there, failure));
    if (!there) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "a dry run never has this: the manifest was changed");
}

/* One that is signed was made from something else. */
static const char *const never[] = {"manifest.json.p7s", "payments"};

Status verify_unsigned(const RunFolder *folder, Failure *failure)
{
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        TRY(refuse_there(folder, never[i], failure));
    return STATUS_OK;
}

/* The same, each said. */
static Status check_dry_run(const VerifyRun *verify, Failure *failure)
{
    verify_note("a dry run: not signed, and nothing can be paid from it");
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        TRY(verify_take(verify->report, refuse_there(verify->folder, never[i], failure),
                        failure));
    return STATUS_OK;
}

static Status verify_manifest(VerifyRun *verify, Failure *failure)
{
    const Manifest *manifest = &verify->folder->manifest;
    char hex[SHA256_HEX_SIZE];
    sha256_to_hex(manifest->run_identity, hex);
    verify_group(verify->report);
    if (manifest->dry_run) return check_dry_run(verify, failure);
    TRY(verify_take(verify->report, load_identity(verify, failure), failure));
    if (verify->store != NULL)
        TRY(verify_take(verify->report, check_signers_file(verify, failure), failure));
    TRY(verify_take(verify->report, verify_signature(verify, "manifest.json", false, failure),
                    failure));
    verify_group_end(verify->report, "manifest",
                     "signed in its role by CA %s; run %.16s; made by %s, build %s",
                     verify->ca != NULL ? verify->ca : _("of the folder"), hex,
                     manifest->program, manifest->build);
    return STATUS_OK;
}

/* --- every output --- */

/* Outputs stand in the folder itself under the names of their kinds, or in proposal/: nothing
 * else may be named. */
static bool place_is_safe(const ManifestFile *output)
{
    static const char proposal[] = "proposal/";
    if (strncmp(output->path, proposal, sizeof proposal - 1) == 0)
        return path_name_is_safe(output->path + sizeof proposal - 1) &&
               strncmp(output->kind, "payment", 7) == 0;
    for (size_t i = 0; i < EVIDENCE_COUNT; i++) {
        const EvidenceFile *row = evidence_file((EvidenceName)i);
        if (row->kind != NULL && strcmp(row->kind, output->kind) == 0 &&
            strcmp(row->run_name, output->path) == 0)
            return true;
    }
    return signed_input_mode(output->path) != 0 && strncmp(output->kind, "input", 5) == 0;
}

static Status check_output(const RunFolder *folder, const ManifestFile *output,
                           Failure *failure)
{
    const FolderFile *file;
    if (!place_is_safe(output))
        return failure_set(failure, STATUS_VERIFICATION, "manifest.json",
                           "names an output that no run has");
    TRY(run_folder_file(folder, output->path, &file, failure));
    TRY(folder_sums(folder->folder, file, failure));
    const FileSums *sums = &file->sums;
    bool stored = sums->stored_size == output->sums.stored_size &&
                  memcmp(sums->stored_sha256, output->sums.stored_sha256, SHA256_SIZE) == 0;
    bool content = sums->content_size == output->sums.content_size &&
                   memcmp(sums->content_sha256, output->sums.content_sha256, SHA256_SIZE) == 0;
    if (stored && content) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, file->path,
                       content ? N_("the file was compressed anew (its content is the same)")
                               : N_("the file was changed since the manifest was signed"));
}

static Status check_listed(const VerifyRun *verify, const char *kind, size_t wanted,
                           Failure *failure)
{
    const ManifestFiles *outputs = &verify->folder->manifest.outputs;
    size_t count = 0;
    for (size_t i = 0; i < outputs->count; i++)
        count += strcmp(outputs->items[i].kind, kind) == 0;
    if (count == wanted) return STATUS_OK;
    return verify_fail(verify->report, failure, "manifest.json",
                       "lists %zu outputs of the kind %s", count, kind);
}

/* Each output once, and no signature but a payment file's that is listed too. */
static bool belongs(const ManifestFiles *outputs, const ManifestFile *output)
{
    char signature[PATH_SIZE];
    if (manifest_files_at(outputs, output->path) != output) return false;
    if (strcmp(output->kind, "payment-signature") != 0) return true;
    for (size_t i = 0; i < outputs->count; i++) {
        const ManifestFile *file = &outputs->items[i];
        if (strcmp(file->kind, "payment") != 0) continue;
        snprintf(signature, sizeof signature, "%s.p7s", file->path);
        if (strcmp(signature, output->path) == 0) return true;
    }
    return false;
}

static Status check_kinds(const VerifyRun *verify, Failure *failure)
{
    static const char *const once[] = {"decisions",      "without",  "looks",
                                       "municipalities", "posting",  "basic",
                                       "new-accounts",   "findings", "summary"};
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++)
        TRY(check_listed(verify, once[i], 1, failure));
    return check_listed(verify, "identity", verify->folder->manifest.has_ledger ? 3 : 0,
                        failure);
}

/* All that can be read is summed at once; what cannot is told of in its turn. */
static Status sum_outputs(const RunFolder *folder, Failure *failure)
{
    const ManifestFiles *outputs = &folder->manifest.outputs;
    for (size_t i = 0; i < outputs->count; i++) {
        const FolderFile *file;
        Failure unheard;
        if (!place_is_safe(&outputs->items[i])) continue;
        Status status = run_folder_file(folder, outputs->items[i].path, &file, &unheard);
        if (status == STATUS_MEMORY) return failure_set(failure, status, "outputs", NULL);
    }
    return folder_sums_together(folder->folder, failure);
}

Status verify_run_outputs(VerifyRun *verify, Failure *failure)
{
    const ManifestFiles *outputs = &verify->folder->manifest.outputs;
    uint64_t bytes = 0;
    verify_group(verify->report);
    TRY(check_kinds(verify, failure));
    TRY(sum_outputs(verify->folder, failure));
    for (size_t i = 0; i < outputs->count; i++) {
        Status status = check_output(verify->folder, &outputs->items[i], failure);
        if (status == STATUS_OK && !belongs(outputs, &outputs->items[i]))
            status = failure_set(failure, STATUS_VERIFICATION, outputs->items[i].path,
                                 "listed twice, or the signature of nothing that is listed");
        TRY(verify_take(verify->report, status, failure));
        bytes += outputs->items[i].sums.stored_size;
    }
    verify_group_end(verify->report, "files",
                     "%s, %s: SHA-256 and size, as stored and uncompressed",
                     count_words(outputs->count, "file", "files").text,
                     count_words(bytes, "byte", "bytes").text);
    return STATUS_OK;
}

/* --- copies of the inputs --- */

static CopyCheck copies_of(const VerifyRun *verify)
{
    return (CopyCheck){verify->folder->folder, &verify->folder->manifest, "proposal"};
}

static Status verify_copies(VerifyRun *verify, Failure *failure)
{
    const CopyCheck copies = copies_of(verify);
    verify_group(verify->report);
    TRY(verify_take(verify->report, input_check_copies(&copies, failure), failure));
    verify_group_end(verify->report, "inputs",
                     "the copies are what was used, and the payments are made from them");
    return STATUS_OK;
}

/* --- the ledger --- */

/* Who vouched for the entry that the proposal was made for. */
static const LedgerIdentity *identity_of(const VerifyRun *verify, const Ledger *ledger)
{
    return ledger_identity_at(ledger, (size_t)verify->folder->manifest.ledger_entry + 1);
}

/* A file of the folder must be that of a ledger's entry; else `otherwise` is said. */
static Status same_as_entry(const VerifyRun *verify, const Ledger *ledger, uint32_t entry,
                            const char *name, const char *otherwise, Failure *failure)
{
    const FolderFile *mine, *theirs;
    TRY(run_folder_file(verify->folder, name, &mine, failure));
    TRY(folder_read(ledger_folder(ledger, entry), name, INPUT_SIZE_MAX, &theirs, failure));
    if (memcmp(mine->sums.stored_sha256, theirs->sums.stored_sha256, SHA256_SIZE) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, mine->path, "%s", otherwise);
}

/* By the authority that was in force after the entry which brought the signers file. */
static Status check_authority(const VerifyRun *verify, const Ledger *ledger, Failure *failure)
{
    const FolderFile *signers, *der;
    uint32_t from = identity_of(verify, ledger)->from[IDENTITY_SIGNERS];
    TRY(run_folder_file(verify->folder, "signers.csv", &signers, failure));
    TRY(run_folder_file(verify->folder, "signers.csv.p7s", &der, failure));
    const SignedFile file = {signers->path, der->bytes, der->size,
                             cms_bytes(signers->bytes, signers->size), 0};
    return signer_verify_authority_at(ledger, (size_t)from + 1, &file, failure);
}

static Status check_identity_files(const VerifyRun *verify, const Ledger *ledger,
                                   Failure *failure)
{
    static const char *const names[] = {"ca.pem", "signers.csv", "signers.csv.p7s"};
    static const IdentityFile files[] = {IDENTITY_CA, IDENTITY_SIGNERS, IDENTITY_SIGNERS};
    const LedgerIdentity *identity = identity_of(verify, ledger);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        uint32_t from = identity->from[files[i]];
        Status status =
            same_as_entry(verify, ledger, from, names[i], "not the ledger's own", failure);
        TRY(verify_take(verify->report, status, failure));
    }
    return verify_take(verify->report, check_authority(verify, ledger, failure), failure);
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
    return verify_fail(verify->report, failure, verify->ledger,
                       "the ledger has no entry %06u with the head the proposal was made from",
                       manifest->ledger_entry);
}

/* RUN/payments is a copy of the entry's payments. */
static Status check_copies(const VerifyRun *verify, const Ledger *ledger,
                           const LedgerEntry *entry, const char *payments, Failure *failure)
{
    CLEANUP(path_list_free) PathList list = {0};
    TRY(path_list(payments, &list, failure));
    for (size_t i = 0; i < list.count; i++) {
        char name[PATH_SIZE];
        TRY(path_join("payments", list.names[i], name, failure));
        Status status = same_as_entry(verify, ledger, entry->number, name,
                                      "not the ledger entry's file", failure);
        TRY(verify_take(verify->report, status, failure));
    }
    return STATUS_OK;
}

/* `there` was found out before the ledger was read: they are put there after the commit. */
static Status check_commit(const VerifyRun *verify, const Ledger *ledger,
                           const LedgerEntry *entry, bool there, Failure *failure)
{
    char payments[PATH_SIZE];
    if (!there) return STATUS_OK;
    TRY(run_folder_path(verify->folder, "payments", payments, failure));
    if (entry != NULL) return check_copies(verify, ledger, entry, payments, failure);
    return verify_fail(verify->report, failure, payments,
                       "is there, but the ledger has no entry of this proposal: do "
                       "not send these files");
}

/* By the entries that the proposal was made from; nobody signs a dry run. */
static Status check_inputs(const VerifyRun *verify, const Ledger *ledger, Failure *failure)
{
    const CopyCheck copies = copies_of(verify);
    size_t entries = (size_t)copies.manifest->ledger_entry + 1;
    if (copies.manifest->dry_run || entries > ledger->entry_count) return STATUS_OK;
    return verify_take(verify->report, input_check_signed(&copies, ledger, entries, failure),
                       failure);
}

static Status check_ledger(const VerifyRun *verify, const Ledger *ledger, bool payments,
                           Failure *failure)
{
    const LedgerEntry *entry = ledger_entry_of(ledger, verify->folder->manifest_sha256);
    char committed[96];
    snprintf(committed, sizeof committed, "%s", _("this proposal is not committed"));
    TRY(check_head(verify, ledger, failure));
    TRY(check_identity_files(verify, ledger, failure));
    TRY(check_inputs(verify, ledger, failure));
    TRY(check_commit(verify, ledger, entry, payments, failure));
    if (entry != NULL)
        snprintf(committed, sizeof committed, _("entry %06u committed this proposal"),
                 entry->number);
    verify_group_end(verify->report, "ledger", "%s, the chain closes; %s",
                     count_words(ledger->entry_count, "entry", "entries").text, committed);
    return STATUS_OK;
}

/* The folder's own copies say who may sign, and its maker wrote them. */
static Status without_ledger(const VerifyRun *verify, Failure *failure)
{
    char path[PATH_SIZE];
    bool approved;
    TRY(verify_there(verify, "payments", path, &approved, failure));
    if (!approved) verify_note("one signature, where two are needed: nobody has approved this");
    verify_note("the ledger is not at hand: who may sign, and whether this is committed, is "
                "not checked (--ledger DIR)");
    verify->report->unchecked =
        N_("who may sign, and the ledger's chain (name the ledger with --ledger DIR)");
    return STATUS_OK;
}

static Status verify_ledger(VerifyRun *verify, Failure *failure)
{
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    PathKind kind = PATH_MISSING;
    if (!verify->folder->manifest.has_ledger) {
        verify->report->unchecked = N_("who made it (nobody signs a run without a ledger)");
        return STATUS_OK;
    }
    if (verify->known != NULL) {
        verify_group(verify->report);
        return check_ledger(verify, verify->known, verify->known_payments, failure);
    }
    if (verify->ledger != NULL) TRY(path_kind(verify->ledger, &kind, failure));
    if (kind == PATH_MISSING && !verify->ledger_given) {
        return without_ledger(verify, failure);
    }
    char path[PATH_SIZE];
    bool payments;
    verify_group(verify->report);
    TRY(verify_there(verify, "payments", path, &payments, failure));
    Status status = ledger_open(verify->ledger, false, &ledger, failure);
    if (status != STATUS_OK) return verify_take(verify->report, status, failure);
    if (ledger->given_keys) verify->report->unchecked = VERIFY_UNKNOWN_LEDGER;
    return check_ledger(verify, ledger, payments, failure);
}

/* --- all of it --- */

Status verify_run(VerifyRun *verify, Failure *failure)
{
    STAGE(CHECK);
    folder_keep(verify->folder->folder, NULL);
    TRY(verify_manifest(verify, failure));
    TRY(verify_run_outputs(verify, failure));
    TRY(verify_take(verify->report, run_folder_sums(verify->folder, &verify->sums, failure),
                    failure));
    TRY(verify_run_payments(verify, failure));
    TRY(verify_run_decisions(verify, failure));
    TRY(verify_run_tables(verify, failure));
    TRY(verify_copies(verify, failure));
    return verify_ledger(verify, failure);
}

void verify_run_free(VerifyRun *verify)
{
    trust_store_free(verify->store);
    signers_free(verify->signers);
    system_free(verify->sums);
}
