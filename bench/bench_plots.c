/* bench_plots.c - which figures stand in which chart. */
#include "bench/bench_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench_svg.h"

static void seconds_text(double value, char text[SVG_NAME])
{
    if (value <= 0)
        snprintf(text, SVG_NAME, "0");
    else if (value < 0.9995)
        snprintf(text, SVG_NAME, "%.4g ms", value * 1000);
    else
        snprintf(text, SVG_NAME, "%.4g s", value);
}

static void persons_text(double value, char text[SVG_NAME])
{
    if (value >= 999999.5)
        snprintf(text, SVG_NAME, "%.4g million", value / 1e6);
    else if (value >= 999.5)
        snprintf(text, SVG_NAME, "%.4g 000", value / 1000);
    else
        snprintf(text, SVG_NAME, "%.4g", value);
}

static void bytes_text(double value, char text[SVG_NAME])
{
    if (value >= 999.5)
        snprintf(text, SVG_NAME, "%.4g GB", value / 1000);
    else
        snprintf(text, SVG_NAME, "%.4g MB", value);
}

static void years_text(double value, char text[SVG_NAME])
{
    snprintf(text, SVG_NAME, "%.4g", value);
}

static int fewer_persons(const void *left, const void *right)
{
    const WorldResult *const *a = left, *const *b = right;
    return ((*a)->persons > (*b)->persons) - ((*a)->persons < (*b)->persons);
}

/* Those as one file, by size. */
static size_t worlds_in_order(const Results *results, const WorldResult *worlds[WORLDS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < results->world_count; i++)
        if (results->worlds[i].form == FORM_FILE) worlds[count++] = &results->worlds[i];
    qsort(worlds, count, sizeof worlds[0], fewer_persons);
    return count;
}

static void add_series(LineChart *chart, const char *name, int colour, bool dashed)
{
    Series *series = &chart->series[chart->count++];
    *series = (Series){.colour = colour, .dashed = dashed};
    snprintf(series->name, sizeof series->name, "%s", name);
}

static void add_point(LineChart *chart, double x, const Samples *samples, double scale)
{
    Series *series = &chart->series[chart->count - 1];
    if (samples->count == 0 || series->count == POINTS_MAX) return;
    series->points[series->count++] =
        (Point){x, samples_median(samples) * scale, samples_low(samples) * scale,
                samples_high(samples) * scale};
}

/* A line needs something at its ends. */
static void drop_empty(LineChart *chart)
{
    if (chart->series[chart->count - 1].count == 0) chart->count--;
}

static const WorkKind shown[] = {WORK_FLOOR_2, WORK_RUN_2,  WORK_APPROVE,
                                 WORK_CHECK,   WORK_VERIFY, WORK_RUN_PACKED};
enum { SHOWN = sizeof shown / sizeof shown[0] };

static bool plot_time(const Results *results, const char *path)
{
    const WorldResult *worlds[WORLDS_MAX];
    size_t count = worlds_in_order(results, worlds);
    LineChart chart = {.title = "Time against persons",
                       .note = "two threads, three quarters in the ledger; points are medians, "
                               "strokes the spread; floor: the bare parse of the same bytes",
                       .x_title = "persons in the register",
                       .y_title = "wall time",
                       .x_text = persons_text,
                       .y_text = seconds_text,
                       .logarithmic = true};
    for (size_t k = 0; k < SHOWN; k++) {
        add_series(&chart, work_text(shown[k]), (int)k, shown[k] == WORK_FLOOR_2);
        for (size_t i = 0; i < count; i++)
            add_point(&chart, worlds[i]->people, &worlds[i]->costs[shown[k]].wall, 1);
        drop_empty(&chart);
    }
    return count == 0 || svg_lines(&chart, path);
}

