/*
 * Writes the rule sets of one comparison, from made-up ones:
 *   random_rules --seed S --in DIR --out DIR [--wild] [--without YEAR:CODE]...
 * Rates change within their years. --wild draws the parameters too, otherwise they stay.
 * --without leaves out every rate of a code in a year. The same seed draws the same.
 */
#include "random_cohort.h"

#include <dirent.h>
#include <getopt.h>
#include <libxml/parser.h>
#include <string.h>

/* A parameter and the values that it may have; the fourth: how often it is drawn (permille). */
#define METHODS "quarter-eighths|month-after|days|half|none"
#define YES_NO "true|false"
static const struct {
    const char *name, *values;
    int often;
} drawn[] = {
    {"integration-move-method", METHODS, 250},
    {"year-one-split-on-move", YES_NO, 300},
    {"vesting", "register-date|residence", 350},
    {"claim", "required|automatic", 150},
    {"claim-limit-months", "36|12|3", 150},
    {"begrenset-em-settled-from", "2017-02-02|2015-01-01", 150},
    {"begrenset-familie-settled-from", "2021-01-01|2015-07-01", 400},
    {"begrenset-familie-agreement-required", YES_NO, 500},
    {"family-application-years", "5|3", 100},
    {"newborn-months", "6|3", 100},
    {"kindergarten-maximum-age", "5|4", 100},
    {"elderly-minimum-age", "60|55", 100},
    {"school-grant", YES_NO, 200},
    {"minor-grant-by-age", YES_NO, 100},
    {"minor-young-last-age", "16|15", 100},
    {"minor-last-age", "20|18", 100},
    {"minor-from-settlement-month", YES_NO, 200},
    {"fht1-last-grant-year", "2|1|3", 100},
    {"norwegian-move-method", METHODS, 250},
    {"norwegian-37d-move-method", METHODS, 250},
    {"asylum-move-method", METHODS, 200},
    {"norwegian-age-change", "2021-01-01|2017-01-01|2023-01-01", 150},
    {"norwegian-duty-required", YES_NO, 150},
    {"norwegian-decision-required-from", "2018-01-01|2016-07-01|2023-01-01", 150},
    {"norwegian-application-suffices", YES_NO, 500},
    {"norwegian-begrenset-familie", YES_NO, 500},
    {"norwegian-payment", "whole|terms", 500},
    {"norwegian-rounding", "krone|ore", 500},
    {"collective-protection-37d", YES_NO, 250},
    {"norwegian-37d-where", "residence|training", 500},
    {"basic-grant-counts-37d", YES_NO, 250},
    {"basic-grant-decision-required", YES_NO, 500},
    {"basic-grant-quarter", "1|2|3|4", 600},
    {"basic-grant-small-maximum", "3|2", 150},
    {"basic-grant-large-maximum", "150|20", 150},
    {"asylum-age-change", "2021-01-01|2017-07-01|2023-07-01", 150},
    {"correction-years", "3|2", 100},
    {"netting", "group|municipality", 300},
};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef struct {
    const char *in, *out, *without[32];
    int withouts;
    uint64_t seed;
    bool wild;
} Options;

/* One of the words between bars. */
static void draw_word(Cohort *dice, const char *words, char *word, size_t size)
{
    int count = 1;
    for (const char *at = words; *at; at++)
        count += *at == '|';
    for (int skip = below(dice, count); skip > 0; skip--)
        words = strchr(words, '|') + 1;
    (void)snprintf(word, size, "%.*s", (int)strcspn(words, "|"), words);
}

