/*
 * register_sax.c - libxml2's events, checked against the table and handed to the record
 * builder.
 *
 * libxml2 pulls the bytes through on_read, 4 000 at a time; everything else is called back by
 * it. Names are compared as pointers of its dictionary. Where a tag begins is known from where
 * the event before it ended: text, tags, comments and instructions are all events here.
 */
#include "formats/register/register_sax.h"

#include <libxml/parserInternals.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "formats/register/register_reader.h"
#include "formats/register/register_text.h"
#include "formats/register/register_values.h"
#include "formats/xml/sax_setup.h"

enum {
    RECORD_DEPTH = 2,    /* of <person>; the root has 1 */
    KNOWN_DEPTH_MAX = 4, /* of the deepest element of the table */
    NAME_TEXT_SIZE = 40
};

typedef struct Sax {
    RegisterSource *source;
    RegisterDocument *document;
    RecordBuilder *records;
    xmlParserCtxtPtr parser;
    bool is_slice;
    uint32_t records_max;
    bool root_seen;
    int depth;
    RegisterElement open[KNOWN_DEPTH_MAX + 1]; /* elements of the open record, by depth */
    int last_child[KNOWN_DEPTH_MAX + 1];       /* of open[depth]: latest child, or -1 */
    uint32_t open_line[KNOWN_DEPTH_MAX + 1];
    int unknown_depth;     /* of the element that is not known and open; 0: none */
    uint64_t event_offset; /* where the latest event ended */
    uint32_t event_line;
    uint64_t delivered; /* bytes given to libxml2 */
    const xmlChar *namespace_uri;
    const xmlChar *elements[ELEMENT_COUNT];
    const xmlChar *attributes[ELEMENT_COUNT][ELEMENT_ATTRIBUTES_MAX];
    Status status; /* the first failure; nothing is done after it */
    Failure *failure;
} Sax;

/* One start tag, as libxml2 gives it. */
typedef struct StartTag {
    const xmlChar *name, *uri;
    int namespace_count;
    const xmlChar **attributes;
    int attribute_count;
    uint32_t line;
} StartTag;

/* Keeps the first failure. disableSAX and an empty source bring libxml2 to its end soon. */
static void stop(Sax *sax, Status status)
{
    if (status == STATUS_OK || sax->status != STATUS_OK) return;
    sax->status = status;
    sax->parser->disableSAX = 1;
}

