/* sample_reference.c - probabilities of sampling by other methods than the engine's. */
#include "tests/rules/sampling/sample_reference.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static BN_CTX *context;

static void need(bool good)
{
    if (good) return;
    fputs("a reference number could not be made\n", stderr);
    abort();
}

static BIGNUM *number(uint64_t value)
{
    BIGNUM *made = BN_new();
    need(made != NULL && BN_set_word(made, value) == 1);
    if (context == NULL) context = BN_CTX_new();
    need(context != NULL);
    return made;
}

/* --- binomial --- */

void binomial_row_begin(BinomialRow *row, int64_t num, int64_t den, int most)
{
    *row = (BinomialRow){.num = num, .den = den, .most = most, .total = number(1)};
    need(most <= REFERENCE_ERRORS);
    for (int i = 0; i <= most; i++) {
        row->weight[i] = number(i == 0);
    }
}

/* weight(n + 1, i) = weight(n, i) (den - num) + weight(n, i - 1) num */
void binomial_row_next(BinomialRow *row)
{
    BIGNUM *carried = number(0);
    for (int i = row->most; i >= 0; i--) {
        need(BN_mul_word(row->weight[i], (BN_ULONG)(row->den - row->num)) == 1);
        if (i == 0) break;
        need(BN_copy(carried, row->weight[i - 1]) != NULL);
        need(BN_mul_word(carried, (BN_ULONG)row->num) == 1);
        need(BN_add(row->weight[i], row->weight[i], carried) == 1);
    }
    need(BN_mul_word(row->total, (BN_ULONG)row->den) == 1);
    row->n++;
    BN_free(carried);
}

void binomial_row_end(BinomialRow *row)
{
    for (int i = 0; i <= row->most; i++) {
        BN_free(row->weight[i]);
    }
    BN_free(row->total);
}

/* sum * 1000 < total * (1000 - confidence); both are changed. */
static bool is_less(BIGNUM *sum, BIGNUM *total, int confidence)
{
    need(BN_mul_word(sum, 1000) == 1);
    need(BN_mul_word(total, (BN_ULONG)(1000 - confidence)) == 1);
    return BN_cmp(sum, total) < 0;
}

bool binomial_row_below(const BinomialRow *row, int k, int confidence)
{
    BIGNUM *sum = number(0), *total = number(0);
    need(k <= row->most && BN_copy(total, row->total) != NULL);
    for (int i = 0; i <= k; i++) {
        need(BN_add(sum, sum, row->weight[i]) == 1);
    }
    bool less = is_less(sum, total, confidence);
    BN_free(sum);
    BN_free(total);
    return less;
}

/* --- hypergeometric --- */

static BIGNUM *pascal[REFERENCE_POPULATION + 1][REFERENCE_POPULATION + 1];

void pascal_begin(void)
{
    for (int n = 0; n <= REFERENCE_POPULATION; n++) {
        for (int k = 0; k <= n; k++) {
            pascal[n][k] = number(1);
            if (k == 0 || k == n) continue;
            need(BN_add(pascal[n][k], pascal[n - 1][k - 1], pascal[n - 1][k]) == 1);
        }
    }
}

void pascal_end(void)
{
    for (int n = 0; n <= REFERENCE_POPULATION; n++) {
        for (int k = 0; k <= n; k++) {
            BN_free(pascal[n][k]);
        }
    }
}

bool hypergeometric_below(int k, int n, int bad, int population, int confidence)
{
    BIGNUM *sum = number(0), *total = number(0), *product = number(0);
    int good = population - bad;
    for (int i = 0; i <= k && i <= bad && i <= n; i++) {
        if (n - i > good) continue;
        need(BN_mul(product, pascal[bad][i], pascal[good][n - i], context) == 1);
        need(BN_add(sum, sum, product) == 1);
    }
    need(BN_copy(total, pascal[population][n]) != NULL);
    bool less = is_less(sum, total, confidence);
    BN_free(sum);
    BN_free(total);
    BN_free(product);
    return less;
}

/* --- Poisson, in fixed point: x stands for x * 2^FRACTION --- */

enum { FRACTION = 400, SURE = 150, SCALE = 10000, FAR = 512 };

static BIGNUM *fixed(int64_t num, int64_t den)
{
    BIGNUM *made = number((uint64_t)num);
    need(BN_lshift(made, made, FRACTION) == 1);
    need(BN_div_word(made, (BN_ULONG)den) != (BN_ULONG)-1);
    return made;
}

static void fixed_multiply(BIGNUM *by, const BIGNUM *factor)
{
    need(BN_mul(by, by, factor, context) == 1 && BN_rshift(by, by, FRACTION) == 1);
}

