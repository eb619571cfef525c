/*
 * test_line_deflate.c - a coder of our own is right when zlib, which knows nothing of it, reads
 * back each byte: of lines, of noise, of runs, of every short length, and of random mixtures of
 * all that. What it gives must depend on the content alone and fit the room that it asks for.
 */
#include "formats/base/line_deflate.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "formats/base/deflate_code.h"
#include "tests/rules/base/test_main.h"

enum { SECTION = 1 << 18, FENCE = 0xA5 };

static LineDeflate *of_all; /* made by the first test and freed by the last */
static uint64_t state;

static uint32_t random_below(uint32_t limit)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % limit;
}

/* A stream that does not end: zlib has read all when it waits for more. */
static bool reads_back(const uint8_t *packed, size_t packed_length, const uint8_t *content,
                       size_t length)
{
    uint8_t *out = malloc(length + 1);
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)packed,
                       .avail_in = (uInt)packed_length,
                       .next_out = out,
                       .avail_out = (uInt)length + 1};
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    CU_ASSERT_EQUAL_FATAL(inflateInit2(&stream, -15), Z_OK);
    int result = inflate(&stream, Z_SYNC_FLUSH);
    bool same = (result == Z_OK || result == Z_BUF_ERROR) && stream.avail_in == 0 &&
                stream.total_out == length && memcmp(out, content, length) == 0;
    inflateEnd(&stream);
    free(out);
    return same;
}

