/*
 * register_sax.c - libxml2's events, checked against the table and handed to the record
 * builder.
 *
 * libxml2 pulls the bytes through on_read, 4 000 at a time; everything else is called back by
 * it. Names are compared as pointers of its dictionary. Where a tag begins is known from where
 * the event before it ended: text, tags, comments and instructions are all events here.
 */
#include "formats/base/translate.h"
#include "formats/register/register_sax_work.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "formats/register/register_reader.h"
#include "formats/register/register_text.h"
#include "formats/xml/sax_setup.h"
#include "formats/xml/xml_error_words.h"

void register_sax_stop(Sax *sax, Status status)
{
    if (status == STATUS_OK || sax->status != STATUS_OK) return;
    sax->status = status;
    sax->parser->disableSAX = 1;
}

void register_sax_fail(Sax *sax, Status status, RegisterReason reason, uint32_t line,
                       const char *format, ...)
{
    if (sax->status != STATUS_OK) return;
    char where[FAILURE_WHERE_SIZE];
    char detail[FAILURE_DETAIL_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, translate(format), arguments);
    va_end(arguments);
    register_failure_place(sax->source->path, line, where);
    if (sax->records->telling != NULL) register_tell_fault(sax->records->telling, reason, line);
    register_sax_stop(sax, failure_set(sax->failure, status, where, "%s", detail));
}

static uint64_t offset_now(const Sax *sax)
{
    const xmlParserInput *input = sax->parser->input;
    return input->consumed + (uint64_t)(input->cur - input->base);
}

/* libxml2 counts lines in an int: it may go round in a file of more than two thousand million.
 */
uint32_t register_sax_line(Sax *sax)
{
    int line = sax->parser->input->line;
    if (line >= 1) return (uint32_t)line;
    register_sax_fail(sax, STATUS_INPUT_TOO_LARGE, REASON_FILE_TOO_LARGE, INT32_MAX,
                      "more than %d lines", INT32_MAX);
    return INT32_MAX;
}

/* An event ended `ahead` bytes after where libxml2 says it is. */
static void mark_event(Sax *sax, uint64_t ahead)
{
    sax->event_offset = offset_now(sax) + ahead;
    sax->event_line = register_sax_line(sax);
}

static void check_value_length(Sax *sax, const StartTag *tag, const xmlChar **attribute)
{
    if (attribute[4] - attribute[3] > REGISTER_ATTRIBUTE_MAX)
        register_sax_fail(sax, STATUS_INPUT_TOO_LARGE, REASON_VALUE_TOO_LONG, tag->line,
                          "an attribute value of more than %d bytes", REGISTER_ATTRIBUTE_MAX);
}

/* Limits that hold for every tag, also inside a record that is refused already. */
static void check_limits(Sax *sax, const StartTag *tag)
{
    if (sax->depth > REGISTER_DEPTH_MAX)
        register_sax_fail(sax, STATUS_INPUT_TOO_LARGE, REASON_FILE_TOO_LARGE, tag->line,
                          "elements nested more than %d deep", REGISTER_DEPTH_MAX);
    if (tag->namespace_count + tag->attribute_count > REGISTER_TAG_ATTRIBUTES_MAX)
        register_sax_fail(sax, STATUS_INPUT_TOO_LARGE, REASON_FILE_TOO_LARGE, tag->line,
                          "more than %d attributes in one tag", REGISTER_TAG_ATTRIBUTES_MAX);
    for (int i = 0; i < tag->attribute_count; i++)
        check_value_length(sax, tag, tag->attributes + i * SAX_ATTRIBUTE_PARTS);
}

