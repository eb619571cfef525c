/* line_deflate.c - repetitions found field by field, and their codes. */
#include "formats/base/line_deflate.h"

#include <endian.h>
#include <stdbool.h>
#include <string.h>

#include "formats/base/deflate_code.h"
#include "formats/base/system.h"

enum {
    WINDOW = 1 << 15,
    SHORT = 4, /* bytes that are looked for, when LONG of them are not found */
    LONG = 8,
    MATCH_MIN = 3,
    MATCH_MAX = 258,
    TABLE_BITS = 12,
    SECTION = 1 << 18, /* bytes of content that share their codes */
    STEPS_MAX = SECTION / SHORT + 1,
    LITERALS = 256,
    END_OF_BLOCK = 256,
    LENGTH_CODES = 29,
    SYMBOLS = LITERALS + 1 + LENGTH_CODES,
    DISTANCES = 30,
    NEAR = 256, /* distances that have a row of their own in the table */
    STORED_MAX = UINT16_MAX,
    STORED_HEAD = 5,
    SECTION_HEAD = 512, /* what a section's codes take, amply */
    USUAL_HEAD = 80     /* and usually: less content is not worth them */
};

/* Bytes as they are, then a repetition; length 0: the end of the section. */
typedef struct Step {
    uint32_t literals;
    uint16_t length;
    uint16_t distance; /* less 1 */
} Step;

/* What is written for a literal or a length, more than a code's bits for the latter. */
typedef struct Written {
    uint32_t bits;
    uint32_t count;
} Written;

struct LineDeflate {
    uint32_t longs[1 << TABLE_BITS], shorts[1 << TABLE_BITS]; /* where they began last */
    uint32_t symbol_counts[SYMBOLS], distance_counts[DISTANCES];
    DeflateCode symbols[SYMBOLS], distances[DISTANCES];
    uint8_t length_code[MATCH_MAX + 1];         /* 0 to 28 */
    uint8_t distance_code[NEAR + WINDOW / 128]; /* 0 to 29 */
    Written literals[LITERALS], lengths[MATCH_MAX + 1];
    size_t step_count;
    Step steps[STEPS_MAX];
};

