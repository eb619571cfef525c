/*
 * test_record_controls.c - why: a blocking control holds a person's money; it must find what is
 * wrong and nothing else. One case just inside and one just outside of each.
 */
#include <stdio.h>
#include <string.h>

#include "rules/controls/control_thresholds.h"
#include "rules/controls/finding.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_person.h"

static TestPerson person;
static Finding items[16];
static size_t count;

/* A synthetic woman born on a day, settled in 0301 on 2017-02-15. */
static void begin(const char *born, SettlementGroup group)
{
    test_person_begin(&person, born);
    Registration *r = &person.registration;
    r->declared_type = IDENT_FNR;
    r->ident = IDENT_NONE;
    int individual = day_year(r->born) >= 2000 ? 500 : 0;
    for (; r->ident == IDENT_NONE; individual += 2) {
        r->ident = ident_make_synthetic(r->born, individual, false);
    }
    test_settle(&person, "2017-02-15", 301, group, "");
    test_lives(&person, 301, "2017-02-15", "");
}

/* The numbers found, "" when none: "106 107 ". */
static const char *found(size_t capacity)
{
    static char text[128];
    Findings findings = {items, 0, capacity};
    GrantContext *context = test_context(2017, 4, "2017-12-31");
    if (record_controls(context, &person.registration, NULL, d("2017-12-31"), &findings) !=
        STATUS_OK) {
        return "full";
    }
    count = findings.count;
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, "%d ", items[i].control);
    }
    return text;
}

#define FINDS(expected) CU_ASSERT_STRING_EQUAL(found(16), expected)

static void test_identity(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN);
    FINDS("");
    person.registration.ident += 20; /* the last digit is another */
    FINDS("101 ");
    begin("1984-01-01", SETTLEMENT_VOKSEN);
    person.registration.born = d("1984-01-02");
    FINDS("102 ");
    CU_ASSERT_EQUAL(items[0].values[0].number, d("1984-01-02"));
    begin("1984-01-01", SETTLEMENT_VOKSEN);
    person.registration.sex = SEX_MAN;
    FINDS("103 ");
    CU_ASSERT_STRING_EQUAL(items[0].values[0].word, "M");
    begin("1984-01-01", SETTLEMENT_VOKSEN);
    person.registration.ident = ident_make_duf(2016, 123456);
    FINDS(""); /* the type is the number's own, whatever is declared */
    person.registration.ident = ident_make_duf(2016, 123456) + 2;
    FINDS("101 ");
    CU_ASSERT_STRING_EQUAL(items[0].values[0].word, "DUF");
}

static void test_death(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN);
    person.registration.died = d("2017-02-15");
    FINDS("");
    person.registration.died = d("2017-02-14");
    FINDS("104 ");
    CU_ASSERT_STRING_EQUAL(items[0].values[1].word, "bosetting");
    CU_ASSERT_EQUAL(items[0].values[2].number, d("2017-02-15"));
    person.registration.settlement.date = DAY_NONE;
    FINDS("");
    person.registration.died = d("1984-01-01");
    FINDS("");
    person.registration.died = d("1983-12-31");
    FINDS("104 ");
    CU_ASSERT_STRING_EQUAL(items[0].values[1].word, "fodt");
    CU_ASSERT_EQUAL(items[0].values[2].number, d("1984-01-01"));
}

static void test_future(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN);
    person.registration.settlement.date = d("2017-12-31");
    FINDS("");
    person.registration.settlement.date = d("2018-01-01");
    FINDS("105 ");
}

static void test_municipalities_unknown(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN);
    person.registration.settlement.municipality = 302;
    person.residences[0].municipality = 303;
    FINDS("106 ");
    CU_ASSERT_EQUAL(items[0].values[0].number, 302);
    CU_ASSERT_EQUAL(items[0].values[2].number, 2);
    CU_ASSERT_EQUAL(items[0].severity, SEVERITY_BLOCK);
    begin("1984-01-01", SETTLEMENT_VOKSEN);
    test_centre(&person, 1841, "2016-01-01", "2017-02-14");
    FINDS("106 ");
    begin("1984-01-01", SETTLEMENT_VOKSEN);
    test_trains(&person, "2017-02-15", "", 9999);
    FINDS("106 ");
    person.registration.training.target_from = DAY_NONE; /* no training: nothing to say */
    FINDS("");
    test_trains(&person, "2017-02-15", "", MUNICIPALITY_NONE);
    FINDS("");
}

