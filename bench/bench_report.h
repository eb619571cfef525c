/*
 * bench_report.h - what was measured, for people and for programs.
 */
#ifndef TILSKUDD_BENCH_REPORT_H
#define TILSKUDD_BENCH_REPORT_H

#include <stdio.h>

#include "bench/bench_results.h"

/* The whole, as text for a terminal. */
void report_table(const Results *results, FILE *out);
/* Machine, works of the largest cohort and its stages, and the targets, as Markdown. */
void report_markdown(const Results *results, FILE *out);
/* Everything: every sample of every figure. */
bool report_json(const Results *results, const char *path);

/* The targets of the specification's chapter on speed. */
typedef struct Target {
    const char *what, *wanted;
    char measured[BENCH_TEXT];
    enum { TARGET_MET, TARGET_NOT_MET, TARGET_NOT_MEASURED } met;
} Target;

enum { TARGETS_MAX = 24 };
/* All of them, also those that were not measured; returns how many. */
size_t report_targets(const Results *results, Target targets[TARGETS_MAX]);

/* SVG plots into a folder: time-persons.svg, memory-persons.svg, stages.svg and, when there are
 * years, time-years.svg. */
bool report_plots(const Results *results, const char *folder);

#endif
