/*
 * test_sample_size.c - published tables of sample sizes are wrong in hundreds of cells, from
 * rounding and from numbers that lie on the edge. So every size is computed again by another
 * method (sample_reference.h), trying n = 1, 2, 3 ... until the first that is enough.
 */
#include <stdio.h>

#include "formats/run/sample_exact.h"
#include "tests/rules/sampling/sample_reference.h"
#include "tests/rules/base/test_main.h"

enum { NONE = -1, BINOMIAL_MOST = 1500 };

/* Rates as shares of the tolerable one, in twelfths, and whole numbers of errors. */
static const int twelfths[] = {0, 1, 2, 3, 4, 6, 8, 9, 10, 11};
static const int fixed_errors[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30};
static const int confidences[] = {500, 750, 800, 875, 900, 950, 975, 990, 995, 999};

enum {
    TWELFTHS = sizeof twelfths / sizeof twelfths[0],
    FIXED = sizeof fixed_errors / sizeof fixed_errors[0],
    CONFIDENCES = sizeof confidences / sizeof confidences[0],
    ALLOWANCES = TWELFTHS + FIXED
};

static unsigned long compared;

/* The product's answer; NONE when it says that no size will do. */
static int64_t answer(const SampleQuestion *question)
{
    int64_t n = 0;
    SampleQuestion asked = *question;
    asked.exact = &sample_exact;
    Status status = sample_size(&asked, &n, NULL);
    if (status == STATUS_USAGE) return NONE;
    CU_ASSERT_EQUAL(status, STATUS_OK);
    return n;
}

static SampleQuestion ask(SampleDistribution distribution, int confidence, int tolerable,
                          int allowance)
{
    bool rate = allowance < TWELFTHS;
    return (SampleQuestion){.distribution = distribution,
                            .confidence = confidence,
                            .tolerable = tolerable,
                            .expected = rate ? tolerable * twelfths[allowance] / 12 : 0,
                            .errors = rate ? -1 : fixed_errors[allowance - TWELFTHS]};
}

/* k for n: counted up, not divided. */
static int allowed(const SampleQuestion *question, int64_t n)
{
    int64_t k = 0;
    if (question->errors >= 0) return (int)question->errors;
    while (k * 10000 < n * question->expected)
        k++;
    return (int)k;
}

static void compare(const SampleQuestion *question, int64_t expected)
{
    int64_t got = answer(question);
    compared++;
    if (got == expected) return;
    CU_FAIL("size");
    printf("\n    %d: confidence %d, tolerable %d, expected %d, errors %lld, population %lld: "
           "%lld instead of %lld",
           question->distribution, question->confidence, question->tolerable,
           question->expected, (long long)question->errors, (long long)question->population,
           (long long)got, (long long)expected);
}

/* --- binomial --- */

/* All questions of one tolerable rate at once, n raised by one at a time. */
static void binomial_of(int tolerable)
{
    int64_t found[CONFIDENCES][ALLOWANCES] = {{0}};
    BinomialRow row;
    binomial_row_begin(&row, tolerable, 10000, REFERENCE_ERRORS);
    while (row.n < BINOMIAL_MOST) {
        binomial_row_next(&row);
        for (int c = 0; c < CONFIDENCES; c++) {
            for (int a = 0; a < ALLOWANCES; a++) {
                if (found[c][a] != 0) continue;
                SampleQuestion question = ask(SAMPLE_BINOMIAL, confidences[c], tolerable, a);
                int k = allowed(&question, row.n);
                if (k > row.most) {
                    found[c][a] = NONE; /* beyond what is computed again */
                } else if (k < row.n && binomial_row_below(&row, k, confidences[c])) {
                    found[c][a] = row.n;
                }
            }
        }
    }
    binomial_row_end(&row);
    for (int c = 0; c < CONFIDENCES; c++) {
        for (int a = 0; a < ALLOWANCES; a++) {
            if (found[c][a] <= 0) continue;
            SampleQuestion question = ask(SAMPLE_BINOMIAL, confidences[c], tolerable, a);
            compare(&question, found[c][a]);
        }
    }
}

static void test_binomial_sizes(void)
{
    static const int rates[] = {100,  150,  200,  250,  300,  400,  500,  600,  700,  800,
                                1000, 1250, 1500, 2000, 2500, 3333, 4000, 5000, 7500, 9000};
    compared = 0;
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        binomial_of(rates[i]);
    }
    printf("%lu sizes ", compared);
    CU_ASSERT(compared > 3500);
}

/* --- hypergeometric --- */

