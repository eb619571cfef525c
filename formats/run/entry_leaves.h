/*
 * entry_leaves.h - what an entry of the ledger puts into the audit log. control.md 2.
 *
 * Leaves, in this order: "settled,..." lines of an opening, "decision,..." lines,
 * "finding,{...}" lines, "taken,..." lines of open items,
 * "payment,END-TO-END-ID,amount,account" of every credit transfer; of both the lines of
 * basic.csv, carried.csv, open.csv and accounts.csv ("basic,...", "carried,...",
 * "account,..."); of a control of accounts "verdict,AWARD,..." lines, findings and
 * "selected,..." lines; where samples were drawn "sample,NUMBER,sha256 of the newest record";
 * and last "entry,NNNNNN,sha256 of entry.json". Idents are replaced by
 * keyed hashes. The same entry and key give the same leaves, so the log can be rebuilt and
 * checked from the entries, and keeps of a leaf its hash alone. One thread a folder.
 */
#ifndef TILSKUDD_FORMATS_ENTRY_LEAVES_H
#define TILSKUDD_FORMATS_ENTRY_LEAVES_H

#include "formats/run/entry.h"
#include "formats/run/leaf_lines.h"

/* Into how many shares the lines of an entry are cut; at least one. */
size_t entry_leaves_shares(const EntryText *text);
/* The lines of the entry in `folder`, read and cut, with `pseudonyms` (borrowed) for idents:
 * leaf_lines_make makes the leaves. What reading its files and leaf_lines_cut fail with.
 * leaf_lines_free before the folder is closed. */
MUST_USE Status entry_leaves_read(Folder *folder, const EntryText *text,
                                  const LeafPseudonyms *pseudonyms, LeafLines **out,
                                  Failure *failure);
/* Gives every leaf of the entry in `folder` to `take`, in order, made by `threads` threads.
 * What reading its files, the pseudonyms and `take` fail with. */
MUST_USE Status entry_leaves(Folder *folder, const EntryText *text,
                             const LeafPseudonyms *pseudonyms, int threads, LeafTaker take,
                             void *user, Failure *failure);

#endif
