/* sample_form.c - the sample file as a spreadsheet program gives it back. control.md 3. */
#include "formats/run/sample_form.h"

#include <string.h>

enum { PLACE_DIGITS = 4, COUNTY_DIGITS = 2 };

static const char first_line[] = "# tilskudd-sample-1";

bool sample_form_is_foreign(const CsvReader *csv)
{
    size_t length = strlen(first_line), left = csv->size - csv->position;
    const char *at = csv->bytes + csv->position;
    if (csv->separator != ',' || left <= length) return true;
    return memcmp(at, first_line, length) != 0 || strchr("\r\n", at[length]) == NULL;
}

/* How many zeros a code has lost when it was taken for a number. */
static size_t lost_zeros(CsvField field, size_t digits)
{
    for (size_t i = 0; i < field.length; i++) {
        if (field.text[i] < '0' || field.text[i] > '9') return 0;
    }
    return field.length > 0 && field.length < digits ? digits - field.length : 0;
}

static CsvField whole_code(CsvField field, size_t digits, char out[STRATUM_SIZE])
{
    size_t zeros = lost_zeros(field, digits);
    if (zeros == 0) return field;
    memset(out, '0', zeros);
    memcpy(out + zeros, field.text, field.length);
    return (CsvField){out, zeros + field.length};
}

CsvField sample_form_stratum(SampleForm *form, CsvField field)
{
    return whole_code(field, form->stratum_digits, form->stratum);
}

CsvField sample_form_municipality(SampleForm *form, CsvField field)
{
    return whole_code(field, PLACE_DIGITS, form->municipality);
}

static size_t digits_of_strata(CsvField word)
{
    if (csv_field_equals(word, sample_strata_text(STRATA_MUNICIPALITY))) return PLACE_DIGITS;
    return csv_field_equals(word, sample_strata_text(STRATA_COUNTY)) ? COUNTY_DIGITS : 0;
}

void sample_form_heading(SampleForm *form, const CsvField *fields, size_t count,
                         TextBuffer *out)
{
    size_t cells = count;
    char code[STRATUM_SIZE];
    while (cells > 1 && fields[cells - 1].length == 0)
        cells--;
    /* A key may have an empty value, but for the first line, which has none. */
    if (cells == 1 && count > 1 && !csv_field_equals(fields[0], first_line)) cells = 2;
    if (cells > 1 && csv_field_equals(fields[0], "# strata"))
        form->stratum_digits = digits_of_strata(fields[1]);
    for (size_t i = 0; i < cells; i++) {
        CsvField cell = fields[i];
        if (i == 1 && csv_field_equals(fields[0], "# stratum"))
            cell = whole_code(cell, form->stratum_digits, code);
        if (i == 1 && csv_field_equals(fields[0], "# municipalities"))
            cell = whole_code(cell, PLACE_DIGITS, code);
        if (i > 0) text_buffer_char(out, ',');
        text_buffer_append(out, cell.text, cell.length);
    }
}
