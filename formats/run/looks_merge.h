/*
 * looks_merge.h - looks of settled persons of two times, as one list. payments.md 5.
 *
 * Pure but for memory; any thread.
 */
#ifndef TILSKUDD_FORMATS_LOOKS_MERGE_H
#define TILSKUDD_FORMATS_LOOKS_MERGE_H

#include "formats/run/decision_csv.h"

/* Of one ident the look of the later entry stays, of one entry that of `right`. `into` is
 * zeroed before; owned by the caller (person_looks_free), also after a failure. MEMORY. */
MUST_USE Status person_looks_merge(const PersonLooks *left, const PersonLooks *right,
                                   PersonLooks *into, Failure *failure);

#endif
