/*
 * test_ident_sort.c - the order of all persons of a run: by ident, and among the same ident as
 * they came, for any number of them and any idents.
 */
#include <stdint.h>

#include "formats/base/ident_sort.h"
#include "tests/rules/base/test_main.h"

typedef struct Numbered {
    Ident ident;
    uint32_t number, twice;
} Numbered;

/* Numbers that look random, the same every time. */
static uint64_t next_number(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 16;
}

static int threads = 1;

static void check(Numbered *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        entries[i].number = (uint32_t)i, entries[i].twice = (uint32_t)(2 * i);
    CU_ASSERT_EQUAL(ident_sort(entries, count, threads, NULL), STATUS_OK);
    size_t wrong = 0, sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += entries[i].number;
        wrong += entries[i].twice != 2 * entries[i].number;
        if (i == 0) continue;
        const Numbered *before = &entries[i - 1], *here = &entries[i];
        wrong += before->ident > here->ident;
        wrong += before->ident == here->ident && before->number >= here->number;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(sum, count > 0 ? count * (count - 1) / 2 : 0);
}

static void any_idents_are_sorted(void)
{
    static const uint64_t most[] = {1, 2, 3, 2047, 2048, 2049, 1999999999999, UINT64_MAX};
    static Numbered entries[5000];
    uint64_t state = 1;
    for (size_t k = 0; k < sizeof most / sizeof *most; k++)
        for (size_t count = 0; count <= 5000; count = count * 3 + 1) {
            for (size_t i = 0; i < count; i++)
                entries[i].ident = next_number(&state) % most[k];
            check(entries, count);
        }
}

/* So many that they are dealt out, idents that crowd in one bucket too. */
static void many_are_sorted(void)
{
    enum { COUNT = 300000 };
    static Numbered entries[COUNT];
    static const uint64_t most[] = {1, 9, 100000, 1999999999999, UINT64_MAX};
    uint64_t state = 2;
    for (threads = 1; threads <= 3; threads++)
        for (size_t k = 0; k < sizeof most / sizeof *most; k++) {
            for (size_t i = 0; i < COUNT; i++)
                entries[i].ident = next_number(&state) % most[k] << k;
            entries[COUNT / 2].ident = most[k];
            check(entries, COUNT);
            check(entries, COUNT - 1); /* in order already */
            entries[COUNT / 2].ident = 0;
            check(entries, COUNT);
        }
    threads = 1;
}

static void the_highest_bit_counts(void)
{
    Numbered entries[3] = {{.ident = UINT64_MAX}, {.ident = 1}, {.ident = 1ull << 63}};
    check(entries, 3);
    CU_ASSERT_EQUAL(entries[0].ident, 1);
    CU_ASSERT_EQUAL(entries[2].ident, UINT64_MAX);
}

static void what_is_sorted_stays(void)
{
    Numbered entries[4] = {{.ident = 5}, {.ident = 5}, {.ident = 7}, {.ident = 1ull << 40}};
    check(entries, 4);
    CU_ASSERT_EQUAL(entries[3].number, 3);
    CU_ASSERT_EQUAL(ident_sort(NULL, 0, 1, NULL), STATUS_OK);
}

static const TestCase tests[] = {
    {"any idents are sorted", any_idents_are_sorted},
    {"many are sorted", many_are_sorted},
    {"the highest bit counts", the_highest_bit_counts},
    {"what is sorted stays", what_is_sorted_stays},
};

TEST_MAIN("order by ident", tests)
