/*
 * bench.c - the whole run against the floor, in one process run.
 *
 *   tilskudd-bench PROGRAM REGISTER.xml PAYEES.csv LEDGER WORK YEAR QUARTER
 *
 * PROGRAM is the built tilskudd, REGISTER.xml one plain extract, LEDGER an open ledger (copied
 * by the caller when it is to be kept), WORK a folder for run folders. Each measurement is made
 * three times and the best taken; the table goes to standard output, the same as JSON to
 * WORK/bench.json.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bench_floor.h"

enum { TRIES = 3, THREAD_CASES = 2, TEXT = 4096 };

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

static int write_json(const char *work, const Row *rows, size_t size)
{
    char path[TEXT];
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
    fprintf(file, "]}\n");
    return fclose(file) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
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
    return write_json(argv[5], rows, size);
}
