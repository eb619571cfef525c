/*
 * figures.h - what a run knows of each municipality, added up while persons are decided.
 * control.md 1, families 7, 8 and 10.
 *
 * A plan is made once; every thread has sums of its own; the sums are whole numbers and are
 * added together at the end, so nothing depends on the number of threads. Held persons are not
 * counted. Codes are those of the cut-off date. All memory is the caller's; pure.
 */
#ifndef TILSKUDD_RULES_FIGURES_H
#define TILSKUDD_RULES_FIGURES_H

#include "rules/controls/digit_controls.h"
#include "rules/controls/municipality_controls.h"
#include "rules/settlement/years.h"

enum { FIGURE_DAYS = 366, FIGURE_HOURS = 1024 /* of a half-year; more count as the last */ };

/* Events whose dates are counted by day of the budget year. */
typedef enum DatedEvent {
    EVENT_SETTLED = 0,
    EVENT_IMPAIRED,
    EVENT_TRAINING,
    EVENTS
} DatedEvent;

/* The last committed run. */
typedef struct LastRun {
    int year, quarter;
    Day cutoff;
} LastRun;

/* Which municipalities there are and what is compared with what. Constant once made; large. */
typedef struct FigurePlan {
    uint16_t place[MUNICIPALITY_CODES]; /* index + 1; 0: no municipality of the cut-off date */
    MunicipalityCode codes[MUNICIPALITY_CODES];
    size_t count;
    int year;
    Day begin, end;  /* of the budget year; the end not after the cut-off */
    Day last_cutoff; /* of the last committed run, or DAY_NONE */
    int last_year, term_quarters, term_quarters_due; /* as in MunicipalitySet */
    Kroner ceiling;                                  /* of FHT2, 0 none */
    int elderly_age;                                 /* ELDR: this age or more */
    Day shares_begin;     /* claims, settlements, decisions from here to the cut-off */
    int first_half_year;  /* hours from here to the cut-off's half-year */
    int first_money_year; /* moves from here: control_horizon.h */
    const struct ControlThresholds *thresholds; /* of the run; NULL: no shares */
} FigurePlan;

typedef struct ImpairedAmount {
    Kroner amount;
    uint16_t place; /* index */
} ImpairedAmount;

/* Fixed-size rows, one a municipality of the plan. */
typedef int64_t SumRow[FIGURE_SUMS];
typedef uint32_t DayRow[EVENTS][FIGURE_DAYS];
typedef uint32_t HourRow[FIGURE_HOURS];

/* Sums of one thread. Zeroed at first, with `count` rows of the plan. */
typedef struct FigureSums {
    SumRow *sums;
    DayRow *days;
    HourRow *hours;
    ImpairedAmount *amounts; /* the caller sees to it that there is room */
    size_t amount_count, amount_capacity;
    Ore due[PAYMENT_GROUP_COUNT]; /* of the own budget year, paid by this run */
    Ore settled[PAYMENT_GROUP_COUNT];
} FigureSums;

/* `last` is NULL when no run was committed. */
void figure_plan_make(const SettleContext *context, const LastRun *last, FigurePlan *plan);
/* Index + 1 of a registered code, 0 when it is no municipality that can be told. */
size_t figure_place(const SettleContext *context, const FigurePlan *plan,
                    MunicipalityCode code);

/* Adds one person who is not held, with the lines that were decided. There is room for
 * person->special_count amounts. */
void figures_add(const SettleContext *context, const FigurePlan *plan,
                 const Registration *person, const SettledLine *settled, size_t settled_count,
                 const DecisionLine *lines, size_t count, FigureSums *sums);
/* Adds what the person's record says to the shares of its municipality (figure_shares.c);
 * beside figures_add(). */
void figure_shares_add(const SettleContext *context, const FigurePlan *plan,
                       const Registration *person, const PersonShares *shares,
                       FigureSums *sums);
/* Adds lines that belong to no person of the cohort (the basic grant). */
void figures_add_lines(const SettleContext *context, const DecisionLine *lines, size_t count,
                       FigureSums *sums);
/* Adds what is settled of a budget year. */
void figures_add_settled(const SettledLine *lines, size_t count, int budget_year,
                         Ore sums[PAYMENT_GROUP_COUNT]);
/* Adds `more` to `to`, which has room for its amounts. */
void figure_sums_join(const FigurePlan *plan, FigureSums *to, const FigureSums *more);
/* From sums to figures: items as in the plan, digits[0] of the country and then as items, all
 * zeroed. FIGURE_DECIDED is -1. Sorts the amounts. */
void figures_finish(const FigurePlan *plan, FigureSums *sums, MunicipalityFigures *items,
                    DigitFigures *digits);

#endif
