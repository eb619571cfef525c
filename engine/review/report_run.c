/* report_run.c - the sums of a run as a page. control.md 4. */
#include <stdio.h>

#include "formats/base/plain_text.h"
#include "engine/review/report.h"

void report_place(const Report *report, size_t code, char text[PLACE_TEXT_SIZE])
{
    const Municipality *row = NULL;
    if (code == 0) {
        snprintf(text, PLACE_TEXT_SIZE, "the country");
        return;
    }
    if (report->municipalities != NULL && code < MUNICIPALITY_CODES) {
        row = municipality_find(report->municipalities, (MunicipalityCode)code);
    }
    snprintf(text, PLACE_TEXT_SIZE, "%04zu %s", code, row != NULL ? row->name : "");
}

void report_begin(const Report *report, const char *what)
{
    const Manifest *manifest = &report->folder->manifest;
    char title[160], line[320], hex[SHA256_HEX_SIZE];
    char extract[DAY_TEXT_SIZE], cutoff[DAY_TEXT_SIZE], payment[DAY_TEXT_SIZE];
    day_format(manifest->extract_date, extract);
    day_format(manifest->cutoff, cutoff);
    day_format(manifest->payment_date, payment);
    sha256_to_hex(manifest->run_identity, hex);
    snprintf(title, sizeof title, "%s: %d, quarter %d", what, manifest->year,
             manifest->quarter);
    html_begin(report->out, title,
               manifest->live ? "" : "TEST: made by a test ledger. Nothing here is a payment.");
    snprintf(line, sizeof line,
             "Register of %s, cut-off %s, payment on %s. Run identity %.16s, made by %s at %s.",
             extract, cutoff, payment, hex, manifest->program, manifest->time);
    html_paragraph(report->out, line);
}

static void card_number(TextBuffer *out, uint64_t number, const char *what)
{
    html_card(out, whole_kroner_text((Kroner)number).text, what);
}

static void show_cards(const Report *report)
{
    const Manifest *manifest = &report->folder->manifest;
    TextBuffer *out = report->out;
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
#define SUM_HEADINGS ">Paid", ">Lines", ">Brought forward", ">Carried forward", ">Held"
static const char *const group_columns[] = {"Payment group", SUM_HEADINGS};
static const char *const place_columns[] = {"Municipality", SUM_HEADINGS};
enum { SUM_COLUMNS = sizeof group_columns / sizeof group_columns[0] };

static void sum_cells(HtmlTable *table, const char *name, const GroupSums *sums)
{
    html_cell(table, name);
    html_cell(table, kroner_text(sums->paid).text);
    html_cell(table, kroner_text(sums->lines).text);
    html_cell(table, kroner_text(sums->brought_forward).text);
    html_cell(table, kroner_text(sums->carried_forward).text);
    html_cell(table, kroner_text(sums->held).text);
}

static void show_groups(const Report *report, const GroupRow *rows)
{
    HtmlTable table =
        html_table_begin(report->out, "Kroner, by payment group", group_columns, SUM_COLUMNS);
    GroupSums all = group_sums_total(rows, -1);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        GroupSums total = group_sums_total(rows, g);
        sum_cells(&table, payment_group_text((PaymentGroup)g), &total);
    }
    sum_cells(&table, "All", &all);
    html_table_end(&table);
}

static void show_municipalities(const Report *report, const GroupRow *rows)
{
    HtmlTable table = html_table_begin(report->out, "Kroner, all payment groups together",
                                       place_columns, SUM_COLUMNS);
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        char place[PLACE_TEXT_SIZE];
        GroupSums total = group_sums_of_row(rows[code]);
        if (!total.any) continue;
        report_place(report, code, place);
        sum_cells(&table, place, &total);
    }
    html_table_end(&table);
}

/* A line can be held alone: without a rate, a known successor, or by --hold-code. */
static bool holds(const Control *control)
{
    return control->severity <= SEVERITY_BLOCK || control->number == CONTROL_RATE_MISSING ||
           control->number == CONTROL_SUCCESSOR_AMBIGUOUS ||
           control->number == CONTROL_CODE_HELD;
}

static uint64_t held_findings(const FindingCounts *counts)
{
    uint64_t all = 0;
    for (size_t i = 0; i < control_count(); i++)
        if (holds(control_at(i))) all += counts->by_control[control_at(i)->number];
    return all;
}

static void show_held(const Report *report, const FindingCounts *counts)
{
    static const char *const columns[] = {"Control", ">Findings", "What was held, and why"};
    html_heading(report->out, "What is held");
    if (held_findings(counts) == 0) {
        html_paragraph(report->out, "No person, record, line or municipality is held.");
        return;
    }
    HtmlTable table = html_table_begin(report->out, "Findings that hold something back",
                                       columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        char name[16];
        uint64_t found = counts->by_control[control->number];
        if (!holds(control) || found == 0) continue;
        snprintf(name, sizeof name, "R%d", control->number);
        html_cell(&table, name);
        html_cell_number(&table, (int64_t)found);
        html_cell(&table, control->sentence_en);
    }
    html_table_end(&table);
}

static Status show(const Report *report, const GroupRow *rows, FindingCounts *counts,
                   Failure *failure)
{
    TRY(finding_counts_of_folder(report->folder, counts, failure));
    report_begin(report, "Grants to municipalities");
    show_cards(report);
    html_heading(report->out, "Payment groups");
    show_groups(report, rows);
    show_held(report, counts);
    html_heading(report->out, "Municipalities");
    show_municipalities(report, rows);
    html_end(report->out);
    return text_buffer_status(report->out, failure);
}

Status report_run(const Report *report, Failure *failure)
{
    GroupRow *rows = NULL;
    TRY(run_folder_check(report->folder, "municipalities.csv", failure));
    TRY(run_folder_check(report->folder, "findings.jsonl.gz", failure));
    FindingCounts *counts = system_allocate_zeroed(1, sizeof *counts);
    if (counts == NULL) return failure_set(failure, STATUS_MEMORY, "report", NULL);
    Status status = run_folder_sums(report->folder, &rows, failure);
    if (status == STATUS_OK) status = show(report, (const GroupRow *)rows, counts, failure);
    system_free(rows);
    system_free(counts);
    return status;
}
