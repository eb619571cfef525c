/* run_tables.c - a run's tables and summaries as text. payments.md 6. */
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
