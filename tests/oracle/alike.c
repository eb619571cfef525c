/*
 * Persons who look like one under several idents, for the oracle (register.md, "One person,
 * several idents"). Every pair is looked at.
 */
#include "oracle.h"

#include <string.h>

static const Permit *first_lasting(const Person *person)
{
    const Permit *first = NULL;
    for (int i = 0; i < person->permits; i++)
        if (person->permit[i].permanent &&
            (!first || person->permit[i].decided < first->decided))
            first = &person->permit[i];
    return first;
}

static bool alike(const Person *a, const Person *b)
{
    const Permit *x = first_lasting(a), *y = first_lasting(b);
    return x && y && strcmp(a->ident, b->ident) != 0 && x->ground == y->ground &&
           x->decided == y->decided && a->born == b->born && a->woman == b->woman &&
           strcmp(a->country, b->country) == 0;
}

/* DUF, then D-number, then fødselsnummer. */
static int age_of_kind(const Person *person)
{
    return strcmp(person->kind, "DUF") == 0 ? 2 : strcmp(person->kind, "DNR") == 0 ? 1 : 0;
}

static bool first_of_january(const Person *person)
{
    return person->born == day_of(year_of(person->born), 1, 1);
}

static bool one_kind(const Person *a, const Person *b)
{
    return first_of_january(a) || age_of_kind(a) == age_of_kind(b);
}

/* Where it was settled, else where it lives. */
static int registered_by(const Run *run, const Person *person)
{
    int code =
        person->settled_there ? person->settled_code : home_code(run, person, run->cutoff);
    Place place = map_code(run, NULL, code, run->cutoff);
    return code == 0 || place.ambiguous ? code : place.code;
}

static bool paid(const Lines *lines, const Person *person)
{
    for (size_t i = 0; i < lines->lines; i++)
        if (strcmp(lines->line[i].ident, person->ident) == 0 && lines->line[i].settled)
            return true;
    return false;
}

/* Something earned or settled; a missing rate is money, too. */
static bool gets_money(const Lines *lines, const Person *person)
{
    for (size_t i = 0; i < lines->lines; i++)
        if (strcmp(lines->line[i].ident, person->ident) == 0 &&
            (lines->line[i].earned || lines->line[i].missing))
            return true;
    return paid(lines, person);
}

static bool types_hold(const Lines *lines, const Person *person, const Person *other)
{
    if (one_kind(person, other) || !gets_money(lines, person) || !gets_money(lines, other))
        return false;
    if (age_of_kind(person) > age_of_kind(other)) return true;
    return paid(lines, other) && !paid(lines, person);
}

/* Settled, else born; then the ident. */
static bool comes_before(const Person *a, const Person *b)
{
    Day x = a->settled_there ? a->settled : a->born,
        y = b->settled_there ? b->settled : b->born;
    return x != y ? x < y : strcmp(a->ident, b->ident) < 0;
}

void block_alike(Run *run, const Lines *lines)
{
    Register *people = &run->people;
    for (size_t i = 0; i < people->persons; i++) {
        Person *person = &people->person[i];
        int others = 0;
        bool first = true;
        for (size_t k = 0; k < people->persons && !person->twin; k++) {
            const Person *other = &people->person[k];
            if (other->twin || !alike(person, other)) continue;
            if (types_hold(lines, person, other)) hold(person, 414, "under two idents");
            if (!one_kind(person, other) ||
                registered_by(run, person) != registered_by(run, other))
                continue;
            others++;
            first = first && comes_before(person, other);
        }
        if (others >= 3 && !first) hold(person, 416, "many look alike");
    }
}
