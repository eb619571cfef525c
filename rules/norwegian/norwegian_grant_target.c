/* norwegian_grant_target.c - who is in the target group, and in which year.
 * grants.md 3 (Who).
 */
#include "rules/base/translator.h"
#include "rules/norwegian/norwegian_grant.h"

bool norwegian_ground_of_right(uint8_t ground)
{
    switch ((Ground)ground) {
    case GROUND_ASYL:
    case GROUND_OVERFORINGSFLYKTNING:
    case GROUND_HUMANITAERT:
    case GROUND_KOLLEKTIV_BESKYTTELSE:
    case GROUND_FAMILIE_FLYKTNING:
    case GROUND_FAMILIE_HUMANITAERT:
    case GROUND_FAMILIE_NORDISK:
    case GROUND_SELVSTENDIG:
        return true;
    default:
        return false;
    }
}

/* Of two on one day the first in the record. */
const ResidencePermit *norwegian_first_permit(const Registration *person, Day cutoff)
{
    const ResidencePermit *earliest = NULL;
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        if (!permit->permanent_basis || permit->decided > cutoff) continue;
        if (earliest == NULL || permit->decided < earliest->decided) earliest = permit;
    }
    return earliest;
}

const ResidencePermit *norwegian_renewed_permit(const Registration *person, Day cutoff)
{
    const ResidencePermit *earliest = NULL, *latest = NULL;
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        if (permit->decided > cutoff) continue;
        if (permit->ground != GROUND_BEGRENSET_FAMILIE) {
            if (permit->permanent_basis) return NULL;
            continue;
        }
        if (permit->decided > person->training.target_from) continue;
        if (earliest == NULL || permit->decided < earliest->decided) earliest = permit;
        if (latest == NULL || permit->decided > latest->decided) latest = permit;
    }
    bool renewed = earliest != NULL && latest->decided > earliest->decided;
    return renewed ? latest : NULL;
}

/* Completed age on malgruppeFra: 16 to 66, or 18 to 67 when that is in 2021 or
 * later. */
static bool is_of_age(const RuleSet *rules, const Registration *person)
{
    Day from = person->training.target_from;
    bool after = from >= rule_value(rules, RULE_NORWEGIAN_AGE_CHANGE);
    int youngest = rule_value(rules, after ? RULE_NORWEGIAN_MINIMUM_AGE_AFTER
                                           : RULE_NORWEGIAN_MINIMUM_AGE);
    int oldest = rule_value(rules, after ? RULE_NORWEGIAN_MAXIMUM_AGE_AFTER
                                         : RULE_NORWEGIAN_MAXIMUM_AGE);
    /* Far from the limits, as most are, the number of days says enough. */
    Day lived = from - person->born;
    if (lived >= youngest * 366 && lived <= oldest * 365) return true;
    int age = completed_age(person->born, from);
    return age >= youngest && age <= oldest;
}

/* Budget years to 2018 the right; from 2019 right and duty; § 37 d the right
 * alone. */
static bool has_right(const RuleSet *rules, const Registration *person, bool collective)
{
    if (!person->training.right) return false;
    if (collective || rule_value(rules, RULE_NORWEGIAN_DUTY_REQUIRED) == 0) return true;
    return person->training.duty;
}

static bool is_known(Day day, Day cutoff)
{
    return day_is_set(day) && day <= cutoff;
}

/* Those who entered in 2018 or later need a decision (vedtak), in budget year 2018 an
 * application (soknad) at least, known at the cut-off. */
bool norwegian_is_decided(const RuleSet *rules, const Registration *person, Day cutoff)
{
    const NorwegianTraining *training = &person->training;
    if (training->target_from < rule_value(rules, RULE_NORWEGIAN_DECISION_FROM)) return true;
    if (is_known(training->decision, cutoff)) return true;
    return rule_value(rules, RULE_NORWEGIAN_APPLICATION_SUFFICES) == 1 &&
           is_known(training->application, cutoff);
}

WhereaboutsKind norwegian_where(const RuleSet *rules, const TargetMember *member)
{
    bool by_residence = member->collective_protection &&
                        rule_value(rules, RULE_NORWEGIAN_37D_WHERE) == PLACE_BY_RESIDENCE;
    return by_residence ? WHERE_RESIDENCE : WHERE_TRAINING;
}

static NoGrantReason refuse(const Trace *trace, const char *why)
{
    if (trace != NULL) trace_step(trace, "3", "Not in the target group: %s.", translate(why));
    return NO_GRANT_NOT_TARGET;
}

