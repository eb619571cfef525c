/*
 * audit_entry.h - an entry goes into the audit log, with the ledger's own key. control.md 2.
 */
#ifndef TILSKUDD_ENGINE_AUDIT_ENTRY_H
#define TILSKUDD_ENGINE_AUDIT_ENTRY_H

#include "engine/ledger/ledger.h"
#include "formats/log/audit_log.h"
#include "formats/run/entry_leaves.h"

/* Gives every leaf of the entry in `folder` to `take`, in order (entry_leaves.h), with the
 * pseudonyms that the log keeps of it. VERIFICATION when they are not as many as the entry has.
 * One thread. */
MUST_USE Status audit_entry_read(const char *ledger, Folder *folder, const EntryText *text,
                                 LeafTaker take, void *user, Failure *failure);
/* The ledger's pseudonym key of an entry, for who can do without it too: *there says whether it
 * is. pseudonym_key_forget. */
MUST_USE Status audit_entry_key(const char *ledger, const EntryText *text, PseudonymKey *key,
                                bool *there, Failure *failure);
/* Leaves compared with those of the log that nobody writes to; one a thread. */
typedef struct LeafComparison {
    AuditLog *log;      /* borrowed */
    uint64_t next;      /* the log's leaf that the next block begins with */
    uint64_t wrong;     /* the first leaf that is another */
    bool may_end;       /* as far as the log goes, where it ends before the block does */
    MerkleHash *stored; /* owned: system_free */
    size_t capacity;
} LeafComparison;
/* A LeafTaker. VERIFICATION, naming the first leaf that is another or missing. */
MUST_USE Status audit_leaves_compare(void *comparison, const LeafBlock *block,
                                     Failure *failure);
/* To a ledger that is not as it was signed: adds to the failure which line of which file is not
 * the leaf that the log has of it, where that can be said. OK and other failures stay. */
Status audit_entry_explain(const char *ledger, Status status, Failure *failure);
/* Appends them to the log in the folder `path`, made with the ledger's key; the pseudonyms are
 * kept beside it. KEY without it. */
MUST_USE Status audit_entry_append(const char *ledger, Folder *folder, const EntryText *text,
                                   AuditLog *log, const char *path, Failure *failure);

/* Appends the leaves of an entry folder to the log of the ledger whose entries stand before it,
 * and gives the log's size and root then. Leaves that an interrupted approval has appended
 * already are compared and written again. VERIFICATION when the log is not the ledger's, or
 * holds after the last entry what this one does not say. */
MUST_USE Status audit_entry(const Ledger *ledger, Folder *folder, const EntryText *text,
                            uint64_t *size, uint8_t root[SHA256_SIZE], Failure *failure);

/* That all leaves after the last entry's are the first of the entry in `folder`, which an
 * approval was about to add: audit_entry_missing otherwise. */
MUST_USE Status audit_entry_begun(const Ledger *ledger, AuditLog *log, Folder *folder,
                                  const EntryText *text, Failure *failure);
/* How many leaves the log has after those of the last entry; none of a log that is not there.
 */
MUST_USE Status audit_log_beyond(const Ledger *ledger, uint64_t *beyond, Failure *failure);
/* VERIFICATION: such leaves, and nothing that says whose they are. */
Status audit_entry_missing(const Ledger *ledger, Failure *failure);

#endif
