#include "rules/settlement/netting.h"

static void bring(GroupSums *group, Ore *sum, Ore amount)
{
    *sum = ore_add(*sum, amount);
    group->any = true;
}

/* cli.md: groups left out by --schemes are neither computed nor compared. */
static bool takes_part(const SettleContext *context, int group)
{
    return (context->schemes & payment_group_scheme((PaymentGroup)group)) != 0;
}

/* --- what goes where --- */

/* A claim or an open item on its way to the municipalities of the cut-off. */
typedef struct Portions {
    MunicipalityCode from;
    Ore amount;
    NettingPart *parts;
    size_t count;
} Portions;

static bool refuse(const SettleContext *context, const Portions *portions, ClaimProblem problem,
                   ClaimFailure *failed)
{
    failed->problem = problem;
    failed->municipality = portions->from;
    failed->successor_count = municipality_candidates(context->municipalities, portions->from,
                                                      context->cutoff, failed->successors);
    return false;
}

/* Who takes over a share: one of the municipalities that the split one has become. */
static bool is_successor(const SettleContext *context, MunicipalityCode from,
                         MunicipalityCode to)
{
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    size_t count =
        municipality_candidates(context->municipalities, from, context->cutoff, found);
    for (size_t i = 0; i < count; i++) {
        if (found[i] == to) return true;
    }
    return false;
}

/* Two successors may have become one since. */
static void add_part(Portions *portions, MunicipalityCode to, Ore amount)
{
    for (size_t i = 0; i < portions->count; i++) {
        if (portions->parts[i].municipality != to) continue;
        portions->parts[i].amount = ore_add(portions->parts[i].amount, amount);
        return;
    }
    INVARIANT(portions->count < MUNICIPALITY_CANDIDATES_MAX);
    portions->parts[portions->count++] = (NettingPart){to, amount};
}

/* By the shares the configuration states; the last share takes what is left. */
static bool part_by_shares(const SettleContext *context, const ClaimShare *shares,
                           size_t share_count, Portions *portions, ClaimFailure *failed)
{
    MunicipalityCode last = MUNICIPALITY_NONE;
    Ore part = 0, left = portions->amount;
    for (size_t i = 0; i < share_count; i++) {
        const ClaimShare *share = &shares[i];
        if (share->municipality != portions->from) continue;
        if (last != MUNICIPALITY_NONE) {
            add_part(portions, last, part);
            left = ore_subtract(left, part);
        }
        last = context->mapping->to[share->successor];
        if (!is_successor(context, portions->from, last))
            return refuse(context, portions, CLAIM_OF_A_STRANGER, failed);
        if (__builtin_mul_overflow(portions->amount, (Ore)share->numerator, &part))
            return refuse(context, portions, CLAIM_TOO_LARGE, failed);
        part /= share->denominator;
    }
    if (last == MUNICIPALITY_NONE) return refuse(context, portions, CLAIM_UNSHARED, failed);
    add_part(portions, last, left);
    return true;
}

/* A code that the table of municipalities does not know stays what it is, like its lines; so do
 * all claims of a group that is left out, until a run looks at it again. */
static bool part_out(const SettleContext *context, PaymentGroup group, const ClaimShare *shares,
                     size_t share_count, Portions *portions, ClaimFailure *failed)
{
    MunicipalityCode to = context->mapping->to[portions->from];
    if (!takes_part(context, group)) to = MUNICIPALITY_NONE;
    if (to == MAPPING_AMBIGUOUS)
        return part_by_shares(context, shares, share_count, portions, failed);
    add_part(portions, to != MUNICIPALITY_NONE ? to : portions->from, portions->amount);
    return true;
}

