/* letter_sums.c - the lines of one municipality added up by year, code and rate. */
#include <stdlib.h>

#include "formats/letters/letter.h"
#include "rules/controls/finding.h"

static Kroner rate_of(const LetterLine *line)
{
    return grant_code_is_by_decision((GrantCode)line->line.code) ? 0 : line->rate;
}

static LetterSum *sum_of(LetterSums *sums, const LetterLine *line)
{
    for (size_t i = 0; i < sums->count; i++) {
        LetterSum *sum = &sums->items[i];
        if (sum->budget_year == line->line.budget_year && sum->code == line->line.code &&
            sum->rate == rate_of(line))
            return sum;
    }
    return NULL;
}

static Status add_paid(LetterSums *sums, const LetterLine *line, Failure *failure)
{
    const DecisionLine *decided = &line->line;
    LetterSum *sum = sum_of(sums, line);
    if (sum == NULL) {
        TRY(system_grow(&sums->items, &sums->capacity, sums->count + 1, sizeof *sums->items,
                        failure));
        sum = &sums->items[sums->count++];
        *sum = (LetterSum){
            .budget_year = decided->budget_year, .code = decided->code, .rate = rate_of(line)};
    }
    if (sum->persons == 0 || sum->last != decided->subject) sum->persons++;
    sum->last = decided->subject;
    if (decided->due > 0)
        sum->paid = ore_add(sum->paid, decided->due);
    else
        sum->taken = ore_add(sum->taken, decided->due);
    return STATUS_OK;
}

static Status held_sum(LetterSums *sums, uint16_t control, LetterHeldSum **out,
                       Failure *failure)
{
    for (size_t i = 0; i < sums->held_count; i++) {
        *out = &sums->held[i];
        if (sums->held[i].control == control) return STATUS_OK;
    }
    TRY(system_grow(&sums->held, &sums->held_capacity, sums->held_count + 1, sizeof *sums->held,
                    failure));
    *out = &sums->held[sums->held_count++];
    **out = (LetterHeldSum){.control = control};
    return STATUS_OK;
}

static Status add_held(LetterSums *sums, const DecisionLine *line, Failure *failure)
{
    LetterHeldSum *sum;
    TRY(held_sum(sums, line->control, &sum, failure));
    if (sum->persons == 0 || sum->last != line->subject) sum->persons++;
    sum->last = line->subject;
    if (line->first) sum->due = ore_add(sum->due, line->due);
    sum->unknown = sum->unknown || decision_line_is_unknown(line);
    return STATUS_OK;
}

static int compare_sums(const void *left, const void *right)
{
    const LetterSum *a = left, *b = right;
    if (a->budget_year != b->budget_year) return a->budget_year < b->budget_year ? -1 : 1;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    return (a->rate > b->rate) - (a->rate < b->rate);
}

static int compare_held(const void *left, const void *right)
{
    const LetterHeldSum *a = left, *b = right;
    return (a->control > b->control) - (a->control < b->control);
}

Status letter_sums_make(const Letter *letter, LetterSums *out, Failure *failure)
{
    *out = (LetterSums){0};
    for (size_t i = 0; i < letter->line_count; i++) {
        const LetterLine *line = &letter->lines[i];
        if (line->line.status == DECISION_HELD)
            TRY(add_held(out, &line->line, failure));
        else if (line->line.first && line->line.due != 0)
            TRY(add_paid(out, line, failure));
    }
    for (size_t i = 0; i < letter->held_count; i++) {
        LetterHeldSum *sum;
        TRY(held_sum(out, letter->held[i].control, &sum, failure));
        sum->persons++;
        sum->unknown = true;
    }
    if (out->count > 0) qsort(out->items, out->count, sizeof *out->items, compare_sums);
    if (out->held_count > 0) qsort(out->held, out->held_count, sizeof *out->held, compare_held);
    return STATUS_OK;
}

void letter_sums_free(LetterSums *sums)
{
    system_free(sums->items);
    system_free(sums->held);
    *sums = (LetterSums){0};
}
