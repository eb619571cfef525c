/*
 * test_municipalities.h - a small table of real municipality codes, built in memory, so that
 * tests of the law need no file.
 */
#ifndef TILSKUDD_TESTS_RULES_TEST_MUNICIPALITIES_H
#define TILSKUDD_TESTS_RULES_TEST_MUNICIPALITIES_H

#include "rules/base/municipality.h"

/* The table (owned by the helper, constant once made): 0301, 0219 (to 3024 in 2020, 3201 in
 * 2024), 1103, 1840, 5001 (from 1601 in 2018), 0101 (3001, 3101), 1504/1534 -> 1507 -> 1508
 * 1580, 1805 1854 -> 1806, 1849 -> 1875, 1850 -> 1806 1875, 1613 -> 5012 -> 5055 5056 5059. */
const MunicipalityTable *test_municipalities(void);

/* A mapping of that table to a day; made again when the day changes. */
const MunicipalityMapping *test_mapping(Day day);

#endif
