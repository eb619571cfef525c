/* control_work.c - what the controls of a person have in common. */
#include "rules/controls/control_work.h"

Status finding_append_values(Findings *findings, int control, const FindingValue *values,
                             size_t count)
{
    const Control *row = control_find(control);
    INVARIANT(row != NULL && count <= FINDING_VALUES_MAX);
    if (findings->count == findings->capacity) return STATUS_BUFFER_TOO_SMALL;
    Finding *finding = &findings->items[findings->count++];
    *finding = (Finding){.control = row->number,
                         .severity = (uint8_t)row->severity,
                         .municipality = MUNICIPALITY_NONE,
                         .value_count = (uint8_t)count};
    for (size_t i = 0; i < count; i++)
        finding->values[i] = values[i];
    return STATUS_OK;
}

const ResidencePermit *control_permit_on(const Registration *person, Day day)
{
    const ResidencePermit *latest = NULL;
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        if (permit->decided > day) continue;
        if (latest == NULL || permit->decided >= latest->decided) latest = permit;
    }
    return latest;
}

bool control_ground_gives_grant(const ControlWork *work, uint8_t ground)
{
    INVARIANT(ground < GROUND_COUNT);
    return work->context->rules->ground_years[ground] > 0;
}

/* A code that was split is followed as far as there is no choice. */
static MunicipalityCode followed(const GrantContext *context, MunicipalityCode code)
{
    MunicipalityCode to = code < MUNICIPALITY_CODES ? context->mapping->to[code] : code;
    if (to != MAPPING_AMBIGUOUS) return to;
    return municipality_last_certain(context->municipalities, code, context->cutoff);
}

bool control_same_place(const ControlWork *work, MunicipalityCode left, MunicipalityCode right)
{
    return left == right || followed(work->context, left) == followed(work->context, right);
}

bool control_permit_before(const ControlWork *work, ThresholdId change)
{
    const ResidencePermit *permit = work->facts.lasting;
    return permit != NULL && permit->decided < control_day_of_number(limit_of(work, change));
}

int control_hours_of_right(const ControlWork *work)
{
    bool before = control_permit_before(work, THRESHOLD_RIGHT_CHANGE);
    return limit_of(work, before ? THRESHOLD_HOURS_OF_RIGHT_BEFORE : THRESHOLD_HOURS_OF_RIGHT);
}

bool control_is_months_after(const ControlWork *work, ThresholdId threshold, Day from, Day day)
{
    /* Near the limit the calendar decides, elsewhere the number of days says enough. */
    enum { DAYS_OF_MONTH_MIN = 28, DAYS_OF_MONTH_MAX = 31 };
    int64_t days = (int64_t)day - from;
    int64_t months = limit_of(work, threshold);
    if (days <= months * DAYS_OF_MONTH_MIN) return false;
    if (days > months * DAYS_OF_MONTH_MAX) return true;
    return day > limit_months_after(work, threshold, from);
}

Day control_end(const ControlWork *work, Day to)
{
    return day_is_set(to) && to < work->extract_date ? to : work->extract_date;
}

bool control_year_is_open(const ControlWork *work, int year)
{
    return control_moves_kroner(work->context, year);
}

bool control_year_is_near(const ControlWork *work, int year)
{
    const GrantContext *context = work->context;
    int from = context->opening_year > 0 ? context->opening_year : context->run_year;
    return year >= from - rule_value(context->rules, RULE_CORRECTION_YEARS);
}

bool control_year_one_is_open(const ControlWork *work)
{
    const Settlement *settlement = &work->person->settlement;
    Day due = settlement->date;
    if (day_is_set(settlement->claim) && settlement->claim > due) due = settlement->claim;
    return control_year_is_open(work, day_year(due));
}

Day control_day_of_number(int64_t yyyymmdd)
{
    int year = (int)(yyyymmdd / 10000);
    int month = (int)(yyyymmdd / 100 % 100);
    int day = (int)(yyyymmdd % 100);
    return date_is_valid(year, month, day) ? day_from_date(year, month, day) : DAY_NONE;
}
