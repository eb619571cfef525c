/* accounts_output.c - the files of a control of accounts: made, compared, put in place. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "engine/accounts/accounts.h"
#include "formats/accounts/output.h"
#include "formats/crypto/cms_signature.h"

enum { OPEN_MODE = 0644, KEPT_MODE = 0640 };

static const char *const identity_files[] = {"ca.pem", "signers.csv", "signers.csv.p7s"};
static const char identity_kind[] = "identity";

/* --- making --- */

static Status add_output(AccountsOutputs *outputs, const char *kind, const char *name,
                         TextBuffer *text, Failure *failure)
{
    Status status = text_buffer_status(text, failure);
    if (status == STATUS_OK) {
        status = system_grow(&outputs->items, &outputs->capacity, outputs->count + 1,
                             sizeof *outputs->items, failure);
    }
    if (status != STATUS_OK) {
        text_buffer_free(text);
        return status;
    }
    AccountsOutput *output = &outputs->items[outputs->count++];
    *output = (AccountsOutput){.text = *text};
    snprintf(output->kind, sizeof output->kind, "%s", kind);
    snprintf(output->name, sizeof output->name, "%s", name);
    return STATUS_OK;
}

typedef void (*OutputWriter)(TextBuffer *out, const AccountsOutcome *outcome);

static Status make_file(const AccountsOutcome *outcome, const char *kind, const char *name,
                        OutputWriter writer, AccountsOutputs *outputs, Failure *failure)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_text(&text, "");
    writer(&text, outcome);
    return add_output(outputs, kind, name, &text, failure);
}

static Status make_letters(const AccountsOutcome *outcome, AccountsOutputs *outputs,
                           Failure *failure)
{
    for (size_t i = 0; i < outcome->control.book->award_count; i++) {
        TextBuffer text = TEXT_BUFFER_EMPTY;
        char name[sizeof outputs->items->name];
        snprintf(name, sizeof name, "letters/%s.html", outcome->control.book->awards[i].id);
        accounts_letter_write(&text, outcome, i);
        TRY(add_output(outputs, "letter", name, &text, failure));
    }
    return STATUS_OK;
}

Status accounts_outputs_make(const AccountsOutcome *outcome, AccountsOutputs *out,
                             Failure *failure)
{
    *out = (AccountsOutputs){.items = NULL};
    TRY(make_file(outcome, "accounts", "accounts.csv", accounts_csv_write, out, failure));
    TRY(make_file(outcome, "findings", "findings.jsonl", accounts_findings_write, out,
                  failure));
    if (outcome->selected) {
        TRY(make_file(outcome, "selection", "selection.csv", selection_csv_write, out,
                      failure));
    }
    TRY(make_file(outcome, "summary", "summary.json", accounts_summary_write, out, failure));
    TRY(make_file(outcome, "report", "report.html", accounts_report_write, out, failure));
    return make_letters(outcome, out, failure);
}

void accounts_outputs_free(AccountsOutputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++)
        text_buffer_free(&outputs->items[i].text);
    system_free(outputs->items);
    *outputs = (AccountsOutputs){.items = NULL};
}

const AccountsOutput *accounts_output_find(const AccountsOutputs *outputs, const char *name)
{
    for (size_t i = 0; i < outputs->count; i++)
        if (strcmp(outputs->items[i].name, name) == 0) return &outputs->items[i];
    return NULL;
}

/* --- hashes --- */

static Status sums_of(const void *bytes, size_t size, FileSums *sums, Failure *failure)
{
    *sums = (FileSums){.stored_size = size, .content_size = size};
    TRY(sha256_of(bytes, size, sums->stored_sha256, failure));
    memcpy(sums->content_sha256, sums->stored_sha256, SHA256_SIZE);
    return STATUS_OK;
}

/* Names and hashes of the computed outputs; not of the copies from the ledger. */
static Status identity_of(const ManifestFiles *outputs, uint8_t identity[SHA256_SIZE],
                          Failure *failure)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    for (size_t i = 0; i < outputs->count; i++) {
        if (strcmp(outputs->items[i].kind, identity_kind) == 0) continue;
        text_buffer_format(&text, "%s ", outputs->items[i].path);
        text_buffer_hex(&text, outputs->items[i].sums.stored_sha256, SHA256_SIZE);
        text_buffer_char(&text, '\n');
    }
    Status status = text_buffer_status(&text, failure);
    if (status == STATUS_OK) status = sha256_of(text.bytes, text.length, identity, failure);
    text_buffer_free(&text);
    return status;
}

