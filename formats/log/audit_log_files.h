/*
 * audit_log_files.h - the flat files under an audit log: opening, sizes, cutting, reading.
 * Used by audit_log.c only.
 */
#ifndef TILSKUDD_ENGINE_AUDIT_LOG_FILES_H
#define TILSKUDD_ENGINE_AUDIT_LOG_FILES_H

#include "formats/log/audit_log.h"
#include "formats/base/path.h"

typedef struct LogFiles {
    char folder[PATH_SIZE];
    bool writable;
    int descriptors[MERKLE_LEVELS_MAX]; /* by level; -1: not open, not there */
    bool dirty[MERKLE_LEVELS_MAX];
} LogFiles;

/* Opens what is there; for writing makes the folder and the level of the leaves. */
MUST_USE Status log_files_open(LogFiles *files, const char *folder, bool writable,
                               Failure *failure);
/* Closes all; a close that fails after writing is a failure of the write. */
MUST_USE Status log_files_close(LogFiles *files, Failure *failure);
/* Leaves that all files hold whole. */
MUST_USE Status log_files_count(const LogFiles *files, uint64_t *count, Failure *failure);
MUST_USE Status log_files_cut(LogFiles *files, uint64_t count, Failure *failure);
MUST_USE Status log_files_sync(LogFiles *files, Failure *failure);
/* `count` nodes of a level, the first has the number `first`; a level's file is made by its
 * first write. */
MUST_USE Status log_files_write(LogFiles *files, unsigned level, const MerkleHash *nodes,
                                size_t count, uint64_t first, Failure *failure);
MUST_USE Status log_files_read(const LogFiles *files, unsigned level, MerkleHash *nodes,
                               size_t count, uint64_t first, Failure *failure);

#endif
