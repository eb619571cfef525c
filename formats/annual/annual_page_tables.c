/* annual_page_tables.c - the tables of the year's page: a part of annual_page.h. */
#include <stdio.h>

#include "formats/annual/annual_csv.h"
#include "formats/annual/annual_misfits.h"
#include "formats/annual/annual_page_parts.h"
#include "formats/base/plain_text.h"
#include "formats/text/grant_names.h"

static const char *words(const AnnualReport *report, AnnualText text)
{
    return annual_words(report->language, text);
}

static void head(TextBuffer *out, const AnnualReport *report, AnnualText text)
{
    char line[160];
    snprintf(line, sizeof line, words(report, text), report->accounts.book->year);
    html_heading(out, line);
}

/* Columns of numbers. */
static void add_numbers(PageHeadings *headings, const AnnualReport *report,
                        const AnnualText *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        page_heading_add(headings, ">", words(report, texts[i]));
}
#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static void add_account(PageHeadings *headings, const AnnualReport *report)
{
    char text[64];
    snprintf(text, sizeof text, words(report, ANNUAL_TEXT_ACCOUNT),
             report->accounts.book->year);
    page_heading_add(headings, ">", text);
}

/* --- the appropriation report --- */

static void statement_row(HtmlTable *table, const AnnualReport *report, const StatementRow *row)
{
    if (report->allocated)
        page_amount(table, row->total);
    else
        html_cell(table, "");
    page_amount(table, row->account);
    if (report->allocated)
        page_amount(table, row->deviation);
    else
        html_cell(table, "");
}

static void show_statement(TextBuffer *out, const AnnualReport *report)
{
    PageHeadings headings = {.count = 0};
    char number[16];
    const StatementRow sum = appropriation_sum(report->statement, report->statement_count);
    page_heading_add(&headings, "=", words(report, ANNUAL_TEXT_CHAPTER));
    page_heading_add(&headings, "=", words(report, ANNUAL_TEXT_ITEM));
    page_heading_add(&headings, "", words(report, ANNUAL_TEXT_NAME));
    page_heading_add(&headings, "=", words(report, ANNUAL_TEXT_NOTE));
    page_heading_add(&headings, ">", words(report, ANNUAL_TEXT_TOTAL));
    add_account(&headings, report);
    page_heading_add(&headings, ">", words(report, ANNUAL_TEXT_DEVIATION));
    HtmlTable table = page_table_begin(out, report, ANNUAL_TEXT_STATEMENT_CAPTION, &headings);
    table.heads = 3; /* chapter, item and name */
    for (size_t i = 0; i < report->statement_count; i++) {
        const StatementRow *row = &report->statement[i];
        snprintf(number, sizeof number, "%u", row->posting.chapter);
        html_cell(&table, number);
        snprintf(number, sizeof number, "%02u", row->posting.item);
        html_cell(&table, number);
        html_cell(&table, row->allocated != NULL ? row->allocated->name : "");
        html_cell(&table, statement_notes(row));
        statement_row(&table, report, row);
    }
    html_sum_row(&table);
    html_cell(&table, words(report, ANNUAL_TEXT_SUM));
    page_empty(&table, 3);
    statement_row(&table, report, &sum);
    html_table_end(&table);
}

static void show_note_a(TextBuffer *out, const AnnualReport *report)
{
    static const AnnualText numbers[] = {ANNUAL_TEXT_CARRIED_IN, ANNUAL_TEXT_ALLOCATED,
                                         ANNUAL_TEXT_TOTAL};
    PageHeadings headings = {.count = 0};
    Ore carried = 0, allocated = 0;
    html_heading(out, words(report, ANNUAL_TEXT_NOTE_A));
    page_heading_add(&headings, "=", words(report, ANNUAL_TEXT_ITEM));
    add_numbers(&headings, report, numbers, COUNT(numbers));
    HtmlTable table = page_table_begin(out, report, ANNUAL_TEXT_NOTE_A_CAPTION, &headings);
    for (size_t i = 0; i < report->statement_count; i++) {
        const StatementRow *row = &report->statement[i];
        if (row->allocated == NULL) continue;
        page_posting(&table, row->posting);
        page_amount(&table, row->allocated->carried_in);
        page_amount(&table, row->allocated->allocated);
        page_amount(&table, row->total);
        carried = ore_add(carried, row->allocated->carried_in);
        allocated = ore_add(allocated, row->allocated->allocated);
    }
    html_sum_row(&table);
    html_cell(&table, words(report, ANNUAL_TEXT_SUM));
    page_amount(&table, carried);
    page_amount(&table, allocated);
    page_amount(&table, ore_add(carried, allocated));
    html_table_end(&table);
}

