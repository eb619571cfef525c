/*
 * audit_entry.h - an entry goes into the audit log, with the ledger's own key. control.md 2.
 */
#ifndef TILSKUDD_ENGINE_AUDIT_ENTRY_H
#define TILSKUDD_ENGINE_AUDIT_ENTRY_H

#include "engine/ledger/ledger.h"
#include "formats/run/entry_leaves.h"

/* Gives every leaf of the entry in `folder` to `take`, in order (entry_leaves.h). One thread.
 */
MUST_USE Status audit_entry_leaves(const char *ledger, Folder *folder, const EntryText *text,
                                   LeafTaker take, void *user, Failure *failure);

/* Appends the leaves of an entry folder to the log of the ledger whose entries stand before it,
 * and gives the log's size and root then. VERIFICATION when the log is not theirs. */
MUST_USE Status audit_entry(const Ledger *ledger, Folder *folder, const EntryText *text,
                            uint64_t *size, uint8_t root[SHA256_SIZE], Failure *failure);

#endif
