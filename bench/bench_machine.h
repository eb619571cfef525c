/*
 * bench_machine.h - on what was measured: a figure without its machine says nothing.
 */
#ifndef TILSKUDD_BENCH_MACHINE_H
#define TILSKUDD_BENCH_MACHINE_H

#include "bench/bench_results.h"

/* Processor, cores, kernel, compiler, libraries, build and date into the results. */
void machine_describe(Results *results);

#endif
