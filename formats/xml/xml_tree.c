/* xml_tree.c - SAX2 events into the flat tree. */
#include "formats/xml/xml_tree.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { ATTRIBUTE_PARTS = 5 };

typedef struct Building {
    xmlParserCtxtPtr parser;
    XmlTree *tree;
    const char *name;
    uint32_t open; /* innermost open element */
    size_t depth;
    Status status;
    Failure *failure;
} Building;

static const char *text_of(const xmlChar *text)
{
    return (const char *)text;
}

static size_t line_now(const Building *building)
{
    int line = xmlSAX2GetLineNumber(building->parser);
    return line > 0 ? (size_t)line : 1;
}

/* Keeps the first failure and makes libxml2 stop. */
static void refuse(Building *building, size_t line, Status status, const char *detail)
{
    if (building->status != STATUS_OK) return;
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, "%s, line %zu", building->name, line);
    building->tree->error_line = line;
    building->status = failure_set(building->failure, status, where, "%s", detail);
    xmlStopParser(building->parser);
}

static void fail_memory(Building *building)
{
    refuse(building, line_now(building), STATUS_MEMORY, "the document");
}

static bool is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (strchr(" \t\r\n", text[i]) == NULL) return false;
    return true;
}

/* A child begins: what stood before it in the parent is no content of its own. */
static void close_text(XmlTree *tree, XmlNode *parent)
{
    if (parent->first_child != XML_NODE_NONE) return;
    parent->has_mixed_text = !is_blank(
        tree->text.bytes == NULL ? "" : tree->text.bytes + parent->text, parent->text_length);
    tree->text.length = parent->text;
    parent->text_length = 0;
}

static void link_child(XmlTree *tree, uint32_t parent_index, uint32_t child)
{
    XmlNode *parent = &tree->nodes[parent_index];
    close_text(tree, parent);
    if (parent->first_child == XML_NODE_NONE)
        parent->first_child = child;
    else
        tree->nodes[parent->last_child].next = child;
    parent->last_child = child;
}

static bool add_attribute(XmlTree *tree, const xmlChar **parts, Failure *failure)
{
    void *items = tree->attributes;
    if (system_grow(&items, &tree->attribute_capacity, tree->attribute_count + 1,
                    sizeof *tree->attributes, failure) != STATUS_OK)
        return false;
    tree->attributes = items;
    size_t length = (size_t)(parts[4] - parts[3]);
    tree->attributes[tree->attribute_count++] =
        (XmlTreeAttribute){text_of(parts[0]), text_of(parts[2]), tree->text.length, length};
    text_buffer_append(&tree->text, parts[3], length);
    return !tree->text.failed;
}

static bool add_node(Building *building, XmlNode node)
{
    XmlTree *tree = building->tree;
    void *items = tree->nodes;
    if (system_grow(&items, &tree->capacity, tree->count + 1, sizeof *tree->nodes,
                    building->failure) != STATUS_OK)
        return false;
    tree->nodes = items;
    uint32_t index = (uint32_t)tree->count++;
    tree->nodes[index] = node;
    if (building->open != XML_NODE_NONE) link_child(tree, building->open, index);
    building->open = index;
    return true;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
                     int attribute_count, int default_count, const xmlChar **attributes)
{
    (void)prefix, (void)namespace_count, (void)namespaces, (void)default_count;
    Building *building = context;
    XmlTree *tree = building->tree;
    if (building->status != STATUS_OK) return;
    if (++building->depth > XML_TREE_DEPTH_MAX) {
        refuse(building, line_now(building), STATUS_INPUT_TOO_LARGE, "elements too deep");
        return;
    }
    if (tree->count == XML_TREE_NODES_MAX ||
        tree->attribute_count + (size_t)attribute_count > XML_TREE_NODES_MAX) {
        refuse(building, line_now(building), STATUS_INPUT_TOO_LARGE,
               "too many elements or attributes");
        return;
    }
    XmlNode node = {.name = text_of(name),
                    .namespace_uri = text_of(uri),
                    .parent = building->open,
                    .first_child = XML_NODE_NONE,
                    .last_child = XML_NODE_NONE,
                    .next = XML_NODE_NONE,
                    .attribute = (uint32_t)tree->attribute_count,
                    .attribute_count = (uint32_t)attribute_count,
                    .line = (uint32_t)line_now(building)};
    if (!add_node(building, node)) {
        fail_memory(building);
        return;
    }
    for (int i = 0; i < attribute_count; i++)
        if (!add_attribute(tree, attributes + i * ATTRIBUTE_PARTS, building->failure)) {
            fail_memory(building);
            return;
        }
    tree->nodes[building->open].text = tree->text.length;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    Building *building = context;
    if (building->status != STATUS_OK) return;
    building->open = building->tree->nodes[building->open].parent;
    building->depth--;
}

