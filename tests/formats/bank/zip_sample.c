#include "tests/formats/bank/zip_sample.h"

#include <string.h>
#include <zlib.h>

#include "tests/rules/base/test_main.h"

enum { SAMPLE_MAX = 1 << 16, FILES_MAX = 80 };

static void put(TextBuffer *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        text_buffer_char(out, (char)(value >> (8 * i) & 0xff));
}

static size_t pack(const ZipSample *file, char *out)
{
    z_stream stream = {0};
    if (!file->deflated) {
        memcpy(out, file->content, file->size);
        return file->size;
    }
    CU_ASSERT_EQUAL_FATAL(deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, 0), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)file->content;
    stream.avail_in = (uInt)file->size;
    stream.next_out = (Bytef *)out;
    stream.avail_out = SAMPLE_MAX;
    CU_ASSERT_EQUAL_FATAL(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t size = stream.total_out;
    (void)deflateEnd(&stream);
    return size;
}

/* What both headers of a file say: from "version needed" to the lengths of name and extra. */
static void put_header(TextBuffer *out, const ZipSample *file, size_t stored)
{
    put(out, 20, 2);
    put(out, 0, 2);
    put(out, file->deflated ? 8 : 0, 2);
    put(out, 0, 4);
    put(out, crc32(0, (const Bytef *)file->content, (uInt)file->size), 4);
    put(out, stored, 4);
    put(out, file->size, 4);
    put(out, strlen(file->name), 2);
    put(out, 0, 2);
}

void zip_sample(const ZipSample *files, size_t count, TextBuffer *out)
{
    static char packed[SAMPLE_MAX];
    size_t offsets[FILES_MAX], stored[FILES_MAX];
    CU_ASSERT_FATAL(count <= FILES_MAX);
    for (size_t i = 0; i < count; i++) {
        offsets[i] = out->length;
        stored[i] = pack(&files[i], packed);
        put(out, 0x04034b50, 4);
        put_header(out, &files[i], stored[i]);
        text_buffer_text(out, files[i].name);
        text_buffer_append(out, packed, stored[i]);
    }
    size_t begin = out->length;
    for (size_t i = 0; i < count; i++) {
        put(out, 0x02014b50, 4);
        put(out, 20, 2);
        put_header(out, &files[i], stored[i]);
        put(out, 0, 10);
        put(out, offsets[i], 4);
        text_buffer_text(out, files[i].name);
    }
    size_t end = out->length;
    put(out, 0x06054b50, 4);
    put(out, 0, 4);
    put(out, count, 2);
    put(out, count, 2);
    put(out, end - begin, 4);
    put(out, begin, 4);
    put(out, 0, 2);
    CU_ASSERT_EQUAL_FATAL(text_buffer_status(out, NULL), STATUS_OK);
}
