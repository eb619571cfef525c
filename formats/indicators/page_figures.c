/* page_figures.c - the charts of the page: what they show, and who is far from the country. */
#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/indicators/page_parts.h"

bool page_has_chart(const IndicatorTable *table, size_t indicator)
{
    const Indicator *items = table->definitions->items;
    if (!indicator_is_share(&items[indicator]) || !indicator_is_there(table, indicator))
        return false;
    /* Of the programmes that ended only the first: single causes stand in a chart together. */
    for (size_t i = 0; i < indicator && items[indicator].kind == INDICATOR_ENDED; i++)
        if (items[i].kind == INDICATOR_ENDED) return false;
    return true;
}

static IndicatorCell country_of(const IndicatorTable *table, size_t indicator)
{
    return indicator_sum(table, LEVEL_COUNTRY, AREA_NOWHERE, INDICATOR_BOTH, indicator);
}

/* Whether bands can be drawn around the country's share of an indicator: it is of persons, not
 * of places. */
static bool page_has_bands(const IndicatorTable *table, size_t indicator)
{
    IndicatorCell country = country_of(table, indicator);
    bool persons = table->definitions->items[indicator].kind != INDICATOR_PLACES;
    return persons && country.denominator > 0 && country.denominator <= BAND_PERSONS_MAX;
}

ComparedArea page_compare(const IndicatorPage *page, size_t indicator, int area)
{
    const IndicatorTable *table = page_own(page);
    ComparedArea compared = {
        .figure = indicator_figure(table, page->level, area, INDICATOR_BOTH, indicator),
        .place = AREA_USUAL};
    IndicatorCell here = compared.figure.cell, country = country_of(table, indicator);
    if (compared.figure.permille == INDICATOR_NONE || !page_has_bands(table, indicator))
        return compared;
    static const int tails[] = {BAND_TAIL_95, BAND_TAIL_998};
    for (int i = 0; i < 2; i++) {
        BinomialBand band =
            binomial_band(here.denominator, country.numerator, country.denominator, tails[i]);
        if (here.numerator < band.low) compared.place = (AreaPlace)(AREA_BELOW_95 - i);
        if (here.numerator > band.high) compared.place = (AreaPlace)(AREA_ABOVE_95 + i);
    }
    return compared;
}

/* --- one indicator --- */

/* Room for the areas of a chart. */
typedef struct AreaRoom {
    int *areas;
    AreaDot *dots;
    char (*names)[PLACE_NAME_SIZE];
} AreaRoom;

static void show_years(const IndicatorPage *page, TextBuffer *out, const Indicator *own)
{
    char what[300];
    YearChart chart = {.what = what,
                       .legend = {page_say(page, TEXT_LEGEND_BOTH),
                                  page_say(page, TEXT_LEGEND_WOMEN),
                                  page_say(page, TEXT_LEGEND_MEN)},
                       .target_legend = page_say(page, TEXT_LEGEND_TARGET),
                       .count = page->year_count,
                       .target = own->target_permille,
                       .english = page->english};
    snprintf(what, sizeof what, page_say(page, TEXT_ALT_YEARS), page_name(page, own));
    for (size_t y = 0; y < page->year_count; y++) {
        const IndicatorTable *table = page->years[y];
        const Indicator *item = indicator_find(table->definitions, own->id, strlen(own->id));
        chart.year[y] = table->definitions->year;
        for (int s = 0; s < CHART_SERIES; s++) {
            chart.permille[s][y] = INDICATOR_NONE;
            if (item == NULL || (s > 0 && !indicator_has_sex(item))) continue;
            size_t index = (size_t)(item - table->definitions->items);
            if (!indicator_is_there(table, index)) continue;
            chart.permille[s][y] =
                indicator_figure(table, LEVEL_COUNTRY, AREA_NOWHERE, s - 1, index).permille;
        }
    }
    year_chart(out, &chart);
}

static size_t fill_dots(const IndicatorPage *page, size_t indicator, AreaRoom *room)
{
    size_t count = indicator_areas(page_own(page), page->level, room->areas), used = 0;
    for (size_t i = 0; i < count; i++) {
        if (room->areas[i] == AREA_NOWHERE) continue;
        ComparedArea area = page_compare(page, indicator, room->areas[i]);
        if (area.figure.permille == INDICATOR_NONE) continue;
        page_area_name(page, room->areas[i], room->names[used]);
        room->dots[used] = (AreaDot){.label = room->names[used],
                                     .numerator = area.figure.cell.numerator,
                                     .denominator = area.figure.cell.denominator,
                                     .permille = area.figure.permille,
                                     .place = area.place};
        used++;
    }
    return used;
}

static void show_areas(const IndicatorPage *page, TextBuffer *out, size_t indicator,
                       const AreaDot *dots, size_t count)
{
    const IndicatorTable *table = page_own(page);
    const Indicator *item = &table->definitions->items[indicator];
    IndicatorCell country = country_of(table, indicator);
    char what[300], line[80], share[PAGE_NUMBER_SIZE];
    if (country.denominator == 0) return;
    page_percent(page->english, indicator_permille(country.numerator, country.denominator),
                 share);
    snprintf(line, sizeof line, page_say(page, TEXT_LINE_COUNTRY), share);
    snprintf(what, sizeof what, page_say(page, TEXT_ALT_AREAS), page_name(page, item));
    AreaChart chart = {.what = what,
                       .axis = page_say(page, TEXT_AXIS_PERSONS),
                       .line = line,
                       .dots = dots,
                       .count = count,
                       .a = country.numerator,
                       .b = country.denominator,
                       .target = item->target_permille,
                       .bands = page_has_bands(table, indicator),
                       .english = page->english};
    area_chart(out, &chart);
}

