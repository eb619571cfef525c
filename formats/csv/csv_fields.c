/* csv_fields.c - strict values of CSV fields. */
#include "formats/csv/csv_fields.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/letters.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "rules/base/money_text.h"

/* So many digits, and a sign, never overflow. */
enum { NUMBER_TEXT_MAX = 18, CODE_DIGITS = 4 };

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

CsvField row_field(const CsvRow *row, int column)
{
    INVARIANT(row->at[column] >= 0);
    return row->csv->fields[row->at[column]];
}

Status row_refuse(const CsvRow *row, int column, const char *problem)
{
    return csv_refuse(row->csv, row->names[column], problem, row->failure);
}

Status row_whole(const CsvRow *row, int column, int64_t least, int64_t most, int64_t *out)
{
    CsvField field = row_field(row, column);
    bool plain =
        field.length > 0 && field.text[0] != '-' && (field.length == 1 || field.text[0] != '0');
    if (plain && whole_number_parse(field.text, field.length, least, most, out))
        return STATUS_OK;
    char problem[96];
    snprintf(problem, sizeof problem, _("not a whole number from %s to %s: correct it"),
             whole_kroner_text(least).text, whole_kroner_text(most).text);
    return row_refuse(row, column, problem);
}

Status row_ore(const CsvRow *row, int column, Ore least, Ore most, Ore *out)
{
    CsvField field = row_field(row, column);
    if (whole_number_parse(field.text, field.length, least, most, out)) return STATUS_OK;
    char problem[96];
    snprintf(problem, sizeof problem, _("not an amount in ore from %s to %s"),
             whole_kroner_text(least).text, whole_kroner_text(most).text);
    return row_refuse(row, column, problem);
}

bool municipality_code_parse(const char *text, size_t length, MunicipalityCode *code)
{
    if (length != CODE_DIGITS) return false;
    unsigned number = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        number = number * 10 + (unsigned)(text[i] - '0');
    }
    *code = (MunicipalityCode)number;
    return number != 0;
}

bool csv_code_parse(const CsvReader *reader, const char *text, size_t length,
                    MunicipalityCode *code)
{
    char whole[CODE_DIGITS] = "0";
    if (reader->separator != ';' || length != CODE_DIGITS - 1)
        return municipality_code_parse(text, length, code);
    memcpy(whole + 1, text, CODE_DIGITS - 1);
    return municipality_code_parse(whole, CODE_DIGITS, code);
}

Status row_municipality(const CsvRow *row, int column, MunicipalityCode *out)
{
    CsvField field = row_field(row, column);
    if (csv_code_parse(row->csv, field.text, field.length, out)) return STATUS_OK;
    return row_refuse(row, column, "not a municipality code: write four digits");
}

/* The second form is 31.12.2019. */
Status row_day(const CsvRow *row, int column, Day *out)
{
    CsvField field = row_field(row, column);
    const char *text = field.text;
    char iso[DAY_TEXT_SIZE];
    if (row->csv->separator == ';' && field.length == DAY_TEXT_SIZE - 1 && text[2] == '.' &&
        text[5] == '.') {
        snprintf(iso, sizeof iso, "%.4s-%.2s-%.2s", text + 6, text + 3, text);
        text = iso;
    }
    if (day_parse(text, field.length, out)) return STATUS_OK;
    return row_refuse(row, column, "not a date: write YYYY-MM-DD");
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

Status row_words(const CsvRow *row, int column, size_t limit, char *out, size_t size)
{
    CsvField field = row_field(row, column);
    char problem[64];
    if (!text_is_plain(field.text, field.length))
        return row_refuse(row, column, "empty, or with control characters: correct it");
    if (letters_compose(field.text, field.length, out, size) &&
        utf8_characters(out, strlen(out)) <= limit)
        return STATUS_OK;
    snprintf(problem, sizeof problem, _("more than %zu characters: shorten it"), limit);
    return row_refuse(row, column, problem);
}

Status row_text(const CsvRow *row, int column, char *out, size_t size)
{
    CsvField field = row_field(row, column);
    if (field.length >= size || memchr(field.text, '\0', field.length) != NULL)
        return row_refuse(row, column, "does not fit");
    memcpy(out, field.text, field.length);
    out[field.length] = '\0';
    return STATUS_OK;
}
