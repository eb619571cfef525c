/*
 * test_register_chain.c - slices in any order, kept or let go, give the sum of the file; and a
 * file that has changed by the time its bytes are read again is noticed.
 */
#include <stdio.h>
#include <string.h>

#include "formats/base/parallel.h"
#include "formats/register/register_chain.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { SLICES = 50, SLICE_BYTES = 1000, OFFSET = 7, SIZE = SLICES * SLICE_BYTES - 13 };

static char content[SIZE];
static uint64_t ends[SLICES];
static uint8_t expected[SHA256_SIZE];

/* A chain over a file in the scratch folder. */
typedef struct Chained {
    RegisterCuts cuts;
    FileIdentity identity;
    RegisterBuffers buffers;
    FileSums sums;
    RegisterChain chain;
} Chained;

static void begin(Chained *chained)
{
    scratch_begin();
    for (size_t i = 0; i < SIZE; i++)
        content[i] = (char)(i * i % 251);
    for (size_t i = 0; i < SLICES; i++)
        ends[i] = i + 1 < SLICES ? (i + 1) * SLICE_BYTES : SIZE;
    const char *path = scratch_write("file", content, SIZE);
    *chained = (Chained){.cuts = {.ends = ends, .count = SLICES},
                         .buffers = {.size = OFFSET + SLICE_BYTES}};
    CU_ASSERT_EQUAL_FATAL(register_file_identity(path, &chained->identity, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(sha256_of(content, SIZE, expected, NULL), STATUS_OK);
    chained->chain = (RegisterChain){.path = path,
                                     .identity = &chained->identity,
                                     .cuts = &chained->cuts,
                                     .buffers = &chained->buffers,
                                     .sums = &chained->sums};
    CU_ASSERT_EQUAL_FATAL(register_chain_begin(&chained->chain, NULL), STATUS_OK);
}

static void end(Chained *chained)
{
    register_chain_free(&chained->chain);
    register_buffers_free(&chained->buffers);
    scratch_end();
}

static Status add(Chained *chained, size_t number, bool with_bytes, Failure *failure)
{
    size_t from = number * SLICE_BYTES;
    char *buffer = with_bytes ? register_buffer_take(&chained->buffers) : NULL;
    if (with_bytes) memcpy(buffer + OFFSET, content + from, (size_t)ends[number] - from);
    return register_chain_add(&chained->chain, number, buffer, OFFSET, failure);
}

static bool is_summed(const Chained *chained)
{
    return chained->sums.content_size == SIZE && chained->sums.stored_size == SIZE &&
           memcmp(chained->sums.content_sha256, expected, SHA256_SIZE) == 0 &&
           memcmp(chained->sums.stored_sha256, expected, SHA256_SIZE) == 0;
}

/* In order, backwards (most are let go and read again), and in steps; with and without bytes.
 */
static void any_order_is_one_sum(void)
{
    static const size_t steps[] = {1, SLICES - 1, 7, 33};
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++)
        for (size_t lost = 1; lost <= 3; lost++) {
            Chained chained;
            begin(&chained);
            for (size_t i = 0; i < SLICES; i++) {
                size_t number = (steps[s] == SLICES - 1 ? SLICES - 1 : 0) + i * steps[s];
                CU_ASSERT_FALSE(is_summed(&chained));
                CU_ASSERT_EQUAL(add(&chained, number % SLICES, i % lost == 0, NULL), STATUS_OK);
                CU_ASSERT_TRUE(chained.chain.waiting <= CHAIN_WAITING_MAX);
            }
            CU_ASSERT_TRUE(is_summed(&chained));
            end(&chained);
        }
}

static Status add_one(void *user, const ParallelPiece *piece, Failure *failure)
{
    return add(user, piece->number, piece->number % 5 != 0, failure);
}

static void any_threads_are_one_sum(void)
{
    for (int threads = 1; threads <= 4; threads++) {
        Chained chained;
        begin(&chained);
        Parallel parallel = {
            .pieces = SLICES, .threads = threads, .user = &chained, .work = add_one};
        CU_ASSERT_EQUAL(parallel_run(&parallel, NULL), STATUS_OK);
        CU_ASSERT_TRUE(is_summed(&chained));
        end(&chained);
    }
}

static void a_changed_file_is_refused(void)
{
    Chained chained;
    Failure failure = {0};
    begin(&chained);
    scratch_write("file", content + 1, SIZE - 1);
    CU_ASSERT_EQUAL(add(&chained, 0, true, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(add(&chained, 1, false, &failure), STATUS_READ);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "changed while it was read"));
    CU_ASSERT_EQUAL(add(&chained, 2, true, NULL), STATUS_OK); /* of no use any more */
    end(&chained);
}

static const TestCase tests[] = {
    {"any order is one sum", any_order_is_one_sum},
    {"any threads are one sum", any_threads_are_one_sum},
    {"a changed file is refused", a_changed_file_is_refused},
};

TEST_MAIN("register, chain", tests)
