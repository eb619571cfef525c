#include "rules/settlement/basic.h"

#include "rules/base/search.h"
#include "rules/controls/finding.h"
#include "rules/settlement/held.h"

bool basic_is_computed(const SettleContext *context)
{
    return (context->schemes & SCHEME_NORWEGIAN) &&
           basic_grant_is_computed(&settle_own_year(context)->context);
}

/* What the searches look for among sorted rows or lines. */
typedef struct BasicKey {
    const SettleContext *context;
    MunicipalityCode code;
} BasicKey;

static bool row_before(const void *user, size_t index)
{
    const BasicKey *key = user;
    return key->context->basic_known[index].municipality < key->code;
}

static bool line_before(const void *user, size_t index)
{
    const BasicKey *key = user;
    return key->context->basic_settled[index].subject < subject_of_municipality(key->code);
}

const BasicCount *basic_known(const SettleContext *context, MunicipalityCode code,
                              size_t *count)
{
    const BasicKey key = {context, code};
    const BasicCount *rows = context->basic_known;
    size_t begin = search_first(context->basic_known_count, row_before, &key), end = begin;
    while (end < context->basic_known_count && rows[end].municipality == code)
        end++;
    *count = end - begin;
    return end > begin ? &rows[begin] : NULL;
}

size_t basic_lines(const SettleContext *context, MunicipalityCode code,
                   const SettledLine **first)
{
    const BasicKey key = {context, code};
    const SettledLine *lines = context->basic_settled;
    Subject subject = subject_of_municipality(code);
    size_t begin = search_first(context->basic_settled_count, line_before, &key), end = begin;
    while (end < context->basic_settled_count && lines[end].subject == subject)
        end++;
    *first = end > begin ? &lines[begin] : NULL;
    return end - begin;
}

/* Years longer ago than a run can look back at all are given up. */
bool basic_is_pending(const SettleContext *context, const BasicCount *row)
{
    return row->held && (context->schemes & SCHEME_NORWEGIAN) &&
           row->budget_year < context->year &&
           row->budget_year > context->year - SETTLE_YEARS_MAX;
}

bool basic_needs_year(const SettleContext *context, int budget_year)
{
    for (size_t i = 0; i < context->basic_known_count; i++) {
        const BasicCount *row = &context->basic_known[i];
        if (row->budget_year == budget_year && basic_is_pending(context, row)) return true;
    }
    return false;
}

bool basic_compares(const SettleContext *context, MunicipalityCode code, int budget_year)
{
    size_t count;
    if (budget_year == context->year) return basic_is_computed(context);
    const BasicCount *rows = basic_known(context, code, &count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].budget_year == budget_year) return basic_is_pending(context, &rows[i]);
    }
    return false;
}

bool basic_concerns(const SettleContext *context, MunicipalityCode code, int64_t persons)
{
    const SettledLine *lines;
    size_t count;
    if (persons > 0) return true;
    const BasicCount *rows = basic_known(context, code, &count);
    for (size_t i = 0; i < count; i++) {
        if (basic_compares(context, code, rows[i].budget_year)) return true;
    }
    count = basic_lines(context, code, &lines);
    for (size_t i = 0; i < count; i++) {
        if (basic_compares(context, code, lines[i].budget_year)) return true;
    }
    return false;
}

int64_t basic_counted(const SettleContext *context, MunicipalityCode code, int64_t persons)
{
    size_t count;
    if (!held_place(context, code)) return persons;
    const BasicCount *rows = basic_known(context, code, &count);
    for (size_t i = 0; i < count; i++)
        if (rows[i].budget_year == context->year) return rows[i].persons;
    return persons;
}

bool basic_line_is_held(const DecisionLine *line)
{
    return line->status == DECISION_HELD && line->first &&
           (line->due != 0 || line->control == CONTROL_RATE_MISSING);
}

static bool any_held(const DecisionLine *lines, size_t count, int budget_year)
{
    for (size_t i = 0; i < count; i++) {
        if (lines[i].budget_year == budget_year && basic_line_is_held(&lines[i])) return true;
    }
    return false;
}

size_t basic_fix(const SettleContext *context, MunicipalityCode code, int64_t persons,
                 const DecisionLine *lines, size_t count, BasicCount rows[SETTLE_YEARS_MAX])
{
    size_t known_count, fixed = 0;
    const BasicCount *known = basic_known(context, code, &known_count);
    for (size_t i = 0; i < known_count; i++) {
        if (!basic_is_pending(context, &known[i])) continue;
        INVARIANT(fixed < SETTLE_YEARS_MAX);
        rows[fixed++] = known[i];
    }
    if (basic_is_computed(context)) {
        INVARIANT(fixed < SETTLE_YEARS_MAX);
        rows[fixed++] = (BasicCount){
            .municipality = code, .budget_year = (int16_t)context->year, .persons = persons};
    }
    for (size_t i = 0; i < fixed; i++)
        rows[i].held = any_held(lines, count, rows[i].budget_year);
    return fixed;
}
