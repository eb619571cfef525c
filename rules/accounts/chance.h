/*
 * chance.h - the exact binomial test in whole numbers. accounts.md 2, R1115.
 *
 * No floating point and no memory: probabilities are taken relative to the likeliest outcome,
 * in steps of 2^-60, which is exact to eight digits and more for any limit worth asking for.
 */
#ifndef TILSKUDD_RULES_ACCOUNTS_CHANCE_H
#define TILSKUDD_RULES_ACCOUNTS_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

/* The share `of`/`in` of a larger whole. */
typedef struct ChanceShare {
    int64_t of, in;
} ChanceShare;

/* Whether k of n is so unlike the share that all outcomes no likelier than it have, together, a
 * probability below limit / 1 000 000 (two-sided; equally likely outcomes count). 0 <= k <= n
 * <= 1 000 000, 0 <= of <= in <= 10^12, in > 0. Any thread. */
bool binomial_is_unlikely(int64_t k, int64_t n, ChanceShare share, int64_t limit);

#endif
