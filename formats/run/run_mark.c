#include "formats/run/run_mark.h"

#include <string.h>

#include "formats/base/text_put.h"
#include "formats/base/translate.h"

enum { RUN_DIGITS = 16 };

const char *run_mode_text(bool live)
{
    return live ? "live" : "test";
}

const char *run_mode_note(Language language, bool live)
{
    static const char *const notes[LANGUAGE_COUNT] = {
        [LANGUAGE_NB] = "TEST: laget fra en testhovedbok. Ingenting her er en utbetaling.",
        [LANGUAGE_EN] = "TEST: made by a test ledger. Nothing here is a payment."};
    return live ? "" : notes[language];
}

static char *put_quarter(char *at, const RunMark *mark)
{
    at = put_char(put_number(put_char(at, ','), mark->year), ',');
    return put_char(put_number(at, mark->quarter), ',');
}

char *run_mark_put_decision(char *at, const RunMark *mark)
{
    return put_text(put_quarter(at, mark), run_mode_text(mark->live));
}

void run_mark_of_table(TextBuffer *out, const RunMark *mark)
{
    char quarter[RUN_MARK_MOST];
    text_buffer_append(out, quarter, (size_t)(put_quarter(quarter, mark) - quarter));
    text_buffer_hex(out, mark->identity, RUN_DIGITS / 2);
    text_buffer_char(out, ',');
    text_buffer_text(out, run_mode_text(mark->live));
}

static bool is_number(CsvField field, size_t digits, int number)
{
    int64_t value;
    return field.length == digits &&
           whole_number_parse(field.text, field.length, number, number, &value);
}

static bool is_year(CsvField field, const RunMark *mark)
{
    return is_number(field, 4, mark->year);
}

static bool is_quarter(CsvField field, const RunMark *mark)
{
    return is_number(field, 1, mark->quarter);
}

static bool is_run(CsvField field, const RunMark *mark)
{
    char hex[SHA256_HEX_SIZE];
    sha256_to_hex(mark->identity, hex);
    return field.length == RUN_DIGITS && memcmp(field.text, hex, RUN_DIGITS) == 0;
}

static bool is_mode(CsvField field, const RunMark *mark)
{
    return csv_field_equals(field, run_mode_text(mark->live));
}

bool run_mark_is_of_decision(const CsvField *fields, const RunMark *mark, const char **column)
{
    *column = !is_year(fields[0], mark)      ? "year"
              : !is_quarter(fields[1], mark) ? "quarter"
              : !is_mode(fields[2], mark)    ? "mode"
                                             : NULL;
    return *column == NULL;
}

Status run_mark_check(const CsvRow *row, int column, const RunMark *mark)
{
    static const char other[] = N_("of another run than the folder it lies in");
    if (!is_year(row_field(row, column), mark)) return row_refuse(row, column, other);
    if (!is_quarter(row_field(row, column + 1), mark))
        return row_refuse(row, column + 1, other);
    if (!is_run(row_field(row, column + 2), mark)) return row_refuse(row, column + 2, other);
    if (!is_mode(row_field(row, column + 3), mark)) return row_refuse(row, column + 3, other);
    return STATUS_OK;
}
