/*
 * The integration grant for the oracle (grants.md 2): years 1 to 5 and the special grants.
 */
#include "oracle.h"

#include <string.h>

/* ---- shared by all grants ---- */

int through_quarter(const Run *run, int budget_year)
{
    return budget_year < run->year ? 4 : run->quarter;
}

/* grants.md 1: the Norwegian grants to whole øre where the rule set says so. */
int rounding_unit(const Rules *rules, const char *code)
{
    const char *group = payment_group(code);
    bool norwegian = strcmp(group, "NORSK") == 0 || strcmp(group, "GRUNN") == 0 ||
                     strcmp(group, "ASYLNORSK") == 0;
    return norwegian && strcmp(parameter(rules, "norwegian-rounding"), "ore") == 0 ? ORE
                                                                                   : KRONE;
}

/* Due in the quarter of the day: has the run come to it? */
bool quarter_reached(const Run *run, Day due)
{
    return year_of(due) * 4 + quarter_of(due) <= run->year * 4 + run->quarter;
}

/*
 * grants.md 2.3, terms: through quarter q the part [0, q/4) is due; each quarter's part is
 * priced at the rate in force on that quarter's last day.
 */
void add_terms(const Run *run, const Rules *rules, const Person *person, const char *code,
               const Year *year, Lines *lines)
{
    int unit = rounding_unit(rules, code);
    for (int i = 0; i < year->parts; i++) {
        const Interval *part = &year->part[i];
        int64_t earned = 0;
        bool missing = false;
        if (compare_fractions(part->a, part->b) >= 0)
            continue; /* an empty interval gets nothing */
        for (int q = 1; q <= through_quarter(run, rules->year); q++) {
            Day last_day = day_of(rules->year, 3 * q, days_in_month(rules->year, 3 * q));
            Fraction low = larger(part->a, fraction(q - 1, 4));
            Fraction high = smaller(part->b, fraction(q, 4));
            int64_t rate = 0;
            if (!rate_on(run, rules, code, last_day, &rate))
                missing = true;
            else if (compare_fractions(low, high) < 0)
                earned += worth_of(rate, high, unit) - worth_of(rate, low, unit);
        }
        add_part(lines, person->ident, code, rules->year, part->place, earned, missing);
    }
}

/* A grant paid whole in the quarter of its due day, cut by the year's moves. */
void add_whole(const Run *run, const Rules *rules, const Person *person, const char *code,
               const Year *year, Day due_day, Lines *lines)
{
    int64_t rate = 0;
    int unit = rounding_unit(rules, code);
    if (!quarter_reached(run, due_day)) return;
    /* grants.md 2.2: a claim in a later year is priced on the settlement year's last day. */
    Day priced = year_of(due_day) > rules->year ? day_of(rules->year, 12, 31) : due_day;
    bool missing = !rate_on(run, rules, code, priced, &rate);
    for (int i = 0; i < year->parts; i++) {
        const Interval *part = &year->part[i];
        if (compare_fractions(part->a, part->b) < 0)
            add_part(lines, person->ident, code, rules->year, part->place,
                     worth_of(rate, part->b, unit) - worth_of(rate, part->a, unit), missing);
    }
}

static void add_once(const Run *run, const Rules *rules, const Person *person, const char *code,
                     Place place, Day due_day, Lines *lines)
{
    Year year;
    begin_year(&year, place, fraction(0, 1));
    add_whole(run, rules, person, code, &year, due_day, lines);
}

/* ---- 2.1 and 2.2: settlement, ground, N ---- */

/* 2.2 Newborn: born not before and at most six months after the mother's settlement. */
static void settle_newborn(const Run *run, const Rules *rules, const Person *child,
                           Settlement *s)
{
    const Person *mother = find_person_or_former(&run->people, child->mother);
    if (!mother || !mother->settled_there || mother->settled > run->cutoff ||
        child->born > run->cutoff || child->born < mother->settled ||
        child->born > add_months(mother->settled, whole(rules, "newborn-months")))
        return;
    /* grants.md 4: a split code goes by the person's own history, here the child's */
    int home = home_code(run, mother, child->born);
    *s = (Settlement){.there = true,
                      .newborn = true,
                      .date = child->born,
                      .claimed = NO_DAY,
                      .code = mother->settled_code,
                      .place =
                          map_code(run, child, home ? home : mother->settled_code, run->cutoff),
                      .group = BARN,
                      .owner = mother,
                      .owner_settled = mother->settled};
}

