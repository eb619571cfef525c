/*
 * Fresh persons of the random cohort.
 */
#include "random_cohort.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static void random_looks(Cohort *cohort, Person *person)
{
    static const char *const countries[] = {"SYR", "SYR", "ERI", "AFG", "SOM", "UKR", "SWE",
                                            "DEU", "USA", "RUS", "XXX", "POL", "NZL", "MNG"};
    (void)snprintf(person->country, sizeof person->country, "%s",
                   countries[below(cohort, COUNT(countries))]);
    person->woman = chance(cohort, 500);
    person->extract = cohort->date;
}

static void random_ident(Cohort *cohort, Person *person)
{
    static const char *const kinds[] = {"FNR", "FNR", "FNR", "DNR", "DUF"};
    new_ident(cohort, person, kinds[below(cohort, COUNT(kinds))]);
}

/* Ages of the rules on a day, or a day beside the birthday, or any age. */
static Day random_birth(Cohort *cohort, Day on)
{
    static const int ages[] = {0,  5,  6,  15, 16, 17, 18, 19, 20, 21,
                               59, 60, 65, 66, 67, 68, 12, 13, 30, 40};
    int age = chance(cohort, 600) ? pick(cohort, ages, COUNT(ages)) : below(cohort, 70);
    Day born = near_day(cohort, on, -12 * age);
    if (chance(cohort, 400))
        born = edge_day(cohort, day_of(year_of(born), 1, 1), day_of(year_of(born), 12, 31));
    if (chance(cohort, 40)) born = day_of(year_of(born) / 4 * 4, 2, 29);
    if (born > on) born = on;
    return born < day_of(1935, 1, 1) ? day_of(1935, 1, 1) : born;
}

Group fitting_group(Cohort *cohort, const Person *person)
{
    int turning = year_of(person->settled) - year_of(person->born);
    if (turning >= 13 && turning <= 20 && chance(cohort, 500)) return ENSLIG_MINDREARIG;
    if (turning < 18) return BARN;
    return chance(cohort, 600) ? ENSLIG_VOKSEN : VOKSEN;
}

static Ground random_ground(Cohort *cohort)
{
    static const Ground common[] = {ASYL,
                                    ASYL,
                                    OVERFORINGSFLYKTNING,
                                    KOLLEKTIV_BESKYTTELSE,
                                    FAMILIE_FLYKTNING,
                                    FAMILIE_HUMANITAERT,
                                    SELVSTENDIG};
    return chance(cohort, 650) ? common[below(cohort, COUNT(common))]
                               : (Ground)below(cohort, GROUNDS);
}

/* Five years to the day, and a day more; 29 February as the reference's settlement. */
static void random_family(Cohort *cohort, Permit *permit)
{
    permit->application = permit->decided - below(cohort, 300);
    permit->reference_settled = permit->application - below(cohort, 2200);
    if (chance(cohort, 100)) permit->reference_settled = day_of(2012, 2, 29);
    if (chance(cohort, 500))
        permit->application = near_day(cohort, permit->reference_settled, 60);
    (void)snprintf(permit->reference, sizeof permit->reference, "%s", "02828037954");
}

void random_permit(Cohort *cohort, Person *person, Day around)
{
    Permit *permit = &person->permit[person->permits++];
    memset(permit, 0, sizeof *permit);
    permit->ground = random_ground(cohort);
    permit->permanent = !chance(cohort, 80);
    permit->decided = around - below(cohort, 500);
    if (chance(cohort, 250)) permit->decided = around + below(cohort, 3) - 1;
    if (chance(cohort, 100)) permit->decided = edge_day(cohort, around - 700, around + 400);
    if (permit->ground == SELVSTENDIG && chance(cohort, 300))
        permit->decided = day_of(2011, 6, 30) + below(cohort, 2);
    if (person->permits > 1 && chance(cohort, 300))
        permit->decided = permit[-1].decided; /* two on one day */
    permit->reference_settled = permit->application = NO_DAY;
    if (strncmp(ground_names[permit->ground], "FAMILIE_", 8) == 0)
        random_family(cohort, permit);
}

