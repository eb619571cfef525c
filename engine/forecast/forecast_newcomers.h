/*
 * forecast_newcomers.h - who will come in the forecast's year, and what comes with them: from a
 * file, or as in an earlier year of the same register. cli.md.
 *
 * One thread; OpenMP is used inside.
 */
#ifndef TILSKUDD_ENGINE_FORECAST_NEWCOMERS_H
#define TILSKUDD_ENGINE_FORECAST_NEWCOMERS_H

#include "engine/forecast/forecast_quarters.h"

/* Owned: system_free(counts). */
typedef struct Newcomers {
    NewcomerCount *counts; /* by municipality, quarter, group */
    size_t count;
    int64_t counted[SETTLEMENT_GROUP_COUNT]; /* of the year that they are as in */
    NewcomerExtra extras[NEWCOMER_EXTRAS_MAX];
    size_t extra_count;
} Newcomers;
void newcomers_free(Newcomers *newcomers);
CLEANUP_POINTER(Newcomers, newcomers_free)

/* The file alone, before anything large is read; none without one. INPUT_VALUE. */
MUST_USE Status newcomers_read(const ForecastOptions *options, Newcomers **out,
                               Failure *failure);
/* The year that they are as in, computed twice: with what is known now, and with what was known
 * on the same day of it. Municipalities and quarters of a file are judged here too.
 * The report says which quarter is the first that is not committed. INPUT_VALUE; the failures
 * of a run. */
MUST_USE Status newcomers_complete(ForecastWorld *world, const ForecastReport *report,
                                   Newcomers *newcomers, Failure *failure);

/* Rows of what they bring, by the rules as they are or (`changed`) by the changed rates:
 * appended to *rows (as system_grow takes it). Counted in the report as well. MEMORY. */
MUST_USE Status newcomers_rows(const ForecastWorld *world, const Newcomers *newcomers,
                               bool changed, ForecastReport *report, size_t *row_capacity,
                               Failure *failure);

#endif
