/* letters_sums.c - each letter against its row of municipalities.csv, all of them against the
 * run. letters.md 3. */
#include "engine/letters/municipality_letters.h"
#include "formats/base/translate.h"

static Status differs(const Letter *letter, int group, const char *what, Ore counted,
                      Ore declared, Failure *failure)
{
    if (counted == declared) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, "letters",
                       "municipality %04u, group %s: the letter has %lld ore of %s, "
                       "municipalities.csv says %lld",
                       letter->municipality, payment_group_text((PaymentGroup)group),
                       (long long)counted, what, (long long)declared);
}

/* The letter's own words, added up again. */
static void add_up(const Letter *letter, GroupSums own[PAYMENT_GROUP_COUNT], LettersSums *sums)
{
    for (size_t i = 0; i < letter->line_count; i++) {
        const DecisionLine *line = &letter->lines[i].line;
        group_sums_add_line(&own[grant_code_group((GrantCode)line->code)], line);
        sums->lines++;
        sums->pay_lines += line->status == DECISION_PAY;
    }
    for (size_t i = 0; i < letter->payment_count; i++) {
        GroupSums *group = &own[letter->payments[i].group];
        group->paid = ore_add(group->paid, letter->payments[i].sent.amount);
        sums->sent = ore_add(sums->sent, letter->payments[i].sent.amount);
        sums->payments++;
    }
    for (size_t i = 0; i < letter->taken_count; i++) {
        const OpenItem *item = &letter->taken[i].taken->item;
        GroupSums *group = &own[item->group];
        Ore *to = open_kind_is_manual(item->kind) ? &group->manual : &group->returned;
        *to = ore_add(*to, item->amount);
    }
}

Status letters_sums_add(const Letter *letter, LettersSums *sums, Failure *failure)
{
    GroupSums own[PAYMENT_GROUP_COUNT] = {{0}}, row = {0};
    add_up(letter, own, sums);
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        const GroupSums *there = &letter->groups[g];
        TRY(differs(letter, g, _("lines"), own[g].lines, there->lines, failure));
        TRY(differs(letter, g, _("held lines"), own[g].held, there->held, failure));
        TRY(differs(letter, g, _("payments"), own[g].paid, there->paid, failure));
        TRY(differs(letter, g, _("returned"), own[g].returned, there->returned, failure));
        TRY(differs(letter, g, _("by hand"), own[g].manual, there->manual, failure));
        group_sums_add(&row, there);
    }
    group_sums_add(&sums->all, &row);
    if (group_sums_balance(&row) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, "letters",
                       "municipality %04u: what is paid and carried forward is not what it is "
                       "reckoned from",
                       letter->municipality);
}

Status letters_sums_compare(const LettersSums *sums, const Manifest *manifest, Failure *failure)
{
    const struct {
        const char *what;
        int64_t here, there;
    } rows[] = {
        {N_("lines"), (int64_t)sums->lines, (int64_t)manifest->lines},
        {N_("lines to pay"), (int64_t)sums->pay_lines, (int64_t)manifest->pay_lines},
        {N_("payments"), (int64_t)sums->payments, (int64_t)manifest->payments},
        {N_("ore sent"), sums->sent, manifest->paid},
        {N_("ore of lines"), sums->all.lines, manifest->lines_sum},
        {N_("ore held"), sums->all.held, manifest->held_sum},
        {N_("ore brought forward"), sums->all.brought_forward, manifest->brought_forward},
        {N_("ore returned"), sums->all.returned, manifest->returned},
        {N_("ore by hand"), sums->all.manual, manifest->manual},
        {N_("ore paid"), sums->all.paid, manifest->paid},
        {N_("ore carried forward"), sums->all.carried_forward, manifest->carried_forward}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].here == rows[i].there) continue;
        return failure_set(failure, STATUS_VERIFICATION, "letters",
                           "all letters together have %lld %s, the run %lld",
                           (long long)rows[i].here, translate(rows[i].what),
                           (long long)rows[i].there);
    }
    return STATUS_OK;
}
