/*
 * The Norwegian-language grant for the oracle (grants.md 3): persons, basic grant, asylum
 * seekers in reception centres.
 */
#include "oracle.h"

#include <string.h>

static bool low_background(const char *country)
{
    static const char low[] =
        "NOR SWE DNK FRO GRL FIN ALA ISL SJM GBR IMN JEY GGY GIB IRL FRA DEU NLD BEL LUX CHE "
        "LIE AUT ITA SMR VAT ESP PRT AND MCO GRC MLT CYP USA CAN SPM BMU AUS NZL";
    return strstr(low, country) != NULL;
}

/* Who: the earliest permit with varig="true"; NULL: none. */
static const Permit *earliest_permanent(const Run *run, const Person *person)
{
    const Permit *best = NULL;
    for (int i = 0; i < person->permits; i++) {
        const Permit *p = &person->permit[i];
        if (p->permanent && p->decided <= run->cutoff && (!best || p->decided < best->decided))
            best = p;
    }
    return best;
}

static bool gives_right(Ground ground)
{
    return ground == ASYL || ground == OVERFORINGSFLYKTNING || ground == HUMANITAERT ||
           ground == KOLLEKTIV_BESKYTTELSE || ground == FAMILIE_FLYKTNING ||
           ground == FAMILIE_HUMANITAERT || ground == FAMILIE_NORDISK || ground == SELVSTENDIG;
}

static bool age_fits(const Rules *rules, const Person *person)
{
    int age = completed_age(person->born, person->target_from);
    if (person->target_from >= parameter_day(rules, "norwegian-age-change"))
        return age >= whole(rules, "norwegian-minimum-age-after") &&
               age <= whole(rules, "norwegian-maximum-age-after");
    return age >= whole(rules, "norwegian-minimum-age") &&
           age <= whole(rules, "norwegian-maximum-age");
}

/* § 37 d: collective protection in budget years from 2022. */
static bool paragraph_37d(const Run *run, const Rules *rules, const Person *person)
{
    const Permit *p = earliest_permanent(run, person);
    return p && p->ground == KOLLEKTIV_BESKYTTELSE && yes(rules, "collective-protection-37d");
}

/*
 * From budget year 2024 also BEGRENSET_FAMILIE whose permit has been renewed: no permit known
 * has varig="true" on another ground, and two of this ground, whatever their varig, are decided
 * on different days, both not after malgruppeFra.
 */
static bool renewed_limited_permit(const Run *run, const Rules *rules, const Person *person)
{
    Day first = FOREVER, last = NO_DAY;
    if (!yes(rules, "norwegian-begrenset-familie")) return false;
    for (int i = 0; i < person->permits; i++) {
        const Permit *p = &person->permit[i];
        if (p->decided > run->cutoff) continue;
        if (p->ground != BEGRENSET_FAMILIE && p->permanent) return false;
        if (p->ground != BEGRENSET_FAMILIE || p->decided > person->target_from) continue;
        if (p->decided < first) first = p->decided;
        if (p->decided > last) last = p->decided;
    }
    return first < last;
}

static bool ground_fits(const Run *run, const Rules *rules, const Person *person)
{
    const Permit *p = earliest_permanent(run, person);
    return (p && gives_right(p->ground)) || renewed_limited_permit(run, rules, person);
}

static bool known(const Run *run, Day day)
{
    return day != NO_DAY && day <= run->cutoff;
}

/* Entered in 2018 or later: vedtak; where the rule set says so, soknad will do. */
static bool decided(const Run *run, const Rules *rules, const Person *person)
{
    return person->target_from < parameter_day(rules, "norwegian-decision-required-from") ||
           known(run, person->decision) ||
           (yes(rules, "norwegian-application-suffices") && known(run, person->application));
}

/* The conditions of "Who" for the rule set's budget year, but for the decision. */
static bool in_target_group(const Run *run, const Rules *rules, const Person *person)
{
    if (!person->training_there || person->target_from > run->cutoff || !person->right ||
        !ground_fits(run, rules, person) || !age_fits(rules, person))
        return false;
    /* from 2019 both; § 37 d: the right alone */
    return person->duty || !yes(rules, "norwegian-duty-required") ||
           paragraph_37d(run, rules, person);
}

/* For § 37 d the registered residence alone decides where. */
static bool by_residence(const Run *run, const Rules *rules, const Person *person)
{
    return paragraph_37d(run, rules, person) &&
           strcmp(parameter(rules, "norwegian-37d-where"), "residence") == 0;
}

static int year_number(const Rules *rules, const Person *person)
{
    return rules->year - year_of(person->target_from) + 1;
}

/*
 * Where and when: the year begins with W(malgruppeFra), or the first W after it, in year 1,
 * with W(1 January) in the others; every later day on which W becomes another municipality
 * cuts it. Days when W is nowhere change nothing.
 */
static bool training_year(const Run *run, const Rules *rules, const Person *person, int n,
                          Year *year)
{
    bool residence = by_residence(run, rules, person),
         collective = paragraph_37d(run, rules, person);
    const char *method =
        parameter(rules, collective ? "norwegian-37d-move-method" : "norwegian-move-method");
    Day from = n == 1 ? person->target_from : day_of(rules->year, 1, 1);
    Day last = day_of(rules->year, 12, 31);
    Place current = {0, false}, place = {0, false};
    int code = 0; /* of the day before */
    if (last > run->cutoff) last = run->cutoff;
    for (Day day = from; day <= last; day++) {
        int today = training_code_on(run, person, day, residence);
        if (today != code) place = place_of(run, person, today, run->cutoff);
        code = today;
        if (!current.code && (n == 1 || day == from)) {
            current = place;
            begin_year(year, place, fraction(0, 1));
        } else if (current.code && place.code && !same_place(place, current)) {
            cut_year(year, cut_point(method, day), place);
            current = place;
        }
    }
    return current.code != 0;
}