/* RFC 1951, 3.2.5. */
static const uint16_t length_base[LENGTH_CODES] = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                                   15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                                   67, 83, 99, 115, 131, 163, 195, 227, 258};
static const uint8_t length_extra[LENGTH_CODES] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                   2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
static const uint16_t distance_base[DISTANCES] = {
    1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
    193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
static const uint8_t distance_extra[DISTANCES] = {0, 0, 0,  0,  1,  1,  2,  2,  3,  3,
                                                  4, 4, 5,  5,  6,  6,  7,  7,  8,  8,
                                                  9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

/* --- tables --- */

/* The place of a distance less 1 in distance_code. */
static size_t distance_row(size_t distance)
{
    return distance < NEAR ? distance : NEAR + distance / 128;
}

static void fill_tables(LineDeflate *deflate)
{
    for (size_t code = 0, length = MATCH_MIN; length <= MATCH_MAX; length++) {
        while (code + 1 < LENGTH_CODES && length >= length_base[code + 1])
            code++;
        deflate->length_code[length] = (uint8_t)code;
    }
    for (size_t code = 0, distance = 1; distance <= WINDOW; distance++) {
        while (code + 1 < DISTANCES && distance >= distance_base[code + 1])
            code++;
        deflate->distance_code[distance_row(distance - 1)] = (uint8_t)code;
    }
}

Status line_deflate_new(LineDeflate **out, Failure *failure)
{
    *out = system_allocate_zeroed(1, sizeof **out);
    if (*out == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "compressing");
    fill_tables(*out);
    return STATUS_OK;
}

void line_deflate_free(LineDeflate *deflate)
{
    system_free(deflate);
}

size_t line_deflate_bound(size_t length)
{
    size_t sections = length / SECTION + 1;
    return length + sections * SECTION_HEAD + (length / STORED_MAX + sections) * STORED_HEAD +
           SECTION_HEAD;
}

/* --- repetitions --- */

static uint64_t load(const uint8_t *from)
{
    uint64_t bytes;
    memcpy(&bytes, from, sizeof bytes);
    return le64toh(bytes);
}

static size_t row_of_long(uint64_t bytes)
{
    return (size_t)(bytes * 0x9E3779B185EBCA87u >> (64 - TABLE_BITS));
}

static size_t row_of_short(uint64_t bytes)
{
    return (uint32_t)bytes * 2654435761u >> (32 - TABLE_BITS);
}

static bool in_window(size_t from, size_t at)
{
    return from < at && at - from <= WINDOW;
}

/* Where the bytes at `at` stood before, or `at`; and notes that they stand here. */
static size_t find(LineDeflate *deflate, const uint8_t *content, size_t at, uint64_t bytes)
{
    uint32_t *a = &deflate->longs[row_of_long(bytes)];
    uint32_t *b = &deflate->shorts[row_of_short(bytes)];
    size_t from_long = *a, from_short = *b;
    *a = *b = (uint32_t)at;
    if (in_window(from_long, at) && load(content + from_long) == bytes) return from_long;
    if (in_window(from_short, at) && (uint32_t)load(content + from_short) == (uint32_t)bytes)
        return from_short;
    return at;
}

static void note(LineDeflate *deflate, const uint8_t *content, size_t at, size_t end)
{
    if (at + LONG > end) return;
    uint64_t bytes = load(content + at);
    deflate->longs[row_of_long(bytes)] = (uint32_t)at;
    deflate->shorts[row_of_short(bytes)] = (uint32_t)at;
}

/* How far to go on: to the next byte that is below '0', as commas, quotes, blanks and ends of
 * lines are. Fields are idents and numbers, which are not found from their middle. */
static size_t to_next_field(uint64_t bytes)
{
    const uint64_t high = 0x8080808080808080u, zeros = 0x3030303030303030u;
    uint64_t next = bytes >> 8 | (uint64_t)0xFF << 56;
    uint64_t below = ~((next | high) - zeros) & ~next & high;
    return below == 0 ? LONG : 1 + (size_t)__builtin_ctzll(below) / 8;
}

static size_t common_length(const uint8_t *left, const uint8_t *right, size_t most)
{
    size_t length = 0;
    for (; length + sizeof(uint64_t) <= most; length += sizeof(uint64_t)) {
        uint64_t differ = load(left + length) ^ load(right + length);
        if (differ != 0) return length + (size_t)__builtin_ctzll(differ) / 8;
    }
    while (length < most && left[length] == right[length])
        length++;
    return length;
}

static void count_literals(LineDeflate *deflate, const uint8_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        deflate->symbol_counts[from[i]]++;
}

/* A long repetition is written as several, none of them shorter than may be. */
static void add_steps(LineDeflate *deflate, size_t literals, size_t length, size_t distance)
{
    uint8_t code = deflate->distance_code[distance_row(distance - 1)];
    while (length > 0) {
        size_t part = length;
        if (length > MATCH_MAX)
            part = length - MATCH_MAX < MATCH_MIN ? length - MATCH_MIN : MATCH_MAX;
        deflate->steps[deflate->step_count++] =
            (Step){(uint32_t)literals, (uint16_t)part, (uint16_t)(distance - 1)};
        deflate->symbol_counts[LITERALS + 1 + deflate->length_code[part]]++;
        deflate->distance_counts[code]++;
        literals = 0;
        length -= part;
    }
}

/* The steps of content from `begin` to `end`; what stood before may be repeated. */
static void find_steps(LineDeflate *deflate, const uint8_t *content, size_t begin, size_t end)
{
    size_t at = begin, done = begin;
    while (at + LONG <= end) {
        uint64_t bytes = load(content + at);
        size_t from = find(deflate, content, at, bytes);
        if (from == at) {
            at += to_next_field(bytes);
            continue;
        }
        while (at > done && from > 0 && content[at - 1] == content[from - 1]) {
            at--;
            from--;
        }
        size_t length = common_length(content + at, content + from, end - at);
        count_literals(deflate, content + done, at - done);
        add_steps(deflate, at - done, length, at - from);
        done = at + length;
        note(deflate, content, at + 1, end);
        note(deflate, content, done - 2, end);
        at = done;
    }
    count_literals(deflate, content + done, end - done);
    deflate->symbol_counts[END_OF_BLOCK]++;
    deflate->steps[deflate->step_count++] = (Step){(uint32_t)(end - done), 0, 0};
}

/* --- bits --- */

typedef struct BitWriter {
    uint8_t *out;
    uint64_t bits;
    unsigned count; /* below 8 after bits_flush */
} BitWriter;

static inline void bits_put(BitWriter *to, uint64_t bits, unsigned count)
{
    to->bits |= bits << to->count;
    to->count += count;
}

/* To be called before there are more than 64; there is room for eight bytes. */
static inline void bits_flush(BitWriter *to)
{
    uint64_t bytes = htole64(to->bits);
    memcpy(to->out, &bytes, sizeof bytes);
    to->out += to->count / 8;
    to->bits >>= to->count & ~7u;
    to->count &= 7;
}

static void bits_bytes(BitWriter *to, const uint8_t *bytes, size_t count)
{
    memcpy(to->out, bytes, count);
    to->out += count;
}

/* The head of a stored block: its three bits, the rest of the byte, the length twice. */
static void write_stored_head(BitWriter *to, size_t length)
{
    bits_put(to, 0, 3);
    to->count = (to->count + 7) & ~7u;
    bits_flush(to);
    bits_put(to, length | (~length & STORED_MAX) << 16, 32);
    bits_flush(to);
}

static void write_stored(BitWriter *to, const uint8_t *content, size_t length)
{
    for (size_t done = 0; done < length;) {
        size_t part = length - done < STORED_MAX ? length - done : STORED_MAX;
        write_stored_head(to, part);
        bits_bytes(to, content + done, part);
        done += part;
    }
}

/* --- codes --- */

/* The lengths of codes are written by a code that is always the same: four bits for each of 0
 * to 13 and for the two words "so many zeros". RFC 1951, 3.2.7. */
enum { ZEROS_FEW = 14, ZEROS_MANY = 15, FEW_MIN = 3, MANY_MIN = 11, MANY_MAX = 138 };

static void write_word(BitWriter *to, unsigned word)
{
    static const uint8_t reversed[16] = {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15};
    bits_put(to, reversed[word], 4);
}

static void write_code_lengths(BitWriter *to, const uint8_t *lengths, size_t count)
{
    for (size_t i = 0; i < count; bits_flush(to)) {
        size_t zeros = 0;
        while (i + zeros < count && lengths[i + zeros] == 0 && zeros < MANY_MAX)
            zeros++;
        if (zeros >= MANY_MIN) {
            write_word(to, ZEROS_MANY);
            bits_put(to, zeros - MANY_MIN, 7);
        } else if (zeros >= FEW_MIN) {
            write_word(to, ZEROS_FEW);
            bits_put(to, zeros - FEW_MIN, 3);
        } else {
            write_word(to, lengths[i]);
            zeros = 1;
        }
        i += zeros;
    }
}

static void write_codes(const LineDeflate *deflate, BitWriter *to)
{
    uint8_t lengths[SYMBOLS + DISTANCES];
    for (size_t i = 0; i < SYMBOLS; i++)
        lengths[i] = deflate->symbols[i].count;
    for (size_t i = 0; i < DISTANCES; i++)
        lengths[SYMBOLS + i] = deflate->distances[i].count;
    bits_put(to, 2 << 1, 3); /* not the last block; codes of its own */
    bits_put(to, SYMBOLS - 257, 5);
    bits_put(to, DISTANCES - 1, 5);
    bits_put(to, 19 - 4, 4);
    bits_flush(to);
    for (int i = 0; i < 19; i++) {
        /* The words stand in the order 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2,
         * 14, 1, 15; the code has not 16, 14 and 15. */
        bits_put(to, i == 0 || i == 16 || i == 18 ? 0 : 4, 3);
        bits_flush(to);
    }
    write_code_lengths(to, lengths, sizeof lengths);
}

/* Each literal and each length with the bits that follow its code, at hand. */
static void prepare_written(LineDeflate *deflate)
{
    for (size_t i = 0; i < LITERALS; i++)
        deflate->literals[i] = (Written){deflate->symbols[i].bits, deflate->symbols[i].count};
    for (size_t length = MATCH_MIN; length <= MATCH_MAX; length++) {
        size_t row = deflate->length_code[length];
        const DeflateCode *code = &deflate->symbols[LITERALS + 1 + row];
        uint32_t extra = (uint32_t)(length - length_base[row]);
        deflate->lengths[length] =
            (Written){code->bits | extra << code->count, code->count + length_extra[row]};
    }
}

static inline void write_literals(const Written *literals, BitWriter *to, const uint8_t *at,
                                  size_t count)
{
    for (; count >= 4; count -= 4, at += 4) {
        for (int i = 0; i < 4; i++)
            bits_put(to, literals[at[i]].bits, literals[at[i]].count);
        bits_flush(to);
    }
    for (size_t i = 0; i < count; i++)
        bits_put(to, literals[at[i]].bits, literals[at[i]].count);
    bits_flush(to);
}

static void write_steps(const LineDeflate *deflate, BitWriter *to, const uint8_t *at)
{
    for (const Step *step = deflate->steps;; step++) {
        write_literals(deflate->literals, to, at, step->literals);
        if (step->length == 0) break;
        const Written *length = &deflate->lengths[step->length];
        size_t row = deflate->distance_code[distance_row(step->distance)];
        const DeflateCode *distance = &deflate->distances[row];
        bits_put(to, length->bits, length->count);
        bits_put(to, distance->bits, distance->count);
        bits_put(to, step->distance + 1u - distance_base[row], distance_extra[row]);
        bits_flush(to);
        at += step->literals + step->length;
    }
    bits_put(to, deflate->symbols[END_OF_BLOCK].bits, deflate->symbols[END_OF_BLOCK].count);
    bits_flush(to);
}

/* Bytes that the section usually takes with its codes. */
static uint64_t coded_size(const LineDeflate *deflate)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < SYMBOLS; i++) {
        uint64_t extra = i > END_OF_BLOCK ? length_extra[i - LITERALS - 1] : 0;
        bits += deflate->symbol_counts[i] * (deflate->symbols[i].count + extra);
    }
    for (size_t i = 0; i < DISTANCES; i++)
        bits += (uint64_t)deflate->distance_counts[i] *
                (deflate->distances[i].count + distance_extra[i]);
    return bits / 8 + USUAL_HEAD;
}

