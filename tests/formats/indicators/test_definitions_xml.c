/*
 * test_definitions_xml.c - why: definitions are data; a slip in them must be refused with its
 * place, not measured. rules/indicators.md.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/indicators/definitions_xml.h"
#include "tests/rules/base/test_main.h"

enum { FIRST_YEAR = 2012, LAST_YEAR = 2020, TEXT_SIZE = 1 << 17 };

static IndicatorDefinitions *shipped(int year)
{
    IndicatorDefinitions *definitions;
    Failure failure = {0};
    Status status = indicator_definitions_read(TEST_SOURCE_DIR "/rules/indicators", year,
                                               &definitions, &failure);
    if (status != STATUS_OK) printf("\n%s: %s\n", failure.where, failure.detail);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
    return definitions;
}

/* Every year measures the same, in the same order. */
static void shipped_years_agree(void)
{
    IndicatorDefinitions *first = shipped(FIRST_YEAR);
    CU_ASSERT(first->count > 40);
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        IndicatorDefinitions *here = shipped(year);
        CU_ASSERT_EQUAL(here->year, year);
        CU_ASSERT_EQUAL(here->count, first->count);
        for (size_t i = 0; i < here->count; i++)
            CU_ASSERT_STRING_EQUAL(here->items[i].id, first->items[i].id);
        system_free(here);
    }
    system_free(first);
}

/* Read back, by hand from the page. */
static void values_are_those_of_the_page(void)
{
    IndicatorDefinitions *definitions = shipped(2014);
    const Indicator *minors = indicator_find(definitions, "S1.3-6", 6);
    CU_ASSERT_PTR_NOT_NULL_FATAL(minors);
    CU_ASSERT(minors->group == SETTLEMENT_ENSLIG_MINDREARIG && minors->months == 6);
    CU_ASSERT(minors->age_from == 15 && minors->age_to == 17);
    CU_ASSERT_EQUAL(minors->target_permille, -1);
    const Indicator *five = indicator_find(definitions, "S2.2-5", 6);
    CU_ASSERT_PTR_NOT_NULL_FATAL(five);
    CU_ASSERT(five->years_back == 5 && five->months == 60 && five->clock == CLOCK_PERMIT);
    CU_ASSERT_EQUAL(indicator_cohort(definitions, five), 2009);
    CU_ASSERT_EQUAL(indicator_hours_required(definitions, day_from_date(2011, 12, 31)), 300);
    CU_ASSERT_EQUAL(indicator_hours_required(definitions, day_from_date(2012, 1, 1)), 600);
    const IndicatorGround *limited =
        &definitions->grounds[GROUNDS_SETTLEMENT][GROUND_BEGRENSET_EM];
    CU_ASSERT(limited->listed && !limited->lasting);
    CU_ASSERT_EQUAL(limited->to, day_from_date(2014, 6, 30));
    CU_ASSERT_EQUAL(definitions->move_days, 60);
    CU_ASSERT_EQUAL(definitions->hidden_below, 5);
    system_free(definitions);
}

/* --- what is refused --- */

