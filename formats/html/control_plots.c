/* control_plots.c - municipalities against those of like size, as dot plots. control.md 1 (8).
 */
#include <stdio.h>

#include "formats/html/control_page.h"
#include "formats/html/html_page.h"
#include "formats/html/html_plot.h"

typedef struct PlotText {
    const char *what, *unit;
    ThresholdId limit;
} PlotText;

static const PlotText plot_texts[COMPARED_COUNT] = {
    {"Settled against the decided number", "permille of the decided number",
     THRESHOLD_Z_DECIDED},
    {"Single adults among the settled", "permille of the settled", THRESHOLD_Z_SINGLES},
    {"Integration grant a person", "kroner a person this year", THRESHOLD_Z_AMOUNT},
    {"Persons with FHT2", "of 100 000 persons with a grant", THRESHOLD_Z_IMPAIRED},
    {"Late registrations", "permille of the new year 1", THRESHOLD_Z_LATE},
    {"Elderly among the settled", "permille of the settled", THRESHOLD_Z_ELDERLY},
    {"Children among the settled", "permille of the settled", THRESHOLD_Z_CHILDREN},
};

/* Everything a plot needs, for one figure at a time. */
typedef struct Plot {
    MunicipalitySet set;
    PlotDot *dots;
    char (*labels)[PLACE_TEXT_SIZE];
    int64_t *scratch;
    PlotStrip strips[SIZE_CLASSES];
    char names[SIZE_CLASSES][96];
} Plot;

static void name_class(Plot *plot, int class, size_t count)
{
    static const ThresholdId limits[SIZE_CLASSES] = {
        THRESHOLD_SIZE_SECOND, THRESHOLD_SIZE_SECOND, THRESHOLD_SIZE_THIRD,
        THRESHOLD_SIZE_FOURTH};
    const int64_t *value = plot->set.thresholds->value;
    snprintf(plot->names[class], sizeof plot->names[class], "%s %lld persons: %zu %s%s",
             class == 0 ? "Fewer than" : "From", (long long)value[limits[class]], count,
             count == 1 ? "municipality" : "municipalities",
             (int64_t)count < value[THRESHOLD_SIZE_GROUP] ? ", too few to compare" : "");
}

/* The band is where the robust z-score is below the limit. */
static void measure_class(Plot *plot, const PlotText *text, PlotDot *dots, PlotStrip *strip)
{
    if (strip->count == 0) return;
    for (size_t i = 0; i < strip->count; i++)
        plot->scratch[i] = strip->dots[i].value;
    RobustCentre centre = robust_centre(plot->scratch, strip->count);
    int64_t limit = plot->set.thresholds->value[text->limit];
    int64_t minimum = plot->set.thresholds->value[THRESHOLD_SIZE_GROUP];
    strip->has_median = true;
    strip->median = strip->low = strip->high = centre.median;
    if (centre.deviation == 0 || (int64_t)strip->count < minimum) return;
    int64_t reach = limit * 100 * centre.deviation / 6745;
    strip->low = centre.median - reach;
    strip->high = centre.median + reach;
    for (size_t i = 0; i < strip->count; i++) {
        int64_t z = robust_z_hundredths(centre, dots[i].value);
        dots[i].outside = z >= limit || z <= -limit;
    }
}

static size_t fill_class(const RunPage *page, Plot *plot, ComparedFigure figure, int class,
                         size_t used)
{
    PlotStrip *strip = &plot->strips[class];
    *strip = (PlotStrip){.name = plot->names[class], .dots = &plot->dots[used]};
    for (size_t i = 0; i < plot->set.count; i++) {
        const MunicipalityFigures *item = &plot->set.items[i];
        int64_t value;
        if (size_class(&plot->set, item) != class) continue;
        if (!compared_value(&plot->set, figure, item, &value)) continue;
        size_t at = used + strip->count++;
        run_page_place(page, item->code, plot->labels[at]);
        plot->dots[at] = (PlotDot){value, plot->labels[at], false};
    }
    name_class(plot, class, strip->count);
    measure_class(plot, &plot_texts[figure], &plot->dots[used], strip);
    return strip->count;
}

static void show_plot(const RunPage *page, Plot *plot, ComparedFigure figure)
{
    char title[128];
    size_t used = 0;
    if (plot->set.thresholds->missing[compared_control(figure)]) return;
    if (plot->set.thresholds->missing[703]) return;
    for (int class = 0; class < SIZE_CLASSES; class ++)
        used += fill_class(page, plot, figure, class, used);
    if (used == 0) return;
    snprintf(title, sizeof title, "%s (R%d)", plot_texts[figure].what,
             compared_control(figure));
    text_buffer_text(page->out, "<h3>");
    html_text(page->out, title);
    text_buffer_text(page->out, "</h3>\n");
    html_plot(page->out, title, plot_texts[figure].unit, plot->strips, SIZE_CLASSES);
}

static void free_plot(Plot *plot)
{
    system_free(plot->dots);
    system_free(plot->labels);
    system_free(plot->scratch);
}
CLEANUP_VALUE(Plot, free_plot)

Status control_page_plots(const ControlPage *page, Failure *failure)
{
    CLEANUP(free_plot) Plot plot = {.set = page->figures};
    size_t count = page->figures.count + 1;
    plot.dots = system_allocate_zeroed(count, sizeof *plot.dots);
    plot.labels = system_allocate_zeroed(count, sizeof *plot.labels);
    plot.scratch = system_allocate_zeroed(count, sizeof *plot.scratch);
    if (plot.dots == NULL || plot.labels == NULL || plot.scratch == NULL)
        return failure_set(failure, STATUS_MEMORY, "report", NULL);
    html_heading(page->page.out, "Municipalities against others of like size");
    html_paragraph(page->page.out,
                   "One dot is one municipality with persons enough; the line is the "
                   "median, the band what is usual (robust z-score below the limit). What "
                   "is outside the band is red and named. The size is the number of "
                   "persons with an integration grant.");
    for (int figure = 0; figure < COMPARED_COUNT; figure++)
        show_plot(&page->page, &plot, (ComparedFigure)figure);
    return STATUS_OK;
}
