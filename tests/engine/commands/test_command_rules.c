/*
 * test_command_rules.c - what a lawyer or an auditor reads about the rules comes from this
 * command: that it says what the files say, what changed between two years, and that a broken
 * set ends with exit status 4 and its place.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/commands/commands.h"
#include "formats/text/rules_report.h"
#include "formats/base/input_file.h"
#include "formats/base/output_file.h"
#include "rules/accounts/catalogue.h"
#include "rules/controls/finding.h"
#include "tests/rules/base/test_main.h"

#define SHIPPED TEST_SOURCE_DIR "/rules/sets"
#define PUBLISHED TEST_SOURCE_DIR "/rules/published.csv"
#define ACCOUNTS_LIMITS TEST_SOURCE_DIR "/rules/accounts/limits.xml"
#define MADE_UP TEST_SOURCE_DIR "/fixtures/rule-sets"

enum { ARGUMENTS_MAX = 8 };

static char printed[1 << 20]; /* standard output of the latest call */
static char told[1 << 16];    /* standard error */

static void read_back(FILE *file, char *text, size_t size)
{
    rewind(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
}

/* Runs the command with its two streams in files. */
static int run(const char *const *arguments)
{
    char *argv[ARGUMENTS_MAX + 1];
    int argc = 0;
    for (; arguments[argc] != NULL; argc++)
        argv[argc] = (char *)(uintptr_t)arguments[argc];
    argv[argc] = NULL;
    FILE *output = tmpfile(), *errors = tmpfile();
    fflush(stdout);
    fflush(stderr);
    int old_output = dup(STDOUT_FILENO), old_errors = dup(STDERR_FILENO);
    dup2(fileno(output), STDOUT_FILENO);
    dup2(fileno(errors), STDERR_FILENO);
    int result = command_main(&command_rules, argc, argv);
    fflush(stdout);
    fflush(stderr);
    dup2(old_output, STDOUT_FILENO);
    dup2(old_errors, STDERR_FILENO);
    close(old_output);
    close(old_errors);
    read_back(output, printed, sizeof printed);
    read_back(errors, told, sizeof told);
    return result;
}

#define RUN(...) run((const char *const[]){"rules", __VA_ARGS__, NULL})
#define PRINTED(text) CU_ASSERT_PTR_NOT_NULL(strstr(printed, text))
#define NOT_PRINTED(text) CU_ASSERT_PTR_NULL(strstr(printed, text))
#define TOLD(text) CU_ASSERT_PTR_NOT_NULL(strstr(told, text))

static void check_prints_one_line_a_set(void)
{
    CU_ASSERT_EQUAL(RUN("check"), 0);
    CU_ASSERT_STRING_EQUAL(
        printed, "2014  version 1.1     8 rates:   0 verified,   0 inferred,   8 unverified; "
                 "not signed\n"
                 "2015  version 1.1     1 rate:    1 verified,   0 inferred,   0 unverified; "
                 "not signed\n"
                 "2016  version 1.1     3 rates:   3 verified,   0 inferred,   0 unverified; "
                 "not signed\n"
                 "2017  version 1.1    10 rates:  10 verified,   0 inferred,   0 unverified; "
                 "not signed\n"
                 "2018  version 1.1    19 rates:   6 verified,   0 inferred,  13 unverified; "
                 "not signed\n"
                 "2019  version 1.0     2 rates:   2 verified,   0 inferred,   0 unverified; "
                 "not signed\n"
                 "2020  version 1.0     0 rates:   0 verified,   0 inferred,   0 unverified; "
                 "not signed\n"
                 "2021  version 1.0     0 rates:   0 verified,   0 inferred,   0 unverified; "
                 "not signed\n"
                 "2022  version 1.0     4 rates:   0 verified,   4 inferred,   0 unverified; "
                 "not signed\n"
                 "2023  version 1.1    13 rates:   0 verified,  10 inferred,   3 unverified; "
                 "not signed\n"
                 "2024  version 1.1    10 rates:   0 verified,   0 inferred,  10 unverified; "
                 "not signed\n"
                 "2025  version 1.0     0 rates:   0 verified,   0 inferred,   0 unverified; "
                 "not signed\n"
                 "2026  version 1.0     0 rates:   0 verified,   0 inferred,   0 unverified; "
                 "not signed\n");
    CU_ASSERT_STRING_EQUAL(told, "");
    CU_ASSERT_EQUAL(RUN("check", "2017", "--rules", MADE_UP), 0);
    CU_ASSERT_EQUAL(strncmp(printed, "2017  version 1.0    29 rates:", 30), 0);
    CU_ASSERT_EQUAL(RUN("check", "--rules=" MADE_UP, "2026"), 0);
    CU_ASSERT_EQUAL(strncmp(printed, "2026  ", 6), 0);
}

/* The good ones are printed, each bad one is told. */
static void check_goes_on_after_a_failure(void)
{
    CU_ASSERT_EQUAL(RUN("check", "2013", "2017", "2027"), 4);
    PRINTED("2017  version 1.1");
    TOLD("rule set of 2013");
    TOLD("rule set of 2027");
    CU_ASSERT_EQUAL(RUN("check", "--rules", "/nowhere"), 4);
    TOLD("/nowhere");
}

/* 2016 can pay 8 codes AR-*, BHT, ELDR, 2 for minors, FHT1, the ceiling of FHT2 and 9 Norwegian
 * ones: 23, of which the minors' have a rate. A made-up year has all. */
static void check_lists_what_is_missing(void)
{
    CU_ASSERT_EQUAL(RUN("check", "--missing", "2016"), 0);
    PRINTED("2016  version 1.1   21 of 23 codes lack a rate; published in:\n"
            "  AR-1                   unknown (");
    PRINTED(
        "\n  P-AR1-H                https://www.imdi.no/tilskudd/tilskudd-2016/norsktilskudd/"
        " (IMDi's circular)\n");
    PRINTED("\n  FHT2_MAX               unknown (");
    NOT_PRINTED("EM_PER_PERSON");
    NOT_PRINTED("EMINB");
    NOT_PRINTED("P37D-AR1");
    NOT_PRINTED("BEYOND_REQUEST");
    CU_ASSERT_EQUAL(RUN("check", "--missing", "--rules", MADE_UP, "2013"), 0);
    CU_ASSERT_STRING_EQUAL(printed, "2013  version 1.0    0 of 24 codes lack a rate\n");
    CU_ASSERT_EQUAL(RUN("check", "--missing", "--strict", "--rules", MADE_UP, "2013"), 0);
    CU_ASSERT_EQUAL(RUN("check", "--missing", "--strict", "2016"), 1);
    CU_ASSERT_EQUAL(RUN("check", "--missing"), 0);
    for (int year = 2014; year <= 2026; year++) {
        char line[32];
        snprintf(line, sizeof line, "%d  version 1.", year);
        PRINTED(line);
    }
}

/* A rate that begins in July is missing before; a list that cannot be read is refused. */
static void missing_knows_the_days_before(void)
{
    Failure failure = {0};
    TextBuffer out = TEXT_BUFFER_EMPTY;
    Published nothing = {NULL, 0};
    RuleSet *rules = system_allocate(sizeof *rules);
    CU_ASSERT_EQUAL_FATAL(rule_set_read(MADE_UP "/2018.xml", rules, &failure), STATUS_OK);
    for (size_t i = 0; i < rules->rate_count; i++)
        if (rules->rates[i].code == GRANT_AR_2)
            rules->rates[i].valid_from = day_from_date(2018, 7, 1);
    CU_ASSERT_EQUAL(rules_report_missing(&out, rules, &nothing), 1);
    CU_ASSERT_STRING_EQUAL(out.bytes,
                           "2018  version 1.0    1 of 23 codes lack a rate; published "
                           "in:\n  AR-2                   in force from 2018-07-01 "
                           "only; before: unknown\n");
    text_buffer_free(&out);
    system_free(rules);
}

/* A set with a threshold that no control reads. */
static void check_knows_the_catalogue(void)
{
    static const char threshold[] = "<threshold control=\"R999\" name=\"n\" value=\"1\" "
                                    "reason=\"r\"/></thresholds>";
    Failure failure = {0};
    InputFile file;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL_FATAL(input_file_read(MADE_UP "/2018.xml", 1 << 20, &file, &failure),
                          STATUS_OK);
    const char *bytes = (const char *)file.bytes;
    const char *end = memmem(bytes, file.size, "</thresholds>", 13);
    const char *empty = memmem(bytes, file.size, "<thresholds/>", 13);
    const char *at = end != NULL ? end : empty;
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    text_buffer_append(&text, bytes, (size_t)(at - bytes));
    if (end == NULL) text_buffer_text(&text, "<thresholds>");
    text_buffer_text(&text, threshold);
    text_buffer_append(&text, at + 13, file.size - (size_t)(at - bytes) - 13);
    RuleSet *rules = system_allocate(sizeof *rules);
    CU_ASSERT_EQUAL(rule_set_read_bytes("2018.xml", text.bytes, text.length, rules, &failure),
                    STATUS_OK);
    CU_ASSERT_EQUAL(rules_check_thresholds("2018.xml", rules, &failure), STATUS_INPUT_VALUE);
    CU_ASSERT_STRING_EQUAL(failure.where, "2018.xml");
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "R999"));
    ControlThreshold *last = &rules->thresholds[rules->threshold_count - 1];
    *last = (ControlThreshold){"R501", "hours", 40, "r"};
    CU_ASSERT_EQUAL(rules_check_thresholds("2018.xml", rules, &failure), STATUS_INPUT_VALUE);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "name=\"hours\""));
    rules->threshold_count--;
    CU_ASSERT_EQUAL(rules_check_thresholds("2018.xml", rules, &failure), STATUS_OK);
    system_free(rules);
    text_buffer_free(&text);
    input_file_free(&file);
}

