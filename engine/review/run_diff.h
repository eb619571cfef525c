/*
 * run_diff.h - parts of run_diff (run_report.h). Internal to it. One thread.
 */
#ifndef TILSKUDD_ENGINE_RUN_DIFF_H
#define TILSKUDD_ENGINE_RUN_DIFF_H

#include "engine/review/run_report.h"

/* What a filter lets through. */
bool diff_wants_municipality(const DiffFilter *filter, MunicipalityCode code);
bool diff_is_far_apart(const DiffFilter *filter, Ore a, Ore b);

/* Every decision line that is another, as words and (unless NULL) as data; adds how many there
 * are, and are left out by the filter. Failures of reading, MEMORY. */
MUST_USE Status run_diff_lines(const RunFolder *left, const RunFolder *right,
                               const DiffFilter *filter, TextBuffer *out, JsonWriter *json,
                               uint64_t *count, uint64_t *left_out, Failure *failure);

#endif
