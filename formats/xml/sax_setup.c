/* sax_setup.c - what the readings of small documents have in common. */
#include "formats/xml/sax_setup.h"

#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/xml/xml_error_words.h"

bool sax_is_blank(const xmlChar *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (strchr(" \t\r\n", text[i]) == NULL) return false;
    return true;
}

size_t sax_line(const SaxReader *reader)
{
    int line = xmlSAX2GetLineNumber(reader->parser);
    return line > 0 ? (size_t)line : 1;
}

void sax_locate(SaxReader *reader, size_t line)
{
    reader->line = line;
    snprintf(reader->place, sizeof reader->place, _("%s, line %zu"), reader->name, line);
}

void sax_stop(SaxReader *reader, Status status)
{
    if (reader->status != STATUS_OK) return;
    reader->status = status;
    xmlStopParser(reader->parser);
}

void sax_refuse(SaxReader *reader, Status status, const char *format, ...)
{
    char detail[FAILURE_DETAIL_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, translate(format), arguments);
    va_end(arguments);
    if (reader->status != STATUS_OK) return;
    sax_stop(reader, failure_set(reader->failure, status, reader->place, "%s", detail));
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    SaxReader *reader = context;
    if (reader->status == STATUS_OK) sax_locate(reader, sax_line(reader));
    sax_refuse(reader, STATUS_INPUT_FORBIDDEN, "a DOCTYPE");
}

static void on_reference(void *context, const xmlChar *name)
{
    (void)name;
    SaxReader *reader = context;
    if (reader->status == STATUS_OK) sax_locate(reader, sax_line(reader));
    sax_refuse(reader, STATUS_INPUT_FORBIDDEN, "an entity reference");
}

/* MEMORY, INPUT_NOT_UTF8 or INPUT_MALFORMED for an error of libxml2. */
static Status sax_status_of(int code)
{
    switch (code) {
    case XML_ERR_NO_MEMORY:
        return STATUS_MEMORY;
    case XML_ERR_INVALID_ENCODING:
    case XML_ERR_UNKNOWN_ENCODING:
    case XML_ERR_UNSUPPORTED_ENCODING:
    case XML_I18N_CONV_FAILED:
        return STATUS_INPUT_NOT_UTF8;
    default:
        return STATUS_INPUT_MALFORMED;
    }
}

/* A namespace name that is no URI, or for whose parts there was no memory, is a name like any
 * other: the reader knows its own. */
static void on_error(void *context, xmlErrorPtr error)
{
    SaxReader *reader = context;
    if (reader->status != STATUS_OK || error->level < XML_ERR_ERROR) return;
    if (error->code == XML_WAR_NS_URI) return;
    sax_locate(reader, error->line > 0 ? (size_t)error->line : 1);
    char words[FAILURE_DETAIL_SIZE / 2];
    xml_error_words(error, words, sizeof words);
    sax_refuse(reader, sax_status_of(error->code), "%s", words);
}

xmlSAXHandler sax_handlers(startElementNsSAX2Func on_start, endElementNsSAX2Func on_end,
                           charactersSAXFunc on_text, cdataBlockSAXFunc on_cdata)
{
    xmlSAXHandler handlers = {.initialized = XML_SAX2_MAGIC,
                              .startElementNs = on_start,
                              .endElementNs = on_end,
                              .characters = on_text,
                              .ignorableWhitespace = on_text,
                              .cdataBlock = on_cdata};
    return handlers;
}

Status sax_parse(SaxReader *reader, xmlSAXHandler handlers, const void *bytes, size_t size,
                 int *result)
{
    handlers.internalSubset = on_doctype;
    handlers.reference = on_reference;
    handlers.serror = on_error;
    reader->parser = xmlCreatePushParserCtxt(&handlers, reader, NULL, 0, NULL);
    if (reader->parser == NULL)
        return failure_set(reader->failure, STATUS_MEMORY, reader->name, NULL);
    /* NOENT: so that &amp; in an attribute comes as '&'; a DOCTYPE has stopped the reading
     * before any other entity could be known. */
    xmlCtxtUseOptions(reader->parser, XML_PARSE_NONET | XML_PARSE_NOENT);
    *result = xmlParseChunk(reader->parser, bytes, (int)size, 1);
    return reader->status;
}

void sax_end(SaxReader *reader)
{
    if (reader->parser != NULL) xmlFreeParserCtxt(reader->parser);
    reader->parser = NULL;
}
