#include "formats/run/run_folder.h"

#include <stdio.h>
#include <string.h>

#include "formats/bank/payment_text.h"
#include "formats/csv/municipality_csv.h"
#include "formats/run/entry.h"
#include "formats/run/files.h"
#include "formats/run/signed_input.h"
#include "formats/base/translate.h"
#include "formats/text/nearest_word.h"

/* --- what is no run --- */

enum { RUNS_TEXT_SIZE = 128, RUNS_TOLD = 8 };

static bool is_run_entry(const char *ledger, uint32_t number, bool *there)
{
    char name[ENTRY_NAME_SIZE + 16], entry[ENTRY_NAME_SIZE], path[PATH_SIZE];
    CLEANUP(input_file_free) InputFile manifest = {0};
    PathKind kind = PATH_MISSING;
    entry_name(number, entry);
    snprintf(name, sizeof name, "%s/manifest.json", entry);
    *there = path_join(ledger, entry, path, NULL) == STATUS_OK &&
             path_kind(path, &kind, NULL) == STATUS_OK && kind == PATH_FOLDER;
    if (!*there || path_join(ledger, name, path, NULL) != STATUS_OK) return false;
    return input_file_read(path, INPUT_SMALL_SIZE_MAX, &manifest, NULL) == STATUS_OK &&
           !manifest_is_of_no_run(manifest.bytes, manifest.size);
}

/* "000004, 000001": the entries of a ledger that are runs, the newest first, to help whoever
 * named the ledger. Believed by nobody else. False when it is none, or has no run. */
static bool runs_of_ledger(const char *path, char text[RUNS_TEXT_SIZE])
{
    uint32_t newest[RUNS_TOLD];
    size_t count = 0, length = 0;
    bool there = true;
    for (uint32_t number = 0; there; number++)
        if (is_run_entry(path, number, &there)) newest[count++ % RUNS_TOLD] = number;
    for (size_t i = count; i > 0 && count - i < RUNS_TOLD; i--) {
        char name[ENTRY_NAME_SIZE];
        entry_name(newest[(i - 1) % RUNS_TOLD], name);
        length += (size_t)snprintf(text + length, RUNS_TEXT_SIZE - length, "%s%s",
                                   length > 0 ? ", " : "", name);
    }
    if (count > RUNS_TOLD) snprintf(text + length, RUNS_TEXT_SIZE - length, " ...");
    return count > 0;
}

/* Whether it is a folder as run makes it: for advice alone. */
static bool looks_like_run(const char *parent, const char *name)
{
    char folder[PATH_SIZE], path[PATH_SIZE];
    PathKind kind = PATH_MISSING;
    CLEANUP(input_file_free) InputFile manifest = {0};
    bool there = !path_has_ident(name) && path_join(parent, name, folder, NULL) == STATUS_OK &&
                 path_join(folder, "manifest.json", path, NULL) == STATUS_OK &&
                 path_kind(path, &kind, NULL) == STATUS_OK && kind == PATH_FILE;
    return there && input_file_read(path, INPUT_SMALL_SIZE_MAX, &manifest, NULL) == STATUS_OK &&
           !manifest_is_of_no_run(manifest.bytes, manifest.size) &&
           !manifest_is_of_accounts(manifest.bytes, manifest.size);
}

/* "; did you mean quarter-3? Run folders there: quarter-1, quarter-2", as far as it goes. */
static void tell_runs(const PathList *names, const char *typed, char *text, size_t size)
{
    const char *near = nearest_word(typed, (const char *const *)names->names, names->count);
    size_t length = 0;
    text[0] = '\0';
    if (near != NULL)
        length = (size_t)snprintf(text, size, _("; did you mean %s%s?"), "", near);
    for (size_t i = 0; i < names->count && i < RUNS_TOLD && length < size; i++)
        length += (size_t)snprintf(text + length, size - length, "%s%s",
                                   i > 0          ? ", "
                                   : near != NULL ? _(" Run folders there: ")
                                                  : _("; run folders there: "),
                                   names->names[i]);
    if (names->count > RUNS_TOLD && length < size)
        snprintf(text + length, size - length, " ...");
}

/* What is not there, with the runs that stand where it should. */
static Status refuse_missing(const char *path, Failure *failure)
{
    char parent[PATH_SIZE], text[FAILURE_DETAIL_SIZE] = "";
    CLEANUP(path_list_free) PathList all = {0}, runs = {0};
    TRY(path_parent(path, parent, failure));
    if (path_list(parent, &all, NULL) == STATUS_OK) {
        for (size_t i = 0; i < all.count; i++)
            if (looks_like_run(parent, all.names[i]))
                TRY(path_list_add(&runs, all.names[i], failure));
        tell_runs(&runs, path_base_name(path), text, sizeof text);
    }
    return failure_set(failure, STATUS_INPUT_MISSING, path, "there is no such folder%s", text);
}

