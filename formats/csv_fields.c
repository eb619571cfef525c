/* csv_fields.c - strict values of CSV fields. */
#include "formats/csv_fields.h"

#include <stdio.h>
#include <string.h>

/* So many digits, and a sign, never overflow. */
enum { NUMBER_TEXT_MAX = 18 };

bool whole_number_parse(const char *text, size_t length, int64_t least, int64_t most,
                        int64_t *out)
{
    size_t sign = length > 0 && text[0] == '-';
    int64_t value = 0;
    if (length == sign || length > NUMBER_TEXT_MAX) return false;
    for (size_t i = sign; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        value = value * 10 + (text[i] - '0');
    }
    *out = sign != 0 ? -value : value;
    return *out >= least && *out <= most;
}

Status csv_whole(const CsvReader *reader, size_t at, const char *column, int64_t least,
                 int64_t most, int64_t *out, Failure *failure)
{
    CsvField field = reader->fields[at];
    bool plain =
        field.length > 0 && field.text[0] != '-' && (field.length == 1 || field.text[0] != '0');
    if (plain && whole_number_parse(field.text, field.length, least, most, out)) {
        return STATUS_OK;
    }
    char problem[96];
    snprintf(problem, sizeof problem, "not a whole number from %lld to %lld: correct it",
             (long long)least, (long long)most);
    return csv_refuse(reader, column, problem, failure);
}

Status csv_ore(const CsvReader *reader, size_t at, const char *column, Ore least, Ore most,
               Ore *out, Failure *failure)
{
    CsvField field = reader->fields[at];
    if (whole_number_parse(field.text, field.length, least, most, out)) return STATUS_OK;
    char problem[96];
    snprintf(problem, sizeof problem, "not an amount in ore from %lld to %lld",
             (long long)least, (long long)most);
    return csv_refuse(reader, column, problem, failure);
}

bool municipality_code_parse(const char *text, size_t length, MunicipalityCode *code)
{
    if (length != 4) return false;
    unsigned number = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        number = number * 10 + (unsigned)(text[i] - '0');
    }
    *code = (MunicipalityCode)number;
    return number != 0;
}

Status csv_municipality(const CsvReader *reader, size_t at, const char *column,
                        MunicipalityCode *out, Failure *failure)
{
    CsvField field = reader->fields[at];
    if (municipality_code_parse(field.text, field.length, out)) return STATUS_OK;
    return csv_refuse(reader, column, "not a municipality code: write four digits", failure);
}

bool text_is_plain(const char *text, size_t length)
{
    bool blank = true;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c == 0x7F) return false;
        blank = blank && c == ' ';
    }
    return !blank;
}

Status csv_text(const CsvReader *reader, size_t at, const char *column, char *out, size_t size,
                Failure *failure)
{
    CsvField field = reader->fields[at];
    if (!text_is_plain(field.text, field.length))
        return csv_refuse(reader, column, "empty, or with control characters: correct it",
                          failure);
    if (field.length >= size)
        return csv_refuse(reader, column, "too long: shorten it", failure);
    memcpy(out, field.text, field.length);
    out[field.length] = '\0';
    return STATUS_OK;
}
