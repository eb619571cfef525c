/*
 * definition_attributes.h - attributes of one indicator's XML into its definition. Internal to
 * definitions_xml. Refused with file, line and attribute (INPUT_VALUE). Pure; one thread a
 * call.
 */
#ifndef TILSKUDD_FORMATS_INDICATORS_DEFINITION_ATTRIBUTES_H
#define TILSKUDD_FORMATS_INDICATORS_DEFINITION_ATTRIBUTES_H

#include "formats/xml/strict_xml.h"
#include "rules/indicators/definitions.h"

/* The attribute at a position of the element's list, which has a value. */
MUST_USE Status definition_attribute(const XmlElement *element, size_t at, Indicator *item,
                                     Failure *failure);
/* "true" or "false". */
MUST_USE Status definition_bool(const XmlElement *element, size_t at, bool *out,
                                Failure *failure);
/* "verified", "inferred" or "unverified", as Evidence. */
MUST_USE Status definition_evidence(const XmlElement *element, size_t at, uint8_t *out,
                                    Failure *failure);
/* Index of a word in a list of `count`, or `count`. */
size_t definition_word(const char *word, const char *const *list, size_t count);

#endif
