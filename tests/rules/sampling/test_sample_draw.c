/*
 * test_sample_draw.c - a sample that could have been another one proves nothing. So: tickets
 * and monetary units against answers worked out apart, draws that do not depend on the order
 * of the population, and files that are refused when more than the audited amounts was changed.
 */
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "formats/run/sample_compare.h"
#include "tests/rules/sampling/sample_made.h"
#include "tests/rules/base/test_main.h"

static uint64_t state = 7;

static uint64_t next_number(uint64_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % below;
}

/* --- a population --- */

static bool is_drawn(const Sample *sample, unsigned person)
{
    char name[32];
    snprintf(name, sizeof name, "person-%u", person);
    for (size_t i = 0; i < sample->item_count; i++) {
        const SampleItem *item = &sample->items[i];
        if (strcmp(item->person, name) == 0) return item->drawn;
    }
    return false;
}
/* --- tickets --- */

static void test_ticket(void)
{
    static const char seed[] = "trekning 2018-4", id[] = "0123abc";
    unsigned char inner[32], expected[32];
    uint8_t ticket[SAMPLE_DIGEST_SIZE];
    char text[80];
    EVP_Digest(seed, strlen(seed), inner, NULL, EVP_sha256(), NULL);
    for (size_t i = 0; i < 32; i++) {
        snprintf(text + 2 * i, 3, "%02x", inner[i]);
    }
    snprintf(text + 64, sizeof text - 64, "%s", id);
    EVP_Digest(text, strlen(text), expected, NULL, EVP_sha256(), NULL);
    CU_ASSERT_EQUAL(sample_ticket(seed, id, ticket, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(ticket, expected, 32), 0);
}

/* Every person that is drawn has a smaller ticket than every one that is not. */
static void test_smallest_are_drawn(void)
{
    Sample *sample = made_persons(0, PERSONS, 25, false);
    CU_ASSERT_EQUAL(made_drawn(sample), 25);
    for (size_t i = 0; i < PERSONS; i++) {
        for (size_t j = 0; j < PERSONS && sample->items[i].drawn; j++) {
            const SampleItem *other = &sample->items[j];
            if (other->drawn) continue;
            CU_ASSERT(memcmp(sample->items[i].ticket, other->ticket, SAMPLE_DIGEST_SIZE) < 0);
        }
    }
    CU_ASSERT_EQUAL(sample->count, PERSONS);
    CU_ASSERT_EQUAL(sample->sum, PERSONS * 1000);
    made_free(sample);
}

static void test_order_does_not_matter(void)
{
    Sample *forwards = made_persons(0, PERSONS, 40, false);
    Sample *backwards = made_persons(0, PERSONS, 40, true);
    for (unsigned p = 0; p < PERSONS; p++) {
        CU_ASSERT_EQUAL(is_drawn(forwards, p), is_drawn(backwards, p));
    }
    made_free(forwards);
    made_free(backwards);
}

static void test_one_more_person_changes_one_place(void)
{
    Sample *before = made_persons(0, PERSONS, 40, false);
    unsigned taken = 0;
    for (unsigned more = 0; more < 60; more++) {
        Sample *after = made_new(SAMPLE_ATTRIBUTE, STRATA_NONE, 40);
        for (unsigned p = 0; p < PERSONS; p++) {
            made_add(after, p, "all", 1000);
        }
        made_add(after, PERSONS + more, "all", 1000);
        made_draw(after);
        unsigned lost = 0;
        for (unsigned p = 0; p < PERSONS; p++) {
            lost += is_drawn(before, p) && !is_drawn(after, p);
            CU_ASSERT(is_drawn(before, p) || !is_drawn(after, p));
        }
        CU_ASSERT(lost <= 1);
        CU_ASSERT_EQUAL(lost, is_drawn(after, PERSONS + more) ? 1 : 0);
        taken += lost;
        made_free(after);
    }
    CU_ASSERT(taken > 0 && taken < 30); /* each with probability 40 / 501 */
    made_free(before);
}

/* The smallest of all are among the smallest of each part. */
static void test_samples_merge(void)
{
    Sample *one = made_persons(0, 200, 30, false), *two = made_persons(200, 300, 30, false);
    Sample *both = made_persons(0, 500, 30, false);
    for (unsigned p = 0; p < 500; p++) {
        if (is_drawn(both, p)) CU_ASSERT(is_drawn(one, p) || is_drawn(two, p));
    }
    made_free(one);
    made_free(two);
    made_free(both);
}

static void test_more_than_there_are(void)
{
    Sample *sample = made_persons(0, 5, 9, false);
    CU_ASSERT_EQUAL(made_drawn(sample), 5);
    made_free(sample);
    sample = made_new(SAMPLE_ATTRIBUTE, STRATA_NONE, 1);
    CU_ASSERT_EQUAL(sample_draw_by_seed(sample, NULL), STATUS_NEVER);
    made_free(sample);
}

/* --- strata --- */

static void check_allocation(const unsigned *sizes, size_t strata, int64_t n)
{
    Sample *sample = made_new(SAMPLE_STRATIFIED, STRATA_COUNTY, n);
    unsigned person = 0, all = 0;
    int64_t drawn = 0;
    for (size_t s = 0; s < strata; s++) {
        char name[24];
        snprintf(name, sizeof name, "%02zu", s);
        for (unsigned i = 0; i < sizes[s]; i++) {
            made_add(sample, person++, name, 500);
        }
        all += sizes[s];
    }
    made_draw(sample);
    CU_ASSERT_EQUAL(sample->strata_count, strata);
    for (size_t s = 0; s < strata; s++) {
        const SampleStratum *stratum = &sample->strata[s];
        int64_t rows = 0;
        for (size_t i = 0; i < sample->item_count; i++) {
            rows +=
                sample->items[i].drawn && strcmp(sample->items[i].stratum, stratum->name) == 0;
        }
        CU_ASSERT_EQUAL(rows, stratum->drawn);
        CU_ASSERT_EQUAL(stratum->count, sizes[s]);
        CU_ASSERT((uint64_t)stratum->drawn <= stratum->count);
        CU_ASSERT(stratum->drawn >= 1);
        drawn += stratum->drawn;
    }
    CU_ASSERT_EQUAL(drawn, n < all ? n : all);
    made_free(sample);
}

static void test_strata(void)
{
    static const unsigned sizes[] = {100, 1, 7, 40, 2, 300, 50};
    for (int64_t n = 7; n <= 510; n += n < 30 ? 1 : 24) {
        check_allocation(sizes, sizeof sizes / sizeof sizes[0], n);
    }
    static const unsigned equal[] = {10, 10, 10};
    check_allocation(equal, 3, 9);
}

static Sample *of_strata(const unsigned *sizes, size_t strata, int64_t n, const char *seed)
{
    Sample *sample = made_new(SAMPLE_STRATIFIED, STRATA_COUNTY, n);
    unsigned person = 0;
    snprintf(sample->seed, sizeof sample->seed, "%s", seed);
    for (size_t s = 0; s < strata; s++) {
        char name[24];
        snprintf(name, sizeof name, "%02zu", s);
        for (unsigned i = 0; i < sizes[s]; i++) {
            made_add(sample, person++, name, 500);
        }
    }
    return sample;
}

/* How forms of version 1 were drawn, by hand. 8 of 46, 34, 20: 3.68, 2.72 and 1.6 leave two to
 * share, to .72 and .68. 6 of 40, 36, 24: 2.4, 2.16, 1.44, the one that is left to .44. 6 of
 * 90, 8, 2: the small ones have one each, the large one the rest. */
static void test_first_form_by_hand(void)
{
    static const struct {
        unsigned sizes[3];
        int64_t n, first[3], now[3];
    } rows[] = {{{46, 34, 20}, 8, {4, 3, 1}, {3, 3, 2}},
                {{40, 36, 24}, 6, {2, 2, 2}, {3, 2, 1}},
                {{90, 8, 2}, 6, {4, 1, 1}, {4, 1, 1}}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Sample *first = of_strata(rows[i].sizes, 3, rows[i].n, "by hand");
        Sample *now = of_strata(rows[i].sizes, 3, rows[i].n, "by hand");
        first->form = SAMPLE_FORM_APART;
        made_draw(first);
        made_draw(now);
        for (size_t s = 0; s < 3; s++) {
            CU_ASSERT_EQUAL(first->strata[s].drawn, rows[i].first[s]);
            CU_ASSERT_EQUAL(now->strata[s].drawn, rows[i].now[s]);
        }
        made_free(first);
        made_free(now);
    }
}

/* One is left over for four equal strata: the ticket says whose it is, not the code. */
static void test_first_form_equal_remainders(void)
{
    static const unsigned sizes[] = {10, 10, 10, 10};
    int extra[4] = {0};
    for (int seed = 0; seed < 200; seed++) {
        char text[16];
        snprintf(text, sizeof text, "seed %d", seed);
        Sample *sample = of_strata(sizes, 4, 9, text);
        sample->form = SAMPLE_FORM_APART;
        made_draw(sample);
        for (size_t s = 0; s < 4; s++)
            extra[s] += sample->strata[s].drawn == 3;
        made_free(sample);
    }
    for (size_t s = 0; s < 4; s++)
        CU_ASSERT(extra[s] > 25 && extra[s] < 80);
    CU_ASSERT_EQUAL(extra[0] + extra[1] + extra[2] + extra[3], 200);
}

/* A form of version 1 comes back, and what it says draws its very list again. */
static void test_first_form_again(void)
{
    static const unsigned sizes[] = {46, 34, 20};
    Failure failure;
    Sample *first = of_strata(sizes, 3, 8, "again"), *again = of_strata(sizes, 3, 8, "again");
    first->form = SAMPLE_FORM_APART;
    made_draw(first);
    CLEANUP(text_buffer_free) TextBuffer text = made_text(first);
    Sample *form = NULL;
    CU_ASSERT_EQUAL_FATAL(sample_read("form.csv", text.bytes, text.length, &form, &failure),
                          STATUS_OK);
    CU_ASSERT_EQUAL(form->form, SAMPLE_FORM_APART);
    again->form = form->form;
    made_draw(again);
    CU_ASSERT_EQUAL(sample_compare("form.csv", form, again, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(sample_extend(form, 9, &failure), STATUS_USAGE);
    made_free(again);
    again = of_strata(sizes, 3, 8, "again");
    made_draw(again);
    CU_ASSERT_EQUAL(sample_compare("form.csv", form, again, &failure), STATUS_INPUT_VALUE);
    made_free(form);
    made_free(first);
    made_free(again);
}

/* Worked out by hand: one each, then the largest of count / (2 part + 1). 10 of 60, 30, 10: 20,
 * 12, 10, 8.6, 6.7, 6, 5.5 go to the first, it, the second, the first, it, the second, the
 * first. 6 of 90, 8, 2: 30, 18, 12.9 and 10 are all of the first. */
static void test_allocation_by_hand(void)
{
    static const struct {
        unsigned sizes[3];
        int64_t n, drawn[3];
    } rows[] = {{{60, 30, 10}, 10, {6, 3, 1}},
                {{55, 33, 12}, 10, {6, 3, 1}},
                {{52, 36, 12}, 10, {5, 4, 1}},
                {{90, 8, 2}, 6, {4, 1, 1}},
                {{2, 8, 90}, 3, {1, 1, 1}}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Sample *sample = of_strata(rows[i].sizes, 3, rows[i].n, "by hand");
        made_draw(sample);
        for (size_t s = 0; s < 3; s++) {
            CU_ASSERT_EQUAL(sample->strata[s].drawn, rows[i].drawn[s]);
        }
        made_free(sample);
    }
}

/* One is left over for four equal strata: the first code has it, whatever the seed, and one
 * more drawn goes to the next. */
static void test_equal_parts(void)
{
    static const unsigned sizes[] = {10, 10, 10, 10};
    for (int seed = 0; seed < 20; seed++) {
        char text[16];
        snprintf(text, sizeof text, "seed %d", seed);
        Sample *sample = of_strata(sizes, 4, 9 + seed % 2, text);
        made_draw(sample);
        for (int s = 0; s < 4; s++)
            CU_ASSERT_EQUAL(sample->strata[s].drawn, s <= seed % 2 ? 3 : 2);
        made_free(sample);
    }
}

static void test_fewer_than_strata(void)
{
    static const unsigned sizes[] = {10, 1, 10, 10};
    Failure failure;
    Sample *sample = of_strata(sizes, 4, 3, "x");
    CU_ASSERT_EQUAL(sample_draw_by_seed(sample, &failure), STATUS_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "the 4 strata"));
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "draw 4 or more"));
    made_free(sample);
    sample = of_strata(sizes, 4, 4, "x");
    CU_ASSERT_EQUAL(sample_draw_by_seed(sample, NULL), STATUS_OK);
    made_free(sample);
}

