/* accounts_output.c - the files of a control of accounts: written, put in place, verified. */
#include <stdio.h>
#include <string.h>

#include "engine/accounts/accounts.h"
#include "engine/program.h"
#include "formats/base/count_words.h"
#include "formats/base/lock.h"
#include "formats/base/new_folder.h"
#include "formats/base/translate.h"
#include "formats/crypto/cms_signature.h"

enum { OPEN_MODE = 0644, KEPT_MODE = 0640 };

/* --- writing a whole new folder --- */

typedef struct Saving {
    AccountsFolder *folder;
    NewFolder made;
    AccountsManifest manifest; /* of the new folder; its lists are owned here */
} Saving;

/* Writes a file and lists it; `list` NULL: it is listed nowhere. */
static Status save(Saving *saving, const char *kind, const char *name, mode_t mode,
                   const void *bytes, size_t size, ManifestFiles *list, Failure *failure)
{
    const FolderFile *written;
    TRY(folder_write(saving->made.folder, name, mode, OUTPUT_PLAIN, bytes, size, &written,
                     failure));
    if (list == NULL) return STATUS_OK;
    return manifest_files_add(list, kind, name, &written->sums, failure);
}

static Status save_input(Saving *saving, AccountsInputId id, Failure *failure)
{
    const AccountsInput *input = &saving->folder->inputs[id];
    ManifestFiles *list = &saving->manifest.inputs;
    const char *name = accounts_input_name(id);
    char signature[64];
    if (!input->there) return STATUS_OK;
    TRY(save(saving, accounts_input_kind(id), name, KEPT_MODE, input->file.bytes,
             input->file.size, list, failure));
    if (!input->is_signed) return STATUS_OK;
    snprintf(signature, sizeof signature, "%s.p7s", name);
    return save(saving, "signature", signature, KEPT_MODE, input->signature.bytes,
                input->signature.size, list, failure);
}

/* So that the folder can be checked alone. */
static Status save_identity(Saving *saving, const Ledger *ledger, Failure *failure)
{
    static const char *const names[] = {"ca.pem", "signers.csv", "signers.csv.p7s"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const FolderFile *file;
        TRY(ledger_identity_file(ledger, ledger->entry_count, names[i], &file, failure));
        TRY(save(saving, ACCOUNTS_IDENTITY_KIND, names[i], OPEN_MODE, file->bytes, file->size,
                 &saving->manifest.outputs, failure));
    }
    return STATUS_OK;
}

static Status save_manifest(Saving *saving, const SigningPerson *signer, const TimeStamp *time,
                            Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    accounts_manifest_write(&saving->manifest, &text);
    TRY(text_buffer_status(&text, failure));
    TRY(path_join(saving->made.unfinished, "manifest.json.p7s", path, failure));
    if (signer != NULL)
        TRY(signer_sign_file(signer, text.bytes, text.length, time, path, failure));
    return save(saving, NULL, "manifest.json", OPEN_MODE, text.bytes, text.length, NULL,
                failure);
}

static Status write_all(Saving *saving, const AccountsOutputs *outputs, const Ledger *ledger,
                        const SigningPerson *signer, const TimeStamp *time, Failure *failure)
{
    ManifestFiles *list = &saving->manifest.outputs;
    TRY(folder_make_below(saving->made.folder, "inputs", failure));
    TRY(folder_make_below(saving->made.folder, "letters", failure));
    for (int id = 0; id < ACCOUNTS_INPUT_COUNT; id++)
        TRY(save_input(saving, (AccountsInputId)id, failure));
    for (size_t i = 0; i < outputs->count; i++) {
        const AccountsOutput *output = &outputs->items[i];
        bool findings = strcmp(output->kind, "findings") == 0;
        TRY(save(saving, output->kind, output->name, findings ? KEPT_MODE : OPEN_MODE,
                 output->text.bytes, output->text.length, list, failure));
    }
    TRY(accounts_identity(list, saving->manifest.identity, failure));
    if (ledger != NULL) TRY(save_identity(saving, ledger, failure));
    TRY(save_manifest(saving, signer, time, failure));
    TRY(folder_sync(saving->made.folder, "inputs", failure));
    return folder_sync(saving->made.folder, "letters", failure);
}

/* --- putting it in place --- */