static void test_municipalities_of_another_date(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN);
    person.registration.settlement.municipality = 219;
    person.registration.settlement.date = d("2017-02-15");
    FINDS("");
    person.residences[0].municipality = 3024;
    FINDS("107 ");
    CU_ASSERT_EQUAL(items[0].severity, SEVERITY_WARN);
    CU_ASSERT_EQUAL(items[0].values[2].number, d("2017-02-15"));
    begin("1984-01-01", SETTLEMENT_VOKSEN);
    test_lives(&person, 1601, "2018-01-01", "");
    person.residences[0].to = d("2017-12-31");
    FINDS("107 ");
    person.residences[1].from = d("2017-12-31");
    person.residences[0].to = d("2017-12-30");
    FINDS("");
    /* The training municipality: as on malgruppeFra or as in the extract. */
    test_trains(&person, "2017-02-15", "", 1601);
    FINDS("");
    test_trains(&person, "2018-02-15", "", 1601);
    FINDS("");
    test_trains(&person, "2017-02-15", "", 5001);
    FINDS("107 ");
    test_trains(&person, "2018-02-15", "", 5001);
    FINDS("");
}

/* grants.md 2.2: by the calendar year of settlement. */
static void test_group(void)
{
    begin("1999-12-31", SETTLEMENT_VOKSEN); /* turns 18 in 2017 */
    FINDS("");
    begin("2000-01-01", SETTLEMENT_VOKSEN);
    FINDS("201 ");
    CU_ASSERT_EQUAL(items[0].values[1].number, 17);
    begin("2000-01-01", SETTLEMENT_ENSLIG_VOKSEN);
    FINDS("201 ");
    begin("1999-12-31", SETTLEMENT_BARN);
    FINDS("201 ");
    begin("2000-01-01", SETTLEMENT_BARN);
    FINDS("");
    begin("1997-01-01", SETTLEMENT_ENSLIG_MINDREARIG); /* turns 20 */
    FINDS("");
    begin("1996-12-31", SETTLEMENT_ENSLIG_MINDREARIG);
    FINDS("201 ");
    person.registration.settlement.date = DAY_NONE;
    FINDS("");
}

static void test_residences(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN);
    test_lives(&person, 1103, "2017-06-01", "");
    FINDS("301 "); /* the first one is open */
    person.residences[0].to = d("2017-05-31");
    FINDS("");
    person.residences[0].to = d("2017-06-01");
    FINDS("301 ");
    CU_ASSERT_EQUAL(items[0].values[0].number, d("2017-06-01"));
    person.residences[0].to = d("2017-02-15");
    FINDS("");
    person.residences[0].to = d("2017-02-14");
    FINDS("301 ");
    person.residences[0] = (Stay){d("2018-01-01"), d("2018-01-31"), 301};
    FINDS("301 ");
    person.registration.residences =
        &person.residences[1]; /* nothing stands before the first */
    person.registration.residence_count = 1;
    FINDS("");
}

static void test_full_buffer(void)
{
    begin("1984-01-01", SETTLEMENT_BARN);
    CU_ASSERT_STRING_EQUAL(found(1), "201 ");
    CU_ASSERT_STRING_EQUAL(found(0), "full");
}

static void test_catalogue(void)
{
    int last = 0;
    for (size_t i = 0; i < control_count(); i++) {
        const Control *control = control_at(i);
        CU_ASSERT_TRUE(control->number > last && control->number < CONTROL_NUMBERS_MAX);
        last = control->number;
        CU_ASSERT_PTR_EQUAL(control_find(control->number), control);
        CU_ASSERT_TRUE(control->family >= 1 && control->family <= 10);
        CU_ASSERT_TRUE(strncmp(control->sentence_nb, "Gitt ", 5) == 0);
        CU_ASSERT_TRUE(strncmp(control->sentence_en, "Given ", 6) == 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(control->sentence_nb, " når "));
        CU_ASSERT_PTR_NOT_NULL(strstr(control->sentence_en, " when "));
        CU_ASSERT_PTR_NOT_NULL(strstr(control->sentence_nb, " så "));
        CU_ASSERT_PTR_NOT_NULL(strstr(control->sentence_en, " then "));
        CU_ASSERT_TRUE(strlen(control->message_nb) > 10 && strlen(control->message_en) > 10);
        CU_ASSERT_TRUE(strlen(control->fields) > 2 && strlen(control->reference) > 2);
    }
    CU_ASSERT_PTR_NULL(control_find(0));
    CU_ASSERT_PTR_NULL(control_find(999));
    CU_ASSERT_EQUAL(control_find(CONTROL_VANISHED)->severity, SEVERITY_BLOCK);
}

static const TestCase tests[] = {
    {"ident, birth date, sex", test_identity},
    {"death", test_death},
    {"settlement after the extract", test_future},
    {"municipality that never existed", test_municipalities_unknown},
    {"municipality of another date", test_municipalities_of_another_date},
    {"group against age", test_group},
    {"residences", test_residences},
    {"full buffer", test_full_buffer},
    {"catalogue", test_catalogue},
};

TEST_MAIN("rules/record_controls", tests)
