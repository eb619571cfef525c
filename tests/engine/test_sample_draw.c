/*
 * test_sample_draw.c - a sample that could have been another one proves nothing. So: tickets
 * and monetary units against answers worked out apart, draws that do not depend on the order
 * of the population, and files that are refused when more than the audited amounts was changed.
 */
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "engine/sample.h"
#include "tests/rules/test_main.h"

enum { PERSONS = 500 };

static uint64_t state = 7;

static uint64_t next_number(uint64_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % below;
}

/* --- a population --- */

static Sample *sample_new(SampleMethod method, SampleStrata strata, int64_t n)
{
    Sample *sample = system_allocate_zeroed(1, sizeof *sample);
    CU_ASSERT_PTR_NOT_NULL_FATAL(sample);
    sample->method = method;
    sample->strata_kind = strata;
    sample->n = n;
    snprintf(sample->seed, sizeof sample->seed, "a seed, with a comma");
    snprintf(sample->program, sizeof sample->program, "tilskudd test");
    snprintf(sample->log_name, sizeof sample->log_name, "a-log");
    return sample;
}

static void end(Sample *sample)
{
    sample_free(sample);
    system_free(sample);
}

static void add(Sample *sample, unsigned person, const char *stratum, Ore amount)
{
    CU_ASSERT_EQUAL_FATAL(system_grow((void **)&sample->items, &sample->item_capacity,
                                      sample->item_count + 1, sizeof *sample->items, NULL),
                          STATUS_OK);
    SampleItem *item = &sample->items[sample->item_count++];
    *item = (SampleItem){.municipality = 301, .amount = amount, .line = person + 2};
    snprintf(item->person, sizeof item->person, "person-%u", person);
    snprintf(item->stratum, sizeof item->stratum, "%s", stratum);
    snprintf(item->id, sizeof item->id,
             sample->method == SAMPLE_MUS ? "person-%u,AR-2,2018,0301" : "person-%u", person);
}

static void draw(Sample *sample)
{
    CU_ASSERT_EQUAL_FATAL(sample_draw(sample, NULL), STATUS_OK);
}

static size_t drawn_of(const Sample *sample)
{
    size_t drawn = 0;
    for (size_t i = 0; i < sample->item_count; i++) {
        drawn += sample->items[i].drawn;
    }
    return drawn;
}

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

/* Persons first, first + 1 ... in the order forwards or backwards. */
static Sample *attribute(unsigned first, unsigned count, int64_t n, bool backwards)
{
    Sample *sample = sample_new(SAMPLE_ATTRIBUTE, STRATA_NONE, n);
    for (unsigned i = 0; i < count; i++) {
        add(sample, backwards ? first + count - 1 - i : first + i, "all", 1000);
    }
    draw(sample);
    return sample;
}

/* --- tickets --- */

static void test_ticket(void)
{
    static const char seed[] = "trekning 2018-4", id[] = "0123abc";
    unsigned char inner[32], expected[32];
    uint8_t ticket[SHA256_SIZE];
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
    Sample *sample = attribute(0, PERSONS, 25, false);
    CU_ASSERT_EQUAL(drawn_of(sample), 25);
    for (size_t i = 0; i < PERSONS; i++) {
        for (size_t j = 0; j < PERSONS && sample->items[i].drawn; j++) {
            const SampleItem *other = &sample->items[j];
            if (other->drawn) continue;
            CU_ASSERT(memcmp(sample->items[i].ticket, other->ticket, SHA256_SIZE) < 0);
        }
    }
    CU_ASSERT_EQUAL(sample->count, PERSONS);
    CU_ASSERT_EQUAL(sample->sum, PERSONS * 1000);
    end(sample);
}

static void test_order_does_not_matter(void)
{
    Sample *forwards = attribute(0, PERSONS, 40, false);
    Sample *backwards = attribute(0, PERSONS, 40, true);
    for (unsigned p = 0; p < PERSONS; p++) {
        CU_ASSERT_EQUAL(is_drawn(forwards, p), is_drawn(backwards, p));
    }
    end(forwards);
    end(backwards);
}

static void test_one_more_person_changes_one_place(void)
{
    Sample *before = attribute(0, PERSONS, 40, false);
    unsigned taken = 0;
    for (unsigned more = 0; more < 60; more++) {
        Sample *after = sample_new(SAMPLE_ATTRIBUTE, STRATA_NONE, 40);
        for (unsigned p = 0; p < PERSONS; p++) {
            add(after, p, "all", 1000);
        }
        add(after, PERSONS + more, "all", 1000);
        draw(after);
        unsigned lost = 0;
        for (unsigned p = 0; p < PERSONS; p++) {
            lost += is_drawn(before, p) && !is_drawn(after, p);
            CU_ASSERT(is_drawn(before, p) || !is_drawn(after, p));
        }
        CU_ASSERT(lost <= 1);
        CU_ASSERT_EQUAL(lost, is_drawn(after, PERSONS + more) ? 1 : 0);
        taken += lost;
        end(after);
    }
    CU_ASSERT(taken > 0 && taken < 30); /* each with probability 40 / 501 */
    end(before);
}

