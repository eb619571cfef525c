/*
 * test_payment_schema.c - the payment checker against the ISO schema itself.
 *
 * Why: the checker's grammar is written by hand in our own words. Here thousands of valid and
 * systematically broken files go through both; whatever the schema refuses the checker must
 * refuse, and it must not refuse for schema reasons what the schema accepts. The schema is
 * ISO's and no part of the project: without ../shared/xsd beside the checkout this is skipped.
 */
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/input_file.h"
#include "formats/bank/payment_checker.h"
#include "formats/xml/xml_tree.h"
#include "tests/formats/bank/pain_sample.h"
#include "tests/formats/bank/payment_example.h"
#include "tests/rules/base/test_main.h"

#define SCHEMA_FOLDER TEST_SOURCE_DIR "/../shared/xsd"

enum { SKIPPED = 77, DISAGREEMENTS_SHOWN = 25 };

static xmlSchemaPtr schemas[2];
static size_t documents, refused_documents, disagreements;

static void silence(void *context, const char *format, ...)
{
    (void)context, (void)format;
}

static bool schema_refuses(MessageVersion version, const char *bytes, size_t size)
{
    xmlDocPtr document =
        xmlReadMemory(bytes, (int)size, "sample", NULL,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (document == NULL) return true;
    xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(schemas[version]);
    CU_ASSERT_PTR_NOT_NULL_FATAL(context);
    xmlSchemaSetValidErrors(context, silence, silence, NULL);
    int result = xmlSchemaValidateDoc(context, document);
    CU_ASSERT_FATAL(result >= 0);
    xmlSchemaFreeValidCtxt(context);
    xmlFreeDoc(document);
    return result != 0;
}

/* The first schema finding, or NULL. */
static bool checker_refuses(const char *bytes, size_t size, char *message, size_t message_size)
{
    PaymentCheck check;
    Failure failure;
    CU_ASSERT_EQUAL_FATAL(payment_check(bytes, size, NULL, &check, &failure), STATUS_OK);
    bool refuses = false;
    for (size_t i = 0; i < check.count && !refuses; i++) {
        if (!payment_rule_is_schema(check.findings[i].rule)) continue;
        refuses = true;
        snprintf(message, message_size, "%s line %zu: %s",
                 payment_rule_code(check.findings[i].rule), check.findings[i].line,
                 check.findings[i].message);
    }
    payment_check_free(&check);
    return refuses;
}

static bool compare(MessageVersion version, const char *bytes, size_t size)
{
    char message[512] = "";
    bool by_schema = schema_refuses(version, bytes, size);
    bool by_checker = checker_refuses(bytes, size, message, sizeof message);
    documents++;
    refused_documents += by_schema;
    if (by_schema == by_checker) return by_schema;
    if (disagreements++ < DISAGREEMENTS_SHOWN)
        printf("\nschema %s, checker %s (%s):\n%.*s\n", by_schema ? "refuses" : "accepts",
               by_checker ? "refuses" : "accepts", message, (int)size, bytes);
    return by_schema;
}

/* Compares one sample; true when the schema refuses it. */
static bool compare_sample(PainSample sample)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    bool refused = false;
    if (pain_sample(&sample, &text)) refused = compare(sample.version, text.bytes, text.length);
    text_buffer_free(&text);
    return refused;
}

