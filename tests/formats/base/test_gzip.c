/*
 * test_gzip.c - compressed files are compared byte by byte between machines and years, and come
 * in from strangers: the writer's bytes must depend on the content alone, and the reader must
 * refuse every damaged, truncated or exploding file.
 */
#include "formats/base/gzip_blocks.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "formats/base/gzip_reader.h"
#include "formats/base/gzip_whole.h"
#include "formats/base/output_file.h"
#include "tests/rules/base/test_main.h"

/* Content that neither compresses to nothing nor not at all; the same every time. */
static uint8_t *make_content(size_t size)
{
    uint8_t *content = malloc(size + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(content);
    uint32_t state = 1;
    for (size_t i = 0; i < size; i++) {
        state = state * 1103515245 + 12345;
        content[i] = (uint8_t) "0123456789,\nPAY "[state >> 28];
    }
    return content;
}

/* Compresses with `threads`; from a batch on in calls of whole batches, as the writer does. */
static TextBuffer pack(const uint8_t *content, size_t size, int level, int threads)
{
    GzipBlocks *gzip = NULL;
    Sha256 *digest = NULL;
    TextBuffer packed = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL_FATAL(gzip_blocks_new(level, threads, &gzip, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(sha256_new(&digest, NULL), STATUS_OK);
    size_t batch = gzip_blocks_batch(gzip);
    while (size > batch) {
        CU_ASSERT_EQUAL_FATAL(
            gzip_blocks_add(gzip, content, batch, false, digest, &packed, NULL), STATUS_OK);
        content += batch;
        size -= batch;
    }
    CU_ASSERT_EQUAL_FATAL(gzip_blocks_add(gzip, content, size, true, digest, &packed, NULL),
                          STATUS_OK);
    sha256_free(digest);
    gzip_blocks_free(gzip);
    return packed;
}

/* Reads everything, `piece` bytes at a time. */
static Status unpack(const void *bytes, size_t size, uint64_t content_max, size_t piece,
                     TextBuffer *out)
{
    GzipReader *reader = NULL;
    text_buffer_clear(out);
    Status status = gzip_reader_of(bytes, size, content_max, &reader, NULL);
    size_t got = piece;
    while (status == STATUS_OK && got == piece) {
        CU_ASSERT_TRUE_FATAL(text_buffer_reserve(out, piece));
        status = gzip_reader_read(reader, out->bytes + out->length, piece, &got, NULL);
        out->length += got;
    }
    gzip_reader_free(reader);
    return status;
}

static void check_round_trip(const uint8_t *content, size_t size)
{
    TextBuffer packed = pack(content, size, 1, 2), out = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL(unpack(packed.bytes, packed.length, size, 1 << 16, &out), STATUS_OK);
    CU_ASSERT_EQUAL(out.length, size);
    CU_ASSERT_TRUE(size == 0 || memcmp(out.bytes, content, size) == 0);
    text_buffer_free(&packed);
    text_buffer_free(&out);
}

static void round_trips_around_block_ends(void)
{
    uint8_t *content = make_content(20 * GZIP_BLOCK + 1);
    static const size_t sizes[] = {0,
                                   1,
                                   GZIP_BLOCK - 1,
                                   GZIP_BLOCK,
                                   GZIP_BLOCK + 1,
                                   2 * GZIP_BLOCK,
                                   16 * GZIP_BLOCK, /* a batch of two threads */
                                   16 * GZIP_BLOCK + 1,
                                   20 * GZIP_BLOCK + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        check_round_trip(content, sizes[i]);
    free(content);
}

static void bytes_do_not_depend_on_threads(void)
{
    size_t size = 19 * GZIP_BLOCK + 77;
    uint8_t *content = make_content(size);
    static const int levels[] = {GZIP_LINES, 6, 9};
    for (size_t i = 0; i < 3; i++) {
        TextBuffer one = pack(content, size, levels[i], 1);
        static const int threads[] = {2, 3, 7};
        for (size_t j = 0; j < 3; j++) {
            TextBuffer many = pack(content, size, levels[i], threads[j]);
            CU_ASSERT_EQUAL_FATAL(many.length, one.length);
            CU_ASSERT_EQUAL(memcmp(many.bytes, one.bytes, one.length), 0);
            text_buffer_free(&many);
        }
        text_buffer_free(&one);
    }
    free(content);
}

static void incompressible_content_fits(void)
{
    size_t size = 3 * GZIP_BLOCK;
    uint8_t *content = make_content(size);
    uint64_t state = 88172645463325252u;
    for (size_t i = 0; i < size; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        content[i] = (uint8_t)(state >> 32);
    }
    check_round_trip(content, size);
    free(content);
}

static void header_is_fixed(void)
{
    static const struct {
        int level;
        uint8_t effort;
    } cases[] = {{1, 4}, {6, 0}, {9, 2}};
    for (size_t i = 0; i < 3; i++) {
        TextBuffer packed = pack((const uint8_t *)"abc", 3, cases[i].level, 1);
        const uint8_t header[] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, cases[i].effort, 255};
        CU_ASSERT_EQUAL(memcmp(packed.bytes, header, sizeof header), 0);
        /* CRC-32 of "abc" (352441C2) and the length, least byte first. */
        const uint8_t trailer[] = {0xC2, 0x41, 0x24, 0x35, 3, 0, 0, 0};
        CU_ASSERT_EQUAL(memcmp(packed.bytes + packed.length - 8, trailer, sizeof trailer), 0);
        text_buffer_free(&packed);
    }
}

/* A reader that knows nothing of this program, and of one member. */
static void check_member(const TextBuffer *packed, const uint8_t *content, size_t size)
{
    uint8_t *out = malloc(size + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    z_stream stream = {0};
    CU_ASSERT_EQUAL(inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = (Bytef *)packed->bytes;
    stream.avail_in = (uInt)packed->length;
    stream.next_out = out;
    stream.avail_out = (uInt)size + 1;
    CU_ASSERT_EQUAL(inflate(&stream, Z_FINISH), Z_STREAM_END);
    CU_ASSERT_EQUAL(stream.avail_in, 0);
    CU_ASSERT_EQUAL(stream.total_out, size);
    CU_ASSERT_EQUAL(memcmp(out, content, size), 0);
    inflateEnd(&stream);
    free(out);
}

static void zlib_reads_one_member(void)
{
    static const int levels[] = {GZIP_LINES, 6};
    size_t size = 5 * GZIP_BLOCK + 5;
    uint8_t *content = make_content(size);
    for (size_t i = 0; i < 2; i++) {
        TextBuffer packed = pack(content, size, levels[i], 3);
        check_member(&packed, content, size);
        text_buffer_free(&packed);
    }
    free(content);
}

/* Pieces of any size, empty ones too, between and after content that comes as it is. */
static void pieces_are_joined(void)
{
    static const size_t lengths[] = {0, 1, 200000, 0, 3, GZIP_BLOCK + 1, 77};
    uint8_t *content = make_content(2 * GZIP_BLOCK + 200000);
    CLEANUP(gzip_blocks_free) GzipBlocks *gzip = NULL;
    CLEANUP(line_deflate_free) LineDeflate *deflate = NULL;
    CLEANUP(sha256_free) Sha256 *digest = NULL;
    TextBuffer packed = TEXT_BUFFER_EMPTY;
    GzipPiece piece = {0};
    uint8_t sum[SHA256_SIZE], expected[SHA256_SIZE];
    size_t done = 5;
    CU_ASSERT_EQUAL_FATAL(gzip_blocks_new(GZIP_LINES, 2, &gzip, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(line_deflate_new(&deflate, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(sha256_new(&digest, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(gzip_blocks_add(gzip, content, done, false, digest, &packed, NULL),
                    STATUS_OK);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        text_buffer_append(&piece.content, content + done, lengths[i]);
        CU_ASSERT_EQUAL(gzip_piece_pack(&piece, deflate, NULL), STATUS_OK);
        CU_ASSERT_EQUAL(gzip_blocks_join(gzip, &piece, digest, &packed, NULL), STATUS_OK);
        gzip_piece_clear(&piece);
        done += lengths[i];
    }
    CU_ASSERT_EQUAL(gzip_blocks_add(gzip, NULL, 0, true, digest, &packed, NULL), STATUS_OK);
    check_member(&packed, content, done);
    CU_ASSERT_EQUAL(sha256_finish(digest, sum, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(sha256_of(content, done, expected, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(sum, expected, sizeof sum), 0);
    gzip_piece_free(&piece);
    text_buffer_free(&packed);
    free(content);
}

static void blocks_share_their_window(void)
{
    /* Random bytes that come again 16 KiB later, over every block's edge: only the dictionary
     * makes the first half window of a block cheap. */
    size_t size = 4 * GZIP_BLOCK;
    uint8_t *content = make_content(size);
    for (size_t i = 1 << 14; i < size; i++)
        content[i] = content[i - (1 << 14)];
    TextBuffer packed = pack(content, size, 6, 2);
    CU_ASSERT_TRUE(packed.length < 20000);
    text_buffer_free(&packed);
    free(content);
}

static void every_cut_is_truncated(void)
{
    uint8_t *content = make_content(3000);
    TextBuffer packed = pack(content, 3000, 6, 1), out = TEXT_BUFFER_EMPTY;
    for (size_t size = 2; size < packed.length; size++)
        CU_ASSERT_EQUAL(unpack(packed.bytes, size, 1 << 20, 500, &out), STATUS_INPUT_TRUNCATED);
    text_buffer_free(&packed);
    text_buffer_free(&out);
    free(content);
}

static void damage_is_found(void)
{
    uint8_t *content = make_content(3000);
    TextBuffer packed = pack(content, 3000, 6, 1), out = TEXT_BUFFER_EMPTY;
    for (size_t at = 10; at < packed.length; at++) { /* the header's own bytes may vary */
        packed.bytes[at] ^= 0x10;
        Status status = unpack(packed.bytes, packed.length, 1 << 20, 1 << 16, &out);
        CU_ASSERT_TRUE(status == STATUS_INPUT_MALFORMED || status == STATUS_INPUT_TRUNCATED);
        packed.bytes[at] ^= 0x10;
    }
    text_buffer_free(&packed);
    text_buffer_free(&out);
    free(content);
}

static void members_and_garbage_after_the_end(void)
{
    TextBuffer both = pack((const uint8_t *)"first,", 6, 1, 1), out = TEXT_BUFFER_EMPTY;
    TextBuffer second = pack((const uint8_t *)"second", 6, 9, 1);
    text_buffer_append(&both, second.bytes, second.length);
    CU_ASSERT_EQUAL(unpack(both.bytes, both.length, 12, 5, &out), STATUS_OK);
    CU_ASSERT_EQUAL(out.length, 12);
    CU_ASSERT_EQUAL(memcmp(out.bytes, "first,second", 12), 0);
    CU_ASSERT_EQUAL(unpack(both.bytes, both.length - 1, 12, 5, &out), STATUS_INPUT_TRUNCATED);
    text_buffer_char(&both, '\0');
    CU_ASSERT_EQUAL(unpack(both.bytes, both.length, 12, 5, &out), STATUS_INPUT_MALFORMED);
    text_buffer_free(&both);
    text_buffer_free(&second);
    text_buffer_free(&out);
}

/* Stored bytes that come `step` at a time. */
typedef struct Fed {
    const uint8_t *bytes;
    size_t size, step;
} Fed;

static Status next_fed(void *user, const uint8_t **bytes, size_t *length, Failure *failure)
{
    Fed *fed = user;
    (void)failure;
    *bytes = fed->bytes;
    *length = fed->size < fed->step ? fed->size : fed->step;
    fed->bytes += *length;
    fed->size -= *length;
    return STATUS_OK;
}

static Status unpack_fed(const TextBuffer *packed, size_t size, size_t step, TextBuffer *out)
{
    Fed fed = {(const uint8_t *)packed->bytes, size, step};
    GzipReader *reader = NULL;
    text_buffer_clear(out);
    CU_ASSERT_TRUE_FATAL(text_buffer_reserve(out, 100));
    CU_ASSERT_EQUAL_FATAL(gzip_reader_new((GzipSource){next_fed, &fed}, 1000, &reader, NULL),
                          STATUS_OK);
    Status status = gzip_reader_read(reader, out->bytes, 100, &out->length, NULL);
    if (status == STATUS_OK) CU_ASSERT_EQUAL(gzip_reader_stored(reader), size);
    gzip_reader_free(reader);
    return status;
}

/* Wherever the pieces end, in the middle of a second member's first two bytes too. */
static void pieces_of_any_size(void)
{
    TextBuffer both = pack((const uint8_t *)"first,", 6, 1, 1), out = TEXT_BUFFER_EMPTY;
    TextBuffer second = pack((const uint8_t *)"second", 6, 9, 1);
    size_t one = both.length;
    text_buffer_append(&both, second.bytes, second.length);
    for (size_t step = 1; step <= both.length; step++) {
        CU_ASSERT_EQUAL(unpack_fed(&both, both.length, step, &out), STATUS_OK);
        CU_ASSERT_EQUAL(out.length, 12);
        CU_ASSERT_EQUAL(memcmp(out.bytes, "first,second", 12), 0);
        CU_ASSERT_EQUAL(unpack_fed(&both, both.length - 1, step, &out), STATUS_INPUT_TRUNCATED);
        both.bytes[one + 1] ^= 1; /* the second of its magic bytes */
        CU_ASSERT_EQUAL(unpack_fed(&both, both.length, step, &out), STATUS_INPUT_MALFORMED);
        both.bytes[one + 1] ^= 1;
        both.bytes[one] ^= 1;
        CU_ASSERT_EQUAL(unpack_fed(&both, both.length, step, &out), STATUS_INPUT_MALFORMED);
        both.bytes[one] ^= 1;
    }
    text_buffer_free(&both);
    text_buffer_free(&second);
    text_buffer_free(&out);
}

static void limits_just_inside_and_outside(void)
{
    uint8_t *content = make_content(5000);
    TextBuffer packed = pack(content, 5000, 6, 1), out = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL(unpack(packed.bytes, packed.length, 5000, 1 << 16, &out), STATUS_OK);
    CU_ASSERT_EQUAL(unpack(packed.bytes, packed.length, 4999, 1 << 16, &out),
                    STATUS_INPUT_TOO_LARGE);
    text_buffer_free(&packed);
    text_buffer_free(&out);
    free(content);
}

/* What is inflated at once is what the reader gives; what the reader refuses is not. */
static bool compare_whole(const void *bytes, size_t size, uint64_t content_max)
{
    void *content;
    size_t count;
    TextBuffer out = TEXT_BUFFER_EMPTY;
    Status status = unpack(bytes, size, content_max, 1 << 16, &out);
    bool whole = gzip_whole_inflate(bytes, size, content_max, &content, &count);
    CU_ASSERT(whole || (content == NULL && count == 0));
    CU_ASSERT(!whole || (status == STATUS_OK && count == out.length &&
                         (count == 0 || memcmp(content, out.bytes, count) == 0)));
    system_free(content);
    text_buffer_free(&out);
    return whole;
}

static void inflated_at_once(void)
{
    static const size_t sizes[] = {0, 1, 5000, GZIP_BLOCK, 3 * GZIP_BLOCK + 7};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint8_t *content = make_content(sizes[i]);
        TextBuffer packed = pack(content, sizes[i], 6, 2), twice = TEXT_BUFFER_EMPTY;
        bool can = compare_whole(packed.bytes, packed.length, sizes[i]);
        CU_ASSERT(sizes[i] == 0 || !compare_whole(packed.bytes, packed.length, sizes[i] - 1));
        text_buffer_append(&twice, packed.bytes, packed.length);
        text_buffer_append(&twice, packed.bytes, packed.length);
        CU_ASSERT_EQUAL(compare_whole(twice.bytes, twice.length, 2 * sizes[i]), can);
        for (size_t cut = 1; cut < 40 && cut < packed.length; cut++)
            CU_ASSERT(!compare_whole(twice.bytes, twice.length - cut, 2 * sizes[i]));
        packed.bytes[3] = 2; /* a check sum of the header, which only zlib looks at */
        CU_ASSERT(!compare_whole(packed.bytes, packed.length, sizes[i]));
        text_buffer_free(&packed);
        text_buffer_free(&twice);
        free(content);
    }
}

static void damaged_at_once(void)
{
    uint8_t *content = make_content(3000);
    TextBuffer packed = pack(content, 3000, 6, 1);
    for (size_t at = 0; at < packed.length; at++) {
        packed.bytes[at] = (char)(packed.bytes[at] ^ 1 << at % 8);
        (void)compare_whole(packed.bytes, packed.length, 1 << 20);
        packed.bytes[at] = (char)(packed.bytes[at] ^ 1 << at % 8);
    }
    text_buffer_free(&packed);
    free(content);
}

/* zlib's own one-stream gzip of zeros, whose ratio comes near deflate's limit of 1032. */
static void a_bomb_is_refused(void)
{
    static const uint8_t zeros[1 << 16];
    size_t room = 1 << 20;
    uint8_t *bomb = malloc(room);
    z_stream stream = {.next_out = bomb, .avail_out = (uInt)room};
    CU_ASSERT_PTR_NOT_NULL_FATAL(bomb);
    CU_ASSERT_EQUAL(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
    for (int i = 0; i < 2000; i++) {
        stream.next_in = (Bytef *)zeros;
        stream.avail_in = sizeof zeros;
        CU_ASSERT_EQUAL_FATAL(deflate(&stream, i + 1 < 2000 ? Z_NO_FLUSH : Z_FINISH),
                              i + 1 < 2000 ? Z_OK : Z_STREAM_END);
    }
    TextBuffer out = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL(unpack(bomb, stream.total_out, (uint64_t)1 << 40, 1 << 16, &out),
                    STATUS_INPUT_TOO_LARGE);
    CU_ASSERT_TRUE(out.length < 80u << 20);
    deflateEnd(&stream);
    text_buffer_free(&out);
    free(bomb);
}

static void zeros_of_our_own_are_no_bomb(void)
{
    size_t size = 8 << 20;
    uint8_t *content = calloc(1, size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(content);
    check_round_trip(content, size);
    free(content);
}

static const TestCase tests[] = {
    {"round trips around block ends", round_trips_around_block_ends},
    {"bytes do not depend on threads", bytes_do_not_depend_on_threads},
    {"incompressible content", incompressible_content_fits},
    {"header and trailer", header_is_fixed},
    {"zlib reads one member", zlib_reads_one_member},
    {"pieces are joined", pieces_are_joined},
    {"blocks share their window", blocks_share_their_window},
    {"every cut is truncated", every_cut_is_truncated},
    {"damage is found", damage_is_found},
    {"members and garbage after the end", members_and_garbage_after_the_end},
    {"pieces of any size", pieces_of_any_size},
    {"size limit", limits_just_inside_and_outside},
    {"a bomb", a_bomb_is_refused},
    {"inflated at once", inflated_at_once},
    {"damaged, at once", damaged_at_once},
    {"zeros of our own are no bomb", zeros_of_our_own_are_no_bomb},
};

TEST_MAIN("gzip", tests)
