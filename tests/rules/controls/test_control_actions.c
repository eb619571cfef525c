/*
 * test_control_actions.c - why: a finding that does not say what to do, by whom and with which
 * paper is put aside. Every control of the catalogue has a row in control_actions.def, in
 * Norwegian and English, that names who acts; there are no others.
 */
#include <string.h>

#include "rules/controls/control_actions.h"
#include "rules/controls/finding.h"
#include "tests/rules/base/test_main.h"

/* How many controls have no row among those of `number` other than it, and which is the last.
 */
static unsigned without_action(int left_out, int *which)
{
    unsigned lacking = 0;
    for (size_t i = 0; i < control_count(); i++) {
        int number = control_at(i)->number;
        if (number != left_out && control_action_find(number) != NULL) continue;
        lacking++;
        *which = number;
    }
    return lacking;
}

static void every_control_has_one(void)
{
    int which = 0;
    unsigned lacking = without_action(0, &which);
    if (lacking > 0) printf("\n  R%d has no row in control_actions.def\n", which);
    CU_ASSERT_EQUAL(lacking, 0);
    CU_ASSERT_EQUAL(control_action_count(), control_count());
}

static void one_that_is_missing_is_seen(void)
{
    int which = 0;
    CU_ASSERT_EQUAL(without_action(302, &which), 1);
    CU_ASSERT_EQUAL(which, 302);
}

static void rows_are_in_order(void)
{
    for (size_t i = 0; i < control_action_count(); i++) {
        int number = control_action_at(i)->number;
        CU_ASSERT_PTR_NOT_NULL(control_find(number));
        CU_ASSERT(i == 0 || control_action_at(i - 1)->number < number);
    }
}

static bool is_sentence(const char *text)
{
    size_t length = strlen(text);
    return length > 20 && text[length - 1] == '.';
}

static bool names_one_of(const char *text, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strstr(text, *names) != NULL) return true;
    return false;
}

static void texts_say_who(void)
{
    static const char *const nb[] = {"ommunen", "IMDi", "UDI", "Ingenting", NULL};
    static const char *const en[] = {"unicipalit", "IMDi", "UDI", "Nothing", NULL};
    for (size_t i = 0; i < control_action_count(); i++) {
        const ControlAction *action = control_action_at(i);
        bool whole = is_sentence(action->action_nb) && is_sentence(action->action_en);
        bool named = names_one_of(action->action_nb, nb) && names_one_of(action->action_en, en);
        if (!whole || !named) printf("\n  R%d does not say who\n", action->number);
        CU_ASSERT_TRUE(whole && named);
        CU_ASSERT_STRING_NOT_EQUAL(action->action_nb, action->action_en);
    }
}

/* What is held would be the wrong money, or nobody's: control.md 1. */
static void what_blocks_is_money(void)
{
    for (size_t i = 0; i < control_count(); i++)
        if (control_at(i)->severity == SEVERITY_BLOCK)
            CU_ASSERT_EQUAL(control_effect(control_at(i)->number), EFFECT_MONEY);
}

static void effects_have_words(void)
{
    Effect effect = EFFECT_COUNT;
    for (int e = 0; e < EFFECT_COUNT; e++) {
        CU_ASSERT_TRUE(effect_parse(effect_text((Effect)e), &effect));
        CU_ASSERT_EQUAL((int)effect, e);
    }
    CU_ASSERT_FALSE(effect_parse("Money", &effect));
    CU_ASSERT_EQUAL(control_effect(1), EFFECT_DATA);
    CU_ASSERT_STRING_EQUAL(control_action_nb(1), "");
    CU_ASSERT_STRING_EQUAL(control_action_en(1), "");
    CU_ASSERT_PTR_EQUAL(control_action_nb(101), control_action_find(101)->action_nb);
    CU_ASSERT_PTR_EQUAL(control_action_en(101), control_action_find(101)->action_en);
}

static const TestCase tests[] = {
    {"every control has a row", every_control_has_one},
    {"a control without a row is seen", one_that_is_missing_is_seen},
    {"rows are in order and of controls", rows_are_in_order},
    {"texts are sentences and say who acts", texts_say_who},
    {"what blocks is money", what_blocks_is_money},
    {"effects have words", effects_have_words},
};

TEST_MAIN("rules/control_actions", tests)
