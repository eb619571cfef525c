/*
 * The oracle's Norwegian-language grants against amounts worked out by hand from grants.md 3.
 */
#include "test_world.h"
#include "tests/rules/base/test_main.h"

#include <string.h>

static int begin(void)
{
    world_begin();
    for (int year = 2017; year <= 2025; year++)
        (void)world_rules(year);
    whole_year_rate(2017, "P-AR1-H", 72301);
    whole_year_rate(2018, "P-AR1-H", 40000);
    whole_year_rate(2019, "P-AR2-H", 60000);
    whole_year_rate(2022, "P-AR1-H", 72301);
    whole_year_rate(2022, "ASYLNORSK", 18301);
    whole_year_rate(2023, "P-AR1-H", 40000);
    whole_year_rate(2024, "P-AR1-H", 40000);
    whole_year_rate(2024, "P-AR2-H", 40000);
    put_rate(world_rules(2024), "P-AR2-H", 48000, day_of(2024, 7, 1), false);
    whole_year_rate(2024, "P37D-AR1", 48400);
    return 0;
}

/* To 2023 whole in the quarter of malgruppeFra; from 2024 in terms from that quarter on, with
 * what lies before it. */
static void payment(void)
{
    static const int64_t terms[] = {-1, 2000000, 3000000, 4000000};
    static const int64_t at_once[] = {-1, 4000000, 4000000, 4000000};
    Person in_2024 = learner(301, day_of(2024, 5, 10));
    Person in_2023 = learner(301, day_of(2023, 5, 10));
    for (int q = 1; q <= 4; q++) {
        CU_ASSERT_EQUAL(earned_ore(&in_2024, 2024, q, "P-AR1-H", 301), terms[q - 1]);
        CU_ASSERT_EQUAL(earned_ore(&in_2023, 2023, q, "P-AR1-H", 301), at_once[q - 1]);
    }
    /* moved in June: S = 7/12, 23 333.33 and 16 666.67 to whole øre */
    move_to(&in_2024, 219, day_of(2024, 6, 3));
    CU_ASSERT_EQUAL(earned_ore(&in_2024, 2024, 2, "P-AR1-H", 301), 2000000);
    CU_ASSERT_EQUAL(earned_ore(&in_2024, 2024, 2, "P-AR1-H", 219), 0);
    CU_ASSERT_EQUAL(earned_ore(&in_2024, 2024, 4, "P-AR1-H", 301), 2333333);
    CU_ASSERT_EQUAL(earned_ore(&in_2024, 2024, 4, "P-AR1-H", 219), 1666667);
}

/* Each quarter's part at the rate of its last day, also when it comes late: 10 000 + 10 000 +
 * 12 000 + 12 000. */
static void rates_of_terms(void)
{
    static const int64_t sums[] = {1000000, 2000000, 3200000, 4400000};
    Person person = learner(301, day_of(2023, 5, 10));
    for (int q = 1; q <= 4; q++)
        CU_ASSERT_EQUAL(earned_ore(&person, 2024, q, "P-AR2-H", 301), sums[q - 1]);
}

/* A third of 72 301: 24 100.33 to whole øre in 2022, 24 100 to whole kroner in 2017. */
static void rounding(void)
{
    Person late = learner(301, day_of(2022, 1, 3)), early = learner(301, day_of(2017, 1, 3));
    move_to(&late, 219, day_of(2022, 3, 31));
    move_to(&early, 219, day_of(2017, 3, 31));
    CU_ASSERT_EQUAL(earned_ore(&late, 2022, 1, "P-AR1-H", 301), 2410033);
    CU_ASSERT_EQUAL(earned_ore(&late, 2022, 1, "P-AR1-H", 219), 4820067);
    CU_ASSERT_EQUAL(earned_ore(&early, 2017, 1, "P-AR1-H", 301), 2410000);
    CU_ASSERT_EQUAL(earned_ore(&early, 2017, 1, "P-AR1-H", 219), 4820100);
    late.asylum_training = day_of(2022, 1, 10);
    late.centre[late.centres++] = (Stay){301, day_of(2022, 1, 5), day_of(2022, 2, 1)};
    late.centre[late.centres++] = (Stay){219, day_of(2022, 2, 2), FOREVER};
    CU_ASSERT_EQUAL(earned_ore(&late, 2022, 1, "ASYLNORSK", 301), 915050); /* half */
    CU_ASSERT_EQUAL(earned_ore(&late, 2022, 1, "ASYLNORSK", 219), 915050);
}

/*
 * § 37 d goes by the registered residence alone, cut by days: 182 of 366 before 1 July 2024,
 * 48 400 * 182 / 366 = 24 067.76; 219 has 24 200 - 24 067.76 = 132.24 through quarter 2. The
 * right alone will do, and there is no year 2.
 */
static void paragraph_37d(void)
{
    Person person = learner(301, day_of(2024, 3, 1));
    person.permit[0].ground = KOLLEKTIV_BESKYTTELSE;
    person.duty = false;
    person.training_code = 1804;
    person.centre[person.centres++] = (Stay){1804, day_of(2024, 1, 1), FOREVER};
    move_to(&person, 219, day_of(2024, 7, 1));
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 2, "P37D-AR1", 301), 2406776);
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 2, "P37D-AR1", 219), 13224);
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 4, "P37D-AR1", 219), 2433224);
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 4, "P37D-AR1", 1804), -1);
    CU_ASSERT_EQUAL(earned_ore(&person, 2025, 4, "P-AR2-H", 219), -1);
    set_parameter(world_rules(2024), "norwegian-37d-where", "training");
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 4, "P37D-AR1", 1804), 4840000);
    set_parameter(world_rules(2024), "norwegian-37d-where", "residence");
}

