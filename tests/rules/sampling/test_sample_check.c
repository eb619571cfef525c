/*
 * test_sample_check.c - the digest of a sample file is no signature: whoever writes a right one
 * must not make the evaluation divide by nothing or count beyond what numbers hold.
 */
#include <string.h>

#include "tests/rules/sampling/sample_made.h"
#include "tests/rules/base/test_main.h"

static void refused(const Sample *sample, const char *where, const char *what)
{
    Failure failure = {STATUS_OK, "", ""};
    CU_ASSERT_EQUAL(sample_check("s.csv", sample, &failure), STATUS_INPUT_VALUE);
    CU_ASSERT_STRING_EQUAL(failure.where, where);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, what));
}

/* A field is set, the sample refused, and the field set back. */
#define REFUSED_WITH(sample, field, value, where, what)                                        \
    do {                                                                                       \
        Sample kept_ = *(sample);                                                              \
        SampleItem item_ = (sample)->items[0];                                                 \
        (sample)->field = (value);                                                             \
        refused(sample, where, what);                                                          \
        *(sample) = kept_;                                                                     \
        (sample)->items[0] = item_;                                                            \
    } while (0)

/* Like a file that was read: the drawn alone, on lines from 20 on. */
static Sample *made_read(SampleMethod method, int64_t n)
{
    Sample *sample = made_new(method, STRATA_NONE, n);
    size_t kept = 0;
    for (unsigned p = 0; p < 100; p++)
        made_add(sample, p, "all", p == 0 ? 10000000 : p == 1 ? -500 : 1000 + (Ore)p);
    made_draw(sample);
    for (size_t i = 0; i < sample->item_count; i++) {
        if (!sample->items[i].drawn) continue;
        sample->items[kept] = sample->items[i];
        sample->items[kept].file_line = 20 + kept;
        kept++;
    }
    sample->item_count = kept;
    CU_ASSERT_EQUAL_FATAL(sample_check("s.csv", sample, NULL), STATUS_OK);
    return sample;
}

static void test_heading(void)
{
    Sample *sample = made_read(SAMPLE_ATTRIBUTE, 10);
    REFUSED_WITH(sample, n, 0, "s.csv", "n");
    REFUSED_WITH(sample, n, SAMPLE_SIZE_MAX + 1, "s.csv", "n");
    REFUSED_WITH(sample, count, 0, "s.csv", "population");
    REFUSED_WITH(sample, count, 99, "s.csv", "stratum");
    REFUSED_WITH(sample, count, 101, "s.csv", "the strata are not the population");
    REFUSED_WITH(sample, count, (uint64_t)SAMPLE_SIZE_MAX + 1, "s.csv", "population");
    REFUSED_WITH(sample, strata[0].count, 0, "s.csv", "stratum");
    REFUSED_WITH(sample, strata[0].count, (uint64_t)-100, "s.csv", "stratum");
    sample->strata[1] = sample->strata[0]; /* the same twice */
    sample->strata_count = 2;
    REFUSED_WITH(sample, count, 200, "s.csv", "stratum");
    made_free(sample);
}

static void test_rows(void)
{
    Sample *sample = made_read(SAMPLE_ATTRIBUTE, 10);
    REFUSED_WITH(sample, items[0].amount, INT64_C(1000000000001), "s.csv, line 20", "amount");
    REFUSED_WITH(sample, items[0].amount, INT64_C(-1000000000001), "s.csv, line 20", "amount");
    REFUSED_WITH(sample, items[0].part, PART_ALL_TAKEN, "s.csv, line 20", "persons");
    REFUSED_WITH(sample, items[0].stratum[0], 'x', "s.csv, line 20", "no such stratum");
    sample->items[9].audited = INT64_C(1000000000001);
    CU_ASSERT_EQUAL(sample_check("s.csv", sample, NULL), STATUS_OK); /* not given */
    sample->items[9].audited_given = true;
    refused(sample, "s.csv, line 29", "audited_ore");
    sample->items[9].audited_given = false;
    sample->count = sample->strata[0].count = 9;
    refused(sample, "s.csv, line 29", "more rows than the stratum has");
    made_free(sample);
}

