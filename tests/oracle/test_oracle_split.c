/*
 * The oracle's split municipalities, fixed counts and netting against examples worked out by
 * hand from grants.md 3 and 4.
 */
#include "test_world.h"
#include "tests/rules/base/test_main.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Rates as round as they can be: 120 000 a year is 10 000 a month. */
static void begin(void)
{
    world_begin();
    for (int year = 2018; year <= 2025; year++) {
        (void)world_rules(year);
        whole_year_rate(year, "AR-1", 180000);
        whole_year_rate(year, "AR-1-B", 180000);
        whole_year_rate(year, "BHT", 30000);
        whole_year_rate(year, "AR-2", 120000);
        whole_year_rate(year, "AR-3", 120000);
        whole_year_rate(year, "GRUNN-1-3", 200000);
        whole_year_rate(year, "GRUNN-4-150", 600000);
        for (int n = 1; n <= 3; n++) {
            char code[16];
            (void)snprintf(code, sizeof code, "P-AR%d-H", n % 10);
            whole_year_rate(year, code, 12000);
        }
    }
}

/* Settled in 1507 in May 2022, lives there until the day before `left`. */
static Person in_1507(Day left)
{
    Person person = refugee(day_of(1984, 1, 1), day_of(2022, 5, 10), VOKSEN);
    person.settled_code = person.home[0].code = 1507;
    person.home[0].to = left - 1;
    return person;
}

static void lives(Person *person, int code, Day from, Day to)
{
    person->home[person->homes++] = (Stay){code, from, to};
}

static int heir(const Person *person)
{
    run.cutoff = day_of(2024, 6, 30);
    return heir_by_residence(&run, person, municipality(&run, 1507));
}

/* grants.md 4: the successor whose bosted covers the first day after the split, else mottak. */
static void heirs(void)
{
    begin();
    Day first = day_of(2024, 1, 1);
    Person person = in_1507(first);
    CU_ASSERT_EQUAL(heir(&person), 0); /* abroad */
    lives(&person, 1580, first, day_of(2024, 1, 1));
    lives(&person, 1508, first + 1, FOREVER);
    CU_ASSERT_EQUAL(heir(&person), 1580); /* a later move changes nothing */
    person.home[1].to = first + 5;
    person.home[1].code = 1507; /* still carries the split code */
    CU_ASSERT_EQUAL(heir(&person), 0);
    person.home[1].code = 301;
    person.centre[person.centres++] = (Stay){1508, first - 9, FOREVER};
    CU_ASSERT_EQUAL(heir(&person), 0); /* another municipality; the centre does not help */
    person.home[1].from = first + 1;
    CU_ASSERT_EQUAL(heir(&person), 1508); /* no bosted that day: the centre */
    person.died = first - 1;
    CU_ASSERT_EQUAL(heir(&person), 0);
    person.died = first;
    CU_ASSERT_EQUAL(heir(&person), 1508); /* resident on the day of death */
    person.centres = 0;
    person.died = NO_DAY;
    person.home[1] = (Stay){1508, first + 1, FOREVER};
    CU_ASSERT_EQUAL(heir(&person), 0); /* not yet come */
}

/* A newborn with neither bosted nor mottak that day has the mother's heir. */
static void newborns(void)
{
    begin();
    Day first = day_of(2024, 1, 1);
    Person mother = in_1507(first);
    lives(&mother, 1580, first, FOREVER);
    Person child = refugee(first + 10, first + 10, BARN);
    child.settled_there = false;
    child.homes = 0;
    copy_ident(child.mother, register_person(mother)->ident);
    CU_ASSERT_EQUAL(heir(&child), 1580);
    child.home[child.homes++] = (Stay){1508, first, FOREVER};
    CU_ASSERT_EQUAL(heir(&child), 1508);
    child.home[0].code = 301;
    CU_ASSERT_EQUAL(heir(&child), 0);
    child.home[0] = (Stay){1508, first + 10, FOREVER}; /* born after: nothing that day */
    CU_ASSERT_EQUAL(heir(&child), 1580);
    child.settled_there = true;
    CU_ASSERT_EQUAL(heir(&child), 0);
}

