/*
 * text_put.h - text written where there is room, for lines of which there are millions.
 *
 * Each function writes at `at` and returns the place after it; no NUL. Room is the caller's
 * care: text_buffer_room gives it and text_buffer_put takes what was written.
 *
 *     char *at = text_buffer_room(buffer, LINE_MOST);
 *     if (at == NULL) return;
 *     at = put_number(at, number);
 *     text_buffer_put(buffer, at);
 *
 * Pure; any thread with its own buffers.
 */
#ifndef TILSKUDD_FORMATS_TEXT_PUT_H
#define TILSKUDD_FORMATS_TEXT_PUT_H

#include <string.h>

#include "formats/base/text_buffer.h"
#include "rules/base/date.h"

enum { PUT_NUMBER_MOST = 20, PUT_DAY_MOST = 10 };

static inline char *put_char(char *at, char c)
{
    *at = c;
    return at + 1;
}

static inline char *put_bytes(char *at, const void *bytes, size_t length)
{
    memcpy(at, bytes, length);
    return at + length;
}

static inline char *put_text(char *at, const char *text)
{
    return put_bytes(at, text, strlen(text));
}

/* 00 to 99. */
static inline char *put_pair(char *at, unsigned number)
{
    unsigned tens = number * 103 >> 10;
    at[0] = (char)('0' + tens);
    at[1] = (char)('0' + (number - tens * 10));
    return at + 2;
}

/* 0000 to 9999: years, municipalities. */
static inline char *put_four(char *at, unsigned number)
{
    unsigned hundreds = number / 100;
    return put_pair(put_pair(at, hundreds), number - hundreds * 100);
}

/* Decimal, as text_buffer_number. */
static inline char *put_number(char *at, int64_t number)
{
    /* Through unsigned, so that the smallest number has a magnitude too. */
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    int digits = 1;
    if (number < 0) *at++ = '-';
    for (uint64_t limit = 10; digits < 20 && rest >= limit; limit *= 10)
        digits++;
    char *end = at + digits, *to = end;
    for (; rest >= 100; rest /= 100)
        (void)put_pair(to -= 2, (unsigned)(rest % 100));
    if (rest >= 10)
        (void)put_pair(to - 2, (unsigned)rest);
    else
        to[-1] = (char)('0' + rest);
    return end;
}

/* "2018-12-31"; the day is set. */
static inline char *put_day(char *at, Day day)
{
    Date date = day_to_date(day);
    at = put_char(put_four(at, (unsigned)date.year), '-');
    at = put_char(put_pair(at, (unsigned)date.month), '-');
    return put_pair(at, (unsigned)date.day);
}

#endif