static bool is_own(const AccountsManifest *manifest, const char *name)
{
    static const char *const own[] = {"manifest.json", "manifest.json.p7s", "inputs",
                                      "letters"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (strcmp(name, own[i]) == 0) return true;
    return manifest_files_at(&manifest->inputs, name) != NULL ||
           manifest_files_at(&manifest->outputs, name) != NULL;
}

/* A step replaces the folder: what somebody else has put there must not vanish with it. */
static Status refuse_foreign(const AccountsFolder *folder, const char *below, Failure *failure)
{
    char path[PATH_SIZE], name[PATH_SIZE];
    CLEANUP(path_list_free) PathList list = {0};
    TRY(path_join(folder->path, below, path, failure));
    TRY(path_list(path, &list, failure));
    for (size_t i = 0; i < list.count; i++) {
        TRY(path_join(below, list.names[i], name, failure));
        if (is_own(&folder->manifest, name)) continue;
        TRY(path_join(folder->path, name, path, failure));
        return failure_set(failure, STATUS_NOT_NOW, path,
                           "is no file of the control, whose steps write the folder anew: "
                           "move it elsewhere");
    }
    return STATUS_OK;
}

static Status refuse_all_foreign(const AccountsFolder *folder, Failure *failure)
{
    TRY(refuse_foreign(folder, "", failure));
    TRY(refuse_foreign(folder, "inputs", failure));
    return refuse_foreign(folder, "letters", failure);
}

/* Another step may have ended since this one read the folder: it would be undone. */
static Status refuse_moved(const AccountsFolder *folder, Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(input_file_free) InputFile now = {0};
    TRY(path_join(folder->path, "manifest.json", path, failure));
    TRY(input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &now, failure));
    if (now.size == folder->stored.size &&
        memcmp(now.bytes, folder->stored.bytes, now.size) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, path,
                       "another step has been taken meanwhile; give the same command again");
}

static Status begin_folder(Saving *saving, Failure *failure)
{
    const AccountsFolder *folder = saving->folder;
    if (folder->stored.bytes == NULL)
        return new_folder_begin(folder->path, &saving->made, failure);
    TRY(refuse_all_foreign(folder, failure));
    TRY(new_folder_replace(folder->path, ACCOUNTS_REPLACED, &saving->made, failure));
    return refuse_moved(folder, failure);
}

static Status save_all(Saving *saving, const AccountsOutputs *outputs, const Ledger *ledger,
                       const SigningPerson *signer, const TimeStamp *time, Failure *failure)
{
    TRY(begin_folder(saving, failure));
    TRY(write_all(saving, outputs, ledger, signer, time, failure));
    return new_folder_end(&saving->made, failure);
}

Status accounts_folder_save(AccountsFolder *folder, const AccountsOutputs *outputs,
                            const Ledger *ledger, const SigningPerson *signer,
                            const TimeStamp *time, Failure *failure)
{
    Saving saving = {.folder = folder, .made = {.lock = -1}, .manifest = folder->manifest};
    AccountsManifest *manifest = &saving.manifest;
    manifest->inputs = (ManifestFiles){.items = NULL};
    manifest->outputs = (ManifestFiles){.items = NULL};
    snprintf(manifest->program, sizeof manifest->program,
             "tilskudd " TILSKUDD_VERSION ", build %s", program_build());
    snprintf(manifest->time, sizeof manifest->time, "%s", ledger != NULL ? time->text : "");
    Status status = save_all(&saving, outputs, ledger, signer, time, failure);
    new_folder_close(&saving.made);
    accounts_manifest_free(manifest);
    return status;
}

/* --- verify --- */

static Status check_signature(const AccountsFolder *folder, const char *ca, Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(trust_store_free) TrustStore *store = NULL;
    CLEANUP(signers_free) Signers *signers = NULL;
    CLEANUP(input_file_free) InputFile der = {0};
    TRY(path_join(folder->path, "ca.pem", path, failure));
    TRY(trust_store_load(ca != NULL ? ca : path, &store, failure));
    TRY(path_join(folder->path, "signers.csv", path, failure));
    TRY(signers_csv_read(path, &signers, failure));
    TRY(path_join(folder->path, "manifest.json.p7s", path, failure));
    TRY(input_file_read_stored(path, CMS_DER_MAX, &der, failure));
    return signer_verify_by(store, signers, path, der.bytes, der.size,
                            cms_bytes(folder->stored.bytes, folder->stored.size), false,
                            failure);
}

static Status check_stored(const AccountsFolder *folder, const ManifestFile *file,
                           Failure *failure)
{
    char path[PATH_SIZE];
    uint8_t digest[SHA256_SIZE];
    uint64_t size;
    TRY(path_join(folder->path, file->path, path, failure));
    Status status = sha256_of_file(path, digest, &size, failure);
    if (status == STATUS_INPUT_MISSING)
        return failure_set(failure, STATUS_VERIFICATION, path,
                           "manifest.json lists it, and it is not there");
    if (status != STATUS_OK) return status;
    if (size == file->sums.stored_size &&
        memcmp(digest, file->sums.stored_sha256, SHA256_SIZE) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "the file was changed since the manifest was written");
}

Status accounts_outputs_check(const AccountsFolder *folder, Failure *failure)
{
    const ManifestFiles *outputs = &folder->manifest.outputs;
    for (size_t i = 0; i < outputs->count; i++)
        TRY(check_stored(folder, &outputs->items[i], failure));
    return STATUS_OK;
}

