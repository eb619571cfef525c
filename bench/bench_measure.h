/*
 * bench_measure.h - the measurements: floor, every command, every stage, repeated in turn, so
 * that what slows the machine for a while slows all that is compared.
 */
#ifndef TILSKUDD_BENCH_MEASURE_H
#define TILSKUDD_BENCH_MEASURE_H

#include "bench/bench_world.h"

typedef struct Measuring {
    int repeat, repeat_slow;    /* up to SLOW_FROM persons, and from there on */
    bool has_reader, has_packs; /* the program knows --reader libxml2, and packs */
} Measuring;

/* All works of one cohort in one form. */
void measure_world(const Setup *setup, const Measuring *how, long persons, WorldForm form,
                   const char *cohort, WorldResult *out);
/* Instructions a person of each work, with one thread, into the costs of `out`: by perf where
 * it counts them, else by callgrind. `counted_by` (BENCH_TEXT) says by which, or why not. */
void measure_instructions(const Setup *setup, long persons, const char *cohort,
                          WorldResult *out, char *counted_by);
/* A ledger of so many quarters from 2016 on, one small cohort that lives on. */
void measure_years(const Setup *setup, const char *configuration, int quarters, long persons,
                   Results *out);
/* Every program of bench/peers that is installed, on a register of quarter 4. */
void measure_peers(const Setup *setup, int repeat, long persons, const char *cohort,
                   Results *out);

#endif
