/*
 * bench.c - everything that bench/measure.sh has made ready, measured in one run of this
 * program.
 *
 *   tilskudd-bench measure OPTION VALUE...   see `options` below; bench/measure.sh calls it
 *   tilskudd-bench hours REGISTER            the sum that bench/peers/mawk.sh is compared with
 *   tilskudd-bench stage NUMBER run ...      what callgrind runs: bench_count.h
 *
 * Each measurement is a process of its own: the program itself for walls, processor time and
 * memory; for the stages the same command with the stage clock on, called from here. What is
 * measured is repeated in turn, floor, run, floor, run: a machine that is slower for a while is
 * so for both. The table goes to standard output, bench.json, page.txt and the plots into
 * --out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench_count.h"
#include "bench/bench_floor.h"
#include "bench/bench_log.h"
#include "bench/bench_machine.h"
#include "bench/bench_measure.h"
#include "bench/bench_report.h"

static const long MILLION = 1000000;

typedef struct Cohort {
    long persons; /* 0: none */
    WorldForm form;
    char folder[BENCH_PATH];
} Cohort;

typedef struct Bench {
    Setup setup;
    Measuring how;
    Cohort cohorts[WORLDS_MAX], peers, counted;
    size_t cohort_count;
    const char *out, *configuration;
    int quarters;
    long quarter_persons;
    bool log;
    Results results;
} Bench;

static Bench bench = {.how = {.repeat = 3, .repeat_slow = 1}, .quarter_persons = 2000};

/* --- options --- */

/* "100000:gzip:FOLDER" */
static Cohort cohort_of(const char *text)
{
    Cohort cohort = {.form = FORM_COUNT};
    char *rest;
    cohort.persons = strtol(text, &rest, 10);
    const char *folder = *rest == ':' ? strchr(rest + 1, ':') : NULL;
    for (int f = 0; folder != NULL && f < FORM_COUNT; f++) {
        size_t length = strlen(form_texts[f]);
        if (strncmp(rest + 1, form_texts[f], length) == 0 && rest + 1 + length == folder)
            cohort.form = (WorldForm)f;
    }
    if (cohort.persons <= 0 || cohort.form == FORM_COUNT)
        bench_stop("%s: no PERSONS:FORM:FOLDER", text);
    snprintf(cohort.folder, sizeof cohort.folder, "%s", folder + 1);
    return cohort;
}

static void take_cohort(const char *value)
{
    if (bench.cohort_count == WORLDS_MAX) bench_stop("too many cohorts");
    bench.cohorts[bench.cohort_count++] = cohort_of(value);
}

static void take_peers(const char *value)
{
    bench.peers = cohort_of(value);
}

static void take_counted(const char *value)
{
    bench.counted = cohort_of(value);
}

static int repetitions(const char *value)
{
    long number = strtol(value, NULL, 10);
    if (number < 1 || number > SAMPLES_MAX) bench_stop("1 to %d repetitions", SAMPLES_MAX);
    return (int)number;
}

static void take_repeat(const char *value)
{
    bench.how.repeat = repetitions(value);
}

static void take_repeat_slow(const char *value)
{
    bench.how.repeat_slow = repetitions(value);
}

static void take_years(const char *value)
{
    bench.quarters = 4 * (int)strtol(value, NULL, 10);
}

static void take_year_persons(const char *value)
{
    bench.quarter_persons = strtol(value, NULL, 10);
}

static void take_log(const char *value)
{
    bench.log = strcmp(value, "yes") == 0;
}

static void take_commit(const char *value)
{
    snprintf(bench.results.commit, BENCH_TEXT, "%s", value);
}

static const struct {
    const char *name;
    const char **text;
    void (*take)(const char *value);
} options[] = {
    {"--program", &bench.setup.program, NULL},       /* tilskudd */
    {"--player", &bench.setup.player, NULL},         /* bank_player */
    {"--source", &bench.setup.source, NULL},         /* the source tree */
    {"--work", &bench.setup.work, NULL},             /* a folder for ledgers */
    {"--out", &bench.out, NULL},                     /* a folder for what was measured */
    {"--configuration", &bench.configuration, NULL}, /* of --years */
    {"--cohort", NULL, take_cohort},                 /* PERSONS:FORM:FOLDER; repeatable */
    {"--peers", NULL, take_peers},                   /* the same */
    {"--instructions", NULL, take_counted},          /* the same */
    {"--repeat", NULL, take_repeat},
    {"--repeat-slow", NULL, take_repeat_slow}, /* of four million persons and more */
    {"--years", NULL, take_years},
    {"--year-persons", NULL, take_year_persons},
    {"--log", NULL, take_log}, /* yes: the log and findings of ten million */
    {"--commit", NULL, take_commit},
};

static void take_option(const char *name, const char *value)
{
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (strcmp(name, options[i].name) != 0) continue;
        if (options[i].text != NULL)
            *options[i].text = value;
        else
            options[i].take(value);
        return;
    }
    bench_stop("there is no option %s", name);
}

/* --- what the program can do --- */

