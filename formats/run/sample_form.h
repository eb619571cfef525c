/*
 * sample_form.h - the columns of a sample file, and what a spreadsheet program does to them:
 * cells of the heading apart and padded with empty ones, codes without their leading zeros.
 * Turned back into what was drawn, which the list's digest then proves. Internal to samples.
 * One thread.
 */
#ifndef TILSKUDD_FORMATS_SAMPLE_FORM_H
#define TILSKUDD_FORMATS_SAMPLE_FORM_H

#include "formats/base/digest.h"
#include "formats/base/text_buffer.h"
#include "formats/csv/csv.h"
#include "rules/sampling/sample.h"

#define SAMPLE_FIRST_LINE "# tilskudd-sample-" /* and the version, one digit */
#define SAMPLE_DIGEST_KEY "list_sha256"

/* Columns by the reader's number: what every version has, what version 2 has, and what is
 * filled in or only for who reads it. The order in the file is sample_columns'. */
typedef enum SampleColumn {
    COLUMN_NUMBER = 0,
    COLUMN_PART,
    COLUMN_STRATUM,
    COLUMN_PERSON,
    COLUMN_ITEM,
    COLUMN_MUNICIPALITY,
    COLUMN_LINE,
    COLUMN_AMOUNT,
    COLUMN_CODE,
    COLUMN_YEAR,
    COLUMN_AUDITED,
    COLUMN_COMMENT,
    COLUMN_NAME,
    COLUMN_AUDITED_KR,
    COLUMN_DEVIATION,
    SAMPLE_COLUMNS
} SampleColumn;

/* A header line; columns of each place of `at` after csv_header, -1 for those it may lack. */
extern const char *const sample_column_names[SAMPLE_COLUMNS];
/* The columns of a version's file in their order. Constant. */
const SampleColumn *sample_columns(int version, size_t *count);
/* The columns that the list's digest is over: one line a row, without number and what is filled
 * in, and without names, which another alphabet may lose. Constant. */
const SampleColumn *sample_proved_columns(int version, size_t *count);

/* "drawn", "all-taken", "negative". Constant. */
const char *sample_part_text(SamplePart part);

typedef struct SampleForm {
    size_t stratum_digits; /* of its codes; 0: no codes */
    char stratum[STRATUM_SIZE], municipality[STRATUM_SIZE];
} SampleForm;

/* Whether a program has saved the file since it was drawn: what is read next in `csv`, the
 * first line, is not one that is written. */
bool sample_form_is_foreign(const CsvReader *csv);
/* A row of the heading as the line it was, appended without its end. */
void sample_form_heading(SampleForm *form, const CsvField *fields, size_t count,
                         TextBuffer *out);
/* The codes of a row as they were; the results live until the next row. */
CsvField sample_form_stratum(SampleForm *form, CsvField field);
CsvField sample_form_municipality(SampleForm *form, CsvField field);

/* What is filled in. Amounts in øre, as whole øre or as kroner with at most two decimals after
 * comma or point, spaces between thousands; false for anything else ("1.234"). */
bool sample_form_ore(CsvField field, Ore *out);
bool sample_form_kroner(CsvField field, Ore *out);
/* yes or no, ja or nei, or their first letters, in any case; empty is DEVIATION_OPEN. */
bool sample_form_deviation(CsvField field, uint8_t *out);

#endif
