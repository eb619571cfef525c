/* indicator_csv.c - the indicators as CSV. */
#include "formats/indicators/indicator_csv.h"

#include "formats/csv/csv.h"

static const char *const level_words[] = {"country", "county", "municipality"};
static const char *const sex_words[] = {"K", "M"};

static void append_area(TextBuffer *out, IndicatorLevel level, int area)
{
    if (level == LEVEL_COUNTRY || area == AREA_NOWHERE) return;
    text_buffer_format(out, level == LEVEL_COUNTY ? "%02d" : "%04d", area);
}

/* indicator,year,cohort,level,area,sex, */
static void begin_line(const IndicatorTable *table, size_t indicator, IndicatorLevel level,
                       int area, int sex, TextBuffer *out)
{
    const Indicator *item = &table->definitions->items[indicator];
    csv_append(out, item->id);
    text_buffer_format(out, ",%d,%d,%s,", table->definitions->year,
                       indicator_cohort(table->definitions, item), level_words[level]);
    append_area(out, level, area);
    text_buffer_char(out, ',');
    if (sex != INDICATOR_BOTH) text_buffer_text(out, sex_words[sex]);
    text_buffer_char(out, ',');
}

static void end_line(const IndicatorTable *table, TextBuffer *out)
{
    text_buffer_char(out, ',');
    csv_append(out, table->definitions->version);
    text_buffer_char(out, '\n');
}

static void append_number(TextBuffer *out, int64_t number, bool shown)
{
    if (shown) text_buffer_number(out, number);
    text_buffer_char(out, ',');
}

/* numerator,denominator,permille,value,target_permille,met */
static void append_figure(const Indicator *item, const IndicatorFigure *figure,
                          const IndicatorDefinitions *definitions, TextBuffer *out)
{
    bool counts = indicator_is_count(item);
    if (figure->hidden) {
        text_buffer_format(out, "<%d,", definitions->hidden_below);
        if (!counts) text_buffer_format(out, "<%d", definitions->hidden_below);
        text_buffer_char(out, ',');
    } else {
        append_number(out, figure->cell.numerator, true);
        append_number(out, figure->cell.denominator, !counts);
    }
    append_number(out, figure->permille, figure->permille != INDICATOR_NONE);
    append_number(out, figure->tenths, figure->tenths != INDICATOR_NONE);
    append_number(out, item->target_permille, item->target_permille >= 0);
    if (figure->met != INDICATOR_NONE) text_buffer_text(out, figure->met ? "true" : "false");
}

static void append_lines(const IndicatorTable *table, size_t indicator, IndicatorLevel level,
                         int area, TextBuffer *out)
{
    const Indicator *item = &table->definitions->items[indicator];
    int last = indicator_has_sex(item) ? INDICATOR_SEXES - 1 : INDICATOR_BOTH;
    for (int sex = INDICATOR_BOTH; sex <= last; sex++) {
        IndicatorFigure figure = indicator_figure(table, level, area, sex, indicator);
        begin_line(table, indicator, level, area, sex, out);
        append_figure(item, &figure, table->definitions, out);
        end_line(table, out);
    }
}

/* One line that says why there is no more. */
static void append_missing(const IndicatorTable *table, size_t indicator, TextBuffer *out)
{
    const Indicator *item = &table->definitions->items[indicator];
    begin_line(table, indicator, LEVEL_COUNTRY, AREA_NOWHERE, INDICATOR_BOTH, out);
    text_buffer_text(out, ",,,");
    csv_append(out, item->kind == INDICATOR_ABSENT ? INDICATOR_NOT_HERE : INDICATOR_NOT_GIVEN);
    text_buffer_char(out, ',');
    append_number(out, item->target_permille, item->target_permille >= 0);
    end_line(table, out);
}

void indicator_csv(const IndicatorTable *table, IndicatorLevel level, TextBuffer *out)
{
    static const char header[] = "indicator,year,cohort,level,area,sex,numerator,denominator,"
                                 "permille,value,target_permille,met,definition_version\n";
    int areas[INDICATOR_AREAS_MAX];
    size_t count = level == LEVEL_COUNTRY ? 0 : indicator_areas(table, level, areas);
    text_buffer_text(out, header);
    for (size_t i = 0; i < table->definitions->count; i++) {
        if (!indicator_is_there(table, i)) {
            append_missing(table, i, out);
            continue;
        }
        append_lines(table, i, LEVEL_COUNTRY, AREA_NOWHERE, out);
        for (size_t a = 0; a < count; a++)
            append_lines(table, i, level, areas[a], out);
    }
}
