#include "rules/settlement/evidence.h"

#include "rules/controls/finding.h"

/* FHT2 has a ceiling only. */
int evidence_code(const DecisionLine *line)
{
    return line->code == GRANT_FHT2 ? RATE_FHT2_MAX : line->code;
}

bool evidence_is_unverified(const SettleContext *context, const DecisionLine *line, int *code)
{
    if (line->status != DECISION_PAY || line->rate_index < 0) return false;
    const SettleYear *year = settle_year(context, line->budget_year);
    const Rate *rate = &year->context.rules->rates[line->rate_index];
    *code = rate->code;
    return rate->evidence != EVIDENCE_VERIFIED;
}

void evidence_count(const SettleContext *context, const DecisionLine *lines, size_t count,
                    EvidenceCounts *counts)
{
    bool unverified[SETTLE_YEARS_MAX][RATE_CODE_COUNT] = {{false}};
    bool missing[SETTLE_YEARS_MAX][RATE_CODE_COUNT] = {{false}};
    for (size_t i = 0; i < count; i++) {
        const SettleYear *year = settle_year(context, lines[i].budget_year);
        size_t slot = (size_t)(year - context->years.items);
        int code;
        if (lines[i].control == CONTROL_RATE_MISSING)
            missing[slot][evidence_code(&lines[i])] = true;
        if (evidence_is_unverified(context, &lines[i], &code)) unverified[slot][code] = true;
    }
    for (size_t y = 0; y < context->years.count; y++) {
        for (int c = 0; c < RATE_CODE_COUNT; c++) {
            counts->unverified[y][c] += unverified[y][c];
            counts->missing[y][c] += missing[y][c];
        }
    }
}

int evidence_refused(const SettleContext *context, const EvidenceCounts *counts,
                     const bool accepted[RATE_CODE_COUNT])
{
    int refused = 0;
    for (size_t y = 0; y < context->years.count; y++) {
        int year = context->years.items[y].context.budget_year;
        for (int c = 0; c < RATE_CODE_COUNT; c++) {
            refused += counts->unverified[y][c] > 0 && !accepted[c];
            refused += counts->missing[y][c] > 0 && !hold_covers(context->holds, c, year);
        }
    }
    return refused;
}
