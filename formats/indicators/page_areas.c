/* page_areas.c - every area in a table, and the medians of municipalities of like size. */
#include <stdio.h>

#include "formats/base/translate.h"
#include "formats/indicators/page_parts.h"

enum { KEYS_MAX = 8, CELL_SIZE = 2 * PAGE_NUMBER_SIZE };

/* The indicators that have a column: of every kind the first, of settlements two. */
typedef struct Keys {
    size_t indicator[KEYS_MAX];
    char heading[KEYS_MAX][INDICATOR_ID_SIZE + 1];
    size_t count;
} Keys;

static Keys choose_keys(const IndicatorTable *table)
{
    static const struct {
        IndicatorKind kind;
        int count;
    } wanted[] = {{INDICATOR_WITHIN, 2},
                  {INDICATOR_PLACES, 2},
                  {INDICATOR_BEGUN, 1},
                  {INDICATOR_HOURS, 1},
                  {INDICATOR_ENDED, 1}};
    Keys keys = {.count = 0};
    for (size_t w = 0; w < sizeof wanted / sizeof wanted[0]; w++) {
        int left = wanted[w].count;
        for (size_t i = 0; i < table->definitions->count && left > 0; i++) {
            const Indicator *item = &table->definitions->items[i];
            if (item->kind != wanted[w].kind || !indicator_is_there(table, i)) continue;
            snprintf(keys.heading[keys.count], sizeof keys.heading[0], ">%s", item->id);
            keys.indicator[keys.count++] = i;
            left--;
        }
    }
    return keys;
}

/* The class a municipality belongs to; counted from 1 for people. */
static int class_of(const IndicatorPage *page, int area)
{
    const IndicatorTable *table = page_own(page);
    size_t place = indicator_place(table->places, (MunicipalityCode)area);
    return indicator_size_class(table->definitions, page->settled_five[place]);
}

static void name_class(const IndicatorPage *page, int class_number, char out[PLACE_NAME_SIZE])
{
    const int *limits = page_own(page)->definitions->size_limits;
    char text[PLACE_NAME_SIZE];
    if (class_number == 0)
        snprintf(text, sizeof text, "0\xE2\x80\x93%d", limits[0] - 1);
    else if (class_number == SIZE_CLASSES - 1)
        snprintf(text, sizeof text, "%d+", limits[class_number - 1]);
    else
        snprintf(text, sizeof text, "%d\xE2\x80\x93%d", limits[class_number - 1],
                 limits[class_number] - 1);
    snprintf(out, PLACE_NAME_SIZE, "%d: %.60s", class_number + 1, text);
}

/* --- medians --- */

static int median_of(const IndicatorPage *page, size_t indicator, int class_number,
                     const int *areas, size_t count, int *values)
{
    const IndicatorTable *table = page_own(page);
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (areas[i] == AREA_NOWHERE || class_of(page, areas[i]) != class_number) continue;
        IndicatorFigure figure =
            indicator_figure(table, page->level, areas[i], INDICATOR_BOTH, indicator);
        if (figure.permille != INDICATOR_NONE) values[used++] = figure.permille;
    }
    if ((int)used < table->definitions->compare_least) return INDICATOR_NONE;
    return median_permille(values, used);
}

static void cell_of_share(const IndicatorPage *page, HtmlTable *cells, int permille)
{
    char text[PAGE_NUMBER_SIZE];
    page_percent(page->english, permille, text);
    html_cell(cells, text[0] != '\0' ? text : "\xE2\x80\x93");
}

static void median_row(const IndicatorPage *page, HtmlTable *cells, const Keys *keys,
                       int class_number, const int *areas, size_t count, int *values)
{
    char name[PLACE_NAME_SIZE], number[PAGE_NUMBER_SIZE];
    int64_t members = 0;
    for (size_t i = 0; i < count; i++)
        members += areas[i] != AREA_NOWHERE && class_of(page, areas[i]) == class_number;
    name_class(page, class_number, name);
    page_number(members, number);
    html_cell(cells, name);
    html_cell(cells, number);
    for (size_t k = 0; k < keys->count; k++)
        cell_of_share(page, cells,
                      median_of(page, keys->indicator[k], class_number, areas, count, values));
}

/* The country and its targets, to compare with. */
static void country_rows(const IndicatorPage *page, HtmlTable *cells, const Keys *keys)
{
    const IndicatorTable *table = page_own(page);
    bool targets = false;
    html_cell(cells, page_say(page, TEXT_WHOLE));
    html_cell(cells, "");
    for (size_t k = 0; k < keys->count; k++) {
        size_t i = keys->indicator[k];
        IndicatorFigure figure =
            indicator_figure(table, LEVEL_COUNTRY, AREA_NOWHERE, INDICATOR_BOTH, i);
        cell_of_share(page, cells, figure.permille);
        targets = targets || table->definitions->items[i].target_permille >= 0;
    }
    if (!targets) return;
    html_cell(cells, page_say(page, TEXT_TARGET) + 1);
    html_cell(cells, "");
    for (size_t k = 0; k < keys->count; k++)
        cell_of_share(page, cells,
                      table->definitions->items[keys->indicator[k]].target_permille);
}

