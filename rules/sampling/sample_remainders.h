/*
 * sample_remainders.h - how strata got their parts of n in forms of version 1: by largest
 * remainders. control.md 3.
 *
 * Only to draw such a form again: one more drawn can take one away, so nothing new is drawn
 * like this (strata_share). Pure; any thread.
 */
#ifndef TILSKUDD_RULES_SAMPLE_REMAINDERS_H
#define TILSKUDD_RULES_SAMPLE_REMAINDERS_H

#include "rules/sampling/sample.h"

/* One stratum. Zeroed but for count and ticket. */
typedef struct RemainderPart {
    int64_t count, drawn;
    uint8_t ticket[SAMPLE_DIGEST_SIZE]; /* of its name: decides between equal remainders */
    int64_t remainder;                  /* internal */
    bool settled;                       /* internal */
} RemainderPart;

/* Fills `drawn`: strata whose part of what is left is below one get one, the others share the
 * rest. n is at least the number of strata and at most all persons. */
void remainders_share(RemainderPart *parts, size_t count, int64_t n);

#endif
