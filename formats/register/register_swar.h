/*
 * register_swar.h - values of attributes read eight bytes at a time.
 *
 * Internal to the register reader. Each function reads a value that is exactly good, or says
 * that it is not (then whoever called leaves the record to readers that find words for it):
 * what it takes is what register_values.h takes, with the same result. Texts are read up to 32
 * bytes from where they begin, whatever stands there: the caller has that much memory. Where a
 * value has one length, whether it ends there is looked at by the caller. Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_SWAR_H
#define TILSKUDD_FORMATS_REGISTER_SWAR_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "rules/base/registration.h"

#define SWAR_ONES 0x0101010101010101u
#define SWAR_HIGH 0x8080808080808080u
#define SWAR_ZEROS 0x3030303030303030u /* eight digits 0 */

enum { SWAR_BYTES = 8 };

/* The byte at `at` is the lowest. */
static inline uint64_t swar_load(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return le64toh(word);
}

static inline uint32_t swar_load_half(const char *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return le32toh(word);
}

/* A wrong byte is noticed for itself: the lowest of them gets no carry from those below it. */
static inline bool swar_are_digits(uint64_t word)
{
    return (((word + 0x4646464646464646u) | (word - SWAR_ZEROS)) & SWAR_HIGH) == 0;
}

/* Of eight digits. */
static inline uint64_t swar_number(uint64_t word)
{
    word -= SWAR_ZEROS;
    word = word * 10 + (word >> 8);
    return ((word & 0xFF000000FFu) * (100 + (UINT64_C(1000000) << 32)) +
            (word >> 16 & 0xFF000000FFu) * (1 + (UINT64_C(10000) << 32))) >>
           32;
}

/* The first `count` (1 to 8) bytes of a word as the last ones, behind digits 0. */
static inline uint64_t swar_right(uint64_t word, unsigned count)
{
    unsigned shift = 64 - 8 * count;
    return word << shift | (shift > 0 ? SWAR_ZEROS >> (64 - shift) : 0);
}

/* How many bytes stand before the first `quote` in a word; 8: it has none. */
static inline unsigned swar_before(uint64_t word, uint64_t quotes)
{
    uint64_t other = word ^ quotes;
    uint64_t found = (other - SWAR_ONES) & ~other & SWAR_HIGH;
    return found != 0 ? (unsigned)__builtin_ctzll(found) / 8 : SWAR_BYTES;
}

/* Three letters A to Z: their places in the alphabet, five bits each, the first highest. */
static inline bool swar_country(const char *at, Country *country)
{
    uint32_t letters = (swar_load_half(at) & 0xFFFFFFu) ^ 0x404040u;
    uint32_t wrong = (letters & 0xE0E0E0u) | ((letters + 0x050505u) & 0x202020u) |
                     ((letters - 0x010101u) & 0x80808080u);
    *country = (Country)((letters & 0xFF) << 10 | (letters >> 8 & 0xFF) << 5 | letters >> 16);
    return wrong == 0;
}

/* Four digits, or a number too large for them. */
static inline unsigned swar_four_digits(uint32_t word)
{
    if (!swar_are_digits(swar_right(word, 4))) return UINT32_MAX;
    word -= (uint32_t)SWAR_ZEROS;
    word = word * 10 + (word >> 8);
    return (word & 0xFF) * 100 + (word >> 16 & 0xFF);
}

/* "0301", not "0000". */
static inline bool swar_municipality(const char *at, MunicipalityCode *municipality)
{
    unsigned number = swar_four_digits(swar_load_half(at));
    *municipality = (MunicipalityCode)number;
    return number - 1 < 9999;
}

enum { SWAR_MONTHS = 1232, SWAR_YEARS = YEAR_MAX - YEAR_MIN + 1 };

/* What days are made of: filled by swar_days_fill. */
typedef struct SwarDays {
    uint16_t of_year[2][SWAR_MONTHS]; /* by whether it is a leap year, and month * 100 + day:
                                         from 1; 0: no day */
    int32_t years[SWAR_YEARS];        /* the day before the first, times 2, + 1 in leap years */
} SwarDays;

