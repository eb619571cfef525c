/*
 * table.h - reading an accounts file whole: sorted, no key twice. Inside formats/accounts only.
 */
#ifndef TILSKUDD_FORMATS_ACCOUNTS_TABLE_H
#define TILSKUDD_FORMATS_ACCOUNTS_TABLE_H

#include "formats/accounts/book_csv.h"
#include "formats/accounts/row.h"

#define COUNT_OF(list) (sizeof(list) / sizeof(list)[0])

typedef struct BookTable {
    const BookColumn *columns;
    size_t column_count, row_size;
    size_t key_columns; /* the first of them, texts or days, are a row's key */
    bool key_often;     /* a key may stand often */
    size_t line_at;     /* offset of the row's file_line */
} BookTable;
#define BOOK_TABLE(columns, Row, key_columns, key_often)                                       \
    {                                                                                          \
        columns, COUNT_OF(columns), sizeof(Row), key_columns, key_often,                       \
            offsetof(Row, file_line)                                                           \
    }

/* The reader's current row into `out`: every column, and no field but an account's holds eleven
 * digits, together or written 6 + 5, that pass as an identity number (INPUT_VALUE, not shown):
 * none is needed here. */
MUST_USE Status book_row_read(const BookTable *table, const CsvRow *row, void *out);
/* As csv_table_read, and sorted by key and line; `latest` is the day of the control, NULL where
 * no column needs it. */
MUST_USE Status book_table_read(BookFile file, const BookTable *table, const Day *latest,
                                void *rows, size_t *count, Failure *failure);
/* Whether a field names a line of this side of the accounts, and which. */
bool side_line(AccountSide side, CsvField field, uint8_t *line);
/* The order of two lines of a file. */
int compare_lines(size_t left, size_t right);

#endif
