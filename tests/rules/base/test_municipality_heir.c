/*
 * test_municipality_heir.c - why: when a municipality is split, each person's old lines must
 * have one heir, decided by one day and by nothing else, or money is taken back from one
 * successor and paid to another with every move.
 */
#include <string.h>

#include "rules/base/municipality_heir.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_municipalities.h"

static Day on(int year, int month, int day)
{
    return day_from_date(year, month, day);
}

static const MunicipalityMapping *mapping_on(Day day)
{
    return test_mapping(day);
}

static SplitHeir heir_of(const Registration *person, MunicipalityCode code, Day cutoff)
{
    const Municipality *split = municipality_split(test_municipalities(), code, cutoff);
    CU_ASSERT_PTR_NOT_NULL_FATAL(split);
    return municipality_heir(test_municipalities(), mapping_on(cutoff), person, cutoff, split);
}

static MunicipalityCode heir_of_stays(const Stay *stays, uint16_t count, MunicipalityCode code,
                                      Day cutoff)
{
    Registration person = {.residences = stays,
                           .residence_count = count,
                           .died = DAY_NONE,
                           .settlement = {.date = on(2018, 1, 1)}};
    return heir_of(&person, code, cutoff).heir;
}

static void test_when_it_was_split(void)
{
    const MunicipalityTable *table = test_municipalities();
    CU_ASSERT_PTR_NULL(municipality_split(table, 1507, on(2023, 12, 31)));
    CU_ASSERT_PTR_NOT_NULL(municipality_split(table, 1507, on(2024, 1, 1)));
    CU_ASSERT_PTR_NOT_NULL(municipality_split(table, 5012, on(2020, 1, 1)));
    CU_ASSERT_PTR_NOT_NULL(municipality_split(table, 1850, on(2030, 1, 1)));
    CU_ASSERT_PTR_NULL(municipality_split(table, 1504, on(2030, 1, 1))); /* became 1507 alone */
    CU_ASSERT_PTR_NULL(municipality_split(table, 301, on(2030, 1, 1)));
    CU_ASSERT_PTR_NULL(municipality_split(table, 1234, on(2030, 1, 1)));
}

/* What grants.md 4 says, for one history, by looking at the one day alone. */
static MunicipalityCode expected(const Stay *stays, size_t count, Day day,
                                 const MunicipalityCode *successors, size_t successor_count)
{
    for (size_t i = 0; i < count; i++) {
        if (stays[i].from > day || (day_is_set(stays[i].to) && stays[i].to < day)) continue;
        for (size_t s = 0; s < successor_count; s++) {
            if (stays[i].municipality == successors[s]) return successors[s];
        }
        return MUNICIPALITY_NONE;
    }
    return MUNICIPALITY_NONE;
}

typedef struct Split {
    MunicipalityCode code, became_it, successors[3];
    size_t count;
    Day day;
} Split;

/* Every history of up to four stays in order, each in the old code, in one that became it, in a
 * successor, elsewhere or abroad, with moves on every choice of days around the split. */
static void try_histories(const Split *split)
{
    enum { DAYS = 7, PLACES = 7, STAYS = 3 };
    const Day days[DAYS] = {split->day - 400, split->day - 2,  split->day - 1,  split->day,
                            split->day + 1,   split->day + 90, split->day + 300};
    const MunicipalityCode places[PLACES] = {split->code,          split->became_it,
                                             split->successors[0], split->successors[1],
                                             split->successors[2], 301,
                                             MUNICIPALITY_NONE};
    Day cutoff = split->day + 400;
    unsigned tried = 0, with_heir = 0;
    for (int set = 1; set < 1 << DAYS; set++) {
        if (__builtin_popcount((unsigned)set) > STAYS) continue;
        int moves = __builtin_popcount((unsigned)set), choices = 1;
        for (int i = 0; i < moves; i++)
            choices *= PLACES;
        for (int choice = 0; choice < choices; choice++) {
            Stay stays[STAYS];
            uint16_t count = 0;
            bool open = false;
            int rest = choice;
            for (int d = 0; d < DAYS; d++) {
                if ((set >> d & 1) == 0) continue;
                MunicipalityCode place = places[rest % PLACES];
                rest /= PLACES;
                if (open) stays[count - 1].to = days[d] - 1;
                open = place != MUNICIPALITY_NONE;
                if (open) stays[count++] = (Stay){days[d], DAY_NONE, place};
            }
            MunicipalityCode right =
                expected(stays, count, split->day, split->successors, split->count);
            MunicipalityCode found = heir_of_stays(stays, count, split->code, cutoff);
            if (found != right) CU_FAIL("another heir than the day itself says");
            tried++;
            with_heir += right != MUNICIPALITY_NONE;
        }
    }
    CU_ASSERT_TRUE(tried > 10000);
    CU_ASSERT_TRUE(with_heir > 1000);
}

