/* input_stream.c - a file's content, inflated as it is asked for. */
#include "formats/base/input_stream.h"

#include <string.h>

#include "formats/base/gzip_whole.h"
#include "formats/base/stored_file.h"

struct InputStream {
    char *path;
    StoredFile stored;
    const uint8_t *bytes; /* instead of a file; NULL: a file */
    size_t size, position;
    void *whole;      /* `bytes` where they are the stream's own: inflated at once */
    GzipReader *gzip; /* NULL: plain */
    char *lines;      /* NULL until lines are asked for */
    size_t given;     /* bytes of `lines` that were handed out last */
    size_t filled;
    bool at_end;
};

static char *copy_path(const char *path)
{
    size_t length = strlen(path) + 1;
    char *copy = system_allocate(length);
    if (copy != NULL) memcpy(copy, path, length);
    return copy;
}

static Status start(InputStream *stream, Failure *failure)
{
    bool is_gzip;
    TRY(stored_file_open(&stream->stored, stream->path, failure));
    TRY(stored_file_is_gzip(&stream->stored, &is_gzip, failure));
    if (!is_gzip) return STATUS_OK;
    return stored_file_inflate(&stream->stored, INPUT_SIZE_MAX, &stream->gzip, failure);
}

static Status start_bytes(InputStream *stream, Failure *failure)
{
    size_t size;
    if (!gzip_is(stream->bytes, stream->size)) return STATUS_OK;
    if (gzip_whole_inflate(stream->bytes, stream->size, GZIP_WHOLE_MOST, &stream->whole,
                           &size)) {
        stream->bytes = stream->whole;
        stream->size = size;
        return STATUS_OK;
    }
    return gzip_reader_of(stream->bytes, stream->size, INPUT_SIZE_MAX, &stream->gzip, failure);
}

/* Of a file (`bytes` NULL), or of bytes that are inflated unless they are `plain`. */
static Status open_stream(const char *path, const void *bytes, size_t size, bool plain,
                          InputStream **out, Failure *failure)
{
    *out = NULL;
    CLEANUP(input_stream_close)
    InputStream *stream = system_allocate_zeroed(1, sizeof *stream);
    if (stream == NULL) return failure_set(failure, STATUS_MEMORY, path, "reading");
    stream->stored.descriptor = -1;
    stream->bytes = bytes;
    stream->size = size;
    stream->path = copy_path(path);
    if (stream->path == NULL) return failure_set(failure, STATUS_MEMORY, path, "reading");
    if (!plain)
        TRY(failure_at(failure, path,
                       bytes != NULL ? start_bytes(stream, failure) : start(stream, failure)));
    *out = HAND_OVER(InputStream *, stream);
    return STATUS_OK;
}

Status input_stream_open(const char *path, InputStream **out, Failure *failure)
{
    return open_stream(path, NULL, 0, false, out, failure);
}

Status input_stream_of(const char *name, const void *bytes, size_t size, InputStream **out,
                       Failure *failure)
{
    return open_stream(name, bytes, size, false, out, failure);
}

Status input_stream_plain(const char *name, const void *bytes, size_t size, InputStream **out,
                          Failure *failure)
{
    return open_stream(name, bytes, size, true, out, failure);
}

void input_stream_close(InputStream *stream)
{
    if (stream == NULL) return;
    gzip_reader_free(stream->gzip);
    stored_file_close(&stream->stored);
    system_free(stream->whole);
    system_free(stream->lines);
    system_free(stream->path);
    system_free(stream);
}

static Status read_bytes(InputStream *stream, void *buffer, size_t size, size_t *got)
{
    size_t left = stream->size - stream->position;
    *got = left < size ? left : size;
    if (*got > 0) memcpy(buffer, stream->bytes + stream->position, *got);
    stream->position += *got;
    return STATUS_OK;
}

static Status read_some(InputStream *stream, void *buffer, size_t size, size_t *got,
                        Failure *failure)
{
    if (stream->gzip != NULL) return gzip_reader_read(stream->gzip, buffer, size, got, failure);
    if (stream->bytes != NULL) return read_bytes(stream, buffer, size, got);
    return stored_file_read(&stream->stored, buffer, size, got, failure);
}

Status input_stream_read(InputStream *stream, void *buffer, size_t size, size_t *got,
                         Failure *failure)
{
    return failure_at(failure, stream->path, read_some(stream, buffer, size, got, failure));
}

Status input_stream_next(InputStream *stream, void *buffer, size_t size, const void **bytes,
                         size_t *got, Failure *failure)
{
    *bytes = buffer;
    if (stream->gzip != NULL || stream->bytes == NULL)
        return input_stream_read(stream, buffer, size, got, failure);
    size_t left = stream->size - stream->position;
    *bytes = stream->bytes + stream->position;
    *got = left < size ? left : size;
    stream->position += *got;
    return STATUS_OK;
}

/* ---- lines ---- */

static Status fill(InputStream *stream, Failure *failure)
{
    size_t got, room = INPUT_STREAM_LINES - stream->filled;
    if (stream->at_end || room == 0) return STATUS_OK;
    TRY(input_stream_read(stream, stream->lines + stream->filled, room, &got, failure));
    stream->filled += got;
    stream->at_end = got < room;
    return STATUS_OK;
}

/* Of bytes that are all there, where they stand. */
static bool lines_there(InputStream *stream, const char **lines, size_t *length)
{
    size_t left = stream->size - stream->position;
    if (stream->gzip != NULL || stream->bytes == NULL) return false;
    *lines = (const char *)stream->bytes + stream->position;
    *length = left;
    if (left > INPUT_STREAM_LINES) {
        const char *end = memrchr(*lines, '\n', INPUT_STREAM_LINES);
        if (end == NULL) return false; /* for fill() to find and to refuse */
        *length = (size_t)(end - *lines) + 1;
    }
    stream->position += *length;
    return true;
}

Status input_stream_lines(InputStream *stream, const char **lines, size_t *length,
                          Failure *failure)
{
    if (lines_there(stream, lines, length)) return STATUS_OK;
    if (stream->lines == NULL) stream->lines = system_allocate(INPUT_STREAM_LINES);
    if (stream->lines == NULL)
        return failure_set(failure, STATUS_MEMORY, stream->path, "reading lines");
    stream->filled -= stream->given;
    memmove(stream->lines, stream->lines + stream->given, stream->filled);
    stream->given = 0;
    TRY(fill(stream, failure));
    const char *end = memrchr(stream->lines, '\n', stream->filled);
    if (end == NULL && !stream->at_end)
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, stream->path,
                           "a line of more than %d bytes", INPUT_STREAM_LINES);
    stream->given = end == NULL ? stream->filled : (size_t)(end - stream->lines) + 1;
    *lines = stream->lines;
    *length = stream->given;
    return STATUS_OK;
}
