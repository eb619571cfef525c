/*
 * control_thresholds.h - the limits of the controls, looked up once for a run. control.md 1.
 *
 * A limit has no default in code: a control that misses one of its limits in the rule set does
 * not run, and is counted as not executed. Plain data; constant once resolved, any thread may
 * read it.
 */
#ifndef TILSKUDD_RULES_CONTROL_THRESHOLDS_H
#define TILSKUDD_RULES_CONTROL_THRESHOLDS_H

#include "rules/controls/share_controls.h"
#include "rules/ruleset/rule_set.h"

/* Numbers of controls are below this: R1099 would be the last. */
enum { CONTROL_NUMBERS_MAX = 1300 };

typedef enum ThresholdId {
#define THRESHOLD(name, control, text) THRESHOLD_##name,
#include "rules/controls/control_thresholds.def"
#undef THRESHOLD
    THRESHOLD_COUNT
} ThresholdId;

/* One row of control_thresholds.def. */
typedef struct ThresholdRow {
    int control;      /* 501 is R501 */
    const char *name; /* as in the rule set */
} ThresholdRow;

/* Rows of person_controls.def, as bits. */
typedef struct ControlRows {
    uint64_t word[2];
} ControlRows;

/* Which rows are about what a record has, those that miss a limit left out, and which a screen
 * answers: put together once for a run. By ControlGiven, by the bit of a ControlScreen. */
enum { CONTROL_GIVENS_MAX = 32, CONTROL_SCREENS_MAX = 8 };
typedef struct PersonControlPlan {
    ControlRows of_given[CONTROL_GIVENS_MAX];
    ControlRows of_screen[CONTROL_SCREENS_MAX];
} PersonControlPlan;

typedef struct ControlThresholds {
    int64_t value[THRESHOLD_COUNT];
    bool missing[CONTROL_NUMBERS_MAX]; /* by control: a limit of it is not in the rule set */
    bool listed[SHARE_COUNT]; /* shares whose persons are findings too; none until asked for */
    PersonControlPlan persons;
} ControlThresholds;

/* The row of a limit. Borrowed, constant. */
const ThresholdRow *threshold_row(ThresholdId threshold);
/* Looks every limit up in the rule set. */
void control_thresholds_resolve(const RuleSet *rules, ControlThresholds *out);
/* True when a control of the catalogue has a limit of this name ("R501", "hours-per-week"). */
bool control_threshold_is_known(const char *control, const char *name);

#endif
