/*
 * register_paths.h - which files a run reads: from files and folders named to a sorted list;
 * and what stands beside them and is not read.
 *
 * Internal to the register reader. One thread per call.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_PATHS_H
#define TILSKUDD_FORMATS_REGISTER_PATHS_H

#include "formats/base/path.h"
#include "formats/register/register_reader.h"
#include "formats/register/register_source.h"

enum { REGISTER_OTHERS_MAX = 10000 /* names that are kept */ };

typedef struct RegisterPath {
    char *path; /* owned */
    FileIdentity identity;
} RegisterPath;

/* Owned: register_paths_free, also after a failure. */
typedef struct RegisterPaths {
    RegisterPath *items; /* sorted bytewise by path; a file may be there more than once */
    size_t count, capacity;
    /* What else stands in the folders, sorted: paths, a slash behind a folder, an identity
     * number as asterisks. */
    PathList others;
    uint64_t others_left_out; /* not in `others`: there are too many */
} RegisterPaths;

/* In folders, names that end in .xml or .xml.gz, in any case of letters, and do not begin with
 * a dot. Failures as register_read. */
MUST_USE Status register_paths_find(const char *const *paths, size_t path_count,
                                    RegisterPaths *out, Failure *failure);
/* Reads them: register_read (which is in register_reader.c too). Names and `others` move to
 * what was read. */
MUST_USE Status register_read_found(RegisterPaths *paths, const RegisterReaderOptions *options,
                                    RegisterExtracts *extracts, Failure *failure);
void register_paths_free(RegisterPaths *list);
CLEANUP_VALUE(RegisterPaths, register_paths_free)

#endif
