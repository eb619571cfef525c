/* sample_evaluate.c - what the audited sample says about all of it. control.md 3. */
#include <stdio.h>
#include <string.h>

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
        snprintf(text + at, size - at, " and %zu more", missing - LINES_NAMED);
}

static Status check_filled(const Sample *sample, Failure *failure)
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

static Status cannot_project(Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_VALUE, "audited_ore",
                       "what was found differs so much from what was paid that no error can "
                       "be projected: correct the audited amounts");
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
    if (mean > bound || mean < -bound) return cannot_project(failure);
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

static Status pooled_limit(const Judge *judge, SamplePersons *persons, long double *limit,
                           Failure *failure)
{
    uint64_t population = judge->sample->count;
    const SampleFound *all = &persons->all;
    TRY(limit_of(judge, SAMPLE_BINOMIAL, all, 0, &persons->binomial, failure));
    TRY(limit_of(judge, SAMPLE_POISSON, all, 0, &persons->poisson, failure));
    return limit_of(judge, SAMPLE_HYPERGEOMETRIC, all, population, limit, failure);
}

/* Strata that were drawn unequally have no rate in common: the limit is what no placement of
 * the errors over them breaks. Wholly drawn ones are known. */
static Status strata_limit_of(const Judge *judge, SamplePersons *persons, long double *limit)
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
    persons->most =
        strata_limit(strata, sample->strata_count, found, judge->confidence, judge->room);
    *limit = (long double)(persons->known + persons->most) / (long double)sample->count;
    return STATUS_OK;
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
    return sample->strata_count == 1 ? pooled_limit(judge, persons, &out->limit, failure)
                                     : strata_limit_of(judge, persons, &out->limit);
}

/* --- monetary units: Stringer --- */

static void misstate(SampleMisstated *to, Ore difference)
{
    to->over += difference > 0;
    to->under += difference < 0;
    if (difference > 0) to->over_sum = ore_add(to->over_sum, difference);
    if (difference < 0) to->under_sum = ore_subtract(to->under_sum, difference);
}

/* Taints of overstated items are kept, each at most 1. */
static void add_drawn(const Judge *judge, SampleMonetary *out, const SampleItem *item,
                      Ore difference)
{
    long double taint = (long double)difference / (long double)item->amount;
    out->n++;
    if (taint > 0) {
        judge->room[out->drawn.over] = taint < 1 ? taint : 1;
        out->over += taint;
    } else {
        out->under -= taint;
    }
    misstate(&out->drawn, difference);
}

static void collect_monetary(const Judge *judge, SampleMonetary *out)
{
    const Sample *sample = judge->sample;
    for (size_t i = 0; i < sample->item_count; i++) {
        const SampleItem *item = &sample->items[i];
        Ore difference = ore_subtract(item->amount, item->audited);
        if (item->part == PART_ALL_TAKEN) {
            out->taken_count++;
            out->taken = ore_add(out->taken, item->amount);
            misstate(&out->whole, difference);
        } else if (item->part == PART_NEGATIVE) {
            out->negative_error = ore_add(out->negative_error, difference);
        } else {
            add_drawn(judge, out, item, difference);
        }
    }
    out->sampled = ore_subtract(ore_subtract(sample->sum, sample->negative_sum), out->taken);
}

/* The mean taint of the drawn times what they were drawn from: whole øre; and `whole`, which is
 * known. */
static Status project(const SampleMonetary *found, long double taints, Ore whole, Ore *out,
                      Failure *failure)
{
    const long double most = INT64_MAX / 4;
    *out = whole;
    if (found->n == 0) return STATUS_OK;
    long double error = taints / (long double)found->n * (long double)found->sampled + 0.5L;
    if (error > most) return cannot_project(failure);
    *out = ore_add(whole, (Ore)error);
    return STATUS_OK;
}

/* Items that were taken whole are known: what is wrong in them counts as it is. Stringer is for
 * the others; when no unit fell on them, nothing is known of them. */
static Status monetary_limit(const Judge *judge, SampleMonetary *found, Failure *failure)
{
    long double rate = 1;
    if (found->n > 0)
        TRY(sample_stringer(judge->confidence, found->n, judge->room, found->drawn.over, &rate,
                            failure));
    Ore sampled = (Ore)(rate * (long double)found->sampled + 0.5L);
    found->upper = ore_add(sampled, found->whole.over_sum);
    return STATUS_OK;
}

static Status evaluate_monetary(const Judge *judge, SampleEvaluation *out, Failure *failure)
{
    SampleMonetary *found = &out->monetary;
    collect_monetary(judge, found);
    TRY(project(found, found->over, found->whole.over_sum, &found->projected_over, failure));
    TRY(project(found, found->under, found->whole.under_sum, &found->projected_under, failure));
    TRY(monetary_limit(judge, found, failure));
    out->limit = (long double)found->upper / (long double)ore_add(found->sampled, found->taken);
    return STATUS_OK;
}

Status sample_evaluate(const Sample *sample, int confidence, int tolerable,
                       const SampleExact *exact, long double *room, SampleEvaluation *out,
                       Failure *failure)
{
    Judge judge = {sample, confidence, exact, room};
    memset(out, 0, sizeof *out);
    TRY(check_filled(sample, failure));
    TRY(sample->method == SAMPLE_MUS ? evaluate_monetary(&judge, out, failure)
                                     : evaluate_persons(&judge, out, failure));
    out->below = out->limit * BASIS_POINTS < tolerable;
    return STATUS_OK;
}
