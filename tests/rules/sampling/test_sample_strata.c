/*
 * test_sample_strata.c - why: a limit that some placement of the errors breaks is no limit, and
 * the control team signs it. Every small population, every draw, every number found, by whole
 * numbers and every placement. control.md 3.
 *
 * test_sample_strata long: up to 4 strata and 24 persons, where else it is 3 and 15.
 */
#include <stdio.h>
#include <string.h>

#include "rules/sampling/sample_strata.h"
#include "tests/rules/base/test_main.h"

enum { STRATA_TRIED_MAX = 4, ITEMS_MAX = 24, ROOM = 1 << 16 };

static int most_strata = 3, most_items = 15;
static uint64_t choose[ITEMS_MAX + 1][ITEMS_MAX + 1];
static long double room[ROOM];

static void make_choose(void)
{
    for (int n = 0; n <= ITEMS_MAX; n++)
        for (int k = 0; k <= n; k++)
            choose[n][k] = k == 0 || k == n ? 1 : choose[n - 1][k - 1] + choose[n - 1][k];
}

/* --- whole numbers: samples with at most k errors, by the placement with most of them --- */

typedef struct Exact {
    const StratumDraw *strata;
    size_t count;
    uint64_t all;                                /* samples that can be drawn */
    uint64_t best[ITEMS_MAX + 1][ITEMS_MAX + 1]; /* by errors placed and by k */
} Exact;

/* `ways[i]`: samples of the strata before `at` with i errors. */
static void try_placements(Exact *exact, size_t at, int placed, const uint64_t *ways)
{
    if (at == exact->count) {
        uint64_t sum = 0;
        for (int k = 0; k <= ITEMS_MAX; k++) {
            sum += ways[k];
            if (sum > exact->best[placed][k]) exact->best[placed][k] = sum;
        }
        return;
    }
    int population = (int)exact->strata[at].count, drawn = (int)exact->strata[at].drawn;
    for (int errors = 0; errors <= population; errors++) {
        uint64_t next[ITEMS_MAX + 1] = {0};
        for (int i = 0; i <= errors && i <= drawn; i++) {
            if (drawn - i > population - errors) continue;
            uint64_t here = choose[errors][i] * choose[population - errors][drawn - i];
            for (int j = 0; i + j <= ITEMS_MAX; j++)
                next[i + j] += here * ways[j];
        }
        try_placements(exact, at + 1, placed + errors, next);
    }
}

static void solve(Exact *exact)
{
    const uint64_t none[ITEMS_MAX + 1] = {1};
    memset(exact->best, 0, sizeof exact->best);
    exact->all = 1;
    for (size_t i = 0; i < exact->count; i++)
        exact->all *= choose[exact->strata[i].count][exact->strata[i].drawn];
    try_placements(exact, 0, 0, none);
}

static bool can_be(const Exact *exact, int errors, int k, int confidence)
{
    return exact->best[errors][k] * 1000 >= exact->all * (uint64_t)(1000 - confidence);
}

/* The largest number of errors that can be, of `items` in strata not wholly drawn. */
static int exact_limit(const Exact *exact, int items, int drawn, int k, int confidence)
{
    int limit = k;
    for (int errors = k; errors <= items - (drawn - k); errors++)
        if (can_be(exact, errors, k, confidence)) limit = errors;
    return limit;
}

/* --- every population --- */

static uint64_t cases, not_falling, wrong, too_low;

static void compare(const StratumDraw *strata, size_t count, const Exact *exact, int items,
                    int drawn)
{
    static const int confidences[] = {500, 750, 900, 950, 990};
    for (int k = 0; k <= drawn; k++) {
        for (int errors = k; errors < items - (drawn - k); errors++)
            not_falling += exact->best[errors + 1][k] > exact->best[errors][k];
        for (int errors = k + 1; k > 0 && errors <= items; errors++)
            too_low += strata_bound(strata, count, errors, k) * (1 + 1e-12L) <
                       (long double)exact->best[errors][k] / (long double)exact->all;
        for (size_t c = 0; c < sizeof confidences / sizeof confidences[0]; c++) {
            int64_t limit =
                strata_limit(strata, count, k, sample_risk(confidences[c], 1), room);
            int right = exact_limit(exact, items, drawn, k, confidences[c]);
            cases++;
            if (limit == right) continue;
            if (wrong++ > 5) continue;
            printf("\n%d per mille, %d found, %lld and not %d:", confidences[c], k,
                   (long long)limit, right);
            for (size_t i = 0; i < count; i++)
                printf(" (%lld, %lld)", (long long)strata[i].count, (long long)strata[i].drawn);
        }
    }
}