static void compare_structure(PainSample sample, const PainRow *row)
{
    static const char *const names[] = {"Nm", "Id", "Cd", "Prtry", "XX", "IBAN", "BIC"};
    static const char *const contents[] = {
        "", " ", "text", "<Cd>X</Cd>", "<!-- c -->", "<?pi x?>", "<![CDATA[ab]]>"};
    static const char *const attributes[] = {
        " Ccy2=\"NOK\"",
        " Ccy=\"EUR\"",
        " xml:lang=\"no\"",
        " xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"false\"",
        " xmlns:x=\"urn:x\" x:a=\"1\"",
        " xmlns:x=\"urn:x\""};
    static const char *const before[] = {"text",  "\n\t ",         "<!-- c -->",   "<Nm>x</Nm>",
                                         "&#32;", "<![CDATA[ ]]>", "<![CDATA[x]]>"};
    sample.breakage = BREAK_DROP;
    compare_sample(sample);
    sample.breakage = BREAK_SWAP;
    compare_sample(sample);
    sample.breakage = BREAK_NAMESPACE;
    compare_sample(sample);
    sample.breakage = BREAK_REPEAT;
    static const size_t counts[] = {2, 3, 4, 5, 6, 7, 8, 10, 11, 12};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        sample.count = counts[i];
        if (row->most == PAIN_MANY ? i < 2 : counts[i] <= row->most + 1U)
            compare_sample(sample);
    }
    sample.breakage = BREAK_RENAME;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        sample.value = names[i];
        compare_sample(sample);
    }
    sample.breakage = BREAK_TEXT;
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
        sample.value = contents[i];
        compare_sample(sample);
    }
    sample.breakage = BREAK_ATTRIBUTES;
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        sample.value = attributes[i];
        compare_sample(sample);
    }
    sample.breakage = BREAK_BEFORE;
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        sample.value = before[i];
        compare_sample(sample);
    }
}

/* All children of a group, or each of its alternatives; valid first, then broken. */
static void compare_group(MessageVersion version, PainType group)
{
    size_t rows = pain_sample_rows(group, version);
    bool choice = pain_is_choice(group);
    for (size_t i = 0; i < rows; i++) {
        PainSample sample = {.version = version,
                             .target = group,
                             .alternative = choice ? (int)i : -1,
                             .child = choice ? 0 : i};
        bool refused = compare_sample(sample);
        if (refused) printf("a valid sample is refused: group %d, row %zu\n", (int)group, i);
        CU_ASSERT_FALSE(refused);
        compare_structure(sample, pain_sample_row(group, version, i));
    }
    PainSample both = {.version = version, .target = group, .alternative = -1};
    CU_ASSERT_EQUAL(compare_sample(both), choice && rows > 1);
}

static void test_structure(void)
{
    for (int version = 0; version < 2; version++)
        for (int type = PAIN_LEXICAL_COUNT; type < PAIN_TYPE_COUNT; type++)
            if (pain_sample_rows((PainType)type, (MessageVersion)version) > 0)
                compare_group((MessageVersion)version, (PainType)type);
    printf("%zu documents, %zu refused by the schema ... ", documents, refused_documents);
    CU_ASSERT_TRUE(documents > 15000 && refused_documents > 10000);
    CU_ASSERT_EQUAL(disagreements, 0);
}

/* ---- texts ---- */