Settlement settlement_of(const Run *run, const Rules *rules, const Person *person)
{
    Settlement s = {.there = false};
    if (!person->settled_there && *person->mother) {
        settle_newborn(run, rules, person, &s);
        return s;
    }
    if (!person->settled_there || person->settled > run->cutoff) return s;
    return (Settlement){.there = true,
                        .date = person->settled,
                        .claimed = person->claimed > run->cutoff ? NO_DAY : person->claimed,
                        .code = person->settled_code,
                        .place = map_code(run, person, person->settled_code, run->cutoff),
                        .group = person->group,
                        .owner = person,
                        .owner_settled = person->settled};
}

/* 2.1: the latest not after the settlement; of two on one day the later in the record. */
static const Permit *ground_permit(const Settlement *s)
{
    const Permit *best = NULL;
    for (int i = 0; i < s->owner->permits; i++) {
        const Permit *p = &s->owner->permit[i];
        if (p->decided <= s->owner_settled && (!best || p->decided >= best->decided)) best = p;
    }
    return best;
}

static bool family_ground(Ground ground)
{
    return ground == FAMILIE_FLYKTNING || ground == FAMILIE_HUMANITAERT ||
           ground == FAMILIE_NORDISK || ground == FAMILIE_ANNEN;
}

/* 2.1: N, 0 where excluded. */
int grant_years(const Rules *rules, const Settlement *s)
{
    const Permit *p = s->there ? ground_permit(s) : NULL;
    if (!p) return 0;
    if (p->ground == SELVSTENDIG &&
        p->decided < parameter_day(rules, "selvstendig-decided-from"))
        return 0;
    if (p->ground == BEGRENSET_EM &&
        s->owner_settled < parameter_day(rules, "begrenset-em-settled-from"))
        return 0;
    if (p->ground == BEGRENSET_FAMILIE &&
        s->owner_settled < parameter_day(rules, "begrenset-familie-settled-from"))
        return 0;
    if (p->ground == BEGRENSET_FAMILIE && !s->owner->by_agreement &&
        yes(rules, "begrenset-familie-agreement-required"))
        return 0;
    if (!p->permanent && p->ground != BEGRENSET_EM && p->ground != BEGRENSET_FAMILIE) return 0;
    if (family_ground(p->ground) &&
        p->application >
            add_months(p->reference_settled, 12 * whole(rules, "family-application-years")))
        return 0; /* five years to the day is still in */
    return rules->years[p->ground];
}

/* ---- 2.3: register date and moves ---- */

/* What cuts a year: moves after a day and, where residence decides, death and emigration. */
typedef struct {
    const Run *run;
    const Rules *rules;
    const Person *person;
    Day after;
    bool residence;
} Cuts;

/* After the day, within the year, by a date of the register that is not after the cut-off. */
static bool cuts_on(const Cuts *cuts, Day day, Day date)
{
    return day > cuts->after && year_of(day) == cuts->rules->year && date <= cuts->run->cutoff;
}

static void cut_on(const Cuts *cuts, Day day, Place next, Year *year)
{
    cut_year(year, cut_point(parameter(cuts->rules, "integration-move-method"), day), next);
}

/* The day after the stay if the person is abroad then, by what the cut-off knows; NO_DAY: goes
 * on, or moves. */
static Day abroad_from(const Cuts *cuts, int stay)
{
    const Person *person = cuts->person;
    const Stay *home = &person->home[stay], *next = home + 1;
    if (home->to == FOREVER) return NO_DAY;
    bool moves = stay + 1 < person->homes && next->from <= cuts->run->cutoff &&
                 next->from <= home->to + 1;
    return moves ? NO_DAY : home->to + 1;
}

