/*
 * stage_clock.h - what each stage of the work costs: for bench/, which turns it on.
 *
 * Off, as it is in the program, a mark is a test of a pointer. On, it reads the processor's
 * time stamp counter and charges what has passed to the stage that was being done. Nothing that
 * is decided, written or printed by the program reads it.
 *
 *     STAGE(CONTROLS);     from here to the end of the block; what was before goes on after it
 *
 * Stages nest: time is charged to the innermost mark alone, so that the sum of all stages is
 * the time of the threads while they had work, preempted or not. A thread of parallel.h begins
 * its pieces in the stage of whoever called parallel_run; waiting for the others of a loop is a
 * stage too (WAIT). Marks may stand on any thread; the clock is turned on and off by one, while
 * no other works.
 */
#ifndef TILSKUDD_FORMATS_STAGE_CLOCK_H
#define TILSKUDD_FORMATS_STAGE_CLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/base/cleanup.h"

typedef enum Stage {
    STAGE_NONE,     /* no work: charged to nobody */
    STAGE_READ,     /* bytes of a register from the disk (or the page cache) */
    STAGE_HASH,     /* SHA-256 of long pieces, inputs and outputs */
    STAGE_PARSE,    /* a register's bytes into persons */
    STAGE_INDEX,    /* persons in the order of their idents */
    STAGE_HOLD,     /* who is held, and by which control */
    STAGE_RULES,    /* what is earned, settled and due */
    STAGE_CONTROLS, /* of lines, figures and municipalities */
    STAGE_LEDGER,   /* reading the ledger, and whose its lines are */
    STAGE_NETTING,  /* sums, claims, open items, payments planned */
    STAGE_FORMAT,   /* lines and findings as text */
    STAGE_COMPRESS, /* gzip, both ways */
    STAGE_WRITE,    /* bytes to the disk, renamed and synced */
    STAGE_LOG,      /* leaves of the audit log */
    STAGE_SIGN,     /* signatures made and verified */
    STAGE_CHECK,    /* what is there compared with what it must be */
    STAGE_WAIT,     /* for the other threads of a loop */
    STAGE_OTHER,    /* the rest of the thread that turned the clock on */
    STAGE_COUNT
} Stage;

enum { STAGE_THREADS_MAX = 256 /* those beyond are not measured */ };

/* Of one thread. `ticks` apart for what only one thread does at a time ([0]) and for pieces of
 * parallel loops ([1]); `loops`: how long the loops took that it began, by the stage it was in.
 */
typedef struct StageThread {
    uint64_t since, span_began;
    Stage stage;
    bool in_piece;
    Stage span; /* the outermost mark that is open */
    uint64_t ticks[2][STAGE_COUNT], loops[STAGE_COUNT], spans[STAGE_COUNT];
} StageThread;

/* Zeroed by the caller, and the caller's until stage_clock_end. */
typedef struct StageClock {
    StageThread threads[STAGE_THREADS_MAX];
    atomic_int thread_count;
    uint64_t began_ticks, began_nanoseconds;
    /* Called at every mark, on its thread: for counters other than time. NULL: nobody is. */
    void (*changed)(Stage before, Stage now);
} StageClock;

/* What was measured, in nanoseconds: `serial` is what one thread did alone, `loops` the wall
 * time of the parallel loops that were begun in a stage, whatever their pieces did, and `spans`
 * the wall time of the outermost marks with all that is in them. */
typedef struct StageTimes {
    uint64_t all[STAGE_COUNT], serial[STAGE_COUNT], loops[STAGE_COUNT], spans[STAGE_COUNT];
    uint64_t wall;
    int threads;
} StageTimes;

/* NULL: off. Read by the marks; set by the two functions below. */
extern StageClock *stage_clock;

/* Turns the clock on for the caller, who does STAGE_OTHER, and all threads that do marked work
 * until stage_clock_end. One clock at a time. */
void stage_clock_begin(StageClock *clock);
/* Turns it off and adds up. */
void stage_clock_end(StageClock *clock, StageTimes *out);
/* "read", "hash" ... */
const char *stage_text(Stage stage);

/* For the marks below. What was being done before. */
Stage stage_clock_enter(Stage stage);
Stage stage_clock_now(void);
/* When a parallel loop began; and that it has ended. */
uint64_t stage_clock_begin_loop(void);
void stage_clock_end_loop(uint64_t began);
/* A piece of one, in the stage of whoever began the loop, and its end. */
Stage stage_clock_begin_piece(Stage stage);
void stage_clock_end_piece(Stage before);
/* A thread that lives as long as one loop takes the row `number`, from 1, of the one before. */
void stage_clock_thread(int number);

static inline void stage_thread(int number)
{
    if (stage_clock != NULL) stage_clock_thread(number);
}

static inline Stage stage_enter(Stage stage)
{
    return stage_clock == NULL ? STAGE_NONE : stage_clock_enter(stage);
}

static inline void stage_leave(Stage *before)
{
    if (stage_clock != NULL) (void)stage_clock_enter(*before);
}
CLEANUP_VALUE(Stage, stage_leave)

/* What the thread is doing; STAGE_NONE when the clock is off. */
static inline Stage stage_now(void)
{
    return stage_clock == NULL ? STAGE_NONE : stage_clock_now();
}

/* Around a parallel loop. */
static inline uint64_t stage_begin_loop(void)
{
    return stage_clock == NULL ? 0 : stage_clock_begin_loop();
}

static inline void stage_end_loop(uint64_t began)
{
    if (stage_clock != NULL) stage_clock_end_loop(began);
}

/* Around a piece of it. */
static inline Stage stage_begin_piece(Stage stage)
{
    return stage_clock == NULL ? STAGE_NONE : stage_clock_begin_piece(stage);
}

static inline void stage_end_piece(Stage before)
{
    if (stage_clock != NULL) stage_clock_end_piece(before);
}

#define STAGE_JOINED(a, b) a##b
#define STAGE_HELD(line) STAGE_JOINED(stage_before_, line)
/* From here to the end of the block: STAGE(READ). */
#define STAGE(name)                                                                            \
    CLEANUP(stage_leave)                                                                       \
    __attribute__((unused)) Stage STAGE_HELD(__LINE__) = stage_enter(STAGE_##name)

#endif
