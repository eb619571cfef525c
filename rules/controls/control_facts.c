/* control_facts.c - what several controls ask of a record, and the common cases that none of a
 * group of controls can find anything in. The test of the controls compares their findings with
 * and without these screens.
 */
#include "rules/controls/control_work.h"
#include "rules/norwegian/norwegian_grant.h"

static void see(ControlFacts *facts, Day day, const char *field)
{
    if (!day_is_set(day)) return;
    if (day < facts->earliest.day) facts->earliest = (DatedField){day, field};
    if (day > facts->latest.day) facts->latest = (DatedField){day, field};
}

static void see_lists(ControlFacts *facts, const Registration *person)
{
    for (size_t i = 0; i < person->permit_count; i++)
        see(facts, person->permits[i].decided, "opphold/vedtatt");
    for (size_t i = 0; i < person->reception_count; i++)
        see(facts, person->receptions[i].from, "mottak/fra");
    for (size_t i = 0; i < person->residence_count; i++)
        see(facts, person->residences[i].from, "bosted/fra");
    for (size_t i = 0; i < person->test_count; i++)
        see(facts, person->tests[i].date, "prove/dato");
    for (size_t i = 0; i < person->programme_count; i++)
        see(facts, person->programmes[i].start, "introduksjonsprogram/start");
    for (size_t i = 0; i < person->special_count; i++)
        see(facts, person->special_grants[i].decided, "saertilskudd/vedtatt");
}

static void find_dates(ControlFacts *facts, const Registration *person)
{
    see(facts, person->settlement.claim, "bosetting/krav");
    see(facts, person->asylum_training_from, "asylopplaering/fra");
    see(facts, person->training.target_from, "norskopplaering/malgruppeFra");
    see(facts, person->training.application, "norskopplaering/soknad");
    see(facts, person->training.decision, "norskopplaering/vedtak");
    see_lists(facts, person);
}

/* The same days without their fields: enough to see that there is nothing to find. */
typedef struct DaySpan {
    uint32_t earliest; /* as unset_last() has it */
    Day latest;
} DaySpan;

/* In the order of days, a day that is not set after all of them. */
static uint32_t unset_last(Day day)
{
    return (uint32_t)day - (uint32_t)DAY_NONE - 1;
}

static void span(DaySpan *days, Day day)
{
    uint32_t here = unset_last(day);
    days->earliest = here < days->earliest ? here : days->earliest;
    days->latest = day > days->latest ? day : days->latest;
}

static void span_lists(DaySpan *days, const Registration *person)
{
    for (size_t i = 0; i < person->permit_count; i++)
        span(days, person->permits[i].decided);
    for (size_t i = 0; i < person->reception_count; i++)
        span(days, person->receptions[i].from);
    for (size_t i = 0; i < person->residence_count; i++)
        span(days, person->residences[i].from);
    for (size_t i = 0; i < person->test_count; i++)
        span(days, person->tests[i].date);
    for (size_t i = 0; i < person->programme_count; i++)
        span(days, person->programmes[i].start);
    for (size_t i = 0; i < person->special_count; i++)
        span(days, person->special_grants[i].decided);
}

static bool dates_are_plain(const ControlWork *work)
{
    const Registration *person = work->person;
    DaySpan days = {UINT32_MAX, DAY_NONE};
    span(&days, person->settlement.claim);
    span(&days, person->asylum_training_from);
    span(&days, person->training.target_from);
    span(&days, person->training.application);
    span(&days, person->training.decision);
    span_lists(&days, person);
    Day settled = person->settlement.date;
    return days.latest <= work->extract_date && days.earliest >= unset_last(person->born) &&
           (!day_is_set(settled) || settled >= person->born);
}

/* Who is not old in days cannot be in years (R111). */
static bool ident_is_plain(const ControlWork *work)
{
    enum { DAYS_OF_YEAR_MIN = 365 };
    const Registration *person = work->person;
    int64_t days = (int64_t)work->extract_date - person->born;
    return days < (int64_t)limit_of(work, THRESHOLD_AGE_YEARS) * DAYS_OF_YEAR_MIN &&
           person->declared_type == ident_type(person->ident);
}