/* 2 artanh(z) = 2 (z + z^3/3 + z^5/5 ...); takes z over. */
static BIGNUM *twice_artanh(BIGNUM *z)
{
    BIGNUM *sum = number(0), *square = number(0), *term = number(0);
    need(BN_copy(square, z) != NULL);
    fixed_multiply(square, z);
    for (BN_ULONG i = 1; !BN_is_zero(z); i += 2) {
        need(BN_copy(term, z) != NULL && BN_div_word(term, i) != (BN_ULONG)-1);
        need(BN_add(sum, sum, term) == 1);
        fixed_multiply(z, square);
    }
    need(BN_lshift1(sum, sum) == 1);
    BN_free(z);
    BN_free(square);
    BN_free(term);
    return sum;
}

/* ln(num / den) for num < den: doubled until it is near 1. */
static BIGNUM *logarithm(int64_t num, int64_t den)
{
    BIGNUM *over = number((uint64_t)num), *under = number((uint64_t)den);
    BIGNUM *z = number(0), *sum = number(0);
    BN_ULONG doubled = 0;
    while (BN_num_bits(over) < BN_num_bits(under)) {
        need(BN_lshift1(over, over) == 1);
        doubled++;
    }
    need(BN_sub(z, over, under) == 1 && BN_add(sum, over, under) == 1);
    need(BN_lshift(z, z, FRACTION) == 1 && BN_div(z, NULL, z, sum, context) == 1);
    BN_free(sum);
    BIGNUM *result = twice_artanh(z), *two = twice_artanh(fixed(1, 3));
    need(BN_mul_word(two, doubled) == 1 && BN_sub(result, result, two) == 1);
    BN_free(two);
    BN_free(over);
    BN_free(under);
    return result;
}

/* e^y for y >= 0, by its series. */
static BIGNUM *exponential(const BIGNUM *y)
{
    BIGNUM *term = fixed(1, 1), *sum = number(0);
    need(!BN_is_negative(y));
    for (BN_ULONG i = 1; !BN_is_zero(term); i++) {
        need(BN_add(sum, sum, term) == 1);
        fixed_multiply(term, y);
        need(BN_div_word(term, i) != (BN_ULONG)-1);
    }
    BN_free(term);
    return sum;
}

/* Sum of x^i / (a (a + 1) ... (a + i)), a = `a` / 10 000, x = num / den: the incomplete gamma
 * function without its factor x^a e^-x. Every term is positive. */
static BIGNUM *gamma_sum(int64_t a, int64_t num, int64_t den)
{
    BIGNUM *term = fixed(SCALE, a), *sum = number(0);
    for (int64_t i = 1; !BN_is_zero(term); i++) {
        need(BN_add(sum, sum, term) == 1);
        need(BN_mul_word(term, (BN_ULONG)num) == 1 && BN_mul_word(term, SCALE) == 1);
        need(BN_div_word(term, (BN_ULONG)(a + i * SCALE)) != (BN_ULONG)-1);
        need(BN_div_word(term, (BN_ULONG)den) != (BN_ULONG)-1);
    }
    BN_free(term);
    return sum;
}

/* The whole gamma function is the incomplete one up to FAR, but for less than 2^-SURE, so
 * P(more than x) = (mean / FAR)^a e^(FAR - mean) gamma_sum(mean) / gamma_sum(FAR). */
static BIGNUM *poisson_above(int64_t a, int64_t num, int64_t den)
{
    BIGNUM *y = logarithm(num, den * FAR), *rest = fixed(FAR * den - num, den);
    need(BN_mul_word(y, (BN_ULONG)a) == 1);
    need(BN_div_word(y, SCALE) != (BN_ULONG)-1 && BN_add(y, y, rest) == 1);
    BIGNUM *result = exponential(y), *here = gamma_sum(a, num, den);
    BIGNUM *all = gamma_sum(a, FAR, 1);
    need(BN_mul(result, result, here, context) == 1);
    need(BN_div(result, NULL, result, all, context) == 1);
    BN_free(y);
    BN_free(rest);
    BN_free(here);
    BN_free(all);
    return result;
}

int poisson_below(int64_t allowed, int64_t num, int64_t den, int confidence)
{
    need(allowed < 110LL * SCALE && num / den < 110);
    BIGNUM *above = poisson_above(allowed + SCALE, num, den);
    BIGNUM *limit = fixed(confidence, 1000), *slack = number(1);
    /* at most x is below the risk when more than x is above the confidence */
    need(BN_lshift(slack, slack, FRACTION - SURE) == 1);
    need(BN_sub(above, above, limit) == 1);
    int result = BN_ucmp(above, slack) < 0 ? -1 : !BN_is_negative(above);
    BN_free(above);
    BN_free(limit);
    BN_free(slack);
    return result;
}

long double poisson_probability(long double allowed, long double mean)
{
    long double a = allowed + 1, term = 1 / a, sum = 0;
    for (int i = 1; term > sum * 1e-22L; i++) {
        sum += term;
        term *= mean / (a + i);
    }
    return 1 - powl(mean, a) * expl(-mean) / tgammal(a) * sum;
}
