#include "engine/run/netting.h"

#include <stdio.h>

static void bring(Run *run, MunicipalityCode to, PaymentGroup group, Ore amount)
{
    GroupSums *sums = &run->sums[to][group];
    sums->brought_forward = ore_add(sums->brought_forward, amount);
    sums->any = true;
}

/* Spells out every row, so that the advice can be copied as it stands; what does not fit, which
 * no split of this country needs, is counted and never cut off. */
static Status ask_for_shares(const Run *run, const CarriedForward *claim, Failure *failure)
{
    enum { ROW_SIZE = 96, ROWS_MAX = MUNICIPALITY_SUCCESSORS_MAX };
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    char rows[ROW_SIZE * ROWS_MAX + 64] = "";
    size_t length = 0;
    size_t count =
        municipality_candidates(run->municipalities, claim->municipality, run->cutoff, found);
    size_t shown = count < ROWS_MAX ? count : ROWS_MAX;
    for (size_t i = 0; i < shown; i++) {
        length += (size_t)snprintf(rows + length, sizeof rows - length,
                                   " <claimShare municipality=\"%04u\" successor=\"%04u\" "
                                   "numerator=\"1\" denominator=\"%zu\"/>",
                                   claim->municipality, found[i], count);
    }
    if (shown < count) {
        snprintf(rows + length, sizeof rows - length, " and %zu more rows", count - shown);
    }
    return failure_set(failure, STATUS_INPUT_VALUE, "claims brought forward",
                       "municipality %04u was split: write into the --config file what part of "
                       "its claim each takes, as in%s",
                       claim->municipality, rows);
}

static Status refuse_claim(const CarriedForward *claim, const char *why, Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_VALUE, "claims brought forward",
                       "municipality %04u %s: correct its claimShare rows in --config",
                       claim->municipality, why);
}

/* Who takes over a share: one of the municipalities that the split one has become. */
static Status find_successor(const Run *run, const CarriedForward *claim,
                             const ClaimShare *share, MunicipalityCode *to, Failure *failure)
{
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    size_t count =
        municipality_candidates(run->municipalities, claim->municipality, run->cutoff, found);
    *to = run->mapping->to[share->successor];
    for (size_t i = 0; i < count; i++) {
        if (found[i] == *to) return STATUS_OK;
    }
    return refuse_claim(claim, "has a share of one that is not its successor", failure);
}

/* A claim on a split municipality goes to its successors by the shares the configuration
 * states; the last share takes what is left. */
static Status bring_shared(Run *run, const CarriedForward *claim, Failure *failure)
{
    MunicipalityCode last = MUNICIPALITY_NONE;
    Ore part = 0, left = claim->amount;
    const Configuration *configuration = run->configuration;
    for (size_t i = 0; i < configuration->claim_share_count; i++) {
        const ClaimShare *share = &configuration->claim_shares[i];
        if (share->municipality != claim->municipality) continue;
        if (last != MUNICIPALITY_NONE) {
            bring(run, last, (PaymentGroup)claim->group, part);
            left = ore_subtract(left, part);
        }
        TRY(find_successor(run, claim, share, &last, failure));
        if (__builtin_mul_overflow(claim->amount, (Ore)share->numerator, &part)) {
            return refuse_claim(claim, "has a claim too large for shares so fine", failure);
        }
        part /= share->denominator;
    }
    if (last == MUNICIPALITY_NONE) {
        return ask_for_shares(run, claim, failure);
    }
    bring(run, last, (PaymentGroup)claim->group, left);
    return STATUS_OK;
}

/* cli.md: groups left out by --schemes are neither computed nor compared. */
static bool takes_part(const Run *run, PaymentGroup group)
{
    return (run->options.schemes & payment_group_scheme(group)) != 0;
}

/* A code that the table of municipalities does not know stays what it is, like its lines; so do
 * all claims of a group that is left out, until a run looks at it again. */
Status netting_bring_forward(Run *run, Failure *failure)
{
    for (size_t i = 0; i < run->carried_count; i++) {
        const CarriedForward *claim = &run->carried[i];
        MunicipalityCode to = run->mapping->to[claim->municipality];
        INVARIANT(claim->amount <= 0);
        if (!takes_part(run, (PaymentGroup)claim->group)) to = MUNICIPALITY_NONE;
        if (to == MAPPING_AMBIGUOUS) {
            TRY(bring_shared(run, claim, failure));
            continue;
        }
        if (to == MUNICIPALITY_NONE) to = claim->municipality;
        bring(run, to, (PaymentGroup)claim->group, claim->amount);
    }
    return STATUS_OK;
}

static void settle_group(GroupSums *sums)
{
    Ore total = ore_add(sums->brought_forward, sums->lines);
    sums->paid = total > 0 ? total : 0;
    sums->carried_forward = total > 0 ? 0 : total;
}

/* netting="municipality": claims of one group are taken from what another would pay. A group
 * that is left out has no payment, and keeps its claims. */
static void offset_groups(const Run *run, GroupSums *groups)
{
    for (int claim = 0; claim < PAYMENT_GROUP_COUNT; claim++) {
        if (!takes_part(run, (PaymentGroup)claim)) continue;
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
        if (!by_group) offset_groups(run, groups);
        check_identity(groups, by_group);
    }
    GroupSums all = netting_totals(run, -1);
    if (ore_add(all.lines, all.brought_forward) != ore_add(all.paid, all.carried_forward)) {
        return failure_set(failure, STATUS_VERIFICATION, "netting",
                           "lines and claims do not equal payments and carried forward");
    }
    return STATUS_OK;
}

GroupSums netting_totals(const Run *run, int group)
{
    return group_sums_total((const GroupRow *)run->sums, group);
}
