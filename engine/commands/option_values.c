/* option_values.c - what values of options are, for tables and commands alike. */
#include <stdio.h>
#include <string.h>

#include "engine/options.h"
#include "formats/base/translate.h"
#include "formats/text/nearest_word.h"
#include "rules/base/money_text.h"

Status option_number(const char *name, const char *value, int64_t low, int64_t high,
                     int64_t *out, Failure *failure)
{
    int64_t number = 0;
    size_t length = strlen(value);
    bool good = length > 0 && length < 18;
    for (size_t i = 0; i < length && good; i++) {
        good = value[i] >= '0' && value[i] <= '9';
        number = number * 10 + (value[i] - '0');
    }
    *out = number;
    if (good && number >= low && number <= high) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, name, "not a whole number from %s to %s",
                       whole_kroner_text(low).text, whole_kroner_text(high).text);
}

Status option_need(bool there, const char *name, Failure *failure)
{
    return there ? STATUS_OK : failure_set(failure, STATUS_USAGE, name, "is needed");
}

Status option_municipality(const char *name, const char *value, MunicipalityCode *out,
                           Failure *failure)
{
    int64_t code;
    if (strlen(value) != 4 || strspn(value, "0123456789") != 4)
        return failure_set(failure, STATUS_USAGE, name,
                           "not a municipality code of four digits, such as 0301 or 1201");
    TRY(option_number(name, value, 1, MUNICIPALITY_CODES - 1, &code, failure));
    *out = (MunicipalityCode)code;
    return STATUS_OK;
}

Status option_pair(const char *key, const char *certificate, Failure *failure)
{
    if ((key == NULL) == (certificate == NULL)) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--key",
                       "goes with --cert: name both the key and its certificate");
}

/* --- what was meant --- */

const char *option_nearest(const char *typed, const char *before, const char *const *words,
                           size_t count, char text[NEAREST_SIZE])
{
    const char *near = nearest_word(typed, words, count);
    text[0] = '\0';
    if (near != NULL) snprintf(text, NEAREST_SIZE, _("; did you mean %s%s?"), before, near);
    return text;
}
