/*
 * text_buffer.h - a growable run of bytes, for building output.
 *
 * Ownership: the caller owns the TextBuffer and frees it with text_buffer_free (also after a
 * failure). Sticky failure: once an append has failed for lack of memory, later appends do
 * nothing and text_buffer_status() says so; check once at the end. One thread at a time.
 */
#ifndef TILSKUDD_FORMATS_TEXT_BUFFER_H
#define TILSKUDD_FORMATS_TEXT_BUFFER_H

#include <stdint.h>

#include "formats/base/system.h"

typedef struct TextBuffer {
    char *bytes; /* always NUL-terminated when not NULL */
    size_t length;
    size_t capacity;
    bool failed;
} TextBuffer;

#define TEXT_BUFFER_EMPTY ((TextBuffer){NULL, 0, 0, false})

/* Frees the memory; the buffer is empty after it and can be used again. */
void text_buffer_free(TextBuffer *buffer);
CLEANUP_VALUE(TextBuffer, text_buffer_free)
/* Keeps the memory, drops the content and the sticky failure. */
void text_buffer_clear(TextBuffer *buffer);
/* Makes room for `more` bytes beyond the length. */
bool text_buffer_reserve(TextBuffer *buffer, size_t more);
/* The same, and where it is; NULL: there is none. Then what was written up to `end` belongs to
 * the text: text_put.h. */
char *text_buffer_room(TextBuffer *buffer, size_t most);
void text_buffer_put(TextBuffer *buffer, const char *end);
void text_buffer_append(TextBuffer *buffer, const void *bytes, size_t length);
void text_buffer_text(TextBuffer *buffer, const char *text);
void text_buffer_char(TextBuffer *buffer, char c);
/* Decimal without separators, locale-free. */
void text_buffer_number(TextBuffer *buffer, int64_t number);
/* printf style; never used with floating point or locale-dependent conversions. */
void text_buffer_format(TextBuffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A cell of a table: as many columns as a person sees; below 0 the text stands to the left. Of
 * a text that fills them or is longer, two spaces stand between it and its neighbour. */
void text_buffer_cell(TextBuffer *buffer, const char *text, int columns);
/* Lower-case hexadecimal. */
void text_buffer_hex(TextBuffer *buffer, const uint8_t *bytes, size_t length);
/* A JSON string with quotes, escaped. `text` is UTF-8. */
void text_buffer_json_string(TextBuffer *buffer, const char *text);
MUST_USE Status text_buffer_status(const TextBuffer *buffer, Failure *failure);

#endif
