/*
 * html_plot.h - plots as inline SVG. A dot plot: one strip for each group, one dot for each
 * value, the median, and what is beyond the limits named; and bars. Whole numbers only; one
 * thread a buffer.
 */
#ifndef TILSKUDD_FORMATS_HTML_PLOT_H
#define TILSKUDD_FORMATS_HTML_PLOT_H

#include "formats/html/html_page.h"

typedef struct PlotDot {
    int64_t value;
    const char *label; /* what the dot is; escaped here */
    bool outside;      /* drawn large, with its label beside it */
} PlotDot;

typedef struct PlotStrip {
    const char *name;
    const PlotDot *dots;
    size_t count;
    int64_t median, low, high; /* the usual range, drawn as a band */
    bool has_median;
} PlotStrip;

/* `what` says in words what is plotted, for those who do not see it; `unit` stands at the
 * axis. Nothing is drawn when there is no dot. */
void html_plot(TextBuffer *out, const char *what, const char *unit, const PlotStrip *strips,
               size_t count);

/* A bar for each quarter or the like. */
typedef struct PlotBar {
    const char *label; /* at its left; at most 12 letters */
    const char *shown; /* its value in words, at its right */
    int64_t value;     /* of either sign */
    bool now;          /* drawn dark */
} PlotBar;
/* Bars below each other on a scale of their own that has 0; `what` says in words what they
 * show. Nothing is drawn when all are 0. */
void html_bars(TextBuffer *out, const char *what, const PlotBar *bars, size_t count);

#endif
