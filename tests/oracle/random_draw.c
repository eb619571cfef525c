/*
 * The dice of the random cohort: numbers, boundary days, municipalities and idents.
 */
#include "random_cohort.h"

#include <stdlib.h>
#include <string.h>

/* splitmix64: the same numbers on every machine. */
uint64_t draw(Cohort *cohort)
{
    uint64_t x = cohort->state += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

int below(Cohort *cohort, int limit)
{
    return limit > 0 ? (int)(draw(cohort) % (uint64_t)limit) : 0;
}

bool chance(Cohort *cohort, int per_thousand)
{
    return below(cohort, 1000) < per_thousand;
}

int pick(Cohort *cohort, const int *values, int count)
{
    return values[below(cohort, count)];
}

static Day boundary_in(Cohort *cohort, int year)
{
    static const int month_day[] = {101, 102, 1231, 1230, 331, 401, 630, 701,  930,  1001, 114,
                                    115, 116, 228,  229,  301, 201, 131, 1201, 1130, 1031, 215};
    int value = pick(cohort, month_day, sizeof month_day / sizeof *month_day);
    int month = value / 100, day = value % 100;
    int last = days_in_month(year, month);
    return day_of(year, month, day > last ? last : day);
}

Day edge_day(Cohort *cohort, Day low, Day high)
{
    if (high <= low) return low;
    for (int attempt = 0; attempt < 20 && !chance(cohort, 350); attempt++) {
        int years = year_of(high) - year_of(low) + 1;
        Day day = boundary_in(cohort, year_of(low) + below(cohort, years));
        if (day >= low && day <= high) return day;
    }
    return low + below(cohort, high - low + 1);
}

Day near_day(Cohort *cohort, Day day, int months)
{
    static const int beside[] = {0, 0, 0, 1, 1, -1};
    return add_months(day, months) + pick(cohort, beside, 6);
}

/* Chains of codes: those that stay, merge in 2018, 2020, 2024, and the three that split. */
static const struct {
    int chain, code, from, to; /* years */
} eras[] = {
    {0, 301, 0, 9999},     {1, 1804, 0, 9999},     {2, 1601, 0, 2017},    {2, 5001, 2018, 9999},
    {3, 1613, 0, 2017},    {3, 5012, 2018, 2019},  {3, 5055, 2020, 9999}, {3, 5056, 2020, 9999},
    {3, 5059, 2020, 9999}, {4, 219, 0, 2019},      {4, 3024, 2020, 2023}, {4, 3201, 2024, 9999},
    {5, 1504, 0, 2019},    {5, 1507, 2020, 2023},  {5, 1508, 2024, 9999}, {5, 1580, 2024, 9999},
    {6, 1850, 0, 2019},    {6, 1806, 2020, 9999},  {6, 1875, 2020, 9999}, {7, 709, 0, 2017},
    {7, 712, 2018, 2019},  {7, 3805, 2020, 2023},  {7, 3909, 2024, 9999}, {8, 1662, 0, 2017},
    {8, 5030, 2018, 2019}, {8, 5001, 2020, 9999},  {9, 1805, 0, 2019},    {9, 1806, 2020, 9999},
    {10, 1849, 0, 2019},   {10, 1875, 2020, 9999},
};
#define ERAS ((int)(sizeof eras / sizeof *eras))
#define CHAINS 11

/* Small places that never changed, for basic grants near 3 persons. */
static const int small_places[] = {1101, 1103, 1515, 1820, 1840, 1841};

static int code_in_chain(Cohort *cohort, int chain, int year)
{
    int found[ERAS], count = 0;
    for (int i = 0; i < ERAS; i++)
        if (eras[i].chain == chain && eras[i].from <= year && year <= eras[i].to)
            found[count++] = eras[i].code;
    return pick(cohort, found, count);
}

/* The chains whose split is less than about two years from the register's date. */
static int chain_of_the_time(Cohort *cohort)
{
    static const int chains[] = {3, 6, 5, 5}, years[] = {2020, 2020, 2024, 2024};
    int at = below(cohort, 2) + (cohort->date >= day_of(2022, 1, 1) ? 2 : 0);
    Day first = day_of(years[at], 1, 1);
    return cohort->date > first - 800 && cohort->date < first + 800 ? chains[at] : -1;
}

/* Mostly the code of the day, sometimes the one of today, sometimes the one of 2014. */
int random_code(Cohort *cohort, Day day)
{
    /* every third in one town, so that one basic grant comes near 150 persons */
    int chain = chance(cohort, 340) ? 0 : below(cohort, CHAINS);
    int splitting = chain_of_the_time(cohort);
    if (splitting >= 0 && chance(cohort, 200)) chain = splitting;
    if (chance(cohort, 12))
        return pick(cohort, small_places, sizeof small_places / sizeof *small_places);
    int year = year_of(day) <= year_of(cohort->date) ? year_of(day) : year_of(cohort->date);
    if (chance(cohort, 40))
        year = year_of(cohort->date);
    else if (chance(cohort, 40))
        year = 2014;
    return code_in_chain(cohort, chain, year);
}

int listed_code(int index)
{
    int small = (int)(sizeof small_places / sizeof *small_places);
    if (index < ERAS) return eras[index].code;
    return index - ERAS < small ? small_places[index - ERAS] : 0;
}

int other_code(Cohort *cohort, Day day, int than)
{
    int code = than;
    while (code == than)
        code = random_code(cohort, day);
    return code;
}

int heir_of(Cohort *cohort, int code, Day day)
{
    for (int i = 0; i < ERAS; i++)
        if (eras[i].code == code && eras[i].to < year_of(day))
            return code_in_chain(cohort, eras[i].chain, year_of(day));
    return code;
}

int splitting_code(Cohort *cohort, Day day)
{
    static const int chains[] = {3, 5, 6};
    return code_in_chain(cohort, pick(cohort, chains, 3), year_of(day));
}

bool same_chain(int a, int b)
{
    bool same = false;
    for (int i = 0; i < ERAS; i++)
        for (int k = 0; k < ERAS; k++)
            same = same ||
                   (eras[i].code == a && eras[k].code == b && eras[i].chain == eras[k].chain);
    return same;
}

static bool ident_used(const Cohort *cohort, const char *ident)
{
    for (size_t i = 0; i < cohort->used_count; i++)
        if (strcmp(cohort->used[i], ident) == 0) return true;
    return false;
}

void use_ident(Cohort *cohort, const char *ident)
{
    cohort->used =
        grow(cohort->used, cohort->used_count, &cohort->used_room, sizeof *cohort->used);
    copy_ident(cohort->used[cohort->used_count++], ident);
}

static int individual_number(Cohort *cohort, int year, bool woman)
{
    int low = year >= 2000 ? 500 : year >= 1940 && chance(cohort, 300) ? 900 : 0;
    int high = year >= 2000 || low == 900 ? 999 : 499;
    int number = low + below(cohort, high - low);
    return (number & ~1) + (woman ? 0 : 1);
}

/* The last `count` digits of the value. */
static void put_digits(char *text, int count, int value)
{
    for (int i = count - 1; i >= 0; i--, value /= 10)
        text[i] = (char)('0' + value % 10);
}

/* A number of the national test population: month + 80; a D-number: day + 40 as well. */
static bool draw_number(Cohort *cohort, const Person *person, bool d_number, char *ident)
{
    int year, month, day;
    day_parts(person->born, &year, &month, &day);
    put_digits(ident, 2, day + (d_number ? 40 : 0));
    put_digits(ident + 2, 2, month + 80);
    put_digits(ident + 4, 2, year);
    put_digits(ident + 6, 3, individual_number(cohort, year, person->woman));
    int control = first_control_digit(ident);
    if (control == 10) return false;
    ident[9] = (char)('0' + control);
    control = second_control_digit(ident);
    if (control == 10) return false;
    ident[10] = (char)('0' + control);
    ident[11] = 0;
    return !ident_used(cohort, ident);
}

static bool draw_duf(Cohort *cohort, char *ident)
{
    put_digits(ident, 4, 2008 + below(cohort, 10));
    put_digits(ident + 4, 6, 900000 + below(cohort, 100000));
    duf_control(ident, ident + 10);
    return !ident_used(cohort, ident);
}

void new_ident(Cohort *cohort, Person *person, const char *kind)
{
    (void)snprintf(person->kind, sizeof person->kind, "%s", kind);
    for (int attempt = 1;; attempt++) {
        bool drawn = strcmp(kind, "DUF") == 0
                         ? draw_duf(cohort, person->ident)
                         : draw_number(cohort, person, strcmp(kind, "DNR") == 0, person->ident);
        if (drawn) break;
        if (attempt % 200 == 0) person->born -= 1;
    }
    use_ident(cohort, person->ident);
}

Person *add_person(Cohort *cohort)
{
    Register *all = &cohort->people;
    all->person = grow(all->person, all->persons, &all->room, sizeof *all->person);
    Person *person = &all->person[all->persons++];
    memset(person, 0, sizeof *person);
    person->died = person->settled = person->claimed = person->asylum_training = NO_DAY;
    person->target_from = person->application = person->decision = NO_DAY;
    return person;
}
