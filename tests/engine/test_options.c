/*
 * test_options.c - a command line that can be read in two ways is refused, and how a command
 * ends is what happened: a program that says "done" after a step that stopped has paid nobody.
 */
#include "engine/options.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/commands/commands.h"
#include "engine/terminal.h"
#include "formats/base/input_file.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

/* --- options --- */

enum { ONE = 1 << 0, TWO = 1 << 1 };
typedef enum Colour { RED = 3, BLUE } Colour;

typedef struct Given {
    const char *first, *second;
    const char *text, *path;
    OptionList paths, list;
    bool flag;
    int number, confidence;
    int64_t large;
    Day day;
    Colour colour;
    int own, acted;
    ExitStatus end;
} Given;

static Given seen; /* what the action was given */

static Status take_own(void *arguments, const char *value, Failure *failure)
{
    Given *given = arguments;
    (void)failure;
    given->own = given->own * 10 + (int)strlen(value);
    return STATUS_OK;
}

static const char *const colours[] = {"red", "blue", NULL};
static const Option options[] = {
    OPTION("text", "TEXT", TEXT, Given, text, "a text"),
    OPTION("path", "FILE", PATH, Given, path, "a path"),
    OPTION("paths", "PATH", PATHS, Given, paths, "paths"),
    OPTION("list", "TEXT", LIST, Given, list, "texts"),
    OPTION("flag", NULL, FLAG, Given, flag, "a flag", .actions = ONE),
    OPTION("number", "N", INT, Given, number, "a number", .least = 1, .most = 9, .needed = TWO,
           .missing = "say how many"),
    OPTION("large", "N", NUMBER, Given, large, "a large one", .most = INT64_C(5000000000)),
    OPTION("confidence", "N", INT, Given, confidence, "how sure", OPTION_CONFIDENCE),
    OPTION("day", "DAY", DAY, Given, day, "a day"),
    OPTION("colour", "NAME", CHOICE, Given, colour, "red or blue", .words = colours,
           .least = RED),
    OPTION("own", "TEXT", OWN, Given, own, "lengths", .take = take_own, .repeatable = true),
    {.name = NULL},
};

static Status act(void *arguments, Failure *failure)
{
    Given *given = arguments;
    (void)failure;
    seen = *given;
    seen.acted = 1;
    given->end = EXIT_FOUND;
    return STATUS_OK;
}

/* What a table cannot say. */
static void needs(const void *arguments, unsigned action, Needs *needed)
{
    const Given *given = arguments;
    bool wanted = action == TWO && given->text != NULL && strcmp(given->text, "needs") == 0;
    needs_add(needed, !wanted || given->path != NULL, "--path", "is needed for this text");
}

static const Given initial = {.number = 7, .day = DAY_NONE};
static const Command command = {
    .name = "test",
    .usage = "test",
    .description = "",
    .actions = {{"one", act}, {"two", act}},
    .needs = needs,
    .options = options,
    .words = {{"FIRST", offsetof(Given, first), ALWAYS, "name the first"},
              {"SECOND", offsetof(Given, second), TWO, "name the second"}},
    .strict_actions = true,
    .size = sizeof(Given),
    .end_offset = offsetof(Given, end),
    .initial = &initial,
};

static InputFile said; /* on standard error */

/* Runs with what is said going to a file. */
static int run_command(const Command *which, const char *const *words)
{
    char *argv[16] = {(char *)"test"};
    int argc = 1;
    for (; words[argc - 1] != NULL; argc++)
        argv[argc] = (char *)words[argc - 1];
    const char *path = scratch_path("said");
    int kept = dup(STDERR_FILENO), file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CU_ASSERT_TRUE_FATAL(kept >= 0 && file >= 0 && dup2(file, STDERR_FILENO) >= 0);
    seen = (Given){.acted = 0};
    int end = command_main(which, argc, argv);
    fflush(stderr);
    CU_ASSERT_TRUE_FATAL(dup2(kept, STDERR_FILENO) >= 0);
    close(kept);
    close(file);
    input_file_free(&said);
    CU_ASSERT_EQUAL_FATAL(input_file_read(path, 4096, &said, NULL), STATUS_OK);
    return end;
}

