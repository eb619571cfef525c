/* bench_targets.c - the targets, each with what was measured. A target that is not met fails
 * nothing: a measurement is no test. */
#include "bench/bench_report.h"

#include <stdarg.h>

static const long FROM = 100000, MAIN = 1000000, FIXED_MOST = 2000;

/* What compresses the run's files decides how near to the floor it must come: 0.9 with a coder
 * that knows the lines (formats/base/line_deflate.h), 1.0 with libdeflate, 1.1 with zlib. */
static const double RATIO = 0.9;
static const char RATIO_TEXT[] = "at most 0.9 (own coder)";

typedef struct List {
    Target *targets;
    size_t count;
} List;

static void add_unmeasured(List *list, const char *what, const char *wanted)
{
    Target *target = &list->targets[list->count++];
    *target = (Target){what, wanted, "not measured", TARGET_NOT_MEASURED};
}

/* A figure in printf style, and whether the target is met by it. */
__attribute__((format(printf, 5, 6))) static void
add(List *list, const char *what, const char *wanted, bool met, const char *format, ...)
{
    Target *target = &list->targets[list->count++];
    va_list words;
    *target = (Target){what, wanted, "", met ? TARGET_MET : TARGET_NOT_MET};
    va_start(words, format);
    vsnprintf(target->measured, sizeof target->measured, format, words);
    va_end(words);
}

/* --- ratios to the floor --- */

/* The wall of a run without the check of the ledger's newest entry, which is told apart. */
static Samples without_check(const WorldResult *world, WorkKind kind)
{
    Samples left = {0};
    const Samples *wall = &world->costs[kind].wall;
    double check = samples_median(&world->stages[kind].spans[STAGE_CHECK]);
    for (size_t i = 0; i < wall->count; i++)
        samples_add(&left, wall->values[i] - check);
    return left;
}

static void add_ratio(List *list, const WorldResult *world, WorkKind kind, const char *what,
                      const char *wanted, double most)
{
    if (!work_done(world, kind)) {
        add_unmeasured(list, what, wanted);
        return;
    }
    Samples run = without_check(world, kind);
    const Cost *floor = &world->costs[WORK_FLOOR_2], *cost = &world->costs[kind];
    Samples wall = samples_ratio(&run, &floor->wall);
    Samples cpu = samples_ratio(&cost->cpu, &floor->cpu);
    add(list, what, wanted, samples_median(&wall) <= most,
        "%.2f (%.2f to %.2f); of processor seconds %.2f", samples_median(&wall),
        samples_low(&wall), samples_high(&wall), samples_median(&cpu));
}

static void add_ratios(List *list, const WorldResult *world)
{
    add_ratio(list, world, WORK_RUN_2, "run, times the floor on two threads", RATIO_TEXT,
              RATIO);
    add_ratio(list, world, WORK_RUN_PACKED, "run with packed extracts, times the floor", "0.55",
              0.55);
    add_ratio(list, world, WORK_RUN_LIBXML2, "run --reader libxml2, times the floor",
              "at most 1.8", 1.8);
    Samples approve =
        samples_ratio(&world->costs[WORK_APPROVE].wall, &world->costs[WORK_RUN_2].wall);
    add(list, "approve, times the run", "at most 1.3", samples_median(&approve) <= 1.3,
        "%.2f (%.2f to %.2f)", samples_median(&approve), samples_low(&approve),
        samples_high(&approve));
}

/* --- threads --- */

/* Walls of the loops that parse and that decide. */
static double loops_of(const WorldResult *world, WorkKind kind)
{
    const StageCost *cost = &world->stages[kind];
    return samples_median(&cost->loops[STAGE_PARSE]) +
           samples_median(&cost->loops[STAGE_RULES]);
}

static void add_threads(List *list, const WorldResult *world)
{
    double loops = loops_of(world, WORK_RUN_1) / loops_of(world, WORK_RUN_2);
    Samples whole =
        samples_ratio(&world->costs[WORK_RUN_1].wall, &world->costs[WORK_RUN_2].wall);
    add(list, "two threads against one, parse and rules", "at least 1.85", loops >= 1.85,
        "%.2f", loops);
    add(list, "two threads against one, the whole run", "at least 1.75",
        samples_median(&whole) >= 1.75, "%.2f (%.2f to %.2f)", samples_median(&whole),
        samples_low(&whole), samples_high(&whole));
}

/* --- sizes --- */

