/*
 * xml_tree.h - a whole XML document in memory, for messages from and to banks.
 *
 * Built by own SAX2 handlers (libxml2's tree drops text silently when memory runs out).
 * Elements stand in document order in one array and name each other by index; names are
 * libxml2's interned strings. Comments and processing instructions are passed over, CDATA is
 * text, DOCTYPE is refused (so no entities but the five of XML), nothing is fetched. Ownership:
 * xml_tree_free. Filled by one thread, then read by any.
 */
#ifndef TILSKUDD_FORMATS_XML_TREE_H
#define TILSKUDD_FORMATS_XML_TREE_H

#include <stdint.h>

#include "formats/base/text_buffer.h"

#define XML_NODE_NONE UINT32_MAX

enum { XML_TREE_DEPTH_MAX = 64, XML_TREE_NODES_MAX = 2 << 20 /* and attributes */ };

typedef struct XmlTreeAttribute {
    const char *name;
    const char *namespace_uri;  /* NULL: none */
    size_t value, value_length; /* in the tree's text */
} XmlTreeAttribute;

typedef struct XmlNode {
    const char *name;                   /* without prefix */
    const char *namespace_uri;          /* NULL: none */
    uint32_t parent, first_child, next; /* XML_NODE_NONE: none */
    uint32_t last_child;
    uint32_t attribute, attribute_count; /* from tree->attributes[attribute] */
    uint32_t line;                       /* of the end of the start tag */
    bool has_mixed_text;                 /* other text than white space, and children */
    bool has_cdata;                      /* a CDATA section, even of white space */
    size_t text, text_length; /* of an element without children; in the tree's text */
} XmlNode;

typedef struct XmlTree {
    XmlNode *nodes; /* nodes[0] is the root */
    size_t count, capacity;
    XmlTreeAttribute *attributes;
    size_t attribute_count, attribute_capacity;
    TextBuffer text;
    void *names;       /* libxml2's dictionary */
    size_t error_line; /* of a refusal */
} XmlTree;

/*
 * INPUT_MALFORMED, INPUT_FORBIDDEN, INPUT_TOO_LARGE (depth, elements, attributes, more than
 * INT_MAX bytes), INPUT_NOT_UTF8 (bytes against the declared encoding), MEMORY; failure.where
 * has the line. Free the tree also after a failure.
 */
MUST_USE Status xml_tree_read(const char *name, const void *bytes, size_t size, XmlTree *tree,
                              Failure *failure);
void xml_tree_free(XmlTree *tree);
CLEANUP_VALUE(XmlTree, xml_tree_free)

/* First child of that name, in the parent's namespace; XML_NODE_NONE when there is none, also
 * for node XML_NODE_NONE, so that calls can be nested. */
uint32_t xml_tree_child(const XmlTree *tree, uint32_t node, const char *name);
/* The next sibling of the same name. */
uint32_t xml_tree_next(const XmlTree *tree, uint32_t node);
/* for (XML_TREE_EACH(node, tree, parent, "PmtInf")): the children of that name. */
#define XML_TREE_EACH(node, tree, parent, name)                                                \
    uint32_t node = xml_tree_child(tree, parent, name);                                        \
    node != XML_NODE_NONE;                                                                     \
    node = xml_tree_next(tree, node)
/* Follows names separated by '/'. */
uint32_t xml_tree_path(const XmlTree *tree, uint32_t node, const char *path);
/* Text of a node; "" and 0 for XML_NODE_NONE. Not NUL-terminated at its end. */
const char *xml_tree_text(const XmlTree *tree, uint32_t node, size_t *length);
bool xml_tree_text_is(const XmlTree *tree, uint32_t node, const char *text);
/* Value of an attribute without namespace, or NULL. Not NUL-terminated. */
const char *xml_tree_attribute(const XmlTree *tree, uint32_t node, const char *name,
                               size_t *length);

#endif
