/*
 * bare_settle.h - what a run settles with, without a run: made-up rule sets, the small table of
 * municipalities and what a test puts in.
 *
 * One context at a time, one thread. Amounts are in kroner where a function says so.
 */
#ifndef TILSKUDD_TESTS_BARE_SETTLE_H
#define TILSKUDD_TESTS_BARE_SETTLE_H

#include "rules/settlement/settle.h"

enum { BARE_LINES_MAX = 64, BARE_PARTS_MAX = 256, BARE_DRAFTS_MAX = 4096 };

typedef struct BareSettle {
    SettleContext context;
    HoldChoices holds;
    bool municipality_held[65536];
    SettledLine settled[BARE_LINES_MAX]; /* in the order of settled_compare() */
    size_t settled_count;
    SettleWork work; /* with room for BARE_PARTS_MAX and BARE_DRAFTS_MAX */
} BareSettle;

/* A run of `year` and a quarter that looks back to `first_year`: nothing settled, nothing held,
 * all schemes; the rule set of 2017 is version 17.0. Owned by the helper, good until the next
 * call. */
BareSettle *bare_settle(int first_year, int year, int quarter, Day cutoff);
/* The rule set of a year of the run, to be changed. */
RuleSet *bare_rules(int year);
/* A settled line of the ledger, in kroner; in the order of settled_compare(). */
void bare_settled(Subject subject, GrantCode code, int year, MunicipalityCode municipality,
                  Kroner amount);

#endif