static const ManifestFile *listed(const ManifestFiles *files, const char *name)
{
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->items[i].path, name) == 0) return &files->items[i];
    return NULL;
}

Status accounts_outputs_compare(const AccountsOutputs *outputs, const AccountsFolder *folder,
                                Failure *failure)
{
    const ManifestFiles *files = &folder->manifest.outputs;
    uint8_t identity[SHA256_SIZE];
    size_t computed = 0;
    for (size_t i = 0; i < files->count; i++)
        computed += strcmp(files->items[i].kind, identity_kind) != 0;
    for (size_t i = 0; i < outputs->count; i++) {
        const AccountsOutput *output = &outputs->items[i];
        const ManifestFile *file = listed(files, output->name);
        FileSums sums;
        TRY(sums_of(output->text.bytes, output->text.length, &sums, failure));
        if (file != NULL &&
            memcmp(sums.stored_sha256, file->sums.stored_sha256, SHA256_SIZE) == 0)
            continue;
        return failure_set(failure, STATUS_VERIFICATION, output->name,
                           "computed again from the kept inputs it is another one");
    }
    TRY(identity_of(files, identity, failure));
    if (computed == outputs->count &&
        memcmp(identity, folder->manifest.identity, SHA256_SIZE) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, folder->path,
                       "manifest.json lists other outputs than the inputs give");
}

/* --- writing a whole new folder --- */

typedef struct Saving {
    AccountsFolder *folder;
    char unfinished[PATH_SIZE];
    AccountsManifest manifest; /* of the new folder; its lists are owned here */
} Saving;

static Status save_bytes(Saving *saving, const char *name, mode_t mode, const void *bytes,
                         size_t size, FileSums *sums, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(saving->unfinished, name, path, failure));
    return output_file_save(path, mode, OUTPUT_PLAIN, bytes, size, sums, failure);
}

static Status save_input(Saving *saving, AccountsInputId id, Failure *failure)
{
    const AccountsInput *input = &saving->folder->inputs[id];
    char signature[64];
    FileSums sums;
    if (!input->there) return STATUS_OK;
    TRY(save_bytes(saving, accounts_input_name(id), KEPT_MODE, input->file.bytes,
                   input->file.size, &sums, failure));
    TRY(manifest_files_add(&saving->manifest.inputs, accounts_input_kind(id),
                           accounts_input_name(id), &sums, failure));
    if (!input->is_signed) return STATUS_OK;
    snprintf(signature, sizeof signature, "%s.p7s", accounts_input_name(id));
    TRY(save_bytes(saving, signature, KEPT_MODE, input->signature.bytes, input->signature.size,
                   &sums, failure));
    return manifest_files_add(&saving->manifest.inputs, "signature", signature, &sums, failure);
}

static Status save_output(Saving *saving, const AccountsOutput *output, Failure *failure)
{
    FileSums sums;
    TRY(save_bytes(saving, output->name, OPEN_MODE, output->text.bytes, output->text.length,
                   &sums, failure));
    return manifest_files_add(&saving->manifest.outputs, output->kind, output->name, &sums,
                              failure);
}

/* So that the folder can be checked alone. */
static Status save_identity(Saving *saving, const Ledger *ledger, Failure *failure)
{
    for (size_t i = 0; i < sizeof identity_files / sizeof identity_files[0]; i++) {
        char relative[64];
        char *source;
        InputFile file;
        FileSums sums;
        snprintf(relative, sizeof relative, "000000/%s", identity_files[i]);
        TRY(ledger_path(ledger, relative, &source, failure));
        Status status = input_file_read_stored(source, INPUT_SMALL_SIZE_MAX, &file, failure);
        system_free(source);
        if (status != STATUS_OK) return status;
        status = save_bytes(saving, identity_files[i], OPEN_MODE, file.bytes, file.size, &sums,
                            failure);
        input_file_free(&file);
        if (status != STATUS_OK) return status;
        TRY(manifest_files_add(&saving->manifest.outputs, identity_kind, identity_files[i],
                               &sums, failure));
    }
    return STATUS_OK;
}

static Status save_manifest(Saving *saving, const SigningPerson *signer, const TimeStamp *time,
                            Failure *failure)
{
    char path[PATH_SIZE];
    TextBuffer text = TEXT_BUFFER_EMPTY;
    accounts_manifest_write(&saving->manifest, &text);
    Status status = text_buffer_status(&text, failure);
    if (status == STATUS_OK)
        status = path_join(saving->unfinished, "manifest.json.p7s", path, failure);
    if (status == STATUS_OK && signer != NULL)
        status = signer_sign_file(signer, text.bytes, text.length, time, path, failure);
    if (status == STATUS_OK) {
        status = save_bytes(saving, "manifest.json", OPEN_MODE, text.bytes, text.length, NULL,
                            failure);
    }
    text_buffer_free(&text);
    return status;
}

