/* decided_csv.c - decided numbers of settlements. */
#include "formats/csv/decided_csv.h"

#include <stdio.h>
#include <stdlib.h>

#include "formats/base/translate.h"
#include "formats/csv/csv_fields.h"
#include "formats/base/digest.h"
#include "formats/base/input_file.h"
#include "rules/base/date.h"

enum { MUNICIPALITY, YEAR, PERSONS, COLUMNS, PERSONS_MAX = 1000000 };

static const char *const column_names[COLUMNS] = {"municipality", "year", "persons"};

static int compare_numbers(const void *left, const void *right)
{
    const DecidedNumber *a = left, *b = right;
    if (a->municipality != b->municipality) return a->municipality < b->municipality ? -1 : 1;
    return (a->year > b->year) - (a->year < b->year);
}

static Status read_number(const CsvRow *row, void *out)
{
    DecidedNumber *number = out;
    int64_t year, persons;
    TRY(row_municipality(row, MUNICIPALITY, &number->municipality));
    TRY(row_whole(row, YEAR, YEAR_MIN, YEAR_MAX, &year));
    TRY(row_whole(row, PERSONS, 0, PERSONS_MAX, &persons));
    number->year = (int16_t)year;
    number->persons = (int32_t)persons;
    number->line = (uint32_t)row->csv->line;
    return STATUS_OK;
}

static const CsvTable table = {column_names, COLUMNS, COLUMNS, sizeof(DecidedNumber),
                               read_number};

static Status refuse_twice(const char *name, const DecidedNumber *first, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    uint32_t line = first[0].line > first[1].line ? first[0].line : first[1].line;
    snprintf(where, sizeof where, _("%s, line %u"), name, line);
    return failure_set(failure, STATUS_INPUT_VALUE, where,
                       "municipality %04u has a line for %d already: keep one",
                       first->municipality, first->year);
}

static Status sort_numbers(const char *name, DecidedNumbers *decided, Failure *failure)
{
    if (decided->count < 2) return STATUS_OK;
    qsort(decided->items, decided->count, sizeof decided->items[0], compare_numbers);
    for (size_t i = 1; i < decided->count; i++) {
        const DecidedNumber *first = &decided->items[i - 1];
        if (compare_numbers(first, first + 1) == 0) return refuse_twice(name, first, failure);
    }
    return STATUS_OK;
}

Status decided_csv_parse(const char *name, const void *bytes, size_t size, DecidedNumbers **out,
                         Failure *failure)
{
    *out = NULL;
    CLEANUP(decided_free) DecidedNumbers *decided = system_allocate_zeroed(1, sizeof *decided);
    if (decided == NULL) return failure_set(failure, STATUS_MEMORY, name, NULL);
    TRY(csv_table_read((CsvText){name, bytes, size, false}, &table, NULL, &decided->items,
                       &decided->count, failure));
    TRY(sha256_of(bytes, size, decided->sha256, failure));
    TRY(sort_numbers(name, decided, failure));
    *out = HAND_OVER(DecidedNumbers *, decided);
    return STATUS_OK;
}

Status decided_csv_read(const char *path, DecidedNumbers **out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    *out = NULL;
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    return decided_csv_parse(path, file.bytes, file.size, out, failure);
}

void decided_free(DecidedNumbers *decided)
{
    if (decided == NULL) return;
    system_free(decided->items);
    system_free(decided);
}
