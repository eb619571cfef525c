/*
 * bench_results.h - what was measured, as plain data, for the table, the JSON and the plots.
 */
#ifndef TILSKUDD_BENCH_RESULTS_H
#define TILSKUDD_BENCH_RESULTS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/bench_child.h"

enum {
    SAMPLES_MAX = 15,
    WORLDS_MAX = 16,
    QUARTERS_MAX = 48,
    PEERS_MAX = 8,
    BENCH_TEXT = 160,
    SLOW_FROM = 4000000 /* persons: measured once unless more is asked for */
};

/* One figure of each repetition. */
typedef struct Samples {
    size_t count;
    double values[SAMPLES_MAX];
} Samples;

/* Of no samples: 0. */
void samples_add(Samples *samples, double value);
double samples_median(const Samples *samples);
double samples_low(const Samples *samples);
double samples_high(const Samples *samples);
/* Of each repetition's own: what slows both is in neither. */
Samples samples_ratio(const Samples *above, const Samples *below);

typedef enum WorkKind {
    WORK_FLOOR_1,
    WORK_FLOOR_2,
    WORK_RUN_2,
    WORK_RUN_1,
    WORK_RUN_LIBXML2,
    WORK_PACK,
    WORK_RUN_PACKED,
    WORK_APPROVE,
    WORK_VERIFY,
    WORK_CHECK,
    WORK_RECONCILE,
    WORK_COUNT
} WorkKind;

typedef struct Cost {
    Samples wall, cpu, peak_kib;
    double instructions; /* a person, of one thread; 0: not counted */
} Cost;

/* By stage, see stage_clock.h: `all` and `serial` in processor seconds, `loops` and `spans`
 * walls.
 */
typedef struct StageCost {
    Samples wall, all[STAGE_COUNT], serial[STAGE_COUNT], loops[STAGE_COUNT], spans[STAGE_COUNT];
    double peak_kib[STAGE_COUNT];
} StageCost;

typedef enum WorldForm { FORM_FILE, FORM_MUNICIPALITY, FORM_GZIP, FORM_COUNT } WorldForm;
extern const char *const form_texts[FORM_COUNT]; /* "file" ... */

/* Of the quarter that was approved. */
typedef struct DiskUse {
    double first_entry, entry; /* bytes of entries 1 and 4 */
    double levels, leaves; /* bytes of log/: level-NN, and all else, which leaves are made of */
    double leaf_count, entry_leaf_count; /* lines of all entries, and of the last */
} DiskUse;

typedef struct WorldResult {
    long persons;  /* when the cohort was made */
    double people; /* in quarter 4: what "a person" is divided by */
    WorldForm form;
    double bytes; /* of the register of quarter 4, as XML */
    Cost costs[WORK_COUNT];
    StageCost stages[WORK_COUNT];
    double stage_instructions[STAGE_COUNT]; /* a person, of a run; 0: not counted */
    DiskUse disk;
} WorldResult;

typedef struct PeerResult {
    char name[BENCH_TEXT], answer[BENCH_TEXT], ours[BENCH_TEXT];
    Cost cost;
} PeerResult;

/* After so many quarters. */
typedef struct QuarterResult {
    int year, quarter;
    double run, approve, check; /* seconds */
    double ledger_bytes;
} QuarterResult;

typedef struct Results {
    char machine[BENCH_TEXT], kernel[BENCH_TEXT], compiler[BENCH_TEXT], libraries[BENCH_TEXT];
    char build[BENCH_TEXT], commit[BENCH_TEXT], date[BENCH_TEXT], counted_by[BENCH_TEXT];
    int cores;
    WorldResult counted; /* instructions a person; persons 0: not counted */
    WorldResult worlds[WORLDS_MAX];
    size_t world_count;
    PeerResult peers[PEERS_MAX];
    size_t peer_count;
    long peer_persons;
    QuarterResult quarters[QUARTERS_MAX];
    size_t quarter_count;
    long quarter_persons;
} Results;

const char *work_text(WorkKind kind);
int work_threads(WorkKind kind);
/* Whether it was measured at all. */
bool work_done(const WorldResult *world, WorkKind kind);
/* The world of the most persons as one file; NULL: there is none. */
const WorldResult *results_largest(const Results *results);
/* The one of so many persons as one file; NULL: there is none. */
const WorldResult *results_of(const Results *results, long persons);

#endif
