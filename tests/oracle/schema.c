/*
 * Strict reading for the oracle (register.md, "Strict reading"): a table of elements and
 * attributes, and a check of one record against it. A record that fails is set aside whole.
 */
#include "oracle.h"

#include <libxml/tree.h>
#include <string.h>

typedef struct {
    const char *element, *attribute, *type;
    bool required;
} Attribute;

/* type: "a|b" is one of these words; the others are named in value_fits. */
static const Attribute attributes[] = {
    {"person", "ident", "ident", true},
    {"person", "identtype", "FNR|DNR|DUF", true},
    {"person", "fodt", "date", true},
    {"person", "kjonn", "K|M", true},
    {"person", "landbakgrunn", "country", true},
    {"person", "dod", "date", false},
    {"person", "mor", "ident", false},
    {"tidligereIdent", "ident", "ident", true},
    {"opphold", "grunnlag",
     "ASYL|OVERFORINGSFLYKTNING|HUMANITAERT|KOLLEKTIV_BESKYTTELSE|FAMILIE_FLYKTNING|"
     "FAMILIE_HUMANITAERT|SELVSTENDIG|BEGRENSET_EM|BEGRENSET_FAMILIE|FAMILIE_NORDISK|"
     "FAMILIE_ANNEN|ARBEID|ARBEID_EOS|ASYLSOKER",
     true},
    {"opphold", "vedtatt", "date", true},
    {"opphold", "varig", "true|false", true},
    {"opphold", "referanse", "ident", false},
    {"opphold", "referanseBosatt", "date", false},
    {"opphold", "familiesoknad", "date", false},
    {"bosetting", "dato", "date", true},
    {"bosetting", "kommune", "municipality", true},
    {"bosetting", "avtale", "true|false", true},
    {"bosetting", "gruppe", "ENSLIG_VOKSEN|VOKSEN|BARN|ENSLIG_MINDREARIG", true},
    {"bosetting", "krav", "date", false},
    {"mottak", "kommune", "municipality", true},
    {"mottak", "fra", "date", true},
    {"mottak", "til", "date", false},
    {"bosted", "kommune", "municipality", true},
    {"bosted", "fra", "date", true},
    {"bosted", "til", "date", false},
    {"asylopplaering", "fra", "date", true},
    {"norskopplaering", "rett", "true|false", true},
    {"norskopplaering", "plikt", "true|false", true},
    {"norskopplaering", "malgruppeFra", "date", true},
    {"norskopplaering", "soknad", "date", false},
    {"norskopplaering", "vedtak", "date", false},
    {"norskopplaering", "opplaeringskommune", "municipality", false},
    {"gjennomfort", "termin", "half-year", true},
    {"gjennomfort", "norsk", "hours", false},
    {"gjennomfort", "samfunnskunnskap", "hours", false},
    {"gjennomfort", "fravaer", "hours", false},
    {"prove", "type", "text", true},
    {"prove", "dato", "date", true},
    {"prove", "resultat", "text", true},
    {"introduksjonsprogram", "start", "date", true},
    {"introduksjonsprogram", "slutt", "date", false},
    {"introduksjonsprogram", "arsak",
     "ARBEID|VIDEREGAENDE|HOYERE_UTDANNING|GRUNNSKOLE|KVALIFISERING|NAV_TILTAK|SOSIALHJELP|"
     "TRYGD|FLYTTING|AVBRUTT|ANNET",
     false},
    {"introduksjonsprogram", "timerPerUke", "hours", true},
    {"introduksjonsprogram", "ukerPerAr", "hours", true},
    {"permisjon", "fra", "date", true},
    {"permisjon", "til", "date", false},
    {"permisjon", "arsak", "text", true},
    {"saertilskudd", "kode", "FHT1|FHT2", true},
    {"saertilskudd", "vedtatt", "date", true},
    {"saertilskudd", "belop", "whole", true},
};

