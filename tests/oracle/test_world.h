/*
 * A small world for the tests of the oracle: rule sets with the specification's parameters,
 * the municipalities that split, and persons, all in memory.
 */
#ifndef TEST_WORLD_H
#define TEST_WORLD_H

#include "oracle.h"

extern Run run;
extern State state;
extern Result result;

/* Forgets everything; municipalities: 0301, 0219, 1804, 1504 and 1507 (split on 2024-01-01),
 * 5012 (split on 2020-01-01 into three), 1805 and 1850 (the same day). */
void world_begin(void);
/* The rule set of the year, made with the specification's parameters when first asked for. */
Rules *world_rules(int year);
void set_parameter(Rules *rules, const char *name, const char *value);
void put_rate(Rules *rules, const char *code, int64_t amount, Day from, bool retroactive);
void whole_year_rate(int year, const char *code, int64_t amount);

/* An adult of 1984 with a lasting permit as a refugee, settled and living in 0301. */
Person refugee(Day born, Day settled, Group group);
void move_to(Person *person, int code, Day day);
/* Is never settled, lives in the municipality from the day, with training from then on. */
Person learner(int code, Day from);
/* Puts the person into the register of the run, under a number of its own. */
Person *register_person(Person person);

/* A run from the register as it is, with the given cut-off; committed if it says so. */
void world_run(int year, int quarter, Day cutoff, bool committed);
/* The line of the result; NULL: there is none. */
const Line *line_of(const char *ident, const char *code, int year, int municipality);
/* `EARNED SETTLED DUE STATUS REASON` in øre, or `none`. */
const char *line_text(const char *ident, const char *code, int year, int municipality);

/* What the municipality has earned by the code through the quarter, in øre; -1: no line. The
 * cut-off is the year's last day. */
int64_t earned_ore(const Person *person, int year, int quarter, const char *code, int place);

#endif
