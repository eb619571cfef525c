/* strict_xml.c - the table-driven reader: SAX2 events against XmlRules. */
#include "formats/xml/strict_xml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "formats/xml/sax_setup.h"
#include "rules/base/money_text.h"

enum { NO_RULE = -1, VALUES_SIZE = 8192 };

typedef struct Reading {
    SaxReader sax;
    const XmlKind *kind;
    const char *bytes;
    size_t size;
    void *user;
    int open;                       /* rule of the open element, NO_RULE outside the root */
    int last_child[XML_RULES_MAX];  /* of an open element: rule of its latest child */
    unsigned counts[XML_RULES_MAX]; /* in the open parent */
    char values[VALUES_SIZE];       /* of the current element, NUL-terminated */
} Reading;

/* Line of the tag's '<': libxml2 counts to its end, which for a long tag is lines below. */
static size_t line_of_tag(const Reading *reading)
{
    long consumed = xmlByteConsumed(reading->sax.parser);
    size_t line = sax_line(&reading->sax);
    if (consumed <= 0 || (size_t)consumed > reading->size) return line;
    for (size_t at = (size_t)consumed; at > 0 && reading->bytes[at - 1] != '<'; at--)
        if (reading->bytes[at - 1] == '\n' && line > 1) line--;
    return line;
}

static int find_rule(const XmlKind *kind, int parent, const char *name)
{
    for (size_t i = 0; i < kind->rule_count; i++)
        if (kind->rules[i].parent == parent && strcmp(kind->rules[i].name, name) == 0)
            return (int)i;
    return NO_RULE;
}

static bool is_known(const XmlKind *kind, const char *name)
{
    for (size_t i = 0; i < kind->rule_count; i++)
        if (strcmp(kind->rules[i].name, name) == 0) return true;
    return false;
}

/* Every child of `parent` before rule `until` that must be there, is there. */
static bool children_complete(Reading *reading, int parent, int until)
{
    const XmlKind *kind = reading->kind;
    for (int i = 0; i < until; i++) {
        const XmlRule *rule = &kind->rules[i];
        if (rule->parent != parent || reading->counts[i] >= rule->least) continue;
        const char *inside = parent == NO_RULE ? _("the document") : kind->rules[parent].name;
        sax_refuse(&reading->sax, STATUS_INPUT_VALUE,
                   "the element <%.60s> is missing in <%.60s>: add it", rule->name, inside);
        return false;
    }
    return true;
}

static bool may_stand_after(const XmlKind *kind, int rule, int last)
{
    return rule >= last || (kind->optional_in_any_order && kind->rules[rule].least == 0 &&
                            kind->rules[last].least == 0);
}

/* Finds the rule of a new element and checks order and number. */
static int enter(Reading *reading, const char *name)
{
    const XmlKind *kind = reading->kind;
    int parent = reading->open;
    const char *inside = parent == NO_RULE ? _("the document") : kind->rules[parent].name;
    int rule = find_rule(kind, parent, name);
    if (rule == NO_RULE) {
        bool known = is_known(kind, name);
        sax_refuse(&reading->sax, STATUS_INPUT_VALUE, "%s element <%.60s> in <%s>: %s",
                   known ? _("misplaced") : _("unknown"), name, inside,
                   known ? _("move it to where it belongs") : _("remove it"));
        return NO_RULE;
    }
    int last = parent == NO_RULE ? NO_RULE : reading->last_child[parent];
    if (last != NO_RULE && !may_stand_after(kind, rule, last)) {
        sax_refuse(&reading->sax, STATUS_INPUT_VALUE,
                   "misplaced element <%.60s>: it must stand before <%.60s>", name,
                   kind->rules[last].name);
        return NO_RULE;
    }
    if (!children_complete(reading, parent, rule)) return NO_RULE;
    reading->counts[rule]++;
    unsigned most = kind->rules[rule].most;
    if (most != 0 && reading->counts[rule] > most) {
        sax_refuse(&reading->sax, STATUS_INPUT_VALUE,
                   "duplicate element <%.60s> in <%.60s>: keep one", name, inside);
        return NO_RULE;
    }
    if (parent != NO_RULE && rule > last) reading->last_child[parent] = rule;
    return rule;
}

/* Compares a name of the table, which may end in '?', with one read. */
static bool attribute_is(const char *listed, const char *name)
{
    size_t length = strcspn(listed, "?");
    return strlen(name) == length && memcmp(listed, name, length) == 0;
}

static int find_attribute(const XmlRule *rule, const char *name)
{
    for (int i = 0; rule->attributes[i] != NULL; i++)
        if (attribute_is(rule->attributes[i], name)) return i;
    return -1;
}

