/*
 * test_sample_monetary.c - an overstatement must not be hidden by an understatement, nor a
 * limit be stated that one item has already shown to be none. Each side worked out by hand or
 * by the published bound; points and extensions by their definition. control.md 3.
 */
#include <stdio.h>
#include <string.h>

#include "formats/run/sample_exact.h"
#include "tests/rules/sampling/sample_made.h"
#include "tests/rules/base/test_main.h"

enum { ITEMS = 290, UNITS = 145, AMOUNT = 100000000 };

static long double room[SAMPLE_ROOM * 600];

static SampleEvaluation judged;

static const SampleSideFound *side_of(const Sample *sample, int tolerable, SampleSide side)
{
    CU_ASSERT_EQUAL_FATAL(
        sample_evaluate(sample, 950, tolerable, &sample_exact, room, &judged, NULL), STATUS_OK);
    return &judged.monetary.sides[side];
}

/* As a file that comes back: the drawn ones alone, all right so far. */
static void come_back(Sample *sample)
{
    size_t kept = 0;
    made_draw(sample);
    made_audited(sample, 0, 0);
    for (size_t i = 0; i < sample->item_count; i++)
        if (sample->items[i].drawn) sample->items[kept++] = sample->items[i];
    sample->item_count = kept;
}

/* 290 items of a million kroner, of which 145 are drawn; `negative` items of 100 kr. */
static Sample *made_line(unsigned negative, int64_t negative_n)
{
    Sample *sample = made_new(SAMPLE_MUS, STRATA_NONE, UNITS);
    sample->form = SAMPLE_FORM_LINE;
    sample->negative_n = negative_n;
    for (unsigned p = 0; p < ITEMS; p++)
        made_add(sample, p, "all", AMOUNT);
    for (unsigned p = 0; p < negative; p++)
        made_add(sample, ITEMS + p, "all", -10000);
    come_back(sample);
    return sample;
}

/* The drawn item number `which` (of its part) is `error` too large. */
static void set_error(Sample *sample, SamplePart part, int which, Ore error)
{
    for (size_t i = 0; i < sample->item_count; i++) {
        SampleItem *item = &sample->items[i];
        if (!item->drawn || item->part != part || which-- != 0) continue;
        item->audited = item->amount - error;
        return;
    }
    CU_FAIL("no such item");
}

static void set_published(Sample *sample, int sign)
{
    static const Ore wrong[] = {AMOUNT, 20000072, 3999931};
    for (int i = 0; i < 3; i++)
        set_error(sample, PART_DRAWN, i, sign * wrong[i]);
}

/* The published bound, 3.478656 % of 290 million kroner, whichever way the items are wrong. */
static void test_sides_are_alike(void)
{
    for (int side = SIDE_OVER; side <= SIDE_UNDER; side++) {
        Sample *sample = made_line(0, 0);
        set_published(sample, side == SIDE_OVER ? 1 : -1);
        const SampleSideFound *found = side_of(sample, 348, (SampleSide)side);
        CU_ASSERT_EQUAL(judged.monetary.book, (Ore)ITEMS * AMOUNT);
        CU_ASSERT_EQUAL(judged.monetary.tolerable, (Ore)ITEMS * AMOUNT / 10000 * 348);
        CU_ASSERT_EQUAL(found->estimate, 248000006);
        CU_ASSERT(found->upper > 1008810000 && found->upper < 1008811000);
        CU_ASSERT_EQUAL(sample_share_millionths(found->upper, judged.monetary.book), 34787);
        CU_ASSERT(found->below && found->bounded);
        const SampleSideFound *other = &judged.monetary.sides[1 - side];
        CU_ASSERT_EQUAL(other->estimate, 0);
        CU_ASSERT(other->upper > 592900000 && other->upper < 593100000); /* 2.0448 % */
        CU_ASSERT_FALSE(side_of(sample, 347, (SampleSide)side)->below);
        made_free(sample);
    }
}

