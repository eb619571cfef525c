/* input_file.c - whole inputs into memory, with limits. */
#include "formats/input_file.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats/gzip_reader.h"

/* Smaller files are copied, so that what was checked (a signature, a hash) is what is used; a
 * larger one is mapped, and must not be changed while the program runs. */
enum {
    INPUT_MAP_FROM = 16 << 20,
    INPUT_GROW_FIRST = 1 << 20,
    INPUT_PIECE = 1 << 18,
    INPUT_RELEASE = 4 << 20
};

static Status read_failed(const char *path, Failure *failure)
{
    return failure_set(failure, errno == ENOENT ? STATUS_INPUT_MISSING : STATUS_READ, path,
                       "%s", strerror(errno));
}

/* The stored size of an open regular file. */
static Status stored_size(int descriptor, const char *path, size_t *size, Failure *failure)
{
    struct stat found;
    if (fstat(descriptor, &found) != 0) return read_failed(path, failure);
    if (!S_ISREG(found.st_mode))
        return failure_set(failure, STATUS_INPUT_NOT_REGULAR, path, NULL);
    if ((uint64_t)found.st_size > INPUT_SIZE_MAX)
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, path, "%lld bytes",
                           (long long)found.st_size);
    *size = (size_t)found.st_size;
    return STATUS_OK;
}

static Status map_stored(int descriptor, const char *path, size_t size, InputFile *out,
                         Failure *failure)
{
    out->owned = system_map_read(descriptor, size);
    if (out->owned == NULL) return read_failed(path, failure);
    out->owned_size = size;
    out->mapped = true;
    out->size = size;
    return STATUS_OK;
}

static Status copy_stored(int descriptor, const char *path, size_t size, InputFile *out,
                          Failure *failure)
{
    uint8_t *memory = system_allocate(size);
    if (memory == NULL) return failure_set(failure, STATUS_MEMORY, path, "%zu bytes", size);
    out->owned = memory;
    out->owned_size = size;
    while (out->size < size) {
        ssize_t got = system_read(descriptor, memory + out->size, size - out->size);
        if (got < 0) return read_failed(path, failure);
        if (got == 0)
            return failure_set(failure, STATUS_INPUT_TRUNCATED, path,
                               "it was made shorter while it was read");
        out->size += (size_t)got;
    }
    return STATUS_OK;
}

static Status load_open(int descriptor, const char *path, InputFile *out, Failure *failure)
{
    size_t size = 0;
    TRY(stored_size(descriptor, path, &size, failure));
    Status status = size >= INPUT_MAP_FROM ? map_stored(descriptor, path, size, out, failure)
                                           : copy_stored(descriptor, path, size, out, failure);
    out->bytes = out->owned;
    return status;
}

/* The bytes as stored; on failure *out holds nothing. */
static Status load_stored(const char *path, InputFile *out, Failure *failure)
{
    memset(out, 0, sizeof *out);
    int descriptor = system_open_read(path);
    if (descriptor < 0) return read_failed(path, failure);
    Status status = load_open(descriptor, path, out, failure);
    if (system_close(descriptor) != 0 && status == STATUS_OK)
        status = read_failed(path, failure);
    if (status != STATUS_OK) input_file_free(out);
    return status;
}

/* Doubles the room of *content, at most to size_max + 1: one byte more shows an excess. */
static Status grow_content(InputFile *content, uint64_t size_max, Failure *failure)
{
    size_t room = content->owned_size * 2;
    if (room < INPUT_GROW_FIRST) room = INPUT_GROW_FIRST;
    if (room > size_max) room = (size_t)size_max + 1;
    void *memory = system_reallocate(content->owned, room);
    if (memory == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "%zu bytes", room);
    content->owned = memory;
    content->owned_size = room;
    return STATUS_OK;
}

static Status inflate_all(GzipReader *reader, uint64_t size_max, InputFile *content,
                          Failure *failure)
{
    for (;;) {
        TRY(grow_content(content, size_max, failure));
        size_t room = content->owned_size - content->size, got;
        TRY(gzip_reader_read(reader, (uint8_t *)content->owned + content->size, room, &got,
                             failure));
        content->size += got;
        if (got < room) return STATUS_OK;
    }
}

/* Replaces the stored bytes in *out by their content. */
static Status inflate_stored(InputFile *out, uint64_t size_max, Failure *failure)
{
    InputFile content = {.was_gzip = true};
    GzipReader *reader = NULL;
    TRY(gzip_reader_new(out->bytes, out->size, size_max, &reader, failure));
    Status status = inflate_all(reader, size_max, &content, failure);
    gzip_reader_free(reader);
    if (status != STATUS_OK) {
        input_file_free(&content);
        return status;
    }
    content.bytes = content.owned;
    input_file_free(out);
    *out = content;
    return STATUS_OK;
}

