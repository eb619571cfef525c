#include "rules/forecast/rate_change.h"

#include <string.h>

Kroner rate_with_share(Kroner rate, int32_t permille)
{
    Kroner thousandths = 0;
    INVARIANT(permille >= -1000 && rate >= 0);
    INVARIANT(!__builtin_mul_overflow(rate, (Kroner)(1000 + permille), &thousandths));
    return (thousandths + 500) / 1000;
}

/* Rates are in the order of their codes. */
static bool add_rate(const RateChange *change, RuleSet *rules)
{
    size_t at = 0;
    if (change->by_share || rules->rate_count == RATES_MAX) return false;
    while (at < rules->rate_count && rules->rates[at].code < change->code)
        at++;
    memmove(&rules->rates[at + 1], &rules->rates[at],
            (rules->rate_count - at) * sizeof rules->rates[0]);
    rules->rates[at] = (Rate){.code = (uint8_t)change->code,
                              .evidence = EVIDENCE_UNVERIFIED,
                              .valid_from = first_day_of_year(rules->year),
                              .amount = change->amount};
    rules->rate_count++;
    return true;
}

bool rate_change_apply(const RateChange *change, RuleSet *rules)
{
    bool any = false;
    for (size_t i = 0; i < rules->rate_count; i++) {
        Rate *rate = &rules->rates[i];
        if (rate->code != change->code) continue;
        rate->amount =
            change->by_share ? rate_with_share(rate->amount, change->permille) : change->amount;
        any = true;
    }
    return any || add_rate(change, rules);
}

void rule_set_carry(const RuleSet *from, int year, RuleSet *to)
{
    Day end = last_day_of_year(from->year);
    memcpy(to, from, sizeof *to);
    to->year = year;
    to->rate_count = 0;
    for (int code = 0; code < RATE_CODE_COUNT; code++) {
        const Rate *rate = rule_rate(from, code, end, end);
        if (rate == NULL) continue;
        Rate *kept = &to->rates[to->rate_count++];
        memcpy(kept, rate, sizeof *kept);
        kept->valid_from = first_day_of_year(year);
        kept->retroactive = false;
        kept->evidence = EVIDENCE_UNVERIFIED;
    }
}
