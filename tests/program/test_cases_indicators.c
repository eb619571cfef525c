/* test_cases_indicators.c - lines of the indicators' CSV against what a case says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/program/test_cases.h"

enum {
    COLUMN_INDICATOR,
    COLUMN_LEVEL = 3,
    COLUMN_AREA,
    COLUMN_SEX,
    COLUMN_NUMERATOR,
    COLUMN_DENOMINATOR,
    COLUMN_PERMILLE,
    COLUMN_VALUE,
    COLUMN_TARGET,
    COLUMN_MET,
    COLUMN_COUNT = 13
};

static const struct {
    const char *name;
    int column;
} named[] = {{"area", COLUMN_AREA},   {"sex", COLUMN_SEX},       {"permille", COLUMN_PERMILLE},
             {"value", COLUMN_VALUE}, {"target", COLUMN_TARGET}, {"met", COLUMN_MET}};

/* What a line must have; NULL: anything. */
typedef struct Wanted {
    const char *column[COLUMN_COUNT];
} Wanted;

/* A word of the case as the file has it: "-" and "none" are empty, "_" is a space. */
static const char *plain(char *word)
{
    if (strcmp(word, "-") == 0 || strcmp(word, "none") == 0) return "";
    bool words = strchr(word, '_') != NULL && strchr(word, '-') == NULL;
    for (char *c = word; words && *c != '\0'; c++)
        if (*c == '_') *c = ' ';
    return word;
}

static void want(Case *test, Wanted *wanted, char *word)
{
    char *equals = strchr(word, '=');
    for (size_t i = 0; equals != NULL && i < sizeof named / sizeof named[0]; i++) {
        if (strncmp(word, named[i].name, (size_t)(equals - word)) != 0) continue;
        wanted->column[named[i].column] = plain(equals + 1);
        return;
    }
    case_stop(test, "indicator: '%s' is no COLUMN=VALUE", word);
}

/* The country unless an area is said; "area=none" is of who is nowhere. */
static void want_level(Wanted *wanted)
{
    const char *area = wanted->column[COLUMN_AREA];
    wanted->column[COLUMN_LEVEL] = area == NULL        ? "country"
                                   : strlen(area) == 4 ? "municipality"
                                   : strlen(area) == 2 ? "county"
                                                       : NULL;
    if (area == NULL) wanted->column[COLUMN_AREA] = "";
}

/* Cuts one line at commas; returns whether it has all columns. */
static bool cut_line(char *line, char *columns[COLUMN_COUNT])
{
    int count = 0;
    for (char *next = line; next != NULL && count < COLUMN_COUNT; count++) {
        columns[count] = next;
        next = strchr(next, ',');
        if (next != NULL) *next++ = '\0';
    }
    return count == COLUMN_COUNT;
}

static bool is_line(char *const columns[COLUMN_COUNT], const Wanted *wanted)
{
    bool nowhere = wanted->column[COLUMN_LEVEL] == NULL;
    if (nowhere && strcmp(columns[COLUMN_LEVEL], "country") == 0) return false;
    for (int i = COLUMN_INDICATOR; i <= COLUMN_SEX; i++) {
        if (wanted->column[i] != NULL && strcmp(columns[i], wanted->column[i]) != 0)
            return false;
    }
    return true;
}

static void compare(Case *test, const CaseWords *words, const char *line,
                    char *const columns[COLUMN_COUNT], const Wanted *wanted)
{
    for (int i = COLUMN_NUMERATOR; i < COLUMN_COUNT; i++) {
        if (wanted->column[i] == NULL || strcmp(columns[i], wanted->column[i]) == 0) continue;
        case_fail(test, "expected: indicator %s\n    got: %s", words->rest, line);
        return;
    }
}

/* indicator ID NUMERATOR DENOMINATOR [COLUMN=VALUE]... */
void case_expect_indicator(Case *test, const CaseWords *words)
{
    Wanted wanted = {.column[COLUMN_INDICATOR] = words->word[1],
                     .column[COLUMN_SEX] = "",
                     .column[COLUMN_NUMERATOR] = plain(words->word[2]),
                     .column[COLUMN_DENOMINATOR] = plain(words->word[3])};
    for (size_t i = 4; i < words->count; i++)
        want(test, &wanted, words->word[i]);
    want_level(&wanted);
    char *text = strdup(test->indicators.length > 0 ? test->indicators.bytes : "");
    for (char *next = text; next != NULL && *next != '\0';) {
        char *columns[COLUMN_COUNT], *line = next;
        next = strchr(next, '\n');
        if (next != NULL) *next++ = '\0';
        char *whole = strdup(line);
        bool found = cut_line(line, columns) && is_line(columns, &wanted);
        if (found) compare(test, words, whole, columns, &wanted);
        free(whole);
        if (found) {
            free(text);
            return;
        }
    }
    free(text);
    case_fail(test, "expected: indicator %s, there is no such line", words->rest);
}