/*
 * A move is a bosted that begins after the year's first day (in the settlement year: after the
 * settlement) and within the year, in another municipality than the one before it in the list;
 * a stay abroad in between does not matter. vesting="residence" cuts the year at death and
 * emigration, and whoever comes back begins it again.
 */
static void cut_by_moves(const Cuts *cuts, Place before, Year *year)
{
    const Person *person = cuts->person;
    const Place nowhere = {0, false};
    bool abroad = false;
    for (int i = 0; i < person->homes; i++) {
        Day from = person->home[i].from, gone = abroad_from(cuts, i);
        if (from > cuts->run->cutoff) break;
        Place place = map_code(cuts->run, person, person->home[i].code, cuts->run->cutoff);
        if (cuts_on(cuts, from, from) && alive(cuts->run, person, from) &&
            (abroad || !same_place(place, before)))
            cut_on(cuts, from, place, year);
        before = place;
        abroad = cuts->residence && gone != NO_DAY && cuts_on(cuts, gone, gone - 1) &&
                 alive(cuts->run, person, gone);
        if (abroad) cut_on(cuts, gone, nowhere, year);
    }
    if (cuts->residence && person->died != NO_DAY &&
        cuts_on(cuts, person->died + 1, person->died))
        cut_on(cuts, person->died + 1, nowhere, year);
}

static bool vested_by_residence(const Rules *rules)
{
    return strcmp(parameter(rules, "vesting"), "residence") == 0;
}

/* ---- 2.2: year 1 ---- */

/* The day on which year 1 falls due; NO_DAY: nothing is paid. */
static Day year_one_due(const Rules *rules, const Settlement *s)
{
    if (s->newborn || strcmp(parameter(rules, "claim"), "required"))
        return s->date; /* a newborn needs no claim */
    if (s->claimed == NO_DAY ||
        s->claimed > add_months(s->date, whole(rules, "claim-limit-months")))
        return NO_DAY;
    return s->claimed > s->date ? s->claimed : s->date;
}

static void year_one(const Run *run, const Rules *rules, const Person *person,
                     const Settlement *s, Lines *lines)
{
    static const char *const codes[] = {"AR-1-EV", "AR-1", "AR-1-B", "AR-1-EM"};
    Day due = year_one_due(rules, s);
    int age = completed_age(person->born, s->date);
    Year year;
    Cuts cuts = {run, rules, person, s->date, false};
    if (due == NO_DAY) return;
    begin_year(&year, s->place, fraction(0, 1));
    if (yes(rules, "year-one-split-on-move")) cut_by_moves(&cuts, s->place, &year);
    add_whole(run, rules, person, codes[s->group], &year, due, lines);
    if (age >= 0 && age <= whole(rules, "kindergarten-maximum-age"))
        add_whole(run, rules, person, "BHT", &year, due, lines);
    if (age >= whole(rules, "elderly-minimum-age"))
        add_whole(run, rules, person, "ELDR", &year, due, lines);
    if (yes(rules, "school-grant") && age >= whole(rules, "school-minimum-age") &&
        age <= whole(rules, "school-maximum-age"))
        add_whole(run, rules, person, "SKOLE", &year, due, lines);
}

/*
 * grants.md 4, point 1: of a year before the opening only a year 1 claimed in the opening
 * year or later is payable. A claim counts where the settlement year's rules ask for one.
 */
void integration_claim(const Run *run, const Rules *rules, const Person *person, Lines *lines)
{
    Settlement s = settlement_of(run, rules, person);
    if (!s.there || year_of(s.date) != rules->year || grant_years(rules, &s) < 1 || s.newborn ||
        strcmp(parameter(rules, "claim"), "required") || s.claimed == NO_DAY ||
        year_of(s.claimed) < run->opening)
        return;
    year_one(run, rules, person, &s, lines);
}

static void years_two_to_five(const Run *run, const Rules *rules, const Person *person, int n,
                              Lines *lines)
{
    char code[24];
    Year year;
    Day first = day_of(rules->year, 1, 1);
    Place home = home_on(run, person, first, run->cutoff); /* register date */
    if (!home.code) return;
    begin_year(&year, home, fraction(0, 1));
    cut_by_moves(&(Cuts){run, rules, person, first, vested_by_residence(rules)}, home, &year);
    (void)snprintf(code, sizeof code, "AR-%d", n % 10);
    add_terms(run, rules, person, code, &year, lines);
}

