/*
 * new_folder.h - a folder that is there whole or not at all: filled under another name beside
 * it, and renamed when all of it is on the disk.
 *
 * One process fills it: the unfinished folder is locked, and what an ended one has left there
 * is cleared. Never over anything that is there already, unless it is to be replaced. One
 * thread at a time.
 */
#ifndef TILSKUDD_FORMATS_NEW_FOLDER_H
#define TILSKUDD_FORMATS_NEW_FOLDER_H

#include "formats/base/folder.h"

typedef struct NewFolder {
    char path[PATH_SIZE], unfinished[PATH_SIZE];
    const char *aside; /* of new_folder_replace; NULL: nothing may be there */
    int lock;          /* of the unfinished folder; -1: not had */
    Folder *folder;    /* to write into: folder_write */
} NewFolder;

/* OUTPUT_EXISTS when something is at `path`, NOT_NOW when another process fills it, NO_PARENT,
 * WRITE. new_folder_close, also after a failure. */
MUST_USE Status new_folder_begin(const char *path, NewFolder *out, Failure *failure);
/* As new_folder_begin, for a folder that takes the place of the one at `path`: new_folder_end
 * moves that to the path with `aside` (constant) at its end, and removes it there when the new
 * one stands. Whoever finds only the one aside was interrupted between, and moves it back. */
MUST_USE Status new_folder_replace(const char *path, const char *aside, NewFolder *out,
                                   Failure *failure);
/* All of it is on the disk, and then at its name. OUTPUT_EXISTS when somebody was quicker. */
MUST_USE Status new_folder_end(NewFolder *made, Failure *failure);
/* What has not ended is removed. */
void new_folder_close(NewFolder *made);
CLEANUP_VALUE(NewFolder, new_folder_close)

#endif
