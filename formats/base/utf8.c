/* utf8.c - UTF-8 checks, eight bytes at a time while they are ASCII. */
#include "formats/base/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static bool is_between(unsigned char byte, unsigned char low, unsigned char high)
{
    return byte >= low && byte <= high;
}

/* Lead bytes whose second byte is narrower than 80 to BF: Unicode standard, table 3-7. */
static bool second_fits(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xE0:
        return is_between(second, 0xA0, 0xBF);
    case 0xED:
        return is_between(second, 0x80, 0x9F);
    case 0xF0:
        return is_between(second, 0x90, 0xBF);
    case 0xF4:
        return is_between(second, 0x80, 0x8F);
    default:
        return is_between(second, 0x80, 0xBF);
    }
}

size_t utf8_character(const unsigned char *bytes, size_t size)
{
    unsigned char lead = bytes[0];
    if (lead < 0x80) return 1;
    size_t length = is_between(lead, 0xC2, 0xDF)   ? 2
                    : is_between(lead, 0xE0, 0xEF) ? 3
                    : is_between(lead, 0xF0, 0xF4) ? 4
                                                   : 0;
    if (length == 0 || length > size || !second_fits(lead, bytes[1])) return 0;
    for (size_t i = 2; i < length; i++)
        if (!is_between(bytes[i], 0x80, 0xBF)) return 0;
    return length;
}

size_t utf8_characters(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t at = 0; at < length; count++) {
        size_t size = utf8_character((const unsigned char *)text + at, length - at);
        at += size > 0 ? size : 1;
    }
    return count;
}

int utf8_cut(const char *text, int most)
{
    size_t length = strlen(text);
    if (length <= (size_t)most) return (int)length;
    while (most > 0 && ((unsigned char)text[most] & 0xC0) == 0x80)
        most--;
    return most;
}

/* No byte is NUL and none has the high bit: then no subtraction borrows and all stay below. */
static bool is_plain_word(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return ((word | (word - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080)) == 0;
}

size_t utf8_text_prefix(const void *bytes, size_t size)
{
    const unsigned char *text = bytes;
    size_t at = 0;
    while (at < size) {
        if (size - at >= sizeof(uint64_t) && is_plain_word(text + at)) {
            at += sizeof(uint64_t);
            continue;
        }
        size_t length = text[at] != 0 ? utf8_character(text + at, size - at) : 0;
        if (length == 0) return at;
        at += length;
    }
    return size;
}

int utf8_padded(const char *text, int columns)
{
    size_t length = strlen(text);
    return columns + (int)(length - utf8_characters(text, length));
}
