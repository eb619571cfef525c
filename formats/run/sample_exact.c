/* sample_exact.c - exact probabilities of samples, in OpenSSL's whole numbers. */
#include "formats/run/sample_exact.h"

#include <openssl/bn.h>

/* Numbers of one comparison; every call may fail, so a failure is kept and asked for once. */
typedef struct Exact {
    BN_CTX *context;
    BIGNUM *term, *sum, *total, *spare;
    bool failed;
} Exact;

static void exact_begin(Exact *exact)
{
    exact->context = BN_CTX_new();
    exact->term = BN_new();
    exact->sum = BN_new();
    exact->total = BN_new();
    exact->spare = BN_new();
    exact->failed = exact->context == NULL || exact->term == NULL || exact->sum == NULL ||
                    exact->total == NULL || exact->spare == NULL;
}

static void exact_end(Exact *exact)
{
    BN_free(exact->term);
    BN_free(exact->sum);
    BN_free(exact->total);
    BN_free(exact->spare);
    BN_CTX_free(exact->context);
}

static void multiply(Exact *exact, BIGNUM *number, int64_t by)
{
    exact->failed = exact->failed || BN_mul_word(number, (BN_ULONG)by) != 1;
}

static void divide(Exact *exact, BIGNUM *number, int64_t by)
{
    exact->failed = exact->failed || BN_div_word(number, (BN_ULONG)by) != 0;
}

static void power(Exact *exact, BIGNUM *out, int64_t base, int64_t exponent)
{
    exact->failed = exact->failed || BN_set_word(exact->spare, (BN_ULONG)base) != 1 ||
                    BN_set_word(out, (BN_ULONG)exponent) != 1 ||
                    BN_exp(out, exact->spare, out, exact->context) != 1;
}

/* out = n choose k, by products that stay whole. */
static void choose(Exact *exact, BIGNUM *out, int64_t n, int64_t k)
{
    exact->failed = exact->failed || BN_one(out) != 1;
    for (int64_t i = 1; i <= k && !exact->failed; i++) {
        multiply(exact, out, n - k + i);
        divide(exact, out, i);
    }
}

static void add_term(Exact *exact)
{
    exact->failed = exact->failed || BN_add(exact->sum, exact->sum, exact->term) != 1;
}

/* sum * of < parts * total: what both end with. */
static Status finish(Exact *exact, SampleRisk risk, bool *below)
{
    multiply(exact, exact->sum, risk.of);
    multiply(exact, exact->total, risk.parts);
    *below = !exact->failed && BN_cmp(exact->sum, exact->total) < 0;
    Status status = exact->failed ? STATUS_MEMORY : STATUS_OK;
    exact_end(exact);
    return status;
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static Status binomial_below(int64_t k, int64_t n, int tolerable, SampleRisk risk, bool *below)
{
    Exact exact;
    int64_t divisor = common_divisor(tolerable, BASIS_POINTS);
    int64_t bad = tolerable / divisor, all = BASIS_POINTS / divisor;
    exact_begin(&exact);
    /* Terms C(n, i) bad^i (all - bad)^(n - i), over all^n; each from the one before. */
    if (!exact.failed) {
        power(&exact, exact.total, all, n);
        power(&exact, exact.term, all - bad, n);
        BN_zero(exact.sum);
        add_term(&exact);
    }
    for (int64_t i = 1; i <= k && !exact.failed; i++) {
        multiply(&exact, exact.term, (n - i + 1) * bad);
        divide(&exact, exact.term, i);
        divide(&exact, exact.term, all - bad);
        add_term(&exact);
    }
    return finish(&exact, risk, below);
}

static Status hypergeometric_below(int64_t k, int64_t n, int64_t bad, int64_t population,
                                   SampleRisk risk, bool *below)
{
    Exact exact;
    if (n > bad) { /* the drawn among the bad, or the bad among the drawn: the same */
        int64_t drawn = n;
        n = bad;
        bad = drawn;
    }
    int64_t good = population - bad, low = n > good ? n - good : 0;
    exact_begin(&exact);
    if (!exact.failed) {
        choose(&exact, exact.total, population, n);
        choose(&exact, exact.term, bad, low);
        choose(&exact, exact.spare, good, n - low);
        exact.failed =
            exact.failed || BN_mul(exact.term, exact.term, exact.spare, exact.context) != 1;
        BN_zero(exact.sum);
    }
    for (int64_t i = low; i <= k && i <= n && !exact.failed; i++) {
        add_term(&exact); /* C(bad, i) C(good, n - i); the next from this one */
        multiply(&exact, exact.term, (bad - i) * (n - i));
        divide(&exact, exact.term, i + 1);
        divide(&exact, exact.term, good - n + i + 1);
    }
    return finish(&exact, risk, below);
}

const SampleExact sample_exact = {binomial_below, hypergeometric_below};
