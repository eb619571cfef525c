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
static const PersonLooks looks = {items, 5, formers, 3, NULL, 0};

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

/* The look of `ident` as the ledger has it, perhaps said again. */
static bool stands(const PersonLinks *links, Ident ident, LookPlace *place)
{
    const PersonLook *said = person_look_of(&looks, ident);
    PersonLook now = said != NULL ? *said : (PersonLook){.ident = ident};
    return person_look_stands(links, &now, &formers[said != NULL ? said->former_begin : 0],
                              place);
}

/* 2 is 3's former ident and 4 says of 5 what counts no more: both must be said again, or what
 * is said later would count otherwise. 77 is new. */
static void test_what_stands(void)
{
    PersonLinks links;
    LookPlace place = {0};
    CU_ASSERT_EQUAL_FATAL(person_links_make(&looks, &links, &failure), STATUS_OK);
    for (int turn = 0; turn < 2; turn++) {
        CU_ASSERT_FALSE(stands(&links, 2, &place));
        CU_ASSERT_TRUE(stands(&links, 3, &place));
        CU_ASSERT_FALSE(stands(&links, 4, &place));
        CU_ASSERT_TRUE(stands(&links, 5, &place));
        CU_ASSERT_TRUE(stands(&links, 9, &place));
        CU_ASSERT_FALSE(stands(&links, 77, &place));
    }
    person_links_free(&links);
}

static void test_what_differs(void)
{
    PersonLinks links;
    LookPlace place = {0};
    const Ident other = 8;
    CU_ASSERT_EQUAL_FATAL(person_links_make(&looks, &links, &failure), STATUS_OK);
    for (int member = 0; member < 7; member++) {
        PersonLook now = items[1];
        const Ident *named = &formers[1];
        if (member == 0) now.born = 1;
        if (member == 1) now.settled = 1;
        if (member == 2) now.settled_in = 301;
        if (member == 3) now.background = 578;
        if (member == 4) now.sex = SEX_WOMAN;
        if (member == 5) now.former_count = 0;
        if (member == 6) named = &other;
        CU_ASSERT_FALSE(person_look_stands(&links, &now, named, &place));
    }
    person_links_free(&links);
}

/* Far apart and backwards: the walk is as good as a search. */
static void test_walking_along(void)
{
    enum { COUNT = 1000 };
    static PersonLook many[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        many[i] = (PersonLook){.ident = 2 * i + 2};
    const PersonLooks all = {.items = many, .count = COUNT};
    PersonLinks links;
    LookPlace place = {0};
    CU_ASSERT_EQUAL_FATAL(person_links_make(&all, &links, &failure), STATUS_OK);
    for (size_t step = 1; step < COUNT; step += 37) {
        for (size_t i = 0, at = 0; i < 60; i++, at = (at + step) % COUNT) {
            PersonLook now = {.ident = 2 * at + 2};
            CU_ASSERT_TRUE(person_look_stands(&links, &now, NULL, &place));
            now.ident = 2 * at + 3;
            CU_ASSERT_FALSE(person_look_stands(&links, &now, NULL, &place));
        }
    }
    person_links_free(&links);
}

static const TestCase tests[] = {
    {"all idents of a person", test_all},
    {"what the ledger says is not said again, unless others' words hang on it",
     test_what_stands},
    {"any difference is said", test_what_differs},
    {"looks are found in any order", test_walking_along},
};

TEST_MAIN("run/person_links", tests)
