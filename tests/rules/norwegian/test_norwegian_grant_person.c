/*
 * test_norwegian_grant_person.c - why: from 2024 the person grant comes a quarter at a time, in
 * some years to the øre, and § 37 d goes by the residence alone: each is a parameter, and each
 * of its values gives another amount or another municipality. grants.md 1 and 3 (Where, When).
 */
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_person.h"

static TestPerson person;

/* Entered on a day, has lived in 0301 for long. Made-up rates: P-AR1-H 14 300, P-AR2-H 24 500,
 * P37D-AR1 20 001. */
static void begin(Ground ground, const char *target_from)
{
    test_person_begin(&person, "1984-01-01");
    test_permit(&person, ground, "2010-01-01", true);
    test_trains(&person, target_from, target_from, MUNICIPALITY_NONE);
    test_lives(&person, 301, "2010-01-01", "");
}

static void moves_to(MunicipalityCode municipality, const char *day)
{
    Stay *last = &person.residences[person.registration.residence_count - 1];
    last->to = d(day) - 1;
    test_lives(&person, municipality, day, "");
}

static const char *through(int year, int quarter)
{
    return test_norwegian(test_context(year, quarter, "2026-12-31"), &person, NULL);
}

/* Year 2 in 2024: a quarter of 24 500 each. */
static void test_terms(void)
{
    begin(GROUND_ASYL, "2023-05-10");
    CU_ASSERT_STRING_EQUAL(through(2023, 2), "P-AR1-H 0301 0-1 14300 14300");
    CU_ASSERT_STRING_EQUAL(through(2024, 1), "P-AR2-H 0301 0-1 24500 6125");
    CU_ASSERT_STRING_EQUAL(through(2024, 2), "P-AR2-H 0301 0-1 24500 12250");
    CU_ASSERT_STRING_EQUAL(through(2024, 3), "P-AR2-H 0301 0-1 24500 18375");
    CU_ASSERT_STRING_EQUAL(through(2024, 4), "P-AR2-H 0301 0-1 24500 24500");
    GrantContext *context = test_context(2024, 1, "2024-12-31");
    test_rules(context)->parameters[RULE_NORWEGIAN_PAYMENT].value = PAYMENT_WHOLE;
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "P-AR2-H 0301 0-1 24500 24500");
    context = test_context(2023, 2, "2024-12-31");
    test_rules(context)->parameters[RULE_NORWEGIAN_PAYMENT].value = PAYMENT_IN_TERMS;
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "P-AR1-H 0301 0-1 14300 7150");
    context->run_year = 2024; /* an earlier year is whole */
    context->run_quarter = 1;
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "P-AR1-H 0301 0-1 14300 14300");
}

/* Year 1: from the quarter of malgruppeFra on, and what lies before comes with it. */
static void test_terms_of_year_one(void)
{
    begin(GROUND_ASYL, "2024-06-30");
    CU_ASSERT_STRING_EQUAL(through(2024, 1), "");
    CU_ASSERT_STRING_EQUAL(through(2024, 2), "P-AR1-H 0301 0-1 14300 7150");
    begin(GROUND_ASYL, "2024-07-01");
    CU_ASSERT_STRING_EQUAL(through(2024, 2), "");
    CU_ASSERT_STRING_EQUAL(through(2024, 3), "P-AR1-H 0301 0-1 14300 10725");
    CU_ASSERT_STRING_EQUAL(through(2024, 4), "P-AR1-H 0301 0-1 14300 14300");
    begin(GROUND_ASYL, "2024-12-31");
    CU_ASSERT_STRING_EQUAL(through(2024, 3), "");
    CU_ASSERT_STRING_EQUAL(through(2024, 4), "P-AR1-H 0301 0-1 14300 14300");
    /* Nowhere on malgruppeFra: the first place after it has the year from point 0 on; the due
     * quarter stays. */
    begin(GROUND_ASYL, "2024-06-30");
    person.residences[0].from = d("2024-09-01");
    CU_ASSERT_STRING_EQUAL(through(2024, 2), "P-AR1-H 0301 0-1 14300 7150");
}

