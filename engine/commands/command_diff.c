/* command_diff.c - tilskudd diff: what changed from one run to another. cli.md. */
#include "engine/commands/commands.h"
#include "engine/review/run_report.h"
#include "engine/terminal.h"
#include "formats/base/translate.h"
#include "formats/run/diff_json.h"

typedef struct Given {
    const char *left, *right;
    bool strict, json;
    ExitStatus end;
} Given;

static const Option options[] = {
    OPTION("strict", NULL, FLAG, Given, strict, "exit 1 when the runs differ"),
    OPTION("json", NULL, FLAG, Given, json, "as JSON, for programs"),
    {.name = NULL},
};

static Status compare(void *arguments, Failure *failure)
{
    Given *given = arguments;
    CLEANUP(run_folder_close) RunFolder left = {0}, right = {0};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    uint64_t differences = 0;
    TRY(run_folder_open(given->left, &left, failure));
    TRY(run_folder_open(given->right, &right, failure));
    TRY(run_diff(&left, &right, &text, &differences, failure));
    if (given->json) {
        text_buffer_clear(&text);
        TRY(run_diff_json(&left, &right, differences, &text, failure));
    }
    TRY(print_text(&text, failure));
    if (differences > 0 && given->strict) given->end = EXIT_FOUND;
    return STATUS_OK;
}

const Command command_diff = {
    .name = "diff",
    .purpose = N_("compare two runs"),
    .usage = "tilskudd diff RUN RUN [--strict]",
    .description = N_(
        "Compares two run folders: options, rule sets, inputs, counts, totals by payment "
        "group and by municipality, and single decision lines, which are named by their line "
        "numbers. A file that is not the one its manifest lists is refused (exit 5); that "
        "the manifests themselves are as signed is what 'tilskudd verify' checks."),
    .examples = N_("Example:\n  tilskudd diff run-2018-2 run-2018-3\n"),
    .actions = {{NULL, compare}},
    .options = options,
    .words = {{"RUN", offsetof(Given, left), ALWAYS, N_("name two run folders")},
              {"RUN", offsetof(Given, right), ALWAYS, N_("name two run folders")}},
    .size = sizeof(Given),
    .end_offset = offsetof(Given, end),
};
