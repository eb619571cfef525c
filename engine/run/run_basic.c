/* run_basic.c - the basic grant's counts: known, compared, fixed. grants.md 3 (Basic grant). */
#include "engine/run/run_basic.h"

#include <stdio.h>
#include <string.h>

static const RunYear *own_year(const Run *run)
{
    return &run->years[run->year_count - 1];
}

bool run_basic_is_computed(const Run *run)
{
    return (run->options.schemes & SCHEME_NORWEGIAN) &&
           basic_grant_is_computed(&own_year(run)->context);
}

/* First of the ledger's rows, sorted by code and year, that is not before the code. */
static size_t first_row(const Run *run, MunicipalityCode code)
{
    size_t low = 0, high = run->basic_known_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (run->basic_known[middle].municipality < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const BasicCount *run_basic_known(const Run *run, MunicipalityCode code, size_t *count)
{
    size_t begin = first_row(run, code), end = begin;
    while (end < run->basic_known_count && run->basic_known[end].municipality == code)
        end++;
    *count = end - begin;
    return end > begin ? &run->basic_known[begin] : NULL;
}

/* Years longer ago than a run can look back at all are given up. */
bool run_basic_is_pending(const Run *run, const BasicCount *row)
{
    return row->held && (run->options.schemes & SCHEME_NORWEGIAN) &&
           row->budget_year < run->options.year &&
           row->budget_year > run->options.year - RUN_YEARS_MAX;
}

bool run_basic_needs_year(const Run *run, int budget_year)
{
    for (size_t i = 0; i < run->basic_known_count; i++) {
        const BasicCount *row = &run->basic_known[i];
        if (row->budget_year == budget_year && run_basic_is_pending(run, row)) return true;
    }
    return false;
}

bool run_basic_compares(const Run *run, MunicipalityCode code, int budget_year)
{
    size_t count;
    if (budget_year == run->options.year) return run_basic_is_computed(run);
    const BasicCount *rows = run_basic_known(run, code, &count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].budget_year == budget_year) return run_basic_is_pending(run, &rows[i]);
    }
    return false;
}

size_t run_basic_lines(const Run *run, MunicipalityCode code, const SettledLine **first)
{
    const SettledLine *lines = run->basic_prior;
    Subject subject = subject_of_municipality(code);
    size_t low = 0, high = run->basic_prior_count, count = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (lines[middle].subject < subject) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    while (low + count < run->basic_prior_count && lines[low + count].subject == subject)
        count++;
    *first = count > 0 ? &lines[low] : NULL;
    return count;
}

bool run_basic_concerns(const Run *run, MunicipalityCode code)
{
    const SettledLine *lines;
    size_t count;
    if (run->basic_counts[code] > 0) return true;
    const BasicCount *rows = run_basic_known(run, code, &count);
    for (size_t i = 0; i < count; i++) {
        if (run_basic_compares(run, code, rows[i].budget_year)) return true;
    }
    count = run_basic_lines(run, code, &lines);
    for (size_t i = 0; i < count; i++) {
        if (run_basic_compares(run, code, lines[i].budget_year)) return true;
    }
    return false;
}

bool basic_line_is_held(const DecisionLine *line)
{
    char missing[DECISION_WORD_SIZE];
    snprintf(missing, sizeof missing, "R%d", CONTROL_RATE_MISSING);
    return line->status == DECISION_HELD && line->first &&
           (line->due != 0 || strcmp(line->reason, missing) == 0);
}

static bool any_held(const DecideWorkspace *work, int budget_year)
{
    for (size_t i = 0; i < work->line_count; i++) {
        const DecisionLine *line = &work->lines[i];
        if (line->budget_year == budget_year && basic_line_is_held(line)) return true;
    }
    return false;
}

static Status append_row(Run *run, BasicCount row, const DecideWorkspace *work,
                         Failure *failure)
{
    TRY(system_grow(&run->basic_fixed, &run->basic_fixed_capacity, run->basic_fixed_count + 1,
                    sizeof *run->basic_fixed, failure));
    row.held = any_held(work, row.budget_year);
    run->basic_fixed[run->basic_fixed_count++] = row;
    return STATUS_OK;
}

/* Also a code that counts nobody any more: what an earlier run of the year said of it holds no
 * longer. */
Status run_basic_note(Run *run, MunicipalityCode code, const DecideWorkspace *work,
                      Failure *failure)
{
    size_t count;
    const BasicCount *rows = run_basic_known(run, code, &count);
    for (size_t i = 0; i < count; i++) {
        if (run_basic_is_pending(run, &rows[i])) TRY(append_row(run, rows[i], work, failure));
    }
    if (!run_basic_is_computed(run)) return STATUS_OK;
    BasicCount own = {.municipality = code,
                      .budget_year = (int16_t)run->options.year,
                      .persons = run->basic_counts[code]};
    return append_row(run, own, work, failure);
}
