/* gzip_reader.c - inflating gzip with limits. */
#include "formats/base/gzip_reader.h"

#include "formats/base/input_file.h"
#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"
#include "formats/base/zlib_memory.h"

/* zlib counts in 32 bits: larger inputs are given to it in steps. */
enum { GZIP_STEP = 1 << 30, GZIP_RATIO_FREE = 1 << 20, GZIP_WINDOW_BITS = 15 + 16 };

struct GzipReader {
    z_stream stream;
    GzipSource source;
    const uint8_t *bytes; /* in memory: what has not been given out */
    size_t size;
    uint64_t stored; /* bytes that zlib has been given */
    uint64_t content, content_max;
    bool at_end;
};

bool gzip_is(const void *bytes, size_t size)
{
    const uint8_t *magic = bytes;
    return size >= 2 && magic[0] == 0x1F && magic[1] == 0x8B;
}

Status gzip_reader_new(GzipSource source, uint64_t content_max, GzipReader **out,
                       Failure *failure)
{
    *out = NULL;
    GzipReader *reader = system_allocate_zeroed(1, sizeof *reader);
    if (reader == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "gzip reader");
    reader->stream = zlib_memory_stream();
    reader->source = source;
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

static Status next_in_memory(void *user, const uint8_t **bytes, size_t *length,
                             Failure *failure)
{
    GzipReader *reader = user;
    (void)failure;
    *length = reader->size < GZIP_STEP ? reader->size : GZIP_STEP;
    *bytes = reader->bytes;
    reader->bytes += *length;
    reader->size -= *length;
    return STATUS_OK;
}

Status gzip_reader_of(const void *bytes, size_t size, uint64_t content_max, GzipReader **out,
                      Failure *failure)
{
    TRY(gzip_reader_new((GzipSource){next_in_memory, NULL}, content_max, out, failure));
    (*out)->source.user = *out;
    (*out)->bytes = bytes;
    (*out)->size = size;
    return STATUS_OK;
}

void gzip_reader_free(GzipReader *reader)
{
    if (reader == NULL) return;
    (void)inflateEnd(&reader->stream);
    system_free(reader);
}

static Status give_input(GzipReader *reader, Failure *failure)
{
    const uint8_t *bytes;
    size_t length;
    if (reader->stream.avail_in > 0) return STATUS_OK;
    TRY(reader->source.next(reader->source.user, &bytes, &length, failure));
    INVARIANT(length <= GZIP_STEP);
    reader->stream.next_in = bytes;
    reader->stream.avail_in = (uInt)length;
    reader->stored += length;
    return STATUS_OK;
}

/* After a member: the end, or another member. A piece may end within its first two bytes: the
 * second is then left to zlib. */
static Status next_member(GzipReader *reader, Failure *failure)
{
    static const uint8_t second = 0x8B;
    TRY(give_input(reader, failure));
    uInt unread = reader->stream.avail_in;
    if (unread == 0) {
        reader->at_end = true;
        return STATUS_OK;
    }
    const uint8_t begin[2] = {reader->stream.next_in[0],
                              unread > 1 ? reader->stream.next_in[1] : second};
    if (!gzip_is(begin, sizeof begin))
        return failure_set(failure, STATUS_INPUT_MALFORMED, NULL,
                           "gzip: after the end, at byte %llu, stand others that are no gzip",
                           (unsigned long long)gzip_reader_stored(reader) + 1);
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
    if (reader->content > GZIP_RATIO_FREE + gzip_reader_stored(reader) * INPUT_GZIP_RATIO_MAX)
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
        return failure_set(failure, STATUS_INPUT_MALFORMED, NULL, "gzip: damaged");
    }
}

static Status inflate_step(GzipReader *reader, uint8_t *buffer, size_t size, size_t *got,
                           Failure *failure)
{
    TRY(give_input(reader, failure));
    STAGE(COMPRESS);
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
    return reader->stored - reader->stream.avail_in;
}
