/*
 * test_control_told.c - what a control says of what it found, in whole sentences: a case
 * officer and a director read them beside kroner, and half a sentence is a riddle.
 */
#include <string.h>

#include "formats/text/control_told.h"
#include "rules/controls/finding.h"
#include "tests/rules/base/test_main.h"

static TextBuffer words;

static const char *told(Language language, int control)
{
    text_buffer_clear(&words);
    control_told(&words, language, control);
    return words.bytes != NULL ? words.bytes : "";
}

static void test_what_holds(void)
{
    CU_ASSERT_STRING_EQUAL(told(LANGUAGE_NB, 105),
                           "Bosettingen er datert etter at registeret ble hentet ut.");
    CU_ASSERT_STRING_EQUAL(told(LANGUAGE_EN, 901),
                           "The rate of the grant is not fixed for the budget year.");
}

static void test_what_warns(void)
{
    CU_ASSERT_STRING_EQUAL(told(LANGUAGE_NB, 607),
                           "Det varsles om to introduksjonsprogram når de går samtidig.");
    CU_ASSERT_STRING_EQUAL(told(LANGUAGE_EN, 607),
                           "This warns of two introduction programmes when they run at once.");
    CU_ASSERT_STRING_EQUAL(
        told(LANGUAGE_NB, 408),
        "Det varsles om to barn av samme mor, født samme dag og av samme kjønn, når de er i "
        "ulike kommuner: barnet kan være talt to ganger.");
    CU_ASSERT_STRING_EQUAL(
        told(LANGUAGE_EN, 407),
        "For a record: when the same record stands in another file too, it is used once and it "
        "is noted.");
    CU_ASSERT_STRING_EQUAL(told(LANGUAGE_EN, 9999), "");
}

static void check_sentence(Language language, int control, const char *given)
{
    const char *text = told(language, control);
    size_t length = strlen(text);
    bool small = text[0] >= 'a' && text[0] <= 'z';
    bool whole = length > 20 && !small && strchr(".?", text[length - 1]) != NULL &&
                 strncmp(text, given, strlen(given)) != 0;
    if (!whole) printf("%d: %s\n", control, text);
    CU_ASSERT_TRUE(whole);
}

static void test_every_control(void)
{
    for (size_t i = 0; i < control_count(); i++) {
        check_sentence(LANGUAGE_NB, control_at(i)->number, "Gitt ");
        check_sentence(LANGUAGE_EN, control_at(i)->number, "Given ");
    }
}

/* As many lines as it needs, none over the 99th column. */
static void test_in_a_column(void)
{
    text_buffer_clear(&words);
    control_told_wrapped(&words, 104, 68);
    CU_ASSERT_STRING_EQUAL(
        words.bytes, "The date of death is before\n"
                     "                                                                    "
                     "birth or settlement.\n");
    text_buffer_free(&words);
}

static const TestCase tests[] = {
    {"what holds", test_what_holds},
    {"what warns", test_what_warns},
    {"every control", test_every_control},
    {"in a column", test_in_a_column},
};

TEST_MAIN("control_told", tests)
