/* audit_entry.c - an entry goes into the audit log, which must be the one before it. */
#include "engine/log/audit_entry.h"

#include <string.h>

#include "formats/log/audit_log.h"
#include "formats/run/files.h"

enum { LOG_THREADS = 2 };

Status audit_entry_leaves(const char *ledger, Folder *folder, const EntryText *text,
                          LeafTaker take, void *user, Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(pseudonym_key_forget) PseudonymKey key = {0};
    TRY(path_join(ledger, "keys/pseudonym.key", path, failure));
    TRY(pseudonym_key_read(path, &key, failure));
    TRY(pseudonym_key_is(&key, text->pseudonym_check, path, failure));
    return entry_leaves(folder, text, key.bytes, key.length, take, user, failure);
}

static Status append_leaf(void *user, const char *leaf, size_t size, Failure *failure)
{
    return audit_log_append(user, leaf, size, failure);
}

/* The log before this entry is the one that the entry before signed. Without this a damaged log
 * would be signed for, and the new checkpoint would deny the old one. */
static Status check_before(AuditLog *log, const Ledger *ledger, Failure *failure)
{
    MerkleHash root;
    if (ledger->entry_count == 0) return STATUS_OK;
    const LedgerEntry *last = ledger_last(ledger);
    TRY(audit_log_root(log, &root, failure));
    if (memcmp(root.bytes, last->log_root, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                       "the audit log is not the one that %06u/checkpoint signs; rebuild it "
                       "with 'tilskudd log rebuild'",
                       last->number);
}

/* The log ends where the last entry did. */
static Status check_size(const AuditLog *log, const Ledger *ledger, uint64_t size,
                         Failure *failure)
{
    if (audit_log_size(log) < size)
        return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                           "the audit log is shorter than the ledger says; rebuild it with "
                           "'tilskudd log rebuild'");
    /* What an interrupted approval left was cut with its folder (ledger_clean). */
    if (audit_log_size(log) == size) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                       "the audit log has leaves after the last entry that no interrupted "
                       "approval left: an entry has been removed, or the log is damaged. "
                       "Nothing is committed; compare with a kept head ('tilskudd ledger "
                       "check --pin') before 'tilskudd log rebuild' removes them");
}

Status audit_entry(const Ledger *ledger, Folder *folder, const EntryText *text, uint64_t *size,
                   uint8_t root[SHA256_SIZE], Failure *failure)
{
    char path[PATH_SIZE];
    MerkleHash hash;
    CLEANUP(audit_log_close) AuditLog *log = NULL;
    TRY(path_join(ledger->folder, "log", path, failure));
    TRY(audit_log_open(path, AUDIT_LOG_WRITE, LOG_THREADS, &log, failure));
    TRY(check_size(log, ledger, text->log_size_before, failure));
    TRY(check_before(log, ledger, failure));
    TRY(audit_entry_leaves(ledger->folder, folder, text, append_leaf, log, failure));
    TRY(audit_log_sync(log, failure));
    TRY(audit_log_root(log, &hash, failure));
    *size = audit_log_size(log);
    memcpy(root, hash.bytes, SHA256_SIZE);
    return STATUS_OK;
}
