/* sample_evaluate.c - what the audited sample says about all of it. control.md 3. */
#include <stdio.h>
#include <string.h>

#include "rules/base/translator.h"
#include "rules/sampling/sample.h"

/* "24, 31, 33" and how many more there are. */
static void list_missing(const Sample *sample, char *text, size_t size)
{
    enum { LINES_NAMED = 12 };
    size_t at = 0, missing = 0;
    text[0] = '\0';
    for (size_t i = 0; i < sample->item_count; i++) {
        if (sample->items[i].audited_given || missing++ >= LINES_NAMED) continue;
        at += (size_t)snprintf(text + at, size - at, "%s%llu", at > 0 ? ", " : "",
                               (unsigned long long)sample->items[i].file_line);
    }
    if (missing > LINES_NAMED)
        snprintf(text + at, size - at, _(" and %zu more"), missing - LINES_NAMED);
}

Status sample_check_filled(const Sample *sample, Failure *failure)
{
    size_t missing = 0;
    char lines[320];
    for (size_t i = 0; i < sample->item_count; i++)
        missing += !sample->items[i].audited_given;
    if (missing == 0 && sample->item_count > 0) return STATUS_OK;
    list_missing(sample, lines, sizeof lines);
    return failure_set(failure, STATUS_INPUT_VALUE, "audited_ore",
                       "%zu of %zu rows are not filled in yet: line %s", missing,
                       sample->item_count, lines);
}

/* What an evaluation is made with; borrowed. */
typedef struct Judge {
    const Sample *sample;
    int confidence;
    const SampleExact *exact;
    long double *room;
} Judge;

static SampleQuestion question_of(const Judge *judge, SampleDistribution distribution,
                                  const SampleFound *found, uint64_t population)
{
    return (SampleQuestion){.distribution = distribution,
                            .confidence = judge->confidence,
                            .looks = judge->sample->looks,
                            .errors = found->errors,
                            .population = (int64_t)population,
                            .exact = judge->exact};
}

static Status limit_of(const Judge *judge, SampleDistribution distribution,
                       const SampleFound *found, uint64_t population, long double *limit,
                       Failure *failure)
{
    SampleQuestion question = question_of(judge, distribution, found, population);
    return sample_limit(&question, found->n, limit, failure);
}

/* --- persons: attribute and stratified --- */

static SampleFound found_in(const Sample *sample, const char *stratum)
{
    SampleFound found = {0};
    for (size_t i = 0; i < sample->item_count; i++) {
        const SampleItem *item = &sample->items[i];
        if (stratum != NULL && strcmp(item->stratum, stratum) != 0) continue;
        found.n++;
        found.errors += item->audited != item->amount;
        found.difference = ore_add(found.difference, ore_subtract(item->amount, item->audited));
    }
    return found;
}

/* Mean difference times the number of persons: whole øre, rounded towards zero. */
static Status project_mean(const SampleFound *found, uint64_t count, Ore *out, Failure *failure)
{
    const Ore most = INT64_MAX / (STRATA_MAX + 1); /* so that all strata add up */
    Ore mean = found->difference / found->n, bound = most / (Ore)count - 1;
    if (mean > bound || mean < -bound) return sample_cannot_project(failure);
    *out = mean * (Ore)count + found->difference % found->n * (Ore)count / found->n;
    return STATUS_OK;
}

static Status evaluate_stratum(const Judge *judge, const SampleStratum *stratum,
                               SampleStratumFound *out, Failure *failure)
{
    *out = (SampleStratumFound){.found = found_in(judge->sample, stratum->name)};
    if (out->found.n == 0) return STATUS_OK;
    TRY(limit_of(judge, SAMPLE_HYPERGEOMETRIC, &out->found, stratum->count, &out->limit,
                 failure));
    return project_mean(&out->found, stratum->count, &out->projected, failure);
}

static Status pooled_limit(const Judge *judge, SamplePersons *persons, Failure *failure)
{
    long double limit;
    uint64_t population = judge->sample->count;
    const SampleFound *all = &persons->all;
    TRY(limit_of(judge, SAMPLE_BINOMIAL, all, 0, &persons->binomial, failure));
    TRY(limit_of(judge, SAMPLE_POISSON, all, 0, &persons->poisson, failure));
    TRY(limit_of(judge, SAMPLE_HYPERGEOMETRIC, all, population, &limit, failure));
    persons->most = (int64_t)(limit * (long double)population + 0.5L);
    return STATUS_OK;
}

/* Strata that were drawn unequally have no rate in common: the limit is what no placement of
 * the errors over them breaks. Wholly drawn ones are known. */
static void strata_limit_of(const Judge *judge, SamplePersons *persons)
{
    const Sample *sample = judge->sample;
    StratumDraw strata[STRATA_MAX];
    int64_t found = 0;
    for (size_t s = 0; s < sample->strata_count; s++) {
        const SampleFound *here = &persons->strata[s].found;
        strata[s] = (StratumDraw){(int64_t)sample->strata[s].count, here->n};
        *(here->n < strata[s].count ? &found : &persons->known) += here->errors;
    }
    persons->method = strata_method(strata, sample->strata_count, found);
    INVARIANT(strata_room(strata, sample->strata_count, found) <=
              SAMPLE_ROOM * (sample->item_count + 1));
    persons->most = strata_limit(strata, sample->strata_count, found,
                                 sample_risk(judge->confidence, sample->looks), judge->room);
}

static Status evaluate_persons(const Judge *judge, SampleEvaluation *out, Failure *failure)
{
    const Sample *sample = judge->sample;
    SamplePersons *persons = &out->persons;
    persons->all = found_in(sample, NULL);
    for (size_t s = 0; s < sample->strata_count; s++) {
        SampleStratumFound *found = &persons->strata[s];
        TRY(evaluate_stratum(judge, &sample->strata[s], found, failure));
        persons->projected = ore_add(persons->projected, found->projected);
    }
    if (sample->strata_count == 1) return pooled_limit(judge, persons, failure);
    strata_limit_of(judge, persons);
    return STATUS_OK;
}

Status sample_evaluate(const Sample *sample, int confidence, int tolerable,
                       const SampleExact *exact, long double *room, SampleEvaluation *out,
                       Failure *failure)
{
    Judge judge = {sample, confidence, exact, room};
    memset(out, 0, sizeof *out);
    out->confidence = sample_looks_confidence(confidence, sample->looks, sample->look);
    TRY(sample_check_filled(sample, failure));
    if (sample->method == SAMPLE_MUS)
        return sample_monetary(sample, sample_risk(confidence, sample->looks), tolerable, room,
                               &out->monetary, failure);
    TRY(evaluate_persons(&judge, out, failure));
    int64_t most = out->persons.known + out->persons.most;
    out->limit = (long double)most / (long double)sample->count;
    out->below = most * BASIS_POINTS < tolerable * (int64_t)sample->count;
    return STATUS_OK;
}
