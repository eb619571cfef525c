#include "engine/ledger/ledger_commit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/log/audit_log.h"
#include "formats/log/checkpoint.h"
#include "formats/log/leaf_names.h"
#include "engine/ledger/entry_check.h"
#include "engine/ledger/keys.h"
#include "engine/log/audit_entry.h"
#include "formats/base/lock.h"
#include "formats/base/stage_clock.h"
#include "formats/trust/ledger_keys.h"
#include "formats/crypto/cms_signature.h"

enum { ENTRY_MODE = 0644, ENTRY_LEVEL = 1, ENTRY_THREADS = 2 };

static bool writing; /* this process has a ledger's lock */

Status ledger_lock(const char *folder, int *descriptor, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(folder, "lock", path, failure));
    TRY(lock_file(path, LOCK_ALONE,
                  "another approval, opening or check of this ledger is under way; wait until "
                  "it has ended",
                  descriptor, failure));
    writing = true;
    return STATUS_OK;
}

void ledger_unlock(int descriptor)
{
    if (descriptor >= 0) writing = false;
    lock_end(descriptor);
}

bool ledger_calm(const char *folder, int *lock, Status *status, Failure *failure)
{
    char path[PATH_SIZE];
    Failure reason = {0};
    ExitStatus end = status_exit(*status);
    bool doubt = end == EXIT_VERIFICATION || end == EXIT_INPUT || *status == STATUS_READ;
    *lock = -1;
    if (!doubt || writing) return false;
    if (path_join(folder, "lock", path, &reason) != STATUS_OK) return false;
    Status locked = lock_file_shared(
        path, "an approval is under way; ask again when it has ended", lock, &reason);
    if (locked == STATUS_NOT_NOW) {
        if (failure != NULL) *failure = reason;
        *status = locked;
        return false;
    }
    failure_clear(failure);
    return true;
}

void ledger_calm_end(int lock)
{
    lock_end(lock);
}

/* The leaves of an entry whose commit failed go; a log that is not there or shorter is for
 * others to say. */
static Status cut_log(const char *folder, uint32_t entry, uint64_t log_size, Failure *failure)
{
    char path[PATH_SIZE];
    PathKind kind;
    CLEANUP(audit_log_close) AuditLog *log = NULL;
    TRY(path_join(folder, "log", path, failure));
    TRY(path_kind(path, &kind, failure));
    if (kind != PATH_FOLDER) return STATUS_OK;
    TRY(audit_log_open(path, AUDIT_LOG_WRITE, 1, &log, failure));
    if (audit_log_size(log) > log_size) TRY(audit_log_truncate(log, log_size, failure));
    TRY(leaf_names_remove(path, entry, failure));
    return audit_log_finish(&log, failure);
}

/* --- the files of an entry --- */

/* DIR/NNNNNN.tmp and DIR/NNNNNN of the entry after the ledger's last. */
static Status find_paths(EntryBuild *build, Failure *failure)
{
    char name[ENTRY_NAME_SIZE], unfinished[ENTRY_NAME_SIZE + 4];
    entry_name((uint32_t)build->ledger->entry_count, name);
    snprintf(unfinished, sizeof unfinished, "%s.tmp", name);
    TRY(path_join(build->ledger->folder, unfinished, build->path, failure));
    return path_join(build->ledger->folder, name, build->final, failure);
}

Status entry_build_begin(EntryBuild *build, Ledger *ledger, const TimeStamp *time,
                         Failure *failure)
{
    *build = (EntryBuild){.ledger = ledger, .time = *time};
    build->text.number = (uint32_t)ledger->entry_count;
    build->text.cutoff = DAY_NONE;
    if (ledger->entry_count > 0) {
        const LedgerEntry *last = ledger_last(ledger);
        build->text.mode = ledger->mode;
        build->text.given_keys = ledger->given_keys;
        build->text.opening_year = ledger->opening_year;
        memcpy(build->text.pseudonym_check, ledger->identity.pseudonym_check, SHA256_SIZE);
        build->text.log_size_before = last->log_size;
        memcpy(build->text.previous_entry, last->files.entry, SHA256_SIZE);
        memcpy(build->text.previous_signature, last->files.signature, SHA256_SIZE);
        memcpy(build->text.previous_checkpoint, last->files.checkpoint, SHA256_SIZE);
    }
    snprintf(build->text.time, sizeof build->text.time, "%s", time->text);
    TRY(find_paths(build, failure));
    return folder_make(build->path, &build->folder, failure);
}

