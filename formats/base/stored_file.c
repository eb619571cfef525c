/* stored_file.c - an open file's bytes, and whether it is still the same file. */
#include "formats/base/stored_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/standard_input.h"
#include "formats/base/translate.h"

static bool time_equal(const struct timespec *left, const struct timespec *right)
{
    return left->tv_sec == right->tv_sec && left->tv_nsec == right->tv_nsec;
}

/* The same file in the same state. */
static bool file_identity_equal(const FileIdentity *left, const FileIdentity *right)
{
    return left->device == right->device && left->inode == right->inode &&
           left->size == right->size && time_equal(&left->modified, &right->modified) &&
           time_equal(&left->changed, &right->changed);
}

Status file_changed(const char *path, Failure *failure)
{
    return failure_set(failure, STATUS_READ, path,
                       "the file changed while it was read: give the same command again "
                       "when nobody writes to it");
}

static Status identify(int descriptor, const char *path, FileIdentity *identity,
                       Failure *failure)
{
    struct stat found;
    if (fstat(descriptor, &found) != 0)
        return failure_set(failure, STATUS_READ, path, "%s", strerror(errno));
    if (!S_ISREG(found.st_mode))
        return failure_set(failure, STATUS_INPUT_NOT_REGULAR, path, "%s",
                           S_ISDIR(found.st_mode) ? _("a folder, and a file is asked for")
                                                  : _("not a regular file"));
    if ((uint64_t)found.st_size > INPUT_SIZE_MAX)
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, path, "more than %llu bytes",
                           (unsigned long long)INPUT_SIZE_MAX);
    *identity = (FileIdentity){.device = found.st_dev,
                               .inode = found.st_ino,
                               .size = (uint64_t)found.st_size,
                               .modified = found.st_mtim,
                               .changed = found.st_ctim};
    return STATUS_OK;
}

static Status opened(StoredFile *file, Failure *failure)
{
    if (file->descriptor >= 0)
        return identify(file->descriptor, file->path, &file->identity, failure);
    if (errno == ELOOP)
        return failure_set(failure, STATUS_INPUT_NOT_REGULAR, file->path, "a symbolic link");
    Status status = errno == ENOENT || errno == ENOTDIR ? STATUS_INPUT_MISSING : STATUS_READ;
    return failure_set(failure, status, file->path, "%s", strerror(errno));
}

Status stored_file_open(StoredFile *file, const char *path, Failure *failure)
{
    bool standard = standard_input_is(path);
    *file = (StoredFile){.path = standard_input_name(path)};
    file->descriptor = standard ? standard_input_open() : system_open_read(path);
    return opened(file, failure);
}

Status stored_file_open_at(StoredFile *file, int folder, const char *name, const char *path,
                           Failure *failure)
{
    *file = (StoredFile){.path = path, .descriptor = system_open_read_at(folder, name)};
    return opened(file, failure);
}

Status stored_file_open_same(StoredFile *file, const char *path, const FileIdentity *expected,
                             Failure *failure)
{
    Status status = stored_file_open(file, path, failure);
    if (status != STATUS_OK && status_exit(status) != EXIT_INPUT) return status;
    bool same = status == STATUS_OK && file_identity_equal(&file->identity, expected);
    return same ? STATUS_OK : file_changed(path, failure);
}

/* Closing a file that was only read loses nothing: its result says nothing of use. */
void stored_file_close(StoredFile *file)
{
    if (file->descriptor >= 0) (void)system_close(file->descriptor);
    system_free(file->piece);
    *file = (StoredFile){.descriptor = -1};
}

Status stored_file_end(StoredFile *file, Status status, Failure *failure)
{
    bool closed = file->descriptor < 0 || system_close(file->descriptor) == 0;
    file->descriptor = -1; /* also after a failure: Linux has closed it */
    if (status == STATUS_OK && !closed)
        status = failure_set(failure, STATUS_READ, file->path, "%s", strerror(errno));
    stored_file_close(file);
    return status;
}

static Status check_unchanged(const StoredFile *file, Failure *failure)
{
    FileIdentity now = {0};
    TRY(identify(file->descriptor, file->path, &now, failure));
    return file_identity_equal(&now, &file->identity) ? STATUS_OK
                                                      : file_changed(file->path, failure);
}

/* Whatever cannot be read of a file that has changed, it has changed. */
Status stored_file_range(const StoredFile *file, void *buffer, size_t size, uint64_t position,
                         Failure *failure)
{
    INVARIANT(position <= file->identity.size && size <= file->identity.size - position);
    if (size == 0 || system_read_at(file->descriptor, buffer, size, (off_t)position) == 0)
        return STATUS_OK;
    int error = errno;
    TRY(check_unchanged(file, failure));
    return failure_set(failure, STATUS_READ, file->path, "%s", strerror(error));
}

Status stored_file_read(StoredFile *file, void *buffer, size_t size, size_t *got,
                        Failure *failure)
{
    uint64_t left = file->identity.size - file->position;
    *got = 0;
    size_t here = left < size ? (size_t)left : size;
    TRY(stored_file_range(file, buffer, here, file->position, failure));
    if (file->digest != NULL && here > 0)
        TRY(sha256_update(file->digest, buffer, here, failure));
    file->position += here;
    *got = here;
    return file->position == file->identity.size ? check_unchanged(file, failure) : STATUS_OK;
}

Status stored_file_next(StoredFile *file, const uint8_t **bytes, size_t *length,
                        Failure *failure)
{
    if (file->piece == NULL) file->piece = system_allocate(STORED_PIECE);
    *length = 0;
    *bytes = file->piece;
    if (file->piece == NULL)
        return failure_set(failure, STATUS_MEMORY, file->path, "read buffer");
    return stored_file_read(file, file->piece, STORED_PIECE, length, failure);
}

Status stored_file_judge_owner(const StoredFile *file, const char **why, Failure *failure)
{
    struct stat found;
    *why = NULL;
    if (fstat(file->descriptor, &found) != 0)
        return failure_set(failure, STATUS_READ, file->path, "%s", strerror(errno));
    if (found.st_uid != geteuid())
        *why = N_("it belongs to somebody else");
    else if ((found.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        *why = N_("others can write it");
    return STATUS_OK;
}

Status stored_file_is_gzip(const StoredFile *file, bool *is_gzip, Failure *failure)
{
    char magic[2];
    *is_gzip = false;
    if (file->identity.size < sizeof magic) return STATUS_OK;
    TRY(stored_file_range(file, magic, sizeof magic, 0, failure));
    *is_gzip = gzip_is(magic, sizeof magic);
    return STATUS_OK;
}

static Status next_stored(void *user, const uint8_t **bytes, size_t *length, Failure *failure)
{
    return stored_file_next(user, bytes, length, failure);
}

Status stored_file_inflate(StoredFile *file, uint64_t content_max, GzipReader **out,
                           Failure *failure)
{
    return gzip_reader_new((GzipSource){next_stored, file}, content_max, out, failure);
}
