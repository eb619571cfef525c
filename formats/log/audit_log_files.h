/*
 * audit_log_files.h - the flat files under an audit log: opening, sizes, cutting, reading
 * blocks. Used by audit_log*.c only.
 */
#ifndef TILSKUDD_ENGINE_AUDIT_LOG_FILES_H
#define TILSKUDD_ENGINE_AUDIT_LOG_FILES_H

#include "formats/log/audit_log.h"
#include "formats/base/path.h"

enum {
    LOG_LEAVES = 0,
    LOG_OFFSETS,
    LOG_LEVELS, /* level k is file LOG_LEVELS + k */
    LOG_FILES = LOG_LEVELS + MERKLE_LEVELS_MAX,
    LOG_OFFSET_SIZE = 8,
    LOG_BLOCK_LEAVES = 4096,  /* leaves read or hashed at once, at most */
    LOG_BLOCK_BYTES = 4 << 20 /* and bytes, but for one leaf */
};

typedef struct LogFiles {
    char folder[PATH_SIZE];
    bool writable;
    int descriptors[LOG_FILES]; /* -1: not open, not there */
    bool dirty[LOG_FILES];
} LogFiles;

/* Opens what is there; for writing makes the folder, `leaves` and `offsets`. */
MUST_USE Status log_files_open(LogFiles *files, const char *folder, bool writable,
                               Failure *failure);
/* Closes all; a close that fails after writing is a failure of the write. */
MUST_USE Status log_files_close(LogFiles *files, Failure *failure);
/* Leaves that all files hold whole. */
MUST_USE Status log_files_count(const LogFiles *files, uint64_t *count, Failure *failure);
/* Where leaf number `count` begins: bytes of the first `count` leaves. */
MUST_USE Status log_files_end(const LogFiles *files, uint64_t count, uint64_t *end,
                              Failure *failure);
MUST_USE Status log_files_cut(LogFiles *files, uint64_t count, Failure *failure);
MUST_USE Status log_files_sync(LogFiles *files, Failure *failure);
/* Bytes of file `which` (LOG_...); a level's file is made by its first write. */
MUST_USE Status log_files_write(LogFiles *files, int which, const void *bytes, size_t size,
                                uint64_t offset, Failure *failure);
MUST_USE Status log_files_read(const LogFiles *files, int which, void *bytes, size_t size,
                               uint64_t offset, Failure *failure);

/* A run of leaves in memory. */
typedef struct LogBlock {
    uint64_t first;
    size_t count;
    TextBuffer bytes;                /* leaves with their newlines */
    uint64_t ends[LOG_BLOCK_LEAVES]; /* ends[i]: where leaf first + i ends in bytes */
} LogBlock;

/* Reads leaves from `first` on: as many as fit, never beyond `end`; at least one. The block's
 * bytes are reused; text_buffer_free(&block->bytes) at the end. */
MUST_USE Status log_files_read_block(const LogFiles *files, uint64_t first, uint64_t end,
                                     LogBlock *block, Failure *failure);

#endif
