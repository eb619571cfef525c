#include "bench/bench_count.h"

#include <linux/perf_event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__has_include)
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#define HAS_CALLGRIND true
#endif
#endif
#ifndef HAS_CALLGRIND
#define HAS_CALLGRIND false
#define CALLGRIND_TOGGLE_COLLECT (void)0
#endif

#include "engine/commands/commands.h"
#include "engine/terminal.h"
#include "formats/base/libraries.h"

static StageClock clock_of_stages;

static int run_here(int argc, char **argv)
{
    Failure failure = {STATUS_OK, "", ""};
    StageTimes ignored;
    signal(SIGPIPE, SIG_IGN);
    if (!terminal_begin() || libraries_start(&failure) != STATUS_OK) return 125;
    stage_clock_begin(&clock_of_stages);
    int end = command_main(&command_run, argc, argv);
    stage_clock_end(&clock_of_stages, &ignored);
    return end;
}

/* --- the processor's own counter --- */

static int counter = -1;
static uint64_t counted_before;
static double *counted; /* shared with the bench */

static int open_counter(void)
{
    struct perf_event_attr what;
    memset(&what, 0, sizeof what);
    what.type = PERF_TYPE_HARDWARE;
    what.size = sizeof what;
    what.config = PERF_COUNT_HW_INSTRUCTIONS;
    what.exclude_kernel = what.exclude_hv = 1;
    return (int)syscall(SYS_perf_event_open, &what, 0, -1, -1, 0);
}

static uint64_t read_counter(void)
{
    uint64_t value = 0;
    if (read(counter, &value, sizeof value) != (ssize_t)sizeof value) return counted_before;
    return value;
}

bool count_by_processor(void)
{
    uint64_t value = 0;
    int own = open_counter();
    bool good =
        own >= 0 && read(own, &value, sizeof value) == (ssize_t)sizeof value && value > 0;
    if (own >= 0) close(own);
    return good;
}

static void add_counted(Stage before, Stage now)
{
    uint64_t value = read_counter();
    (void)now;
    counted[before] += (double)(value - counted_before);
    counted_before = value;
}

static int count_in_child(void *user)
{
    Words *words = user;
    counter = open_counter();
    clock_of_stages.changed = add_counted;
    return counter < 0 ? 125 : run_here(words->count - 1, words->items + 1);
}

static void count_with_processor(const Words *words, const char *output, StageCounts *out)
{
    size_t size = sizeof *out;
    counted = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (counted == MAP_FAILED) bench_stop("no memory");
    (void)child_call(count_in_child, (void *)words, output);
    memcpy(out->instructions, counted, size);
    munmap(counted, size);
}

/* --- callgrind --- */

static Stage wanted;

static void toggle(Stage before, Stage now)
{
    if ((before == wanted) != (now == wanted)) CALLGRIND_TOGGLE_COLLECT;
}

int count_stage_here(Stage stage, int argc, char **argv)
{
    wanted = stage;
    clock_of_stages.changed = toggle;
    return run_here(argc, argv);
}

/* "Collected : N"; 0: nothing was. */
static double collected(const char *path)
{
    char line[512];
    double found = 0;
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *at = strstr(line, "Collected : ");
        if (at != NULL) found = (double)strtoll(at + 12, NULL, 10);
    }
    if (file != NULL) fclose(file);
    return found;
}

static double count_one(Stage stage, const Words *command, const char *bench,
                        const char *output)
{
    Words words = {0};
    words_list(&words, (const char *const[]){"valgrind", "--tool=callgrind",
                                             "--callgrind-out-file=/dev/null",
                                             "--collect-atstart=no", bench, "stage", NULL});
    words_add(&words, "%d", (int)stage);
    words_list(&words, (const char *const *)command->items + 1);
    (void)child_run(&words, output, 0);
    return collected(output);
}

void count_stages(const Words *words, void (*prepare)(const void *user), const void *user,
                  const char *bench, const char *output, StageCounts *out)
{
    *out = (StageCounts){{0}};
    if (count_by_processor()) {
        prepare(user);
        count_with_processor(words, output, out);
        return;
    }
    for (Stage stage = STAGE_READ; stage < STAGE_COUNT; stage++) {
        if (stage == STAGE_WAIT || !HAS_CALLGRIND) continue;
        bench_tell("instructions of the stage %s", stage_text(stage));
        prepare(user);
        out->instructions[stage] = count_one(stage, words, bench, output);
    }
}
