/*
 * spreadsheet.h - tables for people with a spreadsheet program: a workbook (XLSX, Office Open
 * XML) of one sheet or more, or one table as CSV. cli.md.
 *
 * Cells are given one by one, row by row; the last column's ends the row. Codes are text, so
 * that 0301 keeps its zero; amounts are kroner with two decimals; days are days. Text that a
 * spreadsheet program would compute (csv_is_formula) gets an apostrophe before it, in every
 * form. A workbook with a note begins with a sheet that has it alone, has it on every printed
 * page, and its sheets' tabs are red. The heading stays in sight and filters; after
 * SPREADSHEET_ROWS_MAX rows a sheet goes on in another ("decisions 2"). The bytes depend on the
 * content alone, never on clock or threads.
 *
 * The file is there whole or not at all, and never replaces one. Memory does not grow with the
 * rows of a workbook but for its packed bytes: libxlsxwriter keeps rows in files without names
 * beside the output, and all that it has written is read back and counted, because it does not
 * look whether its own writing failed. A failure of a cell waits for the next sheet or the end.
 * One thread.
 */
#ifndef TILSKUDD_FORMATS_SPREADSHEET_H
#define TILSKUDD_FORMATS_SPREADSHEET_H

#include <sys/types.h>

#include "rules/base/date.h"
#include "rules/base/money.h"

enum { SPREADSHEET_ROWS_MAX = 1000000 /* of a sheet, without its heading */ };

typedef enum SpreadsheetForm {
    SPREADSHEET_XLSX,
    SPREADSHEET_CSV,      /* commas, amounts as 95000.50 */
    SPREADSHEET_CSV_EXCEL /* byte order mark, semicolons, 95000,50; codes as ="0301" */
} SpreadsheetForm;

typedef struct SpreadsheetFile {
    const char *path; /* of a new file */
    mode_t mode;
    SpreadsheetForm form;
    /* The day that a workbook says it was made on: of what it shows, not of the clock. */
    Day made;
    /* What a workbook says of all that it holds (run_mode_note); "": nothing. Rows of CSV say
     * it in a column of their own. */
    const char *note;
} SpreadsheetFile;

typedef enum CellKind { CELL_TEXT, CELL_AMOUNT, CELL_WHOLE, CELL_DAY } CellKind;

typedef struct SheetColumn {
    const char *heading;
    CellKind kind; /* of all its cells that are not empty */
    int width;     /* in characters */
} SheetColumn;

/* Borrowed until the next sheet or the end. */
typedef struct Sheet {
    const char *name; /* at most 28 letters, none of them []:*?/\ */
    const SheetColumn *columns;
    size_t column_count;
} Sheet;

typedef struct Spreadsheet Spreadsheet;

/* Begins it; what `file` names is borrowed for the call. OUTPUT_EXISTS, WRITE, MEMORY. */
MUST_USE Status spreadsheet_begin(const SpreadsheetFile *file, Spreadsheet **out,
                                  Failure *failure);
/* Begins a sheet with its heading, after the last row of the one before; CSV has one only.
 * WRITE, MEMORY, and what a cell before failed with. */
MUST_USE Status spreadsheet_sheet(Spreadsheet *to, const Sheet *sheet, Failure *failure);
/* The cell that comes next, of its column's kind: text (UTF-8), øre, a whole number, a day
 * (DAY_NONE: empty), or nothing. */
void spreadsheet_text(Spreadsheet *to, const char *text);
void spreadsheet_amount(Spreadsheet *to, Ore amount);
void spreadsheet_whole(Spreadsheet *to, int64_t number);
void spreadsheet_day(Spreadsheet *to, Day day);
void spreadsheet_empty(Spreadsheet *to);
/* The row that begins now is one of sums: bold in a workbook. */
void spreadsheet_sum_row(Spreadsheet *to);
/* Writes what is left, reads it back, and gives the file its name; frees it, also after a
 * failure, when nothing is left. WRITE, MEMORY, INPUT_TOO_LARGE (a text of over 32 767
 * characters), OUTPUT_EXISTS. */
MUST_USE Status spreadsheet_commit(Spreadsheet **spreadsheet, Failure *failure);
/* Without a file. NULL and *NULL are fine. */
void spreadsheet_abandon(Spreadsheet **spreadsheet);
CLEANUP_VALUE(Spreadsheet *, spreadsheet_abandon)

#endif
