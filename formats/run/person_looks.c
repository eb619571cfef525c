#include "formats/run/person_looks.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/system.h"
#include "formats/base/translate.h"

int person_look_compare(const PersonLook *left, const PersonLook *right)
{
    if (left->born != right->born) return left->born < right->born ? -1 : 1;
    if (left->settled != right->settled) return left->settled < right->settled ? -1 : 1;
    if (left->sex != right->sex) return left->sex < right->sex ? -1 : 1;
    if (left->background != right->background)
        return left->background < right->background ? -1 : 1;
    return 0;
}

/* --- the latest word --- */

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

/* What is compared of a look, and whose it is. */
static void take_earlier(PersonLooks *to, const PersonLook *look)
{
    if (!look_is_of_settled(look)) return;
    to->earlier[to->earlier_count++] = (PersonLook){.ident = look->ident,
                                                    .born = look->born,
                                                    .settled = look->settled,
                                                    .background = look->background,
                                                    .sex = look->sex};
}

/* Of one ident the look of the later entry stays; the other is an earlier one, unless it is the
 * same. */
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
        if (!only_left && !only_right &&
            person_look_compare(&left->items[i], &right->items[j]) != 0)
            take_earlier(into, from_left ? &right->items[j] : &left->items[i]);
        take_look(into, from_left ? left : right, from_left ? i : j);
        i += !only_right;
        j += !only_left;
    }
}

/* --- the earlier ones --- */

static int compare_earlier(const void *left, const void *right)
{
    const PersonLook *a = left;
    const PersonLook *b = right;
    if (a->ident != b->ident) return a->ident < b->ident ? -1 : 1;
    return person_look_compare(a, b);
}

/* In order, each once, without that of the latest word. */
static void order_earlier(PersonLooks *looks)
{
    size_t kept = 0, latest = 0;
    PersonLook *items = looks->earlier;
    if (looks->earlier_count > 1)
        qsort(items, looks->earlier_count, sizeof *items, compare_earlier);
    for (size_t i = 0; i < looks->earlier_count; i++) {
        const PersonLook look = items[i];
        while (looks->items[latest].ident < look.ident)
            latest++;
        if (person_look_compare(&looks->items[latest], &look) == 0 ||
            (kept > 0 && compare_earlier(&items[kept - 1], &look) == 0))
            continue;
        items[kept++] = look;
    }
    looks->earlier_count = kept;
}

/* How many words of `left` are about an ident that `right` speaks of, too. */
static size_t count_both(const PersonLooks *left, const PersonLooks *right)
{
    size_t both = 0;
    for (size_t i = 0, j = 0; i < left->count && j < right->count;) {
        Ident a = left->items[i].ident, b = right->items[j].ident;
        both += a == b;
        i += a <= b;
        j += b <= a;
    }
    return both;
}

static void copy_earlier(PersonLooks *to, const PersonLooks *from)
{
    if (from->earlier_count > 0)
        memcpy(to->earlier + to->earlier_count, from->earlier,
               from->earlier_count * sizeof *to->earlier);
    to->earlier_count += from->earlier_count;
}

Status person_looks_merge(const PersonLooks *left, const PersonLooks *right, PersonLooks *into,
                          Failure *failure)
{
    size_t formers = left->former_count + right->former_count;
    size_t earlier = left->earlier_count + right->earlier_count + count_both(left, right);
    into->items = system_allocate((left->count + right->count) * sizeof *into->items);
    into->formers = system_allocate(formers * sizeof *into->formers);
    into->earlier = system_allocate(earlier * sizeof *into->earlier);
    if (into->items == NULL || into->formers == NULL || into->earlier == NULL ||
        formers > UINT32_MAX)
        return failure_set(failure, STATUS_MEMORY, _("ledger"), NULL);
    copy_earlier(into, left);
    copy_earlier(into, right);
    choose_looks(left, right, into);
    order_earlier(into);
    return STATUS_OK;
}
