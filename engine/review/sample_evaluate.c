/* sample_evaluate.c - what the audited sample says about all of it. control.md 3. */
#include <stdio.h>
#include <string.h>

#include "engine/review/sample.h"

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
    if (missing > LINES_NAMED) {
        snprintf(text + at, size - at, " and %zu more", missing - LINES_NAMED);
    }
}

static Status check_filled(const Sample *sample, Failure *failure)
{
    size_t missing = 0;
    char lines[320];
    for (size_t i = 0; i < sample->item_count; i++) {
        missing += !sample->items[i].audited_given;
    }
    if (missing == 0 && sample->item_count > 0) return STATUS_OK;
    list_missing(sample, lines, sizeof lines);
    return failure_set(failure, STATUS_INPUT_VALUE, "audited_ore",
                       "%zu of %zu rows are not filled in yet: line %s", missing,
                       sample->item_count, lines);
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

static Found found_in(const Sample *sample, const char *stratum)
{
    Found found = {0};
    for (size_t i = 0; i < sample->item_count; i++) {
        if (stratum == NULL || strcmp(sample->items[i].stratum, stratum) == 0) {
            add_item(&found, &sample->items[i]);
        }
    }
    return found;
}

static Status cannot_project(Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_VALUE, "audited_ore",
                       "what was found differs so much from what was paid that no error can "
                       "be projected: correct the audited amounts");
}

/* Mean difference times the number of persons: whole øre, rounded towards zero. */
static Status project_mean(const Found *found, uint64_t count, Ore *out, Failure *failure)
{
    const Ore most = INT64_MAX / (STRATA_MAX + 1); /* so that all strata add up */
    Ore mean = found->difference / found->n, bound = most / (Ore)count - 1;
    if (mean > bound || mean < -bound) return cannot_project(failure);
    *out = mean * (Ore)count + found->difference % found->n * (Ore)count / found->n;
    return STATUS_OK;
}

