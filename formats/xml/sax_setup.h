/*
 * sax_setup.h - one way to let libxml2's SAX2 events run over a document in memory.
 *
 * No network, no entities but the five of XML, no DOCTYPE; the first failure stops the parser
 * and is the only one that counts. Inside formats/xml and formats/register. One thread per
 * reader.
 */
#ifndef TILSKUDD_FORMATS_SAX_SETUP_H
#define TILSKUDD_FORMATS_SAX_SETUP_H

#include <libxml/parser.h>

#include "formats/base/system.h"

enum { SAX_ATTRIBUTE_PARTS = 5 /* name, prefix, namespace, value, end of value */ };

/* What every reading has; the first member of the structure that the handlers are given. */
typedef struct SaxReader {
    xmlParserCtxtPtr parser;
    const char *name;               /* of the document, for messages; borrowed */
    size_t line;                    /* of the place */
    char place[FAILURE_WHERE_SIZE]; /* "name, line 12" */
    Status status;                  /* the first failure; nothing is done after it */
    Failure *failure;
} SaxReader;

static inline const char *sax_text(const xmlChar *text)
{
    return (const char *)text;
}
/* White space only. */
bool sax_is_blank(const xmlChar *text, size_t length);
/* The line libxml2 has come to, from 1. */
size_t sax_line(const SaxReader *reader);
/* Makes `line` the place that the next refusal names. */
void sax_locate(SaxReader *reader, size_t line);
/* Keeps the first failure, whose Failure is filled, and makes libxml2 stop. */
void sax_stop(SaxReader *reader, Status status);
/* Fails the reading at its place, unless it has failed before. */
void sax_refuse(SaxReader *reader, Status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The handlers every reading has. */
xmlSAXHandler sax_handlers(startElementNsSAX2Func on_start, endElementNsSAX2Func on_end,
                           charactersSAXFunc on_text, cdataBlockSAXFunc on_cdata);
/* Parses the document with a parser that stays in the reader until sax_end; DOCTYPE, entity
 * references and errors are refused, whatever the handlers say. *result is libxml2's. MEMORY,
 * or the reading's own failure. */
MUST_USE Status sax_parse(SaxReader *reader, xmlSAXHandler handlers, const void *bytes,
                          size_t size, int *result);
/* Frees the parser, if there is one. */
void sax_end(SaxReader *reader);

#endif