static const char *const texts[] = {
    "", " ", "a", "A", "ab", "AB", "NO", "no", "N1", "ABC", "NOK", "nok", "NO K", "ABCD",
    "abcd", "AB12", "AB-2", "ABCDE", "TRF", "TRF ", " TRF", "trf", "SCOR", "SHAR", "SLEV",
    "NORM", "HIGH", "CASH", "CACC", "MM13", "MM12", "QTR4", "PUOR", "MIKS", "DOCT", "ELDR",
    "CELL", "EMAL",
    /* decimals */
    "0", "-0", "1", "-1", "+1", "1.", ".5", "-.5", "+.5", ".", "-", "+", "1.0", "1.5.", "1,5",
    "0.0", "-0.00", "00", "007", "1.23456", "1.234567", "1.234560", "1.2345600000",
    "123456789012345678", "1234567890123456789", "000000000000000000001",
    "1.100000000000000000000", "12345678901234567.8", "123456789012345678.9",
    "1234567890123.45678", "12345678901234.56789", "0.00000000000000001",
    "0.000000000000000001", "0.0000000001", "0.00000000001", "1.0000000001", "10.0000000001",
    "99999999999", "100000000000", "123456789012345.12", "1e5", "1E5", "INF", "NaN", " 1 ",
    "\n1\t", "1 0", "- 1", "--1", "0x10",
    ("\xC2\xA0"
     "1"),
    "&#13;1", "0000000000000000000", "000000000000000000.000000000000000000", "123456789012345",
    "1234567890123456",
    /* days */
    "2018-10-08", " 2018-10-08 ", "2018-10-08Z", "2018-10-08+02:00", "2018-10-08-05:00",
    "2018-10-08+14:00", "2018-10-08+14:01", "2018-10-08+15:00", "2018-10-08-14:00",
    "2018-10-08+2:00", "2018-10-08+0200", "2018-10-08 Z", "2018-13-01", "2018-00-10",
    "2018-02-29", "2016-02-29", "1900-02-29", "2000-02-29", "2018-02-30", "2018-04-31",
    "2018-04-30", "2018-10-00", "2018-10-32", "18-10-08", "018-10-08", "12018-10-08",
    "02018-10-08", "-2018-10-08", "+2018-10-08", "0000-01-01", "0001-01-01", "-0001-01-01",
    "2018-1-8", "2018/10/08", "20181008", "2018-10-08T00:00:00", "2018-10-08x", "2018-10-08z",
    "2100-02-29", "2400-02-29", "2018-10-08+00:00", "2018-10-08-00:00", "2018-10-08+13:59",
    "2018-10-08+10:60", "2018-10", "2018", "10-08-2018",
    /* times */
    "2018-10-08T09:30:00", " 2018-10-08T09:30:00\n", "2018-10-08T09:30:00Z",
    "2018-10-08T09:30:00+01:00", "2018-10-08T09:30:00.5", "2018-10-08T09:30:00.123456789Z",
    "2018-10-08T09:30:00.", "2018-10-08T24:00:00", "2018-10-08T24:00:01",
    "2018-10-08T24:00:00.0", "2018-10-08T24:01:00", "2018-10-08T23:59:59",
    "2018-10-08T23:59:60", "2018-10-08T23:60:00", "2018-10-08T25:00:00", "2018-10-08t09:30:00",
    "2018-10-08 09:30:00", "2018-10-08T9:30:00", "2018-10-08T09:30",
    "2018-10-08T09:30:00+25:00", "2018-10-08T09:30:00 Z", "T09:30:00", "2018-02-29T09:30:00",
    "0000-10-08T09:30:00", "2018-10-08T09:30:00.5.5", "2018-10-08T09:30:0",
    "2018-10-08T09:30:00+14:00", "2018-10-08T09:30:00+14:30", "2018-10-08T24:00:00Z",
    "2018-10-08T00:00:00.000",
    /* booleans */
    "true", "false", "TRUE", "True", " true ", "yes", "2", "01",
    /* patterns */
    "DNBANOKK", "DNBANOKKXXX", "DNBANOKKXX", "DNBANOKKXXXX", "DNBANOK1", "DNBANO1K", "DNBANO0K",
    "DNBANOKO", "DNBANOK0", "dnbanokk", "DNBANOKKxxx", "DN1ANOKK", "1234NO22", "12345O22",
    "DNBAN1KK", " DNBANOKK", "DNBANOKK ", "NO9386011117947", "no9386011117947", "NO93", "NO9",
    "NO93a", "N19386011117947", "NO93860111179478601111794786011117",
    "NO938601111794786011117947860111179", "+47-1", "+47-", "47-22", "+4722", "+0047-22",
    "+47-(22)+33-44", "+47-123456789012345678901234567890",
    "+47-1234567890123456789012345678901", "+47-22 33", "5493001KJTIIGC8Y1R12",
    "5493001KJTIIGC8Y1R1A", "5493001kjtiigc8y1r12", "5493001KJTIIGC8Y1R123",
    "8a562c67-ca16-48ba-b074-65581be6f001", "8A562C67-ca16-48ba-b074-65581be6f001",
    "8a562c67-ca16-58ba-b074-65581be6f001", "8a562c67-ca16-48ba-c074-65581be6f001",
    "8a562c67-ca16-48ba-b074-65581be6f00", "8a562c67-ca16-48ba-b074-65581be6f0011",
    "8a562c67ca1648bab07465581be6f001", "<x/>", "a<!-- c -->b", "a<?p?>b", "<![CDATA[NO]]>",
    "N<![CDATA[O]]>", "&amp;", "&lt;&gt;", "&#x41;&#x42;", "\t", "a\tb", "a\nb",
    "\xC3\xA6\xC3\xB8\xC3\xA5", "\xF0\x9F\x98\x80"};

