#include "bench/bench_svg.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    WIDTH = 760,
    HEIGHT = 440,
    LEFT = 84,
    RIGHT = 170, /* room for the names of lines */
    TOP = 66,
    BOTTOM = 58,
    NAME_APART = 17, /* lines of text do not touch */
    ROW = 34,
    BAR = 12,
    BAR_LEFT = 104,
    BAR_RIGHT = 76
};

/* Eight hues that are told apart by those who see few colours, on white and on black. Classes
 * and no variables, which some viewers do not know. */
static const char *const hues[2][SERIES_MAX] = {
    {"#59636e", "#0969da", "#bc4c00", "#1a7f37", "#8250df", "#bf3989", "#0f766e", "#9a6700"},
    {"#9198a1", "#4493f8", "#f0883e", "#3fb950", "#ab7df8", "#f778ba", "#39c5bb", "#d29922"}};
static const char *const inks[2][3] = {{"#1f2328", "#59636e", "#d1d9e0"},
                                       {"#e6edf3", "#9198a1", "#3d444d"}};

static void colour_rules(FILE *out, int scheme)
{
    const char *const *ink = inks[scheme];
    fprintf(out, "text{fill:%s}.n{fill:%s}.g,.m{stroke:%s}.a{stroke:%s}", ink[0], ink[1],
            ink[2], ink[1]);
    for (int i = 0; i < SERIES_MAX; i++)
        fprintf(out, ".c%d{stroke:%s}.f%d{fill:%s}", i, hues[scheme][i], i, hues[scheme][i]);
}

static void style(FILE *out)
{
    fputs("<style>text{font-family:system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif;"
          "font-size:13px}.t{font-size:16px;font-weight:600}.n{font-size:12px}"
          ".b{font-weight:600}.g,.a{stroke-width:1}.m{stroke-width:.4}"
          ".l{fill:none;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}"
          ".s{stroke-width:1.4}.d{stroke-dasharray:6 5}.p{fill-opacity:.55}",
          out);
    colour_rules(out, 0);
    fputs("@media (prefers-color-scheme:dark){", out);
    colour_rules(out, 1);
    fputs("}</style>\n", out);
}

static void begin(FILE *out, int width, int height, const char *title, const char *note)
{
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
            "viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
            width, height, width, height, title);
    style(out);
    fprintf(out,
            "<text class=\"t\" x=\"16\" y=\"26\">%s</text>\n"
            "<text class=\"n\" x=\"16\" y=\"45\">%s</text>\n",
            title, note);
}

static bool finish(FILE *out)
{
    fputs("</svg>\n", out);
    bool good = ferror(out) == 0;
    return fclose(out) == 0 && good;
}

/* --- a plane --- */

/* From values to places. */
typedef struct Axis {
    bool logarithmic;
    double low, high; /* values, or their logarithms */
    double begin, end;
} Axis;

static double place(const Axis *axis, double value)
{
    double at = axis->logarithmic ? log10(value) : value;
    return axis->begin +
           (at - axis->low) / (axis->high - axis->low) * (axis->end - axis->begin);
}

/* 1, 2 or 5 times a power of ten: about five steps. */
static double step_of(double high)
{
    double power = pow(10, floor(log10(high / 5)));
    double times = high / 5 / power;
    return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

static void widen(double value, double *low, double *high)
{
    if (value < *low) *low = value;
    if (value > *high) *high = value;
}

static Axis axis_of(const LineChart *chart, bool is_x)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t s = 0; s < chart->count; s++)
        for (size_t i = 0; i < chart->series[s].count; i++) {
            const Point *point = &chart->series[s].points[i];
            widen(is_x ? point->x : point->low, &low, &high);
            widen(is_x ? point->x : point->high, &low, &high);
        }
    Axis axis = {.logarithmic = chart->logarithmic,
                 .begin = is_x ? LEFT : HEIGHT - BOTTOM,
                 .end = is_x ? WIDTH - RIGHT : TOP};
    if (chart->logarithmic) {
        axis.low = is_x ? log10(low) - 0.04 : floor(log10(low) * 2) / 2;
        axis.high = is_x ? log10(high) + 0.04 : ceil(log10(high) * 2) / 2;
    } else {
        axis.low = 0;
        axis.high = is_x ? high : ceil(high / step_of(high)) * step_of(high);
    }
    return axis;
}

