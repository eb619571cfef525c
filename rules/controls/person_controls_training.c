/* person_controls_training.c - family 5: training in Norwegian and social studies. control.md
 * 1, grants.md 3.
 */
#include "rules/norwegian/norwegian_grant.h"
#include "rules/controls/person_controls.h"
#include "rules/controls/control_work.h"

/* The first day of the half-year a finding is about. */
static FindingValue half_year_value(const TrainingHours *hours)
{
    return day_value("half_year", control_half_year_begin(hours->half_year));
}

/* R501, control.md 1. */
Status control_hours_a_week(ControlWork *work)
{
    int64_t weekly = limit_of(work, THRESHOLD_HOURS_PER_WEEK);
    int64_t limit = weekly * limit_of(work, THRESHOLD_WEEKS_PER_HALF_YEAR);
    const Registration *person = work->person;
    for (size_t i = 0; i < person->hours_count; i++) {
        const TrainingHours *hours = &person->hours[i];
        if (control_attended(hours) <= limit) continue;
        return FIND(work, PERSON_CONTROL_HOURS_A_WEEK, half_year_value(hours),
                    number_value("hours", control_attended(hours)),
                    number_value("limit", limit), number_value("weekly", weekly));
    }
    return STATUS_OK;
}

static Status find_total(ControlWork *work, PersonControlNumber control, int hours, int limit)
{
    if (hours <= limit) return STATUS_OK;
    return FIND(work, control, number_value("hours", hours), number_value("limit", limit));
}

/* R502, control.md 1: the most that a right can be extended to. */
Status control_hours_in_all(ControlWork *work)
{
    return find_total(work, PERSON_CONTROL_HOURS_IN_ALL, work->facts.hours,
                      limit_of(work, THRESHOLD_HOURS_IN_ALL));
}

/* R503, control.md 1: duty without right. */
Status control_hours_duty(ControlWork *work)
{
    const NorwegianTraining *training = &work->person->training;
    if (training->right || !training->duty) return STATUS_OK;
    return find_total(work, PERSON_CONTROL_HOURS_DUTY, work->facts.hours,
                      limit_of(work, THRESHOLD_HOURS_OF_DUTY));
}

/* R504, control.md 1: more than the right needs a decision of its own. */
Status control_hours_right(ControlWork *work)
{
    if (!work->person->training.right) return STATUS_OK;
    return find_total(work, PERSON_CONTROL_HOURS_RIGHT, work->facts.hours,
                      control_hours_of_right(work));
}

/* R505, control.md 1. */
Status control_hours_no_right(ControlWork *work)
{
    const NorwegianTraining *training = &work->person->training;
    if (training->right || training->duty) return STATUS_OK;
    return find_total(work, PERSON_CONTROL_HOURS_NO_RIGHT, work->facts.hours, 0);
}

/* R506, control.md 1: a half-year that began after the death. */
Status control_hours_dead(ControlWork *work)
{
    const Registration *person = work->person;
    int last = control_half_year_of(person->died);
    for (size_t i = 0; i < person->hours_count; i++) {
        const TrainingHours *hours = &person->hours[i];
        if (hours->half_year <= last || control_attended(hours) == 0) continue;
        return FIND(work, PERSON_CONTROL_HOURS_DEAD, half_year_value(hours),
                    number_value("hours", control_attended(hours)),
                    day_value("died", person->died));
    }
    return STATUS_OK;
}

static bool any_covers(const ControlWork *work, const Stay *stays, size_t count, Day from,
                       Day to)
{
    for (size_t i = 0; i < count; i++)
        if (stays[i].from <= to && control_end(work, stays[i].to) >= from) return true;
    return false;
}

/* The common case: one residence after the other, from a day of the first half-year on, and
 * still. */
static bool is_here_throughout(const ControlWork *work)
{
    const Registration *person = work->person;
    size_t last = person->residence_count - 1u;
    int first = person->hours[0].half_year;
    if (day_is_set(person->residences[last].to) || day_is_set(person->died)) return false;
    for (size_t i = 1; i <= last; i++)
        if (person->residences[i].from > person->residences[i - 1].to + 1) return false;
    for (size_t i = 1; i < person->hours_count; i++)
        if (person->hours[i].half_year < first) first = person->hours[i].half_year;
    return person->residences[0].from < control_half_year_begin(first + 1);
}

