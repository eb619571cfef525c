/*
 * bench_count.h - instructions of each stage of a run, which depend on no clock and on nobody
 * else on the machine. Counted with one thread.
 *
 * Where the processor lets itself be asked (perf_event_open), its counter is read at every mark
 * of the stage clock. Elsewhere the same command runs under callgrind once for each stage,
 * which collects only while that stage is on.
 */
#ifndef TILSKUDD_BENCH_COUNT_H
#define TILSKUDD_BENCH_COUNT_H

#include "bench/bench_child.h"

typedef struct StageCounts {
    double instructions[STAGE_COUNT]; /* of the whole command */
} StageCounts;

/* Whether perf_event_open counts here. */
bool count_by_processor(void);
/* The run of `words`; `prepare` is called before each try. `bench` is this program. */
void count_stages(const Words *words, void (*prepare)(const void *user), const void *user,
                  const char *bench, const char *output, StageCounts *out);
/* The process that callgrind runs: argv of the command from its name on. Its exit status. */
int count_stage_here(Stage stage, int argc, char **argv);

#endif