static void show_medians(const IndicatorPage *page, TextBuffer *out, const Keys *keys,
                         const int *areas, size_t count, int *values)
{
    const char *columns[KEYS_MAX + 2] = {page_say(page, TEXT_CLASS),
                                         page_say(page, TEXT_MUNICIPALITIES)};
    char how[300];
    for (size_t k = 0; k < keys->count; k++)
        columns[k + 2] = keys->heading[k];
    snprintf(how, sizeof how, page_say(page, TEXT_MEDIANS_HOW),
             page_own(page)->definitions->compare_least);
    html_heading(out, page_say(page, TEXT_MEDIANS));
    html_paragraph(out, how);
    HtmlTable cells =
        html_table_begin(out, page_say(page, TEXT_MEDIANS), columns, keys->count + 2);
    country_rows(page, &cells, keys);
    for (int c = 0; c < SIZE_CLASSES; c++)
        median_row(page, &cells, keys, c, areas, count, values);
    html_table_end(&cells);
}

/* --- every area --- */

static const char *mark_of(AreaPlace place)
{
    switch (place) {
    case AREA_ABOVE_998:
        return " \xE2\x96\xB2";
    case AREA_BELOW_998:
        return " \xE2\x96\xBC";
    case AREA_ABOVE_95:
        return " \xE2\x96\xB3";
    case AREA_BELOW_95:
        return " \xE2\x96\xBD";
    default:
        return "";
    }
}

static void area_cell(const IndicatorPage *page, HtmlTable *cells, size_t indicator, int area)
{
    ComparedArea compared = page_compare(page, indicator, area);
    const IndicatorFigure *figure = &compared.figure;
    char text[CELL_SIZE + 16], share[PAGE_NUMBER_SIZE], persons[PAGE_NUMBER_SIZE];
    page_percent(page->english, figure->permille, share);
    page_number(figure->cell.denominator, persons);
    if (figure->hidden)
        snprintf(text, sizeof text, "<%d", page_own(page)->definitions->hidden_below);
    else if (share[0] == '\0')
        snprintf(text, sizeof text, "\xE2\x80\x93");
    else
        snprintf(text, sizeof text, "%s (%s)%s", share, persons, mark_of(compared.place));
    html_cell(cells, text);
}

static void show_table(const IndicatorPage *page, TextBuffer *out, const Keys *keys,
                       const int *areas, size_t count)
{
    bool municipal = page->level == LEVEL_MUNICIPALITY;
    PageText heading = municipal ? TEXT_AREAS_MUNICIPALITY : TEXT_AREAS_COUNTY;
    const char *columns[KEYS_MAX + 2] = {page_say(page, TEXT_AREA)};
    char how[400], name[PLACE_NAME_SIZE];
    size_t used = 1;
    if (municipal) columns[used++] = page_say(page, TEXT_SIZE);
    for (size_t k = 0; k < keys->count; k++)
        columns[used++] = keys->heading[k];
    snprintf(how, sizeof how, page_say(page, TEXT_AREAS_HOW),
             page_own(page)->definitions->hidden_below - 1);
    html_heading(out, page_say(page, heading));
    html_paragraph(out, municipal ? how : page_say(page, TEXT_AREAS_HOW_COUNTY));
    HtmlTable cells = html_table_begin(out, page_say(page, heading), columns, used);
    for (size_t i = 0; i < count; i++) {
        char class_text[16];
        page_area_name(page, areas[i], name);
        snprintf(class_text, sizeof class_text, "%d",
                 areas[i] == AREA_NOWHERE ? 0 : class_of(page, areas[i]) + 1);
        html_cell(&cells, name);
        if (municipal) html_cell(&cells, areas[i] == AREA_NOWHERE ? "" : class_text);
        for (size_t k = 0; k < keys->count; k++)
            area_cell(page, &cells, keys->indicator[k], areas[i]);
    }
    html_table_end(&cells);
}

Status page_areas(const IndicatorPage *page, TextBuffer *out, Failure *failure)
{
    CLEANUP(system_free)
    int *areas = system_allocate_zeroed(INDICATOR_AREAS_MAX, sizeof *areas);
    CLEANUP(system_free)
    int *values = system_allocate_zeroed(INDICATOR_AREAS_MAX, sizeof *values);
    if (areas == NULL || values == NULL)
        return failure_set(failure, STATUS_MEMORY, _("page"), NULL);
    Keys keys = choose_keys(page_own(page));
    size_t count = indicator_areas(page_own(page), page->level, areas);
    if (page->level == LEVEL_MUNICIPALITY) show_medians(page, out, &keys, areas, count, values);
    show_table(page, out, &keys, areas, count);
    return STATUS_OK;
}
