/*
 * leaf_names.h - the pseudonyms in the leaves of one entry: what its own files do not say.
 * control.md 2.
 *
 * LEDGER/log/pseudonyms-NNNNNN has 32 bytes, HMAC-SHA-256 of the ident with the ledger's
 * pseudonym key, for every line of the entry that becomes a leaf and whose ident is not that of
 * the line before it in the same file, in the order of the leaves. With it anyone makes the
 * leaves from the entry's files without the key, and can compute the root;
 * fixtures/log-leaves.sh does so with zcat, awk and od. An entry without idents has no such
 * file. It is derived, and can be made again with the key. One thread each.
 */
#ifndef TILSKUDD_FORMATS_LEAF_NAMES_H
#define TILSKUDD_FORMATS_LEAF_NAMES_H

#include "formats/base/digest.h"

typedef struct LeafNames LeafNames; /* owned: leaf_names_close */

/* In the log's folder `log`, of entry `entry`; for writing what is there is replaced. READ,
 * WRITE, MEMORY, INPUT_NOT_REGULAR. */
MUST_USE Status leaf_names_open(const char *log, uint32_t entry, bool writable, LeafNames **out,
                                Failure *failure);
/* The next ones; `names` is a LeafNames. VERIFICATION when there are not so many. */
MUST_USE Status leaf_names_read(void *names, uint8_t *bytes, size_t count, Failure *failure);
/* How many leaf_names_read can still give. */
uint64_t leaf_names_left(const LeafNames *names);
MUST_USE Status leaf_names_write(void *names, const uint8_t *bytes, size_t count,
                                 Failure *failure);
/* After the last leaf: all was read (VERIFICATION), or is on the disk. */
MUST_USE Status leaf_names_finish(LeafNames *names, Failure *failure);
void leaf_names_close(LeafNames *names);
CLEANUP_POINTER(LeafNames, leaf_names_close)
/* Those of an entry that was not committed. WRITE. */
MUST_USE Status leaf_names_remove(const char *log, uint32_t entry, Failure *failure);

#endif
