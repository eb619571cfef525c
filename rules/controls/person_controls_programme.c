/* person_controls_programme.c - family 6: the introduction programme. control.md 1,
 * introduksjonsloven chapter 2, integreringsloven chapter 4.
 */
#include "rules/controls/person_controls.h"
#include "rules/controls/control_work.h"

/* Each control of this family is about every programme of the person that ended after the first
 * day that anybody looks at (control_horizon.h); it finds at the first that is at fault. */
#define EACH_PROGRAMME(programme, person)                                                      \
    const IntroductionProgramme *programme = (person)->programmes;                             \
    programme < (person)->programmes + (person)->programme_count;                              \
    programme++

static bool is_past(const ControlWork *work, const IntroductionProgramme *programme)
{
    return day_is_set(programme->end) && programme->end < control_first_day(work->context);
}

static FindingValue start_value(const IntroductionProgramme *programme)
{
    return day_value("start", programme->start);
}

/* R601, introduksjonsloven § 2. */
Status control_programme_age(ControlWork *work)
{
    int least = limit_of(work, THRESHOLD_PROGRAMME_AGE_MINIMUM);
    int most = limit_of(work, THRESHOLD_PROGRAMME_AGE_MAXIMUM);
    for (EACH_PROGRAMME(programme, work->person)) {
        if (is_past(work, programme)) continue;
        if (control_age_is_between(work->person->born, programme->start, least, most)) continue;
        int age = completed_age(work->person->born, programme->start);
        if (age >= least && age <= most) continue;
        return FIND(work, PERSON_CONTROL_PROGRAMME_AGE, start_value(programme),
                    number_value("age", age), number_value("minimum", least),
                    number_value("maximum", most));
    }
    return STATUS_OK;
}

/* R602, introduksjonsloven § 2. */
Status control_programme_late(ControlWork *work)
{
    Day settled = work->person->settlement.date;
    for (EACH_PROGRAMME(programme, work->person)) {
        if (is_past(work, programme)) continue;
        if (!control_is_months_after(work, THRESHOLD_PROGRAMME_START_MONTHS, settled,
                                     programme->start))
            continue;
        return FIND(work, PERSON_CONTROL_PROGRAMME_LATE, start_value(programme),
                    day_value("settled", settled),
                    number_value("months", limit_of(work, THRESHOLD_PROGRAMME_START_MONTHS)));
    }
    return STATUS_OK;
}

/* Days of leave (permisjon) within the programme: they make it longer without breach. */
static Day leave_days(const ControlWork *work, const IntroductionProgramme *programme)
{
    Day end = control_end(work, programme->end);
    Day days = 0;
    for (size_t i = 0; i < programme->leave_count; i++) {
        const ProgrammeLeave *leave = &work->person->leaves[programme->leave_begin + i];
        Day from = leave->from > programme->start ? leave->from : programme->start;
        Day to = day_is_set(leave->to) && leave->to < end ? leave->to : end;
        if (to >= from) days += to - from + 1;
    }
    return days;
}

/* The programme, its leaves apart, goes beyond a limit of months: the last day it should have
 * had, else DAY_NONE. */
static Day overran(const ControlWork *work, const IntroductionProgramme *programme,
                   ThresholdId limit)
{
    Day end = control_end(work, programme->end);
    if (!control_is_months_after(work, limit, programme->start, end + 1)) return DAY_NONE;
    Day last = limit_months_after(work, limit, programme->start) - 1;
    last += leave_days(work, programme);
    return end > last ? last : DAY_NONE;
}

static Status find_long(ControlWork *work, PersonControlNumber control,
                        const IntroductionProgramme *programme, ThresholdId limit, Day last)
{
    return FIND(work, control, start_value(programme),
                day_value("end", control_end(work, programme->end)), day_value("last", last),
                number_value("months", limit_of(work, limit)));
}

/* The longest a programme can be with good reason: of the act it began under. */
static ThresholdId longest(const ControlWork *work, const IntroductionProgramme *programme)
{
    Day change = control_day_of_number(limit_of(work, THRESHOLD_PROGRAMME_NEW_FROM));
    return programme->start >= change ? THRESHOLD_PROGRAMME_NEW_MONTHS
                                      : THRESHOLD_PROGRAMME_LONG_MONTHS;
}

