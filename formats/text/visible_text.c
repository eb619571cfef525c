#include "formats/text/visible_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/utf8.h"

/* What a terminal obeys, or shows as nothing or in another order: from, to. Below U+0080 are
 * the bytes that plain() knows. */
static const struct {
    uint32_t first, last;
} unseen[] = {{0x80, 0x9F},     {0xAD, 0xAD},       {0x61C, 0x61C},     {0x180E, 0x180E},
              {0x200B, 0x200F}, {0x2028, 0x202E},   {0x2060, 0x206F},   {0xFEFF, 0xFEFF},
              {0xFFF9, 0xFFFB}, {0xE0000, 0xE0FFF}, {0xFFFFE, 0xFFFFF}, {0x10FFFE, 0x10FFFF}};

static bool is_plain(unsigned char byte)
{
    return (byte >= 0x20 && byte < 0x7F) || byte == '\n' || byte == '\t';
}

static uint32_t code_point(const unsigned char *bytes, size_t length)
{
    uint32_t code = bytes[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++)
        code = code << 6 | (bytes[i] & 0x3Fu);
    return code;
}

static bool is_seen(uint32_t code)
{
    for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++)
        if (code >= unseen[i].first && code <= unseen[i].last) return false;
    return true;
}

/* A character of more bytes than there are, as far as it goes. */
static bool is_cut(const unsigned char *bytes, size_t size)
{
    unsigned char whole[4] = {0};
    if (size >= sizeof whole) return false;
    /* Some continuation fits wherever any does; the second byte has the narrow limits. */
    static const unsigned char seconds[] = {0x80, 0x90, 0xA0};
    for (size_t i = 0; i < sizeof seconds; i++) {
        memset(whole, 0x80, sizeof whole);
        whole[1] = seconds[i];
        memcpy(whole, bytes, size);
        if (utf8_character(whole, sizeof whole) > size) return true;
    }
    return false;
}

size_t visible_byte(unsigned char byte, char out[VISIBLE_SIZE])
{
    return (size_t)snprintf(out, VISIBLE_SIZE, "\\x%02X", (unsigned)byte);
}

size_t visible_character(const unsigned char *bytes, size_t size, char out[VISIBLE_SIZE],
                         size_t *length)
{
    size_t taken = utf8_character(bytes, size);
    *length = 0;
    if (taken == 0 && is_cut(bytes, size)) return 0;
    if (taken < 2 && !is_plain(bytes[0])) {
        *length = visible_byte(bytes[0], out);
        return 1;
    }
    uint32_t code = code_point(bytes, taken);
    if (taken > 1 && !is_seen(code)) {
        *length = (size_t)snprintf(out, VISIBLE_SIZE, "\\u{%X}", (unsigned)code);
        return taken;
    }
    memcpy(out, bytes, taken);
    *length = taken;
    return taken;
}

bool visible_line(const char *text)
{
    return visible_text(text, strlen(text));
}

bool visible_text(const char *text, size_t left)
{
    char out[VISIBLE_SIZE];
    size_t length, taken;
    for (; left > 0; left -= taken, text += taken) {
        if (*text == '\n' || *text == '\t') return false;
        taken = visible_character((const unsigned char *)text, left, out, &length);
        if (taken == 0 || length != taken || memcmp(out, text, taken) != 0) return false;
    }
    return true;
}
