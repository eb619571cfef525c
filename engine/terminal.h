/*
 * terminal.h - what a person at a terminal sees: failures, results, a bar of progress. cli.md.
 *
 * Results go to standard output, everything else to standard error. One thread; the bar may be
 * shown by whichever thread does the work, one at a time.
 */
#ifndef TILSKUDD_ENGINE_TERMINAL_H
#define TILSKUDD_ENGINE_TERMINAL_H

#include <sys/types.h>

#include "formats/base/text_buffer.h"
#include "rules/base/status.h"

/* Before anything is printed: closed descriptors 0 to 2 are opened, so that no file comes to
 * stand in their place, and whatever is printed from here on, by whomever, passes one function
 * that makes control characters visible (visible_text.h). False when there is no memory. */
bool terminal_begin(void);
/* Everything is out, or OUTPUT_LOST with what was done all the same. */
MUST_USE Status terminal_end(Failure *failure);

/* The command that runs from now on: wrong use is answered with its help. `name` is kept. */
void terminal_command(const char *name);
/* Prints a failure on standard error: what is wrong, where, what to do; returns its exit
 * status. Standard output whose reader has gone (a closed pipe) is no failure: EXIT_DONE, and
 * nothing is printed. */
int report_failure(const Failure *failure);
/* The end of a command: EXIT_DONE, or the failure, reported. A status that is not the failure's
 * is a step that stopped without a word, or went on after one that stopped: never done, but
 * INTERNAL. */
int report_end(Status status, const Failure *failure);

/* A text to standard output. What cannot be written there is noticed at the program's end, so
 * that a reader who has gone stops nothing; MEMORY when the text is not whole. */
MUST_USE Status print_text(const TextBuffer *text, Failure *failure);
/* A text to a new file with `mode`, or, `path` NULL, to standard output, written out:
 * OUTPUT_EXISTS, WRITE, OUTPUT_LOST. */
MUST_USE Status save_text(const char *path, mode_t mode, const TextBuffer *text,
                          Failure *failure);
/* A line on standard output that says what this command has done for good. When standard output
 * takes nothing it is said in the failure instead (terminal_end). */
void print_done(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same where nothing is said of it as long as standard output takes what is printed. */
void keep_done(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Asks on standard error for the word yes (or ja, in bokmål), which alone is one. DECLINED,
 * naming the command, when it is another answer; NOT_NOW when standard input is no terminal. */
MUST_USE Status ask_yes(const char *command, const char *question, Failure *failure);

/* A bar on standard error, when a person is looking and it takes over a second. */
typedef struct Progress {
    double start; /* seconds of the clock */
    bool looking, shown;
} Progress;
Progress progress_begin(void);
/* `step` is what is being done, in ten letters; `done` of `total`. */
void progress_show(Progress *progress, const char *step, uint64_t done, uint64_t total);
/* The line is the results' again. */
void progress_end(Progress *progress);

#endif
