/*
 * Whose settled lines are, for the oracle (grants.md 4, point 4: a person's earlier idents own
 * the same ledger lines). A register that names an earlier ident no more has not taken it away:
 * what an ident's person last said of it in a committed run stands until the register says
 * something else.
 */
#include "oracle.h"

#include <string.h>

typedef struct {
    char ident[500][IDENT_SIZE];
    int count;
} Reached;

static int latest_word(const State *state, const char *ident)
{
    for (size_t i = 0; i < state->words; i++)
        if (strcmp(state->word[i].ident, ident) == 0) return state->word[i].run;
    return 0;
}

/* It stands in the owner's latest word, and the former ident has had no word since. */
static bool stands(const State *state, const Link *link)
{
    return link->run == latest_word(state, link->owner) &&
           link->run > latest_word(state, link->former);
}

static bool reached(const Reached *all, const char *ident)
{
    for (int i = 0; i < all->count; i++)
        if (strcmp(all->ident[i], ident) == 0) return true;
    return false;
}

/* True: something new. */
static bool reach(const Register *people, const char *ident, Reached *all, Owners *owners)
{
    Person *person = find_person_or_former(people, ident);
    if (!person) {
        if (reached(all, ident)) return false;
        if (all->count == 500) stop(6, "too many earlier idents", "of one person");
        copy_ident(all->ident[all->count++], ident);
        return true;
    }
    for (int i = 0; i < owners->count; i++)
        if (owners->person[i] == person) return false;
    if (owners->count == MOST_OWNERS) stop(6, "too many owners", "of one ident");
    owners->person[owners->count++] = person;
    return true;
}

/* On to whoever had an ident later; with `back`, also to whoever it was earlier. */
static void follow(const Register *people, const State *state, bool back, Reached *all,
                   Owners *owners)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < state->links; i++) {
            const Link *link = &state->link[i];
            bool later = reached(all, link->former);
            bool earlier = back && reached(all, link->owner);
            if ((!later && !earlier) || !stands(state, link)) continue;
            if (later && reach(people, link->owner, all, owners)) changed = true;
            if (earlier && reach(people, link->former, all, owners)) changed = true;
        }
    }
}

Owners owners_of(const Register *people, const State *state, const char *ident)
{
    static Reached all;
    Owners owners = {.count = 0};
    all.count = 0;
    (void)reach(people, ident, &all, &owners);
    if (owners.count == 0) follow(people, state, false, &all, &owners);
    if (owners.count == 0) follow(people, state, true, &all, &owners);
    return owners;
}

Person *owner_of(const Register *people, const State *state, const char *ident)
{
    Owners owners = owners_of(people, state, ident);
    return owners.count ? owners.person[0] : NULL;
}