static bool is_called(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static bool has(xmlNode *node, const char *attribute, const char *value)
{
    xmlChar *text = xmlGetNoNsProp(node, BAD_CAST attribute);
    bool same = text && strcmp((const char *)text, value) == 0;
    xmlFree(text);
    return same;
}

static xmlNode *child(xmlNode *parent, const char *name)
{
    for (xmlNode *node = parent->children; node; node = node->next)
        if (is_called(node, name)) return node;
    stop(4, "rule set without", name);
}

static void draw_parameters(Cohort *dice, xmlNode *parameters)
{
    char value[32];
    for (size_t i = 0; i < COUNT(drawn); i++) {
        bool change = chance(dice, drawn[i].often);
        draw_word(dice, drawn[i].values, value, sizeof value);
        xmlNode *node = parameters->children;
        while (node && !(is_called(node, "parameter") && has(node, "name", drawn[i].name)))
            node = node->next;
        if (!node) stop(4, "rule set without parameter", drawn[i].name);
        if (change) (void)xmlSetProp(node, BAD_CAST "value", BAD_CAST value);
    }
}

/* A copy of the rate behind it, from a later day of the year. */
static xmlNode *add_change(Cohort *dice, xmlNode *rate, int year, int month_day)
{
    char text[32];
    xmlChar *amount = xmlGetNoNsProp(rate, BAD_CAST "amount");
    int64_t kroner = 0;
    for (const xmlChar *at = amount; *at; at++)
        kroner = kroner * 10 + (*at - '0');
    xmlFree(amount);
    xmlNode *later = xmlAddNextSibling(rate, xmlCopyNode(rate, 1));
    (void)snprintf(text, sizeof text, "%lld", (long long)(kroner + 1 + below(dice, 9999)));
    (void)xmlSetProp(later, BAD_CAST "amount", BAD_CAST text);
    print_day(day_of(year, month_day / 100, month_day % 100), text);
    (void)xmlSetProp(later, BAD_CAST "validFrom", BAD_CAST text);
    if (chance(dice, 300)) (void)xmlSetProp(later, BAD_CAST "retroactive", BAD_CAST "true");
    return later;
}

static bool same_code(xmlNode *a, xmlNode *b)
{
    xmlChar *code = a && b ? xmlGetNoNsProp(b, BAD_CAST "code") : NULL;
    bool same = code && has(a, "code", (const char *)code);
    xmlFree(code);
    return same;
}

/* Every fifth rate changes once or twice, where it does not already. */
static void draw_rates(Cohort *dice, xmlNode *rates, int year)
{
    static const int days[] = {115, 201, 315, 401, 531, 701, 930, 1001, 1231};
    xmlNode *rate[256] = {NULL};
    int count = 0;
    for (xmlNode *node = rates->children; node && count < 255; node = node->next)
        if (is_called(node, "rate")) rate[count++] = node;
    for (int i = 0; i < count; i++) {
        int day = below(dice, (int)COUNT(days) - 1), often = below(dice, 10);
        bool several =
            (i > 0 && same_code(rate[i - 1], rate[i])) || same_code(rate[i], rate[i + 1]);
        if (several || often > 1) continue;
        xmlNode *later = add_change(dice, rate[i], year, days[day]);
        if (often == 1) (void)add_change(dice, later, year, days[day + 1]);
    }
}

static void leave_out(xmlNode *rates, const char *code)
{
    for (xmlNode *node = rates->children, *next; node; node = next) {
        next = node->next;
        if (!is_called(node, "rate") || !has(node, "code", code)) continue;
        xmlUnlinkNode(node);
        xmlFreeNode(node);
    }
}

static void one_year(const Options *options, const char *name)
{
    char path[4096];
    int year =
        (name[0] - '0') * 1000 + (name[1] - '0') * 100 + (name[2] - '0') * 10 + (name[3] - '0');
    Cohort dice = {.state = options->seed * 7919 + (uint64_t)year};
    (void)snprintf(path, sizeof path, "%s/%s", options->in, name);
    xmlDoc *document = xmlReadFile(path, NULL, XML_PARSE_NONET);
    if (!document) stop(4, "rule set", path);
    xmlNode *root = xmlDocGetRootElement(document), *rates = child(root, "rates");
    if (options->wild) draw_parameters(&dice, child(root, "parameters"));
    draw_rates(&dice, rates, year);
    for (int i = 0; i < options->withouts; i++)
        if (strncmp(options->without[i], name, 4) == 0 && options->without[i][4] == ':')
            leave_out(rates, options->without[i] + 5);
    (void)snprintf(path, sizeof path, "%s/%s", options->out, name);
    if (xmlSaveFile(path, document) < 0) stop(6, "cannot be written", path);
    xmlFreeDoc(document);
}

static void read_options(Options *options, int count, char **words)
{
    static const struct option known[] = {{"seed", 1, NULL, 's'},    {"in", 1, NULL, 'i'},
                                          {"out", 1, NULL, 'o'},     {"wild", 0, NULL, 'w'},
                                          {"without", 1, NULL, 'm'}, {NULL, 0, NULL, 0}};
    int letter;
    while ((letter = getopt_long(count, words, "", known, NULL)) != -1) {
        if (letter == 's')
            for (const char *at = optarg; *at >= '0' && *at <= '9'; at++)
                options->seed = options->seed * 10 + (uint64_t)(*at - '0');
        else if (letter == 'i')
            options->in = optarg;
        else if (letter == 'o')
            options->out = optarg;
        else if (letter == 'w')
            options->wild = true;
        else if (letter == 'm' && options->withouts < 32)
            options->without[options->withouts++] = optarg;
        else
            stop(2, "unknown option", "see the first comment of random_rules.c");
    }
    if (!options->in || !options->out)
        stop(2, "options are missing", "see the first comment of random_rules.c");
}

int main(int count, char **words)
{
    Options options = {.seed = 0};
    read_options(&options, count, words);
    DIR *folder = opendir(options.in);
    if (!folder) stop(4, "cannot be opened", options.in);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (strlen(entry->d_name) == 8 && digits_only(entry->d_name, 4) &&
            strcmp(entry->d_name + 4, ".xml") == 0)
            one_year(&options, entry->d_name);
    (void)closedir(folder);
    return 0;
}