/* The smallest of all are among the smallest of each part. */
static void test_samples_merge(void)
{
    Sample *one = attribute(0, 200, 30, false), *two = attribute(200, 300, 30, false);
    Sample *both = attribute(0, 500, 30, false);
    for (unsigned p = 0; p < 500; p++) {
        if (is_drawn(both, p)) CU_ASSERT(is_drawn(one, p) || is_drawn(two, p));
    }
    end(one);
    end(two);
    end(both);
}

static void test_more_than_there_are(void)
{
    Sample *sample = attribute(0, 5, 9, false);
    CU_ASSERT_EQUAL(drawn_of(sample), 5);
    end(sample);
    sample = sample_new(SAMPLE_ATTRIBUTE, STRATA_NONE, 1);
    CU_ASSERT_EQUAL(sample_draw(sample, NULL), STATUS_NOT_NOW);
    end(sample);
}

/* --- strata --- */

static void check_allocation(const unsigned *sizes, size_t strata, int64_t n)
{
    Sample *sample = sample_new(SAMPLE_STRATIFIED, STRATA_COUNTY, n);
    unsigned person = 0, all = 0;
    int64_t drawn = 0;
    for (size_t s = 0; s < strata; s++) {
        char name[24];
        snprintf(name, sizeof name, "%02zu", s);
        for (unsigned i = 0; i < sizes[s]; i++) {
            add(sample, person++, name, 500);
        }
        all += sizes[s];
    }
    draw(sample);
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
        CU_ASSERT(stratum->drawn >= 1 || n < (int64_t)strata);
        drawn += stratum->drawn;
    }
    CU_ASSERT_EQUAL(drawn, n < all ? n : all);
    end(sample);
}

static void test_strata(void)
{
    static const unsigned sizes[] = {100, 1, 7, 40, 2, 300, 50};
    for (int64_t n = 1; n <= 510; n += n < 30 ? 1 : 24) {
        check_allocation(sizes, sizeof sizes / sizeof sizes[0], n);
    }
    static const unsigned equal[] = {10, 10, 10};
    check_allocation(equal, 3, 9);
}

/* --- monetary units --- */

static void test_monetary_known_answer(void)
{
    static const Ore values[] = {7, 3, 4, 9, 0, 1, 8, 2, 6, 5}; /* A to J */
    static const bool expected[] = {true,  false, true,  true, false,
                                    false, true,  false, true, false};
    bool hit[10];
    sample_monetary(values, 10, 45 / 5, 2, hit);
    for (int i = 0; i < 10; i++) {
        CU_ASSERT_EQUAL(hit[i], expected[i]);
    }
}

/* The definition, one unit at a time: what is not taken whole is laid end to end, and unit
 * start, start + interval ... is hit. */
static void check_monetary(size_t count, Ore interval, Ore start)
{
    Ore values[60] = {0}, unit = 0, picked = 0, units = 0;
    bool hit[60] = {false};
    for (size_t i = 0; i < count; i++) {
        values[i] = (Ore)next_number(90) - 9;
    }
    sample_monetary(values, count, interval, start, hit);
    for (size_t i = 0; i < count; i++) {
        bool expected = values[i] >= interval;
        for (Ore u = 0; u < values[i] && values[i] < interval; u++) {
            unit++;
            if (unit >= start && (unit - start) % interval == 0) {
                expected = true;
                picked++;
            }
        }
        CU_ASSERT_EQUAL(hit[i], expected);
    }
    units = unit;
    CU_ASSERT_EQUAL(picked, units < start ? 0 : (units - start) / interval + 1);
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
    Sample *sample = sample_new(SAMPLE_MUS, STRATA_NONE, 20);
    size_t taken = 0, negative = 0;
    for (unsigned p = 0; p < PERSONS; p++) {
        Ore amount = p % 50 == 0 ? -700 : (Ore)next_number(1000) + 1;
        add(sample, p, "all", p % 97 == 5 ? 200000 : amount);
    }
    draw(sample);
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
    end(sample);
    sample = sample_new(SAMPLE_MUS, STRATA_NONE, 20);
    add(sample, 1, "all", 19);
    CU_ASSERT_EQUAL(sample_draw(sample, NULL), STATUS_USAGE);
    end(sample);
}

/* --- the file --- */

static TextBuffer written(const Sample *sample)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL_FATAL(sample_write(sample, &text, NULL), STATUS_OK);
    return text;
}

