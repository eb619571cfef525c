/* bench_measure.c - one cohort in one form. */
#include "bench/bench_measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/bench_count.h"
#include "bench/bench_floor.h"
#include "engine/commands/commands.h"

/* --- the floor --- */

typedef struct Floor {
    char path[BENCH_PATH];
    int threads;
    size_t size;
} Floor;

static int do_floor(void *user)
{
    Floor *floor = user;
    return floor_seconds(floor->path, floor->threads, &floor->size) > 0 ? 0 : 1;
}

static Measured measure_floor(const World *world, int threads)
{
    Floor floor = {.threads = threads};
    world_register(world, floor.path);
    return child_call(do_floor, &floor, world->output);
}

/* --- works --- */

static const Command *command_of(WorkKind kind)
{
    switch (kind) {
    case WORK_APPROVE:
        return &command_approve;
    case WORK_VERIFY:
        return &command_verify;
    case WORK_CHECK:
        return &command_ledger;
    case WORK_RECONCILE:
        return &command_reconcile;
    default:
        return &command_run;
    }
}

/* How many the register of quarter 4 has, as the run counted them. */
static double people_of(const World *world)
{
    char path[BENCH_PATH], line[256];
    double people = 0;
    bench_join(path, world->again, "run/manifest.json");
    FILE *file = fopen(path, "r");
    while (file != NULL && people == 0 && fgets(line, sizeof line, file) != NULL) {
        const char *found = strstr(line, "\"persons\": ");
        if (found != NULL) people = (double)strtol(found + 11, NULL, 10);
    }
    if (file != NULL) fclose(file);
    if (people == 0) bench_stop("%s does not say how many persons", path);
    return people;
}

static void add_cost(Cost *cost, const Measured *measured)
{
    samples_add(&cost->wall, measured->wall);
    samples_add(&cost->cpu, measured->cpu);
    samples_add(&cost->peak_kib, measured->peak_kib);
}

/* The clock also runs while the machine does something else: of what it has charged, the part
 * that the process was given. */
static double share_given(const Staged *staged)
{
    double charged = 0;
    for (int s = 0; s < STAGE_COUNT; s++)
        charged += (double)staged->times.all[s] / 1e9;
    return charged > staged->whole.cpu ? staged->whole.cpu / charged : 1;
}

static void add_stages(StageCost *cost, const Staged *staged)
{
    double each = share_given(staged) / 1e9;
    samples_add(&cost->wall, (double)staged->times.wall / 1e9);
    for (int s = 0; s < STAGE_COUNT; s++) {
        samples_add(&cost->all[s], (double)staged->times.all[s] * each);
        samples_add(&cost->serial[s], (double)staged->times.serial[s] * each);
        samples_add(&cost->spans[s], (double)staged->times.spans[s] / 1e9);
        samples_add(&cost->loops[s], (double)staged->times.loops[s] / 1e9);
        if (staged->peak_kib[s] > cost->peak_kib[s]) cost->peak_kib[s] = staged->peak_kib[s];
    }
}

static bool is_staged(WorkKind kind)
{
    return kind != WORK_PACK;
}

/* The program itself, with the clock off; then the same command by the clock. */
static void measure_work(const World *world, WorkKind kind, WorldResult *out)
{
    Words words;
    Staged staged;
    world_prepare(world, kind);
    world_words(world, kind, &words);
    Measured measured = child_run(&words, world->output, 0);
    add_cost(&out->costs[kind], &measured);
    if (!is_staged(kind)) return;
    world_prepare(world, kind);
    world_words(world, kind, &words);
    child_staged(command_of(kind), &words, world->output, &staged);
    add_stages(&out->stages[kind], &staged);
}

static bool is_wanted(const Measuring *how, const World *world, WorkKind kind)
{
    if (kind == WORK_RUN_LIBXML2) return how->has_reader && world->form != FORM_GZIP;
    bool packed = kind == WORK_PACK || kind == WORK_RUN_PACKED;
    return !packed || (how->has_packs && world->form == FORM_FILE);
}

static void tell(const WorldResult *out, const char *what)
{
    bench_tell("%ld persons, %s: %s", out->persons, form_texts[out->form], what);
}

static void measure_once(const World *world, const Measuring *how, WorldResult *out)
{
    for (WorkKind kind = 0; kind < WORK_COUNT; kind++) {
        if (kind > WORK_FLOOR_2 && !is_wanted(how, world, kind)) continue;
        tell(out, work_text(kind));
        if (kind > WORK_FLOOR_2) {
            measure_work(world, kind, out);
            continue;
        }
        Measured measured = measure_floor(world, work_threads(kind));
        add_cost(&out->costs[kind], &measured);
    }
}

