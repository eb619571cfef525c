/*
 * identity.c - identity numbers, organisation numbers, accounts, KID. register.md.
 *
 * An Ident is the number followed by "0" for 11 digits, doubled, plus 1 for 12 digits, plus 2:
 * so a text sorts before every longer text that begins with it, and none is 0.
 */
#include "rules/base/identity.h"

#include <stdio.h>

#include "rules/base/status.h"

enum { SHORT_IDENT = 11, LONG_IDENT = 12, REFORM_YEAR = 2032, D_NUMBER_DAY = 40 };

bool ident_parse(const char *text, size_t length, Ident *ident)
{
    if (length != SHORT_IDENT && length != LONG_IDENT) return false;
    uint64_t number = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        number = number * 10 + (uint64_t)(text[i] - '0');
    }
    *ident = length == SHORT_IDENT ? number * 20 + 2 : number * 2 + 3;
    return true;
}

int ident_length(Ident ident)
{
    return (ident & 1) == 0 ? SHORT_IDENT : LONG_IDENT;
}

size_t ident_format(Ident ident, char text[IDENT_TEXT_SIZE])
{
    if (ident == IDENT_NONE) {
        text[0] = '\0';
        return 0;
    }
    int length = ident_length(ident);
    uint64_t number = length == SHORT_IDENT ? (ident - 2) / 20 : (ident - 3) / 2;
    for (int i = length - 1; i >= 0; i--) {
        text[i] = (char)('0' + number % 10);
        number /= 10;
    }
    text[length] = '\0';
    return (size_t)length;
}

static int weighted_sum(const char *digits, const int *weights, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++)
        sum += (digits[i] - '0') * weights[i];
    return sum;
}

static const int first_weights[9] = {3, 7, 6, 1, 8, 9, 4, 5, 2};
static const int second_weights[10] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
static const int duf_weights[10] = {4, 6, 3, 2, 4, 6, 3, 2, 7, 5};

/* What an 11-digit ident says: the parts before any check. */
typedef struct IdentParts {
    int day, month, year_of_century, individual;
} IdentParts;

static int number_at(const char *text, int begin, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++)
        value = value * 10 + (text[begin + i] - '0');
    return value;
}

static IdentParts parts_of(const char *text)
{
    IdentParts parts = {number_at(text, 0, 2), number_at(text, 2, 2), number_at(text, 4, 2),
                        number_at(text, 6, 3)};
    if (parts.day > D_NUMBER_DAY) parts.day -= D_NUMBER_DAY;
    if (parts.month > 80)
        parts.month -= 80;
    else if (parts.month > 40)
        parts.month -= 40;
    return parts;
}

/* register.md: individual numbers by century; the four ranges as published. */
static bool individual_fits_year(int individual, int year)
{
    if (year >= 1900 && year <= 1999 && individual <= 499) return true;
    if (year >= 1854 && year <= 1899 && individual >= 500 && individual <= 749) return true;
    if (year >= 2000 && year <= 2039 && individual >= 500) return true;
    return year >= 1940 && year <= 1999 && individual >= 900;
}

/* register.md: from 2032 on the first control digit also accepts the remainders 1, 2, 3. */
static bool says_reform_year(const char *text)
{
    IdentParts parts = parts_of(text);
    int year = 2000 + parts.year_of_century;
    return year >= REFORM_YEAR && individual_fits_year(parts.individual, year) &&
           !individual_fits_year(parts.individual, year - 100);
}

static bool national_digits_ok(const char *text)
{
    int first = (weighted_sum(text, first_weights, 9) + text[9] - '0') % 11;
    int second = (weighted_sum(text, second_weights, 10) + text[10] - '0') % 11;
    if (second != 0) return false;
    return first == 0 || (first <= 3 && says_reform_year(text));
}

/* Zeros have the control digit 0 by every rule, and are nobody's number. */
static bool all_zeros(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '0') return false;
    }
    return true;
}

IdentType ident_type(Ident ident)
{
    static const uint64_t behind_day = 1000000000; /* nine digits follow the day's two */
    if (ident_length(ident) == LONG_IDENT) return IDENT_DUF;
    return (ident - 2) / 20 / behind_day > D_NUMBER_DAY ? IDENT_DNR : IDENT_FNR;
}

bool ident_control_digits_ok(Ident ident)
{
    char text[IDENT_TEXT_SIZE];
    size_t length = ident_format(ident, text);
    if (all_zeros(text, length)) return false;
    if (length != LONG_IDENT) return national_digits_ok(text);
    return weighted_sum(text, duf_weights, 10) % 11 == number_at(text, 10, 2);
}

