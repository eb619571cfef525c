/*
 * newcomers.h - who will come in a year, and what comes with them that no register knows yet.
 * cli.md.
 *
 * Newcomers are counted by municipality, quarter and group at settlement. Each gives the year 1
 * of the group, by the rate in force on the quarter's last day. What else comes per newcomer is
 * what came in another year for persons and grants of which nothing was known on the same day
 * of that year (its cut-off): claims made later, decisions on impairments, asylum training, the
 * Norwegian grant, what comes once with year 1, and the grant for unaccompanied minors. It is
 * counted nationally by code and quarter, brought to this year's rates and numbers, and shared
 * among the municipalities by their newcomers so far in the year. Whole kroner.
 *
 * Plain data, pure functions; any thread. Lists are the caller's.
 */
#ifndef TILSKUDD_RULES_NEWCOMERS_H
#define TILSKUDD_RULES_NEWCOMERS_H

#include "rules/forecast/forecast_rows.h"

typedef struct NewcomerCount {
    int64_t persons;
    MunicipalityCode municipality;
    uint8_t quarter; /* of settlement, or of the claim */
    uint8_t group;   /* SettlementGroup */
    uint32_t line;   /* of the file that says so; 0: none does */
} NewcomerCount;

/* The year 1 of a group. */
GrantCode newcomer_code(SettlementGroup group);
/* Order by municipality, quarter, group; of these by line. For qsort. */
int newcomer_count_compare(const void *left, const void *right);
/* Of the same municipality, quarter and group. */
bool newcomer_count_same(const NewcomerCount *left, const NewcomerCount *right);
/* Sorts and adds up; gives how many are left. */
size_t newcomers_add_up(NewcomerCount *items, size_t count);
int64_t newcomers_total(const NewcomerCount *items, size_t count);

/* What came of a code in a quarter, of a budget year so many before the year itself. */
typedef struct NewcomerExtra {
    Ore amount; /* of the year that was counted */
    uint8_t code, quarter, years_before;
} NewcomerExtra;
/* How many different ones there can be. */
enum { NEWCOMER_YEARS_BEFORE = 12 };
#define NEWCOMER_EXTRAS_MAX ((size_t)GRANT_CODE_COUNT * 4 * NEWCOMER_YEARS_BEFORE)

/* Whether a code is counted per newcomer, beside year 1 itself. */
bool newcomer_brings(GrantCode code);
/* Whether it comes with newcomers of the group: that for unaccompanied minors and those for
 * children with theirs alone. */
bool newcomer_brings_to(GrantCode code, SettlementGroup group);
/* Newcomers by group, added to a zeroed row. */
void newcomers_by_group(const NewcomerCount *items, size_t count,
                        int64_t persons[SETTLEMENT_GROUP_COUNT]);

/* What is known of a year, and what was known of it on a day of it: both sorted lines. Counts
 * the newcomers, one for each line of a year 1, into `counts`, which has room for
 * `known_count` (*count: before adding up), and adds the rest up in `extras` (*extra_count). */
typedef struct NewcomerYear {
    const ForecastLine *known, *before;
    size_t known_count, before_count;
    int year;
} NewcomerYear;
void newcomers_find(const NewcomerYear *of, NewcomerCount *counts, size_t *count,
                    NewcomerExtra *extras, size_t *extra_count);

/* The rates of the year that was counted and of the year to come, by years before each; NULL
 * where there is none. */
typedef struct NewcomerRates {
    const RuleSet *counted[NEWCOMER_YEARS_BEFORE];
    const RuleSet *coming[NEWCOMER_YEARS_BEFORE];
    int64_t persons_counted[SETTLEMENT_GROUP_COUNT], persons_coming[SETTLEMENT_GROUP_COUNT];
} NewcomerRates;
/* What an extra will be: rounded half up to whole kroner by rate, and again by the number of
 * newcomers whom it comes with (of all, where none of them was counted). False: there is a rate
 * missing, or nobody was counted, and nobody knows. */
bool newcomer_extra_price(const NewcomerExtra *extra, const NewcomerRates *rates, Ore *amount);
/* What the year 1 of newcomers will be by the rules of the year; false: its rate is missing. */
bool newcomer_price(const NewcomerCount *newcomers, const RuleSet *rules, Ore *amount);

/* Shares a whole number of kroner (in øre) by weights: part i is what is due up to it, rounded
 * half up to whole kroner, less what is due up to the one before. The parts add up. Nothing
 * weighs: nobody gets anything. */
void newcomers_share(Ore total, const int64_t *weights, size_t count, Ore *parts);

#endif
