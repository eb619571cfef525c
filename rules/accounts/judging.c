#include "rules/accounts/judging.h"

static Ore least(Ore left, Ore right)
{
    return left < right ? left : right;
}

static Ore most(Ore left, Ore right)
{
    return left > right ? left : right;
}

/* Income that is neither this grant nor what was carried of it; a lower one than the own share
 * that was promised does not count. */
static Ore other_income(const AwardView *view, Ore eligible)
{
    const AccountsSums *sums = &view->sums;
    Ore own = ore_subtract(ore_subtract(sums->sum[SIDE_IN], sums->actual[LINE_TILSKUDD_IMDI]),
                           sums->actual[LINE_OVERFORT_FRA_IFJOR]);
    return most(own, ore_share_up(most(0, eligible), view->award->own_share_bp));
}

AwardJudgement accounts_judge(const AwardView *view, Ore ineligible)
{
    const Statement *statement = view->statement;
    Ore costs = view->sums.sum[SIDE_OUT];
    INVARIANT(ineligible <= most(0, costs));
    AwardJudgement judged = {.available = view->available,
                             .eligible = ore_subtract(costs, ineligible)};
    judged.other = other_income(view, judged.eligible);
    Ore due = least(judged.available, ore_subtract(judged.eligible, judged.other));
    judged.entitled = most(0, due);
    Ore left = most(0, ore_subtract(judged.available, judged.entitled));
    if (statement != NULL && view->award->may_carry)
        judged.carried = least(statement->unused, left);
    Ore repaid = statement != NULL ? statement->repaid : 0;
    judged.repay = most(0, ore_subtract(ore_subtract(left, judged.carried), repaid));
    return judged;
}
