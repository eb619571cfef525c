/*
 * table.h - reading an accounts file whole: sorted, no key twice. Inside formats/accounts only.
 */
#ifndef TILSKUDD_FORMATS_ACCOUNTS_TABLE_H
#define TILSKUDD_FORMATS_ACCOUNTS_TABLE_H

#include "formats/accounts/book_csv.h"
#include "formats/accounts/row.h"

#define COUNT_OF(list) (sizeof(list) / sizeof(list)[0])

typedef int (*Compare)(const void *left, const void *right);

typedef struct BookTable {
    CsvTable csv;
    Compare key;    /* 0 when two rows have one key */
    bool key_often; /* a key may stand often */
    size_t line_at; /* offset of the row's file_line */
    int key_column; /* for messages */
} BookTable;
#define BOOK_TABLE(columns, Row, read, key, key_often, key_column)                             \
    {                                                                                          \
        {columns, COUNT_OF(columns), COUNT_OF(columns), sizeof(Row), read}, key, key_often,    \
            offsetof(Row, file_line), key_column                                               \
    }

/* As csv_table_read, and sorted. */
MUST_USE Status book_table_read(BookFile file, const BookTable *table, void *user, void *rows,
                                size_t *count, Failure *failure);
/* The order of two lines of a file. */
int compare_lines(size_t left, size_t right);

#endif
