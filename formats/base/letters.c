/* letters.c - Unicode's canonical composition, for the letters that banks take, and its simple
 * case folding, for those that are written in Europe. */
#include "formats/base/letters.h"

#include <stdint.h>
#include <string.h>

#include "formats/base/utf8.h"

enum { MARK_SIZE = 2, COMPOSED_SIZE = 2 };

/* A mark (in UTF-8), the letters it is put on, and what comes of them, in the same order. All
 * of the latter are two bytes long. */
typedef struct Mark {
    char mark[MARK_SIZE + 1];
    const char *letters, *composed;
} Mark;

static const Mark marks[] = {
    {"\xCC\x81", "AEIOUYaeiouy",
     "\u00C1\u00C9\u00CD\u00D3\u00DA\u00DD\u00E1\u00E9\u00ED\u00F3\u00FA\u00FD"},
    {"\xCC\x88", "AOUaou", "\u00C4\u00D6\u00DC\u00E4\u00F6\u00FC"},
    {"\xCC\x8A", "Aa", "\u00C5\u00E5"},
    {"\xCC\xA7", "Cc", "\u00C7\u00E7"}};

/* The two bytes of the letter that `letter` and the mark at `mark` form, or NULL. */
static const char *composed_of(char letter, const char *mark)
{
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (memcmp(marks[i].mark, mark, MARK_SIZE) != 0) continue;
        const char *found = letter != '\0' ? strchr(marks[i].letters, letter) : NULL;
        if (found == NULL) return NULL;
        return marks[i].composed + (found - marks[i].letters) * COMPOSED_SIZE;
    }
    return NULL;
}

bool letters_compose(const char *text, size_t length, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t at = 0; at < length;) {
        const char *composed =
            length - at > MARK_SIZE ? composed_of(text[at], text + at + 1) : NULL;
        size_t count = composed != NULL ? COMPOSED_SIZE : 1;
        if (used + count >= size) {
            out[0] = '\0';
            return false;
        }
        memcpy(out + used, composed != NULL ? composed : text + at, count);
        used += count;
        at += composed != NULL ? 1 + MARK_SIZE : 1;
    }
    out[used] = '\0';
    return true;
}

/* --- neither case nor white space --- */

/* Capital letters from `first` to `last`, each `step`th; the small one is `distance` on. */
typedef struct Capitals {
    uint32_t first, last, step;
    int32_t distance;
} Capitals;

static const Capitals capitals[] = {
    {'A', 'Z', 1, 32},       {0x00C0, 0x00D6, 1, 32},   {0x00D8, 0x00DE, 1, 32},
    {0x0100, 0x012E, 2, 1},  {0x0132, 0x0136, 2, 1},    {0x0139, 0x0147, 2, 1},
    {0x014A, 0x0176, 2, 1},  {0x0178, 0x0178, 1, -121}, {0x0179, 0x017D, 2, 1},
    {0x0391, 0x03A1, 1, 32}, {0x03A3, 0x03AB, 1, 32},   {0x0400, 0x040F, 1, 80},
    {0x0410, 0x042F, 1, 32}, {0x1E00, 0x1E94, 2, 1},    {0x1EA0, 0x1EFE, 2, 1}};

static uint32_t small_letter(uint32_t code)
{
    for (size_t i = 0; i < sizeof capitals / sizeof capitals[0]; i++) {
        const Capitals *block = &capitals[i];
        if (code >= block->first && code <= block->last &&
            (code - block->first) % block->step == 0)
            return (uint32_t)((int32_t)code + block->distance);
    }
    return code;
}

/* Also what has no width, and cannot be seen. */
static bool is_white(uint32_t code)
{
    return (code >= 0x09 && code <= 0x0D) || code == ' ' || code == 0x00A0 || code == 0x00AD ||
           code == 0x1680 || (code >= 0x2000 && code <= 0x200F) || code == 0x2028 ||
           code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x2060 ||
           code == 0x3000 || code == 0xFEFF;
}

static uint32_t code_of(const unsigned char *bytes, size_t length)
{
    static const unsigned char first_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t code = bytes[0] & first_bits[length];
    for (size_t i = 1; i < length; i++)
        code = code << 6 | (bytes[i] & 0x3F);
    return code;
}

/* As many bytes as the capital letter had. */
static void put_code(uint32_t code, size_t length, char *out)
{
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length; i-- > 1; code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(lead[length] | code);
}

bool letters_fold(const char *text, char *out, size_t size)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t used = 0, left = strlen(text);
    for (size_t length; left > 0; at += length, left -= length) {
        length = utf8_character(at, left);
        if (length == 0 || used + length >= size) {
            out[0] = '\0';
            return false;
        }
        uint32_t code = code_of(at, length);
        if (is_white(code)) continue;
        put_code(small_letter(code), length, out + used);
        used += length;
    }
    out[used] = '\0';
    return true;
}