static Status read_text(const char *text, size_t length)
{
    Sample *again = sample_new(SAMPLE_ATTRIBUTE, STRATA_NONE, 1);
    Status status = sample_read("sample.csv", text, length, again, NULL);
    end(again);
    return status;
}

/* The drawn ones with audited amounts: `wrong` of them less by `by`. */
static void fill(Sample *sample, size_t wrong, Ore by)
{
    for (size_t i = 0; i < sample->item_count; i++) {
        SampleItem *item = &sample->items[i];
        if (!item->drawn) continue;
        item->audited_given = true;
        item->audited = item->amount - (wrong > 0 ? by : 0);
        wrong -= wrong > 0;
    }
}

static void test_file_comes_back(void)
{
    Sample *sample = sample_new(SAMPLE_STRATIFIED, STRATA_COUNTY, 30);
    for (unsigned p = 0; p < PERSONS; p++) {
        add(sample, p, p % 3 == 0 ? "03" : "50", (Ore)p * 100 - 1000);
    }
    draw(sample);
    fill(sample, 3, 50);
    TextBuffer text = written(sample);
    Sample *again = sample_new(SAMPLE_ATTRIBUTE, STRATA_NONE, 1);
    CU_ASSERT_EQUAL_FATAL(sample_read("s", text.bytes, text.length, again, NULL), STATUS_OK);
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
    end(again);
    text_buffer_free(&text);
    end(sample);
}

/* Every byte of heading and rows in turn, but the number of a row and what is filled in. An
 * item's name is quoted and has three commas of its own: part is after comma 1, audited_ore
 * after comma 11. */
static void test_changed_file_is_refused(void)
{
    Sample *sample = sample_new(SAMPLE_MUS, STRATA_NONE, 8);
    unsigned long tried = 0;
    int commas = 0;
    bool row = false;
    for (unsigned p = 0; p < 100; p++) {
        add(sample, p, "all", (Ore)p * 100 + 1);
    }
    draw(sample);
    TextBuffer text = written(sample);
    CU_ASSERT_EQUAL(read_text(text.bytes, text.length), STATUS_OK);
    for (size_t i = 0; i + 1 < text.length; i++) {
        char *at = &text.bytes[i], was = *at;
        if (i > 0 && at[-1] == '\n') {
            row = was >= '0' && was <= '9';
            commas = 0;
        }
        commas += was == ',';
        if (row && (commas == 0 || commas >= 11)) continue;
        *at = was == '1' ? '2' : '1';
        Status status = read_text(text.bytes, text.length);
        CU_ASSERT_EQUAL(status_exit(status), EXIT_INPUT);
        if (status_exit(status) != EXIT_INPUT) printf("\n    byte %zu: %.30s", i, at);
        *at = was;
        tried++;
    }
    CU_ASSERT(tried > 1000);
    text_buffer_free(&text);
    end(sample);
}

static void test_rows_left_out_or_moved(void)
{
    Sample *sample = attribute(0, PERSONS, 10, false);
    TextBuffer text = written(sample), changed = TEXT_BUFFER_EMPTY;
    const char *header = strstr(text.bytes, "\nnumber,"), *row = strchr(header + 1, '\n') + 1;
    const char *next = strchr(row, '\n') + 1, *after = strchr(next, '\n') + 1;
    size_t before = (size_t)(row - text.bytes);
    CU_ASSERT_EQUAL(read_text(text.bytes, text.length), STATUS_OK);
    /* The first row is gone; the two first change places; the first is there twice. */
    text_buffer_append(&changed, text.bytes, before);
    text_buffer_text(&changed, next);
    CU_ASSERT_EQUAL(read_text(changed.bytes, changed.length), STATUS_INPUT_VALUE);
    text_buffer_clear(&changed);
    text_buffer_append(&changed, text.bytes, before);
    text_buffer_append(&changed, next, (size_t)(after - next));
    text_buffer_append(&changed, row, (size_t)(next - row));
    text_buffer_text(&changed, after);
    CU_ASSERT_EQUAL(changed.length, text.length);
    CU_ASSERT_EQUAL(read_text(changed.bytes, changed.length), STATUS_INPUT_VALUE);
    text_buffer_clear(&changed);
    text_buffer_append(&changed, text.bytes, (size_t)(next - text.bytes));
    text_buffer_text(&changed, row);
    CU_ASSERT_EQUAL(read_text(changed.bytes, changed.length), STATUS_INPUT_VALUE);
    text_buffer_free(&changed);
    text_buffer_free(&text);
    end(sample);
}

/* --- evaluating --- */