/* Both ways at once: neither makes the other smaller. */
static void test_sides_do_not_net(void)
{
    Sample *sample = made_line(0, 0);
    set_published(sample, 1);
    Ore alone = side_of(sample, 348, SIDE_OVER)->upper;
    for (int i = 3; i < 6; i++)
        set_error(sample, PART_DRAWN, i, -AMOUNT / 2);
    CU_ASSERT_EQUAL(side_of(sample, 348, SIDE_OVER)->upper, alone);
    CU_ASSERT_EQUAL(judged.monetary.sides[SIDE_OVER].estimate, 248000006);
    CU_ASSERT_EQUAL(judged.monetary.sides[SIDE_UNDER].estimate, 300000000);
    CU_ASSERT(judged.monetary.sides[SIDE_UNDER].upper > alone);
    made_free(sample);
}

/* Exactly the item is a taint of 1; one øre more and no item bounds its error any longer. */
static void test_taint_over_one(void)
{
    for (int side = SIDE_OVER; side <= SIDE_UNDER; side++) {
        int sign = side == SIDE_OVER ? 1 : -1;
        Sample *sample = made_line(0, 0);
        set_error(sample, PART_DRAWN, 7, sign * (Ore)AMOUNT);
        const SampleSideFound *found = side_of(sample, 9999, (SampleSide)side);
        CU_ASSERT(found->bounded && found->below && found->unbounded == 0);
        set_error(sample, PART_DRAWN, 7, sign * ((Ore)AMOUNT + 1));
        found = side_of(sample, 9999, (SampleSide)side);
        CU_ASSERT(!found->bounded && !found->below && found->unbounded == 1);
        CU_ASSERT_EQUAL(found->estimate, 200000002);
        CU_ASSERT(judged.monetary.sides[1 - side].bounded);
        CU_ASSERT(judged.monetary.sides[1 - side].below);
        made_free(sample);
    }
}

static void test_said_in_words(void)
{
    Sample *sample = made_line(0, 0);
    TextBuffer out = TEXT_BUFFER_EMPTY;
    set_error(sample, PART_DRAWN, 7, (Ore)AMOUNT + 1);
    CU_ASSERT_EQUAL(sample_report(sample, 950, 9999, &out, NULL), STATUS_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, "1 item owes more than it got: no bound"));
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, "Understated, of items that were paid: 0 in"));
    text_buffer_free(&out);
    made_free(sample);
}

/* Eight items of 100 kr back, three looked at, two of them 30 and 7 kr wrong: 37 kr / 3 * 8 =
 * 98.67 kr, and at most 37 kr and five whole ones. */
static void test_negative(void)
{
    Sample *sample = made_line(8, 3);
    CU_ASSERT_EQUAL(made_drawn(sample), UNITS + 3);
    set_error(sample, PART_NEGATIVE, 0, 3000);
    set_error(sample, PART_NEGATIVE, 2, -700);
    const SampleSideFound *found = side_of(sample, 1, SIDE_NEGATIVE);
    CU_ASSERT_EQUAL(judged.monetary.negative_drawn, 3);
    CU_ASSERT_EQUAL(judged.monetary.negative_left, 50000);
    CU_ASSERT(found->estimated && found->bounded && found->below);
    CU_ASSERT_EQUAL(found->estimate, 9867);
    CU_ASSERT_EQUAL(found->upper, 53700);
    CU_ASSERT_EQUAL(judged.monetary.sides[SIDE_OVER].drawn, 0);
    set_error(sample, PART_NEGATIVE, 1, 10000);
    CU_ASSERT(side_of(sample, 1, SIDE_NEGATIVE)->bounded);
    set_error(sample, PART_NEGATIVE, 1, -10001);
    found = side_of(sample, 9999, SIDE_NEGATIVE);
    CU_ASSERT(!found->bounded && !found->below && found->unbounded == 1);
    CU_ASSERT(judged.monetary.sides[SIDE_OVER].below);
    made_free(sample);
}

