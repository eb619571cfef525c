/*
 * xlsx_file.h - a workbook by libxlsxwriter, for spreadsheet.h alone. cli.md.
 *
 * The library opens its own files: the workbook in one without a name in the output's folder,
 * of which the finished bytes are read, checked (xlsx_check) and stored by output_file.h. One
 * thread.
 */
#ifndef TILSKUDD_FORMATS_XLSX_FILE_H
#define TILSKUDD_FORMATS_XLSX_FILE_H

#include "formats/workbook/spreadsheet.h"

typedef struct XlsxFile XlsxFile;

/* Row 0 is the heading's. */
typedef struct XlsxCell {
    size_t row, column;
    bool bold;
} XlsxCell;

/* As spreadsheet_begin. */
MUST_USE Status xlsx_file_new(const SpreadsheetFile *from, XlsxFile **out, Failure *failure);
/* A sheet with its heading, after the one before: the `part`-th of its name, from 1. */
MUST_USE Status xlsx_file_sheet(XlsxFile *file, const Sheet *sheet, unsigned part,
                                Failure *failure);
/* Cells, row by row: text, marked with an apostrophe when told so; øre; a whole number; a day.
 * WRITE, MEMORY, INPUT_TOO_LARGE. */
MUST_USE Status xlsx_file_text(XlsxFile *file, XlsxCell cell, const char *text, bool mark,
                               Failure *failure);
MUST_USE Status xlsx_file_amount(XlsxFile *file, XlsxCell cell, Ore amount, Failure *failure);
MUST_USE Status xlsx_file_whole(XlsxFile *file, XlsxCell cell, int64_t number,
                                Failure *failure);
MUST_USE Status xlsx_file_day(XlsxFile *file, XlsxCell cell, Day day, Failure *failure);
/* As spreadsheet_commit. */
MUST_USE Status xlsx_file_commit(XlsxFile **file, Failure *failure);
/* NULL is fine. */
void xlsx_file_free(XlsxFile *file);

/* That the sheets of a finished workbook have this many cells each, and their ends: else bytes
 * were lost on the way (WRITE, naming `path`). */
MUST_USE Status xlsx_check(const char *path, const void *bytes, size_t size,
                           const uint64_t *cells, size_t sheets, Failure *failure);

#endif
