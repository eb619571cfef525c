/*
 * csv_fields.h - values of CSV fields, read strictly, refused with file, line and column.
 *
 * `column` is a position among the table's names. No value is ever put into a message: some
 * files have idents. Pure; one thread per reader.
 */
#ifndef TILSKUDD_FORMATS_CSV_FIELDS_H
#define TILSKUDD_FORMATS_CSV_FIELDS_H

#include "formats/csv/csv.h"
#include "rules/base/date.h"
#include "rules/base/money.h"
#include "rules/base/registration.h"

/* The field as it stands. */
CsvField row_field(const CsvRow *row, int column);
/* Copies the field as it stands; refuses one that does not fit, or has a NUL. */
MUST_USE Status row_text(const CsvRow *row, int column, char *out, size_t size);
/* INPUT_VALUE at a column. */
Status row_refuse(const CsvRow *row, int column, const char *problem);
/* A whole number from least to most, no sign, no leading zero. */
MUST_USE Status row_whole(const CsvRow *row, int column, int64_t least, int64_t most,
                          int64_t *out);
/* An amount in whole øre from least to most: digits, perhaps a minus sign before them. */
MUST_USE Status row_ore(const CsvRow *row, int column, Ore least, Ore most, Ore *out);
/* The same for any text and whole number, without a message. */
bool whole_number_parse(const char *text, size_t length, int64_t least, int64_t most,
                        int64_t *out);
/* Four digits, not 0000. Where semicolons show that a spreadsheet program has saved the file,
 * three will do: it takes codes for numbers and drops the first zero of 0301. */
MUST_USE Status row_municipality(const CsvRow *row, int column, MunicipalityCode *out);
/* The same for any text of the file, without a message. */
bool csv_code_parse(const CsvReader *reader, const char *text, size_t length,
                    MunicipalityCode *code);
/* YYYY-MM-DD; with semicolons also 31.12.2019, as a Norwegian spreadsheet program writes it. */
MUST_USE Status row_day(const CsvRow *row, int column, Day *out);
/* Text that is not blank, has no control characters and at most `limit` characters, its
 * decomposed letters composed (letters.h). `out` has room for four bytes a character. */
MUST_USE Status row_words(const CsvRow *row, int column, size_t limit, char *out, size_t size);
/* The same without the reader: is it such text? */
bool text_is_plain(const char *text, size_t length);
/* Reads exactly four digits, not 0000. */
bool municipality_code_parse(const char *text, size_t length, MunicipalityCode *code);

#endif
