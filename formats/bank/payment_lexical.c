/* payment_lexical.c - lexical forms of decimals, dates, booleans, code words and patterns. */
#include "formats/bank/payment_lexical.h"

#include <string.h>

#include "rules/base/date.h"
#include "rules/base/status.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void lexical_trim(const char **text, size_t *length)
{
    while (*length > 0 && is_space((*text)[0])) {
        (*text)++;
        (*length)--;
    }
    while (*length > 0 && is_space((*text)[*length - 1]))
        (*length)--;
}

/* Number of digits at the start. */
static size_t digits_at(const char *text, size_t length)
{
    size_t count = 0;
    while (count < length && is_digit(text[count]))
        count++;
    return count;
}

bool decimal_is_zero(const DecimalText *decimal)
{
    return decimal->whole_length == 0 && decimal->fraction_length == 0;
}

static void strip_zeros(DecimalText *decimal)
{
    while (decimal->whole_length > 0 && decimal->whole[0] == '0') {
        decimal->whole++;
        decimal->whole_length--;
    }
    while (decimal->fraction_length > 0 &&
           decimal->fraction[decimal->fraction_length - 1] == '0')
        decimal->fraction_length--;
}

bool lexical_decimal(const char *text, size_t length, DecimalText *out)
{
    lexical_trim(&text, &length);
    bool negative = length > 0 && text[0] == '-';
    if (length > 0 && (text[0] == '-' || text[0] == '+')) {
        text++;
        length--;
    }
    size_t whole = digits_at(text, length);
    bool has_point = whole < length && text[whole] == '.';
    const char *fraction = text + whole + has_point;
    size_t decimals = has_point ? digits_at(fraction, length - whole - 1) : 0;
    if (whole + decimals == 0 || whole + has_point + decimals != length) return false;
    *out = (DecimalText){negative, text, whole, fraction, decimals, decimals};
    strip_zeros(out);
    if (decimal_is_zero(out)) out->negative = false;
    return true;
}

bool decimal_within(const DecimalText *decimal, size_t digits, size_t decimals)
{
    return decimal->whole_length + decimal->fraction_length <= digits &&
           decimal->fraction_length <= decimals;
}

bool decimal_exact(const DecimalText *decimal, ExactAmount *out)
{
    enum { WHOLE_MAX = 18 };
    if (decimal->whole_length > WHOLE_MAX || decimal->fraction_length > EXACT_DECIMALS)
        return false;
    ExactAmount value = 0;
    for (size_t i = 0; i < decimal->whole_length; i++)
        value = value * 10 + (decimal->whole[i] - '0');
    for (size_t i = 0; i < EXACT_DECIMALS; i++)
        value = value * 10 + (i < decimal->fraction_length ? decimal->fraction[i] - '0' : 0);
    *out = decimal->negative ? -value : value;
    return true;
}

/* ---- dates ---- */

/* What is left to read of a text. */
typedef struct Rest {
    const char *text;
    size_t length;
} Rest;

static bool skip(Rest *rest, char c)
{
    if (rest->length == 0 || rest->text[0] != c) return false;
    rest->text++;
    rest->length--;
    return true;
}

static bool read_two_digits(Rest *rest, int *out)
{
    if (rest->length < 2 || !is_digit(rest->text[0]) || !is_digit(rest->text[1])) return false;
    *out = (rest->text[0] - '0') * 10 + (rest->text[1] - '0');
    rest->text += 2;
    rest->length -= 2;
    return true;
}

/* Years have four digits or more, not 0000; *year is any with the same calendar. */
static bool read_year(Rest *rest, int *year)
{
    skip(rest, '-');
    size_t count = digits_at(rest->text, rest->length);
    if (count < 4 || (count > 4 && rest->text[0] == '0')) return false;
    int rest_of_400 = 0;
    bool zero = true;
    for (size_t i = 0; i < count; i++) {
        rest_of_400 = (rest_of_400 * 10 + (rest->text[i] - '0')) % 400;
        zero = zero && rest->text[i] == '0';
    }
    /* The calendar repeats every 400 years: a year within the limits of date.h. */
    *year = rest_of_400 < 200 ? 2000 + rest_of_400 : 1600 + rest_of_400;
    rest->text += count;
    rest->length -= count;
    return !zero;
}

