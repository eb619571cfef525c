/*
 * test_annual_tables.c - a year worked by hand: two quarters, a payment that crosses the year's
 * end, one that comes back, one paid twice, lines by hand and a claim. Why: by cash and by
 * budget the same kroner stand in different years, and the bridge must say each of them once.
 * Then every fact is changed in turn, and the comparison must notice. life.md 6.
 */
#include <string.h>

#include "rules/annual/annual_check.h"
#include "tests/rules/base/test_main.h"

enum { YEAR = 2018, ROWS_MAX = 200 };

#define PLACE(code)                                                                            \
    {                                                                                          \
        {291, 60}, GROUP_INT_1, code                                                           \
    }

/* One municipality a story, in øre. */
enum {
    LATE = 101,  /* quarter 4 of 2017 is booked in 2018, quarter 4 of 2018 in 2019 */
    BACK = 102,  /* came back, paid again by quarter 4 */
    TWICE = 103, /* booked twice, taken off by quarter 4 */
    OWES = 104,  /* a claim of 70: 20 received, 10 given up, 40 carried forward */
    PERSON = 105 /* 300 settled by hand */
};

typedef struct World {
    AnnualRun runs[3];
    AnnualSums sums[12];
    AnnualPayment payments[8];
    AnnualMove moves[12];
    AnnualHand hands[6];
    AnnualTaken taken[6];
    AnnualPosted posted[6];
    AnnualBook book;
    AnnualRow cash[ROWS_MAX], budget[ROWS_MAX], bridge[ROWS_MAX], work[ROWS_MAX];
} World;

static Day day(int year, int month)
{
    return day_from_date(year, month, 10);
}

static void add_sums(World *world, uint32_t run, MunicipalityCode code, GroupSums sums)
{
    sums.any = true;
    world->sums[world->book.sums_count++] = (AnnualSums){run, PLACE(code), sums, 0};
}

static uint32_t add_payment(World *world, uint32_t run, MunicipalityCode code, Ore amount,
                            Bucket bucket, uint32_t excess)
{
    size_t at = world->book.payment_count++;
    world->payments[at] = (AnnualPayment){run, PLACE(code), amount, bucket, excess};
    return (uint32_t)at;
}

static void add_move(World *world, uint32_t payment, Day when, bool back)
{
    world->moves[world->book.move_count++] = (AnnualMove){payment, when, back};
}

static void add_hand(World *world, ManualKind kind, MunicipalityCode code, Ore amount)
{
    world->hands[world->book.hand_count++] =
        (AnnualHand){kind, PLACE(code), amount, day(YEAR, 7)};
}

static void add_taken(World *world, MunicipalityCode code, Ore amount)
{
    world->taken[world->book.taken_count++] = (AnnualTaken){2, PLACE(code), amount};
}

static void add_posted(World *world, MunicipalityCode code, Ore amount)
{
    world->posted[world->book.posted_count++] = (AnnualPosted){GROUP_INT_1, code, amount};
}

static void tell(World *world)
{
    /* 2017, quarter 4; 2018, quarters 1 and 4 */
    world->runs[0] = (AnnualRun){2017, 4, 0};
    world->runs[1] = (AnnualRun){YEAR, 1, 0};
    world->runs[2] = (AnnualRun){YEAR, 4, 0};
    world->book.run_count = 3;
    add_sums(world, 0, LATE, (GroupSums){.lines = 1000, .paid = 1000});
    add_sums(world, 1, BACK, (GroupSums){.lines = 500, .held = 7, .paid = 500});
    add_sums(world, 1, TWICE, (GroupSums){.lines = 400, .paid = 400});
    add_sums(world, 1, OWES, (GroupSums){.lines = -70, .carried_forward = -70});
    add_sums(world, 2, LATE, (GroupSums){.lines = 2000, .paid = 2000});
    add_sums(world, 2, BACK, (GroupSums){.returned = 500, .paid = 500});
    add_sums(world, 2, TWICE,
             (GroupSums){.lines = 100, .returned = -400, .carried_forward = -300});
    add_sums(world, 2, OWES,
             (GroupSums){.brought_forward = -70, .manual = 30, .carried_forward = -40});
    add_move(world, add_payment(world, 0, LATE, 1000, BUCKET_SETTLED, 0), day(YEAR, 1), false);
    uint32_t back = add_payment(world, 1, BACK, 500, BUCKET_REJECTED, 0);
    add_move(world, back, day(YEAR, 4), false);
    add_move(world, back, day(YEAR, 5), true);
    uint32_t twice = add_payment(world, 1, TWICE, 400, BUCKET_SETTLED, 1);
    add_move(world, twice, day(YEAR, 4), false);
    add_move(world, twice, day(YEAR, 6), false);
    add_move(world, add_payment(world, 2, LATE, 2000, BUCKET_SETTLED, 0), day(2019, 1), false);
    (void)add_payment(world, 2, BACK, 500, BUCKET_ACCEPTED, 0);
    add_hand(world, MANUAL_RECEIVED, OWES, 20);
    add_hand(world, MANUAL_WAIVED, OWES, 10);
    add_hand(world, MANUAL_SETTLED, PERSON, 300);
    add_taken(world, BACK, 500);
    add_taken(world, TWICE, -400);
    add_taken(world, OWES, 20);
    add_taken(world, OWES, 10);
    add_posted(world, LATE, 3000);
    add_posted(world, BACK, 500); /* 500 less 500, and 500 that is on its way */
    add_posted(world, TWICE, 800);
    add_posted(world, OWES, -20);
    add_posted(world, PERSON, 300);
}

