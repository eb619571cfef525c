/*
 * digit_words.h - digits as text, eight at a time, in one word of the processor.
 *
 * The first character is the lowest byte. Every function reads eight bytes at `text`, whatever
 * they are: the caller has so many. Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_DIGIT_WORDS_H
#define TILSKUDD_FORMATS_DIGIT_WORDS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the first byte is the lowest");

enum { WORD_SIZE = 8 };
#define WORD_OF_BYTE(byte) (0x0101010101010101u * (uint64_t)(byte))

static inline uint64_t word_at(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word;
}

/* The lowest byte of the word that is `byte`, or WORD_SIZE. */
static inline unsigned word_find(uint64_t word, char byte)
{
    uint64_t x = word ^ WORD_OF_BYTE((unsigned char)byte);
    uint64_t zero = (x - WORD_OF_BYTE(0x01)) & ~x & WORD_OF_BYTE(0x80);
    return zero == 0 ? WORD_SIZE : (unsigned)__builtin_ctzll(zero) / 8;
}

/* How many digits the word begins with. What a byte that is no digit carries over reaches only
 * the bytes after it. */
static inline unsigned word_digits(uint64_t word)
{
    uint64_t x = word ^ WORD_OF_BYTE('0');
    uint64_t other = ((x + WORD_OF_BYTE(0x06)) | x) & WORD_OF_BYTE(0xF0);
    return other == 0 ? WORD_SIZE : (unsigned)__builtin_ctzll(other) / 8;
}

/* The number that eight digits say. */
static inline uint32_t word_number(uint64_t word)
{
    word = (word & WORD_OF_BYTE(0x0F)) * (10 << 8 | 1) >> 8;
    word = (word & 0x00FF00FF00FF00FFu) * (100 << 16 | 1) >> 16;
    return (uint32_t)((word & 0x0000FFFF0000FFFFu) * ((uint64_t)10000 << 32 | 1) >> 32);
}

/* The number that the first `count` (1 to 8) characters, all digits, say. */
static inline uint32_t word_first_number(uint64_t word, unsigned count)
{
    unsigned left = 8 * (WORD_SIZE - count);
    return word_number(left == 0 ? word : word << left | WORD_OF_BYTE('0') >> (64 - left));
}

/* Four digits, a comma, four digits, a comma: ten characters, as one number of eight digits. */
static inline bool word_two_fours(const char *text, uint32_t *number)
{
    uint32_t first, second;
    memcpy(&first, text, sizeof first);
    memcpy(&second, text + 5, sizeof second);
    uint64_t word = (uint64_t)second << 32 | first;
    *number = word_number(word);
    return text[4] == ',' && text[9] == ',' && word_digits(word) == WORD_SIZE;
}

#endif
