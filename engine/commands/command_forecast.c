/* command_forecast.c - tilskudd forecast: what a year will cost. cli.md. */
#include <omp.h>

#include "engine/commands/commands.h"
#include "engine/forecast/forecast.h"
#include "engine/program.h"
#include "engine/run/run.h"
#include "engine/terminal.h"
#include "formats/base/count_words.h"
#include "formats/base/language.h"
#include "formats/base/output_file.h"
#include "formats/base/translate.h"
#include "formats/forecast/forecast_csv.h"
#include "formats/forecast/forecast_page.h"
#include "formats/forecast/forecast_text.h"
#include "formats/forecast/rate_change_text.h"

enum { FORECAST_MODE = 0644 };

typedef struct Given {
    ForecastOptions forecast;
    OptionList registers;
    const char *csv, *html;
    Language language;
} Given;

static const Given initial = {.forecast = {.cutoff = DAY_NONE}};

static Status take_rate(void *given, const char *value, Failure *failure)
{
    ForecastOptions *options = &((Given *)given)->forecast;
    RateChange change;
    const char *problem = rate_change_parse(value, &change);
    if (problem != NULL)
        return failure_set(failure, STATUS_USAGE, "--rate", "%s: %s", value,
                           translate(problem));
    for (size_t i = 0; i < options->change_count; i++)
        if (options->changes[i].code == change.code)
            return failure_set(failure, STATUS_USAGE, "--rate", "%s is changed twice",
                               rate_code_text(change.code));
    if (options->change_count == RATE_CHANGES_MAX)
        return failure_set(failure, STATUS_USAGE, "--rate", "too many changes");
    options->changes[options->change_count++] = change;
    return STATUS_OK;
}

#define FORECAST(option, value, what, member, ...)                                             \
    OPTION(option, value, what, Given, member, __VA_ARGS__)

static const Option options[] = {
    FORECAST("register", "PATH...", PATHS, registers,
             "extracts: files or folders, .xml or .xml.gz", .needed = ALWAYS,
             .takes_input = true),
    FORECAST("year", "Y", INT, forecast.year, "the budget year that is forecast",
             .least = YEAR_MIN + 1, .most = YEAR_MAX - 1, .needed = ALWAYS),
    FORECAST("ledger", "DIR", PATH, forecast.ledger,
             "committed quarters are as they are, the others after them"),
    OPTION_PIN(Given, forecast.pin, 0),
    FORECAST("rules", "DIR", PATH, forecast.rules, "rule sets (default: those installed)"),
    FORECAST("settle", "FILE", PATH, forecast.settle,
             "newcomers: CSV municipality,quarter,group,persons", .takes_input = true),
    FORECAST("settle-like", "YEAR", INT, forecast.settle_like,
             "newcomers as in that year, with what came with them", .least = YEAR_MIN,
             .most = YEAR_MAX),
    FORECAST("rate", "CHANGE", OWN, forecast.changes,
             "what if: CODE=AMOUNT in kroner, or CODE=+3%; repeatable", .take = take_rate,
             .repeatable = true),
    FORECAST("csv", "FILE", OUTPUT, csv, "also every sum as CSV, into a new file"),
    FORECAST("html", "FILE", OUTPUT, html, "also as a page, into a new file"),
    FORECAST("language", "nb|en", CHOICE, language, "of the page: nb (default) or en",
             .least = LANGUAGE_NB, .words = language_words, .hint = "knows nb and en"),
    FORECAST("cutoff", "DAY", DAY, forecast.cutoff,
             "what was known that day (default: the extracts' date)"),
    FORECAST("config", "FILE", PATH, forecast.config,
             "heirs of split municipalities, as the ledger's runs had them (XML)",
             .takes_input = true),
    FORECAST("municipalities", "FILE", PATH, forecast.municipalities,
             "municipality table (default: installed)", .takes_input = true),
    FORECAST("threads", "N", INT, forecast.threads,
             "default: all processors; never changes the result", .least = 1,
             .most = RUN_THREADS_MAX),
    {.name = NULL},
};

static void show_progress(void *user, const char *step, uint64_t done, uint64_t total)
{
    progress_show(user, step, done, total);
}

