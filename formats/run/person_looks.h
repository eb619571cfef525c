/*
 * person_looks.h - how settled persons looked, of several entries of a ledger put together.
 * grants.md 4.4 (R405), payments.md 5.
 *
 * Of an ident the latest word counts; but whoever looked otherwise before can come back as it
 * looked then, under a new ident. So the looks of its other words are kept beside it
 * (PersonLooks.earlier): all that were said, each once, without the latest word's own. What
 * comes out does not depend on the order in which lists are put together. Pure but for memory;
 * any thread.
 */
#ifndef TILSKUDD_FORMATS_PERSON_LOOKS_H
#define TILSKUDD_FORMATS_PERSON_LOOKS_H

#include "formats/run/decision_csv.h"

/* By what R405 compares: birth date, settlement date, sex, background; <0, 0 or >0. */
int person_look_compare(const PersonLook *left, const PersonLook *right);
/* Puts two lists together; `into`, zeroed before, is the caller's (person_looks_free), also
 * when it fails. No two words of an ident are of one entry. MEMORY. */
MUST_USE Status person_looks_merge(const PersonLooks *left, const PersonLooks *right,
                                   PersonLooks *into, Failure *failure);

#endif
