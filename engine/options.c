#include "engine/options.h"

#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { OPTION_NAME_SIZE = 64 };

/* https://no-color.org: any value but the empty one refuses colour. The only environment
 * variable that the program reads, and it touches nothing but colour. */
static bool colour_refused(void)
{
    extern char **environ;
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
        if (strncmp(*entry, "NO_COLOR=", 9) == 0) return (*entry)[9] != '\0';
    }
    return false;
}

static void fill_long_options(const CommandHelp *help, struct option *rows)
{
    size_t n = 0;
    rows[n++] = (struct option){"help", no_argument, NULL, OPTION_HELP};
    rows[n++] = (struct option){"version", no_argument, NULL, OPTION_VERSION};
    for (size_t i = 0; i < help->row_count; i++) {
        const OptionRow *row = &help->rows[i];
        rows[n++] =
            (struct option){row->name, row->argument != NULL ? required_argument : no_argument,
                            NULL, row->id & ~OPTION_MANY};
    }
    rows[n] = (struct option){NULL, 0, NULL, 0};
}

/* The rows of a command begin behind --help and --version. */
enum { OWN_ROWS = 2 };

/* `index` is the row's in the table given to getopt_long(). */
static Status refuse_second(const CommandHelp *help, int index, bool *seen, Failure *failure)
{
    const OptionRow *row = &help->rows[index - OWN_ROWS];
    char name[OPTION_NAME_SIZE];
    bool again = seen[index];
    seen[index] = true;
    if (!again || row->argument == NULL || (row->id & OPTION_MANY) != 0) return STATUS_OK;
    snprintf(name, sizeof name, "--%s", row->name);
    return failure_set(failure, STATUS_USAGE, name, "is given twice: give it once");
}

static Status parse_all(int argc, char **argv, const struct option *rows,
                        const CommandHelp *help, const OptionTakers *takers, bool *helped,
                        Failure *failure)
{
    int id, index;
    bool seen[OPTIONS_MAX + OWN_ROWS] = {false};
    optind = 0; /* glibc: start anew */
    opterr = 0;
    while ((id = getopt_long(argc, argv, "-:", rows, &index)) != -1) {
        if (id == OPTION_HELP || id == OPTION_VERSION) {
            if (id == OPTION_HELP) options_print_help(help);
            if (id == OPTION_VERSION) printf("tilskudd %s\n", TILSKUDD_VERSION);
            *helped = true;
            return STATUS_OK;
        }
        if (id == '?' || id == ':') {
            return failure_set(failure, STATUS_USAGE, argv[optind - 1],
                               id == ':' ? "needs a value" : "unknown option");
        }
        if (id != OPTION_WORD) {
            TRY(refuse_second(help, index, seen, failure));
            TRY(takers->take(takers->user, id, optarg, failure));
        } else if (takers->place != NULL) {
            TRY(takers->place(takers->user, optarg, failure));
        } else {
            return failure_set(failure, STATUS_USAGE, optarg, "unexpected word");
        }
    }
    for (; optind < argc; optind++) {
        if (takers->place == NULL) {
            return failure_set(failure, STATUS_USAGE, argv[optind], "unexpected word");
        }
        TRY(takers->place(takers->user, argv[optind], failure));
    }
    return STATUS_OK;
}

Status options_parse(int argc, char **argv, const CommandHelp *help, const OptionTakers *takers,
                     bool *helped, Failure *failure)
{
    struct option rows[OPTIONS_MAX + OWN_ROWS + 1];
    *helped = false;
    INVARIANT(help->row_count <= OPTIONS_MAX);
    fill_long_options(help, rows);
    return parse_all(argc, argv, rows, help, takers, helped, failure);
}

void options_print_help(const CommandHelp *help)
{
    printf("Usage: %s\n\n%s\n\nOptions:\n", help->usage, help->purpose);
    for (size_t i = 0; i < help->row_count; i++) {
        const OptionRow *row = &help->rows[i];
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", row->name, row->argument != NULL ? " " : "",
                 row->argument != NULL ? row->argument : "");
        printf("  %-28s %s\n", left, row->help);
    }
    printf("  %-28s %s\n  %-28s %s\n", "--help", "this text", "--version",
           "which program this is");
    if (help->examples != NULL) printf("\n%s", help->examples);
}

Status option_number(const char *name, const char *value, int64_t low, int64_t high,
                     int64_t *out, Failure *failure)
{
    int64_t number = 0;
    size_t length = strlen(value);
    bool good = length > 0 && length < 18;
    for (size_t i = 0; i < length && good; i++) {
        good = value[i] >= '0' && value[i] <= '9';
        number = number * 10 + (value[i] - '0');
    }
    *out = number;
    if (good && number >= low && number <= high) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, name, "not a whole number from %lld to %lld",
                       (long long)low, (long long)high);
}

Status option_confidence(const char *value, int *out, Failure *failure)
{
    int64_t number = 0;
    Status status = option_number("--confidence", value, 500, 999, &number, failure);
    *out = (int)number;
    if (status == STATUS_OK) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--confidence",
                       "not from 500 to 999 thousandths: 95 %% is written 950");
}

Status option_day(const char *name, const char *value, Day *out, Failure *failure)
{
    if (day_parse(value, strlen(value), out)) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, name, "not a day like 2018-10-02");
}

/* Names come from outside: a control character in one must not make a line of its own, nor
 * steer a terminal. */
static void print_safely(const char *text)
{
    for (; *text != '\0'; text++) {
        bool control = (unsigned char)*text < 0x20 || *text == 0x7F;
        fputc(control ? '?' : *text, stderr);
    }
}

/* The reader of a pipe has gone ('tilskudd ... | head'): it has what it wanted. */
static bool reader_has_gone(const Failure *failure)
{
    struct pollfd output = {.fd = STDOUT_FILENO};
    if (failure->status != STATUS_WRITE || strcmp(failure->where, "standard output") != 0) {
        return false;
    }
    return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

int report_failure(const Failure *failure)
{
    if (reader_has_gone(failure)) return EXIT_DONE;
    bool colour = isatty(STDERR_FILENO) && !colour_refused();
    fprintf(stderr, "%stilskudd: %s%s", colour ? "\033[1;31m" : "",
            status_text(failure->status), colour ? "\033[0m" : "");
    if (failure->where[0] != '\0') fputs(": ", stderr);
    print_safely(failure->where);
    if (failure->detail[0] != '\0') fputs(": ", stderr);
    print_safely(failure->detail);
    fputc('\n', stderr);
    if (status_advice(failure->status)[0] != '\0') {
        fprintf(stderr, "  what to do: %s [%s]\n", status_advice(failure->status),
                status_name(failure->status));
    }
    return (int)status_exit(failure->status);
}

int report_end(Status status, const Failure *failure)
{
    if (status == failure->status) {
        return status == STATUS_OK ? EXIT_DONE : report_failure(failure);
    }
    Failure mismatch;
    if (failure->status != STATUS_OK) (void)report_failure(failure);
    failure_set(&mismatch, STATUS_INTERNAL, "", "the end is %s, the failure %s",
                status_name(status), status_name(failure->status));
    return report_failure(&mismatch);
}