static Status stratum_line(const Sample *sample, const SampleStratum *stratum, int confidence,
                           Ore *projected, TextBuffer *out, Failure *failure)
{
    Found found = found_in(sample, stratum->name);
    long double binomial, poisson, exact;
    Ore here = 0;
    text_buffer_format(out, "  %-12s %8llu persons, %5lld drawn", stratum->name,
                       (unsigned long long)stratum->count, (long long)found.n);
    if (found.n == 0) {
        text_buffer_text(out, ": nothing is known of it\n");
        return STATUS_OK;
    }
    TRY(limits(&found, stratum->count, confidence, &binomial, &poisson, &exact, failure));
    TRY(project_mean(&found, stratum->count, &here, failure));
    *projected = ore_add(*projected, here);
    text_buffer_format(out, ", %4lld with errors, limit ", (long long)found.errors);
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

/* Whether every stratum has its part of the drawn, rounded down or up: then all of them
 * together are judged as one sample. */
static bool is_proportional(const Sample *sample, const Found *all)
{
    for (size_t s = 0; s < sample->strata_count; s++) {
        const SampleStratum *stratum = &sample->strata[s];
        long double part =
            (long double)stratum->count * (long double)all->n / (long double)sample->count;
        long double more = (long double)found_in(sample, stratum->name).n - part;
        if (more >= 1 || more <= -1) return false;
    }
    return true;
}

/* How much more the most thinly drawn stratum counts in the population than among the drawn;
 * persons of strata that nobody was drawn from are given apart. */
static long double heaviest(const Sample *sample, const Found *all, uint64_t *unseen)
{
    long double most = 1;
    *unseen = 0;
    for (size_t s = 0; s < sample->strata_count; s++) {
        const SampleStratum *stratum = &sample->strata[s];
        int64_t drawn = found_in(sample, stratum->name).n;
        if (drawn == 0) {
            *unseen += stratum->count;
            continue;
        }
        long double weight = (long double)stratum->count / (long double)sample->count *
                             (long double)all->n / (long double)drawn;
        if (weight > most) most = weight;
    }
    return most;
}

/* The rate of the population is at most `heaviest` times the mean rate at which the drawn were
 * exposed, stratum by stratum, and Clopper-Pearson holds for that mean whatever the strata's
 * own rates are (Hoeffding: unequal rates only narrow the sum). Who could not be drawn counts
 * as in error. Never too low. */
static Status weighted_limit(const Sample *sample, const Found *all, int confidence,
                             TextBuffer *out, long double *limit, Failure *failure)
{
    uint64_t unseen;
    long double mean, weight = heaviest(sample, all, &unseen);
    TRY(sample_limit(SAMPLE_BINOMIAL, confidence, all->n, all->errors, 0, &mean, failure));
    *limit = weight * mean + (long double)unseen / (long double)sample->count;
    if (*limit > 1) *limit = 1;
    text_buffer_text(out, "  upper limit of the error rate, weighted by the strata: ");
    percent(out, *limit);
    text_buffer_format(
        out,
        "\n  It is larger than for as many drawn evenly, because the strata were "
        "not drawn in proportion\n  to their persons: those of the most thinly "
        "drawn one stand for %.2Lf times as many as on average.\n",
        weight);
    if (unseen > 0) {
        text_buffer_format(
            out,
            "  %llu persons are in strata that nobody was drawn from: they count "
            "as in error.\n",
            (unsigned long long)unseen);
    }
    return STATUS_OK;
}

static Status pooled_limit(const Sample *sample, const Found *all, int confidence,
                           TextBuffer *out, long double *limit, Failure *failure)
{
    long double binomial, poisson;
    TRY(limits(all, sample->count, confidence, &binomial, &poisson, limit, failure));
    text_buffer_text(out, "  upper limit of the error rate: Clopper-Pearson ");
    percent(out, binomial);
    text_buffer_text(out, ", gamma ");
    percent(out, poisson);
    text_buffer_text(out, ", exact hypergeometric ");
    percent(out, *limit);
    text_buffer_char(out, '\n');
    if (sample->method == SAMPLE_STRATIFIED) {
        text_buffer_text(
            out, "  The strata were drawn in proportion to their persons: all drawn are "
                 "judged together, by\n  the exact hypergeometric limit.\n");
    }
    return STATUS_OK;
}

static Status evaluate_persons(const Sample *sample, int confidence, int tolerable,
                               TextBuffer *out, Failure *failure)
{
    Found all = found_in(sample, NULL);
    Ore projected = 0;
    long double limit;
    for (size_t s = 0; s < sample->strata_count; s++) {
        TRY(stratum_line(sample, &sample->strata[s], confidence, &projected, out, failure));
    }
    if (sample->method == SAMPLE_STRATIFIED) {
        text_buffer_text(out,
                         "  Each limit is of that stratum alone, whatever was found in the "
                         "others; few drawn\n  say little. They are not added up.\n");
    }
    text_buffer_format(out, "All: %lld drawn of %llu persons, %lld with errors\n",
                       (long long)all.n, (unsigned long long)sample->count,
                       (long long)all.errors);
    if (is_proportional(sample, &all)) {
        TRY(pooled_limit(sample, &all, confidence, out, &limit, failure));
    } else {
        TRY(weighted_limit(sample, &all, confidence, out, &limit, failure));
    }
    amount_line(out, "  projected error in all:", projected);
    text_buffer_char(out, '\n');
    conclude(out, limit * BASIS_POINTS < tolerable, confidence, tolerable);
    return STATUS_OK;
}

/* --- monetary units: Stringer --- */

/* Overstated: more was paid than the audit allows. Understatements are counted apart, and make
 * no overstatement smaller. */
typedef struct Misstated {
    size_t over, under; /* items */
    Ore over_sum, under_sum;
} Misstated;

static void misstate(Misstated *to, Ore difference)
{
    to->over += difference > 0;
    to->under += difference < 0;
    if (difference > 0) to->over_sum = ore_add(to->over_sum, difference);
    if (difference < 0) to->under_sum = ore_subtract(to->under_sum, difference);
}

typedef struct Monetary {
    long double *taints;     /* of overstated items, at most 1 */
    long double over, under; /* sums of all taints, unbounded */
    int64_t n;               /* items that units hit */
    size_t taken_count;
    Ore taken;   /* amount of the items that were all taken */
    Ore sampled; /* amount of those that units could hit */
    Misstated drawn, whole;
    Ore negative_error; /* in negative items, as drawn */
    Ore projected_over, projected_under;
} Monetary;

static void add_drawn(Monetary *out, const SampleItem *item, Ore difference)
{
    long double taint = (long double)difference / (long double)item->amount;
    out->n++;
    if (taint > 0) {
        out->taints[out->drawn.over] = taint < 1 ? taint : 1;
        out->over += taint;
    } else {
        out->under -= taint;
    }
    misstate(&out->drawn, difference);
}

static void collect_monetary(const Sample *sample, Monetary *out)
{
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
            add_drawn(out, item, difference);
        }
    }
    out->sampled = ore_subtract(ore_subtract(sample->sum, sample->negative_sum), out->taken);
}

