#include "engine/ledger/ledger_commit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "formats/log/audit_log.h"
#include "formats/log/checkpoint.h"
#include "engine/ledger/entry_check.h"
#include "engine/log/audit_entry.h"
#include "formats/crypto/cms_signature.h"

enum { ENTRY_MODE = 0644, ENTRY_LEVEL = 6, ENTRY_THREADS = 2 };

Status ledger_lock(const char *folder, int *descriptor, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(folder, "lock", path, failure));
    *descriptor = system_open_update(path, 0640);
    if (*descriptor < 0) return failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
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
    CLEANUP(audit_log_close) AuditLog *log = NULL;
    TRY(path_join(folder, "log", path, failure));
    TRY(path_kind(path, &kind, failure));
    if (kind != PATH_FOLDER) return STATUS_OK;
    TRY(audit_log_open(path, AUDIT_LOG_WRITE, 1, &log, failure));
    if (audit_log_size(log) > log_size) TRY(audit_log_truncate(log, log_size, failure));
    return audit_log_finish(&log, failure);
}

Status ledger_clean(const char *folder, uint64_t log_size, Failure *failure)
{
    CLEANUP(path_list_free) PathList list = {0};
    char path[PATH_SIZE];
    bool cut = false;
    TRY(path_list(folder, &list, failure));
    for (size_t i = 0; i < list.count; i++) {
        if (!is_unfinished(list.names[i])) continue;
        if (!cut) TRY(cut_log(folder, log_size, failure));
        cut = true;
        TRY(path_join(folder, list.names[i], path, failure));
        TRY(path_remove(path, failure));
    }
    return STATUS_OK;
}

/* --- the files of an entry --- */

Status entry_build_begin(EntryBuild *build, Ledger *ledger, const TimeStamp *time,
                         Failure *failure)
{
    char name[ENTRY_NAME_SIZE], unfinished[ENTRY_NAME_SIZE + 4];
    *build = (EntryBuild){.ledger = ledger, .time = *time};
    build->text.number = (uint32_t)ledger->entry_count;
    build->text.cutoff = DAY_NONE;
    if (ledger->entry_count > 0) {
        const LedgerEntry *last = ledger_last(ledger);
        build->text.mode = ledger->mode;
        build->text.given_keys = ledger->given_keys;
        build->text.opening_year = ledger->opening_year;
        memcpy(build->text.pseudonym_check, ledger->pseudonym_check, SHA256_SIZE);
        build->text.log_size_before = last->log_size;
        memcpy(build->text.previous_entry, last->files.entry, SHA256_SIZE);
        memcpy(build->text.previous_signature, last->files.signature, SHA256_SIZE);
        memcpy(build->text.previous_checkpoint, last->files.checkpoint, SHA256_SIZE);
    }
    snprintf(build->text.time, sizeof build->text.time, "%s", time->text);
    entry_name(build->text.number, name);
    snprintf(unfinished, sizeof unfinished, "%s.tmp", name);
    TRY(path_join(ledger->folder, unfinished, build->path, failure));
    TRY(path_join(ledger->folder, name, build->final, failure));
    return folder_make(build->path, &build->folder, failure);
}

static int level_of(const char *name)
{
    size_t length = strlen(name);
    bool gzip = length > 3 && strcmp(name + length - 3, ".gz") == 0;
    return gzip ? ENTRY_LEVEL : OUTPUT_PLAIN;
}

static Status list(EntryBuild *build, const FolderFile *file, Failure *failure)
{
    INVARIANT(manifest_files_at(&build->text.files, file->name) == NULL);
    return manifest_files_add(&build->text.files, "file", file->name, &file->sums, failure);
}

Status entry_build_open(const EntryBuild *build, const char *name, mode_t mode,
                        OutputFile **file, Failure *failure)
{
    return folder_create(build->folder, name, mode, level_of(name), ENTRY_THREADS, file,
                         failure);
}

Status entry_build_add(EntryBuild *build, const char *name, OutputFile **file, Failure *failure)
{
    const FolderFile *written;
    TRY(folder_commit(build->folder, name, file, &written, failure));
    return list(build, written, failure);
}

static Status save(EntryBuild *build, const char *name, mode_t mode, int level,
                   const void *bytes, size_t size, Failure *failure)
{
    const FolderFile *written;
    TRY(folder_write(build->folder, name, mode, level, bytes, size, &written, failure));
    return list(build, written, failure);
}

Status entry_build_save(EntryBuild *build, const char *name, mode_t mode, const void *bytes,
                        size_t size, Failure *failure)
{
    return save(build, name, mode, level_of(name), bytes, size, failure);
}

Status entry_build_copy(EntryBuild *build, const char *name, mode_t mode, const void *bytes,
                        size_t size, Failure *failure)
{
    return save(build, name, mode, OUTPUT_PLAIN, bytes, size, failure);
}

/* --- the commit --- */

static Status save_own(const EntryBuild *build, const char *name, const TextBuffer *text,
                       Failure *failure)
{
    const FolderFile *written;
    TRY(text_buffer_status(text, failure));
    return folder_write(build->folder, name, ENTRY_MODE, OUTPUT_PLAIN, text->bytes,
                        text->length, &written, failure);
}