/* ---- 2.4: special grants ---- */

static void minors(const Run *run, const Rules *rules, const Person *person,
                   const Settlement *s, Lines *lines)
{
    int turning = rules->year - year_of(person->born);
    bool by_age = yes(rules, "minor-grant-by-age"),
         settled_now = year_of(s->date) == rules->year;
    Day first = day_of(rules->year, 1, 1);
    Year year;
    if (s->group != ENSLIG_MINDREARIG || turning > whole(rules, "minor-last-age")) return;
    Place place = settled_now ? s->place : home_on(run, person, first, run->cutoff);
    if (settled_now && !by_age)
        add_once(run, rules, person, "EM_SETTLED_THIS_YEAR", s->place, s->date, lines);
    if (!place.code) return;
    /* only [(m - 1)/12, 1) of the settlement year counts */
    bool from_month = settled_now && by_age && yes(rules, "minor-from-settlement-month");
    begin_year(&year, place, fraction(from_month ? month_of(s->date) - 1 : 0, 12));
    Cuts cuts = {run, rules, person, settled_now ? s->date : first, vested_by_residence(rules)};
    cut_by_moves(&cuts, place, &year);
    const char *code = !by_age                                           ? "EM_PER_PERSON"
                       : turning <= whole(rules, "minor-young-last-age") ? "EMINB"
                                                                         : "EMINU";
    add_terms(run, rules, person, code, &year, lines);
}

/* The first decision of the kind not before the settlement, within the given years. */
static const Special *first_decision(const Run *run, const Person *person, int kind,
                                     Day settled, int year)
{
    const Special *best = NULL;
    for (int i = 0; i < person->specials; i++) {
        const Special *d = &person->special[i];
        if (d->kind == kind && d->decided >= settled && d->decided <= run->cutoff &&
            (year == 0 || year_of(d->decided) == year) && (!best || d->decided < best->decided))
            best = d;
    }
    return best;
}

/* FHT1: a decision in grant year 1 or 2, once; nowhere that day: nothing, and it is used up. */
static void impairment_one(const Run *run, const Rules *rules, const Person *person,
                           const Settlement *s, int n, Lines *lines)
{
    const Special *d = first_decision(run, person, 1, s->date, 0);
    if (!d || year_of(d->decided) != rules->year || n > whole(rules, "fht1-last-grant-year"))
        return;
    Place home = home_on(run, person, d->decided, run->cutoff);
    if (home.code) add_once(run, rules, person, "FHT1", home, d->decided, lines);
}

/* FHT2: the first decision of a year in grant years 1 to N, at most the year's ceiling. */
static void impairment_two(const Run *run, const Rules *rules, const Person *person,
                           const Settlement *s, Lines *lines)
{
    const Special *d = first_decision(run, person, 2, s->date, rules->year);
    int64_t ceiling = 0;
    if (!d || !quarter_reached(run, d->decided)) return;
    Place home = home_on(run, person, d->decided, run->cutoff);
    bool missing = !rate_on(run, rules, "FHT2_MAX", d->decided, &ceiling);
    if (home.code)
        add_part(lines, person->ident, "FHT2", rules->year, home,
                 100 * (d->amount < ceiling ? d->amount : ceiling), missing);
}

void integration_year(const Run *run, const Rules *rules, const Person *person, Lines *lines)
{
    Settlement s = settlement_of(run, rules, person);
    int last = grant_years(rules, &s);
    if (!s.there || last == 0) return;
    int n = rules->year - year_of(s.date) + 1;
    if (n < 1) return;
    if (n == 1)
        year_one(run, rules, person, &s, lines);
    else if (n <= last)
        years_two_to_five(run, rules, person, n, lines);
    minors(run, rules, person, &s, lines);
    if (n <= last) {
        impairment_one(run, rules, person, &s, n, lines);
        impairment_two(run, rules, person, &s, lines);
    }
}
