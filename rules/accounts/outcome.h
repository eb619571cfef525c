/*
 * outcome.h - everything that the control of a year's accounts has come to: what the output
 * files are written from. accounts.md 5.
 *
 * Plain data, borrowed; arrays by award are in the book's order. Constant once filled: any
 * thread may read it.
 */
#ifndef TILSKUDD_RULES_ACCOUNTS_OUTCOME_H
#define TILSKUDD_RULES_ACCOUNTS_OUTCOME_H

#include "rules/accounts/judging.h"
#include "rules/accounts/selection.h"

typedef enum AccountsMode { ACCOUNTS_UNSIGNED = 0, ACCOUNTS_TEST, ACCOUNTS_LIVE } AccountsMode;

/* Errors of one direction among the awards drawn at random, and what they say of the others. */
typedef struct AccountsError {
    int64_t awards;
    Ore found;     /* in those looked at */
    Ore projected; /* on all that could be drawn */
    Ore upper;     /* Stringer bound, rounded up */
} AccountsError;

typedef struct AccountsProjection {
    size_t population;         /* awards that could be drawn: not taken for their risk */
    Ore paid;                  /* on them */
    size_t drawn, judged;      /* of the random sample */
    AccountsError over, under; /* over- and understatement; only when all drawn are judged */
} AccountsProjection;

typedef struct AccountsOutcome {
    AccountsMode mode;
    AccountsControl control;
    AccountsFindings findings;
    const AwardScore *scores;
    /* the selection */
    bool selected;
    int64_t n;
    const char *seed;
    Ore interval, start;          /* of the monetary unit sample; 0: nothing could be drawn */
    const uint8_t *voucher_parts; /* SelectedPart (WHOLE, RANDOM) by voucher of the book */
    /* the judging */
    bool judged;
    const AwardDecision *const *decisions; /* NULL for an award without one */
    const AwardJudgement *judgements;      /* of those with one */
    AccountsProjection projection;
} AccountsOutcome;

/* All awards, findings and decisions added up. */
typedef struct AccountsTotals {
    int64_t awards, reported; /* all; with accounts */
    Ore applied, awarded, paid, income, costs, unused;
    int64_t severities[SEVERITY_COUNT]; /* findings of each */
    int64_t parts[SELECTED_PART_COUNT]; /* awards of each */
    int64_t vouchers;                   /* selected */
    int64_t judged, sanctions[SANCTION_COUNT];
    Ore ineligible, repay;
} AccountsTotals;
AccountsTotals accounts_totals(const AccountsOutcome *outcome);
/* "unsigned", "test", "live". Constant. */
const char *accounts_mode_text(AccountsMode mode);

#endif