static void check_tag_length(Sax *sax, uint32_t line)
{
    if (offset_now(sax) - sax->event_offset > REGISTER_TAG_MAX)
        register_sax_fail(sax, STATUS_INPUT_TOO_LARGE, REASON_FILE_TOO_LARGE, line,
                          "a tag of more than %d bytes", REGISTER_TAG_MAX);
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
        register_sax_root(sax, &tag);
    else if (sax->depth == RECORD_DEPTH)
        register_sax_record(sax, &tag);
    else if (is_looked_at(sax))
        register_sax_child(sax, &tag);
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
    if (sax->depth == RECORD_DEPTH - 1) register_sax_stop(sax, record_end(sax->records));
    if (sax->depth == 0) sax->document->end_line = register_sax_line(sax);
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
        register_sax_fail(sax, STATUS_INPUT_VALUE, REASON_TEXT_BETWEEN, sax->event_line,
                          "text between the records");
        return;
    }
    if (!is_looked_at(sax)) return;
    char field[sizeof sax->records->refusal.field];
    RegisterElement element = sax->open[sax->depth];
    snprintf(field, sizeof field, _("text in %s"), element_spec(element)->name);
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
        register_sax_fail(sax, STATUS_INPUT_FORBIDDEN, REASON_FILE_MALFORMED, sax->event_line,
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
    register_sax_fail(sax, STATUS_INPUT_FORBIDDEN, REASON_DOCTYPE, register_sax_line(sax),
                      "a DOCTYPE");
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
        register_sax_fail(sax, STATUS_INPUT_NOT_UTF8, REASON_ANOTHER_ENCODING, 1,
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
static RegisterReason reason_of_error(Status status, const xmlError *error)
{
    int code = error->code;
    bool in_tag = error->message != NULL && strstr(error->message, "attribute") != NULL;
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

/* With the names that the file has, and without their digits: one may be an ident. */
static void error_words(const xmlError *error, char *out, size_t size)
{
    char first[NAME_TEXT_SIZE], second[NAME_TEXT_SIZE];
    xmlError shown = *error;
    register_clean_name(error->str1 != NULL ? error->str1 : "", first, sizeof first);
    register_clean_name(error->str2 != NULL ? error->str2 : "", second, sizeof second);
    shown.str1 = first;
    shown.str2 = second;
    xml_error_words(&shown, out, size);
}

/* Without a parser there is no memory for one: its maker says so. A namespace name that is no
 * URI is a name like any other; it will not be ours. */
static void on_error(void *context, xmlErrorPtr error)
{
    Sax *sax = context;
    if (sax->parser == NULL) return;
    if (sax->status != STATUS_OK || error->level < XML_ERR_ERROR) return;
    if (error->code == XML_WAR_NS_URI) return;
    char words[FAILURE_DETAIL_SIZE / 2];
    error_words(error, words, sizeof words);
    Status status = status_of_error(sax, error->code);
    if (sax->records->telling != NULL)
        register_tell_names(sax->records->telling, error->str1, error->str2, error->int1);
    register_sax_fail(sax, status, reason_of_error(status, error),
                      error->line > 0 ? (uint32_t)error->line : register_sax_line(sax), "%s",
                      words);
}

/* Bytes that XML never has, which libxml2 would take for an end or convert. */
static void check_bytes(Sax *sax, const char *bytes, size_t size)
{
    if (sax->delivered == 0 && register_is_other_encoding(bytes, size))
        register_sax_fail(sax, STATUS_INPUT_NOT_UTF8, REASON_ANOTHER_ENCODING, 1,
                          "another encoding (UTF-16 or the like)");
    const char *zero = memchr(bytes, '\0', size);
    if (zero == NULL || sax->status != STATUS_OK) return;
    const xmlParserInput *input = sax->parser->input;
    uint32_t line = register_sax_line(sax);
    for (const xmlChar *at = input->cur; at < input->end; at++)
        line += *at == '\n';
    for (const char *at = bytes; at < zero; at++)
        line += *at == '\n';
    register_sax_fail(sax, STATUS_INPUT_MALFORMED, REASON_NUL_BYTE, line, "a NUL byte");
}

/* Keeps libxml2 from collecting without end, and from comparing a million attributes. */
static void check_markup(Sax *sax)
{
    if (sax->root_seen && sax->depth == 0) return; /* white space at the end is no event */
    if (sax->delivered - sax->event_offset > REGISTER_MARKUP_MAX)
        register_sax_fail(sax, STATUS_INPUT_TOO_LARGE, REASON_FILE_TOO_LARGE, sax->event_line,
                          "a tag, comment or the like of more than %d bytes",
                          REGISTER_MARKUP_MAX);
}

static int on_read(void *context, char *buffer, int size)
{
    Sax *sax = context;
    size_t got = 0;
    if (sax->status != STATUS_OK || size <= 0) return 0;
    Status status = register_source_read(sax->source, buffer, (size_t)size, &got, sax->failure);
    register_sax_stop(sax, status);
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
        register_sax_fail(sax, STATUS_INPUT_MALFORMED, REASON_FILE_MALFORMED, sax->event_line,
                          "not well-formed");
    if (sax->status == STATUS_OK && !sax->source->at_end)
        register_sax_fail(sax, STATUS_INPUT_MALFORMED, REASON_MORE_AFTER_THE_END,
                          sax->event_line, "more after the end");
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
