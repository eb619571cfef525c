#include "formats/run/looks_merge.h"

#include <string.h>

static void take_look(PersonLooks *to, const PersonLooks *from, size_t index)
{
    PersonLook look = from->items[index];
    const Ident *formers = from->formers + look.former_begin;
    if (look.former_count > 0) {
        memcpy(to->formers + to->former_count, formers, look.former_count * sizeof *formers);
        look.former_begin = (uint32_t)to->former_count;
        to->former_count += look.former_count;
    }
    to->items[to->count++] = look;
}

/* Of one ident the look of the later entry stays. */
static void choose_looks(const PersonLooks *left, const PersonLooks *right, PersonLooks *into)
{
    size_t i = 0, j = 0;
    while (i < left->count || j < right->count) {
        bool only_left = j == right->count ||
                         (i < left->count && left->items[i].ident < right->items[j].ident);
        bool only_right =
            !only_left && (i == left->count || right->items[j].ident < left->items[i].ident);
        bool from_left =
            only_left || (!only_right && left->items[i].entry > right->items[j].entry);
        take_look(into, from_left ? left : right, from_left ? i : j);
        i += !only_right;
        j += !only_left;
    }
}

Status person_looks_merge(const PersonLooks *left, const PersonLooks *right, PersonLooks *into,
                          Failure *failure)
{
    size_t formers = left->former_count + right->former_count;
    into->items = system_allocate((left->count + right->count) * sizeof *into->items);
    into->formers = system_allocate(formers * sizeof *into->formers);
    if (into->items == NULL || into->formers == NULL || formers > UINT32_MAX)
        return failure_set(failure, STATUS_MEMORY, "ledger", NULL);
    choose_looks(left, right, into);
    return STATUS_OK;
}
