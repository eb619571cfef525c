/*
 * test_explain.c - what a caseworker tells a municipality comes from here: the worked example
 * of the specification must come out in its own numbers, compared with what was decided, and
 * no ident may be shown on the way.
 */
#include <stdio.h>
#include <string.h>

#include "formats/base/input_file.h"
#include "formats/base/output_file.h"
#include "formats/base/text_buffer.h"
#include "tests/engine/review/small_world.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

#define RUN_3 scratch_path("run-3")
#define RUN_4 scratch_path("run-4")

static int explain_ident(const char *run, const char *ident)
{
    char input[32];
    snprintf(input, sizeof input, "%s\n", ident);
    const char *const arguments[] = {"explain", run, "--person", "-", NULL};
    return program(input, arguments);
}

static int explain_person(const char *run, int person)
{
    return explain_ident(run, world_ident(person));
}

static void test_the_worked_example(void)
{
    world_begin();
    world_go_on();
    CU_ASSERT_EQUAL(explain_person(RUN_3, MOVER), 0);
    PRINTED("The move from 0301 to 0219 on 2017-05-10 cuts 2017 at 3/8 of the year");
    PRINTED("AR-2, budget year 2017, 0301 Oslo, grant year 2");
    PRINTED("rate 230 000 kr: AR-2 valid from 2017-01-01, rule set 2017 version");
    PRINTED("C(3/8) = 3/8 of 230 000 = 86 250 kr");
    PRINTED("share of the year: from 3/8 to 1; through quarter 3: to 3/4");
    PRINTED("C(3/4) = 3/4 of 230 000 = 172 500 kr");
    PRINTED("earned 86 250,00 - settled before 0,00 = due 86 250,00 kr");
    PRINTED("Compared with decisions.csv: the same (2 lines).");
    CU_ASSERT(world_kept_secret());
}

static void test_what_was_settled_before(void)
{
    CU_ASSERT_EQUAL(explain_person(RUN_4, MOVER), 0);
    PRINTED("earned 86 250,00 - settled before 86 250,00 (entry 000001: 86 250,00) = due 0,00");
    PRINTED("earned 143 750,00 - settled before 86 250,00 (entry 000001: 86 250,00) = due "
            "57 500,00 kr");
    PRINTED("nothing is due now");
    PRINTED("to be paid in group INT-2-5");
    CU_ASSERT(world_kept_secret());
}

static void test_persons_without_and_held(void)
{
    CU_ASSERT_EQUAL(explain_person(RUN_3, STRANGER), 0);
    PRINTED("No lines; the reason as persons-without-grant.csv has it: not-settled.");
    PRINTED("Compared with persons-without-grant.csv: the same.");
    CU_ASSERT_EQUAL(explain_person(RUN_3, DEAD), 0);
    PRINTED(
        "The person is held back by R104: The date of death is before birth or settlement. (");
    CU_ASSERT(world_kept_secret());
    CU_ASSERT_EQUAL(explain_person(RUN_3, NEWCOMER), 0);
    PRINTED("AR-1-EV, budget year 2017, 0301 Oslo, grant year 1");
    PRINTED("due 235 000,00 kr");
    CU_ASSERT(world_kept_secret());
}

static void test_by_keyed_hash(void)
{
    InputFile file;
    char hash[65] = "";
    CU_ASSERT_EQUAL_FATAL(
        input_file_read(scratch_path("run-3/findings.jsonl.gz"), 1 << 20, &file, NULL),
        STATUS_OK);
    const char *found = memmem(file.bytes, file.size, "\"person\":\"", 10);
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    snprintf(hash, sizeof hash, "%.64s", found + 10);
    input_file_free(&file);
    CU_ASSERT_EQUAL(PROGRAM("explain", RUN_3, "--hash", hash), 0);
    PRINTED("held back by R104");
    PRINTED("\nFindings\n");
    PRINTED("  R104 BLOCK: The death on ");
    PRINTED("\n    values {\"died\":");
    CU_ASSERT(world_kept_secret());
    hash[0] = hash[0] == '0' ? '1' : '0';
    CU_ASSERT_EQUAL(PROGRAM("explain", RUN_3, "--hash", hash), 4);
    CU_ASSERT_EQUAL(PROGRAM("explain", RUN_3, "--hash", "abc"), 2);
}

