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

void indicator_count(const IndicatorPlaces *places, IndicatorCells *cells, uint8_t sex,
                     const IndicatorHit *hits, size_t hit_count)
{
    int row = sex == SEX_MAN ? 1 : 0;
    for (size_t i = 0; i < hit_count; i++) {
        MunicipalityCode area = hits[i].area;
        size_t place = area < MUNICIPALITY_CODES ? places->of_code[area] : PLACE_NOWHERE;
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

static bool is_in(const IndicatorPlaces *places, size_t place, IndicatorLevel level, int area)
{
    int code = places->code[place];
    if (level == LEVEL_COUNTRY) return true;
    return (level == LEVEL_COUNTY ? code / COUNTY_COUNT : code) == area;
}

IndicatorCell indicator_sum(const IndicatorPlaces *places, const IndicatorCells *cells,
                            IndicatorLevel level, int area, int sex, size_t indicator)
{
    IndicatorCell sum = {0, 0};
    size_t from = 0, to = places->count;
    if (level == LEVEL_MUNICIPALITY) {
        from = places->of_code[area];
        to = from + 1;
    }
    for (size_t p = from; p < to; p++) {
        if (!is_in(places, p, level, area)) continue;
        for (int s = 0; s < INDICATOR_SEXES; s++) {
            if (sex != INDICATOR_BOTH && sex != s) continue;
            sum.numerator += cells[p][s][indicator].numerator;
            sum.denominator += cells[p][s][indicator].denominator;
        }
    }
    return sum;
}

static bool any_counted(const IndicatorCells *cells, size_t indicator_count)
{
    for (int s = 0; s < INDICATOR_SEXES; s++) {
        for (size_t i = 0; i < indicator_count; i++) {
            const IndicatorCell *cell = &(*cells)[s][i];
            if (cell->numerator != 0 || cell->denominator != 0) return true;
        }
    }
    return false;
}

bool indicator_area_listed(const IndicatorPlaces *places, const IndicatorCells *cells,
                           const IndicatorDefinitions *definitions, IndicatorLevel level,
                           int area)
{
    for (size_t p = 0; p < places->count; p++) {
        if (!is_in(places, p, level, area)) continue;
        if (places->exists[p] || any_counted(&cells[p], definitions->count)) return true;
    }
    return false;
}

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

static bool is_hidden(const IndicatorPlaces *places, const IndicatorCells *cells,
                      const IndicatorDefinitions *definitions, int area, int sex,
                      size_t indicator)
{
    int first = sex == INDICATOR_BOTH ? INDICATOR_BOTH : 0;
    int last = sex == INDICATOR_BOTH ? INDICATOR_BOTH : INDICATOR_SEXES - 1;
    for (int s = first; s <= last; s++) {
        IndicatorCell cell =
            indicator_sum(places, cells, LEVEL_MUNICIPALITY, area, s, indicator);
        if (is_small(definitions, indicator, cell)) return true;
    }
    return false;
}

IndicatorFigure indicator_figure(const IndicatorPlaces *places, const IndicatorCells *cells,
                                 const IndicatorDefinitions *definitions, IndicatorLevel level,
                                 int area, int sex, size_t indicator)
{
    const Indicator *item = &definitions->items[indicator];
    IndicatorFigure figure = {.cell = indicator_sum(places, cells, level, area, sex, indicator),
                              .hidden =
                                  level == LEVEL_MUNICIPALITY &&
                                  is_hidden(places, cells, definitions, area, sex, indicator),
                              .permille = INDICATOR_NONE,
                              .tenths = INDICATOR_NONE,
                              .met = INDICATOR_NONE,
                              .target = item->target_permille};
    if (figure.hidden) return figure;
    int64_t numerator = figure.cell.numerator, denominator = figure.cell.denominator;
    if (item->kind == INDICATOR_MEAN_WAIT)
        figure.tenths = indicator_tenths(numerator, denominator);
    if (!indicator_is_share(item)) return figure;
    figure.permille = indicator_permille(numerator, denominator);
    if (figure.permille == INDICATOR_NONE || figure.target == INDICATOR_NONE) return figure;
    figure.met = numerator * 1000 >= figure.target * denominator;
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
