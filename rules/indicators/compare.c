/* compare.c - exact binomial bands, classes of size, medians. rules/indicators.md 5. */
#include "rules/indicators/compare.h"

#include <stdlib.h>

__extension__ typedef unsigned __int128 Wide; /* products of three factors */

#define LARGEST_TERM (UINT64_C(1) << 62)

/* The distribution around its largest term, from which it is walked in both directions. */
typedef struct Binomial {
    uint64_t n, a, rest; /* rest = b - a */
    uint64_t mode;
} Binomial;

/* The probability of k + 1 from that of k. */
static uint64_t term_above(const Binomial *of, uint64_t k, uint64_t term)
{
    Wide product = (Wide)term * ((of->n - k) * of->a);
    return (uint64_t)(product / ((k + 1) * of->rest));
}

/* The probability of k - 1 from that of k. */
static uint64_t term_below(const Binomial *of, uint64_t k, uint64_t term)
{
    Wide product = (Wide)term * (k * of->rest);
    return (uint64_t)(product / ((of->n - k + 1) * of->a));
}

/* Terms from the mode upward, or downward without the mode itself. */
static Wide sum_above(const Binomial *of)
{
    Wide sum = 0;
    uint64_t term = LARGEST_TERM;
    for (uint64_t k = of->mode; term > 0; k++) {
        sum += term;
        if (k == of->n) break;
        term = term_above(of, k, term);
    }
    return sum;
}

static Wide sum_below(const Binomial *of)
{
    Wide sum = 0;
    uint64_t term = LARGEST_TERM;
    for (uint64_t k = of->mode; k > 0 && term > 0; k--) {
        term = term_below(of, k, term);
        sum += term;
    }
    return sum;
}

/* The smallest x with P(X <= x) above the tail: `through` is P(X <= mode), `limit` the tail. */
static uint64_t low_end(const Binomial *of, Wide through, Wide limit, int tail)
{
    uint64_t x = of->mode, term = LARGEST_TERM;
    while (x > 0 && (through - term) * (Wide)tail > limit) {
        through -= term;
        term = term_below(of, x, term);
        x--;
    }
    return x;
}

/* The largest x with P(X >= x) above the tail; `from` is P(X >= mode). */
static uint64_t high_end(const Binomial *of, Wide from, Wide limit, int tail)
{
    uint64_t x = of->mode, term = LARGEST_TERM;
    while (x < of->n && (from - term) * (Wide)tail > limit) {
        from -= term;
        term = term_above(of, x, term);
        x++;
    }
    return x;
}

BinomialBand binomial_band(int64_t n, int64_t a, int64_t b, int tail)
{
    INVARIANT(n >= 0 && n <= BAND_PERSONS_MAX && a >= 0 && a <= b && b > 0);
    INVARIANT(b <= BAND_PERSONS_MAX && tail > 1);
    if (a == 0) return (BinomialBand){0, 0};
    if (a == b) return (BinomialBand){n, n};
    Binomial of = {.n = (uint64_t)n, .a = (uint64_t)a, .rest = (uint64_t)(b - a)};
    of.mode = (of.n + 1) * of.a / (uint64_t)b;
    if (of.mode > of.n) of.mode = of.n;
    Wide above = sum_above(&of), below = sum_below(&of), all = above + below;
    uint64_t low = low_end(&of, below + LARGEST_TERM, all, tail);
    return (BinomialBand){(int64_t)low, (int64_t)high_end(&of, above, all, tail)};
}

int indicator_size_class(const IndicatorDefinitions *definitions, int64_t settled)
{
    int class_of = 0;
    while (class_of < SIZE_CLASS_LIMITS && settled >= definitions->size_limits[class_of])
        class_of++;
    return class_of;
}

static int compare_values(const void *left, const void *right)
{
    const int *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

int median_permille(int *values, size_t count)
{
    if (count == 0) return INDICATOR_NONE;
    qsort(values, count, sizeof *values, compare_values);
    if (count % 2 == 1) return values[count / 2];
    return (values[count / 2 - 1] + values[count / 2] + 1) / 2;
}