/* Children in the order of the table; how often each may stand. */
static const struct {
    const char *parent, *child;
    int least, most;
} children[] = {
    {"person", "tidligereIdent", 0, MOST}, {"person", "opphold", 1, MOST},
    {"person", "bosetting", 0, 1},         {"person", "mottak", 0, MOST},
    {"person", "bosted", 0, MOST},         {"person", "asylopplaering", 0, 1},
    {"person", "norskopplaering", 0, 1},   {"person", "introduksjonsprogram", 0, MOST},
    {"person", "saertilskudd", 0, MOST},   {"norskopplaering", "gjennomfort", 0, MOST},
    {"norskopplaering", "prove", 0, MOST}, {"introduksjonsprogram", "permisjon", 0, MOST},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool one_of(const char *words, const char *value)
{
    size_t length = strlen(value);
    for (const char *at = words; length && (at = strstr(at, value)) != NULL; at++)
        if ((at == words || at[-1] == '|') && (at[length] == 0 || at[length] == '|'))
            return true;
    return false;
}

static bool hours_fit(const char *value)
{
    size_t whole_part = strspn(value, "0123456789");
    if (whole_part == 0) return false;
    if (value[whole_part] == 0) return true;
    const char *rest = value + whole_part + 1;
    return value[whole_part] == '.' && *rest && strspn(rest, "0123456789") == strlen(rest);
}

static bool value_fits(const char *type, const char *value)
{
    size_t length = strlen(value);
    Day day;
    if (strcmp(type, "date") == 0) return parse_day(value, &day);
    if (strcmp(type, "ident") == 0)
        return (length == 11 || length == 12) && digits_only(value, length);
    if (strcmp(type, "municipality") == 0) return length == 4 && digits_only(value, 4);
    if (strcmp(type, "country") == 0)
        return length == 3 && strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
    if (strcmp(type, "whole") == 0)
        return length > 0 && length < 12 && digits_only(value, length);
    if (strcmp(type, "hours") == 0) return hours_fit(value);
    if (strcmp(type, "half-year") == 0)
        return length == 6 && digits_only(value, 4) && value[4] == '-' &&
               (value[5] == '1' || value[5] == '2');
    if (strcmp(type, "text") == 0) return length > 0;
    return one_of(type, value);
}

static bool attribute_fits(const char *element, const xmlAttr *attribute)
{
    if (attribute->ns) return false;
    for (size_t i = 0; i < COUNT(attributes); i++) {
        if (strcmp(attributes[i].element, element) ||
            strcmp(attributes[i].attribute, (const char *)attribute->name))
            continue;
        xmlChar *value = xmlNodeGetContent((const xmlNode *)attribute);
        bool fits = value && value_fits(attributes[i].type, (const char *)value);
        xmlFree(value);
        return fits;
    }
    return false; /* unknown attribute */
}

/* register.md: referanse, referanseBosatt and familiesoknad belong to every FAMILIE_ ground. */
static bool family_attributes_there(xmlNode *node)
{
    xmlChar *ground = xmlGetNoNsProp(node, BAD_CAST "grunnlag");
    bool family = ground && strncmp((const char *)ground, "FAMILIE_", 8) == 0;
    xmlFree(ground);
    return !family || (xmlHasProp(node, BAD_CAST "referanse") &&
                       xmlHasProp(node, BAD_CAST "referanseBosatt") &&
                       xmlHasProp(node, BAD_CAST "familiesoknad"));
}

static bool attributes_fit(xmlNode *node)
{
    const char *element = (const char *)node->name;
    for (const xmlAttr *a = node->properties; a; a = a->next)
        if (!attribute_fits(element, a)) return false;
    for (size_t i = 0; i < COUNT(attributes); i++)
        if (strcmp(attributes[i].element, element) == 0 && attributes[i].required &&
            !xmlHasProp(node, BAD_CAST attributes[i].attribute))
            return false;
    return strcmp(element, "opphold") || family_attributes_there(node);
}

static bool blank(const xmlNode *node)
{
    if (node->type == XML_COMMENT_NODE) return true;
    return node->type == XML_TEXT_NODE && strspn((const char *)node->content, " \t\r\n") ==
                                              strlen((const char *)node->content);
}

static bool node_fits(xmlNode *node);

/* Every child is known, stands in the order of the table and not too often. */
static bool children_fit(xmlNode *node)
{
    int count[COUNT(children)] = {0};
    size_t reached = 0;
    for (xmlNode *child = node->children; child; child = child->next) {
        if (blank(child)) continue;
        size_t i = 0;
        while (i < COUNT(children) && (child->type != XML_ELEMENT_NODE ||
                                       strcmp(children[i].parent, (const char *)node->name) ||
                                       strcmp(children[i].child, (const char *)child->name)))
            i++;
        if (i == COUNT(children) || i < reached || !node_fits(child)) return false;
        reached = i;
        count[i]++;
    }
    for (size_t i = 0; i < COUNT(children); i++)
        if (strcmp(children[i].parent, (const char *)node->name) == 0 &&
            (count[i] < children[i].least || count[i] > children[i].most))
            return false;
    return true;
}

static bool node_fits(xmlNode *node)
{
    return node->ns && node->ns->href &&
           strcmp((const char *)node->ns->href, "urn:tilskudd:introduksjonsregister:1") == 0 &&
           attributes_fit(node) && children_fit(node);
}

bool check_record(const void *xml_node)
{
    xmlNode *node = (xmlNode *)(uintptr_t)xml_node;
    return strcmp((const char *)node->name, "person") == 0 && node_fits(node);
}
