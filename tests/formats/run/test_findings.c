/*
 * test_findings.c - why: a Norwegian message that ends in English is read by nobody at a
 * municipality. Everything that the register's reader says of a record has Norwegian words, and
 * so has every code word and field that a finding names.
 */
#include <stdio.h>
#include <string.h>

#include "formats/run/findings.h"
#include "formats/base/input_file.h"
#include "formats/run/finding_words.h"
#include "rules/base/codes.h"
#include "tests/rules/base/test_main.h"

enum { LITERAL_SIZE = 96 };

/* How the reader's words about a problem begin, in its sources. */
static bool is_problem(const char *text)
{
    static const char *const begins[] = {"not ",          "unknown ",        "missing",
                                         "more than one", "too many",        "element out",
                                         "text where",    "wrong namespace", "a number"};
    static const char *const of_files[] = {"not to be cut into slices", "not well-formed"};
    if (strpbrk(text, "%<;") != NULL) return false;
    for (size_t i = 0; i < sizeof of_files / sizeof of_files[0]; i++)
        if (strcmp(text, of_files[i]) == 0) return false;
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
        if (strncmp(text, begins[i], strlen(begins[i])) == 0) return true;
    return false;
}

static unsigned check_literal(const char *begin, size_t length)
{
    char text[LITERAL_SIZE];
    if (length >= sizeof text) return 0;
    (void)snprintf(text, sizeof text, "%.*s", (int)length, begin);
    if (!is_problem(text)) return 0;
    const char *norwegian = problem_in_norwegian(text);
    if (norwegian == NULL) printf("\nno Norwegian words for: %s\n", text);
    CU_ASSERT_PTR_NOT_NULL(norwegian);
    if (norwegian != NULL) CU_ASSERT_STRING_NOT_EQUAL(norwegian, text);
    return 1;
}

/* Every text between two quotation marks of a line. */
static unsigned check_source(const char *name)
{
    char path[512];
    InputFile file;
    Failure failure = {0};
    unsigned found = 0;
    (void)snprintf(path, sizeof path, TEST_SOURCE_DIR "/formats/register/%s", name);
    CU_ASSERT_EQUAL_FATAL(input_file_read(path, 1 << 20, &file, &failure), STATUS_OK);
    const char *at = (const char *)file.bytes, *end = at + file.size;
    const char *open = NULL;
    for (; at < end; at++) {
        if (*at == '\n') open = NULL;
        if (*at != '"') continue;
        if (open != NULL) found += check_literal(open, (size_t)(at - open));
        open = open == NULL ? at + 1 : NULL;
    }
    input_file_free(&file);
    return found;
}

static void every_problem_has_norwegian_words(void)
{
    CU_ASSERT_TRUE(check_source("register_values.c") >= 10);
    CU_ASSERT_TRUE(check_source("register_record.c") >= 5);
    CU_ASSERT_TRUE(check_source("register_sax.c") >= 4);
    CU_ASSERT_STRING_EQUAL(problem_in_norwegian("missing"), "mangler");
    CU_ASSERT_PTR_NULL(problem_in_norwegian("something else"));
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
    {"every problem has Norwegian words", every_problem_has_norwegian_words},
    {"every code word has words", every_code_word_has_words},
    {"a line has words and plain values", a_line_has_words_and_plain_values},
};

TEST_MAIN("formats/findings", tests)
