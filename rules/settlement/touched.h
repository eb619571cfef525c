/*
 * touched.h - whom and how much a choice or a hold touches: what the second person must see
 * beside every option that waves something through. life.md 1, trust.md 6.
 *
 * Lines are rows of decisions.csv; kroner is what is due on them. Of a line whose rate is
 * missing nobody knows the amount: it is counted apart. Pure; one thread a count.
 */
#ifndef TILSKUDD_RULES_TOUCHED_H
#define TILSKUDD_RULES_TOUCHED_H

#include "rules/controls/control_thresholds.h"
#include "rules/settlement/years.h"

/* Counters only: they can be added as the row of numbers they are. */
typedef struct Touched {
    uint64_t persons, municipalities; /* subjects (municipalities: of the basic grant) */
    uint64_t lines;
    uint64_t ore; /* an Ore, as its two's complement; unknown lines add what they take back */
    uint64_t unknown_lines, unknown_persons, unknown_municipalities; /* of the above */
} Touched;

/* Counters only. By rate code, and by budget year (as in SettleYears) and rate code. */
typedef struct TouchedCounts {
    Touched held[CONTROL_NUMBERS_MAX];    /* by the control that holds the lines */
    Touched unknown[PAYMENT_GROUP_COUNT]; /* held, at an amount that nobody knows */
    Touched unknown_all;                  /* the same in any group */
    Touched unverified[RATE_CODE_COUNT];  /* paid by a rate that nobody has verified */
    Touched code[RATE_CODE_COUNT];        /* held, and named by --hold-code */
    Touched code_year[SETTLE_YEARS_MAX][RATE_CODE_COUNT];
    /* Held by --hold-municipality: lines there, as listed; then elsewhere, of who is named
     * there. */
    Touched municipality[MUNICIPALITY_LIST_MAX + 1];
    Touched paid;                            /* all that is paid */
    Touched synthetic;                       /* paid to made-up idents */
    Touched national;                        /* paid by a record without a sender */
    Touched only_own[MUNICIPALITY_LIST_MAX]; /* paid by a record of such a sender, as listed */
} TouchedCounts;

/* Adds one subject's lines, as settle_person gives them: all but the last four
 * members. */
void touched_count(const SettleContext *context, const DecisionLine *lines, size_t count,
                   TouchedCounts *counts);
/* Adds what one subject is paid; nothing when it is paid nothing. */
void touched_add_paid(const DecisionLine *lines, size_t count, Touched *touched);
/* The sum of what is due. */
Ore touched_ore(const Touched *touched);

#endif
