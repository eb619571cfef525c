/*
 * visible_text.h - text that cannot steer a terminal. trust.md 5.
 *
 * Names, notes and reasons come from files that somebody else wrote. A terminal obeys control
 * characters, and shows right-to-left marks as another order of words: here they become
 * visible, \x1B and \u{202E}. Line feed and tab stay; a value that must stay on its line is
 * checked where it is read. No state, no allocation; any thread.
 */
#ifndef TILSKUDD_FORMATS_VISIBLE_TEXT_H
#define TILSKUDD_FORMATS_VISIBLE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum { VISIBLE_SIZE = 12 /* bytes that one character may become */ };

/* The first character of `bytes` (of `size` > 0) as it may be shown, into `out`; *length bytes
 * of it. Returns how many bytes of the text it takes, or 0 when the text ends within the
 * character: then more bytes are needed, or each of these is shown for itself
 * (visible_byte). */
size_t visible_character(const unsigned char *bytes, size_t size, char out[VISIBLE_SIZE],
                         size_t *length);
/* Whether every character is shown as itself and stays on its line (no line feed, no tab): for
 * values that stand in a line of this program's. */
bool visible_line(const char *text);
bool visible_text(const char *text, size_t length);
/* A byte that is part of no character. Returns the length. */
size_t visible_byte(unsigned char byte, char out[VISIBLE_SIZE]);

#endif
