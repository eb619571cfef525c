/* input_file.c - whole inputs into memory, with limits. */
#include "formats/base/input_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/gzip_whole.h"
#include "formats/base/standard_input.h"
#include "formats/base/stored_file.h"
#include "formats/base/translate.h"

enum { INPUT_GROW_FIRST = 1 << 20, INPUT_PIECE = 1 << 18 };

static Status refuse_size(const StoredFile *file, uint64_t size_max, Failure *failure)
{
    if (file->identity.size <= size_max) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_TOO_LARGE, file->path, "%llu bytes",
                       (unsigned long long)file->identity.size);
}

/* All bytes as stored: what was checked (a signature, a hash) is what is used. */
static Status copy_stored(StoredFile *file, uint64_t size_max, InputFile *out, Failure *failure)
{
    TRY(refuse_size(file, size_max, failure));
    size_t size = (size_t)file->identity.size;
    out->owned = system_allocate(size);
    if (out->owned == NULL)
        return failure_set(failure, STATUS_MEMORY, file->path, "%zu bytes", size);
    out->bytes = out->owned;
    return stored_file_read(file, out->owned, size, &out->size, failure);
}

/* --- gzip --- */

/* Doubles the room of *content, at most to size_max + 1: one byte more shows an excess. */
static Status grow_content(InputFile *content, size_t *room, uint64_t size_max,
                           Failure *failure)
{
    *room = *room == 0 ? INPUT_GROW_FIRST : *room * 2;
    if (*room > size_max) *room = (size_t)size_max + 1;
    void *memory = system_reallocate(content->owned, *room);
    if (memory == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "%zu bytes", *room);
    content->owned = memory;
    content->bytes = memory;
    return STATUS_OK;
}

static Status inflate_all(GzipReader *reader, uint64_t size_max, InputFile *content,
                          Failure *failure)
{
    for (size_t room = 0, got;;) {
        TRY(grow_content(content, &room, size_max, failure));
        size_t left = room - content->size;
        TRY(gzip_reader_read(reader, (uint8_t *)content->owned + content->size, left, &got,
                             failure));
        content->size += got;
        if (got < left) return STATUS_OK;
    }
}

static Status inflate_stored(StoredFile *file, uint64_t size_max, InputFile *out,
                             Failure *failure)
{
    CLEANUP(gzip_reader_free) GzipReader *reader = NULL;
    out->was_gzip = true;
    TRY(stored_file_inflate(file, size_max, &reader, failure));
    return inflate_all(reader, size_max, out, failure);
}

/* --- bytes in memory --- */

Status input_bytes_read(const char *name, const void *bytes, size_t size, uint64_t size_max,
                        InputFile *out, Failure *failure)
{
    CLEANUP(gzip_reader_free) GzipReader *reader = NULL;
    *out = (InputFile){.bytes = bytes, .size = size};
    if (!gzip_is(bytes, size)) return STATUS_OK;
    *out = (InputFile){.was_gzip = true};
    if (gzip_whole_inflate(bytes, size, size_max, &out->owned, &out->size)) {
        out->bytes = out->owned;
        return STATUS_OK;
    }
    TRY(gzip_reader_of(bytes, size, size_max, &reader, failure));
    Status status = inflate_all(reader, size_max, out, failure);
    if (status == STATUS_OK) return STATUS_OK;
    failure_locate(failure, name);
    input_file_free(out);
    return status;
}

/* --- files --- */

Status input_file_load(StoredFile *file, uint64_t size_max, bool inflated, InputFile *out,
                       Failure *failure)
{
    bool is_gzip = false;
    *out = (InputFile){0};
    if (inflated) TRY(stored_file_is_gzip(file, &is_gzip, failure));
    return is_gzip ? inflate_stored(file, size_max, out, failure)
                   : copy_stored(file, size_max, out, failure);
}

/* On failure *out holds nothing. */
static Status read_file(const char *path, uint64_t size_max, bool inflated, InputFile *out,
                        Failure *failure)
{
    StoredFile file;
    *out = (InputFile){0};
    Status status = stored_file_open(&file, path, failure);
    if (status == STATUS_OK) status = input_file_load(&file, size_max, inflated, out, failure);
    status = stored_file_end(&file, status, failure);
    if (status == STATUS_OK) return STATUS_OK;
    failure_locate(failure, standard_input_name(path));
    input_file_free(out);
    return status;
}

