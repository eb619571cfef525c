/* person_controls_permit.c - family 2: permit, group and settlement against each other.
 * control.md 1, grants.md 2.1 and 2.2.
 */
#include "rules/controls/person_controls.h"
#include "rules/base/whereabouts.h"
#include "rules/controls/control_work.h"

static FindingValue ground_value(uint8_t ground)
{
    return word_value("ground", ground_text((Ground)ground));
}

/* The first permit decided after a day; of the grounds that give a grant, or of all. */
static const ResidencePermit *first_permit_after(const ControlWork *work, Day after, bool all)
{
    const ResidencePermit *first = NULL;
    for (size_t i = 0; i < work->person->permit_count; i++) {
        const ResidencePermit *permit = &work->person->permits[i];
        if (permit->decided <= after) continue;
        if (!all && !control_ground_gives_grant(work, permit->ground)) continue;
        if (first == NULL || permit->decided < first->decided) first = permit;
    }
    return first;
}

/* R202, grants.md 2.1: the permit must be decided by the settlement. */
Status control_permit_late(ControlWork *work)
{
    const ResidencePermit *permit = work->facts.at_settlement;
    if (permit != NULL && control_ground_gives_grant(work, permit->ground)) return STATUS_OK;
    Day settled = work->person->settlement.date;
    const ResidencePermit *later = first_permit_after(work, settled, permit == NULL);
    if (later == NULL) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_PERMIT_LATE, ground_value(later->ground),
                day_value("decided", later->decided), day_value("settled", settled));
}

static bool lives_in_norway(const ControlWork *work)
{
    const Registration *person = work->person;
    const Stay *last = &person->residences[person->residence_count - 1];
    if (day_is_set(person->died)) return false;
    return last->from <= work->extract_date &&
           control_end(work, last->to) == work->extract_date;
}

/* R203, grants.md 2.1: a ground that gives a grant, a home, but no settlement. A child with
 * `mor` needs none. */
Status control_not_settled(ControlWork *work)
{
    const Registration *person = work->person;
    if (day_is_set(person->settlement.date) || person->mother != IDENT_NONE) return STATUS_OK;
    const ResidencePermit *permit = first_permit_after(work, DAY_NONE, false);
    if (permit == NULL || !lives_in_norway(work)) return STATUS_OK;
    if (!control_is_months_after(work, THRESHOLD_UNSETTLED_MONTHS, permit->decided,
                                 work->extract_date))
        return STATUS_OK;
    return FIND(work, PERSON_CONTROL_NOT_SETTLED, ground_value(permit->ground),
                day_value("decided", permit->decided),
                number_value("months", limit_of(work, THRESHOLD_UNSETTLED_MONTHS)));
}

/* R204, grants.md 2.1. */
Status control_ground_none(ControlWork *work)
{
    const ResidencePermit *permit = work->facts.at_settlement;
    if (permit == NULL || control_ground_gives_grant(work, permit->ground)) return STATUS_OK;
    if (first_permit_after(work, work->person->settlement.date, false) != NULL)
        return STATUS_OK;
    return FIND(work, PERSON_CONTROL_GROUND_NONE, ground_value(permit->ground),
                day_value("settled", work->person->settlement.date));
}

/* grants.md 2.1: five years to the day is still in. The limit is the law's own. */
static bool application_is_late(const ResidencePermit *permit, int years)
{
    return ground_is_family((Ground)permit->ground) && day_is_set(permit->family_application) &&
           day_is_set(permit->reference_settled) &&
           permit->family_application > day_add_years(permit->reference_settled, years);
}

/* R205, grants.md 2.1. */
Status control_family_late(ControlWork *work)
{
    const ResidencePermit *permit = work->facts.at_settlement;
    int years = rule_value(work->context->rules, RULE_FAMILY_APPLICATION_YEARS);
    if (permit == NULL || !application_is_late(permit, years)) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_FAMILY_LATE,
                day_value("applied", permit->family_application),
                day_value("reference_settled", permit->reference_settled),
                number_value("years", years));
}

/* R209, grants.md 2.1: the limited grounds count from their days. */
Status control_limited_early(ControlWork *work)
{
    const ResidencePermit *permit = work->facts.at_settlement;
    const RuleSet *rules = work->context->rules;
    if (permit == NULL) return STATUS_OK;
    Day from = DAY_NONE;
    if (permit->ground == GROUND_BEGRENSET_EM) from = rule_value(rules, RULE_BEGRENSET_EM_FROM);
    if (permit->ground == GROUND_BEGRENSET_FAMILIE)
        from = rule_value(rules, RULE_BEGRENSET_FAMILIE_FROM);
    Day settled = work->person->settlement.date;
    if (settled >= from) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_LIMITED_EARLY, ground_value(permit->ground),
                day_value("settled", settled), day_value("from", from));
}