bool netting_bring_forward(const SettleContext *context, const CarriedForward *claims,
                           size_t count, const ClaimShare *shares, size_t share_count,
                           GroupRow *sums, ClaimFailure *failed)
{
    *failed = (ClaimFailure){.problem = CLAIM_FINE};
    for (size_t i = 0; i < count; i++) {
        NettingPart parts[MUNICIPALITY_CANDIDATES_MAX];
        Portions portions = {claims[i].municipality, claims[i].amount, parts, 0};
        INVARIANT(claims[i].amount <= 0);
        if (!part_out(context, (PaymentGroup)claims[i].group, shares, share_count, &portions,
                      failed))
            return false;
        for (size_t p = 0; p < portions.count; p++) {
            GroupSums *group = &sums[parts[p].municipality][claims[i].group];
            bring(group, &group->brought_forward, parts[p].amount);
        }
    }
    return true;
}

/* --- open items --- */

bool netting_parts(const SettleContext *context, const OpenItem *item, const ClaimShare *shares,
                   size_t share_count, NettingPart parts[MUNICIPALITY_CANDIDATES_MAX],
                   size_t *count, ClaimFailure *failed)
{
    Portions portions = {item->municipality, item->amount, parts, 0};
    *failed = (ClaimFailure){.problem = CLAIM_FINE};
    bool done = part_out(context, item->group, shares, share_count, &portions, failed);
    *count = portions.count;
    return done;
}

static bool is_held(const NettingPart *parts, size_t count, const bool *held)
{
    for (size_t i = 0; held != NULL && i < count; i++)
        if (held[parts[i].municipality]) return true;
    return false;
}

static void take(const OpenItem *item, const NettingPart *parts, size_t count, GroupRow *sums)
{
    for (size_t i = 0; i < count; i++) {
        GroupSums *group = &sums[parts[i].municipality][item->group];
        bring(group, open_kind_is_manual(item->kind) ? &group->manual : &group->returned,
              parts[i].amount);
    }
}

bool netting_take_up(const SettleContext *context, OpenItem *items, size_t count,
                     const ClaimShare *shares, size_t share_count, const bool *held,
                     GroupRow *sums, ClaimFailure *failed)
{
    *failed = (ClaimFailure){.problem = CLAIM_FINE};
    for (size_t i = 0; i < count; i++) {
        OpenItem *item = &items[i];
        NettingPart parts[MUNICIPALITY_CANDIDATES_MAX];
        size_t part_count;
        item->taken = false;
        if (item->waits || !takes_part(context, item->group)) continue;
        if (!netting_parts(context, item, shares, share_count, parts, &part_count, failed))
            return false;
        item->taken = !is_held(parts, part_count, held);
        if (item->taken) take(item, parts, part_count, sums);
    }
    return true;
}

/* --- payments --- */

static void settle_group(GroupSums *sums)
{
    Ore total = ore_add(ore_add(sums->brought_forward, sums->lines),
                        ore_add(sums->returned, sums->manual));
    sums->paid = total > 0 ? total : 0;
    sums->carried_forward = total > 0 ? 0 : total;
}

/* netting="municipality": claims of one group are taken from what another would pay. A group
 * that is left out has no payment, and keeps its claims. */
static void offset_groups(const SettleContext *context, GroupSums *groups)
{
    for (int claim = 0; claim < PAYMENT_GROUP_COUNT; claim++) {
        if (!takes_part(context, claim)) continue;
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
    GroupSums all = {0};
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        INVARIANT(groups[g].paid >= 0 && groups[g].carried_forward <= 0);
        INVARIANT(!by_group || group_sums_balance(&groups[g]) == 0);
        group_sums_add(&all, &groups[g]);
    }
    INVARIANT(group_sums_balance(&all) == 0);
}

void netting_settle(const SettleContext *context, GroupRow *sums)
{
    bool by_group = rule_value(settle_own_year(context)->context.rules, RULE_NETTING) == 0;
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            settle_group(&sums[code][g]);
        if (!by_group) offset_groups(context, sums[code]);
        check_identity(sums[code], by_group);
    }
    GroupSums all = netting_totals(sums, -1);
    INVARIANT(group_sums_balance(&all) == 0);
}

GroupSums netting_totals(GroupRow *sums, int group)
{
    GroupSums totals = {0};
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            if (group < 0 || g == group) group_sums_add(&totals, &sums[code][g]);
        }
    }
    return totals;
}