/* A move in May cuts at 6/12; what each municipality has by quarter. */
static void test_terms_with_a_move(void)
{
    begin(GROUND_ASYL, "2023-05-10");
    moves_to(1103, "2024-05-20");
    CU_ASSERT_STRING_EQUAL(through(2024, 1),
                           "P-AR2-H 0301 0-1/2 24500 6125; P-AR2-H 1103 1/2-1 24500 0");
    CU_ASSERT_STRING_EQUAL(through(2024, 2),
                           "P-AR2-H 0301 0-1/2 24500 12250; P-AR2-H 1103 1/2-1 24500 0");
    CU_ASSERT_STRING_EQUAL(through(2024, 3),
                           "P-AR2-H 0301 0-1/2 24500 12250; P-AR2-H 1103 1/2-1 24500 6125");
    CU_ASSERT_STRING_EQUAL(through(2024, 4),
                           "P-AR2-H 0301 0-1/2 24500 12250; P-AR2-H 1103 1/2-1 24500 12250");
    /* Death or emigration after the year has begun changes nothing. */
    begin(GROUND_ASYL, "2023-05-10");
    person.registration.died = d("2024-01-01");
    CU_ASSERT_STRING_EQUAL(through(2024, 4), "P-AR2-H 0301 0-1 24500 24500");
    person.registration.died = d("2023-12-31");
    CU_ASSERT_STRING_EQUAL(through(2024, 4), "");
}

/* 14 300 to June, 20 000 after: each quarter's part has the rate in force on that quarter's
 * last day, also when it comes late. */
static void test_rate_of_each_quarter(void)
{
    begin(GROUND_ASYL, "2024-08-10");
    GrantContext *context = test_context(2024, 3, "2024-12-31");
    test_add_rate(test_rules(context), GRANT_P_AR1_H, d("2024-09-30"), 20000, false);
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "P-AR1-H 0301 0-1/2 14300 7150; P-AR1-H 0301 1/2-1 20000 5000");
    context->run_quarter = 4;
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "P-AR1-H 0301 0-1/2 14300 7150; P-AR1-H 0301 1/2-1 20000 10000");
    context = test_context(2024, 4, "2024-12-31");
    test_add_rate(test_rules(context), GRANT_P_AR1_H, d("2024-10-01"), 20000, false);
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "P-AR1-H 0301 0-3/4 14300 10725; P-AR1-H 0301 3/4-1 20000 5000");
}

/* 20 001 * 59/365 = 3 233.038 and * 10/61 = 3 278.852; a quarter of it is 5 000.25. */
static void test_rounding(void)
{
    begin(GROUND_KOLLEKTIV_BESKYTTELSE, "2023-02-10");
    moves_to(1103, "2023-03-01");
    CU_ASSERT_STRING_EQUAL(
        through(2023, 1),
        "P37D-AR1 0301 0-59/365 20001 3233.04; P37D-AR1 1103 59/365-1 20001 16767.96");
    GrantContext *context = test_context(2023, 1, "2023-12-31");
    test_rules(context)->parameters[RULE_NORWEGIAN_ROUNDING].value = ROUND_TO_KRONE;
    CU_ASSERT_STRING_EQUAL(
        test_norwegian(context, &person, NULL),
        "P37D-AR1 0301 0-59/365 20001 3233; P37D-AR1 1103 59/365-1 20001 16768");
    begin(GROUND_KOLLEKTIV_BESKYTTELSE, "2024-02-10");
    moves_to(1103, "2024-03-01");
    CU_ASSERT_STRING_EQUAL(
        through(2024, 1),
        "P37D-AR1 0301 0-10/61 20001 3278.85; P37D-AR1 1103 10/61-1 20001 1721.40");
    begin(GROUND_KOLLEKTIV_BESKYTTELSE, "2025-02-10"); /* whole kroner again, half up */
    CU_ASSERT_STRING_EQUAL(through(2025, 1), "P37D-AR1 0301 0-1 20001 5000");
    CU_ASSERT_STRING_EQUAL(through(2025, 2), "P37D-AR1 0301 0-1 20001 10001");
}

