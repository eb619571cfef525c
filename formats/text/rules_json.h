/*
 * rules_json.h - rule sets and controls as JSON, for programs: what `tilskudd rules show
 * --json` prints. Forms: cli.md, JSON.
 *
 * Each rule set is an object between rules_json_begin and rules_json_end. Rates in øre. A
 * buffer that ran out of memory says so by text_buffer_status. Any thread with its own writer.
 */
#ifndef TILSKUDD_FORMATS_RULES_JSON_H
#define TILSKUDD_FORMATS_RULES_JSON_H

#include "formats/json/json_writer.h"
#include "rules/ruleset/rule_set.h"

/* The object around them, and its end. */
void rules_json_begin(JsonWriter *json);
void rules_json_end(JsonWriter *json);
/* All of a rule set: parameters, grounds, postings, rates, thresholds, with references. */
void rules_json_set(JsonWriter *json, const RuleSet *rules);
/* The catalogue of controls with their limits in a rule set. */
void rules_json_controls(JsonWriter *json, const RuleSet *rules);

#endif
