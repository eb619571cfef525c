/*
 * test_holds.c - why: a code that is held by a name too few is paid, by one too many is not.
 * grants.md 5.
 */
#include "rules/settlement/holds.h"

#include "tests/rules/base/test_main.h"

/* --hold-code, alone and by year; FHT2 by its own name or its ceiling's. */
static void test_held_codes(void)
{
    HoldChoices options = {0};
    options.years[GRANT_AR_2] =
        UINT64_C(1) | (UINT64_C(1) << 17) | (UINT64_C(1) << (HOLD_YEAR_LAST - HOLD_YEAR_FIRST));
    CU_ASSERT_TRUE(hold_covers(&options, GRANT_AR_2, 2017));
    CU_ASSERT_FALSE(hold_covers(&options, GRANT_AR_2, 2016));
    CU_ASSERT_FALSE(hold_covers(&options, GRANT_AR_2, 2018));
    CU_ASSERT_FALSE(hold_covers(&options, GRANT_AR_3, 2017));
    CU_ASSERT_TRUE(hold_covers(&options, GRANT_AR_2, HOLD_YEAR_FIRST));
    CU_ASSERT_TRUE(hold_covers(&options, GRANT_AR_2, HOLD_YEAR_LAST));
    CU_ASSERT_FALSE(hold_covers(&options, GRANT_AR_2, HOLD_YEAR_FIRST - 1));
    CU_ASSERT_FALSE(hold_covers(&options, GRANT_AR_2, HOLD_YEAR_LAST + 1));
    static const int both[] = {GRANT_FHT2, RATE_FHT2_MAX};
    for (int i = 0; i < 2; i++) {
        HoldChoices one = {0};
        one.code[both[i]] = true;
        CU_ASSERT_TRUE(hold_covers(&one, GRANT_FHT2, 2018));
        CU_ASSERT_TRUE(hold_covers(&one, RATE_FHT2_MAX, 2018));
        CU_ASSERT_FALSE(hold_covers(&one, GRANT_FHT1, 2018));
    }
}

static const TestCase tests[] = {{"held codes", test_held_codes}};

TEST_MAIN("settlement/holds", tests)
