/*
 * indicator_years.h - a register's persons counted for the indicators of one year.
 * rules/indicators.md.
 *
 * Persons are measured in parallel into counters of each thread; whole numbers added together,
 * so nothing depends on the number of threads. Idents with records that differ (R401) are left
 * out. Ownership: indicator_year_free. One thread a year.
 */
#ifndef TILSKUDD_ENGINE_INDICATOR_YEARS_H
#define TILSKUDD_ENGINE_INDICATOR_YEARS_H

#include "engine/run/cohort.h"
#include "formats/csv/decided_csv.h"
#include "formats/indicators/indicator_csv.h"
#include "rules/indicators/counts.h"

typedef struct IndicatorYear {
    IndicatorDefinitions *definitions;       /* owned */
    const MunicipalityTable *municipalities; /* borrowed */
    MunicipalityMapping *mapping;            /* owned; of 31 December */
    IndicatorPlaces *places;                 /* owned */
    IndicatorCells *cells;                   /* owned; by place */
    int64_t *settled_five; /* owned; by place: persons settled in the five years up to this */
    IndicatorTable table;  /* borrows the above */
} IndicatorYear;

/* Takes over `definitions` (also on failure). MEMORY. */
MUST_USE Status indicator_year_open(IndicatorDefinitions *definitions,
                                    const MunicipalityTable *municipalities,
                                    IndicatorYear *year, Failure *failure);
/* Counts everybody but whoever is left out. MEMORY. */
MUST_USE Status indicator_year_count(const Cohort *cohort, Day cutoff, int threads,
                                     IndicatorYear *year, Failure *failure);
/* Adds the numbers of the year from a file of decided or requested places. INPUT_VALUE, with
 * file and line, for a municipality that never existed; when no line is of the year. */
MUST_USE Status indicator_year_places(const char *file, const DecidedNumbers *numbers,
                                      PlacesFigure figure, IndicatorYear *year,
                                      Failure *failure);
void indicator_year_free(IndicatorYear *year);
/* Idents that are left out because their records differ. */
uint64_t indicator_left_out(const Cohort *cohort);

typedef enum IndicatorsLanguage {
    INDICATORS_NORWEGIAN = 0,
    INDICATORS_ENGLISH
} IndicatorsLanguage;

/* What is measured, from what, and where it is written. Strings are borrowed; NULL: none. */
typedef struct IndicatorsGiven {
    const char *const *registers;
    size_t register_count;
    const char *definitions, *municipalities; /* not NULL */
    const char *decided, *requested, *targets;
    const char *out, *html; /* both NULL: the CSV on standard output */
    int year, threads;
    Day cutoff; /* DAY_NONE: the extracts' date */
    IndicatorLevel level;
    IndicatorsLanguage language; /* of the page */
} IndicatorsGiven;

/* Reads, measures, writes the CSV or the page or both, and says on standard error from how many
 * records. Failures of the inputs and of writing. */
MUST_USE Status indicators_measure(const IndicatorsGiven *given, Failure *failure);

#endif
