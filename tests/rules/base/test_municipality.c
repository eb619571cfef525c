/*
 * test_municipality.c - why: payments go to the municipality that exists on the cut-off date; a
 * merger must not lose or split anybody's money.
 */
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_municipalities.h"

static Day on(int year, int month, int day)
{
    return day_from_date(year, month, day);
}

static MunicipalityCode mapped(MunicipalityCode code, Day day)
{
    return test_mapping(day)->to[code];
}

static void test_forward(void)
{
    CU_ASSERT_EQUAL(mapped(301, on(2024, 5, 1)), 301);
    CU_ASSERT_EQUAL(mapped(219, on(2019, 12, 31)), 219);
    CU_ASSERT_EQUAL(mapped(219, on(2020, 1, 1)), 3024);
    CU_ASSERT_EQUAL(mapped(219, on(2023, 12, 31)), 3024);
    CU_ASSERT_EQUAL(mapped(219, on(2024, 1, 1)), 3201);
    CU_ASSERT_EQUAL(mapped(1601, on(2018, 1, 1)), 5001);
    CU_ASSERT_EQUAL(mapped(101, on(2019, 12, 31)),
                    101); /* the first and the last of the table */
    CU_ASSERT_EQUAL(mapped(101, on(2020, 1, 1)), 3001);
    CU_ASSERT_EQUAL(mapped(5059, on(2020, 1, 1)), 5059);
}

static void test_backward(void)
{
    CU_ASSERT_EQUAL(mapped(3001, on(2019, 12, 31)), 101); /* the first of the table */
    CU_ASSERT_EQUAL(mapped(3201, on(2019, 12, 31)), 219);
    CU_ASSERT_EQUAL(mapped(3201, on(2022, 6, 1)), 3024);
    CU_ASSERT_EQUAL(mapped(5001, on(2017, 12, 31)), 1601);
    CU_ASSERT_EQUAL(mapped(1580, on(2021, 6, 1)), 1507);
    CU_ASSERT_EQUAL(mapped(1875, on(2019, 6, 1)), MAPPING_AMBIGUOUS);
}

static void test_split(void)
{
    CU_ASSERT_EQUAL(mapped(1507, on(2023, 12, 31)), 1507);
    CU_ASSERT_EQUAL(mapped(1507, on(2024, 1, 1)), MAPPING_AMBIGUOUS);
    CU_ASSERT_EQUAL(mapped(1504, on(2024, 1, 1)), MAPPING_AMBIGUOUS);
    CU_ASSERT_EQUAL(mapped(1850, on(2020, 1, 1)), MAPPING_AMBIGUOUS);
    CU_ASSERT_EQUAL(mapped(5012, on(2020, 1, 1)), MAPPING_AMBIGUOUS);
    CU_ASSERT_EQUAL(mapped(1613, on(2019, 1, 1)), 5012);
    CU_ASSERT_EQUAL(mapped(1234, on(2019, 1, 1)), 0);
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    CU_ASSERT_EQUAL(municipality_candidates(test_municipalities(), 5012, on(2020, 1, 1), found),
                    3);
    CU_ASSERT_TRUE(found[0] == 5055 && found[1] == 5056 && found[2] == 5059);
    CU_ASSERT_EQUAL(municipality_candidates(test_municipalities(), 1875, on(2019, 1, 1), found),
                    2);
    CU_ASSERT_TRUE(found[0] == 1849 && found[1] == 1850);
    CU_ASSERT_EQUAL(municipality_candidates(test_municipalities(), 9999, on(2019, 1, 1), found),
                    0);
}

/* How far a code can be followed before it is one of several. */
static void test_last_certain(void)
{
    const MunicipalityTable *table = test_municipalities();
    CU_ASSERT_EQUAL(municipality_last_certain(table, 301, on(2024, 1, 1)), 301);
    CU_ASSERT_EQUAL(municipality_last_certain(table, 219, on(2019, 12, 31)), 219);
    CU_ASSERT_EQUAL(municipality_last_certain(table, 219, on(2020, 1, 1)), 3024);
    CU_ASSERT_EQUAL(municipality_last_certain(table, 219, on(2024, 1, 1)), 3201);
    CU_ASSERT_EQUAL(municipality_last_certain(table, 1504, on(2023, 12, 31)), 1507);
    CU_ASSERT_EQUAL(municipality_last_certain(table, 1504, on(2024, 1, 1)), 1507);
    CU_ASSERT_EQUAL(municipality_last_certain(table, 1507, on(2024, 1, 1)), 1507);
    CU_ASSERT_EQUAL(municipality_last_certain(table, 1613, on(2020, 1, 1)), 5012);
    CU_ASSERT_EQUAL(municipality_last_certain(table, 1507, on(2019, 12, 31)), 1507);
    CU_ASSERT_EQUAL(municipality_last_certain(table, 3024, on(2019, 12, 31)), 3024);
    CU_ASSERT_EQUAL(municipality_last_certain(table, 1234, on(2019, 1, 1)), 1234);
}

