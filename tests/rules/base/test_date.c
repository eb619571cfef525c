/*
 * test_date.c - why: every due date, age and move hangs on the calendar; a day's error moves
 * money between quarters, years and municipalities.
 */
#include <string.h>

#include "rules/base/date.h"
#include "tests/rules/base/test_main.h"

static Day on(int year, int month, int day)
{
    return day_from_date(year, month, day);
}

static void test_known_days(void)
{
    CU_ASSERT_EQUAL(on(1970, 1, 1), 0);
    CU_ASSERT_EQUAL(on(1969, 12, 31), -1);
    CU_ASSERT_EQUAL(on(2000, 2, 29), 11016);
    CU_ASSERT_EQUAL(on(2017, 5, 10), 17296);
    CU_ASSERT_FALSE(day_is_set(DAY_NONE));
    CU_ASSERT_TRUE(day_is_set(0));
}

/* Every day of the calendar, against one counted by hand: also where a short way through the
 * calendar begins and ends. */
static void test_every_day(void)
{
    Day day = on(1, 1, 1);
    int wrong = 0;
    for (int year = 1; year <= 9999; year++) {
        int number = 1;
        if (first_day_of_year(year) != day) wrong++;
        for (int month = 1; month <= 12; month++) {
            for (int i = 1; i <= days_in_month(year, month); i++, number++, day++) {
                Date date = day_to_date(day);
                bool same = date.year == year && date.month == month && date.day == i;
                if (!same || on(year, month, i) != day || day_of_year(day) != number) wrong++;
            }
        }
        if (number - 1 != days_in_year(year)) wrong++;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void test_leap_years(void)
{
    CU_ASSERT_EQUAL(days_in_year(1900), 365);
    CU_ASSERT_EQUAL(days_in_year(2000), 366);
    CU_ASSERT_EQUAL(days_in_year(2016), 366);
    CU_ASSERT_EQUAL(days_in_year(2017), 365);
    CU_ASSERT_EQUAL(days_in_year(2100), 365);
    CU_ASSERT_TRUE(date_is_valid(2016, 2, 29));
    CU_ASSERT_FALSE(date_is_valid(2017, 2, 29));
    CU_ASSERT_FALSE(date_is_valid(2017, 4, 31));
    CU_ASSERT_FALSE(date_is_valid(2017, 13, 1));
    CU_ASSERT_FALSE(date_is_valid(2017, 0, 1));
    CU_ASSERT_FALSE(date_is_valid(2017, 1, 0));
    CU_ASSERT_FALSE(date_is_valid(0, 12, 31));
    CU_ASSERT_TRUE(date_is_valid(1, 1, 1));
    CU_ASSERT_TRUE(date_is_valid(9999, 12, 31));
    CU_ASSERT_FALSE(date_is_valid(10000, 1, 1));
}

static void test_quarters(void)
{
    CU_ASSERT_EQUAL(day_quarter(on(2017, 1, 1)), 1);
    CU_ASSERT_EQUAL(day_quarter(on(2017, 3, 31)), 1);
    CU_ASSERT_EQUAL(day_quarter(on(2017, 4, 1)), 2);
    CU_ASSERT_EQUAL(day_quarter(on(2017, 6, 30)), 2);
    CU_ASSERT_EQUAL(day_quarter(on(2017, 7, 1)), 3);
    CU_ASSERT_EQUAL(day_quarter(on(2017, 9, 30)), 3);
    CU_ASSERT_EQUAL(day_quarter(on(2017, 10, 1)), 4);
    CU_ASSERT_EQUAL(last_day_of_quarter(2016, 1), on(2016, 3, 31));
    CU_ASSERT_EQUAL(last_day_of_quarter(2016, 2), on(2016, 6, 30));
    CU_ASSERT_EQUAL(last_day_of_quarter(2016, 3), on(2016, 9, 30));
    CU_ASSERT_EQUAL(last_day_of_quarter(2016, 4), on(2016, 12, 31));
}

/* grants.md 1: the same day of the month, or that month's last day. */
static void test_months_after(void)
{
    CU_ASSERT_EQUAL(day_add_months(on(2017, 1, 31), 1), on(2017, 2, 28));
    CU_ASSERT_EQUAL(day_add_months(on(2016, 1, 31), 1), on(2016, 2, 29));
    CU_ASSERT_EQUAL(day_add_months(on(2016, 8, 31), 6), on(2017, 2, 28));
    CU_ASSERT_EQUAL(day_add_months(on(2016, 12, 15), 1), on(2017, 1, 15));
    CU_ASSERT_EQUAL(day_add_months(on(2016, 2, 29), 36), on(2019, 2, 28));
    CU_ASSERT_EQUAL(day_add_months(on(2017, 3, 31), -1), on(2017, 2, 28));
    CU_ASSERT_EQUAL(day_add_years(on(2012, 2, 29), 5), on(2017, 2, 28));
    CU_ASSERT_EQUAL(day_add_years(on(2012, 2, 29), 4), on(2016, 2, 29));
}

static void test_completed_age(void)
{
    Day born = on(2000, 6, 15);
    CU_ASSERT_EQUAL(completed_age(born, on(2018, 6, 14)), 17);
    CU_ASSERT_EQUAL(completed_age(born, on(2018, 6, 15)), 18);
    CU_ASSERT_EQUAL(completed_age(born, born), 0);
    CU_ASSERT_EQUAL(completed_age(born, born - 1), -1);
    Day leap = on(2000, 2, 29);
    CU_ASSERT_EQUAL(completed_age(leap, on(2018, 2, 28)), 17);
    CU_ASSERT_EQUAL(completed_age(leap, on(2018, 3, 1)), 18);
    CU_ASSERT_EQUAL(completed_age(leap, on(2016, 2, 28)), 15);
    CU_ASSERT_EQUAL(completed_age(leap, on(2016, 2, 29)), 16);
}

static bool parses(const char *text, Day *day)
{
    return day_parse(text, strlen(text), day);
}

static void test_parse_and_format(void)
{
    Day day = 0;
    CU_ASSERT_TRUE(parses("2016-02-29", &day));
    CU_ASSERT_EQUAL(day, on(2016, 2, 29));
    char text[DAY_TEXT_SIZE];
    day_format(day, text);
    CU_ASSERT_STRING_EQUAL(text, "2016-02-29");
    CU_ASSERT_TRUE(parses("1850-01-01", &day));
    CU_ASSERT_TRUE(parses("2199-12-31", &day));
    static const char *const bad[] = {"2017-02-29", "1849-12-31",  "2200-01-01", "2017-2-01",
                                      "2017-02-1",  "2017/02/01",  "2017-02-0x", " 2017-02-1",
                                      "",           "2017-02-011", "2017-00-10", "-017-02-01"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CU_ASSERT_FALSE(parses(bad[i], &day));
    }
}

static void test_easter(void)
{
    CU_ASSERT_EQUAL(easter_sunday(2014), on(2014, 4, 20));
    CU_ASSERT_EQUAL(easter_sunday(2016), on(2016, 3, 27));
    CU_ASSERT_EQUAL(easter_sunday(2017), on(2017, 4, 16));
    CU_ASSERT_EQUAL(easter_sunday(2018), on(2018, 4, 1));
    CU_ASSERT_EQUAL(easter_sunday(2019), on(2019, 4, 21));
    CU_ASSERT_EQUAL(easter_sunday(2023), on(2023, 4, 9));
    CU_ASSERT_EQUAL(easter_sunday(2024), on(2024, 3, 31));
    CU_ASSERT_EQUAL(easter_sunday(2038), on(2038, 4, 25)); /* the latest there is */
    CU_ASSERT_EQUAL(easter_sunday(1818), on(1818, 3, 22)); /* the earliest */
    CU_ASSERT_EQUAL(easter_sunday(1981), on(1981, 4, 19)); /* the exceptions of the rule */
    CU_ASSERT_EQUAL(easter_sunday(1954), on(1954, 4, 18));
}

/* Every year of a register, by the rule of Gauss with its two exceptions. */
static void test_easter_by_gauss(void)
{
    int wrong = 0;
    for (int year = YEAR_MIN; year <= YEAR_MAX; year++) {
        int k = year / 100;
        int m = (15 - (13 + 8 * k) / 25 + k - k / 4) % 30;
        int d = (19 * (year % 19) + m) % 30;
        int e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + (4 + k - k / 4) % 7) % 7;
        if (d == 29 && e == 6) e = -1;
        if (d == 28 && e == 6 && (11 * m + 11) % 30 < 19) e = -1;
        wrong += easter_sunday(year) != on(year, 3, 22) + d + e;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void test_bank_days(void)
{
    static const int holidays_2018[][2] = {{1, 1},   {3, 29}, {3, 30}, {4, 2},   {5, 1},
                                           {5, 10},  {5, 17}, {5, 21}, {12, 24}, {12, 25},
                                           {12, 26}, {9, 29}, {9, 30}};
    for (size_t i = 0; i < sizeof holidays_2018 / sizeof holidays_2018[0]; i++) {
        CU_ASSERT_FALSE(is_bank_day(on(2018, holidays_2018[i][0], holidays_2018[i][1])));
    }
    CU_ASSERT_TRUE(is_bank_day(on(2018, 3, 28)));
    CU_ASSERT_TRUE(is_bank_day(on(2018, 4, 3)));
    CU_ASSERT_TRUE(is_bank_day(on(2018, 12, 31)));
    CU_ASSERT_TRUE(is_bank_day(on(2018, 10, 1)));
    /* Open days of 2018: 261 weekdays less eleven holidays on weekdays. */
    int open = 0;
    for (Day day = on(2018, 1, 1); day <= on(2018, 12, 31); day++)
        open += is_bank_day(day);
    CU_ASSERT_EQUAL(open, 250);
}

/* Easter Sunday as almanacs print it, counted from the last day of February: 32 is 1 April. */
static const int easter_from_march[2040 - 2014 + 1] = {51, 36, 27, 47, 32, 52, 43, 35, 48,
                                                       40, 31, 51, 36, 28, 47, 32, 52, 44,
                                                       28, 48, 40, 25, 44, 36, 56, 41, 32};

/* 0 for Sunday to 6: the congruence of Zeller, from the calendar date alone. */
static int zeller_weekday(int year, int month, int day)
{
    int m = month < 3 ? month + 12 : month, y = month < 3 ? year - 1 : year;
    int saturday_first = (day + 13 * (m + 1) / 5 + y + y / 4 - y / 100 + y / 400) % 7;
    return (saturday_first + 6) % 7;
}

/* Days after the last of February, by adding up months. */
static int from_march(int month, int day)
{
    static const int before[] = {0, 31, 61, 92, 122, 153, 184, 214, 245, 275};
    return month < 3 ? -100 : before[month - 3] + day;
}

/* Closed by calendar date, weekday and the almanac, without the code's own days. */
static bool almanac_closed(int year, int month, int day)
{
    static const int fixed[] = {101, 501, 517, 1224, 1225, 1226};
    static const int moving[] = {-3, -2, 1, 39, 50};
    int weekday = zeller_weekday(year, month, day);
    if (weekday == 0 || weekday == 6) return true;
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        if (fixed[i] == month * 100 + day) return true;
    for (size_t i = 0; i < sizeof moving / sizeof moving[0]; i++)
        if (from_march(month, day) == easter_from_march[year - 2014] + moving[i]) return true;
    return false;
}

static void test_every_bank_day(void)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int wrong = 0, seen = 0;
    for (int year = 2014; year <= 2040; year++) {
        CU_ASSERT_EQUAL(zeller_weekday(year, 3, 1),
                        (easter_from_march[year - 2014] * 6 + 1) % 7);
        for (int month = 1; month <= 12; month++) {
            int last = lengths[month - 1] + (month == 2 && year % 4 == 0);
            for (int day = 1; day <= last; day++, seen++)
                wrong += is_bank_day(on(year, month, day)) == almanac_closed(year, month, day);
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(seen, 27 * 365 + 7); /* leap years 2016 to 2040 */
}

static void test_bank_day_after(void)
{
    CU_ASSERT_EQUAL(bank_day_after(on(2018, 3, 28), 1), on(2018, 4, 3));
    CU_ASSERT_EQUAL(bank_day_after(on(2017, 10, 2), 5), on(2017, 10, 9));
    CU_ASSERT_EQUAL(bank_day_after(on(2017, 12, 22), 1), on(2017, 12, 27));
    CU_ASSERT_EQUAL(bank_day_after(on(2017, 12, 29), 1), on(2018, 1, 2));
    CU_ASSERT_EQUAL(bank_day_after(on(2018, 12, 17), 5), on(2018, 12, 27));
}

static void test_bank_day_before(void)
{
    CU_ASSERT_EQUAL(bank_day_before(on(2018, 4, 3)), on(2018, 3, 28)); /* over Easter */
    CU_ASSERT_EQUAL(bank_day_before(on(2017, 10, 9)), on(2017, 10, 6));
    CU_ASSERT_EQUAL(bank_day_before(on(2017, 10, 6)), on(2017, 10, 5));
    CU_ASSERT_EQUAL(bank_day_before(on(2018, 1, 1)), on(2017, 12, 29));
}

static const TestCase tests[] = {
    {"known days", test_known_days},
    {"every day of 1850 to 2199", test_every_day},
    {"leap years", test_leap_years},
    {"quarters", test_quarters},
    {"months and years after a day", test_months_after},
    {"completed age", test_completed_age},
    {"parse and format", test_parse_and_format},
    {"Easter", test_easter},
    {"Easter by Gauss", test_easter_by_gauss},
    {"bank days", test_bank_days},
    {"every bank day of 2014 to 2040", test_every_bank_day},
    {"bank day after", test_bank_day_after},
    {"bank day before", test_bank_day_before},
};

TEST_MAIN("rules/date", tests)
