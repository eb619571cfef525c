/* rules_diff.c - what changed between the rule sets of two years. */
#include <string.h>

#include "formats/base/plain_text.h"
#include "formats/base/translate.h"
#include "formats/text/rules_report.h"

/* A section's title is written before its first difference. */
typedef struct Section {
    TextBuffer *out;
    const char *title;
    bool any;
} Section;

static TextBuffer *differing(Section *section)
{
    if (!section->any) text_buffer_format(section->out, "\n%s\n", translate(section->title));
    section->any = true;
    return section->out;
}

static bool diff_parameters(TextBuffer *out, const RuleSet *before, const RuleSet *after)
{
    Section section = {out, N_("parameters"), false};
    for (int i = 0; i < RULES_PARAMETERS; i++) {
        char old[PARAMETER_TEXT_SIZE], new[PARAMETER_TEXT_SIZE];
        if (before->parameters[i].value == after->parameters[i].value) continue;
        parameter_format((RuleParameter)i, before->parameters[i].value, old);
        parameter_format((RuleParameter)i, after->parameters[i].value, new);
        text_buffer_format(differing(&section), "  ~ %-36s %s -> %s  (%s)\n",
                           rule_parameter_text((RuleParameter)i), old, new,
                           translate(after->parameters[i].reference));
    }
    return section.any;
}

static bool diff_grounds(TextBuffer *out, const RuleSet *before, const RuleSet *after)
{
    Section section = {out, N_("grounds (grant years)"), false};
    for (int i = 0; i < RULES_GROUNDS; i++)
        if (before->ground_years[i] != after->ground_years[i])
            text_buffer_format(differing(&section), "  ~ %-32s %d -> %d\n",
                               ground_text((Ground)i), before->ground_years[i],
                               after->ground_years[i]);
    return section.any;
}

static bool diff_postings(TextBuffer *out, const RuleSet *before, const RuleSet *after)
{
    Section section = {out, N_("postings"), false};
    for (int i = 0; i < PAYMENT_GROUP_COUNT; i++) {
        Posting old = before->postings[i], new = after->postings[i];
        if (old.chapter == new.chapter && old.item == new.item) continue;
        text_buffer_format(differing(&section), "  ~ %-32s %u.%u -> %u.%u\n",
                           payment_group_text((PaymentGroup)i), old.chapter, old.item,
                           new.chapter, new.item);
    }
    return section.any;
}

/* The rates of one code stand together; returns how many, *first the first of them. */
static size_t rates_of(const RuleSet *rules, int code, const Rate **first)
{
    size_t count = 0;
    for (size_t i = 0; i < rules->rate_count; i++) {
        if (rules->rates[i].code != code) continue;
        if (count == 0) *first = &rules->rates[i];
        count++;
    }
    return count;
}

static void one_rate(Section *section, char sign, const Rate *rate)
{
    char day[DAY_TEXT_SIZE];
    day_format(rate->valid_from, day);
    text_buffer_format(differing(section), _("  %c %-22s %9s kr  from %s  %s%s\n"), sign,
                       rate_code_text(rate->code), whole_kroner_text(rate->amount).text, day,
                       translate(evidence_text((Evidence)rate->evidence)),
                       rate->retroactive ? _("  retroactive") : "");
}

/* Days of different years are compared by month and day, "MM-DD". */
static bool same_rate(const Rate *old, const Rate *new)
{
    char old_day[DAY_TEXT_SIZE], new_day[DAY_TEXT_SIZE];
    day_format(old->valid_from, old_day);
    day_format(new->valid_from, new_day);
    return old->amount == new->amount && old->evidence == new->evidence &&
           old->retroactive == new->retroactive &&strcmp(old_day + 4, new_day + 4) == 0;
}

/* "old -> new", or once what has not changed. */
static void old_and_new(TextBuffer *out, const char *old, const char *new, bool same)
{
    if (!same) text_buffer_format(out, "%s -> ", old);
    text_buffer_text(out, new);
}

