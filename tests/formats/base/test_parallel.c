/*
 * test_parallel.c - what is handed on must not depend on threads: order, memory and the failure
 * that wins are stated here for one thread and for several, for few pieces and for many.
 */
#include "formats/base/parallel.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "tests/rules/base/test_main.h"

enum { PIECES = 200, NONE = PIECES, THREADS = 4 };

typedef struct Piece {
    size_t number;
    int uses;
} Piece;

typedef struct Bench {
    size_t fails_at, also_fails_at, refuses_at; /* NONE: never */
    size_t taken;
    atomic_int worked, thread_uses[THREADS];
    bool in_order;
} Bench;

static atomic_int released;

static Status work(void *user, const ParallelPiece *at, Failure *failure)
{
    Bench *bench = user;
    Piece *piece = at->memory;
    size_t number = at->number;
    atomic_fetch_add(&bench->worked, 1);
    atomic_fetch_add(&bench->thread_uses[at->thread], 1);
    if (piece != NULL) *piece = (Piece){number, piece->uses + 1};
    if (number != bench->fails_at && number != bench->also_fails_at) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, NULL, "%zu", number);
}

static Status take(void *user, const ParallelPiece *at, Failure *failure)
{
    Bench *bench = user;
    const Piece *piece = at->memory;
    size_t number = at->number;
    if (number != bench->taken || piece->number != number) bench->in_order = false;
    if (number == bench->refuses_at) return failure_set(failure, STATUS_WRITE, "disk", NULL);
    bench->taken++;
    return STATUS_OK;
}

static void release(void *memory)
{
    const Piece *piece = memory;
    if (piece->uses > 0) atomic_fetch_add(&released, 1);
}

static Status run(Bench *bench, int threads, size_t window, Failure *failure)
{
    bench->in_order = true;
    atomic_store(&released, 0);
    Parallel parallel = {.pieces = PIECES,
                         .threads = threads,
                         .user = bench,
                         .work = work,
                         .hand_over = take,
                         .memory_size = sizeof(Piece),
                         .release = release,
                         .window = window};
    return parallel_run(&parallel, failure);
}

static void hands_on_in_order(void)
{
    static const size_t windows[] = {0, 1, 7, PIECES, 10 * PIECES};
    for (size_t i = 0; i < sizeof windows / sizeof windows[0]; i++) {
        for (int threads = 1; threads <= THREADS; threads++) {
            Bench bench = {.fails_at = NONE, .also_fails_at = NONE, .refuses_at = NONE};
            CU_ASSERT_EQUAL(run(&bench, threads, windows[i], NULL), STATUS_OK);
            CU_ASSERT(bench.in_order);
            CU_ASSERT_EQUAL(bench.taken, PIECES);
            CU_ASSERT_EQUAL(bench.worked, PIECES);
        }
    }
}

static void releases_each_memory_once(void)
{
    Bench bench = {.fails_at = NONE, .also_fails_at = NONE, .refuses_at = NONE};
    CU_ASSERT_EQUAL(run(&bench, 2, 0, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(released, 8); /* four a thread, used again and again */
    Bench failing = {.fails_at = 3, .also_fails_at = NONE, .refuses_at = NONE};
    CU_ASSERT_EQUAL(run(&failing, 1, 5, NULL), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(released, 4); /* the fifth piece was not begun */
}

static void first_failure_wins(void)
{
    for (int threads = 1; threads <= THREADS; threads++) {
        Bench bench = {.fails_at = 150, .also_fails_at = 41, .refuses_at = NONE};
        Failure failure = {0};
        CU_ASSERT_EQUAL(run(&bench, threads, PIECES, &failure), STATUS_INPUT_VALUE);
        CU_ASSERT_EQUAL(failure.status, STATUS_INPUT_VALUE);
        CU_ASSERT_STRING_EQUAL(failure.detail, "41");
        CU_ASSERT_EQUAL(bench.taken, 41);
    }
}

static void failure_to_hand_over_ends_it(void)
{
    Bench bench = {.fails_at = 60, .also_fails_at = NONE, .refuses_at = 50};
    Failure failure = {0};
    CU_ASSERT_EQUAL(run(&bench, 2, PIECES, &failure), STATUS_WRITE);
    CU_ASSERT_STRING_EQUAL(failure.where, "disk");
    CU_ASSERT_EQUAL(bench.taken, 50);
}

static void without_hand_over(void)
{
    Bench bench = {.fails_at = NONE, .also_fails_at = NONE, .refuses_at = NONE};
    Parallel parallel = {.pieces = PIECES, .threads = THREADS, .user = &bench, .work = work};
    CU_ASSERT_EQUAL(parallel_run(&parallel, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(bench.worked, PIECES);
    bench.fails_at = 17;
    CU_ASSERT_EQUAL(parallel_run(&parallel, NULL), STATUS_INPUT_VALUE);
    parallel.pieces = 0;
    CU_ASSERT_EQUAL(parallel_run(&parallel, NULL), STATUS_OK);
}

/* Threads that have no piece are not there at all. */
static void no_more_threads_than_pieces(void)
{
    Bench bench = {.fails_at = NONE, .also_fails_at = NONE, .refuses_at = NONE};
    Parallel parallel = {.pieces = 2, .threads = THREADS, .user = &bench, .work = work};
    CU_ASSERT_EQUAL(parallel_run(&parallel, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(bench.thread_uses[0] + bench.thread_uses[1], 2);
}

static const TestCase tests[] = {
    {"hands on in order", hands_on_in_order},
    {"releases each memory once", releases_each_memory_once},
    {"the first failure in order wins", first_failure_wins},
    {"a failure to hand over ends it", failure_to_hand_over_ends_it},
    {"without hand-over", without_hand_over},
    {"no more threads than pieces", no_more_threads_than_pieces},
};

TEST_MAIN("parallel", tests)
