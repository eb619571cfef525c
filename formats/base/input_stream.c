/* input_stream.c - a file's content, inflated as it is asked for. */
#include "formats/base/input_stream.h"

#include <string.h>

#include "formats/base/gzip_reader.h"
#include "formats/base/stored_file.h"

struct InputStream {
    char *path;
    StoredFile stored;
    GzipReader *gzip; /* NULL: a plain file */
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

static Status next_stored(void *user, const uint8_t **bytes, size_t *length, Failure *failure)
{
    return stored_file_next(user, bytes, length, failure);
}

static Status start(InputStream *stream, Failure *failure)
{
    bool is_gzip;
    TRY(stored_file_open(&stream->stored, stream->path, failure));
    TRY(stored_file_is_gzip(&stream->stored, &is_gzip, failure));
    if (!is_gzip) return STATUS_OK;
    return gzip_reader_new((GzipSource){next_stored, &stream->stored}, INPUT_SIZE_MAX,
                           &stream->gzip, failure);
}

Status input_stream_open(const char *path, InputStream **out, Failure *failure)
{
    *out = NULL;
    InputStream *stream = system_allocate_zeroed(1, sizeof *stream);
    if (stream == NULL) return failure_set(failure, STATUS_MEMORY, path, "reading");
    stream->stored.descriptor = -1;
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
    stored_file_close(&stream->stored);
    system_free(stream->lines);
    system_free(stream->path);
    system_free(stream);
}

Status input_stream_read(InputStream *stream, void *buffer, size_t size, size_t *got,
                         Failure *failure)
{
    Status status = stream->gzip != NULL
                        ? gzip_reader_read(stream->gzip, buffer, size, got, failure)
                        : stored_file_read(&stream->stored, buffer, size, got, failure);
    if (status != STATUS_OK) failure_locate(failure, stream->path);
    return status;
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
