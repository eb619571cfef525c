#include "rules/accounts/catalogue.h"

static const Control controls[] = {
#define CONTROL(number, severity, sentence_nb, sentence_en, fields)                            \
    {number, severity, 11, sentence_nb, sentence_en, "", "", fields, "accounts.md 2"},
#include "rules/accounts/controls.def"
#undef CONTROL
};

_Static_assert(sizeof controls / sizeof controls[0] == ACCOUNTS_CONTROL_COUNT,
               "the catalogue has another number of controls");

static const AccountsMessage messages[ACCOUNTS_MESSAGE_COUNT] = {
#define MESSAGE(id, control, paper, nb, en) {control, paper, nb, en},
#include "rules/accounts/messages.def"
#undef MESSAGE
};

const Control *accounts_control_at(size_t index)
{
    INVARIANT(index < ACCOUNTS_CONTROL_COUNT);
    return &controls[index];
}

const Control *accounts_control_find(int number)
{
    int index = number - ACCOUNTS_CONTROL_FIRST;
    return index >= 0 && index < ACCOUNTS_CONTROL_COUNT ? &controls[index] : NULL;
}

const AccountsMessage *accounts_message(AccountsMessageId id)
{
    INVARIANT((unsigned)id < ACCOUNTS_MESSAGE_COUNT);
    return &messages[id];
}
