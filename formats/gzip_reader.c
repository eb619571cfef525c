/* gzip_reader.c - inflating gzip with limits. */
#include "formats/gzip_reader.h"

#include "formats/input_file.h"
#include "formats/zlib_memory.h"

/* zlib counts in 32 bits: larger inputs are given to it in steps. */
enum { GZIP_STEP = 1 << 30, GZIP_RATIO_FREE = 1 << 20, GZIP_WINDOW_BITS = 15 + 16 };

struct GzipReader {
    z_stream stream;
    const uint8_t *bytes;
    size_t size, position; /* position: of what zlib has not been given */
    uint64_t content, content_max;
    bool at_end;
};

bool gzip_is(const void *bytes, size_t size)
{
    const uint8_t *magic = bytes;
    return size >= 2 && magic[0] == 0x1F && magic[1] == 0x8B;
}

Status gzip_reader_new(const void *bytes, size_t size, uint64_t content_max, GzipReader **out,
                       Failure *failure)
{
    *out = NULL;
    GzipReader *reader = system_allocate_zeroed(1, sizeof *reader);
    if (reader == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "gzip reader");
    reader->stream = zlib_memory_stream();
    reader->bytes = bytes;
    reader->size = size;
    reader->content_max = content_max;
    int result = inflateInit2(&reader->stream, GZIP_WINDOW_BITS);
    if (result != Z_OK) {
        system_free(reader);
        return failure_set(failure, result == Z_MEM_ERROR ? STATUS_MEMORY : STATUS_LIBRARY,
                           NULL, "zlib: inflateInit2");
    }
    *out = reader;
    return STATUS_OK;
}

void gzip_reader_free(GzipReader *reader)
{
    if (reader == NULL) return;
    (void)inflateEnd(&reader->stream);
    system_free(reader);
}

static void give_input(GzipReader *reader)
{
    size_t left = reader->size - reader->position;
    if (reader->stream.avail_in > 0 || left == 0) return;
    uInt step = left < GZIP_STEP ? (uInt)left : GZIP_STEP;
    reader->stream.next_in = reader->bytes + reader->position;
    reader->stream.avail_in = step;
    reader->position += step;
}

/* After a member: the end, or another member. */
static Status next_member(GzipReader *reader, Failure *failure)
{
    size_t unread = reader->stream.avail_in + (reader->size - reader->position);
    if (unread == 0) {
        reader->at_end = true;
        return STATUS_OK;
    }
    if (!gzip_is(reader->bytes + reader->size - unread, unread))
        return failure_set(failure, STATUS_INPUT_MALFORMED, NULL,
                           "gzip: %zu bytes after the end that are no gzip", unread);
    if (inflateReset(&reader->stream) != Z_OK)
        return failure_set(failure, STATUS_LIBRARY, NULL, "zlib: inflateReset");
    return STATUS_OK;
}

static Status check_limits(const GzipReader *reader, Failure *failure)
{
    if (reader->content > reader->content_max)
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, NULL,
                           "gzip: the content is larger than %llu bytes",
                           (unsigned long long)reader->content_max);
    uint64_t used = reader->position - reader->stream.avail_in;
    if (reader->content > GZIP_RATIO_FREE + used * INPUT_GZIP_RATIO_MAX)
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, NULL,
                           "gzip: the content is more than %d times the file",
                           INPUT_GZIP_RATIO_MAX);
    return STATUS_OK;
}

static Status after_inflate(GzipReader *reader, int result, Failure *failure)
{
    switch (result) {
    case Z_OK:
        return STATUS_OK;
    case Z_STREAM_END:
        return next_member(reader, failure);
    case Z_BUF_ERROR:
        return failure_set(failure, STATUS_INPUT_TRUNCATED, NULL, "gzip: the file ends early");
    case Z_MEM_ERROR:
        return failure_set(failure, STATUS_MEMORY, NULL, "zlib: inflate");
    default:
        return failure_set(failure, STATUS_INPUT_MALFORMED, NULL, "gzip: %s",
                           reader->stream.msg != NULL ? reader->stream.msg : "damaged");
    }
}

static Status inflate_step(GzipReader *reader, uint8_t *buffer, size_t size, size_t *got,
                           Failure *failure)
{
    give_input(reader);
    uInt room = size < GZIP_STEP ? (uInt)size : GZIP_STEP;
    reader->stream.next_out = buffer;
    reader->stream.avail_out = room;
    int result = inflate(&reader->stream, Z_NO_FLUSH);
    *got = room - reader->stream.avail_out;
    reader->content += *got;
    TRY(check_limits(reader, failure));
    return after_inflate(reader, result, failure);
}

Status gzip_reader_read(GzipReader *reader, void *buffer, size_t size, size_t *got,
                        Failure *failure)
{
    INVARIANT(size > 0);
    *got = 0;
    while (*got < size && !reader->at_end) {
        size_t step;
        TRY(inflate_step(reader, (uint8_t *)buffer + *got, size - *got, &step, failure));
        *got += step;
    }
    return STATUS_OK;
}

uint64_t gzip_reader_stored(const GzipReader *reader)
{
    return reader->position - reader->stream.avail_in;
}
