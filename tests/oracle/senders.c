/*
 * Whose word counts when senders of extracts differ, for the oracle (register.md, "Senders").
 */
#include "oracle.h"

#include <string.h>

/* ---- one municipality under several codes ---- */

enum { MOST_MEANINGS = 64, MOST_RECORDS = 100000 };

static int meanings(const Run *run, int code, int *found, int count)
{
    const Municipality *m = municipality(run, code);
    if (m && m->from > run->cutoff) {
        int before = count;
        for (int i = 0; i < run->municipalities; i++)
            for (int k = 0; k < run->municipality[i].successors; k++)
                if (run->municipality[i].successor[k] == code)
                    count = meanings(run, run->municipality[i].code, found, count);
        if (count > before) return count;
    } else if (m && m->to < run->cutoff && m->successors) {
        for (int k = 0; k < m->successors; k++)
            count = meanings(run, m->successor[k], found, count);
        return count;
    }
    if (count < MOST_MEANINGS) found[count++] = code;
    return count;
}

static bool one_municipality(const Run *run, int a, int b)
{
    int of_a[MOST_MEANINGS], of_b[MOST_MEANINGS];
    if (a == b) return true;
    if (a == 0 || b == 0) return false;
    int count_a = meanings(run, a, of_a, 0), count_b = meanings(run, b, of_b, 0);
    for (int i = 0; i < count_a; i++)
        for (int k = 0; k < count_b; k++)
            if (of_a[i] == of_b[k]) return true;
    return false;
}

static bool only_own(const Run *run, int sender)
{
    for (int i = 0; i < run->only_owns; i++)
        if (one_municipality(run, run->only_own[i], sender)) return true;
    return false;
}

static bool names(const Run *run, const Person *record, int sender)
{
    if (record->settled_there && one_municipality(run, sender, record->settled_code))
        return true;
    for (int i = 0; i < record->homes; i++)
        if (one_municipality(run, sender, record->home[i].code)) return true;
    return false;
}

/* What committed runs settled of the ident, by whom: sender 0: anybody. */
static bool has_lines(const Run *run, const State *state, int sender, const char *ident)
{
    const Lines *all = &state->settled;
    for (size_t i = 0; i < all->lines; i++) {
        const Line *line = &all->line[i];
        int64_t sum = 0;
        if (strcmp(line->ident, ident)) continue;
        for (size_t k = 0; k < all->lines; k++) {
            const Line *same = &all->line[k];
            if (strcmp(same->ident, ident) == 0 && strcmp(same->code, line->code) == 0 &&
                same->year == line->year && same->municipality == line->municipality)
                sum += same->settled;
        }
        if (sum && (sender == 0 || one_municipality(run, sender, line->municipality)))
            return true;
    }
    return false;
}

/* Somebody who is not the sender sent the record. */
static bool sent_by_another(const Run *run, const Person *record, int sender)
{
    for (int i = 0; i < record->senders; i++)
        if (!one_municipality(run, record->sender[i], sender)) return true;
    return false;
}

/* ---- records of one ident ---- */

static bool same_ident(const Person *a, const Person *b)
{
    return strcmp(a->ident, b->ident) == 0;
}

static bool word_counts(const Run *run, const State *state, const Person *person, int sender)
{
    if (sender == 0 || has_lines(run, state, sender, person->ident)) return true;
    for (size_t i = 0; i < run->people.persons; i++) {
        const Person *other = &run->people.person[i];
        if (!same_ident(person, other) || other->gone || !sent_by_another(run, other, sender))
            continue;
        if (names(run, other, sender)) return true;
        for (int k = 0; k < other->formers; k++)
            if (has_lines(run, state, sender, other->former[k])) return true;
    }
    return false;
}

static bool record_counts(const Run *run, const State *state, const Person *record)
{
    for (int i = 0; i < record->senders; i++)
        if (word_counts(run, state, record, record->sender[i])) return true;
    return false;
}

static bool others_send(const Run *run, const Person *person, bool *differ)
{
    bool others = false;
    *differ = false;
    for (size_t k = 0; k < run->people.persons; k++) {
        const Person *record = &run->people.person[k];
        if (!same_ident(person, record)) continue;
        *differ = *differ || record != person;
        for (int s = 0; s < record->senders; s++)
            others = others || !only_own(run, record->sender[s]);
    }
    return others;
}

/* --only-own: where records differ, such a sender's word goes, if others send the person. */
static void drop_only_own(Run *run)
{
    bool drop[MOST_RECORDS], differ;
    for (size_t i = 0; i < run->people.persons && i < MOST_RECORDS; i++)
        drop[i] = others_send(run, &run->people.person[i], &differ) && differ;
    for (size_t i = 0; i < run->people.persons && i < MOST_RECORDS; i++) {
        Person *record = &run->people.person[i];
        int kept = 0;
        for (int k = 0; k < record->senders && drop[i]; k++)
            if (!only_own(run, record->sender[k])) record->sender[kept++] = record->sender[k];
        if (drop[i]) record->senders = kept;
        record->gone = record->senders == 0;
    }
}

static bool all_from_one(const Run *run, const Person *person)
{
    int first = -1;
    for (size_t i = 0; i < run->people.persons; i++) {
        const Person *record = &run->people.person[i];
        for (int k = 0; same_ident(person, record) && !record->gone && k < record->senders; k++)
            if (first < 0)
                first = record->sender[k];
            else if (!one_municipality(run, first, record->sender[k]))
                return false;
    }
    return true;
}

