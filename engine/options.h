/*
 * options.h - command lines: GNU-style long options, --help, everything checked. cli.md.
 *
 * A command states its options in one table; the table also prints --help. One thread.
 */
#ifndef TILSKUDD_ENGINE_OPTIONS_H
#define TILSKUDD_ENGINE_OPTIONS_H

#include "formats/base/text_buffer.h"
#include "rules/base/date.h"

enum {
    OPTIONS_MAX = 48,
    OPTION_WORD = 1,
    OPTION_HELP = 1000,
    OPTION_VERSION = 1001,
    OPTION_MANY = 1 << 12 /* added to an id in its row: may be given more than once */
};

/* One option; `id` from 2. `argument` is NULL for a flag, else its name in --help. */
typedef struct OptionRow {
    int id;
    const char *name;
    const char *argument;
    const char *help;
} OptionRow;

typedef struct CommandHelp {
    const char *usage;   /* "tilskudd run --year Y ..." */
    const char *purpose; /* one paragraph */
    const OptionRow *rows;
    size_t row_count;
    const char *examples; /* may be NULL */
} CommandHelp;

/* Walks argv (argv[0] is the command's name). Calls take(user, id, value) for every option, and
 * place(user, word) for every other word (NULL: other words are wrong use). Prints --help or
 * --version on standard output and sets *helped. USAGE for an unknown option, a missing value,
 * and a second value of an option that takes one (no OPTION_MANY): which of the two was meant
 * cannot be known. */
typedef struct OptionTakers {
    Status (*take)(void *user, int id, const char *value, Failure *failure);
    Status (*place)(void *user, const char *word, Failure *failure);
    void *user;
} OptionTakers;
MUST_USE Status options_parse(int argc, char **argv, const CommandHelp *help,
                              const OptionTakers *takers, bool *helped, Failure *failure);

/* Usage, purpose, a line for each option, examples: on standard output. */
void options_print_help(const CommandHelp *help);

/* Values. USAGE with the option's name when they are none. */
MUST_USE Status option_number(const char *name, const char *value, int64_t low, int64_t high,
                              int64_t *out, Failure *failure);
/* How sure a sample's answer is to be: 500 to 999 thousandths. Less is 95 % written as 95. */
MUST_USE Status option_confidence(const char *value, int *out, Failure *failure);
MUST_USE Status option_day(const char *name, const char *value, Day *out, Failure *failure);

/* Prints a failure on standard error: what is wrong, where, what to do; returns its exit
 * status. Standard output whose reader has gone (a closed pipe) is no failure: EXIT_DONE, and
 * nothing is printed.
 */
int report_failure(const Failure *failure);
/* The end of a command: EXIT_DONE, or the failure, reported. A status that is not the failure's
 * is a step that stopped without a word, or went on after one that stopped: never done, but
 * INTERNAL. */
int report_end(Status status, const Failure *failure);

#endif
