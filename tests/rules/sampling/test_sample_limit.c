/*
 * test_sample_limit.c - the upper limit is what the control team says about everybody after
 * looking at some. Each limit is enclosed between two rates a few 10^-15 apart that another
 * method (sample_reference.h) finds possible and not possible any more.
 */
#include <math.h>
#include <stdio.h>

#include "formats/run/sample_exact.h"
#include "tests/rules/sampling/sample_reference.h"
#include "tests/rules/base/test_main.h"

static const int confidences[] = {1, 500, 750, 800, 875, 900, 950, 990, 999};
enum { CONFIDENCES = sizeof confidences / sizeof confidences[0] };

static unsigned long compared;

static Status ask(SampleDistribution distribution, int confidence, int64_t n, int64_t errors,
                  int64_t population, long double *limit)
{
    SampleQuestion question = {.distribution = distribution,
                               .confidence = confidence,
                               .errors = errors,
                               .population = population,
                               .exact = &sample_exact};
    return sample_limit(&question, n, limit, NULL);
}

static long double limit_of(SampleDistribution distribution, int confidence, int64_t n,
                            int64_t errors, int64_t population)
{
    long double limit = -1;
    CU_ASSERT_EQUAL(ask(distribution, confidence, n, errors, population, &limit), STATUS_OK);
    return limit;
}

static void wrong(const char *what, int confidence, int64_t n, int64_t errors, long double got)
{
    CU_FAIL("limit");
    printf("\n    %s: confidence %d, n %lld, errors %lld: %.15Lf", what, confidence,
           (long long)n, (long long)errors, got);
}

/* --- Clopper-Pearson --- */

static bool possible(int64_t parts, int64_t whole, int64_t n, int64_t errors, int confidence)
{
    BinomialRow row;
    binomial_row_begin(&row, parts, whole, (int)errors);
    while (row.n < n) {
        binomial_row_next(&row);
    }
    bool below = binomial_row_below(&row, (int)errors, confidence);
    binomial_row_end(&row);
    return !below;
}

static void enclose_binomial(int confidence, int64_t n, int64_t errors)
{
    const int64_t whole = 1000000000000000; /* 10^15 */
    long double limit = limit_of(SAMPLE_BINOMIAL, confidence, n, errors, 0);
    int64_t parts = (int64_t)(limit * (long double)whole);
    compared++;
    if (errors == n) {
        CU_ASSERT_EQUAL(limit, 1);
        return;
    }
    if (parts < 3 || parts > whole - 3 || !possible(parts - 2, whole, n, errors, confidence) ||
        possible(parts + 3, whole, n, errors, confidence)) {
        wrong("binomial", confidence, n, errors, limit);
    }
}

static void test_binomial_limits(void)
{
    static const int sizes[] = {1, 2, 3, 5, 10, 29, 59, 93, 145, 200, 400};
    compared = 0;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        for (int errors = 0; errors <= sizes[s] && errors <= 12; errors++) {
            for (int c = 0; c < CONFIDENCES; c++) {
                enclose_binomial(confidences[c], sizes[s], errors);
            }
        }
    }
    printf("%lu limits ", compared);
    CU_ASSERT(compared > 900);
}

/* --- gamma / n --- */

static void enclose_poisson(int confidence, int64_t n, int64_t errors)
{
    const int64_t whole = 10000000000000; /* 10^13 */
    long double limit = limit_of(SAMPLE_POISSON, confidence, n, errors, 0);
    int64_t parts = (int64_t)(limit * (long double)n * (long double)whole);
    compared++;
    if (poisson_below(errors * 10000, parts - 2, whole, confidence) != 0 ||
        poisson_below(errors * 10000, parts + 3, whole, confidence) != 1) {
        wrong("gamma", confidence, n, errors, limit);
    }
}

static void test_poisson_limits(void)
{
    static const int sizes[] = {1, 60, 145, 1000};
    compared = 0;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        for (int errors = 0; errors <= 60 && errors <= sizes[s];
             errors += errors < 15 ? 1 : 15) {
            for (int c = 0; c < CONFIDENCES; c++) {
                enclose_poisson(confidences[c], sizes[s], errors);
            }
        }
    }
    printf("%lu limits ", compared);
    CU_ASSERT(compared > 500);
}

/* --- hypergeometric: the largest K that is still possible, counted down from all --- */

static void compare_hypergeometric(int confidence, int n, int errors, int population)
{
    int bad = population;
    while (bad >= 0 && hypergeometric_below(errors, n, bad, population, confidence))
        bad--;
    long double expected = (long double)bad / population;
    long double limit = limit_of(SAMPLE_HYPERGEOMETRIC, confidence, n, errors, population);
    compared++;
    if (fabsl(limit - expected) > 1e-17L) {
        wrong("hypergeometric", confidence, n, errors, limit);
    }
}

