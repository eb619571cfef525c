/* sample_draw.c - who is drawn. control.md 3. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/review/sample.h"

const char *sample_method_text(SampleMethod method)
{
    static const char *const texts[] = {"attribute", "mus", "stratified"};
    return texts[method];
}

const char *sample_strata_text(SampleStrata strata)
{
    static const char *const texts[] = {"none", "municipality", "county", "group", "severity"};
    return texts[strata];
}

Status sample_ticket(const char *seed, const char *id, uint8_t ticket[SHA256_SIZE],
                     Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    char text[SHA256_HEX_SIZE + SAMPLE_ID_SIZE];
    TRY(sha256_of(seed, strlen(seed), digest, failure));
    sha256_to_hex(digest, text);
    size_t length = SHA256_HEX_SIZE - 1;
    length += (size_t)snprintf(text + length, sizeof text - length, "%s", id);
    return sha256_of(text, length, ticket, failure);
}

static Status make_tickets(Sample *sample, Failure *failure)
{
    for (size_t i = 0; i < sample->item_count; i++) {
        SampleItem *item = &sample->items[i];
        TRY(sample_ticket(sample->seed, item->id, item->ticket, failure));
    }
    return STATUS_OK;
}

/* --- strata --- */

static SampleStratum *stratum_of(Sample *sample, const char *name)
{
    for (size_t i = 0; i < sample->strata_count; i++) {
        if (strcmp(sample->strata[i].name, name) == 0) return &sample->strata[i];
    }
    if (sample->strata_count == STRATA_MAX) return NULL;
    SampleStratum *stratum = &sample->strata[sample->strata_count++];
    *stratum = (SampleStratum){.count = 0};
    snprintf(stratum->name, sizeof stratum->name, "%s", name);
    return stratum;
}

static int compare_strata(const void *left, const void *right)
{
    const SampleStratum *a = left;
    const SampleStratum *b = right;
    return strcmp(a->name, b->name);
}

static Status count_strata(Sample *sample, Failure *failure)
{
    for (size_t i = 0; i < sample->item_count; i++) {
        const SampleItem *item = &sample->items[i];
        SampleStratum *stratum = stratum_of(sample, item->stratum);
        if (stratum == NULL) {
            return failure_set(failure, STATUS_INPUT_TOO_LARGE, "strata", "more than %d",
                               STRATA_MAX);
        }
        stratum->count++;
        stratum->sum = ore_add(stratum->sum, item->amount);
        sample->count++;
        sample->sum = ore_add(sample->sum, item->amount);
    }
    qsort(sample->strata, sample->strata_count, sizeof *sample->strata, compare_strata);
    return STATUS_OK;
}

/* What the allocation knows of one stratum besides its size. */
typedef struct Share {
    uint64_t remainder; /* of its quota, in parts of the whole */
    uint8_t ticket[SHA256_SIZE];
    bool settled; /* has one because its quota is below one; or got its remainder */
} Share;

/* Strata whose part of what is left to draw is below one get one all the same; then the others
 * share what remains. Every time one is settled the others' part falls, so until none is. */
static void settle_small(Sample *sample, Share *shares, int64_t *draws, int64_t *persons)
{
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sample->strata_count; i++) {
            SampleStratum *here = &sample->strata[i];
            if (shares[i].settled || *draws * (int64_t)here->count >= *persons) continue;
            here->drawn = 1;
            shares[i].settled = again = true;
            *draws -= 1;
            *persons -= (int64_t)here->count;
        }
    }
}

/* The largest remainder; of equal ones the smallest ticket, so that no code is always first. */
static size_t largest_remainder(const Sample *sample, const Share *shares)
{
    size_t best = sample->strata_count;
    for (size_t i = 0; i < sample->strata_count; i++) {
        if (shares[i].settled) continue;
        if (best == sample->strata_count || shares[i].remainder > shares[best].remainder ||
            (shares[i].remainder == shares[best].remainder &&
             memcmp(shares[i].ticket, shares[best].ticket, SHA256_SIZE) < 0)) {
            best = i;
        }
    }
    return best;
}