/* Whose grants round to the øre: those of grants.md 3 alone. What comes in terms. */
static void test_codes(void)
{
    const RuleSet *rules = test_rule_set(2024);
    CU_ASSERT_EQUAL(grant_rounding(rules, GRANT_P_AR1_H), ROUND_TO_ORE);
    CU_ASSERT_EQUAL(grant_rounding(rules, GRANT_P37D_AR1), ROUND_TO_ORE);
    CU_ASSERT_EQUAL(grant_rounding(rules, GRANT_ASYLNORSK), ROUND_TO_ORE);
    CU_ASSERT_EQUAL(grant_rounding(rules, GRANT_GRUNN_1_3), ROUND_TO_ORE);
    CU_ASSERT_EQUAL(grant_rounding(rules, GRANT_AR_2), ROUND_TO_KRONE);
    CU_ASSERT_EQUAL(grant_rounding(rules, GRANT_EMINB), ROUND_TO_KRONE);
    CU_ASSERT_EQUAL(grant_rounding(rules, GRANT_FHT1), ROUND_TO_KRONE);
    CU_ASSERT_TRUE(grant_is_in_terms(rules, GRANT_P_AR1_L));
    CU_ASSERT_TRUE(grant_is_in_terms(rules, GRANT_P37D_AR1));
    CU_ASSERT_FALSE(grant_is_in_terms(rules, GRANT_ASYLNORSK));
    CU_ASSERT_FALSE(grant_is_in_terms(rules, GRANT_GRUNN_4_150));
    CU_ASSERT_TRUE(grant_is_in_terms(rules, GRANT_AR_5));
    CU_ASSERT_TRUE(grant_is_in_terms(rules, GRANT_EM_PER_PERSON));
    CU_ASSERT_FALSE(grant_is_in_terms(rules, GRANT_EM_SETTLED_THIS_YEAR));
    CU_ASSERT_FALSE(grant_is_in_terms(rules, GRANT_AR_1));
    CU_ASSERT_FALSE(grant_is_in_terms(rules, GRANT_FHT2));
    rules = test_rule_set(2023);
    CU_ASSERT_FALSE(grant_is_in_terms(rules, GRANT_P_AR1_L));
    rules = test_rule_set(2021);
    CU_ASSERT_EQUAL(grant_rounding(rules, GRANT_P_AR1_H), ROUND_TO_KRONE);
}

/* ASYLNORSK stays whole in 2024; its halves are to the øre. */
static void test_asylum_stays_whole(void)
{
    test_person_begin(&person, "1984-01-01");
    test_centre(&person, 1840, "2024-01-01", "2024-05-31");
    test_centre(&person, 301, "2024-06-01", "");
    person.registration.asylum_training_from = d("2024-02-10");
    GrantContext *context = test_context(2024, 1, "2024-12-31");
    test_remove_rates(test_rules(context), GRANT_ASYLNORSK);
    test_add_rate(test_rules(context), GRANT_ASYLNORSK, d("2024-01-01"), 6001, false);
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "ASYLNORSK 1840 0-1/2 6001 3000.50; ASYLNORSK 0301 1/2-1 6001 "
                           "3000.50");
}

