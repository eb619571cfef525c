#include "formats/run/sample_compare.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/run/sample_form.h"

/* --- the heading --- */

static Status other_head(const char *name, const char *what, long long here, long long there,
                         Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_VALUE, name,
                       "not what was drawn: the heading says %s %lld, the draw gives %lld",
                       translate(what), here, there);
}

static Status other_text(const char *name, const char *what, Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_VALUE, name,
                       "not what was drawn: the heading has another %s than the draw",
                       translate(what));
}

static Status compare_numbers(const char *name, const Sample *form, const Sample *drawn,
                              Failure *failure)
{
    const struct {
        const char *what;
        int64_t here, there;
    } numbers[] = {
        {"n", form->n, drawn->n},
        {"population", (int64_t)form->count, (int64_t)drawn->count},
        {"population_ore", form->sum, drawn->sum},
        {"interval_ore", form->interval, drawn->interval},
        {"start_ore", form->start, drawn->start},
        {"negative", (int64_t)form->negative_count, (int64_t)drawn->negative_count},
        {"negative_ore", form->negative_sum, drawn->negative_sum},
        {"log_size", (int64_t)form->log_size, (int64_t)drawn->log_size},
        {N_("strata in number"), (int64_t)form->strata_count, (int64_t)drawn->strata_count}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (numbers[i].here != numbers[i].there)
            return other_head(name, numbers[i].what, (long long)numbers[i].here,
                              (long long)numbers[i].there, failure);
    return STATUS_OK;
}

static Status compare_strata(const char *name, const Sample *form, const Sample *drawn,
                             Failure *failure)
{
    for (size_t s = 0; s < form->strata_count; s++) {
        const SampleStratum *here = &form->strata[s], *there = &drawn->strata[s];
        char what[STRATUM_SIZE + 32];
        snprintf(what, sizeof what, _("in stratum %s"), here->name);
        if (strcmp(here->name, there->name) != 0) return other_text(name, "stratum", failure);
        if (here->count != there->count)
            return other_head(name, what, (long long)here->count, (long long)there->count,
                              failure);
        if (here->sum != there->sum)
            return other_head(name, what, (long long)here->sum, (long long)there->sum, failure);
        if (here->drawn != there->drawn)
            return other_head(name, what, (long long)here->drawn, (long long)there->drawn,
                              failure);
    }
    return STATUS_OK;
}

static Status compare_head(const char *name, const Sample *form, const Sample *drawn,
                           Failure *failure)
{
    if (memcmp(form->log_root, drawn->log_root, SAMPLE_DIGEST_SIZE) != 0)
        return other_text(name, "log_root", failure);
    if (strcmp(form->log_name, drawn->log_name) != 0) return other_text(name, "log", failure);
    if (strcmp(form->seed, drawn->seed) != 0) return other_text(name, "seed", failure);
    TRY(compare_numbers(name, form, drawn, failure));
    return compare_strata(name, form, drawn, failure);
}

/* --- the rows --- */

static Status other_row(const char *name, const SampleItem *row, const char *what,
                        Failure *failure)
{
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, _("%.400s, line %llu"), name,
             (unsigned long long)row->file_line);
    return failure_set(failure, STATUS_INPUT_VALUE, where, "not what was drawn: %s",
                       translate(what));
}

static bool is_drawn(const Sample *drawn, const char *id, const char *stratum)
{
    for (size_t i = 0; i < drawn->item_count; i++) {
        const SampleItem *item = &drawn->items[i];
        if (item->drawn && strcmp(item->id, id) == 0 && strcmp(item->stratum, stratum) == 0)
            return true;
    }
    return false;
}

/* NULL when it is the one that was drawn. */
static const char *other_cell(int version, const SampleItem *row, const SampleItem *item)
{
    const struct {
        bool same;
        SampleColumn column;
    } cells[] = {{row->part == item->part, COLUMN_PART},
                 {strcmp(row->person, item->person) == 0, COLUMN_PERSON},
                 {row->municipality == item->municipality, COLUMN_MUNICIPALITY},
                 {row->line == item->line, COLUMN_LINE},
                 {row->amount == item->amount, COLUMN_AMOUNT},
                 {version == 1 || strcmp(row->codes, item->codes) == 0, COLUMN_CODE},
                 {version == 1 || strcmp(row->years, item->years) == 0, COLUMN_YEAR}};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        if (!cells[i].same) return sample_column_names[cells[i].column];
    return NULL;
}

static Status compare_row(const char *name, const Sample *drawn, const SampleItem *row,
                          const SampleItem *item, Failure *failure)
{
    char what[96];
    if (strcmp(row->id, item->id) != 0 || strcmp(row->stratum, item->stratum) != 0)
        return other_row(
            name, row,
            is_drawn(drawn, row->id, row->stratum)
                ? N_("a row that was drawn is missing before this one, or they stand "
                     "in another order")
                : N_("this row was exchanged or added: it was not drawn"),
            failure);
    const char *cell = other_cell(drawn->form, row, item);
    if (cell == NULL) return STATUS_OK;
    snprintf(what, sizeof what, _("this row has another %s than the run"), cell);
    return other_row(name, row, what, failure);
}

static size_t next_drawn(const Sample *drawn, size_t at)
{
    while (at < drawn->item_count && !drawn->items[at].drawn)
        at++;
    return at;
}

static Status compare_rows(const char *name, const Sample *form, const Sample *drawn,
                           Failure *failure)
{
    size_t at = next_drawn(drawn, 0);
    for (size_t i = 0; i < form->item_count; i++) {
        const SampleItem *row = &form->items[i];
        if (at == drawn->item_count)
            return other_row(
                name, row, "this row was added: all that were drawn stand before it", failure);
        TRY(compare_row(name, drawn, row, &drawn->items[at], failure));
        at = next_drawn(drawn, at + 1);
    }
    if (at == drawn->item_count) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, name,
                       "not what was drawn: rows at its end are missing");
}

Status sample_compare(const char *name, const Sample *form, const Sample *drawn,
                      Failure *failure)
{
    TRY(compare_head(name, form, drawn, failure));
    return compare_rows(name, form, drawn, failure);
}
