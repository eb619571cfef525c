#include "formats/accounts/table.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/text/page_text.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* --- values --- */

static Status keep(CsvField field, void *out)
{
    memcpy(out, field.text, field.length);
    ((char *)out)[field.length] = '\0';
    return STATUS_OK;
}

Status read_text(const CsvRow *row, int column, void *out, size_t size)
{
    CsvField field = row_field(row, column);
    const char *problem = page_text_problem(field.text, field.length);
    if (problem != NULL) return row_refuse(row, column, problem);
    if (field.length >= size) return row_refuse(row, column, "too long: shorten it");
    return keep(field, out);
}

static bool is_id_character(char c, bool first)
{
    bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return letter || is_digit(c) || (!first && (c == '.' || c == '-' || c == '_'));
}

Status read_id(const CsvRow *row, int column, void *out, size_t size)
{
    char problem[128];
    CsvField field = row_field(row, column);
    bool good = field.length > 0 && field.length < size;
    for (size_t i = 0; good && i < field.length; i++)
        good = is_id_character(field.text[i], i == 0);
    if (good) return keep(field, out);
    snprintf(problem, sizeof problem,
             _("not a number of 1 to %zu letters, digits, '.', '-' or '_', first a letter or "
               "digit: correct it"),
             size - 1);
    return row_refuse(row, column, problem);
}

Status read_digits(const CsvRow *row, int column, void *out, size_t size)
{
    char problem[64];
    CsvField field = row_field(row, column);
    bool good = field.length == size - 1;
    for (size_t i = 0; good && i < field.length; i++)
        good = is_digit(field.text[i]);
    if (good) return keep(field, out);
    snprintf(problem, sizeof problem, _("not %zu digits: correct it"), size - 1);
    return row_refuse(row, column, problem);
}

Status read_account(const CsvRow *row, int column, void *out, size_t size)
{
    return read_digits(row, column, out, size);
}

Status read_unkept_text(const CsvRow *row, int column, void *out, size_t size)
{
    char text[DECISION_REASON_SIZE];
    (void)out;
    INVARIANT(size <= sizeof text);
    return read_text(row, column, text, size);
}

static Status keep_int(const CsvRow *row, int column, int64_t least, int64_t most, int *out)
{
    int64_t value;
    TRY(row_whole(row, column, least, most, &value));
    *out = (int)value;
    return STATUS_OK;
}

Status read_year(const CsvRow *row, int column, void *out, size_t size)
{
    (void)size;
    return keep_int(row, column, YEAR_MIN, YEAR_MAX, out);
}

Status read_share(const CsvRow *row, int column, void *out, size_t size)
{
    (void)size;
    return keep_int(row, column, 0, FULL_BP, out);
}

Status read_participants(const CsvRow *row, int column, void *out, size_t size)
{
    (void)size;
    return row_whole(row, column, 0, PARTICIPANTS_MAX, out);
}

Status read_kroner(const CsvRow *row, int column, void *out, size_t size)
{
    enum { ORE_IN_KRONE = 100 };
    int64_t kroner;
    (void)size;
    TRY(row_whole(row, column, 0, LINE_ORE_MAX, &kroner));
    *(Ore *)out = kroner * ORE_IN_KRONE;
    return STATUS_OK;
}

Status read_ore(const CsvRow *row, int column, void *out, size_t size)
{
    (void)size;
    return row_ore(row, column, 0, LINE_ORE_MAX, out);
}

Status read_signed_ore(const CsvRow *row, int column, void *out, size_t size)
{
    (void)size;
    return row_ore(row, column, -LINE_ORE_MAX, LINE_ORE_MAX, out);
}

Status read_municipality(const CsvRow *row, int column, void *out, size_t size)
{
    (void)size;
    return row_municipality(row, column, out);
}

Status read_day(const CsvRow *row, int column, void *out, size_t size)
{
    (void)size;
    CsvField field = row_field(row, column);
    if (day_parse(field.text, field.length, out)) return STATUS_OK;
    return row_refuse(row, column, "not a day: write YYYY-MM-DD");
}

Status read_past_day(const CsvRow *row, int column, void *out, size_t size)
{
    TRY(read_day(row, column, out, size));
    if (*(const Day *)out <= *(const Day *)row->user) return STATUS_OK;
    return row_refuse(row, column,
                      "after the day of the control: correct it, or give a later --date");
}

Status read_flag(const CsvRow *row, int column, void *out, size_t size)
{
    static const char *const words[] = {"NEI", "JA", "false", "true", "0", "1"};
    (void)size;
    CsvField field = row_field(row, column);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!csv_field_equals(field, words[i])) continue;
        *(bool *)out = i % 2 == 1;
        return STATUS_OK;
    }
    return row_refuse(row, column, "neither JA nor NEI (or true, false, 1, 0)");
}

Status row_word(const CsvRow *row, int column, const char *const *words, size_t count,
                const char *known, uint8_t *out)
{
    CsvField field = row_field(row, column);
    for (size_t i = 0; i < count; i++) {
        if (!csv_field_equals(field, words[i])) continue;
        *out = (uint8_t)i;
        return STATUS_OK;
    }
    char problem[320];
    snprintf(problem, sizeof problem, _("not one of the words %s"), _(known));
    return row_refuse(row, column, problem);
}

/* --- a row --- */

static Status refuse_idents(const CsvRow *row, const BookTable *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (row->at[i] < 0 || table->columns[i].read == read_account) continue;
        CsvField field = row_field(row, (int)i);
        if (!page_text_holds_ident(field.text, field.length)) continue;
        return row_refuse(row, (int)i, page_text_problem_ident);
    }
    return STATUS_OK;
}

/* What an empty field stands for; texts are empty already. */
static void keep_otherwise(const BookColumn *column, void *out)
{
    int32_t number = (int32_t)column->otherwise;
    if (column->size == sizeof number) memcpy(out, &number, sizeof number);
    if (column->size == sizeof column->otherwise)
        memcpy(out, &column->otherwise, sizeof column->otherwise);
}

Status book_row_read(const BookTable *table, const CsvRow *row, void *out)
{
    TRY(refuse_idents(row, table));
    memcpy((char *)out + table->line_at, &row->csv->line, sizeof row->csv->line);
    for (size_t i = 0; i < table->column_count; i++) {
        const BookColumn *column = &table->columns[i];
        char *member = (char *)out + column->offset;
        bool lacks = row->at[i] < 0;
        if (lacks || (column->optional && row_field(row, (int)i).length == 0))
            keep_otherwise(column, member);
        else if (column->read != NULL)
            TRY(column->read(row, (int)i, member, column->size));
        if (column->check != NULL && !lacks) TRY(column->check(row, (int)i, out));
    }
    return STATUS_OK;
}