/* Strata in ascending order of count and draw: their order is of no matter. */
static void try_strata(StratumDraw *strata, size_t count, int items, int drawn)
{
    if (count > 0) {
        Exact exact = {.strata = strata, .count = count};
        solve(&exact);
        compare(strata, count, &exact, items, drawn);
    }
    if ((int)count == most_strata) return;
    int first = count > 0 ? (int)strata[count - 1].count : 1;
    for (int population = first; items + population <= most_items; population++) {
        int least = count > 0 && population == first ? (int)strata[count - 1].drawn : 0;
        for (int n = least; n < population; n++) {
            strata[count] = (StratumDraw){population, n};
            try_strata(strata, count + 1, items + population, drawn + n);
        }
    }
}

static void test_every_placement(void)
{
    StratumDraw strata[STRATA_TRIED_MAX];
    make_choose();
    try_strata(strata, 0, 0, 0);
    printf("(%llu limits) ", (unsigned long long)cases);
    CU_ASSERT(cases > 10000);
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(not_falling, 0); /* so that halving finds the limit */
    CU_ASSERT_EQUAL(too_low, 0);
}

/* --- known answers --- */

static void test_known(void)
{
    StratumDraw strata[29];
    int64_t persons = 0;
    for (size_t i = 0; i < 14; i++)
        strata[i] = (StratumDraw){1, 1};
    for (size_t i = 14; i < 29; i++) {
        strata[i] = (StratumDraw){i < 19 ? 16 : i < 25 ? 17 : 18, 1};
        persons += strata[i].count;
    }
    CU_ASSERT_EQUAL(persons + 14, 268);
    CU_ASSERT_EQUAL(strata_limit(strata, 29, 0, sample_risk(950, 1), room), 46);
    StratumDraw pair[2] = {{2, 1}, {2, 1}};
    CU_ASSERT_DOUBLE_EQUAL((double)strata_at_most(pair, 2, 2, 0, room), 0.25, 1e-15);
    CU_ASSERT_EQUAL(strata_limit(pair, 2, 0, sample_risk(750, 1), room), 2);
    CU_ASSERT_EQUAL(strata_limit(pair, 2, 0, sample_risk(751, 1), room), 2);
    CU_ASSERT_EQUAL(strata_limit(pair, 2, 0, sample_risk(749, 1), room), 1);
    CU_ASSERT_EQUAL(strata_limit(pair, 0, 0, sample_risk(950, 1), room), 0);
}

static void test_methods(void)
{
    StratumDraw large[2] = {{999, 5}, {999, 5}}, larger[2] = {{1000, 5}, {999, 5}};
    StratumDraw many[40];
    for (size_t i = 0; i < 40; i++)
        many[i] = (StratumDraw){1500, 30};
    CU_ASSERT_EQUAL(strata_method(large, 2, 1), STRATA_ALL_PLACEMENTS);
    CU_ASSERT_EQUAL(strata_method(larger, 2, 1), STRATA_BOUND);
    CU_ASSERT_EQUAL(strata_method(larger, 2, 0), STRATA_NONE_FOUND);
    CU_ASSERT_EQUAL(strata_room(large, 2, 3), 12);
    int64_t limit = strata_limit(many, 40, 12, sample_risk(950, 1), room);
    /* 12 of 1 200 drawn from 60 000: the pooled limit is 959; a bound is not below it. */
    CU_ASSERT(limit >= 959 && limit < 1100);
    int64_t all = strata_limit(large, 2, 1, sample_risk(950, 1), room);
    CU_ASSERT(all >= 782 && all < 1998 - 9);
}

/* --- parts --- */

