/* register_values.c - the attribute values of register.md, one function a kind. */
#include "formats/register/register_values.h"

#include <string.h>

enum { WORD_LENGTH_MAX = 32, WHOLE_DIGITS_MAX = 12 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool equals(RegisterText value, const char *word)
{
    return strlen(word) == value.length && memcmp(word, value.text, value.length) == 0;
}

RegisterReason value_day(RegisterText value, Day *day)
{
    return day_parse(value.text, value.length, day) ? REASON_NONE : REASON_NOT_A_DAY;
}

RegisterReason value_municipality(RegisterText value, MunicipalityCode *municipality)
{
    const RegisterReason problem = REASON_NOT_A_MUNICIPALITY;
    if (value.length != 4) return problem;
    unsigned code = 0;
    for (size_t i = 0; i < 4; i++) {
        if (!is_digit(value.text[i])) return problem;
        code = code * 10 + (unsigned)(value.text[i] - '0');
    }
    *municipality = (MunicipalityCode)code;
    return code != MUNICIPALITY_NONE ? REASON_NONE : problem;
}

RegisterReason value_ident(RegisterText value, Ident *ident)
{
    return ident_parse(value.text, value.length, ident) ? REASON_NONE : REASON_NOT_AN_IDENT;
}

RegisterReason value_boolean(RegisterText value, bool *out)
{
    *out = equals(value, "true");
    return *out || equals(value, "false") ? REASON_NONE : REASON_NOT_TRUE_OR_FALSE;
}

RegisterReason value_ident_type(RegisterText value, uint8_t *type)
{
    *type = equals(value, "FNR")   ? IDENT_FNR
            : equals(value, "DNR") ? IDENT_DNR
            : equals(value, "DUF") ? IDENT_DUF
                                   : 0;
    return *type != 0 ? REASON_NONE : REASON_UNKNOWN_WORD;
}

RegisterReason value_sex(RegisterText value, uint8_t *sex)
{
    *sex = equals(value, "K") ? SEX_WOMAN : equals(value, "M") ? SEX_MAN : 0;
    return *sex != 0 ? REASON_NONE : REASON_UNKNOWN_WORD;
}

RegisterReason value_whole(RegisterText value, int64_t most, int64_t *number)
{
    const RegisterReason problem = REASON_NOT_WHOLE;
    if (value.length == 0 || value.length > WHOLE_DIGITS_MAX) return problem;
    int64_t total = 0;
    for (size_t i = 0; i < value.length; i++) {
        if (!is_digit(value.text[i])) return problem;
        total = total * 10 + (value.text[i] - '0');
    }
    *number = total;
    return total <= most ? REASON_NONE : REASON_NUMBER_TOO_LARGE;
}

RegisterReason value_tenths(RegisterText value, uint16_t *tenths)
{
    const RegisterReason problem = REASON_NOT_HOURS;
    if (value.length == 0) return problem;
    const char *point = memchr(value.text, '.', value.length);
    size_t whole_length = point != NULL ? (size_t)(point - value.text) : value.length;
    if (point != NULL && (value.length != whole_length + 2 || !is_digit(point[1])))
        return problem;
    if (whole_length > 3) return problem;
    int64_t whole;
    if (value_whole((RegisterText){value.text, whole_length}, 999, &whole) != REASON_NONE)
        return problem;
    *tenths = (uint16_t)(whole * 10 + (point != NULL ? point[1] - '0' : 0));
    return REASON_NONE;
}

RegisterReason value_half_year(RegisterText value, uint16_t *half_year)
{
    const RegisterReason problem = REASON_NOT_A_HALF_YEAR;
    if (value.length != 6 || value.text[4] != '-') return problem;
    int64_t year;
    if (value_whole((RegisterText){value.text, 4}, YEAR_MAX, &year) != REASON_NONE)
        return problem;
    if (year < YEAR_MIN || (value.text[5] != '1' && value.text[5] != '2')) return problem;
    *half_year = (uint16_t)(year * 2 + (value.text[5] - '1'));
    return REASON_NONE;
}

RegisterReason value_word(RegisterText value)
{
    const RegisterReason problem = REASON_NOT_A_WORD;
    if (value.length == 0 || value.length > WORD_LENGTH_MAX) return problem;
    for (size_t i = 0; i < value.length; i++) {
        char c = value.text[i];
        if (!is_digit(c) && c != '_' && (c < 'A' || c > 'Z')) return problem;
    }
    return REASON_NONE;
}
