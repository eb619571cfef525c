/* accounts_sample.c - the random sample of awards and vouchers, and what it says. accounts.md 3
 * and 4, control.md 3. */
#include <stdio.h>
#include <string.h>

#include "engine/accounts/accounts.h"
#include "engine/review/sample.h"

/* Start of 1 to interval from the seed, as in the other samples. */
static Status choose_start(const char *seed, const char *id, Ore interval, Ore *start,
                           Failure *failure)
{
    uint8_t ticket[SHA256_SIZE];
    uint64_t number = 0;
    TRY(sample_ticket(seed, id, ticket, failure));
    for (int i = 0; i < 8; i++)
        number = number << 8 | ticket[i];
    *start = (Ore)(number % (uint64_t)interval) + 1;
    return STATUS_OK;
}

/* One monetary unit sample: the amounts that can be drawn, in a fixed order. */
typedef struct Draw {
    Ore *amounts;
    size_t *places; /* where each came from */
    bool *hit;
    size_t count;
    Ore sum; /* of those above 0 */
} Draw;

static Status draw_begin(Draw *draw, size_t room, Failure *failure)
{
    *draw = (Draw){.amounts = system_allocate(room * sizeof *draw->amounts),
                   .places = system_allocate(room * sizeof *draw->places),
                   .hit = system_allocate_zeroed(room, sizeof *draw->hit)};
    if (draw->amounts != NULL && draw->places != NULL && draw->hit != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, "sample", NULL);
}

static void draw_end(Draw *draw)
{
    system_free(draw->amounts);
    system_free(draw->places);
    system_free(draw->hit);
}

static void draw_add(Draw *draw, Ore amount, size_t place)
{
    draw->amounts[draw->count] = amount;
    draw->places[draw->count++] = place;
    if (amount > 0) draw->sum = ore_add(draw->sum, amount);
}

/* Nothing is drawn from nothing; an interval below one øre is one. */
static Status draw_hits(Draw *draw, int64_t n, const char *seed, const char *id, Ore *interval,
                        Ore *start, Failure *failure)
{
    *interval = *start = 0;
    if (draw->sum == 0) return STATUS_OK;
    *interval = draw->sum / n > 0 ? draw->sum / n : 1;
    TRY(choose_start(seed, id, *interval, start, failure));
    sample_monetary(draw->amounts, draw->count, *interval, *start, draw->hit);
    return STATUS_OK;
}

static SelectedPart part_of(const Draw *draw, size_t i, Ore interval)
{
    if (!draw->hit[i]) return PART_NOT_SELECTED;
    return draw->amounts[i] >= interval ? PART_WHOLE : PART_RANDOM;
}

/* --- awards --- */

static Status hit_awards(AccountsOutcome *outcome, AwardScore *scores, Draw *draw,
                         Failure *failure)
{
    TRY(draw_hits(draw, outcome->n, outcome->seed, "start", &outcome->interval, &outcome->start,
                  failure));
    for (size_t i = 0; i < draw->count && outcome->interval > 0; i++) {
        SelectedPart part = part_of(draw, i, outcome->interval);
        scores[draw->places[i]].part = (uint8_t)part;
        outcome->projection.drawn += part != PART_NOT_SELECTED;
    }
    return STATUS_OK;
}

Status accounts_draw_awards(AccountsOutcome *outcome, AwardScore *scores, Failure *failure)
{
    Draw draw;
    const AccountsBook *book = outcome->control.book;
    Status status = draw_begin(&draw, book->award_count, failure);
    for (size_t i = 0; status == STATUS_OK && i < book->award_count; i++)
        if (scores[i].part == PART_NOT_SELECTED) draw_add(&draw, book->awards[i].paid, i);
    outcome->projection.population = draw.count;
    outcome->projection.paid = draw.sum;
    if (status == STATUS_OK) status = hit_awards(outcome, scores, &draw, failure);
    draw_end(&draw);
    return status;
}

/* --- vouchers of one visited award --- */

static Status hit_vouchers(const AccountsOutcome *outcome, const AwardView *view, Draw *draw,
                           uint8_t *parts, Failure *failure)
{
    char id[SAMPLE_ID_SIZE];
    Ore interval, start;
    const Voucher *first = outcome->control.book->vouchers;
    for (size_t i = 0; i < view->voucher_count; i++)
        draw_add(draw, view->vouchers[i].amount, (size_t)(&view->vouchers[i] - first));
    snprintf(id, sizeof id, "start of %s", view->award->id);
    TRY(draw_hits(draw, outcome->control.limits->value[LIMIT_VOUCHERS_DRAWN], outcome->seed, id,
                  &interval, &start, failure));
    for (size_t i = 0; i < draw->count && interval > 0; i++)
        parts[draw->places[i]] = (uint8_t)part_of(draw, i, interval);
    return STATUS_OK;
}

Status accounts_draw_vouchers(const AccountsOutcome *outcome, uint8_t *parts, Failure *failure)
{
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < outcome->control.book->award_count; i++) {
        const AwardView *view = &outcome->control.views[i];
        Draw draw;
        if (outcome->scores[i].part == PART_NOT_SELECTED || view->voucher_count == 0) continue;
        status = draw_begin(&draw, view->voucher_count, failure);
        if (status == STATUS_OK) status = hit_vouchers(outcome, view, &draw, parts, failure);
        draw_end(&draw);
    }
    return status;
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
    TRY(sample_stringer((int)outcome->control.limits->value[LIMIT_CONFIDENCE], drawn, taints,
                        count, &limit, failure));
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

Status accounts_project(AccountsOutcome *outcome, Failure *failure)
{
    size_t awards = outcome->control.book->award_count;
    AccountsProjection *projection = &outcome->projection;
    for (size_t i = 0; i < awards; i++) {
        int part = outcome->scores[i].part;
        bool drawn = part == PART_WHOLE || part == PART_RANDOM;
        projection->judged += drawn && outcome->decisions[i] != NULL;
    }
    if (projection->judged < projection->drawn || projection->drawn == 0) return STATUS_OK;
    Taints taints = {.over = system_allocate(awards * sizeof *taints.over),
                     .under = system_allocate(awards * sizeof *taints.under)};
    Status status = STATUS_OK;
    if (taints.over == NULL || taints.under == NULL)
        status = failure_set(failure, STATUS_MEMORY, "sample", NULL);
    if (status == STATUS_OK) status = project_all(outcome, &taints, failure);
    system_free(taints.over);
    system_free(taints.under);
    return status;
}
