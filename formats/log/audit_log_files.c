/* audit_log_files.c - the flat files under an audit log. */
#include "formats/log/audit_log_files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MODE = 0640, NODE_SIZE = SHA256_SIZE, NAME_SIZE = 32 };

static void name_of(int which, char name[NAME_SIZE])
{
    if (which == LOG_LEAVES)
        snprintf(name, NAME_SIZE, "leaves");
    else if (which == LOG_OFFSETS)
        snprintf(name, NAME_SIZE, "offsets");
    else
        snprintf(name, NAME_SIZE, "level-%02d", which - LOG_LEVELS);
}

static Status fail(const LogFiles *files, int which, Status status, const char *why,
                   Failure *failure)
{
    char name[NAME_SIZE], path[PATH_SIZE];
    name_of(which, name);
    if (path_join(files->folder, name, path, NULL) != STATUS_OK) path[0] = '\0';
    return failure_set(failure, status, path, "%s", why);
}

static Status open_one(LogFiles *files, int which, bool create, Failure *failure)
{
    char name[NAME_SIZE], path[PATH_SIZE];
    PathKind kind;
    name_of(which, name);
    TRY(path_join(files->folder, name, path, failure));
    TRY(path_kind(path, &kind, failure));
    if (kind == PATH_MISSING && !create) return STATUS_OK;
    if (kind != PATH_MISSING && kind != PATH_FILE)
        return failure_set(failure, STATUS_INPUT_NOT_REGULAR, path, NULL);
    files->descriptors[which] =
        files->writable ? system_open_update(path, FILE_MODE) : system_open_read(path);
    if (files->descriptors[which] >= 0) return STATUS_OK;
    return failure_set(failure, files->writable ? STATUS_WRITE : STATUS_READ, path, "%s",
                       strerror(errno));
}

static Status open_all(LogFiles *files, Failure *failure)
{
    for (int which = 0; which < LOG_FILES; which++) {
        bool always = which == LOG_LEAVES || which == LOG_OFFSETS;
        TRY(open_one(files, which, always && files->writable, failure));
        if (always && files->descriptors[which] < 0) {
            return fail(files, which, STATUS_INPUT_MISSING,
                        "the log is not whole; it can be rebuilt from the ledger's entries",
                        failure);
        }
    }
    return STATUS_OK;
}

Status log_files_open(LogFiles *files, const char *folder, bool writable, Failure *failure)
{
    memset(files, 0, sizeof *files);
    for (int i = 0; i < LOG_FILES; i++)
        files->descriptors[i] = -1;
    files->writable = writable;
    if (strlen(folder) >= sizeof files->folder)
        return failure_set(failure, STATUS_INPUT_VALUE, folder, "the path is too long");
    memcpy(files->folder, folder, strlen(folder) + 1);
    if (writable) TRY(path_make_folder(folder, true, failure));
    return open_all(files, failure);
}

Status log_files_close(LogFiles *files, Failure *failure)
{
    Status status = STATUS_OK;
    for (int which = 0; which < LOG_FILES; which++) {
        if (files->descriptors[which] < 0) continue;
        if (system_close(files->descriptors[which]) != 0 && status == STATUS_OK)
            status = fail(files, which, STATUS_WRITE, strerror(errno), failure);
        files->descriptors[which] = -1;
    }
    return status;
}

/* ---- sizes ---- */

static Status size_of(const LogFiles *files, int which, uint64_t *size, Failure *failure)
{
    *size = 0;
    if (files->descriptors[which] < 0) return STATUS_OK;
    struct stat found;
    if (fstat(files->descriptors[which], &found) != 0)
        return fail(files, which, STATUS_READ, strerror(errno), failure);
    *size = (uint64_t)found.st_size;
    return STATUS_OK;
}

/* Leaves for which the offsets and every level are there. */
static Status count_by_levels(const LogFiles *files, uint64_t *count, Failure *failure)
{
    uint64_t size;
    TRY(size_of(files, LOG_OFFSETS, &size, failure));
    *count = size / LOG_OFFSET_SIZE;
    if (*count >> MERKLE_LEVELS_MAX != 0)
        return fail(files, LOG_OFFSETS, STATUS_VERIFICATION, "impossibly long", failure);
    for (int level = 0; level < MERKLE_LEVELS_MAX && *count >> level > 0; level++) {
        TRY(size_of(files, LOG_LEVELS + level, &size, failure));
        uint64_t most = ((size / NODE_SIZE + 1) << level) - 1;
        if (*count > most) *count = most;
    }
    return STATUS_OK;
}

Status log_files_end(const LogFiles *files, uint64_t count, uint64_t *end, Failure *failure)
{
    *end = 0;
    if (count == 0) return STATUS_OK;
    uint8_t bytes[LOG_OFFSET_SIZE];
    TRY(log_files_read(files, LOG_OFFSETS, bytes, sizeof bytes, (count - 1) * LOG_OFFSET_SIZE,
                       failure));
    for (int i = 0; i < LOG_OFFSET_SIZE; i++)
        *end = *end << 8 | bytes[i];
    return STATUS_OK;
}