static void test_parts(void)
{
    StratumDraw before[4], strata[4];
    const int64_t counts[4] = {1, 7, 30, 62};
    for (int64_t n = 4; n <= 100; n++) {
        int64_t sum = 0;
        for (size_t i = 0; i < 4; i++)
            strata[i] = (StratumDraw){counts[i], 0};
        strata_share(strata, 4, n);
        for (size_t i = 0; i < 4; i++) {
            sum += strata[i].drawn;
            CU_ASSERT(strata[i].drawn >= 1 && strata[i].drawn <= counts[i]);
            CU_ASSERT(n == 4 || strata[i].drawn >= before[i].drawn);
        }
        CU_ASSERT_EQUAL(sum, n);
        memcpy(before, strata, sizeof before);
    }
    /* By hand: 10 of 7, 30, 62 after one each: 62/3, 62/5, 30/3, 62/7, 62/9, 30/5, 62/11. */
    StratumDraw hand[3] = {{7, 0}, {30, 0}, {62, 0}};
    strata_share(hand, 3, 10);
    CU_ASSERT_EQUAL(hand[0].drawn, 1);
    CU_ASSERT_EQUAL(hand[1].drawn, 3);
    CU_ASSERT_EQUAL(hand[2].drawn, 6);
    StratumDraw equal[2] = {{5, 0}, {5, 0}};
    strata_share(equal, 2, 3);
    CU_ASSERT_EQUAL(equal[0].drawn, 2); /* of equal ones the first */
}

/* Every three strata of up to twelve, every n: by the definition, and never fewer than before.
 */
static void share_by_definition(const int64_t counts[3], int64_t n, int64_t parts[3])
{
    for (int i = 0; i < 3; i++)
        parts[i] = 1;
    for (int64_t given = 3; given < n; given++) {
        int best = -1;
        for (int i = 0; i < 3; i++) {
            if (parts[i] == counts[i]) continue;
            if (best < 0 ||
                counts[i] * (2 * parts[best] + 1) > counts[best] * (2 * parts[i] + 1))
                best = i;
        }
        parts[best]++;
    }
}

static void check_shares(const int64_t counts[3])
{
    int64_t before[3] = {1, 1, 1}, expected[3];
    for (int64_t n = 3; n <= counts[0] + counts[1] + counts[2]; n++) {
        StratumDraw strata[3] = {{counts[0], 0}, {counts[1], 0}, {counts[2], 0}};
        strata_share(strata, 3, n);
        share_by_definition(counts, n, expected);
        for (int i = 0; i < 3; i++) {
            CU_ASSERT_EQUAL(strata[i].drawn, expected[i]);
            CU_ASSERT(strata[i].drawn >= before[i] && strata[i].drawn <= counts[i]);
            before[i] = strata[i].drawn;
        }
        CU_ASSERT_EQUAL(before[0] + before[1] + before[2], n);
    }
}

static void test_all_parts(void)
{
    int64_t counts[3];
    for (counts[0] = 1; counts[0] <= 12; counts[0]++)
        for (counts[1] = 1; counts[1] <= 12; counts[1]++)
            for (counts[2] = 1; counts[2] <= 12; counts[2]++)
                check_shares(counts);
}

/* Strata that were wholly drawn are passed over, wherever they stand. */
static void test_whole_strata(void)
{
    StratumDraw open[2] = {{9, 3}, {14, 2}};
    StratumDraw mixed[5] = {{4, 4}, {9, 3}, {1, 1}, {14, 2}, {30, 30}};
    for (int64_t k = 0; k <= 5; k++)
        for (int confidence = 500; confidence < 1000; confidence += 33)
            CU_ASSERT_EQUAL(strata_limit(mixed, 5, k, sample_risk(confidence, 1), room),
                            strata_limit(open, 2, k, sample_risk(confidence, 1), room));
}

static const TestCase tests[] = {
    {"every placement", test_every_placement},
    {"known", test_known},
    {"methods", test_methods},
    {"parts", test_parts},
    {"all parts", test_all_parts},
    {"whole strata", test_whole_strata},
};

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "long") == 0) {
        most_strata = 4;
        most_items = ITEMS_MAX;
        argc = 1;
    }
    return run_tests("sampling/strata", tests, sizeof tests / sizeof tests[0], argc, argv);
}
