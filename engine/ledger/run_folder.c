#include "engine/ledger/run_folder.h"

#include <string.h>

#include "formats/bank/payment_text.h"
#include "formats/run/small_tables.h"

static Status read_manifest(RunFolder *out, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(out->path, "manifest.json", path, failure));
    Status status = input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &out->stored, failure);
    if (status == STATUS_INPUT_MISSING) {
        return failure_set(failure, status, out->path,
                           "no manifest.json: not a run folder, or an unfinished one");
    }
    if (status != STATUS_OK) return status;
    status = manifest_read(path, out->stored.bytes, out->stored.size, &out->manifest, failure);
    if (status == STATUS_OK || status == STATUS_MEMORY) return status;
    if (manifest_is_of_accounts(out->stored.bytes, out->stored.size)) {
        return failure_set(failure, STATUS_USAGE, out->path,
                           "a control of reported accounts, not a run: 'tilskudd verify' reads "
                           "it, and 'tilskudd accounts' goes on with it");
    }
    Failure reason = *failure;
    return failure_set(failure, STATUS_VERIFICATION, path, "not a manifest as written: %s",
                       reason.detail);
}

Status run_folder_open(const char *path, RunFolder *out, Failure *failure)
{
    *out = (RunFolder){0};
    TRY(path_join(path, "", out->path, failure));
    size_t length = strlen(out->path);
    while (length > 1 && out->path[length - 1] == '/')
        out->path[--length] = '\0';
    Status status = read_manifest(out, failure);
    if (status != STATUS_OK) run_folder_close(out);
    return status;
}

void run_folder_close(RunFolder *folder)
{
    input_file_free(&folder->stored);
    manifest_free(&folder->manifest);
}

Status run_folder_path(const RunFolder *folder, const char *name, char out[PATH_SIZE],
                       Failure *failure)
{
    return path_join(folder->path, name, out, failure);
}

Status run_folder_read(const RunFolder *folder, const char *name, InputFile *out,
                       Failure *failure)
{
    char path[PATH_SIZE];
    TRY(run_folder_path(folder, name, path, failure));
    return input_file_read(path, INPUT_SMALL_SIZE_MAX, out, failure);
}

Status run_folder_check(const RunFolder *folder, const char *name, Failure *failure)
{
    char path[PATH_SIZE];
    uint8_t digest[SHA256_SIZE];
    uint64_t size;
    const ManifestFiles *outputs = &folder->manifest.outputs;
    TRY(run_folder_path(folder, name, path, failure));
    TRY(sha256_of_file(path, digest, &size, failure));
    for (size_t i = 0; i < outputs->count; i++) {
        const FileSums *sums = &outputs->items[i].sums;
        if (strcmp(outputs->items[i].path, name) != 0) continue;
        if (size == sums->stored_size && memcmp(digest, sums->stored_sha256, SHA256_SIZE) == 0)
            return STATUS_OK;
    }
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "not the file that manifest.json lists: it was changed since, or the "
                       "manifest was");
}

const ManifestFile *run_folder_input(const RunFolder *folder, const char *kind)
{
    const ManifestFiles *inputs = &folder->manifest.inputs;
    for (size_t i = 0; i < inputs->count; i++) {
        if (strcmp(inputs->items[i].kind, kind) == 0) return &inputs->items[i];
    }
    return NULL;
}

void run_folder_message_id(const RunFolder *folder, unsigned number, char *out)
{
    payment_message_id(folder->manifest.run_identity, !folder->manifest.live, number, out);
}

/* --- tables --- */

Status run_folder_sums(const RunFolder *folder, GroupRow **out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    char path[PATH_SIZE];
    *out = NULL;
    TRY(run_folder_path(folder, "municipalities.csv", path, failure));
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    return municipalities_csv_read(path, file.bytes, file.size, out, failure);
}

Status run_folder_basic(const RunFolder *folder, BasicCount **out, size_t *count,
                        Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    char path[PATH_SIZE];
    TRY(run_folder_path(folder, "basic.csv", path, failure));
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    return basic_csv_read(path, file.bytes, file.size, out, count, failure);
}
