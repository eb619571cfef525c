/* parallel.c - pieces in parallel, handed on in order by the caller meanwhile. */
#include "formats/base/parallel.h"

#include <omp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#include "formats/base/stage_clock.h"
#include "formats/base/system.h"

/* OpenMP's threads spin for milliseconds whenever they have nothing to do: within a region they
 * wait for each other by conditions and come to its end together, and between regions they
 * sleep, as the library is told before it starts. Who has said otherwise is obeyed. */
enum { WINDOW_PER_THREAD = 4, THREADS_MOST = 256 };

__attribute__((constructor(101))) static void let_threads_sleep(void)
{
    (void)setenv("OMP_WAIT_POLICY", "passive", 0);
}

typedef struct Round {
    const Parallel *parallel;
    size_t window;
    uint8_t *memories; /* `window` of them, or NULL */
    bool *done;        /* of the window: worked, and not yet handed over; or NULL */
    pthread_mutex_t lock;
    pthread_cond_t room;  /* for those who wait for the window to move on */
    pthread_cond_t ready; /* for the caller, who waits for a piece */
    size_t begun, handed; /* pieces; `handed` is 0 where nothing is handed over */
    size_t limit;         /* pieces, or the first that failed: later ones need not be done */
    int working;          /* threads at a piece */
    bool ended;           /* nothing is left, the caller's own work included */
    Failure failure;      /* of that piece */
    Stage stage;          /* what the caller was doing: so is every piece */
} Round;

static _Thread_local bool is_helper;

bool parallel_on_caller(void)
{
    return !is_helper;
}

static void lock(Round *round)
{
    INVARIANT(pthread_mutex_lock(&round->lock) == 0);
}

static void unlock(Round *round)
{
    INVARIANT(pthread_mutex_unlock(&round->lock) == 0);
}

static ParallelPiece piece_of(const Round *round, size_t number, int thread)
{
    size_t size = round->parallel->memory_size;
    void *memory = size > 0 ? round->memories + number % round->window * size : NULL;
    return (ParallelPiece){number, thread, memory};
}

/* Pieces are begun in order: when one has failed, all before it have been begun. Locked. */
static void note_end(Round *round, size_t number, Status status, const Failure *failure)
{
    if (round->done != NULL) round->done[number % round->window] = true;
    if (status != STATUS_OK && number < round->limit) {
        round->limit = number;
        round->failure = *failure;
        round->failure.status = status;
        (void)pthread_cond_broadcast(&round->room);
    }
    (void)pthread_cond_signal(&round->ready);
}

/* Locked, but not while it works. */
static void do_next_piece(Round *round, int thread)
{
    const Parallel *parallel = round->parallel;
    size_t number = round->begun++;
    round->working++;
    Failure failure = {0};
    ParallelPiece piece = piece_of(round, number, thread);
    unlock(round);
    Stage before = stage_begin_piece(round->stage);
    Status status = parallel->work(parallel->user, &piece, &failure);
    stage_end_piece(before);
    lock(round);
    round->working--;
    note_end(round, number, status, &failure);
}

static bool can_begin(const Round *round)
{
    return round->begun < round->limit && round->begun - round->handed < round->window;
}

/* --- the other threads --- */

static void help(Round *round, int number)
{
    is_helper = true;
    stage_thread(number);
    lock(round);
    while (!round->ended) {
        if (can_begin(round))
            do_next_piece(round, number);
        else
            (void)pthread_cond_wait(&round->room, &round->lock);
    }
    unlock(round);
}

/* --- the caller --- */

/* The window moves on by one piece, or there is nothing more to wait for. */
static Status hand_over_next(Round *round, Failure *failure)
{
    const Parallel *parallel = round->parallel;
    ParallelPiece piece = piece_of(round, round->handed, 0);
    unlock(round);
    Status status = parallel->hand_over(parallel->user, &piece, failure);
    lock(round);
    round->done[round->handed % round->window] = false;
    round->handed++;
    if (status != STATUS_OK) round->limit = round->handed;
    (void)pthread_cond_broadcast(&round->room);
    return status;
}