/* No ground that a control is about. */
static bool ground_is_plain(const ResidencePermit *permit)
{
    switch ((Ground)permit->ground) {
    case GROUND_ASYL:
    case GROUND_OVERFORINGSFLYKTNING:
        return permit->permanent_basis;
    case GROUND_ASYLSOKER:
        return !permit->permanent_basis;
    case GROUND_BEGRENSET_EM:
    case GROUND_BEGRENSET_FAMILIE:
    case GROUND_KOLLEKTIV_BESKYTTELSE:
        return false;
    default:
        return true;
    }
}

static bool grounds_are_plain(const Registration *person)
{
    for (size_t i = 0; i < person->permit_count; i++)
        if (!ground_is_plain(&person->permits[i])) return false;
    return true;
}

static bool claim_is_plain(const ControlWork *work)
{
    enum { DAYS_OF_MONTH_MIN = 28 };
    const Settlement *settlement = &work->person->settlement;
    int months = rule_value(work->context->rules, RULE_CLAIM_LIMIT_MONTHS);
    if (!day_is_set(settlement->claim)) return true;
    return settlement->claim >= settlement->date &&
           settlement->claim - settlement->date <
               months * DAYS_OF_MONTH_MIN - limit_of(work, THRESHOLD_CLAIM_LIMIT_DAYS);
}

static bool settlement_is_plain(const ControlWork *work)
{
    const Registration *person = work->person;
    const ResidencePermit *permit = work->facts.at_settlement;
    if (permit == NULL || !control_ground_gives_grant(work, permit->ground)) return false;
    if (permit->ground == GROUND_BEGRENSET_EM || permit->ground == GROUND_BEGRENSET_FAMILIE)
        return false;
    /* Norway is one of the low-rate countries. */
    return !country_is_low(person->background) && claim_is_plain(work) &&
           !control_is_months_after(work, THRESHOLD_WAITING_MONTHS, permit->decided,
                                    person->settlement.date);
}

static bool stays_in_norway(const Registration *person)
{
    if (day_is_set(person->died) || person->residence_count == 0) return false;
    return !day_is_set(person->residences[person->residence_count - 1].to);
}

static bool programme_length_is_plain(const ControlWork *work,
                                      const IntroductionProgramme *programme)
{
    Day end = control_end(work, programme->end);
    bool ended = day_is_set(programme->end);
    bool reason = programme->end_reason != PROGRAMME_END_NONE;
    return ended == reason && end >= programme->start &&
           !control_is_months_after(work, THRESHOLD_PROGRAMME_MONTHS, programme->start,
                                    end + 1) &&
           limit_of(work, THRESHOLD_PROGRAMME_LONG_MONTHS) >=
               limit_of(work, THRESHOLD_PROGRAMME_MONTHS) &&
           limit_of(work, THRESHOLD_PROGRAMME_NEW_MONTHS) >=
               limit_of(work, THRESHOLD_PROGRAMME_MONTHS);
}

static bool programme_is_plain(const ControlWork *work)
{
    const Registration *person = work->person;
    const IntroductionProgramme *programme = person->programmes;
    const ResidencePermit *permit = work->facts.at_settlement;
    if (person->programme_count != 1 || permit == NULL || person->leave_count > 0) return false;
    if (programme->start < person->settlement.date || !stays_in_norway(person)) return false;
    return programme->hours_per_week_tenths >=
               limit_of(work, THRESHOLD_PROGRAMME_HOURS_TENTHS) &&
           programme->weeks_per_year >= limit_of(work, THRESHOLD_PROGRAMME_WEEKS) &&
           control_ground_gives_grant(work, permit->ground) &&
           !control_is_months_after(work, THRESHOLD_PROGRAMME_START_MONTHS,
                                    person->settlement.date, programme->start) &&
           control_age_is_between(person->born, programme->start,
                                  limit_of(work, THRESHOLD_PROGRAMME_AGE_MINIMUM),
                                  limit_of(work, THRESHOLD_PROGRAMME_AGE_MAXIMUM)) &&
           programme_length_is_plain(work, programme);
}

static bool stays_are_plain(const Registration *person)
{
    const Settlement *settlement = &person->settlement;
    if (person->residence_count != 1 || day_is_set(person->residences[0].to)) return false;
    if (!day_is_set(settlement->date)) return true;
    return person->residences[0].from == settlement->date &&
           person->residences[0].municipality == settlement->municipality;
}

