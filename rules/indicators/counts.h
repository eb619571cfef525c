/*
 * counts.h - persons added up by municipality, sex and indicator, and the figures that come out
 * of them. rules/indicators.md 4.
 *
 * IndicatorPlaces is constant once made. Cells are the caller's memory; each thread has its own
 * and they are added together, whole numbers, so that nothing depends on threads. Shares are
 * permille, half up; means tenths of months.
 */
#ifndef TILSKUDD_RULES_INDICATORS_COUNTS_H
#define TILSKUDD_RULES_INDICATORS_COUNTS_H

#include "rules/indicators/measure.h"

enum { INDICATOR_SEXES = 2, INDICATOR_BOTH = -1, INDICATOR_NONE = -1, PLACE_NOWHERE = 0 };

/* Municipalities that can be counted in, ascending by code; places[PLACE_NOWHERE] is nowhere.
 */
typedef struct IndicatorPlaces {
    MunicipalityCode code[MUNICIPALITY_ROWS_MAX + 1];
    bool exists[MUNICIPALITY_ROWS_MAX + 1]; /* on 31 December of the year */
    uint16_t of_code[MUNICIPALITY_CODES]; /* index of a code; PLACE_NOWHERE when it has none */
    size_t count;
} IndicatorPlaces;

typedef struct IndicatorCell {
    int64_t numerator, denominator;
} IndicatorCell;

/* cells[place][sex][indicator], sex 0 women, 1 men; places (S1.4, S1.5) stand with the women.
 */
typedef IndicatorCell IndicatorCells[INDICATOR_SEXES][INDICATORS_MAX];

/* Everything that figures are made of; borrows all of it. */
typedef struct IndicatorTable {
    const IndicatorDefinitions *definitions;
    const IndicatorPlaces *places;
    const IndicatorCells *cells;     /* places->count of them */
    bool given[PLACES_FIGURE_COUNT]; /* which of the files there are; settled always */
} IndicatorTable;

/* Levels of area. An area is a municipality code, a county number (1 to 99), or nowhere. */
typedef enum IndicatorLevel { LEVEL_COUNTRY, LEVEL_COUNTY, LEVEL_MUNICIPALITY } IndicatorLevel;
enum { COUNTY_COUNT = 100, AREA_NOWHERE = 0, INDICATOR_AREAS_MAX = MUNICIPALITY_ROWS_MAX + 1 };

/* One figure: what a line of the CSV says. */
typedef struct IndicatorFigure {
    IndicatorCell cell;
    bool hidden;    /* numerator and denominator are not to be shown */
    int permille;   /* of a share; INDICATOR_NONE: hidden, denominator 0, or no share */
    int64_t tenths; /* of months, of a mean; INDICATOR_NONE likewise */
    int met;        /* target reached: 0 or 1; INDICATOR_NONE: no target or no permille */
} IndicatorFigure;

/* Every code of the table, and nowhere. */
void indicator_places_make(const MunicipalityTable *table, Day day, IndicatorPlaces *places);
/* Where a municipality code is counted. */
size_t indicator_place(const IndicatorPlaces *places, MunicipalityCode code);

/* Adds one person's hits; `sex` is a Sex. */
void indicator_count(const IndicatorPlaces *places, IndicatorCells *cells, uint8_t sex,
                     const IndicatorHit *hits, size_t hit_count);
void indicator_cells_add(IndicatorCells *to, const IndicatorCells *from, size_t place_count);

/* Whether there is anything to show of an indicator: it is of this register, and its files are
 * given. */
bool indicator_is_there(const IndicatorTable *table, size_t indicator);
/* The areas of a level, ascending, nowhere last: those that exist on 31 December of the year
 * and those where somebody is counted. Returns how many. Of the country: one. */
size_t indicator_areas(const IndicatorTable *table, IndicatorLevel level,
                       int areas[INDICATOR_AREAS_MAX]);
/* Sum over an area of the level for a sex (0, 1) or INDICATOR_BOTH. */
IndicatorCell indicator_sum(const IndicatorTable *table, IndicatorLevel level, int area,
                            int sex, size_t indicator);
/* The figure of an area and sex. By municipality, denominators and counts of 1 to hidden_below
 * - 1 are hidden, and both sexes when one is. */
IndicatorFigure indicator_figure(const IndicatorTable *table, IndicatorLevel level, int area,
                                 int sex, size_t indicator);

/* numerator / denominator in permille, half up; INDICATOR_NONE for denominator 0. Neither is
 * negative; both below 10^12. */
int indicator_permille(int64_t numerator, int64_t denominator);
/* Mean months in tenths, half up: days x 160 / (487 x persons); a month is 30 7/16 days. */
int64_t indicator_tenths(int64_t days, int64_t persons);

#endif
