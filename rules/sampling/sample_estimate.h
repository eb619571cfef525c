/*
 * sample_estimate.h - the error in kroner as an estimate with its standard error, and the limit
 * of an error rate by a beta distribution. control.md 3.
 *
 * An estimate is no bound: with few errors its interval covers far too seldom, so it is given
 * from ESTIMATE_ERRORS_LEAST errors on. Numbers here are long double, of øre; money that is
 * paid never goes through them. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_SAMPLE_ESTIMATE_H
#define TILSKUDD_RULES_SAMPLE_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/sampling/sample.h"

enum { ESTIMATE_ERRORS_LEAST = 20, STAGE_HITS_LEAST = 8 };

typedef enum EstimateMethod {
    ESTIMATE_DIFFERENCE = 0, /* mean difference times the number */
    ESTIMATE_RATIO,          /* part of the book value that is wrong */
    ESTIMATE_REGRESSION,     /* what is right against what was booked, as a line */
    ESTIMATE_METHODS
} EstimateMethod;

/* A drawn item: what was booked, and what it should have been. */
typedef struct AuditedPair {
    long double booked, right;
} AuditedPair;

/* Of one stratum: its drawn items, and what it has in all. */
typedef struct EstimateStratum {
    const AuditedPair *drawn;
    size_t drawn_count; /* at least 2, of a regression 3 */
    int64_t count;      /* items */
    long double booked; /* of all of them */
} EstimateStratum;

typedef struct Estimate {
    long double error;    /* booked less right, of all */
    long double standard; /* its standard error */
    int64_t freedom;      /* degrees of freedom */
    int64_t errors;       /* drawn items in error */
    long double slope;    /* of a regression */
} Estimate;

/* Zero standard error for a stratum that was wholly drawn. */
Estimate estimate_stratum(EstimateMethod method, const EstimateStratum *stratum);
/* Strata add up: errors, squares of standard errors, degrees of freedom. */
void estimate_add(Estimate *sum, const Estimate *stratum);
/* Half the width of the interval, two-sided. */
long double estimate_width(const Estimate *estimate, SampleRisk risk);
/* Whether the interval means anything. */
bool estimate_has_interval(const Estimate *estimate);

/* Of a whole sample of persons whose audited amounts are filled in. Strata add up; one with too
 * few drawn is joined with the next (the last with the one before). `room` is for a pair an
 * item. False when the sample is too small for the method, or no ratio can be had. */
bool estimate_sample(EstimateMethod method, const Sample *sample, AuditedPair *room,
                     Estimate *out);

/* Two stages: groups hit with a chance in proportion to their kroner, with replacement. `error`
 * is the group's estimated error and `booked` its kroner, once for each hit; `all` is the
 * kroner of all groups. At least two hits; under STAGE_HITS_LEAST the interval means nothing.
 */
typedef struct StageHit {
    long double error, booked;
} StageHit;
Estimate estimate_stages(const StageHit *hits, size_t count, long double all);

/* The t distribution's value that is exceeded with this chance on one side. freedom >= 1. */
long double student_value(int64_t freedom, long double exceeded);

/* --- a beta distribution for the rate --- */

/* The rate that is exceeded with a chance of 1 - confidence (thousandths) after `errors` in n.
 */
long double beta_limit(const BetaPrior *prior, int64_t errors, int64_t n, int confidence);
/* The smallest n for which that is below `tolerable` basis points; 0 when ten million are not
 * enough. */
int64_t beta_size(const BetaPrior *prior, int64_t errors, int tolerable, int confidence);
/* The errors of a whole population that are not exceeded with that chance: those found, and of
 * the others by the beta-binomial distribution. */
int64_t beta_population_limit(const BetaPrior *prior, int64_t errors, int64_t n,
                              int64_t population, int confidence);

#endif
