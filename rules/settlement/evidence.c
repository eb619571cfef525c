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

/* Whether a line is held for want of a rate; *code says which. */
static bool waits_for_rate(const SettleContext *context, const DecisionLine *line, int *code)
{
    (void)context;
    if (line->control != CONTROL_RATE_MISSING) return false;
    *code = evidence_code(line);
    return true;
}

typedef bool (*RestsOn)(const SettleContext *context, const DecisionLine *line, int *code);

/* Lines of one code and budget year stand together: what an earlier one has said of the rate is
 * looked for among them, so that nothing needs to be kept, and zeroed, for each subject. */
static bool said_before(const SettleContext *context, const DecisionLine *lines, size_t index,
                        RestsOn rests_on)
{
    int code;
    for (size_t i = index; i-- > 0;) {
        if (lines[i].code != lines[index].code ||
            lines[i].budget_year != lines[index].budget_year)
            return false;
        if (rests_on(context, &lines[i], &code)) return true;
    }
    return false;
}

static void count_once(const SettleContext *context, const DecisionLine *lines, size_t index,
                       RestsOn rests_on, uint64_t counts[SETTLE_YEARS_MAX][RATE_CODE_COUNT])
{
    int code;
    if (!rests_on(context, &lines[index], &code)) return;
    if (said_before(context, lines, index, rests_on)) return;
    const SettleYear *year = settle_year(context, lines[index].budget_year);
    INVARIANT(year != NULL);
    counts[year - context->years.items][code]++;
}

static void count_line(const SettleContext *context, const DecisionLine *line,
                       EvidenceCounts *counts)
{
    int code;
    if (!line->first || !waits_for_rate(context, line, &code)) return;
    size_t year = (size_t)(settle_year(context, line->budget_year) - context->years.items);
    counts->missing_lines[year][code]++;
    if (!line->rate_missing) counts->missing_ore[year][code] += (uint64_t)line->due;
}

Ore missing_known(const EvidenceCounts *counts, size_t year, int code)
{
    return (Ore)counts->missing_ore[year][code];
}

void evidence_count(const SettleContext *context, const DecisionLine *lines, size_t count,
                    EvidenceCounts *counts)
{
    for (size_t i = 0; i < count; i++) {
        count_once(context, lines, i, evidence_is_unverified, counts->unverified);
        count_once(context, lines, i, waits_for_rate, counts->missing);
        count_line(context, &lines[i], counts);
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
