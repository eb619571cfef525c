/*
 * test_stored_file.c - a sender's file may still be written to when it is read. Whatever
 * becomes of it meanwhile is READ, for plain and compressed files, whole and in slices: never a
 * signal, and never content that nobody has sent.
 */
#include "formats/base/stored_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/input_stream.h"
#include "formats/register/register_source.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { SIZE = 3 * STORED_PIECE, TAKEN = 1000 };

static uint8_t content[SIZE];

/* Bytes that gzip makes little smaller. */
static void fill_content(void)
{
    uint64_t state = 88172645463325252u;
    for (size_t i = 0; i < SIZE; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        content[i] = (uint8_t)(state >> 32);
    }
}

/* What may happen to a file. */
static void shorten(const char *path)
{
    CU_ASSERT_EQUAL(truncate(path, 100), 0);
}

static void empty(const char *path)
{
    CU_ASSERT_EQUAL(truncate(path, 0), 0);
}

static void write_into(const char *path, off_t at, int flags)
{
    int descriptor = open(path, O_WRONLY | flags);
    CU_ASSERT_TRUE_FATAL(descriptor >= 0);
    CU_ASSERT_EQUAL(lseek(descriptor, at, SEEK_SET), at);
    CU_ASSERT_EQUAL(write(descriptor, "x", 1), 1);
    CU_ASSERT_EQUAL(close(descriptor), 0);
}

static void lengthen(const char *path)
{
    write_into(path, 0, O_APPEND);
}

/* The size stays, and whoever writes puts the time of change back. */
static void rewrite(const char *path)
{
    struct stat before;
    CU_ASSERT_EQUAL(stat(path, &before), 0);
    write_into(path, before.st_size - 1, 0);
    const struct timespec times[] = {before.st_atim, before.st_mtim};
    CU_ASSERT_EQUAL(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void (*const changes[])(const char *) = {shorten, empty, lengthen, rewrite};
enum { CHANGES = sizeof changes / sizeof changes[0] };

/* Clocks of file systems go in ticks: a change in the tick of the writing is none. */
static const char *new_file(const char *name, int level)
{
    const char *path = scratch_path(name);
    CU_ASSERT_EQUAL_FATAL(output_file_save(path, 0600, level, content, SIZE, NULL, NULL),
                          STATUS_OK);
    usleep(20000);
    return path;
}

static void check_failure(Status status, const Failure *failure, const char *path)
{
    CU_ASSERT_EQUAL(status, STATUS_READ);
    CU_ASSERT_EQUAL(failure->status, STATUS_READ);
    CU_ASSERT_STRING_EQUAL(failure->where, path);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure->detail, "changed while it was read"));
}

