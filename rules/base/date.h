/*
 * date.h - Gregorian days, ages, quarters, bank days. grants.md 1 (Money, dates, ages).
 *
 * A Day is the number of days since 1970-01-01, so differences are days and comparison is
 * order. Pure functions: no clock, no locale, no time zone. Any thread may call them.
 */
#ifndef TILSKUDD_RULES_DATE_H
#define TILSKUDD_RULES_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t Day;

/* "No such day": smaller than every real day. Test with day_is_set(). */
#define DAY_NONE INT32_MIN

/* Registers hold dates of years 1850 to 2199; anything else does not parse. */
enum { YEAR_MIN = 1850, YEAR_MAX = 2199 };

typedef struct Date {
    int year, month, day; /* month 1 to 12, day 1 to 31 */
} Date;

/* False for DAY_NONE only. */
static inline bool day_is_set(Day day)
{
    return day != DAY_NONE;
}
/* The day of a valid calendar date; the date must be valid (INVARIANT). */
Day day_from_date(int year, int month, int day);
Date day_to_date(Day day);
static inline int day_year(Day day);
/* 1 to 4. */
int day_quarter(Day day);
bool date_is_valid(int year, int month, int day);
int days_in_year(int year);
int days_in_month(int year, int month);
/* 1 on 1 January. */
int day_of_year(Day day);
static inline Day first_day_of_year(int year);
Day last_day_of_year(int year);
/* Last day of quarter 1 to 4. */
Day last_day_of_quarter(int year, int quarter);

/* Same day of the month `months` later, or that month's last day (grants.md 1). */
Day day_add_months(Day day, int months);
Day day_add_years(Day day, int years);

/* A day that parses, or none, in 17 bits: 0 for none, then in the order of days. */
enum {
    PACKED_DAY_BITS = 17,
    PACKED_DAY_BEFORE = -43830, /* the day before YEAR_MIN */
    PACKED_DAY_LAST = 84005     /* of YEAR_MAX */
};
static inline uint32_t packed_day(Day day)
{
    return day == DAY_NONE ? 0 : (uint32_t)day - (uint32_t)PACKED_DAY_BEFORE;
}
static inline Day unpacked_day(uint32_t packed)
{
    return packed == 0 ? DAY_NONE : PACKED_DAY_BEFORE + (Day)packed;
}
/* Whether a day comes back from its bits. */
static inline bool packed_day_fits(Day day)
{
    return day == DAY_NONE || (day > PACKED_DAY_BEFORE && day <= PACKED_DAY_LAST);
}

/* Completed years on `on`: birthdays passed; 29 February has its birthday on 1 March in common
 * years (grants.md 1). Negative before birth. */
int completed_age(Day born, Day on);

/* Reads exactly "YYYY-MM-DD" (length 10, real day, year within limits). False otherwise. */
bool day_parse(const char *text, size_t length, Day *day);
/* Writes "YYYY-MM-DD" and a NUL. */
enum { DAY_TEXT_SIZE = 11 };
void day_format(Day day, char text[DAY_TEXT_SIZE]);
/* The same; use within one expression. */
typedef struct DayText {
    char text[DAY_TEXT_SIZE];
} DayText;
DayText day_text(Day day);

/* Every fourth year from 1904 to 2096 is a leap year: in 1901 to 2100 a year and its first day
 * follow from each other by one division. Other years take the long way, with the same result.
 */
enum { PLAIN_YEARS_FIRST = 1901, PLAIN_YEARS = 200 };
enum { PLAIN_DAYS_FIRST = -25202, PLAIN_DAYS = 73049, DAYS_IN_FOUR_YEARS = 1461 };
int day_year_of_any(Day day);
Day first_day_of_any_year(int year);

static inline int day_year(Day day)
{
    uint32_t since = (uint32_t)day - (uint32_t)PLAIN_DAYS_FIRST;
    if (since >= PLAIN_DAYS) return day_year_of_any(day);
    return PLAIN_YEARS_FIRST + (int)((4 * since + 3) / DAYS_IN_FOUR_YEARS);
}

static inline Day first_day_of_year(int year)
{
    uint32_t since = (uint32_t)year - PLAIN_YEARS_FIRST;
    if (since >= PLAIN_YEARS) return first_day_of_any_year(year);
    return PLAIN_DAYS_FIRST + (Day)(since * 365 + since / 4);
}

/* Easter Sunday of a year in the Gregorian calendar. */
Day easter_sunday(int year);
/* A day on which Norwegian banks execute payments: not Saturday, Sunday, 1 January, Maundy
 * Thursday, Good Friday, Easter Monday, 1 May, 17 May, Ascension, Whit Monday, 24 to 26
 * December (payments.md 2). These are the days on which Norges Bank settles nothing; it does on
 * New Year's Eve. */
bool is_bank_day(Day day);
/* The n-th bank day after `day` (n >= 1), not counting `day` itself. */
Day bank_day_after(Day day, int n);
/* The last one before it. */
Day bank_day_before(Day day);

#endif
