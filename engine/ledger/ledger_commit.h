/*
 * ledger_commit.h - writing an entry: the one place where money is committed. payments.md 5.
 *
 * An entry is built in DIR/NNNNNN.tmp/, every file fsynced, the audit log extended, and then
 * renamed to DIR/NNNNNN/ without replacing: that rename is the only commit. Whatever happens
 * before it leaves only .tmp and log leaves beyond the last checkpoint; the next approval cuts
 * the leaves off and then removes .tmp. .tmp with its entry.json is on the disk before the
 * first of its leaves and goes after the last: leaves beyond without it are not the trace of a
 * crash. One process at a time: the ledger's lock.
 */
#ifndef TILSKUDD_ENGINE_LEDGER_COMMIT_H
#define TILSKUDD_ENGINE_LEDGER_COMMIT_H

#include "engine/ledger/signer.h"
#include "formats/base/path.h"

/* The ledger's lock: held until ledger_unlock. NOT_NOW when another process has it,
 * LOCK. -1 is nothing to unlock. */
MUST_USE Status ledger_lock(const char *folder, int *descriptor, Failure *failure);
void ledger_unlock(int descriptor);

/* Removes DIR/NNNNNN.tmp folders that an interrupted approval left; before that cuts the audit
 * log to `log_size`, the leaves of the last entry. Without such a folder nothing is done. */
MUST_USE Status ledger_clean(const char *folder, uint64_t log_size, Failure *failure);

/* An entry in the making. */
typedef struct EntryBuild {
    Ledger *ledger; /* the entries before it; none yet when a ledger is opened. Borrowed */
    Folder *folder; /* DIR/NNNNNN.tmp */
    char path[PATH_SIZE];
    char final[PATH_SIZE]; /* DIR/NNNNNN */
    EntryText text;
    TimeStamp time;
    bool kept; /* the folder is not to be removed: committed, or the log could not be cut */
} EntryBuild;

/* Makes the folder of the entry after the ledger's last. */
MUST_USE Status entry_build_begin(EntryBuild *build, Ledger *ledger, const TimeStamp *time,
                                  Failure *failure);
/* Writes a file of the entry (plain, or gzip level 6 when the name ends in .gz) and lists it
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
/* Writes entry.json, its signature (by one or two persons), extends the audit log with the
 * entry's leaves, writes the checkpoint, checks the whole as the next opening will
 * (entry_check.h), fsyncs and renames. After it the entry is there for ever. */
MUST_USE Status entry_build_commit(EntryBuild *build, const SigningPerson *first,
                                   const SigningPerson *second, Failure *failure);
/* A failure after the rename: what is committed stays so, and nobody is told to begin again.
 * COMMITTED for those of the system; others keep their status. OK stays OK. */
MUST_USE Status ledger_committed(uint32_t number, Status status, Failure *failure);
/* Removes what was not committed and frees. */
void entry_build_end(EntryBuild *build);
CLEANUP_VALUE(EntryBuild, entry_build_end)

#endif
