/* payees_csv.c - the payee file: each line checked, then sorted by code. */
#include "formats/bank/payees_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/csv/csv_fields.h"
#include "formats/base/input_file.h"
#include "formats/bank/payment_text.h"
#include "rules/base/identity.h"

enum { CODE, NAME, ORGANISATION, ACCOUNT, KID, VALID_FROM, VALID_TO, COLUMNS };

static const char *const column_names[COLUMNS] = {
    "municipality_code", "name",    "organisation_number", "account_number", "kid",
    "valid-from",        "valid-to"};

/* Names the municipality too: that is how those who keep the file look for a line. */
static Status refuse(const CsvRow *row, int column, const Payee *payee, Status status,
                     const char *problem)
{
    char text[FAILURE_DETAIL_SIZE];
    snprintf(text, sizeof text, _("municipality %04u: %.400s"), (unsigned)payee->code,
             translate(problem));
    (void)row_refuse(row, column, text);
    if (row->failure != NULL) row->failure->status = status;
    return status;
}

/* Copies a number that `fits` has approved. */
static Status read_number(const CsvRow *row, int column, const Payee *payee,
                          bool (*fits)(const char *text, size_t length), const char *problem,
                          char *out, size_t size)
{
    CsvField field = row_field(row, column);
    if (!fits(field.text, field.length) || field.length >= size)
        return refuse(row, column, payee, STATUS_CONTROL_DIGITS, problem);
    memcpy(out, field.text, field.length);
    out[field.length] = '\0';
    return STATUS_OK;
}

static Status read_name(const CsvRow *row, Payee *payee)
{
    CsvField field = row_field(row, NAME);
    Failure why = {0};
    if (payment_text_read(field.text, field.length, PAYEE_NAME_LENGTH, payee->name,
                          sizeof payee->name, &why) == STATUS_OK)
        return STATUS_OK;
    return refuse(row, NAME, payee, STATUS_INPUT_VALUE, why.detail);
}

static bool is_given(const CsvRow *row, int column)
{
    return row->at[column] >= 0 && row_field(row, column).length > 0;
}

static Status read_period(const CsvRow *row, Payee *payee)
{
    payee->valid_from = payee->valid_to = DAY_NONE;
    if (is_given(row, VALID_FROM)) TRY(row_day(row, VALID_FROM, &payee->valid_from));
    if (is_given(row, VALID_TO)) TRY(row_day(row, VALID_TO, &payee->valid_to));
    if (!day_is_set(payee->valid_to) || payee->valid_from <= payee->valid_to) return STATUS_OK;
    return refuse(row, VALID_TO, payee, STATUS_INPUT_VALUE, "before valid-from");
}

static Status read_payee(const CsvRow *row, void *out)
{
    Payee *payee = out;
    payee->line = row->csv->line;
    TRY(row_municipality(row, CODE, &payee->code));
    TRY(read_period(row, payee));
    TRY(read_name(row, payee));
    TRY(read_number(row, ORGANISATION, payee, organisation_number_ok,
                    "not an organisation number: 9 digits, not all zeros, with a right control "
                    "digit",
                    payee->organisation_number, sizeof payee->organisation_number));
    TRY(read_number(row, ACCOUNT, payee, account_number_ok,
                    "not an account: 11 digits, not all zeros, with a right control digit",
                    payee->account, sizeof payee->account));
    if (!is_given(row, KID)) return STATUS_OK;
    return read_number(row, KID, payee, kid_ok,
                       "not a KID: 2 to 25 digits, not all zeros, with a right control digit; "
                       "or empty",
                       payee->kid, sizeof payee->kid);
}

static int compare_payees(const void *left, const void *right)
{
    const Payee *a = left, *b = right;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    return (a->valid_from > b->valid_from) - (a->valid_from < b->valid_from);
}

/* Of sorted lines: one time of one municipality has one line. Told at the later of the two. */
static Status check_periods(CsvReader *csv, const Payees *payees, Failure *failure)
{
    for (size_t i = 1; i < payees->count; i++) {
        const Payee *before = &payees->items[i - 1], *payee = &payees->items[i];
        bool apart = day_is_set(before->valid_to) && before->valid_to < payee->valid_from;
        if (before->code != payee->code || apart) continue;
        const CsvRow row = {csv, column_names, NULL, failure, NULL};
        csv->line = before->line > payee->line ? before->line : payee->line;
        return refuse(&row, CODE, payee, STATUS_INPUT_VALUE,
                      "it has a line for that time already: keep one, or let valid-to of one "
                      "lie before valid-from of the other");
    }
    return STATUS_OK;
}

static Status read_payees(const char *name, const void *bytes, size_t size, Payees *payees,
                          Failure *failure)
{
    static const CsvTable table = {column_names, COLUMNS, KID, sizeof(Payee), read_payee};
    CLEANUP(csv_close) CsvReader csv = {0};
    TRY(sha256_of(bytes, size, payees->sha256, failure));
    TRY(csv_open(&csv, name, bytes, size, failure));
    TRY(csv_table(&csv, &table, NULL, &payees->items, &payees->count, failure));
    if (payees->count == 0)
        return csv_refuse(&csv, column_names[CODE], "no payee: add them", failure);
    qsort(payees->items, payees->count, sizeof(Payee), compare_payees);
    return check_periods(&csv, payees, failure);
}

Status payees_csv_parse(const char *name, const void *bytes, size_t size, Payees **out,
                        Failure *failure)
{
    *out = NULL;
    CLEANUP(payees_free) Payees *payees = system_allocate_zeroed(1, sizeof *payees);
    if (payees == NULL) return failure_set(failure, STATUS_MEMORY, name, NULL);
    TRY(read_payees(name, bytes, size, payees, failure));
    *out = HAND_OVER(Payees *, payees);
    return STATUS_OK;
}

Status payees_csv_read(const char *path, Payees **out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    *out = NULL;
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    return payees_csv_parse(path, file.bytes, file.size, out, failure);
}

void payees_free(Payees *payees)
{
    if (payees == NULL) return;
    system_free(payees->items);
    system_free(payees);
}

static bool counts_on(const Payee *payee, Day day)
{
    return (!day_is_set(payee->valid_from) || payee->valid_from <= day) &&
           (!day_is_set(payee->valid_to) || day <= payee->valid_to);
}

const Payee *payees_find(const Payees *payees, MunicipalityCode code, Day day)
{
    size_t begin = 0, end = payees->count;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        if (payees->items[middle].code < code)
            begin = middle + 1;
        else
            end = middle;
    }
    for (; begin < payees->count && payees->items[begin].code == code; begin++)
        if (counts_on(&payees->items[begin], day)) return &payees->items[begin];
    return NULL;
}
