/*
 * test_answer_judging.c - why: an entry that counts twice is a payment that counts as paid
 * twice, and one that does not count is paid again. life.md 2.
 */
#include <stdio.h>
#include <string.h>

#include "formats/base/system.h"
#include "formats/run/answer_judging.h"
#include "tests/rules/base/test_main.h"

static Failure failure;

static AnswerFact fact_of(FactKind kind, bool credit, const char *reference, int day,
                          Ore amount)
{
    AnswerFact fact = {
        .kind = kind, .credit = credit, .amount = amount, .day = day_from_date(2024, 4, day)};
    snprintf(fact.message_id, sizeof fact.message_id, "TEST-1");
    if (kind == FACT_BOOKED || kind == FACT_STATUS)
        snprintf(fact.end_to_end_id, sizeof fact.end_to_end_id, "P%lld", (long long)amount);
    snprintf(fact.reference, sizeof fact.reference, "%s", reference);
    return fact;
}

static void add(AnswerFacts *facts, AnswerFact fact, int source)
{
    memset(fact.source, source, sizeof fact.source);
    CU_ASSERT_EQUAL_FATAL(answer_facts_add(facts, &fact, &failure), STATUS_OK);
}

/* --- what is new --- */

static void test_new(void)
{
    AnswerFacts known = {0}, given = {0};
    add(&known, fact_of(FACT_BOOKED, false, "B1", 9, 100), 1);
    add(&given, fact_of(FACT_BOOKED, false, "B1", 9, 100), 2); /* known by another answer */
    add(&given, fact_of(FACT_BOOKED, false, "B1", 9, 200), 3);
    add(&given, fact_of(FACT_BOOKED, false, "B1", 9, 200), 2); /* told by two */
    add(&given, fact_of(FACT_BOOKED, true, "B1", 9, 100), 2);
    add(&given, fact_of(FACT_SEEN, false, "", 9, 0), 2);
    add(&given, fact_of(FACT_SEEN, false, "", 10, 0), 1); /* once is enough */
    answer_facts_sort(&known);
    answer_facts_keep_new(&given, &known);
    CU_ASSERT_EQUAL_FATAL(given.count, 3);
    for (size_t i = 0; i < given.count; i++)
        CU_ASSERT_EQUAL(given.items[i].source[0], 2);
    add(&known, fact_of(FACT_SEEN, false, "", 8, 0), 1);
    answer_facts_sort(&known);
    answer_facts_keep_new(&given, &known);
    CU_ASSERT_EQUAL(given.count, 2); /* the account was seen before */
    answer_facts_free(&known);
    answer_facts_free(&given);
}

/* --- sums --- */

static void sum_is(const AnswerFact *items, size_t count, Ore sum, Ore back)
{
    BatchTotal total = answer_facts_sum(items, count);
    CU_ASSERT_EQUAL(total.sum, sum);
    CU_ASSERT_EQUAL(total.back, back);
}

static void test_sums(void)
{
    AnswerFact items[] = {fact_of(FACT_SUM, false, "B1", 9, 500),
                          fact_of(FACT_SUM, false, "B1", 10, 500), /* the same entry */
                          fact_of(FACT_SUM, true, "B2", 9, 100),
                          fact_of(FACT_BOOKED, false, "B3", 9, 400),
                          fact_of(FACT_BOOKED, false, "B1", 9, 300)};
    sum_is(items, 1, 500, 0);
    sum_is(items, 2, 500, 0);
    sum_is(items, 3, 400, 100);
    sum_is(items, 4, 400, 100);
    sum_is(items, 5, -100, 100); /* B1 is told with its payments */
    AnswerFact bare[] = {
        fact_of(FACT_SUM, false, "", 9, 500), fact_of(FACT_BOOKED, false, "", 9, 300),
        fact_of(FACT_BOOKED, false, "", 10, 200), fact_of(FACT_BOOKED, false, "", 9, 200)};
    sum_is(bare, 1, 500, 0);
    sum_is(bare, 3, 500, 0); /* not the whole of it */
    sum_is(bare, 4, 0, 0);
}

/* --- an entry that is told again, and otherwise --- */

static bool contradict(AnswerFact left, AnswerFact right)
{
    const AnswerFact *first, *second;
    AnswerFacts facts = {0};
    add(&facts, left, 1);
    add(&facts, right, 2);
    answer_facts_sort(&facts);
    bool found = answer_facts_contradict(&facts, &first, &second);
    answer_facts_free(&facts);
    return found;
}

