/* command_report.c - tilskudd report: a run, or its controls, as one page. control.md 4. */
#include <stdio.h>
#include <string.h>

#include "engine/program.h"
#include "engine/review/report.h"
#include "formats/csv/municipality_csv.h"

enum {
    REPORT_CONTROL = RUN_OPTION_LAST,
    REPORT_OUT,
    REPORT_SAMPLE,
    REPORT_CONFIDENCE,
    REPORT_TOLERABLE,
    REPORT_ROWS = 5,
    PAGE_MODE = 0644
};

static OptionRow rows[REPORT_ROWS + RUN_AGAIN_ROWS] = {
    {REPORT_CONTROL, "control", NULL, "what the controls found, computed again"},
    {REPORT_OUT, "out", "FILE", "write the page there, not to standard output"},
    {REPORT_SAMPLE, "sample", "FILE", "with --control: a sample's result too"},
    {REPORT_CONFIDENCE, "confidence", "N", "of the sample, thousandths (default 950)"},
    {REPORT_TOLERABLE, "tolerable", "N", "error of the sample, basis points (default 500)"},
};

static const CommandHelp help = {
    "tilskudd report RUN [--control [--rules DIR]] [--out FILE]",
    "Writes a run as one page of HTML that needs nothing else: sums by payment group and\n"
    "municipality and what is held; with --control what the controls found, municipalities\n"
    "against others of like size, the change since the last run and a sample's result. No\n"
    "page names a person. A file that is not the one the run's manifest lists is refused "
    "(exit\n"
    "5), and nothing is written over --out FILE when it is there (exit 3).",
    rows, sizeof rows / sizeof rows[0],
    "Example:\n  tilskudd report run-2018-3 --control --out control-2018-3.html\n"};

typedef struct ReportArguments {
    RunArguments run;
    const char *folder, *out, *sample, *rules;
    int confidence;
    int64_t tolerable;
    bool control;
} ReportArguments;

static Status take(void *user, int id, const char *value, Failure *failure)
{
    ReportArguments *arguments = user;
    arguments->run.takes_registers = false;
    switch (id) {
    case REPORT_CONTROL:
        arguments->control = true;
        return STATUS_OK;
    case REPORT_OUT:
        arguments->out = value;
        return STATUS_OK;
    case REPORT_SAMPLE:
        arguments->sample = value;
        return STATUS_OK;
    case RUN_RULES:
        arguments->rules = value;
        return STATUS_OK;
    case REPORT_CONFIDENCE:
        return option_confidence(value, &arguments->confidence, failure);
    case REPORT_TOLERABLE:
        return option_number("--tolerable", value, 1, 9999, &arguments->tolerable, failure);
    default:
        return run_arguments_take(&arguments->run, id, value, failure);
    }
}

static Status place(void *user, const char *word, Failure *failure)
{
    ReportArguments *arguments = user;
    if (arguments->folder != NULL) {
        return run_arguments_place(&arguments->run, word, failure);
    }
    arguments->folder = word;
    return STATUS_OK;
}

static Status check(const ReportArguments *arguments, Failure *failure)
{
    if (arguments->folder == NULL) {
        return failure_set(failure, STATUS_USAGE, "report", "name a run folder");
    }
    if (arguments->sample != NULL && !arguments->control) {
        return failure_set(failure, STATUS_USAGE, "--sample", "goes with --control");
    }
    if (arguments->rules != NULL && !arguments->control) {
        return failure_set(failure, STATUS_USAGE, "--rules", "goes with --control");
    }
    return STATUS_OK;
}

static Status deliver(const ReportArguments *arguments, const TextBuffer *page,
                      Failure *failure)
{
    if (arguments->out != NULL) {
        return output_file_save_new(arguments->out, PAGE_MODE, OUTPUT_PLAIN, page->bytes,
                                    page->length, NULL, failure);
    }
    if (fwrite(page->bytes, 1, page->length, stdout) == page->length && fflush(stdout) == 0) {
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_WRITE, "standard output", NULL);
}

static Status make_control_page(const ReportArguments *arguments, Report *report,
                                Failure *failure)
{
    ControlAgain control;
    Status status = control_again_compute(report->folder, &arguments->run, arguments->rules,
                                          &control, failure);
    if (status == STATUS_OK) {
        report->municipalities = control.again->run.municipalities;
        status = report_control(report, &control.again->run, failure);
    }
    control_again_close(&control);
    return status;
}

/* The names of municipalities are the program's own: this page does without the inputs. */
static Status make_run_page(Report *report, Failure *failure)
{
    static ProgramData data;
    MunicipalityTable *table = NULL;
    TRY(program_data(&data, failure));
    TRY(municipality_csv_read(data.municipalities, &table, failure));
    report->municipalities = table;
    Status status = report_run(report, failure);
    municipality_table_free(table);
    return status;
}

static Status report_folder(const ReportArguments *arguments, const RunFolder *folder,
                            Failure *failure)
{
    TextBuffer page = TEXT_BUFFER_EMPTY;
    Report report = {.folder = folder,
                     .sample = arguments->sample,
                     .limits = arguments->rules,
                     .confidence = arguments->confidence,
                     .tolerable = (int)arguments->tolerable,
                     .out = &page};
    Status status = arguments->control ? make_control_page(arguments, &report, failure)
                                       : make_run_page(&report, failure);
    if (status == STATUS_OK) status = deliver(arguments, &page, failure);
    text_buffer_free(&page);
    return status;
}

static Status report_all(const ReportArguments *arguments, Failure *failure)
{
    RunFolder folder;
    TRY(check(arguments, failure));
    if (arguments->out != NULL) TRY(output_file_check_new(arguments->out, failure));
    TRY(run_folder_open(arguments->folder, &folder, failure));
    Status status = report_folder(arguments, &folder, failure);
    run_folder_close(&folder);
    return status;
}

int command_report(int argc, char **argv)
{
    static ReportArguments arguments;
    Failure failure = {STATUS_OK, "", ""};
    bool helped = false;
    OptionTakers takers = {take, place, &arguments};
    arguments = (ReportArguments){.confidence = 950, .tolerable = 500};
    run_again_nothing_given(&arguments.run);
    memcpy(&rows[REPORT_ROWS], run_again_rows, RUN_AGAIN_ROWS * sizeof *rows);
    for (size_t i = 0; i < REPORT_ROWS + RUN_AGAIN_ROWS; i++) {
        if (rows[i].id == RUN_RULES)
            rows[i].help = "with --control: rule sets with other limits";
    }
    Status status = options_parse(argc, argv, &help, &takers, &helped, &failure);
    if (helped) return EXIT_DONE;
    if (status == STATUS_OK) status = report_all(&arguments, &failure);
    return report_end(status, &failure);
}