/* R210, grants.md 2.1: the limited permit is a minor's. */
Status control_limited_adult(ControlWork *work)
{
    const Registration *person = work->person;
    for (size_t i = 0; i < person->permit_count; i++) {
        if (person->permits[i].ground != GROUND_BEGRENSET_EM) continue;
        int age = completed_age(person->born, person->permits[i].decided);
        if (age < limit_of(work, THRESHOLD_LIMITED_MINOR_AGE)) continue;
        return FIND(work, PERSON_CONTROL_LIMITED_ADULT, number_value("age", age),
                    day_value("decided", person->permits[i].decided));
    }
    return STATUS_OK;
}

/* R211, grants.md 2.2 (AR-1-EM). */
Status control_minor_grown(ControlWork *work)
{
    enum { ADULT_AGE = 18 };
    const Registration *person = work->person;
    int age = completed_age(person->born, person->settlement.date);
    if (age < ADULT_AGE) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_MINOR_GROWN, number_value("age", age),
                day_value("settled", person->settlement.date));
}

/* R212, grants.md 2.4. */
Status control_minor_young(ControlWork *work)
{
    const Registration *person = work->person;
    int age = completed_age(person->born, person->settlement.date);
    if (age >= limit_of(work, THRESHOLD_YOUNG_MINOR_AGE)) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_MINOR_YOUNG, number_value("age", age),
                number_value("limit", limit_of(work, THRESHOLD_YOUNG_MINOR_AGE)));
}

/* R213, grants.md 2.2: who comes to a family is not alone. */
Status control_minor_family(ControlWork *work)
{
    const ResidencePermit *permit = work->facts.at_settlement;
    if (permit == NULL || !ground_is_family((Ground)permit->ground)) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_MINOR_FAMILY, ground_value(permit->ground),
                day_value("decided", permit->decided));
}

/* R214, grants.md 2.1: of two on one day the later in the record decides. */
Status control_permits_one_day(ControlWork *work)
{
    const Registration *person = work->person;
    for (size_t i = 1; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        if (permit->decided != permit[-1].decided || permit->ground == permit[-1].ground)
            continue;
        return FIND(work, PERSON_CONTROL_PERMITS_ONE_DAY, day_value("decided", permit->decided),
                    word_value("first", ground_text((Ground)permit[-1].ground)),
                    word_value("second", ground_text((Ground)permit->ground)));
    }
    return STATUS_OK;
}

/* grants.md 2.1: whoever was settled on it would have a grant. */
static bool permit_gives_grant(const ControlWork *work, const ResidencePermit *permit)
{
    bool limited =
        permit->ground == GROUND_BEGRENSET_EM || permit->ground == GROUND_BEGRENSET_FAMILIE;
    return control_ground_gives_grant(work, permit->ground) &&
           (permit->permanent_basis || limited) &&
           !application_is_late(
               permit, rule_value(work->context->rules, RULE_FAMILY_APPLICATION_YEARS));
}

/* R223, grants.md 2.1: the grant follows the permit of the settlement, whatever comes after it;
 * only while its years run. */
Status control_permit_replaced(ControlWork *work)
{
    const Registration *person = work->person;
    const ResidencePermit *permit = work->facts.at_settlement;
    const ResidencePermit *latest = control_permit_on(person, work->extract_date);
    if (permit == NULL || latest == permit || !permit_gives_grant(work, permit))
        return STATUS_OK;
    int years = work->context->rules->ground_years[permit->ground];
    if (work->context->budget_year >= day_year(person->settlement.date) + years)
        return STATUS_OK;
    if (permit_gives_grant(work, latest)) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_PERMIT_REPLACED, ground_value(latest->ground),
                day_value("decided", latest->decided),
                word_value("lasting", latest->permanent_basis ? "true" : "false"),
                word_value("before", ground_text((Ground)permit->ground)),
                day_value("settled", person->settlement.date));
}

/* R215, grants.md 2.1: a refugee's permit can always form the basis of permanent residence. */
Status control_refugee_temporary(ControlWork *work)
{
    const Registration *person = work->person;
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        bool refugee =
            permit->ground == GROUND_ASYL || permit->ground == GROUND_OVERFORINGSFLYKTNING;
        if (!refugee || permit->permanent_basis) continue;
        return FIND(work, PERSON_CONTROL_REFUGEE_TEMPORARY, ground_value(permit->ground),
                    day_value("decided", permit->decided));
    }
    return STATUS_OK;
}

