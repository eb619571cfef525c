#include "engine/ledger/ledger_commit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "formats/log/audit_log.h"
#include "formats/log/checkpoint.h"
#include "formats/crypto/cms_signature.h"
#include "formats/base/input_file.h"

enum { ENTRY_MODE = 0644, ENTRY_LEVEL = 6, ENTRY_THREADS = 2 };

Status ledger_lock(const char *folder, int *descriptor, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(folder, "lock", path, failure));
    *descriptor = system_open_update(path, 0640);
    if (*descriptor < 0) {
        return failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
    }
    if (flock(*descriptor, LOCK_EX | LOCK_NB) == 0) return STATUS_OK;
    system_close(*descriptor);
    return failure_set(failure, STATUS_NOT_NOW, folder,
                       "another approval is under way; wait until it has ended");
}

void ledger_unlock(int descriptor)
{
    if (descriptor >= 0) system_close(descriptor);
}

static bool is_unfinished(const char *name)
{
    size_t length = strlen(name);
    return length == 10 && strcmp(name + 6, ".tmp") == 0 && strspn(name, "0123456789") == 6;
}

/* Leaves of no entry go; a log that is not there or shorter is for others to say. */
static Status cut_log(const char *folder, uint64_t log_size, Failure *failure)
{
    char path[PATH_SIZE];
    PathKind kind;
    AuditLog *log;
    TRY(path_join(folder, "log", path, failure));
    TRY(path_kind(path, &kind, failure));
    if (kind != PATH_FOLDER) return STATUS_OK;
    TRY(audit_log_open(path, AUDIT_LOG_WRITE, 1, &log, failure));
    Status status = STATUS_OK;
    if (audit_log_size(log) > log_size) status = audit_log_truncate(log, log_size, failure);
    if (status == STATUS_OK) return audit_log_finish(&log, failure);
    audit_log_close(log);
    return status;
}

Status ledger_clean(const char *folder, uint64_t log_size, Failure *failure)
{
    PathList list;
    char path[PATH_SIZE];
    TRY(path_list(folder, &list, failure));
    Status status = STATUS_OK;
    bool cut = false;
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        if (!is_unfinished(list.names[i])) continue;
        if (!cut) status = cut_log(folder, log_size, failure);
        cut = true;
        if (status == STATUS_OK) status = path_join(folder, list.names[i], path, failure);
        if (status == STATUS_OK && system_remove_tree(path) != 0) {
            status = failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
        }
    }
    path_list_free(&list);
    return status;
}

Status entry_build_begin(EntryBuild *build, const char *ledger, uint32_t number,
                         const TimeStamp *time, Failure *failure)
{
    char name[ENTRY_NAME_SIZE], unfinished[ENTRY_NAME_SIZE + 4];
    *build = (EntryBuild){.time = *time};
    entry_name(number, name);
    snprintf(unfinished, sizeof unfinished, "%s.tmp", name);
    TRY(path_join(ledger, "", build->ledger, failure));
    build->ledger[strlen(ledger)] = '\0';
    TRY(path_join(ledger, unfinished, build->folder, failure));
    TRY(path_join(ledger, name, build->final, failure));
    build->text.number = number;
    build->text.cutoff = DAY_NONE;
    snprintf(build->text.time, sizeof build->text.time, "%s", time->text);
    return path_make_folder(build->folder, false, failure);
}

/* Adds FOLDER/RELATIVE to the entry's files with its hash. */
static Status entry_add_file(EntryText *entry, const char *folder, const char *relative,
                             Failure *failure)
{
    char path[PATH_SIZE];
    FileSums sums = {0};
    TRY(path_join(folder, relative, path, failure));
    TRY(sha256_of_file(path, sums.stored_sha256, &sums.stored_size, failure));
    return manifest_files_add(&entry->files, "file", relative, &sums, failure);
}

static int level_of(const char *name)
{
    size_t length = strlen(name);
    bool gzip = length > 3 && strcmp(name + length - 3, ".gz") == 0;
    return gzip ? ENTRY_LEVEL : OUTPUT_PLAIN;
}

Status entry_build_open(const EntryBuild *build, const char *name, mode_t mode,
                        OutputFile **file, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(build->folder, name, path, failure));
    return output_file_open(path, mode, level_of(name), ENTRY_THREADS, file, failure);
}