static int counted(int year, int code)
{
    run.cutoff = day_of(year, 12, 31);
    count_basic(&run, world_rules(year));
    return run.counted[code];
}

/* Entered in 2018: vedtak, or in budget year 2018 soknad; the basic grant of 2018 asks for
 * neither. Both count when they are known at the cut-off. */
static void decisions(void)
{
    Person person = learner(301, day_of(2018, 1, 10));
    person.decision = NO_DAY;
    CU_ASSERT_EQUAL(earned_ore(&person, 2018, 4, "P-AR1-H", 301), -1);
    person.application = day_of(2018, 12, 31);
    CU_ASSERT_EQUAL(earned_ore(&person, 2018, 4, "P-AR1-H", 301), 4000000);
    CU_ASSERT_EQUAL(earned_ore(&person, 2019, 4, "P-AR2-H", 301), -1);
    person.application = day_of(2019, 1, 1); /* after the cut-off */
    CU_ASSERT_EQUAL(earned_ore(&person, 2018, 4, "P-AR1-H", 301), -1);
    person.application = NO_DAY;
    person.decision = day_of(2019, 6, 1);
    CU_ASSERT_EQUAL(earned_ore(&person, 2018, 4, "P-AR1-H", 301), -1);
    CU_ASSERT_EQUAL(earned_ore(&person, 2019, 4, "P-AR2-H", 301), 6000000);
    person.decision = NO_DAY;
    (void)register_person(person);
    CU_ASSERT_EQUAL(counted(2018, 301), 1);
    CU_ASSERT_EQUAL(counted(2019, 301), 0);
    run.people.person[0].target_from = day_of(2018, 1, 15);
    CU_ASSERT_EQUAL(counted(2018, 301), 1);
    run.people.person[0].target_from = day_of(2018, 1, 16);
    CU_ASSERT_EQUAL(counted(2018, 301), 0);
    run.people.persons = 0;
}

static Person limited_family(Day first, Day second, Day from)
{
    Person person = learner(301, from);
    person.permits = 0;
    person.permit[person.permits++] = (Permit){.ground = BEGRENSET_FAMILIE, .decided = first};
    person.permit[person.permits++] = (Permit){.ground = BEGRENSET_FAMILIE, .decided = second};
    return person;
}

/* From 2024 BEGRENSET_FAMILIE whose permit is renewed: two on different days, both not after
 * malgruppeFra, and no lasting permit on another ground known. */
static void renewed_permit(void)
{
    Day day = day_of(2024, 2, 1);
    Person person = limited_family(day - 400, day, day);
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 4, "P-AR1-H", 301), 4000000);
    person.permit[1].decided = day + 1; /* after malgruppeFra */
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 4, "P-AR1-H", 301), -1);
    person.permit[1].decided = day - 400; /* on one day */
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 4, "P-AR1-H", 301), -1);
    person.permit[1].decided = day - 399;
    person.permit[1].permanent = true; /* whatever their varig */
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 4, "P-AR1-H", 301), 4000000);
    person.permit[person.permits++] = (Permit){.ground = ARBEID, .decided = day - 399};
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 4, "P-AR1-H", 301), 4000000);
    person.permit[2].permanent = true;
    person.permit[2].decided = day_of(2025, 1, 1); /* not known */
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 4, "P-AR1-H", 301), 4000000);
    person.permit[2].decided = day_of(2024, 12, 31);
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 4, "P-AR1-H", 301), -1);
    person = limited_family(day_of(2022, 1, 1), day_of(2022, 6, 1), day_of(2023, 1, 10));
    CU_ASSERT_EQUAL(earned_ore(&person, 2023, 4, "P-AR1-H", 301), -1);
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 4, "P-AR2-H", 301),
                    4400000); /* whenever entered */
    (void)register_person(person);
    CU_ASSERT_EQUAL(counted(2024, 301), 1);
    CU_ASSERT_EQUAL(counted(2023, 301), 0);
    run.people.persons = 0;
}

/* Year 1 begins at point 0 with the first W; its due quarter stays that of malgruppeFra. */
static void first_place(void)
{
    Person person = learner(301, day_of(2024, 2, 1));
    person.home[0].from = day_of(2024, 8, 1);
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 1, "P-AR1-H", 301), 1000000);
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 4, "P-AR1-H", 301), 4000000);
    person.home[0].from = day_of(2025, 1, 1);
    CU_ASSERT_EQUAL(earned_ore(&person, 2024, 4, "P-AR1-H", 301), -1);
}

static const TestCase tests[] = {
    {"payment", payment},        {"rates of terms", rates_of_terms},
    {"rounding", rounding},      {"paragraph 37 d", paragraph_37d},
    {"decisions", decisions},    {"renewed permit", renewed_permit},
    {"first place", first_place}};

int main(int argc, char **argv)
{
    if (begin() != 0) return 1;
    return run_tests("oracle, Norwegian grants", tests, sizeof tests / sizeof tests[0], argc,
                     argv);
}
