/*
 * test_packed_money.c - why: an amount that is cut off when it is packed is a wrong sum in the
 * list that a case officer sorts by kroner. What fits comes back, and what does not says so.
 */
#include "rules/settlement/packed_money.h"
#include "tests/rules/base/test_main.h"

#define MOST (((Ore)1 << 30) - 1)
#define LEAST (-((Ore)1 << 30))

static bool same(MoneyAtHand a, MoneyAtHand b)
{
    return a.run_paid == b.run_paid && a.run_held == b.run_held && a.year_paid == b.year_paid &&
           a.year_held == b.year_held;
}

static void expect_back(MoneyAtHand money)
{
    PackedMoney packed = 0;
    CU_ASSERT_TRUE_FATAL(money_pack(&money, &packed));
    CU_ASSERT_FALSE_FATAL(money_is_elsewhere(packed));
    CU_ASSERT_TRUE(same(money_unpack(packed), money));
}

static void what_fits_comes_back(void)
{
    static const Ore amounts[] = {0, 1, -1, 9500000, MOST, LEAST};
    enum { AMOUNTS = sizeof amounts / sizeof amounts[0] };
    for (size_t i = 0; i < AMOUNTS * AMOUNTS; i++) {
        Ore a = amounts[i / AMOUNTS], b = amounts[i % AMOUNTS];
        expect_back((MoneyAtHand){.run_paid = a, .year_paid = b});
        expect_back((MoneyAtHand){.run_held = a, .year_held = b});
        expect_back((MoneyAtHand){.year_paid = a, .run_held = b, .year_held = b});
    }
}

static void what_does_not_fit_says_so(void)
{
    static const Ore large[] = {MOST + 1,     LEAST - 1,    INT64_MAX,      INT64_MIN,
                                (Ore)1 << 31, (Ore)1 << 32, -((Ore)1 << 31)};
    for (size_t i = 0; i < sizeof large / sizeof large[0]; i++) {
        const MoneyAtHand moneys[] = {
            {.run_paid = large[i]},
            {.year_paid = large[i]},
            {.run_held = large[i]},
            {.year_held = large[i]},
            {.year_paid = 5, .run_held = large[i], .year_held = large[i]},
            {.year_paid = large[i], .run_held = 5, .year_held = 5}};
        for (size_t k = 0; k < sizeof moneys / sizeof moneys[0]; k++) {
            PackedMoney packed = 7;
            CU_ASSERT_FALSE(money_pack(&moneys[k], &packed));
            CU_ASSERT_EQUAL(packed, 7);
        }
    }
}

/* Of no kind, whatever the amounts are. */
static void what_is_of_no_kind_says_so(void)
{
    static const MoneyAtHand moneys[] = {{.run_paid = 1, .run_held = 1},
                                         {.run_paid = 1, .run_held = 2, .year_held = 2},
                                         {.year_paid = 1, .run_held = 2, .year_held = 3},
                                         {.year_paid = 1, .run_held = 2},
                                         {.year_paid = 1, .year_held = 2},
                                         {1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof moneys / sizeof moneys[0]; i++) {
        PackedMoney packed;
        CU_ASSERT_FALSE(money_pack(&moneys[i], &packed));
    }
}

static void nothing_is_zero(void)
{
    const MoneyAtHand nothing = {0};
    PackedMoney packed = 1;
    CU_ASSERT_TRUE(money_pack(&nothing, &packed));
    CU_ASSERT_EQUAL(packed, 0);
    CU_ASSERT_TRUE(same(money_unpack(0), nothing));
}

static void numbers_are_no_amounts(void)
{
    const uint64_t most = ((uint64_t)1 << 62) - 1;
    CU_ASSERT_TRUE(money_is_elsewhere(money_elsewhere(0)));
    CU_ASSERT_EQUAL(money_number(money_elsewhere(0)), 0);
    CU_ASSERT_EQUAL(money_number(money_elsewhere(most)), most);
}

static const TestCase tests[] = {
    {"what fits comes back", what_fits_comes_back},
    {"what does not fit says so", what_does_not_fit_says_so},
    {"what is of no kind says so", what_is_of_no_kind_says_so},
    {"nothing is zero", nothing_is_zero},
    {"numbers are no amounts", numbers_are_no_amounts},
};

TEST_MAIN("rules/packed_money", tests)