static void compare_texts(PainSample sample)
{
    static const size_t lengths[] = {4,  5,   6,   10,  11,  16,  17,  34,   35,   36,  70,
                                     71, 128, 129, 140, 141, 350, 351, 2047, 2048, 2049};
    char text[2 * 2049 + 1];
    sample.breakage = BREAK_TEXT;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        sample.value = texts[i];
        compare_sample(sample);
    }
    sample.value = text;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        memset(text, 'x', lengths[i]);
        text[lengths[i]] = '\0';
        compare_sample(sample);
        for (size_t j = 0; j < lengths[i]; j++)
            memcpy(text + 2 * j, "\xC3\xB8", 2);
        text[2 * lengths[i]] = '\0';
        compare_sample(sample);
    }
}

/* A child of that type, anywhere in the grammar. */
static bool find_child(MessageVersion version, PainType type, PainSample *sample)
{
    for (int group = PAIN_LEXICAL_COUNT; group < PAIN_TYPE_COUNT; group++) {
        size_t rows = pain_sample_rows((PainType)group, version);
        for (size_t i = 0; i < rows; i++) {
            if (pain_sample_row((PainType)group, version, i)->content != type) continue;
            bool choice = pain_is_choice((PainType)group);
            *sample = (PainSample){.version = version,
                                   .target = (PainType)group,
                                   .alternative = choice ? (int)i : -1,
                                   .child = choice ? 0 : i};
            return true;
        }
    }
    return false;
}

static void test_texts(void)
{
    size_t before = documents, found = 0;
    for (int version = 0; version < 2; version++)
        for (int type = 0; type < PAIN_LEXICAL_COUNT; type++) {
            PainSample sample;
            if (!find_child((MessageVersion)version, (PainType)type, &sample)) continue;
            found++;
            compare_texts(sample);
        }
    printf("%zu types, %zu documents ... ", found, documents - before);
    CU_ASSERT_TRUE(found > 60 && documents - before > 10000);
    CU_ASSERT_EQUAL(disagreements, 0);
}

static void test_attributes_and_roots(void)
{
    static const char *const currencies[] = {"NOK", "nok", "NO", "NOKK", "", " NOK", "N0K"};
    PainSample sample = {.target = PAIN_AMOUNT, .alternative = 0};
    for (int version = 0; version < 2; version++) {
        sample.version = (MessageVersion)version;
        for (size_t i = 0; i < sizeof currencies / sizeof currencies[0]; i++) {
            char text[64];
            snprintf(text, sizeof text, "<InstdAmt Ccy=\"%s\">1</InstdAmt>", currencies[i]);
            sample.breakage = BREAK_BEFORE;
            sample.value = text;
            compare_sample(sample); /* two of them: refused, but not differently */
            PainSample alone = sample;
            alone.target = PAIN_TRANSACTION;
            alone.alternative = -1;
            alone.child = 2; /* Amt */
            alone.breakage = BREAK_TEXT;
            compare_sample(alone);
        }
        sample.breakage = BREAK_PARENT_TAG;
        sample.value = " Ccy=\"NOK\"";
        CU_ASSERT_TRUE(compare_sample(sample));
    }
    static const char *const documents_of_no_kind[] = {
        "<Document/>",
        "<x/>",
        "",
        "<",
        "<Document xmlns=\"urn:x\"/>",
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\"/>",
        "<CstmrCdtTrfInitn xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\"/>"};
    for (size_t i = 0; i < sizeof documents_of_no_kind / sizeof documents_of_no_kind[0]; i++)
        CU_ASSERT_TRUE(
            compare(PAIN_001_001_03, documents_of_no_kind[i], strlen(documents_of_no_kind[i])));
    CU_ASSERT_EQUAL(disagreements, 0);
}

/* ---- the writer's files, and random damage to them ---- */

static void write_file(MessageVersion version, TextBuffer *out)
{
    example_write(version == PAIN_001_001_03 ? "dnb" : "nordea", out);
}

static uint32_t random_state = 20180108;

static size_t random_below(size_t limit)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % limit;
}

static size_t line_start(const char *text, size_t length, size_t number)
{
    size_t at = 0;
    while (number > 0 && at < length)
        if (text[at++] == '\n') number--;
    return at;
}

