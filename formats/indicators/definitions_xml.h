/*
 * definitions_xml.h - rules/indicators/<year>.xml into IndicatorDefinitions.
 * rules/indicators.md.
 *
 * Strict: unknown, missing or repeated elements and attributes, and values out of their range,
 * are refused with file and line. One thread per call; what was read is constant.
 */
#ifndef TILSKUDD_FORMATS_INDICATORS_DEFINITIONS_XML_H
#define TILSKUDD_FORMATS_INDICATORS_DEFINITIONS_XML_H

#include "formats/base/system.h"
#include "rules/indicators/definitions.h"

/* Reads <folder>/<year>.xml. Owned result: system_free. INPUT_MISSING with the year when there
 * is no such file; INPUT_VALUE and what strict_xml_read refuses. */
MUST_USE Status indicator_definitions_read(const char *folder, int year,
                                           IndicatorDefinitions **out, Failure *failure);
/* The same from memory: `name` is the file's for messages, its last part <year>.xml. On failure
 * *out is not usable. */
MUST_USE Status indicator_definitions_parse(const char *name, const void *bytes, size_t size,
                                            IndicatorDefinitions *out, Failure *failure);

#endif