/* 1805 on the day after is 1806 by merger, which is a successor of 1850; 1613 became 5012. */
static void older_codes(void)
{
    begin();
    Day first = day_of(2020, 1, 1);
    Person person = refugee(day_of(1984, 1, 1), day_of(2018, 5, 10), VOKSEN);
    person.home[0] = (Stay){1805, day_of(2018, 5, 10), FOREVER};
    run.cutoff = first;
    CU_ASSERT_EQUAL(map_code(&run, &person, 1850, first).code, 1806);
    CU_ASSERT_EQUAL(map_code(&run, &person, 1850, first - 1).code, 1850);
    CU_ASSERT(map_code(&run, &person, 1613, first).ambiguous);
    CU_ASSERT_EQUAL(map_code(&run, &person, 1613, first).code, 5012);
    person.home[0].to = first - 1;
    lives(&person, 5056, first, FOREVER);
    CU_ASSERT_EQUAL(map_code(&run, &person, 1613, first).code, 5056);
    CU_ASSERT_EQUAL(map_code(&run, &person, 1613, first - 1).code, 5012);
    CU_ASSERT(map_code(&run, &person, 1850, first).ambiguous);
    run.successor[run.successors++] = (Successor){1850, 1875};
    CU_ASSERT_EQUAL(map_code(&run, &person, 1850, first).code, 1875);
    CU_ASSERT_EQUAL(map_code(&run, NULL, 1850, first).code, 1875);
}

/* The case split/: a later move changes nothing of years before it. */
static void later_move(void)
{
    begin();
    Person *person = register_person(in_1507(day_of(2024, 1, 1)));
    const char *ident = person->ident;
    lives(person, 1580, day_of(2024, 1, 1), FOREVER);
    state.opening = 2023;
    world_run(2024, 2, day_of(2024, 6, 28), true);
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-2", 2023, 1580), "12000000 0 12000000 PAY 0");
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-3", 2024, 1580), "6000000 0 6000000 PAY 0");
    move_to(person, 1508, day_of(2024, 7, 1)); /* month-after: S = 8/12 */
    world_run(2024, 3, day_of(2024, 9, 30), true);
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-2", 2023, 1508), "none");
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-2", 2023, 1580), "none");
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-3", 2024, 1580),
                           "8000000 6000000 2000000 PAY 0");
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-3", 2024, 1508), "1000000 0 1000000 PAY 0");
}

/*
 * Settled as 1507 in 2023 quarter 3 (90 000); then it turns out that the person went to 0301 in
 * May 2023 (S = 6/12): 60 000 is 1507's and nobody's: held. The other 60 000 of 0301 is paid.
 */
static void unresolved(void)
{
    begin();
    Person *person = register_person(in_1507(FOREVER));
    const char *ident = person->ident;
    world_run(2023, 3, day_of(2023, 10, 2), true);
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-2", 2023, 1507), "9000000 0 9000000 PAY 0");
    move_to(person, 301, day_of(2023, 5, 14));
    world_run(2024, 1, day_of(2024, 4, 2), false);
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-2", 2023, 1507),
                           "6000000 9000000 -3000000 HELD 902");
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-2", 2023, 301), "6000000 0 6000000 PAY 0");
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-3", 2024, 301), "3000000 0 3000000 PAY 0");
    run.successor[run.successors++] = (Successor){1507, 1508}; /* who serves the others */
    world_run(2024, 1, day_of(2024, 4, 2), false);
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-2", 2023, 1508),
                           "6000000 9000000 -3000000 PAY 0");
}

/*
 * The stay on 1 January 2024 still carries 1507, a place of its own: going on to 1508 in
 * February is a move (S = 3/12). 30 000 of 1507 is held through quarter 2, and with it what
 * 1508 has earned of that code and year; AR-2 of 2023 is settled and says nothing; what comes
 * to 1508 by AR-1 of another person is paid.
 */
static void held_beside(void)
{
    begin();
    Person *person = register_person(in_1507(FOREVER));
    Person other = refugee(day_of(1984, 1, 1), day_of(2024, 1, 10), VOKSEN);
    other.settled_code = other.home[0].code = 1508;
    const char *ident = person->ident;
    world_run(2023, 4, day_of(2023, 12, 31), true);
    move_to(person, 1508, day_of(2024, 2, 1));
    const char *second = register_person(other)->ident;
    ident = run.people.person[0].ident;
    world_run(2024, 2, day_of(2024, 7, 5), true);
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-3", 2024, 1507), "3000000 0 3000000 HELD 902");
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-3", 2024, 1508), "3000000 0 3000000 HELD 902");
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-2", 2023, 1507), "none");
    CU_ASSERT_STRING_EQUAL(line_text(second, "AR-1", 2024, 1508), "18000000 0 18000000 PAY 0");
    /* by the configured heir both are 1508, and there is no move */
    run.successor[run.successors++] = (Successor){1507, 1508};
    world_run(2024, 2, day_of(2024, 7, 5), true);
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-3", 2024, 1508), "6000000 0 6000000 PAY 0");
    CU_ASSERT_STRING_EQUAL(line_text(ident, "AR-3", 2024, 1507), "none");
}