static Status make_inner(const Saving *saving, const char *name, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(saving->unfinished, name, path, failure));
    return path_make_folder(path, false, failure);
}

static Status sync_inner(const Saving *saving, const char *name, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(saving->unfinished, name, path, failure));
    if (system_fsync_folder(path) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
}

static Status write_all(Saving *saving, const AccountsOutputs *outputs, const Ledger *ledger,
                        const SigningPerson *signer, const TimeStamp *time, Failure *failure)
{
    TRY(make_inner(saving, "inputs", failure));
    TRY(make_inner(saving, "letters", failure));
    for (int id = 0; id < ACCOUNTS_INPUT_COUNT; id++)
        TRY(save_input(saving, (AccountsInputId)id, failure));
    for (size_t i = 0; i < outputs->count; i++)
        TRY(save_output(saving, &outputs->items[i], failure));
    TRY(identity_of(&saving->manifest.outputs, saving->manifest.identity, failure));
    if (ledger != NULL) TRY(save_identity(saving, ledger, failure));
    TRY(save_manifest(saving, signer, time, failure));
    TRY(sync_inner(saving, "inputs", failure));
    TRY(sync_inner(saving, "letters", failure));
    return sync_inner(saving, "", failure);
}

/* --- putting it in place --- */

static Status remove_if_there(const char *path, Failure *failure)
{
    PathKind kind;
    TRY(path_kind(path, &kind, failure));
    if (kind == PATH_MISSING || system_remove_tree(path) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
}

static bool is_own(const AccountsManifest *manifest, const char *name)
{
    static const char *const own[] = {"manifest.json", "manifest.json.p7s", "inputs",
                                      "letters"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (strcmp(name, own[i]) == 0) return true;
    return listed(&manifest->inputs, name) != NULL || listed(&manifest->outputs, name) != NULL;
}

/* A step replaces the folder: what somebody else has put there must not vanish with it. */
static Status refuse_foreign(const AccountsFolder *folder, const char *below, Failure *failure)
{
    char path[PATH_SIZE], name[PATH_SIZE];
    PathList list;
    TRY(path_join(folder->path, below, path, failure));
    TRY(path_list(path, &list, failure));
    Status status = STATUS_OK;
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        status = path_join(below, list.names[i], name, failure);
        if (status != STATUS_OK || is_own(&folder->manifest, name)) continue;
        status = path_join(folder->path, name, path, failure);
        if (status != STATUS_OK) continue;
        status = failure_set(failure, STATUS_NOT_NOW, path,
                             "is no file of the control, whose steps write the folder anew: "
                             "move it elsewhere");
    }
    path_list_free(&list);
    return status;
}

static Status refuse_all_foreign(const AccountsFolder *folder, Failure *failure)
{
    TRY(refuse_foreign(folder, "", failure));
    TRY(refuse_foreign(folder, "inputs", failure));
    return refuse_foreign(folder, "letters", failure);
}

static Status sync_parent(const char *path, Failure *failure)
{
    char parent[PATH_SIZE];
    TRY(path_parent(path, parent, failure));
    if (system_fsync_folder(parent) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, parent, "%s", strerror(errno));
}

static Status put_in_place(const Saving *saving, bool replaces, Failure *failure)
{
    const char *path = saving->folder->path;
    char replaced[PATH_SIZE];
    TRY(accounts_replaced_path(path, replaced, failure));
    if (replaces) {
        TRY(remove_if_there(replaced, failure));
        if (system_rename_new(path, replaced) != 0)
            return failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
    }
    if (system_rename_new(saving->unfinished, path) != 0) {
        int reason = errno;
        if (replaces) (void)system_rename_new(replaced, path);
        return failure_set(failure, reason == EEXIST ? STATUS_OUTPUT_EXISTS : STATUS_WRITE,
                           path, "%s", strerror(reason));
    }
    TRY(sync_parent(path, failure));
    return replaces ? remove_if_there(replaced, failure) : STATUS_OK;
}

static Status prepare(Saving *saving, bool replaces, Failure *failure)
{
    const char *path = saving->folder->path;
    int length = snprintf(saving->unfinished, sizeof saving->unfinished, "%s.unfinished", path);
    if (length < 0 || (size_t)length >= sizeof saving->unfinished)
        return failure_set(failure, STATUS_INPUT_VALUE, path, "the path is too long");
    if (replaces) {
        TRY(refuse_all_foreign(saving->folder, failure));
    } else {
        TRY(output_file_check_new(path, failure));
    }
    TRY(remove_if_there(saving->unfinished, failure));
    return path_make_folder(saving->unfinished, false, failure);
}

Status accounts_folder_save(AccountsFolder *folder, const AccountsOutputs *outputs,
                            const Ledger *ledger, const SigningPerson *signer,
                            const TimeStamp *time, Failure *failure)
{
    Saving saving = {.folder = folder, .manifest = folder->manifest};
    bool replaces = folder->stored.bytes != NULL;
    saving.manifest.inputs = (ManifestFiles){.items = NULL};
    saving.manifest.outputs = (ManifestFiles){.items = NULL};
    snprintf(saving.manifest.program, sizeof saving.manifest.program, "%s",
             "tilskudd " TILSKUDD_VERSION);
    snprintf(saving.manifest.time, sizeof saving.manifest.time, "%s",
             ledger != NULL ? time->text : "");
    Status status = prepare(&saving, replaces, failure);
    if (status == STATUS_OK) {
        status = write_all(&saving, outputs, ledger, signer, time, failure);
        if (status == STATUS_OK) status = put_in_place(&saving, replaces, failure);
        if (status != STATUS_OK) (void)system_remove_tree(saving.unfinished);
    }
    accounts_manifest_free(&saving.manifest);
    return status;
}

/* --- verify --- */

static Status check_signature(const AccountsFolder *folder, const char *ca, Failure *failure)
{
    char path[PATH_SIZE], signature[PATH_SIZE];
    TrustStore *store = NULL;
    Signers *signers = NULL;
    InputFile der = {.bytes = NULL};
    TRY(path_join(folder->path, "ca.pem", path, failure));
    TRY(trust_store_load(ca != NULL ? ca : path, &store, failure));
    Status status = path_join(folder->path, "signers.csv", path, failure);
    if (status == STATUS_OK) status = signers_csv_read(path, &signers, failure);
    if (status == STATUS_OK)
        status = path_join(folder->path, "manifest.json.p7s", signature, failure);
    if (status == STATUS_OK)
        status = input_file_read_stored(signature, CMS_DER_MAX, &der, failure);
    if (status == STATUS_OK) {
        status = signer_verify_by(store, signers, signature, der.bytes, der.size,
                                  cms_bytes(folder->stored.bytes, folder->stored.size), false,
                                  failure);
    }
    input_file_free(&der);
    signers_free(signers);
    trust_store_free(store);
    return status;
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
    verify_group_end(report, "files", "%zu inputs and %zu outputs: SHA-256 and size",
                     folder->manifest.inputs.count, outputs->count);
    return STATUS_OK;
}

static Status compare_again(const AccountsFolder *folder, size_t *count, Failure *failure)
{
    AccountsYear *year;
    AccountsOutputs outputs = {.items = NULL};
    TRY(accounts_year_make(folder, &year, failure));
    Status status = accounts_outputs_make(accounts_year_outcome(year), &outputs, failure);
    if (status == STATUS_OK) status = accounts_outputs_compare(&outputs, folder, failure);
    *count = outputs.count;
    accounts_outputs_free(&outputs);
    accounts_year_free(year);
    return status;
}

static Status verify_open(const AccountsFolder *folder, const char *ca, VerifyReport *report,
                          Failure *failure)
{
    size_t count = 0;
    verify_group(report);
    if (folder->manifest.mode == ACCOUNTS_UNSIGNED) {
        verify_note("this control was made without a ledger: nobody has signed it");
        report->unchecked = "the signature (there is none)";
    } else {
        TRY(verify_take(report, check_signature(folder, ca, failure), failure));
        verify_group_end(report, "manifest", "signed in its role by CA %s",
                         ca != NULL ? ca : "of the folder itself");
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

Status accounts_verify(const char *path, const char *ca, VerifyReport *report, Failure *failure)
{
    AccountsFolder folder;
    Status status = accounts_folder_open(path, &folder, failure);
    if (status == STATUS_VERIFICATION)
        status = verify_take(report, status, failure);
    else if (status == STATUS_OK)
        status = verify_open(&folder, ca, report, failure);
    accounts_folder_close(&folder);
    return status;
}