/* The mean taint of the drawn times what they were drawn from: whole øre; and `whole`, which is
 * known. */
static Status project(const Monetary *found, long double taints, Ore whole, Ore *out,
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

static Status project_both(Monetary *found, Failure *failure)
{
    TRY(project(found, found->over, found->whole.over_sum, &found->projected_over, failure));
    return project(found, found->under, found->whole.under_sum, &found->projected_under,
                   failure);
}

/* Items that were taken whole are known: what is wrong in them counts as it is. Stringer is for
 * the others; when no unit fell on them, nothing is known of them. */
static Status monetary_limit(const Monetary *found, int confidence, Ore *limit,
                             Failure *failure)
{
    long double rate = 1;
    if (found->n > 0) {
        TRY(sample_stringer(confidence, found->n, found->taints, found->drawn.over, &rate,
                            failure));
    }
    Ore sampled = (Ore)(rate * (long double)found->sampled + 0.5L);
    *limit = ore_add(sampled, found->whole.over_sum);
    return STATUS_OK;
}

static void show_understated(const Monetary *found, TextBuffer *out)
{
    if (found->drawn.under + found->whole.under == 0) return;
    amount_line(out, "\n  understated, apart: projected", found->projected_under);
    text_buffer_text(out, ". Too little was paid there: it makes\n  no overstatement smaller, "
                          "and is neither in the projected error nor in the limit");
}

static void show_monetary(const Sample *sample, const Monetary *found, Ore limit,
                          TextBuffer *out)
{
    text_buffer_format(out, "Monetary units: %lld drawn, %zu overstated, %zu understated\n",
                       (long long)found->n, found->drawn.over, found->drawn.under);
    text_buffer_format(out, "Items all taken: %zu, %zu overstated, %zu understated\n",
                       found->taken_count, found->whole.over, found->whole.under);
    amount_line(out, "  projected error:", found->projected_over);
    amount_line(out, "\n  of it in items that were all taken:", found->whole.over_sum);
    show_understated(found, out);
    amount_line(out, "\n  upper limit (Stringer):", limit);
    amount_line(out, "\n  of", ore_add(found->sampled, found->taken));
    amount_line(out, ":", found->taken);
    amount_line(out, " taken whole, whose errors count as found, and", found->sampled);
    text_buffer_format(out, "\n  drawn from\n  negative items, apart: %llu,",
                       (unsigned long long)sample->negative_count);
    amount_line(out, "", sample->negative_sum);
    amount_line(out, ", error in those drawn", found->negative_error);
    text_buffer_char(out, '\n');
}

static Status evaluate_monetary(const Sample *sample, int confidence, int tolerable,
                                TextBuffer *out, Failure *failure)
{
    Monetary found = {0};
    Ore limit = 0;
    found.taints = system_allocate((sample->item_count + 1) * sizeof *found.taints);
    if (found.taints == NULL) return failure_set(failure, STATUS_MEMORY, "sample", NULL);
    collect_monetary(sample, &found);
    Status status = project_both(&found, failure);
    if (status == STATUS_OK) status = monetary_limit(&found, confidence, &limit, failure);
    system_free(found.taints);
    if (status != STATUS_OK) return status;
    show_monetary(sample, &found, limit, out);
    long double share = (long double)limit / (long double)ore_add(found.sampled, found.taken);
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
