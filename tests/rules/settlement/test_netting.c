/*
 * test_netting.c - why: a sign or a group too many here pays a municipality what it owes, or
 * loses its claim between two quarters. grants.md 4.5 and 4 (Municipality mergers).
 */
#include <stdio.h>
#include <string.h>

#include "rules/settlement/netting.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/settlement/bare_settle.h"

static BareSettle *bare;
static GroupRow sums[MUNICIPALITY_CODES];
static CarriedForward carried[4];
static ClaimShare shares[8];
static size_t carried_count, share_count;

static void begin(bool by_municipality)
{
    bare = bare_settle(2024, 2024, 1, day_from_date(2024, 4, 2));
    memset(sums, 0, sizeof sums);
    carried_count = share_count = 0;
    bare_rules(2024)->parameters[RULE_NETTING].value = by_municipality;
}

static void put(MunicipalityCode code, PaymentGroup group, Ore lines, Ore brought)
{
    sums[code][group] = (GroupSums){.lines = lines, .brought_forward = brought};
}

static void expect(MunicipalityCode code, PaymentGroup group, Ore paid, Ore carried_forward)
{
    const GroupSums *group_sums = &sums[code][group];
    CU_ASSERT_EQUAL(group_sums->paid, paid);
    CU_ASSERT_EQUAL(group_sums->carried_forward, carried_forward);
    if (group_sums->paid == paid && group_sums->carried_forward == carried_forward) return;
    printf("\n%04u %s: %lld %lld\n", code, payment_group_text(group),
           (long long)group_sums->paid, (long long)group_sums->carried_forward);
}

static void settle(void)
{
    netting_settle(&bare->context, sums);
}

/* Positive is paid, anything else carried forward; to the øre. */
static void test_total(void)
{
    static const Ore cases[][4] = {/* lines, brought forward, paid, carried forward */
                                   {100, 0, 100, 0},  {1, 0, 1, 0},       {0, 0, 0, 0},
                                   {-1, 0, 0, -1},    {100, -40, 60, 0},  {100, -99, 1, 0},
                                   {100, -100, 0, 0}, {100, -101, 0, -1}, {0, -7, 0, -7},
                                   {-5, -7, 0, -12}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(false);
        put(301, GROUP_INT_1, cases[i][0], cases[i][1]);
        sums[301][GROUP_INT_1].held = 1000; /* held lines are not settled */
        settle();
        expect(301, GROUP_INT_1, cases[i][2], cases[i][3]);
    }
}

/* netting="group": a claim of one group is not taken from another. */
static void test_by_group(void)
{
    begin(false);
    put(301, GROUP_INT_1, -100, 0);
    put(301, GROUP_INT_2_5, 60, 0);
    settle();
    expect(301, GROUP_INT_1, 0, -100);
    expect(301, GROUP_INT_2_5, 60, 0);
}

/* netting="municipality": from the groups in their order, never from another municipality. */
static void test_by_municipality(void)
{
    begin(true);
    put(301, GROUP_INT_1, 60, 0);
    put(301, GROUP_FHT, -100, 0);
    put(301, GROUP_EM, 70, 0);
    put(301, GROUP_ASYLNORSK, 0, -20);
    put(1103, GROUP_INT_1, 500, 0);
    settle();
    expect(301, GROUP_INT_1, 0, 0);
    expect(301, GROUP_FHT, 0, 0);
    expect(301, GROUP_EM, 10, 0); /* 60 + 70 - 100 - 20 */
    expect(301, GROUP_ASYLNORSK, 0, 0);
    expect(1103, GROUP_INT_1, 500, 0);
    begin(true);
    put(301, GROUP_INT_1, -100, 0);
    put(301, GROUP_NORSK, 0, -30);
    put(301, GROUP_ASYLNORSK, 90, 0);
    put(302, GROUP_INT_1, 500, 0);
    settle();
    expect(301, GROUP_INT_1, 0, -10);
    expect(301, GROUP_NORSK, 0, -30);
    expect(301, GROUP_ASYLNORSK, 0, 0);
    expect(302, GROUP_INT_1, 500, 0);
}

static bool are(GroupSums totals, Ore lines, Ore held, Ore brought, Ore paid, Ore forward)
{
    return totals.lines == lines && totals.held == held && totals.brought_forward == brought &&
           totals.paid == paid && totals.carried_forward == forward;
}

