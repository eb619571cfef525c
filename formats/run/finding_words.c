#include "formats/run/finding_words.h"

#include <stdlib.h>
#include <string.h>

typedef struct FindingWord {
    const char *word, *nb, *en;
} FindingWord;

static const FindingWord words[] = {
#define FINDING_WORD(word, nb, en) {word, nb, en},
#include "formats/run/finding_words.def"
#undef FINDING_WORD
};
enum { WORD_COUNT = sizeof words / sizeof words[0] };

static int compare(const void *left, const void *right)
{
    const FindingWord *a = left, *b = right;
    return strcmp(a->word, b->word);
}

const char *finding_word(const char *word, bool norwegian)
{
    const FindingWord key = {word, NULL, NULL};
    const FindingWord *row = bsearch(&key, words, WORD_COUNT, sizeof key, compare);
    if (row == NULL) return word;
    return norwegian ? row->nb : row->en;
}

const char *finding_word_at(size_t index)
{
    return index < WORD_COUNT ? words[index].word : NULL;
}
