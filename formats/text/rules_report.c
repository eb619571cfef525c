/* rules_report.c - one rule set, and the controls, as aligned text. */
#include "formats/text/rules_report.h"

#include <string.h>

#include "formats/base/language.h"
#include "formats/base/translate.h"
#include "formats/text/severity_words.h"
#include "rules/accounts/catalogue.h"
#include "rules/base/money_text.h"
#include "rules/controls/control_actions.h"
#include "rules/controls/control_thresholds.h"
#include "rules/controls/finding.h"

void rules_report_check(TextBuffer *out, const RuleSet *rules, const SerialLine *serial,
                        bool is_signed)
{
    size_t counts[EVIDENCE_UNVERIFIED + 1] = {0};
    for (size_t i = 0; i < rules->rate_count; i++)
        counts[rules->rates[i].evidence]++;
    text_buffer_format(out,
                       translate_count("%d  version %-5s %3zu rate: ",
                                       "%d  version %-5s %3zu rates:", rules->rate_count),
                       rules->year, rules->version, rules->rate_count);
    for (int i = EVIDENCE_VERIFIED; i <= EVIDENCE_UNVERIFIED; i++)
        text_buffer_format(out, "%s %3zu %s", i == EVIDENCE_VERIFIED ? "" : ",", counts[i],
                           translate(evidence_text((Evidence)i)));
    text_buffer_text(out, serial->there || is_signed ? "\n      " : "; ");
    text_buffer_text(out, is_signed ? _("signed") : _("not signed"));
    if (serial->there)
        text_buffer_format(out, _(", number %u for the ledger %s"), (unsigned)serial->serial,
                           serial->ledger);
    text_buffer_char(out, '\n');
}

static void show_parameters(TextBuffer *out, const RuleSet *rules)
{
    text_buffer_text(out, _("\nparameters\n"));
    for (int i = 0; i < RULES_PARAMETERS; i++) {
        char value[PARAMETER_TEXT_SIZE];
        parameter_format((RuleParameter)i, rules->parameters[i].value, value);
        text_buffer_format(out, "  %-36s %-16s %s\n", rule_parameter_text((RuleParameter)i),
                           value, translate(rules->parameters[i].reference));
    }
}

static void show_grounds(TextBuffer *out, const RuleSet *rules)
{
    text_buffer_text(out, _("\ngrounds (grant years)\n"));
    for (int i = 0; i < RULES_GROUNDS; i++)
        text_buffer_format(out, "  %-32s %d\n", ground_text((Ground)i), rules->ground_years[i]);
}

static void show_postings(TextBuffer *out, const RuleSet *rules)
{
    text_buffer_text(out, _("\npostings (chapter and item of the state budget)\n"));
    for (int i = 0; i < PAYMENT_GROUP_COUNT; i++)
        text_buffer_format(out, "  %-32s %u.%u\n", payment_group_text((PaymentGroup)i),
                           rules->postings[i].chapter, rules->postings[i].item);
}

static void show_rate(TextBuffer *out, const Rate *rate)
{
    char day[DAY_TEXT_SIZE];
    day_format(rate->valid_from, day);
    text_buffer_format(out, _("  %-22s %9s kr  from %s  %-10s%s\n"), rate_code_text(rate->code),
                       whole_kroner_text(rate->amount).text, day,
                       translate(evidence_text((Evidence)rate->evidence)),
                       rate->retroactive ? _("  retroactive") : "");
    text_buffer_format(out, _("  %-22s reference: %s\n"), "", translate(rate->reference));
    text_buffer_format(out, _("  %-22s source: %s\n"), "", translate(rate->source));
    if (rate->note[0] != '\0')
        text_buffer_format(out, _("  %-22s note: %s\n"), "", translate(rate->note));
}

static void show_rates(TextBuffer *out, const RuleSet *rules)
{
    text_buffer_text(out, _("\nrates\n"));
    for (size_t i = 0; i < rules->rate_count; i++)
        show_rate(out, &rules->rates[i]);
    if (rules->rate_count == 0) text_buffer_text(out, _("  none\n"));
}

static void show_thresholds(TextBuffer *out, const RuleSet *rules)
{
    text_buffer_text(out, _("\nthresholds of controls\n"));
    for (size_t i = 0; i < rules->threshold_count; i++) {
        const ControlThreshold *threshold = &rules->thresholds[i];
        text_buffer_format(out, "  %-5s %-36s %14s  %s\n", threshold->control, threshold->name,
                           whole_kroner_text(threshold->value).text,
                           translate(threshold->reason));
    }
    if (rules->threshold_count == 0) text_buffer_text(out, _("  none\n"));
}

void rules_report_show(TextBuffer *out, const RuleSet *rules)
{
    text_buffer_format(out, _("rule set %d, version %s, SHA-256 "), rules->year,
                       rules->version);
    text_buffer_hex(out, rules->sha256, sizeof rules->sha256);
    text_buffer_char(out, '\n');
    show_parameters(out, rules);
    show_grounds(out, rules);
    show_postings(out, rules);
    show_rates(out, rules);
    show_thresholds(out, rules);
}

