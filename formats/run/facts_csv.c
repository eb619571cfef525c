#include "formats/run/facts_csv.h"

#include <string.h>

#include "formats/base/text_put.h"

/* Letters of `flags`, by bit. */
static const char letters[] = "LARD";

static char *put_optional_day(char *at, Day day)
{
    at = put_char(at, ',');
    return day_is_set(day) ? put_day(at, day) : at;
}

static char *put_first(char *at, uint16_t first)
{
    if (first == 0) return at;
    at = put_char(put_four(at, first / 4), '-');
    return put_char(at, (char)('1' + first % 4));
}

static char *put_codes(char *at, bool known, const char *text)
{
    at = put_char(at, ',');
    return known ? put_text(at, text) : at;
}

char *facts_put(char *at, const PersonFacts *facts)
{
    int ground = fact_ground(facts), group = fact_group(facts);
    at = put_first(put_char(at, ','), facts->first);
    at = put_codes(at, ground >= 0, ground >= 0 ? ground_text((Ground)ground) : "");
    at = put_char(put_optional_day(at, facts->decided), ',');
    if (facts->reference != IDENT_NONE) at += ident_format(facts->reference, at);
    at = put_optional_day(at, facts->reference_settled);
    at = put_optional_day(at, facts->application);
    at = put_codes(at, group >= 0,
                   group >= 0 ? settlement_group_text((SettlementGroup)group) : "");
    at = put_optional_day(at, facts->claim);
    at = put_optional_day(at, facts->target);
    at = put_optional_day(at, facts->decision);
    at = put_char(put_optional_day(at, facts->died), ',');
    for (unsigned i = 0; letters[i] != '\0'; i++)
        if (facts->flags >> i & 1) at = put_char(at, letters[i]);
    return at;
}

static bool parse_day(CsvField field, Day *day)
{
    return field.length == 0 || day_parse(field.text, field.length, day);
}

bool facts_parse_first(CsvField field, uint16_t *first)
{
    int year = 0;
    if (field.length == 0) return true;
    if (field.length != 6 || field.text[4] != '-' || field.text[5] < '1' || field.text[5] > '4')
        return false;
    for (size_t i = 0; i < 4; i++) {
        if (field.text[i] < '0' || field.text[i] > '9') return false;
        year = year * 10 + (field.text[i] - '0');
    }
    *first = quarter_number(year, field.text[5] - '0');
    return year >= YEAR_MIN && year <= YEAR_MAX;
}

/* In their order, each at most once. */
bool facts_parse_flags(CsvField field, uint8_t *flags)
{
    size_t at = 0;
    for (unsigned i = 0; letters[i] != '\0' && at < field.length; i++) {
        if (field.text[at] != letters[i]) continue;
        *flags |= (uint8_t)(1u << i);
        at++;
    }
    return at == field.length;
}

static bool parse_codes(CsvField ground_field, CsvField group_field, uint8_t *codes)
{
    Ground ground = GROUND_ASYL;
    SettlementGroup group = SETTLEMENT_VOKSEN;
    bool any_ground = ground_field.length > 0, any_group = group_field.length > 0;
    if (any_ground && !ground_parse(ground_field.text, ground_field.length, &ground))
        return false;
    if (any_group && !settlement_group_parse(group_field.text, group_field.length, &group))
        return false;
    *codes = fact_codes(any_ground ? (int)ground : -1, any_group ? (int)group : -1);
    return true;
}

const char *facts_parse(const CsvField f[FACT_COLUMNS], PersonFacts *facts)
{
    *facts = person_facts_none();
    if (!facts_parse_first(f[0], &facts->first)) return "first";
    if (!parse_codes(f[1], f[6], &facts->codes)) return "ground, group";
    if (!parse_day(f[2], &facts->decided)) return "decided";
    if (f[3].length > 0 && !ident_parse(f[3].text, f[3].length, &facts->reference))
        return "reference";
    if (!parse_day(f[4], &facts->reference_settled)) return "reference_settled";
    if (!parse_day(f[5], &facts->application)) return "application";
    if (!parse_day(f[7], &facts->claim)) return "claim";
    if (!parse_day(f[8], &facts->target)) return "target";
    if (!parse_day(f[9], &facts->decision)) return "decision";
    if (!parse_day(f[10], &facts->died)) return "died";
    return facts_parse_flags(f[11], &facts->flags) ? NULL : "flags";
}
