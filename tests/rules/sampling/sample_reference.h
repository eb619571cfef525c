/*
 * sample_reference.h - the probabilities of sampling once more, by other methods than the
 * engine's: whole numbers of any length built by recurrence and addition, and for the Poisson
 * distribution a fixed-point series. For the tests of sizes and limits only; a number that
 * cannot be made ends the test.
 */
#ifndef TILSKUDD_TESTS_ENGINE_SAMPLE_REFERENCE_H
#define TILSKUDD_TESTS_ENGINE_SAMPLE_REFERENCE_H

#include <openssl/bn.h>
#include <stdbool.h>
#include <stdint.h>

enum { REFERENCE_ERRORS = 64, REFERENCE_POPULATION = 400 };

/* How likely 0, 1 ... `most` errors are among n, each with probability num / den, as whole
 * numbers over den^n: row n + 1 is made from row n. */
typedef struct BinomialRow {
    int64_t n, num, den;
    int most; /* at most REFERENCE_ERRORS */
    BIGNUM *weight[REFERENCE_ERRORS + 1];
    BIGNUM *total;
} BinomialRow;

void binomial_row_begin(BinomialRow *row, int64_t num, int64_t den, int most);
void binomial_row_next(BinomialRow *row);
void binomial_row_end(BinomialRow *row);
/* P(at most k) < (1000 - confidence) / 1000 for the row's n; k up to `most`. */
bool binomial_row_below(const BinomialRow *row, int k, int confidence);

/* Pascal's triangle, made by addition, up to REFERENCE_POPULATION. */
void pascal_begin(void);
void pascal_end(void);
bool hypergeometric_below(int k, int n, int bad, int population, int confidence);

/* P(at most x) for mean num / den, x = allowed / 10 000 not rounded, which is the regularised
 * incomplete gamma function Q(x + 1, mean): 1 below the risk, 0 not below, -1 too near to tell
 * (2^-150). Mean and x below 110. */
int poisson_below(int64_t allowed, int64_t num, int64_t den, int confidence);
/* The same probability in extended precision, good to twelve digits. */
long double poisson_probability(long double allowed, long double mean);

#endif
