/*
 * test_counts.c - why: a share that is rounded another way, a target that is met by a rounded
 * number, or a count of three that can be read, would stand in a report to the ministry.
 * rules/indicators.md 4.
 */
#include <string.h>

#include "rules/indicators/counts.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_municipalities.h"
#include "tests/rules/base/test_person.h"

/* What IMDi's annual report of 2014 published, from its own numbers. */
static void published_shares_come_out(void)
{
    CU_ASSERT_EQUAL(indicator_permille(1401, 3189), 439);
    CU_ASSERT_EQUAL(indicator_permille(7784, 8077), 964);
    CU_ASSERT_EQUAL(indicator_permille(8077, 10973), 736);
    CU_ASSERT_EQUAL(indicator_permille(453 - 26, 453), 943);
}

static void shares_are_rounded_half_up(void)
{
    CU_ASSERT_EQUAL(indicator_permille(1, 2000), 1); /* 0.5 */
    CU_ASSERT_EQUAL(indicator_permille(1, 2001), 0);
    CU_ASSERT_EQUAL(indicator_permille(3, 2000), 2); /* 1.5 */
    CU_ASSERT_EQUAL(indicator_permille(0, 7), 0);
    CU_ASSERT_EQUAL(indicator_permille(7, 7), 1000);
    CU_ASSERT_EQUAL(indicator_permille(0, 0), INDICATOR_NONE);
    CU_ASSERT_EQUAL(indicator_permille(999999999999, 999999999999), 1000);
}

/* days x 160 / (487 x persons). */
static void means_are_rounded_half_up(void)
{
    CU_ASSERT_EQUAL(indicator_tenths(487, 16), 10); /* 16 persons, a month each */
    CU_ASSERT_EQUAL(indicator_tenths(487, 64), 3);  /* 2.5 */
    CU_ASSERT_EQUAL(indicator_tenths(486, 64), 2);
    CU_ASSERT_EQUAL(indicator_tenths(170, 2), 28);
    CU_ASSERT_EQUAL(indicator_tenths(0, 3), 0);
    CU_ASSERT_EQUAL(indicator_tenths(0, 0), INDICATOR_NONE);
}

/* --- a small country: 0301, 0219, 1103 and nowhere; one share, one count, one mean --- */

enum { SHARE, COUNT, MEAN, SETTLED_PLACES, ITEMS };

typedef struct SmallCountry {
    IndicatorDefinitions definitions;
    IndicatorPlaces places;
    IndicatorCells cells[64];
    IndicatorTable table;
} SmallCountry;

static SmallCountry *country_make(void)
{
    static SmallCountry country;
    memset(&country, 0, sizeof country);
    IndicatorDefinitions *definitions = &country.definitions;
    static const IndicatorKind kinds[ITEMS] = {INDICATOR_WITHIN, INDICATOR_WAITING,
                                               INDICATOR_MEAN_WAIT, INDICATOR_PLACES};
    definitions->year = 2014;
    definitions->hidden_below = 5;
    definitions->count = ITEMS;
    for (int i = 0; i < ITEMS; i++) {
        definitions->items[i].kind = (uint8_t)kinds[i];
        definitions->items[i].target_permille = -1;
    }
    definitions->items[SETTLED_PLACES].denominator = PLACES_DECIDED;
    indicator_places_make(test_municipalities(), d("2014-12-31"), &country.places);
    CU_ASSERT_FATAL(country.places.count < sizeof country.cells / sizeof country.cells[0]);
    country.table = (IndicatorTable){.definitions = definitions,
                                     .places = &country.places,
                                     .cells = (const IndicatorCells *)country.cells,
                                     .given = {true, true, true}};
    return &country;
}

static void put(SmallCountry *country, MunicipalityCode code, int sex, int indicator,
                int64_t numerator, int64_t denominator)
{
    size_t place = indicator_place(&country->places, code);
    country->cells[place][sex][indicator] = (IndicatorCell){numerator, denominator};
}

static IndicatorFigure figure_of(const SmallCountry *country, IndicatorLevel level, int area,
                                 int sex, size_t indicator)
{
    return indicator_figure(&country->table, level, area, sex, indicator);
}

static bool is_hidden(const SmallCountry *country, int area, int sex, size_t indicator)
{
    return figure_of(country, LEVEL_MUNICIPALITY, area, sex, indicator).hidden;
}

static void sums_are_of_the_area(void)
{
    SmallCountry *country = country_make();
    put(country, 301, 0, SHARE, 3, 10);
    put(country, 301, 1, SHARE, 4, 5);
    put(country, 219, 1, SHARE, 5, 5);
    put(country, MUNICIPALITY_NONE, 1, SHARE, 0, 2);
    IndicatorCell all =
        indicator_sum(&country->table, LEVEL_COUNTRY, AREA_NOWHERE, INDICATOR_BOTH, SHARE);
    CU_ASSERT(all.numerator == 12 && all.denominator == 22);
    IndicatorCell oslo = indicator_sum(&country->table, LEVEL_COUNTY, 3, INDICATOR_BOTH, SHARE);
    CU_ASSERT(oslo.numerator == 7 && oslo.denominator == 15);
    IndicatorCell men = indicator_sum(&country->table, LEVEL_MUNICIPALITY, 301, 1, SHARE);
    CU_ASSERT(men.numerator == 4 && men.denominator == 5);
    IndicatorCell nowhere =
        indicator_sum(&country->table, LEVEL_COUNTY, AREA_NOWHERE, INDICATOR_BOTH, SHARE);
    CU_ASSERT(nowhere.numerator == 0 && nowhere.denominator == 2);
}

