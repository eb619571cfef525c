/* control_thresholds.c - limits of controls by number instead of by name. control.md 1. */
#include "rules/controls/control_thresholds.h"

#include <stdio.h>
#include <string.h>

#include "rules/base/status.h"

static const ThresholdRow rows[THRESHOLD_COUNT] = {
#define THRESHOLD(name, control, text) {control, text},
#include "rules/controls/control_thresholds.def"
#undef THRESHOLD
};

enum { CONTROL_TEXT_SIZE = 16 };

static void control_text(int number, char text[CONTROL_TEXT_SIZE])
{
    int length = snprintf(text, CONTROL_TEXT_SIZE, "R%d", number);
    INVARIANT(length > 0 && length < CONTROL_TEXT_SIZE);
}

const ThresholdRow *threshold_row(ThresholdId threshold)
{
    INVARIANT((unsigned)threshold < THRESHOLD_COUNT);
    return &rows[threshold];
}

void control_thresholds_resolve(const RuleSet *rules, ControlThresholds *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < THRESHOLD_COUNT; i++) {
        char control[CONTROL_TEXT_SIZE];
        INVARIANT(rows[i].control > 0 && rows[i].control < CONTROL_NUMBERS_MAX);
        control_text(rows[i].control, control);
        int64_t value = rule_threshold(rules, control, rows[i].name, INT64_MIN);
        out->value[i] = value;
        if (value == INT64_MIN) out->missing[rows[i].control] = true;
    }
}

bool control_threshold_is_known(const char *control, const char *name)
{
    for (size_t i = 0; i < THRESHOLD_COUNT; i++) {
        char text[CONTROL_TEXT_SIZE];
        control_text(rows[i].control, text);
        if (strcmp(text, control) == 0 && strcmp(rows[i].name, name) == 0) return true;
    }
    return false;
}