static bool concludes(const Sample *sample, int confidence, int tolerable, const char *text)
{
    TextBuffer out = TEXT_BUFFER_EMPTY;
    TextBuffer file = written(sample);
    Sample *again = sample_new(SAMPLE_ATTRIBUTE, STRATA_NONE, 1);
    Status status = sample_read("s", file.bytes, file.length, again, NULL);
    if (status == STATUS_OK) {
        status = sample_evaluate(again, confidence, tolerable, &out, NULL);
    }
    CU_ASSERT_EQUAL(status, STATUS_OK);
    bool said = out.bytes != NULL && strstr(out.bytes, text) != NULL;
    if (!said) printf("\n%s\n", out.bytes != NULL ? out.bytes : "nothing");
    end(again);
    text_buffer_free(&file);
    text_buffer_free(&out);
    return said;
}

#define BELOW "Conclusion: with 95.0 % confidence the error is below the tolerable"
#define UNSAID "Conclusion: it cannot be said with 95.0 % confidence"

static void test_evaluate_attribute(void)
{
    Sample *sample = attribute(0, PERSONS, 145, false);
    TextBuffer out = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL(sample_evaluate(sample, 950, 500, &out, NULL), STATUS_INPUT_VALUE);
    text_buffer_free(&out);
    fill(sample, 3, 40);
    CU_ASSERT(concludes(sample, 950, 500, "Clopper-Pearson 5.2603 %"));
    /* 3 of 145, N = 500: the largest possible K is 23 */
    CU_ASSERT(concludes(sample, 950, 500, "exact hypergeometric 4.6000 %"));
    CU_ASSERT(concludes(sample, 950, 461, BELOW));
    CU_ASSERT(concludes(sample, 950, 460, UNSAID));
    /* 3 * 40 øre of 145, times 500 */
    CU_ASSERT(concludes(sample, 950, 460, "projected error in all: 4.13 kr"));
    fill(sample, 0, 0);
    CU_ASSERT(concludes(sample, 950, 500, "145 drawn of 500 persons, 0 with errors"));
    end(sample);
}

static void test_evaluate_strata(void)
{
    Sample *sample = sample_new(SAMPLE_STRATIFIED, STRATA_COUNTY, 60);
    for (unsigned p = 0; p < 200; p++) {
        add(sample, p, p < 100 ? "03" : "50", 1000);
    }
    draw(sample);
    fill(sample, 0, 0);
    /* none of 30 in each hundred: K = 8 in each */
    CU_ASSERT(concludes(sample, 950, 900, "upper limit over the strata: 8.0000 %"));
    CU_ASSERT(concludes(sample, 950, 801, BELOW));
    CU_ASSERT(concludes(sample, 950, 800, UNSAID));
    end(sample);
}

/* 145 units are hit in items of the same size, three of them with the taints that are
 * published: the limit is the Stringer bound of control.md 3. */
static void test_evaluate_monetary(void)
{
    Sample *sample = sample_new(SAMPLE_MUS, STRATA_NONE, 145);
    int which = 0;
    for (unsigned p = 0; p < 290; p++) {
        add(sample, p, "all", 100000000);
    }
    draw(sample);
    CU_ASSERT_EQUAL(drawn_of(sample), 145);
    static const Ore wrong[] = {100000000, 20000072, 3999931};
    for (size_t i = 0; i < sample->item_count; i++) {
        SampleItem *item = &sample->items[i];
        if (!item->drawn) continue;
        item->audited_given = true;
        item->audited = item->amount - (which < 3 ? wrong[which] : 0);
        which++;
    }
    CU_ASSERT(concludes(sample, 950, 348, BELOW)); /* 3.478656 % */
    CU_ASSERT(concludes(sample, 950, 347, UNSAID));
    CU_ASSERT(concludes(sample, 950, 347, "145 drawn, 3 overstated"));
    /* (1 + .20000072 + .03999931) times the interval of 2 000 000 kr */
    CU_ASSERT(concludes(sample, 950, 347, "projected error: 2480000.06 kr"));
    end(sample);
}

int main(void)
{
    static const TestCase tests[] = {
        {"ticket", test_ticket},
        {"the smallest are drawn", test_smallest_are_drawn},
        {"order does not matter", test_order_does_not_matter},
        {"one more person", test_one_more_person_changes_one_place},
        {"samples merge", test_samples_merge},
        {"more than there are", test_more_than_there_are},
        {"strata", test_strata},
        {"monetary units, known answer", test_monetary_known_answer},
        {"monetary units, by definition", test_monetary_by_definition},
        {"monetary units, drawn", test_monetary_draw},
        {"the file comes back", test_file_comes_back},
        {"a changed file", test_changed_file_is_refused},
        {"rows left out or moved", test_rows_left_out_or_moved},
        {"persons evaluated", test_evaluate_attribute},
        {"strata evaluated", test_evaluate_strata},
        {"monetary units evaluated", test_evaluate_monetary},
    };
    return run_tests("drawn samples", tests, sizeof tests / sizeof tests[0]);
}
