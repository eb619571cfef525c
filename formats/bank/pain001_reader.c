/* pain001_reader.c - reads payment files back and adds up. */
#include "formats/bank/pain001_reader.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/translate.h"
#include "formats/xml/xml_tree.h"

typedef struct Pain001Reading {
    const char *name;
    XmlTree tree;
    Pain001File *out;
    size_t capacity;
    Failure *failure;
} Pain001Reading;

static Status refuse(const Pain001Reading *reading, uint32_t node, const char *problem)
{
    char where[FAILURE_WHERE_SIZE];
    size_t line = node == XML_NODE_NONE ? 1 : reading->tree.nodes[node].line;
    snprintf(where, sizeof where, _("%s, line %zu"), reading->name, line);
    return failure_set(reading->failure, STATUS_INPUT_VALUE, where, "%s", problem);
}

/* Copies the text at a path below `node`, which must be there and fit. */
static Status copy_text(const Pain001Reading *reading, uint32_t node, const char *path,
                        char *out, size_t size)
{
    size_t length;
    const char *text =
        xml_tree_text(&reading->tree, xml_tree_path(&reading->tree, node, path), &length);
    if (length == 0 || length >= size) return refuse(reading, node, path);
    memcpy(out, text, length);
    out[length] = '\0';
    return STATUS_OK;
}

/* The same for one that may be missing. */
static Status copy_optional(const Pain001Reading *reading, uint32_t node, const char *path,
                            char *out, size_t size)
{
    out[0] = '\0';
    if (xml_tree_path(&reading->tree, node, path) == XML_NODE_NONE) return STATUS_OK;
    return copy_text(reading, node, path, out, size);
}

static Status read_amount(const Pain001Reading *reading, uint32_t node, Ore *out)
{
    size_t length;
    const char *text = xml_tree_text(&reading->tree, node, &length);
    if (!ore_parse(text, length, out)) return refuse(reading, node, "an amount");
    return STATUS_OK;
}

static Status read_count(const Pain001Reading *reading, uint32_t node, uint64_t *out)
{
    enum { DIGITS_MAX = 15 };
    size_t length;
    const char *text = xml_tree_text(&reading->tree, node, &length);
    *out = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9' || i >= DIGITS_MAX)
            return refuse(reading, node, "a number of transactions");
        *out = *out * 10 + (uint64_t)(text[i] - '0');
    }
    return length > 0 ? STATUS_OK : refuse(reading, node, "GrpHdr/NbOfTxs");
}

/* ore_add stops the program on overflow; a file must not be able to do that. */
static bool can_add(Ore left, Ore right)
{
    return right >= 0 && left >= 0 && left <= INT64_MAX - right;
}

static Status read_transaction(Pain001Reading *reading, uint32_t node)
{
    Pain001File *out = reading->out;
    TRY(system_grow(&out->transactions, &reading->capacity, out->count + 1,
                    sizeof *out->transactions, reading->failure));
    Pain001Transaction *transaction = &out->transactions[out->count];
    transaction->line = reading->tree.nodes[node].line;
    TRY(copy_text(reading, node, "PmtId/EndToEndId", transaction->end_to_end_id,
                  sizeof transaction->end_to_end_id));
    TRY(copy_text(reading, node, "CdtrAcct/Id/Othr/Id", transaction->account,
                  sizeof transaction->account));
    TRY(copy_optional(reading, node, "Cdtr/Nm", transaction->name, sizeof transaction->name));
    TRY(copy_optional(reading, node, "RmtInf/Strd/CdtrRefInf/Ref", transaction->kid,
                      sizeof transaction->kid));
    uint32_t amount = xml_tree_path(&reading->tree, node, "Amt/InstdAmt");
    if (amount == XML_NODE_NONE) return refuse(reading, node, "Amt/InstdAmt");
    TRY(read_amount(reading, amount, &transaction->amount));
    size_t length;
    const char *currency = xml_tree_attribute(&reading->tree, amount, "Ccy", &length);
    if (currency == NULL || length != 3 || memcmp(currency, "NOK", 3) != 0)
        return refuse(reading, amount, "a currency other than NOK");
    if (!can_add(out->sum, transaction->amount)) return refuse(reading, amount, "an amount");
    out->sum = ore_add(out->sum, transaction->amount);
    out->count++;
    return STATUS_OK;
}

