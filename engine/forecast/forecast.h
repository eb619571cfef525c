/*
 * forecast.h - what a year will cost if everyone stays where they are on the cut-off, with
 * newcomers, and by other rates. cli.md.
 *
 * One thread; OpenMP is used inside. The result does not depend on the number of threads.
 */
#ifndef TILSKUDD_ENGINE_FORECAST_H
#define TILSKUDD_ENGINE_FORECAST_H

#include "engine/ledger/pin.h"
#include "formats/forecast/forecast_report.h"
#include "rules/base/cleanup.h"

/* What the command line says; strings are borrowed. */
typedef struct ForecastOptions {
    const char **registers;
    size_t register_count;
    int year;
    Day cutoff; /* DAY_NONE: the extracts' date */
    const char *ledger, *rules, *municipalities, *config, *bank_profiles;
    PinOptions pin;     /* of the ledger */
    const char *settle; /* newcomers by municipality, quarter and group; NULL: none */
    int settle_like;    /* the year whose newcomers come again; 0: none */
    RateChange changes[RATE_CHANGES_MAX];
    size_t change_count;
    int threads;
    void (*progress)(void *user, const char *step, uint64_t done, uint64_t total);
    void *progress_user;
} ForecastOptions;

/* `report` borrows of the options. INPUT_VALUE for newcomers, USAGE for a rate or a year that
 * cannot be;
 * INPUT_MISSING where no rule set is of the year or before it; NOT_NOW for a cut-off before
 * that of the ledger's last run; what reading fails with. forecast_report_free, also after a
 * failure. */
MUST_USE Status forecast_make(const ForecastOptions *options, ForecastReport *report,
                              Failure *failure);
void forecast_report_free(ForecastReport *report);
CLEANUP_VALUE(ForecastReport, forecast_report_free)

#endif
