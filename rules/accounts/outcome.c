#include "rules/accounts/outcome.h"

const char *accounts_mode_text(AccountsMode mode)
{
    static const char *const texts[] = {"unsigned", "test", "live"};
    INVARIANT((unsigned)mode < sizeof texts / sizeof texts[0]);
    return texts[mode];
}

static void add_award(const AwardView *view, AccountsTotals *to)
{
    to->awards++;
    to->reported += view->sums.reported;
    to->applied = ore_add(to->applied, view->award->applied);
    to->awarded = ore_add(to->awarded, view->award->awarded);
    to->paid = ore_add(to->paid, view->award->paid);
    to->income = ore_add(to->income, view->sums.sum[SIDE_IN]);
    to->costs = ore_add(to->costs, view->sums.sum[SIDE_OUT]);
    to->unused = ore_add(to->unused, view->unused);
}

static void add_decision(const AwardDecision *decision, const AwardJudgement *judged,
                         AccountsTotals *to)
{
    to->judged++;
    to->sanctions[decision->sanction]++;
    to->ineligible = ore_add(to->ineligible, decision->ineligible);
    to->repay = ore_add(to->repay, judged->repay);
}

AccountsTotals accounts_totals(const AccountsOutcome *outcome)
{
    const AccountsBook *book = outcome->control.book;
    AccountsTotals totals = {0};
    for (size_t i = 0; i < book->award_count; i++) {
        add_award(&outcome->control.views[i], &totals);
        totals.parts[outcome->scores[i].part]++;
        if (outcome->judged && outcome->decisions[i] != NULL)
            add_decision(outcome->decisions[i], &outcome->judgements[i], &totals);
    }
    for (size_t i = 0; i < outcome->findings.count; i++)
        totals.severities[accounts_severity(&outcome->findings.items[i])]++;
    for (size_t i = 0; outcome->selected && i < book->voucher_count; i++)
        totals.vouchers += outcome->voucher_parts[i] != PART_NOT_SELECTED;
    return totals;
}
