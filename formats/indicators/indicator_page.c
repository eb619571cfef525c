/* indicator_page.c - the indicators as one page of HTML: its head, the country, definitions. */
#include "formats/indicators/indicator_page.h"

#include <stdio.h>

#include "formats/indicators/page_parts.h"

const IndicatorTable *page_own(const IndicatorPage *page)
{
    return page->years[page->year_count - 1];
}

const char *page_say(const IndicatorPage *page, PageText text)
{
    return page_text(page->english, text);
}

const char *page_name(const IndicatorPage *page, const Indicator *item)
{
    return page->english ? item->name_en : item->name_nb;
}

void page_area_name(const IndicatorPage *page, int area, char out[PLACE_NAME_SIZE])
{
    if (area == AREA_NOWHERE) {
        snprintf(out, PLACE_NAME_SIZE, "%s", page_say(page, TEXT_NOWHERE));
    } else if (page->level == LEVEL_COUNTY) {
        snprintf(out, PLACE_NAME_SIZE, "%02d %s", area, page_say(page, TEXT_COUNTY));
    } else {
        const Municipality *row =
            municipality_find(page->municipalities, (MunicipalityCode)area);
        snprintf(out, PLACE_NAME_SIZE, "%04d %s", area, row != NULL ? row->name : "");
    }
}

/* --- the head --- */

static void show_head(const IndicatorPage *page, TextBuffer *out)
{
    char title[80], line[400], extract[DAY_TEXT_SIZE], cutoff[DAY_TEXT_SIZE];
    char persons[PAGE_NUMBER_SIZE], aside[PAGE_NUMBER_SIZE], differ[PAGE_NUMBER_SIZE];
    const IndicatorDefinitions *definitions = page_own(page)->definitions;
    day_format(page->extract, extract);
    day_format(page->cutoff, cutoff);
    page_number((int64_t)page->persons, persons);
    page_number((int64_t)page->set_aside, aside);
    page_number((int64_t)page->left_out, differ);
    snprintf(title, sizeof title, page_say(page, TEXT_TITLE), definitions->year);
    html_begin_in(out, page->english ? "en" : "nb", title, "");
    snprintf(line, sizeof line, page_say(page, TEXT_SOURCE), extract, cutoff);
    html_paragraph(out, line);
    snprintf(line, sizeof line, page_say(page, TEXT_READ), persons, aside, differ,
             definitions->version);
    html_paragraph(out, line);
    html_paragraph(out, page_say(page, TEXT_FLAGS));
}

/* --- the country --- */

/* A kind as a bit. */
#define KIND(kind) (1u << (kind))

static void format_result(const IndicatorPage *page, const Indicator *item,
                          const IndicatorFigure *figure, char out[PAGE_NUMBER_SIZE])
{
    if (indicator_is_count(item)) {
        page_number(figure->cell.numerator, out);
    } else if (item->kind == INDICATOR_MEAN_WAIT) {
        char tenths[PAGE_NUMBER_SIZE];
        page_tenths(page->english, figure->tenths, tenths);
        snprintf(out, PAGE_NUMBER_SIZE, tenths[0] != '\0' ? "%.20s %s" : "%.20s%.0s", tenths,
                 page_say(page, TEXT_MONTHS));
    } else {
        page_percent(page->english, figure->permille, out);
    }
}

/* Whether an indicator of one of the kinds (bits) has a target. */
static bool any_target(const IndicatorDefinitions *definitions, unsigned kinds)
{
    for (size_t i = 0; i < definitions->count; i++) {
        const Indicator *item = &definitions->items[i];
        if ((kinds & KIND(item->kind)) != 0 && item->target_permille >= 0) return true;
    }
    return false;
}

static void cell_of_count(HtmlTable *cells, int64_t number, bool shown)
{
    char text[PAGE_NUMBER_SIZE];
    page_number(number, text);
    html_cell(cells, shown ? text : "");
}

/* Both sexes, women, men. */
static void country_figures(const IndicatorPage *page, HtmlTable *cells, size_t indicator)
{
    const IndicatorTable *table = page_own(page);
    const Indicator *item = &table->definitions->items[indicator];
    bool there = indicator_is_there(table, indicator);
    for (int sex = INDICATOR_BOTH; sex < INDICATOR_SEXES; sex++) {
        char text[PAGE_NUMBER_SIZE] = "";
        IndicatorFigure figure =
            indicator_figure(table, LEVEL_COUNTRY, AREA_NOWHERE, sex, indicator);
        bool shown = there && (sex == INDICATOR_BOTH || indicator_has_sex(item));
        if (shown) format_result(page, item, &figure, text);
        html_cell(cells,
                  there || sex != INDICATOR_BOTH ? text : page_say(page, TEXT_NOT_GIVEN));
    }
}

static void country_target(const IndicatorPage *page, HtmlTable *cells, size_t indicator)
{
    const IndicatorTable *table = page_own(page);
    char target[PAGE_NUMBER_SIZE];
    IndicatorFigure figure =
        indicator_figure(table, LEVEL_COUNTRY, AREA_NOWHERE, INDICATOR_BOTH, indicator);
    page_percent(page->english, table->definitions->items[indicator].target_permille, target);
    html_cell(cells, target);
    html_cell(cells, figure.met == INDICATOR_NONE
                         ? ""
                         : page_say(page, figure.met ? TEXT_YES : TEXT_NO));
}