static void begin(World *world)
{
    memset(world, 0, sizeof *world);
    tell(world);
    world->sums[1].earlier_years = 50;
    AnnualBook *book = &world->book;
    book->year = YEAR;
    book->runs = world->runs;
    book->sums = world->sums;
    book->payments = world->payments;
    book->moves = world->moves;
    book->hands = world->hands;
    book->taken = world->taken;
    book->posted = world->posted;
}

static AnnualAccounts accounts_of(World *world)
{
    AnnualAccounts accounts = {.book = &world->book};
    AnnualTable count = {NULL, 0};
    annual_budget(&world->book, &count);
    CU_ASSERT_FATAL(count.count <= ROWS_MAX && annual_check_rows(&world->book) <= ROWS_MAX);
    accounts.cash.items = world->cash;
    accounts.budget.items = world->budget;
    accounts.bridge.items = world->bridge;
    annual_cash(&world->book, &accounts.cash);
    annual_budget(&world->book, &accounts.budget);
    annual_bridge(&world->book, &accounts.bridge);
    return accounts;
}

static const AnnualRow *row_of(const AnnualTable *table, MunicipalityCode code, int quarter)
{
    static const AnnualRow none;
    for (size_t i = 0; i < table->count; i++)
        if (table->items[i].place.municipality == code && table->items[i].quarter == quarter)
            return &table->items[i];
    return &none;
}

static void test_cash(void)
{
    static World world;
    begin(&world);
    const AnnualTable cash = accounts_of(&world).cash;
    CU_ASSERT_EQUAL(row_of(&cash, LATE, 1)->amounts[CASH_PAID], 1000);
    CU_ASSERT_EQUAL(row_of(&cash, BACK, 2)->amounts[CASH_PAID], 0);
    CU_ASSERT_EQUAL(row_of(&cash, BACK, 2)->amounts[CASH_RETURNED], 500);
    CU_ASSERT_EQUAL(row_of(&cash, TWICE, 2)->amounts[CASH_PAID], 800);
    CU_ASSERT_EQUAL(row_of(&cash, OWES, 3)->amounts[CASH_PAID], -20);
    CU_ASSERT_EQUAL(row_of(&cash, PERSON, 3)->amounts[CASH_PAID], 300);
    CU_ASSERT_EQUAL(annual_total(&cash, CASH_PAID, -1), 1000 + 800 - 20 + 300);
    CU_ASSERT_EQUAL(cash.count, 5);
}