/* The offsets rise, so the last leaf whose text is whole is found by halving. */
Status log_files_count(const LogFiles *files, uint64_t *count, Failure *failure)
{
    uint64_t bytes, low = 0, high;
    TRY(count_by_levels(files, &high, failure));
    TRY(size_of(files, LOG_LEAVES, &bytes, failure));
    while (low < high) {
        uint64_t middle = low + (high - low + 1) / 2, end;
        TRY(log_files_end(files, middle, &end, failure));
        if (end <= bytes)
            low = middle;
        else
            high = middle - 1;
    }
    *count = low;
    return STATUS_OK;
}

static Status cut_one(LogFiles *files, int which, uint64_t size, Failure *failure)
{
    if (files->descriptors[which] < 0) return STATUS_OK;
    uint64_t now;
    TRY(size_of(files, which, &now, failure));
    if (now <= size) return STATUS_OK;
    if (system_truncate(files->descriptors[which], (off_t)size) != 0)
        return fail(files, which, STATUS_WRITE, strerror(errno), failure);
    files->dirty[which] = true;
    return STATUS_OK;
}

/* The offsets go first: whatever happens between two cuts, no leaf counts that was cut. */
Status log_files_cut(LogFiles *files, uint64_t count, Failure *failure)
{
    uint64_t end;
    TRY(log_files_end(files, count, &end, failure));
    TRY(cut_one(files, LOG_OFFSETS, count * LOG_OFFSET_SIZE, failure));
    TRY(cut_one(files, LOG_LEAVES, end, failure));
    for (int level = 0; level < MERKLE_LEVELS_MAX; level++)
        TRY(cut_one(files, LOG_LEVELS + level, (count >> level) * NODE_SIZE, failure));
    return STATUS_OK;
}

Status log_files_sync(LogFiles *files, Failure *failure)
{
    for (int which = 0; which < LOG_FILES; which++) {
        if (!files->dirty[which]) continue;
        if (system_fsync(files->descriptors[which]) != 0)
            return fail(files, which, STATUS_WRITE, strerror(errno), failure);
        files->dirty[which] = false;
    }
    if (system_fsync_folder(files->folder) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, files->folder, "%s", strerror(errno));
}

/* ---- bytes ---- */

Status log_files_write(LogFiles *files, int which, const void *bytes, size_t size,
                       uint64_t offset, Failure *failure)
{
    INVARIANT(files->writable);
    if (files->descriptors[which] < 0) TRY(open_one(files, which, true, failure));
    files->dirty[which] = true;
    if (system_write_at(files->descriptors[which], bytes, size, (off_t)offset) == 0)
        return STATUS_OK;
    return fail(files, which, STATUS_WRITE, strerror(errno), failure);
}

Status log_files_read(const LogFiles *files, int which, void *bytes, size_t size,
                      uint64_t offset, Failure *failure)
{
    if (files->descriptors[which] < 0)
        return fail(files, which, STATUS_VERIFICATION, "a file of the log is missing", failure);
    if (system_read_at(files->descriptors[which], bytes, size, (off_t)offset) == 0)
        return STATUS_OK;
    return fail(files, which, STATUS_READ, strerror(errno), failure);
}

/* Ends of the leaves [first, first + count), relative to `begin`; they must rise by at least
 * two bytes (a letter and the newline) and at most the largest leaf. */
static Status read_ends(const LogFiles *files, uint64_t first, size_t count, uint64_t begin,
                        uint64_t *ends, Failure *failure)
{
    uint8_t raw[LOG_BLOCK_LEAVES * LOG_OFFSET_SIZE];
    TRY(log_files_read(files, LOG_OFFSETS, raw, count * LOG_OFFSET_SIZE,
                       first * LOG_OFFSET_SIZE, failure));
    uint64_t before = begin;
    for (size_t i = 0; i < count; i++) {
        uint64_t end = 0;
        for (int j = 0; j < LOG_OFFSET_SIZE; j++)
            end = end << 8 | raw[i * LOG_OFFSET_SIZE + j];
        if (end < before + 2 || end > before + AUDIT_LEAF_MAX + 1) {
            return fail(files, LOG_OFFSETS, STATUS_VERIFICATION, "damaged; rebuild the log",
                        failure);
        }
        ends[i] = end - begin;
        before = end;
    }
    return STATUS_OK;
}

static size_t fitting(const LogBlock *block, size_t count)
{
    while (count > 1 && block->ends[count - 1] > LOG_BLOCK_BYTES)
        count--;
    return count;
}

Status log_files_read_block(const LogFiles *files, uint64_t first, uint64_t end,
                            LogBlock *block, Failure *failure)
{
    INVARIANT(first < end);
    uint64_t begin, left = end - first;
    size_t count = left < LOG_BLOCK_LEAVES ? (size_t)left : LOG_BLOCK_LEAVES;
    TRY(log_files_end(files, first, &begin, failure));
    TRY(read_ends(files, first, count, begin, block->ends, failure));
    block->first = first;
    block->count = fitting(block, count);
    size_t size = (size_t)block->ends[block->count - 1];
    text_buffer_clear(&block->bytes);
    if (!text_buffer_reserve(&block->bytes, size))
        return failure_set(failure, STATUS_MEMORY, files->folder, "reading the log");
    block->bytes.length = size;
    return log_files_read(files, LOG_LEAVES, block->bytes.bytes, size, begin, failure);
}