Status entry_build_add(EntryBuild *build, const char *name, OutputFile **file, Failure *failure)
{
    TRY(output_file_commit(file, NULL, failure));
    return entry_add_file(&build->text, build->folder, name, failure);
}

Status entry_build_save(EntryBuild *build, const char *name, mode_t mode, const void *bytes,
                        size_t size, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(build->folder, name, path, failure));
    TRY(output_file_save(path, mode, level_of(name), bytes, size, NULL, failure));
    return entry_add_file(&build->text, build->folder, name, failure);
}

/* In pieces: decisions can be large. */
static Status copy_content(StoredFile *from, OutputFile *to, Failure *failure)
{
    for (;;) {
        const uint8_t *bytes;
        size_t length;
        TRY(stored_file_next(from, &bytes, &length, failure));
        if (length == 0) return STATUS_OK;
        TRY(output_file_write(to, bytes, length, failure));
    }
}

static Status copy_file(StoredFile *from, const char *path, mode_t mode, Failure *failure)
{
    OutputFile *to;
    TRY(output_file_open(path, mode, OUTPUT_PLAIN, 1, &to, failure));
    Status status = copy_content(from, to, failure);
    if (status == STATUS_OK) return output_file_commit(&to, NULL, failure);
    output_file_abandon(&to);
    return status;
}

Status entry_build_copy(EntryBuild *build, const char *source, const char *name, mode_t mode,
                        Failure *failure)
{
    char path[PATH_SIZE];
    StoredFile file;
    TRY(path_join(build->folder, name, path, failure));
    Status status = stored_file_open(&file, source, failure);
    if (status == STATUS_OK) status = copy_file(&file, path, mode, failure);
    status = stored_file_end(&file, status, failure);
    if (status != STATUS_OK) return status;
    return entry_add_file(&build->text, build->folder, name, failure);
}

/* --- the commit --- */

static Status save_in(const EntryBuild *build, const char *name, const TextBuffer *text,
                      Failure *failure)
{
    char path[PATH_SIZE];
    TRY(text_buffer_status(text, failure));
    TRY(path_join(build->folder, name, path, failure));
    return output_file_save(path, ENTRY_MODE, OUTPUT_PLAIN, text->bytes, text->length, NULL,
                            failure);
}

static Status load_store(const EntryBuild *build, TrustStore **store, Failure *failure)
{
    char path[PATH_SIZE];
    bool opening = build->text.kind == ENTRY_OPEN;
    TRY(path_join(opening ? build->folder : build->ledger, opening ? "ca.pem" : "000000/ca.pem",
                  path, failure));
    return trust_store_load(path, store, failure);
}

static Status sign_second(const EntryBuild *build, const SigningPerson *second,
                          const TextBuffer *json, const TextBuffer *one, TextBuffer *both,
                          Failure *failure)
{
    TrustStore *store;
    TRY(load_store(build, &store, failure));
    Status status = cms_add_signer(second->key, one->bytes, one->length,
                                   cms_bytes(json->bytes, json->length), store,
                                   build->time.epoch, both, failure);
    trust_store_free(store);
    return status;
}

static Status save_signed(const EntryBuild *build, const TextBuffer *json,
                          const SigningPerson *first, const SigningPerson *second,
                          Failure *failure)
{
    TextBuffer one = TEXT_BUFFER_EMPTY, both = TEXT_BUFFER_EMPTY;
    Status status = cms_sign(first->key, cms_bytes(json->bytes, json->length),
                             build->time.epoch, &one, failure);
    if (status == STATUS_OK && second != NULL) {
        status = sign_second(build, second, json, &one, &both, failure);
    }
    if (status == STATUS_OK) status = save_in(build, "entry.json", json, failure);
    if (status == STATUS_OK) {
        status = save_in(build, "entry.json.p7s", second != NULL ? &both : &one, failure);
    }
    text_buffer_free(&one);
    text_buffer_free(&both);
    return status;
}

