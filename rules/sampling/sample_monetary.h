/*
 * sample_monetary.h - what a sample of monetary units says of all kroner: overstatements,
 * understatements and negative items, each with its own estimate, limit and verdict.
 * control.md 3. No side makes another one smaller. Amounts in øre. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_SAMPLE_MONETARY_H
#define TILSKUDD_RULES_SAMPLE_MONETARY_H

#include "rules/base/money.h"
#include "rules/sampling/sample_math.h"

typedef enum SampleSide {
    SIDE_OVER = 0, /* of positive items: more was paid than is right */
    SIDE_UNDER, /* less was paid than is right: of items that were paid, others cannot be hit */
    SIDE_NEGATIVE, /* items below 0, wrong either way */
    SAMPLE_SIDES
} SampleSide;

typedef struct SampleSideFound {
    size_t drawn;     /* items in error that a unit or a ticket hit */
    size_t whole;     /* and those taken whole */
    size_t unbounded; /* of both: wrong by more than the item is */
    Ore drawn_error;  /* sizes of the errors, without sign */
    Ore whole_error;
    long double taints; /* of the drawn: error / amount */
    bool estimated;     /* not when negative items are there and none was drawn: */
    Ore estimate;       /* of the whole side */
    bool bounded;       /* not when one is wrong by more than the item is: */
    Ore upper;          /* the whole side's, rounded up */
    bool below;         /* bounded, and upper below the tolerable amount */
} SampleSideFound;

typedef struct SampleMonetary {
    Ore book;      /* B: sum of the positive items, drawn or not */
    Ore tolerable; /* T: tolerable basis points of it, rounded down */
    int64_t n;     /* items that units hit, without those taken whole */
    size_t taken_count;
    Ore taken;             /* sum of the items taken whole */
    Ore sampled;           /* of the other positive ones: B less taken */
    size_t negative_drawn; /* negative items that were looked at, */
    Ore negative_left;     /* and the sum of the others, without sign */
    SampleSideFound sides[SAMPLE_SIDES];
} SampleMonetary;

struct Sample;

/* A filled-in sample of monetary units, which sample_check has passed, against `tolerable`
 * basis points of B. Items taken whole count as found; the Stringer bound (binomial) is of the
 * others, and where no unit fell on any of these, all of them may be wrong. Negative items are
 * estimated by the mean error of the drawn; those not drawn count with all they are. `room` is
 * for a number an item. INPUT_VALUE when an error is too large to be projected. */
MUST_USE Status sample_monetary(const struct Sample *sample, SampleRisk risk, int tolerable,
                                long double *room, SampleMonetary *out, Failure *failure);

/* INPUT_VALUE: an error is too large to be projected. */
Status sample_cannot_project(Failure *failure);

/* Share of B, upwards in parts per million: for words. B of 0 gives 0. */
int64_t sample_share_millionths(Ore amount, Ore book);

#endif