static void test_budget(void)
{
    static World world;
    begin(&world);
    const AnnualTable budget = accounts_of(&world).budget;
    const AnnualRow *back = row_of(&budget, BACK, 1);
    CU_ASSERT_EQUAL(back->amounts[BUDGET_DECIDED], 500);
    CU_ASSERT_EQUAL(back->amounts[BUDGET_EARLIER_YEARS], 50);
    CU_ASSERT_EQUAL(back->amounts[BUDGET_HELD], 7);
    CU_ASSERT_EQUAL(back->amounts[BUDGET_RETURNED], 500);
    CU_ASSERT_EQUAL(back->amounts[BUDGET_OWED], 500);
    CU_ASSERT_EQUAL(row_of(&budget, BACK, 4)->amounts[BUDGET_ACCEPTED], 500);
    CU_ASSERT_EQUAL(row_of(&budget, BACK, 4)->amounts[BUDGET_OWED], 500);
    CU_ASSERT_EQUAL(row_of(&budget, TWICE, 1)->amounts[BUDGET_TWICE], 400);
    CU_ASSERT_EQUAL(row_of(&budget, TWICE, 1)->amounts[BUDGET_OWED], -400);
    CU_ASSERT_EQUAL(row_of(&budget, TWICE, 4)->amounts[BUDGET_OWED], -300);
    CU_ASSERT_EQUAL(row_of(&budget, OWES, 1)->amounts[BUDGET_OWED], -70);
    CU_ASSERT_EQUAL(row_of(&budget, OWES, 3)->amounts[BUDGET_OWED], -40);
    CU_ASSERT_EQUAL(row_of(&budget, OWES, 3)->amounts[BUDGET_BY_HAND], -20);
    CU_ASSERT_EQUAL(row_of(&budget, OWES, 3)->amounts[BUDGET_WAIVED], 10);
    CU_ASSERT_EQUAL(row_of(&budget, OWES, 4)->amounts[BUDGET_OWED], -40);
    CU_ASSERT_EQUAL(row_of(&budget, PERSON, 3)->amounts[BUDGET_SETTLED_BY_HAND], 300);
    CU_ASSERT_EQUAL(row_of(&budget, PERSON, 3)->amounts[BUDGET_OWED], 0);
    CU_ASSERT_EQUAL(row_of(&budget, LATE, 4)->amounts[BUDGET_PAID], 2000);
}

/* Of the year, what the quarter says that stands for it: by hand, 7 is held in quarter 1, and
 * the same 7 and 5 more in quarter 4, which is 12 in the year and not 19. */
static Ore of_year(const World *world, const AnnualTable *budget, BudgetColumn column)
{
    return annual_total(budget, column, annual_budget_quarter(&world->book, column));
}

static void test_balances(void)
{
    static World world;
    begin(&world);
    world.sums[5].sums.held = 12;
    world.runs[0].unknown_lines = 4;
    world.runs[1].unknown_lines = 2;
    world.runs[2].unknown_lines = 3;
    const AnnualTable budget = accounts_of(&world).budget;
    CU_ASSERT_EQUAL(row_of(&budget, BACK, 4)->amounts[BUDGET_HELD], 12);
    CU_ASSERT_EQUAL(annual_total(&budget, BUDGET_HELD, -1), 19);
    CU_ASSERT_EQUAL(of_year(&world, &budget, BUDGET_HELD), 12);
    CU_ASSERT_EQUAL(annual_held(&world.book).sum, 12);
    CU_ASSERT_EQUAL(annual_held(&world.book).unknown_lines, 3);
    CU_ASSERT_EQUAL(of_year(&world, &budget, BUDGET_OWED), 500 - 300 - 40);
    CU_ASSERT_EQUAL(of_year(&world, &budget, BUDGET_DECIDED), 500 + 400 - 70 + 2000 + 100);
    /* A line by hand after the last run is no run: it holds nothing, and releases nothing. */
    world.runs[2].quarter = 2;
    CU_ASSERT_EQUAL(annual_last_quarter(&world.book), 3);
    CU_ASSERT_EQUAL(annual_held(&world.book).sum, 12);
    const AnnualTable later = accounts_of(&world).budget;
    CU_ASSERT_EQUAL(of_year(&world, &later, BUDGET_HELD), 12);
    world.book.year = 2019;
    CU_ASSERT_EQUAL(annual_held(&world.book).sum, 0);
    CU_ASSERT_EQUAL(annual_held(&world.book).unknown_lines, 0);
}