static bool has_note_b(const AnnualReport *report)
{
    for (size_t i = 0; i < report->statement_count; i++) {
        const AppropriationRow *row = report->statement[i].allocated;
        if (row != NULL && row->may_be_carried != NOT_GIVEN) return true;
    }
    return false;
}

static void show_note_b(TextBuffer *out, const AnnualReport *report)
{
    static const AnnualText numbers[] = {ANNUAL_TEXT_DEVIATION, ANNUAL_TEXT_MAY_BE_CARRIED};
    PageHeadings headings = {.count = 0};
    html_heading(out, words(report, ANNUAL_TEXT_NOTE_B));
    page_heading_add(&headings, "=", words(report, ANNUAL_TEXT_ITEM));
    add_numbers(&headings, report, numbers, COUNT(numbers));
    HtmlTable table = page_table_begin(out, report, ANNUAL_TEXT_NOTE_B_CAPTION, &headings);
    for (size_t i = 0; i < report->statement_count; i++) {
        const StatementRow *row = &report->statement[i];
        if (row->allocated == NULL || row->allocated->may_be_carried == NOT_GIVEN) continue;
        page_posting(&table, row->posting);
        page_amount(&table, row->deviation);
        page_amount(&table, row->allocated->may_be_carried);
    }
    html_table_end(&table);
}

static void show_misfits(TextBuffer *out, const AnnualReport *report)
{
    for (size_t i = 0; i < report->statement_count; i++) {
        AnnualMisfit found[ANNUAL_MISFITS_MAX];
        size_t count = annual_misfits(report, &report->statement[i], report->language, found);
        for (size_t m = 0; m < count; m++)
            html_paragraph(out, found[m].text);
    }
}

void annual_page_appropriation(TextBuffer *out, const AnnualReport *report)
{
    html_heading(out, words(report, ANNUAL_TEXT_STATEMENT));
    if (!report->allocated) html_paragraph(out, words(report, ANNUAL_TEXT_NOT_ALLOCATED));
    show_statement(out, report);
    show_misfits(out, report);
    if (report->allocated) show_note_a(out, report);
    if (has_note_b(report)) show_note_b(out, report);
}

/* --- by cash --- */

static const AnnualText quarters[] = {ANNUAL_TEXT_QUARTER_1, ANNUAL_TEXT_QUARTER_2,
                                      ANNUAL_TEXT_QUARTER_3, ANNUAL_TEXT_QUARTER_4};
enum { QUARTERS = 4 };

static void cash_row(HtmlTable *table, const AnnualTable *cash, size_t begin, size_t end)
{
    for (int quarter = 1; quarter <= QUARTERS; quarter++)
        page_amount(table, annual_rows_sum(cash, begin, end, CASH_PAID, quarter));
    page_amount(table, annual_rows_sum(cash, begin, end, CASH_PAID, -1));
    page_amount(table, annual_rows_sum(cash, begin, end, CASH_RETURNED, -1));
}

static void place_cells(HtmlTable *table, const AnnualReport *report, const AnnualRow *row)
{
    page_posting(table, row->place.posting);
    html_cell(table, payment_group_name(report->language, row->place.group));
}

static void sum_cells(HtmlTable *table, const AnnualReport *report)
{
    html_sum_row(table);
    html_cell(table, words(report, ANNUAL_TEXT_SUM));
    html_cell(table, "");
}