static Status read_day(Pain001Reading *reading, uint32_t group)
{
    const char *path =
        reading->out->version == PAIN_001_001_03 ? "ReqdExctnDt" : "ReqdExctnDt/Dt";
    char text[DAY_TEXT_SIZE];
    Day day;
    TRY(copy_text(reading, group, path, text, sizeof text));
    if (!day_parse(text, strlen(text), &day)) return refuse(reading, group, "ReqdExctnDt");
    if (day_is_set(reading->out->execution_day) && reading->out->execution_day != day)
        return refuse(reading, group, "payment groups with different execution days");
    reading->out->execution_day = day;
    return STATUS_OK;
}

static Status read_group(Pain001Reading *reading, uint32_t group)
{
    TRY(read_day(reading, group));
    TRY(copy_text(reading, group, "DbtrAcct/Id/Othr/Id", reading->out->debtor_account,
                  sizeof reading->out->debtor_account));
    uint32_t node = xml_tree_child(&reading->tree, group, "CdtTrfTxInf");
    for (; node != XML_NODE_NONE; node = xml_tree_next(&reading->tree, node))
        TRY(read_transaction(reading, node));
    return STATUS_OK;
}

static Status read_header(Pain001Reading *reading, uint32_t message)
{
    const XmlTree *tree = &reading->tree;
    Pain001File *out = reading->out;
    uint32_t header = xml_tree_child(tree, message, "GrpHdr");
    if (header == XML_NODE_NONE) return refuse(reading, message, "GrpHdr");
    TRY(copy_text(reading, header, "MsgId", out->message_id, sizeof out->message_id));
    TRY(read_count(reading, xml_tree_child(tree, header, "NbOfTxs"), &out->declared_count));
    uint32_t sum = xml_tree_child(tree, header, "CtrlSum");
    out->has_declared_sum = sum != XML_NODE_NONE;
    return out->has_declared_sum ? read_amount(reading, sum, &out->declared_sum) : STATUS_OK;
}

static Status read_version(Pain001Reading *reading)
{
    const XmlNode *root = &reading->tree.nodes[0];
    for (int i = PAIN_001_001_03; i <= PAIN_001_001_09; i++) {
        if (root->namespace_uri == NULL || strcmp(root->name, "Document") != 0 ||
            strcmp(root->namespace_uri, message_version_namespace((MessageVersion)i)) != 0)
            continue;
        reading->out->version = (MessageVersion)i;
        return STATUS_OK;
    }
    return failure_set(reading->failure, STATUS_INPUT_WRONG_NAMESPACE, reading->name,
                       "not a pain.001.001.03 or .09");
}

static Status read_document(Pain001Reading *reading)
{
    TRY(read_version(reading));
    uint32_t message = xml_tree_child(&reading->tree, 0, "CstmrCdtTrfInitn");
    if (message == XML_NODE_NONE) return refuse(reading, 0, "CstmrCdtTrfInitn");
    TRY(read_header(reading, message));
    uint32_t group = xml_tree_child(&reading->tree, message, "PmtInf");
    if (group == XML_NODE_NONE) return refuse(reading, message, "PmtInf");
    for (; group != XML_NODE_NONE; group = xml_tree_next(&reading->tree, group))
        TRY(read_group(reading, group));
    return STATUS_OK;
}

Status pain001_read(const char *name, const void *bytes, size_t size, Pain001File *out,
                    Failure *failure)
{
    *out = (Pain001File){.execution_day = DAY_NONE};
    Pain001Reading reading = {.name = name, .out = out, .failure = failure};
    Status status = xml_tree_read(name, bytes, size, &reading.tree, failure);
    if (status == STATUS_OK) status = read_document(&reading);
    xml_tree_free(&reading.tree);
    if (status != STATUS_OK) pain001_file_free(out);
    return status;
}

void pain001_file_free(Pain001File *file)
{
    system_free(file->transactions);
    *file = (Pain001File){.execution_day = DAY_NONE};
}

Status pain001_confirm(const Pain001File *file, size_t expected_count, Ore expected_sum,
                       Failure *failure)
{
    if (file->count != expected_count || file->declared_count != expected_count)
        return failure_set(failure, STATUS_VERIFICATION, file->message_id,
                           "transactions: %zu in the file, %llu in its header, %zu decided",
                           file->count, (unsigned long long)file->declared_count,
                           expected_count);
    if (!file->has_declared_sum || file->declared_sum != expected_sum ||
        file->sum != expected_sum)
        return failure_set(failure, STATUS_VERIFICATION, file->message_id,
                           "sum in øre: %lld in the file, %lld in its header, %lld decided",
                           (long long)file->sum, (long long)file->declared_sum,
                           (long long)expected_sum);
    return STATUS_OK;
}
