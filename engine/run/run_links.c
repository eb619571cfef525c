#include "engine/run/run_links.h"

#include <stdlib.h>
#include <string.h>

#include "rules/base/search.h"

/* `owner` said that `former` was its own. */
typedef struct Link {
    Ident former, owner;
} Link;

struct LedgerLinks {
    const PersonLooks *looks;
    Link *items; /* those that count, by former and owner */
    size_t count;
};

/* What the searches look for. */
typedef struct LinkKey {
    const PersonLooks *looks;
    const Link *links;
    Ident ident;
} LinkKey;

static bool look_before(const void *user, size_t index)
{
    const LinkKey *key = user;
    return key->looks->items[index].ident < key->ident;
}

static bool link_before(const void *user, size_t index)
{
    const LinkKey *key = user;
    return key->links[index].former < key->ident;
}

static const PersonLook *find_look(const PersonLooks *looks, Ident ident)
{
    const LinkKey key = {looks, NULL, ident};
    size_t place = search_first(looks->count, look_before, &key);
    bool found = place < looks->count && looks->items[place].ident == ident;
    return found ? &looks->items[place] : NULL;
}

/* The later word counts, so links only ever lead to later words: they cannot go in circles. */
static bool still_counts(const PersonLooks *looks, const PersonLook *owner, Ident former)
{
    const PersonLook *own = find_look(looks, former);
    return own == NULL || own->entry < owner->entry;
}

static int compare_links(const void *left, const void *right)
{
    const Link *a = left;
    const Link *b = right;
    if (a->former != b->former) return a->former < b->former ? -1 : 1;
    return a->owner < b->owner ? -1 : a->owner > b->owner;
}

Status ledger_links_make(const PersonLooks *looks, LedgerLinks **out, Failure *failure)
{
    LedgerLinks *links = system_allocate_zeroed(1, sizeof *links);
    Link *items = system_allocate(looks->former_count * sizeof *items);
    if (links == NULL || items == NULL) {
        system_free(links);
        system_free(items);
        return failure_set(failure, STATUS_MEMORY, "ledger", NULL);
    }
    *links = (LedgerLinks){looks, items, 0};
    for (size_t i = 0; i < looks->count; i++) {
        const PersonLook *owner = &looks->items[i];
        for (size_t k = 0; k < owner->former_count; k++) {
            Ident former = looks->formers[owner->former_begin + k];
            if (!still_counts(looks, owner, former)) continue;
            items[links->count++] = (Link){former, owner->ident};
        }
    }
    if (links->count > 1) qsort(items, links->count, sizeof *items, compare_links);
    *out = links;
    return STATUS_OK;
}

void ledger_links_free(LedgerLinks *links)
{
    if (links != NULL) system_free(links->items);
    system_free(links);
}

/* --- walking --- */

static Status add_owner(LinkWalk *walk, uint32_t person, Failure *failure)
{
    for (size_t i = 0; i < walk->owner_count; i++) {
        if (walk->owners[i] == person) return STATUS_OK;
    }
    TRY(system_grow(&walk->owners, &walk->owner_capacity, walk->owner_count + 1,
                    sizeof *walk->owners, failure));
    walk->owners[walk->owner_count++] = person;
    return STATUS_OK;
}

/* Whom the register names is an owner; others lead on. */
static Status visit(const Cohort *cohort, Ident ident, LinkWalk *walk, Failure *failure)
{
    int64_t owner = cohort_owner(cohort, ident);
    if (owner != COHORT_NOT_FOUND) return add_owner(walk, (uint32_t)owner, failure);
    for (size_t i = 0; i < walk->count; i++) {
        if (walk->idents[i] == ident) return STATUS_OK;
    }
    TRY(system_grow(&walk->idents, &walk->capacity, walk->count + 1, sizeof *walk->idents,
                    failure));
    walk->idents[walk->count++] = ident;
    return STATUS_OK;
}

static size_t first_link(const LedgerLinks *links, Ident former)
{
    const LinkKey key = {NULL, links->items, former};
    return search_first(links->count, link_before, &key);
}

static Status visit_later(const LedgerLinks *links, const Cohort *cohort, Ident ident,
                          LinkWalk *walk, Failure *failure)
{
    for (size_t i = first_link(links, ident);
         i < links->count && links->items[i].former == ident; i++) {
        TRY(visit(cohort, links->items[i].owner, walk, failure));
    }
    return STATUS_OK;
}

static Status visit_earlier(const LedgerLinks *links, const Cohort *cohort, Ident ident,
                            LinkWalk *walk, Failure *failure)
{
    const PersonLook *look = find_look(links->looks, ident);
    for (size_t i = 0; look != NULL && i < look->former_count; i++) {
        Ident former = links->looks->formers[look->former_begin + i];
        if (!still_counts(links->looks, look, former)) continue;
        TRY(visit(cohort, former, walk, failure));
    }
    return STATUS_OK;
}

/* The walk grows while it is walked along. */
Status ledger_links_walk(const LedgerLinks *links, const Cohort *cohort, Ident ident,
                         LinkWalk *walk, Failure *failure)
{
    walk->count = walk->owner_count = 0;
    TRY(visit(cohort, ident, walk, failure));
    for (size_t i = 0; i < walk->count; i++) {
        TRY(visit_later(links, cohort, walk->idents[i], walk, failure));
    }
    if (walk->owner_count > 0) return STATUS_OK;
    for (size_t i = 0; i < walk->count; i++) {
        TRY(visit_later(links, cohort, walk->idents[i], walk, failure));
        TRY(visit_earlier(links, cohort, walk->idents[i], walk, failure));
    }
    return STATUS_OK;
}

void link_walk_free(LinkWalk *walk)
{
    system_free(walk->idents);
    system_free(walk->owners);
    *walk = (LinkWalk){0};
}
