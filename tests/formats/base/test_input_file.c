/*
 * test_input_file.c - the first thing that touches what strangers send: missing, odd, large,
 * truncated and exploding files each have their own clear refusal that names the path.
 */
#include "formats/base/input_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

static void check_refused(const char *path, uint64_t size_max, Status expected)
{
    InputFile input;
    Failure failure = {0};
    CU_ASSERT_EQUAL(input_file_read(path, size_max, &input, &failure), expected);
    CU_ASSERT_EQUAL(failure.status, expected);
    CU_ASSERT_STRING_EQUAL(failure.where, path);
    CU_ASSERT_PTR_NULL(input.bytes);
    input_file_free(&input);
}

static void odd_files_are_refused(void)
{
    scratch_begin();
    CU_ASSERT_EQUAL(mkfifo(scratch_path("pipe"), 0600), 0);
    CU_ASSERT_EQUAL(symlink("nowhere", scratch_path("dangling")), 0);
    check_refused(scratch_path("missing"), 10, STATUS_INPUT_MISSING);
    check_refused(scratch_path("dangling"), 10, STATUS_INPUT_MISSING);
    check_refused(scratch_folder(), 10, STATUS_INPUT_NOT_REGULAR);
    check_refused(scratch_path("pipe"), 10, STATUS_INPUT_NOT_REGULAR);
    check_refused("/dev/zero", 10, STATUS_INPUT_NOT_REGULAR);
    FileSums sums;
    CU_ASSERT_EQUAL(input_file_sums(scratch_folder(), &sums, NULL), STATUS_INPUT_NOT_REGULAR);
    scratch_end();
}

static void plain_limits(void)
{
    scratch_begin();
    const char *path = scratch_write("f", "12345", 5);
    InputFile input;
    CU_ASSERT_EQUAL(input_file_read(path, 5, &input, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(input.size, 5);
    CU_ASSERT_FALSE(input.was_gzip);
    CU_ASSERT_EQUAL(memcmp(input.bytes, "12345", 5), 0);
    input_file_free(&input);
    check_refused(path, 4, STATUS_INPUT_TOO_LARGE);
    CU_ASSERT_EQUAL(input_file_read(scratch_write("empty", "", 0), 0, &input, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(input.size, 0);
    CU_ASSERT_PTR_NOT_NULL(input.bytes);
    input_file_free(&input);
    scratch_end();
}

static void gzip_limits(void)
{
    scratch_begin();
    char content[3000];
    memset(content, 'x', sizeof content);
    CU_ASSERT_EQUAL(
        output_file_save(scratch_path("f.gz"), 0600, 6, content, sizeof content, NULL, NULL),
        STATUS_OK);
    InputFile input;
    CU_ASSERT_EQUAL(input_file_read(scratch_path("f.gz"), sizeof content, &input, NULL),
                    STATUS_OK);
    CU_ASSERT_EQUAL(input.size, sizeof content);
    CU_ASSERT_TRUE(input.was_gzip);
    CU_ASSERT_EQUAL(memcmp(input.bytes, content, sizeof content), 0);
    input_file_free(&input);
    check_refused(scratch_path("f.gz"), sizeof content - 1, STATUS_INPUT_TOO_LARGE);
    scratch_end();
}

static void damaged_gzip_is_refused(void)
{
    scratch_begin();
    FileSums sums;
    InputFile stored;
    CU_ASSERT_EQUAL(output_file_save(scratch_path("f"), 0600, 6, "text", 4, &sums, NULL),
                    STATUS_OK);
    char bytes[256] = {0};
    FILE *file = fopen(scratch_path("f"), "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    size_t size = fread(bytes, 1, sizeof bytes - 1, file);
    fclose(file);
    CU_ASSERT_EQUAL_FATAL(size, sums.stored_size);
    check_refused(scratch_write("cut", bytes, size - 1), 10, STATUS_INPUT_TRUNCATED);
    check_refused(scratch_write("magic", bytes, 2), 10, STATUS_INPUT_TRUNCATED);
    check_refused(scratch_write("tail", bytes, size + 1), 10, STATUS_INPUT_MALFORMED);
    bytes[size - 8] ^= 1; /* the checksum */
    check_refused(scratch_write("sum", bytes, size), 10, STATUS_INPUT_MALFORMED);
    Failure failure;
    CU_ASSERT_EQUAL(input_file_sums(scratch_path("sum"), &sums, &failure),
                    STATUS_INPUT_MALFORMED);
    CU_ASSERT_STRING_EQUAL(failure.where, scratch_path("sum"));
    CU_ASSERT_EQUAL(input_file_read(scratch_write("one", bytes, 1), 10, &stored, NULL),
                    STATUS_OK);
    CU_ASSERT_FALSE(stored.was_gzip);
    input_file_free(&stored);
    scratch_end();
}

/* What was checked is what is used: later changes of the file do not reach it. */
static void large_files_are_copied(void)
{
    size_t size = (17 << 20) + 5;
    uint8_t *content = malloc(size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(content);
    for (size_t i = 0; i < size; i++)
        content[i] = (uint8_t)(i / 4096);
    scratch_begin();
    InputFile input;
    const char *path = scratch_write("f", content, size);
    CU_ASSERT_EQUAL(input_file_read(path, size, &input, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(truncate(path, 0), 0);
    CU_ASSERT_EQUAL(input.size, size);
    CU_ASSERT_EQUAL(memcmp(input.bytes, content, size), 0);
    input_file_free(&input);
    scratch_end();
    free(content);
}

static const TestCase tests[] = {
    {"odd files", odd_files_are_refused},
    {"limits of plain files", plain_limits},
    {"limits of gzip files", gzip_limits},
    {"damaged gzip", damaged_gzip_is_refused},
    {"large files are copied", large_files_are_copied},
};

TEST_MAIN("input_file", tests)
