/*
 * bench_world.h - a cohort with its ledger: what the measured commands are told, and how the
 * ground is made ready for each. bench/measure.sh makes the cohorts.
 *
 * A cohort's folder has q1.xml to q3.xml, and of quarter 4 q4.xml, q4.xml.gz, or a folder
 * q4-municipality. All years are 2018; nothing here depends on the day it is run.
 */
#ifndef TILSKUDD_BENCH_WORLD_H
#define TILSKUDD_BENCH_WORLD_H

#include "bench/bench_results.h"

typedef struct Setup {
    const char *program, *player; /* tilskudd and bank_player */
    const char *source;           /* the source tree: its payees, rule sets */
    const char *work;             /* a folder of the bench's own */
} Setup;

typedef struct World {
    const Setup *setup;
    long persons;
    WorldForm form;
    const char *cohort;
    char folder[BENCH_PATH]; /* ledger with three quarters, and their run folders */
    char again[BENCH_PATH];  /* what each measurement may change */
    char output[BENCH_PATH]; /* of the last command */
} World;

/* Opens a ledger and commits three quarters into it; kept when this program has made it from a
 * cohort of that name and size. */
void world_open(World *world, const Setup *setup, long persons, WorldForm form,
                const char *cohort);
/* The register of quarter 4 in the world's form. */
void world_register(const World *world, char path[BENCH_PATH]);
/* Reads every byte that will be read: into the page cache. */
void world_warm(const World *world);
/* The command line of a work, WORK_RUN_2 and on; the program is its first word. */
void world_words(const World *world, WorkKind kind, Words *words);
/* Before a work: what it writes is not there, what it changes is a fresh copy. */
void world_prepare(const World *world, WorkKind kind);
/* After approve: what its entry and the log take on the disk. */
void world_disk(const World *world, DiskUse *out);

/* FOLDER/NAME; too long a path ends the bench. */
void bench_join(char out[BENCH_PATH], const char *folder, const char *name);
/* Bytes of all files in a folder, or of a file; 0: it is not there. */
double bytes_below(const char *path);
/* A folder, or file, that is not there afterwards. */
void remove_all(const char *path);
/* Lines of a file after its first; 0: it is not there. */
long rows_of(const char *path);

#endif
