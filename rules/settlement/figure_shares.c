/* figure_shares.c - what one person adds to the shares of a municipality (figures.h).
 * control.md 1. */
#include "rules/settlement/figures.h"

#include "rules/base/whereabouts.h"
#include "rules/controls/control_work.h"

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

static void add_records(const SettleContext *context, const FigurePlan *plan,
                        const Registration *person, const PersonShares *shares,
                        FigureSums *sums)
{
    for (uint32_t left = shares->about; left != 0; left &= left - 1) {
        ShareId share = (ShareId)__builtin_ctz(left);
        Day day = shares->on[share] < context->cutoff ? shares->on[share] : context->cutoff;
        size_t place = figure_place(context, plan, place_of(context, person, share, day));
        add(sums, place, share, shares->at_fault >> share & 1);
    }
}

static int64_t limit(const FigurePlan *plan, ThresholdId threshold)
{
    return plan->thresholds->value[threshold];
}

/* --- settlements and claims of twelve months: R706, R711, R712 --- */

static void add_settlement(const SettleContext *context, const FigurePlan *plan,
                           const Registration *person, FigureSums *sums)
{
    const Settlement *settled = &person->settlement;
    if (!day_is_set(settled->date) || settled->date > context->cutoff) return;
    size_t place = figure_place(context, plan, settled->municipality);
    if (settled->date >= plan->shares_begin) {
        add(sums, place, SHARE_SINGLE, settled->group == SETTLEMENT_ENSLIG_VOKSEN);
        add(sums, place, SHARE_UNAGREED, !settled->by_agreement);
    }
    Day claim = settled->claim;
    if (day_is_set(claim) && claim >= plan->shares_begin && claim <= context->cutoff)
        add(sums, place, SHARE_LATE_CLAIM,
            claim - settled->date > limit(plan, THRESHOLD_LATE_CLAIM_DAYS));
}

/* --- reported hours: R714 to R717 --- */

/* Hours of a half-year, in 20 000 parts of one, that a programme of so many tenths of hours a
 * week and weeks a year allows with what is let through. */
static int64_t allowed(const FigurePlan *plan, int64_t tenths, int64_t weeks)
{
    return tenths * weeks * limit(plan, THRESHOLD_OVER_PERMILLE);
}

/* What the programme of the half-year allows, without one a full programme. */
static int64_t most_hours(const FigurePlan *plan, const Registration *person, int half_year)
{
    Day from = control_half_year_begin(half_year), to = control_half_year_begin(half_year + 1);
    int64_t most = 0;
    for (size_t i = 0; i < person->programme_count; i++) {
        const IntroductionProgramme *programme = &person->programmes[i];
        if (programme->start >= to || (day_is_set(programme->end) && programme->end < from))
            continue;
        int64_t here =
            allowed(plan, programme->hours_per_week_tenths, programme->weeks_per_year);
        if (here > most) most = here;
    }
    if (most > 0) return most;
    return allowed(plan, limit(plan, THRESHOLD_PROGRAMME_HOURS_TENTHS),
                   limit(plan, THRESHOLD_PROGRAMME_WEEKS));
}

static void add_round(FigureSums *sums, size_t place, int norwegian)
{
    if (norwegian == 0) return;
    add(sums, place, SHARE_ROUND_50, norwegian % 50 == 0);
    add(sums, place, SHARE_ROUND_25, norwegian % 25 == 0);
    add(sums, place, SHARE_ROUND_10, norwegian % 10 == 0);
}

static void add_hours(const SettleContext *context, const FigurePlan *plan,
                      const Registration *person, FigureSums *sums)
{
    enum { PARTS_OF_HOUR = 20000 /* tenths, half-years of a year, permille */ };
    int last = control_half_year_of(context->cutoff);
    MunicipalityCode code = MUNICIPALITY_NONE;
    size_t place = 0;
    for (size_t i = 0; i < person->hours_count; i++) {
        const TrainingHours *hours = &person->hours[i];
        int all = hours->norwegian + hours->social_studies;
        if (hours->half_year < plan->first_half_year || hours->half_year > last || all == 0)
            continue;
        if (code == MUNICIPALITY_NONE) {
            code = place_of(context, person, SHARE_NO_START, context->cutoff);
            place = figure_place(context, plan, code);
        }
        if (hours->absence != ABSENCE_NOT_GIVEN)
            add(sums, place, SHARE_NOUGHT, hours->absence == 0);
        add_round(sums, place, hours->norwegian);
        add(sums, place, SHARE_OVER,
            (int64_t)all * PARTS_OF_HOUR > most_hours(plan, person, hours->half_year));
        add(sums, place, SHARE_TOKEN, all <= limit(plan, THRESHOLD_TOKEN_HOURS));
    }
}

/* --- moves around the register date: R718, R719 --- */

/* The budget year that a move counts for: from 20 December on the next. */
static int year_of_move(const FigurePlan *plan, Day day)
{
    return day_year(day + (Day)limit(plan, THRESHOLD_MOVED_IN_DAYS));
}

