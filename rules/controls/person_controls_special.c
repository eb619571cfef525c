/* person_controls_special.c - decisions on special grants (FHT1, FHT2), family 2. control.md 1,
 * grants.md 2.4.
 */
#include "rules/controls/control_work.h"
#include "rules/controls/person_controls.h"

/* Those before the settlement, and those not known at the cut-off, do not count. */
static bool counts(const ControlWork *work, const SpecialGrant *decision)
{
    Day settled = work->person->settlement.date;
    return day_is_set(settled) && decision->decided >= settled &&
           decision->decided <= work->context->cutoff;
}

static bool is_of_year(const ControlWork *work, const SpecialGrant *decision)
{
    return counts(work, decision) && day_year(decision->decided) == work->context->budget_year;
}

/* R225: the engine cuts it, so that nobody would see it. */
static Status over_ceiling(ControlWork *work)
{
    const Registration *person = work->person;
    for (size_t i = 0; i < person->special_count; i++) {
        const SpecialGrant *decision = &person->special_grants[i];
        if (decision->code != GRANT_FHT2 || !is_of_year(work, decision)) continue;
        const Rate *ceiling = rule_rate(work->context->rules, RATE_FHT2_MAX, decision->decided,
                                        decision->decided);
        if (ceiling == NULL || decision->amount_kroner <= ceiling->amount) continue;
        return FIND(work, PERSON_CONTROL_SPECIAL_OVER, day_value("decided", decision->decided),
                    kroner_value("amount", decision->amount_kroner),
                    number_value("year", work->context->budget_year),
                    kroner_value("ceiling", ceiling->amount));
    }
    return STATUS_OK;
}

/* R226: the year is that of the later of the two; a year to the day apart is none. */
static Status both_kinds(ControlWork *work, const SpecialGrant *first,
                         const SpecialGrant *second)
{
    if (first->code != GRANT_FHT1 || second->code != GRANT_FHT2) return STATUS_OK;
    if (!counts(work, first) || !counts(work, second)) return STATUS_OK;
    const SpecialGrant *later = second->decided >= first->decided ? second : first;
    Day earlier = later == second ? first->decided : second->decided;
    if (!is_of_year(work, later) ||
        later->decided >= limit_months_after(work, THRESHOLD_IMPAIRED_MONTHS, earlier))
        return STATUS_OK;
    return FIND(work, PERSON_CONTROL_SPECIAL_BOTH, day_value("first", first->decided),
                day_value("second", second->decided),
                kroner_value("amount", second->amount_kroner),
                number_value("months", limit_of(work, THRESHOLD_IMPAIRED_MONTHS)));
}

/* R227. */
static Status twice_a_year(ControlWork *work, const SpecialGrant *first,
                           const SpecialGrant *second)
{
    if (first->code != second->code || !is_of_year(work, first) || !is_of_year(work, second))
        return STATUS_OK;
    const char *code = grant_code_text((GrantCode)first->code);
    bool ordered = first->decided <= second->decided;
    const SpecialGrant *earlier = ordered ? first : second;
    const SpecialGrant *later = ordered ? second : first;
    return FIND(work, PERSON_CONTROL_SPECIAL_TWICE, word_value("code", code),
                number_value("year", work->context->budget_year),
                day_value("first", earlier->decided), day_value("second", later->decided),
                kroner_value("first_amount", earlier->amount_kroner),
                kroner_value("second_amount", later->amount_kroner));
}

/* The first pair of decisions of which a control finds something. */
static Status in_pairs(ControlWork *work, bool ordered,
                       Status (*find)(ControlWork *work, const SpecialGrant *first,
                                      const SpecialGrant *second))
{
    const Registration *person = work->person;
    size_t before = work->findings->count;
    for (size_t i = 0; i < person->special_count; i++) {
        for (size_t k = ordered ? i + 1 : 0; k < person->special_count; k++) {
            if (k == i) continue;
            TRY(find(work, &person->special_grants[i], &person->special_grants[k]));
            if (work->findings->count != before) return STATUS_OK;
        }
    }
    return STATUS_OK;
}

Status special_grant_controls(const GrantContext *context, const Registration *person,
                              Findings *findings)
{
    ControlWork work = {.context = context, .person = person, .findings = findings};
    TRY(over_ceiling(&work));
    if (!context->thresholds->missing[PERSON_CONTROL_SPECIAL_BOTH])
        TRY(in_pairs(&work, false, both_kinds));
    return in_pairs(&work, true, twice_a_year);
}
