/*
 * The basic grant over the years, for the oracle (grants.md 3): computed in its quarter and in
 * the later runs of its budget year; then only the number of persons is kept, and only what is
 * held is compared again.
 */
#include "oracle.h"

#include <string.h>

void add_count(Counts *counts, Counted row)
{
    counts->row = grow(counts->row, counts->rows, &counts->room, sizeof *counts->row);
    counts->row[counts->rows++] = row;
}

/* Before its quarter it is neither computed nor compared; a cut-off before 15 January: none. */
static bool time_to_count(const Run *run, const Rules *rules)
{
    return run->norwegian && run->quarter >= whole(rules, "basic-grant-quarter") &&
           run->cutoff >= day_of(run->year, 1, 15);
}

static bool held_from_earlier(const Run *run, const Counted *row)
{
    return run->norwegian && row->held && row->year < run->year;
}

void earn_basic(Run *run, const State *state, Lines *lines)
{
    const Rules *rules = rules_of(run, run->year);
    run->counts_now = time_to_count(run, rules);
    if (run->counts_now) count_basic(run, rules);
    for (int code = 1; code < 10000 && run->counts_now; code++)
        if (run->counted[code] > 0) add_basic(run, rules, code, run->counted[code], lines);
    for (size_t i = 0; i < state->counts.rows; i++) {
        const Counted *row = &state->counts.row[i];
        if (held_from_earlier(run, row) && rules_of(run, row->year) && row->persons > 0)
            add_basic(run, rules_of(run, row->year), row->code, row->persons, lines);
    }
}

static int code_of(const Line *line)
{
    int code = 0;
    for (const char *at = line->ident + 1; *at; at++)
        code = code * 10 + (*at - '0');
    return code;
}

bool basic_is_compared(const Run *run, const State *state, const Line *settled)
{
    if (settled->year == run->year) return run->counts_now;
    for (size_t i = 0; i < state->counts.rows; i++) {
        const Counted *row = &state->counts.row[i];
        if (row->code == code_of(settled) && row->year == settled->year)
            return held_from_earlier(run, row);
    }
    return false;
}

/* 1: one of the municipality's lines is held, and there is something that waits to be settled;
 * 0: none is; -1: it has no line. */
static int lines_held(const Lines *lines, int code, int year)
{
    int held = -1;
    for (size_t i = 0; i < lines->lines; i++) {
        const Line *line = &lines->line[i];
        if (*line->ident != 'M' || line->year != year || code_of(line) != code) continue;
        if (held < 0) held = 0;
        if (line->reason && (line->due || line->missing)) held = 1;
    }
    return held;
}

/* What this run leaves behind, if it is committed. */
void fix_counts(const Run *run, const State *state, const Lines *lines, Counts *counts)
{
    for (size_t i = 0; i < state->counts.rows; i++) {
        Counted row = state->counts.row[i];
        if (run->counts_now && row.year == run->year) continue;
        if (held_from_earlier(run, &row)) row.held = lines_held(lines, row.code, row.year) == 1;
        add_count(counts, row);
    }
    for (int code = 1; code < 10000 && run->counts_now; code++) {
        int persons = run->counted[code], held = lines_held(lines, code, run->year);
        if (persons > 0 || held >= 0)
            add_count(counts, (Counted){code, run->year, persons, held == 1});
    }
}
