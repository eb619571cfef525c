/* command_report.c - tilskudd report: a run, or its controls, as one page. control.md 4. */
#include "engine/commands/commands.h"
#include "engine/ledger/proposal.h"
#include "engine/program.h"
#include "engine/review/run_report.h"
#include "engine/terminal.h"
#include "formats/base/language.h"
#include "formats/base/translate.h"
#include "formats/csv/municipality_csv.h"

enum { REPORT_MODE = 0644 };

typedef struct Given {
    RunArguments run;
    const char *folder, *out, *sample, *rules;
    int confidence, tolerable;
    int language;
    bool control, text;
    PinOptions pin;
} Given;

static const Given initial = {.confidence = 950, .tolerable = 500};

static const Option options[] = {
    OPTION("control", NULL, FLAG, Given, control, "what the controls found, computed again"),
    OPTION("text", NULL, FLAG, Given, text, "what the second person sees, as approve shows it"),
    OPTION_PIN(Given, pin, 0),
    OPTION("rules", "DIR", TEXT, Given, rules, "with --control: rule sets with other limits"),
    OPTION("out", "FILE", OUTPUT, Given, out, "write the page there, not to standard output"),
    OPTION("language", "L", CHOICE, Given, language, "of the page: nb (default) or en",
           .words = language_words, .hint = "nb or en"),
    OPTION("sample", "FILE", TEXT, Given, sample, "with --control: a sample's result too",
           .takes_input = true),
    OPTION("confidence", "N", INT, Given, confidence,
           "of the sample, thousandths (default 950)", OPTION_CONFIDENCE),
    OPTION("tolerable", "N", INT, Given, tolerable,
           "error of the sample, basis points (default 500)", .least = 1, .most = 9999),
    {.name = NULL},
};

static Status check(const Given *given, Failure *failure)
{
    bool alone = !given->control;
    if (alone && (given->sample != NULL || given->rules != NULL))
        return failure_set(failure, STATUS_USAGE,
                           given->sample != NULL ? "--sample" : "--rules",
                           "goes with --control: add that, or leave this option out");
    if (given->control && given->text)
        return failure_set(failure, STATUS_USAGE, "--text",
                           "goes without --control: ask for the one, and then for the other");
    if (given->pin.path != NULL && given->out == NULL && !given->text)
        return failure_set(failure, STATUS_USAGE, "--pin",
                           "goes with --out or --text: what is said of the pin would stand "
                           "in the page");
    return given->out != NULL ? output_file_check_new(given->out, failure) : STATUS_OK;
}

static Status make_control_page(const Given *given, Report *report, Failure *failure)
{
    CLEANUP(control_again_close) ControlAgain control = {0};
    TRY(control_again_compute(report->folder, &given->run, given->rules, NULL, &control,
                              failure));
    report->municipalities = control.again->run.municipalities;
    return report_control(report, &control.again->run, failure);
}

/* A run that has no copy of its municipalities has the program's own. */
static Status make_run_page(Report *report, Failure *failure)
{
    static ProgramData data;
    CLEANUP(municipality_table_free) MunicipalityTable *table = NULL;
    TRY(run_folder_municipalities(report->folder, &table, failure));
    if (table == NULL) {
        TRY(program_data(&data, failure));
        TRY(municipality_csv_read(data.municipalities, &table, failure));
    }
    report->municipalities = table;
    return report_run(report, failure);
}

static Status make_text(const Report *report, Failure *failure)
{
    TRY(report_screen(report, report->out, failure));
    text_buffer_append(report->out, report->stopped.bytes, report->stopped.length);
    return text_buffer_status(report->out, failure);
}

static Status make(const Given *given, Report *report, Failure *failure)
{
    if (given->control) return make_control_page(given, report, failure);
    if (given->text) return make_text(report, failure);
    return make_run_page(report, failure);
}

/* What is no run is text: what approve shows. */
static Status report_proposal(const Given *given, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (given->control)
        return failure_set(failure, STATUS_USAGE, "--control",
                           "goes with a run: leave it out, and what was proposed is shown");
    TRY(proposal_report(given->folder, given->run.options.ledger, &text, failure));
    return save_text(given->out, REPORT_MODE, &text, failure);
}

static Status report(void *arguments, Failure *failure)
{
    const Given *given = arguments;
    CLEANUP(run_folder_close) RunFolder folder = {0};
    CLEANUP(text_buffer_free) TextBuffer page = TEXT_BUFFER_EMPTY;
    CLEANUP(report_close)
    Report made = {.folder = &folder,
                   .sample = given->sample,
                   .limits = given->rules,
                   .english = given->language == LANGUAGE_EN,
                   .confidence = given->confidence,
                   .tolerable = given->tolerable,
                   .out = &page};
    TRY(check(given, failure));
    if (proposal_is_in(given->folder)) return report_proposal(given, failure);
    TRY(run_folder_open(given->folder, &folder, failure));
    TRY(report_find_entry(&made, given->run.options.ledger, &given->pin, failure));
    TRY(make(given, &made, failure));
    TRY(save_text(given->out, REPORT_MODE, &page, failure));
    return made.ledger != NULL ? pin_move(&given->pin, made.ledger, failure) : STATUS_OK;
}

const Command command_report = {
    .name = "report",
    .purpose = N_("a run, or what its controls found, as one HTML page"),
    .usage = "tilskudd report RUN|ENTRY [--text | --control [--rules DIR]] [--ledger DIR "
             "[--pin FILE]] "
             "[--out FILE]",
    .description = N_(
        "Writes a run, or the entry that it became, as one page of HTML that needs nothing "
        "else, in bokmål (--language en: in English): "
        "what is paid (of a committed run) or proposed (of another) beside the last quarter "
        "and "
        "the same quarter a year ago, by payment group; the largest changes, what is held and "
        "why, warnings, who signed; municipalities, and what the second person decides on, "
        "word "
        "for word as approve shows it (alone, as text, with --text), as appendices. With "
        "--control: what must be done, by whom and by when, the findings of "
        "each municipality, what is new since the last run, municipalities against others of "
        "like size, limits and a sample's result. No page names a person. Where the ledger is "
        "not at hand "
        "it says that nobody has looked whether the run is paid. A file that is not "
        "the one the run's "
        "manifest lists, and a manifest that is not as signed, is refused (exit 5), and "
        "nothing is written over --out FILE when it "
        "is there (exit 3)."),
    .examples =
        N_("Example:\n  tilskudd report run-2018-3 --control --out control-2018-3.html\n"),
    .actions = {{NULL, report}},
    .options = options,
    .shared = run_again_options,
    .shared_offset = offsetof(Given, run),
    .words = {{"RUN", offsetof(Given, folder), ALWAYS, N_("name a run folder or an entry")}},
    .size = sizeof(Given),
    .initial = &initial,
};
