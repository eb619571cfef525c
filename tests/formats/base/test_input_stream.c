/*
 * test_input_stream.c - lines come whole and in order whatever the pieces are, plain or gzip; a
 * damaged file is refused; and a large file is read in little memory, which is what it is for.
 */
#include "formats/base/input_stream.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "formats/base/input_file.h"
#include "formats/base/text_buffer.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

/* Lines "0", "1", ... each with a tail whose length follows from its number. */
static void numbered_lines(TextBuffer *text, int count)
{
    static const char tail[] = "........................................";
    for (int i = 0; i < count; i++) {
        text_buffer_number(text, i);
        text_buffer_append(text, tail, (size_t)i * 7 % (sizeof tail - 1));
        text_buffer_char(text, '\n');
    }
}

/* Reads all lines and puts them together again. */
static Status read_lines(const char *path, TextBuffer *back, int *pieces, Failure *failure)
{
    InputStream *stream;
    size_t length = 1;
    Status status = STATUS_OK;
    *pieces = 0;
    TRY(input_stream_open(path, &stream, failure));
    while (length > 0 && status == STATUS_OK) {
        const char *lines;
        status = input_stream_lines(stream, &lines, &length, failure);
        if (status != STATUS_OK || length == 0) break;
        ++*pieces;
        CU_ASSERT(length <= INPUT_STREAM_LINES);
        text_buffer_append(back, lines, length);
    }
    input_stream_close(stream);
    return status;
}

static void check_bytes(const char *path, const TextBuffer *text);

static void check_lines(const char *path, const TextBuffer *text, int pieces)
{
    TextBuffer back = TEXT_BUFFER_EMPTY;
    Failure failure;
    int counted;
    CU_ASSERT_EQUAL(read_lines(path, &back, &counted, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(counted, pieces);
    CU_ASSERT_EQUAL_FATAL(back.length, text->length);
    CU_ASSERT(back.length == 0 || memcmp(back.bytes, text->bytes, back.length) == 0);
    text_buffer_free(&back);
    check_bytes(path, text);
}

/* The same of the stored bytes in memory, by lines and by pieces that are borrowed. */
static void check_bytes(const char *path, const TextBuffer *text)
{
    for (int by_lines = 0; by_lines < 2; by_lines++) {
        InputFile stored;
        InputStream *stream;
        TextBuffer back = TEXT_BUFFER_EMPTY;
        char buffer[1000];
        size_t length = 1;
        CU_ASSERT_EQUAL_FATAL(input_file_read_stored(path, INPUT_SIZE_MAX, &stored, NULL),
                              STATUS_OK);
        CU_ASSERT_EQUAL_FATAL(
            input_stream_of("bytes", stored.bytes, stored.size, &stream, NULL), STATUS_OK);
        while (length > 0) {
            const void *bytes;
            const char *lines;
            Status status = by_lines ? input_stream_lines(stream, &lines, &length, NULL)
                                     : input_stream_next(stream, buffer, sizeof buffer, &bytes,
                                                         &length, NULL);
            CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
            CU_ASSERT(length <= (by_lines ? (size_t)INPUT_STREAM_LINES : sizeof buffer));
            text_buffer_append(&back, by_lines ? lines : bytes, length);
        }
        CU_ASSERT_EQUAL_FATAL(back.length, text->length);
        CU_ASSERT(back.length == 0 || memcmp(back.bytes, text->bytes, back.length) == 0);
        input_stream_close(stream);
        input_file_free(&stored);
        text_buffer_free(&back);
    }
}

static const char *save(const char *name, int level, const TextBuffer *text)
{
    const char *path = scratch_path(name);
    const char *bytes = text->bytes != NULL ? text->bytes : "";
    CU_ASSERT_EQUAL_FATAL(output_file_save(path, 0600, level, bytes, text->length, NULL, NULL),
                          STATUS_OK);
    return path;
}

static void lines_are_whole(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    scratch_begin();
    check_lines(save("empty", OUTPUT_PLAIN, &text), &text, 0);
    check_lines(save("empty.gz", 1, &text), &text, 0);
    numbered_lines(&text, 200000);
    int pieces = (int)(text.length / INPUT_STREAM_LINES) + 1;
    CU_ASSERT(pieces > 2);
    check_lines(save("plain", OUTPUT_PLAIN, &text), &text, pieces);
    check_lines(save("packed.gz", 1, &text), &text, pieces);
    text_buffer_free(&text);
    scratch_end();
}

static void a_last_line_without_end_is_a_line(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    scratch_begin();
    text_buffer_text(&text, "one");
    check_lines(save("one", OUTPUT_PLAIN, &text), &text, 1);
    text_buffer_text(&text, "\ntwo");
    check_lines(save("two.gz", 6, &text), &text, 2);
    text_buffer_free(&text);
    scratch_end();
}

/* A piece that is full to its last byte, a line of exactly that size, and one byte more. */
static void a_line_has_a_limit(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY, back = TEXT_BUFFER_EMPTY;
    Failure failure;
    int pieces;
    scratch_begin();
    for (int i = 0; i < INPUT_STREAM_LINES - 1; i++) {
        text_buffer_char(&text, 'x');
    }
    text_buffer_text(&text, "\nnext\n");
    check_lines(save("fits", OUTPUT_PLAIN, &text), &text, 2);
    text.bytes[INPUT_STREAM_LINES - 1] = 'x';
    const char *path = save("long", OUTPUT_PLAIN, &text);
    CU_ASSERT_EQUAL(read_lines(path, &back, &pieces, &failure), STATUS_INPUT_TOO_LARGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, "long"));
    text_buffer_free(&text);
    text_buffer_free(&back);
    scratch_end();
}

static void damage_is_told(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY, back = TEXT_BUFFER_EMPTY;
    InputFile stored;
    Failure failure;
    InputStream *stream;
    int pieces;
    scratch_begin();
    numbered_lines(&text, 5000);
    const char *path = save("whole.gz", 1, &text);
    CU_ASSERT_EQUAL_FATAL(input_file_read_stored(path, INPUT_SIZE_MAX, &stored, NULL),
                          STATUS_OK);
    path = scratch_write("cut.gz", stored.bytes, stored.size - 9);
    CU_ASSERT_EQUAL(read_lines(path, &back, &pieces, &failure), STATUS_INPUT_TRUNCATED);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, "cut.gz"));
    CU_ASSERT_EQUAL(input_stream_open(scratch_path("missing"), &stream, &failure),
                    STATUS_INPUT_MISSING);
    CU_ASSERT_PTR_NULL(stream);
    input_stream_close(NULL);
    input_file_free(&stored);
    text_buffer_free(&text);
    text_buffer_free(&back);
    scratch_end();
}

