/*
 * test_options.c - a command line that can be read in two ways is refused, and how a command
 * ends is what happened: a program that says "done" after a step that stopped has paid nobody.
 */
#include "engine/options.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/input_file.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

/* --- options --- */

enum { ONE = 2, MANY, FLAG };

static const OptionRow rows[] = {{ONE, "one", "N", "takes one value"},
                                 {MANY | OPTION_MANY, "many", "N", "repeatable"},
                                 {FLAG, "flag", NULL, "a flag"}};
static const CommandHelp help = {"test", "", rows, 3, NULL};

typedef struct Taken {
    int ids[8];
    const char *values[8];
    size_t count;
} Taken;

static Status take(void *user, int id, const char *value, Failure *failure)
{
    Taken *taken = user;
    (void)failure;
    CU_ASSERT_TRUE_FATAL(taken->count < 8);
    taken->ids[taken->count] = id;
    taken->values[taken->count++] = value;
    return STATUS_OK;
}

static Status parse(const char *const *words, Taken *taken, Failure *failure)
{
    char *argv[8] = {(char *)"test"};
    int argc = 1;
    bool helped;
    const OptionTakers takers = {take, NULL, taken};
    for (; words[argc - 1] != NULL; argc++)
        argv[argc] = (char *)words[argc - 1];
    *taken = (Taken){.count = 0};
    *failure = (Failure){STATUS_OK, "", ""};
    return options_parse(argc, argv, &help, &takers, &helped, failure);
}

static void one_value_is_given_once(void)
{
    static const char *const twice[][6] = {{"--one", "1", "--one", "2", NULL},
                                           {"--one", "1", "--one=1", NULL},
                                           {"--one=1", "--flag", "--on", "1", NULL}};
    Taken taken;
    Failure failure;
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(parse(twice[i], &taken, &failure), STATUS_USAGE);
        CU_ASSERT_STRING_EQUAL(failure.where, "--one");
        CU_ASSERT_STRING_EQUAL(failure.detail, "is given twice: give it once");
        CU_ASSERT_EQUAL(taken.ids[0], ONE);
    }
}

static void others_may_be_repeated(void)
{
    static const char *const many[] = {"--many", "1",      "--flag", "--many=1",
                                       "--flag", "--one=", NULL};
    Taken taken;
    Failure failure;
    CU_ASSERT_EQUAL_FATAL(parse(many, &taken, &failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(taken.count, 5);
    CU_ASSERT_EQUAL(taken.ids[0], MANY); /* without its mark */
    CU_ASSERT_STRING_EQUAL(taken.values[2], "1");
    CU_ASSERT_EQUAL(taken.ids[4], ONE);
    CU_ASSERT_STRING_EQUAL(taken.values[4], "");
    /* Every command line begins anew. */
    CU_ASSERT_EQUAL(parse(many, &taken, &failure), STATUS_OK);
}

static void confidence_in_thousandths(void)
{
    static const char *const wrong[] = {"499", "95", "1000", "0.95", "95%", "", "-950"};
    Failure failure = {STATUS_OK, "", ""};
    int confidence = 0;
    CU_ASSERT_EQUAL(option_confidence("500", &confidence, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(confidence, 500);
    CU_ASSERT_EQUAL(option_confidence("999", &confidence, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(confidence, 999);
    CU_ASSERT_EQUAL(failure.status, STATUS_OK);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        failure = (Failure){STATUS_OK, "", ""};
        CU_ASSERT_EQUAL(option_confidence(wrong[i], &confidence, &failure), STATUS_USAGE);
        CU_ASSERT_STRING_EQUAL(failure.where, "--confidence");
        CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "95 % is written 950"));
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
    InputFile said;
    CU_ASSERT_EQUAL_FATAL(input_file_read(path, 4096, &said, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(said.size > 0, says[0] != '\0');
    CU_ASSERT_PTR_NOT_NULL(memmem(said.bytes, said.size, says, strlen(says)));
    input_file_free(&said);
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
                           "an error of this program, and no result: the end is "
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
    {"one value is given once", one_value_is_given_once},
    {"others may be repeated", others_may_be_repeated},
    {"confidence", confidence_in_thousandths},
    {"the end is what happened", the_end_is_what_happened},
    {"a failure for a status", a_failure_for_a_status},
};

TEST_MAIN("options", tests)