/* R603, introduksjonsloven § 5: up to two years, more only with reason. */
Status control_programme_long(ControlWork *work)
{
    for (EACH_PROGRAMME(programme, work->person)) {
        if (is_past(work, programme)) continue;
        Day last = overran(work, programme, THRESHOLD_PROGRAMME_MONTHS);
        if (!day_is_set(last)) continue;
        return find_long(work, PERSON_CONTROL_PROGRAMME_LONG, programme,
                         THRESHOLD_PROGRAMME_MONTHS, last);
    }
    return STATUS_OK;
}

/* R604, introduksjonsloven § 5, integreringsloven § 14. */
Status control_programme_too_long(ControlWork *work)
{
    for (EACH_PROGRAMME(programme, work->person)) {
        if (is_past(work, programme)) continue;
        ThresholdId limit = longest(work, programme);
        Day last = overran(work, programme, limit);
        if (!day_is_set(last)) continue;
        return find_long(work, PERSON_CONTROL_PROGRAMME_TOO_LONG, programme, limit, last);
    }
    return STATUS_OK;
}

/* R605, introduksjonsloven § 4: full time; a share. */
Status control_programme_hours(ControlWork *work)
{
    int limit = limit_of(work, THRESHOLD_PROGRAMME_HOURS_TENTHS);
    for (EACH_PROGRAMME(programme, work->person)) {
        if (is_past(work, programme)) continue;
        bool less = programme->hours_per_week_tenths < limit;
        if (!control_share(work, SHARE_PART_TIME, programme->start, less)) continue;
        return FIND(work, PERSON_CONTROL_PROGRAMME_HOURS, start_value(programme),
                    number_value("hours_tenths", programme->hours_per_week_tenths),
                    number_value("limit_tenths", limit));
    }
    return STATUS_OK;
}

/* R606, introduksjonsloven § 4: all year; a share. */
Status control_programme_weeks(ControlWork *work)
{
    int limit = limit_of(work, THRESHOLD_PROGRAMME_WEEKS);
    for (EACH_PROGRAMME(programme, work->person)) {
        if (is_past(work, programme)) continue;
        bool less = programme->weeks_per_year < limit;
        if (!control_share(work, SHARE_PART_YEAR, programme->start, less)) continue;
        return FIND(work, PERSON_CONTROL_PROGRAMME_WEEKS, start_value(programme),
                    number_value("weeks", programme->weeks_per_year),
                    number_value("limit", limit));
    }
    return STATUS_OK;
}

/* R607, control.md 1. */
Status control_programmes_at_once(ControlWork *work)
{
    const Registration *person = work->person;
    for (size_t i = 1; i < person->programme_count; i++) {
        const IntroductionProgramme *one = &person->programmes[i];
        if (is_past(work, one)) continue;
        for (size_t k = 0; k < i; k++) {
            const IntroductionProgramme *other = &person->programmes[k];
            if (is_past(work, other) || one->start > control_end(work, other->end)) continue;
            if (other->start > control_end(work, one->end)) continue;
            return FIND(work, PERSON_CONTROL_PROGRAMMES_AT_ONCE,
                        day_value("first", other->start), day_value("second", one->start));
        }
    }
    return STATUS_OK;
}

/* Hours of a half-year that began after a day, over a limit; NULL when there are none. */
static const TrainingHours *many_hours_after(const Registration *person, Day day, int limit)
{
    int last = control_half_year_of(day);
    for (size_t i = 0; i < person->hours_count; i++) {
        const TrainingHours *hours = &person->hours[i];
        if (hours->half_year > last && control_attended(hours) > limit) return hours;
    }
    return NULL;
}

