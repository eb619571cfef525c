/* page_charts.c - charts as SVG. Coordinates are whole units of a picture 360 wide, so that
 * text is readable where it is as narrow as a phone. */
#include "formats/indicators/page_charts.h"

#include <stdio.h>
#include <string.h>

#include "formats/html/html_page.h"
#include "formats/indicators/page_texts.h"
#include "rules/indicators/compare.h"

enum {
    WIDTH = 360,
    HEIGHT = 210,
    LEFT = 38,
    RIGHT = 348,
    TOP = 24,
    BOTTOM = 178,
    ALL = 1000,
    BAND_STEPS = 48,
    LABELS_MAX = 8
};

#define INK "#1b1b1b"
#define GREY "#5a6270"
#define WOMEN "#8a1c7c"
#define MEN "#00429d"
#define TARGET "#a35c00"
#define OUTSIDE "#b3001b"

static const char *const series_colour[CHART_SERIES] = {INK, WOMEN, MEN};
static const char *const series_dash[CHART_SERIES] = {"", "6 3", "2 3"};

static int y_of_share(int permille)
{
    if (permille > ALL) permille = ALL;
    if (permille < 0) permille = 0;
    return BOTTOM - permille * (BOTTOM - TOP) / ALL;
}

static void svg_text(TextBuffer *out, int x, int y, const char *anchor, const char *colour,
                     const char *text)
{
    text_buffer_format(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">", x, y,
                       anchor, colour);
    html_text(out, text);
    text_buffer_text(out, "</text>\n");
}

static void svg_line(TextBuffer *out, int x1, int y1, int x2, int y2, const char *style)
{
    text_buffer_format(out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" %s/>\n", x1, y1, x2,
                       y2, style);
}

static void svg_begin(TextBuffer *out, const char *what, int height)
{
    text_buffer_format(out,
                       "<svg viewBox=\"0 0 %d %d\" role=\"img\" font-size=\"11\" aria-label=\"",
                       WIDTH, height);
    html_text(out, what);
    text_buffer_text(out, "\">\n");
}

/* Lines at every quarter, with the share beside them. */
static void share_axis(TextBuffer *out)
{
    char text[16];
    for (int permille = 0; permille <= ALL; permille += ALL / 4) {
        int y = y_of_share(permille);
        svg_line(out, LEFT, y, RIGHT, y,
                 permille == 0 ? "stroke=\"" GREY "\"" : "stroke=\"#e1e5eb\"");
        snprintf(text, sizeof text, "%d", permille / 10);
        svg_text(out, LEFT - 5, y + 4, "end", GREY, text);
    }
}

static void target_line(TextBuffer *out, int target)
{
    if (target < 0) return;
    int y = y_of_share(target);
    svg_line(out, LEFT, y, RIGHT, y,
             "stroke=\"" TARGET "\" stroke-width=\"1.5\" stroke-dasharray=\"8 4\"");
}

/* --- years and sexes --- */

static int x_of_year(const YearChart *chart, size_t index)
{
    enum { MARGIN = 22 };
    if (chart->count == 1) return (LEFT + RIGHT) / 2;
    int range = RIGHT - LEFT - 2 * MARGIN;
    return LEFT + MARGIN + (int)index * range / (int)(chart->count - 1);
}

static void draw_series(TextBuffer *out, const YearChart *chart, int series)
{
    bool before = false;
    for (size_t i = 0; i < chart->count; i++) {
        int permille = chart->permille[series][i];
        if (permille < 0) {
            before = false;
            continue;
        }
        int x = x_of_year(chart, i), y = y_of_share(permille);
        if (before)
            text_buffer_format(out,
                               "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" "
                               "stroke-width=\"2\" stroke-dasharray=\"%s\"/>\n",
                               x_of_year(chart, i - 1),
                               y_of_share(chart->permille[series][i - 1]), x, y,
                               series_colour[series], series_dash[series]);
        text_buffer_format(out, "<circle cx=\"%d\" cy=\"%d\" r=\"3\" fill=\"%s\"/>\n", x, y,
                           series_colour[series]);
        before = true;
    }
}

static void draw_years(TextBuffer *out, const YearChart *chart)
{
    for (size_t i = 0; i < chart->count; i++) {
        char year[16], share[PAGE_NUMBER_SIZE];
        int x = x_of_year(chart, i), both = chart->permille[0][i];
        snprintf(year, sizeof year, "%d", chart->year[i]);
        svg_text(out, x, BOTTOM + 15, "middle", GREY, year);
        page_percent(chart->english, both, share);
        if (both >= 0) svg_text(out, x, BOTTOM + 29, "middle", INK, share);
    }
}