void measure_world(const Setup *setup, const Measuring *how, long persons, WorldForm form,
                   const char *cohort, WorldResult *out)
{
    World world;
    char path[BENCH_PATH];
    *out = (WorldResult){.persons = persons, .form = form};
    tell(out, "a ledger of three quarters");
    world_open(&world, setup, persons, form, cohort);
    world_warm(&world);
    bench_join(path, cohort, "q4.xml");
    out->bytes = bytes_below(path);
    int repeat = persons >= SLOW_FROM ? how->repeat_slow : how->repeat;
    for (int i = 0; i < repeat; i++)
        measure_once(&world, how, out);
    out->people = people_of(&world);
    world_disk(&world, &out->disk);
    remove_all(world.again);
    bench_tell("%s", "");
}

/* --- instructions --- */

/* "N,,instructions:u,..." of perf, or "Collected : N" of callgrind; 0: neither. */
static double counted(const char *path)
{
    char line[512];
    double found = 0;
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *collected = strstr(line, "Collected : ");
        const char *perf = strstr(line, ",instructions");
        if (collected != NULL) found = (double)strtoll(collected + 12, NULL, 10);
        if (perf != NULL) found = (double)strtoll(line, NULL, 10);
    }
    if (file != NULL) fclose(file);
    return found;
}

static const char *const perf_words[] = {"perf", "stat",           "-x", ",",
                                         "-e",   "instructions:u", NULL};
static const char *const callgrind_words[] = {"valgrind", "--tool=callgrind",
                                              "--callgrind-out-file=/dev/null", NULL};

static double count_once(const World *world, const char *const *by, const Words *command)
{
    Words words = {0};
    words_list(&words, by);
    words_list(&words, (const char *const *)command->items);
    (void)child_run(&words, world->output, 0);
    return counted(world->output);
}

static bool can_count(const World *world, const char *const *by)
{
    Words words = {0};
    words_list(&words, by);
    words_add(&words, "true");
    return child_try(&words, world->output) && counted(world->output) > 0;
}

/* In the order of the works; with one thread, so that waiting is not counted. */
static void count_works(const World *world, const char *const *by, WorldResult *out)
{
    static const WorkKind kinds[] = {WORK_RUN_1, WORK_APPROVE, WORK_VERIFY, WORK_CHECK,
                                     WORK_RECONCILE};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        Words words;
        tell(out, "instructions");
        world_prepare(world, kinds[i]);
        world_words(world, kinds[i], &words);
        for (int w = 0; w + 1 < words.count; w++)
            if (strcmp(words.items[w], "--threads") == 0) words.items[w + 1] = "1";
        out->costs[kinds[i]].instructions = count_once(world, by, &words) / people_of(world);
    }
}

static void prepare_run(const void *user)
{
    world_prepare(user, WORK_RUN_1);
}

static void count_run_stages(const World *world, WorldResult *out)
{
    Words words;
    StageCounts counts;
    char bench[BENCH_PATH];
    double people = people_of(world);
    ssize_t length = readlink("/proc/self/exe", bench, sizeof bench - 1);
    if (length <= 0) bench_stop("/proc/self/exe cannot be read");
    bench[length] = '\0';
    world_words(world, WORK_RUN_1, &words);
    count_stages(&words, prepare_run, world, bench, world->output, &counts);
    for (int s = 0; s < STAGE_COUNT; s++)
        out->stage_instructions[s] = counts.instructions[s] / people;
}

void measure_instructions(const Setup *setup, long persons, const char *cohort,
                          WorldResult *out, char *counted_by)
{
    World world;
    world_open(&world, setup, persons, FORM_FILE, cohort);
    *out = (WorldResult){.persons = persons};
    bool perf = can_count(&world, perf_words);
    if (!perf && !can_count(&world, callgrind_words)) {
        snprintf(counted_by, BENCH_TEXT, "not counted: neither perf nor valgrind counts here");
        return;
    }
    snprintf(counted_by, BENCH_TEXT, "%s, %ld persons, one thread",
             perf ? "perf (user)" : "callgrind", persons);
    count_works(&world, perf ? perf_words : callgrind_words, out);
    count_run_stages(&world, out);
    remove_all(world.again);
    bench_tell("%s", "");
}
