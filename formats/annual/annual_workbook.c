#include "formats/annual/annual_workbook.h"

#include <stdio.h>

#include "formats/annual/annual_csv.h"
#include "formats/annual/annual_texts.h"
#include "formats/run/run_mark.h"
#include "formats/workbook/spreadsheet.h"

enum { WORKBOOK_MODE = 0644, COLUMNS_MAX = 20 };
enum {
    WIDTH_CODE = 10,
    WIDTH_GROUP = 14,
    WIDTH_AMOUNT = 20,
    WIDTH_NAME = 48,
    WIDTH_NUMBER = 10
};

/* A workbook while it is filled. */
typedef struct Book {
    const AnnualReport *report;
    Spreadsheet *to;
    /* Two of each: the sheet before is borrowed until the next begins. */
    SheetColumn columns[2][COLUMNS_MAX];
    Sheet sheets[2];
    size_t count; /* columns so far */
    int now;
    char account[64]; /* "Regnskap 2018" */
} Book;

static const char *words(const Book *book, AnnualText text)
{
    return annual_words(book->report->language, text);
}

/* --- sheets --- */

static void column(Book *book, const char *heading, CellKind kind, int width)
{
    INVARIANT(book->count < COLUMNS_MAX);
    book->columns[book->now][book->count++] = (SheetColumn){heading, kind, width};
}

static void amount_column(Book *book, AnnualText heading)
{
    column(book, words(book, heading), CELL_AMOUNT, WIDTH_AMOUNT);
}

static void posting_columns(Book *book)
{
    column(book, words(book, ANNUAL_TEXT_CHAPTER), CELL_TEXT, WIDTH_CODE);
    column(book, words(book, ANNUAL_TEXT_ITEM), CELL_TEXT, WIDTH_CODE);
}

static void place_columns(Book *book, bool quarter)
{
    if (quarter) column(book, words(book, ANNUAL_TEXT_QUARTER), CELL_WHOLE, WIDTH_CODE);
    posting_columns(book);
    column(book, words(book, ANNUAL_TEXT_GROUP), CELL_TEXT, WIDTH_GROUP);
    column(book, words(book, ANNUAL_TEXT_MUNICIPALITY), CELL_TEXT, WIDTH_CODE);
}

static Status begin_sheet(Book *book, AnnualText name, Failure *failure)
{
    Sheet *sheet = &book->sheets[book->now];
    *sheet = (Sheet){words(book, name), book->columns[book->now], book->count};
    book->count = 0;
    book->now = 1 - book->now;
    return spreadsheet_sheet(book->to, sheet, failure);
}

static void posting_cells(Book *book, Posting posting)
{
    char text[8];
    snprintf(text, sizeof text, "%u", posting.chapter);
    spreadsheet_text(book->to, text);
    snprintf(text, sizeof text, "%02u", posting.item);
    spreadsheet_text(book->to, text);
}

static void place_cells(Book *book, const AnnualPlace *place)
{
    char code[8];
    posting_cells(book, place->posting);
    spreadsheet_text(book->to, payment_group_text(place->group));
    snprintf(code, sizeof code, "%04u", place->municipality);
    spreadsheet_text(book->to, code);
}

static void sum_cells(Book *book, size_t empty)
{
    spreadsheet_sum_row(book->to);
    spreadsheet_text(book->to, words(book, ANNUAL_TEXT_SUM));
    for (size_t i = 0; i < empty; i++)
        spreadsheet_empty(book->to);
}

/* --- the appropriation report --- */

static void statement_amounts(Book *book, const StatementRow *row)
{
    bool allocated = book->report->allocated;
    if (allocated)
        spreadsheet_amount(book->to, row->total);
    else
        spreadsheet_empty(book->to);
    spreadsheet_amount(book->to, row->account);
    if (allocated)
        spreadsheet_amount(book->to, row->deviation);
    else
        spreadsheet_empty(book->to);
}