static bool is_abroad_in(const ControlWork *work, const TrainingHours *hours)
{
    const Registration *person = work->person;
    Day from = control_half_year_begin(hours->half_year);
    Day to = control_half_year_begin(hours->half_year + 1) - 1;
    bool died = day_is_set(person->died) && person->died < from;
    if (died || control_attended(hours) == 0 || from > work->extract_date) return false;
    return !any_covers(work, person->residences, person->residence_count, from, to) &&
           !any_covers(work, person->receptions, person->reception_count, from, to);
}

/* R507, control.md 1: a half-year with no day in the country. The dead are R506's. */
Status control_hours_abroad(ControlWork *work)
{
    const Registration *person = work->person;
    if (is_here_throughout(work)) return STATUS_OK;
    for (size_t i = 0; i < person->hours_count; i++) {
        const TrainingHours *hours = &person->hours[i];
        if (!is_abroad_in(work, hours)) continue;
        return FIND(work, PERSON_CONTROL_HOURS_ABROAD, half_year_value(hours),
                    number_value("hours", control_attended(hours)));
    }
    return STATUS_OK;
}

/* R508, control.md 1. */
Status control_absence(ControlWork *work)
{
    const Registration *person = work->person;
    for (size_t i = 0; i < person->hours_count; i++) {
        const TrainingHours *hours = &person->hours[i];
        if (control_absent(hours) <= control_attended(hours)) continue;
        return FIND(work, PERSON_CONTROL_ABSENCE, half_year_value(hours),
                    number_value("absence", hours->absence),
                    number_value("hours", control_attended(hours)));
    }
    return STATUS_OK;
}

/* Alive and in the country on a day. */
static bool is_here(const ControlWork *work, Day day)
{
    const Registration *person = work->person;
    if (day_is_set(person->died) && person->died < day) return false;
    return any_covers(work, person->residences, person->residence_count, day, day);
}

static bool begins_by(const Registration *person, int half_year)
{
    for (size_t i = 0; i < person->hours_count; i++)
        if (person->hours[i].half_year <= half_year && control_attended(&person->hours[i]) > 0)
            return true;
    return false;
}

/* R509, control.md 1: the half-year of entry or the one after it; a share. */
Status control_no_start(ControlWork *work)
{
    const Registration *person = work->person;
    const NorwegianTraining *training = &person->training;
    if (!training->right || !training->duty) return STATUS_OK;
    int last = work->facts.entry_half_year + 1;
    Day until = control_half_year_begin(last + 1) - 1;
    if (until > work->extract_date || until < control_first_day(work->context))
        return STATUS_OK;
    if (!is_here(work, until) || !is_here(work, training->target_from)) return STATUS_OK;
    if (!control_share(work, SHARE_NO_START, until, !begins_by(person, last))) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_NO_START, day_value("entered", training->target_from),
                day_value("until", until));
}

static int hours_by_deadline(const ControlWork *work)
{
    if (!work->person->training.right) return limit_of(work, THRESHOLD_DEADLINE_HOURS_DUTY);
    return limit_of(work, control_permit_before(work, THRESHOLD_DEADLINE_CHANGE)
                              ? THRESHOLD_DEADLINE_HOURS_BEFORE
                              : THRESHOLD_DEADLINE_HOURS_RIGHT);
}

/* R510, control.md 1; a share. */
Status control_deadline(ControlWork *work)
{
    const NorwegianTraining *training = &work->person->training;
    int hours = work->facts.hours, needed = hours_by_deadline(work);
    if (!training->duty ||
        !control_is_months_after(work, THRESHOLD_DEADLINE_MONTHS, training->target_from,
                                 work->extract_date + 1))
        return STATUS_OK;
    Day deadline = limit_months_after(work, THRESHOLD_DEADLINE_MONTHS, training->target_from);
    if (deadline < control_first_day(work->context) || !is_here(work, deadline))
        return STATUS_OK;
    if (!control_share(work, SHARE_DEADLINE, deadline, hours < needed)) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_DEADLINE, day_value("entered", training->target_from),
                day_value("deadline", deadline), number_value("hours", hours),
                number_value("needed", needed));
}

