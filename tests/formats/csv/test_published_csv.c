/*
 * test_published_csv.c - where a missing rate is published is looked up by the person who fills
 * it in: a place that is told for the wrong year or grant costs a day, and a damaged list must
 * not pass for a whole one.
 */
#include <stdio.h>
#include <string.h>

#include "formats/csv/published_csv.h"
#include "formats/xml/rule_set_reader.h"
#include "tests/rules/base/test_main.h"

#define SHIPPED TEST_SOURCE_DIR "/rules/published.csv"
#define HEADER "year,groups,document,note\n"

static Status parse(const char *text, Published *out, Failure *failure)
{
    return published_csv_parse("published.csv", text, strlen(text), out, failure);
}

static void finds_the_place_of_a_group(void)
{
    Failure failure = {0};
    Published published;
    CU_ASSERT_EQUAL_FATAL(parse(HEADER "2018,INT-1 INT-2-5,\"Circular 1, 2018\",page 3\n"
                                       "2018,EM,unknown,\n"
                                       "2019,INT-1,Circular 2,\n",
                                &published, &failure),
                          STATUS_OK);
    CU_ASSERT_EQUAL(published.count, 3);
    const PublishedPlace *place = published_place(&published, 2018, GROUP_INT_2_5);
    CU_ASSERT_PTR_NOT_NULL_FATAL(place);
    CU_ASSERT_STRING_EQUAL(place->document, "Circular 1, 2018");
    CU_ASSERT_STRING_EQUAL(place->note, "page 3");
    CU_ASSERT_PTR_EQUAL(published_place(&published, 2018, GROUP_INT_1), place);
    CU_ASSERT_STRING_EQUAL(published_place(&published, 2018, GROUP_EM)->document, "unknown");
    CU_ASSERT_STRING_EQUAL(published_place(&published, 2018, GROUP_EM)->note, "");
    CU_ASSERT_STRING_EQUAL(published_place(&published, 2019, GROUP_INT_1)->document,
                           "Circular 2");
    CU_ASSERT_PTR_NULL(published_place(&published, 2019, GROUP_INT_2_5));
    CU_ASSERT_PTR_NULL(published_place(&published, 2017, GROUP_INT_1));
    published_free(&published);
    CU_ASSERT_PTR_NULL(published_place(&published, 2018, GROUP_EM));
}

static void refuses_with_the_line(void)
{
    static const struct {
        const char *text;
        const char *where;
        const char *says; /* a word of the problem, or the column */
    } broken[] = {
        {HEADER "2018,INT-1,a,\n2018,INT-1,b,\n", "published.csv, line 3", "already"},
        {HEADER "2018,EM INT-1,a,\n2018,FHT EM,b,\n", "published.csv, line 3", "already"},
        {HEADER "2018,INT-1 INT-1,a,\n", "published.csv, line 2", "twice"},
        {HEADER "2018,INT-1  EM,a,\n", "published.csv, line 2", "one space between"},
        {HEADER "2018,INT-1 ,a,\n", "published.csv, line 2", "one space between"},
        {HEADER "2018,,a,\n", "published.csv, line 2", "payment groups"},
        {HEADER "2018,INT,a,\n", "published.csv, line 2", "payment groups"},
        {HEADER "18,EM,a,\n", "published.csv, line 2", "year"},
        {HEADER "2018,EM,,\n", "published.csv, line 2", "document"},
        {HEADER "2018,EM,\"a\x1b[1m\",\n", "published.csv, line 2", "document"},
        {HEADER "2018,EM,a,\" \"\n", "published.csv, line 2", "note"},
        {"year,groups,document\n", "published.csv, line 1", "note"},
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        Failure failure = {0};
        Published published = {NULL, 7};
        Status status = parse(broken[i].text, &published, &failure);
        CU_ASSERT_EQUAL(status_exit(status), EXIT_INPUT);
        CU_ASSERT_EQUAL(published.count, 0);
        CU_ASSERT_EQUAL(strncmp(failure.where, broken[i].where, strlen(broken[i].where)), 0);
        bool told = strstr(failure.where, broken[i].says) != NULL ||
                    strstr(failure.detail, broken[i].says) != NULL;
        CU_ASSERT_TRUE(told);
        if (!told) printf("\n%zu: %s: %s\n", i, failure.where, failure.detail);
    }
}

/* Every year that is shipped says something of every payment group, if only "unknown". */
static void the_shipped_list_speaks_of_every_year(void)
{
    Failure failure = {0};
    Published published;
    int years[RULE_SETS_MAX];
    size_t count = 0;
    CU_ASSERT_EQUAL_FATAL(published_csv_read(SHIPPED, &published, &failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(
        rule_sets_list(TEST_SOURCE_DIR "/rules/sets", years, &count, &failure), STATUS_OK);
    for (size_t i = 0; i < count; i++)
        for (int group = 0; group < PAYMENT_GROUP_COUNT; group++)
            CU_ASSERT_PTR_NOT_NULL(published_place(&published, years[i], group));
    for (size_t i = 0; i < published.count; i++)
        CU_ASSERT(published.places[i].year >= years[0] &&
                  published.places[i].year <= years[count - 1]);
    const PublishedPlace *place = published_place(&published, 2016, GROUP_EM);
    CU_ASSERT_STRING_EQUAL(
        place->document,
        "https://www.imdi.no/tilskudd/tilskudd-2016/tilskudd-enslige-mindrearige/");
    published_free(&published);
    CU_ASSERT_EQUAL(published_csv_read("/nowhere/published.csv", &published, &failure),
                    STATUS_INPUT_MISSING);
    published_free(&published);
}

int main(int argc, char **argv)
{
    static const TestCase tests[] = {
        {"finds the place of a group", finds_the_place_of_a_group},
        {"refuses with the line", refuses_with_the_line},
        {"the shipped list speaks of every year", the_shipped_list_speaks_of_every_year},
    };
    return run_tests("published_csv", tests, sizeof tests / sizeof tests[0], argc, argv);
}
