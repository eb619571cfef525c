/* html_plot.c - dot plots and bars. Coordinates are whole units of a 360 unit wide picture, so
 * that text is readable where the picture is as narrow as a phone. */
#include "formats/html/html_plot.h"

#include <stdio.h>

enum {
    WIDTH = 360,
    LEFT = 12,
    RIGHT = 348,
    STRIP = 66,
    MIDDLE = 49, /* of the dots, from the strip's top */
    AXIS = 34,
    JITTER = 9,
    JITTER_STEP = 5,
    LANES = 2, /* of names, between the strip's own and the dots */
    LANE = 9,
    NAMES_FROM = 23,
    LETTER_TENTHS = 52, /* width of a letter of a name */
    GAP = 6
};

typedef struct Scale {
    int64_t low, high;
} Scale;

static void widen(Scale *scale, int64_t value)
{
    if (value < scale->low) scale->low = value;
    if (value > scale->high) scale->high = value;
}

static bool scale_of(const PlotStrip *strips, size_t count, Scale *scale)
{
    bool any = false;
    for (size_t s = 0; s < count; s++) {
        for (size_t i = 0; i < strips[s].count; i++) {
            int64_t value = strips[s].dots[i].value;
            if (!any) *scale = (Scale){value, value};
            any = true;
            widen(scale, value);
        }
    }
    if (any && scale->low == scale->high) scale->high = scale->low + 1;
    return any;
}

static int position_of(const Scale *scale, int64_t value)
{
    if (value < scale->low) value = scale->low;
    if (value > scale->high) value = scale->high;
    /* In thousandths first: values can be kroner of a whole country. */
    int64_t range = scale->high - scale->low;
    int64_t step = range / 100000 + 1;
    return LEFT + (int)((value - scale->low) / step * (RIGHT - LEFT) / (range / step + 1));
}

/* "122 294": in groups of three. */
static void grouped(TextBuffer *out, int64_t value)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%lld", (long long)value);
    for (int i = 0; i < length; i++) {
        bool begins = i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-';
        if (begins) text_buffer_char(out, ' ');
        text_buffer_char(out, digits[i]);
    }
}

static void draw_dot(TextBuffer *out, const Scale *scale, const PlotDot *dot, int y)
{
    int x = position_of(scale, dot->value);
    text_buffer_format(out, "<circle cx=\"%d\" cy=\"%d\" r=\"%s\" fill=\"%s\"%s><title>", x, y,
                       dot->outside ? "4" : "2.5", dot->outside ? "#b3001b" : "#00429d",
                       dot->outside ? "" : " fill-opacity=\".55\"");
    html_text(out, dot->label);
    text_buffer_text(out, ": ");
    grouped(out, dot->value);
    text_buffer_text(out, "</title></circle>\n");
}

/* How far each lane of names above the dots is filled. */
typedef struct Lanes {
    int right[LANES];
} Lanes;