/* None drawn: no estimate, and all of it may be wrong. None there: nothing is. */
static void test_negative_not_drawn(void)
{
    Sample *sample = made_line(8, 0);
    CU_ASSERT_EQUAL(made_drawn(sample), UNITS);
    const SampleSideFound *found = side_of(sample, 1, SIDE_NEGATIVE);
    CU_ASSERT_FALSE(found->estimated);
    CU_ASSERT_EQUAL(found->upper, 80000);
    CU_ASSERT(found->bounded && found->below);
    made_free(sample);
    sample = made_line(0, 5);
    found = side_of(sample, 1, SIDE_NEGATIVE);
    CU_ASSERT(found->estimated && found->upper == 0 && found->below);
    made_free(sample);
    sample = made_line(8, 100);
    CU_ASSERT_EQUAL(made_drawn(sample), UNITS + 8);
    CU_ASSERT_EQUAL(side_of(sample, 1, SIDE_NEGATIVE)->upper, 0);
    made_free(sample);
}

/* The limit stands at the tolerable amount exactly: not below it. */
static void test_verdict_at_the_edge(void)
{
    Sample *sample = made_new(SAMPLE_MUS, STRATA_NONE, 1);
    sample->form = SAMPLE_FORM_LINE;
    made_add(sample, 0, "all", 10000);
    come_back(sample);
    set_error(sample, PART_ALL_TAKEN, 0, 500);
    CU_ASSERT_EQUAL(side_of(sample, 500, SIDE_OVER)->upper, 500);
    CU_ASSERT_FALSE(side_of(sample, 500, SIDE_OVER)->below);
    CU_ASSERT(side_of(sample, 501, SIDE_OVER)->below);
    CU_ASSERT_EQUAL(judged.monetary.sides[SIDE_UNDER].upper, 0);
    made_free(sample);
}

/* --- points --- */

static uint64_t state = 11;

static uint64_t next_number(uint64_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % below;
}

static void test_points_known(void)
{
    static const Ore values[] = {7, 3, 4, 9, 0, 1, 8, 2, 6, 5}; /* A to J */
    static const bool expected[] = {true,  false, true,  true, false,
                                    false, true,  false, true, false};
    SamplePoints points = sample_points(45 / 5, 2, 1);
    for (int i = 0; i < 10; i++)
        CU_ASSERT_EQUAL(sample_points_hit(&points, values[i]), expected[i]);
}

/* The definition, one øre at a time. */
static int hits_in(Ore from, Ore to, Ore interval, Ore start, int64_t multiple)
{
    int hits = 0;
    for (int64_t j = 0; start + j * interval / multiple <= to; j++)
        hits += start + j * interval / multiple > from;
    return hits;
}

static void check_points(Ore interval, Ore start, int64_t multiple)
{
    SamplePoints points = sample_points(interval, start, multiple);
    SamplePoints more = sample_points(interval, start, multiple * 3);
    Ore reached = 0, sure = sample_sure_amount(interval, multiple);
    for (int i = 0; i < 30; i++) {
        Ore value = (Ore)next_number(90) - 9, to = reached + (value > 0 ? value : 0);
        int hits = hits_in(reached, to, interval, start, multiple);
        bool hit = sample_points_hit(&points, value);
        CU_ASSERT_EQUAL(hit, hits > 0);
        CU_ASSERT(value < sure || reached + sure < start || hit);
        CU_ASSERT(value >= sure || hits <= 1);
        bool again = sample_points_hit(&more, value);
        CU_ASSERT(!hit || again); /* what was drawn stays drawn */
        reached = to;
    }
}

static void test_points_by_definition(void)
{
    for (int i = 0; i < 3000; i++) {
        int64_t multiple = (int64_t)next_number(7) + 1;
        Ore interval = multiple * 3 + (Ore)next_number(70);
        check_points(interval, (Ore)next_number((uint64_t)interval) + 1, multiple);
    }
}

/* --- extension --- */

static Sample *made_uneven(int64_t n)
{
    Sample *sample = made_new(SAMPLE_MUS, STRATA_NONE, n);
    sample->form = SAMPLE_FORM_LINE;
    sample->negative_n = 2;
    state = 3;
    for (unsigned p = 0; p < 500; p++)
        made_add(sample, p, "all",
                 p % 60 == 0     ? -500
                 : p % 100 == 99 ? 500 * (Ore)p
                                 : (Ore)next_number(9000) + 1);
    return sample;
}

