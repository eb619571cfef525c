/*
 * test_ident_directory.c - why: whose mother, reference or earlier ident somebody is, is looked
 * up here; who is there and not found is held or paid twice.
 */
#include <stdint.h>
#include <stdlib.h>

#include "formats/base/ident_directory.h"
#include "tests/rules/base/test_main.h"

typedef struct Entry {
    Ident ident;
    uint64_t number;
} Entry;

/* Numbers that look random, the same every time. */
static uint64_t next_number(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 16;
}

/* The first entry of an ident, the long way. */
static size_t place_of(const Entry *entries, size_t count, Ident ident)
{
    for (size_t i = 0; i < count; i++)
        if (entries[i].ident == ident) return i;
    return IDENT_NOT_FOUND;
}

static size_t wrong_answers(const Entry *entries, size_t count)
{
    CLEANUP(ident_directory_free) IdentDirectory directory = {0};
    size_t wrong = 0;
    CU_ASSERT_EQUAL(ident_directory_make(entries, count, &directory, NULL), STATUS_OK);
    for (size_t i = 0; i < count; i++) {
        for (int near = -1; near <= 1; near++) {
            Ident ident = entries[i].ident + (Ident)near;
            wrong += ident_directory_find(&directory, ident) != place_of(entries, count, ident);
        }
    }
    const Ident others[] = {0, 1, 2, 1999999, 2000000, 2000001, 1999999999999, UINT64_MAX};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        wrong +=
            ident_directory_find(&directory, others[i]) != place_of(entries, count, others[i]);
    return wrong;
}

/* From a few neighbours to the whole range of idents, and beyond. */
static void every_ident_is_found(void)
{
    static const uint64_t most[] = {1, 3, 4000, 2000000, 300000000, 2000000000001, UINT64_MAX};
    static Entry entries[1500];
    uint64_t state = 5;
    for (size_t k = 0; k < sizeof most / sizeof *most; k++)
        for (size_t count = 0; count <= 1500; count = count * 3 + 1) {
            for (size_t i = 0; i < count; i++)
                entries[i] =
                    (Entry){next_number(&state) % most[k] + (k == 2 ? 50000000 : 0), i};
            CU_ASSERT_EQUAL(ident_sort(entries, count, 1, NULL), STATUS_OK);
            CU_ASSERT_EQUAL(wrong_answers(entries, count), 0);
        }
}

static void of_equal_idents_the_first_is_found(void)
{
    const Entry entries[] = {{5, 0}, {7, 1}, {7, 2}, {7, 3}, {2000000, 4}};
    CLEANUP(ident_directory_free) IdentDirectory directory = {0};
    CU_ASSERT_EQUAL(ident_directory_make(entries, 5, &directory, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(ident_directory_find(&directory, 7), 1);
    CU_ASSERT_EQUAL(ident_directory_find(&directory, 2000000), 4);
    CU_ASSERT_EQUAL(ident_directory_find(&directory, 6), IDENT_NOT_FOUND);
}

static const TestCase tests[] = {
    {"every ident is found", every_ident_is_found},
    {"of equal idents the first is found", of_equal_idents_the_first_is_found},
};

TEST_MAIN("formats/ident_directory", tests)
