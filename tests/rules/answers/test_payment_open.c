/*
 * test_payment_open.c - why: what is open is paid. A sum that is open twice is paid twice, one
 * that closes too early never, and banks tell in any order, before and after a run. life.md 2.
 */
#include <stdio.h>
#include <string.h>

#include "rules/answers/payment_open.h"
#include "tests/rules/base/test_main.h"

enum { SENT = 700, FACTS_MOST = 4 };

/* What may be told of a payment, a letter each: accepted, rejected, booked, credited, back by
 * hand. */
static const char told[] = "arbch";

static void tell(PaymentFacts *facts, char what)
{
    facts->accepted = facts->accepted || what == 'a';
    facts->rejected = facts->rejected || what == 'r';
    facts->came_back = facts->came_back || what == 'h';
    facts->debits += what == 'b';
    facts->credits += what == 'c';
}

static PaymentOpen open_of(const char *facts_told, Ore taken)
{
    PaymentFacts facts = {0};
    for (const char *at = facts_told; *at != '\0'; at++)
        tell(&facts, *at);
    PaymentState state = payment_state(&facts);
    return payment_open(&state, SENT, taken);
}

static void is(const char *facts_told, Ore taken, Ore amount, OpenKind kind)
{
    PaymentOpen open = open_of(facts_told, taken);
    CU_ASSERT_EQUAL(open.amount, amount);
    if (amount != 0) CU_ASSERT_EQUAL(open.kind, kind);
    if (open.amount != amount) printf("\n%s: %lld open\n", facts_told, (long long)open.amount);
}

static void test_kinds(void)
{
    is("", 0, 0, OPEN_REJECTED);
    is("a", 0, 0, OPEN_REJECTED);
    is("b", 0, 0, OPEN_REJECTED);
    is("r", 0, SENT, OPEN_REJECTED);
    is("bc", 0, SENT, OPEN_RETURNED);
    is("c", 0, SENT, OPEN_RETURNED);
    is("h", 0, SENT, OPEN_RETURNED);
    is("hc", 0, SENT, OPEN_RETURNED);
    is("rb", 0, 0, OPEN_REJECTED);
    is("bb", 0, -SENT, OPEN_TWICE);
    is("bbb", 0, -2 * SENT, OPEN_TWICE);
    is("bbc", 0, 0, OPEN_TWICE);
}

/* A run has paid the sum again, or taken the excess off. */
static void test_taken(void)
{
    is("r", SENT, 0, OPEN_REJECTED);
    is("rb", SENT, -SENT, OPEN_AGAIN);
    is("rbc", SENT, 0, OPEN_AGAIN);
    is("rbb", SENT, -2 * SENT, OPEN_AGAIN);
    is("bcb", SENT, -SENT, OPEN_AGAIN);
    is("bb", -SENT, 0, OPEN_TWICE);
    is("bbc", -SENT, SENT, OPEN_RETURNED);
    is("bbcc", -SENT, 2 * SENT, OPEN_RETURNED);
}

/* The sum of what runs take up is what the bank left undone, whenever they run: of every set of
 * up to four facts, told in every order, with a run after each prefix of it. */
static void try_order(const char *order, const char *sorted, size_t count)
{
    PaymentFacts all = {0};
    for (size_t i = 0; i < count; i++)
        tell(&all, order[i]);
    PaymentState state = payment_state(&all);
    Ore last = payment_open(&state, SENT, 0).amount;
    CU_ASSERT_EQUAL(last, open_of(sorted, 0).amount);
    for (unsigned runs = 0; runs < 1u << count; runs++) {
        PaymentFacts facts = {0};
        Ore taken = 0;
        for (size_t i = 0; i < count; i++) {
            tell(&facts, order[i]);
            state = payment_state(&facts);
            if (runs >> i & 1) taken += payment_open(&state, SENT, taken).amount;
        }
        state = payment_state(&facts);
        CU_ASSERT_EQUAL(taken + payment_open(&state, SENT, taken).amount, last);
    }
}

static void try_orders(char *order, const char *sorted, size_t at, size_t count)
{
    if (at == count) try_order(order, sorted, count);
    for (size_t i = at; i < count; i++) {
        char first = order[at];
        order[at] = order[i], order[i] = first;
        try_orders(order, sorted, at + 1, count);
        order[i] = order[at], order[at] = first;
    }
}

static void test_orders(void)
{
    size_t kinds = strlen(told), sets = 1;
    for (size_t count = 1; count <= FACTS_MOST; count++) {
        sets *= kinds;
        for (size_t set = 0; set < sets; set++) {
            char order[FACTS_MOST + 1] = "", first[FACTS_MOST + 1] = "";
            for (size_t i = 0, rest = set; i < count; i++, rest /= kinds)
                first[i] = order[i] = told[rest % kinds];
            try_orders(order, first, 0, count);
        }
    }
}

static const TestCase tests[] = {
    {"kinds", test_kinds}, {"taken", test_taken}, {"orders", test_orders}};

TEST_MAIN("answers/payment_open", tests)
