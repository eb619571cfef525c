/*
 * rate_change.h - rates other than those of the law, to see what a year would cost by them; and
 * the rules of a year that has none yet. cli.md.
 *
 * Pure; any thread. A RuleSet is large: the caller's memory.
 */
#ifndef TILSKUDD_RULES_RATE_CHANGE_H
#define TILSKUDD_RULES_RATE_CHANGE_H

#include "rules/ruleset/rule_set.h"

enum { RATE_PERMILLE_MOST = 10000, RATE_CHANGES_MAX = 64 };

/* A rate of the year: another amount, or so many thousandths more (below 0: less). */
typedef struct RateChange {
    int code; /* GrantCode or RateCode */
    bool by_share;
    Kroner amount;
    int32_t permille; /* at least -1000 */
} RateChange;

/* A rate and so many thousandths of it, rounded half up to whole kroner. */
Kroner rate_with_share(Kroner rate, int32_t permille);
/* Changes every entry of the code in the year, so that what changes within the year still does
 * when it is by a share. An amount for a code without a rate becomes one, valid from 1 January,
 * unverified. False when there is no rate to take a share of, or no room. */
bool rate_change_apply(const RateChange *change, RuleSet *rules);

/* The rules of `year` are those of an earlier year as they were on its last day: its rates in
 * force then, from 1 January on. Their evidence is that of another year: unverified. */
void rule_set_carry(const RuleSet *from, int year, RuleSet *to);

#endif
