/* counts.c - adding up and rounding, whole numbers only. rules/indicators.md 4. */
#include "rules/indicators/counts.h"

#include <string.h>

void indicator_places_make(const MunicipalityTable *table, Day day, IndicatorPlaces *places)
{
    memset(places, 0, sizeof *places);
    places->count = 1;
    for (size_t i = 0; i < table->count; i++) {
        MunicipalityCode code = table->rows[i].code; /* rows stand in order of codes */
        if (places->code[places->count - 1] == code) continue;
        places->code[places->count] = code;
        places->exists[places->count] = municipality_on(table, code, day) != NULL;
        places->of_code[code] = (uint16_t)places->count++;
    }
}

size_t indicator_place(const IndicatorPlaces *places, MunicipalityCode code)
{
    return code < MUNICIPALITY_CODES ? places->of_code[code] : PLACE_NOWHERE;
}

void indicator_count(const IndicatorPlaces *places, IndicatorCells *cells, uint8_t sex,
                     const IndicatorHit *hits, size_t hit_count)
{
    int row = sex == SEX_MAN ? 1 : 0;
    for (size_t i = 0; i < hit_count; i++) {
        size_t place = indicator_place(places, hits[i].area);
        IndicatorCell *cell = &cells[place][row][hits[i].indicator];
        cell->numerator += hits[i].numerator;
        cell->denominator += hits[i].denominator;
    }
}

void indicator_cells_add(IndicatorCells *to, const IndicatorCells *from, size_t place_count)
{
    for (size_t p = 0; p < place_count; p++) {
        for (int s = 0; s < INDICATOR_SEXES; s++) {
            for (size_t i = 0; i < INDICATORS_MAX; i++) {
                to[p][s][i].numerator += from[p][s][i].numerator;
                to[p][s][i].denominator += from[p][s][i].denominator;
            }
        }
    }
}

bool indicator_is_there(const IndicatorTable *table, size_t indicator)
{
    const Indicator *item = &table->definitions->items[indicator];
    if (item->kind == INDICATOR_ABSENT) return false;
    return item->kind != INDICATOR_PLACES ||
           (table->given[item->numerator] && table->given[item->denominator]);
}

/* --- areas --- */

static int area_of(const IndicatorPlaces *places, size_t place, IndicatorLevel level)
{
    int code = places->code[place];
    return level == LEVEL_COUNTY ? code / COUNTY_COUNT : code;
}

static bool any_counted(const IndicatorTable *table, size_t place)
{
    for (int s = 0; s < INDICATOR_SEXES; s++) {
        for (size_t i = 0; i < table->definitions->count; i++) {
            const IndicatorCell *cell = &table->cells[place][s][i];
            if (cell->numerator != 0 || cell->denominator != 0) return true;
        }
    }
    return false;
}

size_t indicator_areas(const IndicatorTable *table, IndicatorLevel level,
                       int areas[INDICATOR_AREAS_MAX])
{
    const IndicatorPlaces *places = table->places;
    size_t count = 0;
    if (level == LEVEL_COUNTRY) {
        areas[0] = AREA_NOWHERE;
        return 1;
    }
    for (size_t p = PLACE_NOWHERE + 1; p < places->count; p++) {
        int area = area_of(places, p, level);
        bool listed = places->exists[p] || any_counted(table, p);
        if (listed && (count == 0 || areas[count - 1] != area)) areas[count++] = area;
    }
    if (any_counted(table, PLACE_NOWHERE)) areas[count++] = AREA_NOWHERE;
    return count;
}

IndicatorCell indicator_sum(const IndicatorTable *table, IndicatorLevel level, int area,
                            int sex, size_t indicator)
{
    const IndicatorPlaces *places = table->places;
    IndicatorCell sum = {0, 0};
    size_t from = 0, to = places->count;
    if (level == LEVEL_MUNICIPALITY) {
        from = indicator_place(places, (MunicipalityCode)area);
        to = from + 1;
    }
    for (size_t p = from; p < to; p++) {
        if (level != LEVEL_COUNTRY && area_of(places, p, level) != area) continue;
        for (int s = 0; s < INDICATOR_SEXES; s++) {
            if (sex != INDICATOR_BOTH && sex != s) continue;
            sum.numerator += table->cells[p][s][indicator].numerator;
            sum.denominator += table->cells[p][s][indicator].denominator;
        }
    }
    return sum;
}

/* --- small counts --- */

static bool is_between(int64_t number, int64_t limit)
{
    return number > 0 && number < limit;
}

/* Of a count its number, of a share or mean its denominator; of places decided the persons
 * settled too, who are the denominator of S1.1. */
static bool is_small(const IndicatorDefinitions *definitions, size_t indicator,
                     IndicatorCell cell)
{
    const Indicator *item = &definitions->items[indicator];
    bool persons_above = indicator_is_count(item) ||
                         (item->kind == INDICATOR_PLACES && item->numerator == PLACES_SETTLED);
    return is_between(cell.denominator, definitions->hidden_below) ||
           (persons_above && is_between(cell.numerator, definitions->hidden_below));
}

static bool is_hidden(const IndicatorTable *table, int area, int sex, size_t indicator)
{
    int first = sex == INDICATOR_BOTH ? INDICATOR_BOTH : 0;
    int last = sex == INDICATOR_BOTH ? INDICATOR_BOTH : INDICATOR_SEXES - 1;
    for (int s = first; s <= last; s++) {
        IndicatorCell cell = indicator_sum(table, LEVEL_MUNICIPALITY, area, s, indicator);
        if (is_small(table->definitions, indicator, cell)) return true;
    }
    return false;
}

/* --- figures --- */

IndicatorFigure indicator_figure(const IndicatorTable *table, IndicatorLevel level, int area,
                                 int sex, size_t indicator)
{
    const Indicator *item = &table->definitions->items[indicator];
    IndicatorFigure figure = {.cell = indicator_sum(table, level, area, sex, indicator),
                              .hidden = level == LEVEL_MUNICIPALITY &&
                                        is_hidden(table, area, sex, indicator),
                              .permille = INDICATOR_NONE,
                              .tenths = INDICATOR_NONE,
                              .met = INDICATOR_NONE};
    int64_t numerator = figure.cell.numerator, denominator = figure.cell.denominator;
    if (figure.hidden || denominator == 0) return figure;
    if (item->kind == INDICATOR_MEAN_WAIT)
        figure.tenths = indicator_tenths(numerator, denominator);
    if (!indicator_is_share(item)) return figure;
    figure.permille = indicator_permille(numerator, denominator);
    if (item->target_permille >= 0)
        figure.met = numerator * 1000 >= item->target_permille * denominator;
    return figure;
}

int indicator_permille(int64_t numerator, int64_t denominator)
{
    if (denominator == 0) return INDICATOR_NONE;
    return (int)((2000 * numerator + denominator) / (2 * denominator));
}

int64_t indicator_tenths(int64_t days, int64_t persons)
{
    enum { DAYS_OF_16_MONTHS = 487, SCALE = 160 };
    if (persons == 0) return INDICATOR_NONE;
    int64_t divisor = DAYS_OF_16_MONTHS * persons;
    return (2 * SCALE * days + divisor) / (2 * divisor);
}
