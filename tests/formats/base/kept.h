/*
 * kept.h - ledgers and keys that are made once and copied: making keys takes a second of the
 * processor, and most tests do not care whose they are. They stand in the build folder; one
 * that is older than the program is made anew.
 */
#ifndef TILSKUDD_TESTS_FORMATS_KEPT_H
#define TILSKUDD_TESTS_FORMATS_KEPT_H

#include <stdbool.h>

/* Whether there is a folder `kept` that is newer than the program that made it. */
bool kept_is_fresh(const char *kept, const char *program);
/* The folder in which to make what is to be kept, "KEPT.PROCESS"; a static buffer. */
const char *kept_draft(const char *kept);
/* Puts the draft in the place of `kept`; where another test was faster, its folder stays, as it
 * may be read already. */
void kept_put(const char *kept, const char *program);
/* Copies what is in it, as it is, into the folder `to`; whether that was done. */
bool kept_copy(const char *kept, const char *to);

#endif
