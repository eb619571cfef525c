/* rules_missing.c - which rates a rule set still needs, and where somebody can read them. */
#include "engine/review/rules_report.h"

static bool lacks(const RuleSet *rules, int code)
{
    return rule_allows_code(rules, code) &&
           rule_rate_from(rules, code) != first_day_of_year(rules->year);
}

static size_t count_missing(const RuleSet *rules, size_t *allowed)
{
    size_t missing = 0;
    *allowed = 0;
    for (int code = 0; code < RATE_CODE_COUNT; code++) {
        if (!rule_allows_code(rules, code)) continue;
        (*allowed)++;
        if (lacks(rules, code)) missing++;
    }
    return missing;
}

static void show_code(TextBuffer *out, const RuleSet *rules, int code,
                      const Published *published)
{
    const PublishedPlace *place =
        published_place(published, rules->year, rate_code_group(code));
    Day from = rule_rate_from(rules, code);
    text_buffer_format(out, "  %-22s ", rate_code_text(code));
    if (from != DAY_NONE) {
        char day[DAY_TEXT_SIZE];
        day_format(from, day);
        text_buffer_format(out, "in force from %s only; before: ", day);
    }
    text_buffer_text(out, place != NULL ? place->document : "unknown");
    if (place != NULL && place->note[0] != '\0') text_buffer_format(out, " (%s)", place->note);
    text_buffer_char(out, '\n');
}

size_t rules_report_missing(TextBuffer *out, const RuleSet *rules, const Published *published)
{
    size_t allowed, missing = count_missing(rules, &allowed);
    text_buffer_format(out, "%d  version %-5s %2zu of %zu codes lack a rate%s\n", rules->year,
                       rules->version, missing, allowed, missing > 0 ? "; published in:" : "");
    for (int code = 0; code < RATE_CODE_COUNT; code++)
        if (lacks(rules, code)) show_code(out, rules, code, published);
    return missing;
}
