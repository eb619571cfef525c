/*
 * audit_entry.h - the leaves of an entry (entry_leaves.h), with the ledger's own key.
 */
#ifndef TILSKUDD_ENGINE_AUDIT_ENTRY_H
#define TILSKUDD_ENGINE_AUDIT_ENTRY_H

#include "formats/run/entry_leaves.h"

/* Gives every leaf of the entry in `folder` to `take`, in order. One thread. */
MUST_USE Status audit_entry_leaves(const char *ledger, const char *folder,
                                   const EntryText *text, LeafTaker take, void *user,
                                   Failure *failure);

#endif
