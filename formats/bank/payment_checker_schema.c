/* payment_checker_schema.c - the schema layer: the document against payment_grammar.def. */
#include <string.h>

#include "formats/bank/payment_checking.h"
#include "formats/bank/payment_lexical.h"
#include "formats/bank/payment_text.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"

static const char instance_namespace[] = "http://www.w3.org/2001/XMLSchema-instance";

static void check_node(Checking *checking, uint32_t node, PainType type);

static const XmlNode *node_of(const Checking *checking, uint32_t node)
{
    return &checking->tree.nodes[node];
}

static bool is_in_message_namespace(const Checking *checking, uint32_t node)
{
    const char *own = node_of(checking, node)->namespace_uri;
    return own != NULL && strcmp(own, message_version_namespace(checking->version)) == 0;
}

/* ---- texts ---- */

static void check_length(Checking *checking, uint32_t node, const char *text, size_t length,
                         size_t most)
{
    size_t characters = utf8_characters(text, length);
    const char *name = node_of(checking, node)->name;
    if (characters == 0)
        checking_find(checking, PAYMENT_RULE_SCHEMA_LENGTH, node, "%s is empty", name);
    else if (characters > most)
        checking_find(checking, PAYMENT_RULE_SCHEMA_LENGTH, node,
                      "%s has %zu characters, at most %zu are allowed", name, characters, most);
}

static void check_decimal(Checking *checking, uint32_t node, const char *text, size_t length,
                          const LexicalType *type)
{
    DecimalText decimal;
    const char *name = node_of(checking, node)->name;
    if (!lexical_decimal(text, length, &decimal))
        checking_find(checking, PAYMENT_RULE_SCHEMA_NUMBER, node, "%s is no decimal number",
                      name);
    else if (!decimal_within(&decimal, type->first, type->second))
        checking_find(checking, PAYMENT_RULE_SCHEMA_NUMBER, node,
                      "%s has more than %u digits or more than %u decimals", name, type->first,
                      type->second);
    else if (type->form == FORM_MONEY && decimal.negative)
        checking_find(checking, PAYMENT_RULE_SCHEMA_NUMBER, node, "%s is below zero", name);
}

static void find_bad_text(Checking *checking, PaymentRule rule, uint32_t node)
{
    checking_find(checking, rule, node, "%s: %s", node_of(checking, node)->name,
                  payment_rule_text(rule));
}

static void check_text(Checking *checking, uint32_t node, const LexicalType *type)
{
    size_t length;
    const char *text = xml_tree_text(&checking->tree, node, &length);
    switch (type->form) {
    case FORM_LENGTH:
        check_length(checking, node, text, length, type->first);
        return;
    case FORM_PATTERN:
        if (!lexical_pattern(text, length, type->text))
            find_bad_text(checking, PAYMENT_RULE_SCHEMA_PATTERN, node);
        return;
    case FORM_CODES:
        if (!lexical_word(text, length, type->text))
            find_bad_text(checking, PAYMENT_RULE_SCHEMA_CODE, node);
        return;
    case FORM_DECIMAL:
    case FORM_MONEY:
        check_decimal(checking, node, text, length, type);
        return;
    case FORM_DAY:
        if (!lexical_date(text, length))
            find_bad_text(checking, PAYMENT_RULE_SCHEMA_DATE, node);
        return;
    case FORM_TIME:
        if (!lexical_date_time(text, length))
            find_bad_text(checking, PAYMENT_RULE_SCHEMA_DATE, node);
        return;
    case FORM_BOOLEAN:
        if (!lexical_boolean(text, length))
            find_bad_text(checking, PAYMENT_RULE_SCHEMA_BOOLEAN, node);
        return;
    case FORM_ANYTHING:
        return;
    }
}

/* ---- attributes ---- */

/* xsi:schemaLocation and its like say nothing; xsi:type could change what an element means. */
static void check_instance_attribute(Checking *checking, uint32_t node, const char *name)
{
    if (strcmp(name, "schemaLocation") == 0 || strcmp(name, "noNamespaceSchemaLocation") == 0)
        return;
    if (strcmp(name, "type") == 0)
        checking_find(checking, PAYMENT_RULE_XML_FORBIDDEN, node, "xsi:type is never read");
    else
        checking_find(checking, PAYMENT_RULE_SCHEMA_ATTRIBUTE, node,
                      "the attribute xsi:%.40s is not allowed", name);
}

