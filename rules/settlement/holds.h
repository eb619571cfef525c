/*
 * holds.h - codes that the one who runs holds back. grants.md 5 (--hold-code).
 *
 * Pure; any thread.
 */
#ifndef TILSKUDD_RULES_HOLDS_H
#define TILSKUDD_RULES_HOLDS_H

#include "rules/ruleset/rule_set.h"

/* Budget years that a code can be held in, one at a time. */
enum { HOLD_YEAR_FIRST = 2000, HOLD_YEAR_LAST = 2063 };

typedef struct HoldChoices {
    bool code[RATE_CODE_COUNT];      /* in every budget year */
    uint64_t years[RATE_CODE_COUNT]; /* bit year - HOLD_YEAR_FIRST */
} HoldChoices;

/* Holds a code in one year of the limits above. */
void hold_in_year(HoldChoices *choices, int rate_code, int budget_year);
/* Whether a code (a GrantCode, or RATE_FHT2_MAX for FHT2) is held in a budget year: FHT2 has no
 * rate of its own but a ceiling, so that naming either holds it. */
bool hold_covers(const HoldChoices *choices, int rate_code, int budget_year);
/* Whether a code is named at all. */
bool hold_names(const HoldChoices *choices, int rate_code);

#endif
