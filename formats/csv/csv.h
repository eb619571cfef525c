/*
 * csv.h - reading comma-separated text, RFC 4180, UTF-8, header line first.
 *
 * What a spreadsheet program makes of such a file is read as well: a byte order mark; CRLF;
 * semicolons for commas, as where the comma is the decimal sign (the header line says which:
 * names of columns have neither); empty cells after the last column; empty rows at the end. A
 * serial line (serial_line.h) may stand before the header.
 *
 * The reader walks over bytes it borrows; fields are views into them, or into its own buffer
 * for quoted fields, valid until the next row. One thread at a time.
 */
#ifndef TILSKUDD_FORMATS_CSV_H
#define TILSKUDD_FORMATS_CSV_H

#include "formats/base/text_buffer.h"

enum { CSV_FIELDS_MAX = 64, CSV_FIELD_SIZE_MAX = 1 << 16 /* bytes */ };

typedef struct CsvField {
    const char *text; /* not NUL-terminated */
    size_t length;
} CsvField;

typedef struct CsvReader {
    const char *bytes;
    size_t size, position;
    size_t line;       /* on which the current row begins, from 1 */
    size_t next_line;  /* internal: of the next row */
    size_t columns;    /* fields every row must have; 0 until csv_header */
    char separator;    /* ',' or ';' */
    bool own;          /* written by this program */
    size_t empty_line; /* internal: of the first empty row; 0: none so far */
    CsvField fields[CSV_FIELDS_MAX];
    size_t field_count;
    TextBuffer unquoted;
    const char *name; /* for messages; borrowed */
} CsvReader;

/* `bytes` must outlive the reader. A byte order mark is skipped; the separator is that of the
 * header line, the first that does not begin with '#'. Refuses bytes that are not UTF-8 and
 * NULs (INPUT_NOT_UTF8). Free with csv_close. */
MUST_USE Status csv_open(CsvReader *reader, const char *name, const void *bytes, size_t size,
                         Failure *failure);
/* The same for a file that this program has written: with commas, and not a field more. */
MUST_USE Status csv_open_own(CsvReader *reader, const char *name, const void *bytes,
                             size_t size, Failure *failure);
void csv_close(CsvReader *reader);
CLEANUP_VALUE(CsvReader, csv_close)
/* Next row into reader->fields. *more is false at the end. Refused (INPUT_MALFORMED, with the
 * line): empty lines, a quote inside a plain field, text after a closing quote, a lone carriage
 * return; after csv_header a row with more fields than the header that are not empty, or with
 * fewer, and a row of empty fields that is not at the end. */
MUST_USE Status csv_next(CsvReader *reader, bool *more, Failure *failure);
/* Reads the header: required names (all must stand there, any order) and optional ones; unknown
 * or repeated names are refused. columns[i] gets the position of names[i], or -1 for an
 * optional one that is missing. The first `required` names are required. */
MUST_USE Status csv_header(CsvReader *reader, const char *const *names, size_t count,
                           size_t required, int *columns, Failure *failure);
/* The reader's current row, for what takes it apart; columns are positions in `names`, `at` is
 * as csv_header. Borrowed. */
typedef struct CsvRow {
    const CsvReader *csv;
    const char *const *names;
    const int *at;
    Failure *failure;
    void *user; /* what else the columns need; NULL: nothing */
} CsvRow;
/* A table that is read whole: its columns and what one row of it becomes. */
typedef struct CsvTable {
    const char *const *columns;
    size_t column_count, required; /* as csv_header */
    size_t row_size;               /* bytes of a row in memory */
    /* Reads a row, whose `user` is csv_table's, into `out`, which is zeroed. */
    Status (*read)(const CsvRow *row, void *out);
} CsvTable;
/* Header and all rows. `rows` is the address of the caller's pointer to rows, of any type; it
 * and *count, which begin as NULL and 0, grow row by row: owned by the caller also after a
 * failure (system_free). */
MUST_USE Status csv_table(CsvReader *reader, const CsvTable *table, void *user, void *rows,
                          size_t *count, Failure *failure);
/* The bytes of a table. */
typedef struct CsvText {
    const char *name; /* for messages; borrowed */
    const void *bytes;
    size_t size;
    bool own; /* as csv_open_own */
} CsvText;
/* The same from the bytes on; nothing is left to free after a failure. */
MUST_USE Status csv_table_read(CsvText text, const CsvTable *table, void *user, void *rows,
                               size_t *count, Failure *failure);
/* INPUT_VALUE with file, line and column named. */
Status csv_refuse(const CsvReader *reader, const char *column, const char *problem,
                  Failure *failure);
/* That a file of this program is what its writer makes of what was read from it, byte for byte:
 * INPUT_VALUE with file and line where it is not. MEMORY. */
MUST_USE Status csv_confirm(CsvText text, const TextBuffer *written, Failure *failure);
bool csv_field_equals(CsvField field, const char *text);
/* The line that comes next as it stands, without its end, for notes before the header that are
 * no CSV; borrowed. There must be one (csv_note_follows). */
CsvField csv_line(CsvReader *reader);
/* Whether the row that comes next begins with '#', quoted or not. */
bool csv_note_follows(const CsvReader *reader);
/* Appends the header line: names of columns. */
void csv_append_header(TextBuffer *buffer, const char *const *columns, size_t count);
/* Appends a field, quoted when needed. */
void csv_append(TextBuffer *buffer, const char *text);
/* The same where fields stand between other separators than commas. */
void csv_append_between(TextBuffer *buffer, const char *text, char separator);
/* Whether a spreadsheet program would compute it: it begins with = + - @ or a tab. */
bool csv_is_formula(const char *text);
/* A field of a file that people open, of text that somebody else has chosen: a formula gets an
 * apostrophe before it, in whatever form the file is. Never in a file that is read again. */
void csv_append_shown(TextBuffer *buffer, const char *text, char separator);

#endif
