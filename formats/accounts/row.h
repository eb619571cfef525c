/*
 * row.h - values of one row of an accounts file, by column, refused with file, line and column.
 * accounts.md 1.
 *
 * No value is ever put into a message. One thread per reader.
 */
#ifndef TILSKUDD_FORMATS_ACCOUNTS_ROW_H
#define TILSKUDD_FORMATS_ACCOUNTS_ROW_H

#include "formats/csv/csv_fields.h"

/* A column of an accounts file, and the member of the row it is read into. Columns are read in
 * the order of the list, each by one of the functions below. */
typedef struct BookColumn {
    const char *name;
    /* `out` is the member, `size` its bytes; NULL: the check reads it. */
    Status (*read)(const CsvRow *row, int column, void *out, size_t size);
    size_t offset, size;
    bool optional;     /* the field may be empty */
    int64_t otherwise; /* the number or day that an empty field stands for */
    /* Against the columns before it; `out` is the whole row. NULL: nothing. */
    Status (*check)(const CsvRow *row, int column, void *out);
    bool may_lack; /* an optional column, after all others, that the file need not have */
} BookColumn;
#define MEMBER(Row, member)                                                                    \
    .offset = offsetof(Row, member), .size = sizeof(((const Row *)0)->member)
#define COLUMN(name, read, Row, member)                                                        \
    {                                                                                          \
        name, read, MEMBER(Row, member)                                                        \
    }
#define CHECKED(name, read, Row, member, by)                                                   \
    {                                                                                          \
        name, read, MEMBER(Row, member), .check = by                                           \
    }
#define OPTIONAL(name, read, Row, member, otherwise)                                           \
    {                                                                                          \
        name, read, MEMBER(Row, member), true, otherwise                                       \
    }

/* Text of at most size - 1 bytes; what is not used is checked all the same. */
Status read_text(const CsvRow *row, int column, void *out, size_t size);
Status read_unkept_text(const CsvRow *row, int column, void *out, size_t size);
/* Letters A to Z and a to z, digits, '.', '-' and '_', first a letter or digit: also the name
 * of a letter's file. */
Status read_id(const CsvRow *row, int column, void *out, size_t size);
/* Exactly size - 1 digits. An account may pass as an ident. */
Status read_digits(const CsvRow *row, int column, void *out, size_t size);
Status read_account(const CsvRow *row, int column, void *out, size_t size);
/* Whole numbers: a year and hundredths of a percent into an int, persons into an int64_t. */
Status read_year(const CsvRow *row, int column, void *out, size_t size);
Status read_share(const CsvRow *row, int column, void *out, size_t size);
Status read_participants(const CsvRow *row, int column, void *out, size_t size);
/* An Ore of at most LINE_ORE_MAX, from whole kroner or øre; below 0 only where signed. */
Status read_kroner(const CsvRow *row, int column, void *out, size_t size);
Status read_ore(const CsvRow *row, int column, void *out, size_t size);
Status read_signed_ore(const CsvRow *row, int column, void *out, size_t size);
/* A MunicipalityCode. */
Status read_municipality(const CsvRow *row, int column, void *out, size_t size);
/* A Day; a past one is not after the row's `user`, the day of the control: nothing can have
 * happened after it. */
Status read_day(const CsvRow *row, int column, void *out, size_t size);
Status read_past_day(const CsvRow *row, int column, void *out, size_t size);
/* JA or NEI, true or false, 1 or 0, into a bool. */
Status read_flag(const CsvRow *row, int column, void *out, size_t size);
/* The position of the field's word in the list; `known` says what is known. */
MUST_USE Status row_word(const CsvRow *row, int column, const char *const *words, size_t count,
                         const char *known, uint8_t *out);

#endif
