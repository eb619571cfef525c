/*
 * nearest_word.h - the word that somebody who mistyped one has probably meant. cli.md.
 *
 * Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_NEAREST_WORD_H
#define TILSKUDD_FORMATS_NEAREST_WORD_H

#include <stddef.h>

/* How many letters must be put in, left out, replaced or exchanged with the next one to make
 * `from` into `to` (Damerau and Levenshtein; no letter is touched twice). Bytes; words of more
 * than NEAREST_LENGTH_MAX are as far apart as the longer one is long. */
enum { NEAREST_LENGTH_MAX = 40 };
size_t word_distance(const char *from, const char *to);

/* The nearest of `count` words, the first of equals, or NULL when none is near: at most one
 * letter in three of the typed word is wrong, of two letters one. A word that begins with what
 * was typed (three letters of it at least) is near. Borrows from `words`, in which a NULL is
 * passed over. */
const char *nearest_word(const char *typed, const char *const *words, size_t count);

#endif