static void draw_tick(FILE *out, double at, bool is_x, const char *text, const char *kind)
{
    if (is_x)
        fprintf(out, "<path class=\"%s\" d=\"M%.1f %dV%d\"/>\n", kind, at, TOP,
                HEIGHT - BOTTOM);
    else
        fprintf(out, "<path class=\"%s\" d=\"M%d %.1fH%d\"/>\n", kind, LEFT, at, WIDTH - RIGHT);
    if (text == NULL) return;
    if (is_x)
        fprintf(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", at,
                HEIGHT - BOTTOM + 20, text);
    else
        fprintf(out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", LEFT - 8,
                at + 4.5, text);
}

static void draw_log_ticks(FILE *out, const Axis *axis, bool is_x, AxisText named)
{
    char text[SVG_NAME];
    for (int power = (int)floor(axis->low); power <= (int)ceil(axis->high); power++) {
        for (int digit = 1; digit < 10; digit++) {
            double value = digit * pow(10, power), at = log10(value);
            if (at < axis->low - 1e-9 || at > axis->high + 1e-9) continue;
            named(value, text);
            draw_tick(out, place(axis, value), is_x, digit == 1 ? text : NULL,
                      digit == 1 ? "g" : "m");
        }
    }
}

static void draw_linear_ticks(FILE *out, const Axis *axis, bool is_x, AxisText named)
{
    char text[SVG_NAME];
    double step = step_of(axis->high);
    if (is_x && axis->high <= 12) step = 1;
    for (double value = 0; value <= axis->high + step / 1000; value += step) {
        named(value, text);
        draw_tick(out, place(axis, value), is_x, text, "g");
    }
}

static void draw_axis(FILE *out, const LineChart *chart, const Axis *axis, bool is_x)
{
    AxisText named = is_x ? chart->x_text : chart->y_text;
    if (chart->logarithmic)
        draw_log_ticks(out, axis, is_x, named);
    else
        draw_linear_ticks(out, axis, is_x, named);
    if (is_x)
        fprintf(out,
                "<path class=\"a\" d=\"M%d %dH%d\"/>\n"
                "<text class=\"n\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14,
                chart->x_title);
    else
        fprintf(out,
                "<text class=\"n\" transform=\"translate(18 %d) rotate(-90)\" "
                "text-anchor=\"middle\">%s</text>\n",
                (TOP + HEIGHT - BOTTOM) / 2, chart->y_title);
}

static void draw_series(FILE *out, const Series *series, const Axis *x, const Axis *y)
{
    fprintf(out, "<g class=\"c%d\"><path class=\"l%s\" d=\"", series->colour,
            series->dashed ? " d" : "");
    for (size_t i = 0; i < series->count; i++)
        fprintf(out, "%c%.1f %.1f", i == 0 ? 'M' : 'L', place(x, series->points[i].x),
                place(y, series->points[i].y));
    fputs("\"/>\n", out);
    for (size_t i = 0; i < series->count; i++) {
        const Point *point = &series->points[i];
        double at = place(x, point->x);
        if (series->count > POINTS_MAX / 3) break; /* many points are a line */
        fprintf(out, "<path class=\"s\" d=\"M%.1f %.1fV%.1f\"/>", at, place(y, point->low),
                place(y, point->high));
        fprintf(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.2\" class=\"f%d\"/>\n", at,
                place(y, point->y), series->colour);
    }
    fputs("</g>\n", out);
}

/* Names stand at the ends of their lines, pushed apart where these come together. */
static void draw_names(FILE *out, const LineChart *chart, const Axis *x, const Axis *y)
{
    size_t order[SERIES_MAX];
    double at[SERIES_MAX];
    for (size_t s = 0; s < chart->count; s++) {
        size_t k = s;
        at[s] = place(y, chart->series[s].points[chart->series[s].count - 1].y);
        for (; k > 0 && at[order[k - 1]] > at[s]; k--)
            order[k] = order[k - 1];
        order[k] = s;
    }
    for (size_t k = 1; k < chart->count; k++)
        if (at[order[k]] < at[order[k - 1]] + NAME_APART)
            at[order[k]] = at[order[k - 1]] + NAME_APART;
    for (size_t k = chart->count; k-- > 0;) {
        double most = k + 1 < chart->count ? at[order[k + 1]] - NAME_APART : HEIGHT - BOTTOM;
        if (at[order[k]] > most) at[order[k]] = most;
    }
    for (size_t s = 0; s < chart->count; s++) {
        const Point *last = &chart->series[s].points[chart->series[s].count - 1];
        fprintf(out,
                "<text x=\"%.1f\" y=\"%.1f\" class=\"b f%d\">%s"
                "</text>\n",
                place(x, last->x) + 11, at[s] + 4.5, chart->series[s].colour,
                chart->series[s].name);
    }
}

