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
    INVARIANT(date_is_valid(year, month, day));
    int march_year = month <= 2 ? year - 1 : year;
    int era = march_year / 400;
    int year_of_era = march_year % 400;
    int day_of_march_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_march_year;
    return era * DAYS_IN_ERA + day_of_era - EPOCH_TO_ERA;
}

/* A day by years that begin on 1 March. */
typedef struct MarchDay {
    int year;
    unsigned rest; /* days since 1 March */
} MarchDay;

static MarchDay march_day(Day day)
{
    INVARIANT(day > -EPOCH_TO_ERA && day < INT32_MAX - EPOCH_TO_ERA);
    unsigned since = (unsigned)(day + EPOCH_TO_ERA);
    unsigned era = since / DAYS_IN_ERA, in_era = since % DAYS_IN_ERA;
    unsigned year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    return (MarchDay){(int)(year + era * 400), in_era - (365 * year + year / 4 - year / 100)};
}

Date day_to_date(Day day)
{
    MarchDay march = march_day(day);
    unsigned march_month = (5 * march.rest + 2) / 153;
    Date date;
    date.day = (int)(march.rest - (153 * march_month + 2) / 5 + 1);
    date.month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
    date.year = march.year + (date.month <= 2 ? 1 : 0);
    return date;
}

int day_year(Day day)
{
    enum { JANUARY_OF_MARCH_YEAR = 306 }; /* days from 1 March to 1 January */
    MarchDay march = march_day(day);
    return march.year + (march.rest >= JANUARY_OF_MARCH_YEAR ? 1 : 0);
}

int day_quarter(Day day)
{
    return (day_to_date(day).month + 2) / 3;
}

int day_of_year(Day day)
{
    return day - first_day_of_year(day_year(day)) + 1;
}

Day first_day_of_year(int year)
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

static void write_digits(char *text, int digits, int value)
{
    for (int i = digits - 1; i >= 0; i--) {
        text[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

void day_format(Day day, char text[DAY_TEXT_SIZE])
{
    Date date = day_to_date(day);
    write_digits(text, 4, date.year);
    text[4] = '-';
    write_digits(text + 5, 2, date.month);
    text[7] = '-';
    write_digits(text + 8, 2, date.day);
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