static double cpu_of(const WorldResult *world)
{
    return samples_median(&world->costs[WORK_RUN_2].cpu);
}

/* The smallest cohort, when it is so small that what it takes is the same for all; or NULL. */
static const WorldResult *fixed_of(const Results *results)
{
    const WorldResult *least = NULL;
    for (size_t i = 0; i < results->world_count; i++) {
        const WorldResult *world = &results->worlds[i];
        if (world->form == FORM_FILE && (least == NULL || world->persons < least->persons))
            least = world;
    }
    return least != NULL && least->persons <= FIXED_MOST ? least : NULL;
}

/* What is the same for all has a target of its own, and is taken off here. */
static void add_flatness(List *list, const Results *results)
{
    static const char what[] =
        "processor time of a person without the fixed, most against least, from 100 000";
    const WorldResult *fixed = fixed_of(results);
    double low = 0, high = 0;
    size_t count = 0;
    for (size_t i = 0; fixed != NULL && i < results->world_count; i++) {
        const WorldResult *world = &results->worlds[i];
        if (world->form != FORM_FILE || world->persons < FROM) continue;
        double each = (cpu_of(world) - cpu_of(fixed)) * 1e9 / (world->people - fixed->people);
        if (count == 0 || each < low) low = each;
        if (count == 0 || each > high) high = each;
        count++;
    }
    if (count < 2)
        add_unmeasured(list, what, "at most 1.10");
    else
        add(list, what, "at most 1.10", high <= low * 1.10, "%.2f (%.0f to %.0f ns, %zu sizes)",
            high / low, low, high, count);
}

static void add_fixed(List *list, const Results *results)
{
    static const char what[] = "fixed cost of a run: of the smallest cohort";
    const WorldResult *least = fixed_of(results);
    if (least == NULL) {
        add_unmeasured(list, what, "at most 100 ms");
        return;
    }
    double wall = samples_median(&least->costs[WORK_RUN_2].wall);
    add(list, what, "at most 100 ms", wall <= 0.1, "%.0f ms (%ld persons)", wall * 1000,
        least->persons);
}

/* The two largest. */
static void add_slope(List *list, const Results *results)
{
    static const char what[] = "memory of a person: slope of the run's peak";
    const WorldResult *large = results_largest(results), *less = NULL;
    for (size_t i = 0; i < results->world_count; i++) {
        const WorldResult *world = &results->worlds[i];
        if (world->form != FORM_FILE || world->persons < FROM || world == large) continue;
        if (less == NULL || world->persons > less->persons) less = world;
    }
    if (large == NULL || less == NULL) {
        add_unmeasured(list, what, "at most 120 bytes");
        return;
    }
    double bytes = (samples_median(&large->costs[WORK_RUN_2].peak_kib) -
                    samples_median(&less->costs[WORK_RUN_2].peak_kib)) *
                   1024 / (large->people - less->people);
    add(list, what, "at most 120 bytes", bytes <= 120, "%.0f bytes (%ld to %ld persons)", bytes,
        less->persons, large->persons);
}

/* --- the disk, and reading it again --- */

static void add_disk(List *list, const WorldResult *world)
{
    const DiskUse *disk = &world->disk;
    double entry = disk->entry / world->people;
    add(list, "a committed entry on the disk, from the second quarter on",
        "at most 60 bytes a person", entry <= 60, "%.1f (the first entry %.1f)", entry,
        disk->first_entry / world->people);
    double levels = disk->levels / disk->leaf_count;
    add(list, "the log's levels", "at most 64 bytes a leaf", levels <= 64.05,
        "%.1f; the leaves themselves %.1f", levels, disk->leaves / disk->leaf_count);
    Samples wall = world->costs[WORK_CHECK].wall;
    double lines = disk->leaf_count / samples_median(&wall);
    add(list, "ledger check", "at least 5 million lines a second", lines >= 5e6,
        "%.2f million (%.1f million lines in %.2f s)", lines / 1e6, disk->leaf_count / 1e6,
        samples_median(&wall));
}

size_t report_targets(const Results *results, Target targets[TARGETS_MAX])
{
    List list = {targets, 0};
    const WorldResult *world = results_of(results, MAIN);
    if (world == NULL) world = results_largest(results);
    if (world == NULL) return 0;
    add_ratios(&list, world);
    add_threads(&list, world);
    add_flatness(&list, results);
    add_fixed(&list, results);
    add_slope(&list, results);
    add_disk(&list, world);
    return list.count;
}