static int characters(const char *text)
{
    int count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

/* A name stands above its dot in the first lane where nothing is in its way, or nowhere: names
 * that lie over each other are read by nobody, and the caption has them all. */
static void draw_name(TextBuffer *out, const Scale *scale, const PlotDot *dot, int top,
                      Lanes *lanes)
{
    int width = characters(dot->label) * LETTER_TENTHS / 10, x = position_of(scale, dot->value);
    int left = x - width / 2, lane = 0;
    if (left < LEFT) left = LEFT;
    if (left + width > RIGHT) left = RIGHT - width;
    if (left < LEFT) return;
    while (lane < LANES && lanes->right[lane] > left)
        lane++;
    if (lane == LANES) return;
    lanes->right[lane] = left + width + GAP;
    text_buffer_format(out, "<text x=\"%d\" y=\"%d\" fill=\"#b3001b\" font-size=\"9\">", left,
                       top + NAMES_FROM + lane * LANE);
    html_text(out, dot->label);
    text_buffer_text(out, "</text>\n");
}

/* The dot outside that comes next after `last` from the left, or the count. */
static size_t next_outside(const PlotStrip *strip, size_t last)
{
    size_t best = strip->count;
    for (size_t i = 0; i < strip->count; i++) {
        const PlotDot *dot = &strip->dots[i];
        if (!dot->outside) continue;
        bool after = last == strip->count || dot->value > strip->dots[last].value ||
                     (dot->value == strip->dots[last].value && i > last);
        if (after && (best == strip->count || dot->value < strip->dots[best].value)) best = i;
    }
    return best;
}

static void draw_names(TextBuffer *out, const Scale *scale, const PlotStrip *strip, int top)
{
    Lanes lanes = {{0}};
    for (size_t i = next_outside(strip, strip->count); i < strip->count;
         i = next_outside(strip, i))
        draw_name(out, scale, &strip->dots[i], top, &lanes);
}

static void draw_strip(TextBuffer *out, const Scale *scale, const PlotStrip *strip, int top)
{
    int middle = top + MIDDLE;
    text_buffer_format(out, "<text x=\"%d\" y=\"%d\" fill=\"#1b1b1b\">", LEFT, top + 12);
    html_text(out, strip->name);
    text_buffer_text(out, "</text>\n");
    if (strip->has_median) {
        int from = position_of(scale, strip->low), to = position_of(scale, strip->high);
        text_buffer_format(out,
                           "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"28\" "
                           "fill=\"#dfe8f5\"/>\n",
                           from, middle - 14, to > from ? to - from : 1);
        int x = position_of(scale, strip->median);
        text_buffer_format(out,
                           "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#1b1b1b\" "
                           "stroke-width=\"1.5\"/>\n",
                           x, x, middle - 14, middle + 14);
    }
    for (size_t i = 0; i < strip->count; i++) {
        /* Spread by place in the list, so that equal values do not hide each other. */
        int offset = (int)((i * JITTER_STEP) % (2 * JITTER + 1)) - JITTER;
        draw_dot(out, scale, &strip->dots[i], middle + offset);
    }
    draw_names(out, scale, strip, top);
}

static void draw_axis(TextBuffer *out, const Scale *scale, const char *unit, int top)
{
    text_buffer_format(out,
                       "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#6b7280\"/>\n",
                       LEFT, RIGHT, top, top);
    text_buffer_format(out, "<text x=\"%d\" y=\"%d\" fill=\"#4a4a4a\">", LEFT, top + 14);
    grouped(out, scale->low);
    text_buffer_format(out, "</text>\n<text x=\"%d\" y=\"%d\" text-anchor=\"end\" ", RIGHT,
                       top + 14);
    text_buffer_text(out, "fill=\"#4a4a4a\">");
    grouped(out, scale->high);
    text_buffer_text(out, "</text>\n");
    text_buffer_format(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#4a4a4a\">",
                       WIDTH / 2, top + 28);
    html_text(out, unit);
    text_buffer_text(out, "</text>\n");
}

void html_plot(TextBuffer *out, const char *what, const char *unit, const PlotStrip *strips,
               size_t count)
{
    Scale scale;
    if (!scale_of(strips, count, &scale)) return;
    int top = 0, shown = 0;
    for (size_t s = 0; s < count; s++)
        shown += strips[s].count > 0;
    text_buffer_format(out,
                       "<svg viewBox=\"0 0 %d %d\" role=\"img\" font-size=\"11\" aria-label=\"",
                       WIDTH, shown * STRIP + AXIS);
    html_text(out, what);
    text_buffer_text(out, "\">\n");
    for (size_t s = 0; s < count; s++) {
        if (strips[s].count == 0) continue;
        draw_strip(out, &scale, &strips[s], top);
        top += STRIP;
    }
    draw_axis(out, &scale, unit, top + 2);
    text_buffer_text(out, "</svg>\n");
}

/* --- bars --- */

enum { BARS_LEFT = 84, BARS_RIGHT = 256, BAR_STEP = 17, BAR_HEIGHT = 11 };

static Scale scale_of_bars(const PlotBar *bars, size_t count)
{
    Scale scale = {0, 0};
    for (size_t i = 0; i < count; i++)
        widen(&scale, bars[i].value);
    return scale;
}

static int bar_position(const Scale *scale, int64_t value)
{
    int64_t step = (scale->high - scale->low) / 100000 + 1;
    return BARS_LEFT + (int)((value - scale->low) / step * (BARS_RIGHT - BARS_LEFT) /
                             ((scale->high - scale->low) / step + 1));
}

static void draw_bar(TextBuffer *out, const Scale *scale, const PlotBar *bar, int top)
{
    int zero = bar_position(scale, 0), end = bar_position(scale, bar->value);
    int from = end < zero ? end : zero, to = end < zero ? zero : end;
    text_buffer_format(out, "<text x=\"0\" y=\"%d\" fill=\"#1b1b1b\"%s>", top + BAR_HEIGHT - 1,
                       bar->now ? " font-weight=\"600\"" : "");
    html_text(out, bar->label);
    text_buffer_format(out,
                       "</text>\n<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
                       "fill=\"%s\"/>\n<text x=\"%d\" y=\"%d\" fill=\"#1b1b1b\"%s>",
                       from, top, to > from ? to - from : 1, BAR_HEIGHT,
                       bar->now ? "#00429d" : "#93a9cf", to + 4, top + BAR_HEIGHT - 1,
                       bar->now ? " font-weight=\"600\"" : "");
    html_unbroken(out, bar->shown);
    text_buffer_text(out, "</text>\n");
}

void html_bars(TextBuffer *out, const char *what, const PlotBar *bars, size_t count)
{
    Scale scale = scale_of_bars(bars, count);
    if (scale.low == scale.high) return;
    text_buffer_format(out,
                       "<svg viewBox=\"0 0 %d %d\" role=\"img\" font-size=\"11\" aria-label=\"",
                       WIDTH, (int)count * BAR_STEP);
    html_text(out, what);
    text_buffer_text(out, "\">\n");
    for (size_t i = 0; i < count; i++)
        draw_bar(out, &scale, &bars[i], (int)i * BAR_STEP + 2);
    int zero = bar_position(&scale, 0);
    text_buffer_format(out,
                       "<line x1=\"%d\" x2=\"%d\" y1=\"0\" y2=\"%d\" stroke=\"#1b1b1b\"/>\n"
                       "</svg>\n",
                       zero, zero, (int)count * BAR_STEP);
}