static void test_every_history(void)
{
    const Split splits[] = {
        {1507, 1534, {1508, 1580, MUNICIPALITY_NONE}, 2, on(2024, 1, 1)},
        {1850, 1850, {1806, 1875, MUNICIPALITY_NONE}, 2, on(2020, 1, 1)},
        {5012, 1613, {5055, 5056, 5059}, 3, on(2020, 1, 1)},
    };
    for (size_t i = 0; i < sizeof splits / sizeof splits[0]; i++)
        try_histories(&splits[i]);
}

/* The heir serves the old code and every code that became it; a later move changes nothing. */
static void test_serves_every_occurrence(void)
{
    const Stay stays[] = {{on(2022, 5, 10), on(2023, 12, 31), 1507},
                          {on(2024, 1, 1), on(2024, 6, 30), 1580},
                          {on(2024, 7, 1), DAY_NONE, 1508}};
    Registration person = {
        .residences = stays, .residence_count = 3, .died = DAY_NONE, .settlement = {.date = 0}};
    Day cutoff = on(2024, 9, 30);
    const MunicipalityCode old[] = {1507, 1504, 1534, 1580};
    for (size_t i = 0; i < sizeof old / sizeof old[0]; i++) {
        Place place = municipality_place(test_municipalities(), mapping_on(cutoff), &person,
                                         cutoff, old[i]);
        CU_ASSERT_EQUAL(place.code, 1580);
        CU_ASSERT_FALSE(place.ambiguous);
    }
    Place own =
        municipality_place(test_municipalities(), mapping_on(cutoff), &person, cutoff, 1508);
    CU_ASSERT_TRUE(own.code == 1508 && !own.ambiguous);
    Place other =
        municipality_place(test_municipalities(), mapping_on(cutoff), &person, cutoff, 5012);
    CU_ASSERT_TRUE(other.code == 5012 && other.ambiguous);
    Place never =
        municipality_place(test_municipalities(), mapping_on(cutoff), &person, cutoff, 1234);
    CU_ASSERT_TRUE(never.code == 1234 && never.ambiguous);
    Place before = municipality_place(test_municipalities(), mapping_on(on(2023, 12, 31)),
                                      &person, on(2023, 12, 31), 1534);
    CU_ASSERT_TRUE(before.code == 1507 && !before.ambiguous);
}

/* A merger is not another municipality: a stay that still carries the code that became the
 * successor on that day is a stay in it. */
static void test_stay_under_a_merged_code(void)
{
    const Stay narvik[] = {{on(2018, 1, 1), on(2018, 12, 31), 1850},
                           {on(2019, 1, 1), DAY_NONE, 1805}};
    CU_ASSERT_EQUAL(heir_of_stays(narvik, 2, 1850, on(2020, 3, 31)), 1806);
    const Stay late[] = {{on(2018, 1, 1), on(2018, 12, 31), 1805},
                         {on(2019, 1, 1), DAY_NONE, 1850}};
    CU_ASSERT_EQUAL(heir_of_stays(late, 2, 1850, on(2020, 3, 31)), MUNICIPALITY_NONE);
}

static void test_only_what_is_known(void)
{
    const Stay stays[] = {{on(2022, 5, 10), on(2023, 12, 31), 1507},
                          {on(2024, 1, 1), on(2024, 6, 30), 1580}};
    Registration person = {.residences = stays, .residence_count = 2, .died = DAY_NONE};
    CU_ASSERT_EQUAL(heir_of(&person, 1507, on(2024, 1, 1)).heir, 1580);
    person.died = on(2023, 12, 31); /* the dead are nowhere */
    CU_ASSERT_EQUAL(heir_of(&person, 1507, on(2024, 1, 1)).source, HEIR_NONE);
    person.died = on(2024, 1, 1); /* alive on the day of death */
    CU_ASSERT_EQUAL(heir_of(&person, 1507, on(2024, 1, 1)).heir, 1580);
}

static void test_centre(void)
{
    const Stay centre[] = {{on(2023, 5, 1), on(2024, 2, 1), 1580}};
    const Stay abroad[] = {{on(2022, 5, 10), on(2023, 12, 30), 1507}};
    const Stay oslo[] = {{on(2022, 5, 10), DAY_NONE, 301}};
    Registration person = {.receptions = centre,
                           .reception_count = 1,
                           .residences = abroad,
                           .residence_count = 1,
                           .died = DAY_NONE};
    SplitHeir found = heir_of(&person, 1507, on(2024, 3, 31));
    CU_ASSERT_EQUAL(found.heir, 1580);
    CU_ASSERT_EQUAL(found.source, HEIR_RECEPTION);
    CU_ASSERT_EQUAL(found.day, on(2024, 1, 1));
    person.residences = oslo; /* a bosted anywhere decides before the centre */
    CU_ASSERT_EQUAL(heir_of(&person, 1507, on(2024, 3, 31)).source, HEIR_NONE);
}

