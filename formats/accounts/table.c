#include "formats/accounts/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/translate.h"

static size_t line_of(const BookTable *table, const char *rows, size_t index)
{
    size_t line;
    memcpy(&line, rows + index * table->row_size + table->line_at, sizeof line);
    return line;
}

static int compare_keys(const BookTable *table, const char *left, const char *right)
{
    int order = 0;
    for (size_t i = 0; i < table->key_columns && order == 0; i++) {
        const BookColumn *column = &table->columns[i];
        Day a, b;
        if (column->read != read_past_day) {
            order = strcmp(left + column->offset, right + column->offset);
            continue;
        }
        memcpy(&a, left + column->offset, sizeof a);
        memcpy(&b, right + column->offset, sizeof b);
        order = (a > b) - (a < b);
    }
    return order;
}

/* By key, then by line. */
static int compare_rows(const void *left, const void *right, void *user)
{
    const BookTable *table = user;
    int order = compare_keys(table, left, right);
    return order != 0 ? order
                      : compare_lines(line_of(table, left, 0), line_of(table, right, 0));
}

static Status refuse_twice(const BookTable *table, BookFile file, const char *rows,
                           size_t count, Failure *failure)
{
    size_t size = table->row_size;
    for (size_t i = 1; i < count && !table->key_often; i++) {
        if (compare_keys(table, rows + (i - 1) * size, rows + i * size) != 0) continue;
        char where[FAILURE_WHERE_SIZE];
        snprintf(where, sizeof where, _("%s, line %zu, column %s"), file.name,
                 line_of(table, rows, i), table->columns[table->key_columns - 1].name);
        return failure_set(failure, STATUS_INPUT_VALUE, where,
                           "stands on line %zu already: keep one of them",
                           line_of(table, rows, i - 1));
    }
    return STATUS_OK;
}

typedef struct RowReading {
    const BookTable *table;
    const char *names[CSV_FIELDS_MAX];
    const Day *latest;
} RowReading;

static Status read_row(const CsvRow *row, void *out)
{
    const RowReading *reading = row->user;
    CsvRow dated = *row;
    dated.user = (void *)(uintptr_t)reading->latest;
    return book_row_read(reading->table, &dated, out);
}

Status book_table_read(BookFile file, const BookTable *table, const Day *latest, void *rows,
                       size_t *count, Failure *failure)
{
    const void *none = NULL;
    char *read;
    RowReading reading = {.table = table, .latest = latest};
    CsvTable csv = {reading.names, table->column_count, 0, table->row_size, read_row};
    for (size_t i = 0; i < table->column_count; i++) {
        reading.names[i] = table->columns[i].name;
        csv.required += !table->columns[i].may_lack;
    }
    TRY(csv_table_read((CsvText){file.name, file.bytes, file.size, false}, &csv, &reading, rows,
                       count, failure));
    memcpy(&read, rows, sizeof(read));
    if (*count > 1)
        qsort_r(read, *count, table->row_size, compare_rows, (void *)(uintptr_t)table);
    Status status = refuse_twice(table, file, read, *count, failure);
    if (status == STATUS_OK) return STATUS_OK;
    system_free(read);
    memcpy(rows, &none, sizeof(none));
    *count = 0;
    return status;
}

int compare_lines(size_t left, size_t right)
{
    return (left > right) - (left < right);
}
