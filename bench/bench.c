/*
 * bench.c - the whole run against the floor, in one process run.
 *
 *   tilskudd-bench PROGRAM REGISTER.xml PAYEES.csv LEDGER WORK YEAR QUARTER
 *
 * PROGRAM is the built tilskudd, REGISTER.xml one plain extract, LEDGER an open ledger (copied
 * by the caller when it is to be kept), WORK a folder for run folders. Each measurement is made
 * three times and the best taken; the table goes to standard output, the same as JSON to
 * WORK/bench.json.
 *
 * Below the table: the audit log of a million decision lines (leaves with keyed hashes, hashed,
 * written and synced) against the same floor on as many threads, and the peak memory of ten
 * million lines and of ten million findings, each in a process of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bench_floor.h"
#include "bench/bench_log.h"

enum { TRIES = 3, THREAD_CASES = 2, LOG_THREADS = 2, TEXT = 4096 };

static const long million = 1000000;

typedef struct Measured {
    double seconds;
    long peak_kib;
} Measured;

/* Runs a program to its end with its output thrown away. */
static Measured run_once(char *const *argv)
{
    Measured measured = {-1, 0};
    struct rusage usage;
    int status;
    double start = bench_clock();
    fflush(stdout); /* or the child prints it again */
    pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stdout) == NULL) _exit(126);
        execv(argv[0], argv);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child) return measured;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return measured;
    measured.seconds = bench_clock() - start;
    measured.peak_kib = usage.ru_maxrss;
    return measured;
}

static Measured best_run(char **argv, int out_at, const char *work, int threads)
{
    Measured best = {-1, 0};
    for (int i = 0; i < TRIES; i++) {
        char out[TEXT];
        snprintf(out, sizeof out, "%s/run-%d-%d-%ld", work, threads, i, (long)getpid());
        argv[out_at] = out;
        Measured here = run_once(argv);
        if (here.seconds > 0 && (best.seconds < 0 || here.seconds < best.seconds)) best = here;
    }
    return best;
}

static double best_floor(const char *path, int threads, size_t *size)
{
    double best = -1;
    for (int i = 0; i < TRIES; i++) {
        double here = floor_seconds(path, threads, size);
        if (here > 0 && (best < 0 || here < best)) best = here;
    }
    return best;
}

typedef struct Row {
    int threads;
    double floor;
    Measured run;
} Row;

static void print_row(const Row *row, size_t size)
{
    double megabytes = (double)size / 1e6;
    printf("%7d %10.2f %10.0f %10.2f %10.0f %12ld %8.2f\n", row->threads, row->floor,
           megabytes / row->floor, row->run.seconds, megabytes / row->run.seconds,
           row->run.peak_kib / 1024, row->run.seconds / row->floor);
}

/* --- the log and findings --- */

typedef struct Bounded {
    Measured log, large_log, findings;
} Bounded;

static Measured best_child(const char *mode, const char *argument, int tries)
{
    Measured best = {-1, 0};
    char *argv[] = {"/proc/self/exe", (char *)mode, (char *)argument, NULL};
    for (int i = 0; i < tries; i++) {
        Measured here = run_once(argv);
        if (here.seconds > 0 && (best.seconds < 0 || here.seconds < best.seconds)) best = here;
    }
    return best;
}

static bool measure_bounded(const char *work, Bounded *bounded)
{
    char folder[TEXT], large[TEXT], count[32];
    if (!log_prepare(work, million, folder, sizeof folder)) return false;
    if (!log_prepare(work, 10 * million, large, sizeof large)) return false;
    snprintf(count, sizeof count, "%ld", 10 * million);
    bounded->log = best_child("log", folder, TRIES);
    bounded->large_log = best_child("log", large, 1);
    bounded->findings = best_child("findings", count, 1);
    return bounded->log.seconds > 0 && bounded->large_log.seconds > 0 &&
           bounded->findings.seconds > 0;
}

