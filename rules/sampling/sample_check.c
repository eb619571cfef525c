/*
 * sample_check.c - could a sample file have been drawn? control.md 3.
 *
 * The digest of the list shows that a file was changed by mistake; it is no signature, and who
 * changes a file can write the right one. What is computed with must be possible all the same.
 */
#include <stdio.h>
#include <string.h>

#include "rules/base/translator.h"
#include "rules/sampling/sample_stages.h"

enum { ROWS_MAX = 2000000 /* with LINE_ORE_MAX each, all of them add up */ };

static Status refuse(const char *name, const char *what, Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_VALUE, name, "no sample can be like this: %s",
                       translate(what));
}

static Status refuse_row(const char *name, const SampleItem *item, const char *what,
                         Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, _("%.400s, line %llu"), name,
             (unsigned long long)item->file_line);
    return refuse(where, what, failure);
}

static bool is_line_amount(Ore amount)
{
    return amount >= -LINE_ORE_MAX && amount <= LINE_ORE_MAX;
}

static int64_t multiple_of(const Sample *sample)
{
    return sample->multiple > 1 ? sample->multiple : 1;
}

/* What every amount that is drawn by its units has to do with the interval. */
static const char *wrong_amount(const Sample *sample, const SampleItem *item)
{
    if (!is_line_amount(item->amount)) return N_("amount_ore is beyond any line's");
    if (item->audited_given && !is_line_amount(item->audited))
        return N_("audited_ore is beyond any line's: correct it");
    if (sample->method != SAMPLE_MUS)
        return item->part == PART_DRAWN ? NULL : N_("persons are drawn");
    if (item->part == PART_NEGATIVE)
        return item->amount < 0 ? NULL : N_("negative, and amount_ore is not");
    Ore sure = sample_sure_amount(sample->interval, multiple_of(sample));
    if (item->part == PART_ALL_TAKEN)
        return item->amount >= sure ? NULL : N_("all-taken, and below the interval");
    return item->amount > 0 && item->amount < sure
               ? NULL
               : N_("drawn, and amount_ore is not between 0 and the interval");
}

static size_t find_stratum(const Sample *sample, const char *name)
{
    size_t at = 0;
    while (at < sample->strata_count && strcmp(sample->strata[at].name, name) != 0)
        at++;
    return at;
}

/* The rows one by one, and no more of a stratum than there are in it. */
static Status check_rows(const char *name, const Sample *sample, Failure *failure)
{
    uint64_t drawn[STRATA_MAX] = {0};
    if (sample->item_count > ROWS_MAX) return refuse(name, "too many rows", failure);
    for (size_t i = 0; i < sample->item_count; i++) {
        const SampleItem *item = &sample->items[i];
        size_t stratum = find_stratum(sample, item->stratum);
        const char *wrong = stratum == sample->strata_count
                                ? N_("the heading has no such stratum")
                                : wrong_amount(sample, item);
        if (wrong != NULL) return refuse_row(name, item, wrong, failure);
        if (++drawn[stratum] > sample->strata[stratum].count)
            return refuse_row(name, item, "more rows than the stratum has", failure);
    }
    return STATUS_OK;
}

/* The strata are the population. */
static Status check_strata(const char *name, const Sample *sample, Failure *failure)
{
    uint64_t left = sample->count;
    uint64_t most = sample->method == SAMPLE_MUS ? INT64_MAX : SAMPLE_SIZE_MAX;
    if (sample->count < 1 || sample->count > most) return refuse(name, "population", failure);
    for (size_t s = 0; s < sample->strata_count; s++) {
        const SampleStratum *stratum = &sample->strata[s];
        if (stratum->count < 1 || stratum->count > left ||
            find_stratum(sample, stratum->name) != s)
            return refuse(name, "stratum", failure);
        left -= stratum->count;
    }
    return left == 0 ? STATUS_OK : refuse(name, "the strata are not the population", failure);
}

/* The rows are no more than what they are drawn from. */
static Status check_sums(const char *name, const Sample *sample, Ore positive, Failure *failure)
{
    Ore shown = 0, negative = 0;
    uint64_t negatives = 0;
    for (size_t i = 0; i < sample->item_count; i++) {
        Ore amount = sample->items[i].amount;
        *(amount > 0 ? &shown : &negative) += amount;
        negatives += amount < 0;
    }
    if (negatives > sample->negative_count || negative < sample->negative_sum)
        return refuse(name, "negative", failure);
    return shown <= positive ? STATUS_OK
                             : refuse(name, "the rows are more than the population", failure);
}

/* What the units are drawn from. Amounts of the heading have at most eighteen digits: two of
 * them never overflow. */
static Status check_units(const char *name, const Sample *sample, Failure *failure)
{
    Ore positive = sample->sum - sample->negative_sum;
    int64_t first = sample->n / multiple_of(sample);
    if (sample->negative_sum > 0 || sample->negative_count > sample->count)
        return refuse(name, "negative", failure);
    if (positive < 1 || sample->interval < 1 || sample->interval != positive / first)
        return refuse(name, "interval_ore", failure);
    return check_sums(name, sample, positive, failure);
}

/* Sums of strata that add up, and a number of hits that was asked for. */
static Status check_stages(const char *name, const Sample *sample, Failure *failure)
{
    if (sample->hits < STAGE_HITS_LEAST || sample->hits > SAMPLE_HITS_MAX)
        return refuse(name, "hits", failure);
    bool any = false;
    for (size_t s = 0; s < sample->strata_count; s++) {
        Ore sum = sample->strata[s].sum;
        if (sum > INT64_MAX / STRATA_MAX || sum < -(INT64_MAX / STRATA_MAX))
            return refuse(name, "stratum", failure);
        any = any || sum > 0;
    }
    return any ? STATUS_OK : refuse(name, "nothing can be hit", failure);
}

static Status check_looks(const char *name, const Sample *sample, Failure *failure)
{
    if (sample->multiple < 0 || sample->n % multiple_of(sample) != 0)
        return refuse(name, "multiple", failure);
    if (sample->looks < 0 || sample->looks > SAMPLE_LOOKS_MAX || sample->look < 0 ||
        sample->look > THOUSANDTHS)
        return refuse(name, "looks", failure);
    return STATUS_OK;
}

Status sample_check(const char *name, const Sample *sample, Failure *failure)
{
    if (sample->n < 1 || sample->n > SAMPLE_SIZE_MAX) return refuse(name, "n", failure);
    TRY(check_looks(name, sample, failure));
    TRY(check_strata(name, sample, failure));
    TRY(check_rows(name, sample, failure));
    if (sample->method == SAMPLE_STAGES) TRY(check_stages(name, sample, failure));
    return sample->method == SAMPLE_MUS ? check_units(name, sample, failure) : STATUS_OK;
}