/* With nothing due a line under the split code is ZERO and holds nothing beside it. */
static void nothing_due(void)
{
    begin();
    Person *person = register_person(in_1507(FOREVER));
    world_run(2023, 4, day_of(2023, 12, 31), true);
    world_run(2023, 4, day_of(2024, 1, 20), false);
    CU_ASSERT_STRING_EQUAL(line_text(person->ident, "AR-2", 2023, 1507),
                           "12000000 12000000 0 ZERO 0");
}

static int exit_status(void (*work)(void))
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr)) _exit(99);
        work();
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void run_in_2024(void)
{
    world_run(2024, 1, day_of(2024, 4, 2), true);
}

/* Another successor than a committed run used, or none after one: 7. */
static void other_successor(void)
{
    begin();
    (void)register_person(in_1507(day_of(2023, 5, 14)));
    run.successor[run.successors++] = (Successor){1507, 1508};
    world_run(2023, 4, day_of(2023, 12, 31), true); /* before the split it binds nobody */
    run.successor[0].to = 1580;
    CU_ASSERT_EQUAL(exit_status(run_in_2024), 0);
    run_in_2024();
    CU_ASSERT_EQUAL(exit_status(run_in_2024), 0);
    run.successor[0].to = 1508;
    CU_ASSERT_EQUAL(exit_status(run_in_2024), 7);
    run.successors = 0;
    CU_ASSERT_EQUAL(exit_status(run_in_2024), 7);
}

static int64_t brought(int code)
{
    for (size_t i = 0; i < result.nettings; i++)
        if (result.netted[i].municipality == code) return result.netted[i].brought;
    return 1;
}

/* What 1507 owes is shared, whatever the successor of its lines is: 3/7 and the rest, in whole
 * øre: 23 608 300 * 3 / 7 = 10 117 842.86. Without shares the run stops (4). */
static void claims(void)
{
    begin();
    add_claim(&state, 1507, "INT-2-5", -23608300);
    state.opening = 2023;
    run.successor[run.successors++] = (Successor){1507, 1580};
    CU_ASSERT_EQUAL(exit_status(run_in_2024), 4);
    run.share[run.shares++] = (Share){1507, 1508, 3, 7};
    run.share[run.shares++] = (Share){1507, 1580, 4, 7};
    run_in_2024();
    CU_ASSERT_EQUAL(brought(1508), -10117842);
    CU_ASSERT_EQUAL(brought(1580), -13490458);
    world_run(2024, 1, day_of(2024, 4, 2), true);
    CU_ASSERT_EQUAL(brought(1508), -10117842); /* not shared again */
}

/*
 * Basic grant: three persons in 0301 on 15 January 2023. Held in quarter 4 (no payee), it is
 * compared by 2024, from the fixed count, and paid; a fourth who becomes known changes nothing.
 */
static void fixed_count(void)
{
    begin();
    run.payees_given = true;
    for (int i = 0; i < 3; i++)
        (void)register_person(learner(301, day_of(2022, 6, 1)));
    world_run(2023, 3, day_of(2023, 10, 2), true);
    CU_ASSERT_STRING_EQUAL(line_text("M0301", "GRUNN-1-3", 2023, 301), "none");
    world_run(2023, 4, day_of(2023, 12, 31), true);
    CU_ASSERT_STRING_EQUAL(line_text("M0301", "GRUNN-1-3", 2023, 301),
                           "20000000 0 20000000 HELD 903");
    (void)register_person(learner(301, day_of(2022, 6, 1)));
    run.payee[run.payees++] = 301;
    world_run(2024, 1, day_of(2024, 4, 2), true);
    CU_ASSERT_STRING_EQUAL(line_text("M0301", "GRUNN-1-3", 2023, 301),
                           "20000000 0 20000000 PAY 0");
    CU_ASSERT_STRING_EQUAL(line_text("M0301", "GRUNN-4-150", 2024, 301), "none");
    world_run(2024, 2, day_of(2024, 7, 5), true); /* its quarter in 2024 */
    CU_ASSERT_STRING_EQUAL(line_text("M0301", "GRUNN-1-3", 2023, 301), "none");
    CU_ASSERT_STRING_EQUAL(line_text("M0301", "GRUNN-4-150", 2024, 301),
                           "60000000 0 60000000 PAY 0");
    run.people.persons =
        3; /* again in a later quarter of its year: the other code comes back */
    world_run(2024, 3, day_of(2024, 10, 2), true);
    CU_ASSERT_STRING_EQUAL(line_text("M0301", "GRUNN-4-150", 2024, 301),
                           "0 60000000 -60000000 PAY 0");
    CU_ASSERT_STRING_EQUAL(line_text("M0301", "GRUNN-1-3", 2024, 301),
                           "20000000 0 20000000 PAY 0");
    run.people.persons = 0; /* a later year counts nobody again */
    set_parameter(world_rules(2025), "basic-grant-quarter", "4");
    world_run(2025, 3, day_of(2025, 10, 2), true);
    CU_ASSERT_STRING_EQUAL(line_text("M0301", "GRUNN-1-3", 2024, 301), "none");
}