static void take_away(Register *people)
{
    size_t kept = 0;
    for (size_t i = 0; i < people->persons; i++)
        if (!people->person[i].gone) people->person[kept++] = people->person[i];
    people->persons = kept;
}

static void weigh_records(Run *run, const State *state)
{
    Register *people = &run->people;
    drop_only_own(run);
    take_away(people);
    for (size_t i = 0; i < people->persons; i++)
        people->person[i].counts = record_counts(run, state, &people->person[i]);
    for (size_t i = 0; i < people->persons; i++) {
        Person *person = &people->person[i];
        int records = 0, counting = 0;
        for (size_t k = 0; k < people->persons; k++)
            if (same_ident(person, &people->person[k])) {
                records++;
                counting += people->person[k].counts;
            }
        if (records == 1 || all_from_one(run, person)) continue;
        if (counting == 0)
            person->none_counts = true;
        else
            person->stray = !person->counts;
    }
    for (size_t i = 0; i < people->persons; i++)
        people->person[i].gone = people->person[i].stray;
    take_away(people);
}

/* ---- former idents ---- */

static bool claims(const Person *person, const char *ident)
{
    for (int k = 0; k < person->formers; k++)
        if (strcmp(person->former[k], ident) == 0) return true;
    return false;
}

static const Word *word_of(const State *state, const char *ident)
{
    for (size_t i = 0; i < state->words; i++)
        if (strcmp(state->word[i].ident, ident) == 0) return &state->word[i];
    return NULL;
}

static bool was_linked(const State *state, const Person *person, const char *ident)
{
    const Word *word = word_of(state, person->ident);
    for (size_t i = 0; word && i < state->links; i++)
        if (state->link[i].run == word->run &&
            strcmp(state->link[i].owner, person->ident) == 0 &&
            strcmp(state->link[i].former, ident) == 0)
            return true;
    return false;
}

static bool was_senders(const Run *run, const State *state, int sender, const char *ident)
{
    if (sender == 0) return true;
    if (only_own(run, sender)) return false;
    if (has_lines(run, state, sender, ident)) return true;
    const Word *word = word_of(state, ident);
    if (word && one_municipality(run, sender, word->settled_code)) return true;
    for (size_t i = 0; i < run->people.persons; i++) {
        const Person *other = &run->people.person[i];
        if (strcmp(other->ident, ident) == 0 && names(run, other, sender)) return true;
        if (claims(other, ident) && sent_by_another(run, other, sender) &&
            names(run, other, sender))
            return true;
    }
    return false;
}

static bool proven(const Run *run, const State *state, const Person *person, const char *ident)
{
    bool is = was_linked(state, person, ident);
    for (size_t i = 0; i < run->people.persons && !is; i++) {
        const Person *record = &run->people.person[i];
        if (!same_ident(person, record) || !claims(record, ident)) continue;
        for (int k = 0; k < record->senders; k++)
            is = is || was_senders(run, state, record->sender[k], ident);
    }
    return is;
}

static bool sent_by_believed(const Run *run, const Person *person)
{
    bool is = false;
    for (int k = 0; k < person->senders; k++)
        is = is || !only_own(run, person->sender[k]);
    return is;
}

/* What is known of an ident that is claimed. */
typedef struct {
    bool paid, held_by_another, rivals, any_proven, any_believed;
} Known;

static Known known_of(const Run *run, const State *state, const Person *person,
                      const char *ident)
{
    Known known = {.paid = has_lines(run, state, 0, ident)};
    for (size_t i = 0; i < run->people.persons; i++) {
        const Person *other = &run->people.person[i];
        known.held_by_another = known.held_by_another || strcmp(other->ident, ident) == 0;
        if (!claims(other, ident)) continue;
        known.rivals = known.rivals || !same_ident(person, other);
        known.any_proven = known.any_proven || proven(run, state, other, ident);
        known.any_believed = known.any_believed || sent_by_believed(run, other);
    }
    return known;
}

static bool claim_stands(const Run *run, const State *state, const Person *person,
                         const char *ident)
{
    Known known = known_of(run, state, person, ident);
    if (!known.paid && !known.held_by_another && !known.rivals) return true;
    if (proven(run, state, person, ident)) return true;
    if (known.paid || known.held_by_another || known.any_proven) return false;
    return !known.any_believed || sent_by_believed(run, person);
}

static void weigh_formers(Run *run, const State *state)
{
    for (size_t i = 0; i < run->people.persons; i++) {
        Person *person = &run->people.person[i];
        person->refusals = 0;
        for (int k = 0; k < person->formers; k++)
            if (!claim_stands(run, state, person, person->former[k]))
                person->refused[person->refusals++] = k;
    }
    for (size_t i = 0; i < run->people.persons; i++) {
        Person *person = &run->people.person[i];
        for (int r = person->refusals; r > 0; r--) {
            char *former = person->former[person->refused[r - 1]];
            person->unproven = person->unproven || has_lines(run, state, 0, former);
            copy_ident(former, person->former[--person->formers]);
        }
    }
}

void weigh_senders(Run *run, const State *state)
{
    weigh_records(run, state);
    weigh_formers(run, state);
}
