/*
 * test_sample_stages.c - a team that visits eight places speaks of all: so who is visited must
 * be nobody's choice, by kroner, and what is found must be weighed by it. Everything computed
 * again from the definition. control.md 3.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "rules/sampling/sample_stages.h"
#include "tests/rules/sampling/sample_made.h"
#include "tests/rules/base/test_main.h"

enum { HITS = 12, EACH = 5, PLACES = 6, PEOPLE = 400 };

static StagePerson persons[PEOPLE];
static StageHit stage_hits[4096];
static const StagesRoom room = {persons, stage_hits};

/* --- the first stage --- */

static void test_point(void)
{
    uint8_t ticket[SAMPLE_DIGEST_SIZE] = {0};
    ticket[30] = 1; /* 256 */
    CU_ASSERT_EQUAL(stage_point(ticket, 7), 4);
    CU_ASSERT_EQUAL(stage_point(ticket, 1), 0);
    CU_ASSERT_EQUAL(stage_point(ticket, 257), 256);
    memset(ticket, 0xff, sizeof ticket); /* 2^256 - 1 */
    CU_ASSERT_EQUAL(stage_point(ticket, 1000), 935);
    CU_ASSERT_EQUAL(stage_point(ticket, INT64_C(1000000000039)), INT64_C(595954265209));
}

/* Six places of 20 persons and more, of an amount that is the place's; in the second are four,
 * who got much; the last got less than nothing. */
static Sample *made_places(int64_t hits)
{
    Sample *sample = made_new(SAMPLE_STAGES, STRATA_MUNICIPALITY, EACH);
    sample->form = SAMPLE_FORM_LINE;
    sample->hits = hits;
    unsigned person = 0;
    for (unsigned place = 0; place < PLACES; place++) {
        char code[8];
        unsigned people = place == 1 ? 4 : 20 + 10 * place;
        snprintf(code, sizeof code, "%04u", 301 + 100 * place);
        for (unsigned i = 0; i < people; i++)
            made_add(sample, person++, code,
                     place == 5   ? -100
                     : place == 1 ? 30000
                                  : 1000 * (Ore)(place + 1));
    }
    return sample;
}

static void come_back(Sample *sample)
{
    size_t kept = 0;
    made_draw(sample);
    made_audited(sample, 0, 0);
    for (size_t i = 0; i < sample->item_count; i++)
        if (sample->items[i].drawn) sample->items[kept++] = sample->items[i];
    sample->item_count = kept;
    CU_ASSERT_EQUAL(sample_check("s", sample, NULL), STATUS_OK);
}

/* Bit by bit, and place by place. */
static size_t place_of(const Sample *sample, int j)
{
    Ore all = 0, point = 0, reached = 0;
    char id[32];
    uint8_t ticket[SAMPLE_DIGEST_SIZE];
    for (size_t s = 0; s + 1 < PLACES; s++)
        all += sample->strata[s].sum;
    snprintf(id, sizeof id, "stage 1,%d", j);
    CU_ASSERT_EQUAL(sample_ticket(sample->seed, id, ticket, NULL), STATUS_OK);
    for (int bit = 0; bit < 256; bit++)
        point = (point * 2 + (ticket[bit / 8] >> (7 - bit % 8) & 1)) % all;
    size_t s = 0;
    while (reached + sample->strata[s].sum <= point)
        reached += sample->strata[s++].sum;
    return s;
}

static void test_hits(void)
{
    Sample *sample = made_places(1000);
    int64_t hits[STRATA_MAX], expected[PLACES] = {0};
    made_draw(sample);
    CU_ASSERT_EQUAL(sample_stage_hits(sample, sample_ticket, hits, NULL), STATUS_OK);
    for (int j = 1; j <= 1000; j++)
        expected[place_of(sample, j)]++;
    Ore all = sample->sum - sample->strata[PLACES - 1].sum;
    for (size_t s = 0; s < PLACES; s++) {
        CU_ASSERT_EQUAL(hits[s], expected[s]);
        double share = (double)sample->strata[s].sum / (double)all * 1000;
        CU_ASSERT(s + 1 == PLACES ? hits[s] == 0 : fabs((double)hits[s] - share) < 60);
    }
    made_free(sample);
}

/* Tickets of one's own: the j-th is points[j - 1], by the name that it must have. */
static Ore points[8];

static Status own_ticket(const char *seed, const char *id, uint8_t ticket[SAMPLE_DIGEST_SIZE],
                         Failure *failure)
{
    static const char name[] = "stage 1,";
    int j = id[sizeof name - 1] - '0';
    (void)seed;
    (void)failure;
    CU_ASSERT_FATAL(strncmp(id, name, sizeof name - 1) == 0 && j >= 1 && j <= 8);
    CU_ASSERT_EQUAL(id[sizeof name], '\0');
    memset(ticket, 0, SAMPLE_DIGEST_SIZE);
    for (int i = 0; i < 8; i++)
        ticket[SAMPLE_DIGEST_SIZE - 1 - i] = (uint8_t)(points[j - 1] >> 8 * i);
    return STATUS_OK;
}

