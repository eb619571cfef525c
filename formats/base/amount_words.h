/*
 * amount_words.h - amounts as people read them.
 *
 * Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_AMOUNT_WORDS_H
#define TILSKUDD_FORMATS_AMOUNT_WORDS_H

#include "rules/base/money.h"

enum { AMOUNT_WORDS_SIZE = 48 };
typedef struct AmountWords {
    char text[AMOUNT_WORDS_SIZE];
} AmountWords;

/* An amount in øre: "1 234 567 kr", "95 000,50 kr". Use within one expression. */
AmountWords amount_words(Ore amount);

#endif