static void test_totals(void)
{
    begin(false);
    put(1, GROUP_INT_1, 100, -30); /* the lowest and the highest code there can be */
    put(9999, GROUP_INT_1, 5, -9);
    put(9999, GROUP_ASYLNORSK, 200, 0);
    sums[9999][GROUP_ASYLNORSK].held = 17;
    settle();
    CU_ASSERT_TRUE(are(netting_totals(sums, -1), 305, 17, -39, 270, -4));
    CU_ASSERT_TRUE(are(netting_totals(sums, GROUP_INT_1), 105, 0, -39, 70, -4));
    CU_ASSERT_TRUE(are(netting_totals(sums, GROUP_ASYLNORSK), 200, 17, 0, 200, 0));
    CU_ASSERT_TRUE(are(netting_totals(sums, GROUP_EM), 0, 0, 0, 0, 0));
}

static void claim(MunicipalityCode code, PaymentGroup group, Ore amount)
{
    carried[carried_count++] = (CarriedForward){code, (uint8_t)group, amount};
}

static ClaimFailure failed;

static bool bring(void)
{
    return netting_bring_forward(&bare->context, carried, carried_count, shares, share_count,
                                 sums, &failed);
}

static Ore brought(MunicipalityCode code, PaymentGroup group)
{
    CU_ASSERT_EQUAL(sums[code][group].any, sums[code][group].brought_forward != 0);
    return sums[code][group].brought_forward;
}

/* To who has become of the municipality; a code that the table does not know stays. */
static void test_brought_forward(void)
{
    begin(false);
    claim(219, GROUP_INT_1, -100);
    claim(3024, GROUP_INT_1, -11);
    claim(3024, GROUP_EM, -7);
    claim(4321, GROUP_EM, -5);
    CU_ASSERT_TRUE(bring());
    CU_ASSERT_EQUAL(brought(3201, GROUP_INT_1), -111);
    CU_ASSERT_EQUAL(brought(3201, GROUP_EM), -7);
    CU_ASSERT_EQUAL(brought(219, GROUP_INT_1), 0);
    CU_ASSERT_EQUAL(brought(4321, GROUP_EM), -5);
    CU_ASSERT_TRUE(are(netting_totals(sums, -1), 0, 0, -123, 0, 0));
}

static void share(MunicipalityCode code, MunicipalityCode successor, int numerator,
                  int denominator)
{
    shares[share_count++] = (ClaimShare){code, successor, numerator, denominator};
}

/* By the shares stated, the last takes what is left of the øre. */
static void test_split_claim(void)
{
    begin(false);
    claim(1507, GROUP_INT_1, -1001);
    share(1507, 1508, 3, 8);
    share(1507, 1580, 5, 8);
    share(1850, 1806, 1, 2); /* another municipality's */
    share(1850, 1875, 1, 2);
    CU_ASSERT_TRUE(bring());
    CU_ASSERT_EQUAL(brought(1508, GROUP_INT_1), -375); /* 375.375 */
    CU_ASSERT_EQUAL(brought(1580, GROUP_INT_1), -626);
    CU_ASSERT_EQUAL(brought(1806, GROUP_INT_1), 0);
    CU_ASSERT_EQUAL(brought(1507, GROUP_INT_1), 0);
    CU_ASSERT_EQUAL(brought(MUNICIPALITY_NONE, GROUP_INT_1), 0);
    begin(false);
    claim(5012, GROUP_EM, -100);
    claim(301, GROUP_EM, -1);
    share(1507, 1508, 1, 1);
    share(5012, 5055, 1, 3);
    share(5012, 5056, 1, 3);
    share(5012, 5059, 1, 3);
    share(5012, 1806, 1, 3);
    share_count--; /* what the list does not hold is not read */
    CU_ASSERT_TRUE(bring());
    CU_ASSERT_EQUAL(brought(5055, GROUP_EM), -33);
    CU_ASSERT_EQUAL(brought(5056, GROUP_EM), -33);
    CU_ASSERT_EQUAL(brought(5059, GROUP_EM), -34);
    CU_ASSERT_EQUAL(brought(301, GROUP_EM), -1);
}

