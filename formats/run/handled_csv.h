/*
 * handled_csv.h - what somebody has done about findings: CSV with the columns control, person,
 * municipality, key, status, by, date, note. control.md 5.
 *
 * One row for each finding that is handled; person and municipality may be empty, as they are
 * in the list. Wrong rows are refused with file, line and column; no value is repeated. Pure.
 */
#ifndef TILSKUDD_FORMATS_HANDLED_CSV_H
#define TILSKUDD_FORMATS_HANDLED_CSV_H

#include "formats/base/digest.h"
#include "rules/base/date.h"
#include "rules/base/municipality.h"

/* The first 16 hexadecimal digits of a SHA-256, and the NUL. */
enum { FINDING_KEY_SIZE = 17, HANDLED_ROWS_MAX = 1000000 };

typedef enum HandledStatus {
    HANDLED_NOT = 0,
    HANDLED_ACCEPTED,  /* it is right as it is */
    HANDLED_CORRECTED, /* the register has been corrected */
    HANDLED_CASE,      /* a case has been opened */
    HANDLED_COUNT
} HandledStatus;

/* "accepted", "corrected", "case"; "" for HANDLED_NOT. */
const char *handled_text(HandledStatus status);

typedef struct HandledRow {
    int control;
    MunicipalityCode municipality; /* MUNICIPALITY_NONE: empty */
    uint8_t status;                /* HandledStatus */
    uint32_t line;
    Day date;
    char person[SHA256_HEX_SIZE]; /* "": empty */
    char key[FINDING_KEY_SIZE];
} HandledRow;

typedef struct HandledRows {
    HandledRow *items; /* owned: system_free */
    size_t count;
} HandledRows;

/* In the order of the file; nothing is left to free after a failure. INPUT_*, READ, MEMORY. */
MUST_USE Status handled_csv_read(const char *path, HandledRows *out, Failure *failure);
MUST_USE Status handled_csv_parse(const char *name, const void *bytes, size_t size,
                                  HandledRows *out, Failure *failure);

#endif