static Status save_signed(const EntryBuild *build, const SigningPerson *first,
                          const SigningPerson *second, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer json = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer one = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer both = TEXT_BUFFER_EMPTY;
    entry_write(&build->text, &json);
    TRY(text_buffer_status(&json, failure));
    CmsContent content = cms_bytes(json.bytes, json.length);
    TRY(cms_sign(first->key, content, build->time.epoch, &one, failure));
    if (second != NULL)
        TRY(cms_add_signer(second->key, one.bytes, one.length, content,
                           build->ledger->identity.store, build->time.epoch, &both, failure));
    TRY(save_own(build, "entry.json", &json, failure));
    return save_own(build, "entry.json.p7s", second != NULL ? &both : &one, failure);
}

static Status load_log_key(const EntryBuild *build, LogKey **key, Failure *failure)
{
    char path[PATH_SIZE];
    const LogVerifier *verifier = &build->ledger->identity.verifier;
    TRY(path_join(build->ledger->folder, "keys/log-key.pem", path, failure));
    TRY(log_key_load(path, verifier->name, PASS_NONE, key, failure));
    if (log_key_verifier(*key)->id == verifier->id) return STATUS_OK;
    return failure_set(failure, STATUS_KEY, path, "not the log key the ledger was opened with");
}

static Status save_checkpoint(const EntryBuild *build, uint64_t size,
                              const uint8_t root[SHA256_SIZE], Failure *failure)
{
    CLEANUP(log_key_free) LogKey *key = NULL;
    CLEANUP(text_buffer_free) TextBuffer note = TEXT_BUFFER_EMPTY;
    MerkleHash hash;
    memcpy(hash.bytes, root, SHA256_SIZE);
    TRY(load_log_key(build, &key, failure));
    TRY(checkpoint_write(key, size, &hash, &note, failure));
    return save_own(build, "checkpoint", &note, failure);
}

/* Everything below the folder is on the disk before the name is. */
static Status sync_folder(const EntryBuild *build, Failure *failure)
{
    PathKind kind;
    TRY(folder_kind(build->folder, "payments", &kind, failure));
    if (kind == PATH_FOLDER) TRY(folder_sync(build->folder, "payments", failure));
    return folder_sync(build->folder, "", failure);
}

static Status rename_entry(EntryBuild *build, Failure *failure)
{
    if (system_rename_new(build->path, build->final) != 0)
        return failure_set(failure, errno == EEXIST ? STATUS_NOT_NOW : STATUS_WRITE,
                           build->final, "%s", strerror(errno));
    build->kept = true;
    if (system_fsync_folder(build->ledger->folder) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, build->ledger->folder,
                       "the entry is written but the disk has not confirmed it; run the same "
                       "command again");
}

/* What the next opening would refuse is not committed: the files are read back as it will. */
static Status check_whole(const EntryBuild *build, uint64_t log_size,
                          const uint8_t root[SHA256_SIZE], Failure *failure)
{
    LedgerEntry entry;
    CLEANUP(ledger_identity_free) LedgerIdentity fresh = {0};
    bool opening = build->text.kind == ENTRY_OPEN;
    CLEANUP(entry_check_end)
    EntryCheck check = {.folder = build->folder, .after = build->ledger, .bulk = true};
    TRY(entry_check(&check, opening ? &fresh : &build->ledger->identity, &entry, failure));
    INVARIANT(entry.number == build->ledger->entry_count && entry.paid == build->text.paid);
    INVARIANT(entry.lines_sum == build->text.lines_sum && entry.kind == build->text.kind);
    INVARIANT(entry.log_size == log_size && log_size > build->text.log_size_before);
    INVARIANT(memcmp(entry.log_root, root, SHA256_SIZE) == 0);
    return STATUS_OK;
}

/* The log and the rename, once entry.json is signed. */
static Status extend_and_rename(EntryBuild *build, Failure *failure)
{
    uint64_t size;
    uint8_t root[SHA256_SIZE];
    TRY(audit_entry(build->ledger, build->folder, &build->text, &size, root, failure));
    TRY(save_checkpoint(build, size, root, failure));
    TRY(check_whole(build, size, root, failure));
    TRY(sync_folder(build, failure));
    return rename_entry(build, failure);
}

/* A failure before the rename: the leaves go before the folder does. Where that fails the
 * folder stays, as after a crash. */
static void take_back(EntryBuild *build)
{
    PathKind kind;
    Failure ignored = {0};
    if (build->text.kind == ENTRY_OPEN || build->kept) return;
    if (path_kind(build->final, &kind, &ignored) != STATUS_OK || kind != PATH_MISSING) return;
    build->kept =
        cut_log(build->ledger->folder, build->text.log_size_before, &ignored) != STATUS_OK;
}

Status entry_build_commit(EntryBuild *build, const SigningPerson *first,
                          const SigningPerson *second, Failure *failure)
{
    const EntryText *text = &build->text;
    INVARIANT((text->kind == ENTRY_OPEN) == (build->ledger->entry_count == 0));
    INVARIANT(text->kind != ENTRY_ACCOUNTS || (text->paid == 0 && text->lines_sum == 0));
    if (text->kind == ENTRY_OPEN)
        TRY(ledger_identity_read(build->folder, &build->ledger->identity, failure));
    TRY(save_signed(build, first, second, failure));
    TRY(sync_folder(build, failure));
    TRY(path_sync(build->ledger->folder, failure));
    Status status = extend_and_rename(build, failure);
    if (status != STATUS_OK) take_back(build);
    return status;
}

void entry_build_end(EntryBuild *build)
{
    if (build->path[0] != '\0' && !build->kept) (void)system_remove_tree(build->path);
    folder_close(build->folder);
    build->folder = NULL;
    entry_text_free(&build->text);
}