/* Years 2 to 5 follow the residence on 1 January: only then a move moves kroner. */
static bool moves_kroner(const SettleContext *context, const FigurePlan *plan,
                         const Registration *person, Day day)
{
    enum { LAST_GRANT_YEAR = 4 };
    int year = year_of_move(plan, day);
    int since = year - day_year(person->settlement.date);
    return day <= context->cutoff && year >= plan->first_money_year && year <= plan->year &&
           since >= 1 && since <= LAST_GRANT_YEAR;
}

static void add_move_in(const SettleContext *context, const FigurePlan *plan,
                        const Registration *person, Day day, size_t place, FigureSums *sums)
{
    if (!moves_kroner(context, plan, person, day)) return;
    Day new_year = first_day_of_year(year_of_move(plan, day));
    add(sums, place, SHARE_MOVED_IN, day <= new_year);
}

static void add_move_out(const SettleContext *context, const FigurePlan *plan,
                         const Registration *person, Day day, size_t place, FigureSums *sums)
{
    if (!moves_kroner(context, plan, person, day)) return;
    Day after = day - first_day_of_year(day_year(day));
    add(sums, place, SHARE_MOVED_OUT,
        after >= 1 && after <= limit(plan, THRESHOLD_MOVED_OUT_DAYS));
}

/* A code that has become another by a merger is the same place: no move. */
static void add_moves(const SettleContext *context, const FigurePlan *plan,
                      const Registration *person, FigureSums *sums)
{
    if (!day_is_set(person->settlement.date)) return;
    for (size_t i = 0; i < person->residence_count; i++) {
        const Stay *stay = &person->residences[i], *next = stay + 1;
        size_t from = figure_place(context, plan, stay->municipality), to = 0;
        bool last = i + 1 == person->residence_count;
        if (last && !day_is_set(stay->to)) return;
        if (!last) to = figure_place(context, plan, next->municipality);
        bool gap = last || (day_is_set(stay->to) && next->from > stay->to + 1);
        if (from == to && !gap) continue;
        if (!last && (from == 0 || to == 0)) continue; /* split: nobody can say */
        if (!(last && day_is_set(person->died)))
            add_move_out(context, plan, person, gap ? stay->to + 1 : next->from, from, sums);
        if (!last && from != to) add_move_in(context, plan, person, next->from, to, sums);
    }
}

/* --- special grants: R721 to R723 --- */

static void add_decision(const FigurePlan *plan, int64_t kroner, int64_t *row)
{
    enum { PERMILLE = 1000 };
    int64_t parts = kroner * PERMILLE, ceiling = plan->ceiling;
    row[FIGURE_SPECIAL]++;
    row[FIGURE_SPECIAL_SMALL] +=
        parts < ceiling * limit(plan, THRESHOLD_SPECIAL_SMALL_PERMILLE);
    row[FIGURE_SPECIAL_NEAR] += parts >= ceiling * limit(plan, THRESHOLD_SPECIAL_NEAR_PERMILLE);
}

/* The ceiling is the same for everybody; below it the same amount again is somebody's habit. */
static bool is_repeated(const FigurePlan *plan, const Registration *person,
                        const SpecialGrant *grant)
{
    if (grant->amount_kroner >= plan->ceiling || day_year(grant->decided) != plan->year)
        return false;
    for (size_t i = 0; i < person->special_count; i++) {
        const SpecialGrant *other = &person->special_grants[i];
        if (other->code == grant->code && other->amount_kroner == grant->amount_kroner &&
            day_year(other->decided) == plan->year - 1)
            return true;
    }
    return false;
}

static void add_special(const SettleContext *context, const FigurePlan *plan,
                        const Registration *person, FigureSums *sums)
{
    bool repeated = false;
    for (size_t i = 0; i < person->special_count && plan->ceiling > 0; i++) {
        const SpecialGrant *grant = &person->special_grants[i];
        if (grant->code != GRANT_FHT2 || grant->decided < plan->shares_begin ||
            grant->decided > context->cutoff)
            continue;
        size_t place =
            figure_place(context, plan, residence_on(person, grant->decided, context->cutoff));
        if (place == 0) continue;
        int64_t *row = sums->sums[place - 1];
        add_decision(plan, grant->amount_kroner, row);
        if (repeated || !is_repeated(plan, person, grant)) continue;
        repeated = true;
        row[FIGURE_REPEATED]++;
        row[FIGURE_REPEATED_KRONER] += grant->amount_kroner;
    }
}

void figure_shares_add(const SettleContext *context, const FigurePlan *plan,
                       const Registration *person, const PersonShares *shares, FigureSums *sums)
{
    if (plan->thresholds == NULL) return;
    add_records(context, plan, person, shares, sums);
    add_settlement(context, plan, person, sums);
    add_hours(context, plan, person, sums);
    add_moves(context, plan, person, sums);
    add_special(context, plan, person, sums);
}
