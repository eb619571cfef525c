/*
 * forecast_report.h - a forecast as it is told: to a terminal (forecast_text.h), as a page
 * (forecast_page.h) and as CSV (forecast_csv.h). cli.md.
 *
 * Ownership: `rows` (system_free) and `municipalities` are whoever's fills it, the rest is
 * borrowed. Plain data.
 */
#ifndef TILSKUDD_FORMATS_FORECAST_REPORT_H
#define TILSKUDD_FORMATS_FORECAST_REPORT_H

#include "rules/base/municipality.h"
#include "rules/forecast/newcomers.h"
#include "rules/forecast/rate_change.h"

/* What comes of a code with newcomers, in all quarters. */
typedef struct ForecastBrought {
    Ore base, changed;
    bool any, unpriced; /* a rate is missing, in one of the years: nobody knows */
} ForecastBrought;

typedef struct ForecastReport {
    int year;
    Day extract_date, cutoff;
    int64_t persons; /* in the register; 0: no quarter was computed */
    int rules_of;    /* whose rules: of an earlier year they are carried forward */
    char rules_version[VERSION_TEXT_SIZE];
    Posting postings[PAYMENT_GROUP_COUNT];
    const RateChange *changes;
    size_t change_count;
    /* The ledger: */
    const char *ledger;          /* NULL: none */
    int last_year, last_quarter; /* committed last; 0: nothing yet */
    int first_quarter;           /* the first that is computed; those before are committed */
    Ore paid_before;             /* in the year, before the ledger was opened: in no row */
    /* Newcomers: */
    const char *settle; /* the file; NULL: none */
    int like;           /* the year they are as in; 0: none */
    int64_t newcomers[SETTLEMENT_GROUP_COUNT];
    ForecastBrought first_year; /* their year 1 */
    ForecastBrought brought[GRANT_CODE_COUNT];
    /* What it comes to: */
    ForecastRow *rows; /* in order */
    size_t row_count;
    ForecastHeld held[FORECAST_HELD_MAX];
    size_t held_count;
    bool rate_missing[RATE_CODE_COUNT]; /* lines are held for want of it */
    MunicipalityTable *municipalities;  /* gives names */
} ForecastReport;

/* Whether there are two forecasts to be set beside each other. */
static inline bool forecast_is_changed(const ForecastReport *report)
{
    return report->change_count > 0;
}

/* Whether all of the year lies before the cut-off: nothing of it is to come. */
static inline bool forecast_is_past(const ForecastReport *report)
{
    return report->cutoff >= last_day_of_year(report->year);
}

/* Whether the ledger has all of the year: nothing is computed, and no rate changes anything. */
static inline bool forecast_is_booked(const ForecastReport *report)
{
    return report->first_quarter > 4;
}

/* Whether quarters before the forecast's year are not committed: what is not settled of them
 * comes as corrections. */
static inline bool forecast_has_gap(const ForecastReport *report)
{
    return report->last_year != 0 &&
           report->last_year * 4 + report->last_quarter < report->year * 4;
}

#endif