static void test_bridge(void)
{
    static World world;
    begin(&world);
    const AnnualTable bridge = accounts_of(&world).bridge;
    const AnnualRow *late = row_of(&bridge, LATE, 0);
    CU_ASSERT_EQUAL(late->amounts[BRIDGE_SENT], 2000);
    CU_ASSERT_EQUAL(late->amounts[BRIDGE_IN_OTHER_YEARS], -2000);
    CU_ASSERT_EQUAL(late->amounts[BRIDGE_OF_OTHER_YEARS], 1000);
    CU_ASSERT_EQUAL(late->amounts[BRIDGE_CASH], 1000);
    const AnnualRow *owes = row_of(&bridge, OWES, 0);
    CU_ASSERT_EQUAL(owes->amounts[BRIDGE_DECIDED], -70);
    CU_ASSERT_EQUAL(owes->amounts[BRIDGE_CLAIMS], 40);
    CU_ASSERT_EQUAL(owes->amounts[BRIDGE_TAKEN_BY_HAND], 30);
    CU_ASSERT_EQUAL(owes->amounts[BRIDGE_SENT], 0);
    CU_ASSERT_EQUAL(owes->amounts[BRIDGE_CASH], -20);
    CU_ASSERT_EQUAL(row_of(&bridge, TWICE, 0)->amounts[BRIDGE_CASH], 800);
    CU_ASSERT_EQUAL(row_of(&bridge, BACK, 0)->amounts[BRIDGE_PAID_AGAIN], 500);
    CU_ASSERT_EQUAL(row_of(&bridge, BACK, 0)->amounts[BRIDGE_CASH], 0);
}

static void test_buckets(void)
{
    static World world;
    AnnualBucket buckets[BUCKET_COUNT];
    begin(&world);
    annual_buckets(&world.book, 0, buckets);
    CU_ASSERT_EQUAL(buckets[BUCKET_SETTLED].count, 2);
    CU_ASSERT_EQUAL(buckets[BUCKET_SETTLED].sum, 2400);
    CU_ASSERT_EQUAL(buckets[BUCKET_REJECTED].sum, 500);
    annual_buckets(&world.book, 1, buckets);
    CU_ASSERT_EQUAL(buckets[BUCKET_ACCEPTED].count, 0);
}

/* --- what is wrong is noticed --- */

static AnnualProblem problem_of(World *world)
{
    const AnnualAccounts accounts = accounts_of(world);
    return annual_check(&accounts, world->work).problem;
}

static void test_agrees(void)
{
    static World world;
    begin(&world);
    CU_ASSERT_EQUAL(problem_of(&world), ANNUAL_AGREES);
    begin(&world);
    world.book.year = 2019;
    CU_ASSERT_EQUAL(problem_of(&world), ANNUAL_AGREES);
    begin(&world);
    world.book.year = 2017;
    CU_ASSERT_EQUAL(problem_of(&world), ANNUAL_AGREES);
}

static void test_noticed(void)
{
    static World world;
    begin(&world);
    world.payments[3].amount++;
    CU_ASSERT_EQUAL(problem_of(&world), ANNUAL_BUCKETS);
    begin(&world);
    world.sums[4].sums.lines++;
    CU_ASSERT_EQUAL(problem_of(&world), ANNUAL_SENT);
    begin(&world);
    world.payments[2].excess = 0;
    CU_ASSERT_NOT_EQUAL(problem_of(&world), ANNUAL_AGREES);
    begin(&world);
    world.moves[0].back = true;
    CU_ASSERT_EQUAL(problem_of(&world), ANNUAL_MOVES);
    begin(&world);
    world.taken[1].amount++;
    CU_ASSERT_EQUAL(problem_of(&world), ANNUAL_OWED);
    begin(&world);
    world.sums[3].sums.carried_forward--;
    CU_ASSERT_NOT_EQUAL(problem_of(&world), ANNUAL_AGREES);
    begin(&world);
    world.posted[4].amount--;
    CU_ASSERT_EQUAL(problem_of(&world), ANNUAL_POSTED);
    /* A table that is not the book's. */
    begin(&world);
    AnnualAccounts accounts = accounts_of(&world);
    accounts.cash.items[0].amounts[CASH_PAID]++;
    CU_ASSERT_EQUAL(annual_check(&accounts, world.work).problem, ANNUAL_CASH);
    accounts = accounts_of(&world);
    accounts.cash.count--;
    CU_ASSERT_EQUAL(annual_check(&accounts, world.work).problem, ANNUAL_CASH);
}

static const TestCase tests[] = {{"cash", test_cash},         {"budget", test_budget},
                                 {"balances", test_balances}, {"bridge", test_bridge},
                                 {"buckets", test_buckets},   {"agrees", test_agrees},
                                 {"noticed", test_noticed}};

TEST_MAIN("annual/annual_tables", tests)
