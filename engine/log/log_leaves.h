/*
 * log_leaves.h - the leaves of all entries made again, and compared with the audit log.
 * control.md 2, trust.md 5.
 */
#ifndef TILSKUDD_ENGINE_LOG_LEAVES_H
#define TILSKUDD_ENGINE_LOG_LEAVES_H

#include "engine/ledger/ledger.h"
#include "formats/crypto/pseudonym_key.h"
#include "formats/log/audit_log.h"
#include "formats/run/entry.h"

/* An entry whose leaves are compared. */
typedef struct LogEntry {
    EntryText text;
    PseudonymKey key;
    bool
        keyed; /* the key is there: pseudonyms that the log keeps must be those that it makes */
} LogEntry;

/* Of every entry of the ledger (`entries`, as many) its leaves are those of the log from
 * text.log_size_before on, its pseudonyms those beside the log, and the root after it the one
 * that its checkpoint signs. VERIFICATION, naming the first leaf that is another or missing.
 * Threads are used inside; nobody writes to the log meanwhile. */
MUST_USE Status log_leaves_compare(const Ledger *ledger, const LogEntry *entries, AuditLog *log,
                                   Failure *failure);
/* The first `size` leaves are those that the entry's checkpoint signs. VERIFICATION. */
MUST_USE Status log_leaves_root(const Ledger *ledger, size_t number, AuditLog *log,
                                uint64_t size, Failure *failure);

#endif
