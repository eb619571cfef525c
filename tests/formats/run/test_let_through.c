/*
 * test_let_through.c - why: what summary.json says of an option is what the second person
 * reads; a number that is written and not read, or an option that is left out, is not seen.
 * life.md 1.
 */
#include "formats/run/held_reasons.h"

#include <string.h>

#include "rules/controls/finding.h"
#include "tests/rules/base/test_main.h"

static TouchedCounts counts;
static Manifest manifest;
static SettleYears years;
static Failure failure;
static OpenItem items[4];
static const LetThroughBasis basis = {&manifest, &counts, &years, items, 4};

static void begin(void)
{
    memset(&counts, 0, sizeof counts);
    manifest = (Manifest){.schemes = SCHEME_INTEGRATION,
                          .allow_synthetic = true,
                          .national = true,
                          .only_own = {{301, 1103}, 2},
                          .repay = {{1103}, 1}};
    counts.paid.persons = 9;
    items[0] = (OpenItem){.municipality = 1103, .amount = 700, .taken = true};
    items[1] = (OpenItem){.municipality = 1103, .amount = 40, .taken = true};
    items[2] = (OpenItem){.municipality = 1103, .amount = 9000};
    items[3] = (OpenItem){.municipality = 301, .amount = 80000, .taken = true};
    manifest.accept_rate[GRANT_AR_1] = true;
    manifest.holds.code[GRANT_FHT1] = true;
    hold_in_year(&manifest.holds, GRANT_SKOLE, 2024);
    years.count = 1;
    years.items[0].context.budget_year = 2024;
    counts.unverified[GRANT_AR_1] = (Touched){.persons = 3, .lines = 1234, .ore = 500};
    counts.code_year[0][GRANT_SKOLE] =
        (Touched){.persons = 2, .lines = 2, .unknown_lines = 2, .unknown_persons = 2};
}

static void test_of_a_run(void)
{
    static const char *const expected[] = {"--schemes integration",
                                           "--accept-rate AR-1",
                                           "--hold-code FHT1",
                                           "--hold-code 2024:SKOLE",
                                           "--repay 1103",
                                           "--allow-synthetic",
                                           "--national",
                                           "--only-own 0301",
                                           "--only-own 1103"};
    CLEANUP(let_through_free) LetThroughs list = {0};
    begin();
    CU_ASSERT_EQUAL(let_through_of(&basis, &list, &failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(list.count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < list.count; i++)
        CU_ASSERT_STRING_EQUAL(list.items[i].option, expected[i]);
    CU_ASSERT_EQUAL(list.items[0].touched.persons, 9);
    CU_ASSERT_EQUAL(list.items[1].touched.lines, 1234);
    CU_ASSERT_EQUAL(list.items[3].touched.unknown_lines, 2);
    CU_ASSERT_EQUAL(list.items[4].touched.lines, 2);
    CU_ASSERT_EQUAL(list.items[4].touched.ore, 740);
}

/* Written and read back, the same words come out. */
static void test_written_and_read(void)
{
    CLEANUP(let_through_free) LetThroughs list = {0};
    CLEANUP(let_through_free) LetThroughs read = {0};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    CLEANUP(json_free) JsonDocument *document = NULL;
    begin();
    CU_ASSERT_EQUAL(let_through_of(&basis, &list, &failure), STATUS_OK);
    JsonWriter json = JSON_WRITER(&text);
    let_through_write(&json, NULL, &list);
    CU_ASSERT_EQUAL_FATAL(json_read("s", text.bytes, text.length, &document, &failure),
                          STATUS_OK);
    CU_ASSERT_EQUAL(let_through_read(json_root(document), &read, &failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(read.count, list.count);
    CU_ASSERT_EQUAL(memcmp(read.items, list.items, list.count * sizeof *list.items), 0);
}

static bool says(const TextBuffer *text, const char *words)
{
    return text->length > 0 && strstr(text->bytes, words) != NULL;
}

static void test_words(void)
{
    CLEANUP(let_through_free) LetThroughs list = {0};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    let_through_text(&list, &text);
    CU_ASSERT_EQUAL(text.length, 0);
    begin();
    CU_ASSERT_EQUAL(let_through_of(&basis, &list, &failure), STATUS_OK);
    let_through_text(&list, &text);
    CU_ASSERT_TRUE(says(&text, "  --accept-rate AR-1                3     1 234"
                               "                 5  paid, the rate not verified\n"));
    CU_ASSERT_TRUE(says(&text, "  --hold-code 2024:SKOLE            2         2"
                               "         not known  held back\n"
                               "      amount not known: 2 lines, 2 persons\n"));
}

/* Never 0 kroner for what nobody knows, and no reason that is not told. */
static void test_held(void)
{
    HeldReasons reasons;
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    begin();
    counts.held[CONTROL_RATE_MISSING] =
        (Touched){.persons = 1, .lines = 1, .unknown_lines = 1, .unknown_persons = 1};
    counts.held[CONTROL_IDENT_DIGITS] =
        (Touched){.persons = 2, .lines = 3, .ore = (uint64_t)-7700};
    held_reasons_of(counts.held, 0, &reasons);
    held_reasons_text(&reasons, &text);
    CU_ASSERT_TRUE(says(&text, "  R101          2         3               -77  "
                               "The control digits of the ident are wrong.\n"
                               "  R901          1         1         not known  "
                               "The rate of the grant is not fixed for the budget\n"
                               "                                               year.\n"
                               "        amount not known: 1 line, 1 person\n"));
}

static const TestCase tests[] = {{"of a run", test_of_a_run},
                                 {"written and read", test_written_and_read},
                                 {"words", test_words},
                                 {"held", test_held}};

TEST_MAIN("formats/let_through", tests)
