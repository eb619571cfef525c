/*
 * identity.h - identity numbers, organisation numbers, accounts, KID. register.md.
 *
 * An Ident is one sortable 64-bit integer: integer order equals bytewise order of the text, for
 * 11 digits (fødselsnummer FNR, D-number DNR) and 12 digits (DUF) mixed. 0 is "no ident".
 * Pure functions; any thread may call them. Idents are personal data: never print one.
 */
#ifndef TILSKUDD_RULES_IDENTITY_H
#define TILSKUDD_RULES_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/base/date.h"

typedef uint64_t Ident;
#define IDENT_NONE ((Ident)0)

typedef enum IdentType { IDENT_FNR = 1, IDENT_DNR, IDENT_DUF } IdentType;
typedef enum Sex { SEX_WOMAN = 1, SEX_MAN } Sex; /* K, M */

/* 11 or 12 ASCII digits; false otherwise. Control digits are not looked at. */
bool ident_parse(const char *text, size_t length, Ident *ident);
/* The same of the number that 11 or 12 digits (`length`) say. */
static inline Ident ident_of_number(uint64_t number, size_t length)
{
    return length == 11 ? number * 20 + 2 : number * 2 + 3;
}
/* Writes 11 or 12 digits and a NUL, returns the length. */
enum { IDENT_TEXT_SIZE = 13 };
size_t ident_format(Ident ident, char text[IDENT_TEXT_SIZE]);
/* 11 or 12. */
int ident_length(Ident ident);

/* The type that the number itself says: 12 digits are a DUF, a day + 40 is a D-number, all else
 * a fødselsnummer (register.md, Identity numbers). What a sender declares decides nothing.
 * `ident` is not IDENT_NONE. */
IdentType ident_type(Ident ident);
/* Control digits right (register.md, Identity numbers): of a DUF with 12 digits, else of the
 * others. From birth year 2032 the first control digit also accepts the remainders 1, 2 and 3.
 * Zeros alone are nobody's number. */
bool ident_control_digits_ok(Ident ident);
/* Birth date an FNR or DNR says (century from the individual number; day + 40, month + 40 or
 * month + 80 taken off). More than one century can fit (500-749, 900-999 are ambiguous in the
 * published ranges): true when `born` is one of the days it can say. DUF says none: true. */
bool ident_fits_birth(Ident ident, Day born);
/* The last digit of the individual number: even for women (births to 2031). DUF: true. */
bool ident_fits_sex(Ident ident, Sex sex, Day born);
/* Month + 80 (the national test population) or month + 40. DUF: false. */
bool ident_is_synthetic(Ident ident);

/* Builds the synthetic FNR or DNR (month + 80) of a birth date with an individual number, or
 * IDENT_NONE when a control digit would be 10. */
Ident ident_make_synthetic(Day born, int individual_number, bool d_number);
/* Builds a DUF: year, six-digit serial, control. */
Ident ident_make_duf(int year, int serial);

/* 9 digits, weights 3 2 7 6 5 4 3 2. Neither this nor an account nor a KID is zeros alone. */
bool organisation_number_ok(const char *text, size_t length);
/* 11 digits, weights 5 4 3 2 7 6 5 4 3 2. */
bool account_number_ok(const char *text, size_t length);
/* 2 to 25 digits (last may be '-' for modulus 11), modulus 10 or modulus 11. */
bool kid_ok(const char *text, size_t length);

#endif