static void hypergeometric_of(int population, int tolerable, int confidence)
{
    int bad = 0;
    while ((int64_t)bad * 10000 < (int64_t)population * tolerable)
        bad++;
    for (int a = 0; a < ALLOWANCES; a++) {
        SampleQuestion question = ask(SAMPLE_HYPERGEOMETRIC, confidence, tolerable, a);
        question.population = population;
        int64_t first = NONE;
        for (int n = 1; n <= population && first == NONE; n++) {
            int k = allowed(&question, n);
            if (hypergeometric_below(k, n, bad, population, confidence)) first = n;
        }
        compare(&question, first);
    }
}

static void test_hypergeometric_sizes(void)
{
    static const int populations[] = {1, 2, 3, 5, 10, 17, 20, 40, 60, 100, 137, 200, 400};
    static const int rates[] = {1, 100, 333, 500, 1000, 2500, 5000, 7500, 9999};
    compared = 0;
    for (size_t p = 0; p < sizeof populations / sizeof populations[0]; p++) {
        for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
            for (int c = 0; c < CONFIDENCES; c += 2) {
                hypergeometric_of(populations[p], rates[r], confidences[c]);
            }
        }
    }
    printf("%lu sizes ", compared);
    CU_ASSERT(compared > 10000);
}

/* --- Poisson: expected * n is not rounded --- */

static int exactly(const SampleQuestion *question, int64_t n)
{
    int64_t allowance =
        question->errors >= 0 ? question->errors * 10000 : n * question->expected;
    return poisson_below(allowance, n * question->tolerable, 10000, question->confidence);
}

static bool poisson_enough(const SampleQuestion *question, int64_t n)
{
    long double allowance = question->errors >= 0
                                ? (long double)question->errors
                                : (long double)(n * question->expected) / 10000;
    long double mean = (long double)(n * question->tolerable) / 10000;
    long double risk = (long double)(1000 - question->confidence) / 1000;
    long double away = poisson_probability(allowance, mean) - risk;
    if (away > 1e-10L || away < -1e-10L) return away < 0;
    int below = exactly(question, n);
    CU_ASSERT(below >= 0);
    return below == 1;
}

static void poisson_of(const SampleQuestion *question)
{
    int64_t n = 1;
    /* up to a mean of 100, where the reference is good */
    while (n * question->tolerable < 1000000 && !poisson_enough(question, n))
        n++;
    if (n * question->tolerable >= 1000000) return;
    CU_ASSERT_EQUAL(exactly(question, n), 1);
    if (n > 1) CU_ASSERT_EQUAL(exactly(question, n - 1), 0);
    compare(question, n);
}

static void test_poisson_sizes(void)
{
    static const int rates[] = {100, 250, 500, 700, 1000, 2000, 5000, 9000};
    compared = 0;
    for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
        for (int c = 0; c < CONFIDENCES; c++) {
            for (int a = 0; a < ALLOWANCES; a++) {
                SampleQuestion question = ask(SAMPLE_POISSON, confidences[c], rates[r], a);
                poisson_of(&question);
            }
        }
    }
    printf("%lu sizes ", compared);
    CU_ASSERT(compared > 1500);
}

/* --- what is published, the edges, and what cannot be answered --- */

typedef struct Known {
    SampleQuestion question;
    int64_t n;
} Known;

static void test_known_answers(void)
{
    static const Known known[] = {
        {{SAMPLE_BINOMIAL, 950, 500, 0, 0, 0, NULL, {0, 0}, 0}, 59},
        {{SAMPLE_BINOMIAL, 950, 500, 0, 1, 0, NULL, {0, 0}, 0}, 93},
        {{SAMPLE_BINOMIAL, 950, 500, 0, 2, 0, NULL, {0, 0}, 0}, 124},
        {{SAMPLE_BINOMIAL, 950, 500, 0, 3, 0, NULL, {0, 0}, 0}, 153},
        {{SAMPLE_BINOMIAL, 950, 100, 0, 0, 0, NULL, {0, 0}, 0}, 299},
        {{SAMPLE_BINOMIAL, 950, 100, 0, 1, 0, NULL, {0, 0}, 0}, 473},
        {{SAMPLE_BINOMIAL, 950, 100, 0, 2, 0, NULL, {0, 0}, 0}, 628},
        {{SAMPLE_BINOMIAL, 950, 100, 0, 3, 0, NULL, {0, 0}, 0}, 773},
        {{SAMPLE_BINOMIAL, 900, 500, 350, -1, 0, NULL, {0, 0}, 0}, 400},
        {{SAMPLE_POISSON, 950, 500, 0, 0, 0, NULL, {0, 0}, 0}, 60},
        {{SAMPLE_POISSON, 950, 500, 0, 1, 0, NULL, {0, 0}, 0}, 95},
        {{SAMPLE_POISSON, 950, 500, 0, 2, 0, NULL, {0, 0}, 0}, 126},
        {{SAMPLE_POISSON, 950, 500, 0, 3, 0, NULL, {0, 0}, 0}, 156},
        {{SAMPLE_POISSON, 950, 500, 250, -1, 0, NULL, {0, 0}, 0}, 231},
        {{SAMPLE_HYPERGEOMETRIC, 900, 600, 100, -1, 500, NULL, {0, 0}, 0}, 61},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        compare(&known[i].question, known[i].n);
    }
}

