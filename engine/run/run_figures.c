/* run_figures.c - memory of the figures, and what other files say. See
 * rules/settlement/figures.h. */
#include "engine/run/run_figures.h"

#include <string.h>

#include "formats/csv/decided_csv.h"

static Status no_memory(Failure *failure)
{
    return failure_set(failure, STATUS_MEMORY, "figures", NULL);
}

Status run_figures_plan(const Run *run, FigurePlan **out, Failure *failure)
{
    LastRun last;
    bool any = run->ledger != NULL && ledger_last_paying(run->ledger)->kind == ENTRY_RUN;
    if (any) {
        const LedgerEntry *entry = ledger_last_paying(run->ledger);
        last = (LastRun){entry->year, entry->quarter, entry->cutoff};
    }
    *out = system_allocate(sizeof **out);
    if (*out == NULL) return no_memory(failure);
    figure_plan_make(&run->settle, any ? &last : NULL, *out);
    return STATUS_OK;
}

Status figure_sums_make(const FigurePlan *plan, FigureSums *sums, Failure *failure)
{
    *sums = (FigureSums){.sums = system_allocate_zeroed(plan->count, sizeof *sums->sums),
                         .days = system_allocate_zeroed(plan->count, sizeof *sums->days),
                         .hours = system_allocate_zeroed(plan->count, sizeof *sums->hours)};
    bool enough = sums->sums != NULL && sums->days != NULL && sums->hours != NULL;
    return enough ? STATUS_OK : no_memory(failure);
}

void figure_sums_free(FigureSums *sums)
{
    system_free(sums->sums);
    system_free(sums->days);
    system_free(sums->hours);
    system_free(sums->amounts);
    *sums = (FigureSums){0};
}

Status figure_sums_room(FigureSums *sums, size_t amounts, Failure *failure)
{
    return system_grow(&sums->amounts, &sums->amount_capacity, sums->amount_count + amounts,
                       sizeof *sums->amounts, failure);
}

static Status add_decided(const Run *run, const FigurePlan *plan, RunFigures *figures,
                          Failure *failure)
{
    DecidedNumbers *decided;
    if (run->options.decided == NULL) return STATUS_OK;
    TRY(decided_csv_read(run->options.decided, &decided, failure));
    for (size_t i = 0; i < decided->count; i++) {
        const DecidedNumber *number = &decided->items[i];
        size_t place = figure_place(&run->settle, plan, number->municipality);
        if (place == 0 || number->year != plan->year) continue;
        int64_t *value = &figures->items[place - 1].value[FIGURE_DECIDED];
        *value = (*value < 0 ? 0 : *value) + number->persons;
    }
    memcpy(figures->decided_sha256, decided->sha256, sizeof figures->decided_sha256);
    decided_free(decided);
    return STATUS_OK;
}

/* Of this year, also of those who have vanished and of municipalities themselves. */
static void add_settled(const Run *run, const FigureSums *sums, RunFigures *figures)
{
    for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
        figures->settled[g] = ore_add(sums->settled[g], sums->due[g]);
    figures_add_settled(run->vanished, run->vanished_count, run->options.year,
                        figures->settled);
    figures_add_settled(run->basic_prior, run->basic_prior_count, run->options.year,
                        figures->settled);
}

Status run_figures_finish(Run *run, const FigurePlan *plan, FigureSums *sums, Failure *failure)
{
    RunFigures *figures = system_allocate_zeroed(1, sizeof *figures);
    if (figures == NULL) return no_memory(failure);
    run->figures = figures;
    *figures =
        (RunFigures){.items = system_allocate_zeroed(plan->count, sizeof *figures->items),
                     .digits = system_allocate_zeroed(plan->count + 1, sizeof *figures->digits),
                     .count = plan->count,
                     .late_known = day_is_set(plan->last_cutoff),
                     .term_quarters = plan->term_quarters,
                     .term_quarters_due = plan->term_quarters_due};
    if (figures->items == NULL || figures->digits == NULL) return no_memory(failure);
    figures_finish(plan, sums, figures->items, figures->digits);
    add_settled(run, sums, figures);
    return add_decided(run, plan, figures, failure);
}

void run_figures_free(RunFigures *figures)
{
    if (figures == NULL) return;
    system_free(figures->items);
    system_free(figures->digits);
    system_free(figures);
}

MunicipalitySet figures_set(const Run *run, const RunFigures *figures)
{
    return (MunicipalitySet){.thresholds = &run->thresholds,
                             .quarter = run->options.quarter,
                             .late_known = figures->late_known,
                             .term_quarters = figures->term_quarters,
                             .term_quarters_due = figures->term_quarters_due,
                             .items = figures->items,
                             .count = figures->count};
}