/* R216, grants.md 2.1: a limited permit, or none yet, cannot. */
Status control_limited_permanent(ControlWork *work)
{
    const Registration *person = work->person;
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        bool limited = permit->ground == GROUND_BEGRENSET_EM ||
                       permit->ground == GROUND_BEGRENSET_FAMILIE ||
                       permit->ground == GROUND_ASYLSOKER;
        if (!limited || !permit->permanent_basis) continue;
        return FIND(work, PERSON_CONTROL_LIMITED_PERMANENT, ground_value(permit->ground),
                    day_value("decided", permit->decided));
    }
    return STATUS_OK;
}

/* R217, grants.md 3 (§ 37 d). */
Status control_collective_early(ControlWork *work)
{
    const Registration *person = work->person;
    for (size_t i = 0; i < person->permit_count; i++) {
        if (person->permits[i].ground != GROUND_KOLLEKTIV_BESKYTTELSE) continue;
        Day from = control_day_of_number(limit_of(work, THRESHOLD_COLLECTIVE_FROM));
        if (person->permits[i].decided >= from) continue;
        return FIND(work, PERSON_CONTROL_COLLECTIVE_EARLY,
                    day_value("decided", person->permits[i].decided), day_value("from", from));
    }
    return STATUS_OK;
}

/* R218, grants.md 2.1. */
Status control_waited_long(ControlWork *work)
{
    const ResidencePermit *permit = work->facts.at_settlement;
    Day settled = work->person->settlement.date;
    if (permit == NULL || !control_ground_gives_grant(work, permit->ground)) return STATUS_OK;
    if (!control_is_months_after(work, THRESHOLD_WAITING_MONTHS, permit->decided, settled))
        return STATUS_OK;
    return FIND(work, PERSON_CONTROL_WAITED_LONG, day_value("decided", permit->decided),
                day_value("settled", settled),
                number_value("months", limit_of(work, THRESHOLD_WAITING_MONTHS)));
}

/* R219, grants.md 2.4. */
Status control_minor_agreement(ControlWork *work)
{
    if (work->person->settlement.by_agreement) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_MINOR_AGREEMENT,
                day_value("settled", work->person->settlement.date));
}

bool permit_has_reference(const ResidencePermit *permit)
{
    return permit->reference != IDENT_NONE && ground_is_family((Ground)permit->ground);
}

bool permit_is_of_refugee_family(const ResidencePermit *permit)
{
    return permit->ground == GROUND_FAMILIE_FLYKTNING ||
           permit->ground == GROUND_FAMILIE_HUMANITAERT;
}

/* R206 to R208, grants.md 2.1: the five years run from the first settlement. */
Status reference_controls(const ResidencePermit *permit, const Registration *reference,
                          Findings *findings)
{
    ControlWork work = {.findings = findings};
    if (reference == NULL) {
        int control = permit_is_of_refugee_family(permit) ? PERSON_CONTROL_REFERENCE_UNKNOWN
                                                          : PERSON_CONTROL_REFERENCE_OUTSIDE;
        return FIND(&work, control, ground_value(permit->ground),
                    day_value("decided", permit->decided));
    }
    Day settled = reference->settlement.date;
    if (!day_is_set(settled) || settled == permit->reference_settled) return STATUS_OK;
    return FIND(&work, PERSON_CONTROL_REFERENCE_DATE,
                day_value("reference_settled", permit->reference_settled),
                day_value("settled", settled));
}

/* Where the reference person lives, seen from the person; "INGEN": nowhere or not known. */
static const char *where_reference_lives(const ControlWork *work, const Registration *reference)
{
    const GrantContext *context = work->context;
    if (reference == NULL) return "INGEN_KOMMUNE";
    MunicipalityCode own = residence_on(work->person, context->cutoff, context->cutoff);
    MunicipalityCode other = residence_on(reference, context->cutoff, context->cutoff);
    if (other == MUNICIPALITY_NONE) return "INGEN_KOMMUNE";
    return control_same_place(work, own, other) ? "SAMME_KOMMUNE" : "ANNEN_KOMMUNE";
}

/* Any year of the grant that the settlement gives can still move. */
static bool grant_is_open(const ControlWork *work, const ResidencePermit *permit)
{
    int first = day_year(work->person->settlement.date);
    int years = work->context->rules->ground_years[permit->ground];
    for (int year = first; year < first + years; year++)
        if (control_year_is_open(work, year)) return true;
    return false;
}

