/* targets_csv.c - targets of indicators. */
#include "formats/indicators/targets_csv.h"

#include <stdio.h>
#include <string.h>

#include "formats/csv/csv_fields.h"
#include "formats/base/input_file.h"
#include "formats/base/translate.h"

enum { INDICATOR_ID, YEAR, TARGET, COLUMNS, PERMILLE_MAX = 1000 };

static const char *const column_names[COLUMNS] = {"indicator", "year", "target_permille"};

/* `row->user` is the definitions. */
static Status read_target(const CsvRow *row, void *out)
{
    IndicatorTarget *target = out;
    CsvField id = row_field(row, INDICATOR_ID);
    const Indicator *item = indicator_find(row->user, id.text, id.length);
    int64_t year, permille;
    if (item == NULL || !indicator_is_share(item))
        return row_refuse(row, INDICATOR_ID,
                          "no share of that name is measured: correct it, e.g. S1.1-6");
    TRY(row_whole(row, YEAR, YEAR_MIN, YEAR_MAX, &year));
    TRY(row_whole(row, TARGET, 0, PERMILLE_MAX, &permille));
    memcpy(target->id, item->id, sizeof target->id);
    target->year = (int16_t)year;
    target->permille = (int16_t)permille;
    target->line = (uint32_t)row->csv->line;
    return STATUS_OK;
}

static const CsvTable table = {column_names, COLUMNS, COLUMNS, sizeof(IndicatorTarget),
                               read_target};

static Status refuse_twice(const char *name, const IndicatorTarget *again, Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, _("%s, line %u"), name, again->line);
    return failure_set(failure, STATUS_INPUT_VALUE, where,
                       "indicator %s has a target for %d already: keep one", again->id,
                       again->year);
}

static Status check(const char *name, const IndicatorTargets *targets, int year,
                    Failure *failure)
{
    bool any = false;
    for (size_t i = 0; i < targets->count; i++) {
        const IndicatorTarget *here = &targets->items[i];
        any = any || here->year == year;
        for (size_t j = 0; j < i; j++) {
            const IndicatorTarget *before = &targets->items[j];
            if (before->year == here->year && strcmp(before->id, here->id) == 0)
                return refuse_twice(name, here, failure);
        }
    }
    if (any) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, name,
                       "no line is of %d: name the file of that year", year);
}

Status indicator_targets_read(const char *path, const IndicatorDefinitions *definitions,
                              IndicatorTargets **out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    *out = NULL;
    TRY(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, failure));
    CLEANUP(indicator_targets_free)
    IndicatorTargets *targets = system_allocate_zeroed(1, sizeof *targets);
    if (targets == NULL) return failure_set(failure, STATUS_MEMORY, path, NULL);
    TRY(csv_table_read((CsvText){path, file.bytes, file.size, false}, &table,
                       (void *)(uintptr_t)definitions, &targets->items, &targets->count,
                       failure));
    TRY(check(path, targets, definitions->year, failure));
    *out = HAND_OVER(IndicatorTargets *, targets);
    return STATUS_OK;
}

void indicator_targets_free(IndicatorTargets *targets)
{
    if (targets == NULL) return;
    system_free(targets->items);
    system_free(targets);
}

void indicator_targets_apply(const IndicatorTargets *targets, IndicatorDefinitions *definitions)
{
    for (size_t t = 0; t < targets->count; t++) {
        const IndicatorTarget *target = &targets->items[t];
        if (target->year != definitions->year) continue;
        for (size_t i = 0; i < definitions->count; i++) {
            if (strcmp(definitions->items[i].id, target->id) == 0)
                definitions->items[i].target_permille = target->permille;
        }
    }
}
