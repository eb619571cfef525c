/*
 * html_plot.h - a dot plot as inline SVG: one strip for each group, one dot for each value, the
 * median, and what is beyond the limits named. Whole numbers only; one thread a buffer.
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

#endif
