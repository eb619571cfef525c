/* xlsx_file.c - a workbook by libxlsxwriter. Amounts leave whole øre here and nowhere else: a
 * cell is a number of kroner, which as text has the same two decimals. */
#include "formats/workbook/xlsx_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "formats/base/output_file.h"
#include "formats/base/path.h"
#include "formats/base/translate.h"

enum {
    SHEETS_MAX = 60, /* what xlsx_check can read back */
    SHEET_NAME_SIZE = 32,
    NAME_SIZE = 32,
    SECONDS_OF_A_DAY = 86400,
    FORMAT_TEXT = 49,        /* "@" of Office Open XML's own formats */
    PRINT_HEADER_SIZE = 256, /* all that the format has room for */
    READ_AT_ONCE = 1 << 18,
    FIRST_DAY = 25569 /* 1970-01-01, in days since 1899-12-30 */
};

struct XlsxFile {
    char *path;
    mode_t mode;
    int descriptor; /* of the workbook, which has no name */
    lxw_workbook *workbook;
    lxw_worksheet *sheet;                /* the last one */
    lxw_format *heading, *formats[2][4]; /* plain and bold, by CellKind */
    size_t columns, last_row;
    uint64_t cells[SHEETS_MAX];
    size_t sheet_count;
    char print_header[PRINT_HEADER_SIZE]; /* of every page; "": none */
};

static Status said(const XlsxFile *file, lxw_error error, Failure *failure)
{
    if (error == LXW_NO_ERROR) return STATUS_OK;
    Status status = error == LXW_ERROR_MEMORY_MALLOC_FAILED         ? STATUS_MEMORY
                    : error == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED ? STATUS_INPUT_TOO_LARGE
                                                                    : STATUS_WRITE;
    return failure_set(failure, status, file->path, "the workbook: libxlsxwriter error %d",
                       (int)error);
}

static Status no_memory(const char *path, Failure *failure)
{
    return failure_set(failure, STATUS_MEMORY, path, _("workbook"));
}

/* --- begin --- */

/* A plain whole number has the workbook's own format, which is NULL: another one that says the
 * same would be looked for by its hash at each cell, a seventh of all the time. */
static Status make_formats(XlsxFile *file, Failure *failure)
{
    for (int bold = 0; bold < 2; bold++) {
        for (int kind = 0; kind < 4; kind++) {
            if (!bold && kind == CELL_WHOLE) continue;
            lxw_format *format = workbook_add_format(file->workbook);
            if (format == NULL) return no_memory(file->path, failure);
            if (bold) format_set_bold(format);
            if (kind == CELL_TEXT) format_set_num_format_index(format, FORMAT_TEXT);
            if (kind == CELL_AMOUNT) format_set_num_format(format, "#,##0.00");
            if (kind == CELL_DAY) format_set_num_format(format, "yyyy-mm-dd");
            file->formats[bold][kind] = format;
        }
    }
    file->heading = workbook_add_format(file->workbook);
    if (file->heading == NULL) return no_memory(file->path, failure);
    format_set_bold(file->heading);
    format_set_bottom(file->heading, LXW_BORDER_THIN);
    return STATUS_OK;
}

/* The workbook has no name until it is whole: the library gets it by its descriptor. */
static Status open_workbook(XlsxFile *file, Failure *failure)
{
    char folder[PATH_SIZE], name[NAME_SIZE];
    TRY(path_parent(file->path, folder, failure));
    file->descriptor = system_create_nameless(folder);
    if (file->descriptor < 0) return path_write_failed(file->path, failure);
    snprintf(name, sizeof name, "/proc/self/fd/%d", file->descriptor);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = folder};
    file->workbook = workbook_new_opt(name, &options);
    return file->workbook != NULL ? STATUS_OK : no_memory(file->path, failure);
}

/* --- sheets --- */

static Status end_sheet(XlsxFile *file, Failure *failure)
{
    if (file->sheet == NULL) return STATUS_OK;
    return said(file,
                worksheet_autofilter(file->sheet, 0, 0, (lxw_row_t)file->last_row,
                                     (lxw_col_t)(file->columns - 1)),
                failure);
}

