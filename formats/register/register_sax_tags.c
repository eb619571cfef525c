/*
 * register_sax_tags.c - start tags, checked against the table and handed to the record builder.
 *
 * Names are compared as pointers of libxml2's dictionary.
 */
#include "formats/register/register_sax_work.h"

#include <stdio.h>
#include <string.h>

#include "formats/register/register_reader.h"
#include "formats/register/register_text.h"
#include "formats/register/register_values.h"
#include "formats/xml/sax_setup.h"

/* The root may stand after white space that is no event: its line is counted back. */
static uint32_t root_line(Sax *sax)
{
    const xmlParserInput *input = sax->parser->input;
    uint32_t line = register_sax_line(sax);
    for (const xmlChar *at = input->cur; at > input->base && at[-1] != '<'; at--)
        if (at[-1] == '\n' && line > 1) line--;
    return line;
}

/* Index of an attribute of the element, looked for from `expected` on; -1 when unknown. */
static int find_attribute(const Sax *sax, RegisterElement element, const xmlChar *name,
                          int expected)
{
    int count = element_spec(element)->attribute_count;
    for (int i = 0; i < count; i++) {
        int at = expected + i < count ? expected + i : expected + i - count;
        if (sax->attributes[element][at] == name) return at;
    }
    return -1;
}

static void refuse_attribute(Sax *sax, const StartTag *tag, RegisterElement element,
                             const xmlChar *name)
{
    char cleaned[NAME_TEXT_SIZE];
    char field[sizeof sax->records->refusal.field];
    register_clean_name(sax_text(name), cleaned, sizeof cleaned);
    snprintf(field, sizeof field, "%s/@%s", element_spec(element)->name, cleaned);
    record_refuse_in(sax->records, element, tag->line, field, REASON_UNKNOWN_ATTRIBUTE);
}

/* A known element in its place: its attributes by index, to the builder. */
static void read_element(Sax *sax, RegisterElement element, const StartTag *tag)
{
    RegisterText values[ELEMENT_ATTRIBUTES_MAX] = {{NULL, 0}};
    unsigned present = 0;
    int expected = 0;
    for (int i = 0; i < tag->attribute_count; i++) {
        const xmlChar **attribute = tag->attributes + i * SAX_ATTRIBUTE_PARTS;
        int at =
            attribute[1] == NULL ? find_attribute(sax, element, attribute[0], expected) : -1;
        if (at < 0) {
            refuse_attribute(sax, tag, element, attribute[0]);
            if (sax->records->telling == NULL) return;
            continue;
        }
        values[at] =
            (RegisterText){sax_text(attribute[3]), (size_t)(attribute[4] - attribute[3])};
        present |= 1u << at;
        expected = at + 1;
    }
    if (sax->records->telling != NULL)
        register_tell_element(sax->records->telling, sax->records->record, element, tag->line,
                              values);
    register_sax_stop(sax, record_element(sax->records, element, tag->line, values, present));
}

static void enter(Sax *sax, RegisterElement element, const StartTag *tag)
{
    sax->open[sax->depth] = element;
    sax->last_child[sax->depth] = -1;
    sax->open_line[sax->depth] = tag->line;
    read_element(sax, element, tag);
}

static bool name_is(const Sax *sax, const StartTag *tag, RegisterElement element)
{
    return tag->name == sax->elements[element];
}

static bool is_foreign(const Sax *sax, const StartTag *tag)
{
    return tag->uri != sax->namespace_uri;
}

/* What stands in it is not known either. */
static void refuse_element(Sax *sax, const StartTag *tag, RegisterReason reason)
{
    char cleaned[NAME_TEXT_SIZE];
    char field[sizeof sax->records->refusal.field];
    register_clean_name(sax_text(tag->name), cleaned, sizeof cleaned);
    snprintf(field, sizeof field, "unknown element <%s>", cleaned);
    int parent = sax->depth > RECORD_DEPTH ? (int)sax->open[sax->depth - 1] : REGISTER_NOWHERE;
    record_refuse_in(sax->records, parent, tag->line, field, reason);
    sax->unknown_depth = sax->depth;
}

