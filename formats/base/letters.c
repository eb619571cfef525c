/* letters.c - Unicode's canonical composition, for the letters that banks take. */
#include "formats/base/letters.h"

#include <string.h>

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