Status input_file_read(const char *path, uint64_t size_max, InputFile *out, Failure *failure)
{
    TRY(load_stored(path, out, failure));
    Status status = STATUS_OK;
    if (gzip_is(out->bytes, out->size))
        status = inflate_stored(out, size_max, failure);
    else if (out->size > size_max)
        status = failure_set(failure, STATUS_INPUT_TOO_LARGE, path, "%zu bytes", out->size);
    if (status == STATUS_OK) return STATUS_OK;
    failure_locate(failure, path);
    input_file_free(out);
    return status;
}

Status input_file_read_stored(const char *path, uint64_t size_max, InputFile *out,
                              Failure *failure)
{
    TRY(load_stored(path, out, failure));
    if (out->size <= size_max) return STATUS_OK;
    Status status = failure_set(failure, STATUS_INPUT_TOO_LARGE, path, "%zu bytes", out->size);
    input_file_free(out);
    return status;
}

void input_file_free(InputFile *file)
{
    if (file->mapped)
        system_unmap(file->owned, file->owned_size);
    else
        system_free(file->owned);
    memset(file, 0, sizeof *file);
}

void input_file_release(const InputFile *file, size_t offset, size_t length)
{
    INVARIANT(offset <= file->size && length <= file->size - offset);
    if (!file->mapped) return;
    /* Whole pages only: the neighbours' bytes stay. */
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t begin = (offset + page - 1) / page * page;
    size_t end = offset + length == file->size ? file->size : (offset + length) / page * page;
    if (begin < end) (void)madvise((uint8_t *)file->owned + begin, end - begin, MADV_DONTNEED);
}

/* What has been hashed of a mapped file is let go: a large file takes no memory. */
static Status sum_stored(const InputFile *stored, Sha256 *digest, FileSums *sums,
                         Failure *failure)
{
    for (size_t at = 0; at < stored->size; at += INPUT_RELEASE) {
        size_t left = stored->size - at;
        size_t here = left < INPUT_RELEASE ? left : INPUT_RELEASE;
        TRY(sha256_update(digest, stored->bytes + at, here, failure));
        input_file_release(stored, at, here);
    }
    sums->stored_size = stored->size;
    return sha256_finish(digest, sums->stored_sha256, failure);
}

static Status sum_pieces(const InputFile *stored, GzipReader *reader, Sha256 *digest,
                         uint8_t *piece, FileSums *sums, Failure *failure)
{
    size_t got = INPUT_PIECE, released = 0;
    while (got == INPUT_PIECE) {
        TRY(gzip_reader_read(reader, piece, INPUT_PIECE, &got, failure));
        TRY(sha256_update(digest, piece, got, failure));
        sums->content_size += got;
        size_t used = (size_t)gzip_reader_stored(reader);
        if (used - released < INPUT_RELEASE) continue;
        input_file_release(stored, released, used - released);
        released = used;
    }
    return sha256_finish(digest, sums->content_sha256, failure);
}

static Status sum_content(const InputFile *stored, Sha256 *digest, FileSums *sums,
                          Failure *failure)
{
    GzipReader *reader = NULL;
    TRY(gzip_reader_new(stored->bytes, stored->size, INPUT_SIZE_MAX, &reader, failure));
    uint8_t *piece = system_allocate(INPUT_PIECE);
    Status status = piece != NULL ? sum_pieces(stored, reader, digest, piece, sums, failure)
                                  : failure_set(failure, STATUS_MEMORY, NULL, "read buffer");
    system_free(piece);
    gzip_reader_free(reader);
    return status;
}

static Status sum_both(const InputFile *stored, FileSums *sums, Failure *failure)
{
    Sha256 *digest = NULL;
    TRY(sha256_new(&digest, failure));
    Status status = sum_stored(stored, digest, sums, failure);
    if (status == STATUS_OK && gzip_is(stored->bytes, stored->size)) {
        status = sum_content(stored, digest, sums, failure);
    } else if (status == STATUS_OK) {
        memcpy(sums->content_sha256, sums->stored_sha256, SHA256_SIZE);
        sums->content_size = stored->size;
    }
    sha256_free(digest);
    return status;
}

Status input_file_sums(const char *path, FileSums *sums, Failure *failure)
{
    InputFile stored;
    memset(sums, 0, sizeof *sums);
    TRY(load_stored(path, &stored, failure));
    Status status = sum_both(&stored, sums, failure);
    if (status != STATUS_OK) failure_locate(failure, path);
    input_file_free(&stored);
    return status;
}
