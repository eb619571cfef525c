/* leaf_names.c - a file of pseudonyms, read and written from its beginning to its end. */
#include "formats/log/leaf_names.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/base/path.h"
#include "formats/base/translate.h"

enum { FILE_MODE = 0640, NAME_SIZE = 32 };

struct LeafNames {
    char path[PATH_SIZE];
    int descriptor; /* -1: there is none, or none yet */
    bool writable;
    uint64_t size, position; /* bytes */
};

static Status path_of(const char *log, uint32_t entry, char path[PATH_SIZE], Failure *failure)
{
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "pseudonyms-%06u", entry);
    return path_join(log, name, path, failure);
}

static Status failed(const LeafNames *names, Status status, Failure *failure)
{
    return failure_set(failure, status, names->path, "%s", strerror(errno));
}

static Status open_to_read(LeafNames *names, Failure *failure)
{
    PathKind kind;
    struct stat found;
    TRY(path_kind(names->path, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    if (kind != PATH_FILE)
        return failure_set(failure, STATUS_INPUT_NOT_REGULAR, names->path, NULL);
    names->descriptor = system_open_read(names->path);
    if (names->descriptor < 0 || fstat(names->descriptor, &found) != 0)
        return failed(names, STATUS_READ, failure);
    names->size = (uint64_t)found.st_size;
    return STATUS_OK;
}

Status leaf_names_open(const char *log, uint32_t entry, bool writable, LeafNames **out,
                       Failure *failure)
{
    *out = NULL;
    CLEANUP(leaf_names_close) LeafNames *names = system_allocate_zeroed(1, sizeof *names);
    if (names == NULL) return failure_set(failure, STATUS_MEMORY, log, "pseudonyms");
    names->descriptor = -1;
    names->writable = writable;
    TRY(path_of(log, entry, names->path, failure));
    if (writable)
        TRY(leaf_names_remove(log, entry, failure));
    else
        TRY(open_to_read(names, failure));
    *out = HAND_OVER(LeafNames *, names);
    return STATUS_OK;
}

static Status damaged(const LeafNames *names, const char *what, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, names->path,
                       "%s; rebuild the log with 'tilskudd log rebuild'", translate(what));
}

Status leaf_names_read(void *user, uint8_t *bytes, size_t count, Failure *failure)
{
    LeafNames *names = user;
    uint64_t wanted = (uint64_t)count * SHA256_SIZE;
    if (count == 0) return STATUS_OK;
    if (names->descriptor < 0) return damaged(names, "a file of the log is missing", failure);
    if (wanted > names->size - names->position)
        return damaged(names, "fewer pseudonyms than the entry has", failure);
    if (system_read_at(names->descriptor, bytes, (size_t)wanted, (off_t)names->position) != 0)
        return failed(names, STATUS_READ, failure);
    names->position += wanted;
    return STATUS_OK;
}

uint64_t leaf_names_left(const LeafNames *names)
{
    return (names->size - names->position) / SHA256_SIZE;
}

Status leaf_names_write(void *user, const uint8_t *bytes, size_t count, Failure *failure)
{
    LeafNames *names = user;
    size_t size = count * SHA256_SIZE;
    INVARIANT(names->writable);
    if (count == 0) return STATUS_OK;
    if (names->descriptor < 0) names->descriptor = system_create(names->path, FILE_MODE);
    if (names->descriptor < 0 ||
        system_write_at(names->descriptor, bytes, size, (off_t)names->position) != 0)
        return failed(names, STATUS_WRITE, failure);
    names->position += size;
    return STATUS_OK;
}

Status leaf_names_finish(LeafNames *names, Failure *failure)
{
    if (!names->writable)
        return names->position == names->size
                   ? STATUS_OK
                   : damaged(names, "more pseudonyms than the entry has", failure);
    if (names->descriptor < 0) return STATUS_OK;
    if (system_fsync(names->descriptor) != 0) return failed(names, STATUS_WRITE, failure);
    int descriptor = names->descriptor;
    names->descriptor = -1;
    return system_close(descriptor) == 0 ? STATUS_OK : failed(names, STATUS_WRITE, failure);
}

void leaf_names_close(LeafNames *names)
{
    if (names == NULL) return;
    if (names->descriptor >= 0) (void)system_close(names->descriptor);
    system_free(names);
}

Status leaf_names_remove(const char *log, uint32_t entry, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_of(log, entry, path, failure));
    if (system_unlink(path) == 0 || errno == ENOENT) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
}
