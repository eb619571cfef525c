/*
 * csv_fields.h - values of CSV fields, read strictly, refused with file, line and column.
 *
 * `column` is the header's name, for messages. No value is ever put into a message: some files
 * have idents. Pure; one thread per reader.
 */
#ifndef TILSKUDD_FORMATS_CSV_FIELDS_H
#define TILSKUDD_FORMATS_CSV_FIELDS_H

#include "formats/csv/csv.h"
#include "rules/base/date.h"
#include "rules/base/money.h"
#include "rules/base/registration.h"

/* The reader's current row; columns are positions in `names`. Borrowed. */
typedef struct CsvRow {
    const CsvReader *csv;
    const char *const *names;
    const int *at;
    Failure *failure;
    const void *user; /* what else the columns need; NULL: nothing */
} CsvRow;
/* The field as it stands. */
CsvField row_field(const CsvRow *row, int column);
/* INPUT_VALUE at a column. */
Status row_refuse(const CsvRow *row, int column, const char *problem);
/* csv_whole, csv_ore, csv_municipality and csv_text of a row's column. */
MUST_USE Status row_whole(const CsvRow *row, int column, int64_t least, int64_t most,
                          int64_t *out);
MUST_USE Status row_ore(const CsvRow *row, int column, Ore least, Ore most, Ore *out);
MUST_USE Status row_municipality(const CsvRow *row, int column, MunicipalityCode *out);
MUST_USE Status row_words(const CsvRow *row, int column, size_t limit, char *out, size_t size);

/* A whole number from least to most, no sign, no leading zero. */
MUST_USE Status csv_whole(const CsvReader *reader, size_t at, const char *column, int64_t least,
                          int64_t most, int64_t *out, Failure *failure);
/* An amount in whole øre from least to most: digits, perhaps a minus sign before them. */
MUST_USE Status csv_ore(const CsvReader *reader, size_t at, const char *column, Ore least,
                        Ore most, Ore *out, Failure *failure);
/* The same for any text and whole number, without a message. */
bool whole_number_parse(const char *text, size_t length, int64_t least, int64_t most,
                        int64_t *out);
/* Four digits, not 0000. Where semicolons show that a spreadsheet program has saved the file,
 * three will do: it takes codes for numbers and drops the first zero of 0301. */
MUST_USE Status csv_municipality(const CsvReader *reader, size_t at, const char *column,
                                 MunicipalityCode *out, Failure *failure);
/* The same for any text of the file, without a message. */
bool csv_code_parse(const CsvReader *reader, const char *text, size_t length,
                    MunicipalityCode *code);
/* YYYY-MM-DD; with semicolons also 31.12.2019, as a Norwegian spreadsheet program writes it. */
MUST_USE Status csv_day(const CsvReader *reader, size_t at, const char *column, Day *out,
                        Failure *failure);
/* Text that is not blank, has no control characters and at most `limit` characters, its
 * decomposed letters composed (letters.h). `out` has room for four bytes a character. */
MUST_USE Status csv_text(const CsvReader *reader, size_t at, const char *column, size_t limit,
                         char *out, size_t size, Failure *failure);
/* The same without the reader: is it such text? */
bool text_is_plain(const char *text, size_t length);
/* Reads exactly four digits, not 0000. */
bool municipality_code_parse(const char *text, size_t length, MunicipalityCode *code);

#endif
