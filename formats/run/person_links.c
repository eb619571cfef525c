#include "formats/run/person_links.h"

#include <stdlib.h>

#include "formats/base/system.h"
#include "rules/base/search.h"

/* What the searches look for. */
typedef struct LinkKey {
    const PersonLooks *looks;
    const PersonLink *links;
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

const PersonLook *person_look_of(const PersonLooks *looks, Ident ident)
{
    const LinkKey key = {looks, NULL, ident};
    size_t place = search_first(looks->count, look_before, &key);
    bool found = place < looks->count && looks->items[place].ident == ident;
    return found ? &looks->items[place] : NULL;
}

/* The later word counts, so links only ever lead to later words: they cannot go in circles. */
bool person_link_counts(const PersonLooks *looks, const PersonLook *owner, Ident former)
{
    const PersonLook *own = person_look_of(looks, former);
    return own == NULL || own->entry < owner->entry;
}

static int compare_links(const void *left, const void *right)
{
    const PersonLink *a = left;
    const PersonLink *b = right;
    if (a->former != b->former) return a->former < b->former ? -1 : 1;
    return a->owner < b->owner ? -1 : a->owner > b->owner;
}

Status person_links_make(const PersonLooks *looks, PersonLinks *out, Failure *failure)
{
    PersonLink *items = system_allocate((looks->former_count + 1) * sizeof *items);
    *out = (PersonLinks){looks, items, 0};
    if (items == NULL) return failure_set(failure, STATUS_MEMORY, "ledger", NULL);
    for (size_t i = 0; i < looks->count; i++) {
        const PersonLook *owner = &looks->items[i];
        for (size_t k = 0; k < owner->former_count; k++) {
            Ident former = looks->formers[owner->former_begin + k];
            if (!person_link_counts(looks, owner, former)) continue;
            items[out->count++] = (PersonLink){former, owner->ident};
        }
    }
    if (out->count > 1) qsort(items, out->count, sizeof *items, compare_links);
    return STATUS_OK;
}

void person_links_free(PersonLinks *links)
{
    system_free(links->items);
    *links = (PersonLinks){0};
}

size_t person_links_first(const PersonLinks *links, Ident former)
{
    const LinkKey key = {NULL, links->items, former};
    return search_first(links->count, link_before, &key);
}

/* --- all of a person --- */

static Status add(PersonIdents *idents, Ident ident, Failure *failure)
{
    for (size_t i = 0; i < idents->count; i++)
        if (idents->items[i] == ident) return STATUS_OK;
    TRY(system_grow(&idents->items, &idents->capacity, idents->count + 1, sizeof *idents->items,
                    failure));
    idents->items[idents->count++] = ident;
    return STATUS_OK;
}

static Status add_neighbours(const PersonLinks *links, Ident ident, PersonIdents *idents,
                             Failure *failure)
{
    const PersonLook *look = person_look_of(links->looks, ident);
    for (size_t i = person_links_first(links, ident);
         i < links->count && links->items[i].former == ident; i++)
        TRY(add(idents, links->items[i].owner, failure));
    for (size_t i = 0; look != NULL && i < look->former_count; i++) {
        Ident former = links->looks->formers[look->former_begin + i];
        if (person_link_counts(links->looks, look, former)) TRY(add(idents, former, failure));
    }
    return STATUS_OK;
}

static int compare_idents(const void *left, const void *right)
{
    const Ident *a = left;
    const Ident *b = right;
    return *a < *b ? -1 : *a > *b;
}

Status person_links_all(const PersonLinks *links, Ident ident, PersonIdents *out,
                        Failure *failure)
{
    out->count = 0;
    TRY(add(out, ident, failure));
    for (size_t i = 0; i < out->count; i++) /* grows while it is walked along */
        TRY(add_neighbours(links, out->items[i], out, failure));
    qsort(out->items, out->count, sizeof *out->items, compare_idents);
    return STATUS_OK;
}
