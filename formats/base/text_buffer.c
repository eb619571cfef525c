/* text_buffer.c - a growable run of bytes. */
#include "formats/base/text_buffer.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/text_put.h"
#include "formats/base/utf8.h"

enum { TEXT_BUFFER_FIRST = 256 };

void text_buffer_free(TextBuffer *buffer)
{
    system_free(buffer->bytes);
    *buffer = TEXT_BUFFER_EMPTY;
}

void text_buffer_clear(TextBuffer *buffer)
{
    buffer->length = 0;
    buffer->failed = false;
    if (buffer->bytes != NULL) buffer->bytes[0] = '\0';
}

/* Room for `more` bytes and the NUL. */
bool text_buffer_reserve(TextBuffer *buffer, size_t more)
{
    if (buffer->failed) return false;
    if (more < buffer->capacity - buffer->length) return true;
    if (more >= SIZE_MAX / 4 - buffer->length) {
        buffer->failed = true;
        return false;
    }
    size_t capacity = buffer->capacity * 2;
    if (capacity < TEXT_BUFFER_FIRST) capacity = TEXT_BUFFER_FIRST;
    if (capacity < buffer->length + more + 1) capacity = buffer->length + more + 1;
    char *bytes = system_reallocate(buffer->bytes, capacity);
    if (bytes == NULL) {
        buffer->failed = true;
        return false;
    }
    bytes[buffer->length] = '\0';
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return true;
}

char *text_buffer_room(TextBuffer *buffer, size_t most)
{
    return text_buffer_reserve(buffer, most) ? buffer->bytes + buffer->length : NULL;
}

void text_buffer_put(TextBuffer *buffer, const char *end)
{
    buffer->length = (size_t)(end - buffer->bytes);
    INVARIANT(buffer->length < buffer->capacity);
    buffer->bytes[buffer->length] = '\0';
}

void text_buffer_append(TextBuffer *buffer, const void *bytes, size_t length)
{
    if (length == 0 || !text_buffer_reserve(buffer, length)) return;
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
}

void text_buffer_text(TextBuffer *buffer, const char *text)
{
    text_buffer_append(buffer, text, strlen(text));
}

void text_buffer_char(TextBuffer *buffer, char c)
{
    if (!text_buffer_reserve(buffer, 1)) return;
    buffer->bytes[buffer->length++] = c;
    buffer->bytes[buffer->length] = '\0';
}

void text_buffer_number(TextBuffer *buffer, int64_t number)
{
    char *at = text_buffer_room(buffer, PUT_NUMBER_MOST);
    if (at != NULL) text_buffer_put(buffer, put_number(at, number));
}

void text_buffer_format(TextBuffer *buffer, const char *format, ...)
{
    enum { MOSTLY = 256 }; /* enough for nearly all: formatted once */
    va_list arguments, again;
    if (!text_buffer_reserve(buffer, MOSTLY)) return;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t room = buffer->capacity - buffer->length;
    int length = vsnprintf(buffer->bytes + buffer->length, room, format, arguments);
    va_end(arguments);
    INVARIANT(length >= 0);
    bool whole = (size_t)length < room;
    if (!whole && text_buffer_reserve(buffer, (size_t)length)) {
        vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, again);
        whole = true;
    }
    if (whole) buffer->length += (size_t)length;
    buffer->bytes[buffer->length] = '\0';
    va_end(again);
}

void text_buffer_cell(TextBuffer *buffer, const char *text, int columns)
{
    enum { GAP = 2 };
    int width = (int)utf8_characters(text, strlen(text));
    bool first = buffer->length == 0 || buffer->bytes[buffer->length - 1] == '\n';
    if (columns < 0) {
        if (width >= -columns) columns = -(width + GAP);
        text_buffer_format(buffer, "%-*s", utf8_padded(text, -columns), text);
    } else {
        if (width >= columns && !first) columns = width + GAP;
        text_buffer_format(buffer, "%*s", utf8_padded(text, columns), text);
    }
}

void text_buffer_hex(TextBuffer *buffer, const uint8_t *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    if (!text_buffer_reserve(buffer, length * 2)) return;
    for (size_t i = 0; i < length; i++) {
        buffer->bytes[buffer->length++] = digits[bytes[i] >> 4];
        buffer->bytes[buffer->length++] = digits[bytes[i] & 15];
    }
    buffer->bytes[buffer->length] = '\0';
}

/* One character that cannot stand for itself in a JSON string. */
static void json_escape(TextBuffer *buffer, unsigned char c)
{
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char letter[] = "\"\\bfnrt";
    const char *found = strchr(plain, c);
    if (found != NULL) {
        text_buffer_char(buffer, '\\');
        text_buffer_char(buffer, letter[found - plain]);
    } else {
        text_buffer_format(buffer, "\\u%04x", (unsigned)c);
    }
}

/* Whether any of eight bytes cannot stand for itself: a control character, a quotation mark, a
 * backslash, or part of a longer character. */
static bool any_special(uint64_t word)
{
    const uint64_t ones = UINT64_MAX / 255, tops = ones * 0x80;
    uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\';
    uint64_t below = (word - ones * 0x20) & ~word;
    return ((word | below | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash)) &
            tops) != 0;
}

/* How many bytes from `at` on stand for themselves. */
static size_t plain_run(const unsigned char *at, size_t left)
{
    size_t run = 0;
    for (uint64_t word; run + sizeof word <= left; run += sizeof word) {
        memcpy(&word, at + run, sizeof word);
        if (any_special(word)) break;
    }
    while (run < left && at[run] >= 0x20 && at[run] < 0x80 && at[run] != '"' && at[run] != '\\')
        run++;
    return run;
}

/* Bytes that are no UTF-8 become U+FFFD: what is written is JSON whatever comes in. */
void text_buffer_json_string(TextBuffer *buffer, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t left = strlen(text);
    text_buffer_char(buffer, '"');
    while (left > 0) {
        size_t run = plain_run(at, left);
        text_buffer_append(buffer, at, run);
        at += run;
        left -= run;
        if (left == 0) break;
        size_t length = utf8_character(at, left);
        if (length > 1)
            text_buffer_append(buffer, at, length);
        else if (length == 1)
            json_escape(buffer, *at);
        else
            text_buffer_text(buffer, "\xEF\xBF\xBD");
        at += length > 0 ? length : 1;
        left -= length > 0 ? length : 1;
    }
    text_buffer_char(buffer, '"');
}

Status text_buffer_status(const TextBuffer *buffer, Failure *failure)
{
    if (!buffer->failed) return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, NULL, "text of more than %zu bytes",
                       buffer->length);
}
