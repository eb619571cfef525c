/* rule_sets.c - all rule sets of a folder, found by year. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/xml/rule_set_reader.h"

struct RuleSets {
    RuleSet *sets[RULE_SETS_MAX]; /* ascending by year */
    size_t count;
};

static int compare_years(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;
    return (a > b) - (a < b);
}

static bool ends_in_xml(const char *name)
{
    size_t length = strlen(name);
    return name[0] != '.' && length >= 4 && strcasecmp(name + length - 4, ".xml") == 0;
}

static Status note_year(const char *folder, const char *name, int years[RULE_SETS_MAX],
                        size_t *count, Failure *failure)
{
    if (!ends_in_xml(name)) return STATUS_OK;
    int year = 0;
    for (size_t i = 0; i < 4 && name[i] >= '0' && name[i] <= '9'; i++)
        year = year * 10 + (name[i] - '0');
    if (strlen(name) != 8 || year < YEAR_MIN || year > YEAR_MAX ||
        strcmp(name + 4, ".xml") != 0)
        return failure_set(failure, STATUS_NO_RULES, folder,
                           "%.100s: a rule set's file is named <year>.xml: rename or remove it",
                           name);
    if (*count == RULE_SETS_MAX)
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, folder, "more than %d rule sets",
                           (int)RULE_SETS_MAX);
    years[(*count)++] = year;
    return STATUS_OK;
}

Status rule_sets_list(const char *folder, int years[RULE_SETS_MAX], size_t *count,
                      Failure *failure)
{
    *count = 0;
    CLEANUP(path_list_free) PathList list = {0};
    Status status = path_list(folder, &list, failure);
    if (status == STATUS_INPUT_NOT_REGULAR) status = STATUS_INPUT_MISSING;
    if (status != STATUS_OK) return failure_explain(failure, status, "the rule set folder");
    for (size_t i = 0; i < list.count; i++)
        TRY(note_year(folder, list.names[i], years, count, failure));
    if (*count == 0)
        return failure_set(failure, STATUS_INPUT_MISSING, folder, "no rule set, <year>.xml");
    qsort(years, *count, sizeof years[0], compare_years);
    return STATUS_OK;
}

Status rule_set_path(const char *folder, int year, char *path, size_t size, Failure *failure)
{
    int written = snprintf(path, size, "%s/%04d.xml", folder, year);
    if (written >= 0 && (size_t)written < size) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, folder, "the path is too long");
}

static Status load_one(const char *folder, int year, RuleSets *sets, Failure *failure)
{
    char path[PATH_MAX];
    TRY(rule_set_path(folder, year, path, sizeof path, failure));
    RuleSet *rules = system_allocate(sizeof *rules);
    if (rules == NULL) return failure_set(failure, STATUS_MEMORY, path, NULL);
    sets->sets[sets->count++] = rules;
    return rule_set_read(path, rules, failure);
}

Status rule_sets_new(RuleSets **out, Failure *failure)
{
    *out = system_allocate_zeroed(1, sizeof **out);
    return *out != NULL ? STATUS_OK : failure_set(failure, STATUS_MEMORY, _("rule sets"), NULL);
}

Status rule_sets_load(const char *folder, RuleSets **out, Failure *failure)
{
    int years[RULE_SETS_MAX];
    size_t count;
    *out = NULL;
    TRY(rule_sets_list(folder, years, &count, failure));
    CLEANUP(rule_sets_free) RuleSets *sets = NULL;
    TRY(rule_sets_new(&sets, failure));
    for (size_t i = 0; i < count; i++)
        TRY(load_one(folder, years[i], sets, failure));
    *out = HAND_OVER(RuleSets *, sets);
    return STATUS_OK;
}

void rule_sets_free(RuleSets *sets)
{
    if (sets == NULL) return;
    for (size_t i = 0; i < sets->count; i++)
        system_free(sets->sets[i]);
    system_free(sets);
}

const RuleSet *rule_sets_year(const RuleSets *sets, int year)
{
    for (size_t i = 0; i < sets->count; i++)
        if (sets->sets[i]->year == year) return sets->sets[i];
    return NULL;
}

Status rule_sets_put(RuleSets *sets, RuleSet *rules, Failure *failure)
{
    size_t at = 0;
    while (at < sets->count && sets->sets[at]->year < rules->year)
        at++;
    if (at < sets->count && sets->sets[at]->year == rules->year) {
        system_free(sets->sets[at]);
    } else if (sets->count == RULE_SETS_MAX) {
        system_free(rules);
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, _("rule sets"), "more than %d",
                           (int)RULE_SETS_MAX);
    } else {
        memmove(&sets->sets[at + 1], &sets->sets[at],
                (sets->count - at) * sizeof(sets->sets[0]));
        sets->count++;
    }
    sets->sets[at] = rules;
    return STATUS_OK;
}

size_t rule_sets_count(const RuleSets *sets)
{
    return sets->count;
}

const RuleSet *rule_sets_at(const RuleSets *sets, size_t index)
{
    INVARIANT(index < sets->count);
    return sets->sets[index];
}