/* Limits that a rule set does not have are below 0: then nothing is plain. */
static bool hours_are_plain(ControlWork *work)
{
    const Registration *person = work->person;
    int64_t most = (int64_t)limit_of(work, THRESHOLD_HOURS_PER_WEEK) *
                   limit_of(work, THRESHOLD_WEEKS_PER_HALF_YEAR);
    int half_year = work->facts.entry_half_year - 1;
    bool plain = person->training.right;
    for (size_t i = 0; i < person->hours_count; i++) {
        const TrainingHours *hours = &person->hours[i];
        int attended = control_attended(hours);
        work->facts.hours += attended;
        work->facts.social_hours += hours->social_studies;
        plain &= attended <= most && control_absent(hours) <= attended &&
                 hours->half_year > half_year;
        half_year = hours->half_year;
    }
    return plain && control_half_year_begin(half_year) <= work->extract_date &&
           work->facts.hours <= control_hours_of_right(work) &&
           work->facts.hours <= limit_of(work, THRESHOLD_HOURS_IN_ALL) &&
           work->facts.social_hours <= limit_of(work, THRESHOLD_SOCIAL_HOURS);
}

static bool training_is_at_home(const Registration *person)
{
    MunicipalityCode code = person->training.training_municipality;
    return code == MUNICIPALITY_NONE ||
           (person->residence_count > 0 && person->residences[0].municipality == code);
}

enum { COMMON_AGE_MIN = 18, COMMON_AGE_MAX = 55 };

/* The ages of the law and of R516 leave the common ages alone. */
static bool common_ages_are_allowed(const ControlWork *work)
{
    const RuleSet *rules = work->context->rules;
    return rule_value(rules, RULE_NORWEGIAN_MINIMUM_AGE) <= COMMON_AGE_MIN &&
           rule_value(rules, RULE_NORWEGIAN_MINIMUM_AGE_AFTER) <= COMMON_AGE_MIN &&
           rule_value(rules, RULE_NORWEGIAN_MAXIMUM_AGE) >= COMMON_AGE_MAX &&
           rule_value(rules, RULE_NORWEGIAN_MAXIMUM_AGE_AFTER) >= COMMON_AGE_MAX &&
           limit_of(work, THRESHOLD_DUTY_AGE) >= COMMON_AGE_MAX;
}

static bool entry_is_plain(ControlWork *work)
{
    const Registration *person = work->person;
    const NorwegianTraining *training = &person->training;
    const ResidencePermit *permit = work->facts.lasting;
    if (permit == NULL || permit->decided > training->target_from) return false;
    if (!training->right || !training->duty || !day_is_set(training->decision)) return false;
    if (!norwegian_ground_of_right(permit->ground) || !training_is_at_home(person))
        return false;
    return control_age_is_between(person->born, training->target_from, COMMON_AGE_MIN,
                                  COMMON_AGE_MAX) &&
           common_ages_are_allowed(work);
}

unsigned control_facts_find(ControlWork *work, bool screened)
{
    const Registration *person = work->person;
    unsigned screens = SCREEN_NEVER;
    work->facts = (ControlFacts){.earliest = {INT32_MAX, ""}, .latest = {DAY_NONE, ""}};
    if (day_is_set(person->settlement.date))
        work->facts.at_settlement = control_permit_on(person, person->settlement.date);
    if (dates_are_plain(work)) screens |= SCREEN_DATES;
    if (!screened || !(screens & SCREEN_DATES)) find_dates(&work->facts, person);
    if (ident_is_plain(work)) screens |= SCREEN_IDENT;
    if (grounds_are_plain(person)) screens |= SCREEN_GROUNDS;
    if (stays_are_plain(person)) screens |= SCREEN_STAYS;
    if (settlement_is_plain(work)) screens |= SCREEN_SETTLEMENT;
    if (programme_is_plain(work)) screens |= SCREEN_PROGRAMME;
    if (!day_is_set(person->training.target_from)) return screens;
    work->facts.entry_half_year = control_half_year_of(person->training.target_from);
    work->facts.lasting = norwegian_first_permit(person, INT32_MAX);
    if (rule_value(work->context->rules, RULE_NORWEGIAN_BEGRENSET_FAMILIE) == 1)
        work->facts.renewed = norwegian_renewed_permit(person, work->context->cutoff);
    if (hours_are_plain(work)) screens |= SCREEN_HOURS;
    if (entry_is_plain(work)) screens |= SCREEN_ENTRY;
    return screens;
}
