/*
 * test_limit_texts.c - limits stand on the page of controls as a case officer says them. Why: a
 * limit that is added without words would be shown by its name in the rule set, or not at all.
 */
#include <string.h>

#include "formats/html/limit_texts.h"
#include "rules/controls/control_thresholds.h"
#include "tests/rules/base/test_main.h"

static void says(const char *name, int64_t value, const char *nb, const char *en)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    limit_text_append(&text, name, value, false);
    CU_ASSERT_STRING_EQUAL(text.bytes, nb);
    text_buffer_clear(&text);
    limit_text_append(&text, name, value, true);
    CU_ASSERT_STRING_EQUAL(text.bytes, en);
}

static void test_units(void)
{
    says("persons-minimum", 20, "minst 20 personer", "at least 20 persons");
    says("hours", 3000, "3 000 timer", "3 000 hours");
    says("hours-per-week-tenths", 375, "37,5 timer i uken", "37.5 hours a week");
    says("share-permille", 429, "andel på 42,9 %", "a share of 42.9 %");
    says("z-hundredths", 350, "z 3,50", "z 3.50");
    says("p-millionths", 1000, "p 0,001", "p 0.001");
    says("p-millionths", 1, "p 0,000001", "p 0.000001");
    says("mad-millionths", 15000, "gjennomsnittlig avvik 0,015", "mean deviation 0.015");
    says("payment-kroner", 400000000, "utbetaling på 400 000 000 kr",
         "a payment of 400 000 000 kr");
    says("change-yyyymmdd", 20120101, "nye regler fra 2012-01-01", "new rules from 2012-01-01");
}

static bool has_one_place(const char *text)
{
    const char *place = text != NULL ? strchr(text, '{') : NULL;
    return place != NULL && strchr(place, '}') != NULL && strchr(place + 1, '{') == NULL;
}

static void test_every_limit(void)
{
    for (int i = 0; i < THRESHOLD_COUNT; i++) {
        const char *name = threshold_row((ThresholdId)i)->name;
        CU_ASSERT_TRUE(has_one_place(limit_words(name, false)));
        CU_ASSERT_TRUE(has_one_place(limit_words(name, true)));
    }
    CU_ASSERT_PTR_NULL(limit_words("no-such-limit", false));
}

static const TestCase tests[] = {
    {"values in units", test_units},
    {"every limit has words", test_every_limit},
};

TEST_MAIN("html/limit_texts", tests)
