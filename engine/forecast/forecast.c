#include "engine/forecast/forecast.h"

#include <stdio.h>
#include <string.h>

#include "engine/forecast/forecast_newcomers.h"
#include "engine/forecast/forecast_quarters.h"
#include "engine/ledger/ledger_history.h"
#include "engine/run/cohort.h"
#include "formats/csv/municipality_csv.h"
#include "formats/run/decision_file.h"

void forecast_report_free(ForecastReport *report)
{
    system_free(report->rows);
    municipality_table_free(report->municipalities);
    report->rows = NULL;
    report->municipalities = NULL;
}

/* --- inputs --- */

static Status read_ledger(ForecastWorld *world, Failure *failure)
{
    CLEANUP(ledger_history_free) LedgerHistory *history = NULL;
    ForecastPast *past = &world->past;
    if (world->options->ledger == NULL && world->options->pin.path != NULL)
        return failure_set(failure, STATUS_USAGE, "--pin",
                           "goes with --ledger: name the ledger too, or leave --pin out");
    if (world->options->ledger == NULL) return STATUS_OK;
    TRY(pin_ledger_open_later(&world->options->pin, world->options->ledger, &world->ledger,
                              failure));
    TRY(pin_look(&world->options->pin, world->ledger, NULL, failure));
    TRY(ledger_history_new(world->ledger, true, true, &history, failure));
    for (size_t i = 0; i < ledger_history_pieces(history); i++)
        TRY(ledger_history_piece(history, i, failure));
    TRY(ledger_history_lines(history, &past->settled, &past->settled_count, failure));
    TRY(ledger_history_looks(history, &past->looks, failure));
    return ledger_basic(world->ledger, &past->basic, &past->basic_count, failure);
}

static Status read_registers(ForecastWorld *world, Failure *failure)
{
    const ForecastOptions *options = world->options;
    RegisterReaderOptions reader = {.threads = options->threads};
    TRY(register_read(options->registers, options->register_count, &reader, &world->extracts,
                      failure));
    return cohort_cutoff(&world->extracts, options->cutoff, &world->extract_date,
                         &world->cutoff, failure);
}

static Status read_all(ForecastWorld *world, Failure *failure)
{
    TRY(forecast_rules(world, false, &world->rules, failure));
    if (world->options->change_count > 0)
        TRY(forecast_rules(world, true, &world->changed_rules, failure));
    TRY(read_ledger(world, failure));
    return read_registers(world, failure);
}

/* --- what is committed --- */

static Status entry_lines(const Ledger *ledger, const LedgerEntry *entry, ForecastLines *out,
                          Ore *paid, Failure *failure)
{
    const FolderFile *stored;
    CLEANUP(decision_file_close) DecisionFile *file = NULL;
    RunMark mark = {entry->year, entry->quarter, ledger->mode == LEDGER_LIVE, {0}};
    bool more = true;
    memcpy(mark.identity, entry->run_identity, sizeof mark.identity);
    TRY(folder_read(ledger_folder(ledger, entry->number), "decisions.csv.gz", INPUT_SIZE_MAX,
                    &stored, failure));
    TRY(decision_file_open(stored, &mark, &file, failure));
    while (more) {
        DecisionLine line;
        ForecastLine kept;
        TRY(decision_file_next(file, &line, &more, failure));
        if (!more) break;
        line.rate_missing = decision_line_is_unknown(&line);
        if (!forecast_line_of(&line, entry->quarter, &kept)) continue;
        if (kept.control == 0) *paid = ore_add(*paid, kept.line.amount);
        TRY(forecast_lines_add(out, &kept, failure));
    }
    return STATUS_OK;
}

/* The entry's decisions are not among what was read when the ledger was opened. */
static Status take_entry(const Ledger *ledger, const LedgerEntry *entry, ForecastLines *out,
                         Failure *failure)
{
    Ore paid = 0;
    TRY(entry_lines(ledger, entry, out, &paid, failure));
    if (paid == entry->lines_sum) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, ledger->folder,
                       "the decisions of entry %06u do not add up to what the entry says: run "
                       "'tilskudd verify' on it",
                       entry->number);
}