static Status write_statement(Book *book, Failure *failure)
{
    const AnnualReport *report = book->report;
    const StatementRow sum = appropriation_sum(report->statement, report->statement_count);
    snprintf(book->account, sizeof book->account, words(book, ANNUAL_TEXT_ACCOUNT),
             report->accounts.book->year);
    posting_columns(book);
    column(book, words(book, ANNUAL_TEXT_NAME), CELL_TEXT, WIDTH_NAME);
    column(book, words(book, ANNUAL_TEXT_NOTE), CELL_TEXT, WIDTH_CODE);
    amount_column(book, ANNUAL_TEXT_TOTAL);
    column(book, book->account, CELL_AMOUNT, WIDTH_AMOUNT);
    amount_column(book, ANNUAL_TEXT_DEVIATION);
    TRY(begin_sheet(book, ANNUAL_TEXT_SHEET_STATEMENT, failure));
    for (size_t i = 0; i < report->statement_count; i++) {
        const StatementRow *row = &report->statement[i];
        posting_cells(book, row->posting);
        spreadsheet_text(book->to, row->allocated != NULL ? row->allocated->name : "");
        spreadsheet_text(book->to, statement_notes(row));
        statement_amounts(book, row);
    }
    sum_cells(book, 3);
    statement_amounts(book, &sum);
    return STATUS_OK;
}

static Status write_note_a(Book *book, Failure *failure)
{
    Ore carried = 0, allocated = 0;
    posting_columns(book);
    amount_column(book, ANNUAL_TEXT_CARRIED_IN);
    amount_column(book, ANNUAL_TEXT_ALLOCATED);
    amount_column(book, ANNUAL_TEXT_TOTAL);
    TRY(begin_sheet(book, ANNUAL_TEXT_SHEET_NOTE_A, failure));
    for (size_t i = 0; i < book->report->statement_count; i++) {
        const StatementRow *row = &book->report->statement[i];
        if (row->allocated == NULL) continue;
        posting_cells(book, row->posting);
        spreadsheet_amount(book->to, row->allocated->carried_in);
        spreadsheet_amount(book->to, row->allocated->allocated);
        spreadsheet_amount(book->to, row->total);
        carried = ore_add(carried, row->allocated->carried_in);
        allocated = ore_add(allocated, row->allocated->allocated);
    }
    sum_cells(book, 1);
    spreadsheet_amount(book->to, carried);
    spreadsheet_amount(book->to, allocated);
    spreadsheet_amount(book->to, ore_add(carried, allocated));
    return STATUS_OK;
}

static bool has_note_b(const StatementRow *row)
{
    return row->allocated != NULL && row->allocated->may_be_carried != NOT_GIVEN;
}

static Status write_note_b(Book *book, Failure *failure)
{
    const AnnualReport *report = book->report;
    size_t count = 0;
    for (size_t i = 0; i < report->statement_count; i++)
        count += has_note_b(&report->statement[i]);
    if (count == 0) return STATUS_OK;
    posting_columns(book);
    amount_column(book, ANNUAL_TEXT_DEVIATION);
    amount_column(book, ANNUAL_TEXT_MAY_BE_CARRIED);
    TRY(begin_sheet(book, ANNUAL_TEXT_SHEET_NOTE_B, failure));
    for (size_t i = 0; i < report->statement_count; i++) {
        const StatementRow *row = &report->statement[i];
        if (!has_note_b(row)) continue;
        posting_cells(book, row->posting);
        spreadsheet_amount(book->to, row->deviation);
        spreadsheet_amount(book->to, row->allocated->may_be_carried);
    }
    return STATUS_OK;
}

/* --- the tables --- */

static void table_rows(Book *book, const AnnualTable *table, int columns, bool quarter)
{
    for (size_t i = 0; i < table->count; i++) {
        const AnnualRow *row = &table->items[i];
        if (quarter) spreadsheet_whole(book->to, row->quarter);
        place_cells(book, &row->place);
        for (int c = 0; c < columns; c++)
            spreadsheet_amount(book->to, row->amounts[c]);
    }
}

