/*
 * person_name.h - names by which persons are told apart. trust.md 5.
 *
 * Two names that a reader would take for one are one: accents, case, blanks, hyphens,
 * apostrophes and full stops tell nobody apart. Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_PERSON_NAME_H
#define TILSKUDD_FORMATS_PERSON_NAME_H

#include <stdbool.h>

/* UTF-8 that holds Latin letters (at least one, composed), spaces, hyphens, apostrophes and
 * full stops, and nothing else: a Greek or Cyrillic letter looks like a Latin one. */
bool person_name_fits(const char *name);
/* The same person by name. A name that does not fit is nobody's but its own. */
bool person_name_same(const char *left, const char *right);

#endif
