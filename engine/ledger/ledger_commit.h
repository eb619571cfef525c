/*
 * ledger_commit.h - writing an entry: the one place where money is committed. payments.md 5.
 *
 * An entry is built in DIR/NNNNNN.tmp/, every file fsynced, signed, checked as the next opening
 * will (entry_check.h), the audit log extended, and then renamed to DIR/NNNNNN/ without
 * replacing: that rename is the only commit. One process at a time: the ledger's lock.
 *
 * Whatever happens on the way leaves a .tmp. Before it is signed and all of it on the disk the
 * log is as the last entry left it: such a .tmp is cleared. From then on it is the word of both
 * persons: the next approval, of anything, completes the log from it and renames it. Leaves
 * after the last entry's that no .tmp explains are those of an entry that is missing: then
 * nothing is cut and nothing committed.
 */
#ifndef TILSKUDD_ENGINE_LEDGER_COMMIT_H
#define TILSKUDD_ENGINE_LEDGER_COMMIT_H

#include "engine/ledger/signer.h"
#include "formats/base/path.h"

/* The ledger's lock: held until ledger_unlock. NOT_NOW when another process has it,
 * LOCK. -1 is nothing to unlock. */
MUST_USE Status ledger_lock(const char *folder, int *descriptor, Failure *failure);
void ledger_unlock(int descriptor);

/* Ends what an interrupted approval left (above), before anything else is approved: a signed
 * .tmp is committed, which is said on standard output, and *ledger opened anew; an incomplete
 * one is removed. VERIFICATION when an entry is missing, or a signed .tmp is not one that can
 * follow. The caller holds the lock. */
MUST_USE Status ledger_finish(Ledger **ledger, Failure *failure);

/* An entry in the making. */
typedef struct EntryBuild {
    Ledger *ledger; /* the entries before it; none yet when a ledger is opened. Borrowed */
    Folder *folder; /* DIR/NNNNNN.tmp */
    char path[PATH_SIZE];
    char final[PATH_SIZE]; /* DIR/NNNNNN */
    EntryText text;
    TimeStamp time;
    LogKey *log_keys[2]; /* of the checkpoint; the second where the first ends. Loaded before
                            anything is signed: they may have pass phrases */
    bool kept; /* the folder is not to be removed: committed, or the log could not be cut */
} EntryBuild;

/* Makes the folder of the entry after the ledger's last. */
MUST_USE Status entry_build_begin(EntryBuild *build, Ledger *ledger, const TimeStamp *time,
                                  Failure *failure);
/* How a file of an entry, or of a proposal that becomes one, is stored: gzip level 1 when the
 * name ends in .gz, else plain. */
int entry_file_level(const char *name);
/* Writes a file of the entry (plain, or gzip level 1 when the name ends in .gz) and lists it
 * with the sums of what was written. */
MUST_USE Status entry_build_save(EntryBuild *build, const char *name, mode_t mode,
                                 const void *bytes, size_t size, Failure *failure);
/* The same for content that comes in pieces: opened, written with output_file_write, and added
 * to the entry when it is whole. On failure *file is NULL and its temporary file gone. */
MUST_USE Status entry_build_open(const EntryBuild *build, const char *name, mode_t mode,
                                 OutputFile **file, Failure *failure);
MUST_USE Status entry_build_add(EntryBuild *build, const char *name, OutputFile **file,
                                Failure *failure);
/* Writes bytes as they are stored elsewhere, whatever the name's ending, and lists them. */
MUST_USE Status entry_build_copy(EntryBuild *build, const char *name, mode_t mode,
                                 const void *bytes, size_t size, Failure *failure);
/* Writes entry.json and its signature (by one or two persons), checks the whole, fsyncs,
 * extends the audit log with the entry's leaves, writes the checkpoint and renames. After it
 * the entry is there for ever. */
MUST_USE Status entry_build_commit(EntryBuild *build, const SigningPerson *first,
                                   const SigningPerson *second, Failure *failure);
/* A failure after the rename: what is committed stays so, and nobody is told to begin again.
 * COMMITTED for those of the system; others keep their status. OK stays OK. */
MUST_USE Status ledger_committed(uint32_t number, Status status, Failure *failure);
/* Removes what was not committed and frees. */
void entry_build_end(EntryBuild *build);
CLEANUP_VALUE(EntryBuild, entry_build_end)

#endif
