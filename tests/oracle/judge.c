/*
 * What holds a line, for the oracle (grants.md 4, point 4 and the split municipalities), and
 * which status it gets (payments.md 6).
 */
#include "oracle.h"

#include <string.h>

enum { VANISHED = 404, NO_RATE = 901, NO_HEIR = 902, NO_PAYEE = 903 };

static bool payee_missing(const Run *run, int code)
{
    for (int i = 0; i < run->payees; i++)
        if (run->payee[i] == code) return false;
    return run->payees_given;
}

/* A held or vanished person, a missing rate, a held municipality; 0: nothing. */
static int why_held(const Run *run, const Line *line)
{
    const Person *person = find_person(&run->people, line->ident);
    bool municipal = *line->ident == 'M';
    if (!municipal && !person) return VANISHED;
    if (!municipal && person->held) return person->reason;
    if (line->missing) return NO_RATE;
    if (line->unresolved) return line->due ? NO_HEIR : 0; /* nothing due: ZERO, not HELD */
    return payee_missing(run, line->municipality) ? NO_PAYEE : 0;
}

static bool same_grant(const Line *a, const Line *b)
{
    return strcmp(a->ident, b->ident) == 0 && strcmp(a->code, b->code) == 0 &&
           a->year == b->year;
}

static bool succeeds(const Run *run, int split, int code)
{
    const Municipality *m = municipality(run, split);
    for (int k = 0; m && k < m->successors; k++) {
        Place place = map_code(run, NULL, m->successor[k], run->cutoff);
        if (!place.ambiguous && place.code == code) return true;
    }
    return false;
}

/*
 * A line under a split code holds with it the same person's lines of that code and budget year
 * in every successor, so that nothing is paid beside it. The lines are sorted.
 */
static void hold_beside(const Run *run, Lines *lines)
{
    for (size_t i = 0; i < lines->lines; i++) {
        const Line *split = &lines->line[i];
        if (!split->unresolved || split->due == 0) continue;
        size_t first = i;
        while (first > 0 && same_grant(&lines->line[first - 1], split))
            first--;
        for (size_t k = first; k < lines->lines && same_grant(&lines->line[k], split); k++) {
            Line *beside = &lines->line[k];
            if (beside->due && succeeds(run, split->municipality, beside->municipality) &&
                (beside->reason == 0 || beside->reason > NO_HEIR))
                beside->reason = NO_HEIR;
        }
    }
}

void judge(const Run *run, Lines *lines)
{
    for (size_t i = 0; i < lines->lines; i++) {
        Line *line = &lines->line[i];
        line->due = line->earned - line->settled;
        line->reason = why_held(run, line);
    }
    hold_beside(run, lines);
}

/* PAY, HELD or ZERO; what has nothing due is listed for the run's own budget year only, but a
 * line without a rate has an amount that nobody knows: it is listed. */
void drop_silent(const Run *run, Lines *lines)
{
    size_t kept = 0;
    for (size_t i = 0; i < lines->lines; i++) {
        Line line = lines->line[i];
        bool empty = line.settled == 0 && line.earned == 0 && !*line.status;
        bool silent = line.due == 0 && !line.missing && line.year != run->year;
        if (empty || silent) continue;
        const char *status = line.reason ? "HELD" : line.due ? "PAY" : "ZERO";
        (void)snprintf(line.status, sizeof line.status, "%s", status);
        lines->line[kept++] = line;
    }
    lines->lines = kept;
}
