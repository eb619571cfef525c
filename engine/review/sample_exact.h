/*
 * sample_exact.h - probabilities compared with a risk in whole numbers of any length, for where
 * extended precision cannot tell. Any thread.
 */
#ifndef TILSKUDD_ENGINE_SAMPLE_EXACT_H
#define TILSKUDD_ENGINE_SAMPLE_EXACT_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/base/status.h"

/* *below: P(at most k of n, rate tolerable / 10 000) < (1000 - confidence) / 1000. MEMORY. */
MUST_USE Status exact_binomial_below(int64_t k, int64_t n, int tolerable, int confidence,
                                     bool *below, Failure *failure);
/* The same for n drawn from `population` with `bad` errors. */
MUST_USE Status exact_hypergeometric_below(int64_t k, int64_t n, int64_t bad,
                                           int64_t population, int confidence, bool *below,
                                           Failure *failure);

#endif
