#include "rules/settlement/netting.h"

/* What goes to a municipality, whole or in shares: a claim or an open item. */
typedef struct Portion {
    MunicipalityCode municipality;
    PaymentGroup group;
    Ore amount;
    enum { OF_CLAIM, OF_RETURNED, OF_MANUAL } kind;
} Portion;

static void bring(GroupRow *sums, MunicipalityCode to, const Portion *portion, Ore amount)
{
    GroupSums *group = &sums[to][portion->group];
    Ore *const sum = portion->kind == OF_CLAIM      ? &group->brought_forward
                     : portion->kind == OF_RETURNED ? &group->returned
                                                    : &group->manual;
    *sum = ore_add(*sum, amount);
    group->any = true;
}

/* --- claims on a split municipality --- */

static bool refuse(const SettleContext *context, const Portion *claim, ClaimProblem problem,
                   ClaimFailure *failed)
{
    failed->problem = problem;
    failed->municipality = claim->municipality;
    failed->successor_count = municipality_candidates(
        context->municipalities, claim->municipality, context->cutoff, failed->successors);
    return false;
}

/* Who takes over a share: one of the municipalities that the split one has become. */
static bool is_successor(const SettleContext *context, const Portion *claim,
                         MunicipalityCode to)
{
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    size_t count = municipality_candidates(context->municipalities, claim->municipality,
                                           context->cutoff, found);
    for (size_t i = 0; i < count; i++) {
        if (found[i] == to) return true;
    }
    return false;
}

/* By the shares the configuration states; the last share takes what is left. */
static bool bring_shared(const SettleContext *context, const Portion *claim,
                         const ClaimShare *shares, size_t share_count, GroupRow *sums,
                         ClaimFailure *failed)
{
    MunicipalityCode last = MUNICIPALITY_NONE;
    Ore part = 0, left = claim->amount;
    for (size_t i = 0; i < share_count; i++) {
        const ClaimShare *share = &shares[i];
        if (share->municipality != claim->municipality) continue;
        if (last != MUNICIPALITY_NONE) {
            bring(sums, last, claim, part);
            left = ore_subtract(left, part);
        }
        last = context->mapping->to[share->successor];
        if (!is_successor(context, claim, last))
            return refuse(context, claim, CLAIM_OF_A_STRANGER, failed);
        if (__builtin_mul_overflow(claim->amount, (Ore)share->numerator, &part))
            return refuse(context, claim, CLAIM_TOO_LARGE, failed);
        part /= share->denominator;
    }
    if (last == MUNICIPALITY_NONE) return refuse(context, claim, CLAIM_UNSHARED, failed);
    bring(sums, last, claim, left);
    return true;
}

/* cli.md: groups left out by --schemes are neither computed nor compared. */
static bool takes_part(const SettleContext *context, int group)
{
    return (context->schemes & payment_group_scheme((PaymentGroup)group)) != 0;
}

/* A code that the table of municipalities does not know stays what it is, like its lines; so do
 * all claims of a group that is left out, until a run looks at it again. */
bool netting_bring_forward(const SettleContext *context, const CarriedForward *claims,
                           size_t count, const ClaimShare *shares, size_t share_count,
                           GroupRow *sums, ClaimFailure *failed)
{
    *failed = (ClaimFailure){.problem = CLAIM_FINE};
    for (size_t i = 0; i < count; i++) {
        const Portion claim = {claims[i].municipality, (PaymentGroup)claims[i].group,
                               claims[i].amount, OF_CLAIM};
        MunicipalityCode to = context->mapping->to[claim.municipality];
        INVARIANT(claim.amount <= 0);
        if (!takes_part(context, claim.group)) to = MUNICIPALITY_NONE;
        if (to == MAPPING_AMBIGUOUS) {
            if (!bring_shared(context, &claim, shares, share_count, sums, failed)) return false;
            continue;
        }
        bring(sums, to != MUNICIPALITY_NONE ? to : claim.municipality, &claim, claim.amount);
    }
    return true;
}

/* --- open items --- */

/* Whether a municipality that something of the item goes to is held. */
static bool is_held(const SettleContext *context, const OpenItem *item,
                    const ClaimShare *shares, size_t share_count, const bool *held)
{
    MunicipalityCode to = context->mapping->to[item->municipality];
    if (held == NULL) return false;
    if (to == MUNICIPALITY_NONE) return held[item->municipality];
    if (to != MAPPING_AMBIGUOUS) return held[to];
    for (size_t i = 0; i < share_count; i++)
        if (shares[i].municipality == item->municipality &&
            held[context->mapping->to[shares[i].successor]])
            return true;
    return false;
}

bool netting_take_up(const SettleContext *context, OpenItem *items, size_t count,
                     const ClaimShare *shares, size_t share_count, const bool *held,
                     GroupRow *sums, ClaimFailure *failed)
{
    *failed = (ClaimFailure){.problem = CLAIM_FINE};
    for (size_t i = 0; i < count; i++) {
        OpenItem *item = &items[i];
        const Portion portion = {item->municipality, item->group, item->amount,
                                 item->manual ? OF_MANUAL : OF_RETURNED};
        MunicipalityCode to = context->mapping->to[item->municipality];
        item->taken = takes_part(context, item->group) &&
                      !is_held(context, item, shares, share_count, held);
        if (!item->taken) continue;
        if (to != MAPPING_AMBIGUOUS)
            bring(sums, to != MUNICIPALITY_NONE ? to : item->municipality, &portion,
                  item->amount);
        else if (!bring_shared(context, &portion, shares, share_count, sums, failed))
            return false;
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
static bool adds_up(const GroupSums *sums)
{
    return ore_add(ore_add(sums->lines, sums->brought_forward),
                   ore_add(sums->returned, sums->manual)) ==
           ore_add(sums->paid, sums->carried_forward);
}

static void check_identity(const GroupSums *groups, bool by_group)
{
    GroupSums all = {0};
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
        INVARIANT(groups[g].paid >= 0 && groups[g].carried_forward <= 0);
        INVARIANT(!by_group || adds_up(&groups[g]));
        group_sums_add(&all, &groups[g]);
    }
    INVARIANT(adds_up(&all));
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
    INVARIANT(adds_up(&all));
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