static void draw_legend(TextBuffer *out, const YearChart *chart)
{
    int x = LEFT;
    for (int s = 0; s < CHART_SERIES; s++) {
        text_buffer_format(out,
                           "<line x1=\"%d\" y1=\"8\" x2=\"%d\" y2=\"8\" stroke=\"%s\" "
                           "stroke-width=\"2\" stroke-dasharray=\"%s\"/>\n",
                           x, x + 20, series_colour[s], series_dash[s]);
        svg_text(out, x + 24, 12, "start", series_colour[s], chart->legend[s]);
        x += 82;
    }
    if (chart->target < 0) return;
    svg_line(out, x, 8, x + 20, 8,
             "stroke=\"" TARGET "\" stroke-width=\"1.5\" stroke-dasharray=\"8 4\"");
    svg_text(out, x + 24, 12, "start", TARGET, chart->target_legend);
}

void year_chart(TextBuffer *out, const YearChart *chart)
{
    svg_begin(out, chart->what, HEIGHT);
    share_axis(out);
    draw_legend(out, chart);
    target_line(out, chart->target);
    for (int s = CHART_SERIES - 1; s >= 0; s--)
        draw_series(out, chart, s);
    draw_years(out, chart);
    text_buffer_text(out, "</svg>\n");
}

/* --- areas around the country --- */

static int64_t square_root(int64_t value)
{
    int64_t root = 0;
    for (int64_t bit = INT64_C(1) << 30; bit > 0; bit >>= 1)
        if ((root + bit) * (root + bit) <= value) root += bit;
    return root;
}

/* By the square root, so that many small areas are not on top of each other. */
static int x_of_persons(int64_t persons, int64_t most)
{
    enum { SCALE = 10000 };
    return LEFT +
           (int)(square_root(persons * SCALE) * (RIGHT - LEFT) / square_root(most * SCALE));
}

/* The persons of a step along the axis; every step is as wide. */
static int64_t persons_of_step(int step, int64_t most)
{
    int64_t persons = most * step * step / (BAND_STEPS * BAND_STEPS);
    return persons < 1 ? 1 : persons;
}

/* A band as one shape: its upper edge from left to right, its lower edge back. */
static void draw_band(TextBuffer *out, const AreaChart *chart, int64_t most, int tail,
                      const char *colour)
{
    text_buffer_format(out, "<polygon fill=\"%s\" points=\"", colour);
    for (int i = 1; i <= 2 * BAND_STEPS; i++) {
        bool upper = i <= BAND_STEPS;
        int64_t n = persons_of_step(upper ? i : 2 * BAND_STEPS + 1 - i, most);
        BinomialBand band = binomial_band(n, chart->a, chart->b, tail);
        int64_t edge = upper ? band.high : band.low;
        text_buffer_format(out, "%d,%d ", x_of_persons(n, most),
                           y_of_share((int)(edge * ALL / n)));
    }
    text_buffer_text(out, "\"/>\n");
}

static bool is_far(const AreaDot *dot)
{
    return dot->place == AREA_ABOVE_998 || dot->place == AREA_BELOW_998;
}

static void draw_dot(TextBuffer *out, const AreaChart *chart, const AreaDot *dot, int64_t most)
{
    char share[PAGE_NUMBER_SIZE];
    page_percent(chart->english, dot->permille, share);
    bool far = is_far(dot), near = dot->place != AREA_USUAL && !far;
    text_buffer_format(out, "<circle cx=\"%d\" cy=\"%d\" r=\"%s\" fill=\"%s\"%s><title>",
                       x_of_persons(dot->denominator, most), y_of_share(dot->permille),
                       far ? "3.5" : "2.2",
                       far    ? OUTSIDE
                       : near ? TARGET
                              : MEN,
                       far ? "" : " fill-opacity=\".6\"");
    html_text(out, dot->label);
    text_buffer_format(out, ": %s (%lld / %lld)</title></circle>\n", share,
                       (long long)dot->numerator, (long long)dot->denominator);
}

/* Where labels stand, so that none covers another. */
typedef struct Labels {
    int x[LABELS_MAX], y[LABELS_MAX], width[LABELS_MAX];
    size_t count;
} Labels;

static bool is_free(const Labels *labels, int x, int y, int width)
{
    enum { LINE = 12 };
    for (size_t i = 0; i < labels->count; i++) {
        bool apart = x + width < labels->x[i] || labels->x[i] + labels->width[i] < x;
        int distance = y > labels->y[i] ? y - labels->y[i] : labels->y[i] - y;
        if (!apart && distance < LINE) return false;
    }
    return true;
}

/* About six units a letter; letters of two bytes count once. */
static int label_width(const char *text)
{
    int letters = 0;
    for (const char *c = text; *c != '\0'; c++)
        letters += ((unsigned char)*c & 0xC0) != 0x80;
    return letters * 6;
}