static void show_prints_a_rule_set(void)
{
    CU_ASSERT_EQUAL(RUN("show", "2017"), 0);
    PRINTED("rule set 2017, version 1.1, SHA-256 ");
    PRINTED("  claim                                required         grants.md 2.2, claim "
            "(required to 2020: choice)\n");
    PRINTED("  begrenset-em-settled-from            2017-02-02 ");
    PRINTED("  FAMILIE_HUMANITAERT              3\n");
    PRINTED("  EM                               496.61\n");
    PRINTED("  AR-2                     230 000 kr  from 2017-01-01  verified");
    PRINTED("reference: State budget 2017, 496.60 (integreringstilskudd, years 2 to 5); "
            "grants.md 2.3\n");
    PRINTED("source: https://www.imdi.no/planlegging-og-bosetting/kommunens-arbeid/"
            "bosetting-og-kommuneokonomi/\n");
    NOT_PRINTED("note:");
    NOT_PRINTED("retroactive");
    CU_ASSERT_EQUAL(RUN("show", "2018"), 0);
    PRINTED("note: 2017 rate carried forward, for demonstration only\n");
    CU_ASSERT_EQUAL(RUN("show", "2020", "--rules", MADE_UP), 0);
    PRINTED("from 2020-07-01  verified    retroactive\n");
}