/* Drops, doubles or moves a line, or changes a character. */
static void damage(const TextBuffer *whole, TextBuffer *out)
{
    static const char signs[] = "<>/=\"&;aAzZ09 -+.:TZ\xC3\xB8\n";
    text_buffer_clear(out);
    text_buffer_append(out, whole->bytes, whole->length);
    size_t lines = 0;
    for (size_t i = 0; i < whole->length; i++)
        lines += whole->bytes[i] == '\n';
    size_t edits = 1 + random_below(2);
    for (size_t e = 0; e < edits; e++) {
        size_t at = line_start(out->bytes, out->length, 2 + random_below(lines));
        size_t end = line_start(out->bytes, out->length, 0) + at;
        while (end < out->length && out->bytes[end] != '\n')
            end++;
        size_t size = end < out->length ? end - at + 1 : 0;
        char line[512];
        if (size == 0 || size > sizeof line) continue;
        memcpy(line, out->bytes + at, size);
        switch (random_below(3)) {
        case 0:
            memmove(out->bytes + at, out->bytes + at + size, out->length - at - size);
            out->length -= size;
            break;
        case 1: {
            size_t to = line_start(out->bytes, out->length, 2 + random_below(lines));
            if (!text_buffer_reserve(out, size)) return;
            memmove(out->bytes + to + size, out->bytes + to, out->length - to);
            memcpy(out->bytes + to, line, size);
            out->length += size;
            break;
        }
        default:
            out->bytes[at + random_below(size)] = signs[random_below(sizeof signs - 1)];
            break;
        }
    }
}

static void test_random_damage(void)
{
    enum { ROUNDS = 4000 };
    TextBuffer damaged = TEXT_BUFFER_EMPTY;
    for (int version = 0; version < 2; version++) {
        TextBuffer whole = TEXT_BUFFER_EMPTY;
        write_file((MessageVersion)version, &whole);
        CU_ASSERT_FALSE(compare((MessageVersion)version, whole.bytes, whole.length));
        size_t refused_before = refused_documents;
        for (int i = 0; i < ROUNDS; i++) {
            damage(&whole, &damaged);
            compare((MessageVersion)version, damaged.bytes, damaged.length);
        }
        CU_ASSERT_TRUE(refused_documents - refused_before > ROUNDS / 2);
        text_buffer_free(&whole);
    }
    text_buffer_free(&damaged);
    CU_ASSERT_EQUAL(disagreements, 0);
}

/* ---- encodings, supplementary data ---- */

static void test_encodings_and_envelopes(void)
{
    TextBuffer file = TEXT_BUFFER_EMPTY, other = TEXT_BUFFER_EMPTY;
    write_file(PAIN_001_001_09, &file);
    const char *body = strstr(file.bytes, "?>") + 2;
    text_buffer_text(&other, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>");
    for (const char *c = body; *c != '\0'; c++)
        text_buffer_char(&other, *c == '\xC3' ? '\xF8' : *c == '\xB8' ? '-' : *c);
    CU_ASSERT_FALSE(compare(PAIN_001_001_09, other.bytes, other.length));
    text_buffer_clear(&other);
    text_buffer_append(&other, "\xFF\xFE", 2);
    for (const char *c = body; *c != '\0'; c++)
        if (*c != '\xC3') text_buffer_append(&other, (const char[]){*c & 0x7F, 0}, 2);
    CU_ASSERT_FALSE(compare(PAIN_001_001_09, other.bytes, other.length));
    text_buffer_clear(&other);
    text_buffer_text(&other, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- \xF8 -->");
    text_buffer_text(&other, body);
    CU_ASSERT_TRUE(compare(PAIN_001_001_09, other.bytes, other.length));
    static const char *const envelopes[] = {
        "",
        "text",
        "<a/>",
        "<a/><b/>",
        "<a>text</a>text",
        "<a xmlns=\"\" b=\"1\"/>",
        "<a><Document/></a>",
        "<Document/>",
        "<Document xmlns=\"urn:x\"/>",
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\"/>"};
    PainSample sample = {.version = PAIN_001_001_09,
                         .target = PAIN_SUPPLEMENT,
                         .alternative = -1,
                         .breakage = BREAK_TEXT,
                         .child = 1};
    for (size_t i = 0; i < sizeof envelopes / sizeof envelopes[0]; i++) {
        sample.value = envelopes[i];
        compare_sample(sample);
    }
    text_buffer_free(&file);
    text_buffer_free(&other);
    CU_ASSERT_EQUAL(disagreements, 0);
}

/* ---- no element of the schema is forgotten, none is made up ---- */

static bool grammar_has(MessageVersion version, const char *name, size_t length)
{
    for (int type = PAIN_LEXICAL_COUNT; type < PAIN_TYPE_COUNT; type++)
        for (size_t i = 0; i < pain_sample_rows((PainType)type, version); i++) {
            const char *own = pain_sample_row((PainType)type, version, i)->element;
            if (strlen(own) == length && memcmp(own, name, length) == 0) return true;
        }
    return false;
}

static bool schema_has(const XmlTree *tree, const char *name)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        size_t length;
        if (strcmp(tree->nodes[i].name, "element") != 0) continue;
        const char *own = xml_tree_attribute(tree, i, "name", &length);
        if (own != NULL && strlen(name) == length && memcmp(own, name, length) == 0)
            return true;
    }
    return strcmp(name, "*") == 0;
}