static void test_find(void)
{
    CU_ASSERT_PTR_NULL(municipality_find(test_municipalities(), 10000));
    CU_ASSERT_PTR_NULL(municipality_on(test_municipalities(), 10000, on(2020, 1, 1)));
    CU_ASSERT_PTR_NULL(municipality_find(test_municipalities(), 1234));
    CU_ASSERT_EQUAL(municipality_find(test_municipalities(), 1507)->successor_count, 2);
    CU_ASSERT_PTR_NULL(municipality_on(test_municipalities(), 1507, on(2019, 12, 31)));
    CU_ASSERT_PTR_NOT_NULL(municipality_on(test_municipalities(), 1507, on(2020, 1, 1)));
    CU_ASSERT_PTR_NOT_NULL(municipality_on(test_municipalities(), 1507, on(2023, 12, 31)));
    CU_ASSERT_PTR_NULL(municipality_on(test_municipalities(), 1507, on(2024, 1, 1)));
}

static Municipality row_of(MunicipalityCode code, Day from, Day to, MunicipalityCode successor)
{
    Municipality row = {.code = code, .valid_from = from, .valid_to = to};
    row.successors[0] = successor;
    row.successor_count = successor != MUNICIPALITY_NONE;
    return row;
}

static Status finish(Municipality first, Municipality second)
{
    static MunicipalityTable table;
    Failure failure;
    table.rows[0] = first;
    table.rows[1] = second;
    table.count = 2;
    return municipality_table_finish(&table, &failure);
}