Status input_file_read(const char *path, uint64_t size_max, InputFile *out, Failure *failure)
{
    return read_file(path, size_max, true, out, failure);
}

Status input_file_read_stored(const char *path, uint64_t size_max, InputFile *out,
                              Failure *failure)
{
    return read_file(path, size_max, false, out, failure);
}

void input_file_take(InputFile *out, TextBuffer *text)
{
    *out = (InputFile){.size = text->length};
    out->owned = text->bytes;
    out->bytes = out->owned;
    *text = TEXT_BUFFER_EMPTY;
}

void input_file_free(InputFile *file)
{
    system_free(file->owned);
    *file = (InputFile){0};
}

/* --- sums, in one reading --- */

static Status sum_content(GzipReader *reader, FileSums *sums, Failure *failure)
{
    CLEANUP(sha256_free) Sha256 *digest = NULL;
    CLEANUP(system_free) void *piece = system_allocate(INPUT_PIECE);
    size_t got = INPUT_PIECE;
    if (piece == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "read buffer");
    TRY(sha256_new(&digest, failure));
    while (got == INPUT_PIECE) {
        TRY(gzip_reader_read(reader, piece, INPUT_PIECE, &got, failure));
        TRY(sha256_update(digest, piece, got, failure));
        sums->content_size += got;
    }
    return sha256_finish(digest, sums->content_sha256, failure);
}

/* False where it is left to sum_content. */
static bool sum_at_once(const void *bytes, size_t size, FileSums *sums, Status *status,
                        Failure *failure)
{
    CLEANUP(system_free) void *content = NULL;
    size_t content_size;
    if (!gzip_whole_inflate(bytes, size, GZIP_WHOLE_MOST, &content, &content_size))
        return false;
    sums->content_size = content_size;
    *status = sha256_of(content, content_size, sums->content_sha256, failure);
    return true;
}

Status input_bytes_sums(const char *name, const void *bytes, size_t size, FileSums *sums,
                        Failure *failure)
{
    CLEANUP(gzip_reader_free) GzipReader *reader = NULL;
    sums->content_size = 0;
    if (!gzip_is(bytes, size)) {
        memcpy(sums->content_sha256, sums->stored_sha256, SHA256_SIZE);
        sums->content_size = sums->stored_size;
        return STATUS_OK;
    }
    Status status = STATUS_OK;
    if (sum_at_once(bytes, size, sums, &status, failure)) return status;
    status = gzip_reader_of(bytes, size, INPUT_SIZE_MAX, &reader, failure);
    if (status == STATUS_OK) status = sum_content(reader, sums, failure);
    return failure_at(failure, name, status);
}

static Status sum_gzip(StoredFile *file, FileSums *sums, Failure *failure)
{
    CLEANUP(gzip_reader_free) GzipReader *reader = NULL;
    TRY(stored_file_inflate(file, INPUT_SIZE_MAX, &reader, failure));
    TRY(sum_content(reader, sums, failure));
    return sha256_finish(file->digest, sums->stored_sha256, failure);
}

static Status sum_plain(StoredFile *file, FileSums *sums, Failure *failure)
{
    const uint8_t *bytes;
    size_t length = 1;
    while (length > 0)
        TRY(stored_file_next(file, &bytes, &length, failure));
    TRY(sha256_finish(file->digest, sums->stored_sha256, failure));
    memcpy(sums->content_sha256, sums->stored_sha256, SHA256_SIZE);
    sums->content_size = file->identity.size;
    return STATUS_OK;
}

static Status sum_file(StoredFile *file, FileSums *sums, Failure *failure)
{
    bool is_gzip;
    TRY(sha256_new(&file->digest, failure));
    TRY(stored_file_is_gzip(file, &is_gzip, failure));
    sums->stored_size = file->identity.size;
    return is_gzip ? sum_gzip(file, sums, failure) : sum_plain(file, sums, failure);
}

Status input_file_sums(const char *path, FileSums *sums, Failure *failure)
{
    StoredFile file;
    memset(sums, 0, sizeof *sums);
    Status status = stored_file_open(&file, path, failure);
    if (status == STATUS_OK) {
        status = sum_file(&file, sums, failure);
        sha256_free(file.digest);
    }
    status = stored_file_end(&file, status, failure);
    return failure_at(failure, path, status);
}
