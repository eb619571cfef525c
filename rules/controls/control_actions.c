#include "rules/controls/control_actions.h"

#include <string.h>

#include "rules/base/status.h"
#include "rules/base/search.h"
#include "rules/base/translator.h"

static const ControlAction actions[] = {
#define CONTROL_ACTION(number, effect, action_nb, action_en)                                   \
    {number, effect, action_nb, action_en},
#include "rules/controls/control_actions.def"
#undef CONTROL_ACTION
};

size_t control_action_count(void)
{
    return sizeof actions / sizeof actions[0];
}

const ControlAction *control_action_at(size_t index)
{
    INVARIANT(index < control_action_count());
    return &actions[index];
}

static bool is_before(const void *number, size_t index)
{
    return actions[index].number < *(const int *)number;
}

const ControlAction *control_action_find(int number)
{
    size_t at = search_first(control_action_count(), is_before, &number);
    return at < control_action_count() && actions[at].number == number ? &actions[at] : NULL;
}

Effect control_effect(int number)
{
    const ControlAction *action = control_action_find(number);
    return action != NULL ? action->effect : EFFECT_DATA;
}

const char *control_action_nb(int number)
{
    const ControlAction *action = control_action_find(number);
    return action != NULL ? action->action_nb : "";
}

const char *control_action_en(int number)
{
    const ControlAction *action = control_action_find(number);
    return action != NULL ? action->action_en : "";
}

bool control_is_counted(int number)
{
    static const int counted[] = {204, 206, 211, 312, 519};
    for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++)
        if (counted[i] == number) return true;
    return false;
}

static const char *const effects[EFFECT_COUNT] = {N_("money"), N_("supervision"), N_("data")};

const char *effect_text(Effect effect)
{
    INVARIANT((unsigned)effect < EFFECT_COUNT);
    return effects[effect];
}

bool effect_parse(const char *text, Effect *effect)
{
    for (int e = 0; e < EFFECT_COUNT; e++) {
        if (strcmp(text, effects[e]) != 0) continue;
        *effect = (Effect)e;
        return true;
    }
    return false;
}