/* Without shares, with a share of a stranger, too large to be shared: the run stops. */
static void test_split_claim_refused(void)
{
    begin(false);
    claim(1507, GROUP_INT_1, -100);
    share(1850, 1806, 1, 1);
    CU_ASSERT_FALSE(bring());
    CU_ASSERT_EQUAL(failed.problem, CLAIM_UNSHARED);
    begin(false);
    claim(1507, GROUP_INT_1, -100);
    share(1507, 1508, 1, 2);
    share(1507, 1875, 1, 2);
    CU_ASSERT_FALSE(bring());
    CU_ASSERT_EQUAL(failed.problem, CLAIM_OF_A_STRANGER);
    begin(false);
    claim(1507, GROUP_INT_1, INT64_MIN / 3);
    share(1507, 1508, 4, 8);
    share(1507, 1580, 4, 8);
    CU_ASSERT_FALSE(bring());
    CU_ASSERT_EQUAL(failed.problem, CLAIM_TOO_LARGE);
}

/* --- open items --- */

static OpenItem items[4];
static size_t item_count;

static void open_item(MunicipalityCode code, PaymentGroup group, OpenKind kind, Ore amount)
{
    items[item_count++] =
        (OpenItem){.kind = kind, .municipality = code, .group = group, .amount = amount};
}

static bool take_up(const bool *held)
{
    bool done = netting_take_up(&bare->context, items, item_count, shares, share_count, held,
                                sums, &failed);
    item_count = 0;
    return done;
}

/* Rejected money is paid again beside what is due; money by hand makes it less; what is then
 * below 0 is carried forward. */
static void test_open_items(void)
{
    begin(false);
    put(301, GROUP_INT_1, 100, -30);
    open_item(301, GROUP_INT_1, OPEN_REJECTED, 500);
    open_item(301, GROUP_INT_1, OPEN_PAID, -70);
    open_item(301, GROUP_EM, OPEN_PAID, -1);
    open_item(1103, GROUP_EM, OPEN_REJECTED, 8);
    CU_ASSERT_TRUE(take_up(NULL));
    settle();
    expect(301, GROUP_INT_1, 500, 0);
    expect(301, GROUP_EM, 0, -1);
    expect(1103, GROUP_EM, 8, 0);
    CU_ASSERT_EQUAL(sums[301][GROUP_INT_1].returned, 500);
    CU_ASSERT_EQUAL(sums[301][GROUP_INT_1].manual, -70);
    GroupSums all = netting_totals(sums, -1);
    CU_ASSERT_EQUAL(all.returned, 508);
    CU_ASSERT_EQUAL(all.manual, -71);
}

/* Of a municipality that is held, and of a group that is left out, nothing is taken up. */
static void test_open_items_wait(void)
{
    static bool held[MUNICIPALITY_CODES];
    held[301] = true;
    begin(false);
    bare->context.schemes = SCHEME_INTEGRATION;
    open_item(301, GROUP_INT_1, OPEN_REJECTED, 500);
    open_item(1103, GROUP_NORSK, OPEN_REJECTED, 7);
    open_item(1103, GROUP_INT_1, OPEN_REJECTED, 9);
    CU_ASSERT_TRUE(take_up(held));
    settle();
    expect(301, GROUP_INT_1, 0, 0);
    expect(1103, GROUP_NORSK, 0, 0);
    expect(1103, GROUP_INT_1, 9, 0);
    CU_ASSERT_FALSE(items[0].taken);
    CU_ASSERT_FALSE(items[1].taken);
    CU_ASSERT_TRUE(items[2].taken);
    held[301] = false;
}

/* Of a split municipality by its shares, whole or not at all. */
static void test_open_items_split(void)
{
    static bool held[MUNICIPALITY_CODES];
    begin(false);
    share(1507, 1508, 1, 3);
    share(1507, 1580, 2, 3);
    open_item(1507, GROUP_INT_1, OPEN_REJECTED, 100);
    CU_ASSERT_TRUE(take_up(NULL));
    settle();
    expect(1508, GROUP_INT_1, 33, 0);
    expect(1580, GROUP_INT_1, 67, 0);
    held[1580] = true;
    memset(sums, 0, sizeof sums);
    open_item(1507, GROUP_INT_1, OPEN_REJECTED, 100);
    CU_ASSERT_TRUE(take_up(held));
    CU_ASSERT_FALSE(items[0].taken);
    settle();
    expect(1508, GROUP_INT_1, 0, 0);
    held[1580] = false;
    share_count = 0;
    open_item(1507, GROUP_INT_1, OPEN_REJECTED, 100);
    CU_ASSERT_FALSE(take_up(NULL));
    CU_ASSERT_EQUAL(failed.problem, CLAIM_UNSHARED);
}

