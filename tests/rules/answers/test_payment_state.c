/*
 * test_payment_state.c - why: a rejected payment that counts as settled is never paid, one that
 * counts as rejected is paid twice, and banks answer in any order. life.md 2.
 */
#include <stdio.h>
#include <string.h>

#include "rules/answers/payment_state.h"
#include "tests/rules/base/test_main.h"

static void test_codes(void)
{
    static const char *const accepted[] = {"ACTC", "ACCP", "ACSP", "ACWC",
                                           "ACFC", "ACWP", "ACSC", "ACCC"};
    static const char *const waiting[] = {"RCVD", "PDNG", "PATC", "ACC", "ACTC ",
                                          "XXXX", "CTC ", "rjct", "C AC"};
    SettlingCodes settling = {.codes = {"ACSC", "ACCC"}, .count = 2};
    for (size_t i = 0; i < 8; i++) {
        CU_ASSERT_EQUAL(status_meaning(accepted[i], NULL), SAYS_ACCEPTED);
        CU_ASSERT_EQUAL(status_meaning(accepted[i], &settling),
                        i < 6 ? SAYS_ACCEPTED : SAYS_SETTLED);
    }
    for (size_t i = 0; i < sizeof waiting / sizeof waiting[0]; i++)
        CU_ASSERT_EQUAL(status_meaning(waiting[i], &settling), SAYS_WAITING);
    CU_ASSERT_EQUAL(status_meaning("RJCT", NULL), SAYS_REJECTED);
    CU_ASSERT_EQUAL(status_meaning("CANC", NULL), SAYS_REJECTED);
    CU_ASSERT_EQUAL(status_meaning("PART", NULL), SAYS_PARTIAL);
    CU_ASSERT_EQUAL(status_meaning("", NULL), SAYS_NOTHING);
}

/* --- one report --- */

enum { COUNT = 4 };
static const char letters[] = "-wpasr"; /* in the order of StatusMeaning */

static StatusMeaning meaning_of(char letter)
{
    return (StatusMeaning)(strchr(letters, letter) - letters);
}

/* `listed` and the expected result: one letter a payment. */
static void resolve(const GroupStatus *group, const char *listed, PartRest rest,
                    const char *expected)
{
    StatusMeaning own[COUNT], out[COUNT];
    char got[COUNT + 1] = "";
    for (size_t i = 0; i < COUNT; i++)
        own[i] = meaning_of(listed[i]);
    status_resolve(group, own, COUNT, rest, out);
    for (size_t i = 0; i < COUNT; i++)
        got[i] = letters[out[i]];
    CU_ASSERT_STRING_EQUAL(got, expected);
    if (strcmp(got, expected) != 0) printf("\n%s: %s, not %s\n", listed, got, expected);
}

static void test_levels(void)
{
    GroupStatus accepted = {.meaning = SAYS_ACCEPTED}, rejected = {.meaning = SAYS_REJECTED};
    GroupStatus silent = {.meaning = SAYS_NOTHING}, waiting = {.meaning = SAYS_WAITING};
    resolve(&accepted, "----", PART_REST_PENDING, "aaaa");
    resolve(&accepted, "-r-w", PART_REST_PENDING, "araw");
    resolve(&rejected, "--a-", PART_REST_PENDING, "rrar");
    resolve(&silent, "-r-s", PART_REST_ACCEPTED, "-r-s");
    resolve(&waiting, "-r--", PART_REST_ACCEPTED, "wrww");
    resolve(&accepted, "p---", PART_REST_PENDING, "waaa");
}

static void test_partial(void)
{
    GroupStatus plain = {.meaning = SAYS_PARTIAL};
    GroupStatus fits = {.meaning = SAYS_PARTIAL, .tallied = true, .accepted = 3, .rejected = 1};
    GroupStatus short_of = fits, waits = fits, more = fits, other = fits;
    resolve(&plain, "-r--", PART_REST_PENDING, "wrww");
    resolve(&plain, "-r--", PART_REST_ACCEPTED, "araa");
    resolve(&fits, "-r--", PART_REST_PENDING, "araa");
    resolve(&fits, "ar--", PART_REST_PENDING, "araa");
    resolve(&fits, "sr--", PART_REST_PENDING, "sraa");
    short_of.accepted = 2;
    resolve(&short_of, "-r--", PART_REST_PENDING, "wrww");
    waits.accepted = 2, waits.waiting = 1;
    resolve(&waits, "-r-w", PART_REST_PENDING, "araw");
    resolve(&waits, "-r--", PART_REST_PENDING, "wrww");
    more.accepted = 4;
    resolve(&more, "-r--", PART_REST_PENDING, "wrww");
    other.rejected = 2, other.accepted = 2;
    resolve(&other, "-r--", PART_REST_PENDING, "wrww");
}