/* Øre 0 and 99 of 100, 100 to 104 of five after one below nothing; then from the beginning. */
static void test_borders(void)
{
    Sample *sample = made_new(SAMPLE_STAGES, STRATA_MUNICIPALITY, EACH);
    const Ore wanted[8] = {0, 99, 100, 104, 105, 204, 205, 209};
    int64_t hits[STRATA_MAX];
    sample->hits = 8;
    sample->strata_count = 4;
    sample->strata[0].sum = -70;
    sample->strata[1].sum = 100;
    sample->strata[2].sum = -1000;
    sample->strata[3].sum = 5;
    memcpy(points, wanted, sizeof points);
    CU_ASSERT_EQUAL(sample_stage_hits(sample, own_ticket, hits, NULL), STATUS_OK);
    CU_ASSERT(hits[0] == 0 && hits[1] == 4 && hits[2] == 0 && hits[3] == 4);
    made_free(sample);
}

static void test_drawn(void)
{
    Sample *sample = made_places(HITS), *again = made_places(HITS);
    int64_t hits[STRATA_MAX];
    made_draw(sample);
    CU_ASSERT_EQUAL(sample_stage_hits(sample, sample_ticket, hits, NULL), STATUS_OK);
    for (size_t s = 0; s < PLACES; s++) {
        const SampleStratum *stratum = &sample->strata[s];
        int64_t drawn = 0, most = hits[s] * EACH;
        for (size_t i = 0; i < sample->item_count; i++)
            drawn +=
                sample->items[i].drawn && strcmp(sample->items[i].stratum, stratum->name) == 0;
        CU_ASSERT_EQUAL(drawn, most < (int64_t)stratum->count ? most : (int64_t)stratum->count);
        CU_ASSERT_EQUAL(drawn, stratum->drawn);
    }
    CU_ASSERT_EQUAL(sample_extend(again, EACH + 2, NULL), STATUS_OK);
    made_draw(again);
    for (size_t i = 0; i < sample->item_count; i++)
        CU_ASSERT(!sample->items[i].drawn || again->items[i].drawn);
    CU_ASSERT(made_drawn(again) > made_drawn(sample));
    made_free(again);
    made_free(sample);
}

static void test_too_few(void)
{
    Sample *sample = made_places(STAGE_HITS_LEAST - 1);
    CU_ASSERT_EQUAL(sample_draw_by_seed(sample, NULL), STATUS_USAGE);
    made_free(sample);
    sample = made_new(SAMPLE_STAGES, STRATA_MUNICIPALITY, EACH);
    sample->hits = HITS;
    made_add(sample, 1, "0301", -5);
    CU_ASSERT_EQUAL(sample_draw_by_seed(sample, NULL), STATUS_USAGE);
    made_free(sample);
}

/* --- what was found --- */

static StagesFound found_in(const Sample *sample, int tolerable)
{
    StagesFound found;
    CU_ASSERT_EQUAL_FATAL(sample_stages(sample, sample_risk(950, 1), tolerable, sample_ticket,
                                        &room, &found, NULL),
                          STATUS_OK);
    return found;
}

/* Everybody got one per cent too much: so says every hit, whichever it is. */
static void test_same_everywhere(void)
{
    Sample *sample = made_places(HITS);
    come_back(sample);
    StagesFound found = found_in(sample, 9999);
    CU_ASSERT_FALSE(found.interval);
    CU_ASSERT_FALSE(found.below);
    for (size_t i = 0; i < sample->item_count; i++)
        sample->items[i].audited -= sample->items[i].amount / 100;
    found = found_in(sample, 101);
    CU_ASSERT_EQUAL(found.booked, sample->sum - sample->strata[PLACES - 1].sum);
    CU_ASSERT(fabsl(found.estimate.error - (long double)found.booked / 100) < 1e-6L);
    CU_ASSERT(found.interval && found.width < 1e-6L && found.below);
    CU_ASSERT_FALSE(found_in(sample, 99).below);
    CU_ASSERT_EQUAL(found.errors, found.persons);
    CU_ASSERT_EQUAL(found.beyond, 1);
    CU_ASSERT_EQUAL(found.beyond_sum, sample->strata[PLACES - 1].sum);
    made_free(sample);
}

