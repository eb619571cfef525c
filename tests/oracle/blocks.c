/*
 * What holds a person back, for the oracle (control.md, "What blocks"; grants.md 4, point 4).
 */
#include "oracle.h"

#include <string.h>

/* control.md: a control has a number; of several that hold the lowest is named. */
void hold(Person *person, int control, const char *reason)
{
    if (person->held && person->reason <= control) return;
    person->held = reason;
    person->reason = control;
}

static void hold_pair(Person *a, Person *b, const char *reason)
{
    a->unplaced = b->unplaced = true;
    hold(a, 401, reason);
    hold(b, 401, reason);
}

static bool municipality_unknown(const Run *run, const Person *person)
{
    bool unknown = (person->settled_there && !existed_ever(run, person->settled_code)) ||
                   (person->training_code && !existed_ever(run, person->training_code));
    for (int i = 0; i < person->homes; i++)
        unknown = unknown || !existed_ever(run, person->home[i].code);
    for (int i = 0; i < person->centres; i++)
        unknown = unknown || !existed_ever(run, person->centre[i].code);
    return unknown;
}

/* `bosted` periods that overlap or run backwards. */
static bool homes_disordered(const Person *person)
{
    for (int i = 0; i < person->homes; i++)
        if (person->home[i].to < person->home[i].from ||
            (i > 0 && person->home[i].from <= person->home[i - 1].to))
            return true;
    return false;
}

/* grants.md 2.2: a group that contradicts the age by calendar year. */
static bool group_against_age(const Person *person)
{
    int turning = year_of(person->settled) - year_of(person->born);
    switch (person->group) {
    case ENSLIG_VOKSEN:
    case VOKSEN:
        return turning < 18;
    case BARN:
        return turning >= 18;
    default:
        return turning > 20;
    }
}

static void block_record(const Run *run, Person *person)
{
    if (homes_disordered(person)) {
        hold(person, 301, "residence overlaps or runs backwards");
        person->unplaced = true;
    }
    if (!control_digits_right(person->ident)) hold(person, 101, "control digits");
    if (!date_in_ident(person->ident, person->born)) hold(person, 102, "birth date");
    if (!sex_in_ident(person->ident, person->woman)) hold(person, 103, "sex");
    if (municipality_unknown(run, person)) hold(person, 106, "municipality never existed");
    if (person->died != NO_DAY && (person->died < person->born ||
                                   (person->settled_there && person->died < person->settled)))
        hold(person, 104, "death before birth or settlement");
    if (!person->settled_there) return;
    if (group_against_age(person)) hold(person, 201, "group against age");
    if (person->settled > person->extract) hold(person, 105, "settlement after the extract");
}

/* An ident twice with different content; of the two the smaller record is computed. */
static void block_twins(Register *people)
{
    for (size_t i = 0; i < people->persons; i++)
        for (size_t k = i + 1; k < people->persons; k++) {
            Person *a = &people->person[i], *b = &people->person[k];
            if (strcmp(a->ident, b->ident)) continue;
            if (a->none_counts) {
                a->unplaced = b->unplaced = true;
                hold(a, 411, "no record counts");
                hold(b, 411, "no record counts");
            } else {
                hold_pair(a, b, "ident twice");
            }
            (strcmp(a->record, b->record) < 0 ? b : a)->twin = true;
        }
}

static bool has_ident(const Person *person, const char *ident)
{
    bool has = strcmp(person->ident, ident) == 0;
    for (int k = 0; k < person->formers; k++)
        has = has || strcmp(person->former[k], ident) == 0;
    return has;
}

/* Two records that claim one person's ledger lines: the owner is unknown. */
static void block_linked_pairs(Register *people)
{
    for (size_t i = 0; i < people->persons; i++)
        for (size_t n = 0; n < people->persons; n++) {
            Person *a = &people->person[i], *b = &people->person[n];
            if (strcmp(a->ident, b->ident) == 0) continue;
            for (int k = 0; k < a->formers; k++)
                if (has_ident(b, a->former[k])) hold_pair(a, b, "earlier ident twice");
        }
}

/* The same by the ledger's word on an ident that the register does not name. */
static void block_remembered_pairs(Register *people, const State *state)
{
    for (size_t i = 0; i < state->settled.lines; i++) {
        const char *ident = state->settled.line[i].ident;
        if (*ident == 'M' || (i > 0 && strcmp(ident, state->settled.line[i - 1].ident) == 0))
            continue;
        Owners owners = owners_of(people, state, ident);
        for (int k = 1; k < owners.count; k++)
            hold_pair(owners.person[0], owners.person[k], "earlier ident twice");
    }
}

/* Something of what committed runs settled for the ident stands. */
static bool paid_before(const State *state, const char *ident)
{
    for (size_t i = 0; i < state->settled.lines; i++) {
        const Line *line = &state->settled.line[i];
        int64_t sum = 0;
        for (size_t k = 0; strcmp(line->ident, ident) == 0 && k < state->settled.lines; k++) {
            const Line *same = &state->settled.line[k];
            if (strcmp(same->ident, ident) == 0 && strcmp(same->code, line->code) == 0 &&
                same->year == line->year && same->municipality == line->municipality)
                sum += same->settled;
        }
        if (sum != 0) return true;
    }
    return false;
}

/* A former ident that was paid does not make the present one known: the one before it may be
 * the one that has vanished. */
static bool is_new(const State *state, const Person *person)
{
    return !paid_before(state, person->ident);
}

static bool looks_like(const Person *person, const Look *look)
{
    Day settled = person->settled_there ? person->settled : NO_DAY;
    return person->born == look->born && person->woman == look->woman &&
           settled == look->settled && strcmp(person->country, look->country) == 0;
}

/* A new ident that looks like a vanished one is held until they are linked. */
static void block_lookalikes(Run *run, const State *state)
{
    for (size_t i = 0; i < state->looks; i++) {
        const Look *look = &state->look[i];
        if (!paid_before(state, look->ident) || owner_of(&run->people, state, look->ident))
            continue; /* not vanished */
        for (size_t k = 0; k < run->people.persons; k++)
            if (looks_like(&run->people.person[k], look) &&
                is_new(state, &run->people.person[k]))
                hold(&run->people.person[k], 405, "looks like a vanished person");
    }
}

/* A newborn whose mother is not there or is held, until nothing changes any more. */
void block_newborns(Register *people)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < people->persons; i++) {
            Person *child = &people->person[i];
            if (child->settled_there || !*child->mother || child->mother_held) continue;
            const Person *mother = find_person_or_former(people, child->mother);
            if (mother && !mother->held) continue;
            if (!mother)
                hold(child, 402, "mother is not there");
            else if (!child->held) /* who is held already is not asked for the mother */
                hold(child, 403, "mother is held");
            child->mother_held = true;
            child->unplaced = child->unplaced || (mother && mother->unplaced);
            changed = true;
        }
    }
}

void block_persons(Run *run, const State *state)
{
    for (size_t i = 0; i < run->people.persons; i++)
        block_record(run, &run->people.person[i]);
    block_twins(&run->people);
    block_linked_pairs(&run->people);
    block_remembered_pairs(&run->people, state);
    block_lookalikes(run, state);
    for (size_t i = 0; i < run->people.persons; i++)
        if (run->people.person[i].unproven)
            hold(&run->people.person[i], 413, "only the sender says who it was");
}
