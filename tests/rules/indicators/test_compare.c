/*
 * test_compare.c - why: a municipality is called far from the country on the word of a band;
 * the band must be the exact binomial one, and the classes of size those of the definitions.
 * rules/indicators.md 5.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/indicators/definitions_xml.h"
#include "rules/indicators/compare.h"
#include "tests/rules/base/test_main.h"

/* n, a, b, tail, low, high: added up in whole numbers without limit, by another program. */
static const int64_t bands[][6] = {
    {1, 1, 2, 40, 0, 1},
    {5, 1, 2, 40, 0, 5},
    {7, 439, 1000, 40, 1, 6},
    {7, 439, 1000, 1000, 0, 7},
    {10, 1, 10, 40, 0, 3},
    {10, 1, 10, 1000, 0, 5},
    {20, 1, 2, 40, 6, 14},
    {20, 1, 2, 1000, 3, 17},
    {40, 1401, 3189, 40, 12, 24},
    {40, 1401, 3189, 1000, 8, 27},
    {50, 7784, 8077, 40, 45, 50},
    {50, 7784, 8077, 1000, 43, 50},
    {100, 49, 100, 40, 39, 59},
    {100, 49, 100, 1000, 34, 64},
    {100, 1, 1000, 40, 0, 1},
    {100, 1, 1000, 1000, 0, 2},
    {250, 1401, 3189, 40, 95, 125},
    {250, 1401, 3189, 1000, 86, 134},
    {453, 427, 453, 40, 417, 436},
    {453, 427, 453, 1000, 411, 441},
    {777, 1, 3, 40, 233, 285},
    {777, 1, 3, 1000, 219, 300},
    {1000, 1, 2, 40, 469, 531},
    {1000, 1, 2, 1000, 451, 549},
    {3189, 1401, 3189, 40, 1346, 1456},
    {3189, 1401, 3189, 1000, 1315, 1488},
};

static void bands_are_exact(void)
{
    for (size_t i = 0; i < sizeof bands / sizeof bands[0]; i++) {
        const int64_t *row = bands[i];
        BinomialBand band = binomial_band(row[0], row[1], row[2], (int)row[3]);
        CU_ASSERT_EQUAL(band.low, row[4]);
        CU_ASSERT_EQUAL(band.high, row[5]);
    }
}

/* n of 12 and a / b of 7 / 20, every tail: by counting ways, all below 2^63. */
static void bands_agree_with_counted_ways(void)
{
    enum { N = 12, A = 7, REST = 13 };
    int64_t ways[N + 1], all = 0, choose = 1;
    for (int k = 0; k <= N; k++) {
        ways[k] = choose;
        for (int i = 0; i < N; i++)
            ways[k] *= i < k ? A : REST;
        all += ways[k];
        choose = choose * (N - k) / (k + 1);
    }
    for (int tail = 2; tail <= 1000; tail += 7) {
        int64_t below = 0, above = 0;
        int low = -1, high = N + 1;
        while (below * tail <= all)
            below += ways[++low];
        while (above * tail <= all)
            above += ways[--high];
        BinomialBand band = binomial_band(N, A, A + REST, tail);
        CU_ASSERT(band.low == low && band.high == high);
    }
}

static void certain_shares_have_no_room(void)
{
    BinomialBand none = binomial_band(50, 0, 9, BAND_TAIL_95);
    BinomialBand all = binomial_band(50, 9, 9, BAND_TAIL_95);
    CU_ASSERT(none.low == 0 && none.high == 0);
    CU_ASSERT(all.low == 50 && all.high == 50);
    BinomialBand empty = binomial_band(0, 1, 2, BAND_TAIL_95);
    CU_ASSERT(empty.low == 0 && empty.high == 0);
}

/* The largest that is allowed: nothing overflows. */
static void large_numbers_fit(void)
{
    BinomialBand band =
        binomial_band(BAND_PERSONS_MAX, BAND_PERSONS_MAX / 2, BAND_PERSONS_MAX, BAND_TAIL_95);
    /* 1.96 standard errors of 1581.1 */
    CU_ASSERT(band.low > 4996890 && band.low < 4996910);
    CU_ASSERT_EQUAL(band.low + band.high, BAND_PERSONS_MAX);
}

static void medians_are_half_up(void)
{
    int odd[] = {900, 100, 500}, even[] = {501, 100, 500, 900}, one[] = {7};
    CU_ASSERT_EQUAL(median_permille(odd, 3), 500);
    CU_ASSERT_EQUAL(median_permille(even, 4), 501); /* 500.5 */
    CU_ASSERT_EQUAL(median_permille(one, 1), 7);
    CU_ASSERT_EQUAL(median_permille(NULL, 0), INDICATOR_NONE);
}

/* --- the shipped limits, and what a limit changed by one does --- */

static char *shipped_text(void)
{
    static char text[1 << 16];
    FILE *file = fopen(TEST_SOURCE_DIR "/rules/indicators/2014.xml", "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    size_t size = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[size] = '\0';
    return text;
}

/* The definitions with a limit as `value`. */
static const IndicatorDefinitions *with_limit(const char *name, int value)
{
    static IndicatorDefinitions definitions;
    char wanted[80], number[16];
    Failure failure = {0};
    char *text = shipped_text();
    snprintf(wanted, sizeof wanted, "<limit name=\"%s\" value=\"", name);
    snprintf(number, sizeof number, "%d", value);
    char *at = strstr(text, wanted);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    at += strlen(wanted);
    CU_ASSERT_EQUAL_FATAL(strcspn(at, "\""), strlen(number));
    memcpy(at, number, strlen(number));
    CU_ASSERT_EQUAL_FATAL(
        indicator_definitions_parse("2014.xml", text, strlen(text), &definitions, &failure),
        STATUS_OK);
    return &definitions;
}

static void classes_begin_at_their_limits(void)
{
    static const struct {
        const char *name;
        int limit, class_number;
    } rows[] = {{"size-second", 25, 1}, {"size-third", 75, 2}, {"size-fourth", 200, 3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int limit = rows[i].limit, number = rows[i].class_number;
        CU_ASSERT_EQUAL(indicator_size_class(with_limit(rows[i].name, limit), limit), number);
        CU_ASSERT_EQUAL(indicator_size_class(with_limit(rows[i].name, limit), limit - 1),
                        number - 1);
        /* One more, one less: another class. */
        CU_ASSERT_EQUAL(indicator_size_class(with_limit(rows[i].name, limit + 1), limit),
                        number - 1);
        CU_ASSERT_EQUAL(indicator_size_class(with_limit(rows[i].name, limit - 1), limit - 1),
                        number);
    }
    IndicatorDefinitions *shipped;
    Failure failure = {0};
    CU_ASSERT_EQUAL_FATAL(indicator_definitions_read(TEST_SOURCE_DIR "/rules/indicators", 2014,
                                                     &shipped, &failure),
                          STATUS_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CU_ASSERT_EQUAL(shipped->size_limits[i], rows[i].limit);
    CU_ASSERT_EQUAL(shipped->compare_least, 5);
    system_free(shipped);
}

static const TestCase tests[] = {
    {"bands are exact", bands_are_exact},
    {"bands agree with counted ways", bands_agree_with_counted_ways},
    {"certain shares have no room", certain_shares_have_no_room},
    {"large numbers fit", large_numbers_fit},
    {"medians are half up", medians_are_half_up},
    {"classes begin at their limits", classes_begin_at_their_limits},
};

TEST_MAIN("indicators compared", tests)
