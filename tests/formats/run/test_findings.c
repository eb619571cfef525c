/*
 * test_findings.c - why: a Norwegian message that ends in English is read by nobody at a
 * municipality. Every code word and field that a finding names has Norwegian words.
 */
#include <stdio.h>
#include <string.h>

#include "formats/run/findings.h"
#include "formats/run/finding_words.h"
#include "rules/base/codes.h"
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

static void check_word(const char *word)
{
    const char *nb = finding_word(word, true), *en = finding_word(word, false);
    if (strcmp(nb, word) == 0 || strcmp(en, word) == 0) printf("\nno words for %s\n", word);
    CU_ASSERT_STRING_NOT_EQUAL(nb, word);
    CU_ASSERT_STRING_NOT_EQUAL(en, word);
}

/* A search among rows out of order finds some and not others. */
static void every_code_word_has_words(void)
{
    for (size_t i = 1; finding_word_at(i) != NULL; i++)
        CU_ASSERT_TRUE(strcmp(finding_word_at(i - 1), finding_word_at(i)) < 0);
    for (size_t i = 0; finding_word_at(i) != NULL; i++)
        check_word(finding_word_at(i));
    for (int ground = 0; ground < GROUND_COUNT; ground++)
        check_word(ground_text((Ground)ground));
    for (int group = 0; group < SETTLEMENT_GROUP_COUNT; group++)
        check_word(settlement_group_text((SettlementGroup)group));
    CU_ASSERT_STRING_EQUAL(finding_word("AR-1", true), "AR-1");
    CU_ASSERT_STRING_EQUAL(finding_word("ENSLIG_VOKSEN", true), "enslig voksen");
    CU_ASSERT_STRING_EQUAL(finding_word("ENSLIG_VOKSEN", false), "single adult");
}

/* Words and kroner are for people; the values stay what a program compares. */
static void a_line_has_words_and_plain_values(void)
{
    Failure failure = {0};
    CLEANUP(text_buffer_free) TextBuffer line = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer scratch = TEXT_BUFFER_EMPTY;
    FindingPlace place = {.rule_version = "1.0"};
    Finding finding = {.control = 225,
                       .severity = SEVERITY_WARN,
                       .value_count = 5,
                       .values = {{"decided", VALUE_DAY, day_from_date(2017, 3, 1), NULL},
                                  {"amount", VALUE_KRONER, 1420001, NULL},
                                  {"year", VALUE_NUMBER, 2017, NULL},
                                  {"ceiling", VALUE_KRONER, 1420000, NULL},
                                  {"place", VALUE_MUNICIPALITY, MUNICIPALITY_NONE, NULL}}};
    CU_ASSERT_EQUAL(finding_line_append(&finding, &place, &scratch, &line, &failure),
                    STATUS_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(line.bytes, "p\xC3\xA5 1 420 001 kr"));
    CU_ASSERT_PTR_NOT_NULL(strstr(line.bytes, "\"amount\":1420001,"));
    CU_ASSERT_PTR_NOT_NULL(strstr(line.bytes, "\"place\":null}"));
}

static const TestCase tests[] = {
    {"lines say effect and money", lines_say_effect_and_money},
    {"every code word has words", every_code_word_has_words},
    {"a line has words and plain values", a_line_has_words_and_plain_values},
    {"a refused record is told in Norwegian", a_refused_record_is_told_in_norwegian},
};

TEST_MAIN("findings", tests)