void random_claim(Cohort *cohort, Person *person)
{
    static const int months[] = {36, 36, 36, 35, 12, 3, 1, 0, 24, -1};
    person->claimed = NO_DAY;
    if (chance(cohort, 120)) return;
    person->claimed = person->settled + below(cohort, 60);
    if (chance(cohort, 350))
        person->claimed =
            near_day(cohort, person->settled, pick(cohort, months, COUNT(months)));
    else if (chance(cohort, 200))
        person->claimed = edge_day(cohort, person->settled, person->settled + 1100);
    if (person->claimed > cohort->date && chance(cohort, 800))
        person->claimed = cohort->date - below(cohort, 40);
}

/* A limited permit of a family with children: once, twice on one day, renewed before, on or
 * after the day that training begins; other permits in between. */
static void random_limited_family(Cohort *cohort, Person *person)
{
    Day decided = person->settled - below(cohort, 600);
    Permit other = person->permit[0];
    int times = 1 + below(cohort, 3);
    if (chance(cohort, 500)) {
        other.ground = chance(cohort, 500) ? ARBEID : ARBEID_EOS;
        other.permanent = chance(cohort, 700);
        other.reference_settled = other.application = NO_DAY;
        other.decided = chance(cohort, 300) ? cohort->date - below(cohort, 12) : decided + 1;
        *other.reference = 0;
    }
    person->permits = 0;
    for (int i = 0; i < times; i++) {
        person->permit[person->permits++] = (Permit){.ground = BEGRENSET_FAMILIE,
                                                     .decided = decided,
                                                     .permanent = chance(cohort, 150),
                                                     .reference_settled = NO_DAY,
                                                     .application = NO_DAY};
        if (i == 0 && chance(cohort, 500)) person->permit[person->permits++] = other;
        if (chance(cohort, 850)) decided = edge_day(cohort, decided + 1, person->settled + 200);
    }
    if (!person->training_there || chance(cohort, 300)) return;
    person->right = person->duty = true;
    person->target_from = decided + below(cohort, 3) - 1;
    if (person->target_from > cohort->date) person->target_from = cohort->date;
}

/* Where the person has lived since `from`: moves, stays abroad, merged codes registered anew.
 */
void random_homes(Cohort *cohort, Person *person, Day from)
{
    int moves = chance(cohort, 400) ? 0 : 1 + below(cohort, chance(cohort, 150) ? 7 : 3);
    int code = person->settled_there && !chance(cohort, 60) ? person->settled_code
                                                            : random_code(cohort, from);
    person->homes = 0;
    for (int i = 0; i <= moves && from <= cohort->date + 20; i++) {
        Stay *home = &person->home[person->homes++];
        *home = (Stay){code, from, FOREVER};
        Day next = edge_day(cohort, from + 1, chance(cohort, 500) ? from + 400 : cohort->date);
        if (next > cohort->date + 5 || i == moves) break;
        home->to = next - 1;
        if (chance(cohort, 150)) /* a stay abroad in between */
            next = edge_day(cohort, next, next + 300);
        code =
            chance(cohort, 120) ? heir_of(cohort, code, next) : other_code(cohort, next, code);
        from = next;
    }
    if (chance(cohort, 60)) /* abroad for good */
        person->home[person->homes - 1].to =
            edge_day(cohort, person->home[person->homes - 1].from, cohort->date);
}

static void random_centres(Cohort *cohort, Person *person, Day before)
{
    int stays = chance(cohort, 600) ? 0 : 1 + below(cohort, 3);
    Day from = edge_day(cohort, before - 500, before);
    for (int i = 0; i < stays; i++) {
        Day to = edge_day(cohort, from, from + 300);
        if (chance(cohort, 100)) to = FOREVER;
        person->centre[person->centres++] = (Stay){random_code(cohort, from), from, to};
        Day next = to == FOREVER || chance(cohort, 250) ? from + below(cohort, 200) : to + 1;
        from = edge_day(cohort, next, next + 20);
    }
    if (person->centres > 1 && chance(cohort, 150)) { /* not in the order of time */
        Stay first = person->centre[0];
        person->centre[0] = person->centre[1];
        person->centre[1] = first;
    }
    if (chance(cohort, stays ? 600 : 100))
        person->asylum_training = edge_day(cohort, from - 300, from);
}

void random_training(Cohort *cohort, Person *person, Day around)
{
    person->training_there = true;
    person->right = !chance(cohort, 80);
    person->duty = !chance(cohort, 150);
    person->target_from = around;
    if (chance(cohort, 300)) person->target_from = edge_day(cohort, around - 60, around + 400);
    if (person->target_from > cohort->date && chance(cohort, 900))
        person->target_from = cohort->date - below(cohort, 10);
    person->decision =
        chance(cohort, 180) ? NO_DAY : person->target_from + below(cohort, 100) - 10;
    person->application =
        chance(cohort, 500) ? NO_DAY : person->target_from + below(cohort, 60) - 20;
    person->training_code = chance(cohort, 180) ? random_code(cohort, person->target_from) : 0;
}

