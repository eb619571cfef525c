/* sample_evaluate.c - what the audited sample says about all of it. control.md 3. */
#include <stdio.h>
#include <string.h>

#include "engine/sample.h"

/* What was found in one stratum or in all. */
typedef struct Found {
    int64_t n, errors;
    Ore difference; /* amount - audited, of the drawn */
} Found;

static void add_item(Found *found, const SampleItem *item)
{
    found->n++;
    found->errors += item->audited != item->amount;
    found->difference = ore_add(found->difference, ore_subtract(item->amount, item->audited));
}

static Status check_filled(const Sample *sample, Failure *failure)
{
    size_t missing = 0;
    for (size_t i = 0; i < sample->item_count; i++) {
        missing += !sample->items[i].audited_given;
    }
    if (missing == 0 && sample->item_count > 0) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, "audited_ore",
                       "%zu of %zu rows are not filled in yet", missing, sample->item_count);
}

static void percent(TextBuffer *out, long double share)
{
    /* Parts per million as whole numbers: no locale, no surprise in the last digit. */
    long long parts = (long long)(share * 1000000 + 0.5L);
    text_buffer_format(out, "%lld.%04lld %%", parts / 10000, parts % 10000);
}

static void amount_line(TextBuffer *out, const char *what, Ore amount)
{
    char text[ORE_TEXT_SIZE];
    ore_format(amount, text);
    text_buffer_format(out, "%s %s kr", what, text);
}

static Status limits(const Found *found, uint64_t population, int confidence,
                     long double *binomial, long double *poisson, long double *exact,
                     Failure *failure)
{
    TRY(sample_limit(SAMPLE_BINOMIAL, confidence, found->n, found->errors, 0, binomial,
                     failure));
    TRY(sample_limit(SAMPLE_POISSON, confidence, found->n, found->errors, 0, poisson, failure));
    return sample_limit(SAMPLE_HYPERGEOMETRIC, confidence, found->n, found->errors,
                        (int64_t)population, exact, failure);
}

/* --- persons: attribute and stratified --- */

static Status stratum_line(const Sample *sample, const SampleStratum *stratum, int confidence,
                           Ore *projected, TextBuffer *out, Failure *failure)
{
    Found found = {0};
    long double binomial, poisson, exact;
    for (size_t i = 0; i < sample->item_count; i++) {
        if (strcmp(sample->items[i].stratum, stratum->name) == 0) {
            add_item(&found, &sample->items[i]);
        }
    }
    if (found.n == 0) return STATUS_OK;
    TRY(limits(&found, stratum->count, confidence, &binomial, &poisson, &exact, failure));
    /* Mean difference times the number of persons: whole øre, rounded towards zero. */
    Ore here = found.difference / found.n * (Ore)stratum->count +
               found.difference % found.n * (Ore)stratum->count / found.n;
    *projected = ore_add(*projected, here);
    text_buffer_format(out, "  %-12s %8llu persons, %5lld drawn, %4lld with errors, limit ",
                       stratum->name, (unsigned long long)stratum->count, (long long)found.n,
                       (long long)found.errors);
    percent(out, exact);
    amount_line(out, ", projected error", here);
    text_buffer_char(out, '\n');
    return STATUS_OK;
}

static void conclude(TextBuffer *out, bool good, int confidence, int tolerable)
{
    text_buffer_format(out,
                       good
                           ? "Conclusion: with %d.%d %% confidence the error is below the "
                             "tolerable %d.%02d %%.\n"
                           : "Conclusion: it cannot be said with %d.%d %% confidence that the "
                             "error is below the tolerable %d.%02d %%. Draw more, or treat the "
                             "population as in error.\n",
                       confidence / 10, confidence % 10, tolerable / 100, tolerable % 100);
}

/* A stratified draw weights strata unequally, so the total is judged by the sum of the strata's
 * own limits (each stratum's persons times its limit): never too low. */
static Status total_limit(const Sample *sample, int confidence, long double *limit,
                          Failure *failure)
{
    long double persons = 0, all = 0;
    for (size_t s = 0; s < sample->strata_count; s++) {
        const SampleStratum *stratum = &sample->strata[s];
        Found found = {0};
        long double binomial, poisson, exact = 1;
        for (size_t i = 0; i < sample->item_count; i++) {
            if (strcmp(sample->items[i].stratum, stratum->name) == 0) {
                add_item(&found, &sample->items[i]);
            }
        }
        if (found.n > 0) {
            TRY(limits(&found, stratum->count, confidence, &binomial, &poisson, &exact,
                       failure));
        }
        persons += exact * (long double)stratum->count;
        all += (long double)stratum->count;
    }
    *limit = persons / all;
    return STATUS_OK;
}