static void test_extended(void)
{
    Sample *first = made_uneven(20), *twice = made_uneven(20);
    size_t taken[2] = {0, 0};
    made_draw(first);
    CU_ASSERT_EQUAL(sample_extend(twice, 60, NULL), STATUS_OK);
    CU_ASSERT(twice->n == 60 && twice->multiple == 3 && twice->look == 2);
    made_draw(twice);
    CU_ASSERT_EQUAL(twice->interval, first->interval);
    CU_ASSERT_EQUAL(twice->start, first->start);
    for (size_t i = 0; i < first->item_count; i++) {
        CU_ASSERT(!first->items[i].drawn || twice->items[i].drawn);
        taken[0] += first->items[i].part == PART_ALL_TAKEN;
        taken[1] += twice->items[i].part == PART_ALL_TAKEN;
    }
    CU_ASSERT(made_drawn(twice) >= made_drawn(first) + 20 && taken[1] > taken[0]);
    CU_ASSERT_EQUAL(sample_extend(twice, 80, NULL), STATUS_OK);
    CU_ASSERT(twice->n == 80 && twice->multiple == 4 && twice->look == 3);
    made_free(first);
    made_free(twice);
}

static void refused(Sample *sample, int64_t n, const char *what)
{
    Failure failure = {STATUS_OK, "", ""};
    Sample before = *sample;
    CU_ASSERT_EQUAL(sample_extend(sample, n, &failure), STATUS_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, what));
    CU_ASSERT(sample->n == before.n && sample->multiple == before.multiple);
}

static void test_not_extended(void)
{
    Sample *sample = made_uneven(20);
    refused(sample, 20, "no larger");
    refused(sample, 50, "take 40 or 60");
    refused(sample, 21, "take 40 or 60");
    refused(sample, 61, "take 60 or 80");
    CU_ASSERT_EQUAL(sample_extend(sample, 40, NULL), STATUS_OK);
    refused(sample, 50, "take 60 or 80");
    sample->form = SAMPLE_FORM_APART;
    refused(sample, 60, "draw a new one");
    sample->method = SAMPLE_ATTRIBUTE;
    CU_ASSERT_EQUAL(sample_extend(sample, 41, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(sample->look, 3);
    made_free(sample);
}

/* Four looks planned: each at 98.75 %. Clopper-Pearson of 0 in 145: 1 - .0125^(1/145). */
static void test_looks(void)
{
    Sample *sample = made_line(0, 0);
    TextBuffer out = TEXT_BUFFER_EMPTY;
    sample->looks = 4;
    sample->look = 2;
    Ore upper = side_of(sample, 500, SIDE_OVER)->upper;
    CU_ASSERT_EQUAL(sample_share_millionths(upper, judged.monetary.book), 29769);
    CU_ASSERT_EQUAL(judged.confidence, 950);
    sample->look = 5;
    side_of(sample, 500, SIDE_OVER);
    CU_ASSERT_EQUAL(judged.confidence, 750);
    CU_ASSERT_EQUAL(sample_report(sample, 950, 500, &out, NULL), STATUS_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, "Look 5 of 4 planned"));
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, "Conclusion: with at least 75.0 % confidence"));
    text_buffer_free(&out);
    made_free(sample);
}

static const TestCase tests[] = {
    {"sides are alike", test_sides_are_alike},
    {"sides do not net", test_sides_do_not_net},
    {"taint over one", test_taint_over_one},
    {"said in words", test_said_in_words},
    {"negative items", test_negative},
    {"negative items not drawn", test_negative_not_drawn},
    {"verdict at the edge", test_verdict_at_the_edge},
    {"points, known", test_points_known},
    {"points, by definition", test_points_by_definition},
    {"extended", test_extended},
    {"not extended", test_not_extended},
    {"looks", test_looks},
};

TEST_MAIN("samples of kroner", tests)
