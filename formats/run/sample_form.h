/*
 * sample_form.h - a sample file that a spreadsheet program has saved: cells of the heading
 * apart and padded with empty ones, codes without their leading zeros. Turned back into what
 * was drawn, which the list's digest then proves. Internal to samples. One thread.
 */
#ifndef TILSKUDD_FORMATS_SAMPLE_FORM_H
#define TILSKUDD_FORMATS_SAMPLE_FORM_H

#include "formats/base/text_buffer.h"
#include "formats/csv/csv.h"
#include "rules/sampling/sample.h"

typedef struct SampleForm {
    size_t stratum_digits; /* of its codes; 0: no codes */
    char stratum[STRATUM_SIZE], municipality[STRATUM_SIZE];
} SampleForm;

/* Whether a program has saved the file since it was drawn: what is read next in `csv`, the
 * first line, is not the one that is written. */
bool sample_form_is_foreign(const CsvReader *csv);
/* A row of the heading as the line it was, appended without its end. */
void sample_form_heading(SampleForm *form, const CsvField *fields, size_t count,
                         TextBuffer *out);
/* The codes of a row as they were; the results live until the next row. */
CsvField sample_form_stratum(SampleForm *form, CsvField field);
CsvField sample_form_municipality(SampleForm *form, CsvField field);

#endif