static void check_currency(Checking *checking, uint32_t node)
{
    size_t length;
    const char *currency = xml_tree_attribute(&checking->tree, node, "Ccy", &length);
    const char *name = node_of(checking, node)->name;
    if (currency == NULL)
        checking_find(checking, PAYMENT_RULE_SCHEMA_ATTRIBUTE, node,
                      "%s lacks the attribute Ccy", name);
    else if (!lexical_pattern(currency, length, pain_lexical(PAIN_CURRENCY)->text))
        checking_find(checking, PAYMENT_RULE_SCHEMA_PATTERN, node,
                      "the attribute Ccy of %s is not three capital letters", name);
}

static void check_attributes(Checking *checking, uint32_t node, PainType type)
{
    const XmlNode *this = node_of(checking, node);
    for (uint32_t i = 0; i < this->attribute_count; i++) {
        const XmlTreeAttribute *attribute = &checking->tree.attributes[this->attribute + i];
        const char *namespace_uri = attribute->namespace_uri;
        if (namespace_uri != NULL && strcmp(namespace_uri, instance_namespace) == 0)
            check_instance_attribute(checking, node, attribute->name);
        else if (type != PAIN_MONEY || namespace_uri != NULL ||
                 strcmp(attribute->name, "Ccy") != 0)
            checking_find(checking, PAYMENT_RULE_SCHEMA_ATTRIBUTE, node,
                          "%s has the unknown attribute %.40s", this->name, attribute->name);
    }
    if (type == PAIN_MONEY) check_currency(checking, node);
}

/* ---- elements ---- */

static void find_missing(Checking *checking, uint32_t parent, const char *element)
{
    checking_find(checking, PAYMENT_RULE_SCHEMA_MISSING, parent, "%s is missing in %s", element,
                  node_of(checking, parent)->name);
}

/* Where in a sequence the reading stands: at row `at`, of which `seen` have been read. */
typedef struct Sequence {
    const PainRow *rows;
    size_t count, at;
    size_t seen;
} Sequence;

static bool is_row(const Checking *checking, const PainRow *row, const char *element)
{
    return pain_row_in(row, checking->version) && strcmp(row->element, element) == 0;
}

/* Index of an element's row, from row `from` on; `count` when there is none. */
static size_t find_row(const Checking *checking, const Sequence *sequence, size_t from,
                       const char *element)
{
    while (from < sequence->count && !is_row(checking, &sequence->rows[from], element))
        from++;
    return from;
}

/* Leaves the current row for row `to`, saying which required ones were passed over. */
static void advance(Checking *checking, Sequence *sequence, size_t to, uint32_t parent)
{
    for (; sequence->at < to; sequence->at++) {
        const PainRow *row = &sequence->rows[sequence->at];
        if (pain_row_in(row, checking->version) && sequence->seen < row->least)
            find_missing(checking, parent, row->element);
        sequence->seen = 0;
    }
}

/* The row of a child in its sequence, or NULL when it has no place there. */
static const PainRow *match_child(Checking *checking, Sequence *sequence, uint32_t parent,
                                  uint32_t child)
{
    const char *name = node_of(checking, child)->name;
    const char *inside = node_of(checking, parent)->name;
    size_t row = is_in_message_namespace(checking, child)
                     ? find_row(checking, sequence, 0, name)
                     : sequence->count;
    if (row == sequence->count) {
        checking_find(checking, PAYMENT_RULE_SCHEMA_ELEMENT, child,
                      "%.60s does not belong in %s", name, inside);
        return NULL;
    }
    if (row < sequence->at) {
        checking_find(checking, PAYMENT_RULE_SCHEMA_ORDER, child, "%s stands too late in %s",
                      name, inside);
        return &sequence->rows[row];
    }
    advance(checking, sequence, row, parent);
    if (++sequence->seen == (size_t)sequence->rows[row].most + 1 &&
        sequence->rows[row].most != PAIN_MANY)
        checking_find(checking, PAYMENT_RULE_SCHEMA_REPEATED, child,
                      "%s stands more than %u times in %s", name,
                      (unsigned)sequence->rows[row].most, inside);
    return &sequence->rows[row];
}

