/*
 * options.h - command lines: what a command takes stands in one table, and everything that is
 * said of it (help, manual page, completions, the book) is made from that table. cli.md.
 *
 * A command has a struct of what was given, a table of options that fill it, and one function
 * for each of its actions. command_main does the rest: parse, check what is needed, act,
 * report. One thread.
 */
#ifndef TILSKUDD_ENGINE_OPTIONS_H
#define TILSKUDD_ENGINE_OPTIONS_H

#include <stddef.h>
#include <stdio.h>

#include "formats/base/language.h"
#include "formats/base/text_buffer.h"
#include "formats/base/translate.h"
#include "rules/base/date.h"
#include "rules/base/municipality.h"

/* What the value of an option becomes. What looks like an ident is refused in every kind: a
 * command line is seen by others, and kept. */
typedef enum OptionKind {
    OPTION_FLAG,   /* bool; no value */
    OPTION_TEXT,   /* const char *, from argv */
    OPTION_PATH,   /* the same; a file or folder that is read */
    OPTION_OUTPUT, /* the same; one that is written: outside any ledger, and not "-" */
    OPTION_INT,    /* int, from `least` to `most` */
    OPTION_NUMBER, /* int64_t, the same */
    OPTION_DAY,    /* Day */
    OPTION_CHOICE, /* an enum: `least` for the first of `words`, and one more for each */
    OPTION_LIST,   /* OptionList: may be given again and again */
    OPTION_PATHS,  /* the same with paths; the words that follow belong to it, as a shell writes
                    *.xml */
    OPTION_OWN     /* `take` says */
} OptionKind;

enum { OPTION_LIST_MAX = 4096, OPTIONS_MAX = 40, ACTIONS_MAX = 8, ALWAYS = ~0 };

typedef struct OptionList {
    const char *items[OPTION_LIST_MAX]; /* from argv */
    size_t count;
} OptionList;

/* One option. `actions` and `needed` have a bit for each action of the command, 1 << 0 for the
 * first (or only) one. */
typedef struct Option {
    const char *name;     /* without its dashes */
    const char *argument; /* its name in the help; NULL for a flag */
    OptionKind kind;
    size_t offset, size; /* in the command's struct */
    const char *help;
    int64_t least, most;
    const char *const *words; /* ends with NULL; of a text: what a shell completes */
    const char *hint;         /* said when a value is none; NULL: what its kind says */
    const char *missing;      /* said when it is needed; NULL: "is needed" */
    unsigned needed;          /* actions that cannot do without */
    unsigned actions;         /* actions it is about; 0: all */
    bool repeatable;          /* OPTION_OWN: may be given more than once */
    bool codes;               /* the codes of rates, which a shell completes */
    bool takes_input;         /* a file that is read: "-" is standard input */
    Status (*take)(void *given, const char *value, Failure *failure);
} Option;

/* A row of a table: name, argument, kind, struct, member, help, then what else is to be said.
 */
#define OPTION(option, value, what, type, member, ...)                                         \
    {                                                                                          \
        .name = (option), .argument = (value), .kind = OPTION_##what,                          \
        .offset = offsetof(type, member), .size = sizeof(((type *)NULL)->member),              \
        .help = __VA_ARGS__                                                                    \
    }

/* A word that is no option: const char * in the command's struct. */
typedef struct CommandWord {
    const char *name;
    size_t offset;
    unsigned needed;
    const char *missing; /* "name a run folder" */
    unsigned input; /* actions for which it is a file that is read: "-" is standard input */
} CommandWord;

/* What was not given and is needed: it is told all at once. */
enum { NEEDS_MAX = 24 };
typedef struct Needs {
    const char *names[NEEDS_MAX], *why[NEEDS_MAX]; /* "--year"; a phrase, or NULL */
    size_t count;
} Needs;
/* Adds one unless it is `there`. Texts live as long as the program. */
void needs_add(Needs *needs, bool there, const char *name, const char *why);

typedef struct Action {
    const char *name; /* NULL: the command has only this one */
    Status (*act)(void *given, Failure *failure);
} Action;