static void on_text(void *context, const xmlChar *text, int length)
{
    Building *building = context;
    XmlTree *tree = building->tree;
    if (building->status != STATUS_OK || building->open == XML_NODE_NONE) return;
    XmlNode *node = &tree->nodes[building->open];
    if (node->first_child != XML_NODE_NONE) {
        if (!is_blank(text_of(text), (size_t)length)) node->has_mixed_text = true;
        return;
    }
    text_buffer_append(&tree->text, text, (size_t)length);
    node->text_length += (size_t)length;
    if (tree->text.failed) fail_memory(building);
}

static void on_cdata(void *context, const xmlChar *text, int length)
{
    Building *building = context;
    if (building->status == STATUS_OK && building->open != XML_NODE_NONE)
        building->tree->nodes[building->open].has_cdata = true;
    on_text(context, text, length);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    Building *building = context;
    refuse(building, line_now(building), STATUS_INPUT_FORBIDDEN, "a DOCTYPE");
}

static void on_reference(void *context, const xmlChar *name)
{
    (void)name;
    Building *building = context;
    refuse(building, line_now(building), STATUS_INPUT_FORBIDDEN, "an entity reference");
}

static Status status_of_error(int code)
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

static void on_error(void *context, xmlErrorPtr error)
{
    Building *building = context;
    if (building->status != STATUS_OK || error->level < XML_ERR_ERROR) return;
    char message[160];
    const char *text = error->message != NULL ? error->message : "not well-formed";
    snprintf(message, sizeof message, "%.*s", (int)strcspn(text, "\r\n"), text);
    refuse(building, error->line > 0 ? (size_t)error->line : 1, status_of_error(error->code),
           message);
}

static xmlSAXHandler handlers(void)
{
    xmlSAXHandler handler = {0};
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = on_start;
    handler.endElementNs = on_end;
    handler.characters = on_text;
    handler.ignorableWhitespace = on_text;
    handler.cdataBlock = on_cdata;
    handler.internalSubset = on_doctype;
    handler.reference = on_reference;
    handler.serror = on_error;
    return handler;
}

static Status parse(Building *building, const void *bytes, size_t size)
{
    /* NOENT: so that &amp; in an attribute comes as '&'; a DOCTYPE has stopped the reading
     * before any other entity could be known. */
    xmlCtxtUseOptions(building->parser, XML_PARSE_NONET | XML_PARSE_NOENT);
    int result = xmlParseChunk(building->parser, bytes, (int)size, 1);
    if (building->status != STATUS_OK) return building->status;
    if (result == XML_ERR_NO_MEMORY || building->parser->errNo == XML_ERR_NO_MEMORY)
        return failure_set(building->failure, STATUS_MEMORY, building->name, "libxml2");
    if (result != 0 || !building->parser->wellFormed || building->tree->count == 0) {
        building->tree->error_line = line_now(building);
        return failure_set(building->failure, STATUS_INPUT_MALFORMED, building->name,
                           "not well-formed (libxml2 error %d)", result);
    }
    return STATUS_OK;
}

