/* audit_entry.c - an entry goes into the audit log, which must be the one before it. */
#include "engine/log/audit_entry.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"
#include "formats/log/audit_log.h"
#include "formats/log/leaf_names.h"
#include "formats/run/files.h"
#include "formats/trust/ledger_keys.h"

enum { LOG_THREADS = 2 };

static Status without_key(Failure *failure)
{
    Failure reason = *failure;
    return failure_set(failure, STATUS_KEY, reason.where,
                       "is missing, and without it no leaf of a person can be made: put it "
                       "back");
}

static Status log_folder(const char *ledger, char path[PATH_SIZE], Failure *failure)
{
    return path_join(ledger, "log", path, failure);
}

Status audit_entry_key(const char *ledger, const EntryText *text, PseudonymKey *key,
                       bool *there, Failure *failure)
{
    Status status = ledger_pseudonym_key_load(ledger, text->pseudonym_check, key, failure);
    *there = status == STATUS_OK;
    bool hidden =
        status == STATUS_READ && ledger_pseudonym_key_hidden(ledger, text->pseudonym_check);
    if (status != STATUS_INPUT_MISSING && !hidden) return status;
    failure_clear(failure);
    return STATUS_OK;
}

Status audit_entry_read(const char *ledger, Folder *folder, const EntryText *text,
                        LeafTaker take, void *user, Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(leaf_names_close) LeafNames *names = NULL;
    TRY(log_folder(ledger, path, failure));
    TRY(leaf_names_open(path, text->number, false, &names, failure));
    const LeafPseudonyms kept = {.read = leaf_names_read, .user = names};
    TRY(entry_leaves(folder, text, &kept, LOG_THREADS, take, user, failure));
    return leaf_names_finish(names, failure);
}

/* --- leaves of an entry against those of the log --- */

static Status differs(uint64_t index, const char *what, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, _("audit log"), "leaf %llu %s",
                       (unsigned long long)index, translate(what));
}

/* A power cut may have left the room of a hash and not its bytes; no leaf has a hash of zeros.
 */
static bool is_lost(const MerkleHash *hash)
{
    static const MerkleHash none;
    return memcmp(hash, &none, sizeof none) == 0;
}

Status audit_leaves_compare(void *comparison, const LeafBlock *block, Failure *failure)
{
    LeafComparison *all = comparison;
    if (audit_log_size(all->log) < all->next) return differs(all->next, "is missing", failure);
    uint64_t left = audit_log_size(all->log) - all->next;
    size_t count = block->count < left ? block->count : (size_t)left;
    TRY(system_grow(&all->stored, &all->capacity, count, sizeof *all->stored, failure));
    TRY(audit_log_leaf_hashes(all->log, all->next, count, all->stored, failure));
    for (size_t i = 0; i < count; i++) {
        if (memcmp(&all->stored[i], &block->hashes[i], sizeof *all->stored) == 0 ||
            (all->may_end && is_lost(&all->stored[i])))
            continue;
        all->wrong = all->next + i;
        return differs(all->wrong, "is not what the entry says", failure);
    }
    all->next += count;
    if (count == block->count || all->may_end) return STATUS_OK;
    return differs(all->next, "is missing", failure);
}

Status audit_entry_missing(const Ledger *ledger, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                       "entry %06zu is missing: the audit log has leaves of it, and no "
                       "interrupted approval left them so: an entry has been removed. Get the "
                       "ledger from a backup; nothing is committed, and the log is not cut",
                       ledger->entry_count);
}

/* Where the approval was interrupted there may be fewer pseudonyms than the entry has: those
 * that are missing are of leaves that the log has not got either, and make no leaf that is. */
static Status read_begun(void *user, uint8_t *bytes, size_t count, Failure *failure)
{
    LeafNames *names = user;
    uint64_t left = leaf_names_left(names);
    size_t there = count < left ? count : (size_t)left;
    memset(bytes, 0, count * SHA256_SIZE);
    return leaf_names_read(names, bytes, there, failure);
}

static Status compare_begun(const char *ledger, Folder *folder, const EntryText *text,
                            LeafNames *names, LeafComparison *all, Failure *failure)
{
    bool keyed;
    CLEANUP(pseudonym_key_forget) PseudonymKey key = {0};
    TRY(audit_entry_key(ledger, text, &key, &keyed, failure));
    const LeafPseudonyms made = {.key = key.bytes, .key_length = key.length};
    const LeafPseudonyms kept = {.read = read_begun, .user = names};
    return entry_leaves(folder, text, keyed ? &made : &kept, LOG_THREADS, audit_leaves_compare,
                        all, failure);
}

