/* sample_units.c - which kroner are drawn. control.md 3. */
#include <stdlib.h>
#include <string.h>

#include "rules/sampling/sample.h"

__extension__ typedef __int128 Wide;

Ore sample_start(const uint8_t ticket[SAMPLE_DIGEST_SIZE], Ore interval)
{
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | ticket[i];
    return (Ore)(number % (uint64_t)interval) + 1;
}

SampleUnits sample_units(Ore interval, Ore start)
{
    return (SampleUnits){.interval = interval, .next = start};
}

bool sample_units_hit(SampleUnits *units, Ore amount)
{
    if (amount >= units->interval) return true; /* taken anyway */
    if (amount <= 0) return false;              /* not in the units */
    units->reached = ore_add(units->reached, amount);
    bool hit = units->next <= units->reached;
    while (units->next <= units->reached)
        units->next = ore_add(units->next, units->interval);
    return hit;
}

/* --- all positive items in one line --- */

SamplePoints sample_points(Ore interval, Ore start, int64_t multiple)
{
    return (SamplePoints){.interval = interval, .start = start, .multiple = multiple};
}

static Ore next_point(const SamplePoints *points)
{
    return points->start + (Ore)((Wide)points->j * points->interval / points->multiple);
}

bool sample_points_hit(SamplePoints *points, Ore amount)
{
    if (amount <= 0) return false; /* not in the line */
    points->reached = ore_add(points->reached, amount);
    bool hit = next_point(points) <= points->reached;
    while (next_point(points) <= points->reached)
        points->j++;
    return hit;
}

Ore sample_sure_amount(Ore interval, int64_t multiple)
{
    return interval / multiple + (interval % multiple != 0);
}

/* --- drawing --- */

static int64_t multiple_of(const Sample *sample)
{
    return sample->multiple > 1 ? sample->multiple : 1;
}

static bool is_in_line(const Sample *sample)
{
    return sample->form >= SAMPLE_FORM_LINE;
}

static void draw_line(Sample *sample)
{
    int64_t multiple = multiple_of(sample);
    Ore sure = sample_sure_amount(sample->interval, multiple);
    SamplePoints points = sample_points(sample->interval, sample->start, multiple);
    for (size_t i = 0; i < sample->item_count; i++) {
        SampleItem *item = &sample->items[i];
        item->drawn = sample_points_hit(&points, item->amount);
        if (item->amount >= sure) item->part = PART_ALL_TAKEN;
    }
}

static void draw_apart(Sample *sample)
{
    SampleUnits units = sample_units(sample->interval, sample->start);
    for (size_t i = 0; i < sample->item_count; i++) {
        SampleItem *item = &sample->items[i];
        item->drawn = sample_units_hit(&units, item->amount);
        if (item->amount >= sample->interval) item->part = PART_ALL_TAKEN;
    }
}

static int compare_tickets(const void *left, const void *right)
{
    const SampleItem *const *a = left;
    const SampleItem *const *b = right;
    int order = memcmp((*a)->ticket, (*b)->ticket, SAMPLE_DIGEST_SIZE);
    return order != 0 ? order : strcmp((*a)->id, (*b)->id);
}

/* Negative items (corrections) are no part of the units: they are a list of their own, of which
 * the smallest tickets are drawn. */
static void draw_negative(Sample *sample, SampleItem **order)
{
    size_t count = 0;
    int64_t most = is_in_line(sample) ? sample->negative_n : sample->n;
    for (size_t i = 0; i < sample->item_count; i++)
        if (sample->items[i].amount < 0) order[count++] = &sample->items[i];
    qsort(order, count, sizeof *order, compare_tickets);
    for (size_t i = 0; i < count && (int64_t)i < most; i++) {
        order[i]->drawn = true;
        order[i]->part = PART_NEGATIVE;
    }
}

static Ore add_up(Sample *sample)
{
    Ore positive = 0;
    for (size_t i = 0; i < sample->item_count; i++) {
        Ore amount = sample->items[i].amount;
        if (amount > 0) {
            positive = ore_add(positive, amount);
        } else if (amount < 0) {
            sample->negative_count++;
            sample->negative_sum = ore_add(sample->negative_sum, amount);
        }
    }
    return positive;
}

/* The start is from the ticket of "start". */
Status sample_draw_units(Sample *sample, SampleTicket ticket, SampleItem **order,
                         Failure *failure)
{
    uint8_t start[SAMPLE_DIGEST_SIZE];
    Ore positive = add_up(sample);
    if (positive < sample->n)
        return failure_set(failure, STATUS_USAGE, "--n", "more than there are øre to draw");
    sample->interval = positive / (sample->n / multiple_of(sample));
    TRY(ticket(sample->seed, "start", start, failure));
    sample->start = sample_start(start, sample->interval);
    if (is_in_line(sample))
        draw_line(sample);
    else
        draw_apart(sample);
    draw_negative(sample, order);
    for (size_t i = 0; i < sample->item_count; i++)
        sample->strata[0].drawn += sample->items[i].drawn;
    return STATUS_OK;
}

/* --- a larger n --- */

static Status extend_units(Sample *sample, int64_t n, Failure *failure)
{
    int64_t multiple = multiple_of(sample), first = sample->n / multiple, below = n / first;
    if (!is_in_line(sample))
        return failure_set(failure, STATUS_USAGE, "--n",
                           "a sample of monetary units of the first version, with the large "
                           "items apart, cannot be made larger: draw a new one");
    if (n % first == 0) {
        sample->multiple = below;
        return STATUS_OK;
    }
    if (below <= multiple) below = multiple + 1;
    return failure_set(failure, STATUS_USAGE, "--n",
                       "monetary units are drawn in whole multiples of the first %lld: take "
                       "%lld or %lld",
                       (long long)first, (long long)(below * first),
                       (long long)((below + 1) * first));
}

Status sample_extend(Sample *sample, int64_t n, Failure *failure)
{
    if (n <= sample->n)
        return failure_set(failure, STATUS_USAGE, "--n",
                           "no larger than the %lld that are drawn already",
                           (long long)sample->n);
    if (sample->method == SAMPLE_STRATIFIED && !is_in_line(sample))
        return failure_set(failure, STATUS_USAGE, "--extend",
                           "a form of version 1 has the parts of its strata by largest "
                           "remainders, so that a larger n can take away who was drawn: draw "
                           "a new sample");
    if (sample->method == SAMPLE_MUS) TRY(extend_units(sample, n, failure));
    sample->n = n;
    sample->look = (sample->look > 1 ? sample->look : 1) + 1;
    return STATUS_OK;
}
