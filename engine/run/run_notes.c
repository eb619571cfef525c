/* run_notes.c - what a run allows but is seldom meant: told on standard error and kept in the
 * summary. See run_output.h. */
#include <stdarg.h>
#include <stdio.h>

#include "engine/run/run_output.h"

static void add(RunNotes *notes, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(RunNotes *notes, const char *format, ...)
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
    add(notes,
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
    add(notes,
        "this register is older than the quarter: it knows nothing after %s, and the quarter "
        "begins on %s; what happened since is not in it",
        cutoff, first);
}

static void note_postings(const Run *run, RunNotes *notes)
{
    int paid = day_year(run->payment_date), posted = run_posting_rules(run)->year;
    if (posted == paid) return;
    add(notes, "there is no rule set %d: chapters and items are those of %d", paid, posted);
}

/* grants.md 4: a choice of the configuration that decides who is paid. */
static void note_heirs(const Run *run, RunNotes *notes)
{
    const LineSuccessors *named = &run->mapping->line_successors;
    for (size_t i = 0; i < named->count && notes->count < RUN_NOTES_MAX; i++) {
        add(notes,
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