/* Where P equals the risk it is not below it: one more is needed. */
static void test_edges(void)
{
    static const Known edges[] = {
        /* 1/2, 1/4, 1/8 with half of them wrong */
        {{SAMPLE_BINOMIAL, 500, 5000, 0, 0, 0, NULL, {0, 0}, 0}, 2},
        {{SAMPLE_BINOMIAL, 750, 5000, 0, 0, 0, NULL, {0, 0}, 0}, 3},
        {{SAMPLE_BINOMIAL, 875, 5000, 0, 0, 0, NULL, {0, 0}, 0}, 4},
        {{SAMPLE_BINOMIAL, 874, 5000, 0, 0, 0, NULL, {0, 0}, 0}, 3},
        {{SAMPLE_BINOMIAL, 876, 5000, 0, 0, 0, NULL, {0, 0}, 0}, 4},
        {{SAMPLE_BINOMIAL, 900, 9000, 0, 0, 0, NULL, {0, 0}, 0}, 2},  /* 1/10 */
        {{SAMPLE_BINOMIAL, 990, 9000, 0, 0, 0, NULL, {0, 0}, 0}, 3},  /* 1/100 */
        {{SAMPLE_BINOMIAL, 999, 9000, 0, 0, 0, NULL, {0, 0}, 0}, 4},  /* 1/1000 */
        {{SAMPLE_BINOMIAL, 200, 2000, 0, 0, 0, NULL, {0, 0}, 0}, 2},  /* 4/5 */
        {{SAMPLE_BINOMIAL, 360, 2000, 0, 0, 0, NULL, {0, 0}, 0}, 3},  /* 16/25 */
        {{SAMPLE_BINOMIAL, 500, 5000, 0, 1, 0, NULL, {0, 0}, 0}, 4},  /* 1/2 of 3 */
        {{SAMPLE_BINOMIAL, 500, 5000, 0, 7, 0, NULL, {0, 0}, 0}, 16}, /* 1/2 of 15 */
        {{SAMPLE_BINOMIAL, 500, 5000, 0, 1000000, 0, NULL, {0, 0}, 0}, 2000002},
        {{SAMPLE_HYPERGEOMETRIC, 500, 5000, 0, 0, 10, NULL, {0, 0}, 0}, 2},
        {{SAMPLE_HYPERGEOMETRIC, 500, 5000, 0, 7, 100, NULL, {0, 0}, 0}, 16},
        {{SAMPLE_HYPERGEOMETRIC, 500, 5000, 0, 1000000, 10000000, NULL, {0, 0}, 0}, 2000002},
        /* one wrong of N: P = (N - n) / N */
        {{SAMPLE_HYPERGEOMETRIC, 950, 1, 0, 0, 10000, NULL, {0, 0}, 0}, 9501},
        {{SAMPLE_HYPERGEOMETRIC, 900, 1, 0, 0, 10, NULL, {0, 0}, 0}, 10},
        {{SAMPLE_HYPERGEOMETRIC, 899, 1, 0, 0, 10, NULL, {0, 0}, 0}, 9},
        {{SAMPLE_HYPERGEOMETRIC, 1, 1, 0, 0, 1000, NULL, {0, 0}, 0}, 2},
    };
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        compare(&edges[i].question, edges[i].n);
    }
}

