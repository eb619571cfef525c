/*
 * bench_child.h - work that is measured: each in a process of its own, so that its processor
 * time and its peak of memory are its own. One thread; the caller has started no other.
 */
#ifndef TILSKUDD_BENCH_CHILD_H
#define TILSKUDD_BENCH_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/options.h"
#include "formats/base/stage_clock.h"

enum { WORDS_MAX = 48, WORD_TEXT = 1 << 14, BENCH_PATH = 1024 };

/* A command line: the words that main gets, and NULL. */
typedef struct Words {
    char *items[WORDS_MAX];
    int count;
    char text[WORD_TEXT];
    size_t used;
} Words;

typedef struct Measured {
    double wall, cpu; /* seconds; cpu: user and system, all threads */
    double peak_kib;  /* of resident memory */
} Measured;

/* What the stage clock and a look at the memory every few milliseconds say. */
typedef struct Staged {
    Measured whole;
    StageTimes times;
    double peak_kib[STAGE_COUNT]; /* while the main thread was at it; 0: never seen */
} Staged;

/* Tells on standard error why nothing can be measured, and ends. */
_Noreturn void bench_stop(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What is being measured, in the last line of a terminal; "%s" and "": it is empty again. */
void bench_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Adds a word in printf style. */
void words_add(Words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds words that are as they are, up to a NULL. */
void words_list(Words *words, const char *const *list);

/* Runs a program; what it prints goes to `output` (NULL: nowhere). Anything but exit status 0
 * or `also` ends the bench with the end of that output. */
Measured child_run(const Words *words, const char *output, int also);
/* The same; whether it ended with 0. */
bool child_try(const Words *words, const char *output);
/* Calls work(user) in a process; not 0 ends the bench. */
Measured child_call(int (*work)(void *user), void *user, const char *output);
/* The command of the program, in a process, by the stage clock. words->items[0] is the program,
 * [1] the command. */
void child_staged(const Command *command, const Words *words, const char *output, Staged *out);

#endif
