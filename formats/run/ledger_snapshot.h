/*
 * ledger_snapshot.h - what the entries of a ledger up to one have settled and said of persons,
 * merged, in a file of its user's own. payments.md 5.
 *
 * A help to read a ledger of many years quickly, and no evidence: it is taken only when it
 * belongs to the user who runs the program, nobody else can write it, it is no link, it was
 * made with her key (own_key.h), its SHA-256 is right and it is of an entry whose head hash the
 * ledger at hand has. The caller
 * still compares the hash of every file of the ledger. It has idents: 0600. The bytes are those
 * of this machine's memory. One thread a snapshot.
 */
#ifndef TILSKUDD_FORMATS_LEDGER_SNAPSHOT_H
#define TILSKUDD_FORMATS_LEDGER_SNAPSHOT_H

#include "formats/base/digest.h"
#include "formats/crypto/own_key.h"
#include "formats/run/decision_csv.h"
#include "formats/run/settled_plain.h"

/* What it is of. */
typedef struct SnapshotPlace {
    uint64_t entry; /* the last of the ledger that is in it */
    uint8_t head[SHA256_SIZE];
} SnapshotPlace;

typedef enum SnapshotFound {
    SNAPSHOT_MISSING, /* nothing is there */
    SNAPSHOT_FOREIGN, /* not made by her, or no snapshot: neither taken nor replaced */
    SNAPSHOT_OWN      /* may be taken, and replaced */
} SnapshotFound;

typedef struct LedgerSnapshot LedgerSnapshot; /* owned: ledger_snapshot_close */

/* Looks what is at `path`, which is borrowed; nothing is own without a key. *out is NULL but
 * for SNAPSHOT_OWN. MEMORY, LIBRARY. */
MUST_USE Status ledger_snapshot_open(const char *path, const OwnKey *key, LedgerSnapshot **out,
                                     SnapshotFound *found, Failure *failure);
void ledger_snapshot_close(LedgerSnapshot *snapshot);
CLEANUP_POINTER(LedgerSnapshot, ledger_snapshot_close)
/* As its header says: to be believed once it has been read. */
const SnapshotPlace *ledger_snapshot_place(const LedgerSnapshot *snapshot);
/* Reads it, once; false in *sound, with nothing owned, when it is damaged. MEMORY. */
MUST_USE Status ledger_snapshot_read(LedgerSnapshot *snapshot, PackedLines *lines,
                                     PersonLooks *looks, bool *sound, Failure *failure);

/* Writes one, with a key that is there, in place of what is there. WRITE, MEMORY, LIBRARY: what
 * was there stays. */
MUST_USE Status ledger_snapshot_write(const char *path, const OwnKey *key,
                                      const SnapshotPlace *place, const PackedLines *lines,
                                      const PersonLooks *looks, Failure *failure);

#endif