/* R608, control.md 1. */
Status control_work_and_hours(ControlWork *work)
{
    int limit = limit_of(work, THRESHOLD_WORK_HOURS);
    for (EACH_PROGRAMME(programme, work->person)) {
        if (is_past(work, programme)) continue;
        if (programme->end_reason != PROGRAMME_END_ARBEID || !day_is_set(programme->end))
            continue;
        const TrainingHours *hours = many_hours_after(work->person, programme->end, limit);
        if (hours == NULL) continue;
        return FIND(work, PERSON_CONTROL_WORK_AND_HOURS, day_value("end", programme->end),
                    day_value("half_year", control_half_year_begin(hours->half_year)),
                    number_value("hours", control_attended(hours)),
                    number_value("limit", limit));
    }
    return STATUS_OK;
}

/* R609, introduksjonsloven § 2: for those who are settled. */
Status control_programme_early(ControlWork *work)
{
    Day settled = work->person->settlement.date;
    for (EACH_PROGRAMME(programme, work->person)) {
        if (is_past(work, programme)) continue;
        if (!day_is_set(settled) || programme->start >= settled) continue;
        return FIND(work, PERSON_CONTROL_PROGRAMME_EARLY, start_value(programme),
                    day_value("settled", settled));
    }
    return STATUS_OK;
}

static bool leave_is_outside(const Registration *person, const IntroductionProgramme *programme)
{
    for (size_t i = 0; i < programme->leave_count; i++) {
        const ProgrammeLeave *leave = &person->leaves[programme->leave_begin + i];
        bool backwards = day_is_set(leave->to) && leave->to < leave->from;
        bool late = day_is_set(programme->end) &&
                    (leave->from > programme->end ||
                     (day_is_set(leave->to) && leave->to > programme->end));
        if (backwards || late || leave->from < programme->start) return true;
    }
    return false;
}

/* R610, register.md (introduksjonsprogram). */
Status control_programme_order(ControlWork *work)
{
    for (EACH_PROGRAMME(programme, work->person)) {
        if (is_past(work, programme)) continue;
        bool backwards = day_is_set(programme->end) && programme->end < programme->start;
        if (!backwards && !leave_is_outside(work->person, programme)) continue;
        return FIND(work, PERSON_CONTROL_PROGRAMME_ORDER, start_value(programme),
                    word_value("field", backwards ? "slutt" : "permisjon"));
    }
    return STATUS_OK;
}

/* R611, introduksjonsloven § 5: leave at a child's birth, a year at the most. */
Status control_leave_long(ControlWork *work)
{
    for (EACH_PROGRAMME(programme, work->person)) {
        if (is_past(work, programme)) continue;
        Day end = control_end(work, programme->end);
        for (size_t i = 0; i < programme->leave_count; i++) {
            const ProgrammeLeave *leave = &work->person->leaves[programme->leave_begin + i];
            Day to = day_is_set(leave->to) ? leave->to : end;
            if (!control_is_months_after(work, THRESHOLD_LEAVE_MONTHS, leave->from, to + 1))
                continue;
            return FIND(work, PERSON_CONTROL_LEAVE_LONG, day_value("from", leave->from),
                        day_value("to", to),
                        number_value("months", limit_of(work, THRESHOLD_LEAVE_MONTHS)));
        }
    }
    return STATUS_OK;
}

/* R612, register.md (introduksjonsprogram): an end has a reason, and a reason an end. */
Status control_end_reason(ControlWork *work)
{
    for (EACH_PROGRAMME(programme, work->person)) {
        if (is_past(work, programme)) continue;
        bool ended = day_is_set(programme->end) && programme->end <= work->extract_date;
        bool reason = programme->end_reason != PROGRAMME_END_NONE;
        if (ended ? reason : !reason || day_is_set(programme->end)) continue;
        return FIND(work, PERSON_CONTROL_END_REASON, start_value(programme),
                    word_value("field", ended ? "arsak" : "slutt"));
    }
    return STATUS_OK;
}

/* The last day the person is known to be in the country, INT32_MAX while still there. */
static Day last_day_here(const ControlWork *work)
{
    const Registration *person = work->person;
    if (day_is_set(person->died)) return person->died;
    if (person->residence_count == 0) return INT32_MAX;
    Day to = person->residences[person->residence_count - 1].to;
    return day_is_set(to) && to < work->extract_date ? to : INT32_MAX;
}

