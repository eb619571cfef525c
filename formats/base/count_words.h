/*
 * count_words.h - how many of something, as people read it: every count before a noun is
 * written here, so that one is never many.
 *
 * Pure but for the language that was chosen; any thread.
 */
#ifndef TILSKUDD_FORMATS_COUNT_WORDS_H
#define TILSKUDD_FORMATS_COUNT_WORDS_H

#include "rules/base/money_text.h"

enum { COUNT_WORDS_SIZE = 96 };
typedef struct CountWords {
    char text[COUNT_WORDS_SIZE];
} CountWords;

/* "1 person", "110 190 persons": the English nouns are translated. Use within one expression.
 */
CountWords count_words(uint64_t count, const char *one, const char *many);

#endif