static void areas_are_listed_in_order(void)
{
    SmallCountry *country = country_make();
    int areas[INDICATOR_AREAS_MAX];
    size_t before = indicator_areas(&country->table, LEVEL_MUNICIPALITY, areas);
    for (size_t i = 1; i < before; i++)
        CU_ASSERT(areas[i - 1] < areas[i]);
    /* 5001 begins in 2018: it is listed when somebody is counted there; nowhere comes last. */
    put(country, 5001, 0, COUNT, 1, 0);
    put(country, MUNICIPALITY_NONE, 0, COUNT, 1, 0);
    size_t after = indicator_areas(&country->table, LEVEL_MUNICIPALITY, areas);
    CU_ASSERT_EQUAL(after, before + 2);
    CU_ASSERT_EQUAL(areas[after - 2], 5001);
    CU_ASSERT_EQUAL(areas[after - 1], AREA_NOWHERE);
    size_t counties = indicator_areas(&country->table, LEVEL_COUNTY, areas);
    for (size_t i = 1; i + 1 < counties; i++)
        CU_ASSERT(areas[i - 1] < areas[i]);
}

static void small_counts_are_hidden(void)
{
    SmallCountry *country = country_make();
    put(country, 301, 0, SHARE, 2, 4);
    put(country, 301, 1, SHARE, 5, 5);
    CU_ASSERT(is_hidden(country, 301, 0, SHARE));
    CU_ASSERT(is_hidden(country, 301, 1, SHARE)); /* the other would tell */
    CU_ASSERT_FALSE(is_hidden(country, 301, INDICATOR_BOTH, SHARE));
    put(country, 301, 0, SHARE, 2, 5); /* a numerator below five is none of these */
    CU_ASSERT_FALSE(is_hidden(country, 301, 0, SHARE));
    put(country, 301, 0, SHARE, 0, 0);
    CU_ASSERT_FALSE(is_hidden(country, 301, 1, SHARE));
    put(country, 219, 0, COUNT, 4, 0);
    CU_ASSERT(is_hidden(country, 219, INDICATOR_BOTH, COUNT));
    put(country, 219, 0, COUNT, 5, 0);
    CU_ASSERT_FALSE(is_hidden(country, 219, INDICATOR_BOTH, COUNT));
    /* Of places: who was settled is the denominator of S1.1. */
    put(country, 219, 0, SETTLED_PLACES, 4, 20);
    CU_ASSERT(is_hidden(country, 219, INDICATOR_BOTH, SETTLED_PLACES));
    put(country, 219, 0, SETTLED_PLACES, 5, 20);
    CU_ASSERT_FALSE(is_hidden(country, 219, INDICATOR_BOTH, SETTLED_PLACES));
    /* Nothing is hidden by county. */
    put(country, 301, 0, SHARE, 2, 4);
    CU_ASSERT_FALSE(figure_of(country, LEVEL_COUNTY, 3, 0, SHARE).hidden);
}

static void hidden_figures_say_nothing(void)
{
    SmallCountry *country = country_make();
    country->definitions.items[SHARE].target_permille = 500;
    put(country, 301, 0, SHARE, 3, 4);
    put(country, 301, 0, MEAN, 100, 4);
    IndicatorFigure share = figure_of(country, LEVEL_MUNICIPALITY, 301, INDICATOR_BOTH, SHARE);
    CU_ASSERT(share.hidden && share.permille == INDICATOR_NONE && share.met == INDICATOR_NONE);
    IndicatorFigure mean = figure_of(country, LEVEL_MUNICIPALITY, 301, INDICATOR_BOTH, MEAN);
    CU_ASSERT(mean.hidden && mean.tenths == INDICATOR_NONE);
    IndicatorFigure open = figure_of(country, LEVEL_COUNTRY, 0, INDICATOR_BOTH, SHARE);
    CU_ASSERT(!open.hidden && open.permille == 750 && open.met == 1);
}

/* 7784 / 8077 = 963.72 permille is shown as 964, and does not meet 964. */
static void targets_are_met_by_the_exact_share(void)
{
    SmallCountry *country = country_make();
    put(country, 301, 0, SHARE, 7784, 8077);
    country->definitions.items[SHARE].target_permille = 963;
    CU_ASSERT_EQUAL(figure_of(country, LEVEL_COUNTRY, 0, INDICATOR_BOTH, SHARE).met, 1);
    country->definitions.items[SHARE].target_permille = 964;
    CU_ASSERT_EQUAL(figure_of(country, LEVEL_COUNTRY, 0, INDICATOR_BOTH, SHARE).permille, 964);
    CU_ASSERT_EQUAL(figure_of(country, LEVEL_COUNTRY, 0, INDICATOR_BOTH, SHARE).met, 0);
    put(country, 301, 0, SHARE, 1, 2);
    country->definitions.items[SHARE].target_permille = 500;
    CU_ASSERT_EQUAL(figure_of(country, LEVEL_COUNTRY, 0, INDICATOR_BOTH, SHARE).met, 1);
    put(country, 301, 0, SHARE, 0, 0);
    CU_ASSERT_EQUAL(figure_of(country, LEVEL_COUNTRY, 0, INDICATOR_BOTH, SHARE).met,
                    INDICATOR_NONE);
}

static const TestCase tests[] = {
    {"published shares come out", published_shares_come_out},
    {"shares are rounded half up", shares_are_rounded_half_up},
    {"means are rounded half up", means_are_rounded_half_up},
    {"sums are of the area", sums_are_of_the_area},
    {"areas are listed in order", areas_are_listed_in_order},
    {"small counts are hidden", small_counts_are_hidden},
    {"hidden figures say nothing", hidden_figures_say_nothing},
    {"targets are met by the exact share", targets_are_met_by_the_exact_share},
};

TEST_MAIN("indicator counts", tests)
