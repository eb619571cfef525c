/*
 * stop_csv.h - certificates that sign nothing any more. life.md 4.
 *
 * Header fingerprint,from,reason: the certificate (as signers_csv.h writes it), the day in
 * Norway from which its signatures are in doubt, and why. Strict; refused whole with the line.
 * That the file is signed by the authority is for the caller to check.
 */
#ifndef TILSKUDD_FORMATS_STOP_CSV_H
#define TILSKUDD_FORMATS_STOP_CSV_H

#include "formats/base/digest.h"
#include "rules/base/date.h"

enum { STOP_REASON_LENGTH = 200 /* characters */ };
enum { STOP_REASON_SIZE = STOP_REASON_LENGTH * 4 + 1 };

typedef struct Stop {
    uint8_t fingerprint[SHA256_SIZE];
    Day from;
    char reason[STOP_REASON_SIZE];
} Stop;

/* Owned: stops_free. */
typedef struct Stops {
    Stop *items; /* in the file's order */
    size_t count;
} Stops;

/* A certificate twice is refused. *out is empty after a failure. */
MUST_USE Status stop_csv_parse(const char *name, const void *bytes, size_t size, Stops *out,
                               Failure *failure);
/* Adds those of another list whose certificates are not stopped already: what is stopped stays
 * so. MEMORY. */
MUST_USE Status stops_add(Stops *stops, const Stops *more, Failure *failure);
/* The stop of a certificate, or NULL. Borrowed. */
const Stop *stops_find(const Stops *stops, const uint8_t fingerprint[SHA256_SIZE]);
void stops_free(Stops *stops);
CLEANUP_VALUE(Stops, stops_free)

#endif