Status audit_entry_begun(const Ledger *ledger, AuditLog *log, Folder *folder,
                         const EntryText *text, Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(leaf_names_close) LeafNames *names = NULL;
    LeafComparison all = {.log = log, .next = text->log_size_before, .may_end = true};
    TRY(log_folder(ledger->folder, path, failure));
    TRY(leaf_names_open(path, text->number, false, &names, failure));
    Status status = compare_begun(ledger->folder, folder, text, names, &all, failure);
    system_free(all.stored);
    if (status == STATUS_OK && all.next < audit_log_size(log)) status = STATUS_VERIFICATION;
    return status == STATUS_VERIFICATION ? audit_entry_missing(ledger, failure) : status;
}

/* --- appending --- */

static Status append_leaves(void *log, const LeafBlock *block, Failure *failure)
{
    return audit_log_append_hashes(log, block->hashes, block->count, failure);
}

Status audit_entry_append(const char *ledger, Folder *folder, const EntryText *text,
                          AuditLog *log, const char *path, Failure *failure)
{
    CLEANUP(pseudonym_key_forget) PseudonymKey key = {0};
    CLEANUP(leaf_names_close) LeafNames *names = NULL;
    Status status = ledger_pseudonym_key_load(ledger, text->pseudonym_check, &key, failure);
    if (status == STATUS_INPUT_MISSING) return without_key(failure);
    TRY(status);
    TRY(leaf_names_open(path, text->number, true, &names, failure));
    const LeafPseudonyms made = {
        .key = key.bytes, .key_length = key.length, .write = leaf_names_write, .user = names};
    TRY(entry_leaves(folder, text, &made, LOG_THREADS, append_leaves, log, failure));
    return leaf_names_finish(names, failure);
}

/* The log up to this entry is the one that the entry before signed. Without this a damaged log
 * would be signed for, and the new checkpoint would deny the old one. */
static Status check_before(AuditLog *log, const Ledger *ledger, uint64_t size, Failure *failure)
{
    MerkleHash root;
    if (audit_log_size(log) < size)
        return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                           "the audit log is shorter than the ledger says; rebuild it with "
                           "'tilskudd log rebuild'");
    if (ledger->entry_count == 0) return STATUS_OK;
    const LedgerEntry *last = ledger_last(ledger);
    TRY(audit_log_root_at(log, size, &root, failure));
    if (memcmp(root.bytes, last->log_root, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                       "the audit log is not the one that %06u/checkpoint signs; rebuild it "
                       "with 'tilskudd log rebuild'",
                       last->number);
}

/* What an interrupted approval has appended is written again: a power cut may have left the
 * leaves and lost the nodes above them. */
static Status extend(const Ledger *ledger, AuditLog *log, const char *path, Folder *folder,
                     const EntryText *text, Failure *failure)
{
    TRY(check_before(log, ledger, text->log_size_before, failure));
    if (audit_log_size(log) > text->log_size_before) {
        TRY(audit_entry_begun(ledger, log, folder, text, failure));
        TRY(audit_log_truncate(log, text->log_size_before, failure));
    }
    TRY(audit_entry_append(ledger->folder, folder, text, log, path, failure));
    return audit_log_sync(log, failure);
}

Status audit_entry(const Ledger *ledger, Folder *folder, const EntryText *text, uint64_t *size,
                   uint8_t root[SHA256_SIZE], Failure *failure)
{
    STAGE(LOG);
    char path[PATH_SIZE];
    MerkleHash hash;
    CLEANUP(audit_log_close) AuditLog *log = NULL;
    TRY(log_folder(ledger->folder, path, failure));
    TRY(audit_log_open(path, AUDIT_LOG_WRITE, LOG_THREADS, &log, failure));
    TRY(extend(ledger, log, path, folder, text, failure));
    TRY(audit_log_root(log, &hash, failure));
    *size = audit_log_size(log);
    memcpy(root, hash.bytes, SHA256_SIZE);
    return STATUS_OK;
}