/* A rejected payment is paid again once and whole, beside what is due: 500 + 100 = 600. What
 * was returned pays off a correction first: 500 - 700 = -200 is carried on, and nothing is
 * paid. Booked twice: the next payment is less, 100 - 80 = 20. */
static void test_open_items_worked(void)
{
    begin(false);
    put(301, GROUP_INT_1, 100, 0);
    open_item(301, GROUP_INT_1, OPEN_REJECTED, 500);
    put(1103, GROUP_INT_1, -700, 0);
    open_item(1103, GROUP_INT_1, OPEN_RETURNED, 500);
    put(4601, GROUP_EM, 100, 0);
    open_item(4601, GROUP_EM, OPEN_TWICE, -80);
    CU_ASSERT_TRUE(take_up(NULL));
    settle();
    expect(301, GROUP_INT_1, 600, 0);
    expect(1103, GROUP_INT_1, 0, -200);
    expect(4601, GROUP_EM, 20, 0);
    CU_ASSERT_EQUAL(sums[4601][GROUP_EM].returned, -80);
    CU_ASSERT_EQUAL(group_sums_balance(&sums[1103][GROUP_INT_1]), 0);
}

/* A claim that was paid back, 60 of 100, and one that is given up: what is left is carried, or
 * paid back when it was too much. */
static void test_open_items_by_hand(void)
{
    begin(false);
    put(301, GROUP_INT_1, 0, -100);
    open_item(301, GROUP_INT_1, OPEN_RECEIVED, 60);
    put(1103, GROUP_INT_1, 0, -100);
    open_item(1103, GROUP_INT_1, OPEN_WAIVED, 70);
    open_item(1103, GROUP_INT_1, OPEN_RECEIVED, 50);
    CU_ASSERT_TRUE(take_up(NULL));
    settle();
    expect(301, GROUP_INT_1, 0, -40);
    expect(1103, GROUP_INT_1, 20, 0);
    CU_ASSERT_EQUAL(sums[1103][GROUP_INT_1].manual, 120);
    CU_ASSERT_EQUAL(sums[1103][GROUP_INT_1].returned, 0);
}

/* Two items of municipalities that have become one; what must not be paid again yet waits. */
static void test_open_items_merged(void)
{
    NettingPart parts[MUNICIPALITY_CANDIDATES_MAX];
    size_t count;
    begin(false);
    open_item(219, GROUP_INT_1, OPEN_REJECTED, 30);
    open_item(3024, GROUP_INT_1, OPEN_RETURNED, 4);
    open_item(3024, GROUP_INT_1, OPEN_REJECTED, 1000);
    items[2].waits = true;
    CU_ASSERT_TRUE(take_up(NULL));
    settle();
    expect(3201, GROUP_INT_1, 34, 0);
    CU_ASSERT_TRUE(items[0].taken && items[1].taken);
    CU_ASSERT_FALSE(items[2].taken);
    CU_ASSERT_TRUE(netting_parts(&bare->context, &items[0], NULL, 0, parts, &count, &failed));
    CU_ASSERT_EQUAL(count, 1);
    CU_ASSERT_EQUAL(parts[0].municipality, 3201);
    CU_ASSERT_EQUAL(parts[0].amount, 30);
}

static const TestCase tests[] = {
    {"total", test_total},
    {"by group", test_by_group},
    {"by municipality", test_by_municipality},
    {"totals", test_totals},
    {"brought forward", test_brought_forward},
    {"split claim", test_split_claim},
    {"split claim refused", test_split_claim_refused},
    {"open items", test_open_items},
    {"open items worked", test_open_items_worked},
    {"open items by hand", test_open_items_by_hand},
    {"open items merged", test_open_items_merged},
    {"open items wait", test_open_items_wait},
    {"open items split", test_open_items_split},
};

TEST_MAIN("settlement/netting", tests)
