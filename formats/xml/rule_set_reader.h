/*
 * rule_set_reader.h - rules/sets/<year>.xml into a RuleSet. grants.md 5.
 *
 * Strict: what the law of a year says must all stand there, once, with its reference; anything
 * else is refused with file, line, what is wrong and what to do. A RuleSet is about 300 KB:
 * allocate it, do not put it on a stack. One thread per call; what was read is constant.
 */
#ifndef TILSKUDD_FORMATS_RULE_SET_READER_H
#define TILSKUDD_FORMATS_RULE_SET_READER_H

#include "formats/base/text_buffer.h"
#include "rules/ruleset/rule_set.h"

enum { RULE_SETS_MAX = 128, PARAMETER_TEXT_SIZE = 24 };

/* Bounds that catch a slip of the pen; whole kroner. */
enum { RATE_AMOUNT_MAX = 100000000, GROUND_YEARS_MAX = 10, PARAMETER_WHOLE_MAX = 100000 };

/* Reads a file named <year>.xml. sha256 is of its content. On failure *out is not usable. */
MUST_USE Status rule_set_read(const char *path, RuleSet *out, Failure *failure);
/* The same from memory; `name` is the path for messages, its last part must be <year>.xml. */
MUST_USE Status rule_set_read_bytes(const char *name, const void *bytes, size_t size,
                                    RuleSet *out, Failure *failure);

/* The years that a folder has rule sets for, ascending. Other files than *.xml are left alone;
 * an *.xml that is not named <year>.xml, or a folder without any, is refused. */
MUST_USE Status rule_sets_list(const char *folder, int years[RULE_SETS_MAX], size_t *count,
                               Failure *failure);
/* Path of a year's file in a folder; refuses (INPUT_VALUE) one that does not fit. */
MUST_USE Status rule_set_path(const char *folder, int year, char *path, size_t size,
                              Failure *failure);

/* All rule sets of a folder. Owned: rule_sets_free (NULL is fine). */
typedef struct RuleSets RuleSets;
MUST_USE Status rule_sets_new(RuleSets **out, Failure *failure); /* of no year yet */
MUST_USE Status rule_sets_load(const char *folder, RuleSets **out, Failure *failure);
void rule_sets_free(RuleSets *sets);
CLEANUP_POINTER(RuleSets, rule_sets_free)
/* The rule set of a year, or NULL when there is none (never another year's). Borrowed. */
const RuleSet *rule_sets_year(const RuleSets *sets, int year);
/* Puts a set in the place of its year's, or adds it: takes it over (system_allocate), also on
 * failure. INPUT_TOO_LARGE. Before anybody borrows. */
MUST_USE Status rule_sets_put(RuleSets *sets, RuleSet *rules, Failure *failure);
size_t rule_sets_count(const RuleSets *sets);
/* Ascending by year. Borrowed. */
const RuleSet *rule_sets_at(const RuleSets *sets, size_t index);

/* A parameter's value as the XML has it ("quarter-eighths", "true", "2021-01-01", "36"). */
void parameter_format(RuleParameter parameter, int32_t value, char text[PARAMETER_TEXT_SIZE]);
/* Its inverse; false when the text is no value of the parameter's kind. */
bool parameter_parse(RuleParameter parameter, const char *text, int32_t *value);

#endif
