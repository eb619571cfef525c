/*
 * sample_math.h - sizes and limits of samples. control.md 3.
 *
 * Rates are basis points (1/10 000), confidence is thousandths: whole numbers, so that nothing
 * depends on how a decimal was typed, and ceil() is an integer division. Probabilities are
 * compared in extended precision; where binomial or hypergeometric ones come within a hair of
 * the risk, exact whole numbers of any length decide. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_SAMPLE_MATH_H
#define TILSKUDD_RULES_SAMPLE_MATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/base/status.h"

enum {
    BASIS_POINTS = 10000,
    THOUSANDTHS = 1000,
    SAMPLE_SIZE_MAX = 10000000,
    SAMPLE_ERRORS_MAX = 1000000,
    SAMPLE_LOOKS_MAX = 100
};

typedef enum SampleDistribution {
    SAMPLE_BINOMIAL = 0,
    SAMPLE_POISSON,
    SAMPLE_HYPERGEOMETRIC,
    SAMPLE_BETA /* Bayesian: what was known before, and what was found */
} SampleDistribution;

/* Errors among so many that were known before; 0 of 0 is the uniform distribution. */
typedef struct BetaPrior {
    int64_t errors, n;
} BetaPrior;

/* The chance that a statement may be wrong: parts / of. */
typedef struct SampleRisk {
    int64_t parts, of;
} SampleRisk;

/* Of one look among so many that were planned, 0 counting as 1: (1000 - confidence) / 1000,
 * shared by them. Whoever looks twice and stops when it is good is wrong more often than each
 * look says: the parts together are never more than the whole. Confidence 1 to 999. */
SampleRisk sample_risk(int confidence, int looks);
long double sample_risk_value(SampleRisk risk);
/* What may be said at look 1, 2 ... of so many planned, thousandths: the confidence; when there
 * are more looks than planned only 1000 - look (1000 - confidence), at least 0. */
int sample_looks_confidence(int confidence, int looks, int look);

/* P(at most k errors) < risk, in whole numbers of any length: memory that rules do not have, so
 * the caller brings the arithmetic. MEMORY. */
typedef struct SampleExact {
    Status (*binomial_below)(int64_t k, int64_t n, int tolerable, SampleRisk risk, bool *below);
    Status (*hypergeometric_below)(int64_t k, int64_t n, int64_t bad, int64_t population,
                                   SampleRisk risk, bool *below);
} SampleExact;

typedef struct SampleQuestion {
    SampleDistribution distribution;
    int confidence;     /* thousandths, 1 to 999 */
    int tolerable;      /* basis points, 1 to 9999 */
    int expected;       /* basis points, below tolerable; used when errors < 0 */
    int64_t errors;     /* a fixed number of errors allowed, or -1 */
    int64_t population; /* hypergeometric: 1 to SAMPLE_SIZE_MAX; a limit by beta: or 0 */
    const SampleExact *exact;
    BetaPrior prior; /* beta */
    int looks;       /* planned, each with its part of the risk; 0 is 1; not for beta */
} SampleQuestion;

/* What a sample of monetary units is planned by, øre: all positive items, and what of it may be
 * wrong and is thought to be. */
typedef struct SampleAmounts {
    int64_t book, tolerable, expected;
} SampleAmounts;

/* The smallest n with P(at most k errors) < 1 - confidence, k = ceil(expected * n) or the fixed
 * number; hypergeometric with K = ceil(tolerable * N) errors in the population; Poisson with
 * expected * n not rounded. USAGE when no n up to the limit (or the population) will do; what
 * `exact` fails with. */
MUST_USE Status sample_size(const SampleQuestion *question, int64_t *n, Failure *failure);

/* The same for monetary units, by the Poisson distribution and ratios of amounts in øre that
 * are not rounded: the smallest n with P(at most n expected / book) < risk where the mean is n
 * tolerable / book. 0 <= expected < tolerable <= book, else USAGE, as when no n will do. */
MUST_USE Status sample_size_monetary(const SampleAmounts *amounts, SampleRisk risk, int64_t *n,
                                     Failure *failure);

/* The upper limit of the error rate after question->errors in n: Clopper-Pearson, gamma / n, or
 * the largest K with P(at most k errors) >= 1 - confidence, divided by N. 0 to 1 (gamma / n may
 * be larger). USAGE for impossible numbers; what `exact` fails with. `tolerable` and `expected`
 * are not asked, nor is `exact` but by the hypergeometric limit. */
MUST_USE Status sample_limit(const SampleQuestion *question, int64_t n, long double *limit,
                             Failure *failure);

/* P(at most k errors) of n trials with this chance, 0 to 1. */
long double sample_binomial_at_most(int64_t k, int64_t n, long double rate);
/* P(exactly k) of n drawn from a population with `bad` errors; k can be. */
long double sample_hypergeometric_term(int64_t k, int64_t n, int64_t bad, int64_t population);

/* Stringer bound: binomial limits weighted by the taints (1 = wholly wrong), which the function
 * sorts in place, largest first. */
MUST_USE Status sample_stringer(SampleRisk risk, int64_t n, long double *taints, size_t count,
                                long double *limit, Failure *failure);

#endif
