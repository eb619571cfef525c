/*
 * forecast_lines.h - what the quarters of a year decide, one line for each subject, code,
 * budget year and municipality of which anything is due or held. cli.md.
 *
 * Plain data, pure functions; any thread.
 */
#ifndef TILSKUDD_RULES_FORECAST_LINES_H
#define TILSKUDD_RULES_FORECAST_LINES_H

#include "rules/settlement/lines.h"

typedef struct ForecastLine {
    SettledLine line; /* the amount is what is due: paid in the quarter, or held in it */
    uint16_t control; /* that holds it; 0: it is paid */
    uint8_t quarter;
    bool unknown; /* held, and nobody knows the amount */
} ForecastLine;

/* A line of decisions as one of these; false for what is neither paid nor held, and for a line
 * that is not the first of its key. */
bool forecast_line_of(const DecisionLine *line, int quarter, ForecastLine *out);
/* Order by subject, code, budget year, municipality, quarter. For qsort. */
int forecast_line_compare(const void *left, const void *right);
/* What is paid becomes settled lines: appended to `to`, which has room; gives how many. */
size_t forecast_lines_settle(const ForecastLine *lines, size_t count, SettledLine *to);

/* The rate for want of which a line is held (a RateCode); -1: it is not. Of FHT2 it is the
 * ceiling. */
int forecast_line_lacks(const ForecastLine *line);

/* What one control holds in each quarter, [1] to [4]. What is held in one quarter is held again
 * in the next until somebody corrects it: quarters are not to be added up. */
enum { FORECAST_QUARTERS = 5, FORECAST_HELD_MAX = 256 };
typedef struct ForecastHeld {
    uint16_t control;
    Ore amount[FORECAST_QUARTERS];
    int64_t subjects[FORECAST_QUARTERS];
    int64_t unknown[FORECAST_QUARTERS]; /* lines at amounts nobody knows: in no amount */
} ForecastHeld;
/* By control, ascending, of sorted lines; gives how many. */
size_t forecast_held_of(const ForecastLine *lines, size_t count,
                        ForecastHeld held[FORECAST_HELD_MAX]);

#endif