/* In words, so that nobody must find them in the chart. */
static void list_outside(const IndicatorPage *page, TextBuffer *out, const AreaDot *dots,
                         size_t count, AreaPlace place, PageText heading)
{
    enum { LISTED_MAX = 15 };
    size_t found = 0;
    char more[80], number[PAGE_NUMBER_SIZE];
    for (size_t i = 0; i < count; i++) {
        if (dots[i].place != place || found++ >= LISTED_MAX) continue;
        if (found == 1) {
            text_buffer_text(out, "<p class=\"small\">");
            html_text(out, page_say(page, heading));
        } else {
            html_text(out, ", ");
        }
        html_text(out, dots[i].label);
    }
    if (found == 0) return;
    if (found > LISTED_MAX) {
        page_number((int64_t)(found - LISTED_MAX), number);
        snprintf(more, sizeof more, page_say(page, TEXT_AND_MORE), number);
        html_text(out, more);
    }
    text_buffer_text(out, ".</p>\n");
}

static void show_indicator(const IndicatorPage *page, TextBuffer *out, size_t indicator,
                           AreaRoom *room)
{
    const Indicator *item = &page_own(page)->definitions->items[indicator];
    text_buffer_text(out, "<section class=\"whole\">\n<h3>");
    html_text(out, item->id);
    html_text(out, " ");
    html_text(out, page_name(page, item));
    text_buffer_text(out, "</h3>\n<div class=\"pair\">\n");
    show_years(page, out, item);
    size_t count = page->level != LEVEL_COUNTRY ? fill_dots(page, indicator, room) : 0;
    if (count > 0) show_areas(page, out, indicator, room->dots, count);
    text_buffer_text(out, "</div>\n");
    list_outside(page, out, room->dots, count, AREA_BELOW_998, TEXT_OUTSIDE_LOW);
    list_outside(page, out, room->dots, count, AREA_ABOVE_998, TEXT_OUTSIDE_HIGH);
    text_buffer_text(out, "</section>\n");
}

/* --- causes --- */

static bool is_one_cause(const Indicator *item)
{
    return item->kind == INDICATOR_ENDED && (item->causes & (item->causes - 1)) == 0;
}

static void show_causes(const IndicatorPage *page, TextBuffer *out)
{
    const IndicatorTable *table = page_own(page);
    BarRow rows[PROGRAMME_END_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < table->definitions->count && count < PROGRAMME_END_COUNT; i++) {
        const Indicator *item = &table->definitions->items[i];
        if (!is_one_cause(item)) continue;
        rows[count].label = page_name(page, item);
        for (int s = 0; s < INDICATOR_SEXES; s++)
            rows[count].permille[s] =
                indicator_figure(table, LEVEL_COUNTRY, AREA_NOWHERE, s, i).permille;
        count++;
    }
    if (count == 0) return;
    const char *const legend[2] = {page_say(page, TEXT_LEGEND_WOMEN),
                                   page_say(page, TEXT_LEGEND_MEN)};
    text_buffer_text(out, "<section class=\"whole\">\n<h3>");
    html_text(out, page_say(page, TEXT_CAUSES));
    text_buffer_text(out, "</h3>\n");
    text_buffer_text(out, "<div class=\"pair\">\n");
    bar_chart(out, page_say(page, TEXT_CAUSES), legend, rows, count, page->english);
    text_buffer_text(out, "</div>\n</section>\n");
}

Status page_charts(const IndicatorPage *page, TextBuffer *out, Failure *failure)
{
    const IndicatorTable *table = page_own(page);
    bool alone = page->level == LEVEL_COUNTRY;
    AreaRoom room = {.areas = system_allocate_zeroed(INDICATOR_AREAS_MAX, sizeof *room.areas),
                     .dots = system_allocate_zeroed(INDICATOR_AREAS_MAX, sizeof *room.dots),
                     .names = system_allocate_zeroed(INDICATOR_AREAS_MAX, sizeof *room.names)};
    bool enough = room.areas != NULL && room.dots != NULL && room.names != NULL;
    if (enough) {
        html_heading(out, page_say(page, alone ? TEXT_CHARTS_ALONE : TEXT_CHARTS));
        html_paragraph(out, page_say(page, alone ? TEXT_CHARTS_HOW_ALONE : TEXT_CHARTS_HOW));
        for (size_t i = 0; i < table->definitions->count; i++)
            if (page_has_chart(table, i)) show_indicator(page, out, i, &room);
        show_causes(page, out);
    }
    system_free(room.areas);
    system_free(room.dots);
    system_free(room.names);
    return enough ? STATUS_OK : failure_set(failure, STATUS_MEMORY, _("page"), NULL);
}
