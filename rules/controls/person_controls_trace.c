/* person_controls_trace.c - persons of whom nothing has been heard: R523, and moves that ended
 * a programme and never came: R616. control.md 1.
 */
#include "rules/controls/control_work.h"
#include "rules/controls/person_controls.h"

/* The last day of which the register says anything, and what it says. */
typedef struct LastTrace {
    Day day;
    const char *what;
} LastTrace;

static void see(LastTrace *trace, const ControlWork *work, Day day, const char *what)
{
    if (!day_is_set(day)) return;
    Day seen = control_end(work, day);
    if (seen > trace->day) *trace = (LastTrace){seen, what};
}

static LastTrace last_trace(const ControlWork *work)
{
    const Registration *person = work->person;
    LastTrace trace = {person->training.target_from, "norskopplaering/malgruppeFra"};
    see(&trace, work, person->settlement.claim, "bosetting/krav");
    for (size_t i = 0; i < person->hours_count; i++)
        if (control_attended(&person->hours[i]) > 0)
            see(&trace, work, control_half_year_begin(person->hours[i].half_year + 1) - 1,
                "gjennomfort");
    for (size_t i = 0; i < person->programme_count; i++)
        see(&trace, work, control_end(work, person->programmes[i].end), "introduksjonsprogram");
    for (size_t i = 0; i < person->test_count; i++)
        see(&trace, work, person->tests[i].date, "prove/dato");
    for (size_t i = 0; i < person->residence_count; i++)
        see(&trace, work, person->residences[i].from, "bosted/fra");
    return trace;
}

static bool lives_here_now(const ControlWork *work)
{
    const Registration *person = work->person;
    const Stay *last = &person->residences[person->residence_count - 1];
    return !day_is_set(person->died) && last->from <= work->extract_date &&
           control_end(work, last->to) == work->extract_date;
}

/* Days tell it of nearly everybody. */
static bool is_between_silence_and_deadline(const ControlWork *work)
{
    enum { DAYS_OF_MONTH_MIN = 28, DAYS_OF_MONTH_MAX = 31 };
    Day entered = work->person->training.target_from;
    int64_t days = (int64_t)work->extract_date - entered;
    if (days < (int64_t)limit_of(work, THRESHOLD_SILENT_MONTHS) * DAYS_OF_MONTH_MIN ||
        days > (int64_t)limit_of(work, THRESHOLD_TRACE_MONTHS) * DAYS_OF_MONTH_MAX)
        return false;
    return !control_is_months_after(work, THRESHOLD_TRACE_MONTHS, entered, work->extract_date);
}

/* What the first lasting permit's time asks for. */
static int hours_needed(const ControlWork *work)
{
    return limit_of(work, control_permit_before(work, THRESHOLD_TRACE_CHANGE)
                              ? THRESHOLD_TRACE_HOURS_BEFORE
                              : THRESHOLD_TRACE_HOURS);
}

/* R523: while the three years run; when they are over R510 asks for the hours. */
Status control_no_trace(ControlWork *work)
{
    const Registration *person = work->person;
    const NorwegianTraining *training = &person->training;
    if (!training->right || !training->duty || !is_between_silence_and_deadline(work))
        return STATUS_OK;
    if (work->facts.hours >= hours_needed(work) || !lives_here_now(work)) return STATUS_OK;
    LastTrace trace = last_trace(work);
    if (limit_months_after(work, THRESHOLD_SILENT_MONTHS, trace.day) > work->extract_date)
        return STATUS_OK;
    return FIND(work, PERSON_CONTROL_NO_TRACE, day_value("last", trace.day),
                word_value("what", trace.what), number_value("hours", work->facts.hours),
                number_value("months", limit_of(work, THRESHOLD_SILENT_MONTHS)),
                day_value("entered", training->target_from));
}

/* The day of a move, or of leaving the country, so near to a day; else the first move after
 * it, in *later (DAY_NONE: none). */
static bool moves_near(const ControlWork *work, Day day, int days, Day *later)
{
    const Registration *person = work->person;
    *later = DAY_NONE;
    for (size_t i = 0; i < person->residence_count; i++) {
        const Stay *stay = &person->residences[i];
        bool left = day_is_set(stay->to) && stay->to >= day - days && stay->to <= day + days;
        bool is_last = i + 1 == person->residence_count;
        if (left && (is_last || stay[1].from > stay->to + 1)) return true;
        if (i == 0 || control_same_place(work, stay->municipality, stay[-1].municipality))
            continue;
        if (stay->from >= day - days && stay->from <= day + days) return true;
        if (stay->from > day && !day_is_set(*later)) *later = stay->from;
    }
    return false;
}

/* R616: the programme ends in one municipality to go on in another. */
Status control_no_move_after(ControlWork *work)
{
    const Registration *person = work->person;
    int days = limit_of(work, THRESHOLD_MOVE_DAYS);
    for (size_t i = 0; i < person->programme_count; i++) {
        const IntroductionProgramme *programme = &person->programmes[i];
        Day ended = programme->end, moved;
        if (programme->end_reason != PROGRAMME_END_FLYTTING || !day_is_set(ended)) continue;
        if ((int64_t)ended + days >= work->extract_date ||
            !control_year_is_near(work, day_year(ended)) ||
            (day_is_set(person->died) && person->died <= ended + days))
            continue;
        if (moves_near(work, ended, days, &moved)) continue;
        if (!day_is_set(moved))
            return FIND(work, PERSON_CONTROL_NO_MOVE_AFTER, day_value("ended", ended),
                        number_value("days", days), word_value("moved", "INGEN_FLYTTING"));
        return FIND(work, PERSON_CONTROL_NO_MOVE_AFTER, day_value("ended", ended),
                    number_value("days", days), day_value("moved", moved));
    }
    return STATUS_OK;
}