static void test_a_municipality_and_its_payments(void)
{
    CU_ASSERT_EQUAL(PROGRAM("explain", RUN_3, "--municipality", "0301"), 0);
    PRINTED("Municipality 0301 Oslo");
    PRINTED("INT-1 (chapter 496, item 60)");
    PRINTED("lines 235 000,00 + brought forward 0,00 = paid 235 000,00 + carried forward 0,00");
    PRINTED("lines 86 250,00 + brought forward 0,00 = paid 86 250,00");
    CU_ASSERT(world_kept_secret());
    const char *id = world_payment(RUN_3, "0301-INT-1-");
    CU_ASSERT(strlen(id) > 20);
    CU_ASSERT_EQUAL(PROGRAM("explain", RUN_3, "--payment", id), 0);
    PRINTED(": 235 000,00 kr to account ");
    PRINTED("1 person paid");
    PRINTED("Compared with the payment file: the same amount.");
    /* Of this run only. */
    CU_ASSERT_EQUAL(PROGRAM("explain", RUN_4, "--payment", id), 4);
    CU_ASSERT_EQUAL(PROGRAM("explain", RUN_3, "--payment", "nonsense"), 4);
    CU_ASSERT_EQUAL(PROGRAM("explain", RUN_3, "--municipality", "9876"), 4);
}

/* --- the Norwegian grant --- */

#define RULES TEST_SOURCE_DIR "/fixtures/rule-sets"

static void dry_run(const char *year, const char *quarter, const char *out)
{
    CU_ASSERT_EQUAL_FATAL(PROGRAM("run", "--national", "--dry-run", "--year", year, "--quarter",
                                  quarter, "--register", scratch_path("trainees.xml"),
                                  "--rules", RULES, "--out", scratch_path(out)),
                          0);
}

/* § 37 d, moved on 20 August 2024 (day 233): 232/366 = 116/183 of 67 583, to the øre. */
static void test_terms_and_ore(void)
{
    world_register_of(
        "trainees.xml", "2024-10-02", 1,
        "    <opphold grunnlag=\"KOLLEKTIV_BESKYTTELSE\" vedtatt=\"2024-01-15\" "
        "varig=\"true\"/>\n"
        "    <bosetting dato=\"2024-02-01\" kommune=\"0301\" avtale=\"false\" "
        "gruppe=\"VOKSEN\"/>\n"
        "    <bosted kommune=\"0301\" fra=\"2024-02-01\" til=\"2024-08-19\"/>\n"
        "    <bosted kommune=\"1103\" fra=\"2024-08-20\"/>\n"
        "    <norskopplaering rett=\"true\" plikt=\"false\" malgruppeFra=\"2024-08-10\" "
        "soknad=\"2024-08-11\" vedtak=\"2024-08-12\" opplaeringskommune=\"4601\"/>\n");
    dry_run("2024", "3", "dry-2024");
    CU_ASSERT_EQUAL(explain_person(scratch_path("dry-2024"), MOVER), 0);
    PRINTED("settled on 2024-02-01 in 0301 Oslo as VOKSEN, without agreement");
    PRINTED("with right, without duty, application of 2024-08-11, decision of 2024-08-12");
    PRINTED("the registered residence alone");
    PRINTED("C(116/183) = 116/183 of 67 583 = 42 839,49 133/183 øre, rounded half up "
            "42 839,50 kr");
    PRINTED("share of the year: from 116/183 to 1; through quarter 3: to 3/4");
    PRINTED("C(3/4) = 3/4 of 67 583 = 50 687,25 kr");
    PRINTED("earned: 7 847,75 kr");
    PRINTED("Compared with decisions.csv: the same (");
    CU_ASSERT(world_kept_secret());
}

static void test_basic_grant(void)
{
    world_register_of("trainees.xml", "2018-01-02", 3,
                      "    <opphold grunnlag=\"ASYL\" vedtatt=\"2016-01-15\" varig=\"true\"/>\n"
                      "    <bosted kommune=\"0301\" fra=\"2016-02-01\"/>\n"
                      "    <norskopplaering rett=\"true\" plikt=\"true\" "
                      "malgruppeFra=\"2016-08-10\"/>\n");
    dry_run("2017", "4", "dry-2017");
    CU_ASSERT_EQUAL(PROGRAM("explain", scratch_path("dry-2017"), "--municipality", "0301"), 0);
    PRINTED("Basic grant (grants.md 3): 3 persons of the target group on 15 January 2017 in "
            "0301 Oslo, counted by this run\n");
    dry_run("2017", "3", "dry-2017-3");
    CU_ASSERT_EQUAL(PROGRAM("explain", scratch_path("dry-2017-3"), "--municipality", "0301"),
                    0);
    NOT_PRINTED("Basic grant");
}