static long peak_kib(void)
{
    struct rusage usage;
    CU_ASSERT_EQUAL(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* 96 MiB in a few MiB, also for its sums. */
static void a_large_file_takes_little_memory(void)
{
    enum { COUNT = 96, PIECE = 1 << 20, BOUND_KIB = 24 << 10 };
    static char piece[PIECE];
    OutputFile *file;
    InputStream *stream;
    FileSums sums, again;
    size_t got = PIECE, total = 0;
    scratch_begin();
    memset(piece, 'a', sizeof piece);
    piece[PIECE - 1] = '\n';
    CU_ASSERT_EQUAL_FATAL(
        output_file_open(scratch_path("large"), 0600, OUTPUT_PLAIN, 1, &file, NULL), STATUS_OK);
    for (int i = 0; i < COUNT; i++) {
        CU_ASSERT_EQUAL_FATAL(output_file_write(file, piece, PIECE, NULL), STATUS_OK);
    }
    CU_ASSERT_EQUAL_FATAL(output_file_commit(&file, &sums, NULL), STATUS_OK);
    long before = peak_kib();
    CU_ASSERT_EQUAL(input_file_sums(scratch_path("large"), &again, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(&sums, &again, sizeof sums), 0);
    CU_ASSERT_EQUAL_FATAL(input_stream_open(scratch_path("large"), &stream, NULL), STATUS_OK);
    while (got == PIECE) {
        CU_ASSERT_EQUAL_FATAL(input_stream_read(stream, piece, PIECE, &got, NULL), STATUS_OK);
        total += got;
    }
    CU_ASSERT_EQUAL(total, (size_t)COUNT * PIECE);
    CU_ASSERT(peak_kib() - before < BOUND_KIB);
    input_stream_close(stream);
    scratch_end();
}

static const TestCase tests[] = {
    {"a large file takes little memory", a_large_file_takes_little_memory},
    {"lines are whole", lines_are_whole},
    {"a last line without end is a line", a_last_line_without_end_is_a_line},
    {"a line has a limit", a_line_has_a_limit},
    {"damage is told", damage_is_told},
};

TEST_MAIN("input stream", tests)