static void fail(Sax *sax, Status status, RegisterReason reason, uint32_t line,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

static void fail(Sax *sax, Status status, RegisterReason reason, uint32_t line,
                 const char *format, ...)
{
    if (sax->status != STATUS_OK) return;
    char where[FAILURE_WHERE_SIZE];
    char detail[FAILURE_DETAIL_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    register_failure_place(sax->source->path, line, where);
    if (sax->records->telling != NULL) register_tell_fault(sax->records->telling, reason, line);
    stop(sax, failure_set(sax->failure, status, where, "%s", detail));
}

static uint64_t offset_now(const Sax *sax)
{
    const xmlParserInput *input = sax->parser->input;
    return input->consumed + (uint64_t)(input->cur - input->base);
}

/* libxml2 counts lines in an int: it may go round in a file of more than two thousand million.
 */
static uint32_t line_now(Sax *sax)
{
    int line = sax->parser->input->line;
    if (line >= 1) return (uint32_t)line;
    fail(sax, STATUS_INPUT_TOO_LARGE, REASON_FILE_TOO_LARGE, INT32_MAX, "more than %d lines",
         INT32_MAX);
    return INT32_MAX;
}

/* An event ended `ahead` bytes after where libxml2 says it is. */
static void mark_event(Sax *sax, uint64_t ahead)
{
    sax->event_offset = offset_now(sax) + ahead;
    sax->event_line = line_now(sax);
}

/* The root may stand after white space that is no event: its line is counted back. */
static uint32_t root_line(Sax *sax)
{
    const xmlParserInput *input = sax->parser->input;
    uint32_t line = line_now(sax);
    for (const xmlChar *at = input->cur; at > input->base && at[-1] != '<'; at--)
        if (at[-1] == '\n' && line > 1) line--;
    return line;
}

static void check_value_length(Sax *sax, const StartTag *tag, const xmlChar **attribute)
{
    if (attribute[4] - attribute[3] > REGISTER_ATTRIBUTE_MAX)
        fail(sax, STATUS_INPUT_TOO_LARGE, REASON_VALUE_TOO_LONG, tag->line,
             "an attribute value of more than %d bytes", REGISTER_ATTRIBUTE_MAX);
}

/* Limits that hold for every tag, also inside a record that is refused already. */
static void check_limits(Sax *sax, const StartTag *tag)
{
    if (sax->depth > REGISTER_DEPTH_MAX)
        fail(sax, STATUS_INPUT_TOO_LARGE, REASON_FILE_TOO_LARGE, tag->line,
             "elements nested more than %d deep", REGISTER_DEPTH_MAX);
    if (tag->namespace_count + tag->attribute_count > REGISTER_TAG_ATTRIBUTES_MAX)
        fail(sax, STATUS_INPUT_TOO_LARGE, REASON_FILE_TOO_LARGE, tag->line,
             "more than %d attributes in one tag", REGISTER_TAG_ATTRIBUTES_MAX);
    for (int i = 0; i < tag->attribute_count; i++)
        check_value_length(sax, tag, tag->attributes + i * SAX_ATTRIBUTE_PARTS);
}

static void check_tag_length(Sax *sax, uint32_t line)
{
    if (offset_now(sax) - sax->event_offset > REGISTER_TAG_MAX)
        fail(sax, STATUS_INPUT_TOO_LARGE, REASON_FILE_TOO_LARGE, line,
             "a tag of more than %d bytes", REGISTER_TAG_MAX);
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
    stop(sax, record_element(sax->records, element, tag->line, values, present));
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

static void start_record(Sax *sax, const StartTag *tag)
{
    RecordBuilder *records = sax->records;
    if (records->record >= sax->records_max) {
        fail(sax, STATUS_INPUT_TOO_LARGE, REASON_FILE_TOO_LARGE, tag->line,
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

static void start_child(Sax *sax, const StartTag *tag)
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
    fail(sax, STATUS_INPUT_VALUE, REASON_ROOT_VALUE, line, "%s/@%s: %s", REGISTER_ROOT, name,
         register_reason(reason));
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

static void start_root(Sax *sax, StartTag *tag)
{
    tag->line = root_line(sax);
    sax->root_seen = true;
    if (is_foreign(sax, tag) || strcmp(sax_text(tag->name), REGISTER_ROOT) != 0) {
        fail(sax, STATUS_INPUT_WRONG_NAMESPACE, REASON_WRONG_ROOT, tag->line,
             "the root is not <%s> in %s", REGISTER_ROOT, REGISTER_NAMESPACE);
        return;
    }
    for (int i = 0; i < tag->attribute_count; i++)
        root_attribute(sax, tag, tag->attributes + i * SAX_ATTRIBUTE_PARTS);
    if (!day_is_set(sax->document->extract_date))
        fail_root(sax, tag->line, "uttrekksdato", REASON_MISSING);
    sax->records->sender = sax->document->sender;
    if (sax->records->telling != NULL)
        register_tell_head(sax->records->telling, sax->document->extract_date,
                           sax->document->sender);
    sax->document->head_line = line_now(sax);
}

/* Of a refused record only who wants to be told of everything sees more: not what is within an
 * element that is not known. */
static bool is_looked_at(const Sax *sax)
{
    if (sax->records->telling == NULL) return !sax->records->refused;
    return sax->unknown_depth == 0;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
                     int attribute_count, int default_count, const xmlChar **attributes)
{
    (void)prefix, (void)namespaces, (void)default_count;
    Sax *sax = context;
    if (sax->status != STATUS_OK) return;
    /* A tag that the end of the file cuts comes here too, before the error about it. */
    if (*sax->parser->input->cur != '>' && *sax->parser->input->cur != '/') return;
    StartTag tag = {.name = name,
                    .uri = uri,
                    .namespace_count = namespace_count,
                    .attributes = attributes,
                    .attribute_count = attribute_count,
                    .line = sax->event_line};
    sax->depth++;
    check_limits(sax, &tag);
    if (sax->depth >= RECORD_DEPTH) check_tag_length(sax, tag.line);
    if (sax->status != STATUS_OK) return;
    if (sax->depth < RECORD_DEPTH)
        start_root(sax, &tag);
    else if (sax->depth == RECORD_DEPTH)
        start_record(sax, &tag);
    else if (is_looked_at(sax))
        start_child(sax, &tag);
    mark_event(sax, 0);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    Sax *sax = context;
    if (sax->status != STATUS_OK) return;
    check_tag_length(sax, sax->event_line);
    mark_event(sax, 0);
    sax->depth--;
    if (sax->status != STATUS_OK) return;
    if (sax->depth < sax->unknown_depth) sax->unknown_depth = 0;
    if (sax->depth == RECORD_DEPTH - 1) stop(sax, record_end(sax->records));
    if (sax->depth == 0) sax->document->end_line = line_now(sax);
}

static bool is_blank(const xmlChar *text, int length)
{
    for (int i = 0; i < length; i++)
        if (text[i] != ' ' && text[i] != '\n' && text[i] != '\t' && text[i] != '\r')
            return false;
    return true;
}

/* The place named is the element's that the text stands in: where in it the text begins
 * depends on how libxml2 cuts it. */
static void refuse_text(Sax *sax)
{
    if (sax->depth < RECORD_DEPTH) {
        fail(sax, STATUS_INPUT_VALUE, REASON_TEXT_BETWEEN, sax->event_line,
             "text between the records");
        return;
    }
    if (!is_looked_at(sax)) return;
    char field[sizeof sax->records->refusal.field];
    RegisterElement element = sax->open[sax->depth];
    snprintf(field, sizeof field, "text in %s", element_spec(element)->name);
    record_refuse_in(sax->records, element, sax->open_line[sax->depth], field,
                     REASON_TEXT_INSIDE);
}

static void on_text(void *context, const xmlChar *text, int length)
{
    Sax *sax = context;
    if (sax->status != STATUS_OK) return;
    if (!is_blank(text, length)) refuse_text(sax);
    /* libxml2 sometimes tells of text before it has moved on behind it. */
    mark_event(sax, text == sax->parser->input->cur ? (uint64_t)length : 0);
}

/* Something a slice's end may hide in: the file is to be read whole. */
static void leave_slice(Sax *sax)
{
    if (sax->is_slice && sax->depth > 0)
        fail(sax, STATUS_INPUT_FORBIDDEN, REASON_FILE_MALFORMED, sax->event_line,
             "not to be cut into slices");
}

static void on_cdata(void *context, const xmlChar *text, int length)
{
    Sax *sax = context;
    if (sax->status != STATUS_OK) return;
    leave_slice(sax);
    if (!is_blank(text, length)) refuse_text(sax);
    mark_event(sax, 0);
}

static void on_comment(void *context, const xmlChar *text)
{
    (void)text;
    Sax *sax = context;
    if (sax->status != STATUS_OK) return;
    leave_slice(sax);
    mark_event(sax, 0);
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *data)
{
    (void)target;
    on_comment(context, data);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    Sax *sax = context;
    fail(sax, STATUS_INPUT_FORBIDDEN, REASON_DOCTYPE, line_now(sax), "a DOCTYPE");
    xmlStopParser(sax->parser); /* before the first declaration in it is read */
}

/* libxml2 keeps the name of an encoding it converts from in another place than UTF-8's. */
static void on_document(void *context)
{
    Sax *sax = context;
    const xmlParserInput *input = sax->parser->input;
    const xmlChar *declared = sax->parser->encoding;
    bool is_utf8 = (declared == NULL || strcasecmp(sax_text(declared), "UTF-8") == 0) &&
                   input->encoding == NULL && input->buf->encoder == NULL;
    if (!is_utf8)
        fail(sax, STATUS_INPUT_NOT_UTF8, REASON_ANOTHER_ENCODING, 1,
             "another encoding is declared");
    mark_event(sax, 0);
}

static bool is_at_end(const Sax *sax)
{
    const xmlParserInput *input = sax->parser->input;
    return input->end - input->cur < 4 && sax->source->at_end &&
           (!sax->root_seen || sax->depth > 0);
}

static Status status_of_error(const Sax *sax, int code)
{
    const xmlParserInput *input = sax->parser->input;
    switch (code) {
    case XML_ERR_NO_MEMORY:
        return STATUS_MEMORY;
    case XML_ERR_INVALID_ENCODING:
    case XML_ERR_UNKNOWN_ENCODING:
    case XML_ERR_UNSUPPORTED_ENCODING:
        return STATUS_INPUT_NOT_UTF8;
    case XML_ERR_INVALID_CHAR:
        return input->cur < input->end && *input->cur >= 0x80 ? STATUS_INPUT_NOT_UTF8
                                                              : STATUS_INPUT_MALFORMED;
    case XML_ERR_UNDECLARED_ENTITY:
    case XML_WAR_UNDECLARED_ENTITY:
        return STATUS_INPUT_FORBIDDEN;
    case XML_ERR_TAG_NAME_MISMATCH:
    case XML_ERR_DOCUMENT_END:
        return STATUS_INPUT_MALFORMED;
    default:
        return is_at_end(sax) ? STATUS_INPUT_TRUNCATED : STATUS_INPUT_MALFORMED;
    }
}

/* What the sender is told of it, in words of what stands in the file. */
static RegisterReason reason_of_error(Status status, int code, const char *message)
{
    bool in_tag = strstr(message, "attribute") != NULL;
    if (code == XML_ERR_DOCUMENT_EMPTY || code == XML_ERR_DOCUMENT_START)
        return REASON_FILE_EMPTY;
    if (status == STATUS_INPUT_TRUNCATED) return REASON_FILE_ENDS_EARLY;
    switch (code) {
    case XML_ERR_TAG_NAME_MISMATCH:
        return REASON_TAGS_CROSS;
    case XML_ERR_ATTRIBUTE_REDEFINED:
        return REASON_ATTRIBUTE_TWICE;
    case XML_ERR_LT_IN_ATTRIBUTE:
        return REASON_LESS_THAN_INSIDE;
    case XML_ERR_ATTRIBUTE_NOT_STARTED:
    case XML_ERR_ATTRIBUTE_NOT_FINISHED:
    case XML_ERR_ATTRIBUTE_WITHOUT_VALUE:
        return REASON_QUOTES_MISSING;
    case XML_ERR_SPACE_REQUIRED:
        return REASON_SPACE_MISSING;
    case XML_ERR_NAME_REQUIRED:
    case XML_ERR_ENTITYREF_SEMICOL_MISSING:
        return in_tag ? REASON_TAG_UNFINISHED : REASON_AMPERSAND;
    case XML_ERR_GT_REQUIRED:
        return REASON_TAG_UNFINISHED;
    case XML_ERR_DOCUMENT_END:
        return REASON_MORE_AFTER_THE_END;
    case XML_ERR_INVALID_CHAR:
        return status == STATUS_INPUT_NOT_UTF8 ? REASON_NOT_UTF8 : REASON_BAD_CHARACTER;
    case XML_ERR_UNDECLARED_ENTITY:
    case XML_WAR_UNDECLARED_ENTITY:
        return REASON_ENTITY;
    default:
        return status == STATUS_INPUT_NOT_UTF8 ? REASON_NOT_UTF8 : REASON_FILE_MALFORMED;
    }
}

/* Without a parser there is no memory for one: its maker says so. A namespace name that is no
 * URI is a name like any other; it will not be ours. */
static void on_error(void *context, xmlErrorPtr error)
{
    Sax *sax = context;
    if (sax->parser == NULL) return;
    if (sax->status != STATUS_OK || error->level < XML_ERR_ERROR) return;
    if (error->code == XML_WAR_NS_URI) return;
    char message[FAILURE_DETAIL_SIZE / 2];
    register_clean_message(error->message, message, sizeof message);
    Status status = status_of_error(sax, error->code);
    if (sax->records->telling != NULL)
        register_tell_names(sax->records->telling, error->str1, error->str2, error->int1);
    fail(sax, status, reason_of_error(status, error->code, message),
         error->line > 0 ? (uint32_t)error->line : line_now(sax), "%s", message);
}

/* Bytes that XML never has, which libxml2 would take for an end or convert. */
static void check_bytes(Sax *sax, const char *bytes, size_t size)
{
    if (sax->delivered == 0 && register_is_other_encoding(bytes, size))
        fail(sax, STATUS_INPUT_NOT_UTF8, REASON_ANOTHER_ENCODING, 1,
             "another encoding (UTF-16 or the like)");
    const char *zero = memchr(bytes, '\0', size);
    if (zero == NULL || sax->status != STATUS_OK) return;
    const xmlParserInput *input = sax->parser->input;
    uint32_t line = line_now(sax);
    for (const xmlChar *at = input->cur; at < input->end; at++)
        line += *at == '\n';
    for (const char *at = bytes; at < zero; at++)
        line += *at == '\n';
    fail(sax, STATUS_INPUT_MALFORMED, REASON_NUL_BYTE, line, "a NUL byte");
}

/* Keeps libxml2 from collecting without end, and from comparing a million attributes. */
static void check_markup(Sax *sax)
{
    if (sax->root_seen && sax->depth == 0) return; /* white space at the end is no event */
    if (sax->delivered - sax->event_offset > REGISTER_MARKUP_MAX)
        fail(sax, STATUS_INPUT_TOO_LARGE, REASON_FILE_TOO_LARGE, sax->event_line,
             "a tag, comment or the like of more than %d bytes", REGISTER_MARKUP_MAX);
}

static int on_read(void *context, char *buffer, int size)
{
    Sax *sax = context;
    size_t got = 0;
    if (sax->status != STATUS_OK || size <= 0) return 0;
    Status status = register_source_read(sax->source, buffer, (size_t)size, &got, sax->failure);
    stop(sax, status);
    if (status != STATUS_OK) return 0;
    check_bytes(sax, buffer, got);
    sax->delivered += got;
    check_markup(sax);
    return sax->status == STATUS_OK ? (int)got : 0;
}

static xmlSAXHandler handlers(void)
{
    xmlSAXHandler handler = sax_handlers(on_start, on_end, on_text, on_cdata);
    handler.startDocument = on_document;
    handler.internalSubset = on_doctype;
    handler.comment = on_comment;
    handler.processingInstruction = on_instruction;
    handler.serror = on_error;
    return handler;
}

/* The names of the table as pointers of libxml2's dictionary. False: no memory. */
static bool intern_names(Sax *sax)
{
    xmlDictPtr dictionary = sax->parser->dict;
    sax->namespace_uri = xmlDictLookup(dictionary, BAD_CAST REGISTER_NAMESPACE, -1);
    bool is_done = sax->namespace_uri != NULL;
    for (int i = 0; i < ELEMENT_COUNT; i++) {
        const ElementSpec *spec = element_spec((RegisterElement)i);
        sax->elements[i] = xmlDictLookup(dictionary, BAD_CAST spec->name, -1);
        is_done = is_done && sax->elements[i] != NULL;
        for (int k = 0; k < spec->attribute_count; k++) {
            sax->attributes[i][k] = xmlDictLookup(dictionary, BAD_CAST spec->attributes[k], -1);
            is_done = is_done && sax->attributes[i][k] != NULL;
        }
    }
    return is_done;
}

/* As xmlCreateIOParserCtxt does, but without its leak when memory runs out half-way. */
static xmlParserCtxtPtr new_parser(Sax *sax)
{
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    if (parser == NULL) return NULL;
    *parser->sax = handlers();
    parser->userData = sax;
    xmlParserInputBufferPtr bytes =
        xmlParserInputBufferCreateIO(on_read, NULL, sax, XML_CHAR_ENCODING_NONE);
    xmlParserInputPtr input =
        bytes != NULL ? xmlNewIOInputStream(parser, bytes, XML_CHAR_ENCODING_NONE) : NULL;
    if (input != NULL && inputPush(parser, input) >= 0) return parser;
    if (input != NULL)
        xmlFreeInputStream(input); /* and its bytes */
    else if (bytes != NULL)
        xmlFreeParserInputBuffer(bytes);
    xmlFreeParserCtxt(parser);
    return NULL;
}

static Status parse(Sax *sax)
{
    if (!intern_names(sax))
        return failure_set(sax->failure, STATUS_MEMORY, sax->source->path, "libxml2");
    xmlCtxtUseOptions(sax->parser, XML_PARSE_NONET);
    /* Its limit would make a whole file fail where slices, with a dictionary each, do not. */
    (void)xmlDictSetLimit(sax->parser->dict, 0);
    int result = xmlParseDocument(sax->parser);
    if (sax->status == STATUS_OK && (result != 0 || !sax->parser->wellFormed))
        fail(sax, STATUS_INPUT_MALFORMED, REASON_FILE_MALFORMED, sax->event_line,
             "not well-formed");
    if (sax->status == STATUS_OK && !sax->source->at_end)
        fail(sax, STATUS_INPUT_MALFORMED, REASON_MORE_AFTER_THE_END, sax->event_line,
             "more after the end");
    if (sax->status != STATUS_OK) return sax->status;
    return record_finish(sax->records);
}

static Status parse_source(RegisterSource *source, bool is_slice, uint32_t records_max,
                           RegisterTelling *telling, RegisterDocument *document,
                           Failure *failure)
{
    *document = (RegisterDocument){.extract_date = DAY_NONE,
                                   .records = {.failure = failure, .telling = telling}};
    Sax sax = {.source = source,
               .document = document,
               .records = &document->records,
               .is_slice = is_slice,
               .records_max = records_max,
               .event_line = 1,
               .failure = failure};
    sax.parser = new_parser(&sax);
    if (sax.parser == NULL) return failure_set(failure, STATUS_MEMORY, source->path, "libxml2");
    Status status = parse(&sax);
    xmlFreeParserCtxt(sax.parser);
    record_scratch_free(&document->records);
    return status;
}

Status register_parse(RegisterSource *source, bool is_slice, uint32_t records_max,
                      RegisterDocument *document, Failure *failure)
{
    return parse_source(source, is_slice, records_max, NULL, document, failure);
}

Status register_parse_telling(RegisterSource *source, RegisterTelling *telling,
                              RegisterDocument *document, Failure *failure)
{
    return parse_source(source, false, REGISTER_RECORDS_MAX, telling, document, failure);
}

void register_document_free(RegisterDocument *document)
{
    record_builder_free(&document->records);
}
