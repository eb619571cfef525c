/*
 * Where a person is, and how moves cut a year, for the oracle (grants.md 2.3, 3, 4).
 */
#include "oracle.h"

#include <string.h>

const Municipality *municipality(const Run *run, int code)
{
    for (int i = 0; i < run->municipalities; i++)
        if (run->municipality[i].code == code) return &run->municipality[i];
    return NULL;
}

bool existed_ever(const Run *run, int code)
{
    return municipality(run, code) != NULL;
}

/* ---- grants.md 4: mergers and splits ---- */

/* Follows mergers only: to the municipality that exists on the day, or the split in the way. */
static int merged(const Run *run, int code, Day on)
{
    const Municipality *m = municipality(run, code);
    while (m && m->to < on && m->successors == 1) {
        code = m->successor[0];
        m = municipality(run, code);
    }
    return code;
}

/* The successor that the code is, or has become by mergers, on the day; 0: none of them. */
static int successor_named(const Run *run, const Municipality *split, int code, Day on)
{
    int here = merged(run, code, on);
    for (int k = 0; k < split->successors; k++)
        if (split->successor[k] == here) return here;
    return 0;
}

/*
 * The successor whose bosted covers the first day after the split; with no bosted that day the
 * mottak; for a newborn with neither, the mother's heir. Nothing else counts.
 */
int heir_by_residence(const Run *run, const Person *person, const Municipality *split)
{
    Day first = split->to + 1;
    for (int generation = 0; person && generation < 10; generation++) {
        int code = home_code(run, person, first);
        if (code == 0) code = centre_code(run, person, first);
        if (code) return successor_named(run, split, code, first);
        bool newborn = *person->mother && !person->settled_there;
        person = newborn ? find_person_or_former(&run->people, person->mother) : NULL;
    }
    return 0;
}

/* The configuration may name who serves the others. */
static int configured_heir(const Run *run, int code)
{
    for (int i = 0; i < run->successors; i++)
        if (run->successor[i].code == code) return run->successor[i].to;
    return 0;
}

/* A code that begins later than the day means what became it; of several nobody can say which.
 */
static Place before_its_time(const Run *run, int code, Day on)
{
    int found = 0, old = code;
    for (int i = 0; i < run->municipalities; i++) {
        const Municipality *m = &run->municipality[i];
        for (int k = 0; k < m->successors; k++)
            if (m->successor[k] == code && m->to >= on && found++ == 0) old = m->code;
    }
    return found > 1 ? (Place){code, true} : (Place){old, false};
}

Place map_code(const Run *run, const Person *person, int code, Day on)
{
    const Municipality *m = municipality(run, code);
    if (m && m->from > on) return before_its_time(run, code, on);
    for (;;) {
        code = merged(run, code, on);
        m = municipality(run, code);
        if (!m || m->to >= on || m->successors == 0) return (Place){code, false};
        int heir = heir_by_residence(run, person, m);
        if (heir == 0) heir = configured_heir(run, code);
        if (heir == 0) return (Place){code, true}; /* a place of its own, unresolved */
        code = heir;
    }
}

bool same_place(Place a, Place b)
{
    return a.code == b.code;
}

/* ---- where a person is on a day ---- */

/* grants.md 1: alive on the day of death, nowhere after it; a later death is not known. */
bool alive(const Run *run, const Person *person, Day on)
{
    return person->died == NO_DAY || person->died > run->cutoff || on <= person->died;
}

/* The first stay in the list that covers the day (mottak: grants.md 3, asylum seekers). */
static int code_on(const Run *run, const Person *person, const Stay *stays, int count, Day on)
{
    for (int i = 0; i < count && alive(run, person, on); i++)
        if (stays[i].from <= run->cutoff && stays[i].from <= on && on <= stays[i].to)
            return stays[i].code;
    return 0;
}

Place place_of(const Run *run, const Person *person, int code, Day map_to)
{
    return code ? map_code(run, person, code, map_to) : (Place){0, false};
}

int home_code(const Run *run, const Person *person, Day on)
{
    return code_on(run, person, person->home, person->homes, on);
}

int centre_code(const Run *run, const Person *person, Day on)
{
    return code_on(run, person, person->centre, person->centres, on);
}

Place home_on(const Run *run, const Person *person, Day on, Day map_to)
{
    return place_of(run, person, home_code(run, person, on), map_to);
}

Place centre_on(const Run *run, const Person *person, Day on, Day map_to)
{
    return place_of(run, person, centre_code(run, person, on), map_to);
}

/* grants.md 3, W(d): the centre, else who trains (from malgruppeFra on), else residence. */
int training_code_on(const Run *run, const Person *person, Day on, bool residence)
{
    int centre = residence ? 0 : centre_code(run, person, on);
    if (centre) return centre;
    bool trained = person->training_code && on >= person->target_from;
    if (!residence && trained && alive(run, person, on)) return person->training_code;
    return home_code(run, person, on);
}

/* ---- parts of a year ---- */

/* grants.md 2.3, the table of S(d). */
Fraction cut_point(const char *method, Day move)
{
    int year = year_of(move);
    if (strcmp(method, "quarter-eighths") == 0) return fraction(2 * quarter_of(move) - 1, 8);
    if (strcmp(method, "month-after") == 0)
        return fraction(month_of(move) < 12 ? month_of(move) + 1 : 12, 12);
    if (strcmp(method, "days") == 0)
        return fraction(move - day_of(year, 1, 1), leap_year(year) ? 366 : 365);
    if (strcmp(method, "half") == 0) return fraction(1, 2);
    if (strcmp(method, "none") == 0) return fraction(0, 1);
    stop(4, "move method", method);
}

void begin_year(Year *year, Place first, Fraction from)
{
    year->parts = 1;
    year->part[0] = (Interval){from, fraction(1, 1), first};
}

/* The last part ends at the point and `next` has the rest; an empty part gets nothing. */
void cut_year(Year *year, Fraction point, Place next)
{
    Interval *last = &year->part[year->parts - 1];
    point = larger(point, last->a);
    last->b = point;
    if (compare_fractions(last->a, last->b) < 0) year->parts++;
    year->part[year->parts - 1] = (Interval){point, fraction(1, 1), next};
}
