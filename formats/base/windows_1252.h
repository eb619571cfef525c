/*
 * windows_1252.h - text that a Norwegian spreadsheet program has saved as plain CSV: one byte a
 * character, Windows code page 1252. Any thread.
 */
#ifndef TILSKUDD_FORMATS_WINDOWS_1252_H
#define TILSKUDD_FORMATS_WINDOWS_1252_H

#include "formats/base/text_buffer.h"

/* Appends the text in UTF-8. False, with part of it appended, at a byte that stands for nothing
 * in the code page, and at a NUL; `out` then is not to be used, nor when memory ran out
 * (text_buffer_status). */
bool windows_1252_append(TextBuffer *out, const void *bytes, size_t size);

#endif
