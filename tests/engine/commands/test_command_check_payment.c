/*
 * test_command_check_payment.c - `tilskudd check-payment` as its users see it: exit statuses
 * and lines, plain and gzip files, profiles by name and path.
 *
 * Why: other programs call this command and read its lines; cli.md is the contract.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/commands/commands.h"
#include "formats/base/input_file.h"
#include "tests/formats/bank/payment_example.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

#define PROFILES TEST_SOURCE_DIR "/formats/bank-profiles"

enum { WORDS_MAX = 8 };

/* Runs the command with standard output and error in files of the scratch folder. */
static int run_command(const char *const *words)
{
    char *argv[WORDS_MAX + 2] = {(char *)"check-payment"};
    int argc = 1;
    for (; words[argc - 1] != NULL; argc++)
        argv[argc] = (char *)words[argc - 1];
    int saved[2] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};
    fflush(stdout);
    for (int i = 0; i < 2; i++) {
        int file = open(scratch_path(i == 0 ? "stdout" : "stderr"),
                        O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        CU_ASSERT_FATAL(file >= 0 && dup2(file, i + 1) >= 0);
        close(file);
    }
    int status = command_main(&command_check_payment, argc, argv);
    fflush(stdout);
    fflush(stderr);
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_FATAL(dup2(saved[i], i + 1) >= 0);
        close(saved[i]);
    }
    return status;
}

#define RUN(...) run_command((const char *const[]){__VA_ARGS__, NULL})

static void write_example(const char *name, const char *profile, const char *from, char to)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    example_write(profile, &text);
    if (from != NULL) *strstr(text.bytes, from) = to;
    scratch_write(name, text.bytes, text.length);
    text_buffer_free(&text);
}

static void test_good_and_broken(void)
{
    scratch_begin();
    write_example("good.xml", "dnb", NULL, 0);
    write_example("broken.xml", "dnb", "123457.00", '9');
    CU_ASSERT_EQUAL(RUN(scratch_path("good.xml")), 0);
    CU_ASSERT_TRUE(scratch_holds("stdout", ""));
    char said[256];
    snprintf(said, sizeof said, "tilskudd: %s: no broken rule\n", scratch_path("good.xml"));
    CU_ASSERT_TRUE(scratch_holds("stderr", said));
    CU_ASSERT_EQUAL(RUN(scratch_path("broken.xml")), 4);
    CU_ASSERT_TRUE(scratch_holds(
        "stdout", "PAY-SUM\t8\tCtrlSum says 923457.00, the amounts add up to 123457.00\n"));
    scratch_end();
}

static void test_gzip(void)
{
    scratch_begin();
    TextBuffer text = TEXT_BUFFER_EMPTY;
    Failure failure;
    example_write("nordea", &text);
    CU_ASSERT_EQUAL_FATAL(output_file_save(scratch_path("good.xml.gz"), 0600, 6, text.bytes,
                                           text.length, NULL, &failure),
                          STATUS_OK);
    CU_ASSERT_EQUAL(RUN(scratch_path("good.xml.gz")), 0);
    InputFile file;
    CU_ASSERT_EQUAL_FATAL(
        output_file_save(scratch_path("x"), 0600, 6, text.bytes, text.length, NULL, &failure),
        STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(truncate(scratch_path("x"), 200), 0);
    CU_ASSERT_NOT_EQUAL(input_file_read(scratch_path("x"), 1 << 20, &file, &failure),
                        STATUS_OK);
    CU_ASSERT_EQUAL(RUN(scratch_path("x")), 4);
    CU_ASSERT_FALSE(scratch_holds("stderr", ""));
    text_buffer_free(&text);
    scratch_end();
}

static void test_profiles(void)
{
    scratch_begin();
    write_example("dnb.xml", "dnb", NULL, 0);
    const char *file = scratch_path("dnb.xml");
    CU_ASSERT_EQUAL(RUN(file, "--bank-profile", "dnb"), 0);
    CU_ASSERT_EQUAL(RUN("--bank-profile=dnb", file), 0);
    CU_ASSERT_EQUAL(RUN("--bank-profile", PROFILES "/dnb.xml", file), 0);
    CU_ASSERT_EQUAL(RUN(file, "--bank-profile", "nordea"), 4);
    CU_ASSERT_FALSE(scratch_holds("stdout", ""));
    CU_ASSERT_EQUAL(RUN(file, "--bank-profile", "nobody"), 4);
    CU_ASSERT_TRUE(scratch_holds("stdout", ""));
    scratch_end();
}

static void test_wrong_use(void)
{
    scratch_begin();
    write_example("a.xml", "dnb", NULL, 0);
    const char *file = scratch_path("a.xml");
    CU_ASSERT_EQUAL(RUN(NULL), 2);
    CU_ASSERT_EQUAL(RUN(file, file), 2);
    CU_ASSERT_EQUAL(RUN(file, "--bank"), 2);
    CU_ASSERT_EQUAL(RUN(file, "--nonsense"), 2);
    CU_ASSERT_EQUAL(RUN(file, "--bank-profile"), 2);
    CU_ASSERT_EQUAL(RUN(file, "--bank-profile", "dnb", "--bank-profile", "dnb"), 2);
    CU_ASSERT_TRUE(scratch_holds("stdout", ""));
    CU_ASSERT_EQUAL(RUN(scratch_path("missing.xml")), 4);
    CU_ASSERT_EQUAL(RUN(scratch_folder()), 4);
    CU_ASSERT_EQUAL(RUN("--help"), 0);
    CU_ASSERT_FALSE(scratch_holds("stdout", ""));
    CU_ASSERT_TRUE(scratch_holds("stderr", ""));
    scratch_end();
}

static const TestCase tests[] = {{"good and broken", test_good_and_broken},
                                 {"gzip", test_gzip},
                                 {"profiles", test_profiles},
                                 {"wrong use", test_wrong_use}};
TEST_MAIN("check-payment", tests)