static void test_no_size(void)
{
    static const Known impossible[] = {
        {{SAMPLE_BINOMIAL, 950, 1, 0, 1000000, 0, NULL, {0, 0}, 0}, NONE},
        {{SAMPLE_BINOMIAL, 950, 5000, 4999, -1, 0, NULL, {0, 0}, 0}, NONE},
        {{SAMPLE_POISSON, 950, 1, 0, 1000000, 0, NULL, {0, 0}, 0}, NONE},
        {{SAMPLE_HYPERGEOMETRIC, 950, 500, 0, 5, 100, NULL, {0, 0}, 0},
         NONE}, /* not more than 5 can be found */
        {{SAMPLE_HYPERGEOMETRIC, 950, 500, 0, 4, 100, NULL, {0, 0}, 0}, 100},
        {{SAMPLE_HYPERGEOMETRIC, 1, 1, 0, 1, 1, NULL, {0, 0}, 0}, NONE},
        {{SAMPLE_HYPERGEOMETRIC, 999, 9999, 0, 0, 1, NULL, {0, 0}, 0}, 1},
    };
    for (size_t i = 0; i < sizeof impossible / sizeof impossible[0]; i++) {
        compare(&impossible[i].question, impossible[i].n);
    }
}

/* --- monetary units, control.md 3: book / tolerable 20, expected / tolerable in tenths --- */

static void test_monetary(void)
{
    static const struct {
        int64_t tenths, n;
    } known[] = {{0, 60}, {1, 74}, {2, 93}, {3, 120}, {5, 231}};
    const SampleRisk risk = sample_risk(950, 1);
    int64_t n = 0;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        for (int64_t unit = 1; unit <= 10000000000; unit *= 100000) {
            SampleAmounts amounts = {200 * unit, 10 * unit, known[i].tenths * unit};
            CU_ASSERT_EQUAL(sample_size_monetary(&amounts, risk, &n, NULL), STATUS_OK);
            CU_ASSERT_EQUAL(n, known[i].n);
        }
    }
    /* Amounts that no basis points are: 1 / 60 and 1 / 600. */
    SampleAmounts thirds = {60000, 1000, 100};
    CU_ASSERT_EQUAL(sample_size_monetary(&thirds, risk, &n, NULL), STATUS_OK);
    CU_ASSERT(poisson_below(n * 10000 / 600, n, 60, 950) == 1);
    CU_ASSERT(poisson_below((n - 1) * 10000 / 600, n - 1, 60, 950) == 0);
    static const SampleAmounts wrong[] = {
        {100, 101, 0}, {100, 5, 5}, {100, 5, 6}, {100, 5, -1}, {0, 0, 0}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        CU_ASSERT_EQUAL(sample_size_monetary(&wrong[i], risk, &n, NULL), STATUS_USAGE);
    SampleAmounts tiny = {INT64_MAX, 2, 1};
    CU_ASSERT_EQUAL(sample_size_monetary(&tiny, risk, &n, NULL), STATUS_USAGE);
}

/* Discovery: at least one of ceil(rate x N) is found. */
static void test_discovery(void)
{
    static const Known known = {{SAMPLE_HYPERGEOMETRIC, 950, 50, 0, 0, 60342, NULL, {0, 0}, 0},
                                595};
    compare(&known.question, known.n);
}

/* Four looks at 95 %: each at 98.75 %, .95^n < .0125 from 86 on. */
static void test_looks(void)
{
    SampleQuestion question = {SAMPLE_BINOMIAL, 950, 500, 0, 0, 0, NULL, {0, 0}, 4};
    compare(&question, 86);
    question.looks = 1;
    compare(&question, 59);
    /* At 500 thousandths and 4 looks, 1/8 is not below 1/8. */
    question = (SampleQuestion){SAMPLE_BINOMIAL, 500, 5000, 0, 0, 0, NULL, {0, 0}, 4};
    compare(&question, 4);
    CU_ASSERT_EQUAL(sample_looks_confidence(950, 4, 4), 950);
    CU_ASSERT_EQUAL(sample_looks_confidence(950, 4, 5), 750);
    CU_ASSERT_EQUAL(sample_looks_confidence(950, 0, 0), 950);
    CU_ASSERT_EQUAL(sample_looks_confidence(950, 1, 2), 900);
    CU_ASSERT_EQUAL(sample_looks_confidence(600, 1, 3), 0);
}

int main(int argc, char **argv)
{
    static const TestCase tests[] = {
        {"known answers", test_known_answers},
        {"where P equals the risk", test_edges},
        {"no size will do", test_no_size},
        {"monetary units", test_monetary},
        {"discovery", test_discovery},
        {"looks", test_looks},
        {"binomial, computed again", test_binomial_sizes},
        {"hypergeometric, computed again", test_hypergeometric_sizes},
        {"Poisson, computed again", test_poisson_sizes},
    };
    pascal_begin();
    int status = run_tests("sample sizes", tests, sizeof tests / sizeof tests[0], argc, argv);
    pascal_end();
    return status;
}
