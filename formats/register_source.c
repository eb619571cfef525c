/* register_source.c - bytes of plain and gzip files, whole or sliced. See register_source.h. */
#include "formats/register_source.h"

#include <errno.h>
#include <omp.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/input_file.h"

enum { SOURCE_BLOCK = 1 << 18 };

void register_progress_add(RegisterProgress *progress, uint64_t bytes)
{
    if (progress == NULL) return;
    uint64_t done = atomic_fetch_add(&progress->done, bytes) + bytes;
    if (progress->report == NULL || omp_get_thread_num() != 0) return;
    progress->report(progress->user, done < progress->total ? done : progress->total,
                     progress->total);
}

bool file_identity_equal(const FileIdentity *left, const FileIdentity *right)
{
    return left->device == right->device && left->inode == right->inode &&
           left->size == right->size && left->modified.tv_sec == right->modified.tv_sec &&
           left->modified.tv_nsec == right->modified.tv_nsec;
}

static Status refuse_open(const char *path, Failure *failure)
{
    Status status = errno == ENOENT || errno == ENOTDIR ? STATUS_INPUT_MISSING : STATUS_READ;
    return failure_set(failure, status, path, "%s", strerror(errno));
}

/* Closing a file that was only read loses nothing: its result says nothing of use. */
static void close_quietly(int descriptor)
{
    if (descriptor >= 0) (void)system_close(descriptor);
}

static Status identify(int descriptor, const char *path, FileIdentity *identity,
                       Failure *failure)
{
    struct stat found;
    if (fstat(descriptor, &found) != 0)
        return failure_set(failure, STATUS_READ, path, "%s", strerror(errno));
    if (!S_ISREG(found.st_mode))
        return failure_set(failure, STATUS_INPUT_NOT_REGULAR, path, NULL);
    if ((uint64_t)found.st_size > INPUT_SIZE_MAX)
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, path, "more than %llu bytes",
                           (unsigned long long)INPUT_SIZE_MAX);
    *identity = (FileIdentity){.device = found.st_dev,
                               .inode = found.st_ino,
                               .size = (uint64_t)found.st_size,
                               .modified = found.st_mtim};
    return STATUS_OK;
}

/* Opens the same file as before. *descriptor is -1 or the caller's to close. */
static Status open_same(const char *path, const FileIdentity *expected, int *descriptor,
                        Failure *failure)
{
    *descriptor = system_open_read(path);
    if (*descriptor < 0) return refuse_open(path, failure);
    FileIdentity identity = {0};
    TRY(identify(*descriptor, path, &identity, failure));
    if (file_identity_equal(&identity, expected)) return STATUS_OK;
    return failure_set(failure, STATUS_READ, path, "the file changed while it was read");
}

Status register_file_identity(const char *path, FileIdentity *identity, Failure *failure)
{
    int descriptor = system_open_read(path);
    if (descriptor < 0) return refuse_open(path, failure);
    Status status = identify(descriptor, path, identity, failure);
    close_quietly(descriptor);
    return status;
}

static Status read_range(int descriptor, const char *path, void *buffer, size_t size,
                         uint64_t position, Failure *failure)
{
    if (size == 0 || system_read_at(descriptor, buffer, size, (off_t)position) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_READ, path, "%s", strerror(errno));
}

Status register_file_head(const char *path, const FileIdentity *identity, char *buffer,
                          size_t size, size_t *got, Failure *failure)
{
    int descriptor;
    *got = identity->size < size ? (size_t)identity->size : size;
    Status status = open_same(path, identity, &descriptor, failure);
    if (status == STATUS_OK) status = read_range(descriptor, path, buffer, *got, 0, failure);
    close_quietly(descriptor);
    return status;
}

static Status open_gzip(RegisterSource *source, Failure *failure)
{
    size_t size = (size_t)source->identity.size;
    source->mapped = system_map_read(source->descriptor, size);
    if (source->mapped == NULL)
        return failure_set(failure, STATUS_READ, source->path, "%s", strerror(errno));
    return gzip_reader_new(source->mapped, size, INPUT_SIZE_MAX, &source->gzip, failure);
}

static Status open_source(RegisterSource *source, Failure *failure)
{
    TRY(open_same(source->path, &source->identity, &source->descriptor, failure));
    source->buffer = system_allocate(SOURCE_BLOCK);
    if (source->buffer == NULL)
        return failure_set(failure, STATUS_MEMORY, source->path, "read buffer");
    return STATUS_OK;
}

Status register_source_open(RegisterSource *source, const char *path,
                            const FileIdentity *identity, RegisterProgress *progress,
                            Failure *failure)
{
    *source = (RegisterSource){.path = path,
                               .descriptor = -1,
                               .identity = *identity,
                               .progress = progress,
                               .slice = {.end = identity->size, .head = "", .tail = ""}};
    TRY(open_source(source, failure));
    TRY(sha256_new(&source->digest, failure));
    char magic[2];
    if (identity->size < sizeof magic) return STATUS_OK;
    TRY(read_range(source->descriptor, path, magic, sizeof magic, 0, failure));
    return gzip_is(magic, sizeof magic) ? open_gzip(source, failure) : STATUS_OK;
}

