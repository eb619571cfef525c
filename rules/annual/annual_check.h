/*
 * annual_check.h - that the year's tables agree with each other and with the ledger, to the
 * øre. life.md 6.
 *
 * Each comparison has two sides that were computed apart. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_ANNUAL_CHECK_H
#define TILSKUDD_RULES_ANNUAL_CHECK_H

#include "rules/annual/annual_tables.h"

typedef enum AnnualProblem {
    ANNUAL_AGREES = 0,
    ANNUAL_BUCKETS, /* the bank's four buckets are not what was sent, of a place and quarter */
    ANNUAL_SENT,    /* the bridge's sum is not what was sent, of a place */
    ANNUAL_CASH,    /* the bridge does not end in the table by cash, of a place */
    ANNUAL_MOVES,   /* a payment's moves are not what its bucket says */
    ANNUAL_OWED,  /* what is owed does not follow from the quarter before, of a payment group */
    ANNUAL_POSTED /* posting.csv of all entries books another sum than was paid or is on its
                     way, of a place */
} AnnualProblem;

typedef struct AnnualDifference {
    AnnualProblem problem;
    AnnualPlace place; /* where it is known */
    int quarter;       /* 0: none */
    Ore left, right;
} AnnualDifference;

typedef struct AnnualAccounts {
    const AnnualBook *book;
    AnnualTable cash, budget, bridge;
} AnnualAccounts;

/* How many rows annual_check needs to work in. */
size_t annual_check_rows(const AnnualBook *book);
/* The first difference between the book's tables; `work` has room for that many rows. */
AnnualDifference annual_check(const AnnualAccounts *accounts, AnnualRow *work);

#endif
