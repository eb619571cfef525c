/*
 * lock.h - one process at a time. trust.md 7.
 *
 * The kernel's locks (flock): they end with the process, however it ends, and leave nothing to
 * be cleared away. Who comes second to write is told so at once, but where
 * it waits its turn. One thread per lock.
 */
#ifndef TILSKUDD_FORMATS_LOCK_H
#define TILSKUDD_FORMATS_LOCK_H

#include "formats/base/system.h"

typedef enum LockUse {
    LOCK_ALONE, /* to write: nobody else has it in any way */
    LOCK_SHARED /* to read beside other readers */
} LockUse;

/* The lock that the file `path` is; LOCK_ALONE makes it (0640) when it is not there,
 * LOCK_SHARED needs no right to write. NOT_NOW with `busy` as its words when another process
 * has it, or has removed it meanwhile; INPUT_MISSING, LOCK with the cause. lock_end. */
MUST_USE Status lock_file(const char *path, LockUse use, const char *busy, int *descriptor,
                          Failure *failure);
/* LOCK_SHARED for whoever can wait a moment: up to some seconds, then NOT_NOW. */
MUST_USE Status lock_file_shared(const char *path, const char *busy, int *descriptor,
                                 Failure *failure);
/* The same of a folder that is there, alone: it gets no file for it. */
MUST_USE Status lock_folder(const char *path, const char *busy, int *descriptor,
                            Failure *failure);
/* The same, in turn: for what others hold for a moment and no longer. LOCK. */
MUST_USE Status lock_in_turn(const char *folder, int *descriptor, Failure *failure);
/* A folder (0750) that only this process writes in, empty: made, or what an ended process has
 * left under the name, locked and cleared; OUTPUT_EXISTS for what somebody else has put there.
 * WRITE too. Removed, or renamed and lock_folder_placed, before lock_end. */
MUST_USE Status lock_new_folder(const char *path, const char *busy, int *descriptor,
                                Failure *failure);
/* It has its name, and is nobody's to take over any more. */
void lock_folder_placed(int descriptor);
/* Lets it go; -1 is fine. */
void lock_end(int descriptor);

#endif
