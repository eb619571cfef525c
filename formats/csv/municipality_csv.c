/* municipality_csv.c - municipalities.csv into a table. */
#include "formats/csv/municipality_csv.h"

#include <stdio.h>
#include <string.h>

#include "formats/csv/csv_fields.h"
#include "formats/base/digest.h"
#include "rules/base/identity.h"

enum Column {
    COLUMN_CODE,
    COLUMN_NAME,
    COLUMN_VALID_FROM,
    COLUMN_VALID_TO,
    COLUMN_SUCCESSORS,
    COLUMN_ORGANISATION,
    COLUMN_COUNT
};

static const char *const column_names[COLUMN_COUNT] = {
    "code", "name", "valid_from", "valid_to", "successor_codes", "organisation_number"};

/* Empty is DAY_NONE. */
static Status read_day(const CsvRow *row, enum Column column, Day *day)
{
    *day = DAY_NONE;
    if (row_field(row, (int)column).length == 0) return STATUS_OK;
    return row_day(row, (int)column, day);
}

static Status read_validity(const CsvRow *source, Municipality *row)
{
    TRY(read_day(source, COLUMN_VALID_FROM, &row->valid_from));
    TRY(read_day(source, COLUMN_VALID_TO, &row->valid_to));
    if (row->valid_from != DAY_NONE && row->valid_to != DAY_NONE &&
        row->valid_to < row->valid_from)
        return row_refuse(source, COLUMN_VALID_TO, "before valid_from");
    return STATUS_OK;
}

static Status read_successors(const CsvRow *source, Municipality *row)
{
    CsvField field = row_field(source, COLUMN_SUCCESSORS);
    const char *at = field.text, *end = field.text + field.length;
    while (at < end) {
        const char *space = memchr(at, ' ', (size_t)(end - at));
        const char *stop = space != NULL ? space : end;
        if (row->successor_count == MUNICIPALITY_SUCCESSORS_MAX)
            return row_refuse(source, COLUMN_SUCCESSORS, "too many successors");
        if (!csv_code_parse(source->csv, at, (size_t)(stop - at),
                            &row->successors[row->successor_count]))
            return row_refuse(source, COLUMN_SUCCESSORS,
                              "not four-digit codes with one space "
                              "between");
        row->successor_count++;
        if (space != NULL && space + 1 == end)
            return row_refuse(source, COLUMN_SUCCESSORS, "ends with a space");
        at = space != NULL ? space + 1 : end;
    }
    return STATUS_OK;
}

static Status read_names(const CsvRow *source, Municipality *row)
{
    TRY(row_municipality(source, COLUMN_CODE, &row->code));
    CsvField name = row_field(source, COLUMN_NAME);
    if (!text_is_plain(name.text, name.length) || name.length >= sizeof row->name)
        return row_refuse(source, COLUMN_NAME, "empty, or longer than 63 bytes");
    memcpy(row->name, name.text, name.length);
    CsvField number = row_field(source, COLUMN_ORGANISATION);
    if (number.length == 0) return STATUS_OK;
    if (!organisation_number_ok(number.text, number.length))
        return row_refuse(source, COLUMN_ORGANISATION,
                          "not an organisation number: 9 digits, the last a control digit");
    memcpy(row->organisation_number, number.text, number.length);
    return STATUS_OK;
}

static Status read_row(const CsvRow *source, MunicipalityTable *table)
{
    if (table->count == MUNICIPALITY_ROWS_MAX)
        return row_refuse(source, COLUMN_CODE, "more rows than the table holds");
    Municipality *row = &table->rows[table->count];
    TRY(read_names(source, row));
    TRY(read_validity(source, row));
    TRY(read_successors(source, row));
    row->line = (uint32_t)source->csv->line;
    table->count++;
    return STATUS_OK;
}

/* The table knows the line of what it refuses, not the file. */
static Status finish(const char *path, MunicipalityTable *table, Failure *failure)
{
    Failure found = {0};
    char where[FAILURE_WHERE_SIZE + 4];
    Status status = municipality_table_finish(table, &found);
    if (status == STATUS_OK) return STATUS_OK;
    snprintf(where, sizeof where, "%.400s, %.100s", path, found.where);
    return failure_set(failure, status, where, "%s", found.detail);
}

static Status read_table(const char *path, const void *bytes, size_t size,
                         MunicipalityTable *table, Failure *failure)
{
    CLEANUP(csv_close) CsvReader csv = {0};
    int at[COLUMN_COUNT];
    const CsvRow source = {&csv, column_names, at, failure, NULL};
    TRY(sha256_of(bytes, size, table->sha256, failure));
    TRY(csv_open(&csv, path, bytes, size, failure));
    TRY(csv_header(&csv, column_names, COLUMN_COUNT, COLUMN_COUNT, at, failure));
    for (;;) {
        bool more;
        TRY(csv_next(&csv, &more, failure));
        if (!more) break;
        TRY(read_row(&source, table));
    }
    if (table->count == 0) return row_refuse(&source, COLUMN_CODE, "no municipality: add them");
    return finish(path, table, failure);
}

Status municipality_csv_parse(const char *name, const void *bytes, size_t size,
                              MunicipalityTable **out, Failure *failure)
{
    *out = NULL;
    CLEANUP(municipality_table_free)
    MunicipalityTable *table = system_allocate_zeroed(1, sizeof *table);
    if (table == NULL) return failure_set(failure, STATUS_MEMORY, name, "municipalities");
    TRY(failure_at(failure, name, read_table(name, bytes, size, table, failure)));
    *out = HAND_OVER(MunicipalityTable *, table);
    return STATUS_OK;
}

Status municipality_csv_read(const char *path, MunicipalityTable **out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile input = {0};
    *out = NULL;
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &input, failure));
    return municipality_csv_parse(path, input.bytes, input.size, out, failure);
}

void municipality_table_free(MunicipalityTable *table)
{
    system_free(table);
}
