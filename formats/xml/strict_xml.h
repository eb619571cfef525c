/*
 * strict_xml.h - small XML documents read by a table: rule sets, configurations.
 *
 * The table (XmlRule) says which elements there are, in which order, how often, and with which
 * attributes; all data stands in attributes. Everything else is refused: unknown, misplaced,
 * missing or repeated elements and attributes, empty values, text between tags, processing
 * instructions, DOCTYPE (so no entities but the five of XML), another namespace, another
 * encoding than UTF-8. libxml2 SAX2, no network, no tree. One thread per call.
 */
#ifndef TILSKUDD_FORMATS_STRICT_XML_H
#define TILSKUDD_FORMATS_STRICT_XML_H

#include <stdint.h>

#include "formats/base/system.h"

enum {
    XML_ATTRIBUTES_MAX = 10,
    XML_RULES_MAX = 32,
    XML_DOCUMENT_MAX = 4 << 20 /* bytes */
};

/* One element as read; everything is borrowed for the call. */
typedef struct XmlElement {
    const char *name;
    const char *place; /* "sets/2018.xml, line 12": of the element's first character */
    /* By the position in the rule's list; NULL for an optional one that is not there. */
    const char *values[XML_ATTRIBUTES_MAX];
    const char *const *attributes; /* the rule's list, for messages */
} XmlElement;

/* One kind of element. Siblings stand in the order of the table. */
typedef struct XmlRule {
    const char *name;
    int parent;           /* index of the parent's rule; -1 for the root, which comes first */
    unsigned least, most; /* how often in one parent; most 0: any number */
    /* Names, ended by NULL; a name that ends in '?' is optional. */
    const char *attributes[XML_ATTRIBUTES_MAX + 1];
    /* Takes the values; NULL when there is nothing to take. */
    Status (*read)(void *user, const XmlElement *element, Failure *failure);
    /* Called at its end tag (whose place the element has; no values): is all there? or NULL. */
    Status (*end)(void *user, const XmlElement *element, Failure *failure);
} XmlRule;

/* A row of the table; the attributes come last: NULL where there are none. */
#define XML_ELEMENT(name, parent, least, most, read, end, ...)                                 \
    {                                                                                          \
        name, parent, least, most, {__VA_ARGS__}, read, end                                    \
    }

typedef struct XmlKind {
    const char *namespace_uri;
    const XmlRule *rules;
    size_t rule_count; /* at most XML_RULES_MAX */
    /* Elements that may be left out (least 0) stand in any order among each other. */
    bool optional_in_any_order;
} XmlKind;

/* Reads a document from memory; `name` is the file's for messages. INPUT_MALFORMED,
 * INPUT_NOT_UTF8, INPUT_FORBIDDEN, INPUT_WRONG_NAMESPACE, INPUT_VALUE, INPUT_TOO_LARGE, MEMORY,
 * and whatever a `read` returns; failure.where has file and line. */
MUST_USE Status strict_xml_read(const char *name, const void *bytes, size_t size,
                                const XmlKind *kind, void *user, Failure *failure);

/* Whether an XML declaration at the start names another encoding than UTF-8. */
bool xml_declares_other_encoding(const char *bytes, size_t size);

/* INPUT_VALUE at the element, with the attribute (by position) and its value named. `format`
 * says what is wrong and what to do. A value with an ident in it is not repeated. */
Status xml_refuse(const XmlElement *element, size_t attribute, Failure *failure,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));
/* INPUT_VALUE at the element. */
Status xml_refuse_element(const XmlElement *element, Failure *failure, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Value of an attribute as a whole number from least to most; refuses anything else, also signs
 * and leading zeros. */
MUST_USE Status xml_whole(const XmlElement *element, size_t attribute, int64_t least,
                          int64_t most, int64_t *out, Failure *failure);
/* Copies a value; refuses one that does not fit in `size` bytes with its NUL. */
MUST_USE Status xml_text(const XmlElement *element, size_t attribute, char *out, size_t size,
                         Failure *failure);

#endif
