#include "rules/base/time_rules.h"

enum { MINUTE = 60, HOUR = 3600, DAY_SECONDS = 86400, SUNDAY_AFTER_EPOCH = 3 };

/* 01:00 UTC on the month's last Sunday; 1970-01-04 was one. */
static int64_t last_sunday(int year, int month)
{
    Day last = day_from_date(year, month, days_in_month(year, month));
    Day since = (last - SUNDAY_AFTER_EPOCH) % 7;
    return (int64_t)(last - (since < 0 ? since + 7 : since)) * DAY_SECONDS + HOUR;
}

Day norway_day(int64_t moment)
{
    int year = day_year((Day)(moment / DAY_SECONDS));
    bool summer = moment >= last_sunday(year, 3) && moment < last_sunday(year, 10);
    return (Day)((moment + (summer ? 2 : 1) * HOUR) / DAY_SECONDS);
}

bool entry_time_ahead(int64_t clock, int64_t last)
{
    return clock < last - CLOCK_TOLERANCE_MINUTES * MINUTE;
}

EntryTime entry_time_judge(int64_t clock, int64_t proposal, int64_t last)
{
    if (entry_time_ahead(clock, last)) return ENTRY_TIME_BEFORE_LAST;
    if (entry_time_ahead(clock, proposal)) return ENTRY_TIME_BEFORE_PROPOSAL;
    if (clock - proposal > (int64_t)PROPOSAL_DAYS_MAX * DAY_SECONDS)
        return ENTRY_TIME_PROPOSAL_OLD;
    return clock - last > (int64_t)ENTRY_DAYS_MAX * DAY_SECONDS ? ENTRY_TIME_LATE
                                                                : ENTRY_TIME_FINE;
}

int64_t entry_time_of(int64_t clock, int64_t proposal, int64_t last)
{
    int64_t latest = clock > proposal ? clock : proposal;
    return latest > last ? latest : last;
}