static void test_newborn(void)
{
    const Stay mothers[] = {{on(2022, 5, 10), on(2023, 12, 31), 1507},
                            {on(2024, 1, 1), DAY_NONE, 1580}};
    const Stay own[] = {{on(2023, 6, 1), DAY_NONE, 1508}};
    Registration mother = {.residences = mothers, .residence_count = 2, .died = DAY_NONE};
    Registration child = {.mother = 2,
                          .mother_record = &mother,
                          .died = DAY_NONE,
                          .settlement = {.date = DAY_NONE}};
    Day cutoff = on(2024, 3, 31);
    CU_ASSERT_EQUAL(heir_of(&child, 1507, cutoff).heir, 1580);
    CU_ASSERT_EQUAL(heir_of(&child, 1507, cutoff).source, HEIR_MOTHER);
    child.residences = own;
    child.residence_count = 1;
    CU_ASSERT_EQUAL(heir_of(&child, 1507, cutoff).heir, 1508);
    child.residence_count = 0;
    child.settlement.date = on(2023, 6, 1); /* settled itself: treated like anyone */
    CU_ASSERT_EQUAL(heir_of(&child, 1507, cutoff).source, HEIR_NONE);
    child.settlement.date = DAY_NONE;
    child.mother_record = NULL;
    CU_ASSERT_EQUAL(heir_of(&child, 1507, cutoff).source, HEIR_NONE);
}

/* lineSuccessor serves whom the day does not place, and a municipality's own lines. */
static void test_named(void)
{
    static MunicipalityMapping mapping;
    const LineSuccessors rows = {{{1507, 1508}, {1850, 1875}}, 2};
    const Stay stays[] = {{on(2024, 1, 1), DAY_NONE, 1580}};
    Registration resident = {.residences = stays, .residence_count = 1, .died = DAY_NONE};
    Registration gone = {.died = DAY_NONE};
    Day cutoff = on(2024, 3, 31);
    mapping = *mapping_on(on(2023, 12, 31));
    municipality_mapping_name(test_municipalities(), &mapping, &rows);
    CU_ASSERT_EQUAL(mapping.line_successors.count, 1); /* 1507 was not split by that day */
    CU_ASSERT_EQUAL(mapping.line_successors.items[0].code, 1850);
    mapping = *mapping_on(cutoff);
    municipality_mapping_name(test_municipalities(), &mapping, &rows);
    CU_ASSERT_EQUAL(mapping.line_successors.count, 2);
    const MunicipalityTable *table = test_municipalities();
    CU_ASSERT_EQUAL(municipality_place(table, &mapping, &resident, cutoff, 1534).code, 1580);
    CU_ASSERT_EQUAL(municipality_place(table, &mapping, &gone, cutoff, 1534).code, 1508);
    CU_ASSERT_EQUAL(municipality_place(table, &mapping, NULL, cutoff, 1507).code, 1508);
    CU_ASSERT_TRUE(municipality_place(table, &mapping, NULL, cutoff, 5012).ambiguous);
    const Municipality *split = municipality_split(table, 1507, cutoff);
    CU_ASSERT_EQUAL(municipality_heir(table, &mapping, &gone, cutoff, split).source,
                    HEIR_NAMED);
}

static void test_rows_that_are_refused(void)
{
    const MunicipalityTable *table = test_municipalities();
    Failure failure;
    const LineSuccessor right = {5012, 5059}, stranger = {5012, 301}, whole = {301, 1103},
                        merged = {1504, 1507}, never = {1234, 301};
    CU_ASSERT_EQUAL(line_successor_check(table, &right, "c.xml", &failure), STATUS_OK);
    CU_ASSERT_EQUAL(line_successor_check(table, &stranger, "c.xml", &failure),
                    STATUS_INPUT_VALUE);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "write 5055, 5056 or 5059"));
    CU_ASSERT_EQUAL(line_successor_check(table, &whole, "c.xml", &failure), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(line_successor_check(table, &merged, "c.xml", &failure),
                    STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(line_successor_check(table, &never, "c.xml", &failure), STATUS_INPUT_VALUE);
}

static const TestCase tests[] = {
    {"when a code was split", test_when_it_was_split},
    {"every history around the day", test_every_history},
    {"the heir serves every occurrence", test_serves_every_occurrence},
    {"a stay under a code that was merged", test_stay_under_a_merged_code},
    {"only what is known at the cut-off", test_only_what_is_known},
    {"a reception centre", test_centre},
    {"newborns", test_newborn},
    {"the successor that is named", test_named},
    {"rows that are refused", test_rows_that_are_refused},
};

TEST_MAIN("rules/municipality_heir", tests)
