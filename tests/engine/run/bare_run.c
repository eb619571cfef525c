/* bare_run.c - a Run without files; see bare_run.h. */
#include "tests/engine/run/bare_run.h"

#include <stdio.h>
#include <string.h>

#include "tests/rules/base/test_municipalities.h"
#include "tests/rules/ruleset/test_rule_set.h"

enum { SETTLED_MAX = 64 };

static Run run;
static RuleSet sets[RUN_YEARS_MAX];
static MunicipalityMapping mapping;
static Configuration configuration;
static GroupSums sums[MUNICIPALITY_CODES][PAYMENT_GROUP_COUNT];
static bool held[MUNICIPALITY_CODES];
static uint16_t hold[SETTLED_MAX];
static SettledLine settled[SETTLED_MAX];
static int64_t basic_counts[MUNICIPALITY_CODES];

static void add_year(int year)
{
    size_t slot = run.year_count++;
    sets[slot] = *test_rule_set(year);
    snprintf(sets[slot].version, sizeof sets[slot].version, "%d.0", year - 2000);
    run.years[slot].context = (GrantContext){.rules = &sets[slot],
                                             .municipalities = test_municipalities(),
                                             .mapping = &mapping,
                                             .budget_year = year,
                                             .run_year = run.options.year,
                                             .run_quarter = run.options.quarter,
                                             .cutoff = run.cutoff};
}

Run *bare_run(int first_year, int year, int quarter, Day cutoff)
{
    memset(&run, 0, sizeof run);
    memset(&configuration, 0, sizeof configuration);
    memset(sums, 0, sizeof sums);
    memset(held, 0, sizeof held);
    memset(hold, 0, sizeof hold);
    memset(basic_counts, 0, sizeof basic_counts);
    municipality_mapping_make(test_municipalities(), cutoff, &mapping);
    run.options.year = year;
    run.options.quarter = quarter;
    run.options.schemes = SCHEMES_ALL;
    run.options.threads = 1;
    run.cutoff = cutoff;
    run.municipalities = (MunicipalityTable *)(uintptr_t)test_municipalities();
    run.mapping = &mapping;
    run.configuration = &configuration;
    run.sums = sums;
    run.municipality_held = held;
    run.hold = hold;
    run.settled = settled;
    run.basic_counts = basic_counts;
    for (int each = first_year; each <= year; each++) {
        add_year(each);
    }
    return &run;
}

RuleSet *bare_rules(int year)
{
    RuleSet *rules = &sets[year - run.years[0].context.budget_year];
    INVARIANT(rules->year == year);
    return rules;
}

void bare_settled(Subject subject, GrantCode code, int year, MunicipalityCode municipality,
                  Kroner amount)
{
    INVARIANT(run.settled_count < SETTLED_MAX);
    settled[run.settled_count++] = (SettledLine){.subject = subject,
                                                 .amount = ore_from_kroner(amount),
                                                 .budget_year = (int16_t)year,
                                                 .municipality = municipality,
                                                 .code = (uint8_t)code};
}