void random_special(Cohort *cohort, Person *person, Day from)
{
    static const int amounts[] = {1319903, 1320000, 1320001, 1319999, 1520000, 1608000,
                                  850000,  1,       2500000, 1330991, 400000};
    int kind = 1 + below(cohort, 2);
    person->special[person->specials++] =
        (Special){kind, edge_day(cohort, from - 20, cohort->date),
                  pick(cohort, amounts, COUNT(amounts)) +
                      (chance(cohort, 300) ? below(cohort, 9000) : 0)};
    if (chance(cohort, 400) && person->specials < 6)
        random_special(cohort, person, from); /* two decisions of a year, or the other kind */
}

static Day settlement_day(Cohort *cohort)
{
    static const int moments[][3] = {{2017, 2, 1},  {2017, 2, 2},   {2020, 12, 31},
                                     {2021, 1, 1},  {2016, 12, 31}, {2017, 1, 1},
                                     {2016, 2, 29}, {2020, 2, 29}};
    Day day = edge_day(cohort, cohort->date - (chance(cohort, 500) ? 700 : 2500), cohort->date);
    if (chance(cohort, 60)) {
        const int *m = moments[below(cohort, COUNT(moments))];
        Day moment = day_of(m[0], m[1], m[2]);
        day = moment <= cohort->date ? moment : day;
    }
    return day;
}

static void random_death(Cohort *cohort, Person *person, Day from)
{
    if (chance(cohort, 40)) person->died = edge_day(cohort, from, cohort->date);
}

static void random_refugee(Cohort *cohort)
{
    Person *person = add_person(cohort);
    random_looks(cohort, person);
    person->settled_there = true;
    person->by_agreement = !chance(cohort, 200);
    person->settled = settlement_day(cohort);
    person->settled_code = random_code(cohort, person->settled);
    person->born = random_birth(cohort, person->settled);
    random_ident(cohort, person);
    person->group = fitting_group(cohort, person);
    do
        random_permit(cohort, person, person->settled);
    while (chance(cohort, 250) && person->permits < 4);
    random_claim(cohort, person);
    random_centres(cohort, person, person->settled + below(cohort, 30) - 20);
    if (!chance(cohort, 30))
        random_homes(cohort, person,
                     person->settled + (chance(cohort, 150) ? below(cohort, 41) - 20 : 0));
    if (year_of(person->settled) - year_of(person->born) >= 15 && chance(cohort, 800))
        random_training(cohort, person, person->settled);
    if (chance(cohort, 80)) random_special(cohort, person, person->settled);
    if (chance(cohort, 100)) random_limited_family(cohort, person);
    random_death(cohort, person, person->settled);
}

/* Born on the day, six months after to the day, a day outside, in another town, abroad. */
static void random_newborn(Cohort *cohort)
{
    static const int months[] = {0, 0, 6, 6, 6, 3, 7, 1};
    const Register *all = &cohort->people;
    size_t number = draw(cohort) % all->persons;
    for (size_t i = 0; i < 50 && !all->person[number].settled_there; i++)
        number = (number + 1) % all->persons;
    Person mother = all->person[number];
    if (!mother.settled_there) return;
    Person *person = add_person(cohort);
    random_looks(cohort, person);
    (void)snprintf(person->country, sizeof person->country, "%s", mother.country);
    (void)snprintf(person->mother, sizeof person->mother, "%s",
                   chance(cohort, 30) ? "02828037954" : mother.ident);
    person->born = near_day(cohort, mother.settled, pick(cohort, months, COUNT(months)));
    if (person->born > cohort->date) person->born = cohort->date;
    random_ident(cohort, person);
    random_permit(cohort, person, person->born);
    if (chance(cohort, 600)) random_homes(cohort, person, person->born);
    if (person->homes && mother.homes && chance(cohort, 700))
        person->home[0].code = mother.home[mother.homes - 1].code;
    if (chance(cohort, 30)) { /* has a settlement of its own */
        person->settled_there = true;
        person->settled = person->born + below(cohort, 100);
        person->settled_code = mother.settled_code;
        person->group = BARN;
        random_claim(cohort, person);
    }
    if (chance(cohort, 30)) random_special(cohort, person, person->born);
    random_death(cohort, person, person->born);
}