int entry_file_level(const char *name)
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
    return folder_create(build->folder, name, mode, entry_file_level(name), ENTRY_THREADS, file,
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
    return save(build, name, mode, entry_file_level(name), bytes, size, failure);
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

/* Before anybody signs: with another key the entry could not be put into the log. */
static Status check_pseudonym_key(const EntryBuild *build, Failure *failure)
{
    CLEANUP(pseudonym_key_forget) PseudonymKey key = {0};
    return ledger_pseudonym_key_load(build->ledger->folder, build->text.pseudonym_check, &key,
                                     failure);
}

/* Whose signatures the checkpoint will have: one, or two where the entry changes the key. */
static Status find_verifiers(const EntryBuild *build, LogVerifier out[2], size_t *count,
                             Failure *failure)
{
    IdentityParts parts;
    CLEANUP(ledger_identity_free) LedgerIdentity next = {0};
    out[0] = build->ledger->identity.verifier;
    *count = 1;
    if (build->text.kind != ENTRY_KEYS) return STATUS_OK;
    TRY(identity_parts_read(build->folder, &parts, failure));
    const KeyChangePlace place = keys_place(build->ledger);
    TRY(keys_next(&place, &parts, &next, failure));
    keys_of_checkpoint(&build->ledger->identity, &next, &parts, out, count);
    if (parts.of[IDENTITY_PSEUDONYM].bytes == NULL) return STATUS_OK;
    CLEANUP(pseudonym_key_forget) PseudonymKey key = {0}; /* the next entry needs it */
    return ledger_pseudonym_key_load(build->ledger->folder, next.pseudonym_check, &key,
                                     failure);
}

static Status load_log_key(EntryBuild *build, Failure *failure)
{
    LogVerifier verifiers[2];
    size_t count;
    if (build->log_keys[0] != NULL) return STATUS_OK;
    TRY(find_verifiers(build, verifiers, &count, failure));
    for (size_t i = 0; i < count; i++)
        TRY(ledger_log_key_load(build->ledger->folder, &verifiers[i], &build->log_keys[i],
                                failure));
    return STATUS_OK;
}

static Status save_checkpoint(EntryBuild *build, uint64_t size, const uint8_t root[SHA256_SIZE],
                              Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer note = TEXT_BUFFER_EMPTY;
    MerkleHash hash;
    memcpy(hash.bytes, root, SHA256_SIZE);
    TRY(load_log_key(build, failure));
    TRY(checkpoint_write(build->log_keys[0], size, &hash, &note, failure));
    if (build->log_keys[1] != NULL) TRY(checkpoint_cosign(build->log_keys[1], &note, failure));
    return save_own(build, "checkpoint", &note, failure);
}

/* Everything below the folder is on the disk before the name is. */
static Status sync_folder(const EntryBuild *build, Failure *failure)
{
    STAGE(WRITE);
    PathKind kind;
    TRY(folder_kind(build->folder, "payments", &kind, failure));
    if (kind == PATH_FOLDER) TRY(folder_sync(build->folder, "payments", failure));
    return folder_sync(build->folder, "", failure);
}

Status ledger_committed(uint32_t number, Status status, Failure *failure)
{
    char words[80];
    if (status == STATUS_OK) return STATUS_OK;
    snprintf(words, sizeof words, _("committed as entry %06u; give the same command again"),
             number);
    bool system = status_exit(status) == EXIT_SYSTEM;
    return failure_explain(failure, system ? STATUS_COMMITTED : status, words);
}

static Status rename_entry(EntryBuild *build, Failure *failure)
{
    if (system_rename_new(build->path, build->final) != 0)
        return failure_set(failure, errno == EEXIST ? STATUS_NOT_NOW : STATUS_WRITE,
                           build->final, "%s", strerror(errno));
    build->kept = true;
    return ledger_committed(build->text.number, path_sync(build->ledger->folder, failure),
                            failure);
}

/* What the next opening would refuse is neither put into the log nor committed: the files are
 * read back as it will. The checkpoint comes last, and is checked when it is there. */
static Status check_whole(const EntryBuild *build, bool unfinished, LedgerEntry *entry,
                          Failure *failure)
{
    STAGE(CHECK);
    CLEANUP(ledger_identity_free) LedgerIdentity fresh = {0};
    bool opening = build->text.kind == ENTRY_OPEN;
    CLEANUP(entry_check_end)
    EntryCheck check = {.folder = build->folder,
                        .after = build->ledger,
                        .bulk = unfinished,
                        .unfinished = unfinished};
    return entry_check(&check, opening ? &fresh : &build->ledger->identity, entry, failure);
}

static Status check_log(const EntryBuild *build, uint64_t size, const uint8_t root[SHA256_SIZE],
                        Failure *failure)
{
    LedgerEntry entry;
    TRY(check_whole(build, false, &entry, failure));
    if (entry.log_size == size && memcmp(entry.log_root, root, SHA256_SIZE) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, build->path,
                       "its checkpoint is not of the leaves that it gives");
}

/* The log and the rename, once the entry is signed and checked. */
static Status extend_and_rename(EntryBuild *build, Failure *failure)
{
    uint64_t size;
    uint8_t root[SHA256_SIZE];
    PathKind kind;
    TRY(audit_entry(build->ledger, build->folder, &build->text, &size, root, failure));
    TRY(folder_kind(build->folder, "checkpoint", &kind, failure));
    if (kind == PATH_MISSING) TRY(save_checkpoint(build, size, root, failure));
    TRY(check_log(build, size, root, failure));
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
    build->kept = cut_log(build->ledger->folder, build->text.number,
                          build->text.log_size_before, &ignored) != STATUS_OK;
}

Status entry_build_commit(EntryBuild *build, const SigningPerson *first,
                          const SigningPerson *second, Failure *failure)
{
    const EntryText *text = &build->text;
    INVARIANT((text->kind == ENTRY_OPEN) == (build->ledger->entry_count == 0));
    INVARIANT(text->kind == ENTRY_RUN || text->paid == 0);
    INVARIANT(entry_has_lines(text->kind) || text->lines_sum == 0);
    if (text->kind == ENTRY_OPEN)
        TRY(ledger_identity_read(build->folder, text->pseudonym_check, &build->ledger->identity,
                                 failure));
    LedgerEntry entry;
    TRY(check_pseudonym_key(build, failure));
    TRY(load_log_key(build, failure));
    TRY(save_signed(build, first, second, failure));
    TRY(check_whole(build, true, &entry, failure));
    INVARIANT(entry.number == build->ledger->entry_count && entry.paid == text->paid);
    INVARIANT(entry.lines_sum == text->lines_sum && entry.kind == text->kind);
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
    log_key_free(build->log_keys[0]);
    log_key_free(build->log_keys[1]);
    build->folder = NULL;
    build->log_keys[0] = build->log_keys[1] = NULL;
    entry_text_free(&build->text);
}

/* --- what an interrupted approval left --- */

/* The file that was being written then. */
static Status remove_half_file(const EntryBuild *build, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(build->path, "checkpoint.tmp", path, failure));
    if (system_unlink(path) == 0 || errno == ENOENT) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
}