static void read_text(char text[TEXT_SIZE])
{
    FILE *file = fopen(TEST_SOURCE_DIR "/rules/indicators/2014.xml", "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    size_t size = fread(text, 1, TEXT_SIZE - 1, file);
    fclose(file);
    text[size] = '\0';
}

/* Replaces the first `old`. */
static void replace(char text[TEXT_SIZE], const char *old, const char *with)
{
    char *at = strstr(text, old);
    if (at == NULL) printf("\nnot there: %s\n", old);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    size_t rest = strlen(at + strlen(old)) + 1;
    CU_ASSERT_FATAL((size_t)(at - text) + strlen(with) + rest < TEXT_SIZE);
    memmove(at + strlen(with), at + strlen(old), rest);
    memcpy(at, with, strlen(with));
}

static const struct {
    const char *old, *with, *said;
} wrong[] = {
    {"year=\"2014\"", "year=\"2015\"", "the file's name says 2014"},
    {"year=\"2014\"", "year=\"20x4\"", "year"},
    {"urn:tilskudd:indicators:1", "urn:tilskudd:indicators:2", "namespace"},
    {"use=\"settlement\"", "use=\"settled\"", "settlement, training or programme"},
    {"code=\"ASYL\"", "code=\"ASYLUM\"", "unknown ground"},
    {"code=\"OVERFORINGSFLYKTNING\"", "code=\"ASYL\"", "duplicate ground"},
    {"lasting=\"true\"", "lasting=\"yes\"", "true or false"},
    {"to=\"2014-06-30\"", "to=\"2014-06-31\"", "not a day"},
    {"to=\"2014-06-30\"", "from=\"2014-07-01\" to=\"2014-06-30\"", "before 'from'"},
    {"hours=\"300\"", "hours=\"0\"", "hours"},
    {"hours=\"600\" from=\"2012-01-01\"", "hours=\"600\"", "in order"},
    {"name=\"move-days\"", "name=\"days\"", "unknown limit"},
    {"name=\"hidden-below\"", "name=\"move-days\"", "duplicate limit"},
    {"<limit name=\"compare-least\" value=\"5\" page=\"indicators.md 5 (choice)\" "
     "evidence=\"unverified\"/>",
     "", "limit compare-least is missing"},
    {"name=\"size-third\" value=\"75\"", "name=\"size-third\" value=\"25\"", "do not ascend"},
    {"months=\"6\"", "months=\"-6\"", "months"},
    {"months=\"6\"", "months=\"six\"", "months"},
    {"months=\"6\"", "weeks=\"6\"", "unknown attribute"},
    {"id=\"S1.1-6\"", "id=\"S1.1 6\"", "letters, digits"},
    {"id=\"S1.1-12\"", "id=\"S1.1-6\"", "stands twice"},
    {"group=\"BARN\"", "group=\"BARNA\"", "unknown group"},
    {"ageFrom=\"15\" ageTo=\"17\"", "ageFrom=\"18\" ageTo=\"17\"", "ageFrom is above ageTo"},
    {"ageTo=\"17\"", "ageTo=\"151\"", "ageTo"},
    {"numerator=\"decided\"", "numerator=\"offered\"", "settled, decided or requested"},
    {"day=\"12-31\"", "day=\"13-31\"", "MM-DD"},
    {"day=\"12-31\"", "day=\"02-29\"", "MM-DD"},
    {"clock=\"permit\"", "clock=\"vedtak\"", "permit or malgruppeFra"},
    {"halfYears=\"2\"", "halfYears=\"0\"", "halfYears"},
    {"causes=\"ARBEID ", "causes=\"WORK ", "not causes"},
    {"causes=\"ARBEID VIDEREGAENDE", "causes=\"ARBEID  VIDEREGAENDE", "not causes"},
    {"rightAndDuty=\"false\"", "rightAndDuty=\"0\"", "true or false"},
    {"evidence=\"inferred\"", "evidence=\"seen\"", "verified, inferred or unverified"},
    {"nb=\"Bosatt innen 6 måneder etter vedtak\"", "nb=\"\"", "is empty"},
    {"<within ", "<inside ", "unknown element"},
    {"<measures>", "<measures><ground/>", "misplaced"},
    {"</measures>", "</measures>x", "text between elements"},
};

static void slips_are_refused_with_their_place(void)
{
    static char text[TEXT_SIZE];
    static IndicatorDefinitions definitions;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        Failure failure = {0};
        read_text(text);
        replace(text, wrong[i].old, wrong[i].with);
        Status status = indicator_definitions_parse("sets/2014.xml", text, strlen(text),
                                                    &definitions, &failure);
        CU_ASSERT_NOT_EQUAL(status, STATUS_OK);
        bool said = strstr(failure.detail, wrong[i].said) != NULL &&
                    strstr(failure.where, "sets/2014.xml, line ") != NULL;
        if (!said) printf("\n%s: %s: %s\n", wrong[i].with, failure.where, failure.detail);
        CU_ASSERT(said);
    }
}

static void missing_years_are_told(void)
{
    IndicatorDefinitions *definitions;
    Failure failure = {0};
    CU_ASSERT_EQUAL(indicator_definitions_read(TEST_SOURCE_DIR "/rules/indicators", 1999,
                                               &definitions, &failure),
                    STATUS_INPUT_MISSING);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "1999"));
}

static const TestCase tests[] = {
    {"shipped years agree", shipped_years_agree},
    {"values are those of the page", values_are_those_of_the_page},
    {"slips are refused with their place", slips_are_refused_with_their_place},
    {"missing years are told", missing_years_are_told},
};

TEST_MAIN("definitions of indicators", tests)