/* --- monetary units --- */

static void test_monetary_known_answer(void)
{
    static const Ore values[] = {7, 3, 4, 9, 0, 1, 8, 2, 6, 5}; /* A to J */
    static const bool expected[] = {true,  false, true,  true, false,
                                    false, true,  false, true, false};
    SampleUnits units = sample_units(45 / 5, 2);
    for (int i = 0; i < 10; i++) {
        CU_ASSERT_EQUAL(sample_units_hit(&units, values[i]), expected[i]);
    }
}

/* The definition, one unit at a time: what is not taken whole is laid end to end, and unit
 * start, start + interval ... is hit. */
static void check_monetary(size_t count, Ore interval, Ore start)
{
    Ore unit = 0, picked = 0;
    SampleUnits units = sample_units(interval, start);
    for (size_t i = 0; i < count; i++) {
        Ore value = (Ore)next_number(90) - 9;
        bool expected = value >= interval;
        for (Ore u = 0; u < value && value < interval; u++) {
            unit++;
            if (unit >= start && (unit - start) % interval == 0) {
                expected = true;
                picked++;
            }
        }
        CU_ASSERT_EQUAL(sample_units_hit(&units, value), expected);
    }
    CU_ASSERT_EQUAL(picked, unit < start ? 0 : (unit - start) / interval + 1);
}

