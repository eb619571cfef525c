#include "formats/run/taken_check.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/system.h"
#include "formats/base/translate.h"

static Status wrong(const TakenItem *taken, const char *what, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, "taken.csv", "%s: %s", taken->item.id,
                       translate(what));
}

/* --- against open.csv of before --- */

static bool same_item(const OpenItem *left, const OpenItem *right)
{
    return strcmp(left->id, right->id) == 0 && left->kind == right->kind &&
           left->group == right->group && left->entry == right->entry;
}

/* The rows of one item, from `taken` on; gives their number. */
static Status take_item(const TakenItem *taken, size_t count, OpenItem *item, size_t *rows,
                        Failure *failure)
{
    Ore sum = 0;
    *rows = 0;
    while (*rows < count && strcmp(taken[*rows].item.id, taken->item.id) == 0) {
        if (item == NULL || !same_item(item, &taken[*rows].item))
            return wrong(taken, "no such item was open", failure);
        sum = ore_add(sum, taken[(*rows)++].item.amount);
    }
    if (sum != item->amount) return wrong(taken, "not taken up whole", failure);
    item->taken = true;
    return STATUS_OK;
}

Status taken_check_items(const TakenItem *taken, size_t count, OpenItem *items,
                         size_t item_count, Failure *failure)
{
    size_t rows;
    for (size_t i = 0; i < count; i += rows) {
        OpenItem *item = item_count == 0 ? NULL
                                         : bsearch(&taken[i].item, items, item_count,
                                                   sizeof *items, open_item_compare);
        TRY(take_item(&taken[i], count - i, item, &rows, failure));
    }
    return STATUS_OK;
}

/* --- against municipalities.csv --- */

static Status check_payment(const TakenItem *taken, const uint8_t run_identity[32],
                            const GroupRow *sums, Failure *failure)
{
    const OpenItem *item = &taken->item;
    char expected[PAYMENT_ID_SIZE] = "";
    if (sums[item->municipality][item->group].paid > 0)
        payment_end_to_end_id(run_identity, item->municipality, item->group, expected);
    if (strcmp(expected, taken->end_to_end_id) == 0) return STATUS_OK;
    return wrong(taken, "not the payment that it went into", failure);
}

static Status compare(const GroupRow *rows, const GroupRow *sums, Failure *failure)
{
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++)
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            if (rows[code][g].returned != sums[code][g].returned ||
                rows[code][g].manual != sums[code][g].manual)
                return failure_set(failure, STATUS_VERIFICATION, "municipalities.csv",
                                   "municipality %04zu, group %s: returned and manual are not "
                                   "what taken.csv says",
                                   code, payment_group_text((PaymentGroup)g));
    return STATUS_OK;
}

Status taken_check_sums(const TakenItem *taken, size_t count, const uint8_t run_identity[32],
                        const GroupRow *sums, Failure *failure)
{
    CLEANUP(system_free)
    GroupRow *rows = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *rows);
    if (rows == NULL) return failure_set(failure, STATUS_MEMORY, "taken.csv", NULL);
    for (size_t i = 0; i < count; i++) {
        const OpenItem *item = &taken[i].item;
        GroupSums *group = &rows[item->municipality][item->group];
        Ore *sum = open_kind_is_manual(item->kind) ? &group->manual : &group->returned;
        *sum = ore_add(*sum, item->amount);
        TRY(check_payment(&taken[i], run_identity, sums, failure));
    }
    return compare((const GroupRow *)rows, sums, failure);
}
