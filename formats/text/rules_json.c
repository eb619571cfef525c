#include "formats/text/rules_json.h"

#include "formats/xml/rule_set_reader.h"
#include "rules/controls/control_actions.h"
#include "rules/controls/control_thresholds.h"
#include "rules/controls/finding.h"

void rules_json_begin(JsonWriter *json)
{
    json_object(json, NULL, JSON_LINES);
    json_put_text(json, "format", "tilskudd-rules-1");
    json_array(json, "rule_sets", JSON_LINES);
}

void rules_json_end(JsonWriter *json)
{
    json_end(json);
    json_end(json);
}

static void begin(JsonWriter *json, const RuleSet *rules)
{
    json_object(json, NULL, JSON_LINES);
    json_put_number(json, "year", rules->year);
    json_put_text(json, "version", rules->version);
    json_put_hex(json, "sha256", rules->sha256, sizeof rules->sha256);
}

static void put_parameters(JsonWriter *json, const RuleSet *rules)
{
    json_array(json, "parameters", JSON_LINES_OR_NONE);
    for (int i = 0; i < RULES_PARAMETERS; i++) {
        char value[PARAMETER_TEXT_SIZE];
        parameter_format((RuleParameter)i, rules->parameters[i].value, value);
        json_object(json, NULL, JSON_INLINE);
        json_put_text(json, "name", rule_parameter_text((RuleParameter)i));
        json_put_text(json, "value", value);
        json_put_text(json, "reference", rules->parameters[i].reference);
        json_end(json);
    }
    json_end(json);
}

static void put_grounds(JsonWriter *json, const RuleSet *rules)
{
    json_object(json, "ground_years", JSON_LINES);
    for (int i = 0; i < RULES_GROUNDS; i++)
        json_put_number(json, ground_text((Ground)i), rules->ground_years[i]);
    json_end(json);
}

static void put_postings(JsonWriter *json, const RuleSet *rules)
{
    json_array(json, "postings", JSON_LINES);
    for (int i = 0; i < PAYMENT_GROUP_COUNT; i++) {
        json_object(json, NULL, JSON_INLINE);
        json_put_text(json, "payment_group", payment_group_text((PaymentGroup)i));
        json_put_number(json, "chapter", rules->postings[i].chapter);
        json_put_number(json, "item", rules->postings[i].item);
        json_end(json);
    }
    json_end(json);
}

static void put_rate(JsonWriter *json, const Rate *rate)
{
    json_object(json, NULL, JSON_INLINE);
    json_put_text(json, "code", rate_code_text(rate->code));
    json_put_number(json, "amount_ore", ore_from_kroner(rate->amount));
    json_put_text(json, "valid_from", day_text(rate->valid_from).text);
    json_put_text(json, "evidence", evidence_text((Evidence)rate->evidence));
    json_put_flag(json, "retroactive", rate->retroactive);
    json_put_text(json, "reference", rate->reference);
    json_put_text(json, "source", rate->source);
    json_put_text(json, "note", rate->note);
    json_end(json);
}

static void put_thresholds(JsonWriter *json, const RuleSet *rules)
{
    json_array(json, "thresholds", JSON_LINES_OR_NONE);
    for (size_t i = 0; i < rules->threshold_count; i++) {
        const ControlThreshold *threshold = &rules->thresholds[i];
        json_object(json, NULL, JSON_INLINE);
        json_put_text(json, "control", threshold->control);
        json_put_text(json, "name", threshold->name);
        json_put_number(json, "value", threshold->value);
        json_put_text(json, "reason", threshold->reason);
        json_end(json);
    }
    json_end(json);
}

void rules_json_set(JsonWriter *json, const RuleSet *rules)
{
    begin(json, rules);
    put_parameters(json, rules);
    put_grounds(json, rules);
    put_postings(json, rules);
    json_array(json, "rates", JSON_LINES_OR_NONE);
    for (size_t i = 0; i < rules->rate_count; i++)
        put_rate(json, &rules->rates[i]);
    json_end(json);
    put_thresholds(json, rules);
    json_end(json);
}

static void put_limits(JsonWriter *json, const RuleSet *rules, int control)
{
    json_array(json, "limits", JSON_INLINE);
    for (size_t i = 0; i < rules->threshold_count; i++) {
        const ControlThreshold *limit = &rules->thresholds[i];
        if (control_named(limit->control) != control) continue;
        json_object(json, NULL, JSON_INLINE);
        json_put_text(json, "name", limit->name);
        json_put_number(json, "value", limit->value);
        json_put_text(json, "reason", limit->reason);
        json_end(json);
    }
    json_end(json);
}

static void put_control(JsonWriter *json, const RuleSet *rules, const Control *control)
{
    json_object(json, NULL, JSON_LINES);
    json_put_text(json, "control", control_name(control->number).text);
    json_put_text(json, "severity", severity_text(control->severity));
    json_put_number(json, "family", control->family);
    json_put_text(json, "sentence_nb", control->sentence_nb);
    json_put_text(json, "sentence_en", control->sentence_en);
    json_put_text(json, "fields", control->fields);
    put_limits(json, rules, control->number);
    json_put_text(json, "reference", control->reference);
    json_put_text(json, "effect", effect_text(control_effect(control->number)));
    json_put_text(json, "action_nb", control_action_nb(control->number));
    json_put_text(json, "action_en", control_action_en(control->number));
    json_end(json);
}

void rules_json_controls(JsonWriter *json, const RuleSet *rules)
{
    begin(json, rules);
    json_array(json, "controls", JSON_LINES);
    for (size_t i = 0; i < control_count(); i++)
        put_control(json, rules, control_at(i));
    json_end(json);
    json_end(json);
}
