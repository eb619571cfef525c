/*
 * rule_set.c - the law of one budget year: which rate is in force, what a parameter says, which
 * codes the year can pay.
 * grants.md 5.
 */
#include "rules/ruleset/rule_set.h"

#include <stdio.h>
#include <string.h>

#include "rules/base/status.h"
#include "rules/base/translator.h"

static const char *const extra_rate_texts[RATE_CODE_COUNT - GRANT_CODE_COUNT] = {
    [RATE_FHT2_MAX - GRANT_CODE_COUNT] = "FHT2_MAX",
    [RATE_BEYOND_REQUEST - GRANT_CODE_COUNT] = "BEYOND_REQUEST",
    [RATE_UN43G - GRANT_CODE_COUNT] = "UN43G",
};

const char *rate_code_text(int rate_code)
{
    INVARIANT(rate_code >= 0 && rate_code < RATE_CODE_COUNT);
    if (rate_code < GRANT_CODE_COUNT) return grant_code_text((GrantCode)rate_code);
    return extra_rate_texts[rate_code - GRANT_CODE_COUNT];
}

bool rate_code_parse(const char *text, size_t length, int *rate_code)
{
    GrantCode code = GRANT_AR_1;
    if (grant_code_parse(text, length, &code)) {
        *rate_code = (int)code;
        return true;
    }
    for (int i = GRANT_CODE_COUNT; i < RATE_CODE_COUNT; i++) {
        const char *word = extra_rate_texts[i - GRANT_CODE_COUNT];
        if (strlen(word) == length && memcmp(word, text, length) == 0) {
            *rate_code = i;
            return true;
        }
    }
    return false;
}

const char *evidence_text(Evidence evidence)
{
    static const char *const texts[] = {N_("verified"), N_("inferred"), N_("unverified")};
    INVARIANT((unsigned)evidence <= EVIDENCE_UNVERIFIED);
    return texts[evidence];
}

const char *move_method_text(MoveMethod method)
{
    static const char *const texts[] = {"quarter-eighths", "month-after", "days", "half",
                                        "none"};
    INVARIANT((unsigned)method <= MOVE_NONE);
    return texts[method];
}

const char *move_method_words(MoveMethod method)
{
    static const char *const words[] = {
        N_("by the middle of its quarter"), N_("the month after the move"), N_("by the day"),
        N_("by half the year"), N_("the year is whole, where the person is at the cut-off")};
    INVARIANT((unsigned)method <= MOVE_NONE);
    return words[method];
}

typedef struct ParameterRow {
    const char *text;
    ParameterKind kind;
    const char *paragraph;
} ParameterRow;

static const ParameterRow parameter_rows[RULE_PARAMETER_COUNT] = {
#define PARAMETER(name, text, kind, paragraph) {text, kind, paragraph},
#include "rules/ruleset/rule_parameters.def"
#undef PARAMETER
};

static const ParameterRow *row_of(RuleParameter parameter)
{
    INVARIANT((unsigned)parameter < RULE_PARAMETER_COUNT);
    return &parameter_rows[parameter];
}

const char *rule_parameter_text(RuleParameter parameter)
{
    return row_of(parameter)->text;
}

const char *rule_parameter_paragraph(RuleParameter parameter)
{
    return row_of(parameter)->paragraph;
}

ParameterKind rule_parameter_kind(RuleParameter parameter)
{
    return row_of(parameter)->kind;
}

/* One number without leading zero, and the character after it; NULL when it is none. */
static const char *parse_number(const char *text, const char *end, uint16_t *number)
{
    const char *begin = text;
    for (*number = 0; text < end && *text >= '0' && *text <= '9' && text - begin < 4; text++)
        *number = (uint16_t)(*number * 10 + (*text - '0'));
    return text == begin || (text - begin > 1 && *begin == '0') ? NULL : text;
}

bool rule_version_parse(const char *text, size_t length, RuleVersion *version)
{
    const char *end = text + length;
    const char *point = parse_number(text, end, &version->major);
    if (point == NULL || point == end || *point != '.') return false;
    return parse_number(point + 1, end, &version->minor) == end;
}

RuleVersion rule_set_version(const RuleSet *rules)
{
    RuleVersion version;
    bool parsed = rule_version_parse(rules->version, strlen(rules->version), &version);
    return parsed ? version : (RuleVersion){0, 0};
}

/* First of the rates, sorted by code, that is not before `rate_code`. Most codes have one rate,
 * so that a code's number is close to its place: the search begins there. */
