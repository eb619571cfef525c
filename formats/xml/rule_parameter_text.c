/* rule_parameter_text.c - values of rule parameters as the rule set's XML writes them. */
#include <stdio.h>
#include <string.h>

#include "formats/xml/rule_set_reader.h"

enum { WORDS_MAX = 5 };

/* Words by kind, in the order of their values; kinds without words have none. */
static const char *const words[][WORDS_MAX] = {
    [PARAMETER_YES_NO] = {"false", "true"},
    [PARAMETER_METHOD] = {"quarter-eighths", "month-after", "days", "half", "none"},
    [PARAMETER_VESTING] = {"register-date", "residence"},
    [PARAMETER_CLAIM] = {"automatic", "required"},
    [PARAMETER_NETTING] = {"group", "municipality"},
    [PARAMETER_ROUNDING] = {"krone", "ore"},
    [PARAMETER_PAYMENT] = {"whole", "terms"},
    [PARAMETER_WHERE] = {"residence", "training"},
    [PARAMETER_COUNTRY] = {"high", "low"},
};

_Static_assert(sizeof words / sizeof words[0] == PARAMETER_COUNTRY + 1,
               "the last kind of parameter has its words");

void parameter_format(RuleParameter parameter, int32_t value, char text[PARAMETER_TEXT_SIZE])
{
    ParameterKind kind = rule_parameter_kind(parameter);
    if (kind == PARAMETER_WHOLE || kind == PARAMETER_QUARTER) {
        snprintf(text, PARAMETER_TEXT_SIZE, "%d", (int)value);
    } else if (kind == PARAMETER_DAY) {
        day_format(value, text);
    } else {
        INVARIANT(value >= 0 && value < WORDS_MAX && words[kind][value] != NULL);
        snprintf(text, PARAMETER_TEXT_SIZE, "%s", words[kind][value]);
    }
}

static bool parse_whole(const char *text, int32_t *value)
{
    size_t length = strlen(text);
    if (length == 0 || length > 6 || (text[0] == '0' && length > 1)) return false;
    int32_t number = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        number = number * 10 + (text[i] - '0');
    }
    *value = number;
    return number <= PARAMETER_WHOLE_MAX;
}

bool parameter_parse(RuleParameter parameter, const char *text, int32_t *value)
{
    ParameterKind kind = rule_parameter_kind(parameter);
    if (kind == PARAMETER_WHOLE) return parse_whole(text, value);
    if (kind == PARAMETER_QUARTER)
        return parse_whole(text, value) && *value >= 1 && *value <= 4;
    if (kind == PARAMETER_DAY) return day_parse(text, strlen(text), value);
    for (int32_t i = 0; i < WORDS_MAX && words[kind][i] != NULL; i++) {
        if (strcmp(words[kind][i], text) != 0) continue;
        *value = i;
        return true;
    }
    return false;
}