static void test_hypergeometric_limits(void)
{
    static const int populations[] = {1, 2, 3, 10, 20, 61, 100, 250, 400};
    compared = 0;
    for (size_t p = 0; p < sizeof populations / sizeof populations[0]; p++) {
        int population = populations[p];
        for (int n = 1; n <= population; n += 1 + population / 12) {
            for (int errors = 0; errors <= n && errors <= 9; errors++) {
                for (int c = 0; c < CONFIDENCES; c++) {
                    compare_hypergeometric(confidences[c], n, errors, population);
                }
            }
        }
        /* everybody looked at: what was found is all there is */
        CU_ASSERT_EQUAL(limit_of(SAMPLE_HYPERGEOMETRIC, 950, population, 1, population),
                        1.0L / population);
    }
    printf("%lu limits ", compared);
    CU_ASSERT(compared > 4000);
}

/* Where P equals the risk, K is still possible. */
static void test_edges(void)
{
    /* N = 10, n = 9, none found: K = 1 has P = 1/10. */
    CU_ASSERT_EQUAL(limit_of(SAMPLE_HYPERGEOMETRIC, 900, 9, 0, 10), 0.1L);
    CU_ASSERT_EQUAL(limit_of(SAMPLE_HYPERGEOMETRIC, 899, 9, 0, 10), 0);
    CU_ASSERT_EQUAL(limit_of(SAMPLE_HYPERGEOMETRIC, 950, 9500000, 0, 10000000), 1e-7L);
    CU_ASSERT_EQUAL(limit_of(SAMPLE_HYPERGEOMETRIC, 949, 9500000, 0, 10000000), 0);
    /* Half of them wrong: of 7, at most 3 is as likely as at least 4. */
    CU_ASSERT_EQUAL(limit_of(SAMPLE_HYPERGEOMETRIC, 500, 7, 3, 100), 0.5L);
    CU_ASSERT_EQUAL(limit_of(SAMPLE_HYPERGEOMETRIC, 500, 1999999, 999999, 10000000), 0.5L);
}

/* --- what is published --- */

static void near(long double got, long double percent, long double half)
{
    if (fabsl(got * 100 - percent) > half) wrong("known answer", 0, 0, 0, got);
}

static void test_known_answers(void)
{
    static const long double binomial[] = {2.0448L, 3.2297L, 4.2781L, 5.2603L};
    for (int k = 0; k < 4; k++) {
        near(limit_of(SAMPLE_BINOMIAL, 950, 145, k, 0), binomial[k], 0.00005L);
    }
    near(limit_of(SAMPLE_POISSON, 950, 60, 0, 0), 4.9929L, 0.00005L);
}

static void test_stringer(void)
{
    long double limit = 0, plain = limit_of(SAMPLE_BINOMIAL, 950, 145, 0, 0);
    long double taints[] = {0.03999931L, 1, 0.20000072L}; /* in any order */
    CU_ASSERT_EQUAL(sample_stringer(sample_risk(950, 1), 145, taints, 3, &limit, NULL),
                    STATUS_OK);
    near(limit, 3.478656L, 0.0000005L);
    CU_ASSERT_EQUAL(sample_stringer(sample_risk(950, 1), 145, NULL, 0, &limit, NULL),
                    STATUS_OK);
    CU_ASSERT_EQUAL(limit, plain);
    /* Wholly wrong items are errors as any other. */
    long double whole[] = {1, 1, 1};
    CU_ASSERT_EQUAL(sample_stringer(sample_risk(950, 1), 145, whole, 3, &limit, NULL),
                    STATUS_OK);
    CU_ASSERT(fabsl(limit - limit_of(SAMPLE_BINOMIAL, 950, 145, 3, 0)) < 1e-17L);
}

static void test_wrong_use(void)
{
    long double limit;
    CU_ASSERT_EQUAL(ask(SAMPLE_BINOMIAL, 950, 0, 0, 0, &limit), STATUS_USAGE);
    CU_ASSERT_EQUAL(ask(SAMPLE_BINOMIAL, 950, 5, 6, 0, &limit), STATUS_USAGE);
    CU_ASSERT_EQUAL(ask(SAMPLE_BINOMIAL, 950, 5, -1, 0, &limit), STATUS_USAGE);
    CU_ASSERT_EQUAL(ask(SAMPLE_HYPERGEOMETRIC, 950, 5, 0, 4, &limit), STATUS_USAGE);
    CU_ASSERT_EQUAL(ask(SAMPLE_HYPERGEOMETRIC, 950, 5, 0, 5, &limit), STATUS_OK);
}

int main(int argc, char **argv)
{
    static const TestCase tests[] = {
        {"known answers", test_known_answers},
        {"Stringer bound", test_stringer},
        {"where P equals the risk", test_edges},
        {"wrong use", test_wrong_use},
        {"Clopper-Pearson, enclosed", test_binomial_limits},
        {"gamma, enclosed", test_poisson_limits},
        {"hypergeometric, counted", test_hypergeometric_limits},
    };
    pascal_begin();
    int status = run_tests("limits", tests, sizeof tests / sizeof tests[0], argc, argv);
    pascal_end();
    return status;
}
