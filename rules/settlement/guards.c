#include "rules/settlement/guards.h"

RunGuard guard_payment(Day payment_date, Day today)
{
    if (payment_date < today) return GUARD_PAYMENT_GONE;
    return payment_date > today + PAYMENT_DAYS_MAX ? GUARD_PAYMENT_FAR : GUARD_FINE;
}

RunGuard guard_quarter(int year, int quarter, int last_year, int last_quarter, int opening_year)
{
    int here = year * 4 + quarter;
    int latest = last_year != 0 ? last_year * 4 + last_quarter + 1 : opening_year * 4 + 4;
    return here > latest ? GUARD_QUARTER_SKIPPED : GUARD_FINE;
}

RunGuard guard_cutoff(int year, int quarter, Day cutoff)
{
    int month = 3 * quarter;
    Day end = day_from_date(year, month, days_in_month(year, month));
    if (cutoff < day_from_date(year, month, 1)) return GUARD_CUTOFF_EARLY;
    return cutoff > end + CUTOFF_DAYS_MAX ? GUARD_CUTOFF_LATE : GUARD_FINE;
}
