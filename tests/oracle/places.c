/*
 * Where a person is, and how moves cut a year, for the oracle (grants.md 2.3, 3, 4).
 */
#include "oracle.h"

#include <string.h>

static const Municipality *municipality(const Run *run, int code)
{
    for (int i = 0; i < run->municipalities; i++)
        if (run->municipality[i].code == code) return &run->municipality[i];
    return NULL;
}

bool existed_ever(const Run *run, int code)
{
    return municipality(run, code) != NULL;
}

/* The successor a person's own residence history names, the latest; 0: none. */
static int successor_in_history(const Run *run, const Person *person, const Municipality *split,
                                Day on)
{
    for (int i = person ? person->homes - 1 : -1; i >= 0; i--) {
        if (person->home[i].from > run->cutoff) continue;
        Place home = map_code(run, NULL, person->home[i].code, on);
        for (int k = 0; k < split->successors && !home.ambiguous; k++) {
            Place heir = map_code(run, NULL, split->successor[k], on);
            if (!heir.ambiguous && heir.code == home.code) return home.code;
        }
    }
    return 0;
}

/*
 * grants.md 4, mergers: the code is followed to the municipality that exists on the day; one
 * with several successors goes to the one in the person's own history, else it is ambiguous.
 */
/* grants.md 4: every code is mapped to the municipality that exists on the date; one that
 * begins later means what became it. Several: the one the person's own history names, the
 * latest. */
static Place before_its_time(const Run *run, const Person *person, int code, Day on)
{
    int found = 0, old[32];
    for (int i = 0; i < run->municipalities; i++) {
        const Municipality *m = &run->municipality[i];
        for (int k = 0; k < m->successors; k++)
            if (m->successor[k] == code && m->to >= on && found < 32) old[found++] = m->code;
    }
    if (found == 1) return (Place){old[0], false};
    for (int i = person ? person->homes - 1 : -1; i >= 0; i--)
        for (int k = 0; k < found; k++)
            if (person->home[i].from <= run->cutoff && person->home[i].code == old[k])
                return (Place){old[k], false};
    return (Place){code, found > 0};
}

Place map_code(const Run *run, const Person *person, int code, Day on)
{
    const Municipality *m = municipality(run, code);
    if (m && m->from > on) return before_its_time(run, person, code, on);
    while (m && m->to < on && m->successors == 1) {
        code = m->successor[0];
        m = municipality(run, code);
    }
    if (!m || m->to >= on || m->successors == 0) return (Place){code, false};
    int heir = successor_in_history(run, person, m, on);
    return heir ? (Place){heir, false} : (Place){code, true};
}

bool same_place(Place a, Place b)
{
    return a.code == b.code;
}

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

static Place mapped(const Run *run, const Person *person, int code, Day map_to)
{
    return code ? map_code(run, person, code, map_to) : (Place){0, false};
}

int home_code(const Run *run, const Person *person, Day on)
{
    return code_on(run, person, person->home, person->homes, on);
}

Place home_on(const Run *run, const Person *person, Day on, Day map_to)
{
    return mapped(run, person, home_code(run, person, on), map_to);
}

Place centre_on(const Run *run, const Person *person, Day on, Day map_to)
{
    int code = code_on(run, person, person->centre, person->centres, on);
    return mapped(run, person, code, map_to);
}

/* grants.md 3, W(d): the centre, else who trains (from malgruppeFra on), else residence. */
Place training_place(const Run *run, const Person *person, Day on, Day map_to)
{
    Place centre = centre_on(run, person, on, map_to);
    if (centre.code) return centre;
    if (person->training_code && alive(run, person, on) && on >= person->target_from)
        return map_code(run, person, person->training_code, map_to);
    return home_on(run, person, on, map_to);
}

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
