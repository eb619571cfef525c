/*
 * test_register_beside.c - work that a caller gives the reading threads: every piece is done
 * once, before any record is asked for, and what fails in it is the reading's failure, the
 * same for any number of threads.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "tests/formats/register/register_dump.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

#define ROOT                                                                                   \
    "<introduksjonsregister xmlns=\"urn:tilskudd:introduksjonsregister:1\" "                   \
    "uttrekksdato=\"2017-12-31\">\n"
#define RECORD                                                                                 \
    "<person ident=\"01818431895\" identtype=\"FNR\" fodt=\"1984-01-01\" kjonn=\"K\" "         \
    "landbakgrunn=\"SYR\"><opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" varig=\"true\"/>"  \
    "</person>\n"
#define END "</introduksjonsregister>\n"

enum { PIECES = 40, THREADS_MAX = 4 };

static const char good[] = ROOT RECORD RECORD RECORD RECORD END;
static const char bad[] = ROOT RECORD RECORD "</introduksjonsregisteret>";

/* What the pieces do, and what they did. */
typedef struct Beside {
    size_t failing[2]; /* pieces that fail; PIECES: none */
    atomic_int done[PIECES];
} Beside;

static Status beside_piece(void *user, size_t number, Failure *failure)
{
    Beside *beside = user;
    atomic_fetch_add(&beside->done[number], 1);
    for (int i = 0; i < 2; i++)
        if (beside->failing[i] == number)
            return failure_set(failure, STATUS_MEMORY, NULL, "piece %zu", number);
    return STATUS_OK;
}

static Status read_beside(const char *path, Beside *beside, int threads,
                          RegisterExtracts *extracts, Failure *failure)
{
    RegisterReaderOptions options = {
        .threads = threads, .slice_size = 300, .beside = {PIECES, beside_piece, beside}};
    *failure = (Failure){0};
    return register_read(&path, 1, &options, extracts, failure);
}

static void every_piece_is_done_once(void)
{
    scratch_begin();
    const char *path = scratch_write("a.xml", good, strlen(good));
    for (int threads = 1; threads <= THREADS_MAX; threads++) {
        Beside beside = {.failing = {PIECES, PIECES}};
        RegisterExtracts extracts;
        Failure failure;
        CU_ASSERT_EQUAL_FATAL(read_beside(path, &beside, threads, &extracts, &failure),
                              STATUS_OK);
        CU_ASSERT_EQUAL(register_row_count(&extracts), 4);
        for (size_t i = 0; i < PIECES; i++)
            CU_ASSERT_EQUAL(beside.done[i], 1);
        register_extracts_free(&extracts);
    }
    scratch_end();
}

/* Piece 7 fails, 31 too, and the file itself: 7 is told, and all before it have been done. */
static void the_first_failure_is_told(void)
{
    scratch_begin();
    const char *path = scratch_write("a.xml", bad, strlen(bad));
    for (int threads = 1; threads <= THREADS_MAX; threads++) {
        Beside beside = {.failing = {31, 7}};
        RegisterExtracts extracts;
        Failure failure;
        CU_ASSERT_EQUAL(read_beside(path, &beside, threads, &extracts, &failure),
                        STATUS_MEMORY);
        CU_ASSERT_STRING_EQUAL(failure.detail, "piece 7");
        CU_ASSERT_EQUAL(failure.status, STATUS_MEMORY);
        CU_ASSERT_PTR_NULL(extracts.files);
        for (size_t i = 0; i <= 7; i++)
            CU_ASSERT_EQUAL(beside.done[i], 1);
    }
    scratch_end();
}

static void the_register_fails_after_them(void)
{
    scratch_begin();
    const char *path = scratch_write("a.xml", bad, strlen(bad));
    for (int threads = 1; threads <= THREADS_MAX; threads++) {
        Beside beside = {.failing = {PIECES, PIECES}};
        RegisterExtracts extracts;
        Failure failure;
        CU_ASSERT_EQUAL(read_beside(path, &beside, threads, &extracts, &failure),
                        STATUS_INPUT_MALFORMED);
        for (size_t i = 0; i < PIECES; i++)
            CU_ASSERT_EQUAL(beside.done[i], 1);
        CU_ASSERT_EQUAL(
            read_beside(scratch_path("none"), &beside, threads, &extracts, &failure),
            STATUS_INPUT_MISSING);
        CU_ASSERT_EQUAL(beside.done[0], 1); /* nothing was begun */
    }
    scratch_end();
}

static const TestCase tests[] = {
    {"every piece is done once", every_piece_is_done_once},
    {"the first failure is told", the_first_failure_is_told},
    {"the register fails after them", the_register_fails_after_them},
};

TEST_MAIN("register, beside", tests)
