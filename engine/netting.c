#include "engine/netting.h"

#include <stdio.h>

static void bring(Run *run, MunicipalityCode to, PaymentGroup group, Ore amount)
{
    GroupSums *sums = &run->sums[to][group];
    sums->brought_forward = ore_add(sums->brought_forward, amount);
    sums->any = true;
}

/* A claim on a split municipality goes to its successors by the shares the configuration
 * states; the last share takes what is left. */
static Status bring_shared(Run *run, const CarriedForward *claim, Failure *failure)
{
    const ClaimShare *last = NULL;
    Ore left = claim->amount;
    const Configuration *configuration = run->configuration;
    for (size_t i = 0; i < configuration->claim_share_count; i++) {
        const ClaimShare *share = &configuration->claim_shares[i];
        if (share->municipality != claim->municipality) continue;
        if (last != NULL) {
            Ore part = claim->amount * last->numerator / last->denominator;
            bring(run, last->successor, (PaymentGroup)claim->group, part);
            left = ore_subtract(left, part);
        }
        last = share;
    }
    if (last == NULL) {
        return failure_set(failure, STATUS_INPUT_VALUE, "claims brought forward",
                           "municipality %04u was split: give its claimShare rows in --config",
                           claim->municipality);
    }
    bring(run, last->successor, (PaymentGroup)claim->group, left);
    return STATUS_OK;
}

Status netting_bring_forward(Run *run, Failure *failure)
{
    for (size_t i = 0; i < run->carried_count; i++) {
        const CarriedForward *claim = &run->carried[i];
        MunicipalityCode to = run->mapping->to[claim->municipality];
        INVARIANT(claim->amount <= 0);
        if (to == MAPPING_AMBIGUOUS) {
            TRY(bring_shared(run, claim, failure));
        } else {
            bring(run, to, (PaymentGroup)claim->group, claim->amount);
        }
    }
    return STATUS_OK;
}

static void settle_group(GroupSums *sums)
{
    Ore total = ore_add(sums->brought_forward, sums->lines);
    sums->paid = total > 0 ? total : 0;
    sums->carried_forward = total > 0 ? 0 : total;
}

/* netting="municipality": claims of one group are taken from what another would pay. */
static void offset_groups(GroupSums *groups)
{
    for (int claim = 0; claim < PAYMENT_GROUP_COUNT; claim++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            Ore open = -groups[claim].carried_forward;
            Ore taken = groups[g].paid < open ? groups[g].paid : open;
            groups[g].paid = ore_subtract(groups[g].paid, taken);
            groups[claim].carried_forward = ore_add(groups[claim].carried_forward, taken);
        }
    }
}

/* grants.md 6: checked in every run. */
static void check_identity(const GroupSums *groups, bool by_group)
{
    Ore in = 0, out = 0;
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        Ore group_in = ore_add(groups[g].lines, groups[g].brought_forward);
        Ore group_out = ore_add(groups[g].paid, groups[g].carried_forward);
        INVARIANT(groups[g].paid >= 0 && groups[g].carried_forward <= 0);
        INVARIANT(!by_group || group_in == group_out);
        in = ore_add(in, group_in);
        out = ore_add(out, group_out);
    }
    INVARIANT(in == out);
}

Status netting_settle(Run *run, Failure *failure)
{
    const RuleSet *rules = run->years[run->year_count - 1].context.rules;
    bool by_group = rule_value(rules, RULE_NETTING) == 0;
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        GroupSums *groups = run->sums[code];
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            settle_group(&groups[g]);
        }
        if (!by_group) offset_groups(groups);
        check_identity(groups, by_group);
    }
    NettingTotals all = netting_totals(run, -1);
    if (ore_add(all.lines, all.brought_forward) != ore_add(all.paid, all.carried_forward)) {
        return failure_set(failure, STATUS_VERIFICATION, "netting",
                           "lines and claims do not equal payments and carried forward");
    }
    return STATUS_OK;
}

NettingTotals netting_totals(const Run *run, int group)
{
    NettingTotals totals = {0};
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            const GroupSums *sums = &run->sums[code][g];
            if (group >= 0 && g != group) continue;
            totals.lines = ore_add(totals.lines, sums->lines);
            totals.held = ore_add(totals.held, sums->held);
            totals.brought_forward = ore_add(totals.brought_forward, sums->brought_forward);
            totals.paid = ore_add(totals.paid, sums->paid);
            totals.carried_forward = ore_add(totals.carried_forward, sums->carried_forward);
        }
    }
    return totals;
}
