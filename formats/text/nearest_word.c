#include "formats/text/nearest_word.h"

#include <stdbool.h>
#include <string.h>

enum { ROW = NEAREST_LENGTH_MAX + 1 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* One row of the table of distances: `two` and `one` are the rows of the letters before. */
static void next_row(const char *from, const char *to, size_t i, const size_t *two,
                     const size_t *one, size_t *row)
{
    row[0] = i;
    for (size_t j = 1; to[j - 1] != '\0'; j++) {
        size_t replaced = one[j - 1] + (from[i - 1] != to[j - 1]);
        row[j] = least(replaced, least(one[j], row[j - 1]) + 1);
        bool exchanged = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
        if (exchanged) row[j] = least(row[j], two[j - 2] + 1);
    }
}

size_t word_distance(const char *from, const char *to)
{
    size_t rows[3][ROW], length = strlen(from), other = strlen(to);
    if (length > NEAREST_LENGTH_MAX || other > NEAREST_LENGTH_MAX)
        return length > other ? length : other;
    for (size_t j = 0; j <= other; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= length; i++)
        next_row(from, to, i, rows[(i + 1) % 3], rows[(i + 2) % 3], rows[i % 3]);
    return rows[length % 3][other];
}

const char *nearest_word(const char *typed, const char *const *words, size_t count)
{
    size_t length = strlen(typed);
    size_t best = (length > 2 ? length / 3 : 1) + 1; /* this far is too far */
    const char *nearest = NULL;
    if (length < 2) return NULL;
    for (size_t i = 0; i < count; i++) {
        if (words[i] == NULL) continue;
        bool begins = length >= 3 && strncmp(words[i], typed, length) == 0;
        size_t distance = begins ? 1 : word_distance(typed, words[i]);
        if (distance >= best) continue;
        best = distance;
        nearest = words[i];
    }
    return nearest;
}