/* Copies one value behind the others; *used is the end so far. */
static bool copy_value(Reading *reading, const XmlRule *rule, const xmlChar **parts,
                       XmlElement *element, size_t *used)
{
    const char *name = sax_text(parts[0]);
    int at = parts[2] == NULL ? find_attribute(rule, name) : -1;
    size_t length = (size_t)(parts[4] - parts[3]);
    if (at < 0) {
        sax_refuse(&reading->sax, STATUS_INPUT_VALUE,
                   "unknown attribute '%.60s' on <%.60s>: remove it", name, rule->name);
        return false;
    }
    if (sax_is_blank(parts[3], length)) {
        sax_refuse(&reading->sax, STATUS_INPUT_VALUE,
                   "the attribute '%.60s' of <%.60s> is empty: fill it in", name, rule->name);
        return false;
    }
    if (*used + length + 1 > sizeof reading->values) {
        sax_refuse(&reading->sax, STATUS_INPUT_TOO_LARGE,
                   "the attributes to '%.60s' of <%.60s> are too long", name, rule->name);
        return false;
    }
    element->values[at] = reading->values + *used;
    memcpy(reading->values + *used, parts[3], length);
    reading->values[*used + length] = '\0';
    *used += length + 1;
    return true;
}

static bool copy_values(Reading *reading, const XmlRule *rule, int count,
                        const xmlChar **attributes, XmlElement *element)
{
    size_t used = 0;
    for (int i = 0; i < count; i++)
        if (!copy_value(reading, rule, attributes + i * SAX_ATTRIBUTE_PARTS, element, &used))
            return false;
    for (int i = 0; rule->attributes[i] != NULL; i++) {
        const char *listed = rule->attributes[i];
        if (element->values[i] != NULL || strchr(listed, '?') != NULL) continue;
        sax_refuse(&reading->sax, STATUS_INPUT_VALUE,
                   "<%.60s> lacks the attribute '%.60s': add it", rule->name, listed);
        return false;
    }
    return true;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
                     int attribute_count, int default_count, const xmlChar **attributes)
{
    (void)prefix, (void)namespace_count, (void)namespaces, (void)default_count;
    Reading *reading = context;
    if (reading->sax.status != STATUS_OK) return;
    sax_locate(&reading->sax, line_of_tag(reading));
    if (uri == NULL || strcmp(sax_text(uri), reading->kind->namespace_uri) != 0) {
        sax_refuse(&reading->sax, STATUS_INPUT_WRONG_NAMESPACE,
                   "<%.60s> is not in the namespace %s", sax_text(name),
                   reading->kind->namespace_uri);
        return;
    }
    int found = enter(reading, sax_text(name));
    if (found == NO_RULE) return;
    const XmlRule *rule = &reading->kind->rules[found];
    XmlElement element = {rule->name, reading->sax.place, {NULL}, rule->attributes};
    if (!copy_values(reading, rule, attribute_count, attributes, &element)) return;
    reading->open = found;
    reading->last_child[found] = NO_RULE;
    for (size_t i = 0; i < reading->kind->rule_count; i++)
        if (reading->kind->rules[i].parent == found) reading->counts[i] = 0;
    if (rule->read == NULL) return;
    Status status = rule->read(reading->user, &element, reading->sax.failure);
    if (status != STATUS_OK) sax_stop(&reading->sax, status);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    Reading *reading = context;
    if (reading->sax.status != STATUS_OK) return;
    sax_locate(&reading->sax, sax_line(&reading->sax));
    if (!children_complete(reading, reading->open, (int)reading->kind->rule_count)) return;
    const XmlRule *rule = &reading->kind->rules[reading->open];
    reading->open = rule->parent;
    if (rule->end == NULL) return;
    XmlElement element = {rule->name, reading->sax.place, {NULL}, rule->attributes};
    Status status = rule->end(reading->user, &element, reading->sax.failure);
    if (status != STATUS_OK) sax_stop(&reading->sax, status);
}

static void on_text(void *context, const xmlChar *text, int length)
{
    Reading *reading = context;
    if (reading->sax.status != STATUS_OK || sax_is_blank(text, (size_t)length)) return;
    size_t line = sax_line(&reading->sax);
    /* libxml2 counts to the text's end. */
    for (int i = length; i > 0 && !sax_is_blank(text, (size_t)i); i--)
        if (text[i - 1] == '\n' && line > 1) line--;
    sax_locate(&reading->sax, line);
    sax_refuse(&reading->sax, STATUS_INPUT_VALUE, "text between elements: remove it");
}

static void on_forbidden(Reading *reading, const char *what)
{
    if (reading->sax.status != STATUS_OK) return;
    sax_locate(&reading->sax, sax_line(&reading->sax));
    sax_refuse(&reading->sax, STATUS_INPUT_FORBIDDEN, "%s", what);
}

static void on_cdata(void *context, const xmlChar *text, int length)
{
    (void)text, (void)length;
    on_forbidden(context, "a CDATA section");
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *data)
{
    (void)target, (void)data;
    on_forbidden(context, "a processing instruction");
}

