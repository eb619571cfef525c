/* spreadsheet.c - tables for spreadsheet programs: the cells' order, and CSV. */
#include "formats/workbook/spreadsheet.h"

#include <string.h>

#include "formats/base/output_file.h"
#include "formats/csv/csv.h"
#include "formats/workbook/xlsx_file.h"

enum { CSV_STORE_AT = 1 << 16, EXCEL_SEPARATOR = ';' };

struct Spreadsheet {
    SpreadsheetForm form;
    const Sheet *sheet; /* NULL: none has begun */
    size_t next;        /* column of the next cell */
    size_t rows;        /* of this part of the sheet */
    unsigned part;      /* "decisions 2" is part 2 */
    bool sum_row;
    Status status; /* the first that a cell failed with; `why` has it */
    Failure why;
    XlsxFile *xlsx; /* one of the two */
    OutputFile *csv;
    TextBuffer text; /* CSV that is not stored yet */
};

/* --- begin --- */

static Status open_file(Spreadsheet *to, const SpreadsheetFile *file, Failure *failure)
{
    if (to->form == SPREADSHEET_XLSX) return xlsx_file_new(file, &to->xlsx, failure);
    TRY(output_file_open_new(file->path, file->mode, OUTPUT_PLAIN, 1, &to->csv, failure));
    if (to->form == SPREADSHEET_CSV_EXCEL) text_buffer_text(&to->text, "\xEF\xBB\xBF");
    return STATUS_OK;
}

Status spreadsheet_begin(const SpreadsheetFile *file, Spreadsheet **out, Failure *failure)
{
    CLEANUP(spreadsheet_abandon) Spreadsheet *to = system_allocate_zeroed(1, sizeof *to);
    if (to == NULL) return failure_set(failure, STATUS_MEMORY, file->path, "spreadsheet");
    to->form = file->form;
    TRY(open_file(to, file, failure));
    *out = HAND_OVER(Spreadsheet *, to);
    return STATUS_OK;
}

/* --- rows --- */

/* The first failure is kept; what follows it is not written. */
static void keep(Spreadsheet *to, Status status)
{
    if (to->status == STATUS_OK) to->status = status;
}

static char separator_of(const Spreadsheet *to)
{
    return to->form == SPREADSHEET_CSV_EXCEL ? EXCEL_SEPARATOR : ',';
}

static Status store_csv(Spreadsheet *to, Failure *failure)
{
    TRY(text_buffer_status(&to->text, failure));
    TRY(output_file_write(to->csv, to->text.bytes, to->text.length, failure));
    text_buffer_clear(&to->text);
    return STATUS_OK;
}

static Status begin_part(Spreadsheet *to, Failure *failure)
{
    to->rows = 0;
    return xlsx_file_sheet(to->xlsx, to->sheet, to->part, failure);
}

static void begin_row(Spreadsheet *to)
{
    if (to->xlsx == NULL || to->rows < SPREADSHEET_ROWS_MAX) return;
    to->part++;
    keep(to, begin_part(to, &to->why));
}

static void end_row(Spreadsheet *to)
{
    to->next = 0;
    to->rows++;
    to->sum_row = false;
    if (to->csv == NULL) return;
    text_buffer_text(&to->text, to->form == SPREADSHEET_CSV_EXCEL ? "\r\n" : "\n");
    if (to->text.length >= CSV_STORE_AT && to->status == STATUS_OK)
        keep(to, store_csv(to, &to->why));
}

static Status begin_csv(Spreadsheet *to, Failure *failure)
{
    for (size_t i = 0; i < to->sheet->column_count; i++) {
        if (i > 0) text_buffer_char(&to->text, separator_of(to));
        csv_append_between(&to->text, to->sheet->columns[i].heading, separator_of(to));
    }
    end_row(to);
    return text_buffer_status(&to->text, failure);
}

static Status failed_before(const Spreadsheet *to, Failure *failure)
{
    if (to->status != STATUS_OK && failure != NULL) *failure = to->why;
    return to->status;
}

Status spreadsheet_sheet(Spreadsheet *to, const Sheet *sheet, Failure *failure)
{
    INVARIANT(to->next == 0 && (to->sheet == NULL || to->xlsx != NULL));
    TRY(failed_before(to, failure));
    to->sheet = sheet;
    to->part = 1;
    return to->xlsx != NULL ? begin_part(to, failure) : begin_csv(to, failure);
}

/* --- cells --- */

