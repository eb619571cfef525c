/* payees_csv.c - the payee file: each line checked, then sorted by code. */
#include "formats/bank/payees_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/csv/csv_fields.h"
#include "formats/base/input_file.h"
#include "formats/bank/payment_text.h"
#include "rules/base/identity.h"

enum { CODE, NAME, ORGANISATION, ACCOUNT, KID, COLUMNS };
enum { CODES_MAX = 10000 /* of four digits */ };

static const char *const column_names[COLUMNS] = {
    "municipality_code", "name", "organisation_number", "account_number", "kid"};

/* Names the municipality too: that is how those who keep the file look for a line. */
static Status refuse(const CsvRow *row, int column, const Payee *payee, Status status,
                     const char *problem)
{
    char text[FAILURE_DETAIL_SIZE];
    snprintf(text, sizeof text, "municipality %04u: %.400s", (unsigned)payee->code, problem);
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

/* `row->user` tells by code whether there was a line already. */
static Status read_payee(const CsvRow *row, void *out)
{
    Payee *payee = out;
    bool *seen = row->user;
    TRY(row_municipality(row, CODE, &payee->code));
    if (seen[payee->code])
        return refuse(row, CODE, payee, STATUS_INPUT_VALUE, "it has a line already: keep one");
    seen[payee->code] = true;
    TRY(read_name(row, payee));
    TRY(read_number(row, ORGANISATION, payee, organisation_number_ok,
                    "not an organisation number: 9 digits, not all zeros, with a right control "
                    "digit",
                    payee->organisation_number, sizeof payee->organisation_number));
    TRY(read_number(row, ACCOUNT, payee, account_number_ok,
                    "not an account: 11 digits, not all zeros, with a right control digit",
                    payee->account, sizeof payee->account));
    if (row->at[KID] < 0 || row_field(row, KID).length == 0) return STATUS_OK;
    return read_number(row, KID, payee, kid_ok,
                       "not a KID: 2 to 25 digits, not all zeros, with a right control digit; "
                       "or empty",
                       payee->kid, sizeof payee->kid);
}

static int compare_payees(const void *left, const void *right)
{
    const Payee *a = left, *b = right;
    return (a->code > b->code) - (a->code < b->code);
}

static Status read_payees(const char *name, const void *bytes, size_t size, Payees *payees,
                          Failure *failure)
{
    static const CsvTable table = {column_names, COLUMNS, KID, sizeof(Payee), read_payee};
    CLEANUP(csv_close) CsvReader csv = {0};
    bool seen[CODES_MAX] = {false};
    TRY(sha256_of(bytes, size, payees->sha256, failure));
    TRY(csv_open(&csv, name, bytes, size, failure));
    TRY(csv_table(&csv, &table, seen, &payees->items, &payees->count, failure));
    if (payees->count == 0)
        return csv_refuse(&csv, column_names[CODE], "no payee: add them", failure);
    qsort(payees->items, payees->count, sizeof(Payee), compare_payees);
    return STATUS_OK;
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

const Payee *payees_find(const Payees *payees, MunicipalityCode code)
{
    Payee key = {.code = code};
    if (payees->count == 0) return NULL;
    return bsearch(&key, payees->items, payees->count, sizeof key, compare_payees);
}