Status register_source_open_slice(RegisterSource *source, const char *path,
                                  const FileIdentity *identity, const RegisterSlice *slice,
                                  RegisterProgress *progress, Failure *failure)
{
    *source = (RegisterSource){.path = path,
                               .descriptor = -1,
                               .identity = *identity,
                               .progress = progress,
                               .slice = *slice,
                               .tail_length = strlen(slice->tail),
                               .position = slice->begin};
    return open_source(source, failure);
}

void register_source_of_text(RegisterSource *source, const char *path, const char *head,
                             size_t head_length, const char *tail)
{
    static char nothing[1];
    *source =
        (RegisterSource){.path = path,
                         .descriptor = -1,
                         .slice = {.head = head, .head_length = head_length, .tail = tail},
                         .tail_length = strlen(tail),
                         .buffer = nothing};
}

void register_source_close(RegisterSource *source)
{
    gzip_reader_free(source->gzip);
    if (source->mapped != NULL)
        system_unmap((void *)(uintptr_t)source->mapped, (size_t)source->identity.size);
    sha256_free(source->digest);
    system_free(source->buffer);
    close_quietly(source->descriptor);
    *source = (RegisterSource){.descriptor = -1};
}

static Status fill_from_gzip(RegisterSource *source, Failure *failure)
{
    uint64_t before = gzip_reader_stored(source->gzip);
    Status status =
        gzip_reader_read(source->gzip, source->buffer, SOURCE_BLOCK, &source->filled, failure);
    if (status != STATUS_OK) failure_locate(failure, source->path);
    register_progress_add(source->progress, gzip_reader_stored(source->gzip) - before);
    return status;
}

static Status fill_from_file(RegisterSource *source, Failure *failure)
{
    uint64_t left = source->slice.end - source->position;
    source->filled = left < SOURCE_BLOCK ? (size_t)left : SOURCE_BLOCK;
    TRY(read_range(source->descriptor, source->path, source->buffer, source->filled,
                   source->position, failure));
    source->position += source->filled;
    register_progress_add(source->progress, source->filled);
    return STATUS_OK;
}

static Status fill(RegisterSource *source, Failure *failure)
{
    source->used = source->filled = 0;
    if (source->gzip != NULL)
        TRY(fill_from_gzip(source, failure));
    else
        TRY(fill_from_file(source, failure));
    source->content_size += source->filled;
    if (source->digest == NULL || source->filled == 0) return STATUS_OK;
    return sha256_update(source->digest, source->buffer, source->filled, failure);
}

/* Takes from a text what fits. */
static size_t take(const char **text, size_t *length, char *buffer, size_t size)
{
    size_t taken = *length < size ? *length : size;
    if (taken > 0) memcpy(buffer, *text, taken);
    *text += taken;
    *length -= taken;
    return taken;
}

/* Some bytes of the file; 0 at its end. */
static Status take_file(RegisterSource *source, char *buffer, size_t size, size_t *got,
                        Failure *failure)
{
    if (source->used == source->filled) TRY(fill(source, failure));
    const char *unread = source->buffer + source->used;
    size_t left = source->filled - source->used;
    *got = take(&unread, &left, buffer, size);
    source->used += *got;
    return STATUS_OK;
}

Status register_source_read(RegisterSource *source, char *buffer, size_t size, size_t *got,
                            Failure *failure)
{
    RegisterSlice *slice = &source->slice;
    *got = take(&slice->head, &slice->head_length, buffer, size);
    while (*got < size) {
        size_t more;
        TRY(take_file(source, buffer + *got, size - *got, &more, failure));
        if (more == 0) break;
        *got += more;
    }
    *got += take(&slice->tail, &source->tail_length, buffer + *got, size - *got);
    source->at_end = *got < size;
    return STATUS_OK;
}

Status register_source_sums(RegisterSource *source, FileSums *sums, Failure *failure)
{
    TRY(sha256_finish(source->digest, sums->content_sha256, failure));
    sums->content_size = source->content_size;
    sums->stored_size = source->identity.size;
    if (source->gzip != NULL)
        return sha256_of(source->mapped, (size_t)source->identity.size, sums->stored_sha256,
                         failure);
    memcpy(sums->stored_sha256, sums->content_sha256, SHA256_SIZE);
    return STATUS_OK;
}

static Status sum_source(RegisterSource *source, FileSums *sums, Failure *failure)
{
    do {
        TRY(fill(source, failure));
    } while (source->filled > 0);
    return register_source_sums(source, sums, failure);
}

Status register_file_sums(const char *path, const FileIdentity *identity, FileSums *sums,
                          Failure *failure)
{
    RegisterSource source;
    Status status = register_source_open(&source, path, identity, NULL, failure);
    if (status == STATUS_OK) status = sum_source(&source, sums, failure);
    register_source_close(&source);
    return status;
}