/* In or out of a basic grant by a day, in a small place or one near 150: 15 January, three
 * years before. */
static void random_basic(Cohort *cohort, Person *person)
{
    static const int small[] = {1101, 1103, 1515, 1820, 1840, 1841};
    int year = year_of(cohort->date) - below(cohort, 4),
        code = chance(cohort, 500) ? 301 : pick(cohort, small, 6);
    Day from = chance(cohort, 600) ? day_of(year, 1, 14 + below(cohort, 3))
                                   : day_of(year, 1, 1) - below(cohort, 2);
    if (chance(cohort, 250)) code = splitting_code(cohort, from);
    person->permit[0].ground = chance(cohort, 700) ? FAMILIE_FLYKTNING : KOLLEKTIV_BESKYTTELSE;
    person->permit[0].permanent = true;
    if (person->permit[0].ground == FAMILIE_FLYKTNING && person->permit[0].reference[0] == 0) {
        person->permit[0].reference_settled = person->permit[0].application = from - 100;
        copy_ident(person->permit[0].reference, "02828037954");
    }
    person->home[person->homes++] = (Stay){code, from - below(cohort, 3), FOREVER};
    random_training(cohort, person, from);
    if (chance(cohort, 700)) { /* nothing else stands against the person */
        person->born = from - 12000;
        random_ident(cohort, person);
        person->right = person->duty = true;
        person->decision = from;
    }
    if (chance(cohort, 800)) person->target_from = from < cohort->date ? from : cohort->date;
    if (chance(cohort, 300)) { /* moves on 15 January, or a day beside it */
        Day day = day_of(year_of(cohort->date), 1, 14 + below(cohort, 3));
        if (day > person->home[0].from) {
            person->home[0].to = day - 1;
            person->home[person->homes++] = (Stay){other_code(cohort, day, code), day, FOREVER};
        }
    }
}

/* Never settled: family of Nordic citizens with training, asylum seekers in centres. */
static void random_other(Cohort *cohort)
{
    Person *person = add_person(cohort);
    random_looks(cohort, person);
    Day around = settlement_day(cohort);
    person->born = random_birth(cohort, around);
    random_ident(cohort, person);
    random_permit(cohort, person, around);
    if (chance(cohort, 300)) {
        random_basic(cohort, person);
    } else if (chance(cohort, 500)) {
        random_homes(cohort, person, around);
        random_training(cohort, person, around + below(cohort, 30));
    } else {
        person->permit[0].ground = chance(cohort, 800) ? ASYLSOKER : ASYL;
        random_centres(cohort, person, around);
        if (person->centres)
            person->asylum_training =
                edge_day(cohort, person->centre[0].from - 2, person->centre[0].from + 200);
        if (person->asylum_training != NO_DAY && chance(cohort, 500)) {
            person->born = near_day(cohort, person->asylum_training,
                                    chance(cohort, 500) ? -12 * 16 : -12 * 18);
            random_ident(cohort, person);
        }
    }
    random_death(cohort, person, around);
}

/* One thing that control.md blocks. */
void spoil(Cohort *cohort, Person *person)
{
    switch (below(cohort, 8)) {
    case 0:
        person->woman = !person->woman;
        break;
    case 1:
        person->born += 1;
        break;
    case 2:
        if (person->homes > 1) person->home[0].to = person->home[1].from;
        break;
    case 3:
        if (person->homes) person->home[person->homes - 1].code = 9999;
        break;
    case 4:
        person->group = person->group == BARN ? VOKSEN : BARN;
        break;
    case 5:
        person->died = (person->settled_there ? person->settled : person->born) - 1;
        break;
    case 6:
        if (person->settled_there) person->settled = cohort->date + 1 + below(cohort, 20);
        break;
    default:
        if (person->homes) person->home[0].to = person->home[0].from - 1;
    }
}

void random_person(Cohort *cohort)
{
    int kind = below(cohort, 100);
    if (kind < 72 || cohort->people.persons < 10)
        random_refugee(cohort);
    else if (kind < 84)
        random_newborn(cohort);
    else
        random_other(cohort);
    Person *person = &cohort->people.person[cohort->people.persons - 1];
    cross_splits(cohort, person);
    if (chance(cohort, 20)) spoil(cohort, person);
}
