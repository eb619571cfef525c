/* register_text.c - cleaned words for messages about a register. */
#include "formats/register/register_text.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"

enum { PLACE_TAIL_SIZE = 40 /* ", line N" and what marks a cut */ };

void register_failure_place(const char *path, uint64_t line, char where[FAILURE_WHERE_SIZE])
{
    size_t most = FAILURE_WHERE_SIZE - PLACE_TAIL_SIZE;
    size_t length = strlen(path);
    const char *mark = length > most ? "..." : "";
    const char *shown = length > most ? path + length - most : path;
    snprintf(where, FAILURE_WHERE_SIZE, _("%s%s, line %llu"), mark, shown,
             (unsigned long long)line);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char printable(char c)
{
    return c >= 0x20 && c < 0x7F ? c : '?';
}

void register_clean_name(const char *name, char *out, size_t size)
{
    size_t i = 0;
    for (; i + 1 < size && name[i] != '\0'; i++)
        out[i] = is_digit(name[i]) ? '#' : printable(name[i]);
    out[i] = '\0';
}

bool register_is_other_encoding(const char *bytes, size_t size)
{
    const unsigned char *start = (const unsigned char *)bytes;
    if (size < 2) return false;
    bool has_mark = start[0] == 0xFE || start[0] == 0xFF;
    bool is_wide = start[0] == 0 || start[1] == 0;
    bool is_ebcdic = start[0] == 0x4C && start[1] == 0x6F;
    return has_mark || is_wide || is_ebcdic;
}
