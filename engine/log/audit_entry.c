/* audit_entry.c - an entry goes into the audit log, which must be the one before it. */
#include "engine/log/audit_entry.h"

#include <string.h>

#include "formats/base/stage_clock.h"
#include "formats/log/audit_log.h"
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

Status audit_entry_leaves(const char *ledger, Folder *folder, const EntryText *text,
                          LeafTaker take, void *user, bool *keyed, Failure *failure)
{
    CLEANUP(pseudonym_key_forget) PseudonymKey key = {0};
    Status status = ledger_pseudonym_key_load(ledger, text->pseudonym_check, &key, failure);
    if (keyed != NULL) *keyed = status == STATUS_OK;
    if (status == STATUS_INPUT_MISSING && keyed == NULL) return without_key(failure);
    bool hidden = keyed != NULL && status == STATUS_READ &&
                  ledger_pseudonym_key_hidden(ledger, text->pseudonym_check);
    if (status == STATUS_INPUT_MISSING || hidden) {
        failure_clear(failure);
        return entry_leaves(folder, text, NULL, 0, take, user, failure);
    }
    TRY(status);
    return entry_leaves(folder, text, key.bytes, key.length, take, user, failure);
}

Status audit_entry_missing(const Ledger *ledger, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                       "entry %06zu is missing: the audit log has leaves of it, and no "
                       "interrupted approval left them so: an entry has been removed. Get the "
                       "ledger from a backup; nothing is committed, and the log is not cut",
                       ledger->entry_count);
}

static Status append_leaf(void *log, const char *leaf, size_t size, Failure *failure)
{
    return audit_log_append(log, leaf, size, failure);
}

/* Leaves of the log against those of an entry, as far as the log goes. */
typedef struct Comparison {
    AuditLog *log;
    uint64_t next;
    bool differs;
    TextBuffer stored;
} Comparison;

static Status compare_leaf(void *user, const char *leaf, size_t size, Failure *failure)
{
    Comparison *all = user;
    if (all->differs || all->next >= audit_log_size(all->log)) return STATUS_OK;
    TRY(audit_log_leaf(all->log, all->next++, &all->stored, failure));
    all->differs = !leaf_is(leaf, size, all->stored.bytes, all->stored.length);
    return STATUS_OK;
}

Status audit_entry_begun(const Ledger *ledger, AuditLog *log, Folder *folder,
                         const EntryText *text, Failure *failure)
{
    Comparison all = {log, text->log_size_before, false, TEXT_BUFFER_EMPTY};
    bool keyed;
    Status status =
        audit_entry_leaves(ledger->folder, folder, text, compare_leaf, &all, &keyed, failure);
    text_buffer_free(&all.stored);
    if (status != STATUS_OK) return status;
    if (!all.differs && all.next >= audit_log_size(log)) return STATUS_OK;
    return audit_entry_missing(ledger, failure);
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
static Status extend(const Ledger *ledger, AuditLog *log, Folder *folder, const EntryText *text,
                     Failure *failure)
{
    TRY(check_before(log, ledger, text->log_size_before, failure));
    if (audit_log_size(log) > text->log_size_before) {
        TRY(audit_entry_begun(ledger, log, folder, text, failure));
        TRY(audit_log_truncate(log, text->log_size_before, failure));
    }
    TRY(audit_entry_leaves(ledger->folder, folder, text, append_leaf, log, NULL, failure));
    return audit_log_sync(log, failure);
}

Status audit_entry(const Ledger *ledger, Folder *folder, const EntryText *text, uint64_t *size,
                   uint8_t root[SHA256_SIZE], Failure *failure)
{
    STAGE(LOG);
    char path[PATH_SIZE];
    MerkleHash hash;
    CLEANUP(audit_log_close) AuditLog *log = NULL;
    TRY(path_join(ledger->folder, "log", path, failure));
    TRY(audit_log_open(path, AUDIT_LOG_WRITE, LOG_THREADS, &log, failure));
    TRY(extend(ledger, log, folder, text, failure));
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
