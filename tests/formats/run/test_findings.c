/*
 * test_findings.c - why: a Norwegian message that ends in English is read by nobody at a
 * municipality.
 */
#include <stdio.h>
#include <string.h>

#include "formats/run/findings.h"
#include "tests/rules/base/test_main.h"

static void a_refused_record_is_told_in_norwegian(void)
{
    Failure failure = {0};
    CLEANUP(text_buffer_free) TextBuffer scratch = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer out = TEXT_BUFFER_EMPTY;
    const FindingPlace place = {.file = "a.xml", .record = 2, .rule_version = "1.0"};
    const Finding finding = {.control = CONTROL_RECORD_REFUSED,
                             .severity = SEVERITY_BLOCK,
                             .value_count = 3,
                             .values = {{"line", VALUE_NUMBER, 7, NULL},
                                        {"field", VALUE_WORD, 0, "person/@fodt"},
                                        {"problem", VALUE_WORD, 0, "missing"}}};
    CU_ASSERT_EQUAL_FATAL(finding_line_append(&finding, &place, &scratch, &out, &failure),
                          STATUS_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, "person/@fodt: mangler"));
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, "person/@fodt: missing"));
}

static void append(const Finding *finding, const FindingPlace *place, TextBuffer *out)
{
    CLEANUP(text_buffer_free) TextBuffer scratch = TEXT_BUFFER_EMPTY;
    Failure failure = {0};
    text_buffer_clear(out);
    CU_ASSERT_EQUAL(finding_line_append(finding, place, &scratch, out, &failure), STATUS_OK);
}

static bool says(const TextBuffer *text, const char *words)
{
    return strstr(text->bytes, words) != NULL;
}

/* What is not known is null, not 0: a person whom nobody is paid for is another thing. */
static void lines_say_effect_and_money(void)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    const Finding finding = {.control = 302, .severity = SEVERITY_WARN, .municipality = 301};
    const MoneyAtHand money = {100, -200, 300, 400};
    FindingPlace place = {.rule_version = "1.1", .money = &money};
    append(&finding, &place, &text);
    CU_ASSERT_TRUE(says(&text, "\"severity\":\"WARN\",\"effect\":\"money\",\"file\":null"));
    CU_ASSERT_TRUE(says(&text, "\"municipality\":\"0301\",\"run_paid_ore\":100,"
                               "\"run_held_ore\":-200,\"year_paid_ore\":300,"
                               "\"year_held_ore\":400,\"message_nb\":"));
    place.money = NULL;
    append(&finding, &place, &text);
    CU_ASSERT_TRUE(says(&text, "\"run_paid_ore\":null,\"run_held_ore\":null,"
                               "\"year_paid_ore\":null,\"year_held_ore\":null"));
}

static const TestCase tests[] = {
    {"lines say effect and money", lines_say_effect_and_money},
    {"a refused record is told in Norwegian", a_refused_record_is_told_in_norwegian},
};

TEST_MAIN("findings", tests)
