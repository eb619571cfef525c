/*
 * test_whereabouts.c - why: which municipality a person is in on a day is asked by every grant;
 * ends, deaths and the cut-off must agree to the day. grants.md 1 and 3.
 */
#include "rules/base/whereabouts.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_person.h"

static TestPerson person;

static MunicipalityCode home(const char *day, const char *cutoff)
{
    return residence_on(&person.registration, d(day), d(cutoff));
}

static void test_ends(void)
{
    test_person_begin(&person, "1984-01-01");
    test_lives(&person, 301, "2017-02-01", "2017-12-31");
    CU_ASSERT_EQUAL(home("2017-01-31", "2017-12-31"), 0);
    CU_ASSERT_EQUAL(home("2017-02-01", "2017-12-31"), 301);
    CU_ASSERT_EQUAL(home("2017-12-31", "2017-12-31"), 301);
    /* An end on the cut-off is known, an end after it is as good as open. */
    CU_ASSERT_EQUAL(home("2018-01-01", "2017-12-31"), 0);
    CU_ASSERT_EQUAL(home("2018-01-01", "2017-12-30"), 301);
    CU_ASSERT_EQUAL(home("2017-02-01", "2017-01-31"), 0);
}

static void test_death(void)
{
    test_person_begin(&person, "1984-01-01");
    test_lives(&person, 301, "2017-02-01", "");
    person.registration.died = d("2017-12-31");
    CU_ASSERT_EQUAL(home("2017-12-31", "2018-12-31"), 301);
    CU_ASSERT_EQUAL(home("2018-01-01", "2018-12-31"), 0);
    CU_ASSERT_EQUAL(home("2018-01-01", "2017-12-31"), 0);
    CU_ASSERT_EQUAL(home("2018-01-01", "2017-12-30"), 301);
}

static void test_overlap_in_a_faulty_record(void)
{
    test_person_begin(&person, "1984-01-01");
    test_lives(&person, 301, "2017-02-01", "");
    test_lives(&person, 1103, "2017-01-01", "");
    CU_ASSERT_EQUAL(home("2017-01-15", "2017-12-31"), 1103);
    CU_ASSERT_EQUAL(home("2017-03-01", "2017-12-31"), 301); /* the first listed */
}

static void test_training_municipality_begins(void)
{
    test_person_begin(&person, "1984-01-01");
    test_lives(&person, 301, "2017-02-01", "");
    test_trains(&person, "2017-03-01", "", 1103);
    const Registration *r = &person.registration;
    Day cutoff = d("2017-12-31");
    CU_ASSERT_EQUAL(whereabouts_on(WHERE_TRAINING, r, d("2017-02-28"), cutoff), 301);
    CU_ASSERT_EQUAL(whereabouts_on(WHERE_TRAINING, r, d("2017-03-01"), cutoff), 1103);
    CU_ASSERT_EQUAL(whereabouts_next_change(WHERE_TRAINING, r, d("2017-02-01"), cutoff),
                    d("2017-03-01"));
    CU_ASSERT_FALSE(
        day_is_set(whereabouts_next_change(WHERE_TRAINING, r, d("2017-03-01"), cutoff)));
    person.residences[0].to = d("2017-02-14");
    test_lives(&person, 219, "2017-02-15", "");
    CU_ASSERT_EQUAL(whereabouts_next_change(WHERE_TRAINING, r, d("2017-02-01"), cutoff),
                    d("2017-02-15"));
    /* Without an entry nobody is trained anywhere. */
    person.registration.training.target_from = DAY_NONE;
    CU_ASSERT_EQUAL(whereabouts_on(WHERE_TRAINING, r, d("2017-03-01"), cutoff), 219);
}

static Day change_after(WhereaboutsKind kind, const char *day, const char *cutoff)
{
    return whereabouts_next_change(kind, &person.registration, d(day), d(cutoff));
}

