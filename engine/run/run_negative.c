/*
 * run_negative.c - R724: the accounting year of a municipality below 0 in a payment group, and
 * what takes off. control.md 1, family 7. A part of run_controls.h.
 */
#include <stdlib.h>

#include "engine/run/run_controls.h"
#include "formats/base/translate.h"

/* --- what takes off --- */

static Kroner rate_of(const Run *run, const DecisionLine *line)
{
    const SettleYear *year = settle_year(&run->settle, line->budget_year);
    return decision_line_rate(line, year != NULL ? year->context.rules : NULL);
}

Status run_list_taken_off(const Run *run, const SettleWork *work, TakenOffList *list,
                          Failure *failure)
{
    for (size_t i = 0; i < work->line_count; i++) {
        const DecisionLine *line = &work->lines[i];
        if (!line->first || line->status != DECISION_PAY || line->due >= 0) continue;
        TRY(system_grow(&list->items, &list->capacity, list->count + 1, sizeof *list->items,
                        failure));
        list->items[list->count++] = (TakenOff){.rate = rate_of(run, line),
                                                .amount = ore_subtract(0, line->due),
                                                .lines = 1,
                                                .budget_year = line->budget_year,
                                                .municipality = line->municipality,
                                                .code = line->code};
    }
    return STATUS_OK;
}

Status taken_off_join(TakenOffList *list, const TakenOffList *more, Failure *failure)
{
    TRY(system_grow(&list->items, &list->capacity, list->count + more->count,
                    sizeof *list->items, failure));
    for (size_t i = 0; i < more->count; i++)
        list->items[list->count++] = more->items[i];
    return STATUS_OK;
}

/* By municipality and payment group, then what a finding says together. */
static int compare_taken_off(const void *left, const void *right)
{
    const TakenOff *a = left;
    const TakenOff *b = right;
    int groups =
        (int)grant_code_group((GrantCode)a->code) - (int)grant_code_group((GrantCode)b->code);
    if (a->municipality != b->municipality) return a->municipality < b->municipality ? -1 : 1;
    if (groups != 0) return groups;
    if (a->budget_year != b->budget_year) return a->budget_year < b->budget_year ? -1 : 1;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    return (a->rate > b->rate) - (a->rate < b->rate);
}

/* Lines of one municipality, budget year, code and rate become one row: the same whatever order
 * they came in. */
static void sum_up(TakenOffList *list)
{
    size_t kept = 0;
    if (list->count > 1)
        qsort(list->items, list->count, sizeof *list->items, compare_taken_off);
    for (size_t i = 0; i < list->count; i++) {
        const TakenOff *item = &list->items[i];
        TakenOff *last = kept > 0 ? &list->items[kept - 1] : NULL;
        if (last != NULL && compare_taken_off(last, item) == 0) {
            last->lines += item->lines;
            last->amount = ore_add(last->amount, item->amount);
        } else {
            list->items[kept++] = *item;
        }
    }
    list->count = kept;
}

/* --- the year --- */

/* Sums of codes that have become another's are that one's. */
static void move_to_cutoff(const Run *run, GroupRow *sums)
{
    for (size_t code = 1; code < MUNICIPALITY_CODES; code++) {
        MunicipalityCode to = run->mapping->to[code];
        if (to == code || to == MUNICIPALITY_NONE || to == MAPPING_AMBIGUOUS) continue;
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            group_sums_add(&sums[to][g], &sums[code][g]);
            sums[code][g] = (GroupSums){0};
        }
    }
}

static Status year_sums(const Run *run, GroupRow *sums, Failure *failure)
{
    if (run->ledger != NULL)
        TRY(ledger_year_sums(run->ledger, run->options.year, sums, failure));
    move_to_cutoff(run, sums);
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++)
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++)
            group_sums_add(&sums[code][g], &run->sums[code][g]);
    return STATUS_OK;
}

/* What a finding says of the sum, behind what takes off. */
static Status note(Run *run, Finding *finding, PaymentGroup group, Ore total, Failure *failure)
{
    FindingValue *next = &finding->values[finding->value_count];
    next[0] = (FindingValue){"group", VALUE_WORD, 0, payment_group_text(group)};
    next[1] = (FindingValue){"year", VALUE_NUMBER, run->options.year, NULL};
    next[2] = (FindingValue){"total_ore", VALUE_ORE, total, NULL};
    finding->value_count += 3;
    return run_finding_add(run, finding, COHORT_NOT_FOUND, failure);
}

static Status note_taken_off(Run *run, const TakenOff *item, Ore total, Failure *failure)
{
    GrantCode code = (GrantCode)item->code;
    Finding finding = run_finding(RELATION_NEGATIVE_YEAR, item->municipality);
    finding.values[0] = (FindingValue){"lines", VALUE_NUMBER, item->lines, NULL};
    finding.values[1] = (FindingValue){"code", VALUE_WORD, 0, grant_code_text(code)};
    finding.values[2] = (FindingValue){"budget_year", VALUE_NUMBER, item->budget_year, NULL};
    finding.values[3] = (FindingValue){"rate", VALUE_KRONER, item->rate, NULL};
    finding.values[4] = (FindingValue){"taken_ore", VALUE_ORE, item->amount, NULL};
    finding.value_count = 5;
    return note(run, &finding, grant_code_group(code), total, failure);
}

static bool is_of(const TakenOff *item, MunicipalityCode code, PaymentGroup group)
{
    return item->municipality == code && grant_code_group((GrantCode)item->code) == group;
}

/* *next: the first row that may be of this group or a later one. */
static Status note_group(Run *run, MunicipalityCode code, PaymentGroup group, Ore total,
                         size_t *next, Failure *failure)
{
    const TakenOffList *list = &run->taken_off;
    size_t begin = *next;
    for (; *next < list->count && is_of(&list->items[*next], code, group); ++*next)
        if (total < 0) TRY(note_taken_off(run, &list->items[*next], total, failure));
    if (total >= 0 || *next > begin) return STATUS_OK;
    Finding finding = run_finding(RELATION_NEGATIVE_YEAR, code);
    return note(run, &finding, group, total, failure);
}

Status run_negative_years(Run *run, Failure *failure)
{
    size_t next = 0;
    CLEANUP(system_free)
    GroupRow *sums = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *sums);
    if (sums == NULL) return failure_set(failure, STATUS_MEMORY, _("sums of the year"), NULL);
    TRY(year_sums(run, sums, failure));
    sum_up(&run->taken_off);
    for (size_t code = 0; code < MUNICIPALITY_CODES; code++) {
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            const GroupSums *group = &sums[code][g];
            run->counts.executed[RELATION_NEGATIVE_YEAR] += group->any;
            TRY(note_group(run, (MunicipalityCode)code, (PaymentGroup)g, group->lines, &next,
                           failure));
        }
    }
    INVARIANT(next == run->taken_off.count);
    return STATUS_OK;
}