static void check_sequence(Checking *checking, uint32_t node, PainType group)
{
    Sequence sequence = {NULL, 0, 0, 0};
    sequence.rows = pain_rows(group, &sequence.count);
    for (uint32_t child = node_of(checking, node)->first_child; child != XML_NODE_NONE;
         child = node_of(checking, child)->next) {
        const PainRow *row = match_child(checking, &sequence, node, child);
        if (row != NULL) check_node(checking, child, (PainType)row->content);
    }
    advance(checking, &sequence, sequence.count, node);
}

static void check_choice(Checking *checking, uint32_t node, PainType group)
{
    Sequence sequence = {NULL, 0, 0, 0};
    sequence.rows = pain_rows(group, &sequence.count);
    size_t children = 0;
    for (uint32_t child = node_of(checking, node)->first_child; child != XML_NODE_NONE;
         child = node_of(checking, child)->next, children++) {
        const char *name = node_of(checking, child)->name;
        size_t row = is_in_message_namespace(checking, child)
                         ? find_row(checking, &sequence, 0, name)
                         : sequence.count;
        if (row == sequence.count)
            checking_find(checking, PAYMENT_RULE_SCHEMA_ELEMENT, child,
                          "%.60s does not belong in %s", name, node_of(checking, node)->name);
        else
            check_node(checking, child, (PainType)sequence.rows[row].content);
    }
    if (children != 1)
        checking_find(checking, PAYMENT_RULE_SCHEMA_CHOICE, node,
                      "%s must have exactly one child, it has %zu",
                      node_of(checking, node)->name, children);
}

/* Supplementary data of any kind: exactly one element. What is in it is only looked at where it
 * is a message of this kind again. */
static void check_anything(Checking *checking, uint32_t node)
{
    const XmlNode *this = node_of(checking, node);
    if (is_in_message_namespace(checking, node) && strcmp(this->name, "Document") == 0) {
        check_node(checking, node, PAIN_DOCUMENT);
        return;
    }
    for (uint32_t child = this->first_child; child != XML_NODE_NONE;
         child = node_of(checking, child)->next)
        check_anything(checking, child);
}

static void check_envelope(Checking *checking, uint32_t node)
{
    uint32_t child = node_of(checking, node)->first_child;
    if (child == XML_NODE_NONE) {
        find_missing(checking, node, _("any element"));
        return;
    }
    if (node_of(checking, child)->next != XML_NODE_NONE)
        checking_find(checking, PAYMENT_RULE_SCHEMA_REPEATED, node_of(checking, child)->next,
                      "more than one element in %s", node_of(checking, node)->name);
    check_anything(checking, child);
}

static void check_group(Checking *checking, uint32_t node, PainType group)
{
    const XmlNode *this = node_of(checking, node);
    size_t length = 0;
    const char *text = xml_tree_text(&checking->tree, node, &length);
    if (this->first_child == XML_NODE_NONE) lexical_trim(&text, &length);
    if (this->has_mixed_text || this->has_cdata || length > 0)
        checking_find(checking, PAYMENT_RULE_SCHEMA_TEXT, node, "text in %s, between elements",
                      this->name);
    if (group == PAIN_ENVELOPE)
        check_envelope(checking, node);
    else if (pain_is_choice(group))
        check_choice(checking, node, group);
    else
        check_sequence(checking, node, group);
}

static void check_node(Checking *checking, uint32_t node, PainType type)
{
    checking->types[node] = (uint8_t)type;
    check_attributes(checking, node, type);
    if (pain_is_group(type)) {
        check_group(checking, node, type);
        return;
    }
    uint32_t child = node_of(checking, node)->first_child;
    if (child != XML_NODE_NONE)
        checking_find(checking, PAYMENT_RULE_SCHEMA_ELEMENT, child,
                      "%.60s does not belong in %s, which is a text",
                      node_of(checking, child)->name, node_of(checking, node)->name);
    else
        check_text(checking, node, pain_lexical(type));
}

void payment_check_schema(Checking *checking)
{
    check_node(checking, 0, PAIN_DOCUMENT);
}