/* --- movements --- */

static Movement movement(uint32_t payment, bool credit, const char *reference, int day,
                         uint32_t occurrence)
{
    Movement made = {.payment = payment,
                     .credit = credit,
                     .booked = day_from_date(2024, 4, day),
                     .occurrence = occurrence};
    snprintf(made.reference, sizeof made.reference, "%s", reference);
    return made;
}

static void test_movements(void)
{
    Movement list[] = {
        movement(1, false, "B1", 9, 0),  movement(0, false, "B1", 9, 0),
        movement(1, false, "B1", 9, 0),  /* the same, told again */
        movement(1, false, "B1", 10, 0), /* with another day: the reference tells */
        movement(1, false, "B1", 9, 1),  /* twice in one entry */
        movement(1, true, "B1", 9, 0),   /* the other direction */
        movement(2, false, "", 9, 0),    movement(2, false, "", 9, 0),
        movement(2, false, "", 10, 0), /* without a reference the day tells */
    };
    size_t count = movements_unite(list, sizeof list / sizeof list[0]);
    size_t of[3] = {0};
    for (size_t i = 0; i < count; i++)
        of[list[i].payment]++;
    CU_ASSERT_EQUAL(count, 6);
    CU_ASSERT_EQUAL(of[0], 1);
    CU_ASSERT_EQUAL(of[1], 3);
    CU_ASSERT_EQUAL(of[2], 2);
    CU_ASSERT_EQUAL(movements_unite(list, 0), 0);
}

/* --- buckets --- */

static void state(uint32_t debits, uint32_t credits, const char *said, Bucket bucket,
                  const char *marks)
{
    PaymentFacts facts = {.debits = debits, .credits = credits};
    for (const char *letter = said; *letter != '\0'; letter++)
        payment_facts_add(&facts, meaning_of(*letter));
    PaymentState got = payment_state(&facts);
    char text[5] = "", *end = text;
    if (got.returned) *end++ = 'r';
    if (got.excess > 0) *end++ = (char)('1' + got.excess);
    if (got.contrary) *end++ = 'c';
    if (got.waiting) *end++ = 'w';
    CU_ASSERT_EQUAL(got.bucket, bucket);
    CU_ASSERT_STRING_EQUAL(text, marks);
    if (got.bucket != bucket || strcmp(text, marks) != 0)
        printf("\n%u debits, %u credits, '%s': %s, '%s'\n", debits, credits, said,
               bucket_text(got.bucket), text);
}

static void test_buckets(void)
{
    state(0, 0, "", BUCKET_MISSING, "");
    state(0, 0, "w", BUCKET_MISSING, "w");
    state(0, 0, "a", BUCKET_ACCEPTED, "");
    state(0, 0, "wa", BUCKET_ACCEPTED, "");
    state(0, 0, "s", BUCKET_SETTLED, "");
    state(0, 0, "ar", BUCKET_REJECTED, "");
    state(0, 0, "rsw", BUCKET_REJECTED, "");
    state(1, 0, "", BUCKET_SETTLED, "");
    state(1, 0, "w", BUCKET_SETTLED, "");
    state(1, 0, "r", BUCKET_SETTLED, "c");
    state(1, 1, "a", BUCKET_REJECTED, "r");
    state(1, 1, "r", BUCKET_REJECTED, "r");
    state(0, 1, "", BUCKET_REJECTED, "r");
    state(2, 0, "a", BUCKET_SETTLED, "2");
    state(2, 1, "a", BUCKET_SETTLED, "");
    state(2, 0, "r", BUCKET_SETTLED, "2c");
    state(2, 2, "", BUCKET_REJECTED, "r");
    state(3, 1, "", BUCKET_SETTLED, "2");
    state(3, 0, "", BUCKET_SETTLED, "3");
    CU_ASSERT_STRING_EQUAL(bucket_text(BUCKET_MISSING), "missing");
    CU_ASSERT_STRING_EQUAL(bucket_text(BUCKET_SETTLED), "settled");
    CU_ASSERT_STRING_EQUAL(bucket_text(BUCKET_ACCEPTED), "accepted");
    CU_ASSERT_STRING_EQUAL(bucket_text(BUCKET_REJECTED), "rejected");
}

