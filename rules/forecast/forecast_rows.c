#include "rules/forecast/forecast_rows.h"

#include <stdlib.h>

int forecast_row_compare(const void *left, const void *right)
{
    const ForecastRow *a = left, *b = right;
    if (a->year != b->year) return a->year < b->year ? -1 : 1;
    if (a->quarter != b->quarter) return a->quarter < b->quarter ? -1 : 1;
    if (a->municipality != b->municipality) return a->municipality < b->municipality ? -1 : 1;
    return (a->group > b->group) - (a->group < b->group);
}

static void add_row(ForecastRow *to, const ForecastRow *more)
{
    to->base = ore_add(to->base, more->base);
    to->changed = ore_add(to->changed, more->changed);
    to->held = ore_add(to->held, more->held);
}

static bool is_nothing(const ForecastRow *row)
{
    return row->base == 0 && row->changed == 0 && row->held == 0;
}

size_t forecast_rows_add_up(ForecastRow *rows, size_t count)
{
    size_t kept = 0;
    if (count > 1) qsort(rows, count, sizeof *rows, forecast_row_compare);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && forecast_row_compare(&rows[kept - 1], &rows[i]) == 0) {
            add_row(&rows[kept - 1], &rows[i]);
            continue;
        }
        if (kept > 0 && is_nothing(&rows[kept - 1])) kept--;
        rows[kept++] = rows[i];
    }
    return kept > 0 && is_nothing(&rows[kept - 1]) ? kept - 1 : kept;
}

void forecast_rows_of(const ForecastLine *lines, size_t count, bool changed, ForecastRow *rows)
{
    for (size_t i = 0; i < count; i++) {
        const SettledLine *line = &lines[i].line;
        bool held = lines[i].control != 0;
        rows[i] = (ForecastRow){.year = line->budget_year,
                                .quarter = lines[i].quarter,
                                .municipality = line->municipality,
                                .group = (uint8_t)grant_code_group((GrantCode)line->code),
                                .base = changed || held ? 0 : line->amount,
                                .changed = changed && !held ? line->amount : 0,
                                .held = !changed && held ? line->amount : 0};
    }
}

static void add_to(Ore sums[FORECAST_QUARTERS], int quarter, Ore amount)
{
    sums[quarter] = ore_add(sums[quarter], amount);
    sums[0] = ore_add(sums[0], amount);
}

void forecast_sums_of(const ForecastRow *rows, size_t count, int year, ForecastSums *own,
                      ForecastSums *earlier)
{
    *own = *earlier = (ForecastSums){0};
    for (size_t i = 0; i < count; i++) {
        const ForecastRow *row = &rows[i];
        ForecastSums *sums = row->year == year ? own : earlier;
        add_to(sums->base[row->group], row->quarter, row->base);
        add_to(sums->changed[row->group], row->quarter, row->changed);
        add_to(sums->held[row->group], row->quarter, row->held);
    }
}

void forecast_amounts_add(Ore to[FORECAST_QUARTERS], const Ore more[FORECAST_QUARTERS])
{
    for (int q = 0; q < FORECAST_QUARTERS; q++)
        to[q] = ore_add(to[q], more[q]);
}

bool forecast_item_ends(const Posting postings[PAYMENT_GROUP_COUNT], PaymentGroup group,
                        const ForecastSums *sums, Ore all[FORECAST_QUARTERS])
{
    const Posting *item = &postings[group];
    int last = -1, count = 0;
    for (int q = 0; q < FORECAST_QUARTERS; q++)
        all[q] = 0;
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        if (postings[g].chapter != item->chapter || postings[g].item != item->item) continue;
        forecast_amounts_add(all, sums->base[g]);
        last = g;
        count++;
    }
    return last == (int)group && count > 1;
}

ForecastChange forecast_change_of(const ForecastSums *sums, PaymentGroup group)
{
    ForecastChange change;
    for (int q = 0; q < FORECAST_QUARTERS; q++) {
        change.base[q] = sums->base[group][q];
        change.changed[q] = sums->changed[group][q];
        change.difference[q] = ore_subtract(change.changed[q], change.base[q]);
    }
    return change;
}

ForecastChange forecast_change_all(const ForecastSums *sums)
{
    ForecastChange all = {{0}, {0}, {0}};
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        const ForecastChange change = forecast_change_of(sums, (PaymentGroup)g);
        forecast_change_add(&all, &change);
    }
    return all;
}

void forecast_change_add(ForecastChange *to, const ForecastChange *more)
{
    forecast_amounts_add(to->base, more->base);
    forecast_amounts_add(to->changed, more->changed);
    forecast_amounts_add(to->difference, more->difference);
}
