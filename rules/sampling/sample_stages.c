#include "rules/sampling/sample_stages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 Wide;

/* --- the first stage --- */

Ore stage_point(const uint8_t ticket[SAMPLE_DIGEST_SIZE], Ore all)
{
    Wide rest = 0;
    for (int i = 0; i < SAMPLE_DIGEST_SIZE; i++)
        rest = (rest << 8 | ticket[i]) % (Wide)all;
    return (Ore)rest;
}

static Ore booked_of(const Sample *sample)
{
    Ore sum = 0;
    for (size_t s = 0; s < sample->strata_count; s++)
        if (sample->strata[s].sum > 0) sum = ore_add(sum, sample->strata[s].sum);
    return sum;
}

/* The stratum that the øre of this number, from 0, is in. */
static size_t stratum_at(const Sample *sample, Ore point)
{
    size_t s = 0;
    for (; s < sample->strata_count; s++) {
        Ore sum = sample->strata[s].sum;
        if (sum <= 0) continue;
        if (point < sum) break;
        point -= sum;
    }
    INVARIANT(s < sample->strata_count);
    return s;
}

Status sample_stage_hits(const Sample *sample, SampleTicket ticket, int64_t hits[STRATA_MAX],
                         Failure *failure)
{
    Ore all = booked_of(sample);
    memset(hits, 0, STRATA_MAX * sizeof *hits);
    if (all < 1)
        return failure_set(failure, STATUS_USAGE, "--method",
                           "no municipality got more than was taken back: nothing can be hit");
    for (int64_t j = 1; j <= sample->hits; j++) {
        char id[SAMPLE_ID_SIZE];
        uint8_t made[SAMPLE_DIGEST_SIZE];
        snprintf(id, sizeof id, "stage 1,%lld", (long long)j);
        TRY(ticket(sample->seed, id, made, failure));
        hits[stratum_at(sample, stage_point(made, all))]++;
    }
    return STATUS_OK;
}

/* Persons to draw in a stratum with so many hits. */
static int64_t persons_of(const Sample *sample, const SampleStratum *stratum, int64_t hits)
{
    Wide asked = (Wide)hits * (Wide)sample->n;
    return asked < stratum->count ? (int64_t)asked : (int64_t)stratum->count;
}

Status sample_stages_allocate(Sample *sample, SampleTicket ticket, Failure *failure)
{
    int64_t hits[STRATA_MAX];
    if (sample->hits < STAGE_HITS_LEAST)
        return failure_set(failure, STATUS_USAGE, "--hits",
                           "%d is the least: of fewer the interval means nothing",
                           STAGE_HITS_LEAST);
    TRY(sample_stage_hits(sample, ticket, hits, failure));
    for (size_t s = 0; s < sample->strata_count; s++)
        sample->strata[s].drawn = persons_of(sample, &sample->strata[s], hits[s]);
    return STATUS_OK;
}

/* --- what was found --- */

static int compare_persons(const void *left, const void *right)
{
    const StagePerson *a = left;
    const StagePerson *b = right;
    int order = strcmp(a->item->stratum, b->item->stratum);
    if (order == 0) order = memcmp(a->ticket, b->ticket, SAMPLE_DIGEST_SIZE);
    return order != 0 ? order : strcmp(a->item->id, b->item->id);
}

static Status sort_persons(const Sample *sample, SampleTicket ticket, StagePerson *persons,
                           Failure *failure)
{
    for (size_t i = 0; i < sample->item_count; i++) {
        persons[i].item = &sample->items[i];
        TRY(ticket(sample->seed, sample->items[i].id, persons[i].ticket, failure));
    }
    if (sample->item_count > 0)
        qsort(persons, sample->item_count, sizeof *persons, compare_persons);
    return STATUS_OK;
}

static Ore difference_of(const StagePerson *persons, int64_t count)
{
    Ore sum = 0;
    for (int64_t i = 0; i < count; i++)
        sum = ore_add(sum, ore_subtract(persons[i].item->amount, persons[i].item->audited));
    return sum;
}

/* One for each hit: the stratum's error, estimated by the group of that hit. */
static void add_hits(const Sample *sample, const SampleStratum *stratum, int64_t hits,
                     const StagePerson *persons, StageHit *out)
{
    int64_t drawn = persons_of(sample, stratum, hits);
    bool whole = (uint64_t)drawn == stratum->count;
    for (int64_t g = 0; g < hits; g++) {
        int64_t size = whole ? drawn : sample->n;
        Ore difference = difference_of(whole ? persons : persons + g * size, size);
        out[g] = (StageHit){(long double)difference * (long double)stratum->count /
                                (long double)size,
                            (long double)stratum->sum};
    }
}

/* The persons of a stratum stand together from *at on. */
static int64_t persons_in(const Sample *sample, const char *name, const StagePerson *persons,
                          size_t at)
{
    int64_t count = 0;
    for (; at < sample->item_count && strcmp(persons[at].item->stratum, name) == 0; at++)
        count++;
    return count;
}

static Status collect(const Sample *sample, const int64_t hits[STRATA_MAX],
                      const StagesRoom *room, StagesFound *out, Failure *failure)
{
    size_t at = 0;
    StageHit *next = room->hits;
    for (size_t s = 0; s < sample->strata_count; s++) {
        const SampleStratum *stratum = &sample->strata[s];
        int64_t drawn = persons_of(sample, stratum, hits[s]);
        if (persons_in(sample, stratum->name, room->persons, at) != drawn)
            return failure_set(failure, STATUS_INPUT_VALUE, stratum->name,
                               "not the %lld persons that its seed draws here",
                               (long long)drawn);
        add_hits(sample, stratum, hits[s], room->persons + at, next);
        next += hits[s];
        at += (size_t)drawn;
        out->places += hits[s] > 0;
        out->beyond += stratum->sum <= 0;
        if (stratum->sum <= 0) out->beyond_sum = ore_add(out->beyond_sum, stratum->sum);
    }
    return STATUS_OK;
}

Status sample_stages(const Sample *sample, SampleRisk risk, int tolerable, SampleTicket ticket,
                     const StagesRoom *room, StagesFound *out, Failure *failure)
{
    int64_t hits[STRATA_MAX];
    *out = (StagesFound){.booked = booked_of(sample), .persons = (int64_t)sample->item_count};
    TRY(sample_stage_hits(sample, ticket, hits, failure));
    TRY(sort_persons(sample, ticket, room->persons, failure));
    TRY(collect(sample, hits, room, out, failure));
    for (size_t i = 0; i < sample->item_count; i++)
        out->errors += sample->items[i].audited != sample->items[i].amount;
    out->estimate = estimate_stages(room->hits, (size_t)sample->hits, (long double)out->booked);
    out->interval = out->errors > 0;
    if (!out->interval) return STATUS_OK;
    out->width = estimate_width(&out->estimate, risk);
    long double most = (long double)out->booked * (long double)tolerable / BASIS_POINTS;
    out->below =
        out->errors >= ESTIMATE_ERRORS_LEAST && out->estimate.error + out->width < most;
    return STATUS_OK;
}
