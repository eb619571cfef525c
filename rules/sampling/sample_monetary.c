#include "rules/sampling/sample_monetary.h"

#include <math.h>

#include "rules/sampling/sample.h"

__extension__ typedef __int128 Wide;

enum { MILLION = 1000000 };

/* --- what was found --- */

static Ore size_of(Ore amount)
{
    return amount < 0 ? -amount : amount;
}

static SampleSide side_of(const SampleItem *item, Ore difference)
{
    if (item->part == PART_NEGATIVE) return SIDE_NEGATIVE;
    return difference > 0 ? SIDE_OVER : SIDE_UNDER;
}

static void add_error(SampleMonetary *out, const SampleItem *item)
{
    Ore difference = ore_subtract(item->amount, item->audited), size = size_of(difference);
    SampleSideFound *side = &out->sides[side_of(item, difference)];
    if (size == 0) return;
    side->unbounded += size > size_of(item->amount);
    if (item->part == PART_ALL_TAKEN) {
        side->whole++;
        side->whole_error = ore_add(side->whole_error, size);
        return;
    }
    side->drawn++;
    side->drawn_error = ore_add(side->drawn_error, size);
    side->taints += (long double)size / (long double)size_of(item->amount);
}

static void add_item(SampleMonetary *out, const SampleItem *item)
{
    if (item->part == PART_ALL_TAKEN) {
        out->taken_count++;
        out->taken = ore_add(out->taken, item->amount);
    } else if (item->part == PART_NEGATIVE) {
        out->negative_drawn++;
        out->negative_left = ore_add(out->negative_left, item->amount);
    } else {
        out->n++;
    }
    add_error(out, item);
}

static void collect(const Sample *sample, SampleMonetary *out)
{
    out->book = ore_subtract(sample->sum, sample->negative_sum);
    out->negative_left = -sample->negative_sum; /* less what is drawn of it */
    for (size_t i = 0; i < sample->item_count; i++)
        if (sample->items[i].drawn) add_item(out, &sample->items[i]);
    out->sampled = ore_subtract(out->book, out->taken);
}

/* --- estimates --- */

Status sample_cannot_project(Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_VALUE, "audited_ore",
                       "what was found differs so much from what was paid that no error can "
                       "be projected: correct the audited amounts");
}

/* The mean taint of the drawn times what they were drawn from: whole øre; and what is known. */
static Status estimate_units(const SampleMonetary *found, SampleSideFound *side,
                             Failure *failure)
{
    const long double most = INT64_MAX / 4;
    side->estimated = true;
    side->estimate = side->whole_error;
    if (found->n == 0) return STATUS_OK;
    long double error =
        side->taints / (long double)found->n * (long double)found->sampled + 0.5L;
    if (error > most) return sample_cannot_project(failure);
    side->estimate = ore_add(side->estimate, (Ore)error);
    return STATUS_OK;
}

/* The mean error of the drawn times their number. */
static Status estimate_negative(const Sample *sample, const SampleMonetary *found,
                                SampleSideFound *side, Failure *failure)
{
    Wide drawn = (Wide)found->negative_drawn;
    side->estimated = drawn > 0 || sample->negative_count == 0;
    if (drawn == 0) return STATUS_OK;
    Wide error = ((Wide)side->drawn_error * sample->negative_count * 2 + drawn) / (2 * drawn);
    if (error > INT64_MAX / 4) return sample_cannot_project(failure);
    side->estimate = (Ore)error;
    return STATUS_OK;
}

/* --- limits --- */

/* The taints of one side's drawn items, into room. */
static size_t taints_of(const Sample *sample, SampleSide side, long double *room)
{
    size_t count = 0;
    for (size_t i = 0; i < sample->item_count; i++) {
        const SampleItem *item = &sample->items[i];
        Ore difference = ore_subtract(item->amount, item->audited);
        if (!item->drawn || item->part != PART_DRAWN || difference == 0) continue;
        if (side_of(item, difference) != side) continue;
        room[count++] = (long double)size_of(difference) / (long double)item->amount;
    }
    return count;
}

/* One item that is wrong by more than itself shows that no item bounds its own error. */
static Status bound_units(const Sample *sample, const SampleMonetary *found, SampleSide which,
                          SampleRisk risk, long double *room, SampleSideFound *side,
                          Failure *failure)
{
    long double rate = 1;
    side->bounded = side->unbounded == 0;
    if (!side->bounded) return STATUS_OK;
    size_t count = taints_of(sample, which, room);
    if (found->n > 0) TRY(sample_stringer(risk, found->n, room, count, &rate, failure));
    Ore sampled = (Ore)ceill(rate * (long double)found->sampled);
    side->upper = ore_add(sampled, side->whole_error);
    return STATUS_OK;
}

static void bound_negative(const SampleMonetary *found, SampleSideFound *side)
{
    side->bounded = side->unbounded == 0;
    if (side->bounded) side->upper = ore_add(side->drawn_error, found->negative_left);
}

/* --- */

int64_t sample_share_millionths(Ore amount, Ore book)
{
    return book > 0 ? (int64_t)(((Wide)amount * MILLION + book - 1) / book) : 0;
}

static Status judge_side(const Sample *sample, const SampleMonetary *found, SampleSide which,
                         SampleRisk risk, long double *room, SampleSideFound *side,
                         Failure *failure)
{
    if (which == SIDE_NEGATIVE) {
        bound_negative(found, side);
        return estimate_negative(sample, found, side, failure);
    }
    TRY(estimate_units(found, side, failure));
    return bound_units(sample, found, which, risk, room, side, failure);
}

Status sample_monetary(const Sample *sample, SampleRisk risk, int tolerable, long double *room,
                       SampleMonetary *out, Failure *failure)
{
    *out = (SampleMonetary){0};
    collect(sample, out);
    Wide most = (Wide)out->book * tolerable;
    out->tolerable = (Ore)(most / BASIS_POINTS);
    for (int which = 0; which < SAMPLE_SIDES; which++) {
        SampleSideFound *side = &out->sides[which];
        TRY(judge_side(sample, out, (SampleSide)which, risk, room, side, failure));
        side->below = side->bounded && (Wide)side->upper * BASIS_POINTS < most;
    }
    return STATUS_OK;
}
