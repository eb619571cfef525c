/*
 * test_stage_clock.c - where time is charged: to the innermost stage alone, on every thread of
 * a loop to the stage that began it, and nowhere while the clock is off. Times are only
 * compared with what was surely spent, so that a busy machine fails no test.
 */
#include "formats/base/stage_clock.h"

#include "formats/base/clock.h"
#include "formats/base/parallel.h"
#include "tests/rules/base/test_main.h"

enum { MILLISECOND = 1000000, PIECES = 4, THREADS = 2 };

static StageClock clocks[2];

/* At least that long. */
static void spend(int milliseconds)
{
    double end = clock_seconds() + milliseconds / 1000.0;
    while (clock_seconds() < end)
        ;
}

static void nested(void)
{
    STAGE(PARSE);
    spend(4);
    {
        STAGE(HASH);
        spend(6);
    }
    spend(4);
}

static uint64_t sum_of(const StageTimes *times)
{
    uint64_t sum = 0;
    for (int s = 0; s < STAGE_COUNT; s++)
        sum += times->all[s];
    return sum;
}

static void off_it_measures_nothing(void)
{
    CU_ASSERT_PTR_NULL(stage_clock);
    nested();
    CU_ASSERT_EQUAL(stage_now(), STAGE_NONE);
    CU_ASSERT_EQUAL(stage_begin_piece(STAGE_HASH), STAGE_NONE);
    stage_end_piece(STAGE_PARSE);
    CU_ASSERT_EQUAL(atomic_load(&clocks[0].thread_count), 0);
}

static void charges_the_innermost(void)
{
    StageTimes times;
    stage_clock_begin(&clocks[0]);
    CU_ASSERT_EQUAL(stage_now(), STAGE_OTHER);
    nested();
    CU_ASSERT_EQUAL(stage_now(), STAGE_OTHER);
    stage_clock_end(&clocks[0], &times);
    CU_ASSERT_PTR_NULL(stage_clock);
    CU_ASSERT(times.all[STAGE_HASH] > 5 * MILLISECOND);
    CU_ASSERT(times.all[STAGE_PARSE] > 7 * MILLISECOND);
    CU_ASSERT_EQUAL(times.all[STAGE_WRITE], 0);
    CU_ASSERT_EQUAL(times.all[STAGE_NONE], 0);
    CU_ASSERT_EQUAL(times.serial[STAGE_HASH], times.all[STAGE_HASH]);
    CU_ASSERT_EQUAL(times.threads, 1);
    /* The outermost mark with what is in it. */
    CU_ASSERT_EQUAL(times.spans[STAGE_HASH], 0);
    CU_ASSERT(times.spans[STAGE_PARSE] + MILLISECOND >=
              times.all[STAGE_PARSE] + times.all[STAGE_HASH]);
    CU_ASSERT(times.spans[STAGE_PARSE] + times.spans[STAGE_OTHER] <= times.wall + MILLISECOND);
    /* All of the thread's time is somebody's, and nothing is charged twice. */
    CU_ASSERT(sum_of(&times) <= times.wall + MILLISECOND);
    CU_ASSERT(sum_of(&times) + MILLISECOND >= times.wall);
}

static Status work(void *user, const ParallelPiece *piece, Failure *failure)
{
    (void)user, (void)failure;
    CU_ASSERT_EQUAL(stage_now(), STAGE_RULES);
    spend(2);
    if (piece->number % 2 == 0) return STATUS_OK;
    STAGE(FORMAT);
    spend(2);
    return STATUS_OK;
}

static void loop(void)
{
    Parallel parallel = {.pieces = PIECES, .threads = THREADS, .work = work};
    STAGE(RULES);
    CU_ASSERT_EQUAL(parallel_run(&parallel, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(stage_now(), STAGE_RULES);
}

/* A second clock: the threads know it from the first. */
static void threads_take_the_stage_of_the_loop(void)
{
    StageTimes times;
    stage_clock_begin(&clocks[1]);
    loop();
    stage_clock_end(&clocks[1], &times);
    CU_ASSERT(times.threads >= 1 && times.threads <= THREADS);
    CU_ASSERT(times.all[STAGE_RULES] > 7 * MILLISECOND);
    CU_ASSERT(times.all[STAGE_FORMAT] > 3 * MILLISECOND);
    CU_ASSERT(times.serial[STAGE_RULES] < times.all[STAGE_RULES]);
    CU_ASSERT_EQUAL(times.serial[STAGE_FORMAT], 0);
    /* Each thread has at least its own piece to do: no loop is shorter. */
    CU_ASSERT(times.loops[STAGE_RULES] > 3 * MILLISECOND);
    CU_ASSERT(times.loops[STAGE_RULES] <= times.wall);
    CU_ASSERT_EQUAL(times.loops[STAGE_FORMAT], 0);
    CU_ASSERT(sum_of(&times) <= THREADS * (times.wall + MILLISECOND));
}

static int changes[STAGE_COUNT];

static void count_change(Stage before, Stage now)
{
    CU_ASSERT_NOT_EQUAL(before, now);
    changes[now]++;
}

static void tells_of_every_change(void)
{
    static StageClock told;
    StageTimes times;
    told.changed = count_change;
    stage_clock_begin(&told);
    nested();
    stage_clock_end(&told, &times);
    CU_ASSERT_EQUAL(changes[STAGE_PARSE], 2);
    CU_ASSERT_EQUAL(changes[STAGE_HASH], 1);
    CU_ASSERT_EQUAL(changes[STAGE_OTHER], 2);
    CU_ASSERT_EQUAL(changes[STAGE_NONE], 1);
}

static void every_stage_has_a_word(void)
{
    for (int s = 0; s < STAGE_COUNT; s++)
        CU_ASSERT(stage_text((Stage)s)[0] != '\0');
    CU_ASSERT_STRING_EQUAL(stage_text(STAGE_READ), "read");
    CU_ASSERT_STRING_EQUAL(stage_text(STAGE_OTHER), "other");
}

static const TestCase tests[] = {
    {"off, it measures nothing", off_it_measures_nothing},
    {"charges the innermost", charges_the_innermost},
    {"threads take the stage of the loop", threads_take_the_stage_of_the_loop},
    {"tells of every change", tells_of_every_change},
    {"every stage has a word", every_stage_has_a_word},
};

TEST_MAIN("stage clock", tests)
