/* command_diff.c - tilskudd diff: what changed from one run to another. cli.md. */
#include "engine/commands/commands.h"
#include "engine/review/run_report.h"
#include "engine/terminal.h"
#include "formats/base/plain_text.h"
#include "formats/base/translate.h"

typedef struct Given {
    const char *left, *right, *ledger;
    PinOptions pin;
    DiffFilter filter;
    bool strict, json;
    ExitStatus end;
} Given;

static Status take_municipality(void *arguments, const char *value, Failure *failure)
{
    Given *given = arguments;
    MunicipalityCode code;
    TRY(option_municipality("--municipality", value, &code, failure));
    if (municipality_list_add(&given->filter.municipalities, code)) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--municipality", "at most %d municipalities",
                       MUNICIPALITY_LIST_MAX);
}

/* Whole kroner, or 1234,50. */
static Status take_least(void *arguments, const char *value, Failure *failure)
{
    Given *given = arguments;
    if (amount_parse(value, &given->filter.least) && given->filter.least > 0) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--min",
                       "not an amount in kroner above 0: 1000, or 1234567,50");
}

static const Option options[] = {
    OPTION("municipality", "NNNN", OWN, Given, filter.municipalities,
           "only sums and lines of this municipality; repeatable", .take = take_municipality,
           .repeatable = true),
    OPTION("min", "KRONER", OWN, Given, filter.least,
           "only sums and lines that differ by so much at least", .take = take_least),
    OPTION("ledger", "DIR", PATH, Given, ledger, "the runs' ledger, when it is elsewhere now"),
    OPTION_PIN(Given, pin, 0),
    OPTION("strict", NULL, FLAG, Given, strict, "exit 1 when the runs differ"),
    OPTION("json", NULL, FLAG, Given, json, "as JSON, for programs"),
    {.name = NULL},
};

static Status compare(void *arguments, Failure *failure)
{
    Given *given = arguments;
    CLEANUP(run_folder_close) RunFolder left = {0}, right = {0};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    CLEANUP(text_buffer_free) TextBuffer data = TEXT_BUFFER_EMPTY;
    JsonWriter json = JSON_WRITER(&data);
    uint64_t differences = 0;
    CLEANUP(report_close) Report before = {.folder = &left};
    CLEANUP(report_close) Report after = {.folder = &right};
    TRY(run_folder_open(given->left, &left, failure));
    TRY(run_folder_open(given->right, &right, failure));
    TRY(report_find_both(&before, &after, given->ledger, &given->pin, failure));
    TRY(run_diff(&left, &right, &given->filter, &text, given->json ? &json : NULL, &differences,
                 failure));
    TRY(print_text(given->json ? &data : &text, failure));
    if (differences > 0 && given->strict) given->end = EXIT_FOUND;
    return after.ledger != NULL ? pin_move(&given->pin, after.ledger, failure) : STATUS_OK;
}

const Command command_diff = {
    .name = "diff",
    .purpose = N_("compare two runs"),
    .usage =
        "tilskudd diff RUN RUN [--municipality NNNN]... [--min KRONER] [--strict] [--json]\n"
        "              [--ledger DIR [--pin FILE]]",
    .description = N_(
        "Compares two run folders: options, rule sets, inputs, counts, totals by payment "
        "group and by municipality, and every decision line that is another, which is named by "
        "its line number. With --municipality or --min only sums and lines are compared, and "
        "of those only what is asked for. A file that is not the one its manifest lists, and "
        "a manifest that is not as signed, is refused (exit 5)."),
    .examples = N_(
        "Example:\n  tilskudd diff run-2018-2 run-2018-3 --municipality 0301 --min 100000\n"),
    .actions = {{NULL, compare}},
    .options = options,
    .words = {{"RUN", offsetof(Given, left), ALWAYS, N_("name two run folders")},
              {"RUN", offsetof(Given, right), ALWAYS, N_("name two run folders")}},
    .size = sizeof(Given),
    .end_offset = offsetof(Given, end),
};