#define RUN(...) run_command(&command, (const char *const[]){__VA_ARGS__, NULL})

static void refused(int end, const char *says)
{
    CU_ASSERT_EQUAL(end, EXIT_USAGE);
    CU_ASSERT_FALSE(seen.acted);
    CU_ASSERT_PTR_NOT_NULL(memmem(said.bytes, said.size, says, strlen(says)));
}

static void every_kind_of_value(void)
{
    scratch_begin();
    int end = RUN("one", "--text", "a", "--path=b", "here", "--large", "5000000000", "--day",
                  "2018-02-28", "--colour", "blue", "--flag", "--confidence=950");
    CU_ASSERT_EQUAL_FATAL(end, EXIT_FOUND);
    CU_ASSERT_STRING_EQUAL(seen.first, "here");
    CU_ASSERT_STRING_EQUAL(seen.text, "a");
    CU_ASSERT_STRING_EQUAL(seen.path, "b");
    CU_ASSERT_TRUE(seen.flag);
    CU_ASSERT_EQUAL(seen.number, 7); /* as it was */
    CU_ASSERT_EQUAL(seen.large, INT64_C(5000000000));
    CU_ASSERT_EQUAL(seen.day, day_from_date(2018, 2, 28));
    CU_ASSERT_EQUAL(seen.colour, BLUE);
    CU_ASSERT_EQUAL(seen.confidence, 950);
    refused(RUN("one", "x", "--number", "10"), "--number: not a whole number from 1 to 9");
    refused(RUN("one", "x", "--number", "x"), "--number: not a whole number from 1 to 9");
    refused(RUN("one", "x", "--day", "2018-02-30"), "--day: not a day: write it as 2018-10-02");
    refused(RUN("one", "x", "--colour", "green"),
            "--colour: does not know green; it knows red, blue");
    refused(RUN("one", "x", "--colour", "bleu"),
            "--colour: does not know bleu; did you mean blue?");
    refused(RUN("one", "x", "--confidence", "95"), "--confidence: not from 500 to 999");
    refused(RUN("one", "x", "--unknown"), "--unknown: unknown option");
    refused(RUN("one", "x", "--text"), "--text: needs a value");
    CU_ASSERT_EQUAL(RUN("one", "x", "--path", "01818431895"), EXIT_INPUT);
    scratch_end();
}

static void one_value_is_given_once(void)
{
    scratch_begin();
    refused(RUN("one", "x", "--text", "1", "--text", "2"), "--text: is given twice");
    refused(RUN("one", "x", "--te", "1", "--flag", "--text=1"), "--text: is given twice");
    CU_ASSERT_EQUAL(RUN("one", "x", "--list", "a", "--flag", "--list=b", "--flag", "--own",
                        "abc", "--own", "d"),
                    EXIT_FOUND);
    CU_ASSERT_EQUAL_FATAL(seen.list.count, 2);
    CU_ASSERT_STRING_EQUAL(seen.list.items[1], "b");
    CU_ASSERT_EQUAL(seen.own, 31);
    refused(RUN("one", "x", "--list", "a", "--list="), "--list: a path among them is empty");
    scratch_end();
}

/* What is mistyped is answered with what was meant; no ident is said again. */
static void mistyped_options(void)
{
    scratch_begin();
    refused(RUN("one", "x", "--tetx", "a"), "--tetx: unknown option; did you mean --text?");
    refused(RUN("one", "x", "--colur=red"),
            "--colur=red: unknown option; did you mean --colour?");
    refused(RUN("one", "x", "-text", "a"), "-text: unknown option; did you mean --text?");
    refused(RUN("one", "x", "-q"), "-q: unknown option\n");
    refused(RUN("one", "x", "--pat", "a"), "--pat: can be --path, --paths: write it out");
    refused(RUN("one", "x", "--flag=yes"), "--flag=yes: takes no value");
    refused(RUN("one", "x", "y", "text", "a"), "text: unexpected word; did you mean --text?");
    refused(RUN("one", "x", "--frobnicate"), "--frobnicate: unknown option\n");
    refused(RUN("one", "x", "--frobnicate"), "'tilskudd help test' explains it [USAGE]");
    CU_ASSERT_EQUAL(RUN("one", "x", "--txet=01818431895"), EXIT_INPUT);
    CU_ASSERT_PTR_NULL(memmem(said.bytes, said.size, "01818431895", 11));
    CU_ASSERT_EQUAL(RUN("01818431895"), EXIT_USAGE);
    CU_ASSERT_PTR_NULL(memmem(said.bytes, said.size, "01818431895", 11));
    scratch_end();
}

