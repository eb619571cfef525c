/*
 * forecast_rows.h - a forecast by budget year, quarter, municipality and payment group.
 * cli.md.
 *
 * Plain data, pure functions; any thread.
 */
#ifndef TILSKUDD_RULES_FORECAST_ROWS_H
#define TILSKUDD_RULES_FORECAST_ROWS_H

#include "rules/forecast/forecast_lines.h"

typedef struct ForecastRow {
    Ore base, changed; /* by the rules as they are; by the changed rates */
    Ore held;          /* by the rules as they are; stays out of the other two */
    int16_t year;      /* budget year of the lines: before the forecast's own, corrections */
    MunicipalityCode municipality;
    uint8_t quarter; /* of the forecast's year, in which it is paid */
    uint8_t group;   /* PaymentGroup */
} ForecastRow;

/* Order by budget year, quarter, municipality, group. For qsort. */
int forecast_row_compare(const void *left, const void *right);
/* Sorts rows and adds up those of one place; leaves out what is nothing. Gives how many. */
size_t forecast_rows_add_up(ForecastRow *rows, size_t count);
/* Lines as rows, `count` of them: base and held, or only what is paid as changed. */
void forecast_rows_of(const ForecastLine *lines, size_t count, bool changed, ForecastRow *rows);

/* Sums of rows: of a budget year or of those before it, by group and quarter ([0]: all four).
 */
typedef struct ForecastSums {
    Ore base[PAYMENT_GROUP_COUNT][FORECAST_QUARTERS];
    Ore changed[PAYMENT_GROUP_COUNT][FORECAST_QUARTERS];
    Ore held[PAYMENT_GROUP_COUNT][FORECAST_QUARTERS]; /* [0] is not used */
} ForecastSums;
void forecast_sums_of(const ForecastRow *rows, size_t count, int year, ForecastSums *own,
                      ForecastSums *earlier);

/* Adds amounts by quarter. */
void forecast_amounts_add(Ore to[FORECAST_QUARTERS], const Ore more[FORECAST_QUARTERS]);
/* Whether a group is the last of its chapter and item, and not the only one: then what all of
 * them come to, by the rates as they are. */
bool forecast_item_ends(const Posting postings[PAYMENT_GROUP_COUNT], PaymentGroup group,
                        const ForecastSums *sums, Ore all[FORECAST_QUARTERS]);

/* What other rates change, by quarter ([0]: all four), of the budget years that the sums are
 * of: of the forecast's own by payment group, as its table has them, and of those before it in
 * all. */
typedef struct ForecastChange {
    Ore base[FORECAST_QUARTERS], changed[FORECAST_QUARTERS], difference[FORECAST_QUARTERS];
} ForecastChange;
ForecastChange forecast_change_of(const ForecastSums *sums, PaymentGroup group);
ForecastChange forecast_change_all(const ForecastSums *sums);
void forecast_change_add(ForecastChange *to, const ForecastChange *more);

#endif
