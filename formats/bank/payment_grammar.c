/* payment_grammar.c - payment_grammar.def as arrays. */
#include "formats/bank/payment_grammar.h"

#include "rules/base/search.h"
#include "rules/base/status.h"

#define GROUP(name, order)
#define ROW(group, version, element, content, least, most)
static const LexicalType lexical_types[] = {
#define LEXICAL(name, form, first, second, text)                                               \
    [PAIN_##name] = {FORM_##form, first, second, text},
#include "formats/bank/payment_grammar.def"
};
#undef LEXICAL
#undef GROUP
#undef ROW

enum { SEQUENCE = 0, CHOICE = 1 };

#define LEXICAL(name, form, first, second, text)
#define ROW(group, version, element, content, least, most)
static const uint8_t group_orders[PAIN_TYPE_COUNT] = {
#define GROUP(name, order) [PAIN_##name] = order,
#include "formats/bank/payment_grammar.def"
};
#undef GROUP
#undef ROW

enum { OLD = 1, NEW = 2, BOTH = 3, MANY = PAIN_MANY };

#define GROUP(name, order)
static const PainRow grammar[] = {
#define ROW(group, version, element, content, least, most)                                     \
    {element, PAIN_##content, PAIN_##group, version, least, most},
#include "formats/bank/payment_grammar.def"
};
#undef LEXICAL
#undef GROUP
#undef ROW

enum { ROW_COUNT = sizeof grammar / sizeof grammar[0] };
_Static_assert(PAIN_TYPE_COUNT <= UINT8_MAX, "types fit in a byte");

bool pain_is_group(PainType type)
{
    return type >= PAIN_LEXICAL_COUNT;
}

const LexicalType *pain_lexical(PainType type)
{
    INVARIANT(!pain_is_group(type));
    return &lexical_types[type];
}

bool pain_is_choice(PainType group)
{
    INVARIANT(pain_is_group(group) && group < PAIN_TYPE_COUNT);
    return group_orders[group] == CHOICE;
}

static bool row_is_before(const void *group, size_t index)
{
    return grammar[index].group < *(const PainType *)group;
}

/* Rows stand in the order of their groups. */
const PainRow *pain_rows(PainType group, size_t *count)
{
    size_t first = search_first(ROW_COUNT, row_is_before, &group);
    *count = 0;
    while (first + *count < ROW_COUNT && grammar[first + *count].group == group)
        ++*count;
    return &grammar[first];
}