/* One error says little of how large others are: an interval, and no conclusion. */
static void test_few_errors(void)
{
    Sample *sample = made_places(HITS);
    come_back(sample);
    for (int wrong = 0; wrong < ESTIMATE_ERRORS_LEAST; wrong++) {
        sample->items[wrong].audited -= 1;
        StagesFound found = found_in(sample, 9999);
        CU_ASSERT_EQUAL(found.errors, wrong + 1);
        CU_ASSERT(found.interval);
        CU_ASSERT_EQUAL(found.below, wrong + 1 == ESTIMATE_ERRORS_LEAST);
    }
    made_free(sample);
}

static void test_heading(void)
{
    Sample *sample = made_places(HITS);
    come_back(sample);
    sample->hits = STAGE_HITS_LEAST - 1;
    CU_ASSERT_EQUAL(sample_check("s", sample, NULL), STATUS_INPUT_VALUE);
    sample->hits = SAMPLE_HITS_MAX + 1;
    CU_ASSERT_EQUAL(sample_check("s", sample, NULL), STATUS_INPUT_VALUE);
    sample->hits = HITS;
    for (size_t s = 0; s < sample->strata_count; s++)
        sample->strata[s].sum = -1;
    CU_ASSERT_EQUAL(sample_check("s", sample, NULL), STATUS_INPUT_VALUE);
    sample->strata[0].sum = INT64_C(999999999999999999);
    CU_ASSERT_EQUAL(sample_check("s", sample, NULL), STATUS_INPUT_VALUE);
    made_free(sample);
}

/* The mean of a place's persons whose tickets are number `from` to `to` of the drawn there. */
static long double mean_of(const Sample *sample, const char *place, int64_t from, int64_t to)
{
    long double sum = 0;
    for (size_t i = 0; i < sample->item_count; i++) {
        const SampleItem *item = &sample->items[i];
        int64_t before = 0;
        if (strcmp(item->stratum, place) != 0) continue;
        for (size_t k = 0; k < sample->item_count; k++)
            before += strcmp(sample->items[k].stratum, place) == 0 &&
                      memcmp(sample->items[k].ticket, item->ticket, SAMPLE_DIGEST_SIZE) < 0;
        if (before >= from && before < to) sum += (long double)(item->amount - item->audited);
    }
    return sum / (long double)(to - from);
}

static void test_by_definition(void)
{
    Sample *sample = made_places(HITS);
    int64_t seen[PLACES] = {0}, hits[STRATA_MAX];
    long double z[HITS], mean = 0, squares = 0;
    come_back(sample);
    for (size_t i = 0; i < sample->item_count; i++)
        sample->items[i].audited -= (Ore)(i * i % 97);
    StagesFound found = found_in(sample, 500);
    CU_ASSERT_EQUAL(sample_stage_hits(sample, sample_ticket, hits, NULL), STATUS_OK);
    for (int j = 0; j < HITS; j++) {
        size_t s = place_of(sample, j + 1);
        const SampleStratum *place = &sample->strata[s];
        bool whole = place->drawn == (int64_t)place->count;
        int64_t from = whole ? 0 : EACH * seen[s], to = whole ? place->drawn : from + EACH;
        seen[s]++;
        z[j] = mean_of(sample, place->name, from, to) * (long double)place->count *
               (long double)found.booked / (long double)place->sum;
        mean += z[j] / HITS;
    }
    for (int j = 0; j < HITS; j++)
        squares += (z[j] - mean) * (z[j] - mean);
    long double error = sqrtl(squares / (HITS - 1) / HITS);
    CU_ASSERT(fabsl(found.estimate.error - mean) < 1e-6L * fabsl(mean));
    CU_ASSERT(fabsl(found.estimate.standard - error) < 1e-6L * error);
    CU_ASSERT_EQUAL(found.estimate.freedom, HITS - 1);
    CU_ASSERT(fabsl(found.width - 2.200985L * error) < 1e-5L * error); /* t(11) */
    made_free(sample);
}

/* A form whose rows are not those that its heading draws. */
static void test_other_rows(void)
{
    Sample *sample = made_places(HITS);
    StagesFound found;
    come_back(sample);
    sample->item_count--;
    CU_ASSERT_EQUAL(
        sample_stages(sample, sample_risk(950, 1), 500, sample_ticket, &room, &found, NULL),
        STATUS_INPUT_VALUE);
    sample->item_count++;
    snprintf(sample->seed, sizeof sample->seed, "another");
    CU_ASSERT_EQUAL(
        sample_stages(sample, sample_risk(950, 1), 500, sample_ticket, &room, &found, NULL),
        STATUS_INPUT_VALUE);
    made_free(sample);
}

static const TestCase tests[] = {
    {"point", test_point},
    {"hits", test_hits},
    {"borders", test_borders},
    {"drawn", test_drawn},
    {"too few", test_too_few},
    {"same everywhere", test_same_everywhere},
    {"by definition", test_by_definition},
    {"few errors", test_few_errors},
    {"heading", test_heading},
    {"other rows", test_other_rows},
};

TEST_MAIN("two stages", tests)
