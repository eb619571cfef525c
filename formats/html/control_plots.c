/* control_plots.c - municipalities against those of like size, as dot plots. control.md 1 (8).
 */
#include <stdio.h>

#include "formats/base/translate.h"
#include "formats/html/control_parts.h"
#include "formats/html/html_plot.h"
#include "rules/base/money_text.h"

typedef struct PlotText {
    ControlText what, unit;
    ThresholdId limit;
} PlotText;

static const PlotText plot_texts[COMPARED_COUNT] = {
    {CONTROL_TEXT_PLOT_DECIDED, CONTROL_TEXT_UNIT_DECIDED, THRESHOLD_Z_DECIDED},
    {CONTROL_TEXT_PLOT_SINGLES, CONTROL_TEXT_UNIT_SETTLED, THRESHOLD_Z_SINGLES},
    {CONTROL_TEXT_PLOT_AMOUNT, CONTROL_TEXT_UNIT_KRONER, THRESHOLD_Z_AMOUNT},
    {CONTROL_TEXT_PLOT_IMPAIRED, CONTROL_TEXT_UNIT_IMPAIRED, THRESHOLD_Z_IMPAIRED},
    {CONTROL_TEXT_PLOT_LATE, CONTROL_TEXT_UNIT_LATE, THRESHOLD_Z_LATE},
    {CONTROL_TEXT_PLOT_ELDERLY, CONTROL_TEXT_UNIT_SETTLED, THRESHOLD_Z_ELDERLY},
    {CONTROL_TEXT_PLOT_CHILDREN, CONTROL_TEXT_UNIT_SETTLED, THRESHOLD_Z_CHILDREN},
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

static void name_class(const ControlPage *page, Plot *plot, int class, size_t count)
{
    static const ThresholdId limits[SIZE_CLASSES] = {
        THRESHOLD_SIZE_SECOND, THRESHOLD_SIZE_SECOND, THRESHOLD_SIZE_THIRD,
        THRESHOLD_SIZE_FOURTH};
    const int64_t *value = plot->set.thresholds->value;
    bool few = (int64_t)count < value[THRESHOLD_SIZE_GROUP];
    snprintf(plot->names[class], sizeof plot->names[class], WORDS(page, CLASS),
             class == 0 ? WORDS(page, FEWER) : WORDS(page, FROM),
             count_text((uint64_t)value[limits[class]]).text, count_text(count).text,
             count == 1 ? WORDS(page, ONE_PLACE) : WORDS(page, SOME_PLACES),
             few ? WORDS(page, TOO_FEW) : "");
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

static size_t fill_class(const ControlPage *page, Plot *plot, ComparedFigure figure, int class,
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
        run_page_place(&page->page, item->code, plot->labels[at]);
        plot->dots[at] = (PlotDot){value, plot->labels[at], false};
    }
    name_class(page, plot, class, strip->count);
    measure_class(plot, &plot_texts[figure], &plot->dots[used], strip);
    return strip->count;
}

/* All that is outside, by name: whoever does not see the figure reads it. */
static void show_outside(const ControlPage *page, const Plot *plot, size_t used)
{
    TextBuffer *out = page->page.out;
    size_t count = 0;
    for (size_t i = 0; i < used; i++) {
        if (!plot->dots[i].outside) continue;
        html_text(out, count++ == 0 ? WORDS(page, OUTSIDE) : ", ");
        html_text(out, plot->dots[i].label);
        text_buffer_text(out, " (");
        html_text(out, whole_kroner_text((Kroner)plot->dots[i].value).text);
        text_buffer_char(out, ')');
    }
    if (count > 0)
        text_buffer_char(out, '.');
    else
        html_text(out, WORDS(page, NONE_OUTSIDE));
}

static bool show_plot(const ControlPage *page, Plot *plot, ComparedFigure figure, int number)
{
    const PlotText *text = &plot_texts[figure];
    TextBuffer *out = page->page.out;
    char title[256];
    size_t used = 0;
    if (plot->set.thresholds->missing[compared_control(figure)]) return false;
    if (plot->set.thresholds->missing[703]) return false;
    for (int class = 0; class < SIZE_CLASSES; class ++)
        used += fill_class(page, plot, figure, class, used);
    if (used == 0) return false;
    snprintf(title, sizeof title, WORDS(page, FIGURE), number,
             control_words(page->english, text->what), compared_control(figure),
             control_words(page->english, text->unit));
    text_buffer_format(out, "<figure aria-labelledby=\"figure-%d\">\n", number);
    html_plot(out, title, control_words(page->english, text->unit), plot->strips, SIZE_CLASSES);
    text_buffer_format(out, "<figcaption id=\"figure-%d\"><b>", number);
    html_text(out, title);
    text_buffer_text(out, ".</b> ");
    show_outside(page, plot, used);
    text_buffer_text(out, "</figcaption></figure>\n");
    return true;
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
        return failure_set(failure, STATUS_MEMORY, _("report"), NULL);
    control_section(page, "plots", CONTROL_TEXT_PLOTS);
    control_sentence(page, CONTROL_TEXT_PLOTS_WORDS);
    int shown = 0;
    text_buffer_text(page->page.out, "<div class=\"figures\">\n");
    for (int figure = 0; figure < COMPARED_COUNT; figure++)
        shown += show_plot(page, &plot, (ComparedFigure)figure, shown + 1);
    text_buffer_text(page->page.out, "</div>\n");
    if (shown == 0) control_sentence(page, CONTROL_TEXT_NO_PLOT);
    return STATUS_OK;
}
