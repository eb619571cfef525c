/*
 * test_nearest_word.c - a slip of the keyboard is answered with the word that was meant, and a
 * word that is like none of them with nothing: a wrong guess is worse than none.
 */
#include "formats/text/nearest_word.h"

#include <stdbool.h>
#include <string.h>

#include "tests/rules/base/test_main.h"

static void distances(void)
{
    const struct {
        const char *from, *to;
        size_t distance;
    } rows[] = {{"", "", 0},
                {"", "run", 3},
                {"run", "", 3},
                {"run", "run", 0},
                {"rnu", "run", 1},          /* exchanged */
                {"appprove", "approve", 1}, /* one too many */
                {"aprove", "approve", 1},   /* one too few */
                {"approbe", "approve", 1},  /* another */
                {"ca", "abc", 3},           /* no letter is touched twice */
                {"kitten", "sitting", 3},
                {"verify", "ledger", 5}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CU_ASSERT_EQUAL(word_distance(rows[i].from, rows[i].to), rows[i].distance);
        CU_ASSERT_EQUAL(word_distance(rows[i].to, rows[i].from), rows[i].distance);
    }
}

/* Beyond the table's room nothing is counted, and nothing is written. */
static void long_words(void)
{
    char longest[NEAREST_LENGTH_MAX + 1], longer[NEAREST_LENGTH_MAX + 2];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    CU_ASSERT_EQUAL(word_distance(longest, longest), 0);
    CU_ASSERT_EQUAL(word_distance(longest, "a"), NEAREST_LENGTH_MAX - 1);
    CU_ASSERT_EQUAL(word_distance(longer, longer), NEAREST_LENGTH_MAX + 1);
}

static void what_was_meant(void)
{
    static const char *const words[] = {"ledger", "run",    "approve", "release",
                                        NULL,     "verify", "report",  "reconcile"};
    const struct {
        const char *typed, *meant;
    } rows[] = {{"aproove", "approve"},
                {"ledgre", "ledger"},
                {"rn", "run"},
                {"runn", "run"},
                {"rep", "report"},
                {"rec", "reconcile"},
                {"re", NULL},
                {"veryfi", "verify"},
                {"pay", NULL},
                {"frobnicate", NULL},
                {"reconsile", "reconcile"},
                {"", NULL},
                {"x", NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *near = nearest_word(rows[i].typed, words, sizeof words / sizeof words[0]);
        bool right = (near == NULL) == (rows[i].meant == NULL) &&
                     (near == NULL || strcmp(near, rows[i].meant) == 0);
        if (!right) printf("%s: %s\n", rows[i].typed, near != NULL ? near : "nothing");
        CU_ASSERT_TRUE(right);
    }
}

static const TestCase tests[] = {
    {"distances", distances},
    {"long words", long_words},
    {"what was meant", what_was_meant},
};

TEST_MAIN("nearest word", tests)
