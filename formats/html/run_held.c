/* run_held.c - what a run holds back and why, what it warns of, what has become of its payments
 * and who signed: of run_parts.h. */
#include <stdio.h>
#include <stdlib.h>

#include "formats/base/amount_words.h"
#include "formats/base/plain_text.h"
#include "formats/base/written_text.h"
#include "formats/html/run_parts.h"
#include "formats/text/control_told.h"

enum { HEADING_SIZE = 64, WARNINGS_SHOWN = 10 };

static void sentence_cell(const RunOverview *overview, int control, HtmlTable *table)
{
    CLEANUP(text_buffer_free) TextBuffer words = TEXT_BUFFER_EMPTY;
    control_told(&words, overview->language, control);
    html_cell(table, words.bytes != NULL ? words.bytes : "");
    overview->page.out->failed |= words.failed;
}

/* --- held --- */

static int largest_first(const void *left, const void *right)
{
    const HeldReason *a = left, *b = right;
    Ore mine = touched_ore(&a->touched), other = touched_ore(&b->touched);
    if (mine != other) return mine > other ? -1 : 1;
    return a->control - b->control;
}

static void held_row(const RunOverview *overview, const HeldReason *reason, HtmlTable *table)
{
    html_cell(table, control_name(reason->control).text);
    sentence_cell(overview, reason->control, table);
    html_cell_number(table, (int64_t)reason->touched.persons);
    html_cell_number(table, (int64_t)reason->touched.lines);
    /* An amount that nobody knows is never shown as 0. */
    if (reason->touched.unknown_lines == reason->touched.lines)
        html_cell(table, WORDS(overview, NOT_KNOWN));
    else
        html_cell_kroner(table, touched_ore(&reason->touched));
}

static void show_reasons(const RunOverview *overview)
{
    HeldReasons *reasons = overview->reasons;
    char persons[HEADING_SIZE], lines[HEADING_SIZE], kroner[HEADING_SIZE];
    const char *const columns[] = {WORDS(overview, HELD_CONTROL), WORDS(overview, HELD_WHY),
                                   persons, lines, kroner};
    snprintf(persons, sizeof persons, ">%s", WORDS(overview, PERSONS));
    snprintf(lines, sizeof lines, ">%s", WORDS(overview, LINES_COUNT));
    snprintf(kroner, sizeof kroner, ">%s", WORDS(overview, KRONER));
    qsort(reasons->items, reasons->count, sizeof reasons->items[0], largest_first);
    HtmlTable table =
        html_stack_begin(overview->page.out, WORDS(overview, HELD_CAPTION), columns, 5);
    for (size_t i = 0; i < reasons->count; i++)
        held_row(overview, &reasons->items[i], &table);
    html_table_end(&table);
}

void overview_held(const RunOverview *overview)
{
    const Touched *unknown = &overview->summary->not_known;
    html_heading(overview->page.out, WORDS(overview, HELD_BACK));
    if (overview->reasons->count == 0) {
        overview_sentence(overview, RUN_TEXT_HELD_NOTHING);
        return;
    }
    overview_sentence(overview, RUN_TEXT_HELD_SUM,
                      amount_words(netting_totals(overview->rows, -1).held).text);
    if (unknown->lines > 0)
        overview_sentence(overview, RUN_TEXT_HELD_UNKNOWN,
                          whole_kroner_text((Kroner)unknown->lines).text,
                          whole_kroner_text((Kroner)unknown->persons).text);
    show_reasons(overview);
}

/* --- warnings --- */

/* They are kept in English, because they are hashed. */
static void show_notes(const RunOverview *overview)
{
    CLEANUP(text_buffer_free) TextBuffer note = TEXT_BUFFER_EMPTY;
    TextBuffer *out = overview->page.out;
    if (run_summary_note(overview->summary, 0) == NULL) return;
    Language before = language_speak(overview->language);
    text_buffer_text(out, "<h3>");
    html_text(out, WORDS(overview, NOTES));
    text_buffer_text(out, "</h3>\n<ul>\n");
    for (size_t i = 0; run_summary_note(overview->summary, i) != NULL; i++) {
        text_buffer_text(out, "<li>");
        text_buffer_clear(&note);
        written_text(run_summary_note(overview->summary, i), &note);
        html_text(out, note.bytes != NULL ? note.bytes : "");
        out->failed |= note.failed;
        text_buffer_text(out, "</li>\n");
    }
    (void)language_speak(before);
    text_buffer_text(out, "</ul>\n");
}

