/*
 * forecast_quarters.h - the quarters of a year one after the other, from one register and one
 * cut-off: each is a run that has the lines of those before it settled. cli.md.
 *
 * The steps are those of a run (engine/run/run.h), with the same rules and the same holds; what
 * only concerns payments is left out. One thread; OpenMP is used inside.
 */
#ifndef TILSKUDD_ENGINE_FORECAST_QUARTERS_H
#define TILSKUDD_ENGINE_FORECAST_QUARTERS_H

#include "engine/forecast/forecast.h"
#include "engine/ledger/ledger.h"
#include "formats/register/register_reader.h"
#include "formats/xml/rule_set_reader.h"

/* What has been settled, and is known of who was paid. */
typedef struct ForecastPast {
    SettledLine *settled; /* in order */
    size_t settled_count;
    PersonLooks looks;
    BasicCount *basic; /* in order */
    size_t basic_count;
} ForecastPast;
void forecast_past_free(ForecastPast *past);
CLEANUP_VALUE(ForecastPast, forecast_past_free)

/* What every quarter is computed from. */
typedef struct ForecastWorld {
    const ForecastOptions *options;
    RegisterExtracts extracts;
    Day extract_date, cutoff;
    Ledger *ledger;    /* NULL: none */
    ForecastPast past; /* as the ledger says it */
    int rules_of;      /* whose rules are those of the year: an earlier year's when carried */
    RuleSets *rules, *changed_rules; /* by which newcomers are priced; NULL without a change */
    int64_t persons;
} ForecastWorld;
void forecast_world_free(ForecastWorld *world);
CLEANUP_VALUE(ForecastWorld, forecast_world_free)

/* Rule sets of the folder, with those of the forecast's year carried forward where there are
 * none, and with its rates changed. Owned: rule_sets_free. */
MUST_USE Status forecast_rules(ForecastWorld *world, bool changed, RuleSets **out,
                               Failure *failure);

/* Which quarters. `alone`: as if there were no ledger. */
typedef struct ForecastQuarters {
    int year, first_quarter;
    Day cutoff;
    bool changed, alone;
} ForecastQuarters;

/* Owned: system_free(items). */
typedef struct ForecastLines {
    ForecastLine *items;
    size_t count, capacity;
} ForecastLines;
void forecast_lines_free(ForecastLines *lines);
CLEANUP_VALUE(ForecastLines, forecast_lines_free)
/* Appends one. MEMORY. */
MUST_USE Status forecast_lines_add(ForecastLines *lines, const ForecastLine *line,
                                   Failure *failure);
void forecast_lines_sort(ForecastLines *lines);

/* From the first quarter to the fourth; sorted lines are appended. The failures of a run. */
MUST_USE Status forecast_quarters(ForecastWorld *world, const ForecastQuarters *which,
                                  ForecastLines *out, Failure *failure);

#endif
