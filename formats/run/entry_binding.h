/*
 * entry_binding.h - that entry.json is of the proposal whose manifest.json lies in the entry:
 * the first person signed the manifest, the second the entry, and neither's word stands alone.
 * trust.md 3.
 *
 * Reads no file: entry.json names the hash of each, and the manifest the hash of each that was
 * copied. Any thread.
 */
#ifndef TILSKUDD_FORMATS_ENTRY_BINDING_H
#define TILSKUDD_FORMATS_ENTRY_BINDING_H

#include "formats/run/entry.h"

/* A run's entry and its manifest: mode, period, sums, successors, the entry before; every file
 * that is copied, with the manifest's hash; exactly the payment files that were proposed, each
 * with its signature; and no file that no entry has. VERIFICATION, with what does not fit. */
MUST_USE Status entry_binding_check(const EntryText *entry, const Manifest *manifest,
                                    Failure *failure);

#endif
