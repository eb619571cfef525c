/* run_tables.c - a run's tables and summaries as text. payments.md 6. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/run/held_reasons.h"
#include "formats/base/plain_text.h"
#include "engine/run/run_output.h"

enum { ACCOUNT_CLASS = 8 }; /* kontoklasse 8, grants: standard chart of accounts of the state */

static bool has_row(const GroupSums *sums)
{
    return sums->any || sums->lines != 0 || sums->held != 0 || sums->brought_forward != 0;
}

void run_tables_municipalities(const Run *run, TextBuffer *out)
{
    text_buffer_text(out, "municipality,payment_group,lines_ore,held_ore,brought_forward_ore,"
                          "paid_ore,carried_forward_ore\n");
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            const GroupSums *sums = &run->sums[code][g];
            if (!has_row(sums)) continue;
            text_buffer_format(out, "%04u,%s,%lld,%lld,%lld,%lld,%lld\n", (unsigned)code,
                               payment_group_text((PaymentGroup)g), (long long)sums->lines,
                               (long long)sums->held, (long long)sums->brought_forward,
                               (long long)sums->paid, (long long)sums->carried_forward);
        }
    }
}

void run_tables_posting(const Run *run, TextBuffer *out)
{
    const RuleSet *rules = run_posting_rules(run);
    text_buffer_text(out, "chapter,item,account_class,municipality,payment_group,amount_ore\n");
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            Ore paid = run->sums[code][g].paid;
            if (paid == 0) continue;
            text_buffer_format(out, "%u,%u,%d,%04u,%s,%lld\n", rules->postings[g].chapter,
                               rules->postings[g].item, ACCOUNT_CLASS, (unsigned)code,
                               payment_group_text((PaymentGroup)g), (long long)paid);
        }
    }
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

/* --- summary.json --- */

static void number(TextBuffer *out, const char *name, int64_t value)
{
    text_buffer_format(out, "    \"%s\": %lld,\n", name, (long long)value);
}

static void end_object(TextBuffer *out, const char *after)
{
    /* Takes the last comma back: an object without one is how JSON wants it. */
    if (out->length >= 2 && out->bytes[out->length - 2] == ',') {
        out->length -= 2;
        text_buffer_char(out, '\n');
    }
    text_buffer_text(out, after);
}

static void summary_counts(const RunCounts *counts, TextBuffer *out)
{
    text_buffer_text(out, "  \"persons\": {\n");
    number(out, "read", (int64_t)counts->persons);
    number(out, "with_lines", (int64_t)counts->with_lines);
    number(out, "without_lines", (int64_t)counts->without_lines);
    number(out, "held", (int64_t)counts->held);
    number(out, "vanished", (int64_t)counts->vanished);
    number(out, "records_set_aside", (int64_t)counts->set_aside);
    number(out, "records_identical", (int64_t)counts->identical);
    number(out, "with_integration_grant", (int64_t)counts->integration_persons);
    end_object(out, "  },\n  \"without_lines_by_reason\": {\n");
    for (int r = 0; r < NO_GRANT_REASON_COUNT; r++) {
        if (counts->by_reason[r] == 0) continue;
        number(out, no_grant_reason_text((NoGrantReason)r), (int64_t)counts->by_reason[r]);
    }
    end_object(out, "  },\n  \"lines\": {\n");
    number(out, "all", (int64_t)counts->lines);
    number(out, "pay", (int64_t)counts->pay_lines);
    number(out, "held", (int64_t)counts->held_lines);
    number(out, "zero", (int64_t)counts->zero_lines);
    end_object(out, "  },\n");
}

static void summary_totals(TextBuffer *out, const char *name, const GroupSums *totals)
{
    text_buffer_format(out,
                       "    \"%s\": {\"lines_ore\": %lld, \"held_ore\": %lld, "
                       "\"brought_forward_ore\": %lld, \"paid_ore\": %lld, "
                       "\"carried_forward_ore\": %lld},\n",
                       name, (long long)totals->lines, (long long)totals->held,
                       (long long)totals->brought_forward, (long long)totals->paid,
                       (long long)totals->carried_forward);
}

/* "No finding" must differ from "did not run" (control.md 1). */
static void summary_controls(const RunCounts *counts, TextBuffer *out)
{
    text_buffer_text(out, "  \"controls\": {\n");
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        text_buffer_format(out, "    \"R%d\": {\"executed\": %llu, \"found\": %llu},\n",
                           control->number,
                           (unsigned long long)counts->executed[control->number],
                           (unsigned long long)counts->found[control->number]);
    }
    end_object(out, "  },\n");
}