/* Quarters of the year that the ledger has, as they are. */
static Status take_committed(ForecastWorld *world, ForecastReport *report, ForecastLines *out,
                             Failure *failure)
{
    const Ledger *ledger = world->ledger;
    report->first_quarter = 1;
    if (ledger == NULL) return STATUS_OK;
    const LedgerEntry *last = ledger_last_paying(ledger);
    if (last->kind == ENTRY_RUN) {
        report->last_year = last->year;
        report->last_quarter = last->quarter;
    }
    if (report->last_year == report->year) report->first_quarter = last->quarter + 1;
    if (report->last_year > report->year) report->first_quarter = 5;
    if (ledger->opening_year == report->year)
        report->paid_before = ledger->entries[0].lines_sum;
    for (size_t i = 0; i < ledger->entry_count; i++) {
        const LedgerEntry *entry = &ledger->entries[i];
        if (entry->kind == ENTRY_RUN && entry->year == report->year)
            TRY(take_entry(ledger, entry, out, failure));
    }
    return STATUS_OK;
}

/* --- what is computed --- */

/* The report and the room for its rows. */
typedef struct Making {
    ForecastWorld *world;
    ForecastReport *report;
    size_t capacity;
} Making;

static void note_missing(ForecastReport *report, const ForecastLines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        int code = forecast_line_lacks(&lines->items[i]);
        if (code >= 0) report->rate_missing[code] = true;
    }
}

static Status add_lines(Making *making, const ForecastLines *lines, bool changed,
                        Failure *failure)
{
    ForecastReport *report = making->report;
    TRY(system_grow(&report->rows, &making->capacity, report->row_count + lines->count,
                    sizeof *report->rows, failure));
    forecast_rows_of(lines->items, lines->count, changed, report->rows + report->row_count);
    report->row_count = forecast_rows_add_up(report->rows, report->row_count + lines->count);
    return STATUS_OK;
}

static Status compute(Making *making, bool changed, Failure *failure)
{
    ForecastReport *report = making->report;
    CLEANUP(forecast_lines_free) ForecastLines lines = {0};
    TRY(take_committed(making->world, report, &lines, failure));
    const ForecastQuarters which = {.year = report->year,
                                    .first_quarter = report->first_quarter,
                                    .cutoff = making->world->cutoff,
                                    .changed = changed};
    TRY(forecast_quarters(making->world, &which, &lines, failure));
    if (!changed) {
        report->held_count = forecast_held_of(lines.items, lines.count, report->held);
        note_missing(report, &lines);
    }
    return add_lines(making, &lines, changed, failure);
}

static Status add_newcomers(Making *making, Newcomers *newcomers, Failure *failure)
{
    ForecastWorld *world = making->world;
    ForecastReport *report = making->report;
    if (report->first_quarter > 4) return STATUS_OK;
    TRY(newcomers_complete(world, report, newcomers, failure));
    TRY(newcomers_rows(world, newcomers, false, report, &making->capacity, failure));
    if (!forecast_is_changed(report)) return STATUS_OK;
    return newcomers_rows(world, newcomers, true, report, &making->capacity, failure);
}

static void begin(const ForecastOptions *options, ForecastReport *report)
{
    *report = (ForecastReport){.year = options->year,
                               .changes = options->changes,
                               .change_count = options->change_count,
                               .ledger = options->ledger,
                               .settle = options->settle,
                               .like = options->settle_like};
}

static void describe(const ForecastWorld *world, ForecastReport *report)
{
    const RuleSet *rules = rule_sets_year(world->rules, report->year);
    report->extract_date = world->extract_date;
    report->cutoff = world->cutoff;
    report->rules_of = world->rules_of;
    report->persons = world->persons;
    memcpy(report->rules_version, rules->version, sizeof report->rules_version);
    memcpy(report->postings, rules->postings, sizeof report->postings);
}

static void finish(ForecastReport *report)
{
    report->row_count = forecast_rows_add_up(report->rows, report->row_count);
    for (size_t i = 0; i < report->row_count && !forecast_is_changed(report); i++)
        report->rows[i].changed = report->rows[i].base;
}

Status forecast_make(const ForecastOptions *options, ForecastReport *report, Failure *failure)
{
    CLEANUP(forecast_world_free) ForecastWorld world = {.options = options};
    CLEANUP(newcomers_free) Newcomers *newcomers = NULL;
    Making making = {.world = &world, .report = report};
    begin(options, report);
    TRY(newcomers_read(options, &newcomers, failure));
    TRY(municipality_csv_read(options->municipalities, &report->municipalities, failure));
    TRY(read_all(&world, failure));
    TRY(compute(&making, false, failure));
    if (forecast_is_changed(report)) TRY(compute(&making, true, failure));
    TRY(add_newcomers(&making, newcomers, failure));
    describe(&world, report);
    finish(report);
    return world.ledger != NULL ? pin_move(&options->pin, world.ledger, failure) : STATUS_OK;
}
