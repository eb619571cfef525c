#include "bench/bench_results.h"

#include <stdlib.h>
#include <string.h>

const char *const form_texts[FORM_COUNT] = {"file", "municipality", "gzip"};

void samples_add(Samples *samples, double value)
{
    if (samples->count < SAMPLES_MAX) samples->values[samples->count++] = value;
}

static int compare(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

static Samples sorted(const Samples *samples)
{
    Samples copy = *samples;
    qsort(copy.values, copy.count, sizeof copy.values[0], compare);
    return copy;
}

double samples_median(const Samples *samples)
{
    Samples in_order = sorted(samples);
    size_t n = in_order.count;
    if (n == 0) return 0;
    return (in_order.values[(n - 1) / 2] + in_order.values[n / 2]) / 2;
}

double samples_low(const Samples *samples)
{
    return samples->count > 0 ? sorted(samples).values[0] : 0;
}

double samples_high(const Samples *samples)
{
    return samples->count > 0 ? sorted(samples).values[samples->count - 1] : 0;
}

Samples samples_ratio(const Samples *above, const Samples *below)
{
    Samples ratios = {0};
    for (size_t i = 0; i < above->count && i < below->count; i++)
        samples_add(&ratios, below->values[i] > 0 ? above->values[i] / below->values[i] : 0);
    return ratios;
}

static const struct {
    const char *text;
    int threads;
} works[WORK_COUNT] = {
    [WORK_FLOOR_1] = {"floor", 1},
    [WORK_FLOOR_2] = {"floor", 2},
    [WORK_RUN_2] = {"run", 2},
    [WORK_RUN_1] = {"run", 1},
    [WORK_RUN_LIBXML2] = {"run --reader libxml2", 2},
    [WORK_PACK] = {"pack", 2},
    [WORK_RUN_PACKED] = {"run, packed extracts", 2},
    [WORK_APPROVE] = {"approve", 2},
    [WORK_VERIFY] = {"verify", 2},
    [WORK_CHECK] = {"ledger check", 2},
    [WORK_RECONCILE] = {"reconcile", 2},
};

const char *work_text(WorkKind kind)
{
    return works[kind].text;
}

int work_threads(WorkKind kind)
{
    return works[kind].threads;
}

bool work_done(const WorldResult *world, WorkKind kind)
{
    return world->costs[kind].wall.count > 0;
}

const WorldResult *results_largest(const Results *results)
{
    const WorldResult *largest = NULL;
    for (size_t i = 0; i < results->world_count; i++) {
        const WorldResult *world = &results->worlds[i];
        if (world->form == FORM_FILE && (largest == NULL || world->persons > largest->persons))
            largest = world;
    }
    return largest;
}

const WorldResult *results_of(const Results *results, long persons)
{
    for (size_t i = 0; i < results->world_count; i++)
        if (results->worlds[i].form == FORM_FILE && results->worlds[i].persons == persons)
            return &results->worlds[i];
    return NULL;
}
