/*
 * test_indicator_page.c - why: a placeholder that one language lacks, or a small count that the
 * CSV hides and the page shows, is seen by nobody before it is sent. rules/indicators.md 6.
 */
#include <stdio.h>
#include <string.h>

#include "formats/indicators/definitions_xml.h"
#include "formats/indicators/indicator_csv.h"
#include "formats/indicators/indicator_page.h"
#include "formats/indicators/page_texts.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_municipalities.h"

/* The conversions of a format, in order; "?" for one that no text may have. */
static void conversions_of(const char *text, char out[64])
{
    size_t length = 0;
    for (const char *c = strchr(text, '%'); c != NULL; c = strchr(c + 2, '%')) {
        if (c[1] == '%') continue;
        out[length++] = c[1] == 'd' || c[1] == 's' ? c[1] : '?';
        if (c[1] == '\0' || length == 63) break;
    }
    out[length] = '\0';
}

/* What is given to printf takes what the table says, in both languages. */
static void both_languages_have_the_same_places(void)
{
    static const struct {
        const char *conversions, *nb, *en;
    } texts[] = {
#define PAGE_TEXT(name, conversions, nb, en) {conversions, nb, en},
#include "formats/indicators/page_texts.def"
#undef PAGE_TEXT
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char nb[64], en[64];
        CU_ASSERT(texts[i].nb[0] != '\0' && texts[i].en[0] != '\0');
        CU_ASSERT_EQUAL(texts[i].nb[0] == '>', texts[i].en[0] == '>'); /* a column of numbers */
        if (texts[i].conversions == NULL) {
            CU_ASSERT_PTR_NULL(strstr(texts[i].nb, "%d"));
            CU_ASSERT_PTR_NULL(strstr(texts[i].nb, "%s"));
            CU_ASSERT_PTR_NULL(strstr(texts[i].nb, "%%"));
            continue;
        }
        conversions_of(texts[i].nb, nb);
        conversions_of(texts[i].en, en);
        CU_ASSERT_STRING_EQUAL(nb, texts[i].conversions);
        CU_ASSERT_STRING_EQUAL(en, texts[i].conversions);
    }
}

static void numbers_are_written_as_people_do(void)
{
    char text[PAGE_NUMBER_SIZE];
    page_percent(false, 487, text);
    CU_ASSERT_STRING_EQUAL(text, "48,7\xC2\xA0%");
    page_percent(true, 1000, text);
    CU_ASSERT_STRING_EQUAL(text, "100.0%");
    page_percent(false, -1, text);
    CU_ASSERT_STRING_EQUAL(text, "");
    page_tenths(false, 28, text);
    CU_ASSERT_STRING_EQUAL(text, "2,8");
    page_number(1234567, text);
    CU_ASSERT_STRING_EQUAL(text, "1\xE2\x80\xAF"
                                 "234\xE2\x80\xAF"
                                 "567");
    page_number(-100, text);
    CU_ASSERT_STRING_EQUAL(text, "-100");
}

/* --- a page --- */

typedef struct Made {
    IndicatorDefinitions *definitions;
    IndicatorPlaces places;
    IndicatorCells cells[64];
    IndicatorTable table;
    int64_t five[64];
    TextBuffer page, csv;
} Made;

static Made made;

static void make(bool english)
{
    Failure failure = {0};
    memset(&made, 0, sizeof made);
    CU_ASSERT_EQUAL_FATAL(indicator_definitions_read(TEST_SOURCE_DIR "/rules/indicators", 2014,
                                                     &made.definitions, &failure),
                          STATUS_OK);
    snprintf(made.definitions->items[0].name_nb, INDICATOR_TEXT_SIZE, "<b>&");
    snprintf(made.definitions->items[0].name_en, INDICATOR_TEXT_SIZE, "<b>&");
    indicator_places_make(test_municipalities(), last_day_of_year(2014), &made.places);
    CU_ASSERT_FATAL(made.places.count <= 64);
    /* 0301: 3 of 4; 1103: 70 of 100; the country 73 of 104. */
    made.cells[indicator_place(&made.places, 301)][0][0] = (IndicatorCell){3, 4};
    made.cells[indicator_place(&made.places, 1103)][0][0] = (IndicatorCell){30, 60};
    made.cells[indicator_place(&made.places, 1103)][1][0] = (IndicatorCell){40, 40};
    made.five[indicator_place(&made.places, 1103)] = 500;
    made.table = (IndicatorTable){.definitions = made.definitions,
                                  .places = &made.places,
                                  .cells = (const IndicatorCells *)made.cells,
                                  .given[PLACES_SETTLED] = true};
    IndicatorPage page = {.years = {&made.table},
                          .year_count = 1,
                          .level = LEVEL_MUNICIPALITY,
                          .settled_five = made.five,
                          .municipalities = test_municipalities(),
                          .extract = last_day_of_year(2014),
                          .cutoff = last_day_of_year(2014),
                          .persons = 104,
                          .english = english};
    CU_ASSERT_EQUAL_FATAL(indicator_page(&page, &made.page, &failure), STATUS_OK);
    indicator_csv(&made.table, LEVEL_MUNICIPALITY, &made.csv);
}

static void forget(void)
{
    text_buffer_free(&made.page);
    text_buffer_free(&made.csv);
    system_free(made.definitions);
}

static bool page_has(const char *text)
{
    return strstr(made.page.bytes, text) != NULL;
}

static void pages_are_in_their_language(void)
{
    make(false);
    CU_ASSERT(page_has("<html lang=\"nb\">") && page_has("Hele landet"));
    CU_ASSERT_FALSE(page_has("The whole country"));
    forget();
    make(true);
    CU_ASSERT(page_has("<html lang=\"en\">") && page_has("The whole country"));
    CU_ASSERT_FALSE(page_has("Hele landet"));
    forget();
}

/* 75.0 % of 4 would tell what `<5` hides; 70.0 % of 100 is shown. */
static void small_counts_are_not_on_the_page(void)
{
    make(false);
    CU_ASSERT(page_has("70,0\xC2\xA0% (100)"));
    CU_ASSERT(page_has("<td class=\"n\">&lt;5</td>"));
    CU_ASSERT_FALSE(page_has("75,0\xC2\xA0%"));
    CU_ASSERT_FALSE(page_has("(4)"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(made.csv.bytes, "S1.1-6,2014,2014,municipality,0301,,<5,<5,,,,,1.0\n"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(made.csv.bytes, "S1.1-6,2014,2014,municipality,1103,,70,100,700,,,,1.0\n"));
    forget();
}

static void text_is_escaped(void)
{
    make(false);
    CU_ASSERT(page_has("&lt;b&gt;&amp;"));
    CU_ASSERT_FALSE(page_has("<b>&"));
    CU_ASSERT_FALSE(page_has("<script"));
    forget();
}

static const TestCase tests[] = {
    {"both languages have the same places", both_languages_have_the_same_places},
    {"numbers are written as people do", numbers_are_written_as_people_do},
    {"pages are in their language", pages_are_in_their_language},
    {"small counts are not on the page", small_counts_are_not_on_the_page},
    {"text is escaped", text_is_escaped},
};

TEST_MAIN("page of indicators", tests)
