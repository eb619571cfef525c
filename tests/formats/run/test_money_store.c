/*
 * test_money_store.c - why: what stands in a word and what stands beside the words must come
 * back alike, and who was said nothing of has nothing.
 */
#include "formats/run/money_store.h"
#include "tests/rules/base/test_main.h"

enum { SUBJECTS = 500 };

/* Of all kinds in turn, every fourth of none. */
static MoneyAtHand money_number_of(size_t i)
{
    Ore amount = (Ore)i * 1000003 - 1000;
    switch (i % 4) {
    case 0:
        return (MoneyAtHand){.run_paid = amount, .year_paid = 2 * amount};
    case 1:
        return (MoneyAtHand){.run_held = amount, .year_held = -amount};
    case 2:
        return (MoneyAtHand){.year_paid = amount, .run_held = 5, .year_held = 5};
    default:
        return (MoneyAtHand){amount, INT64_MAX, -amount, INT64_MIN};
    }
}

static bool same(MoneyAtHand a, MoneyAtHand b)
{
    return a.run_paid == b.run_paid && a.run_held == b.run_held && a.year_paid == b.year_paid &&
           a.year_held == b.year_held;
}

static void all_comes_back(void)
{
    Failure failure;
    CLEANUP(money_store_free) MoneyStore store = {0};
    CU_ASSERT_EQUAL_FATAL(money_store_make(&store, SUBJECTS + 1, &failure), STATUS_OK);
    for (size_t i = SUBJECTS; i-- > 0;) {
        const MoneyAtHand money = money_number_of(i);
        CU_ASSERT_EQUAL_FATAL(money_store_put(&store, i, &money, &failure), STATUS_OK);
    }
    for (size_t i = 0; i < SUBJECTS; i++)
        CU_ASSERT_TRUE(same(money_store_get(&store, i), money_number_of(i)));
    CU_ASSERT_TRUE(same(money_store_get(&store, SUBJECTS), (MoneyAtHand){0}));
    CU_ASSERT(store.whole_count >= SUBJECTS / 4 && store.whole_count < SUBJECTS);
}

static const TestCase tests[] = {{"all comes back", all_comes_back}};

TEST_MAIN("run/money_store", tests)