void register_sax_record(Sax *sax, const StartTag *tag)
{
    RecordBuilder *records = sax->records;
    if (records->record >= sax->records_max) {
        register_sax_fail(sax, STATUS_INPUT_TOO_LARGE, REASON_FILE_TOO_LARGE, tag->line,
                          "more than %lu records", (unsigned long)sax->records_max);
        return;
    }
    record_begin(records, tag->line);
    if (is_foreign(sax, tag))
        refuse_element(sax, tag, REASON_WRONG_NAMESPACE);
    else if (!name_is(sax, tag, ELEMENT_PERSON))
        refuse_element(sax, tag, REASON_UNKNOWN_ELEMENT);
    else
        enter(sax, ELEMENT_PERSON, tag);
}

/* The child of `parent` that has this name, or -1. Children are looked for from the latest on,
 * because the next one is nearly always the same or one of those that follow. */
static int find_child(const Sax *sax, const ElementSpec *parent, int latest,
                      const StartTag *tag)
{
    int from = latest >= 0 ? latest : parent->first_child;
    for (int i = from; i < parent->child_end; i++)
        if (name_is(sax, tag, (RegisterElement)i)) return i;
    for (int i = parent->first_child; i < from; i++)
        if (name_is(sax, tag, (RegisterElement)i)) return i;
    return -1;
}

void register_sax_child(Sax *sax, const StartTag *tag)
{
    int above = sax->depth - 1;
    const ElementSpec *parent = element_spec(sax->open[above]);
    if (is_foreign(sax, tag)) {
        refuse_element(sax, tag, REASON_WRONG_NAMESPACE);
        return;
    }
    int child = find_child(sax, parent, sax->last_child[above], tag);
    if (child < 0) {
        refuse_element(sax, tag, REASON_UNKNOWN_ELEMENT);
        return;
    }
    if (child < sax->last_child[above]) {
        record_refuse_in(sax->records, (int)sax->open[above], tag->line,
                         element_spec((RegisterElement)child)->name, REASON_OUT_OF_ORDER);
        if (sax->records->telling == NULL) return;
    } else {
        sax->last_child[above] = child;
    }
    INVARIANT(sax->depth <= KNOWN_DEPTH_MAX);
    enter(sax, (RegisterElement)child, tag);
}

static void fail_root(Sax *sax, uint32_t line, const char *name, RegisterReason reason)
{
    if (sax->records->telling != NULL) register_tell_root(sax->records->telling, name, reason);
    register_sax_fail(sax, STATUS_INPUT_VALUE, REASON_ROOT_VALUE, line, "%s/@%s: %s",
                      REGISTER_ROOT, name, register_reason(reason, language_chosen()));
}

static void root_attribute(Sax *sax, const StartTag *tag, const xmlChar **attribute)
{
    RegisterText value = {sax_text(attribute[3]), (size_t)(attribute[4] - attribute[3])};
    RegisterDocument *document = sax->document;
    RegisterReason reason = REASON_UNKNOWN_ATTRIBUTE;
    if (attribute[1] == NULL && strcmp(sax_text(attribute[0]), "uttrekksdato") == 0)
        reason = value_day(value, &document->extract_date);
    else if (attribute[1] == NULL && strcmp(sax_text(attribute[0]), "avgiver") == 0)
        reason = value_municipality(value, &document->sender);
    if (reason == REASON_NONE) return;
    char name[NAME_TEXT_SIZE];
    register_clean_name(sax_text(attribute[0]), name, sizeof name);
    fail_root(sax, tag->line, name, reason);
}

void register_sax_root(Sax *sax, StartTag *tag)
{
    tag->line = root_line(sax);
    sax->root_seen = true;
    if (is_foreign(sax, tag) || strcmp(sax_text(tag->name), REGISTER_ROOT) != 0) {
        register_sax_fail(sax, STATUS_INPUT_WRONG_NAMESPACE, REASON_WRONG_ROOT, tag->line,
                          "the root is not <%s> in %s", REGISTER_ROOT, REGISTER_NAMESPACE);
        return;
    }
    for (int i = 0; i < tag->attribute_count; i++)
        root_attribute(sax, tag, tag->attributes + i * SAX_ATTRIBUTE_PARTS);
    if (!day_is_set(sax->document->extract_date))
        fail_root(sax, tag->line, "uttrekksdato", REASON_MISSING);
    sax->records->sender = sax->document->sender;
    if (sax->records->telling != NULL && sax->status == STATUS_OK)
        register_tell_head(sax->records->telling, tag->line, sax->document->extract_date,
                           sax->document->sender);
    sax->document->head_line = register_sax_line(sax);
}