static Status save_csv(const Given *given, const ForecastReport *report, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (given->csv == NULL) return STATUS_OK;
    forecast_csv_write(report, &text);
    TRY(save_text(given->csv, FORECAST_MODE, &text, failure));
    keep_done("%s written to %s", count_words(report->row_count, "row", "rows").text,
              given->csv);
    return STATUS_OK;
}

static Status save_page(const Given *given, const ForecastReport *report, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    if (given->html == NULL) return STATUS_OK;
    forecast_page_write(report, given->language, &text);
    TRY(save_text(given->html, FORECAST_MODE, &text, failure));
    keep_done("page written to %s", given->html);
    return STATUS_OK;
}

/* Both or none: the same command again must not find the one in its way. */
static Status save_both(const Given *given, const ForecastReport *report, Failure *failure)
{
    TRY(save_csv(given, report, failure));
    Status status = save_page(given, report, failure);
    if (status != STATUS_OK && given->csv != NULL) (void)system_unlink(given->csv);
    return status;
}

static Status show(const Given *given, const ForecastReport *report, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    forecast_text_write(report, &text);
    TRY(text_buffer_status(&text, failure));
    TRY(save_both(given, report, failure));
    return print_text(&text, failure);
}

static Status outputs_are_new(const Given *given, Failure *failure)
{
    if (given->csv != NULL) TRY(output_file_check_new(given->csv, failure));
    return given->html != NULL ? output_file_check_new(given->html, failure) : STATUS_OK;
}

static void complete(Given *given, const ProgramData *data)
{
    ForecastOptions *forecast = &given->forecast;
    int processors = omp_get_num_procs();
    forecast->registers = given->registers.items;
    forecast->register_count = given->registers.count;
    forecast->bank_profiles = data->bank_profiles;
    if (forecast->rules == NULL) forecast->rules = data->rules;
    if (forecast->municipalities == NULL) forecast->municipalities = data->municipalities;
    if (forecast->threads == 0)
        forecast->threads = processors < RUN_THREADS_MAX ? processors : RUN_THREADS_MAX;
}

static Status forecast(void *arguments, Failure *failure)
{
    Given *given = arguments;
    static ProgramData data;
    static ForecastReport report;
    Progress progress = progress_begin();
    TRY(outputs_are_new(given, failure));
    TRY(program_data(&data, failure));
    complete(given, &data);
    given->forecast.progress = show_progress;
    given->forecast.progress_user = &progress;
    Status status = forecast_make(&given->forecast, &report, failure);
    progress_end(&progress);
    if (status == STATUS_OK) status = show(given, &report, failure);
    forecast_report_free(&report);
    return status;
}

const Command command_forecast = {
    .name = "forecast",
    .purpose = N_("what a year will cost, also by other rates"),
    .usage =
        "tilskudd forecast --register PATH... --year Y [--ledger DIR [--pin FILE]]\n"
        "               [--rules DIR] [--settle FILE] [--settle-like YEAR] [--rate CHANGE]...\n"
        "               [--csv FILE] [--html FILE]",
    .description = N_(
        "Computes the four quarters of a year one after the other, as runs would, from one "
        "register with the cut-off frozen: what it costs by chapter and item, payment group, "
        "quarter and municipality if everyone stays where they are that day. The same rules, "
        "the same holds; what is held is told apart. With --ledger committed quarters are as "
        "they are, and corrections of earlier years come apart, in the next quarter. Newcomers "
        "are those of --settle, or else those of the year of --settle-like; what does not come "
        "by itself (claims not yet made, decisions on FHT, asylum training, the Norwegian "
        "grant "
        "of newcomers, BHT, ELDR) comes per newcomer as in that year, and without one is "
        "nothing, which is said. With --rate the year is computed once more with the changed "
        "rates. A year without a rule set takes the latest one, marked as carried forward. "
        "Nothing is paid, and no ident is written."),
    .examples =
        N_("Examples:\n  tilskudd forecast --register nir.xml.gz --year 2019 --settle-like "
           "2018 --csv 2019.csv\n"
           "  tilskudd forecast --register nir.xml.gz --year 2019 --ledger ledger --rate "
           "AR-2=+3%\n"),
    .actions = {{NULL, forecast}},
    .options = options,
    .size = sizeof(Given),
    .initial = &initial,
};