/* R511, control.md 1. */
Status control_social_studies(ControlWork *work)
{
    return find_total(work, PERSON_CONTROL_SOCIAL_STUDIES, work->facts.social_hours,
                      limit_of(work, THRESHOLD_SOCIAL_HOURS));
}

/* R512, grants.md 3 (Who): a half-year that ended before the entry. */
Status control_hours_early(ControlWork *work)
{
    const Registration *person = work->person;
    Day entered = person->training.target_from;
    int first = work->facts.entry_half_year;
    for (size_t i = 0; i < person->hours_count; i++) {
        const TrainingHours *hours = &person->hours[i];
        if (hours->half_year >= first || control_attended(hours) == 0) continue;
        return FIND(work, PERSON_CONTROL_HOURS_EARLY, half_year_value(hours),
                    number_value("hours", control_attended(hours)),
                    day_value("entered", entered));
    }
    return STATUS_OK;
}

/* R513, control.md 1. */
Status control_hours_future(ControlWork *work)
{
    const Registration *person = work->person;
    int last = control_half_year_of(work->extract_date);
    for (size_t i = 0; i < person->hours_count; i++) {
        if (person->hours[i].half_year <= last) continue;
        return FIND(work, PERSON_CONTROL_HOURS_FUTURE, half_year_value(&person->hours[i]),
                    day_value("extract", work->extract_date));
    }
    return STATUS_OK;
}

/* R514, register.md (gjennomfort). */
Status control_hours_twice(ControlWork *work)
{
    const Registration *person = work->person;
    for (size_t i = 1; i < person->hours_count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (person->hours[k].half_year != person->hours[i].half_year) continue;
            return FIND(work, PERSON_CONTROL_HOURS_TWICE, half_year_value(&person->hours[i]));
        }
    }
    return STATUS_OK;
}

/* R515, grants.md 3 (Who): the ages are the law's own. */
Status control_right_age(ControlWork *work)
{
    const RuleSet *rules = work->context->rules;
    const NorwegianTraining *training = &work->person->training;
    if (!training->right) return STATUS_OK;
    bool after = training->target_from >= rule_value(rules, RULE_NORWEGIAN_AGE_CHANGE);
    int least = rule_value(rules, after ? RULE_NORWEGIAN_MINIMUM_AGE_AFTER
                                        : RULE_NORWEGIAN_MINIMUM_AGE);
    int most = rule_value(rules, after ? RULE_NORWEGIAN_MAXIMUM_AGE_AFTER
                                       : RULE_NORWEGIAN_MAXIMUM_AGE);
    int age = completed_age(work->person->born, training->target_from);
    if (age >= least && age <= most) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_RIGHT_AGE, number_value("age", age),
                day_value("entered", training->target_from), number_value("minimum", least),
                number_value("maximum", most));
}

/* R516: the old act put no duty on those over 55; the act of 2021 has one age for both. */
Status control_duty_age(ControlWork *work)
{
    const RuleSet *rules = work->context->rules;
    const NorwegianTraining *training = &work->person->training;
    int most = limit_of(work, THRESHOLD_DUTY_AGE);
    if (!training->duty) return STATUS_OK;
    if (training->target_from >= rule_value(rules, RULE_NORWEGIAN_AGE_CHANGE)) return STATUS_OK;
    int age = completed_age(work->person->born, training->target_from);
    if (age <= most) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_DUTY_AGE, number_value("age", age),
                day_value("entered", training->target_from), number_value("maximum", most));
}

/* R517, grants.md 3 (permit against malgruppeFra). A renewed limited permit was there on entry.
 */
Status control_entry_early(ControlWork *work)
{
    Day entered = work->person->training.target_from;
    const ResidencePermit *permit = work->facts.lasting;
    if (permit == NULL || permit->decided <= entered || work->facts.renewed != NULL)
        return STATUS_OK;
    return FIND(work, PERSON_CONTROL_ENTRY_EARLY, day_value("entered", entered),
                day_value("decided", permit->decided));
}