/* Lives in 0301, in a centre in 1840 to April, trained by 1103: § 37 d is 0301's. */
static void test_place_of_37d(void)
{
    begin(GROUND_KOLLEKTIV_BESKYTTELSE, "2023-02-10");
    test_centre(&person, 1840, "2023-01-01", "2023-04-30");
    person.registration.training.training_municipality = 1103;
    CU_ASSERT_STRING_EQUAL(through(2023, 1), "P37D-AR1 0301 0-1 20001 20001");
    GrantContext *context = test_context(2023, 1, "2023-12-31");
    test_rules(context)->parameters[RULE_NORWEGIAN_37D_WHERE].value = PLACE_BY_TRAINING;
    CU_ASSERT_STRING_EQUAL(
        test_norwegian(context, &person, NULL),
        "P37D-AR1 1840 0-24/73 20001 6575.67; P37D-AR1 1103 24/73-1 20001 13425.33");
    begin(GROUND_ASYL, "2023-02-10"); /* others go by centre and training in any case */
    person.registration.training.training_municipality = 1103;
    CU_ASSERT_STRING_EQUAL(through(2023, 1), "P-AR1-H 1103 0-1 14300 14300");
}

/* The first residence after malgruppeFra in the year has it from point 0 on; moves are those of
 * the residence. */
static void test_residence_of_37d(void)
{
    GrantOutcome outcome;
    begin(GROUND_KOLLEKTIV_BESKYTTELSE, "2023-02-10");
    test_centre(&person, 1840, "2023-01-01", "");
    person.registration.training.training_municipality = 1103;
    person.residences[0].from = d("2023-12-31");
    CU_ASSERT_STRING_EQUAL(through(2023, 1), "P37D-AR1 0301 0-1 20001 20001");
    person.residences[0].from = d("2024-01-01");
    (void)test_norwegian(test_context(2023, 4, "2024-12-31"), &person, &outcome);
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_RESIDENT);
    CU_ASSERT_EQUAL(outcome.notes, NOTE_NORWEGIAN_NOWHERE);
    person.residences[0].from = d("2023-01-01");
    moves_to(219, "2023-07-02"); /* day 183: 182/365 */
    CU_ASSERT_STRING_EQUAL(
        through(2023, 1),
        "P37D-AR1 0301 0-182/365 20001 9973.10; P37D-AR1 3201 182/365-1 20001 10027.90");
}

/* Their count for the basic grant goes by the same place. */
static void test_count_of_37d(void)
{
    begin(GROUND_KOLLEKTIV_BESKYTTELSE, "2023-01-10");
    test_centre(&person, 1840, "2023-01-01", "2023-01-15");
    person.registration.training.training_municipality = 1103;
    GrantContext *context = test_context(2023, 4, "2023-12-31");
    CU_ASSERT_EQUAL(basic_grant_place(context, &person.registration), 301);
    test_rules(context)->parameters[RULE_NORWEGIAN_37D_WHERE].value = PLACE_BY_TRAINING;
    CU_ASSERT_EQUAL(basic_grant_place(context, &person.registration), 1840);
    person.receptions[0].to = d("2023-01-14");
    CU_ASSERT_EQUAL(basic_grant_place(context, &person.registration), 1103);
    test_rules(context)->parameters[RULE_NORWEGIAN_37D_WHERE].value = PLACE_BY_RESIDENCE;
    person.residences[0].to = d("2023-01-14");
    CU_ASSERT_EQUAL(basic_grant_place(context, &person.registration), MUNICIPALITY_NONE);
    person.residences[0].to = d("2023-01-15");
    CU_ASSERT_EQUAL(basic_grant_place(context, &person.registration), 301);
}

static const TestCase tests[] = {
    {"terms", test_terms},
    {"terms of year 1", test_terms_of_year_one},
    {"terms with a move", test_terms_with_a_move},
    {"rate of each quarter", test_rate_of_each_quarter},
    {"rounding", test_rounding},
    {"codes", test_codes},
    {"asylum seekers stay whole", test_asylum_stays_whole},
    {"place of § 37 d", test_place_of_37d},
    {"residence of § 37 d", test_residence_of_37d},
    {"count of § 37 d", test_count_of_37d},
};

TEST_MAIN("rules/norwegian_grant_person", tests)