static void changed_rate(Section *section, const Rate *old, const Rate *new)
{
    char was[DAY_TEXT_SIZE], day[DAY_TEXT_SIZE];
    if (same_rate(old, new)) return;
    TextBuffer *out = differing(section);
    day_format(old->valid_from, was);
    day_format(new->valid_from, day);
    text_buffer_format(out, _("  ~ %-22s %9s -> %s kr (%s)  from "), rate_code_text(new->code),
                       whole_kroner_text(old->amount).text, whole_kroner_text(new->amount).text,
                       change_text(new->amount - old->amount).text);
    old_and_new(out, was, day, strcmp(was + 4, day + 4) == 0);
    text_buffer_text(out, "  ");
    old_and_new(out, translate(evidence_text((Evidence)old->evidence)),
                translate(evidence_text((Evidence) new->evidence)),
                old->evidence == new->evidence);
    text_buffer_text(out, new->retroactive   ? _("  retroactive")
                          : old->retroactive ? _("  no longer retroactive")
                                             : "");
    text_buffer_char(out, '\n');
}

/* The k-th rate of a code is compared with the k-th of the other year. */
static void diff_code(Section *section, const RuleSet *before, const RuleSet *after, int code)
{
    const Rate *old = NULL, *new = NULL;
    size_t old_count = rates_of(before, code, &old), new_count = rates_of(after, code, &new);
    for (size_t i = 0; i < old_count || i < new_count; i++) {
        if (i >= old_count)
            one_rate(section, '+', &new[i]);
        else if (i >= new_count)
            one_rate(section, '-', &old[i]);
        else
            changed_rate(section, &old[i], &new[i]);
    }
}

static bool diff_rates(TextBuffer *out, const RuleSet *before, const RuleSet *after)
{
    Section section = {out, N_("rates"), false};
    for (int code = 0; code < RATE_CODE_COUNT; code++)
        diff_code(&section, before, after, code);
    return section.any;
}

static const ControlThreshold *find_threshold(const RuleSet *rules,
                                              const ControlThreshold *wanted)
{
    for (size_t i = 0; i < rules->threshold_count; i++) {
        const ControlThreshold *threshold = &rules->thresholds[i];
        if (strcmp(threshold->control, wanted->control) == 0 &&
            strcmp(threshold->name, wanted->name) == 0)
            return threshold;
    }
    return NULL;
}

static void one_threshold(Section *section, char sign, const ControlThreshold *threshold)
{
    text_buffer_format(differing(section), "  %c %-5s %-36s %s\n", sign, threshold->control,
                       threshold->name, whole_kroner_text(threshold->value).text);
}

static bool diff_thresholds(TextBuffer *out, const RuleSet *before, const RuleSet *after)
{
    Section section = {out, N_("thresholds of controls"), false};
    for (size_t i = 0; i < before->threshold_count; i++)
        if (find_threshold(after, &before->thresholds[i]) == NULL)
            one_threshold(&section, '-', &before->thresholds[i]);
    for (size_t i = 0; i < after->threshold_count; i++) {
        const ControlThreshold *new = &after->thresholds[i];
        const ControlThreshold *old = find_threshold(before, new);
        if (old == NULL)
            one_threshold(&section, '+', new);
        else if (old->value != new->value)
            text_buffer_format(differing(&section), "  ~ %-5s %-36s %s -> %s\n", new->control,
                               new->name, whole_kroner_text(old->value).text,
                               whole_kroner_text(new->value).text);
    }
    return section.any;
}

bool rules_report_diff(TextBuffer *out, const RuleSet *before, const RuleSet *after)
{
    text_buffer_format(out, _("rule set %d, version %s -> %d, version %s\n"), before->year,
                       before->version, after->year, after->version);
    bool any = diff_parameters(out, before, after);
    any |= diff_grounds(out, before, after);
    any |= diff_postings(out, before, after);
    any |= diff_rates(out, before, after);
    any |= diff_thresholds(out, before, after);
    if (!any) text_buffer_text(out, _("\nnothing else changed\n"));
    return any;
}
