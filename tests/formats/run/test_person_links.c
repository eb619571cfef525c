/*
 * test_person_links.c - why: whose settled money an ident owns is asked by runs and by lines by
 * hand; a person who is missed by one of them is paid twice. grants.md 4.4, life.md 3.
 */
#include "formats/base/system.h"
#include "formats/run/person_links.h"
#include "tests/rules/base/test_main.h"

static Failure failure;

/* 1 became 2, which became 3; 4 was 5's until 5 became somebody later on; 9 is alone. */
static Ident formers[] = {1, 2, 5};
static PersonLook items[] = {{.ident = 2, .former_begin = 0, .former_count = 1, .entry = 1},
                             {.ident = 3, .former_begin = 1, .former_count = 1, .entry = 2},
                             {.ident = 4, .former_begin = 2, .former_count = 1, .entry = 1},
                             {.ident = 5, .former_begin = 3, .former_count = 0, .entry = 2},
                             {.ident = 9, .former_begin = 3, .former_count = 0, .entry = 1}};
static const PersonLooks looks = {items, 5, formers, 3};

static void expect(const PersonLinks *links, Ident ident, Ident first, size_t count)
{
    PersonIdents found = {0};
    CU_ASSERT_EQUAL_FATAL(person_links_all(links, ident, &found, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(found.count, count);
    CU_ASSERT_EQUAL(found.items[0], first);
    for (size_t i = 1; i < found.count; i++)
        CU_ASSERT_TRUE(found.items[i - 1] < found.items[i]);
    system_free(found.items);
}

static void test_all(void)
{
    PersonLinks links;
    CU_ASSERT_EQUAL_FATAL(person_links_make(&looks, &links, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(links.count, 2);
    for (Ident ident = 1; ident <= 3; ident++)
        expect(&links, ident, 1, 3);
    expect(&links, 4, 4, 1);
    expect(&links, 5, 5, 1);
    expect(&links, 9, 9, 1);
    expect(&links, 77, 77, 1);
    CU_ASSERT_PTR_NULL(person_look_of(&looks, 1));
    CU_ASSERT_PTR_EQUAL(person_look_of(&looks, 9), &items[4]);
    person_links_free(&links);
}

static const TestCase tests[] = {
    {"all idents of a person", test_all},
};

TEST_MAIN("run/person_links", tests)