/* The place of the next cell; false when nothing is written any more. */
static bool next_cell(Spreadsheet *to, CellKind kind)
{
    INVARIANT(to->sheet != NULL && to->sheet->columns[to->next].kind == kind);
    if (to->next == 0) begin_row(to);
    if (to->csv != NULL && to->next > 0) text_buffer_char(&to->text, separator_of(to));
    return to->status == STATUS_OK;
}

static XlsxCell place_of(const Spreadsheet *to)
{
    return (XlsxCell){to->rows + 1, to->next, to->sum_row};
}

static void end_cell(Spreadsheet *to)
{
    to->next++;
    if (to->next == to->sheet->column_count) end_row(to);
}

/* "0301", "3/8" and "1.1", which a program that guesses takes for a number or a day. */
static bool is_guessed(const char *text)
{
    static const char digits[] = "0123456789";
    size_t first = strspn(text, digits);
    const char *rest = text + first;
    if (first == 0) return false;
    size_t more = *rest == '/' || *rest == '.' ? strspn(rest + 1, digits) : 0;
    if (more > 0) rest += 1 + more;
    return *rest == '\0';
}

/* A formula of one text is what such a program shows as that text, zeros and all. */
static void csv_text(Spreadsheet *to, const char *text)
{
    if (to->form == SPREADSHEET_CSV_EXCEL && is_guessed(text))
        text_buffer_format(&to->text, "\"=\"\"%s\"\"\"", text);
    else
        csv_append_shown(&to->text, text, separator_of(to));
}

static void put_text(Spreadsheet *to, const char *text)
{
    if (to->csv != NULL)
        csv_text(to, text);
    else
        keep(to, xlsx_file_text(to->xlsx, place_of(to), text, csv_is_formula(text), &to->why));
}

void spreadsheet_text(Spreadsheet *to, const char *text)
{
    if (next_cell(to, CELL_TEXT)) put_text(to, text);
    end_cell(to);
}

static void csv_amount(Spreadsheet *to, Ore amount)
{
    char text[ORE_TEXT_SIZE];
    (void)ore_format(amount, text);
    char *point = strchr(text, '.');
    if (to->form == SPREADSHEET_CSV_EXCEL && point != NULL) *point = ',';
    text_buffer_text(&to->text, text);
}

static void put_amount(Spreadsheet *to, Ore amount)
{
    if (to->csv != NULL)
        csv_amount(to, amount);
    else
        keep(to, xlsx_file_amount(to->xlsx, place_of(to), amount, &to->why));
}

void spreadsheet_amount(Spreadsheet *to, Ore amount)
{
    if (next_cell(to, CELL_AMOUNT)) put_amount(to, amount);
    end_cell(to);
}

static void put_whole(Spreadsheet *to, int64_t number)
{
    if (to->csv != NULL)
        text_buffer_number(&to->text, number);
    else
        keep(to, xlsx_file_whole(to->xlsx, place_of(to), number, &to->why));
}

void spreadsheet_whole(Spreadsheet *to, int64_t number)
{
    if (next_cell(to, CELL_WHOLE)) put_whole(to, number);
    end_cell(to);
}

static void put_day(Spreadsheet *to, Day day)
{
    if (to->csv != NULL)
        text_buffer_text(&to->text, day_text(day).text);
    else
        keep(to, xlsx_file_day(to->xlsx, place_of(to), day, &to->why));
}

void spreadsheet_day(Spreadsheet *to, Day day)
{
    if (next_cell(to, CELL_DAY) && day_is_set(day)) put_day(to, day);
    end_cell(to);
}

void spreadsheet_empty(Spreadsheet *to)
{
    (void)next_cell(to, to->sheet->columns[to->next].kind);
    end_cell(to);
}

void spreadsheet_sum_row(Spreadsheet *to)
{
    INVARIANT(to->next == 0);
    to->sum_row = true;
}

/* --- end --- */

static Status finish(Spreadsheet *to, Failure *failure)
{
    INVARIANT(to->next == 0);
    TRY(failed_before(to, failure));
    if (to->xlsx != NULL) return xlsx_file_commit(&to->xlsx, failure);
    TRY(store_csv(to, failure));
    return output_file_commit(&to->csv, NULL, failure);
}

Status spreadsheet_commit(Spreadsheet **spreadsheet, Failure *failure)
{
    Status status = finish(*spreadsheet, failure);
    spreadsheet_abandon(spreadsheet);
    return status;
}

void spreadsheet_abandon(Spreadsheet **spreadsheet)
{
    if (spreadsheet == NULL || *spreadsheet == NULL) return;
    Spreadsheet *to = *spreadsheet;
    xlsx_file_free(to->xlsx);
    output_file_abandon(&to->csv);
    text_buffer_free(&to->text);
    system_free(to);
    *spreadsheet = NULL;
}