static void show_prints_every_control(void)
{
    CU_ASSERT_EQUAL(RUN("show", "controls"), 0);
    size_t listed = 0;
    for (const char *at = strstr(printed, "\nR"); at != NULL; at = strstr(at + 1, "\nR"))
        listed++;
    CU_ASSERT_EQUAL(listed, control_count() + ACCOUNTS_CONTROL_COUNT);
    CU_ASSERT(control_count() > 0);
    PRINTED(" controls, limits of rule set 2026, version 1.0\n");
    PRINTED("\nR101  BLOCK  family 1\n");
    PRINTED(
        "\nR501  WARN   family 5\n  rule       Given hours of a half-year, when "
        "they are more than the limit a week, then it is warned of.\n  fields     "
        "gjennomfort/norsk, gjennomfort/samfunnskunnskap, gjennomfort/termin\n  limit      "
        "hours-per-week 40 (Control specification: over 40 hours a week in a half-year)\n  "
        "limit      weeks-per-half-year 26 (Half of the weeks of a year, holidays not taken "
        "off)\n  reference  control.md 1; introduksjonsloven § 17\n");
    PRINTED("  effect     supervision\n  action     The municipality produces the attendance "
            "lists");
    NOT_PRINTED("does not run");
    PRINTED(
        "\n23 controls of reported accounts, limits version 1.0\n  limit      equal-ore 100 (");
    PRINTED("\nR1101  BLOCK  family 11\n  rule       Given an award, when ");
    NOT_PRINTED("Gitt ");
    PRINTED("  limit      days 14 (Two weeks");
    CU_ASSERT_EQUAL(RUN("show", "2017", "controls"), 0);
    PRINTED(" controls, limits of rule set 2017, version 1.1\n");
    NOT_PRINTED("496.61");
}

static void diff_prints_what_changed(void)
{
    CU_ASSERT_EQUAL(RUN("diff", "2017", "2018"), 0);
    PRINTED("rule set 2017, version 1.1 -> 2018, version 1.1\n");
    PRINTED("  ~ EM                               496.61 -> 291.61\n");
    PRINTED("  + P-AR1-H                   31 900 kr  from 2018-01-01  verified\n");
    PRINTED("  ~ AR-2                     230 000 -> 230 000 kr (+0)  from 2018-01-01  "
            "verified -> unverified\n");
    PRINTED("\nparameters\n"
            "  ~ norwegian-application-suffices       false -> true  (");
    PRINTED("  ~ basic-grant-decision-required        true -> false  (");
    NOT_PRINTED("grounds");
    NOT_PRINTED("\n  - ");
    CU_ASSERT_EQUAL(RUN("diff", "2018", "2017"), 0);
    PRINTED("  - P-AR1-H                   31 900 kr  from 2018-01-01  verified\n");
    CU_ASSERT_EQUAL(RUN("diff", "2018", "2023"), 0);
    PRINTED("  ~ claim                                required -> automatic  (");
    PRINTED("  ~ integration-move-method              quarter-eighths -> month-after  (");
    PRINTED("  ~ norwegian-rounding                   krone -> ore  (");
    PRINTED("  ~ AR-2                     230 000 -> 249 500 kr (+19 500)  from 2023-01-01  "
            "unverified -> inferred\n");
    PRINTED("  - AR-3                     167 000 kr  from 2018-01-01  unverified\n");
}

