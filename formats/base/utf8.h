/* utf8.h - is it UTF-8 (RFC 3629)? No state, no allocation; any thread. */
#ifndef TILSKUDD_FORMATS_UTF8_H
#define TILSKUDD_FORMATS_UTF8_H

#include <stddef.h>

/* Length in bytes (1 to 4) of the well-formed character that `bytes` (of `size` > 0) begin
 * with, or 0: overlong forms, surrogates, values beyond U+10FFFF and cut characters are none.
 */
size_t utf8_character(const unsigned char *bytes, size_t size);

/* Number of characters (code points); bytes that are not UTF-8 count one each. */
size_t utf8_characters(const char *text, size_t length);

/* The width that printf wants for %*s or %-*s so that `text` takes `columns` of a line: it
 * counts bytes, and a letter such as ø has two. */
int utf8_padded(const char *text, int columns);

/* How many bytes of a text, at most `most`, end with a whole character: for printing with %.*s.
 */
int utf8_cut(const char *text, int most);

/* How many bytes from the start are well-formed text without NUL; `size` when all are. */
size_t utf8_text_prefix(const void *bytes, size_t size);

#endif
