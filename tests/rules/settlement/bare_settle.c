/* bare_settle.c - what a run settles with, without a run; see bare_settle.h. */
#include "tests/rules/settlement/bare_settle.h"

#include <stdio.h>
#include <string.h>

#include "tests/rules/base/test_municipalities.h"
#include "tests/rules/ruleset/test_rule_set.h"

static BareSettle bare;
static RuleSet sets[SETTLE_YEARS_MAX];
static MunicipalityMapping mapping;
static EarnedPart parts[BARE_PARTS_MAX];
static SettleDraft drafts[BARE_DRAFTS_MAX];
static DecisionLine lines[BARE_DRAFTS_MAX];

BareSettle *bare_settle(int first_year, int year, int quarter, Day cutoff)
{
    memset(&bare, 0, sizeof bare);
    municipality_mapping_make(test_municipalities(), cutoff, &mapping);
    bare.context = (SettleContext){.year = year,
                                   .quarter = quarter,
                                   .schemes = SCHEMES_ALL,
                                   .cutoff = cutoff,
                                   .holds = &bare.holds,
                                   .municipalities = test_municipalities(),
                                   .mapping = &mapping,
                                   .mapping_15_january = &mapping,
                                   .municipality_held = bare.municipality_held};
    bare.work = (SettleWork){.parts = {.items = parts, .capacity = BARE_PARTS_MAX},
                             .drafts = drafts,
                             .lines = lines,
                             .capacity = BARE_DRAFTS_MAX};
    for (int each = first_year; each <= year; each++) {
        RuleSet *rules = &sets[each - first_year];
        *rules = *test_rule_set(each);
        snprintf(rules->version, sizeof rules->version, "%d.0", each - 2000);
        settle_years_add(&bare.context, rules, each, 0);
    }
    return &bare;
}

RuleSet *bare_rules(int year)
{
    RuleSet *rules = &sets[year - bare.context.years.items[0].context.budget_year];
    INVARIANT(rules->year == year);
    return rules;
}

void bare_settled(Subject subject, GrantCode code, int year, MunicipalityCode municipality,
                  Kroner amount)
{
    INVARIANT(bare.settled_count < BARE_LINES_MAX);
    bare.settled[bare.settled_count++] = (SettledLine){.subject = subject,
                                                       .amount = ore_from_kroner(amount),
                                                       .budget_year = (int16_t)year,
                                                       .municipality = municipality,
                                                       .code = (uint8_t)code};
}
