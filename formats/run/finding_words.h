/*
 * finding_words.h - code words and names of fields as messages of findings say them.
 * control.md 1.
 *
 * Constant texts; any thread.
 */
#ifndef TILSKUDD_FORMATS_FINDING_WORDS_H
#define TILSKUDD_FORMATS_FINDING_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* In bokmål or English; a word that is in no row (a code of a grant) stays what it is. Never
 * NULL. */
const char *finding_word(const char *word, bool norwegian);
/* The rows, for the test of their order: the word of row `index`, NULL behind the last. */
const char *finding_word_at(size_t index);

#endif
