/* text_lines.h - walking over newline-ended lines of borrowed text, strictly. One thread. */
#ifndef TILSKUDD_FORMATS_TEXT_LINES_H
#define TILSKUDD_FORMATS_TEXT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TextLines {
    const char *bytes;
    size_t size, position;
} TextLines;

/* A line without its newline; borrows from the text. */
typedef struct TextLine {
    const char *text;
    size_t length;
} TextLine;

/* The next line; false when there is none, or only one without a newline (position then stays
 * below size). */
bool text_lines_next(TextLines *lines, TextLine *line);
/* Decimal of at most 18 digits without sign or leading zeros. */
bool text_line_number(TextLine line, uint64_t *number);
/* Whether the line begins with `prefix`, which is then cut off. */
bool text_line_skip(TextLine *line, const char *prefix);

#endif