static void test_strangers_and_wrong_use(void)
{
    CU_ASSERT_EQUAL(explain_ident(RUN_3, "01818431895"), 4);
    CU_ASSERT_PTR_NULL(strstr(told, "01818431895"));
    /* A command line is seen by others. */
    CU_ASSERT_EQUAL(PROGRAM("explain", RUN_3, "--person", "01818431895"), 2);
    CU_ASSERT_PTR_NULL(strstr(told, "01818431895"));
    CU_ASSERT_EQUAL(PROGRAM("explain", RUN_3, "01818431895"), 2);
    CU_ASSERT_PTR_NULL(strstr(told, "01818431895"));
    CU_ASSERT_EQUAL(PROGRAM("explain", RUN_3, "--person", "123"), 2);
    CU_ASSERT_EQUAL(explain_ident(RUN_3, "123"), 2);
    CU_ASSERT_EQUAL(PROGRAM("explain", RUN_3), 2);
    CU_ASSERT_EQUAL(PROGRAM("explain", RUN_3, "--payment", "a", "--municipality", "0301"), 2);
}

/* --- what does not agree --- */

/* Puts other content into a file of run-3. */
static void replace_decisions(const char *from, const char *to)
{
    InputFile file;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    const char *path = scratch_path("run-3/decisions.csv.gz");
    CU_ASSERT_EQUAL_FATAL(input_file_read(path, 1 << 20, &file, NULL), STATUS_OK);
    text_buffer_append(&text, file.bytes, file.size);
    input_file_free(&file);
    char *place = strstr(text.bytes, from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(place);
    memcpy(place, to, strlen(to));
    CU_ASSERT_EQUAL(output_file_save(path, 0640, 1, text.bytes, text.length, NULL, NULL),
                    STATUS_OK);
    text_buffer_free(&text);
}

static void test_decisions_that_say_something_else(void)
{
    replace_decisions(",8625000,0,8625000,", ",8625100,0,8625100,");
    CU_ASSERT_EQUAL(explain_person(RUN_3, MOVER), 5);
    PRINTED("due 86 250,00 kr");
    CU_ASSERT(world_kept_secret());
    CU_ASSERT_EQUAL(PROGRAM("explain", RUN_3, "--municipality", "0301"), 5);
    CU_ASSERT_PTR_NOT_NULL(strstr(told, "decisions.csv.gz: line "));
    replace_decisions(",8625100,0,8625100,", ",8625000,0,8625000,");
    CU_ASSERT_EQUAL(explain_person(RUN_3, MOVER), 0);
}

static void test_inputs_that_were_changed(void)
{
    size_t at = file_size("register.xml") - 4;
    flip_bit("register.xml", at);
    CU_ASSERT_EQUAL(explain_person(RUN_3, MOVER), 5);
    CU_ASSERT_PTR_NOT_NULL(strstr(told, "register.xml: this is not the input"));
    flip_bit("register.xml", at);
    CU_ASSERT_EQUAL(rename(scratch_path("ledger"), scratch_path("moved")), 0);
    CU_ASSERT_EQUAL(explain_person(RUN_3, MOVER), 4);
    const char *const arguments[] = {
        "explain", RUN_3, "--municipality", "0219", "--ledger", scratch_path("moved"), NULL};
    CU_ASSERT_EQUAL(program(NULL, arguments), 0);
    world_end();
}

static const TestCase tests[] = {
    {"the worked example", test_the_worked_example},
    {"what was settled before, and by which entry", test_what_was_settled_before},
    {"persons without a grant and held ones", test_persons_without_and_held},
    {"a person by the keyed hash", test_by_keyed_hash},
    {"a municipality and its payments", test_a_municipality_and_its_payments},
    {"terms and whole øre", test_terms_and_ore},
    {"the basic grant's count", test_basic_grant},
    {"unknown persons and wrong use", test_strangers_and_wrong_use},
    {"decisions that say something else", test_decisions_that_say_something_else},
    {"inputs that were changed or moved", test_inputs_that_were_changed},
};

TEST_MAIN("explain", tests)
