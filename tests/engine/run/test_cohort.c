/*
 * test_cohort.c - records of one ident become one person, and what is counted and kept of them
 * must not depend on the order in which the extracts were named.
 */
#include "engine/run/cohort.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/text_buffer.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { FILES = 4 };

static PersonSpace space;

/* One person of an extract of its own. */
static void write_person(const char *name, const char *ident, const char *country,
                         const char *former)
{
    TextBuffer xml = TEXT_BUFFER_EMPTY;
    text_buffer_format(
        &xml,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<introduksjonsregister "
        "xmlns=\"urn:tilskudd:introduksjonsregister:1\" uttrekksdato=\"2017-12-31\">\n"
        "<person ident=\"%s\" identtype=\"%s\" fodt=\"1984-01-01\" kjonn=\"K\" "
        "landbakgrunn=\"%s\">%s<opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" "
        "varig=\"true\"/>"
        "</person>\n</introduksjonsregister>\n",
        ident, strlen(ident) == 12 ? "DUF" : "FNR", country, former);
    scratch_write(name, xml.bytes, xml.length);
    text_buffer_free(&xml);
}

/* Records of one ident: what differs is the country. */
static void write_extract(const char *name, const char *country)
{
    write_person(name, "01818431895", country, "");
}

/* Reads "a.xml", ... in the order of the letters. */
static void build(const char *letters, Cohort *cohort)
{
    char names[FILES][8], kept[FILES][256];
    const char *paths[FILES];
    size_t count = strlen(letters);
    RegisterReaderOptions options = {.threads = 1};
    RegisterExtracts extracts = {0};
    Failure failure = {0};
    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "%c.xml", letters[i]);
        snprintf(kept[i], sizeof kept[i], "%s", scratch_path(names[i]));
        paths[i] = kept[i];
    }
    CU_ASSERT_EQUAL_FATAL(register_read(paths, count, &options, &extracts, &failure),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(cohort_build(&extracts, NULL, 2, cohort, &failure), STATUS_OK);
}

/* What the four records of one ident come to: "conflict identical country". */
static void check(const char *letters, const char *expected)
{
    Cohort cohort;
    char country[4], got[32];
    build(letters, &cohort);
    CU_ASSERT_EQUAL(cohort.records, strlen(letters));
    CU_ASSERT_EQUAL_FATAL(cohort.count, 1);
    country_format(cohort_view(&cohort, 0, &space).background, country);
    snprintf(got, sizeof got, "%d %d %s", (cohort.flags[0] & COHORT_CONFLICT) != 0,
             (int)cohort.identical, country);
    if (strcmp(got, expected) != 0) fprintf(stderr, "%s: %s\n", letters, got);
    CU_ASSERT_STRING_EQUAL(got, expected);
    cohort_free(&cohort);
}

/* a and c are alike, b and d differ from them and from each other. */
static void test_the_order_does_not_matter(void)
{
    static const char *const orders[] = {"abcd", "abdc", "acbd", "acdb", "adbc", "adcb",
                                         "bacd", "badc", "bcad", "bcda", "bdac", "bdca",
                                         "cabd", "cadb", "cbad", "cbda", "cdab", "cdba",
                                         "dabc", "dacb", "dbac", "dbca", "dcab", "dcba"};
    scratch_begin();
    write_extract("a.xml", "SYR");
    write_extract("b.xml", "ERI");
    write_extract("c.xml", "SYR");
    write_extract("d.xml", "SOM");
    Cohort one;
    char first[32], country[4];
    build("abcd", &one);
    country_format(cohort_view(&one, 0, &space).background, country);
    snprintf(first, sizeof first, "1 1 %s", country);
    cohort_free(&one);
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        check(orders[i], first);
    }
}

static void test_alike_is_no_conflict(void)
{
    check("a", "0 0 SYR");
    check("ac", "0 1 SYR");
    check("ca", "0 1 SYR");
    check("b", "0 0 ERI");
}

/* Renaming moves the records between the places; two of one kind, two of another. */
static void test_two_pairs(void)
{
    static const char *const kinds[] = {"SSEE", "SESE", "SEES", "ESSE", "ESES", "EESS"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        for (int f = 0; f < FILES; f++) {
            const char name[] = {(char)('a' + f), '.', 'x', 'm', 'l', '\0'};
            write_extract(name, kinds[i][f] == 'S' ? "SYR" : "ERI");
        }
        Cohort cohort;
        build("abcd", &cohort);
        CU_ASSERT_EQUAL(cohort.identical, 2);
        CU_ASSERT_EQUAL(cohort.flags[0], COHORT_CONFLICT);
        cohort_order_rivals(&cohort);
        const CohortPerson *rival = cohort_rival(&cohort, 0);
        CU_ASSERT_PTR_NOT_NULL_FATAL(rival);
        CU_ASSERT_EQUAL(rival->ident, cohort.persons[0].ident);
        CU_ASSERT_NOT_EQUAL(rival->part, cohort.persons[0].part);
        cohort_free(&cohort);
    }
    scratch_end();
}

/* Of two records of one ident only one is seen; the former idents of both are taken: whoever
 * still stands under one must not be paid beside. */
static void test_former_idents_of_both_records(void)
{
    static const char *const countries[][2] = {{"SYR", "ERI"}, {"ERI", "SYR"}};
    scratch_begin();
    write_person("c.xml", "201612345600", "SYR", "");
    for (size_t i = 0; i < 2; i++) {
        Cohort cohort;
        write_person("a.xml", "01818431895", countries[i][0],
                     "<tidligereIdent ident=\"201612345600\"/>");
        write_person("b.xml", "01818431895", countries[i][1], "");
        build("abc", &cohort);
        CU_ASSERT_EQUAL_FATAL(cohort.count, 2);
        CU_ASSERT_EQUAL(cohort.flags[0], COHORT_CONFLICT | COHORT_FORMER_CONFLICT);
        CU_ASSERT_EQUAL(cohort.flags[1], COHORT_FORMER_CONFLICT);
        cohort_order_rivals(&cohort);
        CU_ASSERT_PTR_NOT_NULL_FATAL(cohort_rival(&cohort, 0));
        CU_ASSERT_PTR_NOT_NULL_FATAL(cohort_rival(&cohort, 1));
        CU_ASSERT_EQUAL(cohort_rival(&cohort, 0)->ident, cohort.persons[0].ident);
        CU_ASSERT_EQUAL(cohort_rival(&cohort, 1)->ident, cohort.persons[0].ident);
        cohort_free(&cohort);
        build("ab", &cohort); /* the former ident has gone: its lines are the held person's */
        CU_ASSERT_EQUAL_FATAL(cohort.count, 1);
        CU_ASSERT_EQUAL(cohort.former.count, 1);
        cohort_order_rivals(&cohort);
        CU_ASSERT_PTR_NULL(cohort_rival(&cohort, 1));
        CU_ASSERT_EQUAL(cohort_owner(&cohort, cohort.former.items[0].former), 0);
        cohort_free(&cohort);
    }
    scratch_end();
}

static const TestCase tests[] = {
    {"the order does not matter", test_the_order_does_not_matter},
    {"alike is no conflict", test_alike_is_no_conflict},
    {"two pairs", test_two_pairs},
    {"former idents of both records", test_former_idents_of_both_records},
};

TEST_MAIN("cohort", tests)
