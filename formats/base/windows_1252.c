/* windows_1252.c - one byte a character into UTF-8. */
#include "formats/base/windows_1252.h"

/* 80 to 9F; the others are those of ISO 8859-1, whose code points are the bytes. 0: nothing. */
static const uint16_t signs[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/* A code point below U+10000. */
static void append_character(TextBuffer *out, unsigned character)
{
    if (character < 0x80) {
        text_buffer_char(out, (char)character);
        return;
    }
    if (character < 0x800) {
        text_buffer_char(out, (char)(0xC0 | character >> 6));
    } else {
        text_buffer_char(out, (char)(0xE0 | character >> 12));
        text_buffer_char(out, (char)(0x80 | (character >> 6 & 0x3F)));
    }
    text_buffer_char(out, (char)(0x80 | (character & 0x3F)));
}

bool windows_1252_append(TextBuffer *out, const void *bytes, size_t size)
{
    const unsigned char *text = bytes;
    for (size_t i = 0; i < size; i++) {
        unsigned character = text[i];
        if (character >= 0x80 && character < 0xA0) character = signs[character - 0x80];
        if (character == 0) return false;
        append_character(out, character);
    }
    return true;
}