static Status verify_files(const AccountsFolder *folder, VerifyReport *report, Failure *failure)
{
    const ManifestFiles *outputs = &folder->manifest.outputs;
    verify_group(report);
    for (size_t i = 0; i < outputs->count; i++)
        TRY(verify_take(report, check_stored(folder, &outputs->items[i], failure), failure));
    TRY(verify_take(report, refuse_all_foreign(folder, failure), failure));
    verify_group_end(report, "files", "%s and %s: SHA-256 and size",
                     count_words(folder->manifest.inputs.count, "input", "inputs").text,
                     count_words(outputs->count, "output", "outputs").text);
    return STATUS_OK;
}

static Status compare_again(const AccountsFolder *folder, size_t *count, Failure *failure)
{
    CLEANUP(accounts_year_free) AccountsYear *year = NULL;
    CLEANUP(accounts_outputs_free) AccountsOutputs outputs = {0};
    TRY(accounts_year_make(folder, &year, failure));
    TRY(accounts_outputs_make(accounts_year_outcome(year), &outputs, failure));
    *count = outputs.count;
    return accounts_outputs_compare(&outputs, folder->path, &folder->manifest, failure);
}

/* The copies in the folder say who may sign: only the ledger says whose copies they are. */
static Status compare_ledger(const AccountsFolder *folder, const Ledger *ledger,
                             Failure *failure)
{
    static const char *const names[] = {"ca.pem", "signers.csv"};
    size_t place;
    TRY(accounts_place(folder, ledger, &place, failure));
    if (memcmp(folder->manifest.opening, ledger->entries[0].head, SHA256_SIZE) != 0)
        return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                           "not the ledger that the control was signed for");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[PATH_SIZE];
        uint8_t own[SHA256_SIZE];
        const FolderFile *theirs;
        TRY(path_join(folder->path, names[i], path, failure));
        TRY(sha256_of_file(path, own, NULL, failure));
        TRY(ledger_identity_file(ledger, place, names[i], &theirs, failure));
        if (memcmp(own, theirs->sums.stored_sha256, SHA256_SIZE) == 0) continue;
        return failure_set(failure, STATUS_VERIFICATION, path, "not the ledger's own");
    }
    return STATUS_OK;
}

static Status verify_ledger(const AccountsFolder *folder, const char *given,
                            const Ledger *known, VerifyReport *report, Failure *failure)
{
    CLEANUP(ledger_close) Ledger *ledger = NULL;
    const char *path = given != NULL ? given : folder->ledger;
    PathKind kind = PATH_MISSING;
    if (path[0] != '\0') TRY(path_kind(path, &kind, failure));
    if (kind == PATH_MISSING && given == NULL) {
        report->unchecked = N_("who may sign (name the ledger with --ledger DIR)");
        return STATUS_OK;
    }
    verify_group(report);
    Status status = STATUS_OK;
    if (known == NULL) status = ledger_open(path, false, &ledger, failure);
    if (ledger != NULL && ledger->given_keys) report->unchecked = VERIFY_UNKNOWN_LEDGER;
    if (status == STATUS_OK)
        status = compare_ledger(folder, known != NULL ? known : ledger, failure);
    TRY(verify_take(report, status, failure));
    verify_group_end(report, "ledger", "the control was signed for %s", path);
    return STATUS_OK;
}

static Status verify_open(const AccountsFolder *folder, const char *ca, const char *ledger,
                          const Ledger *known, VerifyReport *report, Failure *failure)
{
    size_t count = 0;
    verify_group(report);
    if (folder->manifest.mode == ACCOUNTS_UNSIGNED) {
        verify_note("this control was made without a ledger: nobody has signed it");
        report->unchecked = N_("the signature (there is none)");
    } else {
        TRY(verify_take(report, check_signature(folder, ca, failure), failure));
        verify_group_end(report, "manifest", "signed in its role by CA %s",
                         ca != NULL ? ca : _("of the folder itself"));
        TRY(verify_ledger(folder, ledger, known, report, failure));
    }
    TRY(verify_files(folder, report, failure));
    verify_group(report);
    TRY(verify_take(report, compare_again(folder, &count, failure), failure));
    verify_group_end(report, "accounts",
                     "computed again from the kept inputs: %zu outputs are the same, byte for "
                     "byte",
                     count);
    return STATUS_OK;
}

Status accounts_verify(const char *path, const char *ca, const char *ledger,
                       const Ledger *known, VerifyReport *report, Failure *failure)
{
    CLEANUP(accounts_folder_close) AccountsFolder folder = {.path = ""};
    Status status = accounts_folder_open(path, &folder, failure);
    if (status == STATUS_VERIFICATION) return verify_take(report, status, failure);
    return status == STATUS_OK ? verify_open(&folder, ca, ledger, known, report, failure)
                               : status;
}