typedef struct Command {
    const char *name, *purpose; /* its line in tilskudd --help */
    const char *usage;          /* "tilskudd run --year Y ...", one line or more */
    const char *description;    /* a paragraph */
    const char *examples;       /* may be NULL */
    Action actions[ACTIONS_MAX];
    /* Adds what `action` (a bit) needs beside what the tables say; NULL: nothing more. */
    void (*needs)(const void *given, unsigned action, Needs *needs);
    const Option *options; /* ends with a row without name */
    const Option *shared;  /* more options, of a struct within the command's; NULL: none. One of
                              the command's own with the same name stands in its place */
    size_t shared_offset;
    CommandWord words[3]; /* in their order; the last has no name */
    size_t rest_offset;   /* of an OptionList that gets all further words; 0: none */
    bool rest_input;      /* they are files that are read: "-" is standard input */
    const char *one_more; /* said of a word too many; NULL: that it is one */
    bool secret_words;    /* a misplaced word may be an ident: it is not repeated */
    bool offers_commands; /* its word is a command: what a shell completes */
    bool strict_actions;  /* an option of another action is wrong use */
    size_t size;          /* of the command's struct */
    size_t end_offset;    /* of an ExitStatus, what the program ends with when nothing failed;
                             0: always EXIT_DONE */
    const void *initial;  /* what it is before anything is given; NULL: zero */
} Command;

/* From the command line to the exit status; argv[0] is the command's name. Prints --help (-h)
 * and
 * --version on standard output; help as the only word after it is the same as --help. After --
 * nothing is an option. "-" is taken from standard input, once, where a table says so; where it
 * says nothing and a file is named, it is wrong use. Wrong use is: an unknown option, a missing
 * value, a second value of an option that takes one (which of the two was meant cannot be
 * known), an action or a word that is not there, and what an action needs and was not given:
 * all of that is named at once. What is mistyped is answered with the nearest word; what looks
 * like an ident is not repeated. */
int command_main(const Command *command, int argc, char **argv);

/* An option of a command, with where its struct begins in the command's. */
typedef struct CommandOption {
    const Option *option;
    size_t base;
} CommandOption;
/* All options of a command, its own first. Returns their number. */
size_t command_options(const Command *command, CommandOption rows[OPTIONS_MAX]);

/* The value of --language, NULL when there is none: USAGE unless it is nb or en. `given` is not
 * looked at. */
MUST_USE Status option_language_check(void *given, const char *value, Failure *failure);
/* The action of that name. USAGE when the command has none of it, with the nearest or all. */
MUST_USE Status option_action(const Command *command, const char *word, const Action **out,
                              Failure *failure);

/* Values. USAGE with the option's name when they are none. */
MUST_USE Status option_number(const char *name, const char *value, int64_t low, int64_t high,
                              int64_t *out, Failure *failure);
/* "; did you mean --year?", or nothing when no word is near, into `text`, of NEAREST_SIZE. */
enum { NEAREST_SIZE = 96 };
const char *option_nearest(const char *typed, const char *before, const char *const *words,
                           size_t count, char text[NEAREST_SIZE]);
/* Refuses (USAGE, INPUT_VALUE) what no option of its kind takes: an empty path, control
 * characters, an ident (`hint` is said of it where the option has one), and "-" for an output.
 */
MUST_USE Status option_refuse_value(const Option *option, const char *value, Failure *failure);
/* Whether its value is a file or folder that is read. */
bool option_names_file(const Option *option);
/* For what a table cannot say: USAGE unless it is `there`. */
MUST_USE Status option_need(bool there, const char *name, Failure *failure);
/* Four digits, not 0000. */
MUST_USE Status option_municipality(const char *name, const char *value, MunicipalityCode *out,
                                    Failure *failure);
/* --key and --cert, which go together. */
MUST_USE Status option_pair(const char *key, const char *certificate, Failure *failure);

/* How sure a sample's answer is to be: 500 to 999 thousandths. Less is 95 % written as 95. */
#define OPTION_CONFIDENCE                                                                      \
    .least = 500, .most = 999, .hint = N_("not from 500 to 999 thousandths: 950 is 95 %")

/* --- what is made from the tables (pages.c) --- */

/* `commands` ends with NULL. */
void print_commands(FILE *to, const Command *const *commands);
void print_command(const Command *command);
void print_version(void);
/* tilskudd pages WORD: man, bash, zsh, fish, cli, exit or controls, on standard output.
 * USAGE for another word. */
MUST_USE Status print_page(const char *word, const Command *const *commands, Failure *failure);

#endif