static Status evaluate_persons(const Sample *sample, int confidence, int tolerable,
                               TextBuffer *out, Failure *failure)
{
    Found all = {0};
    Ore projected = 0;
    long double binomial, poisson, exact, total;
    for (size_t i = 0; i < sample->item_count; i++) {
        add_item(&all, &sample->items[i]);
    }
    for (size_t s = 0; s < sample->strata_count; s++) {
        TRY(stratum_line(sample, &sample->strata[s], confidence, &projected, out, failure));
    }
    TRY(limits(&all, sample->count, confidence, &binomial, &poisson, &exact, failure));
    text_buffer_format(out, "All: %lld drawn of %llu persons, %lld with errors\n",
                       (long long)all.n, (unsigned long long)sample->count,
                       (long long)all.errors);
    text_buffer_text(out, "  upper limit of the error rate: Clopper-Pearson ");
    percent(out, binomial);
    text_buffer_text(out, ", gamma ");
    percent(out, poisson);
    text_buffer_text(out, ", exact hypergeometric ");
    percent(out, exact);
    text_buffer_char(out, '\n');
    amount_line(out, "  projected error in all:", projected);
    text_buffer_char(out, '\n');
    total = exact;
    if (sample->method == SAMPLE_STRATIFIED) {
        TRY(total_limit(sample, confidence, &total, failure));
        text_buffer_text(out, "  upper limit over the strata: ");
        percent(out, total);
        text_buffer_char(out, '\n');
    }
    conclude(out, total * BASIS_POINTS < tolerable, confidence, tolerable);
    return STATUS_OK;
}

/* --- monetary units: Stringer --- */

typedef struct Monetary {
    long double *taints;
    size_t count;
    int64_t n;
    Ore taken_error;    /* in items that were all taken */
    Ore negative_error; /* in negative items, as drawn */
    long double projected;
} Monetary;

static void collect_monetary(const Sample *sample, Monetary *out)
{
    for (size_t i = 0; i < sample->item_count; i++) {
        const SampleItem *item = &sample->items[i];
        Ore difference = ore_subtract(item->amount, item->audited);
        if (item->part == PART_ALL_TAKEN) {
            out->taken_error = ore_add(out->taken_error, difference);
        } else if (item->part == PART_NEGATIVE) {
            out->negative_error = ore_add(out->negative_error, difference);
        } else {
            out->n++;
            long double taint = (long double)difference / (long double)item->amount;
            /* Understatements (negative taints) make no overstatement smaller. */
            if (taint > 0) out->taints[out->count++] = taint < 1 ? taint : 1;
            out->projected += taint * (long double)sample->interval;
        }
    }
}

static Status evaluate_monetary(const Sample *sample, int confidence, int tolerable,
                                TextBuffer *out, Failure *failure)
{
    Monetary found = {0};
    long double rate = 0;
    found.taints = system_allocate((sample->item_count + 1) * sizeof *found.taints);
    if (found.taints == NULL) return failure_set(failure, STATUS_MEMORY, "sample", NULL);
    collect_monetary(sample, &found);
    Status status = STATUS_OK;
    if (found.n > 0) {
        status =
            sample_stringer(confidence, found.n, found.taints, found.count, &rate, failure);
    }
    system_free(found.taints);
    if (status != STATUS_OK) return status;
    Ore units = (Ore)found.n * sample->interval;
    Ore limit = ore_add((Ore)(rate * (long double)units), found.taken_error);
    Ore positive = ore_subtract(sample->sum, sample->negative_sum);
    text_buffer_format(out, "Monetary units: %lld drawn, %zu overstated\n", (long long)found.n,
                       found.count);
    amount_line(out, "  projected error:", ore_add((Ore)found.projected, found.taken_error));
    amount_line(out, "\n  of it in items that were all taken:", found.taken_error);
    amount_line(out, "\n  upper limit (Stringer):", limit);
    amount_line(out, "\n  of", positive);
    text_buffer_format(out, "\n  negative items, apart: %llu,",
                       (unsigned long long)sample->negative_count);
    amount_line(out, "", sample->negative_sum);
    amount_line(out, ", error in those drawn", found.negative_error);
    text_buffer_char(out, '\n');
    long double share = (long double)limit / (long double)positive;
    conclude(out, share * BASIS_POINTS < tolerable, confidence, tolerable);
    return STATUS_OK;
}

Status sample_evaluate(const Sample *sample, int confidence, int tolerable, TextBuffer *out,
                       Failure *failure)
{
    TRY(check_filled(sample, failure));
    if (sample->method == SAMPLE_MUS) {
        return evaluate_monetary(sample, confidence, tolerable, out, failure);
    }
    return evaluate_persons(sample, confidence, tolerable, out, failure);
}