static Status write_heading(XlsxFile *file, const Sheet *sheet, Failure *failure)
{
    for (size_t i = 0; i < sheet->column_count; i++) {
        lxw_col_t column = (lxw_col_t)i;
        TRY(said(
            file,
            worksheet_set_column(file->sheet, column, column, sheet->columns[i].width, NULL),
            failure));
        TRY(said(file,
                 worksheet_write_string(file->sheet, 0, column, sheet->columns[i].heading,
                                        file->heading),
                 failure));
        file->cells[file->sheet_count - 1]++;
    }
    return STATUS_OK;
}

static Status mark_sheet(const XlsxFile *file, Failure *failure)
{
    if (file->print_header[0] == '\0') return STATUS_OK;
    worksheet_set_tab_color(file->sheet, LXW_COLOR_RED);
    return said(file, worksheet_set_header(file->sheet, file->print_header), failure);
}

Status xlsx_file_sheet(XlsxFile *file, const Sheet *sheet, unsigned part, Failure *failure)
{
    char name[SHEET_NAME_SIZE];
    TRY(end_sheet(file, failure));
    INVARIANT(strlen(sheet->name) + 3 < SHEET_NAME_SIZE);
    if (file->sheet_count == SHEETS_MAX)
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, file->path,
                           _("over %d sheets; CSV has no such limit"), SHEETS_MAX);
    snprintf(name, sizeof name, part > 1 ? "%s %u" : "%s", sheet->name, part);
    file->sheet = workbook_add_worksheet(file->workbook, name);
    if (file->sheet == NULL)
        return failure_set(failure, STATUS_WRITE, file->path,
                           _("libxlsxwriter cannot begin another sheet"));
    file->sheet_count++;
    file->columns = sheet->column_count;
    file->last_row = 0;
    worksheet_freeze_panes(file->sheet, 1, 0);
    TRY(mark_sheet(file, failure));
    return write_heading(file, sheet, failure);
}

/* --- cells --- */

static lxw_format *format_of(const XlsxFile *file, XlsxCell cell, CellKind kind)
{
    return file->formats[cell.bold][kind];
}

static void count_cell(XlsxFile *file, XlsxCell cell)
{
    file->last_row = cell.row;
    file->cells[file->sheet_count - 1]++;
}

static Status write_number(XlsxFile *file, XlsxCell cell, CellKind kind, double number,
                           Failure *failure)
{
    count_cell(file, cell);
    return said(file,
                worksheet_write_number(file->sheet, (lxw_row_t)cell.row, (lxw_col_t)cell.column,
                                       number, format_of(file, cell, kind)),
                failure);
}

Status xlsx_file_amount(XlsxFile *file, XlsxCell cell, Ore amount, Failure *failure)
{
    return write_number(file, cell, CELL_AMOUNT, (double)amount / 100, failure);
}

Status xlsx_file_whole(XlsxFile *file, XlsxCell cell, int64_t number, Failure *failure)
{
    return write_number(file, cell, CELL_WHOLE, (double)number, failure);
}

Status xlsx_file_day(XlsxFile *file, XlsxCell cell, Day day, Failure *failure)
{
    return write_number(file, cell, CELL_DAY, (double)day + FIRST_DAY, failure);
}

static Status write_text(XlsxFile *file, XlsxCell cell, const char *text, Failure *failure)
{
    return said(file,
                worksheet_write_string(file->sheet, (lxw_row_t)cell.row, (lxw_col_t)cell.column,
                                       text, format_of(file, cell, CELL_TEXT)),
                failure);
}

Status xlsx_file_text(XlsxFile *file, XlsxCell cell, const char *text, bool mark,
                      Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer marked = TEXT_BUFFER_EMPTY;
    count_cell(file, cell);
    if (!mark) return write_text(file, cell, text, failure);
    text_buffer_format(&marked, "'%s", text);
    TRY(text_buffer_status(&marked, failure));
    return write_text(file, cell, marked.bytes, failure);
}

/* --- a new workbook --- */

/* A sheet that has it alone, and the head of every printed page: whoever opens the workbook or
 * is handed a page of it must not take it for another. */