static void share_out(Sample *sample, Share *shares, int64_t draws)
{
    int64_t persons = (int64_t)sample->count, left;
    settle_small(sample, shares, &draws, &persons);
    left = draws;
    for (size_t i = 0; i < sample->strata_count; i++) {
        SampleStratum *here = &sample->strata[i];
        if (shares[i].settled) continue;
        here->drawn = draws * (int64_t)here->count / persons;
        shares[i].remainder = (uint64_t)(draws * (int64_t)here->count % persons);
        left -= here->drawn;
    }
    for (; left > 0; left--) {
        size_t best = largest_remainder(sample, shares);
        sample->strata[best].drawn++;
        shares[best].settled = true;
    }
}

/* In proportion to the persons, but at least one from every stratum: a stratum that nobody is
 * drawn from could be as wrong as it likes. Fewer than there are strata is refused. */
static Status allocate(Sample *sample, Failure *failure)
{
    int64_t draws = sample->n < (int64_t)sample->count ? sample->n : (int64_t)sample->count;
    if (draws < (int64_t)sample->strata_count) {
        return failure_set(failure, STATUS_USAGE, "--n",
                           "%lld are fewer than the %zu strata there are persons in, and one "
                           "from each is the least: draw %zu or more, or take coarser strata "
                           "(county, group)",
                           (long long)draws, sample->strata_count, sample->strata_count);
    }
    Share *shares = system_allocate_zeroed(sample->strata_count, sizeof *shares);
    if (shares == NULL) return failure_set(failure, STATUS_MEMORY, "sample", NULL);
    Status status = STATUS_OK;
    for (size_t i = 0; i < sample->strata_count && status == STATUS_OK; i++) {
        status = sample_ticket(sample->seed, sample->strata[i].name, shares[i].ticket, failure);
    }
    if (status == STATUS_OK) share_out(sample, shares, draws);
    system_free(shares);
    return status;
}

/* --- drawing by ticket --- */

static int compare_tickets(const void *left, const void *right)
{
    const SampleItem *const *a = left;
    const SampleItem *const *b = right;
    int order = strcmp((*a)->stratum, (*b)->stratum);
    if (order == 0) order = memcmp((*a)->ticket, (*b)->ticket, SHA256_SIZE);
    return order != 0 ? order : strcmp((*a)->id, (*b)->id);
}

static int64_t quota(const Sample *sample, const char *stratum)
{
    for (size_t i = 0; i < sample->strata_count; i++) {
        if (strcmp(sample->strata[i].name, stratum) == 0) return sample->strata[i].drawn;
    }
    return 0;
}

static void mark_smallest(const Sample *sample, SampleItem **sorted)
{
    int64_t left = 0;
    for (size_t i = 0; i < sample->item_count; i++) {
        if (i == 0 || strcmp(sorted[i]->stratum, sorted[i - 1]->stratum) != 0) {
            left = quota(sample, sorted[i]->stratum);
        }
        sorted[i]->drawn = left > 0;
        left -= left > 0;
    }
}

static Status draw_tickets(Sample *sample, Failure *failure)
{
    TRY(allocate(sample, failure));
    SampleItem **sorted = system_allocate((sample->item_count + 1) * sizeof *sorted);
    if (sorted == NULL) return failure_set(failure, STATUS_MEMORY, "sample", NULL);
    for (size_t i = 0; i < sample->item_count; i++) {
        sorted[i] = &sample->items[i];
    }
    if (sample->item_count > 1) {
        qsort(sorted, sample->item_count, sizeof *sorted, compare_tickets);
    }
    mark_smallest(sample, sorted);
    system_free(sorted);
    return STATUS_OK;
}

/* --- monetary units --- */