/* What somebody says by hand is the credit that the bank tells of later, not another. */
static void test_by_hand(void)
{
    static const struct {
        uint32_t debits, credits, excess;
        bool returned;
    } rows[] = {{0, 0, 0, true},  {1, 0, 0, true},  {1, 1, 0, true},
                {2, 1, 0, false}, {2, 0, 0, false}, {3, 1, 1, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        PaymentFacts facts = {.debits = rows[i].debits, .credits = rows[i].credits};
        facts.came_back = true;
        PaymentState got = payment_state(&facts);
        CU_ASSERT_EQUAL(got.returned, rows[i].returned);
        CU_ASSERT_EQUAL(got.excess, rows[i].excess);
    }
}

/* Whatever is said in whatever order, the state is the same: every set of up to six things. */
static void test_order(void)
{
    for (unsigned set = 0; set < 1u << 6; set++) {
        PaymentFacts forward = {0}, backward = {0};
        for (int i = 0; i < 6; i++) {
            if (set >> i & 1) payment_facts_add(&forward, (StatusMeaning)i);
            if (set >> (5 - i) & 1) payment_facts_add(&backward, (StatusMeaning)(5 - i));
        }
        CU_ASSERT_EQUAL(memcmp(&forward, &backward, sizeof forward), 0);
        CU_ASSERT_EQUAL(payment_state(&forward).bucket == BUCKET_REJECTED,
                        (set >> SAYS_REJECTED & 1) != 0);
    }
}

/* Friday 29 March 2024 is Good Friday: five bank days after Wednesday 27 March are not over
 * before Monday 8 April. */
static void test_overdue(void)
{
    Day sent = day_from_date(2024, 3, 27);
    for (int bucket = 0; bucket < BUCKET_COUNT; bucket++) {
        PaymentState state = {.bucket = (Bucket)bucket};
        bool open = bucket == BUCKET_ACCEPTED || bucket == BUCKET_MISSING;
        CU_ASSERT_FALSE(payment_is_overdue(&state, sent, day_from_date(2024, 4, 7)));
        CU_ASSERT_EQUAL(payment_is_overdue(&state, sent, day_from_date(2024, 4, 8)), open);
        CU_ASSERT_EQUAL(payment_is_overdue(&state, sent, day_from_date(2026, 4, 8)), open);
    }
}

/* --- sums --- */

static BatchResult batch_of(const char *said, BatchTotal total, const char *debits)
{
    static const Ore amounts[COUNT] = {100, 200, 400, 800};
    PaymentFacts facts[COUNT] = {{0}};
    char got[COUNT + 1] = "";
    for (size_t i = 0; i < COUNT; i++) {
        if (said[i] == 'd')
            facts[i].debits = 1;
        else
            payment_facts_add(&facts[i], meaning_of(said[i]));
    }
    BatchResult result = batch_settle(&total, amounts, facts, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        got[i] = (char)('0' + facts[i].debits);
    CU_ASSERT_STRING_EQUAL(got, debits);
    for (size_t i = 0; i < COUNT; i++)
        CU_ASSERT_EQUAL(facts[i].credits, result == BATCH_RETURNS && got[i] != '0');
    return result;
}

static BatchResult batch(const char *said, Ore sum, int count, const char *debits)
{
    BatchTotal total = {.sum = sum, .has_count = count >= 0, .count = (uint64_t)count};
    return batch_of(said, total, debits);
}

static void test_batch(void)
{
    CU_ASSERT_EQUAL(batch("----", 1500, -1, "1111"), BATCH_SETTLES);
    CU_ASSERT_EQUAL(batch("aaaa", 1500, 4, "1111"), BATCH_SETTLES);
    CU_ASSERT_EQUAL(batch("aaaa", 1500, 3, "0000"), BATCH_OTHER_COUNT);
    CU_ASSERT_EQUAL(batch("ar-a", 1300, 3, "1011"), BATCH_SETTLES);
    CU_ASSERT_EQUAL(batch("ar-a", 1500, 4, "1111"), BATCH_SETTLES);
    CU_ASSERT_EQUAL(batch("ad-a", 1300, 3, "1111"), BATCH_SETTLES);
    CU_ASSERT_EQUAL(batch("----", 1400, -1, "0000"), BATCH_LESS);
    CU_ASSERT_EQUAL(batch("----", 1501, -1, "0000"), BATCH_MORE);
    CU_ASSERT_EQUAL(batch("ar-a", 1301, -1, "0000"), BATCH_UNCLEAR);
    CU_ASSERT_EQUAL(batch("ar-a", 1501, -1, "0000"), BATCH_MORE);
    CU_ASSERT_EQUAL(batch("----", 0, -1, "0000"), BATCH_NOTHING);
    CU_ASSERT_EQUAL(batch("----", -5, -1, "0000"), BATCH_NOTHING);
    CU_ASSERT_EQUAL(batch("dddd", 100, -1, "1111"), BATCH_LESS);
    CU_ASSERT_EQUAL(batch("ad-a", 1500, 4, "1211"), BATCH_SETTLES);
    CU_ASSERT_EQUAL(batch("adra", 1100, 3, "1201"), BATCH_SETTLES);
    CU_ASSERT_EQUAL(batch("adra", 1300, 3, "1111"), BATCH_SETTLES);
    CU_ASSERT_EQUAL(batch("adra", 900, 2, "1101"), BATCH_SETTLES);
    CU_ASSERT_EQUAL(batch("dddd", 1500, 4, "2222"), BATCH_SETTLES);
    BatchTotal back = {.back = 1500}, part = {.back = 100}, more = {.back = 1600};
    CU_ASSERT_EQUAL(batch_of("aa-a", back, "1111"), BATCH_RETURNS);
    CU_ASSERT_EQUAL(batch_of("aa-a", part, "0000"), BATCH_LESS);
    CU_ASSERT_EQUAL(batch_of("aa-a", more, "0000"), BATCH_MORE);
}

/* A sum with some of the rejected payments in it: late, or called unsent, and booked all the
 * same. What is never entered hides that it is paid twice. */
static void test_batch_sets(void)
{
    CU_ASSERT_EQUAL(batch("arra", 1100, -1, "1101"), BATCH_SETTLES);
    CU_ASSERT_EQUAL(batch("arra", 1300, 3, "1011"), BATCH_SETTLES);
    CU_ASSERT_EQUAL(batch("arra", 1300, 2, "0000"), BATCH_UNCLEAR);
    CU_ASSERT_EQUAL(batch("rrrr", 500, -1, "1010"), BATCH_SETTLES);
    CU_ASSERT_EQUAL(batch("rrrr", 550, -1, "0000"), BATCH_UNCLEAR);
    CU_ASSERT_EQUAL(batch("rrar", 300, -1, "0000"), BATCH_LESS);
    CU_ASSERT_EQUAL(batch("drra", 1000, 2, "1101"), BATCH_SETTLES);
    CU_ASSERT_EQUAL(batch("drra", 1100, -1, "2101"), BATCH_SETTLES);
    CU_ASSERT_EQUAL(batch("darr", 1400, -1, "1111"), BATCH_SETTLES);
    BatchTotal back = {.back = 1100};
    CU_ASSERT_EQUAL(batch_of("arra", back, "1101"), BATCH_RETURNS);
}

/* Of like payments several sets fit; among more than twenty none is searched. */
static void test_batch_unclear(void)
{
    enum { MANY = 22 };
    Ore amounts[MANY];
    for (size_t rejected = 1; rejected < MANY; rejected++) {
        PaymentFacts facts[MANY] = {{0}};
        for (size_t i = 0; i < MANY; i++) {
            amounts[i] = INT64_C(1) << i;
            facts[i].rejected = i < rejected;
        }
        BatchTotal total = {.sum = (INT64_C(1) << MANY) - 2};
        bool clear = rejected <= BATCH_SEARCHED_MAX && rejected > 1;
        bool plain = rejected == 1;
        CU_ASSERT_EQUAL(batch_settle(&total, amounts, facts, MANY),
                        clear || plain ? BATCH_SETTLES : BATCH_UNCLEAR);
        CU_ASSERT_EQUAL(facts[0].debits, 0);
        CU_ASSERT_EQUAL(facts[1].debits, clear || plain);
    }
    Ore like[] = {500, 100, 100, 200};
    PaymentFacts facts[COUNT] = {{0}};
    for (size_t i = 1; i < COUNT; i++)
        facts[i].rejected = true;
    BatchTotal one = {.sum = 600}, both = {.sum = 700}, three = {.sum = 800};
    CU_ASSERT_EQUAL(batch_settle(&one, like, facts, COUNT), BATCH_UNCLEAR);
    CU_ASSERT_EQUAL(batch_settle(&both, like, facts, COUNT), BATCH_UNCLEAR);
    for (size_t i = 0; i < COUNT; i++)
        CU_ASSERT_EQUAL(facts[i].debits, 0);
    three.has_count = true, three.count = 3;
    CU_ASSERT_EQUAL(batch_settle(&three, like, facts, COUNT), BATCH_UNCLEAR);
    both.has_count = true, both.count = 2;
    CU_ASSERT_EQUAL(batch_settle(&both, like, facts, COUNT), BATCH_SETTLES);
    CU_ASSERT_EQUAL(facts[3].debits, 1);
}

static const TestCase tests[] = {
    {"batch sets", test_batch_sets}, {"batch unclear", test_batch_unclear},
    {"codes", test_codes},           {"levels", test_levels},
    {"partial", test_partial},       {"movements", test_movements},
    {"buckets", test_buckets},       {"order", test_order},
    {"by hand", test_by_hand},       {"overdue", test_overdue},
    {"batch", test_batch},
};

TEST_MAIN("answers/payment_state", tests)