/* Ends, beginnings and deaths change something when they are known at the cut-off. */
static void test_changes_and_the_cutoff(void)
{
    test_person_begin(&person, "1984-01-01");
    test_lives(&person, 301, "2017-02-01", "2017-05-31");
    test_lives(&person, 219, "2017-07-01", "");
    CU_ASSERT_EQUAL(change_after(WHERE_RESIDENCE, "2017-02-01", "2017-05-31"), d("2017-06-01"));
    CU_ASSERT_EQUAL(change_after(WHERE_RESIDENCE, "2017-02-01", "2017-05-30"), DAY_NONE);
    CU_ASSERT_EQUAL(change_after(WHERE_RESIDENCE, "2017-06-01", "2017-07-01"), d("2017-07-01"));
    CU_ASSERT_EQUAL(change_after(WHERE_RESIDENCE, "2017-06-01", "2017-06-30"), DAY_NONE);
    CU_ASSERT_EQUAL(change_after(WHERE_RESIDENCE, "2017-01-31", "2017-07-01"), d("2017-02-01"));
    CU_ASSERT_EQUAL(change_after(WHERE_RESIDENCE, "2017-05-31", "2017-07-01"), d("2017-06-01"));
    person.registration.died = d("2017-09-30");
    CU_ASSERT_EQUAL(change_after(WHERE_RESIDENCE, "2017-07-01", "2017-09-30"), d("2017-10-01"));
    CU_ASSERT_EQUAL(change_after(WHERE_RESIDENCE, "2017-09-30", "2017-09-30"), d("2017-10-01"));
    CU_ASSERT_EQUAL(change_after(WHERE_RESIDENCE, "2017-07-01", "2017-09-29"), DAY_NONE);
    CU_ASSERT_EQUAL(change_after(WHERE_RESIDENCE, "2017-10-01", "2017-12-31"), DAY_NONE);
}

/* The dead live in no centre either; a residence is none. */
static void test_in_a_centre(void)
{
    test_person_begin(&person, "1984-01-01");
    test_lives(&person, 301, "2017-02-01", "");
    test_centre(&person, 1840, "2017-03-01", "");
    const Registration *r = &person.registration;
    Day cutoff = d("2017-12-31");
    CU_ASSERT_EQUAL(whereabouts_on(WHERE_RECEPTION, r, d("2017-02-28"), cutoff), 0);
    CU_ASSERT_EQUAL(whereabouts_on(WHERE_RECEPTION, r, d("2017-03-01"), cutoff), 1840);
    person.registration.died = d("2017-05-01");
    CU_ASSERT_EQUAL(whereabouts_on(WHERE_RECEPTION, r, d("2017-05-01"), cutoff), 1840);
    CU_ASSERT_EQUAL(whereabouts_on(WHERE_RECEPTION, r, d("2017-05-02"), cutoff), 0);
    /* Centres stand in any order; what the list does not hold is not read. */
    test_person_begin(&person, "1984-01-01");
    test_centre(&person, 1840, "2018-01-01", "");
    test_centre(&person, 1103, "2017-03-01", "");
    CU_ASSERT_EQUAL(whereabouts_next_change(WHERE_RECEPTION, r, d("2017-01-01"), cutoff),
                    d("2017-03-01"));
    person.registration.reception_count = 1;
    CU_ASSERT_EQUAL(whereabouts_next_change(WHERE_RECEPTION, r, d("2017-01-01"), cutoff),
                    DAY_NONE);
    CU_ASSERT_EQUAL(whereabouts_on(WHERE_RECEPTION, r, d("2017-05-01"), cutoff), 0);
}

/* Stepping from change to change sees every day on which the whereabouts differ. */
static void test_changes_are_complete(void)
{
    test_person_begin(&person, "1984-01-01");
    test_lives(&person, 301, "2017-02-01", "2017-03-31");
    test_lives(&person, 219, "2017-04-01", "2017-06-30");
    test_lives(&person, 1103, "2017-09-01", "");
    test_centre(&person, 1840, "2017-01-10", "2017-02-14");
    test_centre(&person, 1103, "2017-02-10", "2017-02-20");
    person.registration.died = d("2017-11-15");
    const Registration *r = &person.registration;
    Day cutoff = d("2017-12-31");
    for (int kind = WHERE_RESIDENCE; kind <= WHERE_TRAINING; kind++) {
        Day next = d("2017-01-01");
        MunicipalityCode at = MUNICIPALITY_NONE;
        for (Day day = d("2017-01-01"); day <= cutoff; day++) {
            WhereaboutsKind where = (WhereaboutsKind)kind;
            if (day == next) {
                at = whereabouts_on(where, r, day, cutoff);
                next = whereabouts_next_change(where, r, day, cutoff);
            }
            CU_ASSERT_EQUAL(at, whereabouts_on(where, r, day, cutoff));
        }
    }
}

static const TestCase tests[] = {
    {"ends", test_ends},
    {"death", test_death},
    {"overlap in a faulty record", test_overlap_in_a_faulty_record},
    {"training municipality begins", test_training_municipality_begins},
    {"in a centre", test_in_a_centre},
    {"changes and the cut-off", test_changes_and_the_cutoff},
    {"changes are complete", test_changes_are_complete},
};

TEST_MAIN("rules/whereabouts", tests)