static void pieces_and_ranges(void)
{
    StoredFile file;
    const uint8_t *bytes;
    size_t length, total = 0;
    uint8_t range[10];
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(stored_file_open(&file, new_file("f", OUTPUT_PLAIN), NULL),
                          STATUS_OK);
    for (;;) {
        CU_ASSERT_EQUAL_FATAL(stored_file_next(&file, &bytes, &length, NULL), STATUS_OK);
        if (length == 0) break;
        CU_ASSERT_EQUAL(memcmp(bytes, content + total, length), 0);
        total += length;
    }
    CU_ASSERT_EQUAL(total, SIZE);
    CU_ASSERT_EQUAL(stored_file_range(&file, range, 10, SIZE - 10, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(range, content + SIZE - 10, 10), 0);
    stored_file_close(&file);
    stored_file_close(&file);
    scratch_end();
}

static Status read_on(StoredFile *file, Failure *failure)
{
    const uint8_t *bytes;
    size_t length = 1;
    while (length > 0)
        TRY(stored_file_next(file, &bytes, &length, failure));
    return STATUS_OK;
}

static void a_change_is_read(void)
{
    scratch_begin();
    for (size_t i = 0; i < CHANGES; i++) {
        StoredFile file;
        Failure failure = {0};
        const uint8_t *bytes;
        size_t length;
        const char *path = new_file("f", OUTPUT_PLAIN);
        CU_ASSERT_EQUAL_FATAL(stored_file_open(&file, path, NULL), STATUS_OK);
        FileIdentity identity = file.identity;
        CU_ASSERT_EQUAL_FATAL(stored_file_next(&file, &bytes, &length, NULL), STATUS_OK);
        changes[i](path);
        check_failure(read_on(&file, &failure), &failure, path);
        stored_file_close(&file);
        failure = (Failure){0};
        check_failure(stored_file_open_same(&file, path, &identity, &failure), &failure, path);
        stored_file_close(&file);
        CU_ASSERT_EQUAL(unlink(path), 0);
        check_failure(stored_file_open_same(&file, path, &identity, &failure), &failure, path);
        stored_file_close(&file);
    }
    scratch_end();
}

/* --- streams, for decisions and findings --- */

static Status stream_on(InputStream *stream, Failure *failure)
{
    static char buffer[1 << 16];
    size_t got = sizeof buffer;
    while (got == sizeof buffer)
        TRY(input_stream_read(stream, buffer, sizeof buffer, &got, failure));
    return STATUS_OK;
}

static void a_stream_that_changes(void)
{
    scratch_begin();
    for (size_t i = 0; i < 2 * CHANGES; i++) {
        InputStream *stream;
        Failure failure = {0};
        char begin[TAKEN];
        size_t got;
        const char *path = new_file("f", i < CHANGES ? OUTPUT_PLAIN : 1);
        CU_ASSERT_EQUAL_FATAL(input_stream_open(path, &stream, NULL), STATUS_OK);
        CU_ASSERT_EQUAL_FATAL(input_stream_read(stream, begin, TAKEN, &got, NULL), STATUS_OK);
        changes[i % CHANGES](path);
        Status status = stream_on(stream, &failure);
        /* A changed byte of compressed content can be seen before the end is. */
        if (status != STATUS_INPUT_MALFORMED) check_failure(status, &failure, path);
        CU_ASSERT_TRUE(status == STATUS_READ || i == 2 * CHANGES - 1);
        input_stream_close(stream);
    }
    scratch_end();
}

/* --- registers: whole, compressed, in slices --- */

static Status source_on(RegisterSource *source, Failure *failure)
{
    static char buffer[1 << 16];
    size_t got = sizeof buffer;
    FileSums sums;
    while (got == sizeof buffer)
        TRY(register_source_read(source, buffer, sizeof buffer, &got, failure));
    return source->digest != NULL ? register_source_sums(source, &sums, failure) : STATUS_OK;
}

static void open_register(RegisterSource *source, const char *path, bool sliced)
{
    FileIdentity identity;
    CU_ASSERT_EQUAL_FATAL(register_file_identity(path, &identity, NULL), STATUS_OK);
    const RegisterSlice slice = {.head = "", .end = identity.size, .tail = ""};
    Status status =
        sliced ? register_source_open_slice(source, path, &identity, &slice, NULL, NULL)
               : register_source_open(source, path, &identity, NULL, NULL);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
}

static void a_register_that_is_made_shorter(void)
{
    scratch_begin();
    for (size_t i = 0; i < 6; i++) {
        RegisterSource source;
        Failure failure = {0};
        char begin[TAKEN];
        size_t got;
        bool packed = i / 2 == 1, sliced = i / 2 == 2;
        const char *path = new_file("r", packed ? 1 : OUTPUT_PLAIN);
        open_register(&source, path, sliced);
        CU_ASSERT_EQUAL_FATAL(register_source_read(&source, begin, TAKEN, &got, NULL),
                              STATUS_OK);
        changes[i % 2](path);
        check_failure(source_on(&source, &failure), &failure, path);
        register_source_close(&source);
    }
    scratch_end();
}

static const TestCase tests[] = {
    {"pieces and ranges", pieces_and_ranges},
    {"a change is READ", a_change_is_read},
    {"a stream that changes", a_stream_that_changes},
    {"a register that is made shorter", a_register_that_is_made_shorter},
};

int main(int argc, char **argv)
{
    fill_content();
    return run_tests("stored_file", tests, sizeof tests / sizeof tests[0], argc, argv);
}
