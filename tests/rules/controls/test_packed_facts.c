/*
 * test_packed_facts.c - why: a day that comes back as another is a change of facts that nobody
 * made, or hides one. At every border the facts come back as they were.
 */
#include <string.h>

#include "rules/controls/person_facts.h"
#include "tests/rules/base/test_main.h"

static bool same(const PersonFacts *a, const PersonFacts *b)
{
    return a->reference == b->reference && a->decided == b->decided &&
           a->reference_settled == b->reference_settled && a->application == b->application &&
           a->claim == b->claim && a->target == b->target && a->decision == b->decision &&
           a->died == b->died && a->first == b->first && a->codes == b->codes &&
           a->flags == b->flags;
}

static void expect_back(const PersonFacts *facts)
{
    const PackedFacts packed = facts_pack(facts);
    const PersonFacts back = facts_unpack(&packed);
    CU_ASSERT_TRUE(same(&back, facts));
    CU_ASSERT_TRUE(packed_facts_are_sound(&packed));
    CU_ASSERT_EQUAL(packed_facts_first(&packed), facts->first);
}

static Day *day_of(PersonFacts *facts, size_t i)
{
    Day *days[] = {
        &facts->decided, &facts->reference_settled, &facts->application, &facts->claim,
        &facts->target,  &facts->decision,          &facts->died};
    return days[i];
}
enum { DAYS = 7 };

static void days_at_the_borders(void)
{
    const Day borders[] = {DAY_NONE,
                           day_from_date(YEAR_MIN, 1, 1),
                           day_from_date(YEAR_MIN, 1, 2),
                           day_from_date(1899, 12, 31),
                           day_from_date(1900, 1, 1),
                           -1,
                           0,
                           day_from_date(2079, 6, 6),
                           day_from_date(2079, 6, 7),
                           day_from_date(YEAR_MAX, 12, 31)};
    enum { BORDERS = sizeof borders / sizeof borders[0] };
    for (size_t i = 0; i < DAYS * BORDERS; i++) {
        PersonFacts facts = person_facts_none(), all = person_facts_none();
        *day_of(&facts, i / BORDERS) = borders[i % BORDERS];
        expect_back(&facts);
        for (size_t k = 0; k < DAYS; k++)
            *day_of(&all, k) = borders[(i + k * 3) % BORDERS];
        expect_back(&all);
    }
}

static void borders_of_days_are_those_that_parse(void)
{
    CU_ASSERT_EQUAL(day_from_date(YEAR_MIN, 1, 1), PACKED_DAY_BEFORE + 1);
    CU_ASSERT_EQUAL(day_from_date(YEAR_MAX, 12, 31), PACKED_DAY_LAST);
    CU_ASSERT_TRUE(packed_day(PACKED_DAY_LAST) >> PACKED_DAY_BITS == 0);
    CU_ASSERT_FALSE(packed_day_fits(PACKED_DAY_BEFORE));
    CU_ASSERT_FALSE(packed_day_fits(PACKED_DAY_LAST + 1));
    CU_ASSERT_FALSE(packed_day_fits(INT32_MAX));
    CU_ASSERT_FALSE(packed_day_fits(INT32_MIN + 1));
    CU_ASSERT_TRUE(packed_day_fits(DAY_NONE));
}

static void quarters_codes_and_idents(void)
{
    Ident greatest, least;
    CU_ASSERT_TRUE_FATAL(ident_parse("999999999999", 12, &greatest));
    CU_ASSERT_TRUE_FATAL(ident_parse("00000000000", 11, &least));
    const Ident idents[] = {IDENT_NONE, least, greatest};
    const uint16_t firsts[] = {0, quarter_number(YEAR_MIN, 1), quarter_number(2018, 4),
                               quarter_number(YEAR_MAX, 4)};
    for (size_t i = 0; i < 3 * 4 * 32; i++) {
        PersonFacts facts = person_facts_none();
        facts.reference = idents[i % 3];
        facts.first = firsts[i / 3 % 4];
        facts.flags = (uint8_t)(i / 12);
        facts.codes = (uint8_t)(i * 37);
        expect_back(&facts);
    }
}

/* What somebody made up: no day, no quarter that facts can have. */
static void what_is_made_up_is_not_sound(void)
{
    PersonFacts none = person_facts_none();
    const PackedFacts good = facts_pack(&none), zero = {0};
    CU_ASSERT_EQUAL(memcmp(&good, &zero, sizeof good), 0);
    PackedFacts day = zero, quarter = zero, gap = zero;
    day.words[0] = PACKED_DAY_LAST - PACKED_DAY_BEFORE + 1;
    quarter.words[2] = (uint64_t)((YEAR_MAX - YEAR_MIN + 1) * 4 + 1) << PACKED_FACTS_AFTER_DAYS;
    gap.words[1] = (uint64_t)1 << 63;
    CU_ASSERT_FALSE(packed_facts_are_sound(&day));
    CU_ASSERT_FALSE(packed_facts_are_sound(&quarter));
    CU_ASSERT_FALSE(packed_facts_are_sound(&gap));
    day.words[0]--;
    quarter.words[2] -= (uint64_t)1 << PACKED_FACTS_AFTER_DAYS;
    CU_ASSERT_TRUE(packed_facts_are_sound(&day));
    CU_ASSERT_TRUE(packed_facts_are_sound(&quarter));
}

static const TestCase tests[] = {
    {"days at the borders", days_at_the_borders},
    {"borders of days are those that parse", borders_of_days_are_those_that_parse},
    {"quarters, codes and idents", quarters_codes_and_idents},
    {"what is made up is not sound", what_is_made_up_is_not_sound},
};

TEST_MAIN("rules/packed_facts", tests)
