#include "rules/forecast/forecast_lines.h"

#include <string.h>

#include "rules/controls/finding.h"

bool forecast_line_of(const DecisionLine *line, int quarter, ForecastLine *out)
{
    bool unknown = line->status == DECISION_HELD && line->rate_missing;
    if (!line->first || line->status == DECISION_ZERO) return false;
    if (line->due == 0 && !unknown) return false;
    *out = (ForecastLine){.line = {.subject = line->subject,
                                   .amount = line->due,
                                   .budget_year = line->budget_year,
                                   .municipality = line->municipality,
                                   .code = line->code},
                          .control = line->status == DECISION_HELD ? line->control : 0,
                          .quarter = (uint8_t)quarter,
                          .unknown = unknown && line->due == 0};
    return true;
}

int forecast_line_compare(const void *left, const void *right)
{
    const ForecastLine *a = left, *b = right;
    int order = settled_compare(&a->line, &b->line);
    return order != 0 ? order : (a->quarter > b->quarter) - (a->quarter < b->quarter);
}

size_t forecast_lines_settle(const ForecastLine *lines, size_t count, SettledLine *to)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (lines[i].control == 0) to[kept++] = lines[i].line;
    return kept;
}

int forecast_line_lacks(const ForecastLine *line)
{
    if (line->control != CONTROL_RATE_MISSING) return -1;
    return line->line.code == GRANT_FHT2 ? (int)RATE_FHT2_MAX : (int)line->line.code;
}

/* Where a control stands in the list, made when it is new. */
static ForecastHeld *held_of(ForecastHeld *held, size_t *count, uint16_t control)
{
    size_t at = 0;
    while (at < *count && held[at].control < control)
        at++;
    if (at < *count && held[at].control == control) return &held[at];
    INVARIANT(*count < FORECAST_HELD_MAX);
    memmove(&held[at + 1], &held[at], (*count - at) * sizeof *held);
    held[at] = (ForecastHeld){.control = control};
    (*count)++;
    return &held[at];
}

/* Whether an earlier line of the same subject is held by the same control in the same quarter.
 */
static bool counted_before(const ForecastLine *lines, size_t index)
{
    const ForecastLine *line = &lines[index];
    for (size_t i = index; i > 0 && lines[i - 1].line.subject == line->line.subject; i--)
        if (lines[i - 1].control == line->control && lines[i - 1].quarter == line->quarter)
            return true;
    return false;
}

size_t forecast_held_of(const ForecastLine *lines, size_t count,
                        ForecastHeld held[FORECAST_HELD_MAX])
{
    size_t controls = 0;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].control == 0) continue;
        ForecastHeld *of = held_of(held, &controls, lines[i].control);
        int quarter = lines[i].quarter;
        of->amount[quarter] = ore_add(of->amount[quarter], lines[i].line.amount);
        of->subjects[quarter] += !counted_before(lines, i);
        of->unknown[quarter] += lines[i].unknown;
    }
    return controls;
}
