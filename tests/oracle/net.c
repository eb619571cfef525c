/*
 * Netting for the oracle (grants.md 4, point 5): brought forward, paid, carried forward.
 */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

/* grants.md 4, the table of payment groups, in its order. */
static const char *const groups[] = {"INT-1", "INT-2-5", "FHT",      "EM",
                                     "NORSK", "GRUNN",   "ASYLNORSK"};
#define GROUPS ((int)(sizeof groups / sizeof *groups))

const char *payment_group(const char *code)
{
    if (strncmp(code, "AR-1", 4) == 0 || strcmp(code, "BHT") == 0 ||
        strcmp(code, "ELDR") == 0 || strcmp(code, "SKOLE") == 0)
        return "INT-1";
    if (strncmp(code, "AR-", 3) == 0) return "INT-2-5";
    if (strncmp(code, "FHT", 3) == 0) return "FHT";
    if (strncmp(code, "EM", 2) == 0) return "EM";
    if (strncmp(code, "GRUNN", 5) == 0) return "GRUNN";
    return strcmp(code, "ASYLNORSK") == 0 ? "ASYLNORSK" : "NORSK";
}

/* cli.md: groups left out by --schemes are neither computed nor compared. */
bool group_counts(const Run *run, const char *group)
{
    bool norwegian = strcmp(group, "NORSK") == 0 || strcmp(group, "GRUNN") == 0 ||
                     strcmp(group, "ASYLNORSK") == 0;
    return norwegian ? run->norwegian : run->integration;
}

static Netted *find_netted(Result *result, int municipality, const char *group)
{
    for (size_t i = 0; i < result->nettings; i++)
        if (result->netted[i].municipality == municipality &&
            strcmp(result->netted[i].group, group) == 0)
            return &result->netted[i];
    return NULL;
}

static Netted *netted_for(Result *result, int municipality, const char *group)
{
    Netted *netted = find_netted(result, municipality, group);
    if (netted) return netted;
    result->netted =
        grow(result->netted, result->nettings, &result->netted_room, sizeof *result->netted);
    netted = &result->netted[result->nettings++];
    memset(netted, 0, sizeof *netted);
    netted->municipality = municipality;
    (void)snprintf(netted->group, sizeof netted->group, "%s", group);
    return netted;
}

static const Share *share_of(const Run *run, int code, int successor)
{
    for (int i = 0; i < run->shares; i++)
        if (run->share[i].code == code && run->share[i].successor == successor)
            return &run->share[i];
    stop(4, "brought forward of a split municipality", "needs a share table");
}

/* To the municipality of the cut-off; a split one's claim is shared as the configuration says:
 * each successor, in the table's order, its part of whole øre, the last what is left. */
static void bring(const Run *run, int code, const char *group, int64_t amount, bool item,
                  Result *result)
{
    const Municipality *m = municipality(run, code);
    if (!m || m->to >= run->cutoff || m->successors == 0) {
        Netted *netted = netted_for(result, code, group);
        *(item ? &netted->items : &netted->brought) += amount;
        return;
    }
    int64_t left = amount;
    for (int k = 0; k < m->successors; k++) {
        int64_t part = left;
        if (k + 1 < m->successors) {
            const Share *share = share_of(run, code, m->successor[k]);
            part = amount * share->numerator / share->denominator;
        }
        bring(run, m->successor[k], group, part, item, result);
        left -= part;
    }
}

/* A claim on a group that is left out stays where it is. */
static void bring_forward(const Run *run, const State *state, Result *result)
{
    for (size_t i = 0; i < state->claims; i++) {
        const Claim *claim = &state->claim[i];
        if (claim->amount == 0) continue;
        if (group_counts(run, claim->group)) {
            bring(run, claim->municipality, claim->group, claim->amount, false, result);
            continue;
        }
        Netted *netted = netted_for(result, claim->municipality, claim->group);
        netted->brought += claim->amount;
        netted->carried += claim->amount;
    }
}

static int64_t smallest(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* netting="municipality": what one group owes is taken from what another gets, both in the
 * order of the table. */
static void net_within(Result *result, int municipality, const Run *run)
{
    for (int owing = 0; owing < GROUPS; owing++) {
        Netted *debt = find_netted(result, municipality, groups[owing]);
        if (!debt || !group_counts(run, debt->group)) continue;
        for (int i = 0; i < GROUPS && debt->carried < 0; i++) {
            Netted *credit = find_netted(result, municipality, groups[i]);
            int64_t taken = credit ? smallest(credit->paid, -debt->carried) : 0;
            debt->carried += taken;
            if (taken) credit->paid -= taken;
        }
    }
}

/* grants.md 4, point 5: positive is paid, else carried forward (at most 0). */
void net(const Run *run, const State *state, Result *result)
{
    bring_forward(run, state, result);
    for (size_t i = 0; i < state->items; i++)
        bring(run, state->item[i].municipality, state->item[i].group, state->item[i].amount,
              true, result);
    for (size_t i = 0; i < result->lines.lines; i++) {
        const Line *line = &result->lines.line[i];
        Netted *netted = netted_for(result, line->municipality, payment_group(line->code));
        *(line->reason ? &netted->held : &netted->lines) += line->due;
    }
    for (size_t i = 0; i < result->nettings; i++) {
        Netted *n = &result->netted[i];
        if (!group_counts(run, n->group)) continue;
        int64_t sum = n->brought + n->items + n->lines;
        n->paid = sum > 0 ? sum : 0;
        n->carried = sum - n->paid;
    }
    if (strcmp(parameter(rules_of(run, run->year), "netting"), "municipality")) return;
    for (int code = 1; code < 10000; code++)
        net_within(result, code, run);
}