/* "S2.1: ...". The id of a single cause is the cause itself, which the name says. */
static void country_name(const IndicatorPage *page, HtmlTable *cells, size_t indicator)
{
    const IndicatorTable *table = page_own(page);
    const Indicator *item = &table->definitions->items[indicator];
    char text[INDICATOR_ID_SIZE + INDICATOR_TEXT_SIZE + 4];
    bool cause = item->kind == INDICATOR_ENDED && !page_has_chart(table, indicator);
    snprintf(text, sizeof text, "%s%s%s", cause ? "" : item->id, cause ? "" : ": ",
             page_name(page, item));
    html_cell(cells, text);
}

static void country_row(const IndicatorPage *page, HtmlTable *cells, size_t indicator,
                        bool targets)
{
    const IndicatorTable *table = page_own(page);
    const Indicator *item = &table->definitions->items[indicator];
    bool counts = indicator_is_count(item), mean = item->kind == INDICATOR_MEAN_WAIT;
    bool there = indicator_is_there(table, indicator);
    IndicatorCell cell =
        indicator_sum(table, LEVEL_COUNTRY, AREA_NOWHERE, INDICATOR_BOTH, indicator);
    country_name(page, cells, indicator);
    country_figures(page, cells, indicator);
    if (targets) country_target(page, cells, indicator);
    cell_of_count(cells, cell.numerator, there && !counts && !mean);
    cell_of_count(cells, cell.denominator, there && !counts);
}

static const struct {
    PageText heading;
    unsigned kinds;
} sections[] = {
    {TEXT_SETTLEMENT, KIND(INDICATOR_WITHIN) | KIND(INDICATOR_PLACES)},
    {TEXT_WAITING, KIND(INDICATOR_WAITING) | KIND(INDICATOR_MEAN_WAIT)},
    {TEXT_TRAINING, KIND(INDICATOR_BEGUN) | KIND(INDICATOR_HOURS) | KIND(INDICATOR_TRAINED)},
    {TEXT_PROGRAMME, KIND(INDICATOR_ENDED) | KIND(INDICATOR_ACTIVE) | KIND(INDICATOR_ENTITLED)},
};

static void country_section(const IndicatorPage *page, TextBuffer *out, PageText heading,
                            unsigned kinds)
{
    const IndicatorDefinitions *definitions = page_own(page)->definitions;
    bool targets = any_target(definitions, kinds);
    const char *columns[8] = {page_say(page, TEXT_INDICATOR), page_say(page, TEXT_RESULT),
                              page_say(page, TEXT_WOMEN), page_say(page, TEXT_MEN)};
    size_t count = 4;
    if (targets) {
        columns[count++] = page_say(page, TEXT_TARGET);
        columns[count++] = page_say(page, TEXT_MET);
    }
    columns[count++] = page_say(page, TEXT_NUMERATOR);
    columns[count++] = page_say(page, TEXT_DENOMINATOR);
    HtmlTable cells = html_table_begin(out, page_say(page, heading), columns, count);
    for (size_t i = 0; i < definitions->count; i++) {
        if ((kinds & KIND(definitions->items[i].kind)) != 0)
            country_row(page, &cells, i, targets);
    }
    html_table_end(&cells);
}

static void show_absent(const IndicatorPage *page, TextBuffer *out)
{
    const IndicatorDefinitions *definitions = page_own(page)->definitions;
    bool any = false;
    text_buffer_text(out, "<p>");
    html_text(out, page_say(page, TEXT_NOT_HERE));
    for (size_t i = 0; i < definitions->count; i++) {
        const Indicator *item = &definitions->items[i];
        if (item->kind != INDICATOR_ABSENT) continue;
        html_text(out, any ? "; " : ": ");
        html_text(out, item->id);
        html_text(out, " ");
        html_text(out, page_name(page, item));
        any = true;
    }
    text_buffer_text(out, ".</p>\n");
}

static void page_country(const IndicatorPage *page, TextBuffer *out)
{
    bool targets = any_target(page_own(page)->definitions, ~0u);
    html_heading(out, page_say(page, TEXT_COUNTRY));
    if (!targets) html_paragraph(out, page_say(page, TEXT_NO_TARGETS));
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        country_section(page, out, sections[i].heading, sections[i].kinds);
    show_absent(page, out);
}

/* --- definitions --- */

static PageText evidence_word(uint8_t evidence)
{
    if (evidence == EVIDENCE_VERIFIED) return TEXT_VERIFIED;
    return evidence == EVIDENCE_INFERRED ? TEXT_INFERRED : TEXT_UNVERIFIED;
}

static void page_definitions(const IndicatorPage *page, TextBuffer *out)
{
    const IndicatorDefinitions *definitions = page_own(page)->definitions;
    const char *columns[] = {page_say(page, TEXT_INDICATOR), page_say(page, TEXT_DEFINITION),
                             page_say(page, TEXT_EVIDENCE)};
    html_heading(out, page_say(page, TEXT_DEFINITIONS));
    HtmlTable cells = html_table_begin(out, page_say(page, TEXT_DEFINITION), columns, 3);
    for (size_t i = 0; i < definitions->count; i++) {
        const Indicator *item = &definitions->items[i];
        html_cell(&cells, item->id);
        html_cell(&cells, item->page);
        html_cell(&cells, page_say(page, evidence_word(item->evidence)));
    }
    html_table_end(&cells);
}

Status indicator_page(const IndicatorPage *page, TextBuffer *out, Failure *failure)
{
    show_head(page, out);
    page_country(page, out);
    TRY(page_charts(page, out, failure));
    if (page->level != LEVEL_COUNTRY) TRY(page_areas(page, out, failure));
    page_definitions(page, out);
    html_end(out);
    return text_buffer_status(out, failure);
}
