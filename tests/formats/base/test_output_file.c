/*
 * test_output_file.c - a file is there whole or not at all, and what a manifest says about it
 * is what a reader finds: sums, sizes and content through the writer and back through the
 * reader.
 */
#include "formats/base/output_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/input_file.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { LARGE = 17 << 20 /* of many pieces */ };

static OutputFile *open_output(const char *name, int level, int threads)
{
    OutputFile *file = NULL;
    CU_ASSERT_EQUAL_FATAL(
        output_file_open(scratch_path(name), 0640, level, threads, &file, NULL), STATUS_OK);
    return file;
}

static uint8_t *make_content(size_t size)
{
    uint8_t *content = malloc(size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(content);
    for (size_t i = 0; i < size; i++)
        content[i] = (uint8_t)('a' + (i * i / 7 + i / 1000) % 26);
    return content;
}

/* Writes `content` in calls of `piece` bytes. */
static FileSums write_pieces(const char *name, int level, int threads, const uint8_t *content,
                             size_t size, size_t piece)
{
    OutputFile *file = open_output(name, level, threads);
    for (size_t at = 0; at < size; at += piece) {
        size_t length = size - at < piece ? size - at : piece;
        CU_ASSERT_EQUAL(output_file_write(file, content + at, length, NULL), STATUS_OK);
    }
    FileSums sums;
    CU_ASSERT_EQUAL(output_file_commit(&file, &sums, NULL), STATUS_OK);
    CU_ASSERT_PTR_NULL(file);
    return sums;
}

static void check_content(const char *name, const uint8_t *content, size_t size, bool gzip)
{
    InputFile input;
    CU_ASSERT_EQUAL_FATAL(input_file_read(scratch_path(name), size, &input, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(input.was_gzip, gzip);
    CU_ASSERT_EQUAL_FATAL(input.size, size);
    CU_ASSERT_TRUE(size == 0 || memcmp(input.bytes, content, size) == 0);
    input_file_free(&input);
}

static void check_sums(const char *name, const FileSums *expected)
{
    FileSums found;
    CU_ASSERT_EQUAL(input_file_sums(scratch_path(name), &found, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(found.stored_size, expected->stored_size);
    CU_ASSERT_EQUAL(found.content_size, expected->content_size);
    CU_ASSERT_EQUAL(memcmp(found.stored_sha256, expected->stored_sha256, SHA256_SIZE), 0);
    CU_ASSERT_EQUAL(memcmp(found.content_sha256, expected->content_sha256, SHA256_SIZE), 0);
    uint8_t stored[SHA256_SIZE];
    uint64_t size;
    CU_ASSERT_EQUAL(sha256_of_file(scratch_path(name), stored, &size, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(stored, expected->stored_sha256, SHA256_SIZE), 0);
    CU_ASSERT_EQUAL(size, expected->stored_size);
}

static void written_and_read_back(void)
{
    static const size_t sizes[] = {0, 1, 1 << 18, (1 << 18) + 1, LARGE};
    uint8_t *content = make_content(LARGE);
    scratch_begin();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (int level = 0; level <= 1; level++) {
            FileSums sums = write_pieces("f", level, 2, content, sizes[i], 1 << 20);
            CU_ASSERT_EQUAL(sums.content_size, sizes[i]);
            uint8_t digest[SHA256_SIZE];
            CU_ASSERT_EQUAL(sha256_of(content, sizes[i], digest, NULL), STATUS_OK);
            CU_ASSERT_EQUAL(memcmp(digest, sums.content_sha256, sizeof digest), 0);
            check_content("f", content, sizes[i], level > 0);
            check_sums("f", &sums);
            CU_ASSERT_EQUAL(scratch_count(), 1);
        }
    }
    scratch_end();
    free(content);
}

static void bytes_do_not_depend_on_pieces(void)
{
    size_t size = (5 << 20) + 12345;
    uint8_t *content = make_content(size);
    scratch_begin();
    FileSums whole = write_pieces("f", 1, 1, content, size, size);
    static const size_t pieces[] = {999, GZIP_BLOCK - 1, GZIP_BLOCK, 3000000};
    static const int threads[] = {1, 2, 3, 7};
    for (size_t i = 0; i < 4; i++) {
        FileSums sums = write_pieces("f", 1, threads[i], content, size, pieces[i]);
        CU_ASSERT_EQUAL(memcmp(&sums, &whole, sizeof sums), 0);
    }
    scratch_end();
    free(content);
}

static void abandoned_leaves_nothing(void)
{
    scratch_begin();
    OutputFile *file = open_output("f", 1, 1);
    CU_ASSERT_TRUE(scratch_exists("f.tmp"));
    CU_ASSERT_EQUAL(output_file_write(file, "text", 4, NULL), STATUS_OK);
    output_file_abandon(&file);
    CU_ASSERT_PTR_NULL(file);
    CU_ASSERT_EQUAL(scratch_count(), 0);
    output_file_abandon(&file);
    output_file_abandon(NULL);
    scratch_end();
}

static void the_old_file_stays_until_the_commit(void)
{
    scratch_begin();
    scratch_write("f", "old", 3);
    OutputFile *file = open_output("f", OUTPUT_PLAIN, 1);
    CU_ASSERT_EQUAL(output_file_write(file, "new", 3, NULL), STATUS_OK);
    CU_ASSERT_TRUE(scratch_holds("f", "old"));
    output_file_abandon(&file);
    CU_ASSERT_TRUE(scratch_holds("f", "old"));
    CU_ASSERT_EQUAL(
        output_file_save(scratch_path("f"), 0644, OUTPUT_PLAIN, "new", 3, NULL, NULL),
        STATUS_OK);
    CU_ASSERT_TRUE(scratch_holds("f", "new"));
    CU_ASSERT_EQUAL(scratch_count(), 1);
    scratch_end();
}

static void modes_are_as_asked(void)
{
    scratch_begin();
    mode_t mask = umask(0);
    struct stat found;
    CU_ASSERT_EQUAL(output_file_save(scratch_path("f"), 0640, 1, "x", 1, NULL, NULL),
                    STATUS_OK);
    CU_ASSERT_EQUAL(stat(scratch_path("f"), &found), 0);
    CU_ASSERT_EQUAL(found.st_mode & 07777, 0640);
    umask(mask);
    scratch_end();
}

static void a_left_over_is_replaced(void)
{
    scratch_begin();
    scratch_write("f.tmp", "a killed run's half file", 24);
    CU_ASSERT_EQUAL(
        output_file_save(scratch_path("f"), 0644, OUTPUT_PLAIN, "whole", 5, NULL, NULL),
        STATUS_OK);
    CU_ASSERT_TRUE(scratch_holds("f", "whole"));
    CU_ASSERT_EQUAL(scratch_count(), 1);
    scratch_end();
}

static void check_refused(const char *name, Status expected)
{
    Failure failure = {0};
    CU_ASSERT_EQUAL(
        output_file_save(scratch_path(name), 0644, OUTPUT_PLAIN, "x", 1, NULL, &failure),
        expected);
    CU_ASSERT_EQUAL(failure.status, expected);
    CU_ASSERT_NOT_EQUAL(failure.where[0], '\0');
}

static void links_and_folders_are_refused(void)
{
    scratch_begin();
    scratch_write("target", "kept", 4);
    CU_ASSERT_EQUAL(symlink("target", scratch_path("a")), 0);
    CU_ASSERT_EQUAL(symlink("target", scratch_path("b.tmp")), 0);
    CU_ASSERT_EQUAL(symlink("nowhere", scratch_path("c.tmp")), 0);
    CU_ASSERT_EQUAL(system_mkdir(scratch_path("d"), 0750), 0);
    CU_ASSERT_EQUAL(system_mkdir(scratch_path("e.tmp"), 0750), 0);
    for (const char *name = "abcde"; *name != '\0'; name++)
        check_refused((const char[]){*name, '\0'}, STATUS_INPUT_NOT_REGULAR);
    CU_ASSERT_TRUE(scratch_holds("target", "kept"));
    CU_ASSERT_FALSE(scratch_exists("nowhere"));
    CU_ASSERT_EQUAL(scratch_count(), 6);
    check_refused("no/folder", STATUS_NO_PARENT);
    check_refused("target/file", STATUS_NO_PARENT);
    scratch_end();
}

/* /dev/full takes no byte; the descriptor is put in the place of the file's. */
static void a_failed_write_spoils_the_commit(void)
{
    scratch_begin();
    OutputFile *file = open_output("f", OUTPUT_PLAIN, 1);
    int full = -1;
    for (int candidate = 3; candidate < 64 && full < 0; candidate++) {
        struct stat found, mine;
        CU_ASSERT_EQUAL(stat(scratch_path("f.tmp"), &mine), 0);
        if (fstat(candidate, &found) == 0 && found.st_ino == mine.st_ino &&
            found.st_dev == mine.st_dev)
            full = candidate;
    }
    CU_ASSERT_FATAL(full >= 0);
    FILE *device = fopen("/dev/full", "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(device);
    CU_ASSERT_EQUAL(dup2(fileno(device), full), full);
    fclose(device);
    uint8_t *content = make_content(1 << 20);
    Failure failure;
    CU_ASSERT_EQUAL(output_file_write(file, content, 1 << 20, &failure), STATUS_WRITE);
    CU_ASSERT_STRING_EQUAL(failure.where, scratch_path("f"));
    CU_ASSERT_EQUAL(output_file_write(file, content, 1, &failure), STATUS_WRITE);
    CU_ASSERT_EQUAL(output_file_commit(&file, NULL, &failure), STATUS_WRITE);
    CU_ASSERT_PTR_NULL(file);
    CU_ASSERT_EQUAL(scratch_count(), 0);
    free(content);
    scratch_end();
}

static void nothing_is_written_over_a_file_that_was_named(void)
{
    Failure failure;
    OutputFile *file = NULL;
    scratch_begin();
    const char *path = scratch_write("f", "old", 3);
    CU_ASSERT_EQUAL(output_file_check_new(path, &failure), STATUS_OUTPUT_EXISTS);
    CU_ASSERT_EQUAL(output_file_save_new(path, 0644, OUTPUT_PLAIN, "new", 3, NULL, &failure),
                    STATUS_OUTPUT_EXISTS);
    CU_ASSERT_EQUAL(output_file_save_new(path, 0644, OUTPUT_PLAIN, "old", 3, NULL, &failure),
                    STATUS_OUTPUT_EXISTS);
    CU_ASSERT_TRUE(scratch_holds("f", "old"));
    /* Also one that came to be there while this was written. */
    CU_ASSERT_EQUAL(
        output_file_open_new(scratch_path("g"), 0644, OUTPUT_PLAIN, 1, &file, &failure),
        STATUS_OK);
    CU_ASSERT_EQUAL(output_file_write(file, "mine", 4, &failure), STATUS_OK);
    scratch_write("g", "theirs", 6);
    CU_ASSERT_EQUAL(output_file_commit(&file, NULL, &failure), STATUS_OUTPUT_EXISTS);
    CU_ASSERT_TRUE(scratch_holds("g", "theirs"));
    CU_ASSERT_EQUAL(scratch_count(), 2);
    CU_ASSERT_EQUAL(output_file_check_new(scratch_path("h"), &failure), STATUS_OK);
    CU_ASSERT_EQUAL(
        output_file_save_new(scratch_path("h"), 0644, OUTPUT_PLAIN, "new", 3, NULL, &failure),
        STATUS_OK);
    CU_ASSERT_TRUE(scratch_holds("h", "new"));
    scratch_end();
}

/* Packed by whoever had it: the same content and sums at every level, whatever came before. */
static void packed_pieces(void)
{
    static const int levels[] = {OUTPUT_PLAIN, GZIP_LINES, 6};
    CLEANUP(line_deflate_free) LineDeflate *deflate = NULL;
    uint8_t *content = make_content(700000);
    GzipPiece piece = {0};
    CU_ASSERT_EQUAL_FATAL(line_deflate_new(&deflate, NULL), STATUS_OK);
    for (size_t l = 0; l < sizeof levels / sizeof levels[0]; l++) {
        OutputFile *file = open_output("packed", levels[l], 2);
        FileSums sums;
        CU_ASSERT_EQUAL(output_file_write(file, content, 100, NULL), STATUS_OK);
        for (size_t at = 100; at < 700000; at += 59990) {
            text_buffer_append(&piece.content, content + at, at < 640000 ? 59990 : 700000 - at);
            CU_ASSERT_EQUAL(gzip_piece_pack(&piece, deflate, NULL), STATUS_OK);
            CU_ASSERT_EQUAL(output_file_write_packed(file, &piece, NULL), STATUS_OK);
            gzip_piece_clear(&piece);
        }
        CU_ASSERT_EQUAL(output_file_commit(&file, &sums, NULL), STATUS_OK);
        check_content("packed", content, 700000, levels[l] != OUTPUT_PLAIN);
        check_sums("packed", &sums);
    }
    gzip_piece_free(&piece);
    free(content);
}

static const TestCase tests[] = {
    {"written and read back", written_and_read_back},
    {"bytes do not depend on pieces or threads", bytes_do_not_depend_on_pieces},
    {"abandoned leaves nothing", abandoned_leaves_nothing},
    {"the old file stays until the commit", the_old_file_stays_until_the_commit},
    {"nothing is written over a file that was named",
     nothing_is_written_over_a_file_that_was_named},
    {"modes", modes_are_as_asked},
    {"a left-over is replaced", a_left_over_is_replaced},
    {"links and folders are refused", links_and_folders_are_refused},
    {"a failed write spoils the commit", a_failed_write_spoils_the_commit},
    {"packed pieces", packed_pieces},
};

TEST_MAIN("output_file", tests)
