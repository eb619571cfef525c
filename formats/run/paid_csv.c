/* paid_csv.c - earlier payments: the ledger's lines from a file, checked. */
#include "formats/base/count_words.h"
#include "formats/run/paid_csv.h"

#include <stdio.h>

#include "formats/base/input_file.h"
#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/csv/csv_fields.h"

/* A line that no run can have settled would be taken back from, or held for, somebody for as
 * long as the ledger lives. */
static Status check_year(const CsvReader *csv, const SettledLine *line,
                         const PaidLimits *limits, Failure *failure)
{
    char problem[160];
    int opening = limits->opening_year;
    if (line->budget_year == opening) return STATUS_OK;
    if (line->budget_year > opening) {
        snprintf(problem, sizeof problem,
                 _("%d: the ledger opens for %d, nothing of a later year is paid before it"),
                 line->budget_year, opening);
    } else if (!grant_code_is_year_one((GrantCode)line->code)) {
        snprintf(
            problem, sizeof problem,
            _("a line of %d: the ledger answers for %d and later, of earlier years only for "
              "a year 1 that is claimed late"),
            line->budget_year, opening);
    } else if (line->budget_year < limits->earliest_year) {
        snprintf(problem, sizeof problem, _("%d: no run of %d looks back beyond %d"),
                 line->budget_year, opening, limits->earliest_year);
    } else {
        return STATUS_OK;
    }
    return csv_refuse(csv, "budget_year", problem, failure);
}

/* The subject of a basic grant is M and the municipality's code: it is looked up as well. */
static bool subject_exists(const SettledLine *line, const PaidLimits *limits)
{
    char text[SUBJECT_TEXT_SIZE];
    MunicipalityCode code;
    if (!subject_is_municipality(line->subject)) return true;
    size_t length = subject_format(line->subject, text);
    return municipality_code_parse(text + 1, length - 1, &code) &&
           municipality_find(limits->municipalities, code) != NULL;
}

static Status check_line(const CsvReader *csv, const SettledLine *line, void *user,
                         Failure *failure)
{
    const PaidLimits *limits = user;
    bool basic = grant_code_group((GrantCode)line->code) == GROUP_GRUNN;
    if (basic != subject_is_municipality(line->subject))
        return csv_refuse(csv, "code",
                          "a GRUNN code on a person, or another code on a municipality (M and "
                          "its code)",
                          failure);
    if (!subject_exists(line, limits))
        return csv_refuse(csv, "ident", "a municipality that never existed", failure);
    if (municipality_find(limits->municipalities, line->municipality) == NULL)
        return csv_refuse(csv, "municipality", "a municipality that never existed", failure);
    if (line->amount < 0)
        return csv_refuse(csv, "settled_ore",
                          "below 0: what was paid less what was paid back is at least 0",
                          failure);
    return check_year(csv, line, limits, failure);
}

Status paid_csv_parse(const char *name, const void *bytes, size_t size,
                      const PaidLimits *limits, SettledLine **lines, size_t *count,
                      Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    PaidLimits own = *limits;
    SettledCheck check = {check_line, &own};
    *lines = NULL;
    *count = 0;
    TRY(input_bytes_read(name, bytes, size, INPUT_SIZE_MAX, &file, failure));
    return settled_csv_read_checked(name, file.bytes, file.size, &check, lines, count, failure);
}

Status paid_csv_read(const char *path, const PaidLimits *limits, SettledLine **lines,
                     size_t *count, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    *lines = NULL;
    *count = 0;
    TRY(input_file_read_stored(path, INPUT_SIZE_MAX, &file, failure));
    return paid_csv_parse(path, file.bytes, file.size, limits, lines, count, failure);
}

/* --- sums --- */

typedef struct PaidSum {
    size_t lines;
    Ore sum;
} PaidSum;

static void add(PaidSum *to, const SettledLine *line)
{
    to->lines++;
    to->sum = ore_add(to->sum, line->amount);
}

static void write_sum(const char *name, const PaidSum *sum, TextBuffer *out)
{
    if (sum->lines > 0)
        text_buffer_format(out, "  %-*s %16s %20s kr\n", utf8_padded(name, 30), name,
                           count_words(sum->lines, "line", "lines").text,
                           amount_text(sum->sum).text);
}

void paid_sums_write(const MunicipalityTable *municipalities, const SettledLine *lines,
                     size_t count, TextBuffer *out)
{
    PaidSum groups[PAYMENT_GROUP_COUNT] = {{0, 0}}, all = {0, 0};
    static const PaidSum none = {0, 0};
    for (size_t i = 0; i < count; i++) {
        add(&groups[grant_code_group((GrantCode)lines[i].code)], &lines[i]);
        add(&all, &lines[i]);
    }
    text_buffer_text(out, _("Paid before this ledger, by payment group:\n"));
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        write_sum(payment_group_text((PaymentGroup)g), &groups[g], out);
    text_buffer_text(out, _("By municipality:\n"));
    for (MunicipalityCode code = 1; code < MUNICIPALITY_CODES; code++) {
        const Municipality *row = municipality_find(municipalities, code);
        PaidSum own = none;
        char name[96];
        for (size_t i = 0; i < count && row != NULL; i++)
            if (lines[i].municipality == code) add(&own, &lines[i]);
        if (row != NULL) snprintf(name, sizeof name, "%04u %s", code, row->name);
        write_sum(name, &own, out);
    }
    write_sum(_("all"), &all, out);
}