/* Signed, and every file of it is there: what nobody but the two persons can have made. */
static Status is_signed(const EntryBuild *build, bool *is, Failure *failure)
{
    CLEANUP(entry_check_end)
    EntryCheck check = {.folder = build->folder, .bulk = true, .unfinished = true};
    PathKind kind;
    *is = false;
    TRY(folder_kind(build->folder, "entry.json.p7s", &kind, failure));
    if (kind != PATH_FILE) return STATUS_OK;
    Status status = entry_check_text(&check, failure);
    if (status == STATUS_OK) status = entry_check_files(&check, failure);
    *is = status == STATUS_OK;
    if (status != STATUS_VERIFICATION) return status;
    failure_clear(failure);
    return STATUS_OK;
}

static Status commit_left(EntryBuild *build, Failure *failure)
{
    LedgerEntry entry;
    CLEANUP(entry_check_end) EntryCheck check = {.folder = build->folder};
    TRY(entry_check_text(&check, failure));
    build->text = HAND_OVER(EntryText, check.text);
    Status status = check_whole(build, true, &entry, failure);
    if (status == STATUS_VERIFICATION)
        return failure_explain(failure, status, "signed, but it cannot be committed");
    if (status != STATUS_OK) return status;
    TRY(extend_and_rename(build, failure));
    printf(_("Entry %06u was signed by both persons, and its approval interrupted: it is "
             "committed now.\n"),
           entry.number);
    return STATUS_OK;
}

/* Without a signed .tmp the log must end with the last entry. */
static Status clear_left(EntryBuild *build, Failure *failure)
{
    uint64_t beyond;
    TRY(audit_log_beyond(build->ledger, &beyond, failure));
    if (beyond > 0) return audit_entry_missing(build->ledger, failure);
    return path_remove(build->path, failure);
}

static Status finish_one(EntryBuild *build, bool *committed, Failure *failure)
{
    PathKind kind;
    *committed = false;
    TRY(find_paths(build, failure));
    TRY(path_kind(build->path, &kind, failure));
    build->kept = true; /* entry_build_end removes nothing */
    if (kind == PATH_FOLDER) {
        TRY(remove_half_file(build, failure));
        TRY(folder_open(build->path, &build->folder, failure));
        TRY(is_signed(build, committed, failure));
    }
    return *committed ? commit_left(build, failure) : clear_left(build, failure);
}

Status ledger_finish(Ledger **ledger, Failure *failure)
{
    bool committed;
    CLEANUP(entry_build_end) EntryBuild build = {.ledger = *ledger};
    TRY(finish_one(&build, &committed, failure));
    if (!committed) return STATUS_OK;
    CLEANUP(ledger_close) Ledger *before = HAND_OVER(Ledger *, *ledger);
    return ledger_open(before->folder, true, ledger, failure);
}
