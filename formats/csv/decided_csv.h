/*
 * decided_csv.h - persons a municipality decided to settle in a year (--decided). cli.md.
 *
 * Header municipality,year,persons. Strict; refused whole with the line. Constant once read.
 */
#ifndef TILSKUDD_FORMATS_DECIDED_CSV_H
#define TILSKUDD_FORMATS_DECIDED_CSV_H

#include "formats/base/system.h"
#include "rules/base/registration.h"

typedef struct DecidedNumber {
    MunicipalityCode municipality; /* registered code, not mapped */
    int16_t year;
    int32_t persons;
    uint32_t line; /* of the file */
} DecidedNumber;

typedef struct DecidedNumbers {
    DecidedNumber *items; /* ascending by municipality and year */
    size_t count;
    uint8_t sha256[32]; /* of the content */
} DecidedNumbers;

/* Owned result: decided_free (NULL is fine). A municipality and year twice is refused. */
MUST_USE Status decided_csv_read(const char *path, DecidedNumbers **out, Failure *failure);
MUST_USE Status decided_csv_parse(const char *name, const void *bytes, size_t size,
                                  DecidedNumbers **out, Failure *failure);
void decided_free(DecidedNumbers *decided);
CLEANUP_POINTER(DecidedNumbers, decided_free)

#endif
