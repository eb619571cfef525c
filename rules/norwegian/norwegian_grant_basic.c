/* norwegian_grant_basic.c - the basic grant by persons counted on 15 January. grants.md 3. */
#include "rules/norwegian/norwegian_grant.h"

static Day counting_day(const GrantContext *context)
{
    return day_from_date(context->budget_year, 1, 15);
}

/* grants.md 3 (Basic grant): in the target group on 15 January with year number 1 to 3; § 37 d
 * persons in their years 2 and 3 by the rule set's choice. */
static bool is_counted(const GrantContext *context, const Registration *person,
                       TargetMember *member)
{
    if (!day_is_set(person->training.target_from)) return false;
    if (person->training.target_from > counting_day(context)) return false;
    if (norwegian_target(context, person, TARGET_OF_BASIC_GRANT, NULL, member) !=
        NO_GRANT_HAS_LINES) {
        return false;
    }
    return !member->collective_protection || member->year_number == 1 ||
           rule_value(context->rules, RULE_BASIC_COUNTS_37D) == 1;
}

bool basic_grant_is_computed(const GrantContext *context)
{
    return context->budget_year == context->run_year &&
           context->run_quarter >= rule_value(context->rules, RULE_BASIC_QUARTER) &&
           (context->frozen || context->cutoff >= counting_day(context));
}

/* grants.md 3: counted by W(15 January), § 37 d persons by what decides theirs. */
MunicipalityCode basic_grant_place(const GrantContext *context, const Registration *person)
{
    TargetMember member = {0, false};
    if (!is_counted(context, person, &member)) return MUNICIPALITY_NONE;
    return whereabouts_on(norwegian_where(context->rules, &member), person,
                          counting_day(context), context->cutoff);
}

/* grants.md 3, 4: in the codes of that day. */
MunicipalityCode basic_grant_counts_for(const GrantContext *context,
                                        const MunicipalityMapping *mapping_15_january,
                                        const Registration *person)
{
    MunicipalityCode registered = basic_grant_place(context, person);
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

/* grants.md 3: due on the last day of the rule set's quarter, whenever it is computed; only the
 * recipient is mapped. */
bool basic_grant_part(const GrantContext *context, MunicipalityCode code_15_january,
                      int64_t persons, EarnedPart *part)
{
    GrantCode code = GRANT_GRUNN_1_3;
    bool is_due = context->budget_year < context->run_year || basic_grant_is_computed(context);
    if (!is_due || !code_of_count(context->rules, persons, &code)) return false;
    const Registration nobody = {.settlement = {.date = DAY_NONE}};
    EarnedParts one = {part, 0, 1};
    GrantWork work = grant_work(context, &nobody, &one, NULL);
    Interval interval = whole_year(place_of(context, &nobody, code_15_january));
    Day due = last_day_of_quarter(context->budget_year,
                                  rule_value(context->rules, RULE_BASIC_QUARTER));
    INVARIANT(add_whole(&work, code, 0, &interval, due) == STATUS_OK);
    return true;
}