static bool file_says(const char *path, const char *word)
{
    char line[512];
    bool says = false;
    FILE *file = fopen(path, "r");
    while (file != NULL && !says && fgets(line, sizeof line, file) != NULL)
        says = strstr(line, word) != NULL;
    if (file != NULL) fclose(file);
    return says;
}

/* The stages are measured in this program, which approves what that one has proposed. */
static void check_build(const char *output)
{
    Words words = {0};
    words_list(&words, (const char *const[]){bench.setup.program, "--version", NULL});
    (void)child_run(&words, output, 0);
    if (!file_says(output, bench.results.build))
        bench_stop("%s is of another build than this, %s: build both", bench.setup.program,
                   bench.results.build);
}

static void ask_program(void)
{
    char path[BENCH_PATH];
    Words words = {0};
    bench_join(path, bench.setup.work, "output.txt");
    check_build(path);
    words_list(&words, (const char *const[]){bench.setup.program, "run", "--help", NULL});
    (void)child_run(&words, path, 0);
    bench.how.has_reader = file_says(path, "--reader");
    bench.how.has_packs = file_says(path, "--pack");
}

/* --- the log and findings of very many --- */

static int append_log(void *folder)
{
    return log_append(folder);
}

static int sort_findings(void *count)
{
    return findings_sort_many(count);
}

static void print_bounded(const char *what, const Measured *measured)
{
    printf("%-52s %8.2f s %8.2f s CPU %8.0f MiB\n", what, measured->wall, measured->cpu,
           measured->peak_kib / 1024);
}

/* Each in a process of its own: that the peak does not grow with the lines is the point. */
static void measure_bounded(void)
{
    char folder[BENCH_PATH], large[BENCH_PATH], count[] = "10000000";
    if (!log_prepare(bench.setup.work, MILLION, folder, sizeof folder) ||
        !log_prepare(bench.setup.work, 10 * MILLION, large, sizeof large))
        bench_stop("the log's entries cannot be made");
    Measured one = child_call(append_log, folder, NULL);
    Measured ten = child_call(append_log, large, NULL);
    Measured findings = child_call(sort_findings, count, NULL);
    printf("\n== very many lines\n");
    print_bounded("log of a million decision lines, hashed and synced", &one);
    print_bounded("log of ten million", &ten);
    print_bounded("ten million findings, sorted", &findings);
}

/* --- all of it --- */

static void measure_all(void)
{
    Results *results = &bench.results;
    for (size_t i = 0; i < bench.cohort_count; i++) {
        const Cohort *cohort = &bench.cohorts[i];
        measure_world(&bench.setup, &bench.how, cohort->persons, cohort->form, cohort->folder,
                      &results->worlds[i]);
        results->world_count++;
    }
    snprintf(results->counted_by, BENCH_TEXT, "not counted: nobody asked");
    if (bench.counted.persons > 0)
        measure_instructions(&bench.setup, bench.counted.persons, bench.counted.folder,
                             &results->counted, results->counted_by);
    if (bench.peers.persons > 0)
        measure_peers(&bench.setup, bench.how.repeat, bench.peers.persons, bench.peers.folder,
                      results);
    if (bench.quarters > 0)
        measure_years(&bench.setup, bench.configuration, bench.quarters, bench.quarter_persons,
                      results);
}

static void write_all(void)
{
    char path[BENCH_PATH];
    report_table(&bench.results, stdout);
    bench_join(path, bench.out, "page.txt");
    FILE *table = fopen(path, "w");
    if (table == NULL) bench_stop("%s cannot be written", path);
    report_markdown(&bench.results, table);
    if (fclose(table) != 0) bench_stop("%s cannot be written", path);
    bench_join(path, bench.out, "bench.json");
    if (!report_json(&bench.results, path)) bench_stop("%s cannot be written", path);
    if (!report_plots(&bench.results, bench.out))
        bench_stop("the plots cannot be written into %s", bench.out);
}

static int measure(int count, char **words)
{
    for (int i = 0; i + 1 < count; i += 2)
        take_option(words[i], words[i + 1]);
    const Setup *setup = &bench.setup;
    if (setup->program == NULL || setup->player == NULL || setup->source == NULL ||
        setup->work == NULL || bench.out == NULL)
        bench_stop("--program, --player, --source, --work and --out are needed");
    machine_describe(&bench.results);
    ask_program();
    measure_all();
    write_all();
    if (bench.log) measure_bounded();
    return 0;
}

static int print_hours(const char *path)
{
    long hours = floor_hours(path);
    printf("%ld hours\n", hours);
    return hours < 0;
}

int main(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "measure") == 0) return measure(argc - 2, argv + 2);
    if (argc == 3 && strcmp(argv[1], "hours") == 0) return print_hours(argv[2]);
    if (argc > 3 && strcmp(argv[1], "stage") == 0)
        return count_stage_here((Stage)strtol(argv[2], NULL, 10), argc - 3, argv + 3);
    fprintf(stderr, "usage: sh bench/measure.sh --help\n");
    return 2;
}
