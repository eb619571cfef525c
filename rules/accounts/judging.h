/*
 * judging.h - what a recipient is entitled to, and what is to be repaid. accounts.md 4.
 *
 * P = paid + carried from last year; E = costs - ineligible; O = the income besides P, but at
 * least the own share of E, up to the øre; entitled = max(0, min(P, E - O)); carried = the
 * stated unused where it may be carried, at most P - entitled; repay = max(0, P - entitled -
 * carried - repaid). Whole øre; pure; any thread.
 */
#ifndef TILSKUDD_RULES_ACCOUNTS_JUDGING_H
#define TILSKUDD_RULES_ACCOUNTS_JUDGING_H

#include "rules/accounts/sums.h"

typedef struct AwardJudgement {
    Ore available; /* P */
    Ore eligible;  /* E */
    Ore other;     /* O */
    Ore entitled, carried, repay;
} AwardJudgement;

/* Judges an award with so much of its costs ineligible; at most the costs (INVARIANT). Below 0:
 * costs that the accounts leave out. */
AwardJudgement accounts_judge(const AwardView *view, Ore ineligible);

#endif
