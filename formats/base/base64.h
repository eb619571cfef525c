/*
 * base64.h - base64 of RFC 4648 section 4, strict: what is read must be written the same way
 * again (padding there, unused bits zero, no white space). Any thread.
 */
#ifndef TILSKUDD_FORMATS_BASE64_H
#define TILSKUDD_FORMATS_BASE64_H

#include "formats/base/text_buffer.h"

/* Appends the text of `size` bytes (sticky failure of the buffer). */
void base64_append(TextBuffer *buffer, const void *bytes, size_t size);
/* Decodes exactly `length` characters into at most `capacity` bytes; false when they are not
 * strict base64 or do not fit. */
bool base64_decode(const char *text, size_t length, uint8_t *bytes, size_t capacity,
                   size_t *size);

#endif