bool svg_lines(const LineChart *chart, const char *path)
{
    FILE *out = fopen(path, "w");
    if (out == NULL) return false;
    Axis x = axis_of(chart, true), y = axis_of(chart, false);
    begin(out, WIDTH, HEIGHT, chart->title, chart->note);
    draw_axis(out, chart, &x, true);
    draw_axis(out, chart, &y, false);
    for (size_t s = 0; s < chart->count; s++)
        draw_series(out, &chart->series[s], &x, &y);
    draw_names(out, chart, &x, &y);
    return finish(out);
}

/* --- bars --- */

static void draw_bar(FILE *out, const Bar *bar, int group, double y, double scale)
{
    double width = bar->values[group] * scale, serial = bar->serial[group] * scale;
    int colour = group == 0 ? 1 : 2;
    fprintf(out, "<rect x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" class=\"p f%d\"/>",
            BAR_LEFT, y, width, BAR, colour);
    if (serial > 0.2)
        fprintf(out, "<rect x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" class=\"f%d\"/>",
                BAR_LEFT, y, serial, BAR, colour);
    fprintf(out, "<text class=\"n\" x=\"%.1f\" y=\"%.1f\">%.0f</text>\n", BAR_LEFT + width + 6,
            y + BAR - 1.5, bar->values[group]);
}

static void draw_legend(FILE *out, const BarChart *chart)
{
    int at = BAR_LEFT;
    for (int group = 0; group < 2; group++) {
        fprintf(out,
                "<rect x=\"%d\" y=\"58\" width=\"12\" height=\"12\" class=\"p f%d\"/><text "
                "x=\"%d\" y=\"69\">%s</text>\n",
                at, group == 0 ? 1 : 2, at + 18, chart->groups[group]);
        at += 34 + 8 * (int)strlen(chart->groups[group]);
    }
    fprintf(out,
            "<rect x=\"%d\" y=\"58\" width=\"12\" height=\"12\" class=\"f0\"/>"
            "<text x=\"%d\" y=\"69\">dark: one thread alone</text>\n",
            at, at + 18);
}

static void draw_bar_scale(FILE *out, double most, double scale, int bottom)
{
    double step = step_of(most);
    for (double value = 0; value <= most; value += step) {
        double at = BAR_LEFT + value * scale;
        fprintf(out,
                "<path class=\"g\" d=\"M%.1f 82V%d\"/>"
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>\n",
                at, bottom, at, bottom + 18, value);
    }
}

bool svg_bars(const BarChart *chart, const char *path)
{
    enum { FIRST = 90 };
    FILE *out = fopen(path, "w");
    int bottom = FIRST + ROW * (int)chart->count;
    double most = 1;
    if (out == NULL) return false;
    for (size_t i = 0; i < chart->count; i++)
        for (int group = 0; group < 2; group++)
            if (chart->bars[i].values[group] > most) most = chart->bars[i].values[group];
    double scale = (WIDTH - BAR_LEFT - BAR_RIGHT) / most;
    begin(out, WIDTH, bottom + 50, chart->title, chart->note);
    draw_legend(out, chart);
    draw_bar_scale(out, most, scale, bottom);
    for (size_t i = 0; i < chart->count; i++) {
        double y = FIRST + ROW * (double)i;
        fprintf(out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", BAR_LEFT - 10,
                y + BAR + 4, chart->bars[i].name);
        draw_bar(out, &chart->bars[i], 0, y, scale);
        draw_bar(out, &chart->bars[i], 1, y + BAR + 1, scale);
    }
    fprintf(out, "<text class=\"n\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
            (BAR_LEFT + WIDTH - BAR_RIGHT) / 2, bottom + 40, chart->x_title);
    return finish(out);
}