/* R613, control.md 1: after death or emigration. */
Status control_programme_gone(ControlWork *work)
{
    Day last = last_day_here(work);
    int days = limit_of(work, THRESHOLD_PROGRAMME_ENDED_DAYS);
    if (last == INT32_MAX || last < control_first_day(work->context)) return STATUS_OK;
    for (EACH_PROGRAMME(programme, work->person)) {
        if (is_past(work, programme)) continue;
        Day end = control_end(work, programme->end);
        if (end - last <= days) continue;
        return FIND(work, PERSON_CONTROL_PROGRAMME_GONE, start_value(programme),
                    day_value("end", end), day_value("last", last), number_value("days", days));
    }
    return STATUS_OK;
}

static bool has_ground_by(const ControlWork *work, Day day)
{
    const Registration *person = work->person;
    for (size_t i = 0; i < person->permit_count; i++) {
        if (person->permits[i].decided > day) continue;
        if (control_ground_gives_grant(work, person->permits[i].ground)) return true;
    }
    return false;
}

/* R614, introduksjonsloven § 2: refugees and their families. */
Status control_programme_ground(ControlWork *work)
{
    for (EACH_PROGRAMME(programme, work->person)) {
        if (is_past(work, programme)) continue;
        if (has_ground_by(work, programme->start)) continue;
        return FIND(work, PERSON_CONTROL_PROGRAMME_GROUND, start_value(programme));
    }
    return STATUS_OK;
}

/* Alive, and resident in the country on the day of the extract. */
static bool is_here_now(const ControlWork *work)
{
    const Registration *person = work->person;
    if (day_is_set(person->died) || person->residence_count == 0) return false;
    const Stay *last = &person->residences[person->residence_count - 1];
    return last->from <= work->extract_date &&
           control_end(work, last->to) == work->extract_date;
}

/* R713, introduksjonsloven § 3: the programme begins within three months; a share. */
Status control_right_unused(ControlWork *work)
{
    const Registration *person = work->person;
    Day settled = person->settlement.date, today = work->extract_date;
    if (today < limit_months_after(work, THRESHOLD_RIGHT_MONTHS_MINIMUM, settled) ||
        today > limit_months_after(work, THRESHOLD_RIGHT_MONTHS_MAXIMUM, settled))
        return STATUS_OK;
    int age = completed_age(person->born, today);
    if (age < limit_of(work, THRESHOLD_RIGHT_AGE_MINIMUM) ||
        age > limit_of(work, THRESHOLD_RIGHT_AGE_MAXIMUM) || !is_here_now(work) ||
        !has_ground_by(work, today))
        return STATUS_OK;
    if (!control_share(work, SHARE_NO_PROGRAMME, today, person->programme_count == 0))
        return STATUS_OK;
    return FIND(work, PERSON_CONTROL_RIGHT_UNUSED, day_value("settled", settled),
                number_value("age", age));
}

/* Hours of a half-year that shares a day with the period. */
static bool any_hours_between(const Registration *person, Day from, Day to)
{
    for (size_t i = 0; i < person->hours_count; i++) {
        const TrainingHours *hours = &person->hours[i];
        if (control_half_year_begin(hours->half_year) <= to &&
            control_half_year_begin(hours->half_year + 1) > from && control_attended(hours) > 0)
            return true;
    }
    return false;
}

/* R615, introduksjonsloven § 4: the programme shall contain training in Norwegian; a share. */
Status control_programme_no_language(ControlWork *work)
{
    for (EACH_PROGRAMME(programme, work->person)) {
        if (is_past(work, programme)) continue;
        Day end = control_end(work, programme->end);
        /* it lasts whole months when it ends the day before the same day of a month */
        if (!control_is_months_after(work, THRESHOLD_PROGRAMME_LANGUAGE_MONTHS,
                                     programme->start, end + 2))
            continue;
        bool none = !any_hours_between(work->person, programme->start, end);
        if (!control_share(work, SHARE_NO_LANGUAGE, end, none)) continue;
        return FIND(
            work, PERSON_CONTROL_PROGRAMME_NO_LANGUAGE, start_value(programme),
            day_value("end", end),
            number_value("months", limit_of(work, THRESHOLD_PROGRAMME_LANGUAGE_MONTHS)));
    }
    return STATUS_OK;
}
