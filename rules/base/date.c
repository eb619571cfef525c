/*
 * date.c - Gregorian days, ages, quarters, bank days. grants.md 1, payments.md 2.
 *
 * Days and dates are converted with years that begin on 1 March, so that the leap day is the
 * last day of its year and every month has a fixed place.
 */
#include "rules/base/date.h"

#include "rules/base/status.h"

enum {
    DAYS_IN_ERA = 146097,    /* 400 years */
    EPOCH_TO_ERA = 719468,   /* 0000-03-01 to 1970-01-01 */
    CALENDAR_YEAR_MAX = 9999 /* what the conversions are exact for, and can be written */
};

/* Every fourth year, but of the centuries only every fourth: 100 is 4 * 25, 400 is 16 * 25. */
static bool is_leap_year(int year)
{
    return (year & 3) == 0 && (year % 25 != 0 || (year & 15) == 0);
}

int days_in_year(int year)
{
    return is_leap_year(year) ? 366 : 365;
}

int days_in_month(int year, int month)
{
    static const int lengths[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    INVARIANT(month >= 1 && month <= 12);
    return month == 2 && is_leap_year(year) ? 29 : lengths[month];
}

bool date_is_valid(int year, int month, int day)
{
    if (year < 1 || year > CALENDAR_YEAR_MAX || month < 1 || month > 12) return false;
    return day >= 1 && day <= days_in_month(year, month);
}

Day day_from_date(int year, int month, int day)
{
    static const int before[13] = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    INVARIANT(date_is_valid(year, month, day));
    int leap_day = month > 2 && is_leap_year(year) ? 1 : 0;
    return first_day_of_year(year) + before[month] + leap_day + day - 1;
}

/* A day by years that begin on 1 March. */
typedef struct MarchDay {
    int year;
    unsigned rest; /* days since 1 March */
} MarchDay;

/* Years of a century and days of a year come out of one multiplication each: 2939745 / 2^32 is
 * 1 / 1461 closely enough for every quarter day of a century (Neri and Schneider, Euclidean
 * affine functions and their application to calendar algorithms, 2022). */
static MarchDay march_day(Day day)
{
    enum { IN_FOUR_CENTURIES = DAYS_IN_ERA, YEARS_FACTOR = 2939745 };
    INVARIANT(day > -EPOCH_TO_ERA && day < INT32_MAX - EPOCH_TO_ERA);
    uint64_t quarters = 4 * (uint64_t)((uint32_t)day + (uint32_t)EPOCH_TO_ERA) + 3;
    uint32_t century = (uint32_t)(quarters / IN_FOUR_CENTURIES);
    uint32_t in_century = (uint32_t)(quarters % IN_FOUR_CENTURIES) / 4;
    uint64_t years = (uint64_t)YEARS_FACTOR * (4 * in_century + 3);
    uint32_t rest = (uint32_t)years / YEARS_FACTOR / 4;
    return (MarchDay){(int)(century * 100 + (uint32_t)(years >> 32)), rest};
}

/* Months and days of a month likewise: 2141 / 65536 is 5 / 153 closely enough. */
Date day_to_date(Day day)
{
    enum { MONTHS_FACTOR = 2141, TO_MARCH = 197913, JANUARY_OF_MARCH_YEAR = 306 };
    MarchDay march = march_day(day);
    uint32_t months = MONTHS_FACTOR * march.rest + TO_MARCH;
    bool next_year = march.rest >= JANUARY_OF_MARCH_YEAR;
    return (Date){.year = march.year + next_year,
                  .month = (int)(months >> 16) - (next_year ? 12 : 0),
                  .day = (int)((months & 0xFFFF) / MONTHS_FACTOR) + 1};
}

int day_year_of_any(Day day)
{
    return day_to_date(day).year;
}

int day_quarter(Day day)
{
    return (day_to_date(day).month + 2) / 3;
}

int day_of_year(Day day)
{
    return day - first_day_of_year(day_year(day)) + 1;
}

Day first_day_of_any_year(int year)
{
    enum { FIRST_DAY_TO_EPOCH = 719162 }; /* 0001-01-01 to 1970-01-01 */
    INVARIANT(year >= 1 && year <= CALENDAR_YEAR_MAX);
    int before = year - 1;
    return before * 365 + before / 4 - before / 100 + before / 400 - FIRST_DAY_TO_EPOCH;
}

Day last_day_of_year(int year)
{
    return first_day_of_year(year) + days_in_year(year) - 1;
}

Day last_day_of_quarter(int year, int quarter)
{
    static const int lengths[5] = {0, 90, 181, 273, 365};
    INVARIANT(quarter >= 1 && quarter <= 4);
    return first_day_of_year(year) + lengths[quarter] + days_in_year(year) - 366;
}

/* grants.md 1: n months after a day is the same day of the month, or that month's last. */
Day day_add_months(Day day, int months)
{
    Date date = day_to_date(day);
    int months_since_year_0 = date.year * 12 + date.month - 1 + months;
    INVARIANT(months_since_year_0 >= 12);
    int year = months_since_year_0 / 12;
    int month = months_since_year_0 % 12 + 1;
    int last = days_in_month(year, month);
    return day_from_date(year, month, date.day < last ? date.day : last);
}

Day day_add_years(Day day, int years)
{
    return day_add_months(day, years * 12);
}

/* grants.md 1: completed age counts birthdays. One born on 29 February has the birthday on
 * 1 March in common years, which comparing month and day gives by itself. */
int completed_age(Day born, Day on)
{
    Date birth = day_to_date(born);
    Date date = day_to_date(on);
    int age = date.year - birth.year;
    bool before_birthday =
        date.month < birth.month || (date.month == birth.month && date.day < birth.day);
    return before_birthday ? age - 1 : age;
}

/* Reads `digits` decimal digits, or gives -1. */
static int read_digits(const char *text, size_t digits)
{
    int value = 0;
    for (size_t i = 0; i < digits; i++) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool day_parse(const char *text, size_t length, Day *day)
{
    if (length != DAY_TEXT_SIZE - 1 || text[4] != '-' || text[7] != '-') return false;
    int year = read_digits(text, 4);
    int month = read_digits(text + 5, 2);
    int day_of_month = read_digits(text + 8, 2);
    if (year < YEAR_MIN || year > YEAR_MAX) return false;
    if (!date_is_valid(year, month, day_of_month)) return false;
    *day = day_from_date(year, month, day_of_month);
    return true;
}

static void write_pair(char *text, int pair)
{
    text[0] = (char)('0' + pair / 10);
    text[1] = (char)('0' + pair % 10);
}

void day_format(Day day, char text[DAY_TEXT_SIZE])
{
    Date date = day_to_date(day);
    write_pair(text, date.year / 100 % 100);
    write_pair(text + 2, date.year % 100);
    text[4] = '-';
    write_pair(text + 5, date.month);
    text[7] = '-';
    write_pair(text + 8, date.day);
    text[10] = '\0';
}

DayText day_text(Day day)
{
    DayText text;
    day_format(day, text.text);
    return text;
}

/* The anonymous Gregorian algorithm: place in the 19-year lunar cycle, corrections of the
 * century, the Sunday after the full moon. */
Day easter_sunday(int year)
{
    int golden = year % 19;
    int century = year / 100;
    int year_of_century = year % 100;
    int skipped_leap_days = century / 4;
    int moon_correction = (century - (century + 8) / 25 + 1) / 3;
    int epact = (19 * golden + century - skipped_leap_days - moon_correction + 15) % 30;
    int to_sunday =
        (32 + 2 * (century % 4) + 2 * (year_of_century / 4) - epact - year_of_century % 4) % 7;
    int late = (golden + 11 * epact + 22 * to_sunday) / 451;
    int from_march = epact + to_sunday - 7 * late + 114;
    return day_from_date(year, from_march / 31, from_march % 31 + 1);
}

static bool is_weekend(Day day)
{
    /* 1970-01-01 was a Thursday; 0 is Monday here. */
    int weekday = (day % 7 + 7 + 3) % 7;
    return weekday >= 5;
}

static bool is_fixed_holiday(Date date)
{
    if (date.month == 1) return date.day == 1;
    if (date.month == 5) return date.day == 1 || date.day == 17;
    return date.month == 12 && date.day >= 24 && date.day <= 26;
}

bool is_bank_day(Day day)
{
    Date date = day_to_date(day);
    if (is_weekend(day) || is_fixed_holiday(date)) return false;
    int from_easter = day - easter_sunday(date.year);
    /* Maundy Thursday, Good Friday, Easter Monday, Ascension, Whit Monday. */
    return from_easter != -3 && from_easter != -2 && from_easter != 1 && from_easter != 39 &&
           from_easter != 50;
}

Day bank_day_after(Day day, int n)
{
    INVARIANT(n >= 1);
    while (n > 0) {
        day++;
        if (is_bank_day(day)) n--;
    }
    return day;
}

Day bank_day_before(Day day)
{
    do
        day--;
    while (!is_bank_day(day));
    return day;
}