static bool read_day(Rest *rest)
{
    int year, month, day;
    if (!read_year(rest, &year) || !skip(rest, '-') || !read_two_digits(rest, &month) ||
        !skip(rest, '-') || !read_two_digits(rest, &day))
        return false;
    return month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

static bool read_clock(Rest *rest)
{
    int hour, minute, second;
    if (!read_two_digits(rest, &hour) || !skip(rest, ':') || !read_two_digits(rest, &minute) ||
        !skip(rest, ':') || !read_two_digits(rest, &second))
        return false;
    bool has_fraction = skip(rest, '.');
    size_t count = has_fraction ? digits_at(rest->text, rest->length) : 0;
    bool all_zero = true;
    for (size_t i = 0; i < count; i++)
        all_zero = all_zero && rest->text[i] == '0';
    rest->text += count;
    rest->length -= count;
    if (has_fraction && count == 0) return false;
    if (hour == 24) return minute == 0 && second == 0 && all_zero;
    return hour < 24 && minute < 60 && second < 60;
}

/* Nothing, Z, or a difference of at most 14 hours; then the end. */
static bool ends_in_zone(Rest *rest)
{
    enum { HOURS_MAX = 14 };
    int hour, minute;
    if (rest->length == 0) return true;
    if (skip(rest, 'Z')) return rest->length == 0;
    if (!skip(rest, '+') && !skip(rest, '-')) return false;
    if (!read_two_digits(rest, &hour) || !skip(rest, ':') || !read_two_digits(rest, &minute))
        return false;
    return rest->length == 0 && minute < 60 &&
           (hour < HOURS_MAX || (hour == HOURS_MAX && minute == 0));
}

bool lexical_date(const char *text, size_t length)
{
    Rest rest = {text, length};
    return read_day(&rest) && ends_in_zone(&rest);
}

bool lexical_date_time(const char *text, size_t length)
{
    Rest rest = {text, length};
    return read_day(&rest) && skip(&rest, 'T') && read_clock(&rest) && ends_in_zone(&rest);
}

/* ---- words and patterns ---- */

bool lexical_word(const char *text, size_t length, const char *words)
{
    if (length == 0) return false;
    while (*words != '\0') {
        size_t word = strcspn(words, " ");
        if (word == length && memcmp(words, text, length) == 0) return true;
        words += word + (words[word] == ' ');
    }
    return false;
}

bool lexical_boolean(const char *text, size_t length)
{
    lexical_trim(&text, &length);
    return lexical_word(text, length, "true false 1 0");
}

static bool is_in_class(char class, char c)
{
    bool is_small = c >= 'a' && c <= 'z';
    switch (class) {
    case 'A':
        return is_capital(c);
    case 'D':
        return is_digit(c);
    case 'N':
        return is_capital(c) || is_digit(c);
    case 'n':
        return is_capital(c) || is_digit(c) || is_small;
    case 'h':
        return is_digit(c) || (c >= 'a' && c <= 'f');
    case 'v':
        return is_capital(c) || (c >= '2' && c <= '9');
    case 'w':
        return (is_capital(c) && c != 'O') || is_digit(c);
    case 'b':
        return c == '8' || c == '9' || c == 'a' || c == 'b';
    default:
        INVARIANT(class == 'p');
        return is_digit(c) || c == '(' || c == ')' || c == '+' || c == '-';
    }
}

static size_t read_number(const char **pattern)
{
    size_t number = 0;
    for (; is_digit(**pattern); (*pattern)++)
        number = number * 10 + (size_t)(**pattern - '0');
    return number;
}

/* One part of a pattern, "D1-15", "N3?" or "=-"; moves both on. */
static bool match_part(const char **pattern, Rest *rest)
{
    char class = *(*pattern)++;
    if (class == '=') return skip(rest, *(*pattern)++);
    size_t least = read_number(pattern);
    size_t most = least;
    if (**pattern == '-') {
        (*pattern)++;
        most = read_number(pattern);
    }
    bool optional = **pattern == '?';
    *pattern += optional;
    size_t count = 0;
    while (count < most && count < rest->length && is_in_class(class, rest->text[count]))
        count++;
    if (count < least) return optional && count == 0;
    rest->text += count;
    rest->length -= count;
    return true;
}

bool lexical_pattern(const char *text, size_t length, const char *pattern)
{
    Rest rest = {text, length};
    while (*pattern != '\0') {
        if (!match_part(&pattern, &rest)) return false;
        if (*pattern == ' ') pattern++;
    }
    return rest.length == 0;
}

bool lexical_iban_ok(const char *text, size_t length)
{
    enum { HEAD = 4, BASE = 97 };
    if (length <= HEAD) return false;
    unsigned remainder = 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[(i + HEAD) % length];
        bool is_small = c >= 'a' && c <= 'z';
        unsigned value =
            is_digit(c) ? (unsigned)(c - '0') : (unsigned)(c - (is_small ? 'a' : 'A')) + 10;
        remainder = (remainder * (value > 9 ? 100 : 10) + value) % BASE;
    }
    return remainder == 1;
}
