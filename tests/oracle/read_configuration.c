/*
 * What the oracle needs of a run's configuration: who serves the persons of a split code that
 * have no heir, and how the claims on it are shared (grants.md 4).
 */
#include "oracle.h"

#include <libxml/parser.h>
#include <string.h>

static int number_of(xmlNode *node, const char *name)
{
    xmlChar *text = xmlGetNoNsProp(node, BAD_CAST name);
    int number = 0;
    if (!text || strlen((const char *)text) > 9) stop(4, "configuration", name);
    for (const xmlChar *at = text; *at; at++)
        number = number * 10 + (*at - '0');
    xmlFree(text);
    return number;
}

/* One per split code, `to` a successor. */
static void add_successor(Run *run, Successor successor)
{
    const Municipality *m = municipality(run, successor.code);
    bool fits = false;
    for (int k = 0; m && m->successors > 1 && k < m->successors; k++)
        fits = fits || m->successor[k] == successor.to;
    for (int i = 0; i < run->successors; i++)
        fits = fits && run->successor[i].code != successor.code;
    if (!fits || run->successors == 16) stop(4, "lineSuccessor", "not of a split code");
    run->successor[run->successors++] = successor;
}

static void read_element(Run *run, xmlNode *node)
{
    if (strcmp((const char *)node->name, "lineSuccessor") == 0)
        add_successor(run, (Successor){number_of(node, "code"), number_of(node, "to")});
    if (strcmp((const char *)node->name, "claimShare") == 0 && run->shares < 64)
        run->share[run->shares++] =
            (Share){number_of(node, "municipality"), number_of(node, "successor"),
                    number_of(node, "numerator"), number_of(node, "denominator")};
}

void read_configuration(Run *run, const char *path)
{
    xmlDoc *document = xmlReadFile(path, NULL, XML_PARSE_NONET);
    xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
    if (!root) stop(4, "configuration", path);
    for (xmlNode *node = root->children; node; node = node->next)
        if (node->type == XML_ELEMENT_NODE) read_element(run, node);
    xmlFreeDoc(document);
}
