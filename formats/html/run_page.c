#include "formats/html/run_page.h"

#include <stdio.h>

#include "formats/base/plain_text.h"
#include "formats/html/html_page.h"

void run_page_place(const RunPage *page, size_t code, char text[PLACE_TEXT_SIZE])
{
    const Municipality *row = NULL;
    if (code == 0) {
        snprintf(text, PLACE_TEXT_SIZE, "the country");
        return;
    }
    if (page->municipalities != NULL && code < MUNICIPALITY_CODES)
        row = municipality_find(page->municipalities, (MunicipalityCode)code);
    snprintf(text, PLACE_TEXT_SIZE, "%04zu %s", code, row != NULL ? row->name : "");
}

/* What the run took as given, and who approved it how: trust.md 2, 6. */
static void show_choices(const RunPage *page)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    if (page->entry != NULL)
        text_buffer_format(&text, "Committed as entry %06u at %s.\n", page->entry->number,
                           page->entry->time);
    if (page->screen == NULL) {
        manifest_choices_text(page->manifest, "", &text);
        if (page->entry != NULL) entry_choices_text(page->entry, "", &text);
    }
    if (text.length > 0) html_paragraph(page->out, text.bytes);
    text_buffer_free(&text);
}

void run_page_begin(const RunPage *page, const char *what)
{
    const Manifest *manifest = page->manifest;
    char title[160], line[320], hex[SHA256_HEX_SIZE];
    sha256_to_hex(manifest->run_identity, hex);
    snprintf(title, sizeof title, "%s: %d, quarter %d", what, manifest->year,
             manifest->quarter);
    html_begin(page->out, title,
               manifest->live ? "" : "TEST: made by a test ledger. Nothing here is a payment.");
    snprintf(line, sizeof line,
             "Register of %s, cut-off %s, payment on %s. Run identity %.16s, made by %s at %s.",
             day_text(manifest->extract_date).text, day_text(manifest->cutoff).text,
             day_text(manifest->payment_date).text, hex, manifest->program, manifest->time);
    html_paragraph(page->out, line);
    show_choices(page);
    if (page->stopped != NULL) html_preformatted(page->out, page->stopped);
}

static void card_number(TextBuffer *out, uint64_t number, const char *what)
{
    html_card(out, whole_kroner_text((Kroner)number).text, what);
}

static void show_cards(const RunPage *page)
{
    const Manifest *manifest = page->manifest;
    TextBuffer *out = page->out;
    html_cards_begin(out);
    html_card(out, kroner_text(manifest->paid).text, "kroner to be paid");
    card_number(out, manifest->payments, "payments");
    card_number(out, manifest->persons, "persons read");
    card_number(out, manifest->with_lines, "persons with lines");
    card_number(out, manifest->held_persons, "persons held");
    card_number(out, manifest->vanished, "persons vanished");
    card_number(out, manifest->set_aside, "records set aside");
    html_cards_end(out);
}

/* Both tables of sums have these columns, and rows that only sum_cells makes. */
#define SUM_HEADINGS                                                                           \
    ">Paid", ">Lines", ">Brought forward", ">Returned", ">By hand", ">Carried forward", ">Held"
static const char *const group_columns[] = {"Payment group", SUM_HEADINGS};
static const char *const place_columns[] = {"Municipality", SUM_HEADINGS};
enum { SUM_COLUMNS = sizeof group_columns / sizeof group_columns[0] };

static void sum_cells(HtmlTable *table, const char *name, const GroupSums *sums)
{
    html_cell(table, name);
    html_cell(table, kroner_text(sums->paid).text);
    html_cell(table, kroner_text(sums->lines).text);
    html_cell(table, kroner_text(sums->brought_forward).text);
    html_cell(table, kroner_text(sums->returned).text);
    html_cell(table, kroner_text(sums->manual).text);
    html_cell(table, kroner_text(sums->carried_forward).text);
    html_cell(table, kroner_text(sums->held).text);
}

static void show_groups(const RunPage *page, GroupRow *rows)
{
    HtmlTable table =
        html_table_begin(page->out, "Kroner, by payment group", group_columns, SUM_COLUMNS);
    GroupSums all = netting_totals(rows, -1);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        GroupSums total = netting_totals(rows, g);
        sum_cells(&table, payment_group_text((PaymentGroup)g), &total);
    }
    sum_cells(&table, "All", &all);
    html_table_end(&table);
}

static void show_municipalities(const RunPage *page, GroupRow *rows)
{
    HtmlTable table = html_table_begin(page->out, "Kroner, all payment groups together",
                                       place_columns, SUM_COLUMNS);
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        char place[PLACE_TEXT_SIZE];
        GroupSums total = group_sums_of_row(rows[code]);
        if (!total.any) continue;
        run_page_place(page, code, place);
        sum_cells(&table, place, &total);
    }
    html_table_end(&table);
}

/* A line can be held alone: without a rate, a known successor, or by an option. */
static bool holds(const Control *control)
{
    return control->severity <= SEVERITY_BLOCK || control->number == CONTROL_RATE_MISSING ||
           control->number == CONTROL_SUCCESSOR_AMBIGUOUS ||
           control->number == CONTROL_CODE_HELD || control->number == CONTROL_MUNICIPALITY_HELD;
}

static uint64_t held_findings(const FindingCounts *counts)
{
    uint64_t all = 0;
    for (size_t i = 0; i < control_count(); i++)
        if (holds(control_at(i))) all += counts->by_control[control_at(i)->number];
    return all;
}

static void show_held(const RunPage *page, const FindingCounts *counts)
{
    static const char *const columns[] = {"Control", ">Findings", "What was held, and why"};
    html_heading(page->out, "What is held");
    if (held_findings(counts) == 0) {
        html_paragraph(page->out, "No person, record, line or municipality is held.");
        return;
    }
    HtmlTable table = html_table_begin(page->out, "Findings that hold something back", columns,
                                       sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        uint64_t found = counts->by_control[control->number];
        if (!holds(control) || found == 0) continue;
        html_cell(&table, control_name(control->number).text);
        html_cell_number(&table, (int64_t)found);
        html_cell(&table, control->sentence_en);
    }
    html_table_end(&table);
}

void run_page_write(const RunPage *page, GroupRow *rows, const FindingCounts *counts)
{
    run_page_begin(page, "Grants to municipalities");
    show_cards(page);
    if (page->screen != NULL) {
        html_heading(page->out, "What the second person decides on");
        html_preformatted(page->out, page->screen);
    }
    if (page->payments != NULL) {
        html_heading(page->out, "What has become of the payments");
        html_preformatted(page->out, page->payments);
    }
    html_heading(page->out, "Payment groups");
    show_groups(page, rows);
    show_held(page, counts);
    html_heading(page->out, "Municipalities");
    show_municipalities(page, rows);
    html_end(page->out);
}