/*
 * To 2023 year 1 is due whole in the quarter of malgruppeFra, years 2 and 3 in quarter 1; from
 * 2024 in four terms, in year 1 from the quarter of malgruppeFra on, what lies before with it.
 */
static void person_grant(const Run *run, const Rules *rules, const Person *person, Lines *lines)
{
    char code[24];
    Year year;
    int n = year_number(rules, person);
    bool collective = paragraph_37d(run, rules, person);
    if (n < 1 || n > (collective ? 1 : 3)) return;            /* P37D-AR1: year 1 only */
    if (!training_year(run, rules, person, n, &year)) return; /* nowhere: nothing */
    if (collective)
        (void)snprintf(code, sizeof code, "P37D-AR1");
    else
        (void)snprintf(code, sizeof code, "P-AR%d-%c", n % 10,
                       low_background(person->country) ? 'L' : 'H');
    Day due = n == 1 ? person->target_from : day_of(rules->year, 3, 31);
    if (strcmp(parameter(rules, "norwegian-payment"), "terms"))
        add_whole(run, rules, person, code, &year, due, lines);
    else if (quarter_reached(run, due))
        add_terms(run, rules, person, code, &year, lines);
}

/* Asylum seekers: ASYLNORSK, once, whole in the quarter of D, split by the first move. */
static void asylum_grant(const Run *run, const Rules *rules, const Person *person, Lines *lines)
{
    Day begun = person->asylum_training;
    if (begun == NO_DAY || begun > run->cutoff || year_of(begun) != rules->year) return;
    int least = whole(rules, begun >= parameter_day(rules, "asylum-age-change")
                                 ? "asylum-minimum-age-after"
                                 : "asylum-minimum-age");
    Place centre = centre_on(run, person, begun, run->cutoff);
    if (completed_age(person->born, begun) < least || !centre.code) return;
    Year year;
    begin_year(&year, centre, fraction(0, 1));
    Day last =
        day_of(rules->year, 12, 31) < run->cutoff ? day_of(rules->year, 12, 31) : run->cutoff;
    for (Day day = begun + 1; day <= last; day++) {
        Place next = centre_on(run, person, day, run->cutoff);
        if (next.code && !same_place(next, centre)) {
            cut_year(&year, cut_point(parameter(rules, "asylum-move-method"), day), next);
            break;
        }
    }
    add_whole(run, rules, person, "ASYLNORSK", &year, begun, lines);
}

void norwegian_year(const Run *run, const Rules *rules, const Person *person, Lines *lines)
{
    if (in_target_group(run, rules, person) && decided(run, rules, person))
        person_grant(run, rules, person, lines);
    asylum_grant(run, rules, person, lines);
}

/* Basic grant: does the person count on 15 January of the budget year? */
static bool counts_for_basic(const Run *run, const Rules *rules, const Person *person)
{
    Day day = day_of(rules->year, 1, 15);
    if (!in_target_group(run, rules, person) || person->target_from > day) return false;
    if (yes(rules, "basic-grant-decision-required") && !decided(run, rules, person))
        return false;
    int n = year_number(rules, person);
    if (paragraph_37d(run, rules, person) && n > 1 && !yes(rules, "basic-grant-counts-37d"))
        return false;
    return n >= 1 && n <= 3;
}

/* The municipality's line: ident `M` and the code of that 15 January, its heir receives. Due on
 * the last day of the rule set's quarter, also when computed again later. */
void add_basic(const Run *run, const Rules *rules, int code, int persons, Lines *lines)
{
    char ident[IDENT_SIZE];
    int64_t rate = 0;
    int month = 3 * whole(rules, "basic-grant-quarter");
    bool small = persons <= whole(rules, "basic-grant-small-maximum");
    const char *grant = small ? "GRUNN-1-3" : "GRUNN-4-150";
    if (persons > whole(rules, "basic-grant-large-maximum") || !existed_ever(run, code)) return;
    Day due = day_of(rules->year, month, days_in_month(rules->year, month));
    bool missing = !rate_on(run, rules, grant, due, &rate);
    (void)snprintf(ident, sizeof ident, "M%04d", code);
    add_part(lines, ident, grant, rules->year, map_code(run, NULL, code, run->cutoff),
             100 * rate, missing);
}

/* By W(15 January), in the codes of that day: who is under a split code then has none. Held
 * persons count; a record set aside does not. */
void count_basic(Run *run, const Rules *rules)
{
    Day day = day_of(rules->year, 1, 15);
    memset(run->counted, 0, sizeof run->counted);
    for (size_t i = 0; i < run->people.persons; i++) {
        const Person *person = &run->people.person[i];
        if (person->twin || !counts_for_basic(run, rules, person)) continue;
        int code = training_code_on(run, person, day, by_residence(run, rules, person));
        Place place = place_of(run, person, code, day);
        if (!place.ambiguous && existed_ever(run, place.code)) run->counted[place.code]++;
    }
}
