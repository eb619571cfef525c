#include "formats/base/stage_clock.h"

#include <time.h>

#include "rules/base/status.h"

StageClock *stage_clock;

/* A thread's row of the clock that `owner` says; another clock, another row. */
static _Thread_local StageThread *own;
static _Thread_local const StageClock *owner;
/* A clock at the same address as an earlier one is another clock. */
static uint64_t clocks_begun;
static _Thread_local uint64_t own_clock;

const char *stage_text(Stage stage)
{
    static const char *const texts[STAGE_COUNT] = {
        "none",  "read",     "hash",   "parse",   "index",  "hold",
        "rules", "controls", "ledger", "netting", "format", "compress",
        "write", "log",      "sign",   "check",   "wait",   "other"};
    INVARIANT(stage < STAGE_COUNT);
    return texts[stage];
}

static uint64_t nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* The counter of the processor where there is one: a call of the system takes longer than what
 * is measured by some marks. */
static uint64_t ticks_now(void)
{
#if defined(__x86_64__) || defined(__i386__)
    return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
    uint64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
#else
    return nanoseconds();
#endif
}

static StageThread *take_row(StageClock *clock, int number)
{
    owner = clock;
    own_clock = clocks_begun;
    own = number < STAGE_THREADS_MAX ? &clock->threads[number] : NULL;
    if (own != NULL) own->since = ticks_now();
    return own;
}

/* The outermost mark of the thread that turned the clock on ends, or another begins. */
static void change_span(StageThread *thread, Stage stage, uint64_t now)
{
    bool in_mark = thread->span != STAGE_OTHER && thread->span != STAGE_NONE;
    bool ends = stage == STAGE_OTHER || stage == STAGE_NONE;
    if (stage == thread->span || (in_mark && !ends)) return;
    if (thread->span != STAGE_NONE) thread->spans[thread->span] += now - thread->span_began;
    thread->span_began = now;
    thread->span = stage;
}

/* The thread's row, which it takes at its first mark; NULL: there are too many threads. */
static StageThread *row_of_thread(StageClock *clock)
{
    if (owner == clock && own_clock == clocks_begun) return own;
    return take_row(clock, atomic_fetch_add(&clock->thread_count, 1));
}

void stage_clock_thread(int number)
{
    StageClock *clock = stage_clock;
    int count = atomic_load(&clock->thread_count);
    while (count <= number &&
           !atomic_compare_exchange_weak(&clock->thread_count, &count, number + 1))
        continue;
    (void)take_row(clock, number);
}

Stage stage_clock_enter(Stage stage)
{
    StageThread *thread = row_of_thread(stage_clock);
    if (thread == NULL) return STAGE_NONE;
    Stage before = thread->stage;
    uint64_t now = ticks_now();
    thread->ticks[thread->in_piece][before] += now - thread->since;
    thread->since = now;
    thread->stage = stage;
    if (thread == &stage_clock->threads[0]) change_span(thread, stage, now);
    if (stage_clock->changed != NULL) stage_clock->changed(before, stage);
    return before;
}

Stage stage_clock_now(void)
{
    const StageThread *thread = row_of_thread(stage_clock);
    return thread != NULL ? thread->stage : STAGE_NONE;
}

uint64_t stage_clock_begin_loop(void)
{
    return ticks_now();
}

void stage_clock_end_loop(uint64_t began)
{
    StageThread *thread = row_of_thread(stage_clock);
    if (thread != NULL) thread->loops[thread->stage] += ticks_now() - began;
}

Stage stage_clock_begin_piece(Stage stage)
{
    Stage before = stage_clock_enter(stage);
    StageThread *thread = row_of_thread(stage_clock);
    if (thread != NULL) thread->in_piece = true;
    return before;
}

void stage_clock_end_piece(Stage before)
{
    (void)stage_clock_enter(before);
    StageThread *thread = row_of_thread(stage_clock);
    if (thread != NULL) thread->in_piece = false;
}

void stage_clock_begin(StageClock *clock)
{
    INVARIANT(stage_clock == NULL && atomic_load(&clock->thread_count) == 0);
    clocks_begun++;
    clock->began_nanoseconds = nanoseconds();
    clock->began_ticks = ticks_now();
    stage_clock = clock;
    (void)stage_clock_enter(STAGE_OTHER);
}

void stage_clock_end(StageClock *clock, StageTimes *out)
{
    INVARIANT(stage_clock == clock);
    (void)stage_clock_enter(STAGE_NONE);
    uint64_t ticks = ticks_now() - clock->began_ticks;
    int threads = atomic_load(&clock->thread_count);
    stage_clock = NULL;
    *out = (StageTimes){.wall = nanoseconds() - clock->began_nanoseconds,
                        .threads = threads < STAGE_THREADS_MAX ? threads : STAGE_THREADS_MAX};
    double each = ticks > 0 ? (double)out->wall / (double)ticks : 1.0;
    for (int t = 0; t < out->threads; t++) {
        for (int s = STAGE_NONE + 1; s < STAGE_COUNT; s++) {
            const StageThread *thread = &clock->threads[t];
            uint64_t alone = (uint64_t)((double)thread->ticks[0][s] * each);
            out->serial[s] += alone;
            out->spans[s] += (uint64_t)((double)thread->spans[s] * each);
            out->loops[s] += (uint64_t)((double)thread->loops[s] * each);
            out->all[s] += alone + (uint64_t)((double)thread->ticks[1][s] * each);
        }
    }
}
