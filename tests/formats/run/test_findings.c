/*
 * test_findings.c - why: a Norwegian message that ends in English is read by nobody at a
 * municipality. Everything that the register's reader says of a record has Norwegian words.
 */
#include <stdio.h>
#include <string.h>

#include "formats/run/findings.h"
#include "formats/base/input_file.h"
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
    {"every problem has Norwegian words", every_problem_has_norwegian_words},
};

TEST_MAIN("formats/findings", tests)