/* Words after --paths are paths until the next option. */
static void words_in_their_places(void)
{
    scratch_begin();
    CU_ASSERT_EQUAL(RUN("one", "a", "b", "--paths", "c", "d", "--paths", "e"), EXIT_FOUND);
    CU_ASSERT_EQUAL_FATAL(seen.paths.count, 3);
    CU_ASSERT_STRING_EQUAL(seen.paths.items[1], "d");
    CU_ASSERT_STRING_EQUAL(seen.second, "b");
    refused(RUN("one", "a", "b", "--paths", "c", "--flag", "d"), "d: unexpected word");
    refused(RUN("one", "a", "b", "c"), "c: unexpected word");
    CU_ASSERT_EQUAL(RUN("one", "--", "--text"), EXIT_FOUND);
    CU_ASSERT_EQUAL(RUN("one", "--flag", "--", "--text", "-x"), EXIT_FOUND);
    CU_ASSERT_STRING_EQUAL(seen.second, "-x");
    CU_ASSERT_STRING_EQUAL(seen.first, "--text");
    scratch_end();
}

static void what_an_action_needs(void)
{
    scratch_begin();
    refused(RUN(NULL), "test: say what: one, two");
    refused(RUN("three", "x"), "test: there is no 'three'; say one of: one, two");
    refused(RUN("tow", "x"), "test: there is no 'tow'; did you mean two?");
    refused(RUN("one"), "test one: name the first");
    refused(RUN("two", "x", "--number", "1"), "test two: name the second");
    refused(RUN("two", "x"), "test two: these are needed: SECOND (name the second), "
                             "--number (say how many)");
    refused(RUN("two"), "these are needed: FIRST (name the first), SECOND (name the second), "
                        "--number (say how many)");
    refused(RUN("two", "x", "y", "--number", "2", "--text", "needs"),
            "--path: is needed for this text");
    refused(RUN("two", "x", "y"), "--number: say how many");
    refused(RUN("two", "x", "y", "--number", "3", "--flag"),
            "--flag: does not belong to test two");
    CU_ASSERT_EQUAL(RUN("two", "x", "y", "--number", "3"), EXIT_FOUND);
    scratch_end();
}

static const Option other_options[] = {
    OPTION("text", "N", INT, Given, own, "in its place", .most = 9), {.name = NULL}};
static const Command sharing = {.name = "sharing",
                                .usage = "",
                                .description = "",
                                .actions = {{NULL, act}},
                                .options = other_options,
                                .shared = options,
                                .one_more = "no word",
                                .secret_words = true,
                                .size = sizeof(Given),
                                .end_offset = offsetof(Given, end)};

/* An own option stands in the place of a shared one; a secret word is not said. */
static void options_that_are_shared(void)
{
    const char *const good[] = {"--text", "5", "--number", "2", "--paths", "a", "b", NULL};
    const char *const digits[] = {"--paths", "a", "01818431895", NULL};
    scratch_begin();
    CU_ASSERT_EQUAL(run_command(&sharing, good), EXIT_FOUND);
    CU_ASSERT_EQUAL(seen.own, 5);
    CU_ASSERT_EQUAL(seen.number, 2);
    CU_ASSERT_EQUAL(seen.paths.count, 2);
    CU_ASSERT_PTR_NULL(seen.text);
    refused(run_command(&sharing, digits), "sharing: no word");
    scratch_end();
}

/* --- the tables of the program --- */

