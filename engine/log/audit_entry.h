/*
 * audit_entry.h - what an entry of the ledger puts into the audit log. control.md 2.
 *
 * Leaves, in this order: "settled,..." lines of an opening, "decision,..." lines,
 * "finding,{...}" lines, "payment,END-TO-END-ID,amount,account" of every credit transfer; of a
 * control of accounts "verdict,AWARD,..." lines, findings and "selected,..." lines; and last
 * "entry,NNNNNN,sha256 of entry.json". Idents are replaced by keyed hashes. The same entry and
 * key give the same leaves, so the log can be rebuilt and checked from the entries.
 */
#ifndef TILSKUDD_ENGINE_AUDIT_ENTRY_H
#define TILSKUDD_ENGINE_AUDIT_ENTRY_H

#include "engine/ledger/ledger.h"
#include "formats/bank/pain001_reader.h"

/* Takes one leaf (no newline). Borrowed for the call. */
typedef Status (*LeafTaker)(void *user, const char *leaf, size_t size, Failure *failure);

/* Gives every leaf of the entry in `folder` to `take`, in order. */
MUST_USE Status audit_entry_leaves(const char *ledger, Folder *folder, const EntryText *text,
                                   LeafTaker take, void *user, Failure *failure);

/* Appends the leaves of an entry folder to the log of the ledger whose entries stand before it,
 * and gives the log's size and root then. VERIFICATION when the log is not theirs. */
MUST_USE Status audit_entry(const Ledger *ledger, Folder *folder, const EntryText *text,
                            uint64_t *size, uint8_t root[SHA256_SIZE], Failure *failure);

#endif
