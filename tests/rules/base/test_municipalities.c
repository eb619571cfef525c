/* test_municipalities.c - the municipality table of the tests in tests/rules/. */
#include "tests/rules/base/test_municipalities.h"

typedef struct Row {
    MunicipalityCode code;
    int from_year, to_year; /* whole calendar years; 0: open */
    MunicipalityCode successors[3];
} Row;

static const Row rows[] = {
    {101, 0, 2019, {3001}},
    {219, 0, 2019, {3024}},
    {301, 0, 0, {0}},
    {1103, 0, 0, {0}},
    {1504, 0, 2019, {1507}},
    {1507, 2020, 2023, {1508, 1580}},
    {1508, 2024, 0, {0}},
    {1534, 0, 2019, {1507}},
    {1580, 2024, 0, {0}},
    {1601, 0, 2017, {5001}},
    {1612, 0, 2017, {5011}},
    {1613, 0, 2017, {5012}},
    {1805, 0, 2019, {1806}},
    {1806, 2020, 0, {0}},
    {1840, 0, 0, {0}},
    {1849, 0, 2019, {1875}},
    {1850, 0, 2019, {1806, 1875}},
    {1854, 0, 2019, {1806}},
    {1875, 2020, 0, {0}},
    {3001, 2020, 2023, {3101}},
    {3024, 2020, 2023, {3201}},
    {3101, 2024, 0, {0}},
    {3201, 2024, 0, {0}},
    {5001, 2018, 0, {0}},
    {5011, 2018, 2019, {5055}},
    {5012, 2018, 2019, {5055, 5056, 5059}},
    {5055, 2020, 0, {0}},
    {5056, 2020, 0, {0}},
    {5059, 2020, 0, {0}},
};

static void fill_row(Municipality *to, const Row *from)
{
    to->code = from->code;
    to->valid_from = from->from_year != 0 ? first_day_of_year(from->from_year) : DAY_NONE;
    to->valid_to = from->to_year != 0 ? last_day_of_year(from->to_year) : DAY_NONE;
    for (size_t i = 0; i < 3 && from->successors[i] != MUNICIPALITY_NONE; i++) {
        to->successors[i] = from->successors[i];
        to->successor_count = (uint8_t)(i + 1);
    }
}

const MunicipalityTable *test_municipalities(void)
{
    static MunicipalityTable table;
    if (table.count == 0) {
        table.count = sizeof rows / sizeof rows[0];
        for (size_t i = 0; i < table.count; i++)
            fill_row(&table.rows[i], &rows[i]);
        INVARIANT(municipality_table_finish(&table, NULL) == STATUS_OK);
    }
    return &table;
}

const MunicipalityMapping *test_mapping(Day day)
{
    static MunicipalityMapping mapping = {.day = DAY_NONE};
    if (mapping.day != day) municipality_mapping_make(test_municipalities(), day, &mapping);
    return &mapping;
}