Status audit_log_beyond(const Ledger *ledger, uint64_t *beyond, Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(audit_log_close) AuditLog *log = NULL;
    uint64_t size = ledger_last(ledger)->log_size;
    *beyond = 0;
    TRY(path_join(ledger->folder, "log", path, failure));
    Status status = audit_log_open(path, AUDIT_LOG_READ, 1, &log, failure);
    if (status == STATUS_INPUT_MISSING) {
        failure_clear(failure); /* for audit_entry to say */
        return STATUS_OK;
    }
    TRY(status);
    if (audit_log_size(log) > size) *beyond = audit_log_size(log) - size;
    return STATUS_OK;
}

/* --- which line it is --- */

/* 313226 as "313 226". */
static void group_digits(uint64_t number, char out[32])
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    size_t at = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) out[at++] = ' ';
        out[at++] = digits[i];
    }
    out[at] = '\0';
}

static Status name_line(const LeafLines *lines, uint64_t first, uint64_t wrong,
                        Failure *failure)
{
    const char *file;
    uint64_t number;
    char leaf[32], line[32];
    leaf_lines_place(lines, (size_t)(wrong - first), &file, &number);
    if (file[0] == '\0') return STATUS_OK;
    group_digits(wrong, leaf);
    group_digits(number, line);
    return failure_set(failure, STATUS_VERIFICATION, _("audit log"),
                       "line %s of %s is not leaf %s", line, file, leaf);
}

/* VERIFICATION with the line where one is another. */
static Status find_line(const LeafLines *lines, size_t shares, const EntryText *text,
                        AuditLog *log, Failure *failure)
{
    Failure ignored = {0};
    LeafShare share = {.first = 0};
    LeafComparison all = {.log = log, .next = text->log_size_before, .wrong = UINT64_MAX};
    Status status = STATUS_OK;
    for (size_t i = 0; i < shares && status == STATUS_OK; i++) {
        status = leaf_lines_make(lines, i, &share, &ignored);
        const LeafBlock block = leaf_share_block(&share);
        if (status == STATUS_OK) status = audit_leaves_compare(&all, &block, &ignored);
    }
    leaf_share_free(&share);
    system_free(all.stored);
    return all.wrong != UINT64_MAX ? name_line(lines, text->log_size_before, all.wrong, failure)
                                   : STATUS_OK;
}

static Status compare_folder(const char *path, const char *log_path, AuditLog *log,
                             Failure *failure)
{
    CLEANUP(folder_close) Folder *folder = NULL;
    CLEANUP(entry_text_free) EntryText text = {0};
    CLEANUP(leaf_names_close) LeafNames *names = NULL;
    CLEANUP(leaf_lines_free) LeafLines *lines = NULL;
    const FolderFile *json;
    TRY(folder_open(path, &folder, failure));
    TRY(folder_read(folder, "entry.json", INPUT_SMALL_SIZE_MAX, &json, failure));
    TRY(entry_read(json->path, json->bytes, json->size, &text, failure));
    TRY(leaf_names_open(log_path, text.number, false, &names, failure));
    const LeafPseudonyms kept = {.read = read_begun, .user = names};
    TRY(entry_leaves_read(folder, &text, &kept, &lines, failure));
    return find_line(lines, entry_leaves_shares(&text), &text, log, failure);
}

/* Entry by entry until there is none; what only the log's own files have is not looked for. */
static Status compare_all(const char *ledger, Failure *failure)
{
    char log_path[PATH_SIZE], path[PATH_SIZE], name[ENTRY_NAME_SIZE];
    PathKind kind;
    CLEANUP(audit_log_close) AuditLog *log = NULL;
    TRY(log_folder(ledger, log_path, failure));
    TRY(audit_log_open(log_path, AUDIT_LOG_READ, LOG_THREADS, &log, failure));
    for (uint32_t number = 0;; number++) {
        entry_name(number, name);
        TRY(path_join(ledger, name, path, failure));
        TRY(path_kind(path, &kind, failure));
        if (kind != PATH_FOLDER) return STATUS_OK;
        TRY(compare_folder(path, log_path, log, failure));
    }
}

Status audit_entry_explain(const char *ledger, Status status, Failure *failure)
{
    Failure line = {0};
    if (status != STATUS_VERIFICATION || compare_all(ledger, &line) != STATUS_VERIFICATION ||
        strncmp(line.detail, "line ", 5) != 0)
        return status;
    Failure first = *failure;
    return failure_set(failure, status, first.where, "%s: %s", first.detail, line.detail);
}