/* R220, grants.md 2.2 (AR-1-EV): the rate of a single adult. */
static Status family_is_single(ControlWork *work, const ResidencePermit *permit,
                               const Registration *reference)
{
    const Settlement *settlement = &work->person->settlement;
    if (settlement->group != SETTLEMENT_ENSLIG_VOKSEN || !permit_gives_grant(work, permit) ||
        !grant_is_open(work, permit))
        return STATUS_OK;
    return FIND(work, PERSON_CONTROL_FAMILY_SINGLE, day_value("settled", settlement->date),
                ground_value(permit->ground), day_value("decided", permit->decided),
                word_value("where", where_reference_lives(work, reference)));
}

/* The permits that the reference person had on a day. */
typedef struct ReferenceGrounds {
    const ResidencePermit *latest, *humanitarian; /* of all, of this ground; NULL: none */
    bool others;                                  /* another ground that gives a grant */
} ReferenceGrounds;

static ReferenceGrounds grounds_on(const ControlWork *work, const Registration *reference,
                                   Day day)
{
    ReferenceGrounds grounds = {.latest = control_permit_on(reference, day)};
    for (size_t i = 0; i < reference->permit_count; i++) {
        const ResidencePermit *permit = &reference->permits[i];
        if (permit->decided > day) continue;
        if (permit->ground == GROUND_HUMANITAERT)
            grounds.humanitarian = permit;
        else if (control_ground_gives_grant(work, permit->ground))
            grounds.others = true;
    }
    return grounds;
}

/* R221 and R222, grants.md 2.1: the family's grant is as long as the reference person's ground
 * makes it. */
static Status reference_ground(ControlWork *work, const ResidencePermit *permit,
                               const Registration *reference)
{
    if (reference == NULL || permit->ground != GROUND_FAMILIE_FLYKTNING) return STATUS_OK;
    ReferenceGrounds grounds = grounds_on(work, reference, permit->decided);
    if (grounds.others || !permit_gives_grant(work, permit) || !grant_is_open(work, permit))
        return STATUS_OK;
    if (grounds.humanitarian != NULL)
        return FIND(work, PERSON_CONTROL_REFERENCE_HUMANITARIAN, ground_value(permit->ground),
                    day_value("decided", permit->decided),
                    word_value("reference_ground", ground_text(GROUND_HUMANITAERT)),
                    day_value("reference_decided", grounds.humanitarian->decided));
    const ResidencePermit *latest = grounds.latest;
    const char *had = latest != NULL ? ground_text((Ground)latest->ground) : "INGEN";
    return FIND(work, PERSON_CONTROL_REFERENCE_GIVES_NONE, ground_value(permit->ground),
                day_value("decided", permit->decided), word_value("reference_ground", had));
}

Status family_controls(const GrantContext *context, const Registration *person,
                       const ResidencePermit *permit, const Registration *reference,
                       Findings *findings)
{
    ControlWork work = {.context = context, .person = person, .findings = findings};
    TRY(family_is_single(&work, permit, reference));
    return reference_ground(&work, permit, reference);
}

const ResidencePermit *permit_of_settlement(const Registration *person)
{
    Day settled = person->settlement.date;
    return day_is_set(settled) ? control_permit_on(person, settled) : NULL;
}

/* The first day after the minor's settlement on which the other is settled or lives here. */
static Day joined_on(const Registration *minor, const Registration *other)
{
    Day after = minor->settlement.date, settled = other->settlement.date, first = DAY_NONE;
    if (other->residence_count > 0 && other->residences[0].from > after)
        first = other->residences[0].from;
    if (day_is_set(settled) && settled > after && (!day_is_set(first) || settled < first))
        first = settled;
    return first;
}

/* R224, grants.md 2.4: from the day on to the last year of the grant a year can still move. */
Status minor_controls(const GrantContext *context, const Registration *minor,
                      const Registration *other, Findings *findings)
{
    ControlWork work = {.context = context, .person = minor, .findings = findings};
    const ResidencePermit *permit = permit_of_settlement(minor);
    Day came = joined_on(minor, other);
    int last = day_year(minor->born) + (int)rule_value(context->rules, RULE_MINOR_LAST_AGE);
    bool open = false;
    if (permit == NULL || !day_is_set(came) || !permit_gives_grant(&work, permit) ||
        (day_is_set(minor->died) && minor->died < came))
        return STATUS_OK;
    for (int year = day_year(came); year <= last; year++)
        open = open || control_year_is_open(&work, year);
    if (!open) return STATUS_OK;
    return FIND(&work, PERSON_CONTROL_MINOR_JOINED,
                day_value("settled", minor->settlement.date), day_value("came", came));
}
