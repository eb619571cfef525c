/*
 * bench_svg.h - charts as SVG: lines over a linear or logarithmic plane, and bars. Colours
 * follow the reader's light or dark scheme; nothing is loaded from anywhere.
 */
#ifndef TILSKUDD_BENCH_SVG_H
#define TILSKUDD_BENCH_SVG_H

#include <stdbool.h>
#include <stddef.h>

enum { SERIES_MAX = 8, POINTS_MAX = 64, BARS_MAX = 24, SVG_NAME = 48 };

typedef struct Point {
    double x, y, low, high; /* the spread; the same as y: none is drawn */
} Point;

typedef struct Series {
    char name[SVG_NAME];
    Point points[POINTS_MAX];
    size_t count;
    int colour;  /* 0 to 7; the same thing has the same in every chart */
    bool dashed; /* what others are measured against */
} Series;

/* What a number on an axis is called: "10 ms", "1 million". */
typedef void (*AxisText)(double value, char text[SVG_NAME]);

typedef struct LineChart {
    const char *title, *note;
    const char *x_title, *y_title;
    AxisText x_text, y_text;
    bool logarithmic;
    Series series[SERIES_MAX];
    size_t count;
} LineChart;

typedef struct Bar {
    char name[SVG_NAME];
    double values[2]; /* of the first and of the second group */
    double serial[2]; /* the part of it that is drawn darker */
} Bar;

typedef struct BarChart {
    const char *title, *note, *x_title;
    const char *groups[2];
    Bar bars[BARS_MAX];
    size_t count;
} BarChart;

/* False when the file cannot be written. */
bool svg_lines(const LineChart *chart, const char *path);
bool svg_bars(const BarChart *chart, const char *path);

#endif