static Status refuse_no_run(const char *path, Failure *failure)
{
    PathKind kind;
    char runs[RUNS_TEXT_SIZE];
    TRY(path_kind(path, &kind, failure));
    if (kind == PATH_MISSING) return refuse_missing(path, failure);
    if (kind == PATH_FILE)
        return failure_set(failure, STATUS_NO_RUN, path, "it is a file, not a folder");
    if (runs_of_ledger(path, runs))
        return failure_set(failure, STATUS_NO_RUN, path,
                           "it is a ledger; its entries that are runs, the newest first: %s",
                           runs);
    return failure_set(failure, STATUS_NO_RUN, path,
                       "it holds no manifest.json, or the run was not finished");
}

Status run_folder_begin(const char *path, RunFolder *out, Failure *failure)
{
    const FolderFile *file;
    *out = (RunFolder){0};
    TRY(path_join(path, "", out->path, failure));
    size_t length = strlen(out->path);
    while (length > 1 && out->path[length - 1] == '/')
        out->path[--length] = '\0';
    Status status = folder_open(out->path, &out->folder, failure);
    if (status == STATUS_OK)
        status =
            folder_read(out->folder, "manifest.json", INPUT_SMALL_SIZE_MAX, &file, failure);
    if (status == STATUS_OK) {
        out->stored = (InputFile){.bytes = file->bytes, .size = file->size};
        memcpy(out->manifest_sha256, file->sums.stored_sha256, SHA256_SIZE);
        return STATUS_OK;
    }
    run_folder_close(out);
    if (status != STATUS_INPUT_MISSING && status != STATUS_INPUT_NOT_REGULAR) return status;
    return refuse_no_run(out->path, failure);
}

Status run_folder_parse(RunFolder *folder, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(run_folder_path(folder, "manifest.json", path, failure));
    return manifest_read(path, folder->stored.bytes, folder->stored.size, &folder->manifest,
                         failure);
}

/* The bank's answers, money by hand or keys, proposed or as an entry of a ledger. */
static Status refuse_other_entry(const RunFolder *folder, Failure *failure)
{
    char parent[PATH_SIZE], runs[RUNS_TEXT_SIZE];
    TRY(path_parent(folder->path, parent, failure));
    if (!runs_of_ledger(parent, runs))
        return failure_set(failure, STATUS_USAGE, folder->path,
                           "the bank's answers, lines by hand or changed keys, not a run: "
                           "'tilskudd report' with --ledger shows it");
    return failure_set(failure, STATUS_USAGE, folder->path,
                       "the bank's answers, lines by hand or changed keys, not a run, and this "
                       "is asked of runs; 'tilskudd report' shows it. Runs of this ledger, the "
                       "newest first: %s",
                       runs);
}

static Status explain_no_run(const RunFolder *folder, Failure *failure)
{
    Failure reason = *failure;
    if (reason.status == STATUS_MEMORY || reason.status == STATUS_NOT_NOW) return reason.status;
    if (manifest_is_of_accounts(folder->stored.bytes, folder->stored.size))
        return failure_set(failure, STATUS_USAGE, folder->path,
                           "a control of reported accounts, not a run: 'tilskudd verify' reads "
                           "it, and 'tilskudd accounts' goes on with it");
    if (manifest_is_of_no_run(folder->stored.bytes, folder->stored.size))
        return refuse_other_entry(folder, failure);
    char path[PATH_SIZE];
    TRY(run_folder_path(folder, "manifest.json", path, failure));
    return failure_set(failure, STATUS_VERIFICATION, path, "not a manifest as written: %s",
                       reason.detail);
}

/* --- inputs, where they are now --- */

static Status take_path(char **path, const char *found, Failure *failure)
{
    size_t size = strlen(found) + 1;
    char *copy = system_allocate(size);
    if (copy == NULL) return failure_set(failure, STATUS_MEMORY, found, NULL);
    memcpy(copy, found, size);
    system_free(*path);
    *path = copy;
    return STATUS_OK;
}

static Status find_input(const char *folder, char **path, Failure *failure)
{
    char found[PATH_SIZE];
    if (*path == NULL || **path == '\0') return STATUS_OK;
    TRY(path_find_above(folder, *path, found, failure));
    return strcmp(found, *path) == 0 ? STATUS_OK : take_path(path, found, failure);
}

Status run_folder_find_inputs(RunFolder *folder, Failure *failure)
{
    ManifestFiles *inputs = &folder->manifest.inputs;
    for (size_t i = 0; i < inputs->count; i++)
        TRY(find_input(folder->path, &inputs->items[i].path, failure));
    return find_input(folder->path, &folder->manifest.ledger, failure);
}

