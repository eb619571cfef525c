/* accounts_draw.c - the random sample of awards and vouchers, and what it says. */
#include "rules/sampling/accounts_draw.h"

#include <stdio.h>

/* One monetary unit sample; of nothing, nothing is drawn, and an interval below one øre is one.
 * The ticket of `id` says where it starts, as in the other samples. */
static Status begin_units(Ore sum, int64_t n, const char *seed, const char *id,
                          SampleTicket ticket, SampleUnits *units, Failure *failure)
{
    uint8_t start[SAMPLE_DIGEST_SIZE];
    Ore interval = sum / n > 0 ? sum / n : 1;
    *units = sample_units(0, 0);
    if (sum == 0) return STATUS_OK;
    TRY(ticket(seed, id, start, failure));
    *units = sample_units(interval, sample_start(start, interval));
    return STATUS_OK;
}

static SelectedPart part_of(SampleUnits *units, Ore amount)
{
    if (!sample_units_hit(units, amount)) return PART_NOT_SELECTED;
    return amount >= units->interval ? PART_WHOLE : PART_RANDOM;
}

/* --- awards --- */

Status accounts_draw_awards(AccountsOutcome *outcome, AwardScore *scores, SampleTicket ticket,
                            Failure *failure)
{
    const AccountsBook *book = outcome->control.book;
    AccountsProjection *projection = &outcome->projection;
    SampleUnits units;
    for (size_t i = 0; i < book->award_count; i++) {
        if (scores[i].part != PART_NOT_SELECTED) continue;
        projection->population++;
        if (book->awards[i].paid > 0)
            projection->paid = ore_add(projection->paid, book->awards[i].paid);
    }
    TRY(begin_units(projection->paid, outcome->n, outcome->seed, "start", ticket, &units,
                    failure));
    outcome->interval = units.interval;
    outcome->start = units.next;
    for (size_t i = 0; i < book->award_count && units.interval > 0; i++) {
        if (scores[i].part != PART_NOT_SELECTED) continue;
        scores[i].part = (uint8_t)part_of(&units, book->awards[i].paid);
        projection->drawn += scores[i].part != PART_NOT_SELECTED;
    }
    return STATUS_OK;
}

/* --- vouchers of one visited award --- */

static Status draw_vouchers(const AccountsOutcome *outcome, const AwardView *view,
                            uint8_t *parts, SampleTicket ticket, Failure *failure)
{
    char id[SAMPLE_ID_SIZE];
    SampleUnits units;
    Ore sum = 0;
    parts += view->vouchers - outcome->control.book->vouchers;
    for (size_t i = 0; i < view->voucher_count; i++)
        if (view->vouchers[i].amount > 0) sum = ore_add(sum, view->vouchers[i].amount);
    snprintf(id, sizeof id, "start of %s", view->award->id);
    TRY(begin_units(sum, outcome->control.limits->value[LIMIT_VOUCHERS_DRAWN], outcome->seed,
                    id, ticket, &units, failure));
    for (size_t i = 0; i < view->voucher_count && units.interval > 0; i++)
        parts[i] = (uint8_t)part_of(&units, view->vouchers[i].amount);
    return STATUS_OK;
}

Status accounts_draw_vouchers(const AccountsOutcome *outcome, uint8_t *parts,
                              SampleTicket ticket, Failure *failure)
{
    for (size_t i = 0; i < outcome->control.book->award_count; i++) {
        const AwardView *view = &outcome->control.views[i];
        if (outcome->scores[i].part == PART_NOT_SELECTED || view->voucher_count == 0) continue;
        TRY(draw_vouchers(outcome, view, parts, ticket, failure));
    }
    return STATUS_OK;
}

/* --- what it says of the others --- */

/* One award of the random sample: what was due by its accounts less what is due as judged. */
static Ore error_of(const AccountsOutcome *outcome, size_t award)
{
    AwardJudgement as_reported = accounts_judge(&outcome->control.views[award], 0);
    return ore_subtract(as_reported.entitled, outcome->judgements[award].entitled);
}

