/* sample_draw.c - who is drawn. control.md 3. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/base/translator.h"
#include "rules/sampling/sample_remainders.h"
#include "rules/sampling/sample_stages.h"
#include "rules/sampling/sample_strata.h"

const char *sample_method_text(SampleMethod method)
{
    static const char *const texts[] = {N_("attribute"), N_("mus"), N_("stratified"),
                                        N_("two-stage")};
    return texts[method];
}

const char *sample_strata_text(SampleStrata strata)
{
    static const char *const texts[] = {"none", N_("municipality"), N_("county"), N_("group"),
                                        N_("severity")};
    return texts[strata];
}

const char *sample_from_text(SampleFrom from)
{
    static const char *const texts[] = {N_("paid"), N_("without"), N_("held"), N_("findings")};
    return texts[from];
}

static Status make_tickets(Sample *sample, SampleTicket ticket, Failure *failure)
{
    for (size_t i = 0; i < sample->item_count; i++) {
        SampleItem *item = &sample->items[i];
        TRY(ticket(sample->seed, item->id, item->ticket, failure));
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
        if (stratum == NULL)
            return failure_set(failure, STATUS_INPUT_TOO_LARGE, _("strata"), "more than %d",
                               STRATA_MAX);
        stratum->count++;
        stratum->sum = ore_add(stratum->sum, item->amount);
        sample->count++;
        sample->sum = ore_add(sample->sum, item->amount);
    }
    qsort(sample->strata, sample->strata_count, sizeof *sample->strata, compare_strata);
    return STATUS_OK;
}

/* As the first form was drawn. */
static Status allocate_first(Sample *sample, SampleTicket ticket, int64_t draws,
                             Failure *failure)
{
    RemainderPart parts[STRATA_MAX];
    for (size_t i = 0; i < sample->strata_count; i++) {
        const SampleStratum *stratum = &sample->strata[i];
        parts[i] = (RemainderPart){.count = (int64_t)stratum->count};
        TRY(ticket(sample->seed, stratum->name, parts[i].ticket, failure));
    }
    remainders_share(parts, sample->strata_count, draws);
    for (size_t i = 0; i < sample->strata_count; i++)
        sample->strata[i].drawn = parts[i].drawn;
    return STATUS_OK;
}

/* In proportion to the persons, but at least one from every stratum: a stratum that nobody is
 * drawn from could be as wrong as it likes. Fewer than there are strata is refused. */
static Status allocate(Sample *sample, SampleTicket ticket, Failure *failure)
{
    int64_t draws = sample->n < (int64_t)sample->count ? sample->n : (int64_t)sample->count;
    if (draws < (int64_t)sample->strata_count)
        return failure_set(failure, STATUS_USAGE, "--n",
                           "%lld are fewer than the %zu strata there are persons in, and one "
                           "from each is the least: draw %zu or more, or take coarser strata "
                           "(county, group)",
                           (long long)draws, sample->strata_count, sample->strata_count);
    if (sample->method == SAMPLE_STRATIFIED && sample->form < SAMPLE_FORM_LINE)
        return allocate_first(sample, ticket, draws, failure);
    StratumDraw parts[STRATA_MAX];
    for (size_t i = 0; i < sample->strata_count; i++)
        parts[i] = (StratumDraw){(int64_t)sample->strata[i].count, 0};
    strata_share(parts, sample->strata_count, draws);
    for (size_t i = 0; i < sample->strata_count; i++)
        sample->strata[i].drawn = parts[i].drawn;
    return STATUS_OK;
}

/* --- drawing by ticket --- */

static int compare_tickets(const void *left, const void *right)
{
    const SampleItem *const *a = left;
    const SampleItem *const *b = right;
    int order = strcmp((*a)->stratum, (*b)->stratum);
    if (order == 0) order = memcmp((*a)->ticket, (*b)->ticket, SAMPLE_DIGEST_SIZE);
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
        if (i == 0 || strcmp(sorted[i]->stratum, sorted[i - 1]->stratum) != 0)
            left = quota(sample, sorted[i]->stratum);
        sorted[i]->drawn = left > 0;
        left -= left > 0;
    }
}

static Status draw_tickets(Sample *sample, SampleTicket ticket, SampleItem **order,
                           Failure *failure)
{
    TRY(sample->method == SAMPLE_STAGES ? sample_stages_allocate(sample, ticket, failure)
                                        : allocate(sample, ticket, failure));
    for (size_t i = 0; i < sample->item_count; i++)
        order[i] = &sample->items[i];
    qsort(order, sample->item_count, sizeof *order, compare_tickets);
    mark_smallest(sample, order);
    return STATUS_OK;
}

Status sample_draw(Sample *sample, SampleTicket ticket, SampleItem **order, Failure *failure)
{
    if (sample->item_count == 0)
        return failure_set(failure, STATUS_NEVER, _("sample"), "nothing was paid in this run");
    TRY(make_tickets(sample, ticket, failure));
    TRY(count_strata(sample, failure));
    return sample->method == SAMPLE_MUS ? sample_draw_units(sample, ticket, order, failure)
                                        : draw_tickets(sample, ticket, order, failure);
}
