/*
 * test_forecast_inputs.c - why: a slip in a file of newcomers or in a rate would be a budget.
 * What is wrong is refused with its line, and nothing is guessed.
 */
#include <string.h>

#include "formats/forecast/rate_change_text.h"
#include "formats/forecast/settle_csv.h"
#include "tests/rules/base/test_main.h"

static Status parse(const char *text, NewcomerCount **items, size_t *count, Failure *failure)
{
    return settle_csv_parse("settle.csv", text, strlen(text), items, count, failure);
}

static void newcomers_are_read_in_order(void)
{
    CLEANUP(system_free) NewcomerCount *items = NULL;
    size_t count;
    Failure failure;
    CU_ASSERT_EQUAL_FATAL(parse("municipality,quarter,group,persons\n0301,2,BARN,7\n"
                                "0219,1,ENSLIG_VOKSEN,3\n",
                                &items, &count, &failure),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(count, 2);
    CU_ASSERT_EQUAL(items[0].municipality, 219);
    CU_ASSERT_EQUAL(items[0].group, SETTLEMENT_ENSLIG_VOKSEN);
    CU_ASSERT_EQUAL(items[1].persons, 7);
    CU_ASSERT_EQUAL(items[1].quarter, 2);
}

static void refused(const char *rows, const char *where)
{
    char text[256] = "municipality,quarter,group,persons\n";
    NewcomerCount *items;
    size_t count;
    Failure failure;
    strncat(text, rows, sizeof text - strlen(text) - 1);
    CU_ASSERT_NOT_EQUAL(parse(text, &items, &count, &failure), STATUS_OK);
    CU_ASSERT_PTR_NULL(items);
    CU_ASSERT_EQUAL(count, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, where));
}

static void wrong_newcomers_are_refused(void)
{
    refused("0301,5,BARN,7\n", "line 2");
    refused("0301,1,BARN,7\n0301,2,KVINNE,7\n", "line 3");
    refused("0301,1,BARN,-7\n", "line 2");
    refused("Oslo,1,BARN,7\n", "line 2");
    refused("0301,1,BARN,7\n0219,1,BARN,7\n0301,1,BARN,8\n", "settle.csv, line 4");
}

static void expect_change(const char *text, int code, bool by_share, int64_t value)
{
    RateChange change;
    CU_ASSERT_PTR_NULL_FATAL(rate_change_parse(text, &change));
    CU_ASSERT_EQUAL(change.code, code);
    CU_ASSERT_EQUAL(change.by_share, by_share);
    CU_ASSERT_EQUAL(by_share ? change.permille : change.amount, value);
}

static void rates_are_read_as_they_are_meant(void)
{
    char text[RATE_CHANGE_TEXT_SIZE];
    const RateChange less = {.code = GRANT_AR_2, .by_share = true, .permille = -5};
    expect_change("AR-2=240000", GRANT_AR_2, false, 240000);
    expect_change("AR-2=+3%", GRANT_AR_2, true, 30);
    expect_change("AR-2=-2.5%", GRANT_AR_2, true, -25);
    expect_change("FHT2_MAX=+0,1%", RATE_FHT2_MAX, true, 1);
    expect_change("AR-2=-100%", GRANT_AR_2, true, -1000);
    CU_ASSERT_STRING_EQUAL(rate_change_format(&less, text), "AR-2 -0,5 %");
}

static void other_rates_are_refused(void)
{
    static const char *const wrong[] = {"AR-2",        "AR-9=100",  "AR-2=3%",
                                        "AR-2=+3,25%", "AR-2=+-3%", "AR-2=-100,1%",
                                        "AR-2=+%",     "AR-2=-5",   "AR-2=240.5",
                                        "AR-2=",       "=+3%",      "AR-2=+1001%",
                                        "AR-2=+.5%",   "AR-2=+3.%", "AR-2=240 000"};
    RateChange change;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        CU_ASSERT_PTR_NOT_NULL(rate_change_parse(wrong[i], &change));
}

static const TestCase tests[] = {
    {"newcomers are read in order", newcomers_are_read_in_order},
    {"wrong newcomers are refused", wrong_newcomers_are_refused},
    {"rates are read as they are meant", rates_are_read_as_they_are_meant},
    {"other rates are refused", other_rates_are_refused},
};

TEST_MAIN("formats/forecast_inputs", tests)
