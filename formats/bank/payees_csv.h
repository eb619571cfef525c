/*
 * payees_csv.h - who is paid, and to which account: the payee file. register.md, Other inputs.
 *
 * Header municipality_code,name,organisation_number,account_number and optionally kid,
 * valid-from and valid-to, in any order. A municipality may have several lines when their
 * periods (first and last day, empty: open) do not overlap. Refused whole, with line, column
 * and municipality, when anything is wrong: two lines for one time, control digits of
 * organisation number, account or KID, a name that no bank takes (payment_text_read), an
 * unknown column. Two municipalities may have one organisation number or account (a code and
 * its successor do); that is a control's business. Constant once read; any thread.
 */
#ifndef TILSKUDD_FORMATS_PAYEES_CSV_H
#define TILSKUDD_FORMATS_PAYEES_CSV_H

#include "formats/base/digest.h"
#include "rules/base/date.h"
#include "rules/base/registration.h"

enum {
    PAYEE_NAME_LENGTH = 140, /* characters */
    PAYEE_NAME_SIZE = PAYEE_NAME_LENGTH * 4 + 1,
    ACCOUNT_SIZE = 12,
    ORGANISATION_SIZE = 10,
    KID_SIZE = 26
};

typedef struct Payee {
    MunicipalityCode code;
    char name[PAYEE_NAME_SIZE];                  /* payment_text_read */
    char organisation_number[ORGANISATION_SIZE]; /* 9 digits */
    char account[ACCOUNT_SIZE];                  /* 11 digits */
    char kid[KID_SIZE];                          /* "" when there is none */
    Day valid_from, valid_to;                    /* DAY_NONE: open; both days count */
    size_t line;                                 /* in the file */
} Payee;

typedef struct Payees {
    Payee *items; /* ascending by code and day */
    size_t count;
    uint8_t sha256[SHA256_SIZE]; /* of the content, byte for byte */
} Payees;

/* Owned result: payees_free (NULL is fine). INPUT_VALUE, CONTROL_DIGITS, csv.h, input_file.h.
 */
MUST_USE Status payees_csv_read(const char *path, Payees **out, Failure *failure);
/* From memory; `name` is for messages. */
MUST_USE Status payees_csv_parse(const char *name, const void *bytes, size_t size, Payees **out,
                                 Failure *failure);
void payees_free(Payees *payees);
CLEANUP_POINTER(Payees, payees_free)
/* The payee of a municipality on the day it is paid, or NULL. Borrowed. */
const Payee *payees_find(const Payees *payees, MunicipalityCode code, Day day);

#endif