static void test_monetary_by_definition(void)
{
    for (int i = 0; i < 2000; i++) {
        Ore interval = (Ore)next_number(70) + 1;
        check_monetary(next_number(60), interval, (Ore)next_number((uint64_t)interval) + 1);
    }
}

static void test_monetary_draw(void)
{
    Sample *sample = made_new(SAMPLE_MUS, STRATA_NONE, 20);
    size_t taken = 0, negative = 0;
    for (unsigned p = 0; p < PERSONS; p++) {
        Ore amount = p % 50 == 0 ? -700 : (Ore)next_number(1000) + 1;
        made_add(sample, p, "all", p % 97 == 5 ? 200000 : amount);
    }
    made_draw(sample);
    CU_ASSERT(sample->start >= 1 && sample->start <= sample->interval);
    CU_ASSERT_EQUAL(sample->interval, (sample->sum - sample->negative_sum) / 20);
    CU_ASSERT_EQUAL(sample->negative_count, 10);
    CU_ASSERT_EQUAL(sample->negative_sum, -7000);
    for (size_t i = 0; i < sample->item_count; i++) {
        const SampleItem *item = &sample->items[i];
        bool large = item->amount >= sample->interval;
        CU_ASSERT_EQUAL(large, item->part == PART_ALL_TAKEN);
        CU_ASSERT(item->drawn || !large);
        taken += large;
        negative += item->part == PART_NEGATIVE;
    }
    CU_ASSERT_EQUAL(taken, 6);
    CU_ASSERT_EQUAL(negative, 10);
    made_free(sample);
    sample = made_new(SAMPLE_MUS, STRATA_NONE, 20);
    made_add(sample, 1, "all", 19);
    CU_ASSERT_EQUAL(sample_draw_by_seed(sample, NULL), STATUS_USAGE);
    made_free(sample);
}

