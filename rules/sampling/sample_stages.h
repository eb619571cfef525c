/*
 * sample_stages.h - two stages: municipalities are hit by their kroner, with replacement, and
 * persons are drawn in those that were hit. control.md 3. For teams that travel: they visit few
 * places. What comes out is an estimate with its interval, and no bound. Pure; one thread per
 * sample.
 *
 * Hit j (1 to hits) falls on øre number H mod X, counted from 0, in the order of the strata,
 * where X is the sum of the strata above 0 and H the ticket of "stage 1,j" as one whole number.
 * A stratum that was hit r times has r groups of n persons, in the order of their tickets;
 * where there are no more than that, everybody is looked at and counts in every group.
 */
#ifndef TILSKUDD_RULES_SAMPLE_STAGES_H
#define TILSKUDD_RULES_SAMPLE_STAGES_H

#include "rules/sampling/sample.h"
#include "rules/sampling/sample_estimate.h"

/* The ticket as a whole number, the first byte the largest, modulo all (at least 1). */
Ore stage_point(const uint8_t ticket[SAMPLE_DIGEST_SIZE], Ore all);

/* How often each stratum is hit, by seed, hits and the strata's sums. USAGE when nothing could
 * be hit; else what `ticket` fails with. */
MUST_USE Status sample_stage_hits(const Sample *sample, SampleTicket ticket,
                                  int64_t hits[STRATA_MAX], Failure *failure);

/* The part of sample_draw that says how many persons each stratum gives. USAGE as above, and
 * for fewer than STAGE_HITS_LEAST hits. */
MUST_USE Status sample_stages_allocate(Sample *sample, SampleTicket ticket, Failure *failure);

/* A person of a form and its ticket. */
typedef struct StagePerson {
    const SampleItem *item;
    uint8_t ticket[SAMPLE_DIGEST_SIZE];
} StagePerson;

typedef struct StagesFound {
    Ore booked;        /* X */
    size_t places;     /* strata that were hit */
    size_t beyond;     /* strata of 0 and less, which nothing can hit, */
    Ore beyond_sum;    /* and their sum */
    int64_t persons;   /* looked at */
    int64_t errors;    /* of them */
    Estimate estimate; /* of what was paid too much, less what too little */
    bool interval;     /* not without any error: */
    long double width; /* half of it, two-sided */
    bool below;        /* from ESTIMATE_ERRORS_LEAST errors on: the interval's upper end is
                        * below the tolerable share of X */
} StagesFound;

/* Room that sample_stages needs. */
typedef struct StagesRoom {
    StagePerson *persons; /* one for each item */
    StageHit *hits;       /* one for each hit */
} StagesRoom;

/* A filled-in sample of two stages, which sample_check has passed. INPUT_VALUE when its rows
 * are not what its heading draws; else what `ticket` fails with. Tolerable in basis points. */
MUST_USE Status sample_stages(const Sample *sample, SampleRisk risk, int tolerable,
                              SampleTicket ticket, const StagesRoom *room, StagesFound *out,
                              Failure *failure);

#endif