static void compare_names(MessageVersion version)
{
    char path[4096];
    InputFile file;
    XmlTree tree;
    Failure failure;
    snprintf(path, sizeof path, SCHEMA_FOLDER "/%s.xsd", message_version_text(version));
    CU_ASSERT_EQUAL_FATAL(input_file_read(path, 1 << 20, &file, &failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(xml_tree_read(path, file.bytes, file.size, &tree, &failure),
                          STATUS_OK);
    size_t names = 0;
    for (uint32_t i = 0; i < tree.count; i++) {
        size_t length;
        if (strcmp(tree.nodes[i].name, "element") != 0) continue;
        const char *name = xml_tree_attribute(&tree, i, "name", &length);
        names++;
        if (length == 8 && memcmp(name, "Document", 8) == 0) continue;
        CU_ASSERT_TRUE(grammar_has(version, name, length));
    }
    CU_ASSERT_TRUE(names > 200);
    for (int type = PAIN_LEXICAL_COUNT; type < PAIN_TYPE_COUNT; type++)
        for (size_t i = 0; i < pain_sample_rows((PainType)type, version); i++)
            CU_ASSERT_TRUE(
                schema_has(&tree, pain_sample_row((PainType)type, version, i)->element));
    xml_tree_free(&tree);
    input_file_free(&file);
}

static void test_names(void)
{
    compare_names(PAIN_001_001_03);
    compare_names(PAIN_001_001_09);
}

/* ---- */

static bool load_schema(MessageVersion version)
{
    char path[4096];
    snprintf(path, sizeof path, SCHEMA_FOLDER "/%s.xsd", message_version_text(version));
    if (access(path, R_OK) != 0) {
        printf("SKIPPED: no %s: the ISO schemas are not part of the project\n", path);
        return false;
    }
    xmlSchemaParserCtxtPtr context = xmlSchemaNewParserCtxt(path);
    schemas[version] = context == NULL ? NULL : xmlSchemaParse(context);
    xmlSchemaFreeParserCtxt(context);
    return schemas[version] != NULL;
}

static const TestCase tests[] = {
    {"structure", test_structure},
    {"texts", test_texts},
    {"attributes and roots", test_attributes_and_roots},
    {"random damage", test_random_damage},
    {"encodings, envelopes", test_encodings_and_envelopes},
    {"names", test_names},
};

int main(int argc, char **argv)
{
    xmlSetGenericErrorFunc(NULL, silence);
    if (!load_schema(PAIN_001_001_03) || !load_schema(PAIN_001_001_09)) return SKIPPED;
    int result = run_tests("payment checker against the ISO schema", tests,
                           sizeof tests / sizeof tests[0], argc, argv);
    printf("%zu documents, %zu disagreements\n", documents, disagreements);
    xmlSchemaFree(schemas[0]);
    xmlSchemaFree(schemas[1]);
    return result;
}