static void print_bounded(const Bounded *bounded, double floor)
{
    printf("\nlog and hash of a million decision lines: %.2f s, %.2f of the floor on %d "
           "threads, peak %ld MiB\n",
           bounded->log.seconds, bounded->log.seconds / floor, LOG_THREADS,
           bounded->log.peak_kib / 1024);
    printf("log and hash of ten million:              %.2f s, peak %ld MiB\n",
           bounded->large_log.seconds, bounded->large_log.peak_kib / 1024);
    printf("ten million findings, sorted:             %.2f s, peak %ld MiB\n",
           bounded->findings.seconds, bounded->findings.peak_kib / 1024);
}

static void write_measured(FILE *file, const char *name, const Measured *measured, double floor)
{
    fprintf(file, ", \"%s\": {\"s\": %.3f, \"peak_kib\": %ld, \"ratio\": %.3f}", name,
            measured->seconds, measured->peak_kib, measured->seconds / floor);
}

static int write_json(const char *work, const Row *rows, const Bounded *bounded, size_t size)
{
    char path[TEXT];
    double floor = rows[LOG_THREADS - 1].floor;
    snprintf(path, sizeof path, "%s/bench.json", work);
    FILE *file = fopen(path, "w");
    if (file == NULL) return 1;
    fprintf(file, "{\"bytes\": %zu, \"rows\": [", size);
    for (int i = 0; i < THREAD_CASES; i++) {
        fprintf(file,
                "%s{\"threads\": %d, \"floor_s\": %.3f, \"run_s\": %.3f, \"peak_kib\": %ld, "
                "\"ratio\": %.3f}",
                i > 0 ? ", " : "", rows[i].threads, rows[i].floor, rows[i].run.seconds,
                rows[i].run.peak_kib, rows[i].run.seconds / rows[i].floor);
    }
    fprintf(file, "]");
    write_measured(file, "log_million", &bounded->log, floor);
    write_measured(file, "log_ten_million", &bounded->large_log, floor);
    write_measured(file, "findings_ten_million", &bounded->findings, floor);
    fprintf(file, "}\n");
    return fclose(file) == 0 ? 0 : 1;
}

/* The process itself, called again to be measured. */
static int child(const char *mode, const char *argument)
{
    return strcmp(mode, "log") == 0 ? log_append(argument) : findings_sort_many(argument);
}

int main(int argc, char **argv)
{
    Bounded bounded;
    if (argc == 3) return child(argv[1], argv[2]);
    if (argc != 8) {
        fprintf(stderr, "usage: tilskudd-bench PROGRAM REGISTER PAYEES LEDGER WORK YEAR Q\n");
        return 2;
    }
    Row rows[THREAD_CASES];
    size_t size = 0;
    printf("%7s %10s %10s %10s %10s %12s %8s\n", "threads", "floor s", "MB/s", "run s", "MB/s",
           "peak MiB", "ratio");
    for (int i = 0; i < THREAD_CASES; i++) {
        char threads[16];
        rows[i].threads = i + 1;
        snprintf(threads, sizeof threads, "%d", rows[i].threads);
        rows[i].floor = best_floor(argv[2], rows[i].threads, &size);
        char *run[] = {argv[1],      "run",   "--year",   argv[6], "--quarter", argv[7],
                       "--register", argv[2], "--payees", argv[3], "--ledger",  argv[4],
                       "--threads",  threads, "--out",    NULL,    NULL};
        rows[i].run = best_run(run, 15, argv[5], rows[i].threads);
        if (rows[i].floor < 0 || rows[i].run.seconds < 0) {
            fprintf(stderr, "a measurement failed\n");
            return 1;
        }
        print_row(&rows[i], size);
    }
    if (!measure_bounded(argv[5], &bounded)) {
        fprintf(stderr, "a measurement of the log or of findings failed\n");
        return 1;
    }
    print_bounded(&bounded, rows[LOG_THREADS - 1].floor);
    return write_json(argv[5], rows, &bounded, size);
}