static void test_contradiction(void)
{
    AnswerFact sum = fact_of(FACT_SUM, false, "B1", 9, 500), other = sum;
    CU_ASSERT_FALSE(contradict(sum, sum));
    other.day++;
    CU_ASSERT_FALSE(contradict(sum, other)); /* the reference tells */
    other.amount = 400;
    CU_ASSERT_TRUE(contradict(sum, other));
    CU_ASSERT_TRUE(contradict(other, sum));
    other.occurrence = 1; /* two batches of one entry */
    CU_ASSERT_FALSE(contradict(sum, other));
    CU_ASSERT_FALSE(contradict(sum, fact_of(FACT_SUM, false, "B2", 9, 400)));
    CU_ASSERT_FALSE(
        contradict(fact_of(FACT_SUM, false, "", 9, 400), fact_of(FACT_SUM, false, "", 9, 500)));
    CU_ASSERT_TRUE(contradict(sum, fact_of(FACT_SUM, true, "B1", 9, 500)));
    other = sum;
    other.has_count = true, other.count = 3;
    CU_ASSERT_FALSE(contradict(sum, other)); /* one of them does not say how many */
    sum.has_count = true, sum.count = 4;
    CU_ASSERT_TRUE(contradict(sum, other));
    CU_ASSERT_TRUE(contradict(fact_of(FACT_BOOKED, false, "B1", 9, 100),
                              fact_of(FACT_BOOKED, true, "B1", 9, 100)));
    CU_ASSERT_FALSE(contradict(fact_of(FACT_BOOKED, false, "B1", 9, 100),
                               fact_of(FACT_BOOKED, true, "B1", 9, 200)));
}

/* --- reasons --- */

static void test_worth(void)
{
    AnswerFact back = fact_of(FACT_BOOKED, true, "B1", 9, 1);
    AnswerFact booked = fact_of(FACT_BOOKED, false, "B1", 9, 1);
    AnswerFact rejected = fact_of(FACT_STATUS, false, "", 9, 1), accepted = rejected;
    rejected.meaning = SAYS_REJECTED;
    accepted.meaning = SAYS_ACCEPTED;
    PaymentState returned = {.bucket = BUCKET_REJECTED, .returned = true};
    PaymentState refused = {.bucket = BUCKET_REJECTED}, settled = {.bucket = BUCKET_SETTLED};
    CU_ASSERT_TRUE(answer_fact_worth(&back, &returned) > answer_fact_worth(&booked, &returned));
    CU_ASSERT_EQUAL(answer_fact_worth(&rejected, &returned), 0);
    CU_ASSERT_TRUE(answer_fact_worth(&rejected, &refused) > 0);
    CU_ASSERT_EQUAL(answer_fact_worth(&accepted, &refused), 0);
    CU_ASSERT_TRUE(answer_fact_worth(&booked, &settled) >
                   answer_fact_worth(&accepted, &settled));
}

/* A status means what its code says; only a partial one is made clear by others. */
static void test_sound(void)
{
    static const struct {
        const char *code;
        StatusMeaning meaning;
        bool sound;
    } rows[] = {{"RJCT", SAYS_REJECTED, true},  {"RJCT", SAYS_ACCEPTED, false},
                {"ACSC", SAYS_SETTLED, true},   {"ACSC", SAYS_ACCEPTED, true},
                {"ACSC", SAYS_REJECTED, false}, {"PART", SAYS_ACCEPTED, true},
                {"PART", SAYS_WAITING, true},   {"PART", SAYS_REJECTED, false},
                {"RCVD", SAYS_WAITING, true},   {"RCVD", SAYS_SETTLED, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        AnswerFact fact = {.kind = FACT_STATUS, .meaning = rows[i].meaning};
        snprintf(fact.code, sizeof fact.code, "%s", rows[i].code);
        CU_ASSERT_EQUAL(answer_fact_is_sound(&fact), rows[i].sound);
    }
}

static const TestCase tests[] = {{"new", test_new},
                                 {"sums", test_sums},
                                 {"contradiction", test_contradiction},
                                 {"worth", test_worth},
                                 {"sound", test_sound}};

TEST_MAIN("run/answer_judging", tests)