void annual_page_cash(TextBuffer *out, const AnnualReport *report)
{
    static const AnnualText numbers[] = {ANNUAL_TEXT_THE_YEAR, ANNUAL_TEXT_RETURNED};
    PageHeadings headings = {.count = 0};
    const AnnualTable *cash = &report->accounts.cash;
    head(out, report, ANNUAL_TEXT_CASH);
    page_heading_add(&headings, "=", words(report, ANNUAL_TEXT_ITEM));
    page_heading_add(&headings, "", words(report, ANNUAL_TEXT_GROUP));
    add_numbers(&headings, report, quarters, COUNT(quarters));
    add_numbers(&headings, report, numbers, COUNT(numbers));
    HtmlTable table = page_table_begin(out, report, ANNUAL_TEXT_CASH_CAPTION, &headings);
    table.heads = 2; /* item and grant */
    for (size_t i = 0, end; i < cash->count; i = end) {
        end = annual_rows_end(cash, i, true);
        place_cells(&table, report, &cash->items[i]);
        cash_row(&table, cash, i, end);
    }
    sum_cells(&table, report);
    cash_row(&table, cash, 0, cash->count);
    html_table_end(&table);
}

/* --- by budget year and quarter --- */

/* Held and owed are balances: of the year they are those of its last quarter. */
static Ore budget_of_year(const AnnualReport *report, size_t begin, size_t end, int column)
{
    int quarter = annual_budget_quarter(report->accounts.book, (BudgetColumn)column);
    return annual_rows_sum(&report->accounts.budget, begin, end, column, quarter);
}

static void show_budget_quarters(TextBuffer *out, const AnnualReport *report)
{
    static const AnnualText numbers[] = {ANNUAL_TEXT_THE_YEAR};
    PageHeadings headings = {.count = 0};
    const AnnualTable *budget = &report->accounts.budget;
    page_heading_add(&headings, "", words(report, ANNUAL_TEXT_STEP));
    add_numbers(&headings, report, quarters, COUNT(quarters));
    add_numbers(&headings, report, numbers, COUNT(numbers));
    HtmlTable table = page_table_begin(out, report, ANNUAL_TEXT_BUDGET_CAPTION, &headings);
    for (int c = 0; c < BUDGET_COLUMNS; c++) {
        html_cell(&table, annual_budget_words(report->language, (BudgetColumn)c));
        for (int quarter = 1; quarter <= QUARTERS; quarter++)
            page_amount(&table, annual_total(budget, c, quarter));
        page_amount(&table, budget_of_year(report, 0, budget->count, c));
    }
    html_table_end(&table);
}

static void show_budget_groups(TextBuffer *out, const AnnualReport *report)
{
    static const BudgetColumn shown[] = {BUDGET_DECIDED,  BUDGET_HELD,    BUDGET_PAID,
                                         BUDGET_RETURNED, BUDGET_BY_HAND, BUDGET_WAIVED,
                                         BUDGET_OWED};
    static const AnnualText numbers[COUNT(shown)] = {
        ANNUAL_TEXT_DECIDED,        ANNUAL_TEXT_HELD,          ANNUAL_TEXT_SETTLED,
        ANNUAL_TEXT_SHORT_REJECTED, ANNUAL_TEXT_SHORT_BY_HAND, ANNUAL_TEXT_WAIVED,
        ANNUAL_TEXT_SHORT_OWED};
    PageHeadings headings = {.count = 0};
    const AnnualTable *budget = &report->accounts.budget;
    head(out, report, ANNUAL_TEXT_BUDGET_GROUPS);
    page_heading_add(&headings, "=", words(report, ANNUAL_TEXT_ITEM));
    page_heading_add(&headings, "", words(report, ANNUAL_TEXT_GROUP));
    add_numbers(&headings, report, numbers, COUNT(numbers));
    HtmlTable table = page_table_begin(out, report, ANNUAL_TEXT_BUDGET_CAPTION, &headings);
    table.heads = 2; /* item and grant */
    for (size_t i = 0, end; i < budget->count; i = end) {
        end = annual_rows_end(budget, i, true);
        place_cells(&table, report, &budget->items[i]);
        for (size_t c = 0; c < COUNT(shown); c++)
            page_amount(&table, budget_of_year(report, i, end, (int)shown[c]));
    }
    sum_cells(&table, report);
    for (size_t c = 0; c < COUNT(shown); c++)
        page_amount(&table, budget_of_year(report, 0, budget->count, (int)shown[c]));
    html_table_end(&table);
}

