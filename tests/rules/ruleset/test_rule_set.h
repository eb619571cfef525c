/*
 * test_rule_set.h - rule sets of the tests, built in memory: the parameters of grants.md for a
 * year, and made-up amounts.
 *
 * Amounts: AR-1 185000, AR-1-B 180000, AR-1-EM 190000, AR-1-EV 235000, AR-2 230000, AR-3
 * 171000, AR-4 85500, AR-5 71600, BHT 26100, ELDR 165000, SKOLE 12200, EMINB 1179500, EMINU
 * 725000, EM_PER_PERSON 215000, EM_SETTLED_THIS_YEAR 129250, FHT1 181000, FHT2_MAX 1258000,
 * P-AR1-H 14300, P-AR1-L 5500, P-AR2-H 24500, P-AR2-L 9400, P-AR3-H 14500, P-AR3-L 5600,
 * P37D-AR1 20001, ASYLNORSK 18701, GRUNN-1-3 196000, GRUNN-4-150 623000.
 */
#ifndef TILSKUDD_TESTS_RULES_TEST_RULE_SET_H
#define TILSKUDD_TESTS_RULES_TEST_RULE_SET_H

#include "rules/ruleset/grant.h"

/* A fresh rule set of a year; the helper owns it, it is good until the next call. Change it at
 * will. */
RuleSet *test_rule_set(int year);

/* Adds a rate (in its place), removes all rates of a code. */
void test_add_rate(RuleSet *rules, int rate_code, Day valid_from, Kroner amount,
                   bool retroactive);
void test_remove_rates(RuleSet *rules, int rate_code);

#endif
