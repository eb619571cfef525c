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
    *ident = ident_of_number(number, length);
    return true;
}

int ident_length(Ident ident)
{
    return (ident & 1) == 0 ? SHORT_IDENT : LONG_IDENT;
}

/* The digits as one number; that of no ident is 0. */
static uint64_t number_of(Ident ident)
{
    if (ident == IDENT_NONE) return 0;
    return ident_length(ident) == SHORT_IDENT ? (ident - 2) / 20 : (ident - 3) / 2;
}

/* Writes an even number of digits before `end`, two at a time; returns where they begin. */
static char *write_digits(char *end, uint32_t number, int digits)
{
    for (; digits > 0; digits -= 2) {
        uint32_t pair = number % 100;
        *--end = (char)('0' + pair % 10);
        *--end = (char)('0' + pair / 10);
        number /= 100;
    }
    return end;
}

size_t ident_format(Ident ident, char text[IDENT_TEXT_SIZE])
{
    enum { LOW_DIGITS = 6, LOW = 1000000 };
    if (ident == IDENT_NONE) {
        text[0] = '\0';
        return 0;
    }
    size_t length = (size_t)ident_length(ident);
    uint64_t number = number_of(ident);
    uint32_t high = (uint32_t)(number / LOW);
    char *begin = write_digits(text + length, (uint32_t)(number % LOW), LOW_DIGITS);
    if (length == SHORT_IDENT) {
        *--begin = (char)('0' + high % 10);
        high /= 10;
    }
    begin = write_digits(begin, high, (int)(begin - text));
    INVARIANT(begin == text);
    text[length] = '\0';
    return length;
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

/* An 11-digit ident as the numbers it is written of. */
typedef struct IdentDigits {
    int day, month, year, individual, control;
} IdentDigits;

static IdentDigits digits_of(Ident ident)
{
    uint64_t number = number_of(ident);
    uint32_t date = (uint32_t)(number / 100000), rest = (uint32_t)(number % 100000);
    return (IdentDigits){.day = (int)(date / 10000),
                         .month = (int)(date / 100 % 100),
                         .year = (int)(date % 100),
                         .individual = (int)(rest / 100),
                         .control = (int)(rest % 100)};
}

static bool is_national(Ident ident)
{
    return ident != IDENT_NONE && ident_length(ident) == SHORT_IDENT;
}

/* What an 11-digit ident says: the parts before any check. */
typedef struct IdentParts {
    int day, month, year_of_century, individual;
} IdentParts;

static IdentParts parts_of(IdentDigits digits)
{
    IdentParts parts = {digits.day, digits.month, digits.year, digits.individual};
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
static bool says_reform_year(IdentDigits digits)
{
    IdentParts parts = parts_of(digits);
    int year = 2000 + parts.year_of_century;
    return year >= REFORM_YEAR && individual_fits_year(parts.individual, year) &&
           !individual_fits_year(parts.individual, year - 100);
}

/* The weighted sum of two digits, written as one number. */
static int weighted_pair(int pair, const int weights[2])
{
    return pair / 10 * weights[0] + pair % 10 * weights[1];
}

static int weighted_digits(IdentDigits digits, const int weights[9])
{
    return weighted_pair(digits.day, weights) + weighted_pair(digits.month, weights + 2) +
           weighted_pair(digits.year, weights + 4) + digits.individual / 100 * weights[6] +
           weighted_pair(digits.individual % 100, weights + 7);
}

static bool national_digits_ok(IdentDigits digits)
{
    int first_digit = digits.control / 10, second_digit = digits.control % 10;
    int first = (weighted_digits(digits, first_weights) + first_digit) % 11;
    int second = (weighted_digits(digits, second_weights) + first_digit * second_weights[9] +
                  second_digit) %
                 11;
    if (second != 0) return false;
    return first == 0 || (first <= 3 && says_reform_year(digits));
}

static bool duf_digits_ok(uint64_t number)
{
    int sum = 0;
    uint64_t rest = number / 100;
    for (int pair = 4; pair >= 0; pair--, rest /= 100)
        sum += weighted_pair((int)(rest % 100), duf_weights + 2 * pair);
    return (uint64_t)(sum % 11) == number % 100;
}

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

/* Zeros have the control digit 0 by every rule, and are nobody's number. */
bool ident_control_digits_ok(Ident ident)
{
    if (number_of(ident) == 0) return false;
    if (ident_length(ident) == LONG_IDENT) return duf_digits_ok(number_of(ident));
    return national_digits_ok(digits_of(ident));
}

bool ident_fits_birth(Ident ident, Day born)
{
    if (!is_national(ident)) return true;
    IdentParts parts = parts_of(digits_of(ident));
    Date date = day_to_date(born);
    return date.day == parts.day && date.month == parts.month &&
           date.year % 100 == parts.year_of_century &&
           individual_fits_year(parts.individual, date.year);
}

bool ident_fits_sex(Ident ident, Sex sex, Day born)
{
    if (born >= first_day_of_year(REFORM_YEAR) || !is_national(ident)) return true;
    bool even = digits_of(ident).individual % 2 == 0;
    return even == (sex == SEX_WOMAN);
}

bool ident_is_synthetic(Ident ident)
{
    return is_national(ident) && digits_of(ident).month > 40;
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
