/*
 * Days, ages and shares of a year for the oracle (grants.md 1). A day number is found by
 * counting whole years and months, not by a closed formula, so that it can be read.
 */
#include "oracle.h"

#include <string.h>

bool leap_year(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && leap_year(year) ? 29 : days[month - 1];
}

Day day_of(int year, int month, int day_of_month)
{
    Day day = 0;
    for (int y = 1970; y < year; y++)
        day += leap_year(y) ? 366 : 365;
    for (int y = year; y < 1970; y++)
        day -= leap_year(y) ? 366 : 365;
    for (int m = 1; m < month; m++)
        day += days_in_month(year, m);
    return day + day_of_month - 1;
}

void day_parts(Day day, int *year, int *month, int *day_of_month)
{
    int y = 1970;
    while (day < 0) {
        y--;
        day += leap_year(y) ? 366 : 365;
    }
    while (day >= (leap_year(y) ? 366 : 365)) {
        day -= leap_year(y) ? 366 : 365;
        y++;
    }
    int m = 1;
    while (day >= days_in_month(y, m)) {
        day -= days_in_month(y, m);
        m++;
    }
    *year = y;
    *month = m;
    *day_of_month = day + 1;
}

int year_of(Day day)
{
    int year, month, day_of_month;
    day_parts(day, &year, &month, &day_of_month);
    return year;
}

int month_of(Day day)
{
    int year, month, day_of_month;
    day_parts(day, &year, &month, &day_of_month);
    return month;
}

int quarter_of(Day day)
{
    return (month_of(day) + 2) / 3;
}

/* grants.md 1: the same day of the month, or that month's last day. */
Day add_months(Day day, int months)
{
    int year, month, day_of_month;
    day_parts(day, &year, &month, &day_of_month);
    int count = year * 12 + (month - 1) + months;
    int last = days_in_month(count / 12, count % 12 + 1);
    return day_of(count / 12, count % 12 + 1, day_of_month < last ? day_of_month : last);
}

/* grants.md 1: counts birthdays; 29 February has it on 1 March in common years. */
int completed_age(Day born, Day on)
{
    int year, month, day_of_month;
    day_parts(born, &year, &month, &day_of_month);
    int age = year_of(on) - year;
    Day birthday = month == 2 && day_of_month == 29 && !leap_year(year_of(on))
                       ? day_of(year_of(on), 3, 1)
                       : day_of(year_of(on), month, day_of_month);
    return on < birthday ? age - 1 : age;
}

bool parse_day(const char *text, Day *day)
{
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' || !digits_only(text, 4) ||
        !digits_only(text + 5, 2) || !digits_only(text + 8, 2))
        return false;
    int year =
        (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
    int month = (text[5] - '0') * 10 + (text[6] - '0');
    int day_of_month = (text[8] - '0') * 10 + (text[9] - '0');
    if (year < 1800 || month < 1 || month > 12 || day_of_month < 1 ||
        day_of_month > days_in_month(year, month))
        return false;
    *day = day_of(year, month, day_of_month);
    return true;
}

void print_day(Day day, char text[16])
{
    int year, month, day_of_month;
    day_parts(day, &year, &month, &day_of_month);
    (void)snprintf(text, 16, "%04d-%02d-%02d", year % 10000, month % 100, day_of_month % 100);
}

Fraction fraction(int64_t numerator, int64_t denominator)
{
    return (Fraction){numerator, denominator};
}

int compare_fractions(Fraction a, Fraction b)
{
    int64_t left = a.numerator * b.denominator, right = b.numerator * a.denominator;
    return (left > right) - (left < right);
}

Fraction larger(Fraction a, Fraction b)
{
    return compare_fractions(a, b) >= 0 ? a : b;
}

Fraction smaller(Fraction a, Fraction b)
{
    return compare_fractions(a, b) <= 0 ? a : b;
}

int64_t worth_of(int64_t rate, Fraction point, int unit)
{
    int64_t units = 100 / unit * rate; /* in a whole year */
    return (2 * units * point.numerator + point.denominator) / (2 * point.denominator) * unit;
}
