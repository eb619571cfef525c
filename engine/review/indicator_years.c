#include "engine/review/indicator_years.h"

#include <omp.h>
#include <stdio.h>

enum { FIVE_YEARS = 5, SCHEDULE_CHUNK = 1024 };

Status indicator_year_open(IndicatorDefinitions *definitions,
                           const MunicipalityTable *municipalities, IndicatorYear *year,
                           Failure *failure)
{
    *year = (IndicatorYear){.definitions = definitions, .municipalities = municipalities};
    year->mapping = system_allocate(sizeof *year->mapping);
    year->places = system_allocate(sizeof *year->places);
    if (year->mapping == NULL || year->places == NULL) {
        indicator_year_free(year);
        return failure_set(failure, STATUS_MEMORY, "indicators", NULL);
    }
    Day day = last_day_of_year(definitions->year);
    municipality_mapping_make(municipalities, day, year->mapping);
    indicator_places_make(municipalities, day, year->places);
    year->cells = system_allocate_zeroed(year->places->count, sizeof *year->cells);
    year->settled_five =
        system_allocate_zeroed(year->places->count, sizeof *year->settled_five);
    if (year->cells == NULL || year->settled_five == NULL) {
        indicator_year_free(year);
        return failure_set(failure, STATUS_MEMORY, "indicators", NULL);
    }
    year->table = (IndicatorTable){.definitions = definitions,
                                   .places = year->places,
                                   .cells = (const IndicatorCells *)year->cells,
                                   .given[PLACES_SETTLED] = true};
    return STATUS_OK;
}

void indicator_year_free(IndicatorYear *year)
{
    system_free(year->definitions);
    system_free(year->mapping);
    system_free(year->places);
    system_free(year->cells);
    system_free(year->settled_five);
    *year = (IndicatorYear){0};
}

/* A newborn's mother, under whichever ident the record names her. */
static bool find_mother(const void *user, const Registration *person, Registration *mother)
{
    const Cohort *cohort = user;
    int64_t index = cohort_owner(cohort, person->mother);
    if (index == COHORT_NOT_FOUND) return false;
    *mother = cohort_view(cohort, (size_t)index);
    return true;
}

static bool is_left_out(const Cohort *cohort, size_t person)
{
    return (cohort->flags[person] & COHORT_CONFLICT) != 0;
}

uint64_t indicator_left_out(const Cohort *cohort)
{
    uint64_t count = 0;
    for (size_t i = 0; i < cohort->count; i++)
        count += is_left_out(cohort, i);
    return count;
}

static void count_person(const IndicatorContext *context, const Cohort *cohort, size_t index,
                         const IndicatorPlaces *places, IndicatorCells *cells,
                         int64_t *settled_five)
{
    IndicatorHit hits[INDICATORS_MAX];
    if (is_left_out(cohort, index)) return;
    Registration person = cohort_view(cohort, index);
    size_t count = indicator_person(context, &person, hits);
    indicator_count(places, cells, person.sex, hits, count);
    if (!indicator_settled(context, &person, FIVE_YEARS)) return;
    MunicipalityCode area =
        indicator_area(&context->areas, &person, person.settlement.municipality);
    settled_five[indicator_place(places, area)]++;
}

/* One thread's part: counters of its own, added to the year's at the end. */
static bool count_part(const IndicatorContext *context, const Cohort *cohort,
                       IndicatorYear *year)
{
    size_t place_count = year->places->count;
    IndicatorCells *cells = system_allocate_zeroed(place_count, sizeof *cells);
    int64_t *five = system_allocate_zeroed(place_count, sizeof *five);
    bool good = cells != NULL && five != NULL;
#pragma omp for schedule(dynamic, SCHEDULE_CHUNK)
    for (size_t i = 0; i < cohort->count; i++) {
        if (good) count_person(context, cohort, i, year->places, cells, five);
    }
#pragma omp critical
    {
        if (good) {
            indicator_cells_add(year->cells, (const IndicatorCells *)cells, place_count);
            for (size_t p = 0; p < place_count; p++)
                year->settled_five[p] += five[p];
        }
    }
    system_free(cells);
    system_free(five);
    return good;
}

Status indicator_year_count(const Cohort *cohort, Day cutoff, int threads, IndicatorYear *year,
                            Failure *failure)
{
    const IndicatorContext context = {.definitions = year->definitions,
                                      .areas = {.table = year->municipalities,
                                                .mapping = year->mapping,
                                                .cutoff = cutoff,
                                                .find_mother = find_mother,
                                                .user = cohort},
                                      .cutoff = cutoff};
    int failed = 0;
#pragma omp parallel num_threads(threads) reduction(+ : failed)
    {
        failed += !count_part(&context, cohort, year);
    }
    return failed == 0 ? STATUS_OK : failure_set(failure, STATUS_MEMORY, "indicators", NULL);
}

/* --- places --- */

static Status refuse_number(const char *file, const DecidedNumber *number, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, "%s, line %u, column municipality", file, number->line);
    return failure_set(failure, STATUS_INPUT_VALUE, where,
                       "municipality %04u never existed: correct it", number->municipality);
}

/* The code of 31 December; a split code stays a place of its own. */
static MunicipalityCode code_of_year(const IndicatorYear *year, MunicipalityCode code)
{
    MunicipalityCode mapped = year->mapping->to[code];
    if (mapped != MAPPING_AMBIGUOUS) return mapped;
    return municipality_last_certain(year->municipalities, code, year->mapping->day);
}

static void add_places(IndicatorYear *year, size_t place, PlacesFigure figure, int64_t persons)
{
    for (size_t i = 0; i < year->definitions->count; i++) {
        const Indicator *item = &year->definitions->items[i];
        if (item->kind != INDICATOR_PLACES) continue;
        IndicatorCell *cell = &year->cells[place][0][i];
        if (item->numerator == figure) cell->numerator += persons;
        if (item->denominator == figure) cell->denominator += persons;
    }
}

Status indicator_year_places(const char *file, const DecidedNumbers *numbers,
                             PlacesFigure figure, IndicatorYear *year, Failure *failure)
{
    for (size_t i = 0; i < numbers->count; i++) {
        const DecidedNumber *number = &numbers->items[i];
        MunicipalityCode code = code_of_year(year, number->municipality);
        if (code == MUNICIPALITY_NONE) return refuse_number(file, number, failure);
        if (number->year != year->definitions->year) continue;
        year->table.given[figure] = true;
        add_places(year, indicator_place(year->places, code), figure, number->persons);
    }
    if (year->table.given[figure]) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, file,
                       "no line is of %d: name the file of that year", year->definitions->year);
}