static Status write_note(XlsxFile *file, const char *note, Failure *failure)
{
    static const SheetColumn columns[] = {{"TEST", CELL_TEXT, 80}};
    static const Sheet sheet = {"TEST", columns, 1};
    const XlsxCell cell = {.row = 1, .bold = true};
    snprintf(file->print_header, sizeof file->print_header, "&C&B%s", note);
    TRY(xlsx_file_sheet(file, &sheet, 1, failure));
    return xlsx_file_text(file, cell, note, false, failure);
}

static Status begin(XlsxFile *file, const SpreadsheetFile *from, Failure *failure)
{
    lxw_doc_properties properties = {.created = (time_t)from->made * SECONDS_OF_A_DAY};
    TRY(output_file_check_new(file->path, failure));
    TRY(open_workbook(file, failure));
    TRY(said(file, workbook_set_properties(file->workbook, &properties), failure));
    TRY(make_formats(file, failure));
    return from->note[0] != '\0' ? write_note(file, from->note, failure) : STATUS_OK;
}

Status xlsx_file_new(const SpreadsheetFile *from, XlsxFile **out, Failure *failure)
{
    size_t length = strlen(from->path) + 1;
    XlsxFile *file = system_allocate_zeroed(1, sizeof *file);
    if (file == NULL) return no_memory(from->path, failure);
    *out = file;
    file->descriptor = -1;
    file->mode = from->mode;
    file->path = system_allocate(length);
    if (file->path == NULL) return no_memory(from->path, failure);
    memcpy(file->path, from->path, length);
    return begin(file, from, failure);
}

/* --- end --- */

static ssize_t drop(void *user, const char *bytes, size_t size)
{
    (void)user;
    (void)bytes;
    return (ssize_t)size;
}

/* The library writes lines of its own to standard error, beside what it returns, which is said
 * by whoever called. The stream is the whole process's: there is one thread by now. */
static lxw_error close_quietly(lxw_workbook *workbook)
{
    static FILE *nowhere;
    FILE *before = stderr;
    if (nowhere == NULL)
        nowhere = fopencookie(NULL, "w", (cookie_io_functions_t){.write = drop});
    if (nowhere != NULL) stderr = nowhere;
    lxw_error error = workbook_close(workbook);
    stderr = before;
    return error;
}

/* The library closes a workbook in any case. */
static Status close_workbook(XlsxFile *file, Failure *failure)
{
    TRY(end_sheet(file, failure));
    lxw_workbook *workbook = file->workbook;
    file->workbook = NULL;
    return said(file, close_quietly(workbook), failure);
}

static Status read_back(const XlsxFile *file, TextBuffer *out, Failure *failure)
{
    off_t size = lseek(file->descriptor, 0, SEEK_END);
    for (off_t at = 0; at < size; at += READ_AT_ONCE) {
        size_t part = size - at < READ_AT_ONCE ? (size_t)(size - at) : READ_AT_ONCE;
        char *room = text_buffer_room(out, part);
        if (room == NULL) return text_buffer_status(out, failure);
        if (system_read_at(file->descriptor, room, part, at) != 0)
            return failure_set(failure, STATUS_READ, file->path, "%s", strerror(errno));
        text_buffer_put(out, room + part);
    }
    return text_buffer_status(out, failure);
}

static Status commit(XlsxFile *file, Failure *failure)
{
    CLEANUP(text_buffer_free) TextBuffer bytes = TEXT_BUFFER_EMPTY;
    TRY(close_workbook(file, failure));
    TRY(read_back(file, &bytes, failure));
    TRY(xlsx_check(file->path, bytes.bytes, bytes.length, file->cells, file->sheet_count,
                   failure));
    return output_file_save_new(file->path, file->mode, OUTPUT_PLAIN, bytes.bytes, bytes.length,
                                NULL, failure);
}

Status xlsx_file_commit(XlsxFile **file, Failure *failure)
{
    Status status = commit(*file, failure);
    xlsx_file_free(*file);
    *file = NULL;
    return status;
}

void xlsx_file_free(XlsxFile *file)
{
    if (file == NULL) return;
    if (file->workbook != NULL) lxw_workbook_free(file->workbook);
    if (file->descriptor >= 0) (void)system_close(file->descriptor);
    system_free(file->path);
    system_free(file);
}
