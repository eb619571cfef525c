/*
 * row.h - values of one row of an accounts file, by column, refused with file, line and column.
 * accounts.md 1.
 *
 * No value is ever put into a message. One thread per reader.
 */
#ifndef TILSKUDD_FORMATS_ACCOUNTS_ROW_H
#define TILSKUDD_FORMATS_ACCOUNTS_ROW_H

#include "formats/csv/csv_fields.h"

enum { NO_ACCOUNT_COLUMN = -1 };

/* INPUT_VALUE when any field but the one of bank accounts holds eleven digits, together or
 * written 6 + 5, that pass as an identity number: none is needed here. Not shown. */
MUST_USE Status row_refuse_idents(const CsvRow *row, size_t columns, int account_column);

/* Text of at most size - 1 bytes; the optional one may be empty. */
MUST_USE Status row_text(const CsvRow *row, int column, char *out, size_t size);
MUST_USE Status row_optional_text(const CsvRow *row, int column, char *out, size_t size);
/* Letters A to Z and a to z, digits, '.', '-' and '_', first a letter or digit: also the name
 * of a letter's file. */
MUST_USE Status row_id(const CsvRow *row, int column, char *out, size_t size);
/* Exactly size - 1 digits, or (optional) nothing. */
MUST_USE Status row_digits(const CsvRow *row, int column, bool optional, char *out,
                           size_t size);
/* `otherwise` for an empty field. */
MUST_USE Status row_optional_whole(const CsvRow *row, int column, int64_t most,
                                   int64_t otherwise, int64_t *out);
MUST_USE Status row_optional_ore(const CsvRow *row, int column, Ore otherwise, Ore *out);
MUST_USE Status row_day(const CsvRow *row, int column, Day *out);
/* A day not after `latest`: nothing can have happened after the day of the control. */
MUST_USE Status row_past_day(const CsvRow *row, int column, Day latest, Day *out);
/* DAY_NONE for an empty field. */
MUST_USE Status row_optional_day(const CsvRow *row, int column, Day latest, Day *out);
/* JA or NEI, true or false, 1 or 0. */
MUST_USE Status row_flag(const CsvRow *row, int column, bool *out);
/* The position of the field's word in the list; `known` says what is known. */
MUST_USE Status row_word(const CsvRow *row, int column, const char *const *words, size_t count,
                         const char *known, uint8_t *out);

#endif