static void deflate_section(LineDeflate *deflate, const uint8_t *content, size_t begin,
                            size_t end, BitWriter *to)
{
    deflate->step_count = 0;
    memset(deflate->symbol_counts, 0, sizeof deflate->symbol_counts);
    memset(deflate->distance_counts, 0, sizeof deflate->distance_counts);
    find_steps(deflate, content, begin, end);
    INVARIANT(deflate->step_count <= STEPS_MAX);
    deflate->symbol_counts[0]++; /* two symbols at least must have a code */
    deflate->distance_counts[0]++;
    deflate->distance_counts[1]++;
    deflate_codes(deflate->symbol_counts, SYMBOLS, deflate->symbols);
    deflate_codes(deflate->distance_counts, DISTANCES, deflate->distances);
    if (coded_size(deflate) >= end - begin) {
        write_stored(to, content + begin, end - begin);
        return;
    }
    write_codes(deflate, to);
    prepare_written(deflate);
    write_steps(deflate, to, content + begin);
}

size_t line_deflate(LineDeflate *deflate, const uint8_t *content, size_t length,
                    uint8_t *packed)
{
    BitWriter to = {.out = packed};
    INVARIANT(length < UINT32_MAX);
    memset(deflate->longs, 0xFF, sizeof deflate->longs); /* nowhere: beyond all content */
    memset(deflate->shorts, 0xFF, sizeof deflate->shorts);
    for (size_t begin = 0; begin < length; begin += SECTION) {
        size_t end = length - begin < SECTION ? length : begin + SECTION;
        deflate_section(deflate, content, begin, end, &to);
    }
    write_stored_head(&to, 0); /* an empty block ends on a byte */
    return (size_t)(to.out - packed);
}