/* Two rates of a code within a year, and changes of what the shipped years never change. */
static void diff_sees_every_part(void)
{
    Failure failure = {0};
    RuleSet *sets = system_allocate_zeroed(2, sizeof *sets);
    CU_ASSERT_EQUAL_FATAL(rule_set_read(MADE_UP "/2018.xml", &sets[0], &failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(rule_set_read(MADE_UP "/2019.xml", &sets[1], &failure), STATUS_OK);
    TextBuffer out = TEXT_BUFFER_EMPTY;
    sets[1].ground_years[GROUND_ASYL] = 4;
    sets[0].threshold_count = 1;
    sets[0].thresholds[0] = (ControlThreshold){"R501", "hours", 40, "r"};
    sets[1].threshold_count = 2;
    sets[1].thresholds[0] = (ControlThreshold){"R501", "hours", 41, "r"};
    sets[1].thresholds[1] = (ControlThreshold){"R502", "hours", 1, "r"};
    rules_report_diff(&out, &sets[0], &sets[1]);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(out.bytes, "  ~ norwegian-duty-required              false -> true"));
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, "  ~ ASYL                             5 -> 4\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, "  + AR-2                     241 101 kr  from "
                                             "2019-07-01  verified\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, "  ~ R501  hours "));
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, " 40 -> 41\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, "  + R502  hours "));
    text_buffer_clear(&out);
    rules_report_diff(&out, &sets[0], &sets[0]);
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, "nothing else changed\n"));
    text_buffer_free(&out);
    system_free(sets);
}

static void wrong_use(void)
{
    CU_ASSERT_EQUAL(run((const char *const[]){"rules", NULL}), 2);
    TOLD("say what: check, show, diff");
    CU_ASSERT_EQUAL(RUN("list"), 2);
    CU_ASSERT_EQUAL(RUN("check", "17"), 2);
    CU_ASSERT_EQUAL(RUN("check", "20177"), 2);
    CU_ASSERT_EQUAL(RUN("check", "--verbose"), 2);
    CU_ASSERT_EQUAL(RUN("check", "--rules"), 2);
    CU_ASSERT_EQUAL(RUN("check", "controls"), 2);
    CU_ASSERT_EQUAL(RUN("check", "2017", "2017"), 2);
    CU_ASSERT_EQUAL(RUN("check", "--strict"), 2);
    TOLD("--strict goes with check --missing: write");
    CU_ASSERT_EQUAL(RUN("show", "--missing"), 2);
    CU_ASSERT_EQUAL(RUN("diff", "2017"), 2);
    CU_ASSERT_EQUAL(RUN("diff", "2017", "2018", "2023"), 2);
    CU_ASSERT_STRING_EQUAL(printed, "");
    CU_ASSERT_EQUAL(RUN("--help"), 0);
    PRINTED("Usage: tilskudd rules check");
    CU_ASSERT_EQUAL(RUN("show", "--version"), 0);
    PRINTED("tilskudd " TILSKUDD_VERSION ", build ");
    CU_ASSERT_EQUAL(RUN("diff", "2017", "2027"), 4);
    CU_ASSERT_STRING_EQUAL(printed, "");
}

int main(int argc, char **argv)
{
    static const TestCase tests[] = {
        {"check prints one line a set", check_prints_one_line_a_set},
        {"check goes on after a failure", check_goes_on_after_a_failure},
        {"check lists what is missing", check_lists_what_is_missing},
        {"missing knows the days before", missing_knows_the_days_before},
        {"check knows the catalogue", check_knows_the_catalogue},
        {"show prints a rule set", show_prints_a_rule_set},
        {"show prints every control", show_prints_every_control},
        {"diff prints what changed", diff_prints_what_changed},
        {"diff sees every part", diff_sees_every_part},
        {"wrong use", wrong_use},
    };
    return run_tests("command_rules", tests, sizeof tests / sizeof tests[0], argc, argv);
}
