/*
 * test_person_looks.c - what several entries say of persons is one list, whatever the order in
 * which they are put together. Why: threads decide the order, and a look that is forgotten is a
 * person who is paid twice. grants.md 4.4 (R405).
 */
#include <string.h>

#include "formats/base/system.h"
#include "formats/run/person_looks.h"
#include "tests/rules/base/test_main.h"

enum { ENTRIES = 4 };

static Failure failure;

/* 7 is settled on day 15, 20, 15 and then 22; 8 has another background once; 9 is first only
 * read, then settled; 10 stays as it is. */
static PersonLook words[ENTRIES][4] = {
    {{.ident = 7, .born = 1, .settled = 15, .entry = 1},
     {.ident = 8, .born = 2, .settled = 15, .background = 3, .entry = 1},
     {.ident = 9, .born = DAY_NONE, .settled = DAY_NONE, .entry = 1},
     {.ident = 10, .born = 4, .settled = 15, .entry = 1}},
    {{.ident = 7, .born = 1, .settled = 20, .entry = 2},
     {.ident = 8, .born = 2, .settled = 15, .background = 4, .entry = 2},
     {.ident = 9, .born = 3, .settled = 16, .entry = 2}},
    {{.ident = 7, .born = 1, .settled = 15, .entry = 3},
     {.ident = 8, .born = 2, .settled = 15, .background = 3, .entry = 3},
     {.ident = 10, .born = 4, .settled = 15, .entry = 3}},
    {{.ident = 7, .born = 1, .settled = 22, .entry = 4}}};
static const size_t counts[ENTRIES] = {4, 3, 3, 1};

static PersonLooks of_entry(size_t entry)
{
    return (PersonLooks){.items = words[entry], .count = counts[entry]};
}

static void expect_latest(const PersonLooks *all)
{
    static const struct {
        Ident ident;
        Day settled;
        uint32_t entry;
    } latest[] = {{7, 22, 4}, {8, 15, 3}, {9, 16, 2}, {10, 15, 3}};
    CU_ASSERT_EQUAL_FATAL(all->count, 4);
    for (size_t i = 0; i < 4; i++) {
        CU_ASSERT_EQUAL(all->items[i].ident, latest[i].ident);
        CU_ASSERT_EQUAL(all->items[i].settled, latest[i].settled);
        CU_ASSERT_EQUAL(all->items[i].entry, latest[i].entry);
    }
}

/* 7 on 15 (twice said, once kept) and 20; 8 with background 4. */
static void expect_earlier(const PersonLooks *all)
{
    CU_ASSERT_EQUAL_FATAL(all->earlier_count, 3);
    CU_ASSERT(all->earlier[0].ident == 7 && all->earlier[0].settled == 15);
    CU_ASSERT(all->earlier[1].ident == 7 && all->earlier[1].settled == 20);
    CU_ASSERT(all->earlier[2].ident == 8 && all->earlier[2].background == 4);
}

static void put_together(const size_t order[ENTRIES])
{
    PersonLooks all = {0};
    for (size_t i = 0; i < ENTRIES; i++) {
        PersonLooks one = of_entry(order[i]), merged = {0};
        CU_ASSERT_EQUAL_FATAL(person_looks_merge(&all, &one, &merged, &failure), STATUS_OK);
        person_looks_free(&all);
        all = merged;
    }
    expect_latest(&all);
    expect_earlier(&all);
    person_looks_free(&all);
}

static void test_any_order(void)
{
    size_t tried = 0;
    for (size_t number = 0; number < 256; number++) {
        const size_t order[ENTRIES] = {number & 3, number >> 2 & 3, number >> 4 & 3,
                                       number >> 6 & 3};
        unsigned seen = 0;
        for (size_t i = 0; i < ENTRIES; i++)
            seen |= 1U << order[i];
        if (seen != 15) continue;
        put_together(order);
        tried++;
    }
    CU_ASSERT_EQUAL(tried, 24);
}

/* Two lists that were each put together already. */
static void test_pairs(void)
{
    PersonLooks first = {0}, second = {0}, all = {0};
    PersonLooks one[ENTRIES];
    for (size_t i = 0; i < ENTRIES; i++)
        one[i] = of_entry(i);
    CU_ASSERT_EQUAL(person_looks_merge(&one[3], &one[1], &first, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(person_looks_merge(&one[0], &one[2], &second, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(person_looks_merge(&second, &first, &all, &failure), STATUS_OK);
    expect_latest(&all);
    expect_earlier(&all);
    person_looks_free(&first);
    person_looks_free(&second);
    person_looks_free(&all);
}

static const TestCase tests[] = {
    {"any order of entries", test_any_order},
    {"lists that are put together of lists", test_pairs},
};

TEST_MAIN("run/person_looks", tests)
