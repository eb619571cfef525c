/*
 * test_payment_cash.c - why: money is cash of the year in which the bank moved it; a payment
 * that is counted in the wrong year, twice or not at all makes a wrong state account. For every
 * set of what may be told, the moves make up the state. life.md 6.
 */
#include <stdio.h>

#include "rules/annual/payment_cash.h"
#include "tests/rules/base/test_main.h"

enum { EXECUTION = 100, MOST = 3 };

/* What was told. */
typedef struct Told {
    uint32_t debits, credits;
    bool accepted, settles, rejected, by_hand;
} Told;

static size_t moves_of(const Told *told, PaymentState *state, CashMove *out)
{
    static const Day debits[MOST] = {99, 110, 120}, credits[MOST] = {130, 140, 150};
    const PaymentFacts facts = {.debits = told->debits,
                                .credits = told->credits,
                                .accepted = told->accepted || told->settles,
                                .settles = told->settles,
                                .rejected = told->rejected,
                                .came_back = told->by_hand};
    const PaymentDays days = {.execution = EXECUTION,
                              .debits = debits,
                              .credits = credits,
                              .debit_count = told->debits,
                              .credit_count = told->credits,
                              .by_hand = told->by_hand ? 160 : DAY_NONE};
    *state = payment_state(&facts);
    return payment_cash(state, &days, out);
}

/* Out less back; the days of the last moves go to *out and *back. */
static int net_of(Told told, Day *out, Day *back)
{
    CashMove moves[2 * MOST + 2];
    PaymentState state;
    int net = 0;
    size_t count = moves_of(&told, &state, moves);
    *out = *back = DAY_NONE;
    for (size_t i = 0; i < count; i++) {
        net += moves[i].back ? -1 : 1;
        *(moves[i].back ? back : out) = moves[i].day;
    }
    return net;
}

static void is(Told told, int net, Day out, Day back)
{
    Day went, came;
    CU_ASSERT_EQUAL(net_of(told, &went, &came), net);
    CU_ASSERT_EQUAL(went, out);
    CU_ASSERT_EQUAL(came, back);
}

static void test_days(void)
{
    is((Told){0}, 0, DAY_NONE, DAY_NONE);
    is((Told){.accepted = true}, 0, DAY_NONE, DAY_NONE);
    is((Told){.rejected = true}, 0, DAY_NONE, DAY_NONE);
    /* as good as booked by the bank's profile: on the payment date */
    is((Told){.settles = true}, 1, EXECUTION, DAY_NONE);
    is((Told){.debits = 1}, 1, 99, DAY_NONE);
    is((Told){.debits = 1, .settles = true}, 1, 99, DAY_NONE);
    is((Told){.debits = 2}, 2, 110, DAY_NONE);
    is((Told){.debits = 1, .credits = 1}, 0, 99, 130);
    is((Told){.debits = 2, .credits = 1}, 1, 110, 130);
    /* more came back than went out: the bank is asked, nothing is gained */
    is((Told){.debits = 1, .credits = 2}, 0, 99, 130);
    /* the debit was never told */
    is((Told){.credits = 1}, 0, EXECUTION, 130);
    is((Told){.by_hand = true}, 0, EXECUTION, 160);
    /* by hand it counts until the bank tells it */
    is((Told){.debits = 1, .by_hand = true}, 0, 99, 160);
    is((Told){.debits = 1, .credits = 1, .by_hand = true}, 0, 99, 130);
}

static void test_state(void)
{
    size_t tried = 0;
    for (uint32_t set = 0; set < 256; set++) {
        const Told told = {.debits = set & 3,
                           .credits = set >> 2 & 3,
                           .accepted = set >> 4 & 1,
                           .settles = set >> 5 & 1,
                           .rejected = set >> 6 & 1,
                           .by_hand = set >> 7 & 1};
        CashMove moves[2 * MOST + 2];
        PaymentState state;
        int net = 0;
        size_t count = moves_of(&told, &state, moves);
        for (size_t i = 0; i < count; i++)
            net += moves[i].back ? -1 : 1;
        CU_ASSERT_EQUAL(net, state.bucket == BUCKET_SETTLED ? 1 + (int)state.excess : 0);
        tried++;
    }
    CU_ASSERT_EQUAL(tried, 256);
}

static const TestCase tests[] = {{"days", test_days}, {"state", test_state}};

TEST_MAIN("annual/payment_cash", tests)
