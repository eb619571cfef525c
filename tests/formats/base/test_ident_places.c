/*
 * test_ident_places.c - an ident is found where it is, and what is not there is where it would
 * be: for any idents, any number of them and any threads, and without places at all.
 */
#include "formats/base/ident_places.h"

#include "tests/rules/base/test_main.h"

typedef struct Numbered {
    Ident ident;
    uint64_t rest;
} Numbered;

enum { MOST = 200000 };
static Numbered entries[MOST];

static size_t counted_below(size_t count, Ident ident)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (entries[middle].ident < ident)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void check(size_t count, int threads)
{
    IdentPlaces places, none = {0};
    size_t wrong = 0;
    CU_ASSERT_EQUAL_FATAL(ident_places_make(entries, count, threads, &places, NULL), STATUS_OK);
    for (size_t i = 0; i < count; i += 1 + i % 7)
        for (int beside = -1; beside <= 1; beside++) {
            Ident ident = entries[i].ident + (Ident)beside;
            size_t there = counted_below(count, ident);
            wrong += ident_places_find(&places, entries, count, ident) != there;
            wrong += ident_places_find(&none, entries, count, ident) != there;
        }
    wrong += ident_places_find(&places, entries, count, 0) != 0;
    wrong += ident_places_find(&places, entries, count, UINT64_MAX) != count;
    CU_ASSERT_EQUAL(wrong, 0);
    ident_places_free(&places);
    CU_ASSERT_PTR_NULL(places.begins);
}

static void idents_are_found(void)
{
    static const Ident steps[] = {0, 1, 3, 1000003, (Ident)1 << 40};
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++)
        for (size_t count = 0; count <= MOST; count = count * 20 + 1) {
            for (size_t i = 0; i < count; i++)
                entries[i].ident = 5 + (i / 3 + (i > count / 2 ? count : 0)) * steps[k];
            check(count, 1 + (int)k % 3);
        }
}

static const TestCase tests[] = {{"idents are found", idents_are_found}};

TEST_MAIN("places of idents", tests)
