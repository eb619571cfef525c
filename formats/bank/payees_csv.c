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

static const char *const column_names[COLUMNS] = {
    "municipality_code", "name", "organisation_number", "account_number", "kid"};

typedef struct PayeesReading {
    CsvReader csv;
    int columns[COLUMNS];
    Payees *payees;
    size_t capacity;
    bool seen[10000]; /* by code */
} PayeesReading;

/* Names the municipality too: that is how those who keep the file look for a line. */
static Status refuse(const PayeesReading *reading, int column, const Payee *payee,
                     Status status, const char *problem, Failure *failure)
{
    char text[FAILURE_DETAIL_SIZE];
    snprintf(text, sizeof text, "municipality %04u: %.400s", (unsigned)payee->code, problem);
    (void)csv_refuse(&reading->csv, column_names[column], text, failure);
    if (failure != NULL) failure->status = status;
    return status;
}

/* Copies a number that `fits` has approved. */
static Status read_number(const PayeesReading *reading, int column, const Payee *payee,
                          bool (*fits)(const char *text, size_t length), const char *problem,
                          char *out, size_t size, Failure *failure)
{
    CsvField field = reading->csv.fields[reading->columns[column]];
    if (!fits(field.text, field.length) || field.length >= size)
        return refuse(reading, column, payee, STATUS_CONTROL_DIGITS, problem, failure);
    memcpy(out, field.text, field.length);
    out[field.length] = '\0';
    return STATUS_OK;
}

static Status read_kid(const PayeesReading *reading, Payee *payee, Failure *failure)
{
    if (reading->columns[KID] < 0) return STATUS_OK;
    if (reading->csv.fields[reading->columns[KID]].length == 0) return STATUS_OK;
    return read_number(reading, KID, payee, kid_ok,
                       "not a KID: 2 to 25 digits, not all zeros, with a right control digit; "
                       "or empty",
                       payee->kid, sizeof payee->kid, failure);
}

static Status read_name(const PayeesReading *reading, Payee *payee, Failure *failure)
{
    CsvField field = reading->csv.fields[reading->columns[NAME]];
    Failure why = {0};
    if (payment_text_read(field.text, field.length, PAYEE_NAME_LENGTH, payee->name,
                          sizeof payee->name, &why) == STATUS_OK)
        return STATUS_OK;
    return refuse(reading, NAME, payee, STATUS_INPUT_VALUE, why.detail, failure);
}

static Status read_payee(PayeesReading *reading, Payee *payee, Failure *failure)
{
    const CsvReader *csv = &reading->csv;
    TRY(csv_municipality(csv, (size_t)reading->columns[CODE], column_names[CODE], &payee->code,
                         failure));
    if (reading->seen[payee->code])
        return refuse(reading, CODE, payee, STATUS_INPUT_VALUE,
                      "it has a line already: keep one", failure);
    reading->seen[payee->code] = true;
    TRY(read_name(reading, payee, failure));
    TRY(read_number(reading, ORGANISATION, payee, organisation_number_ok,
                    "not an organisation number: 9 digits, not all zeros, with a right control "
                    "digit",
                    payee->organisation_number, sizeof payee->organisation_number, failure));
    TRY(read_number(reading, ACCOUNT, payee, account_number_ok,
                    "not an account: 11 digits, not all zeros, with a right control digit",
                    payee->account, sizeof payee->account, failure));
    return read_kid(reading, payee, failure);
}

static Status read_payees(PayeesReading *reading, Failure *failure)
{
    Payees *payees = reading->payees;
    TRY(csv_header(&reading->csv, column_names, COLUMNS, KID, reading->columns, failure));
    for (;;) {
        bool more;
        TRY(csv_next(&reading->csv, &more, failure));
        if (!more) return STATUS_OK;
        Payee payee = {0};
        TRY(read_payee(reading, &payee, failure));
        TRY(system_grow(&payees->items, &reading->capacity, payees->count + 1,
                        sizeof payees->items[0], failure));
        payees->items[payees->count++] = payee;
    }
}

static int compare_payees(const void *left, const void *right)
{
    const Payee *a = left, *b = right;
    return (a->code > b->code) - (a->code < b->code);
}

static Status parse_open(PayeesReading *reading, const char *name, const void *bytes,
                         size_t size, Failure *failure)
{
    TRY(sha256_of(bytes, size, reading->payees->sha256, failure));
    TRY(csv_open(&reading->csv, name, bytes, size, failure));
    Status status = read_payees(reading, failure);
    csv_close(&reading->csv);
    TRY(status);
    if (reading->payees->count == 0)
        return csv_refuse(&reading->csv, column_names[CODE], "no payee: add them", failure);
    qsort(reading->payees->items, reading->payees->count, sizeof(Payee), compare_payees);
    return STATUS_OK;
}

Status payees_csv_parse(const char *name, const void *bytes, size_t size, Payees **out,
                        Failure *failure)
{
    *out = NULL;
    PayeesReading *reading = system_allocate_zeroed(1, sizeof *reading);
    Payees *payees = system_allocate_zeroed(1, sizeof *payees);
    Status status = STATUS_MEMORY;
    if (reading != NULL && payees != NULL) {
        reading->payees = payees;
        status = parse_open(reading, name, bytes, size, failure);
    } else {
        (void)failure_set(failure, status, name, NULL);
    }
    system_free(reading);
    if (status == STATUS_OK)
        *out = payees;
    else
        payees_free(payees);
    return status;
}

Status payees_csv_read(const char *path, Payees **out, Failure *failure)
{
    InputFile file;
    *out = NULL;
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    Status status = payees_csv_parse(path, file.bytes, file.size, out, failure);
    input_file_free(&file);
    return status;
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
