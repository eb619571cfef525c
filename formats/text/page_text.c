#include "formats/text/page_text.h"

#include <string.h>

#include "formats/base/translate.h"
#include "formats/csv/csv_fields.h"
#include "formats/text/visible_text.h"
#include "rules/base/identity.h"

const char page_text_problem_ident[] = N_("eleven digits that pass as an identity number (not "
                                          "shown): none is needed here, remove it");

/* --- idents --- */

typedef struct PageText {
    const char *text;
    size_t length;
} PageText;

enum {
    IDENT_DIGITS = 11,
    DATE_DIGITS = 6,
    D_NUMBER_DAY = 40,
    SYNTHETIC_MONTH = 40, /* once or twice */
    FIRST_MONTHS = 12,
    LONGEST_MONTH = 31
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int two_digits(const char *text)
{
    return (text[0] - '0') * 10 + (text[1] - '0');
}

/* A day and a month that an ident can have, and control digits that fit. */
static bool passes_as_ident(const char digits[IDENT_DIGITS])
{
    Ident ident;
    int day = two_digits(digits), month = two_digits(digits + 2);
    if (day > D_NUMBER_DAY) day -= D_NUMBER_DAY;
    while (month > SYNTHETIC_MONTH)
        month -= SYNTHETIC_MONTH;
    if (day < 1 || day > LONGEST_MONTH || month < 1 || month > FIRST_MONTHS) return false;
    return ident_parse(digits, IDENT_DIGITS, &ident) && ident_control_digits_ok(ident);
}

/* How many bytes a digit takes, ordinary or of full width (U+FF10 to U+FF19); 0: none. */
static size_t digit_at(PageText field, size_t at, char *digit)
{
    static const char before[] = "\xEF\xBC";
    const char *text = field.text + at;
    size_t left = field.length - at;
    if (left > 0 && is_digit(text[0])) {
        *digit = text[0];
        return 1;
    }
    if (left < 3 || memcmp(text, before, 2) != 0) return 0;
    int value = (unsigned char)text[2] - 0x90;
    if (value < 0 || value > 9) return 0;
    *digit = (char)('0' + value);
    return 3;
}

/* How many bytes it takes, what people write between the day and the number; 0: none. */
static size_t gap_at(PageText field, size_t at)
{
    static const char *const gaps[] = {
        " ",
        "-",
        "\xC2\xA0",     /* U+00A0, no break */
        "\xE2\x80\x89", /* U+2009, thin */
        "\xE2\x80\xAF", /* U+202F, thin, no break */
        "\xE2\x80\x93", /* en dash */
    };
    for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++) {
        size_t length = strlen(gaps[i]);
        if (length <= field.length - at && memcmp(field.text + at, gaps[i], length) == 0)
            return length;
    }
    return 0;
}

/* Eleven digits from `at` on, perhaps with one gap after the sixth, and no digit behind. */
static bool ident_digits(PageText field, size_t at, char digits[IDENT_DIGITS])
{
    char behind;
    for (size_t count = 0; count < IDENT_DIGITS; count++) {
        if (count == DATE_DIGITS) at += gap_at(field, at);
        size_t length = digit_at(field, at, &digits[count]);
        if (length == 0) return false;
        at += length;
    }
    return digit_at(field, at, &behind) == 0;
}

bool page_text_holds_ident(const char *text, size_t length_of_text)
{
    const PageText field = {text, length_of_text};
    char digits[IDENT_DIGITS], digit;
    size_t length;
    bool after_digit = false;
    for (size_t i = 0; i<field.length; i += length> 0 ? length : 1) {
        length = digit_at(field, i, &digit);
        if (length > 0 && !after_digit && ident_digits(field, i, digits) &&
            passes_as_ident(digits))
            return true;
        after_digit = length > 0;
    }
    return false;
}

/* --- all of it --- */

const char *page_text_problem(const char *text, size_t length)
{
    if (!text_is_plain(text, length))
        return N_("empty, or with control characters: correct it");
    if (!visible_text(text, length))
        return N_("with a character that is not seen, or turns the words around (as U+202E "
                  "does): remove it");
    return page_text_holds_ident(text, length) ? page_text_problem_ident : NULL;
}
