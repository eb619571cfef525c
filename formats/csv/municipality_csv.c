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

/* A row on its way into the table. */
typedef struct RowReader {
    CsvReader csv;
    int columns[COLUMN_COUNT];
} RowReader;

static CsvField field_of(const RowReader *reader, enum Column column)
{
    return reader->csv.fields[reader->columns[column]];
}

static Status refuse(const RowReader *reader, enum Column column, const char *problem,
                     Failure *failure)
{
    return csv_refuse(&reader->csv, column_names[column], problem, failure);
}

/* Empty is DAY_NONE. */
static Status read_day(const RowReader *reader, enum Column column, Day *day, Failure *failure)
{
    *day = DAY_NONE;
    if (field_of(reader, column).length == 0) return STATUS_OK;
    return csv_day(&reader->csv, (size_t)reader->columns[column], column_names[column], day,
                   failure);
}

static Status read_validity(const RowReader *reader, Municipality *row, Failure *failure)
{
    TRY(read_day(reader, COLUMN_VALID_FROM, &row->valid_from, failure));
    TRY(read_day(reader, COLUMN_VALID_TO, &row->valid_to, failure));
    if (row->valid_from != DAY_NONE && row->valid_to != DAY_NONE &&
        row->valid_to < row->valid_from)
        return refuse(reader, COLUMN_VALID_TO, "before valid_from", failure);
    return STATUS_OK;
}

static Status read_successors(const RowReader *reader, Municipality *row, Failure *failure)
{
    CsvField field = field_of(reader, COLUMN_SUCCESSORS);
    const char *at = field.text, *end = field.text + field.length;
    while (at < end) {
        const char *space = memchr(at, ' ', (size_t)(end - at));
        const char *stop = space != NULL ? space : end;
        if (row->successor_count == MUNICIPALITY_SUCCESSORS_MAX)
            return refuse(reader, COLUMN_SUCCESSORS, "too many successors", failure);
        if (!csv_code_parse(&reader->csv, at, (size_t)(stop - at),
                            &row->successors[row->successor_count]))
            return refuse(reader, COLUMN_SUCCESSORS,
                          "not four-digit codes with one space "
                          "between",
                          failure);
        row->successor_count++;
        if (space != NULL && space + 1 == end)
            return refuse(reader, COLUMN_SUCCESSORS, "ends with a space", failure);
        at = space != NULL ? space + 1 : end;
    }
    return STATUS_OK;
}

static Status read_names(const RowReader *reader, Municipality *row, Failure *failure)
{
    TRY(csv_municipality(&reader->csv, (size_t)reader->columns[COLUMN_CODE],
                         column_names[COLUMN_CODE], &row->code, failure));
    CsvField name = field_of(reader, COLUMN_NAME);
    if (!text_is_plain(name.text, name.length) || name.length >= sizeof row->name)
        return refuse(reader, COLUMN_NAME, "empty, or longer than 63 bytes", failure);
    memcpy(row->name, name.text, name.length);
    CsvField number = field_of(reader, COLUMN_ORGANISATION);
    if (number.length == 0) return STATUS_OK;
    if (!organisation_number_ok(number.text, number.length))
        return refuse(reader, COLUMN_ORGANISATION,
                      "not an organisation number: 9 digits, the last a control digit",
                      failure);
    memcpy(row->organisation_number, number.text, number.length);
    return STATUS_OK;
}

static Status read_row(RowReader *reader, MunicipalityTable *table, Failure *failure)
{
    if (table->count == MUNICIPALITY_ROWS_MAX)
        return refuse(reader, COLUMN_CODE, "more rows than the table holds", failure);
    Municipality *row = &table->rows[table->count];
    TRY(read_names(reader, row, failure));
    TRY(read_validity(reader, row, failure));
    TRY(read_successors(reader, row, failure));
    row->line = (uint32_t)reader->csv.line;
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

static Status read_rows(RowReader *reader, MunicipalityTable *table, Failure *failure)
{
    TRY(csv_header(&reader->csv, column_names, COLUMN_COUNT, COLUMN_COUNT, reader->columns,
                   failure));
    for (;;) {
        bool more;
        TRY(csv_next(&reader->csv, &more, failure));
        if (!more) break;
        TRY(read_row(reader, table, failure));
    }
    if (table->count == 0)
        return refuse(reader, COLUMN_CODE, "no municipality: add them", failure);
    return finish(reader->csv.name, table, failure);
}

static Status read_table(const char *path, const InputFile *input, MunicipalityTable *table,
                         Failure *failure)
{
    RowReader reader;
    TRY(sha256_of(input->bytes, input->size, table->sha256, failure));
    TRY(csv_open(&reader.csv, path, input->bytes, input->size, failure));
    Status status = read_rows(&reader, table, failure);
    csv_close(&reader.csv);
    return status;
}

Status municipality_csv_read(const char *path, MunicipalityTable **out, Failure *failure)
{
    *out = NULL;
    InputFile input;
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &input, failure));
    MunicipalityTable *table = system_allocate_zeroed(1, sizeof *table);
    Status status = table != NULL ? read_table(path, &input, table, failure)
                                  : failure_set(failure, STATUS_MEMORY, path, "municipalities");
    input_file_free(&input);
    if (status != STATUS_OK) {
        failure_locate(failure, path);
        municipality_table_free(table);
        return status;
    }
    *out = table;
    return STATUS_OK;
}

void municipality_table_free(MunicipalityTable *table)
{
    system_free(table);
}