void sample_monetary(const Ore *amounts, size_t count, Ore interval, Ore start, bool *hit)
{
    Ore next = start, reached = 0;
    for (size_t i = 0; i < count; i++) {
        hit[i] = amounts[i] >= interval;
        if (amounts[i] <= 0 || hit[i]) continue; /* taken anyway, or not in the units */
        reached = ore_add(reached, amounts[i]);
        while (next <= reached) {
            hit[i] = true;
            next = ore_add(next, interval);
        }
    }
}

/* Start of 1 to interval from the seed: the first eight bytes of the ticket of "start". */
static Status choose_start(Sample *sample, Failure *failure)
{
    uint8_t ticket[SHA256_SIZE];
    uint64_t number = 0;
    TRY(sample_ticket(sample->seed, "start", ticket, failure));
    for (int i = 0; i < 8; i++) {
        number = number << 8 | ticket[i];
    }
    sample->start = (Ore)(number % (uint64_t)sample->interval) + 1;
    return STATUS_OK;
}

/* Negative items (corrections) are no part of the units: they are a list of their own, of which
 * the n smallest tickets are drawn. */
static void draw_negative(Sample *sample)
{
    for (int64_t taken = 0; taken < sample->n; taken++) {
        SampleItem *best = NULL;
        for (size_t i = 0; i < sample->item_count; i++) {
            SampleItem *item = &sample->items[i];
            if (item->amount >= 0 || item->drawn) continue;
            if (best == NULL || memcmp(item->ticket, best->ticket, SHA256_SIZE) < 0) {
                best = item;
            }
        }
        if (best == NULL) return;
        best->drawn = true;
        best->part = PART_NEGATIVE;
    }
}

static Status monetary_hits(Sample *sample, Failure *failure)
{
    Ore *amounts = system_allocate((sample->item_count + 1) * sizeof *amounts);
    bool *hit = system_allocate_zeroed(sample->item_count + 1, sizeof *hit);
    Status status = STATUS_OK;
    if (amounts == NULL || hit == NULL) {
        status = failure_set(failure, STATUS_MEMORY, "sample", NULL);
    }
    for (size_t i = 0; status == STATUS_OK && i < sample->item_count; i++) {
        amounts[i] = sample->items[i].amount;
    }
    if (status == STATUS_OK) {
        sample_monetary(amounts, sample->item_count, sample->interval, sample->start, hit);
        for (size_t i = 0; i < sample->item_count; i++) {
            sample->items[i].drawn = hit[i];
            if (amounts[i] >= sample->interval) sample->items[i].part = PART_ALL_TAKEN;
        }
    }
    system_free(amounts);
    system_free(hit);
    return status;
}

static Status draw_monetary(Sample *sample, Failure *failure)
{
    Ore positive = 0;
    for (size_t i = 0; i < sample->item_count; i++) {
        const SampleItem *item = &sample->items[i];
        if (item->amount > 0) {
            positive = ore_add(positive, item->amount);
        } else {
            sample->negative_count++;
            sample->negative_sum = ore_add(sample->negative_sum, item->amount);
        }
    }
    sample->interval = positive / sample->n;
    if (sample->interval < 1) {
        return failure_set(failure, STATUS_USAGE, "--n", "more than there are øre to draw");
    }
    TRY(choose_start(sample, failure));
    TRY(monetary_hits(sample, failure));
    draw_negative(sample);
    for (size_t i = 0; i < sample->item_count; i++) {
        sample->strata[0].drawn += sample->items[i].drawn;
    }
    return STATUS_OK;
}

Status sample_draw(Sample *sample, Failure *failure)
{
    if (sample->item_count == 0) {
        return failure_set(failure, STATUS_NOT_NOW, "sample", "nothing was paid in this run");
    }
    TRY(make_tickets(sample, failure));
    TRY(count_strata(sample, failure));
    return sample->method == SAMPLE_MUS ? draw_monetary(sample, failure)
                                        : draw_tickets(sample, failure);
}
