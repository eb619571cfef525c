/*
 * cohort.h - all persons of a run in memory: the extracts, indexed by ident.
 *
 * Persons are in ident order (bytewise order of the text), one entry per ident: identical
 * records of several files are one person; records that differ are one person with
 * `conflict` set (control R401), seen by the record that registration_compare() puts first, so
 * that nothing depends on file names, order or slices; former idents are those of all of them.
 * Built once, then read by any thread. Ownership: cohort_free; the cohort owns the extracts
 * given to it.
 */
#ifndef TILSKUDD_ENGINE_COHORT_H
#define TILSKUDD_ENGINE_COHORT_H

#include "formats/register/register_reader.h"

enum { COHORT_NOT_FOUND = -1 };

/* Where a person's record stands. */
typedef struct CohortPerson {
    Ident ident;
    uint32_t part; /* index into extracts.parts */
    uint32_t row;
} CohortPerson;

/* Bits of Cohort.flags. */
enum {
    COHORT_CONFLICT = 1u << 0,       /* records of one ident that differ (R401) */
    COHORT_FORMER_CONFLICT = 1u << 1 /* a former ident is also another record's (R401) */
};

/* A former ident and the person who owns it now. Sorted by `former`. */
typedef struct FormerIdent {
    Ident former;
    uint32_t owner; /* index into persons */
} FormerIdent;

typedef struct Cohort {
    RegisterExtracts extracts;
    CohortPerson *persons;
    uint8_t *flags; /* by person */
    size_t count;
    FormerIdent *former;
    size_t former_count, former_capacity;
    uint64_t records;   /* records read, refused ones not counted */
    uint64_t identical; /* records beyond the first that were identical */
    uint64_t set_aside; /* refused records */
    bool any_synthetic; /* an ident with month + 40 or + 80 is there */
} Cohort;

/* Takes over `extracts` (also on failure). */
MUST_USE Status cohort_build(RegisterExtracts *extracts, Cohort *cohort, Failure *failure);
void cohort_free(Cohort *cohort);
CLEANUP_VALUE(Cohort, cohort_free)
/* The person's registration; borrows the columns. */
Registration cohort_view(const Cohort *cohort, size_t person);
/* File index and record number of a person's record. */
const PersonRow *cohort_row(const Cohort *cohort, size_t person);
uint32_t cohort_file(const Cohort *cohort, size_t person);
/* Index of the person with this current ident, or COHORT_NOT_FOUND. */
int64_t cohort_find(const Cohort *cohort, Ident ident);
/* Index of the person who has or had this ident, or COHORT_NOT_FOUND. */
int64_t cohort_owner(const Cohort *cohort, Ident ident);
/* The earliest extract's date, and the cut-off: that date, or `asked` unless DAY_NONE.
 * INPUT_VALUE when it is after the earliest extract, or when the extracts differ and none is
 * asked for (register.md). */
MUST_USE Status cohort_cutoff(const Cohort *cohort, Day asked, Day *extract_date, Day *cutoff,
                              Failure *failure);

#endif
