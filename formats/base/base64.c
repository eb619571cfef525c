/* base64.c - base64 of RFC 4648, both ways. */
#include "formats/base/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_append(TextBuffer *buffer, const void *bytes, size_t size)
{
    const uint8_t *in = bytes;
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        uint32_t group = (uint32_t)in[i] << 16;
        if (left > 1) group |= (uint32_t)in[i + 1] << 8;
        if (left > 2) group |= in[i + 2];
        text_buffer_char(buffer, digits[group >> 18]);
        text_buffer_char(buffer, digits[group >> 12 & 63]);
        text_buffer_char(buffer, left > 1 ? digits[group >> 6 & 63] : '=');
        text_buffer_char(buffer, left > 2 ? digits[group & 63] : '=');
    }
}

static int digit_value(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    return c == '/' ? 63 : -1;
}

/* Four characters, the last `padding` of them '='; unused bits must be zero. */
static bool decode_group(const char *text, size_t padding, uint32_t *group)
{
    *group = 0;
    for (size_t i = 0; i < 4; i++) {
        int value = i < 4 - padding ? digit_value(text[i]) : 0;
        if (value < 0) return false;
        *group = *group << 6 | (uint32_t)value;
    }
    uint32_t unused = ((uint32_t)1 << 8 * padding) - 1;
    return (*group & unused) == 0;
}

static size_t padding_of(const char *text, size_t length)
{
    if (length < 4 || text[length - 1] != '=') return 0;
    return text[length - 2] == '=' ? 2 : 1;
}

bool base64_decode(const char *text, size_t length, uint8_t *bytes, size_t capacity,
                   size_t *size)
{
    size_t padding = padding_of(text, length);
    *size = length / 4 * 3 - padding;
    if (length % 4 != 0 || *size > capacity) return false;
    for (size_t i = 0, out = 0; i < length; i += 4) {
        uint32_t group;
        if (!decode_group(text + i, i + 4 == length ? padding : 0, &group)) return false;
        for (int shift = 16; shift >= 0 && out < *size; shift -= 8)
            bytes[out++] = (uint8_t)(group >> shift);
    }
    return true;
}