static bool ever_in(const ControlWork *work, const Stay *stays, size_t count,
                    MunicipalityCode code)
{
    for (size_t i = 0; i < count; i++)
        if (control_same_place(work, stays[i].municipality, code)) return true;
    return false;
}

/* R518, grants.md 3 (Where): the training municipality gets the grant. */
Status control_trained_elsewhere(ControlWork *work)
{
    const Registration *person = work->person;
    MunicipalityCode code = person->training.training_municipality;
    if (code == MUNICIPALITY_NONE) return STATUS_OK;
    if (ever_in(work, person->residences, person->residence_count, code)) return STATUS_OK;
    if (ever_in(work, person->receptions, person->reception_count, code)) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_TRAINED_ELSEWHERE, code_value("code", code));
}

/* R519, grants.md 3 (Who): those who entered in 2018 or later need a decision, unless the
 * year's rule set takes the application for it. */
Status control_no_decision(ControlWork *work)
{
    const NorwegianTraining *training = &work->person->training;
    Day needed_from = rule_value(work->context->rules, RULE_NORWEGIAN_DECISION_FROM);
    if (!training->right || day_is_set(training->decision)) return STATUS_OK;
    if (training->target_from < needed_from) return STATUS_OK;
    if (norwegian_is_decided(work->context->rules, work->person, work->context->cutoff))
        return STATUS_OK;
    if (!control_is_months_after(work, THRESHOLD_DECISION_MONTHS, training->target_from,
                                 work->extract_date))
        return STATUS_OK;
    return FIND(work, PERSON_CONTROL_NO_DECISION, day_value("entered", training->target_from),
                number_value("months", limit_of(work, THRESHOLD_DECISION_MONTHS)));
}

/* The first permit of somebody who is an asylum seeker no longer; NULL: none. */
static const ResidencePermit *first_permit(const Registration *person)
{
    const ResidencePermit *first = NULL;
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        if (permit->ground == GROUND_ASYLSOKER) continue;
        if (first == NULL || permit->decided < first->decided) first = permit;
    }
    return first;
}

/* R520, grants.md 3 (Asylum seekers): on the day of the permit is still in. */
Status control_asylum_permit(ControlWork *work)
{
    Day began = work->person->asylum_training_from;
    const ResidencePermit *permit = first_permit(work->person);
    if (permit == NULL || began <= permit->decided) return STATUS_OK;
    if (!control_year_is_open(work, day_year(began))) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_ASYLUM_PERMIT, day_value("began", began),
                word_value("ground", ground_text((Ground)permit->ground)),
                day_value("decided", permit->decided));
}

/* The permit whose ground gives the right to training, or NULL. grants.md 3 (Who). */
static const ResidencePermit *permit_of_right(const ControlWork *work)
{
    const ResidencePermit *permit = work->facts.lasting;
    if (permit != NULL && norwegian_ground_of_right(permit->ground)) return permit;
    return work->facts.renewed;
}

/* R521, grants.md 3 (Who). */
Status control_right_ground(ControlWork *work)
{
    if (!work->person->training.right || permit_of_right(work) != NULL) return STATUS_OK;
    const ResidencePermit *permit = work->facts.lasting;
    const char *ground = permit != NULL ? ground_text((Ground)permit->ground) : "";
    return FIND(work, PERSON_CONTROL_RIGHT_GROUND, word_value("ground", ground),
                day_value("entered", work->person->training.target_from));
}

/* R522, grants.md 3 (Who): on these grounds a duty never comes without the right. */
Status control_duty_alone(ControlWork *work)
{
    const NorwegianTraining *training = &work->person->training;
    if (training->right || !training->duty) return STATUS_OK;
    const ResidencePermit *permit = permit_of_right(work);
    if (permit == NULL) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_DUTY_ALONE,
                word_value("ground", ground_text((Ground)permit->ground)),
                day_value("entered", training->target_from));
}