/*
 * M1507 of 2023 has no recipient after the split until the configuration names one; who stands
 * under 1507 on 15 January 2024 counts with the configured successor, else nowhere.
 */
static void split_count(void)
{
    begin();
    (void)register_person(learner(1507, day_of(2022, 6, 1)));
    world_run(2023, 4, day_of(2024, 1, 20), true);
    CU_ASSERT_STRING_EQUAL(line_text("M1507", "GRUNN-1-3", 2023, 1507),
                           "20000000 0 20000000 HELD 902");
    world_run(2024, 2, day_of(2024, 7, 5), true);
    CU_ASSERT_STRING_EQUAL(line_text("M1507", "GRUNN-1-3", 2023, 1507),
                           "20000000 0 20000000 HELD 902");
    CU_ASSERT_STRING_EQUAL(line_text("M1507", "GRUNN-1-3", 2024, 1507), "none");
    run.successor[run.successors++] = (Successor){1507, 1508};
    world_run(2024, 3, day_of(2024, 10, 2), true);
    CU_ASSERT_STRING_EQUAL(line_text("M1507", "GRUNN-1-3", 2023, 1508),
                           "20000000 0 20000000 PAY 0");
    CU_ASSERT_STRING_EQUAL(line_text("M1508", "GRUNN-1-3", 2024, 1508),
                           "20000000 0 20000000 PAY 0");
}

/* A cut-off before 15 January counts nobody; on the day it does. */
static void before_the_day(void)
{
    begin();
    (void)register_person(learner(301, day_of(2024, 6, 1)));
    world_run(2025, 1, day_of(2025, 1, 14), true);
    CU_ASSERT_STRING_EQUAL(line_text("M0301", "GRUNN-1-3", 2025, 301), "none");
    world_run(2025, 1, day_of(2025, 1, 15), true);
    CU_ASSERT_STRING_EQUAL(line_text("M0301", "GRUNN-1-3", 2025, 301),
                           "20000000 0 20000000 PAY 0");
}

static const Netted *netted(int code, const char *group)
{
    for (size_t i = 0; i < result.nettings; i++)
        if (result.netted[i].municipality == code && strcmp(result.netted[i].group, group) == 0)
            return &result.netted[i];
    return NULL;
}

/* netting="municipality": 60 of INT-1 and 70 of EM pay the 100 and the 20 that are owed, INT-1
 * first, so that EM has 10 left; nothing of another municipality's is touched. */
static void netting(void)
{
    begin();
    add_claim(&state, 301, "FHT", -100);
    add_claim(&state, 301, "ASYLNORSK", -20);
    add_claim(&state, 301, "INT-1", 60); /* as if due: a claim is just an amount here */
    add_claim(&state, 301, "EM", 70);
    add_claim(&state, 219, "INT-1", 500);
    set_parameter(world_rules(2024), "netting", "municipality");
    world_run(2024, 1, day_of(2024, 4, 2), false);
    CU_ASSERT_EQUAL(netted(301, "INT-1")->paid, 0);
    CU_ASSERT_EQUAL(netted(301, "EM")->paid, 10);
    CU_ASSERT_EQUAL(netted(301, "FHT")->carried, 0);
    CU_ASSERT_EQUAL(netted(301, "ASYLNORSK")->carried, 0);
    CU_ASSERT_EQUAL(netted(219, "INT-1")->paid, 500);
    run.norwegian = false; /* what is left out stays where it is */
    world_run(2024, 1, day_of(2024, 4, 2), false);
    CU_ASSERT_EQUAL(netted(301, "EM")->paid, 30);
    CU_ASSERT_EQUAL(netted(301, "ASYLNORSK")->carried, -20);
}

static const TestCase tests[] = {{"heirs", heirs},
                                 {"newborns", newborns},
                                 {"older codes", older_codes},
                                 {"later move", later_move},
                                 {"unresolved", unresolved},
                                 {"held beside", held_beside},
                                 {"nothing due", nothing_due},
                                 {"other successor", other_successor},
                                 {"claims", claims},
                                 {"fixed count", fixed_count},
                                 {"split count", split_count},
                                 {"before the day", before_the_day},
                                 {"netting", netting}};

TEST_MAIN("oracle, splits and runs", tests)
