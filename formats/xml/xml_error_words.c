#include "formats/xml/xml_error_words.h"

#include <stdio.h>

#include "formats/base/translate.h"

/* Without a name of the document in them. */
static const struct {
    int code; /* xmlParserErrors */
    const char *words;
} plain[] = {
    {XML_ERR_DOCUMENT_START, N_("this is no XML: it does not begin with '<'")},
    {XML_ERR_DOCUMENT_EMPTY, N_("this is no XML: it does not begin with '<'")},
    {XML_ERR_DOCUMENT_END, N_("something stands behind the end of the document")},
    {XML_ERR_INVALID_CHAR, N_("a character that cannot stand in XML, or is no UTF-8")},
    {XML_ERR_INVALID_CHARREF, N_("&# does not stand for a character")},
    {XML_ERR_INVALID_DEC_CHARREF, N_("&# does not stand for a character")},
    {XML_ERR_INVALID_HEX_CHARREF, N_("&# does not stand for a character")},
    {XML_ERR_INVALID_ENCODING, N_("not UTF-8")},
    {XML_I18N_CONV_FAILED, N_("not UTF-8")},
    {XML_ERR_UNKNOWN_ENCODING, N_("another encoding is declared than UTF-8")},
    {XML_ERR_UNSUPPORTED_ENCODING, N_("another encoding is declared than UTF-8")},
    {XML_ERR_ENTITYREF_SEMICOL_MISSING, N_("'&' without ';': '&' itself is written &amp;")},
    {XML_ERR_ENTITYREF_NO_NAME, N_("'&' alone: it is written &amp;")},
    {XML_ERR_UNDECLARED_ENTITY, N_("'&' before a word that XML does not know")},
    {XML_WAR_UNDECLARED_ENTITY, N_("'&' before a word that XML does not know")},
    {XML_ERR_ENTITY_LOOP, N_("an entity that is in itself")},
    {XML_ERR_LT_IN_ATTRIBUTE, N_("'<' stands in a value: it is written &lt;")},
    {XML_ERR_ATTRIBUTE_NOT_STARTED, N_("a value does not begin with a quotation mark")},
    {XML_ERR_ATTRIBUTE_NOT_FINISHED, N_("a value does not end with a quotation mark")},
    {XML_ERR_ATTRIBUTE_WITHOUT_VALUE, N_("an attribute has no value")},
    {XML_ERR_SPACE_REQUIRED, N_("a space is missing between two attributes")},
    {XML_ERR_EQUAL_REQUIRED, N_("an equals sign is missing")},
    {XML_ERR_NAME_REQUIRED, N_("a name is missing behind '<' or '&', or in a tag")},
    {XML_ERR_GT_REQUIRED, N_("a tag does not end with '>'")},
    {XML_ERR_LT_REQUIRED, N_("a tag does not begin with '<'")},
    {XML_ERR_LTSLASH_REQUIRED, N_("an end tag does not begin with '</'")},
    {XML_ERR_COMMENT_NOT_FINISHED, N_("a comment does not end")},
    {XML_ERR_HYPHEN_IN_COMMENT, N_("'--' stands in a comment")},
    {XML_ERR_PI_NOT_STARTED, N_("behind '<?' a name is missing")},
    {XML_ERR_PI_NOT_FINISHED, N_("what begins with '<?' does not end with '?>'")},
    {XML_ERR_RESERVED_XML_NAME, N_("'<?xml' stands behind the beginning of the document")},
    {XML_ERR_XMLDECL_NOT_FINISHED, N_("the first line does not end with '?>'")},
    {XML_ERR_VERSION_MISSING, N_("the first line does not say version=\"1.0\"")},
    {XML_ERR_UNKNOWN_VERSION, N_("the first line does not say version=\"1.0\"")},
    {XML_ERR_CDATA_NOT_FINISHED, N_("'<![CDATA[' does not end")},
    {XML_ERR_MISPLACED_CDATA_END, N_("']]>' stands in a text")},
    {XML_NS_ERR_UNDEFINED_NAMESPACE, N_("a prefix that no xmlns declares")},
    {XML_NS_ERR_QNAME, N_("a name with more than one colon")},
    {XML_NS_ERR_XML_NAMESPACE, N_("an xmlns that XML keeps for itself")},
    {XML_ERR_NO_MEMORY, N_("libxml2 found no memory")}};

static const char *name_of(const char *name)
{
    return name != NULL ? name : "?";
}

void xml_error_words(const xmlError *error, char *out, size_t size)
{
    switch (error->code) {
    case XML_ERR_TAG_NAME_MISMATCH:
        snprintf(out, size, _("<%s> of line %d does not end before </%s>"),
                 name_of(error->str1), error->int1, name_of(error->str2));
        return;
    case XML_ERR_TAG_NOT_FINISHED:
        snprintf(out, size, _("the document ends before <%s> of line %d does"),
                 name_of(error->str1), error->int1);
        return;
    case XML_ERR_ATTRIBUTE_REDEFINED:
    case XML_NS_ERR_ATTRIBUTE_REDEFINED:
        snprintf(out, size, _("the attribute %s stands twice in a tag"), name_of(error->str1));
        return;
    default:
        break;
    }
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (plain[i].code != error->code) continue;
        snprintf(out, size, "%s", translate(plain[i].words));
        return;
    }
    snprintf(out, size, _("not well-formed (libxml2 error %d)"), error->code);
}
