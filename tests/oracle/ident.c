/*
 * Identity numbers for the oracle (register.md, "Identity numbers").
 */
#include "oracle.h"

#include <string.h>

bool digits_only(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] < '0' || text[i] > '9') return false;
    return true;
}

void copy_ident(char to[IDENT_SIZE], const char *from)
{
    size_t length = strnlen(from, IDENT_SIZE - 1);
    memmove(to, from, length);
    to[length] = 0;
}

static int weighted(const char *digits, const int *weights, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++)
        sum += weights[i] * (digits[i] - '0');
    return sum;
}

/* Remainder 0 gives 0; remainder 1 would give 10: the number is invalid. */
static int control_of(int sum)
{
    return sum % 11 == 0 ? 0 : 11 - sum % 11;
}

int first_control_digit(const char *nine)
{
    static const int weights[] = {3, 7, 6, 1, 8, 9, 4, 5, 2};
    return control_of(weighted(nine, weights, 9));
}

int second_control_digit(const char *ten)
{
    static const int weights[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    return control_of(weighted(ten, weights, 10));
}

void duf_control(const char *ten, char two[3])
{
    static const int weights[] = {4, 6, 3, 2, 4, 6, 3, 2, 7, 5};
    int rest = weighted(ten, weights, 10) % 11;
    two[0] = (char)('0' + rest / 10);
    two[1] = (char)('0' + rest % 10);
    two[2] = 0;
}

bool control_digits_right(const char *ident)
{
    if (strlen(ident) == 12) {
        char two[3];
        duf_control(ident, two);
        return memcmp(ident + 10, two, 2) == 0;
    }
    return first_control_digit(ident) == ident[9] - '0' &&
           second_control_digit(ident) == ident[10] - '0';
}

/* The individual number gives the century (register.md). */
static bool century_agrees(int individual, int year)
{
    if (year >= 1854 && year <= 1899) return individual >= 500 && individual <= 749;
    if (year >= 1900 && year <= 1939) return individual <= 499;
    if (year >= 1940 && year <= 1999) return individual <= 499 || individual >= 900;
    return year >= 2000 && year <= 2039 && individual >= 500;
}

static int number_at(const char *digits, int count)
{
    int number = 0;
    for (int i = 0; i < count; i++)
        number = number * 10 + (digits[i] - '0');
    return number;
}

bool date_in_ident(const char *ident, Day born)
{
    if (strlen(ident) == 12) return true;
    int year, month, day;
    day_parts(born, &year, &month, &day);
    int in_day = number_at(ident, 2), in_month = number_at(ident + 2, 2);
    if (in_day > 40) in_day -= 40; /* D-number */
    if (in_month > 80)
        in_month -= 80; /* synthetic, national test population */
    else if (in_month > 40)
        in_month -= 40; /* synthetic */
    return in_day == day && in_month == month && number_at(ident + 4, 2) == year % 100 &&
           century_agrees(number_at(ident + 6, 3), year);
}

bool sex_in_ident(const char *ident, bool woman)
{
    return strlen(ident) == 12 || (number_at(ident + 8, 1) % 2 == 0) == woman;
}