static void wait_for_piece(Round *round)
{
    STAGE(WAIT);
    (void)pthread_cond_wait(&round->ready, &round->lock);
}

/* The others are at their last pieces, or at those that are not wanted any more. */
static void end_round(Round *round)
{
    while (round->working > 0)
        wait_for_piece(round);
    round->ended = true;
    (void)pthread_cond_broadcast(&round->room);
}

/* What is ready is handed over first, so that nobody waits for room. Locked. */
static Status work_and_hand_over(Round *round, Failure *failure)
{
    while (round->handed < round->limit) {
        if (round->done[round->handed % round->window])
            TRY(hand_over_next(round, failure));
        else if (can_begin(round))
            do_next_piece(round, 0);
        else
            wait_for_piece(round);
    }
    return STATUS_OK;
}

static Status do_own_share(Round *round, Failure *failure)
{
    Status status = STATUS_OK;
    lock(round);
    if (round->parallel->hand_over != NULL) status = work_and_hand_over(round, failure);
    while (round->parallel->hand_over == NULL && can_begin(round))
        do_next_piece(round, 0);
    end_round(round);
    unlock(round);
    return status;
}

/* Threads without a piece would only wait, and waiting costs time of those that have one. */
static int threads_for(const Round *round)
{
    size_t threads = (size_t)round->parallel->threads;
    if (threads > round->window) threads = round->window;
    return (int)(threads < THREADS_MOST ? threads : THREADS_MOST);
}

static Status run(Round *round, Failure *failure)
{
    Status status = STATUS_OK;
    int threads = parallel_threads(threads_for(round));
#pragma omp parallel num_threads(threads) if (threads > 1)
    {
        int number = omp_get_thread_num();
        if (number > 0)
            help(round, number);
        else
            status = do_own_share(round, failure);
    }
    if (status != STATUS_OK || round->limit == round->parallel->pieces) return status;
    if (failure != NULL) *failure = round->failure;
    return round->failure.status;
}

/* The library ends the process when it cannot start a thread: it is asked for no more than
 * there can be now. */
int parallel_threads(int wanted)
{
    return wanted > 1 ? system_threads(wanted) : 1;
}

static Status have_memory(Round *round, Failure *failure)
{
    size_t size = round->parallel->memory_size;
    if (round->parallel->hand_over != NULL)
        round->done = system_allocate_zeroed(round->window, sizeof *round->done);
    if (size > 0) round->memories = system_allocate_zeroed(round->window, size);
    if ((round->parallel->hand_over == NULL || round->done != NULL) &&
        (size == 0 || round->memories != NULL))
        return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, NULL, "parallel work");
}

static void release_memory(Round *round)
{
    const Parallel *parallel = round->parallel;
    for (size_t i = 0; round->memories != NULL && parallel->release != NULL; i++) {
        if (i == round->window) break;
        parallel->release(round->memories + i * parallel->memory_size);
    }
    system_free(round->memories);
    system_free(round->done);
}

Status parallel_run(const Parallel *parallel, Failure *failure)
{
    INVARIANT(parallel->threads >= 1);
    if (parallel->pieces == 0) return STATUS_OK;
    size_t window = (size_t)parallel->threads * WINDOW_PER_THREAD;
    if (parallel->window > 0) window = parallel->window;
    if (parallel->hand_over == NULL || window > parallel->pieces) window = parallel->pieces;
    Round round = {.parallel = parallel,
                   .window = window,
                   .lock = PTHREAD_MUTEX_INITIALIZER,
                   .room = PTHREAD_COND_INITIALIZER,
                   .ready = PTHREAD_COND_INITIALIZER,
                   .limit = parallel->pieces,
                   .stage = stage_now()};
    Status status = have_memory(&round, failure);
    uint64_t began = stage_begin_loop();
    if (status == STATUS_OK) status = run(&round, failure);
    stage_end_loop(began);
    release_memory(&round);
    (void)pthread_cond_destroy(&round.ready);
    (void)pthread_cond_destroy(&round.room);
    (void)pthread_mutex_destroy(&round.lock);
    return status;
}