static size_t first_rate(const RuleSet *rules, int rate_code)
{
    size_t place =
        (size_t)rate_code < rules->rate_count ? (size_t)rate_code : rules->rate_count;
    while (place > 0 && rules->rates[place - 1].code >= rate_code)
        place--;
    while (place < rules->rate_count && rules->rates[place].code < rate_code)
        place++;
    return place;
}

/* grants.md 5: the rate in force on the due date; a change re-prices nothing that was due
 * before it, unless it says so. */
const Rate *rule_rate(const RuleSet *rules, int rate_code, Day due, Day as_of)
{
    INVARIANT(rate_code >= 0 && rate_code < RATE_CODE_COUNT);
    const Rate *in_force = NULL;
    for (size_t i = first_rate(rules, rate_code); i < rules->rate_count; i++) {
        const Rate *rate = &rules->rates[i];
        if (rate->code != rate_code || rate->valid_from > as_of) break;
        if (rate->valid_from <= due || rate->retroactive) in_force = rate;
    }
    return in_force;
}

/* grants.md 2.1: does a person on any ground have a grant year n? */
static bool any_ground_gives(const RuleSet *rules, int n)
{
    for (int ground = 0; ground < GROUND_COUNT; ground++)
        if (rules->ground_years[ground] >= n) return true;
    return false;
}

/* grants.md 2.4: by age from 2017, before that at one rate. */
static bool allows_minors(const RuleSet *rules, GrantCode code)
{
    int young = rule_value(rules, RULE_MINOR_YOUNG_LAST_AGE);
    int last = rule_value(rules, RULE_MINOR_LAST_AGE);
    if (rule_value(rules, RULE_MINOR_BY_AGE) == 0)
        return code == GRANT_EM_PER_PERSON || code == GRANT_EM_SETTLED_THIS_YEAR;
    return code == GRANT_EMINB || (code == GRANT_EMINU && last > young);
}

static bool allows_impairment(const RuleSet *rules, int code)
{
    if (code == GRANT_FHT1) return rule_value(rules, RULE_FHT1_LAST_GRANT_YEAR) >= 1;
    return code == RATE_FHT2_MAX;
}

static bool allows_basic(const RuleSet *rules, GrantCode code)
{
    int small = rule_value(rules, RULE_BASIC_SMALL_MAXIMUM);
    int large = rule_value(rules, RULE_BASIC_LARGE_MAXIMUM);
    return code == GRANT_GRUNN_1_3 ? small >= 1 : large > small;
}

bool rule_allows_code(const RuleSet *rules, int rate_code)
{
    INVARIANT(rate_code >= 0 && rate_code < RATE_CODE_COUNT);
    if (rate_code > RATE_FHT2_MAX) return false;
    PaymentGroup group = rate_code_group(rate_code);
    if (payment_group_scheme(group) == SCHEME_INTEGRATION && !any_ground_gives(rules, 1))
        return false;
    switch (group) {
    case GROUP_INT_1:
        return rate_code != GRANT_SKOLE || rule_value(rules, RULE_SCHOOL_GRANT) == 1;
    case GROUP_INT_2_5:
        return any_ground_gives(rules, 2 + rate_code - GRANT_AR_2);
    case GROUP_FHT:
        return allows_impairment(rules, rate_code);
    case GROUP_EM:
        return allows_minors(rules, (GrantCode)rate_code);
    case GROUP_NORSK:
        return rate_code != GRANT_P37D_AR1 || rule_value(rules, RULE_NORWEGIAN_37D) == 1;
    case GROUP_GRUNN:
        return allows_basic(rules, (GrantCode)rate_code);
    default:
        return true; /* GROUP_ASYLNORSK, in all years */
    }
}

PaymentGroup rate_code_group(int rate_code)
{
    INVARIANT(rate_code >= 0 && rate_code <= RATE_FHT2_MAX);
    return rate_code == RATE_FHT2_MAX ? GROUP_FHT : grant_code_group((GrantCode)rate_code);
}

Day rule_rate_from(const RuleSet *rules, int rate_code)
{
    Day first = first_day_of_year(rules->year), last = last_day_of_year(rules->year);
    if (rule_rate(rules, rate_code, first, last) != NULL) return first;
    if (rule_rate(rules, rate_code, last, last) == NULL) return DAY_NONE;
    return rules->rates[first_rate(rules, rate_code)].valid_from;
}

int64_t rule_threshold(const RuleSet *rules, const char *control, const char *name,
                       int64_t missing)
{
    for (size_t i = 0; i < rules->threshold_count; i++) {
        const ControlThreshold *threshold = &rules->thresholds[i];
        if (strcmp(threshold->control, control) == 0 && strcmp(threshold->name, name) == 0)
            return threshold->value;
    }
    return missing;
}
