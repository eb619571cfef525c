/* command_diff.c - tilskudd diff: what changed from one run to another. cli.md. */
#include <stdio.h>

#include "engine/options.h"
#include "engine/program.h"
#include "engine/review/run_diff.h"

enum { DIFF_STRICT = 2 };

static const OptionRow rows[] = {
    {DIFF_STRICT, "strict", NULL, "exit 1 when the runs differ"},
};

static const CommandHelp help = {
    "tilskudd diff RUN RUN [--strict]",
    "Compares two run folders: options, rule sets, inputs, counts, totals by payment group "
    "and\n"
    "by municipality, and single decision lines, which are named by their line numbers. A "
    "file\n"
    "that is not the one its manifest lists is refused (exit 5); that the manifests "
    "themselves\n"
    "are as signed is what 'tilskudd verify' checks.",
    rows, sizeof rows / sizeof rows[0], "Example:\n  tilskudd diff run-2018-2 run-2018-3\n"};

typedef struct DiffArguments {
    const char *folders[2];
    size_t count;
    bool strict;
} DiffArguments;

static Status take(void *user, int id, const char *value, Failure *failure)
{
    DiffArguments *arguments = user;
    (void)value;
    (void)failure;
    arguments->strict = arguments->strict || id == DIFF_STRICT;
    return STATUS_OK;
}

static Status place(void *user, const char *word, Failure *failure)
{
    DiffArguments *arguments = user;
    if (arguments->count == 2) {
        return failure_set(failure, STATUS_USAGE, word, "unexpected word");
    }
    arguments->folders[arguments->count++] = word;
    return STATUS_OK;
}

static Status compare(const DiffArguments *arguments, uint64_t *differences, Failure *failure)
{
    RunFolder left, right;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    if (arguments->count != 2) {
        return failure_set(failure, STATUS_USAGE, "diff", "name two run folders");
    }
    TRY(run_folder_open(arguments->folders[0], &left, failure));
    Status status = run_folder_open(arguments->folders[1], &right, failure);
    if (status == STATUS_OK) {
        status = run_diff(&left, &right, &text, differences, failure);
        run_folder_close(&right);
    }
    if (status == STATUS_OK) fputs(text.bytes, stdout);
    text_buffer_free(&text);
    run_folder_close(&left);
    return status;
}

int command_diff(int argc, char **argv)
{
    DiffArguments arguments = {0};
    Failure failure = {STATUS_OK, "", ""};
    bool helped = false;
    uint64_t differences = 0;
    OptionTakers takers = {take, place, &arguments};
    Status status = options_parse(argc, argv, &help, &takers, &helped, &failure);
    if (helped) return EXIT_DONE;
    if (status == STATUS_OK) status = compare(&arguments, &differences, &failure);
    int end = report_end(status, &failure);
    return end == EXIT_DONE && differences > 0 && arguments.strict ? EXIT_FOUND : end;
}
