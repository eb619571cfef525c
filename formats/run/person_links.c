#include "formats/run/person_links.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/ident_sort.h"
#include "formats/base/system.h"
#include "formats/base/translate.h"
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

const PersonLook *person_look_anywhere(const PersonLooks *looks, Ident ident)
{
    const LinkKey key = {looks, NULL, ident};
    size_t place = search_first(looks->count, look_before, &key);
    bool found = place < looks->count && looks->items[place].ident == ident;
    return found ? &looks->items[place] : NULL;
}

const PersonLook *person_look_of(const PersonLooks *looks, Ident ident)
{
    const PersonLook *look = person_look_anywhere(looks, ident);
    return look != NULL && look_is_of_settled(look) ? look : NULL;
}

/* The later word counts, so links only ever lead to later words: they cannot go in circles. */
bool person_link_counts(const PersonLooks *looks, const PersonLook *owner, Ident former)
{
    const PersonLook *own = person_look_of(looks, former);
    return own == NULL || own->entry < owner->entry;
}

/* Every former ident with the place of the look that names it, by former and place. */
static Status list_formers(const PersonLooks *looks, PersonLinks *links, Failure *failure)
{
    for (size_t i = 0; i < looks->count; i++) {
        const PersonLook *owner = &looks->items[i];
        for (size_t k = 0; k < owner->former_count; k++)
            links->items[links->count++] =
                (PersonLink){looks->formers[owner->former_begin + k], i};
    }
    _Static_assert(sizeof(PersonLink) == IDENT_ENTRY_SIZE, "sorted as entries of idents");
    return ident_sort(links->items, links->count, 1, failure);
}

/* Those that count, with the owner's ident: looks and formers are both in order. */
static void keep_counting(const PersonLooks *looks, PersonLinks *links)
{
    size_t kept = 0, next = 0;
    for (size_t i = 0; i < links->count; i++) {
        const PersonLink link = links->items[i];
        const PersonLook *owner = &looks->items[link.owner];
        while (next < looks->count && looks->items[next].ident < link.former)
            next++;
        bool own = next < looks->count && looks->items[next].ident == link.former &&
                   look_is_of_settled(&looks->items[next]);
        if (own && looks->items[next].entry >= owner->entry)
            links->stale[link.owner / 8] |= (uint8_t)(1 << link.owner % 8);
        else
            links->items[kept++] = (PersonLink){link.former, owner->ident};
    }
    links->count = kept;
}

Status person_links_make(const PersonLooks *looks, PersonLinks *out, Failure *failure)
{
    *out = (PersonLinks){.looks = looks};
    out->items = system_allocate((looks->former_count + 1) * sizeof *out->items);
    out->stale = system_allocate_zeroed(looks->count / 8 + 1, sizeof *out->stale);
    Status status = out->items == NULL || out->stale == NULL
                        ? failure_set(failure, STATUS_MEMORY, _("ledger"), NULL)
                        : list_formers(looks, out, failure);
    if (status == STATUS_OK)
        keep_counting(looks, out);
    else
        person_links_free(out);
    return status;
}

void person_links_free(PersonLinks *links)
{
    system_free(links->items);
    system_free(links->stale);
    *links = (PersonLinks){0};
}

size_t person_links_first(const PersonLinks *links, Ident former)
{
    const LinkKey key = {NULL, links->items, former};
    return search_first(links->count, link_before, &key);
}

/* --- what need not be said again --- */

enum { WALK_STEPS = 16 }; /* farther than that is searched for */

/* The first look that is not before `ident`. */
static size_t find_look(const PersonLooks *looks, Ident ident, size_t from)
{
    const LinkKey key = {looks, NULL, ident};
    bool behind = from > 0 && from <= looks->count && looks->items[from - 1].ident >= ident;
    for (size_t i = from, end = from + WALK_STEPS; !behind && i < end; i++)
        if (i >= looks->count || looks->items[i].ident >= ident) return i;
    return search_first(looks->count, look_before, &key);
}

static size_t find_link(const PersonLinks *links, Ident former, size_t from)
{
    bool behind = from > 0 && from <= links->count && links->items[from - 1].former >= former;
    for (size_t i = from, end = from + WALK_STEPS; !behind && i < end; i++)
        if (i >= links->count || links->items[i].former >= former) return i;
    return person_links_first(links, former);
}

static bool same_look(const PersonLook *said, const PersonLook *look)
{
    return said->ident == look->ident && said->born == look->born &&
           said->settled == look->settled && said->settled_in == look->settled_in &&
           said->background == look->background && said->former_count == look->former_count &&
           (said->sex == SEX_WOMAN) == (look->sex == SEX_WOMAN) &&
           memcmp(&said->facts, &look->facts, sizeof said->facts) == 0;
}

static bool same_formers(const PersonLooks *looks, const PersonLook *said, const Ident *formers)
{
    for (size_t i = 0; i < said->former_count; i++)
        if (looks->formers[said->former_begin + i] != formers[i]) return false;
    return true;
}

const PersonLook *person_look_said(const PersonLooks *looks, Ident ident, LookPlace *place)
{
    size_t at = place->look = find_look(looks, ident, place->look);
    return at < looks->count && looks->items[at].ident == ident ? &looks->items[at] : NULL;
}

bool person_look_stands(const PersonLinks *links, const PersonLook *look, const Ident *formers,
                        LookPlace *place)
{
    const PersonLooks *looks = links->looks;
    size_t at = place->look = find_look(looks, look->ident, place->look);
    if (at == looks->count || !same_look(&looks->items[at], look) ||
        !same_formers(looks, &looks->items[at], formers))
        return false;
    place->link = find_link(links, look->ident, place->link);
    bool former = place->link < links->count && links->items[place->link].former == look->ident;
    return !former && (links->stale[at / 8] >> at % 8 & 1) == 0;
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
