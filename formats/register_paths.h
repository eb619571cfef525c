/*
 * register_paths.h - which files a run reads: from files and folders named to a sorted list.
 *
 * Internal to the register reader. One thread per call.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_PATHS_H
#define TILSKUDD_FORMATS_REGISTER_PATHS_H

#include "formats/register_source.h"

typedef struct RegisterPath {
    char *path; /* owned */
    FileIdentity identity;
} RegisterPath;

/* Owned: register_paths_free, also after a failure. */
typedef struct RegisterPaths {
    RegisterPath *items; /* sorted bytewise by path */
    size_t count, capacity;
} RegisterPaths;

/* USAGE for the same file twice; failures as register_read. */
MUST_USE Status register_paths_find(const char *const *paths, size_t path_count,
                                    RegisterPaths *out, Failure *failure);
void register_paths_free(RegisterPaths *list);

#endif
