/*
 * Takes a random cohort on to a later date: what was registered late, corrected for the past,
 * linked under a new ident, or has vanished.
 */
#include "random_cohort.h"

#include <string.h>

/* Somewhere in the last two years, mostly lately. */
static Day lately(Cohort *cohort)
{
    return edge_day(cohort, cohort->date - (chance(cohort, 600) ? 100 : 700), cohort->date);
}

static void move(Cohort *cohort, Person *person)
{
    Day day = lately(cohort);
    Stay *last = person->homes ? &person->home[person->homes - 1] : NULL;
    if (person->homes >= MOST - 4 || (last && last->from >= day)) return;
    int code = last ? (chance(cohort, 150) ? heir_of(cohort, last->code, day)
                                           : other_code(cohort, day, last->code))
                    : random_code(cohort, day);
    if (last && last->to >= day) last->to = day - 1;
    person->home[person->homes++] = (Stay){code, day, FOREVER};
}

/* A move of the past that comes to light now: one stay becomes two. */
static void move_in_the_past(Cohort *cohort, Person *person)
{
    if (!person->homes || person->homes >= MOST - 4) return;
    int i = below(cohort, person->homes);
    Day end = person->home[i].to < cohort->date ? person->home[i].to : cohort->date;
    Day day = edge_day(cohort, person->home[i].from + 1, end);
    if (day <= person->home[i].from || day > end) return;
    memmove(&person->home[i + 1], &person->home[i],
            (size_t)(person->homes - i) * sizeof *person->home);
    person->homes++;
    person->home[i].to = day - 1;
    person->home[i + 1].from = day;
    person->home[i + 1].code = other_code(cohort, day, person->home[i].code);
}

/* At a merger every open stay may be registered anew under the new code. */
static void register_anew(Cohort *cohort, Person *person)
{
    Stay *last = person->homes ? &person->home[person->homes - 1] : NULL;
    Day day = day_of(year_of(cohort->date), 1, 1);
    if (!last || last->to != FOREVER || last->from >= day || person->homes >= MOST - 4) return;
    int heir = heir_of(cohort, last->code, day);
    if (heir == last->code || !chance(cohort, 300)) return;
    last->to = day - 1;
    person->home[person->homes++] = (Stay){heir, day, FOREVER};
}

static void leave(Cohort *cohort, Person *person)
{
    Stay *last = person->homes ? &person->home[person->homes - 1] : NULL;
    Day day = lately(cohort);
    if (last && last->from <= day) last->to = chance(cohort, 200) ? FOREVER : day;
}

/* DUF, then D-number, then fødselsnummer; some are not linked. */
static void change_ident(Cohort *cohort, Person *person)
{
    const char *kind = strcmp(person->kind, "DUF") == 0 && chance(cohort, 500) ? "DNR" : "FNR";
    if (strcmp(person->kind, "FNR") == 0 || person->formers >= 8) return;
    copy_ident(person->former[person->formers++], person->ident);
    new_ident(cohort, person, kind);
    if (chance(cohort, 250)) person->formers = 0;
}

/* A later register names an earlier ident no more, or none at all. */
static void forget_ident(Cohort *cohort, Person *person)
{
    if (person->formers == 0) return;
    int at = below(cohort, person->formers);
    person->formers = chance(cohort, 400) ? 0 : person->formers - 1;
    if (at < person->formers) copy_ident(person->former[at], person->former[person->formers]);
}

/* A change of ident is taken back. */
static void return_ident(Cohort *cohort, Person *person)
{
    if (person->formers == 0 || !chance(cohort, 300)) return;
    copy_ident(person->ident, person->former[--person->formers]);
    set_kind_of_ident(person);
    if (chance(cohort, 300)) person->formers = 0;
}

/* Two who were taken for one: an earlier ident stands alone again. */
static void separate(Cohort *cohort, size_t index)
{
    Person *other = add_person(cohort);
    Person *person = &cohort->people.person[index];
    *other = *person;
    copy_ident(other->ident, person->former[--person->formers]);
    set_kind_of_ident(other);
    other->formers = 0;
}

/* A late link: the vanished person's ident is entered in the new record. */
static void link_again(Cohort *cohort, Person *person, const Person *gone, size_t gones)
{
    for (size_t i = 0; i < gones; i++)
        if (gone[i].born == person->born && gone[i].settled == person->settled &&
            gone[i].woman == person->woman && person->formers < 8 && chance(cohort, 500) &&
            !find_person_or_former(&cohort->people, gone[i].ident))
            copy_ident(person->former[person->formers++], gone[i].ident);
}

static void correct_settlement(Cohort *cohort, Person *person)
{
    if (!person->settled_there) return;
    switch (below(cohort, 5)) {
    case 0:
        person->settled = near_day(cohort, person->settled, below(cohort, 9) - 4);
        if (person->settled > cohort->date) person->settled = cohort->date;
        if (person->settled < person->born) person->settled = person->born;
        person->group = fitting_group(cohort, person);
        break;
    case 1:
        person->settled_code = random_code(cohort, person->settled);
        break;
    case 2:
        person->group = fitting_group(cohort, person);
        break;
    default:
        random_claim(cohort, person);
    }
}

static void correct_permit(Cohort *cohort, Person *person)
{
    Day around = person->settled_there ? person->settled : cohort->date - 300;
    if (!person->permits || chance(cohort, 400)) {
        if (person->permits < 8) random_permit(cohort, person, around);
    } else if (chance(cohort, 500)) {
        person->permits--;
        random_permit(cohort, person, around);
    } else {
        person->permit[below(cohort, person->permits)].permanent = chance(cohort, 500);
    }
}