Status run_folder_open(const char *path, RunFolder *out, Failure *failure)
{
    TRY(run_folder_begin(path, out, failure));
    Status status = run_folder_parse(out, failure);
    if (status == STATUS_OK) {
        status = run_folder_find_inputs(out, failure);
        if (status == STATUS_OK) return STATUS_OK;
    } else {
        status = explain_no_run(out, failure);
    }
    run_folder_close(out);
    return status;
}

void run_folder_close(RunFolder *folder)
{
    manifest_free(&folder->manifest);
    folder_close(folder->folder);
    folder->folder = NULL;
    folder->stored = (InputFile){0};
}

Status run_folder_path(const RunFolder *folder, const char *name, char out[PATH_SIZE],
                       Failure *failure)
{
    return path_join(folder->path, name, out, failure);
}

Status run_folder_file(const RunFolder *folder, const char *name, const FolderFile **out,
                       Failure *failure)
{
    return folder_read(folder->folder, name, INPUT_SIZE_MAX, out, failure);
}

Status run_folder_read(const RunFolder *folder, const char *name, InputFile *out,
                       Failure *failure)
{
    return folder_load(folder->folder, name, INPUT_SMALL_SIZE_MAX, out, failure);
}

Status run_folder_check(const RunFolder *folder, const char *name, Failure *failure)
{
    return run_folder_check_as(
        folder, name,
        "not the file that manifest.json lists: it was changed since, or the manifest was",
        failure);
}

Status run_folder_check_as(const RunFolder *folder, const char *name, const char *changed,
                           Failure *failure)
{
    const FolderFile *file;
    const ManifestFile *listed = manifest_files_at(&folder->manifest.outputs, name);
    if (listed != NULL) return evidence_read(folder->folder, listed, changed, &file, failure);
    TRY(run_folder_file(folder, name, &file, failure));
    return failure_set(failure, STATUS_VERIFICATION, file->path, "%s", changed);
}

Status run_folder_municipalities(const RunFolder *folder, MunicipalityTable **out,
                                 Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    char name[SIGNED_NAME_SIZE];
    *out = NULL;
    signed_input_name(SIGNED_MUNICIPALITIES, 0, name);
    if (manifest_files_at(&folder->manifest.outputs, name) == NULL) return STATUS_OK;
    TRY(run_folder_check(folder, name, failure));
    TRY(run_folder_read(folder, name, &file, failure));
    return municipality_csv_parse(name, file.bytes, file.size, out, failure);
}

void run_folder_message_id(const RunFolder *folder, unsigned number, char *out)
{
    payment_message_id(folder->manifest.run_identity, !folder->manifest.live, number, out);
}

/* --- tables --- */

Status run_folder_decisions(const RunFolder *folder, DecisionFile **out, Failure *failure)
{
    const FolderFile *stored;
    TRY(run_folder_file(folder, "decisions.csv.gz", &stored, failure));
    const RunMark mark = manifest_mark(&folder->manifest);
    return decision_file_open(stored, &mark, out, failure);
}

Status run_folder_sums(const RunFolder *folder, GroupRow **out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    char path[PATH_SIZE];
    *out = NULL;
    TRY(run_folder_path(folder, "municipalities.csv", path, failure));
    TRY(run_folder_read(folder, "municipalities.csv", &file, failure));
    const RunMark mark = manifest_mark(&folder->manifest);
    return municipalities_csv_read(path, file.bytes, file.size, &mark, out, failure);
}

Status run_folder_basic(const RunFolder *folder, BasicCount **out, size_t *count,
                        Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    char path[PATH_SIZE];
    TRY(run_folder_path(folder, "basic.csv", path, failure));
    TRY(run_folder_read(folder, "basic.csv", &file, failure));
    return basic_csv_read(path, file.bytes, file.size, out, count, failure);
}

Status run_folder_is_no_register(const char *path, Failure *failure)
{
    CLEANUP(run_folder_close) RunFolder folder = {0};
    const char *read = NULL;
    if (run_folder_open(path, &folder, NULL) == STATUS_OK)
        for (size_t i = 0; i < folder.manifest.inputs.count && read == NULL; i++)
            if (strcmp(folder.manifest.inputs.items[i].kind, "register") == 0)
                read = folder.manifest.inputs.items[i].path;
    if (read == NULL || path_has_ident(read))
        return failure_set(failure, STATUS_INPUT_WRONG_NAMESPACE, path,
                           "it has a manifest.json: a folder that this program has made, and "
                           "the register is asked for");
    return failure_set(failure, STATUS_INPUT_WRONG_NAMESPACE, path,
                       "a run folder, and the register is asked for: this run has read %s",
                       read);
}