static inline void swar_days_fill(SwarDays *days)
{
    for (int leap = 0; leap < 2; leap++)
        for (unsigned month = 1, of_year = 1; month <= 12; month++)
            for (int day = 1; day <= days_in_month(leap ? 2000 : 2001, (int)month); day++)
                days->of_year[leap][month * 100 + (unsigned)day] = (uint16_t)of_year++;
    for (int i = 0; i < SWAR_YEARS; i++)
        days->years[i] = (first_day_of_year(YEAR_MIN + i) - 1) * 2 +
                         (days_in_year(YEAR_MIN + i) == 366 ? 1 : 0);
}

/* "2017-10-02". */
static inline bool swar_day(const SwarDays *days, const char *at, Day *day)
{
    uint64_t text = swar_load(at), tail = swar_load_half(at + 6) >> 16;
    uint64_t digits = (text & 0xFFFFFFFFu) | (text >> 8 & 0xFFFF00000000u) | tail << 48;
    if ((text & 0xFF0000FF00000000u) != 0x2D00002D00000000u) return false;
    if (!swar_are_digits(digits)) return false;
    digits -= SWAR_ZEROS;
    digits = digits * 10 + (digits >> 8);
    digits = (digits & 0xFF000000FFu) * 100 + (digits >> 16 & 0xFF000000FFu);
    uint32_t year = (uint32_t)digits - YEAR_MIN, month_and_day = (uint32_t)(digits >> 32);
    if (year >= SWAR_YEARS || month_and_day >= SWAR_MONTHS) return false;
    int32_t before = days->years[year];
    unsigned of_year = days->of_year[before & 1][month_and_day];
    *day = (before >> 1) + (int32_t)of_year;
    return of_year != 0;
}

/* 11 or 12 digits before a quote: their number, or 0. */
static inline unsigned swar_ident(const char *at, uint64_t quotes, Ident *ident)
{
    uint64_t head = swar_load(at), tail = swar_load_half(at + 8);
    bool is_short = (tail >> 24) == (quotes & 0xFF);
    uint64_t last = swar_right(tail, is_short ? 3 : 4);
    if (!swar_are_digits(head) || !swar_are_digits(last)) return 0;
    uint64_t number = swar_number(head) * (is_short ? 1000 : 10000) + swar_number(last);
    *ident = is_short ? number * 20 + 2 : number * 2 + 3;
    return is_short ? 11 : 12;
}

/* Up to seven digits before a quote: how many, or 0. */
static inline unsigned swar_whole(const char *at, uint64_t quotes, uint32_t *number)
{
    uint64_t text = swar_load(at);
    unsigned count = swar_before(text, quotes);
    if (count == 0 || count == SWAR_BYTES) return 0;
    text = swar_right(text, count);
    if (!swar_are_digits(text)) return 0;
    *number = (uint32_t)swar_number(text);
    return count;
}

/* "37.5" or "37" before a quote, in tenths, below 1000: how many bytes, or 0. */
static inline unsigned swar_tenths(const char *at, uint64_t quotes, uint16_t *tenths)
{
    uint64_t text = swar_load(at);
    unsigned count = swar_before(text, quotes), whole = count, tenth = 0;
    if (count == SWAR_BYTES) return 0;
    if (count > 2 && at[count - 2] == '.') {
        whole = count - 2;
        tenth = (unsigned)(at[count - 1] - '0');
    }
    if (whole == 0 || whole > 3 || tenth > 9) return 0;
    text = swar_right(text, whole);
    if (!swar_are_digits(text)) return 0;
    *tenths = (uint16_t)(swar_number(text) * 10 + tenth);
    return count;
}

/* "2017-1". */
static inline bool swar_half_year(const char *at, uint16_t *half_year)
{
    unsigned year = swar_four_digits(swar_load_half(at));
    unsigned half = (unsigned)(at[5] - '1');
    if (year < YEAR_MIN || year > YEAR_MAX || at[4] != '-' || half > 1) return false;
    *half_year = (uint16_t)(year * 2 + half);
    return true;
}

#endif