Status xml_tree_read(const char *name, const void *bytes, size_t size, XmlTree *tree,
                     Failure *failure)
{
    *tree = (XmlTree){.text = TEXT_BUFFER_EMPTY, .error_line = 1};
    if (size > INT_MAX)
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, name, "more than %d bytes",
                           INT_MAX);
    if (size == 0)
        return failure_set(failure, STATUS_INPUT_MALFORMED, name, "the file is empty");
    Building building = {.tree = tree, .name = name, .open = XML_NODE_NONE, .failure = failure};
    xmlSAXHandler handler = handlers();
    building.parser = xmlCreatePushParserCtxt(&handler, &building, NULL, 0, NULL);
    if (building.parser == NULL) return failure_set(failure, STATUS_MEMORY, name, NULL);
    Status status = parse(&building, bytes, size);
    if (building.parser->dict != NULL && xmlDictReference(building.parser->dict) == 0)
        tree->names = building.parser->dict;
    xmlFreeParserCtxt(building.parser);
    return status;
}

void xml_tree_free(XmlTree *tree)
{
    system_free(tree->nodes);
    system_free(tree->attributes);
    text_buffer_free(&tree->text);
    if (tree->names != NULL) xmlDictFree(tree->names);
    *tree = (XmlTree){.text = TEXT_BUFFER_EMPTY};
}

static bool same_text(const char *left, const char *right)
{
    if (left == NULL || right == NULL) return left == right;
    return strcmp(left, right) == 0;
}

static uint32_t find_from(const XmlTree *tree, uint32_t node, const char *name,
                          const char *namespace_uri)
{
    while (node != XML_NODE_NONE &&
           !(strcmp(tree->nodes[node].name, name) == 0 &&
             same_text(tree->nodes[node].namespace_uri, namespace_uri)))
        node = tree->nodes[node].next;
    return node;
}

uint32_t xml_tree_child(const XmlTree *tree, uint32_t node, const char *name)
{
    if (node == XML_NODE_NONE) return XML_NODE_NONE;
    const XmlNode *parent = &tree->nodes[node];
    return find_from(tree, parent->first_child, name, parent->namespace_uri);
}

uint32_t xml_tree_next(const XmlTree *tree, uint32_t node)
{
    if (node == XML_NODE_NONE) return XML_NODE_NONE;
    const XmlNode *this = &tree->nodes[node];
    return find_from(tree, this->next, this->name, this->namespace_uri);
}

uint32_t xml_tree_path(const XmlTree *tree, uint32_t node, const char *path)
{
    enum { NAME_SIZE = 64 };
    while (node != XML_NODE_NONE && *path != '\0') {
        char name[NAME_SIZE];
        size_t length = strcspn(path, "/");
        INVARIANT(length < NAME_SIZE);
        memcpy(name, path, length);
        name[length] = '\0';
        node = xml_tree_child(tree, node, name);
        path += length + (path[length] == '/');
    }
    return node;
}

const char *xml_tree_text(const XmlTree *tree, uint32_t node, size_t *length)
{
    *length = node == XML_NODE_NONE ? 0 : tree->nodes[node].text_length;
    return *length == 0 ? "" : tree->text.bytes + tree->nodes[node].text;
}

bool xml_tree_text_is(const XmlTree *tree, uint32_t node, const char *text)
{
    size_t length;
    const char *own = xml_tree_text(tree, node, &length);
    return node != XML_NODE_NONE && length == strlen(text) && memcmp(own, text, length) == 0;
}

const char *xml_tree_attribute(const XmlTree *tree, uint32_t node, const char *name,
                               size_t *length)
{
    const XmlNode *this = &tree->nodes[node];
    for (uint32_t i = 0; i < this->attribute_count; i++) {
        const XmlTreeAttribute *attribute = &tree->attributes[this->attribute + i];
        if (attribute->namespace_uri != NULL || strcmp(attribute->name, name) != 0) continue;
        *length = attribute->value_length;
        return *length == 0 ? "" : tree->text.bytes + attribute->value;
    }
    *length = 0;
    return NULL;
}
