/* input_stream.c - a file's content, inflated as it is asked for. */
#include "formats/input_stream.h"

#include <string.h>

#include "formats/gzip_reader.h"
#include "formats/input_file.h"

/* Used parts of a mapped file are let go in steps of this size. */
enum { RELEASE_STEP = 4 << 20 };

struct InputStream {
    char *path;
    InputFile stored;
    GzipReader *gzip; /* NULL: a plain file */
    size_t position;  /* in a plain file */
    size_t released;  /* stored bytes that were let go */
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
    TRY(input_file_read_stored(stream->path, INPUT_SIZE_MAX, &stream->stored, failure));
    const InputFile *stored = &stream->stored;
    if (!gzip_is(stored->bytes, stored->size)) return STATUS_OK;
    return gzip_reader_new(stored->bytes, stored->size, INPUT_SIZE_MAX, &stream->gzip, failure);
}

Status input_stream_open(const char *path, InputStream **out, Failure *failure)
{
    *out = NULL;
    InputStream *stream = system_allocate_zeroed(1, sizeof *stream);
    if (stream == NULL) return failure_set(failure, STATUS_MEMORY, path, "reading");
    stream->path = copy_path(path);
    Status status = stream->path == NULL ? failure_set(failure, STATUS_MEMORY, path, "reading")
                                         : start(stream, failure);
    if (status != STATUS_OK) {
        failure_locate(failure, path);
        input_stream_close(stream);
        return status;
    }
    *out = stream;
    return STATUS_OK;
}

void input_stream_close(InputStream *stream)
{
    if (stream == NULL) return;
    gzip_reader_free(stream->gzip);
    input_file_free(&stream->stored);
    system_free(stream->lines);
    system_free(stream->path);
    system_free(stream);
}

static void release_used(InputStream *stream)
{
    size_t used =
        stream->gzip != NULL ? (size_t)gzip_reader_stored(stream->gzip) : stream->position;
    if (used - stream->released < RELEASE_STEP) return;
    input_file_release(&stream->stored, stream->released, used - stream->released);
    stream->released = used;
}

Status input_stream_read(InputStream *stream, void *buffer, size_t size, size_t *got,
                         Failure *failure)
{
    if (stream->gzip != NULL) {
        Status status = gzip_reader_read(stream->gzip, buffer, size, got, failure);
        if (status != STATUS_OK) {
            failure_locate(failure, stream->path);
            return status;
        }
    } else {
        size_t left = stream->stored.size - stream->position;
        *got = left < size ? left : size;
        if (*got > 0) memcpy(buffer, stream->stored.bytes + stream->position, *got);
        stream->position += *got;
    }
    release_used(stream);
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

Status input_stream_lines(InputStream *stream, const char **lines, size_t *length,
                          Failure *failure)
{
    if (stream->lines == NULL) stream->lines = system_allocate(INPUT_STREAM_LINES);
    if (stream->lines == NULL) {
        return failure_set(failure, STATUS_MEMORY, stream->path, "reading lines");
    }
    stream->filled -= stream->given;
    memmove(stream->lines, stream->lines + stream->given, stream->filled);
    stream->given = 0;
    TRY(fill(stream, failure));
    const char *end = memrchr(stream->lines, '\n', stream->filled);
    if (end == NULL && !stream->at_end) {
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, stream->path,
                           "a line of more than %d bytes", INPUT_STREAM_LINES);
    }
    stream->given = end == NULL ? stream->filled : (size_t)(end - stream->lines) + 1;
    *lines = stream->lines;
    *length = stream->given;
    return STATUS_OK;
}
