/*
 * test_status_texts.c - what a failure says reaches a terminal and a report: names and values
 * in it come from outside, and are cut to fit.
 */
#include <string.h>

#include "rules/base/status.h"
#include "tests/rules/base/test_main.h"

/* What becomes of a text in either place. */
static void becomes(const char *given, const char *expected)
{
    Failure failure = {STATUS_OK, "", ""};
    CU_ASSERT_EQUAL(failure_set(&failure, STATUS_INPUT_VALUE, given, "%s", given),
                    STATUS_INPUT_VALUE);
    CU_ASSERT_STRING_EQUAL(failure.where, expected);
    CU_ASSERT_STRING_EQUAL(failure.detail, expected);
    failure = (Failure){STATUS_OK, "", ""};
    failure_locate(&failure, given);
    CU_ASSERT_STRING_EQUAL(failure.where, expected);
}

static void test_text_stays(void)
{
    becomes("", "");
    becomes("Sør-Trøndelag, 1 €, \xF0\x9F\x98\x80", "Sør-Trøndelag, 1 €, \xF0\x9F\x98\x80");
    becomes("\u00A0", "\u00A0"); /* the first after the control characters */
}

static void test_controls(void)
{
    becomes("a\nb\tc\x1B[31m\x7F", "a?b?c?[31m?");
    becomes("\xC2\x80\xC2\x9B"
            "31m\xC2\x9F",
            "????31m??"); /* two bytes each */
}

/* Half a character anywhere, as %.60s leaves it; and bytes of another encoding. */
static void test_no_characters(void)
{
    becomes("\xC3", "?");
    becomes("x\xE2\x82", "x??");
    becomes("x\xF0\x9F\x98"
            "y",
            "x???y");
    becomes("\xF0\x9F\x98"
            "é",
            "???é");
    becomes("S\xF8r", "S?r");
    becomes("\xC0\x80\xBF\xF5", "????");
}

static void test_cut(void)
{
    char text[FAILURE_DETAIL_SIZE + 10];
    Failure failure;
    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "ø", 3);
    (void)failure_set(&failure, STATUS_INPUT_VALUE, text, "%s", text);
    CU_ASSERT_EQUAL(strlen(failure.where), FAILURE_WHERE_SIZE - 1);
    CU_ASSERT_EQUAL(failure.where[FAILURE_WHERE_SIZE - 2], '?');
    CU_ASSERT_EQUAL(failure.detail[FAILURE_DETAIL_SIZE - 2], '?');
    CU_ASSERT_EQUAL(memcmp(failure.detail, text, FAILURE_DETAIL_SIZE - 2), 0);
}

static const TestCase tests[] = {
    {"text stays as it is", test_text_stays},
    {"control characters", test_controls},
    {"what is no character", test_no_characters},
    {"texts that are cut", test_cut},
};

TEST_MAIN("status_texts", tests)