/* Returns how many bytes it takes. */
static size_t check(const uint8_t *content, size_t length)
{
    size_t room = line_deflate_bound(length);
    uint8_t *packed = malloc(room + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(packed);
    packed[room] = FENCE;
    size_t count = line_deflate(of_all, content, length, packed);
    CU_ASSERT_TRUE(count <= room);
    CU_ASSERT_EQUAL(packed[room], FENCE);
    CU_ASSERT_TRUE_FATAL(reads_back(packed, count, content, length));
    free(packed);
    return count;
}

static size_t put_line(char *to, uint32_t number)
{
    static const char *const ends[] = {
        ",0,1,23000000,17250000,11500000,5750000,PAY,due,1.1,2018,3,test\n",
        ",0,1,6230000,6230000,6230000,0,ZERO,nothing-due,1.1,2018,3,test\n",
        ",1/8,1,8400000,6300000,4200000,2100000,HELD,R901,1.1,2018,3,test\n"};
    return (size_t)snprintf(to, 128, "%011u,AR-%u,2018,%u,%04u%s", number, number % 5,
                            number % 5, 101 + random_below(2000), ends[random_below(3)]);
}

static size_t put_lines(char *to, size_t room)
{
    size_t length = 0;
    uint32_t number = random_below(1000000);
    while (length + 128 < room)
        length += put_line(to + length, number += 1 + random_below(3000));
    return length;
}

static void lines_shrink_to_a_seventh(void)
{
    size_t room = 3 * SECTION;
    char *text = malloc(room);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    state = 1;
    size_t length = put_lines(text, room);
    CU_ASSERT_TRUE(check((uint8_t *)text, length) * 7 < length);
    free(text);
}

static void noise_grows_by_little(void)
{
    size_t length = 2 * SECTION + 100;
    uint8_t *noise = malloc(length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(noise);
    state = 2;
    for (size_t i = 0; i < length; i++)
        noise[i] = (uint8_t)random_below(256);
    CU_ASSERT_TRUE(check(noise, length) < length + 100);
    free(noise);
}

static void every_short_length(void)
{
    char text[400];
    state = 3;
    (void)put_lines(text, sizeof text);
    for (size_t length = 0; length <= 300; length++)
        check((uint8_t *)text, length);
}

/* Repetitions of any length at any distance, also over the end of a section. */
static void runs_and_distances(void)
{
    size_t length = SECTION + 70000;
    uint8_t *content = malloc(length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(content);
    static const size_t periods[] = {1, 2, 3, 4, 5, 257, 258, 259, 32767, 32768, 32769};
    state = 4;
    for (size_t p = 0; p < sizeof periods / sizeof periods[0]; p++) {
        for (size_t i = 0; i < length; i++)
            content[i] = i < periods[p] ? (uint8_t)random_below(256) : content[i - periods[p]];
        check(content, length);
    }
    free(content);
}

static void ends_around_a_section(void)
{
    size_t room = SECTION + 500;
    char *text = malloc(room);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    state = 5;
    CU_ASSERT_TRUE(put_lines(text, room) > SECTION + 20);
    for (size_t length = SECTION - 20; length < SECTION + 20; length++)
        check((uint8_t *)text, length);
    free(text);
}

static size_t put_something(uint8_t *to, size_t at, size_t room)
{
    size_t most = 1 + random_below(2000), kind = random_below(4), length = 0;
    if (most > room) most = room;
    if (kind == 0 && most > 200) return put_lines((char *)to + at, most);
    size_t back = 1 + random_below(at > 0 ? (uint32_t)at : 1);
    for (; length < most; length++) {
        if (kind == 1 && at > 0)
            to[at + length] = to[at + length - back];
        else
            to[at + length] = (uint8_t)random_below(kind == 2 ? 256 : 3);
    }
    return length;
}

static void random_mixtures(void)
{
    enum { ROOM = 400000, ROUNDS = 60 };
    uint8_t *content = malloc(ROOM);
    CU_ASSERT_PTR_NOT_NULL_FATAL(content);
    state = 6;
    for (int round = 0; round < ROUNDS; round++) {
        size_t length = 0, wanted = random_below(ROOM);
        while (length < wanted)
            length += put_something(content, length, wanted - length);
        check(content, length);
    }
    free(content);
}

/* What stood in the tables before must not matter. */
static void the_same_again(void)
{
    char text[5000];
    uint8_t first[8000], second[8000];
    LineDeflate *other = NULL;
    state = 7;
    size_t length = put_lines(text, sizeof text);
    CU_ASSERT_EQUAL_FATAL(line_deflate_new(&other, NULL), STATUS_OK);
    size_t a = line_deflate(of_all, (uint8_t *)text, length, first);
    size_t b = line_deflate(other, (uint8_t *)text, length, second);
    CU_ASSERT_EQUAL(a, b);
    CU_ASSERT_EQUAL(memcmp(first, second, a), 0);
    line_deflate_free(other);
}

/* Fibonacci's numbers make the deepest tree: its codes are cut to what deflate can write, and
 * still say which is which. */
static void codes_are_short_and_complete(void)
{
    uint32_t frequencies[DEFLATE_SYMBOLS_MAX] = {1, 1};
    DeflateCode codes[DEFLATE_SYMBOLS_MAX];
    for (size_t used = 2; used < 40; used++) {
        uint32_t room = 0;
        frequencies[used] = frequencies[used - 1] + frequencies[used - 2];
        deflate_codes(frequencies, DEFLATE_SYMBOLS_MAX, codes);
        for (size_t i = 0; i < DEFLATE_SYMBOLS_MAX; i++) {
            CU_ASSERT_EQUAL(codes[i].count > 0, i <= used);
            CU_ASSERT_TRUE_FATAL(codes[i].count <= DEFLATE_CODE_BITS);
            room += codes[i].count > 0 ? 1u << (DEFLATE_CODE_BITS - codes[i].count) : 0;
            if (i > 0 && i <= used) CU_ASSERT_TRUE(codes[i].count <= codes[i - 1].count);
        }
        CU_ASSERT_EQUAL(room, 1u << DEFLATE_CODE_BITS);
    }
}

static void is_made(void)
{
    CU_ASSERT_EQUAL_FATAL(line_deflate_new(&of_all, NULL), STATUS_OK);
}

static void is_freed(void)
{
    line_deflate_free(of_all);
    line_deflate_free(NULL);
}

static const TestCase tests[] = {
    {"is made", is_made},
    {"lines", lines_shrink_to_a_seventh},
    {"noise", noise_grows_by_little},
    {"every short length", every_short_length},
    {"runs and distances", runs_and_distances},
    {"ends around a section", ends_around_a_section},
    {"random mixtures", random_mixtures},
    {"the same again", the_same_again},
    {"codes", codes_are_short_and_complete},
    {"is freed", is_freed},
};

TEST_MAIN("line deflate", tests)