static void draw_label(TextBuffer *out, const AreaDot *dot, int64_t most, Labels *labels)
{
    int x = x_of_persons(dot->denominator, most), y = y_of_share(dot->permille) + 4;
    int width = label_width(dot->label);
    bool left_side = x + width + 8 > WIDTH;
    int from = left_side ? x - 6 - width : x + 6;
    if (from < 0 || labels->count == LABELS_MAX || !is_free(labels, from, y, width)) return;
    labels->x[labels->count] = from;
    labels->y[labels->count] = y;
    labels->width[labels->count++] = width;
    svg_text(out, left_side ? x - 6 : x + 6, y, left_side ? "end" : "start", OUTSIDE,
             dot->label);
}

/* The largest first: their distance weighs most. */
static void draw_labels(TextBuffer *out, const AreaChart *chart, int64_t most)
{
    Labels labels = {.count = 0};
    int64_t below = INT64_MAX;
    for (;;) {
        int64_t size = 0;
        for (size_t i = 0; i < chart->count; i++) {
            int64_t persons = chart->dots[i].denominator;
            if (is_far(&chart->dots[i]) && persons < below && persons > size) size = persons;
        }
        if (size == 0) return;
        for (size_t i = 0; i < chart->count; i++) {
            if (is_far(&chart->dots[i]) && chart->dots[i].denominator == size)
                draw_label(out, &chart->dots[i], most, &labels);
        }
        below = size;
    }
}

static void persons_axis(TextBuffer *out, const AreaChart *chart, int64_t most)
{
    static const int64_t marks[] = {10, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 50000};
    char text[PAGE_NUMBER_SIZE];
    int last = LEFT - 40;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0] && marks[i] <= most; i++) {
        int x = x_of_persons(marks[i], most);
        if (x < last + 28) continue;
        page_number(marks[i], text);
        svg_line(out, x, BOTTOM, x, BOTTOM + 4, "stroke=\"" GREY "\"");
        svg_text(out, x, BOTTOM + 15, "middle", GREY, text);
        last = x;
    }
    svg_text(out, (LEFT + RIGHT) / 2, BOTTOM + 29, "middle", GREY, chart->axis);
}

void area_chart(TextBuffer *out, const AreaChart *chart)
{
    int64_t most = 0;
    for (size_t i = 0; i < chart->count; i++)
        if (chart->dots[i].denominator > most) most = chart->dots[i].denominator;
    if (most == 0) return;
    svg_begin(out, chart->what, HEIGHT);
    if (chart->bands) {
        draw_band(out, chart, most, BAND_TAIL_998, "#e9eef7");
        draw_band(out, chart, most, BAND_TAIL_95, "#d3deef");
    }
    share_axis(out);
    persons_axis(out, chart, most);
    target_line(out, chart->target);
    int y = y_of_share(indicator_permille(chart->a, chart->b));
    svg_line(out, LEFT, y, RIGHT, y, "stroke=\"" INK "\" stroke-width=\"1.5\"");
    for (size_t i = 0; i < chart->count; i++)
        draw_dot(out, chart, &chart->dots[i], most);
    draw_labels(out, chart, most);
    svg_text(out, RIGHT, 12, "end", INK, chart->line);
    text_buffer_text(out, "</svg>\n");
}

/* --- bars --- */

void bar_chart(TextBuffer *out, const char *what, const char *const legend[2],
               const BarRow *rows, size_t count, bool english)
{
    enum { ROW = 34, HEAD = 20, BAR = 9, ROOM = 60 };
    static const char *const colours[2] = {WOMEN, MEN};
    int most = 1;
    for (size_t i = 0; i < 2 * count; i++)
        if (rows[i / 2].permille[i % 2] > most) most = rows[i / 2].permille[i % 2];
    svg_begin(out, what, HEAD + ROW * (int)count);
    svg_text(out, 0, 12, "start", WOMEN, legend[0]);
    svg_text(out, 70, 12, "start", MEN, legend[1]);
    for (size_t i = 0; i < count; i++) {
        int y = HEAD + ROW * (int)i;
        svg_text(out, 0, y + 10, "start", INK, rows[i].label);
        for (int s = 0; s < 2; s++) {
            char share[PAGE_NUMBER_SIZE];
            int permille = rows[i].permille[s] < 0 ? 0 : rows[i].permille[s];
            int width = permille * (WIDTH - ROOM) / most, top = y + 13 + s * (BAR + 1);
            page_percent(english, rows[i].permille[s], share);
            text_buffer_format(out,
                               "<rect x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\" "
                               "fill=\"%s\"/>\n",
                               top, width, BAR, colours[s]);
            text_buffer_format(out, "<text x=\"%d\" y=\"%d\" font-size=\"9\" fill=\"%s\">",
                               width + 4, top + 8, colours[s]);
            html_text(out, share);
            text_buffer_text(out, "</text>\n");
        }
    }
    text_buffer_text(out, "</svg>\n");
}
