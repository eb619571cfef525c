#include "formats/forecast/rate_change_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/amount_words.h"
#include "formats/base/translate.h"
#include "formats/csv/csv_fields.h"
#include "formats/xml/rule_set_reader.h"

/* "3", "2.5", "2,5" as thousandths. */
static bool parse_permille(const char *text, size_t length, int64_t *permille)
{
    size_t whole = strcspn(text, ".,");
    int64_t tenth = 0;
    if (whole > length) whole = length;
    if (whole < length &&
        (whole + 2 != length || !whole_number_parse(text + whole + 1, 1, 0, 9, &tenth)))
        return false;
    if (!whole_number_parse(text, whole, 0, RATE_PERMILLE_MOST / 10, permille)) return false;
    *permille = *permille * 10 + tenth;
    return *permille <= RATE_PERMILLE_MOST;
}

static const char *parse_share(const char *text, size_t length, RateChange *out)
{
    int64_t permille;
    int sign = text[0] == '+' ? 1 : text[0] == '-' ? -1 : 0;
    if (sign == 0) return N_("a share has a sign: +3% or -3%");
    if (!parse_permille(text + 1, length - 2, &permille) || sign * permille < -1000)
        return N_("a share is from -100% to +1000%, with at most one decimal");
    out->by_share = true;
    out->permille = (int32_t)(sign * permille);
    return NULL;
}

const char *rate_change_parse(const char *text, RateChange *out)
{
    const char *equals = strchr(text, '=');
    *out = (RateChange){.code = 0};
    if (equals == NULL) return N_("write CODE=AMOUNT or CODE=+3%");
    if (!rate_code_parse(text, (size_t)(equals - text), &out->code))
        return N_("there is no such code of a rate before the '='");
    const char *value = equals + 1;
    size_t length = strlen(value);
    if (length > 1 && value[length - 1] == '%') return parse_share(value, length, out);
    if (strchr(value, '%') != NULL || value[0] == '+' || value[0] == '-')
        return N_("a share is +3% or -3%, and ends with the percent sign");
    if (whole_number_parse(value, length, 0, RATE_AMOUNT_MAX, &out->amount)) return NULL;
    if (length > 0 && strspn(value, "0123456789") == length)
        return N_("an amount is at most 100 000 000 kroner");
    return N_("an amount is whole kroner, digits alone");
}

const char *rate_change_format(const RateChange *change, char text[RATE_CHANGE_TEXT_SIZE])
{
    int permille = abs((int)change->permille);
    if (change->by_share)
        snprintf(text, RATE_CHANGE_TEXT_SIZE, "%s %c%d,%d %%", rate_code_text(change->code),
                 change->permille < 0 ? '-' : '+', permille / 10, permille % 10);
    else
        snprintf(text, RATE_CHANGE_TEXT_SIZE, "%s = %s", rate_code_text(change->code),
                 amount_words(ore_from_kroner(change->amount)).text);
    return text;
}