/* amount x interval / paid, towards zero: 128 bits for the product. */
static Ore project_one(Ore error, Ore interval, Ore paid)
{
    __extension__ typedef __int128 Wide;
    return (Ore)((Wide)error * interval / paid);
}

typedef struct Taints {
    long double *over, *under;
    size_t over_count, under_count;
    int64_t drawn; /* by units */
    Ore over_whole, under_whole;
} Taints;

/* Of an award taken whole its own error is all there is to say; a drawn one stands for the
 * units of its interval. */
static void add_error(AccountsOutcome *outcome, size_t award, Taints *taints)
{
    Ore error = error_of(outcome, award), paid = outcome->control.book->awards[award].paid;
    bool over = error > 0, whole = outcome->scores[award].part == PART_WHOLE;
    Ore size = over ? error : -error;
    AccountsError *side = over ? &outcome->projection.over : &outcome->projection.under;
    taints->drawn += !whole;
    if (error == 0) return;
    side->awards++;
    side->found = ore_add(side->found, size);
    Ore projected = whole ? size : project_one(size, outcome->interval, paid);
    side->projected = ore_add(side->projected, projected);
    Ore *wholes = over ? &taints->over_whole : &taints->under_whole;
    if (whole) *wholes = ore_add(*wholes, size);
    if (whole) return;
    long double taint = (long double)size / (long double)paid;
    if (over)
        taints->over[taints->over_count++] = taint;
    else
        taints->under[taints->under_count++] = taint;
}

/* Paid on the awards that could be drawn and are below the interval. */
static Ore drawn_population(const AccountsOutcome *outcome)
{
    Ore sum = outcome->projection.paid;
    for (size_t i = 0; i < outcome->control.book->award_count; i++)
        if (outcome->scores[i].part == PART_WHOLE)
            sum = ore_subtract(sum, outcome->control.book->awards[i].paid);
    return sum;
}

static Status bound(const AccountsOutcome *outcome, int64_t drawn, long double *taints,
                    size_t count, Ore whole, Ore *upper, Failure *failure)
{
    long double limit = 0;
    Ore population = drawn_population(outcome);
    *upper = whole;
    if (drawn == 0) return STATUS_OK;
    SampleRisk risk = sample_risk((int)outcome->control.limits->value[LIMIT_CONFIDENCE], 1);
    TRY(sample_stringer(risk, drawn, taints, count, &limit, failure));
    /* Rounded up: whole øre, and never below what was found. */
    *upper = ore_add(whole, (Ore)(limit * (long double)population) + 1);
    return STATUS_OK;
}

static Status project_all(AccountsOutcome *outcome, Taints *taints, Failure *failure)
{
    for (size_t i = 0; i < outcome->control.book->award_count; i++) {
        int part = outcome->scores[i].part;
        if (part == PART_WHOLE || part == PART_RANDOM) add_error(outcome, i, taints);
    }
    TRY(bound(outcome, taints->drawn, taints->over, taints->over_count, taints->over_whole,
              &outcome->projection.over.upper, failure));
    return bound(outcome, taints->drawn, taints->under, taints->under_count,
                 taints->under_whole, &outcome->projection.under.upper, failure);
}

Status accounts_project(AccountsOutcome *outcome, long double *room, Failure *failure)
{
    size_t awards = outcome->control.book->award_count;
    AccountsProjection *projection = &outcome->projection;
    Taints taints = {.over = room, .under = room + awards};
    for (size_t i = 0; i < awards; i++) {
        int part = outcome->scores[i].part;
        bool drawn = part == PART_WHOLE || part == PART_RANDOM;
        projection->judged += drawn && outcome->decisions[i] != NULL;
    }
    if (projection->judged < projection->drawn || projection->drawn == 0) return STATUS_OK;
    return project_all(outcome, &taints, failure);
}