/* Controls that warn and have found something, the most frequent first. */
typedef struct Warning {
    int control;
    uint64_t found;
} Warning;

static int most_first(const void *left, const void *right)
{
    const Warning *a = left, *b = right;
    if (a->found != b->found) return a->found > b->found ? -1 : 1;
    return a->control - b->control;
}

static size_t find_warnings(const RunOverview *overview, Warning warnings[CONTROLS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        uint64_t found = overview->counts->by_control[control->number];
        if (control->severity != SEVERITY_WARN || found == 0) continue;
        warnings[count++] = (Warning){control->number, found};
    }
    qsort(warnings, count, sizeof *warnings, most_first);
    return count;
}

static void say_more(const RunOverview *overview, const Warning *warnings, size_t count)
{
    uint64_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += warnings[i].found;
    if (count > 0)
        overview_sentence(overview, RUN_TEXT_WARNINGS_MORE, count_text(found).text,
                          count_text(count).text);
}

void overview_warnings(const RunOverview *overview)
{
    Warning warnings[CONTROLS_MAX];
    char findings[HEADING_SIZE];
    const char *const columns[] = {WORDS(overview, HELD_CONTROL), WORDS(overview, WARNING_WHAT),
                                   findings};
    size_t count = find_warnings(overview, warnings), shown;
    shown = count < WARNINGS_SHOWN ? count : WARNINGS_SHOWN;
    html_heading(overview->page.out, WORDS(overview, WARNINGS));
    show_notes(overview);
    if (count == 0) {
        overview_sentence(overview, RUN_TEXT_WARNINGS_NONE);
        return;
    }
    snprintf(findings, sizeof findings, ">%s", WORDS(overview, FINDINGS));
    HtmlTable table =
        html_stack_begin(overview->page.out, WORDS(overview, WARNINGS_CAPTION), columns, 3);
    for (size_t i = 0; i < shown; i++) {
        html_cell(&table, control_name(warnings[i].control).text);
        sentence_cell(overview, warnings[i].control, &table);
        html_cell_number(&table, (int64_t)warnings[i].found);
    }
    html_table_end(&table);
    say_more(overview, warnings + shown, count - shown);
}

/* --- payments --- */

void overview_payments_table(const RunOverview *overview)
{
    char count[HEADING_SIZE], kroner[HEADING_SIZE];
    const char *const columns[] = {WORDS(overview, PAYMENTS_STATE), count, kroner};
    if (overview->payment_counts == NULL) return;
    snprintf(count, sizeof count, ">%s", WORDS(overview, PAYMENTS_COUNT));
    snprintf(kroner, sizeof kroner, ">%s", WORDS(overview, KRONER));
    html_heading(overview->page.out, WORDS(overview, PAYMENTS));
    HtmlTable table =
        html_stack_begin(overview->page.out, WORDS(overview, PAYMENTS_CAPTION), columns, 3);
    for (int b = 0; b < BUCKET_COUNT; b++) {
        html_cell(&table, run_bucket_name(overview->language, (Bucket)b));
        html_cell_number(&table, (int64_t)overview->payment_counts[b]);
        html_cell_kroner(&table, overview->payment_sums[b]);
    }
    html_table_end(&table);
}

/* --- who signed --- */

void overview_signed(const RunOverview *overview)
{
    const RunPage *page = &overview->page;
    html_heading(page->out, WORDS(overview, SIGNED));
    if (overview->proposed_by != NULL)
        overview_sentence(overview, RUN_TEXT_PROPOSED_BY, overview->proposed_by,
                          page->manifest->time);
    else
        overview_sentence(overview, RUN_TEXT_PROPOSED_UNKNOWN, page->manifest->time);
    if (page->entry != NULL && overview->approved_by != NULL)
        overview_sentence(overview, RUN_TEXT_APPROVED_BY, overview->approved_by,
                          page->entry->time, page->entry->number);
    else if (overview->ledger_at_hand)
        overview_sentence(overview, RUN_TEXT_NOT_APPROVED);
    if (page->stopped == NULL) return;
    text_buffer_text(page->out, "<h3>");
    html_text(page->out, WORDS(overview, STOPPED));
    text_buffer_text(page->out, "</h3>\n");
    html_preformatted(page->out, page->stopped);
}
