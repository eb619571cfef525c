/*
 * xml_error_words.h - what libxml2 finds wrong with a document, in this program's own words:
 * the library knows English alone. Inside formats/xml and formats/register. Any thread.
 */
#ifndef TILSKUDD_FORMATS_XML_ERROR_WORDS_H
#define TILSKUDD_FORMATS_XML_ERROR_WORDS_H

#include <stddef.h>

#include <libxml/xmlerror.h>

/* Into `out`, on one line; cut where it does not fit. Names are as the document has them. */
void xml_error_words(const xmlError *error, char *out, size_t size);

#endif