void annual_page_budget(TextBuffer *out, const AnnualReport *report)
{
    head(out, report, ANNUAL_TEXT_BUDGET);
    show_budget_quarters(out, report);
    show_budget_groups(out, report);
}

/* --- the bridge: steps down, items across --- */

static void bridge_headings(PageHeadings *headings, const AnnualReport *report)
{
    const AnnualTable *bridge = &report->accounts.bridge;
    page_heading_add(headings, "", words(report, ANNUAL_TEXT_STEP));
    for (size_t i = 0; i < bridge->count && headings->count < PAGE_COLUMNS_MAX - 1;
         i = annual_rows_end(bridge, i, false)) {
        char text[16];
        const Posting posting = bridge->items[i].place.posting;
        snprintf(text, sizeof text, "%u.%02u", posting.chapter, posting.item);
        page_heading_add(headings, ">", text);
    }
    page_heading_add(headings, ">", words(report, ANNUAL_TEXT_SUM));
}

void annual_page_bridge(TextBuffer *out, const AnnualReport *report)
{
    PageHeadings headings = {.count = 0};
    const AnnualTable *bridge = &report->accounts.bridge;
    html_heading(out, words(report, ANNUAL_TEXT_BRIDGE));
    bridge_headings(&headings, report);
    HtmlTable table = page_table_begin(out, report, ANNUAL_TEXT_BRIDGE_CAPTION, &headings);
    for (int c = 0; c < BRIDGE_COLUMNS; c++) {
        size_t begin = 0;
        html_cell(&table, annual_bridge_words(report->language, (BridgeColumn)c));
        for (size_t column = 1; column + 1 < headings.count; column++) {
            size_t end = annual_rows_end(bridge, begin, false);
            page_amount(&table, annual_rows_sum(bridge, begin, end, c, -1));
            begin = end;
        }
        page_amount(&table, annual_total(bridge, c, -1));
    }
    html_table_end(&table);
}

/* --- the bank's four buckets --- */

static void bank_row(HtmlTable *table, const AnnualReport *report, int quarter)
{
    AnnualBucket buckets[BUCKET_COUNT];
    annual_buckets(report->accounts.book, quarter, buckets);
    for (int b = 0; b < BUCKET_COUNT; b++) {
        html_cell(table, whole_kroner_text((Kroner)buckets[b].count).text);
        page_amount(table, buckets[b].sum);
    }
}

void annual_page_bank(TextBuffer *out, const AnnualReport *report)
{
    PageHeadings headings = {.count = 0};
    int last = annual_last_quarter(report->accounts.book);
    html_heading(out, words(report, ANNUAL_TEXT_BANK));
    page_heading_add(&headings, "=", words(report, ANNUAL_TEXT_QUARTER));
    for (int b = 0; b < BUCKET_COUNT; b++) {
        page_heading_add(&headings, ">", words(report, ANNUAL_TEXT_NUMBER));
        page_heading_add(&headings, ">", annual_bucket_words(report->language, (Bucket)b));
    }
    HtmlTable table = page_table_begin(out, report, ANNUAL_TEXT_BANK_CAPTION, &headings);
    for (int quarter = 1; quarter <= last; quarter++) {
        html_cell(&table, words(report, quarters[quarter - 1]));
        bank_row(&table, report, quarter);
    }
    html_cell(&table, words(report, ANNUAL_TEXT_THE_YEAR));
    bank_row(&table, report, 0);
    html_table_end(&table);
}
