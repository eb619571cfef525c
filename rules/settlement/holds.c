#include "rules/settlement/holds.h"

#include "rules/base/status.h"

void hold_in_year(HoldChoices *choices, int rate_code, int budget_year)
{
    INVARIANT(budget_year >= HOLD_YEAR_FIRST && budget_year <= HOLD_YEAR_LAST);
    choices->years[rate_code] |= (uint64_t)1 << (budget_year - HOLD_YEAR_FIRST);
}

static bool holds(const HoldChoices *choices, int code, int year)
{
    if (choices->code[code]) return true;
    return year >= HOLD_YEAR_FIRST && year <= HOLD_YEAR_LAST &&
           (choices->years[code] >> (year - HOLD_YEAR_FIRST) & 1) != 0;
}

bool hold_covers(const HoldChoices *choices, int code, int budget_year)
{
    bool impairment = code == GRANT_FHT2 || code == RATE_FHT2_MAX;
    if (impairment &&
        (holds(choices, GRANT_FHT2, budget_year) || holds(choices, RATE_FHT2_MAX, budget_year)))
        return true;
    return holds(choices, code, budget_year);
}

bool hold_names(const HoldChoices *choices, int code)
{
    return choices->code[code] || choices->years[code] != 0;
}