/* --- the file --- */

static void test_file_comes_back(void)
{
    Sample *sample = made_new(SAMPLE_STRATIFIED, STRATA_COUNTY, 30);
    for (unsigned p = 0; p < PERSONS; p++) {
        made_add(sample, p, p % 3 == 0 ? "03" : "50", (Ore)p * 100 - 1000);
    }
    made_draw(sample);
    made_audited(sample, 3, 50);
    TextBuffer text = made_text(sample);
    Sample *again = NULL;
    CU_ASSERT_EQUAL_FATAL(sample_read("s", text.bytes, text.length, &again, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(again->item_count, 30);
    CU_ASSERT_EQUAL(again->method, SAMPLE_STRATIFIED);
    CU_ASSERT_EQUAL(again->count, sample->count);
    CU_ASSERT_EQUAL(again->sum, sample->sum);
    CU_ASSERT_STRING_EQUAL(again->seed, sample->seed);
    for (size_t i = 0, at = 0; i < sample->item_count; i++) {
        const SampleItem *item = &sample->items[i];
        if (!item->drawn) continue;
        CU_ASSERT_EQUAL(again->items[at].amount, item->amount);
        CU_ASSERT_EQUAL(again->items[at].audited, item->audited);
        CU_ASSERT_STRING_EQUAL(again->items[at].stratum, item->stratum);
        CU_ASSERT_STRING_EQUAL(again->items[at].id, item->id);
        at++;
    }
    made_free(again);
    text_buffer_free(&text);
    made_free(sample);
}

/* Every byte of heading and rows in turn, but the number of a row and what is filled in. An
 * item's name is quoted and has three commas of its own: part is after comma 1, audited_ore
 * after comma 11. */
static void test_changed_file_is_refused(void)
{
    Sample *sample = made_new(SAMPLE_MUS, STRATA_NONE, 8);
    unsigned long tried = 0;
    int commas = 0;
    bool row = false;
    for (unsigned p = 0; p < 100; p++) {
        made_add(sample, p, "all", (Ore)p * 100 + 1);
    }
    made_draw(sample);
    TextBuffer text = made_text(sample);
    CU_ASSERT_EQUAL(made_reads(text.bytes, text.length), STATUS_OK);
    for (size_t i = 0; i + 1 < text.length; i++) {
        char *at = &text.bytes[i], was = *at;
        if (i > 0 && at[-1] == '\n') {
            row = was >= '0' && was <= '9';
            commas = 0;
        }
        commas += was == ',';
        if (row && (commas == 0 || commas >= 11)) continue;
        *at = was == '1' ? '2' : '1';
        Status status = made_reads(text.bytes, text.length);
        CU_ASSERT_EQUAL(status_exit(status), EXIT_INPUT);
        if (status_exit(status) != EXIT_INPUT) printf("\n    byte %zu: %.30s", i, at);
        *at = was;
        tried++;
    }
    CU_ASSERT(tried > 1000);
    text_buffer_free(&text);
    made_free(sample);
}

static void test_rows_left_out_or_moved(void)
{
    Sample *sample = made_persons(0, PERSONS, 10, false);
    TextBuffer text = made_text(sample), changed = TEXT_BUFFER_EMPTY;
    const char *header = strstr(text.bytes, "\nnumber,"), *row = strchr(header + 1, '\n') + 1;
    const char *next = strchr(row, '\n') + 1, *after = strchr(next, '\n') + 1;
    size_t before = (size_t)(row - text.bytes);
    CU_ASSERT_EQUAL(made_reads(text.bytes, text.length), STATUS_OK);
    /* The first row is gone; the two first change places; the first is there twice. */
    text_buffer_append(&changed, text.bytes, before);
    text_buffer_text(&changed, next);
    CU_ASSERT_EQUAL(made_reads(changed.bytes, changed.length), STATUS_INPUT_VALUE);
    text_buffer_clear(&changed);
    text_buffer_append(&changed, text.bytes, before);
    text_buffer_append(&changed, next, (size_t)(after - next));
    text_buffer_append(&changed, row, (size_t)(next - row));
    text_buffer_text(&changed, after);
    CU_ASSERT_EQUAL(changed.length, text.length);
    CU_ASSERT_EQUAL(made_reads(changed.bytes, changed.length), STATUS_INPUT_VALUE);
    text_buffer_clear(&changed);
    text_buffer_append(&changed, text.bytes, (size_t)(next - text.bytes));
    text_buffer_text(&changed, row);
    CU_ASSERT_EQUAL(made_reads(changed.bytes, changed.length), STATUS_INPUT_VALUE);
    text_buffer_free(&changed);
    text_buffer_free(&text);
    made_free(sample);
}

int main(int argc, char **argv)
{
    static const TestCase tests[] = {
        {"ticket", test_ticket},
        {"the smallest are drawn", test_smallest_are_drawn},
        {"order does not matter", test_order_does_not_matter},
        {"one more person", test_one_more_person_changes_one_place},
        {"samples merge", test_samples_merge},
        {"more than there are", test_more_than_there_are},
        {"strata", test_strata},
        {"allocation by hand", test_allocation_by_hand},
        {"the first form by hand", test_first_form_by_hand},
        {"the first form, equal remainders", test_first_form_equal_remainders},
        {"the first form, drawn again", test_first_form_again},
        {"the first form by hand", test_first_form_by_hand},
        {"the first form, equal remainders", test_first_form_equal_remainders},
        {"the first form, drawn again", test_first_form_again},
        {"equal parts", test_equal_parts},
        {"fewer than strata", test_fewer_than_strata},
        {"monetary units, known answer", test_monetary_known_answer},
        {"monetary units, by definition", test_monetary_by_definition},
        {"monetary units, drawn", test_monetary_draw},
        {"the file comes back", test_file_comes_back},
        {"a changed file", test_changed_file_is_refused},
        {"rows left out or moved", test_rows_left_out_or_moved},
    };
    return run_tests("drawn samples", tests, sizeof tests / sizeof tests[0], argc, argv);
}