bool ident_fits_birth(Ident ident, Day born)
{
    char text[IDENT_TEXT_SIZE];
    if (ident_format(ident, text) != SHORT_IDENT) return true;
    IdentParts parts = parts_of(text);
    Date date = day_to_date(born);
    return date.day == parts.day && date.month == parts.month &&
           date.year % 100 == parts.year_of_century &&
           individual_fits_year(parts.individual, date.year);
}

bool ident_fits_sex(Ident ident, Sex sex, Day born)
{
    char text[IDENT_TEXT_SIZE];
    if (day_year(born) >= REFORM_YEAR || ident_format(ident, text) != SHORT_IDENT) return true;
    bool even = (text[8] - '0') % 2 == 0;
    return even == (sex == SEX_WOMAN);
}

bool ident_is_synthetic(Ident ident)
{
    char text[IDENT_TEXT_SIZE];
    if (ident_format(ident, text) != SHORT_IDENT) return false;
    return number_at(text, 2, 2) > 40;
}

/* The digit that makes the weighted sum divisible by 11; 10 when there is none. */
static int control_digit(const char *digits, const int *weights, int count)
{
    return (11 - weighted_sum(digits, weights, count) % 11) % 11;
}

Ident ident_make_synthetic(Day born, int individual_number, bool d_number)
{
    INVARIANT(individual_number >= 0 && individual_number <= 999);
    Date date = day_to_date(born);
    char text[IDENT_TEXT_SIZE];
    int written = snprintf(text, sizeof text, "%02d%02d%02d%03d",
                           date.day + (d_number ? D_NUMBER_DAY : 0), date.month + 80,
                           date.year % 100, individual_number);
    INVARIANT(written == 9);
    int first = control_digit(text, first_weights, 9);
    if (first == 10) return IDENT_NONE;
    text[9] = (char)('0' + first);
    int second = control_digit(text, second_weights, 10);
    if (second == 10) return IDENT_NONE;
    text[10] = (char)('0' + second);
    Ident ident = IDENT_NONE;
    INVARIANT(ident_parse(text, SHORT_IDENT, &ident));
    return ident;
}

Ident ident_make_duf(int year, int serial)
{
    INVARIANT(year >= 1000 && year <= 9999 && serial >= 0 && serial <= 999999);
    char text[16];
    int written = snprintf(text, sizeof text, "%04d%06d", year, serial);
    INVARIANT(written == 10);
    int control = weighted_sum(text, duf_weights, 10) % 11;
    text[10] = (char)('0' + control / 10);
    text[11] = (char)('0' + control % 10);
    Ident ident = IDENT_NONE;
    INVARIANT(ident_parse(text, LONG_IDENT, &ident));
    return ident;
}

static bool all_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
    }
    return true;
}

bool organisation_number_ok(const char *text, size_t length)
{
    static const int weights[8] = {3, 2, 7, 6, 5, 4, 3, 2};
    if (length != 9 || !all_digits(text, length) || all_zeros(text, length)) return false;
    return control_digit(text, weights, 8) == text[8] - '0';
}

bool account_number_ok(const char *text, size_t length)
{
    if (length != 11 || !all_digits(text, length) || all_zeros(text, length)) return false;
    return control_digit(text, second_weights, 10) == text[10] - '0';
}

/* Modulus 10: every second digit from the right, beginning left of the control digit, is
 * doubled and its digits added. */
static bool kid_modulus_10_ok(const char *text, size_t length)
{
    int sum = 0;
    for (size_t i = 0; i < length; i++) {
        int digit = text[length - 1 - i] - '0';
        int doubled = i % 2 == 1 ? digit * 2 : digit;
        sum += doubled / 10 + doubled % 10;
    }
    return sum % 10 == 0;
}

/* Modulus 11: weights 2 to 7 again and again from the right; 10 is written '-'. */
static bool kid_modulus_11_ok(const char *text, size_t length)
{
    int sum = 0;
    for (size_t i = 1; i < length; i++)
        sum += (text[length - 1 - i] - '0') * (int)(2 + (i - 1) % 6);
    int control = (11 - sum % 11) % 11;
    char last = control == 10 ? '-' : (char)('0' + control);
    return text[length - 1] == last;
}

bool kid_ok(const char *text, size_t length)
{
    if (length < 2 || length > 25 || !all_digits(text, length - 1)) return false;
    if (all_zeros(text, length)) return false;
    bool digit_last = all_digits(text + length - 1, 1);
    if (digit_last && kid_modulus_10_ok(text, length)) return true;
    return kid_modulus_11_ok(text, length);
}
