/* figure_shares.c - what one person adds to the shares of a municipality (figures.h).
 * control.md 1. */
#include "rules/settlement/figures.h"

#include "rules/base/whereabouts.h"

static void add(FigureSums *sums, size_t place, ShareId share, bool found)
{
    if (place == 0) return;
    int64_t *row = sums->sums[place - 1];
    row[share_whole(share)]++;
    row[share_part(share)] += found;
}

/* Training belongs to who gives it, the rest to where the person lived on the day. */
static MunicipalityCode place_of(const SettleContext *context, const Registration *person,
                                 ShareId share, Day day)
{
    MunicipalityCode code = MUNICIPALITY_NONE;
    if (share == SHARE_NO_START || share == SHARE_DEADLINE)
        code = person->training.training_municipality;
    if (code == MUNICIPALITY_NONE) code = residence_on(person, day, context->cutoff);
    return code != MUNICIPALITY_NONE ? code : person->settlement.municipality;
}

void figure_shares_add(const SettleContext *context, const FigurePlan *plan,
                       const Registration *person, const PersonShares *shares, FigureSums *sums)
{
    for (uint32_t left = shares->about; left != 0; left &= left - 1) {
        ShareId share = (ShareId)__builtin_ctz(left);
        Day day = shares->on[share] < context->cutoff ? shares->on[share] : context->cutoff;
        size_t place = figure_place(context, plan, place_of(context, person, share, day));
        add(sums, place, share, shares->at_fault >> share & 1);
    }
}
