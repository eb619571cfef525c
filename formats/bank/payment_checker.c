/* payment_checker.c - findings, and the order of the checker's layers. */
#include "formats/bank/payment_checker.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/base/input_file.h"
#include "formats/bank/payment_checking.h"
#include "formats/base/translate.h"
#include "formats/register/register_tables.h"

typedef struct RuleText {
    const char *code, *text;
} RuleText;

static const RuleText rule_texts[PAYMENT_RULE_COUNT] = {
#define PAYMENT_RULE(name, code, text) {code, text},
#include "formats/bank/payment_rules.def"
#undef PAYMENT_RULE
};

const char *payment_rule_code(PaymentRule rule)
{
    INVARIANT((int)rule >= 0 && rule < PAYMENT_RULE_COUNT);
    return rule_texts[rule].code;
}

const char *payment_rule_text(PaymentRule rule)
{
    INVARIANT((int)rule >= 0 && rule < PAYMENT_RULE_COUNT);
    return rule_texts[rule].text;
}

bool payment_rule_is_schema(PaymentRule rule)
{
    return rule < PAYMENT_RULE_TOTAL_COUNT;
}

/* ---- findings ---- */

static PaymentFinding *new_finding(Checking *checking)
{
    PaymentCheck *result = checking->result;
    if (checking->status != STATUS_OK) return NULL;
    if (result->count == PAYMENT_FINDINGS_MAX) {
        result->dropped++;
        return NULL;
    }
    checking->status = system_grow(&result->findings, &result->capacity, result->count + 1,
                                   sizeof *result->findings, checking->failure);
    if (checking->status != STATUS_OK) return NULL;
    result->findings[result->count].order = result->count;
    return &result->findings[result->count++];
}

static void find(Checking *checking, PaymentRule rule, size_t line, const char *format,
                 va_list arguments)
{
    PaymentFinding *finding = new_finding(checking);
    if (finding == NULL) return;
    finding->rule = rule;
    finding->line = line;
    vsnprintf(finding->message, sizeof finding->message, translate(format), arguments);
    for (char *c = finding->message; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7F) *c = '?';
}

void checking_find_at(Checking *checking, PaymentRule rule, size_t line, const char *format,
                      ...)
{
    va_list arguments;
    va_start(arguments, format);
    find(checking, rule, line, format, arguments);
    va_end(arguments);
}

void checking_find(Checking *checking, PaymentRule rule, uint32_t node, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    find(checking, rule, node == XML_NODE_NONE ? 1 : checking->tree.nodes[node].line, format,
         arguments);
    va_end(arguments);
}

static int compare_findings(const void *left_pointer, const void *right_pointer)
{
    const PaymentFinding *left = left_pointer, *right = right_pointer;
    if (left->line != right->line) return left->line < right->line ? -1 : 1;
    return (left->order > right->order) - (left->order < right->order);
}

/* ---- what the layers share ---- */

uint32_t checking_message(const Checking *checking)
{
    return xml_tree_child(&checking->tree, 0, "CstmrCdtTrfInitn");
}

size_t checking_transactions(const Checking *checking, uint32_t message)
{
    const XmlTree *tree = &checking->tree;
    size_t count = 0;
    for (XML_TREE_EACH(group, tree, message, "PmtInf"))
        for (XML_TREE_EACH(node, tree, group, "CdtTrfTxInf"))
            count++;
    return count;
}

uint32_t checking_party_id(const Checking *checking, uint32_t party, const char *scheme)
{
    const XmlTree *tree = &checking->tree;
    uint32_t other = xml_tree_path(tree, party, "Id/OrgId/Othr");
    while (other != XML_NODE_NONE &&
           !xml_tree_text_is(tree, xml_tree_path(tree, other, "SchmeNm/Cd"), scheme))
        other = xml_tree_next(tree, other);
    return other;
}

/* ---- the check ---- */

/* What the reading of the XML refuses is a finding, unless memory ran out. */
static Status refuse_document(Checking *checking, const Failure *refusal)
{
    PaymentRule rule = PAYMENT_RULE_XML_MALFORMED;
    if (refusal->status == STATUS_INPUT_FORBIDDEN) rule = PAYMENT_RULE_XML_FORBIDDEN;
    if (refusal->status == STATUS_INPUT_TOO_LARGE) rule = PAYMENT_RULE_XML_LIMIT;
    checking_find_at(checking, rule, checking->tree.error_line, "%.180s", refusal->detail);
    return checking->status;
}

/* Looked for before the file is read as a whole: of the country it is larger than any payment
 * file. Whoever has given it to the wrong command is told so, in place of what it breaks. */
