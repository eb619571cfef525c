/* control_thresholds.c - limits of controls by number instead of by name. control.md 1. */
#include "rules/controls/control_thresholds.h"

#include <string.h>

#include "rules/base/status.h"
#include "rules/controls/person_controls.h"

static const ThresholdRow rows[THRESHOLD_COUNT] = {
#define THRESHOLD(name, control, text) {control, text},
#include "rules/controls/control_thresholds.def"
#undef THRESHOLD
};

const ThresholdRow *threshold_row(ThresholdId threshold)
{
    INVARIANT((unsigned)threshold < THRESHOLD_COUNT);
    return &rows[threshold];
}

void control_thresholds_resolve(const RuleSet *rules, ControlThresholds *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < THRESHOLD_COUNT; i++) {
        INVARIANT(rows[i].control > 0 && rows[i].control < CONTROL_NUMBERS_MAX);
        int64_t value =
            rule_threshold(rules, control_name(rows[i].control).text, rows[i].name, INT64_MIN);
        out->value[i] = value;
        if (value == INT64_MIN) out->missing[rows[i].control] = true;
    }
    person_control_plan_make(out->missing, &out->persons);
}

bool control_threshold_is_known(const char *control, const char *name)
{
    for (size_t i = 0; i < THRESHOLD_COUNT; i++) {
        if (strcmp(rows[i].name, name) != 0) continue;
        if (strcmp(control_name(rows[i].control).text, control) == 0) return true;
    }
    return false;
}