static bool plot_memory(const Results *results, const char *path)
{
    static const double MEGABYTES = 1024 / 1e6;
    const WorldResult *worlds[WORLDS_MAX];
    size_t count = worlds_in_order(results, worlds);
    LineChart chart = {.title = "Memory against persons",
                       .note = "peak of resident memory, two threads, three quarters in the "
                               "ledger; dashed: 120 bytes a person",
                       .x_title = "persons in the register",
                       .y_title = "peak memory",
                       .x_text = persons_text,
                       .y_text = bytes_text,
                       .logarithmic = true};
    add_series(&chart, "120 bytes each", 0, true);
    for (size_t i = 0; i < count; i++) {
        Samples limit = {0};
        samples_add(&limit, 120 * worlds[i]->people / 1e6);
        if (worlds[i]->persons >= 10000) add_point(&chart, worlds[i]->people, &limit, 1);
    }
    drop_empty(&chart);
    for (size_t k = 1; k < SHOWN; k++) {
        add_series(&chart, work_text(shown[k]), (int)k, false);
        for (size_t i = 0; i < count; i++)
            add_point(&chart, worlds[i]->people, &worlds[i]->costs[shown[k]].peak_kib,
                      MEGABYTES);
        drop_empty(&chart);
    }
    return count == 0 || svg_lines(&chart, path);
}

static bool plot_stages(const Results *results, const char *path)
{
    const WorldResult *world = results_of(results, 1000000);
    char note[BENCH_TEXT], persons[SVG_NAME];
    if (world == NULL) world = results_largest(results);
    if (world == NULL) return true;
    persons_text((double)world->persons, persons);
    snprintf(note, sizeof note,
             "%s persons, two threads, three quarters in the ledger; median "
             "of %zu",
             persons, world->stages[WORK_RUN_2].wall.count);
    BarChart chart = {.title = "Where the time of a person goes",
                      .note = note,
                      .x_title = "nanoseconds a person, of all threads together",
                      .groups = {"run", "approve"}};
    for (int s = STAGE_READ; s < STAGE_COUNT; s++) {
        Bar bar = {.values = {0}};
        for (int group = 0; group < 2; group++) {
            const StageCost *cost = &world->stages[group == 0 ? WORK_RUN_2 : WORK_APPROVE];
            double each = 1e9 / world->people;
            bar.values[group] = samples_median(&cost->all[s]) * each;
            bar.serial[group] = samples_median(&cost->serial[s]) * each;
        }
        if (s == STAGE_WAIT || (bar.values[0] < 1 && bar.values[1] < 1)) continue;
        snprintf(bar.name, sizeof bar.name, "%s", stage_text((Stage)s));
        chart.bars[chart.count++] = bar;
    }
    return chart.count == 0 || svg_bars(&chart, path);
}

static void add_quarters(LineChart *chart, const Results *results, const char *name, int which)
{
    add_series(chart, name, which + 1, false);
    for (size_t i = 0; i < results->quarter_count; i++) {
        const QuarterResult *at = &results->quarters[i];
        Samples one = {0};
        samples_add(&one, which == 0 ? at->run : which == 1 ? at->approve : at->check);
        add_point(chart, (double)(i + 1) / 4, &one, 1);
    }
}

static bool plot_years(const Results *results, const char *path)
{
    char note[BENCH_TEXT];
    if (results->quarter_count == 0) return true;
    snprintf(note, sizeof note,
             "%ld persons at first, two threads; each quarter run, approved "
             "and checked",
             results->quarter_persons);
    LineChart chart = {.title = "Time against years of a ledger",
                       .note = note,
                       .x_title = "years in the ledger",
                       .y_title = "wall time",
                       .x_text = years_text,
                       .y_text = seconds_text};
    add_quarters(&chart, results, "run", 0);
    add_quarters(&chart, results, "approve", 1);
    add_quarters(&chart, results, "ledger check", 2);
    return svg_lines(&chart, path);
}

bool report_plots(const Results *results, const char *folder)
{
    static const struct {
        const char *name;
        bool (*plot)(const Results *results, const char *path);
    } plots[] = {{"time-persons.svg", plot_time},
                 {"memory-persons.svg", plot_memory},
                 {"stages.svg", plot_stages},
                 {"time-years.svg", plot_years}};
    for (size_t i = 0; i < sizeof plots / sizeof plots[0]; i++) {
        char path[BENCH_PATH];
        snprintf(path, sizeof path, "%s/%s", folder, plots[i].name);
        if (!plots[i].plot(results, path)) return false;
    }
    return true;
}