static bool is_extract(const void *bytes, size_t size)
{
    enum { HEAD_SIZE = 4096 };
    static const char root[] = "<" REGISTER_ROOT, name[] = "\"" REGISTER_NAMESPACE "\"";
    size_t head = size < HEAD_SIZE ? size : HEAD_SIZE;
    return memmem(bytes, head, root, sizeof root - 1) != NULL &&
           memmem(bytes, head, name, sizeof name - 1) != NULL;
}

/* A signature (.p7s) is DER: one sequence with a long length. */
static bool is_signature(const uint8_t *bytes, size_t size)
{
    return size > 1 && bytes[0] == 0x30 && bytes[1] >= 0x80;
}

/* What somebody has probably taken for a payment file; NULL: nothing that is known. */
static const char *mistaken_for(const void *bytes, size_t size)
{
    if (is_extract(bytes, size))
        return N_("this is an extract of the introduction register, not a payment file: "
                  "'tilskudd check-register' checks it");
    if (is_signature(bytes, size))
        return N_("this is a signature, not a payment file: give the file that it signs, which "
                  "has its name without .p7s");
    return NULL;
}

static bool find_version(Checking *checking)
{
    const XmlNode *root = &checking->tree.nodes[0];
    for (int i = PAIN_001_001_03; i <= PAIN_001_001_09; i++) {
        const char *own = message_version_namespace((MessageVersion)i);
        if (strcmp(root->name, "Document") != 0 || root->namespace_uri == NULL ||
            strcmp(root->namespace_uri, own) != 0)
            continue;
        checking->version = (MessageVersion)i;
        return true;
    }
    checking_find(checking, PAYMENT_RULE_SCHEMA_ROOT, 0,
                  "the root is not Document of pain.001.001.03 or pain.001.001.09");
    return false;
}

static Status check_document(Checking *checking)
{
    if (!find_version(checking)) return checking->status;
    size_t count = checking->tree.count;
    checking->types = system_allocate(count);
    if (checking->types == NULL)
        return failure_set(checking->failure, STATUS_MEMORY, NULL, "%zu elements", count);
    memset(checking->types, TYPE_UNKNOWN, count);
    payment_check_schema(checking);
    payment_check_rules(checking);
    if (checking->profile != NULL) payment_check_bank(checking);
    return checking->status;
}

Status payment_check(const void *bytes, size_t size, const BankProfile *profile,
                     PaymentCheck *result, Failure *failure)
{
    *result = (PaymentCheck){0};
    Checking checking = {
        .bytes = bytes, .size = size, .profile = profile, .result = result, .failure = failure};
    Failure refusal = {0};
    const char *mistaken = mistaken_for(bytes, size);
    if (mistaken != NULL) {
        checking_find_at(&checking, PAYMENT_RULE_SCHEMA_ROOT, 1, "%s", translate(mistaken));
        return checking.status;
    }
    if (size > INPUT_SMALL_SIZE_MAX) {
        checking_find_at(&checking, PAYMENT_RULE_XML_LIMIT, 1, "more than %llu bytes",
                         (unsigned long long)INPUT_SMALL_SIZE_MAX);
        return checking.status;
    }
    Status status = xml_tree_read(_("payment file"), bytes, size, &checking.tree, &refusal);
    if (status == STATUS_OK)
        status = check_document(&checking);
    else if (status == STATUS_MEMORY)
        failure_set(failure, status, refusal.where, "%s", refusal.detail);
    else
        status = refuse_document(&checking, &refusal);
    system_free(checking.types);
    xml_tree_free(&checking.tree);
    if (result->count > 0)
        qsort(result->findings, result->count, sizeof *result->findings, compare_findings);
    return status;
}

void payment_check_free(PaymentCheck *result)
{
    system_free(result->findings);
    *result = (PaymentCheck){0};
}

static void print_repeats(const PaymentFinding *first, size_t more, TextBuffer *out)
{
    text_buffer_format(out,
                       more == 1 ? _("%s\t%zu\t%zu more of this rule, on this line\n")
                                 : _("%s\t%zu\t%zu more of this rule, from this line on\n"),
                       payment_rule_code(first->rule), first->line, more);
}

void payment_check_print(const PaymentCheck *result, TextBuffer *out)
{
    size_t counts[PAYMENT_RULE_COUNT] = {0}, shown[PAYMENT_RULE_COUNT] = {0};
    for (size_t i = 0; i < result->count; i++)
        counts[result->findings[i].rule]++;
    for (size_t i = 0; i < result->count; i++) {
        const PaymentFinding *finding = &result->findings[i];
        if (++shown[finding->rule] <= PAYMENT_REPEATS_SHOWN)
            text_buffer_format(out, "%s\t%zu\t%s\n", payment_rule_code(finding->rule),
                               finding->line, finding->message);
        else if (shown[finding->rule] == PAYMENT_REPEATS_SHOWN + 1)
            print_repeats(finding, counts[finding->rule] - PAYMENT_REPEATS_SHOWN, out);
    }
}
