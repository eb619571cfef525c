/* audit_log_files.c - the flat files under an audit log. */
#include "formats/log/audit_log_files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MODE = 0640, NODE_SIZE = SHA256_SIZE, NAME_SIZE = 32 };

static void name_of(unsigned level, char name[NAME_SIZE])
{
    snprintf(name, NAME_SIZE, "level-%02u", level);
}

static Status fail(const LogFiles *files, unsigned which, Status status, const char *why,
                   Failure *failure)
{
    char name[NAME_SIZE], path[PATH_SIZE];
    name_of(which, name);
    if (path_join(files->folder, name, path, NULL) != STATUS_OK) path[0] = '\0';
    return failure_set(failure, status, path, "%s", why);
}

static Status open_one(LogFiles *files, unsigned which, bool create, Failure *failure)
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
    for (unsigned level = 0; level < MERKLE_LEVELS_MAX; level++)
        TRY(open_one(files, level, level == 0 && files->writable, failure));
    if (files->descriptors[0] >= 0) return STATUS_OK;
    return fail(files, 0, STATUS_INPUT_MISSING,
                "the log is not whole; it can be rebuilt from the ledger's entries", failure);
}

Status log_files_open(LogFiles *files, const char *folder, bool writable, Failure *failure)
{
    memset(files, 0, sizeof *files);
    for (unsigned level = 0; level < MERKLE_LEVELS_MAX; level++)
        files->descriptors[level] = -1;
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
    for (unsigned which = 0; which < MERKLE_LEVELS_MAX; which++) {
        if (files->descriptors[which] < 0) continue;
        if (system_close(files->descriptors[which]) != 0 && status == STATUS_OK)
            status = fail(files, which, STATUS_WRITE, strerror(errno), failure);
        files->descriptors[which] = -1;
    }
    return status;
}

/* ---- sizes ---- */

static Status size_of(const LogFiles *files, unsigned which, uint64_t *size, Failure *failure)
{
    *size = 0;
    if (files->descriptors[which] < 0) return STATUS_OK;
    struct stat found;
    if (fstat(files->descriptors[which], &found) != 0)
        return fail(files, which, STATUS_READ, strerror(errno), failure);
    *size = (uint64_t)found.st_size;
    return STATUS_OK;
}

/* The leaves whose every node is there. */
Status log_files_count(const LogFiles *files, uint64_t *count, Failure *failure)
{
    uint64_t size;
    TRY(size_of(files, 0, &size, failure));
    *count = size / NODE_SIZE;
    if (*count >> MERKLE_LEVELS_MAX != 0)
        return fail(files, 0, STATUS_VERIFICATION, "impossibly long", failure);
    for (unsigned level = 1; level < MERKLE_LEVELS_MAX && *count >> level > 0; level++) {
        TRY(size_of(files, level, &size, failure));
        uint64_t most = ((size / NODE_SIZE + 1) << level) - 1;
        if (*count > most) *count = most;
    }
    return STATUS_OK;
}

static Status cut_one(LogFiles *files, unsigned which, uint64_t size, Failure *failure)
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

/* The leaves go first: whatever happens between two cuts, no leaf counts that was cut. */
Status log_files_cut(LogFiles *files, uint64_t count, Failure *failure)
{
    for (unsigned level = 0; level < MERKLE_LEVELS_MAX; level++)
        TRY(cut_one(files, level, (count >> level) * NODE_SIZE, failure));
    return STATUS_OK;
}

Status log_files_sync(LogFiles *files, Failure *failure)
{
    for (unsigned which = 0; which < MERKLE_LEVELS_MAX; which++) {
        if (!files->dirty[which]) continue;
        if (system_fsync(files->descriptors[which]) != 0)
            return fail(files, which, STATUS_WRITE, strerror(errno), failure);
        files->dirty[which] = false;
    }
    if (system_fsync_folder(files->folder) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, files->folder, "%s", strerror(errno));
}

/* ---- nodes ---- */

Status log_files_write(LogFiles *files, unsigned level, const MerkleHash *nodes, size_t count,
                       uint64_t first, Failure *failure)
{
    INVARIANT(files->writable && level < MERKLE_LEVELS_MAX);
    if (files->descriptors[level] < 0) TRY(open_one(files, level, true, failure));
    files->dirty[level] = true;
    if (system_write_at(files->descriptors[level], nodes, count * NODE_SIZE,
                        (off_t)(first * NODE_SIZE)) == 0)
        return STATUS_OK;
    return fail(files, level, STATUS_WRITE, strerror(errno), failure);
}

Status log_files_read(const LogFiles *files, unsigned level, MerkleHash *nodes, size_t count,
                      uint64_t first, Failure *failure)
{
    INVARIANT(level < MERKLE_LEVELS_MAX);
    if (files->descriptors[level] < 0)
        return fail(files, level, STATUS_VERIFICATION, "a file of the log is missing", failure);
    if (system_read_at(files->descriptors[level], nodes, count * NODE_SIZE,
                       (off_t)(first * NODE_SIZE)) == 0)
        return STATUS_OK;
    return fail(files, level, STATUS_READ, strerror(errno), failure);
}
