#include "rules/settlement/group_sums.h"

void group_sums_add(GroupSums *to, const GroupSums *more)
{
    to->lines = ore_add(to->lines, more->lines);
    to->held = ore_add(to->held, more->held);
    to->brought_forward = ore_add(to->brought_forward, more->brought_forward);
    to->paid = ore_add(to->paid, more->paid);
    to->carried_forward = ore_add(to->carried_forward, more->carried_forward);
    to->any = to->any || more->any;
}

GroupSums group_sums_of_row(const GroupSums *row)
{
    GroupSums total = {0};
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        group_sums_add(&total, &row[g]);
    return total;
}

GroupSums group_sums_total(const GroupRow *rows, int group)
{
    GroupSums total = {0};
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        GroupSums all = group_sums_of_row(rows[code]);
        group_sums_add(&total, group < 0 ? &all : &rows[code][group]);
    }
    return total;
}
