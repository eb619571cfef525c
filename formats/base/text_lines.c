/* text_lines.c - lines of small texts: signed notes and proofs. */
#include "formats/base/text_lines.h"

#include <string.h>

enum { DIGITS_MAX = 18 };

bool text_lines_next(TextLines *lines, TextLine *line)
{
    size_t left = lines->size - lines->position;
    if (left == 0) return false;
    line->text = lines->bytes + lines->position;
    const char *end = memchr(line->text, '\n', left);
    if (end == NULL) return false;
    line->length = (size_t)(end - line->text);
    lines->position += line->length + 1;
    return true;
}

bool text_line_number(TextLine line, uint64_t *number)
{
    *number = 0;
    if (line.length < 1 || line.length > DIGITS_MAX) return false;
    if (line.text[0] == '0' && line.length > 1) return false;
    for (size_t i = 0; i < line.length; i++) {
        if (line.text[i] < '0' || line.text[i] > '9') return false;
        *number = *number * 10 + (uint64_t)(line.text[i] - '0');
    }
    return true;
}

bool text_line_skip(TextLine *line, const char *prefix)
{
    size_t length = strlen(prefix);
    if (line->length < length || memcmp(line->text, prefix, length) != 0) return false;
    line->text += length;
    line->length -= length;
    return true;
}
