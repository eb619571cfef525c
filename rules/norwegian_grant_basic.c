/* norwegian_grant_basic.c - the basic grant by persons counted on 15 January. grants.md 3. */
#include "rules/norwegian_grant.h"

static Day counting_day(const GrantContext *context)
{
    return day_from_date(context->budget_year, 1, 15);
}

/* grants.md 3 (Basic grant): in the target group on 15 January with year number 1 to 3; § 37 d
 * persons in their years 2 and 3 by the rule set's choice. */
static bool is_counted(const GrantContext *context, const Registration *person)
{
    if (!day_is_set(person->training.target_from)) return false;
    if (person->training.target_from > counting_day(context)) return false;
    TargetMember member = {0, false};
    if (norwegian_target(context, person, NULL, &member) != NO_GRANT_HAS_LINES) return false;
    return !member.collective_protection || member.year_number == 1 ||
           rule_value(context->rules, RULE_BASIC_COUNTS_37D) == 1;
}

/* grants.md 3, 4: counted by W(15 January), in the codes of that day. */
MunicipalityCode basic_grant_counts_for(const GrantContext *context,
                                        const MunicipalityMapping *mapping_15_january,
                                        const Registration *person)
{
    if (!is_counted(context, person)) return MUNICIPALITY_NONE;
    MunicipalityCode registered =
        whereabouts_on(WHERE_TRAINING, person, counting_day(context), context->cutoff);
    if (registered == MUNICIPALITY_NONE) return MUNICIPALITY_NONE;
    Place place = municipality_place(context->municipalities, mapping_15_january, person,
                                     context->cutoff, registered);
    return place.ambiguous ? MAPPING_AMBIGUOUS : place.code;
}

/* 1 to 3 persons, 4 to 150 persons; none for 0 or above 150. */
static bool code_of_count(const RuleSet *rules, int64_t persons, GrantCode *code)
{
    if (persons < 1 || persons > rule_value(rules, RULE_BASIC_LARGE_MAXIMUM)) return false;
    bool small = persons <= rule_value(rules, RULE_BASIC_SMALL_MAXIMUM);
    *code = small ? GRANT_GRUNN_1_3 : GRANT_GRUNN_4_150;
    return true;
}

/* grants.md 3: paid in quarter 4 and fixed by it; only the recipient is mapped. */
bool basic_grant_part(const GrantContext *context, MunicipalityCode code_15_january,
                      int64_t persons, EarnedPart *part)
{
    GrantCode code = GRANT_GRUNN_1_3;
    bool is_due = context->budget_year == context->run_year && context->run_quarter == 4;
    if (!is_due || !code_of_count(context->rules, persons, &code)) return false;
    const Registration nobody = {.settlement = {.date = DAY_NONE}};
    EarnedParts one = {part, 0, 1};
    GrantWork work = grant_work(context, &nobody, &one, NULL);
    Interval interval = whole_year(place_of(context, &nobody, code_15_january));
    INVARIANT(add_whole(&work, code, 0, &interval, work.year_end) == STATUS_OK);
    return true;
}