/* A person may be in the target group by a limited permit that has been renewed. */
static const ResidencePermit *renewed_permit(const GrantContext *context,
                                             const Registration *person, const Trace *trace)
{
    if (rule_value(context->rules, RULE_NORWEGIAN_BEGRENSET_FAMILIE) == 0) return NULL;
    const ResidencePermit *renewed = norwegian_renewed_permit(person, context->cutoff);
    if (renewed != NULL && trace != NULL) {
        trace_step(trace, "3",
                   "The limited permit (%s) was renewed on %s, not after the entry, and no "
                   "permit on another ground can form the basis of permanent residence; this "
                   "gives the right.",
                   ground_text((Ground)renewed->ground), day_text(renewed->decided).text);
    }
    return renewed;
}

/* The permit that the right rests on, or NULL with *why. */
static const ResidencePermit *permit_of_right(const GrantContext *context,
                                              const Registration *person, const Trace *trace,
                                              const char **why)
{
    const ResidencePermit *first = norwegian_first_permit(person, context->cutoff);
    if (first != NULL && norwegian_ground_of_right(first->ground)) return first;
    *why = first == NULL ? N_("no permit can form the basis of residence")
                         : N_("the ground of the earliest such permit gives no right");
    return renewed_permit(context, person, trace);
}

/* Who is counted for the basic grant may need no decision at all. */
static bool is_decided_for(const GrantContext *context, const Registration *person,
                           TargetUse use, const Trace *trace)
{
    const RuleSet *rules = context->rules;
    const NorwegianTraining *training = &person->training;
    if (use == TARGET_OF_BASIC_GRANT && rule_value(rules, RULE_BASIC_DECISION_REQUIRED) == 0) {
        return true;
    }
    if (!norwegian_is_decided(rules, person, context->cutoff)) return false;
    bool by_application =
        training->target_from >= rule_value(rules, RULE_NORWEGIAN_DECISION_FROM) &&
        !is_known(training->decision, context->cutoff);
    if (by_application && trace != NULL) {
        trace_step(trace, "3",
                   "No decision is known at the cut-off, but the application of %s suffices in "
                   "%d.",
                   day_text(training->application).text, context->budget_year);
    }
    return true;
}

static const char *missing_decision(const RuleSet *rules)
{
    return rule_value(rules, RULE_NORWEGIAN_APPLICATION_SUFFICES) == 1
               ? N_("application and decision are missing or later than the cut-off")
               : N_("the decision is missing or later than the cut-off");
}

static NoGrantReason check_conditions(const GrantContext *context, const Registration *person,
                                      TargetUse use, const Trace *trace, TargetMember *member)
{
    const RuleSet *rules = context->rules;
    const char *why = "";
    const ResidencePermit *permit = permit_of_right(context, person, trace, &why);
    if (permit == NULL) return refuse(trace, why);
    member->collective_protection = permit->ground == GROUND_KOLLEKTIV_BESKYTTELSE &&
                                    rule_value(rules, RULE_NORWEGIAN_37D) == 1;
    if (!is_of_age(rules, person)) return refuse(trace, "too young or too old on entry");
    if (!has_right(rules, person, member->collective_protection)) {
        return refuse(trace, "the register has no right, or no duty where it is needed");
    }
    if (!is_decided_for(context, person, use, trace)) {
        return refuse(trace, missing_decision(rules));
    }
    return NO_GRANT_HAS_LINES;
}

/* grants.md 3 (Person grant): n = budget year - year(malgruppeFra) + 1, 1 <= n
 * <= 3. */
NoGrantReason norwegian_target(const GrantContext *context, const Registration *person,
                               TargetUse use, const Trace *trace, TargetMember *member)
{
    enum { LAST_YEAR_NUMBER = 3 };
    Day from = person->training.target_from;
    if (!day_is_set(from) || from > context->cutoff) {
        return refuse(trace, "no entry into it is known at the cut-off");
    }
    member->year_number = context->budget_year - day_year(from) + 1;
    if (trace != NULL) {
        trace_step(trace, "3", "In the target group from %s; %d is year number %d.",
                   day_text(from).text, context->budget_year, member->year_number);
    }
    if (member->year_number > LAST_YEAR_NUMBER) return NO_GRANT_YEARS_PAST;
    NoGrantReason reason = check_conditions(context, person, use, trace, member);
    if (reason != NO_GRANT_HAS_LINES) return reason;
    return member->year_number < 1 ? NO_GRANT_NOT_DUE : NO_GRANT_HAS_LINES;
}