static void summary_rates(const Run *run, TextBuffer *out)
{
    text_buffer_text(out, "  \"rates_not_verified\": {\n");
    for (size_t y = 0; y < run->settle.years.count; y++) {
        for (int c = 0; c < RATE_CODE_COUNT; c++) {
            uint64_t persons = run->counts.evidence.unverified[y][c];
            if (persons == 0) continue;
            text_buffer_format(out, "    \"%d %s\": %llu,\n",
                               run->settle.years.items[y].context.budget_year,
                               rate_code_text(c), (unsigned long long)persons);
        }
    }
    end_object(out, "  },\n  \"rates_missing\": {\n");
    for (size_t y = 0; y < run->settle.years.count; y++) {
        for (int c = 0; c < RATE_CODE_COUNT; c++) {
            uint64_t persons = run->counts.evidence.missing[y][c];
            if (persons == 0) continue;
            text_buffer_format(out, "    \"%d %s\": %llu,\n",
                               run->settle.years.items[y].context.budget_year,
                               rate_code_text(c), (unsigned long long)persons);
        }
    }
    end_object(out, "  },\n");
}

static void summary_notes(const Run *run, TextBuffer *out)
{
    RunNotes notes;
    run_notes(run, &notes);
    text_buffer_text(out, "  \"notes\": [");
    for (size_t i = 0; i < notes.count; i++) {
        text_buffer_text(out, i == 0 ? "\n    " : ",\n    ");
        text_buffer_json_string(out, notes.texts[i]);
    }
    text_buffer_text(out, notes.count == 0 ? "],\n" : "\n  ],\n");
}

static void summary_held(const Run *run, TextBuffer *out)
{
    HeldReasons reasons;
    held_reasons_of_run(run, &reasons);
    held_reasons_json(&reasons, out);
}

void run_tables_summary(const Run *run, const RunOutput *output, TextBuffer *out)
{
    const Manifest *manifest = &output->manifest;
    text_buffer_format(out, "{\n  \"mode\": \"%s\",\n  \"year\": %d,\n  \"quarter\": %d,\n",
                       run->live ? "live" : "test", manifest->year, manifest->quarter);
    text_buffer_text(out, "  \"run_identity\": \"");
    text_buffer_hex(out, manifest->run_identity, SHA256_SIZE);
    text_buffer_format(out, "\",\n  \"program\": \"%s\",\n", manifest->program);
    summary_notes(run, out);
    summary_counts(&run->counts, out);
    summary_held(run, out);
    text_buffer_text(out, "  \"sums\": {\n");
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        GroupSums totals = netting_totals(run->sums, g);
        summary_totals(out, payment_group_text((PaymentGroup)g), &totals);
    }
    GroupSums all = netting_totals(run->sums, -1);
    summary_totals(out, "all", &all);
    end_object(out, "  },\n");
    number(out, "payments", (int64_t)output->payment_count);
    summary_rates(run, out);
    summary_controls(&run->counts, out);
    end_object(out, "}\n");
}

/* --- the screen --- */

static void screen_amount(TextBuffer *out, Ore amount, int width)
{
    text_buffer_format(out, "%*s", width, amount_text(amount).text);
}

static void screen_row(TextBuffer *out, const char *name, const GroupSums *totals)
{
    text_buffer_format(out, "  %-10s", name);
    screen_amount(out, totals->lines, 17);
    screen_amount(out, totals->brought_forward, 15);
    screen_amount(out, totals->paid, 17);
    screen_amount(out, totals->carried_forward, 15);
    screen_amount(out, totals->held, 15);
    text_buffer_char(out, '\n');
}

void run_tables_screen(const Run *run, const RunOutput *output, TextBuffer *out)
{
    const RunCounts *counts = &run->counts;
    HeldReasons reasons;
    char extract[DAY_TEXT_SIZE], cutoff[DAY_TEXT_SIZE], payment[DAY_TEXT_SIZE];
    day_format(run->extract_date, extract);
    day_format(run->cutoff, cutoff);
    day_format(run->payment_date, payment);
    text_buffer_format(out,
                       "%s run %d, quarter %d: register of %s, cut-off %s, payment on %s\n",
                       run->live ? "Live" : "TEST", run->options.year, run->options.quarter,
                       extract, cutoff, payment);
    text_buffer_format(
        out,
        "%llu persons read: %llu with lines, %llu without, %llu held; "
        "%llu vanished, %llu records set aside\n\n",
        (unsigned long long)counts->persons, (unsigned long long)counts->with_lines,
        (unsigned long long)counts->without_lines, (unsigned long long)counts->held,
        (unsigned long long)counts->vanished, (unsigned long long)counts->set_aside);
    text_buffer_format(out, "  %-10s%17s%15s%17s%15s%15s\n", "kroner", "lines", "brought fwd",
                       "paid", "carried fwd", "held");
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        GroupSums totals = netting_totals(run->sums, g);
        screen_row(out, payment_group_text((PaymentGroup)g), &totals);
    }
    GroupSums all = netting_totals(run->sums, -1);
    screen_row(out, "all", &all);
    held_reasons_of_run(run, &reasons);
    if (reasons.count > 0) text_buffer_char(out, '\n');
    held_reasons_text(&reasons, out);
    text_buffer_format(out, "\n%zu payments, run identity ", output->payment_count);
    text_buffer_hex(out, output->manifest.run_identity, 8);
    text_buffer_char(out, '\n');
}
