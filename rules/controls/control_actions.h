/*
 * control_actions.h - what a finding is about (money, supervision, data), and what to do about
 * it: by whom, with which paper. control.md 1.
 *
 * One row for each control, in control_actions.def, beside the catalogue. Texts are constant.
 * A number that is no control's (a finding of an older catalogue) has no row. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_CONTROL_ACTIONS_H
#define TILSKUDD_RULES_CONTROL_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum Effect {
    EFFECT_MONEY,       /* what is paid or held may be wrong */
    EFFECT_SUPERVISION, /* the municipality may not give what the law requires */
    EFFECT_DATA,        /* the register is to be corrected; no kroner hang on it */
    EFFECT_COUNT
} Effect;

/* "money", "supervision", "data": as findings, lists and options write it. */
const char *effect_text(Effect effect);
bool effect_parse(const char *text, Effect *effect);

typedef struct ControlAction {
    int number; /* 101 is "R101" */
    Effect effect;
    const char *action_nb; /* whole sentences: what to do, by whom, which paper */
    const char *action_en;
} ControlAction;

const ControlAction *control_action_find(int number); /* NULL when there is none */
/* All rows, ascending by number. */
size_t control_action_count(void);
const ControlAction *control_action_at(size_t index);

/* Of a number without a row: EFFECT_DATA, and the empty text. */
Effect control_effect(int number);
const char *control_action_nb(int number);
const char *control_action_en(int number);
/* Whether its findings are counted, and listed only by name: they are many, and nothing is to
 * be done with one of them. */
bool control_is_counted(int number);

#endif