static Status load_log_key(const EntryBuild *build, LogKey **key, Failure *failure)
{
    char path[PATH_SIZE], public_path[PATH_SIZE];
    InputFile file;
    LogVerifier verifier;
    bool opening = build->text.kind == ENTRY_OPEN;
    TRY(path_join(opening ? build->folder : build->ledger,
                  opening ? "log-key.pub" : "000000/log-key.pub", public_path, failure));
    TRY(input_file_read_stored(public_path, INPUT_SMALL_SIZE_MAX, &file, failure));
    size_t size = file.size;
    if (size > 0 && file.bytes[size - 1] == '\n') size--;
    Status status = log_verifier_parse(file.bytes, size, &verifier, failure);
    input_file_free(&file);
    if (status != STATUS_OK) return status;
    TRY(path_join(build->ledger, "keys/log-key.pem", path, failure));
    TRY(log_key_load(path, verifier.name, PASS_NONE, key, failure));
    if (log_key_verifier(*key)->id == verifier.id) return STATUS_OK;
    log_key_free(*key);
    return failure_set(failure, STATUS_KEY, path, "not the log key the ledger was opened with");
}

static Status save_checkpoint(const EntryBuild *build, uint64_t size,
                              const uint8_t root[SHA256_SIZE], Failure *failure)
{
    LogKey *key;
    MerkleHash hash;
    TextBuffer note = TEXT_BUFFER_EMPTY;
    memcpy(hash.bytes, root, SHA256_SIZE);
    TRY(load_log_key(build, &key, failure));
    Status status = checkpoint_write(key, size, &hash, &note, failure);
    if (status == STATUS_OK) status = save_in(build, "checkpoint", &note, failure);
    text_buffer_free(&note);
    log_key_free(key);
    return status;
}

/* Everything below the folder is on the disk before the name is. */
static Status sync_folder(const EntryBuild *build, Failure *failure)
{
    char payments[PATH_SIZE];
    PathKind kind;
    TRY(path_join(build->folder, "payments", payments, failure));
    TRY(path_kind(payments, &kind, failure));
    if (kind == PATH_FOLDER && system_fsync_folder(payments) != 0) {
        return failure_set(failure, STATUS_WRITE, payments, "%s", strerror(errno));
    }
    if (system_fsync_folder(build->folder) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, build->folder, "%s", strerror(errno));
}

static Status rename_entry(const EntryBuild *build, Failure *failure)
{
    if (system_rename_new(build->folder, build->final) != 0) {
        return failure_set(failure, errno == EEXIST ? STATUS_NOT_NOW : STATUS_WRITE,
                           build->final, "%s", strerror(errno));
    }
    if (system_fsync_folder(build->ledger) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, build->ledger,
                       "the entry is written but the disk has not confirmed it; run the same "
                       "command again");
}

/* The log and the rename, once entry.json is signed. */
static Status extend_and_rename(EntryBuild *build, Failure *failure)
{
    uint64_t size;
    uint8_t root[SHA256_SIZE];
    TRY(audit_entry(build->ledger, build->folder, &build->text, &size, root, failure));
    TRY(save_checkpoint(build, size, root, failure));
    TRY(sync_folder(build, failure));
    return rename_entry(build, failure);
}

/* A failure before the rename: the leaves go before the folder does. Where that fails the
 * folder stays, as after a crash. */
static void take_back(EntryBuild *build)
{
    PathKind kind;
    Failure ignored = {0};
    bool opening = build->text.kind == ENTRY_OPEN;
    if (opening || path_kind(build->final, &kind, &ignored) != STATUS_OK) return;
    if (kind != PATH_MISSING) return; /* committed, though the disk has not confirmed it */
    if (cut_log(build->ledger, build->text.log_size_before, &ignored) != STATUS_OK) {
        build->folder[0] = '\0';
    }
}

Status entry_build_commit(EntryBuild *build, const SigningPerson *first,
                          const SigningPerson *second, Failure *failure)
{
    TextBuffer json = TEXT_BUFFER_EMPTY;
    entry_write(&build->text, &json);
    Status status = text_buffer_status(&json, failure);
    if (status == STATUS_OK) status = save_signed(build, &json, first, second, failure);
    text_buffer_free(&json);
    if (status != STATUS_OK) return status;
    TRY(sync_folder(build, failure));
    if (system_fsync_folder(build->ledger) != 0) {
        return failure_set(failure, STATUS_WRITE, build->ledger, "%s", strerror(errno));
    }
    status = extend_and_rename(build, failure);
    if (status != STATUS_OK) take_back(build);
    return status;
}

void entry_build_end(EntryBuild *build)
{
    /* After the commit the folder has its final name and this finds nothing. */
    if (build->folder[0] != '\0') (void)system_remove_tree(build->folder);
    entry_text_free(&build->text);
}