static void show_limits(TextBuffer *out, const RuleSet *rules, int control)
{
    for (size_t i = 0; i < rules->threshold_count; i++) {
        const ControlThreshold *limit = &rules->thresholds[i];
        if (control_named(limit->control) != control) continue;
        text_buffer_format(out, _("  limit      %s %s (%s)\n"), limit->name,
                           whole_kroner_text(limit->value).text, translate(limit->reason));
    }
    for (int i = 0; i < THRESHOLD_COUNT; i++) {
        const ThresholdRow *row = threshold_row((ThresholdId)i);
        if (row->control != control) continue;
        if (rule_threshold(rules, control_name(control).text, row->name, INT64_MIN) !=
            INT64_MIN)
            continue;
        text_buffer_format(out, _("  limit      %s is not in the rule set: does not run\n"),
                           row->name);
    }
}

static void show_sentences(TextBuffer *out, const Control *control)
{
    text_buffer_format(out, _("\nR%03d  %-5s  family %d\n"), control->number,
                       severity_words(control->severity), control->family);
    text_buffer_format(out, _("  rule       %s\n"),
                       language_chosen() == LANGUAGE_NB ? control->sentence_nb
                                                        : control->sentence_en);
    text_buffer_format(out, _("  fields     %s\n"), control->fields);
}

static void show_control(TextBuffer *out, const RuleSet *rules, const Control *control)
{
    show_sentences(out, control);
    show_limits(out, rules, control->number);
    text_buffer_format(out, _("  reference  %s\n"), control->reference);
    text_buffer_format(out, _("  effect     %s\n"),
                       translate(effect_text(control_effect(control->number))));
    text_buffer_format(out, _("  action     %s\n"),
                       language_chosen() == LANGUAGE_NB ? control_action_nb(control->number)
                                                        : control_action_en(control->number));
}

void rules_report_controls(TextBuffer *out, const RuleSet *rules)
{
    text_buffer_format(out, _("%zu controls, limits of rule set %d, version %s\n"),
                       control_count(), rules->year, rules->version);
    for (size_t i = 0; i < control_count(); i++)
        show_control(out, rules, control_at(i));
}

static void show_accounts_limits(TextBuffer *out, const AccountsLimits *limits, const char *of)
{
    for (int i = 0; i < ACCOUNTS_LIMIT_COUNT; i++) {
        const AccountsLimitRow *row = accounts_limit_row((AccountsLimitId)i);
        if (strcmp(row->of, of) != 0) continue;
        text_buffer_format(out, _("  limit      %s %s (%s)\n"), row->name,
                           whole_kroner_text(limits->value[i]).text,
                           translate(limits->reason[i]));
    }
}

void rules_report_accounts(TextBuffer *out, const AccountsLimits *limits)
{
    text_buffer_format(out, _("\n%d controls of reported accounts, limits version %s\n"),
                       ACCOUNTS_CONTROL_COUNT, limits->version);
    show_accounts_limits(out, limits, "ALL");
    for (size_t i = 0; i < ACCOUNTS_CONTROL_COUNT; i++) {
        const Control *control = accounts_control_at(i);
        show_sentences(out, control);
        show_accounts_limits(out, limits, control_name(control->number).text);
        text_buffer_format(out, _("  reference  %s\n"), control->reference);
    }
    text_buffer_text(out, _("\nSelection and letters\n"));
    show_accounts_limits(out, limits, "SELECT");
    show_accounts_limits(out, limits, "LETTER");
}

Status rules_check_thresholds(const char *path, const RuleSet *rules, Failure *failure)
{
    for (size_t i = 0; i < rules->threshold_count; i++) {
        const ControlThreshold *limit = &rules->thresholds[i];
        if (control_find(control_named(limit->control)) == NULL)
            return failure_set(failure, STATUS_INPUT_VALUE, path,
                               "<threshold> control=\"%s\": there is no such control: correct "
                               "or remove it",
                               limit->control);
        if (control_threshold_is_known(limit->control, limit->name)) continue;
        return failure_set(failure, STATUS_INPUT_VALUE, path,
                           "<threshold> control=\"%s\" name=\"%s\": the control has no such "
                           "limit: correct or remove it",
                           limit->control, limit->name);
    }
    return STATUS_OK;
}

/* --- rates that are missing --- */

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
        text_buffer_format(out, _("in force from %s only; before: "), day);
    }
    text_buffer_text(out, place != NULL ? translate(place->document) : _("unknown"));
    if (place != NULL && place->note[0] != '\0')
        text_buffer_format(out, " (%s)", translate(place->note));
    text_buffer_char(out, '\n');
}

size_t rules_report_missing(TextBuffer *out, const RuleSet *rules, const Published *published)
{
    size_t allowed, missing = count_missing(rules, &allowed);
    text_buffer_format(out, _("%d  version %-5s %2zu of %zu codes lack a rate%s\n"),
                       rules->year, rules->version, missing, allowed,
                       missing > 0 ? _("; published in:") : "");
    for (int code = 0; code < RATE_CODE_COUNT; code++)
        if (lacks(rules, code)) show_code(out, rules, code, published);
    return missing;
}
