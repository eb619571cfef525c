/* parallel.c - pieces in parallel, window by window, handed on in order. */
#include "formats/base/parallel.h"

#include <omp.h>
#include <stdatomic.h>
#include <stdint.h>

#include "formats/base/stage_clock.h"
#include "formats/base/system.h"

enum { WINDOW_PER_THREAD = 4 };

typedef struct Round {
    const Parallel *parallel;
    int threads;
    size_t window;
    uint8_t *memories;          /* `window` of them, or NULL */
    atomic_size_t first_failed; /* later pieces need not be done */
    Failure failure;            /* its failure, written in the critical section */
    Stage stage;                /* what the caller was doing: so is every piece */
} Round;

static ParallelPiece piece_of(const Round *round, size_t number)
{
    size_t size = round->parallel->memory_size;
    void *memory = size > 0 ? round->memories + number % round->window * size : NULL;
    return (ParallelPiece){number, omp_get_thread_num(), memory};
}

static void keep_first(Round *round, size_t number, Status status, const Failure *failure)
{
#pragma omp critical(parallel_first_failure)
    if (number < atomic_load(&round->first_failed)) {
        atomic_store(&round->first_failed, number);
        round->failure = *failure;
        round->failure.status = status;
    }
}

static void do_piece(Round *round, size_t number)
{
    const Parallel *parallel = round->parallel;
    if (number > atomic_load(&round->first_failed)) return;
    Failure failure = {0};
    ParallelPiece piece = piece_of(round, number);
    Stage before = stage_begin_piece(round->stage);
    Status status = parallel->work(parallel->user, &piece, &failure);
    stage_end_piece(before);
    if (status != STATUS_OK) keep_first(round, number, status, &failure);
}

static Status hand_over_all(const Round *round, size_t begin, size_t end, Failure *failure)
{
    const Parallel *parallel = round->parallel;
    size_t failed = atomic_load(&round->first_failed);
    for (size_t i = begin; i < end && i < failed && parallel->hand_over != NULL; i++) {
        ParallelPiece piece = piece_of(round, i);
        TRY(parallel->hand_over(parallel->user, &piece, failure));
    }
    if (failed >= end) return STATUS_OK;
    if (failure != NULL) *failure = round->failure;
    return round->failure.status;
}

static void do_window(Round *round, size_t begin, size_t end)
{
    Stage before = stage_begin_loop();
#pragma omp parallel for schedule(dynamic, 1) num_threads(round->threads)
    for (size_t i = begin; i < end; i++)
        do_piece(round, i);
    stage_end_loop(before);
}

static Status do_windows(Round *round, Failure *failure)
{
    size_t pieces = round->parallel->pieces;
    for (size_t begin = 0; begin < pieces;) {
        size_t end = pieces - begin < round->window ? pieces : begin + round->window;
        do_window(round, begin, end);
        TRY(hand_over_all(round, begin, end, failure));
        begin = end;
    }
    return STATUS_OK;
}

/* The library ends the process when it cannot start a thread: it is asked for no more than
 * there can be. Those that it has started it keeps. */
int parallel_threads(int wanted)
{
    static int had = 1;
    if (wanted > had) {
        int now = system_threads(wanted);
        if (now > had) had = now;
    }
    return wanted < had ? wanted : had;
}

/* Threads without a piece would only wait, and waiting costs time of those that have one. */
static Round round_of(const Parallel *parallel)
{
    size_t threads = (size_t)parallel->threads;
    bool in_order = parallel->hand_over != NULL;
    size_t window = parallel->window > 0 ? parallel->window : threads * WINDOW_PER_THREAD;
    if (!in_order || window > parallel->pieces) window = parallel->pieces;
    return (Round){.parallel = parallel,
                   .threads = parallel_threads((int)(window < threads ? window : threads)),
                   .window = window,
                   .stage = stage_now(),
                   .first_failed = SIZE_MAX};
}

Status parallel_run(const Parallel *parallel, Failure *failure)
{
    INVARIANT(parallel->threads >= 1);
    if (parallel->pieces == 0) return STATUS_OK;
    Round round = round_of(parallel);
    size_t size = parallel->memory_size;
    if (size > 0) {
        round.memories = system_allocate_zeroed(round.window, size);
        if (round.memories == NULL)
            return failure_set(failure, STATUS_MEMORY, NULL, "parallel work");
    }
    Status status = do_windows(&round, failure);
    for (size_t i = 0; i < round.window && size > 0 && parallel->release != NULL; i++)
        parallel->release(round.memories + i * size);
    system_free(round.memories);
    return status;
}