static void correct_training(Cohort *cohort, Person *person)
{
    if (!person->training_there || chance(cohort, 150)) {
        random_training(cohort, person,
                        person->settled_there ? person->settled : lately(cohort));
        return;
    }
    switch (below(cohort, 4)) {
    case 0:
        person->duty = !person->duty;
        break;
    case 1:
        *(chance(cohort, 500) ? &person->decision : &person->application) = lately(cohort);
        break;
    case 2:
        person->training_code = chance(cohort, 500) ? 0 : random_code(cohort, cohort->date);
        break;
    default:
        person->target_from = near_day(cohort, person->target_from, 1);
        if (person->target_from > cohort->date) person->target_from = cohort->date;
    }
}

static void correct_special(Cohort *cohort, Person *person)
{
    if (person->specials && chance(cohort, 400))
        person->specials--;
    else if (person->specials < 6)
        random_special(cohort, person,
                       person->settled_there ? person->settled : lately(cohort));
}

/* Some of what blocked a person is put right. */
static void repair(Cohort *cohort, Person *person)
{
    for (int i = 0; i < person->homes; i++) {
        Stay *home = &person->home[i];
        if (home->code == 9999) home->code = random_code(cohort, home->from);
        if (home->to < home->from) home->to = home->from;
        if (i + 1 < person->homes && home->to >= home[1].from && home->from < home[1].from)
            home->to = home[1].from - 1;
    }
    if (strlen(person->ident) == 11) person->woman = (person->ident[8] - '0') % 2 == 0;
    if (person->settled_there && person->settled >= person->born)
        person->group = fitting_group(cohort, person);
    if (person->died != NO_DAY && person->settled_there && person->died < person->settled)
        person->died = NO_DAY;
}

static void change(Cohort *cohort, Person *person)
{
    void (*const changes[])(Cohort *, Person *) = {move,
                                                   move,
                                                   move,
                                                   move_in_the_past,
                                                   move_in_the_past,
                                                   leave,
                                                   change_ident,
                                                   change_ident,
                                                   forget_ident,
                                                   forget_ident,
                                                   return_ident,
                                                   correct_settlement,
                                                   correct_settlement,
                                                   correct_permit,
                                                   correct_training,
                                                   correct_special,
                                                   repair};
    int count = (int)(sizeof changes / sizeof *changes);
    changes[below(cohort, count)](cohort, person);
    if (chance(cohort, 60))
        person->died =
            person->died == NO_DAY && person->settled <= cohort->date
                ? edge_day(cohort, person->settled == NO_DAY ? person->born : person->settled,
                           cohort->date)
                : NO_DAY;
    if (chance(cohort, 20)) spoil(cohort, person);
}

/* Which of two records of one ident counts for a basic grant is not settled: where one has
 * training, there is only one. */
static void leave_one_in_training(Register *all)
{
    size_t kept = 0;
    for (size_t i = 0; i < all->persons; i++) {
        const Person *person = &all->person[i], *twin = NULL;
        for (size_t k = 0; k < kept && !twin; k++)
            if (strcmp(all->person[k].ident, person->ident) == 0) twin = &all->person[k];
        if (twin && (twin->training_there || person->training_there)) continue;
        all->person[kept++] = *person;
    }
    all->persons = kept;
}

void enter_again(Cohort *cohort, size_t index)
{
    static const char *const kinds[] = {"DUF", "DNR", "FNR"};
    int times = chance(cohort, 150) ? 4 : 1;
    bool other_kind = times == 1 && chance(cohort, 700);
    for (int i = 0; i < times; i++) {
        Person *again = add_person(cohort);
        const Person *person = &cohort->people.person[index];
        const char *kind = other_kind ? kinds[below(cohort, 3)] : person->kind;
        *again = *person;
        again->formers = 0;
        new_ident(cohort, again, kind);
        if (again->settled_there && chance(cohort, 300))
            again->settled_code = random_code(cohort, again->settled);
        if (chance(cohort, 200)) again->homes = 0;
        if (chance(cohort, 100)) again->settled_there = again->homes > 0;
    }
}

void evolve(Cohort *cohort, int fresh)
{
    static Person gone[500];
    size_t gones = 0, kept = 0;
    Register *all = &cohort->people;
    for (size_t i = 0; i < all->persons; i++) {
        if (chance(cohort, 7)) { /* vanishes */
            if (gones < 500) gone[gones++] = all->person[i];
            continue;
        }
        all->person[kept] = all->person[i];
        all->person[kept].extract = cohort->date;
        kept++;
    }
    all->persons = kept;
    for (size_t i = 0; i < kept; i++) {
        cross_splits(cohort, &all->person[i]);
        register_anew(cohort, &all->person[i]);
        while (chance(cohort, 250))
            change(cohort, &all->person[i]);
    }
    for (size_t i = 0; i < kept; i++)
        if (all->person[i].formers > 0 && chance(cohort, 5)) separate(cohort, i);
    for (size_t i = 0; i < gones; i++)
        if (chance(cohort, 400)) { /* comes back under a new ident, linked or not */
            Person *person = add_person(cohort);
            *person = gone[i];
            person->extract = cohort->date;
            new_ident(cohort, person, "FNR");
            link_again(cohort, person, &gone[i], 1);
        }
    for (size_t i = 0; i < kept; i++)
        if (chance(cohort, 4)) enter_again(cohort, i);
    for (int i = 0; i < fresh; i++)
        random_person(cohort);
    leave_one_in_training(all);
}