static size_t size_of_kind(const Option *option)
{
    switch (option->kind) {
    case OPTION_FLAG:
        return sizeof(bool);
    case OPTION_TEXT:
    case OPTION_PATH:
    case OPTION_OUTPUT:
        return sizeof(const char *);
    case OPTION_INT:
    case OPTION_CHOICE:
        return sizeof(int);
    case OPTION_NUMBER:
        return sizeof(int64_t);
    case OPTION_DAY:
        return sizeof(Day);
    case OPTION_LIST:
    case OPTION_PATHS:
        return sizeof(OptionList);
    default:
        return option->size;
    }
}

/* What is written stands outside any ledger: the kind sees to it. */
static bool is_output(const char *name)
{
    static const char *const names[] = {"out", "html", "findings", "to", "csv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

static void check_row(const Option *option, bool alone)
{
    CU_ASSERT_TRUE(!is_output(option->name) || option->argument == NULL ||
                   option->kind == OPTION_OUTPUT);
    CU_ASSERT_EQUAL(option->size, size_of_kind(option));
    CU_ASSERT_EQUAL(option->kind == OPTION_FLAG, option->argument == NULL);
    CU_ASSERT_EQUAL(option->kind == OPTION_OWN, option->take != NULL);
    CU_ASSERT_TRUE(option->kind != OPTION_CHOICE || option->words != NULL);
    bool counted = option->kind == OPTION_INT || option->kind == OPTION_NUMBER;
    CU_ASSERT_TRUE(!counted || option->least < option->most);
    CU_ASSERT_TRUE(!alone || option->actions == 0);
    CU_ASSERT_TRUE(option->actions == 0 || (option->needed & ~option->actions) == 0);
    CU_ASSERT_TRUE(strlen(option->help) > 0 && strlen(option->help) < 80);
}

static const Command *const all[] = {
    &command_accounts, &command_approve, &command_check_payment, &command_control,
    &command_diff,     &command_explain, &command_generate,      &command_indicators,
    &command_ledger,   &command_log,     &command_reconcile,     &command_report,
    &command_rules,    &command_run,     &command_sample,        &command_verify};

/* Refused for that reason, and not repeated. */
static void check_no_ident(const Command *with, const char *const *words)
{
    static const char ident[] = "01818431895";
    int end = run_command(with, words);
    CU_ASSERT_TRUE(end == EXIT_USAGE || end == EXIT_INPUT);
    bool told = memmem(said.bytes, said.size, "identity number", 15) != NULL;
    if (!told) printf("%s %s takes an ident\n", with->name, words[0]);
    CU_ASSERT_TRUE(told);
    CU_ASSERT_PTR_NULL(memmem(said.bytes, said.size, ident, sizeof ident - 1));
}

/* --out, --seed, --person: whatever takes a value, and every word of its own. */
static void no_option_takes_an_ident(void)
{
    scratch_begin();
    for (size_t c = 0; c < sizeof all / sizeof all[0]; c++) {
        CommandOption rows[OPTIONS_MAX];
        size_t count = command_options(all[c], rows);
        const char *action = all[c]->actions[0].name;
        for (size_t i = 0; i < count; i++) {
            char given[96];
            const char *const words[] = {given, NULL};
            if (rows[i].option->argument == NULL) continue;
            snprintf(given, sizeof given, "--%s=x-01818431895", rows[i].option->name);
            check_no_ident(all[c], words);
        }
        if (all[c]->words[0].name == NULL && all[c]->rest_offset == 0) continue;
        const char *const words[] = {action != NULL ? action : "x-01818431895",
                                     action != NULL ? "x-01818431895" : NULL, NULL};
        check_no_ident(all[c], words);
    }
    scratch_end();
}

/* A slip in a table is found here, not by the user who gives the option. */
static void every_table_is_sound(void)
{
    for (size_t c = 0; c < sizeof all / sizeof all[0]; c++) {
        CommandOption rows[OPTIONS_MAX];
        size_t count = command_options(all[c], rows);
        CU_ASSERT_TRUE(count > 0);
        for (size_t i = 0; i < count; i++) {
            const Option *option = rows[i].option;
            check_row(option, all[c]->actions[0].name == NULL);
            CU_ASSERT_TRUE(rows[i].base + option->offset + option->size <= all[c]->size);
            for (size_t j = 0; j < i; j++)
                CU_ASSERT_STRING_NOT_EQUAL(option->name, rows[j].option->name);
        }
    }
}

/* --- the end --- */

/* What is said on standard error meanwhile goes to a file. */
static int end_of(Status status, Status told, const char *says)
{
    Failure failure = {told, "", ""};
    const char *path = scratch_path("said");
    int kept = dup(STDERR_FILENO), file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CU_ASSERT_TRUE_FATAL(kept >= 0 && file >= 0 && dup2(file, STDERR_FILENO) >= 0);
    int end = report_end(status, &failure);
    fflush(stderr);
    CU_ASSERT_TRUE_FATAL(dup2(kept, STDERR_FILENO) >= 0);
    close(kept);
    close(file);
    input_file_free(&said);
    CU_ASSERT_EQUAL_FATAL(input_file_read(path, 4096, &said, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(said.size > 0, says[0] != '\0');
    CU_ASSERT_PTR_NOT_NULL(memmem(said.bytes, said.size, says, strlen(says)));
    return end;
}

static void the_end_is_what_happened(void)
{
    scratch_begin();
    CU_ASSERT_EQUAL(end_of(STATUS_OK, STATUS_OK, ""), EXIT_DONE);
    CU_ASSERT_EQUAL(end_of(STATUS_NOT_NOW, STATUS_NOT_NOW, "[NOT_NOW]"), EXIT_NOT_NOW);
    CU_ASSERT_EQUAL(end_of(STATUS_READ, STATUS_READ, "[READ]"), EXIT_SYSTEM);
    /* A step that stopped without a word. */
    CU_ASSERT_EQUAL(end_of(STATUS_BUFFER_TOO_SMALL, STATUS_OK,
                           "an error of this program: the end is "
                           "BUFFER_TOO_SMALL, the failure OK"),
                    EXIT_SYSTEM);
    CU_ASSERT_EQUAL(end_of(STATUS_INPUT_VALUE, STATUS_OK, "[INTERNAL]"), EXIT_SYSTEM);
    /* One that was passed over, and one that another stands in for. */
    CU_ASSERT_EQUAL(end_of(STATUS_OK, STATUS_WRITE, "writing failed"), EXIT_SYSTEM);
    CU_ASSERT_EQUAL(end_of(STATUS_OK, STATUS_INPUT_VALUE, "[INTERNAL]"), EXIT_SYSTEM);
    CU_ASSERT_EQUAL(end_of(STATUS_NOT_NOW, STATUS_USAGE, "[USAGE]"), EXIT_SYSTEM);
    scratch_end();
}

static void a_failure_for_a_status(void)
{
    Failure failure = {STATUS_OK, "", ""};
    CU_ASSERT_EQUAL(failure_of(&failure, STATUS_OK, "here", "x"), STATUS_OK);
    CU_ASSERT_EQUAL(failure.status, STATUS_OK);
    CU_ASSERT_EQUAL(failure_of(&failure, STATUS_BUFFER_TOO_SMALL, "here", "100 %"),
                    STATUS_BUFFER_TOO_SMALL);
    CU_ASSERT_EQUAL(failure.status, STATUS_BUFFER_TOO_SMALL);
    CU_ASSERT_STRING_EQUAL(failure.where, "here");
    CU_ASSERT_STRING_EQUAL(failure.detail, "100 %");
    failure_clear(&failure);
    CU_ASSERT_EQUAL(failure.status, STATUS_OK);
    CU_ASSERT_STRING_EQUAL(failure.where, "");
    CU_ASSERT_EQUAL(failure_of(NULL, STATUS_READ, "here", NULL), STATUS_READ);
    failure_clear(NULL);
}

static const TestCase tests[] = {
    {"every kind of value", every_kind_of_value},
    {"one value is given once", one_value_is_given_once},
    {"mistyped options", mistyped_options},
    {"words in their places", words_in_their_places},
    {"what an action needs", what_an_action_needs},
    {"options that are shared", options_that_are_shared},
    {"no option takes an ident", no_option_takes_an_ident},
    {"every table is sound", every_table_is_sound},
    {"the end is what happened", the_end_is_what_happened},
    {"a failure for a status", a_failure_for_a_status},
};

TEST_MAIN("options", tests)
