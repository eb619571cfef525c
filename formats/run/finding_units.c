#include "formats/run/finding_units.h"

#include <stdlib.h>
#include <string.h>

/* A whole number of parts as a decimal: 429 tenths are 42,9. */
static void append_decimal(TextBuffer *out, int64_t parts, int digits, char point)
{
    int64_t whole = 1;
    for (int i = 0; i < digits; i++)
        whole *= 10;
    if (parts < 0) text_buffer_char(out, '-');
    if (parts < 0) parts = -parts;
    text_buffer_number(out, parts / whole);
    text_buffer_char(out, point);
    for (int64_t rest = parts % whole; whole > 1; rest %= whole) {
        whole /= 10;
        text_buffer_char(out, (char)('0' + rest / whole));
    }
}

/* Thousands apart: 3 402 425. */
static void append_thousands(TextBuffer *out, int64_t number)
{
    enum { THOUSAND = 1000 };
    if (number < THOUSAND && number > -THOUSAND) {
        text_buffer_number(out, number);
        return;
    }
    append_thousands(out, number / THOUSAND);
    text_buffer_format(out, " %03d", abs((int)(number % THOUSAND)));
}

static void append_kroner(TextBuffer *out, int64_t ore, char point)
{
    enum { ORE_OF_KRONE = 100 };
    int rest = abs((int)(ore % ORE_OF_KRONE));
    if (ore < 0 && ore > -ORE_OF_KRONE) text_buffer_char(out, '-');
    append_thousands(out, ore / ORE_OF_KRONE);
    if (rest != 0) text_buffer_format(out, "%c%02d", point, rest);
}

static bool is_unit(const char *unit, const char *name)
{
    size_t length = strlen(name);
    return strncmp(unit, name, length) == 0 && unit[length] == '}';
}

/* How many digits stand after the point; 0: none of these units. */
static int digits_of(const char *unit)
{
    if (is_unit(unit, "percent") || is_unit(unit, "tenths")) return 1;
    if (is_unit(unit, "hundredths")) return 2;
    return is_unit(unit, "millionths") ? 6 : 0;
}

bool finding_unit_append(TextBuffer *out, const FindingValue *value, const char *unit,
                         bool norwegian)
{
    const char point = norwegian ? ',' : '.';
    int digits = digits_of(unit);
    if (value->kind == VALUE_ORE) {
        append_kroner(out, value->number, point);
    } else if (digits > 0) {
        append_decimal(out, value->number, digits, point);
        if (is_unit(unit, "percent")) text_buffer_text(out, " %");
    } else if (is_unit(unit, "kroner")) {
        append_thousands(out, value->number);
    } else {
        return false;
    }
    return true;
}
