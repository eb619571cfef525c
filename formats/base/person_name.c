/* person_name.c - Latin letters and the plain ones they come from. See person_name.h. */
#include "formats/base/person_name.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "formats/base/utf8.h"

/* What stands between letters, and the end of a name. */
enum { NO_LETTER = ' ', NAME_END = 0 };

/* Plain letters of a block of Unicode, in its order: what is left of a letter without its
 * accents. A blank is no Latin letter; a digit is two letters, which stand in `pairs`. */
typedef struct LatinBlock {
    uint32_t first;
    const char *plain;
} LatinBlock;

static const LatinBlock blocks[] = {
    {0x00C0, "aaaaaa1ceeeeiiiidnooooo ouuuuy43aaaaaa1ceeeeiiiidnooooo ouuuuy4y"
             "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkkkllllll "
             " llnnnnnn nnoooooo22rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz "},
    {0x01CD, "aaiioouuuuuuuuuu aaaa11  ggkkoooo  j   gg  nnaa11ooaaaaeeeeiiiio"
             "ooorrrruuuusstt  hh"},
    {0x1E00, "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
             "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
             "wwwwwwwwwwxxxxyyzzzzzzhtwy    3 aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
             "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy      "}};

static const char *const pairs[] = {"", "ae", "oe", "ss", "th"};

static uint32_t code_of(const unsigned char *text, size_t length)
{
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t code = text[0] & masks[length];
    for (size_t i = 1; i < length; i++)
        code = code << 6 | (text[i] & 0x3F);
    return code;
}

static char plain_of(uint32_t code)
{
    if (code >= 'a' && code <= 'z') return (char)code;
    if (code >= 'A' && code <= 'Z') return (char)(code - 'A' + 'a');
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        if (code >= blocks[i].first && code < blocks[i].first + strlen(blocks[i].plain))
            return blocks[i].plain[code - blocks[i].first];
    }
    return NO_LETTER;
}

static bool is_mark(uint32_t code)
{
    enum { TYPOGRAPHIC_APOSTROPHE = 0x2019 };
    return code == ' ' || code == '-' || code == '\'' || code == '.' ||
           code == TYPOGRAPHIC_APOSTROPHE;
}

/* Takes one character off *name: its plain letter (or the digit of a pair), NO_LETTER for a
 * mark. False when it may not stand in a name. */
static bool take(const char **name, char *plain)
{
    const unsigned char *text = (const unsigned char *)*name;
    size_t length = utf8_character(text, strlen(*name));
    if (length == 0) return false;
    uint32_t code = code_of(text, length);
    *plain = plain_of(code);
    *name += length;
    return *plain != NO_LETTER || is_mark(code);
}

bool person_name_fits(const char *name)
{
    bool letters = false;
    while (*name != '\0') {
        char plain;
        if (!take(&name, &plain)) return false;
        letters = letters || plain != NO_LETTER;
    }
    return letters;
}

/* A name read letter by letter. */
typedef struct Letters {
    const char *rest, *pair; /* what is left of a pair stands first */
} Letters;

static char next_letter(Letters *letters)
{
    char plain = NO_LETTER;
    if (letters->pair != NULL && *letters->pair != '\0') return *letters->pair++;
    while (plain == NO_LETTER && *letters->rest != '\0')
        (void)take(&letters->rest, &plain);
    if (plain == NO_LETTER) return NAME_END;
    if (plain >= 'a') return plain;
    letters->pair = pairs[plain - '0'];
    return *letters->pair++;
}

bool person_name_same(const char *left, const char *right)
{
    if (!person_name_fits(left) || !person_name_fits(right)) return strcmp(left, right) == 0;
    Letters one = {left, NULL}, other = {right, NULL};
    for (;;) {
        char a = next_letter(&one), b = next_letter(&other);
        if (a != b) return false;
        if (a == NAME_END) return true;
    }
}
