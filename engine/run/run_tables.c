/* run_tables.c - a run's tables and summaries as text. payments.md 6. */
#include <stdarg.h>
#include <stdio.h>

#include "engine/run/run_output.h"

void run_tables_municipalities(const Run *run, TextBuffer *out)
{
    municipalities_csv_write(out, (const GroupRow *)run->sums);
}

void run_tables_posting(const Run *run, TextBuffer *out)
{
    posting_csv_write(out, run_posting_rules(run)->postings, (const GroupRow *)run->sums);
}

void run_tables_basic(const Run *run, TextBuffer *out)
{
    text_buffer_text(out, BASIC_HEADER);
    for (size_t i = 0; i < run->basic_fixed_count; i++) {
        basic_csv_append(out, &run->basic_fixed[i]);
    }
}

/* --- what a run allows but is seldom meant --- */

static void add_note(RunNotes *notes, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add_note(RunNotes *notes, const char *format, ...)
{
    va_list arguments;
    INVARIANT(notes->count < RUN_NOTES_MAX);
    va_start(arguments, format);
    vsnprintf(notes->texts[notes->count++], RUN_NOTE_SIZE, format, arguments);
    va_end(arguments);
}

static unsigned municipalities_at_cutoff(const Run *run)
{
    unsigned count = 0;
    for (MunicipalityCode code = 1; code < MUNICIPALITY_CODES; code++) {
        count += municipality_on(run->municipalities, code, run->cutoff) != NULL;
    }
    return count;
}

/* cli.md: extracts cover the whole country when every municipality with a settled line sends
 * one; of a ledger without settled lines any extract does. */
static void note_few_senders(const Run *run, RunNotes *notes)
{
    if (run->sender_count == 0 || !run->nothing_settled || run->options.dry_run) return;
    unsigned all = municipalities_at_cutoff(run);
    if (run->sender_count >= all) return;
    add_note(
        notes,
        "the ledger has no settled lines, so that nothing says who is missing: %zu of the %u "
        "municipalities of that day send an extract; whoever is registered in the others gets "
        "nothing in this run",
        run->sender_count, all);
}

static void note_old_register(const Run *run, RunNotes *notes)
{
    char cutoff[DAY_TEXT_SIZE], first[DAY_TEXT_SIZE];
    Day begin = day_from_date(run->options.year, run->options.quarter * 3 - 2, 1);
    if (run->cutoff >= begin) return;
    day_format(run->cutoff, cutoff);
    day_format(begin, first);
    add_note(
        notes,
        "this register is older than the quarter: it knows nothing after %s, and the quarter "
        "begins on %s; what happened since is not in it",
        cutoff, first);
}

static void note_postings(const Run *run, RunNotes *notes)
{
    int paid = day_year(run->payment_date), posted = run_posting_rules(run)->year;
    if (posted == paid) return;
    add_note(notes, "there is no rule set %d: chapters and items are those of %d", paid,
             posted);
}

/* grants.md 4: a choice of the configuration that decides who is paid. */
static void note_heirs(const Run *run, RunNotes *notes)
{
    const LineSuccessors *named = &run->mapping->line_successors;
    for (size_t i = 0; i < named->count && notes->count < RUN_NOTES_MAX; i++) {
        add_note(
            notes,
            "%04u serves the persons of the split municipality %04u whom their residence on "
            "the first day after it does not place (lineSuccessor)",
            named->items[i].to, named->items[i].code);
    }
}

void run_notes(const Run *run, RunNotes *notes)
{
    notes->count = 0;
    note_few_senders(run, notes);
    note_old_register(run, notes);
    note_postings(run, notes);
    note_heirs(run, notes);
}

/* --- what it has come to --- */

static RunResult result_of(const Run *run, const RunOutput *output, const RunNotes *notes)
{
    return (RunResult){.live = run->live,
                       .year = run->options.year,
                       .quarter = run->options.quarter,
                       .extract_date = run->extract_date,
                       .cutoff = run->cutoff,
                       .payment_date = run->payment_date,
                       .identity = output->manifest.run_identity,
                       .program = output->manifest.program,
                       .notes = notes->texts,
                       .note_count = notes->count,
                       .counts = &run->counts,
                       .years = &run->settle.years,
                       .sums = run->sums,
                       .payments = output->payment_count};
}

void run_tables_summary(const Run *run, const RunOutput *output, TextBuffer *out)
{
    RunNotes notes;
    run_notes(run, &notes);
    const RunResult result = result_of(run, output, &notes);
    run_summary_write(&result, out);
}

void run_tables_screen(const Run *run, const RunOutput *output, TextBuffer *out)
{
    const RunNotes none = {.count = 0};
    const RunResult result = result_of(run, output, &none);
    run_summary_screen(&result, out);
}
