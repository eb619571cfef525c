/*
 * test_sample_estimate.c - why: an interval that covers half as often as it says misleads who
 * signs it. The known answers of control.md 3, and the distributions by other methods.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "rules/sampling/sample_estimate.h"
#include "tests/rules/base/test_main.h"

static const AuditedPair drawn[] = {{100, 100}, {200, 180}, {150, 150}, {120, 120}, {80, 60},
                                    {300, 300}, {90, 90},   {160, 160}, {110, 100}, {190, 190}};
static const EstimateStratum stratum = {drawn, 10, 500, 75500};

static void near(long double got, long double expected, long double within)
{
    CU_ASSERT(fabsl(got - expected) <= within);
    if (fabsl(got - expected) > within) printf("\n%.6Lf, not %.6Lf\n", got, expected);
}

static void test_known(void)
{
    Estimate difference = estimate_stratum(ESTIMATE_DIFFERENCE, &stratum);
    Estimate ratio = estimate_stratum(ESTIMATE_RATIO, &stratum);
    Estimate regression = estimate_stratum(ESTIMATE_REGRESSION, &stratum);
    near(difference.error, 2500, 1e-9L);
    near(estimate_width(&difference, sample_risk(950, 1)), 3009.13L, 0.005L);
    near(ratio.error, 2516.67L, 0.005L);
    near(ratio.standard, 1426.96L, 0.005L);
    near(regression.error, 2490.05L, 0.005L);
    near(regression.slope, 1.0199L, 0.00005L);
    near(regression.standard, 1393.51L, 0.005L);
    CU_ASSERT_EQUAL(difference.errors, 3);
    CU_ASSERT_FALSE(estimate_has_interval(&difference));
}

static void test_strata(void)
{
    Estimate sum = {0}, one = estimate_stratum(ESTIMATE_DIFFERENCE, &stratum);
    EstimateStratum whole = {drawn, 10, 10, 1500};
    Estimate known = estimate_stratum(ESTIMATE_DIFFERENCE, &whole);
    near(known.error, 50, 1e-9L);
    near(known.standard, 0, 1e-9L);
    for (int i = 0; i < 7; i++)
        estimate_add(&sum, &one);
    near(sum.error, 7 * one.error, 1e-9L);
    near(sum.standard, sqrtl(7) * one.standard, 1e-9L);
    CU_ASSERT_EQUAL(sum.freedom, 63);
    CU_ASSERT_EQUAL(sum.errors, 21);
    CU_ASSERT_TRUE(estimate_has_interval(&sum));
}

static void test_stages(void)
{
    static const StageHit hits[] = {
        {12000, 400000}, {5000, 100000}, {2500, 250000}, {8000, 400000}};
    Estimate estimate = estimate_stages(hits, 4, 1000000);
    near(estimate.error, 27500, 1e-9L);
    near(estimate.standard, 8539.13L, 0.005L);
    CU_ASSERT_EQUAL(estimate.freedom, 3);
}

/* Student's values of the tables, two-sided 95 and 99 per cent. */
static void test_student(void)
{
    static const struct {
        int64_t freedom;
        long double t975, t995;
    } rows[] = {{1, 12.7062L, 63.6567L}, {2, 4.3027L, 9.9248L},   {3, 3.1824L, 5.8409L},
                {4, 2.7764L, 4.6041L},   {5, 2.5706L, 4.0321L},   {9, 2.2622L, 3.2498L},
                {30, 2.0423L, 2.7500L},  {120, 1.9799L, 2.6174L}, {100000, 1.9604L, 2.5769L}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        near(student_value(rows[i].freedom, 0.025L), rows[i].t975, 0.0005L);
        near(student_value(rows[i].freedom, 0.005L), rows[i].t995, 0.0005L);
    }
}

static void test_beta(void)
{
    const BetaPrior uniform = {0, 0}, last_year = {2, 145};
    static const int64_t sizes[] = {58, 92, 123, 152};
    near(beta_limit(&uniform, 0, 58, 950), 0.049508L, 0.0000005L);
    near(beta_limit(&uniform, 2, 145, 950), 0.042492L, 0.0000005L);
    near(beta_limit(&last_year, 2, 145, 950), 0.031178L, 0.0000005L);
    for (int k = 0; k < 4; k++)
        CU_ASSERT_EQUAL(beta_size(&uniform, k, 500, 950), sizes[k]);
    CU_ASSERT_EQUAL(beta_population_limit(&uniform, 0, 60, 500, 950), 22);
    CU_ASSERT_EQUAL(beta_population_limit(&uniform, 1, 60, 500, 950), 35);
    CU_ASSERT_EQUAL(beta_population_limit(&uniform, 7, 500, 500, 950), 7);
    CU_ASSERT_EQUAL(beta_size(&uniform, 0, 1, 999), 69074);
    CU_ASSERT_EQUAL(beta_size(&uniform, 5000000, 1, 999), 0);
}

/* The beta-binomial distribution by Polya's urn: one ball more of the colour drawn. */
static void test_urn(void)
{
    enum { OTHERS = 30 };
    long double chance[OTHERS + 1] = {1}, sum = 0;
    const BetaPrior prior = {1, 4};
    int errors = 2, n = 10, most = 0;
    for (int drawn_now = 0; drawn_now < OTHERS; drawn_now++) {
        long double bad = 1 + errors + 1, good = 1 + (n - errors) + 3;
        for (int x = drawn_now + 1; x >= 0; x--) {
            long double stays =
                x <= drawn_now ? chance[x] * (good + drawn_now - x) / (bad + good + drawn_now)
                               : 0;
            long double grows =
                x > 0 ? chance[x - 1] * (bad + x - 1) / (bad + good + drawn_now) : 0;
            chance[x] = stays + grows;
        }
    }
    while (sum + chance[most] < 0.95L)
        sum += chance[most++];
    CU_ASSERT_EQUAL(beta_population_limit(&prior, errors, n, n + OTHERS, 950), errors + most);
}

static const TestCase tests[] = {
    {"known", test_known},     {"strata", test_strata}, {"stages", test_stages},
    {"student", test_student}, {"beta", test_beta},     {"urn", test_urn},
};

TEST_MAIN("sampling/estimate", tests)