static void test_refused_tables(void)
{
    Day end = on(2019, 12, 31);
    Municipality open = row_of(10, DAY_NONE, DAY_NONE, 0);
    CU_ASSERT_EQUAL(finish(row_of(11, DAY_NONE, end, 10), open), STATUS_OK);
    CU_ASSERT_EQUAL(finish(row_of(11, DAY_NONE, end, 0), open), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(finish(row_of(9, DAY_NONE, end, 0), open), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(finish(row_of(11, DAY_NONE, end, 12), open), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(finish(row_of(11, end, on(2018, 1, 1), 10), open), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(finish(row_of(10, DAY_NONE, end, 10), open), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(
        finish(row_of(10, DAY_NONE, end, 10), row_of(10, on(2020, 1, 1), DAY_NONE, 0)),
        STATUS_OK);
    /* For one day only; a successor must be there after it. */
    CU_ASSERT_EQUAL(finish(row_of(11, end, end, 10), open), STATUS_OK);
    CU_ASSERT_EQUAL(finish(row_of(11, DAY_NONE, end, 10), row_of(10, DAY_NONE, end, 11)),
                    STATUS_INPUT_VALUE);
    /* The day a row ends is its own. */
    CU_ASSERT_EQUAL(finish(row_of(10, DAY_NONE, end, 10), row_of(10, end, DAY_NONE, 0)),
                    STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(finish(row_of(0, DAY_NONE, DAY_NONE, 0), open), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(finish(row_of(9999, DAY_NONE, DAY_NONE, 0), open), STATUS_OK);
    CU_ASSERT_EQUAL(finish(row_of(10000, DAY_NONE, DAY_NONE, 0), open), STATUS_INPUT_VALUE);
}

/* Rows in any order; successors in any order, and found by more than one way; a code that came
 * from nowhere. */
static void test_rows_in_any_order(void)
{
    static MunicipalityTable table;
    static MunicipalityMapping mapping;
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    Day end = on(2019, 12, 31), begin = on(2020, 1, 1);
    Municipality split = row_of(20, DAY_NONE, end, 23);
    split.successors[1] = 21;
    split.successors[2] = 22;
    split.successor_count = 3;
    Municipality parted = row_of(30, DAY_NONE, on(2017, 12, 31), 31);
    parted.successors[1] = 32;
    parted.successor_count = 2;
    const Municipality rows[] = {
        row_of(33, begin, DAY_NONE, 0),      row_of(40, begin, DAY_NONE, 0),
        row_of(40, DAY_NONE, end, 40),       parted,
        row_of(22, begin, DAY_NONE, 0),      row_of(32, on(2018, 1, 1), end, 33),
        row_of(23, begin, DAY_NONE, 0),      row_of(21, begin, DAY_NONE, 0),
        row_of(31, on(2018, 1, 1), end, 33), split,
        row_of(50, begin, DAY_NONE, 0),      row_of(60, begin, DAY_NONE, 0),
        row_of(61, DAY_NONE, DAY_NONE, 0),   row_of(60, DAY_NONE, end, 61)};
    table.count = sizeof rows / sizeof rows[0];
    for (size_t i = 0; i < table.count; i++)
        table.rows[i] = rows[i];
    CU_ASSERT_EQUAL_FATAL(municipality_table_finish(&table, NULL), STATUS_OK);
    for (size_t i = 1; i < table.count; i++)
        CU_ASSERT_TRUE(table.rows[i - 1].code <= table.rows[i].code);
    CU_ASSERT_EQUAL(municipality_on(&table, 40, end)->valid_to, end);
    CU_ASSERT_EQUAL(municipality_find(&table, 40)->valid_from, begin);
    CU_ASSERT_EQUAL(municipality_candidates(&table, 20, begin, found), 3);
    CU_ASSERT_TRUE(found[0] == 21 && found[1] == 22 && found[2] == 23);
    CU_ASSERT_EQUAL(municipality_candidates(&table, 30, begin, found), 1);
    CU_ASSERT_EQUAL(found[0], 33);
    CU_ASSERT_EQUAL(municipality_last_certain(&table, 60, begin), 60); /* there again */
    mapping.to[70] = 33; /* of another day: forgotten */
    municipality_mapping_make(&table, end, &mapping);
    CU_ASSERT_EQUAL(mapping.to[70], MUNICIPALITY_NONE);
    CU_ASSERT_EQUAL(mapping.to[50], MUNICIPALITY_NONE);
    CU_ASSERT_EQUAL(mapping.to[40], 40);
    CU_ASSERT_EQUAL(mapping.to[30], MAPPING_AMBIGUOUS);
}

/* `before` codes that all become 2000 in 2020. */
static Status finish_merger(MunicipalityTable *table, size_t before)
{
    Failure failure;
    table->count = before + 1;
    for (size_t i = 0; i < before; i++)
        table->rows[i] = row_of((MunicipalityCode)(i + 1), DAY_NONE, on(2019, 12, 31), 2000);
    table->rows[before] = row_of(2000, on(2020, 1, 1), DAY_NONE, 0);
    return municipality_table_finish(table, &failure);
}

/* A table that somebody gives may say anything: more codes than can be meant are refused, where
 * 33 of them once stopped the program. */
static void test_large_family(void)
{
    static MunicipalityTable table;
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    CU_ASSERT_EQUAL_FATAL(finish_merger(&table, MUNICIPALITY_FAMILY_MAX - 1), STATUS_OK);
    CU_ASSERT_EQUAL(municipality_candidates(&table, 2000, on(2019, 1, 1), found),
                    MUNICIPALITY_FAMILY_MAX - 1);
    CU_ASSERT_TRUE(found[0] == 1 && found[MUNICIPALITY_FAMILY_MAX - 2] == 63);
    CU_ASSERT_EQUAL(finish_merger(&table, MUNICIPALITY_FAMILY_MAX), STATUS_INPUT_VALUE);
}

/* Two codes a year, both followed by both of the next year: 2^29 ways lead to the last two, and
 * every code is looked at once. */
static void test_many_ways(void)
{
    enum { YEARS = 30, FIRST = 1990 };
    static MunicipalityTable table;
    MunicipalityCode found[MUNICIPALITY_CANDIDATES_MAX];
    table.count = 0;
    for (int year = FIRST; year < FIRST + YEARS; year++) {
        bool last = year + 1 == FIRST + YEARS;
        for (int i = 0; i < 2; i++) {
            Municipality *row = &table.rows[table.count++];
            *row = row_of((MunicipalityCode)(year * 2 + i), first_day_of_year(year),
                          last ? DAY_NONE : last_day_of_year(year), 0);
            row->successors[0] = (MunicipalityCode)(year * 2 + 2);
            row->successors[1] = (MunicipalityCode)(year * 2 + 3);
            row->successor_count = last ? 0 : 2;
        }
    }
    CU_ASSERT_EQUAL_FATAL(municipality_table_finish(&table, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(municipality_candidates(&table, FIRST * 2, on(2030, 1, 1), found), 2);
    CU_ASSERT_TRUE(found[0] == 4038 && found[1] == 4039);
    CU_ASSERT_EQUAL(municipality_candidates(&table, 4039, on(FIRST, 1, 1), found), 2);
    CU_ASSERT_TRUE(found[0] == 3980 && found[1] == 3981);
}

static const TestCase tests[] = {
    {"more codes than can be meant", test_large_family},
    {"many ways to the same codes", test_many_ways},
    {"a code that has ended", test_forward},
    {"a code that begins later", test_backward},
    {"split codes", test_split},
    {"last certain code", test_last_certain},
    {"rows of a code", test_find},
    {"tables that are refused", test_refused_tables},
    {"rows in any order", test_rows_in_any_order},
};

TEST_MAIN("rules/municipality", tests)
