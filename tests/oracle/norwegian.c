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

/* All conditions of "Who" for the rule set's budget year. */
static bool in_target_group(const Run *run, const Rules *rules, const Person *person)
{
    const Permit *p = earliest_permanent(run, person);
    if (!person->training_there || person->target_from > run->cutoff || !p ||
        !gives_right(p->ground) || !age_fits(rules, person) || !person->right)
        return false;
    if (yes(rules, "norwegian-duty-required") && !person->duty &&
        !paragraph_37d(run, rules, person))
        return false; /* from 2019 both; § 37 d: the right alone */
    return person->target_from < parameter_day(rules, "norwegian-decision-required-from") ||
           (person->decision != NO_DAY && person->decision <= run->cutoff);
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
static bool training_year(const Run *run, const Rules *rules, const Person *person, Day from,
                          bool wait, const char *method, Year *year)
{
    Place current = {0, false};
    Day last = day_of(rules->year, 12, 31);
    if (last > run->cutoff) last = run->cutoff;
    for (Day day = from; day <= last; day++) {
        Place place = training_place(run, person, day, run->cutoff);
        if (!current.code && (wait || day == from)) {
            current = place;
            begin_year(year, place, fraction(0, 1));
        } else if (current.code && place.code && !same_place(place, current)) {
            cut_year(year, cut_point(method, day), place);
            current = place;
        }
    }
    return current.code != 0;
}

static void person_grant(const Run *run, const Rules *rules, const Person *person, Lines *lines)
{
    char code[24];
    Year year;
    int n = year_number(rules, person);
    bool collective = paragraph_37d(run, rules, person);
    if (n < 1 || n > (collective ? 1 : 3)) return; /* P37D-AR1: year 1 only */
    Day from = n == 1 ? person->target_from : day_of(rules->year, 1, 1);
    const char *method =
        parameter(rules, collective ? "norwegian-37d-move-method" : "norwegian-move-method");
    if (!training_year(run, rules, person, from, n == 1, method, &year))
        return; /* nowhere: nothing */
    if (collective)
        (void)snprintf(code, sizeof code, "P37D-AR1");
    else
        (void)snprintf(code, sizeof code, "P-AR%d-%c", n % 10,
                       low_background(person->country) ? 'L' : 'H');
    /* years 2 and 3: whole in quarter 1, priced on its last day */
    Day due = n == 1 ? person->target_from : day_of(rules->year, 3, 31);
    add_whole(run, rules, person, code, &year, due, lines);
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
    if (in_target_group(run, rules, person)) person_grant(run, rules, person, lines);
    asylum_grant(run, rules, person, lines);
}

/* Basic grant: does the person count on 15 January of the budget year? */
static bool counts_for_basic(const Run *run, const Rules *rules, const Person *person)
{
    Day day = day_of(rules->year, 1, 15);
    if (!in_target_group(run, rules, person) || person->target_from > day) return false;
    int n = year_number(rules, person);
    if (paragraph_37d(run, rules, person) && n > 1 && !yes(rules, "basic-grant-counts-37d"))
        return false;
    return n >= 1 && n <= 3;
}

/* The municipality's line: ident `M` and the code of that 15 January, its heir receives. */
static void add_basic(const Run *run, const Rules *rules, int code, int count, Lines *lines)
{
    char ident[IDENT_SIZE];
    int64_t rate = 0;
    bool small = count <= whole(rules, "basic-grant-small-maximum");
    const char *grant = small ? "GRUNN-1-3" : "GRUNN-4-150";
    if (count > whole(rules, "basic-grant-large-maximum") || !existed_ever(run, code)) return;
    bool missing = !rate_on(run, rules, grant, day_of(rules->year, 12, 31), &rate);
    (void)snprintf(ident, sizeof ident, "M%04d", code);
    add_part(lines, ident, grant, rules->year, map_code(run, NULL, code, run->cutoff),
             100 * rate, missing);
}

/* Paid in quarter 4 and fixed by it. Held persons count; a record set aside does not. */
void basic_grants(const Run *run, const Rules *rules, Lines *lines)
{
    static int count[10000];
    Day day = day_of(rules->year, 1, 15);
    memset(count, 0, sizeof count);
    for (size_t i = 0; i < run->people.persons; i++) {
        const Person *person = &run->people.person[i];
        if (person->twin || !counts_for_basic(run, rules, person)) continue;
        Place place = training_place(run, person, day, day);
        if (!place.ambiguous) /* 1507 is no code of 15 January 2024 */
            count[place.code]++;
    }
    for (int code = 1; code < 10000; code++)
        if (count[code] > 0) add_basic(run, rules, code, count[code], lines);
}
