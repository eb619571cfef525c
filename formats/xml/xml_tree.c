/* xml_tree.c - SAX2 events into the flat tree. */
#include "formats/xml/xml_tree.h"

#include <limits.h>
#include <string.h>

#include "formats/xml/sax_setup.h"

typedef struct Building {
    SaxReader sax;
    XmlTree *tree;
    uint32_t open; /* innermost open element */
    size_t depth;
} Building;

/* Fails the reading where it is. */
static void refuse(Building *building, Status status, const char *detail)
{
    if (building->sax.status == STATUS_OK) sax_locate(&building->sax, sax_line(&building->sax));
    sax_refuse(&building->sax, status, "%s", detail);
}

static void fail_memory(Building *building)
{
    refuse(building, STATUS_MEMORY, "the document");
}

/* A child begins: what stood before it in the parent is no content of its own. */
static void close_text(XmlTree *tree, XmlNode *parent)
{
    if (parent->first_child != XML_NODE_NONE) return;
    parent->has_mixed_text =
        tree->text.bytes != NULL &&
        !sax_is_blank((const xmlChar *)tree->text.bytes + parent->text, parent->text_length);
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
    if (system_grow(&tree->attributes, &tree->attribute_capacity, tree->attribute_count + 1,
                    sizeof *tree->attributes, failure) != STATUS_OK)
        return false;
    size_t length = (size_t)(parts[4] - parts[3]);
    tree->attributes[tree->attribute_count++] =
        (XmlTreeAttribute){sax_text(parts[0]), sax_text(parts[2]), tree->text.length, length};
    text_buffer_append(&tree->text, parts[3], length);
    return !tree->text.failed;
}

static bool add_node(Building *building, XmlNode node)
{
    XmlTree *tree = building->tree;
    if (system_grow(&tree->nodes, &tree->capacity, tree->count + 1, sizeof *tree->nodes,
                    building->sax.failure) != STATUS_OK)
        return false;
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
    if (building->sax.status != STATUS_OK) return;
    if (++building->depth > XML_TREE_DEPTH_MAX) {
        refuse(building, STATUS_INPUT_TOO_LARGE, "elements too deep");
        return;
    }
    if (tree->count == XML_TREE_NODES_MAX ||
        tree->attribute_count + (size_t)attribute_count > XML_TREE_NODES_MAX) {
        refuse(building, STATUS_INPUT_TOO_LARGE, "too many elements or attributes");
        return;
    }
    XmlNode node = {.name = sax_text(name),
                    .namespace_uri = sax_text(uri),
                    .parent = building->open,
                    .first_child = XML_NODE_NONE,
                    .last_child = XML_NODE_NONE,
                    .next = XML_NODE_NONE,
                    .attribute = (uint32_t)tree->attribute_count,
                    .attribute_count = (uint32_t)attribute_count,
                    .line = (uint32_t)sax_line(&building->sax)};
    if (!add_node(building, node)) {
        fail_memory(building);
        return;
    }
    for (int i = 0; i < attribute_count; i++)
        if (!add_attribute(tree, attributes + i * SAX_ATTRIBUTE_PARTS, building->sax.failure)) {
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
    if (building->sax.status != STATUS_OK) return;
    building->open = building->tree->nodes[building->open].parent;
    building->depth--;
}

static void on_text(void *context, const xmlChar *text, int length)
{
    Building *building = context;
    XmlTree *tree = building->tree;
    if (building->sax.status != STATUS_OK || building->open == XML_NODE_NONE) return;
    XmlNode *node = &tree->nodes[building->open];
    if (node->first_child != XML_NODE_NONE) {
        if (!sax_is_blank(text, (size_t)length)) node->has_mixed_text = true;
        return;
    }
    text_buffer_append(&tree->text, text, (size_t)length);
    node->text_length += (size_t)length;
    if (tree->text.failed) fail_memory(building);
}

static void on_cdata(void *context, const xmlChar *text, int length)
{
    Building *building = context;
    if (building->sax.status == STATUS_OK && building->open != XML_NODE_NONE)
        building->tree->nodes[building->open].has_cdata = true;
    on_text(context, text, length);
}

static Status parse(Building *building, const void *bytes, size_t size)
{
    SaxReader *sax = &building->sax;
    int result;
    TRY(sax_parse(sax, sax_handlers(on_start, on_end, on_text, on_cdata), bytes, size,
                  &result));
    if (result == XML_ERR_NO_MEMORY || sax->parser->errNo == XML_ERR_NO_MEMORY)
        return failure_set(sax->failure, STATUS_MEMORY, sax->name, "libxml2");
    if (result == 0 && sax->parser->wellFormed && building->tree->count > 0) return STATUS_OK;
    sax->line = sax_line(sax);
    return failure_set(sax->failure, STATUS_INPUT_MALFORMED, sax->name,
                       "not well-formed (libxml2 error %d)", result);
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
    Building building = {.sax = {.name = name, .line = 1, .failure = failure},
                         .tree = tree,
                         .open = XML_NODE_NONE};
    Status status = parse(&building, bytes, size);
    tree->error_line = building.sax.line;
    xmlParserCtxtPtr parser = building.sax.parser;
    if (parser != NULL && parser->dict != NULL && xmlDictReference(parser->dict) == 0)
        tree->names = parser->dict;
    sax_end(&building.sax);
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