static Status write_cash(Book *book, Failure *failure)
{
    const AnnualTable *cash = &book->report->accounts.cash;
    place_columns(book, true);
    amount_column(book, ANNUAL_TEXT_PAID);
    amount_column(book, ANNUAL_TEXT_RETURNED);
    TRY(begin_sheet(book, ANNUAL_TEXT_SHEET_CASH, failure));
    table_rows(book, cash, CASH_COLUMNS, true);
    return STATUS_OK;
}

static const char *budget_heading(const Book *book, BudgetColumn column)
{
    if (column == BUDGET_HELD) return words(book, ANNUAL_TEXT_SHEET_HELD);
    if (column == BUDGET_OWED) return words(book, ANNUAL_TEXT_SHEET_OWED);
    return annual_budget_words(book->report->language, column);
}

static Status write_budget(Book *book, Failure *failure)
{
    place_columns(book, true);
    for (int c = 0; c < BUDGET_COLUMNS; c++)
        column(book, budget_heading(book, (BudgetColumn)c), CELL_AMOUNT, WIDTH_AMOUNT);
    TRY(begin_sheet(book, ANNUAL_TEXT_SHEET_BUDGET, failure));
    table_rows(book, &book->report->accounts.budget, BUDGET_COLUMNS, true);
    return STATUS_OK;
}

static Status write_bridge(Book *book, Failure *failure)
{
    place_columns(book, false);
    for (int c = 0; c < BRIDGE_COLUMNS; c++)
        column(book, annual_bridge_words(book->report->language, (BridgeColumn)c), CELL_AMOUNT,
               WIDTH_AMOUNT);
    TRY(begin_sheet(book, ANNUAL_TEXT_SHEET_BRIDGE, failure));
    table_rows(book, &book->report->accounts.bridge, BRIDGE_COLUMNS, false);
    return STATUS_OK;
}

static Status write_bank(Book *book, Failure *failure)
{
    const AnnualBook *facts = book->report->accounts.book;
    int last = annual_last_quarter(facts);
    column(book, words(book, ANNUAL_TEXT_QUARTER), CELL_WHOLE, WIDTH_CODE);
    column(book, words(book, ANNUAL_TEXT_BUCKET), CELL_TEXT, WIDTH_NAME);
    column(book, words(book, ANNUAL_TEXT_NUMBER), CELL_WHOLE, WIDTH_NUMBER);
    amount_column(book, ANNUAL_TEXT_AMOUNT);
    TRY(begin_sheet(book, ANNUAL_TEXT_SHEET_BANK, failure));
    for (int quarter = 1; quarter <= last; quarter++) {
        AnnualBucket buckets[BUCKET_COUNT];
        annual_buckets(facts, quarter, buckets);
        for (int b = 0; b < BUCKET_COUNT; b++) {
            spreadsheet_whole(book->to, quarter);
            spreadsheet_text(book->to, annual_bucket_words(book->report->language, (Bucket)b));
            spreadsheet_whole(book->to, (int64_t)buckets[b].count);
            spreadsheet_amount(book->to, buckets[b].sum);
        }
    }
    return STATUS_OK;
}

static Status write_sheets(Book *book, Failure *failure)
{
    TRY(write_statement(book, failure));
    if (book->report->allocated) TRY(write_note_a(book, failure));
    TRY(write_note_b(book, failure));
    TRY(write_cash(book, failure));
    TRY(write_budget(book, failure));
    TRY(write_bridge(book, failure));
    return write_bank(book, failure);
}

Status annual_workbook_save(const char *path, const AnnualReport *report, Failure *failure)
{
    CLEANUP(spreadsheet_abandon) Spreadsheet *to = NULL;
    const SpreadsheetFile file = {path, WORKBOOK_MODE, SPREADSHEET_XLSX, report->last_day,
                                  run_mode_note(report->language, report->live)};
    TRY(spreadsheet_begin(&file, &to, failure));
    Book book = {.report = report, .to = to};
    TRY(write_sheets(&book, failure));
    return spreadsheet_commit(&to, failure);
}