static void test_monetary_units(void)
{
    Sample *sample = made_read(SAMPLE_MUS, 50);
    CU_ASSERT_EQUAL(sample->items[0].part, PART_ALL_TAKEN);
    CU_ASSERT_EQUAL(sample->items[1].part, PART_NEGATIVE);
    REFUSED_WITH(sample, interval, 0, "s.csv, line 22", "between");
    REFUSED_WITH(sample, interval, sample->interval + 1, "s.csv", "interval_ore");
    REFUSED_WITH(sample, negative_sum, 1, "s.csv", "negative");
    sample->items[1].amount = -501; /* of -500 in all */
    refused(sample, "s.csv", "negative");
    sample->items[1].amount = -500;
    REFUSED_WITH(sample, negative_count, 0, "s.csv", "negative");
    REFUSED_WITH(sample, multiple, 3, "s.csv", "multiple");
    REFUSED_WITH(sample, multiple, -1, "s.csv", "multiple");
    REFUSED_WITH(sample, looks, SAMPLE_LOOKS_MAX + 1, "s.csv", "looks");
    REFUSED_WITH(sample, looks, -1, "s.csv", "looks");
    REFUSED_WITH(sample, look, -1, "s.csv", "looks");
    REFUSED_WITH(sample, negative_count, 101, "s.csv", "negative");
    REFUSED_WITH(sample, sum, -500, "s.csv", "interval_ore"); /* nothing to draw units from */
    REFUSED_WITH(sample, items[0].amount, 1000, "s.csv, line 20", "below the interval");
    REFUSED_WITH(sample, items[0].part, PART_NEGATIVE, "s.csv, line 20", "is not");
    REFUSED_WITH(sample, items[0].part, PART_DRAWN, "s.csv, line 20", "between");
    REFUSED_WITH(sample, items[0].amount, 20000000, "s.csv", "more than the population");
    sample->items[2].amount = 0; /* the first that a unit fell on */
    refused(sample, "s.csv, line 22", "between");
    made_free(sample);
}

/* What each row may be, and all together cannot: no mean of it times the persons is a number.
 */
static void test_beyond_projecting(void)
{
    Sample *sample = made_read(SAMPLE_ATTRIBUTE, 10);
    TextBuffer words = TEXT_BUFFER_EMPTY;
    Failure failure = {STATUS_OK, "", ""};
    sample->count = sample->strata[0].count = SAMPLE_SIZE_MAX;
    made_audited(sample, 0, 0);
    for (size_t i = 0; i < sample->item_count; i++)
        sample->items[i].audited = INT64_C(-1000000000000);
    CU_ASSERT_EQUAL(sample_check("s.csv", sample, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(sample_report(sample, 950, 500, &words, &failure), STATUS_INPUT_VALUE);
    CU_ASSERT_STRING_EQUAL(failure.where, "audited_ore");
    text_buffer_free(&words);
    made_free(sample);
}

static void test_beyond_projecting_units(void)
{
    Sample *sample = made_new(SAMPLE_MUS, STRATA_NONE, 1);
    TextBuffer words = TEXT_BUFFER_EMPTY;
    Failure failure = {STATUS_OK, "", ""};
    made_add(sample, 0, "all", 1);
    sample->items[0].drawn = sample->items[0].audited_given = true;
    sample->items[0].audited = INT64_C(-1000000000000);
    sample->strata_count = 1;
    sample->strata[0] = (SampleStratum){.name = "all", .count = 1};
    sample->count = 1;
    sample->sum = sample->interval = INT64_C(999999999999999999);
    CU_ASSERT_EQUAL(sample_check("s.csv", sample, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(sample_report(sample, 950, 500, &words, &failure), STATUS_INPUT_VALUE);
    sample->items[0].audited = INT64_C(1000000000000); /* as much too little */
    CU_ASSERT_EQUAL(sample_report(sample, 950, 500, &words, &failure), STATUS_INPUT_VALUE);
    sample->items[0].audited = 1;
    CU_ASSERT_EQUAL(sample_report(sample, 950, 500, &words, &failure), STATUS_OK);
    text_buffer_free(&words);
    made_free(sample);
}

static const TestCase tests[] = {
    {"a heading", test_heading},
    {"rows", test_rows},
    {"monetary units", test_monetary_units},
    {"differences beyond projecting", test_beyond_projecting},
    {"differences of units beyond projecting", test_beyond_projecting_units},
};

TEST_MAIN("sample_check", tests)
