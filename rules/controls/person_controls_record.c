/* person_controls_record.c - family 1: the record against itself and the extract. control.md 1.
 */
#include "rules/controls/control_work.h"
#include "rules/controls/person_controls.h"

/* R108, control.md 1. */
Status control_death_after_extract(ControlWork *work)
{
    Day died = work->person->died;
    if (died <= work->extract_date) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_DEATH_FUTURE, day_value("died", died),
                day_value("extract", work->extract_date));
}

/* R109, control.md 1. Settlement and death have their own controls. */
Status control_event_after_extract(ControlWork *work)
{
    DatedField latest = work->facts.latest;
    if (latest.day <= work->extract_date) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_EVENT_FUTURE, word_value("field", latest.field),
                day_value("date", latest.day), day_value("extract", work->extract_date));
}

/* R110, control.md 1. */
Status control_event_before_birth(ControlWork *work)
{
    DatedField earliest = work->facts.earliest;
    Day settled = work->person->settlement.date;
    if (day_is_set(settled) && settled < earliest.day)
        earliest = (DatedField){settled, "bosetting/dato"};
    if (earliest.day >= work->person->born) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_EVENT_BEFORE_BIRTH, word_value("field", earliest.field),
                day_value("date", earliest.day), day_value("born", work->person->born));
}

/* R111, control.md 1. */
Status control_very_old(ControlWork *work)
{
    enum { DAYS_OF_YEAR_MIN = 365 };
    int limit = limit_of(work, THRESHOLD_AGE_YEARS);
    const Registration *person = work->person;
    int64_t days = (int64_t)work->extract_date - person->born;
    if (days < (int64_t)limit * DAYS_OF_YEAR_MIN || day_is_set(person->died)) return STATUS_OK;
    int age = completed_age(person->born, work->extract_date);
    if (age < limit) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_VERY_OLD, number_value("age", age),
                number_value("limit", limit));
}

/* R112, register.md (Identity numbers). */
Status control_former_digits(ControlWork *work)
{
    const Registration *person = work->person;
    int64_t count = 0;
    for (size_t i = 0; i < person->former_count; i++)
        count += !ident_control_digits_ok(person->former_idents[i]);
    if (count == 0) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_FORMER_DIGITS, number_value("count", count));
}

static const char *const type_words[] = {
    [IDENT_FNR] = "FNR", [IDENT_DNR] = "DNR", [IDENT_DUF] = "DUF"};

/* R113, register.md (tidligereIdent). */
Status control_former_order(ControlWork *work)
{
    const Registration *person = work->person;
    IdentType type = ident_type(person->ident);
    for (size_t i = 0; i < person->former_count; i++) {
        /* DUF comes first, then the D-number, then the birth number: the order from the last.
         */
        IdentType former = ident_type(person->former_idents[i]);
        bool same = person->former_idents[i] == person->ident;
        if (!same && (former == IDENT_DUF || former >= type)) continue;
        return FIND(work, PERSON_CONTROL_FORMER_ORDER, word_value("former", type_words[former]),
                    word_value("type", type_words[type]));
    }
    return STATUS_OK;
}

/* R121, register.md (Identity numbers). */
Status control_ident_type(ControlWork *work)
{
    const Registration *person = work->person;
    IdentType type = ident_type(person->ident);
    INVARIANT(person->declared_type >= IDENT_FNR && person->declared_type <= IDENT_DUF);
    if (person->declared_type == type) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_IDENT_TYPE,
                word_value("declared", type_words[person->declared_type]),
                word_value("type", type_words[type]));
}

/* R114, register.md (Identity numbers). */
Status control_former_birth(ControlWork *work)
{
    const Registration *person = work->person;
    for (size_t i = 0; i < person->former_count; i++) {
        if (ident_fits_birth(person->former_idents[i], person->born)) continue;
        return FIND(work, PERSON_CONTROL_FORMER_BIRTH, day_value("born", person->born));
    }
    return STATUS_OK;
}

/* R115, grants.md 2.2 (Newborn). */
Status control_mother_age(ControlWork *work)
{
    int least = limit_of(work, THRESHOLD_MOTHER_AGE_MINIMUM);
    int most = limit_of(work, THRESHOLD_MOTHER_AGE_MAXIMUM);
    int age = completed_age(work->mother->born, work->person->born);
    if (age >= least && age <= most) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_MOTHER_AGE, number_value("age", age),
                number_value("minimum", least), number_value("maximum", most));
}

/* R116, grants.md 2.2 (Newborn). */
Status control_mother_sex(ControlWork *work)
{
    if (work->mother->sex == SEX_WOMAN) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_MOTHER_SEX, day_value("born", work->person->born));
}

/* R117, grants.md 2.2 (Newborn). */
Status control_mother_dead(ControlWork *work)
{
    Day died = work->mother->died;
    if (!day_is_set(died) || died >= work->person->born) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_MOTHER_DEAD, day_value("died", died),
                day_value("born", work->person->born));
}

/* R118, grants.md 2.1: nobody is a refugee from Norway. */
Status control_background_norway(ControlWork *work)
{
    static const char norway[] = "NOR";
    Country country;
    INVARIANT(country_parse(norway, sizeof norway - 1, &country));
    if (work->person->background != country) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_BACKGROUND_NORWAY,
                day_value("settled", work->person->settlement.date));
}

/* R119, grants.md 2.2 (Claim). */
Status control_claim_early(ControlWork *work)
{
    const Settlement *settlement = &work->person->settlement;
    if (settlement->claim >= settlement->date) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_CLAIM_EARLY, day_value("claim", settlement->claim),
                day_value("settled", settlement->date));
}

/* R120, grants.md 2.2 (Claim): the limit is the law's own. */
Status control_claim_late(ControlWork *work)
{
    enum { DAYS_OF_MONTH_MIN = 28 };
    const Settlement *settlement = &work->person->settlement;
    int months = rule_value(work->context->rules, RULE_CLAIM_LIMIT_MONTHS);
    if (settlement->claim - settlement->date <= months * DAYS_OF_MONTH_MIN) return STATUS_OK;
    if (settlement->claim <= day_add_months(settlement->date, months)) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_CLAIM_LATE, day_value("claim", settlement->claim),
                day_value("settled", settlement->date), number_value("months", months));
}

/* R122, grants.md 2.2 (Claim): R120 is about those that came later. */
Status control_claim_near_limit(ControlWork *work)
{
    const Settlement *settlement = &work->person->settlement;
    const ResidencePermit *permit = work->facts.at_settlement;
    int months = rule_value(work->context->rules, RULE_CLAIM_LIMIT_MONTHS);
    Day limit = day_add_months(settlement->date, months);
    if (settlement->claim > limit ||
        settlement->claim < limit - limit_of(work, THRESHOLD_CLAIM_LIMIT_DAYS))
        return STATUS_OK;
    if (permit == NULL || !control_ground_gives_grant(work, permit->ground)) return STATUS_OK;
    if (!control_year_one_is_open(work)) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_CLAIM_NEAR_LIMIT, day_value("claim", settlement->claim),
                day_value("settled", settlement->date), day_value("limit", limit),
                number_value("days", limit - settlement->claim));
}