bool xml_declares_other_encoding(const char *bytes, size_t size)
{
    size_t at = size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    if (size - at < 5 || memcmp(bytes + at, "<?xml", 5) != 0) return false;
    const char *start = bytes + at, *end = memchr(start, '>', size - at);
    if (end == NULL) return false;
    const char *value = memmem(start, (size_t)(end - start), "encoding", 8);
    if (value == NULL) return false;
    for (value += 8; value < end && strchr(" \t\r\n=\"'", *value) != NULL;)
        value++;
    return end - value < 6 || strncasecmp(value, "UTF-8", 5) != 0 ||
           (value[5] != '"' && value[5] != '\'');
}

/* Something there, and UTF-8: before libxml2 could convert anything. */
static Status check_utf8(const char *name, const char *bytes, size_t size, Failure *failure)
{
    size_t good = utf8_text_prefix(bytes, size), line = 1;
    for (size_t i = 0; i < good; i++)
        line += bytes[i] == '\n';
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, _("%s, line %zu"), name, good < size ? line : 1);
    if (good < size)
        return failure_set(failure, STATUS_INPUT_NOT_UTF8, where, "a byte that is not UTF-8");
    if (xml_declares_other_encoding(bytes, size))
        return failure_set(failure, STATUS_INPUT_NOT_UTF8, where,
                           "the declaration names another encoding");
    return STATUS_OK;
}

static Status parse(Reading *reading, Failure *failure)
{
    SaxReader *sax = &reading->sax;
    xmlSAXHandler handlers = sax_handlers(on_start, on_end, on_text, on_cdata);
    handlers.processingInstruction = on_instruction;
    int result;
    TRY(sax_parse(sax, handlers, reading->bytes, reading->size, &result));
    if (result < 0) return failure_set(failure, STATUS_MEMORY, sax->name, NULL);
    if (result == 0 && sax->parser->wellFormed && reading->open == NO_RULE) return STATUS_OK;
    sax_locate(sax, sax_line(sax));
    return failure_set(failure, STATUS_INPUT_MALFORMED, sax->place,
                       "not well-formed (libxml2 error %d)", result);
}

Status strict_xml_read(const char *name, const void *bytes, size_t size, const XmlKind *kind,
                       void *user, Failure *failure)
{
    INVARIANT(kind->rule_count <= XML_RULES_MAX);
    if (size > XML_DOCUMENT_MAX)
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, name, "more than %d bytes",
                           (int)XML_DOCUMENT_MAX);
    TRY(check_utf8(name, bytes, size, failure));
    CLEANUP(system_free) Reading *reading = system_allocate_zeroed(1, sizeof *reading);
    if (reading == NULL) return failure_set(failure, STATUS_MEMORY, name, NULL);
    *reading = (Reading){.sax = {.name = name, .failure = failure},
                         .kind = kind,
                         .bytes = bytes,
                         .size = size,
                         .user = user,
                         .open = NO_RULE};
    Status status = parse(reading, failure);
    sax_end(&reading->sax);
    return status;
}

Status xml_refuse(const XmlElement *element, size_t attribute, Failure *failure,
                  const char *format, ...)
{
    char problem[FAILURE_DETAIL_SIZE / 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(problem, sizeof problem, translate(format), arguments);
    va_end(arguments);
    enum { VALUE_SHOWN = 60 };
    const char *name = element->attributes[attribute];
    const char *value = element->values[attribute];
    if (value == NULL) value = "";
    if (path_has_ident(value)) value = "***";
    return failure_set(failure, STATUS_INPUT_VALUE, element->place, "<%s> %.*s=\"%.*s\": %s",
                       element->name, (int)strcspn(name, "?"), name,
                       utf8_cut(value, VALUE_SHOWN), value, problem);
}

Status xml_refuse_element(const XmlElement *element, Failure *failure, const char *format, ...)
{
    char problem[FAILURE_DETAIL_SIZE / 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(problem, sizeof problem, translate(format), arguments);
    va_end(arguments);
    return failure_set(failure, STATUS_INPUT_VALUE, element->place, "<%s>: %s", element->name,
                       problem);
}

Status xml_whole(const XmlElement *element, size_t attribute, int64_t least, int64_t most,
                 int64_t *out, Failure *failure)
{
    const char *text = element->values[attribute];
    size_t length = strlen(text);
    int64_t number = 0;
    bool good = length > 0 && length <= 17 && (text[0] != '0' || length == 1);
    for (size_t i = 0; good && i < length; i++) {
        good = text[i] >= '0' && text[i] <= '9';
        number = number * 10 + (text[i] - '0');
    }
    if (!good || number < least || number > most)
        return xml_refuse(element, attribute, failure,
                          "not a whole number from %s to %s: correct it",
                          whole_kroner_text(least).text, whole_kroner_text(most).text);
    *out = number;
    return STATUS_OK;
}

Status xml_text(const XmlElement *element, size_t attribute, char *out, size_t size,
                Failure *failure)
{
    const char *text = element->values[attribute];
    size_t length = strlen(text);
    if (length >= size)
        return xml_refuse(element, attribute, failure, "longer than %zu bytes: shorten it",
                          size - 1);
    memcpy(out, text, length + 1);
    return STATUS_OK;
}
