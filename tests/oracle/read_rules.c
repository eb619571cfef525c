/*
 * Reads rule sets, the table of municipalities and the payees for the oracle.
 */
#include "oracle.h"

#include <dirent.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

static void text_of(xmlNode *node, const char *name, char *text, size_t size)
{
    xmlChar *value = xmlGetNoNsProp(node, BAD_CAST name);
    (void)snprintf(text, size, "%s", value ? (const char *)value : "");
    xmlFree(value);
}

static int64_t number_in(const char *text, size_t length)
{
    int64_t number = 0;
    if (length == 0 || !digits_only(text, length)) stop(4, "not a number", text);
    for (size_t i = 0; i < length; i++)
        number = number * 10 + (text[i] - '0');
    return number;
}

static void read_parameter(Rules *rules, xmlNode *node)
{
    int i = rules->parameters++;
    text_of(node, "name", rules->name[i], sizeof rules->name[i]);
    text_of(node, "value", rules->value[i], sizeof rules->value[i]);
}

static void read_ground(Rules *rules, xmlNode *node)
{
    char code[64], years[8];
    text_of(node, "code", code, sizeof code);
    text_of(node, "years", years, sizeof years);
    for (int i = 0; i < GROUNDS; i++)
        if (strcmp(ground_names[i], code) == 0)
            rules->years[i] = (int)number_in(years, strlen(years));
}

static void read_rate(Rules *rules, xmlNode *node)
{
    char text[32];
    Rate *rate = &rules->rate[rules->rates++];
    text_of(node, "code", rate->code, sizeof rate->code);
    text_of(node, "amount", text, sizeof text);
    rate->amount = number_in(text, strlen(text));
    text_of(node, "validFrom", text, sizeof text);
    if (!parse_day(text, &rate->from)) stop(4, "validFrom", text);
    text_of(node, "retroactive", text, sizeof text);
    rate->retroactive = strcmp(text, "true") == 0;
}

static void read_elements(Rules *rules, xmlNode *parent)
{
    for (xmlNode *node = parent->children; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) continue;
        if (strcmp((const char *)node->name, "parameter") == 0)
            read_parameter(rules, node);
        else if (strcmp((const char *)node->name, "ground") == 0)
            read_ground(rules, node);
        else if (strcmp((const char *)node->name, "rate") == 0)
            read_rate(rules, node);
        else
            read_elements(rules, node);
    }
}

/* What this simple program does not compute, it says. */
static void must_be(const Rules *rules, const char *name, const char *value)
{
    if (strcmp(parameter(rules, name), value))
        stop(2, "the oracle knows only the choice of the specification for", name);
}

static void read_rule_set(Run *run, const char *path, int year)
{
    xmlDoc *document = xmlReadFile(path, NULL, XML_PARSE_NONET);
    Rules *rules = calloc(1, sizeof *rules);
    if (!document || !rules) stop(4, "rule set", path);
    rules->year = year;
    read_elements(rules, xmlDocGetRootElement(document));
    xmlFreeDoc(document);
    must_be(rules, "unknown-country-group", "high");
    run->rules[run->rule_sets++] = rules;
}

void read_rule_sets(Run *run, const char *directory)
{
    DIR *folder = opendir(directory);
    if (!folder) stop(4, "cannot be opened", directory);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[4096];
        if (strlen(entry->d_name) != 8 || strcmp(entry->d_name + 4, ".xml") ||
            !digits_only(entry->d_name, 4))
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        read_rule_set(run, path, (int)number_in(entry->d_name, 4));
    }
    (void)closedir(folder);
}

const Rules *rules_of(const Run *run, int year)
{
    for (int i = 0; i < run->rule_sets; i++)
        if (run->rules[i]->year == year) return run->rules[i];
    return NULL;
}

const char *parameter(const Rules *rules, const char *name)
{
    for (int i = 0; i < rules->parameters; i++)
        if (strcmp(rules->name[i], name) == 0) return rules->value[i];
    stop(4, "parameter missing", name);
}

bool yes(const Rules *rules, const char *name)
{
    return strcmp(parameter(rules, name), "true") == 0;
}

int whole(const Rules *rules, const char *name)
{
    const char *value = parameter(rules, name);
    return (int)number_in(value, strlen(value));
}

Day parameter_day(const Rules *rules, const char *name)
{
    Day day;
    if (!parse_day(parameter(rules, name), &day)) stop(4, "not a day", name);
    return day;
}

/*
 * grants.md 5: the rate in force on the due date is the latest entry valid from then or
 * before. A retroactive entry also prices what was due before it, once it is in force itself:
 * by the last day of the quarter run.
 */
bool rate_on(const Run *run, const Rules *rules, const char *code, Day on, int64_t *rate)
{
    const Rate *best = NULL;
    int month = 3 * run->quarter;
    Day reached = day_of(run->year, month, days_in_month(run->year, month));
    for (int i = 0; i < rules->rates; i++) {
        const Rate *r = &rules->rate[i];
        bool counts = r->from <= on || (r->retroactive && r->from <= reached);
        if (strcmp(r->code, code) == 0 && counts && (!best || r->from > best->from)) best = r;
    }
    if (best) *rate = best->amount;
    return best != NULL;
}

/* Splits a CSV line in place; quotes round a field are taken off. */
static int split(char *line, char *field[], int most)
{
    int fields = 0;
    char *at = line;
    while (fields < most) {
        bool quoted = *at == '"';
        at += quoted;
        field[fields++] = at;
        at += quoted ? strcspn(at, "\"\r\n") : strcspn(at, ",\r\n");
        if (*at == '"') *at++ = 0;
        bool more = *at == ',';
        *at++ = 0;
        if (!more) break;
    }
    return fields;
}

static FILE *open_table(const char *path, char *line, int size)
{
    FILE *file = fopen(path, "r");
    if (!file || !fgets(line, size, file)) stop(4, "cannot be read", path);
    return file;
}

void read_municipalities(Run *run, const char *path)
{
    char line[1024], *field[8];
    FILE *file = open_table(path, line, sizeof line);
    while (fgets(line, sizeof line, file)) {
        if (split(line, field, 8) < 5 || run->municipalities == 2000)
            stop(4, "municipalities", path);
        Municipality *m = &run->municipality[run->municipalities++];
        m->code = (int)number_in(field[0], 4);
        m->from = INT_MIN;
        m->to = FOREVER;
        if ((*field[2] && !parse_day(field[2], &m->from)) ||
            (*field[3] && !parse_day(field[3], &m->to)))
            stop(4, "municipalities: date", path);
        for (const char *at = field[4]; *at; at += strspn(at, " ;|")) {
            m->successor[m->successors++] = (int)number_in(at, 4);
            at += 4;
        }
    }
    (void)fclose(file);
}

void read_payees(Run *run, const char *path)
{
    char line[1024], *field[8];
    FILE *file = open_table(path, line, sizeof line);
    run->payees_given = true;
    while (fgets(line, sizeof line, file))
        if (split(line, field, 8) >= 4) run->payee[run->payees++] = (int)number_in(field[0], 4);
    (void)fclose(file);
}
