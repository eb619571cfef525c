#include "formats/bank/bank_answer.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/path.h"
#include "formats/bank/answer_reading.h"
#include "formats/base/translate.h"
#include "formats/text/visible_text.h"
#include "rules/answers/repayment.h"

enum { AMOUNT_TEXT_SIZE = 24, COUNT_DIGITS_MAX = 15 };

static const struct {
    const char *text, *message;
} forms[ANSWER_FORM_COUNT] = {
    [ANSWER_PAIN_002_03] = {"pain.002.001.03", "CstmrPmtStsRpt"},
    [ANSWER_PAIN_002_10] = {"pain.002.001.10", "CstmrPmtStsRpt"},
    [ANSWER_CAMT_054_02] = {"camt.054.001.02", "BkToCstmrDbtCdtNtfctn"},
    [ANSWER_CAMT_054_08] = {"camt.054.001.08", "BkToCstmrDbtCdtNtfctn"},
};

const char *answer_form_text(AnswerForm form)
{
    return forms[form].text;
}

/* --- values --- */

Status answer_refuse(const AnswerReading *reading, uint32_t node, const char *problem)
{
    char where[FAILURE_WHERE_SIZE];
    size_t line = node == XML_NODE_NONE ? 1 : reading->tree.nodes[node].line;
    snprintf(where, sizeof where, _("%s, line %zu"), reading->name, line);
    return failure_set(reading->failure, STATUS_INPUT_VALUE, where, "%s", problem);
}

static Status refuse_value(const AnswerReading *reading, uint32_t node, const char *path,
                           const char *problem)
{
    char text[128];
    snprintf(text, sizeof text, "%s %s", path, translate(problem));
    return answer_refuse(reading, node, text);
}

/* White space at the ends is the indentation of whoever wrote the file. */
static void trim(const char **text, size_t *length)
{
    while (*length > 0 && strchr(" \t\r\n", **text) != NULL)
        (*text)++, (*length)--;
    while (*length > 0 && strchr(" \t\r\n", (*text)[*length - 1]) != NULL)
        (*length)--;
}

/* An id that runs of this program give: its digits are those of a SHA-256. */
static bool is_own_form(const char *text)
{
    enum { DIGITS = 24, NUMBER = 4 };
    MunicipalityCode code;
    PaymentGroup group;
    if (payment_end_to_end_parse(text, &code, &group)) return true;
    const char *at = strchr(text, '-');
    if (at == NULL || (strncmp(text, "RUN-", 4) != 0 && strncmp(text, "TEST-", 5) != 0))
        return false;
    return strspn(++at, "0123456789abcdef") == DIGITS && at[DIGITS] == '-' &&
           strspn(at + DIGITS + 1, "0123456789") == NUMBER && at[DIGITS + 1 + NUMBER] == '\0';
}

Status answer_bare_text(const AnswerReading *reading, uint32_t node, const char *path,
                        char *out, size_t size)
{
    size_t length;
    uint32_t at = xml_tree_path(&reading->tree, node, path);
    const char *text = xml_tree_text(&reading->tree, at, &length);
    trim(&text, &length);
    if (length >= size) return refuse_value(reading, at, path, "is too long");
    memcpy(out, text, length);
    out[length] = '\0';
    if (visible_line(out)) return STATUS_OK;
    return refuse_value(reading, at, path, "holds control characters, or such as are not seen");
}

Status answer_text(const AnswerReading *reading, uint32_t node, const char *path, char *out,
                   size_t size)
{
    TRY(answer_bare_text(reading, node, path, out, size));
    if (!is_own_form(out)) (void)path_mask_idents(out);
    return STATUS_OK;
}

Status answer_need(const AnswerReading *reading, uint32_t node, const char *path, char *out,
                   size_t size)
{
    TRY(answer_text(reading, node, path, out, size));
    return out[0] != '\0' ? STATUS_OK : refuse_value(reading, node, path, "is missing");
}

/* Decimals beyond the second may only be zeros; "12." and ".5" are decimals of XML too. */
Status answer_amount(const AnswerReading *reading, uint32_t node, Ore *out)
{
    size_t length;
    char plain[AMOUNT_TEXT_SIZE + 1];
    const char *text = xml_tree_text(&reading->tree, node, &length);
    trim(&text, &length);
    const char *point = memchr(text, '.', length);
    if (point != NULL) {
        size_t least = (size_t)(point - text) + 3;
        while (length > least && text[length - 1] == '0')
            length--;
        if (text[length - 1] == '.') length--;
    }
    bool bare = point == text;
    if (length == 0 || length >= AMOUNT_TEXT_SIZE || text[0] == '-')
        return answer_refuse(reading, node, "not an amount");
    snprintf(plain, sizeof plain, "%s%.*s", bare ? "0" : "", (int)length, text);
    if (ore_parse(plain, length + bare, out)) return STATUS_OK;
    return answer_refuse(reading, node, "not an amount with at most two decimals");
}

Status answer_kroner(const AnswerReading *reading, uint32_t node, Ore *out)
{
    size_t length;
    const char *currency = xml_tree_attribute(&reading->tree, node, "Ccy", &length);
    if (currency == NULL || length != 3 || memcmp(currency, "NOK", 3) != 0)
        return answer_refuse(reading, node, "the currency is not NOK");
    return answer_amount(reading, node, out);
}

Status answer_day(const AnswerReading *reading, uint32_t node, const char *path, Day *out)
{
    char text[48];
    TRY(answer_need(reading, node, path, text, sizeof text));
    /* After the day may come a time or a time zone. */
    bool plain = strlen(text) >= 10 && strchr("TZ+-", text[10]) != NULL;
    if (plain && day_parse(text, 10, out)) return STATUS_OK;
    return refuse_value(reading, node, path, "is no day");
}

Status answer_number(const AnswerReading *reading, uint32_t node, uint64_t *out)
{
    size_t length;
    const char *text = xml_tree_text(&reading->tree, node, &length);
    trim(&text, &length);
    *out = 0;
    for (size_t i = 0; i < length && length <= COUNT_DIGITS_MAX; i++) {
        if (text[i] < '0' || text[i] > '9') return answer_refuse(reading, node, "not a number");
        *out = *out * 10 + (uint64_t)(text[i] - '0');
    }
    if (length > 0 && length <= COUNT_DIGITS_MAX) return STATUS_OK;
    return answer_refuse(reading, node, "not a number of payments");
}

/* What the bank explains becomes text that can be shown. */
static void add_line(TextBuffer *out, const char *text, size_t length)
{
    trim(&text, &length);
    if (out->length > 0 && length > 0) text_buffer_char(out, ' ');
    while (length > 0) {
        char shown[VISIBLE_SIZE];
        size_t size,
            taken = visible_character((const unsigned char *)text, length, shown, &size);
        bool blank = *text == '\n' || *text == '\t' || *text == '\r';
        if (taken == 0) return;
        text_buffer_append(out, blank ? " " : shown, blank ? 1 : size);
        text += taken, length -= taken;
    }
}

/* As much as fits: nobody decides by it. A character is not cut. */
static void cut(const TextBuffer *lines, char *out, size_t size)
{
    size_t length = lines->length < size ? lines->length : size - 1;
    while (length > 0 && length < lines->length && (lines->bytes[length] & 0xC0) == 0x80)
        length--;
    if (length > 0) memcpy(out, lines->bytes, length);
    out[length] = '\0';
}

/* Of several reasons the one that asks for most care before the sum is paid again. */
static Status take_reason(const AnswerReading *reading, uint32_t node, AnswerReason *out)
{
    AnswerReason more = {.proprietary = false};
    TRY(answer_text(reading, node, "Rsn/Cd", more.code, sizeof more.code));
    if (more.code[0] == '\0') {
        TRY(answer_text(reading, node, "Rsn/Prtry", more.code, sizeof more.code));
        more.proprietary = more.code[0] != '\0';
    }
    if (more.code[0] == '\0') return STATUS_OK;
    if (out->code[0] != '\0' && repayment_need("RJCT", more.code, more.proprietary) <=
                                    repayment_need("RJCT", out->code, out->proprietary))
        return STATUS_OK;
    memcpy(out->code, more.code, sizeof out->code);
    out->proprietary = more.proprietary;
    return STATUS_OK;
}

/* Idents may stand across two lines: they are masked in all of them together, before any is
 * cut. */
Status answer_reason(const AnswerReading *reading, uint32_t node, AnswerReason *out)
{
    CLEANUP(text_buffer_free) TextBuffer lines = TEXT_BUFFER_EMPTY;
    if (node == XML_NODE_NONE) return STATUS_OK;
    TRY(take_reason(reading, node, out));
    text_buffer_text(&lines, out->text);
    for (XML_TREE_EACH(line, &reading->tree, node, "AddtlInf")) {
        size_t length;
        const char *text = xml_tree_text(&reading->tree, line, &length);
        add_line(&lines, text, length);
    }
    TRY(text_buffer_status(&lines, reading->failure));
    if (lines.length > 0) (void)path_mask_idents(lines.bytes);
    cut(&lines, out->text, sizeof out->text);
    return STATUS_OK;
}

/* --- the document --- */

static Status find_form(const AnswerReading *reading, AnswerForm *out)
{
    static const char before[] = "urn:iso:std:iso:20022:tech:xsd:";
    const XmlNode *root = &reading->tree.nodes[0];
    const char *uri = root->namespace_uri;
    bool document = uri != NULL && strcmp(root->name, "Document") == 0 &&
                    strncmp(uri, before, sizeof before - 1) == 0;
    for (int form = 0; document && form < ANSWER_FORM_COUNT; form++) {
        if (strcmp(uri + sizeof before - 1, forms[form].text) != 0) continue;
        *out = (AnswerForm)form;
        return STATUS_OK;
    }
    return failure_set(reading->failure, STATUS_INPUT_WRONG_NAMESPACE, reading->name,
                       "not an answer of a bank that is known here: pain.002.001.03 or .10, "
                       "camt.054.001.02 or .08");
}

/* Elements that have one value: of two, no one can say which holds. */
static bool is_single(const char *name)
{
    static const char *const names[] = {"AcctSvcrRef",
                                        "Acct",
                                        "Amt",
                                        "AmtDtls",
                                        "BookgDt",
                                        "Btch",
                                        "Cd",
                                        "CdtDbtInd",
                                        "Dt",
                                        "DtTm",
                                        "DtldNbOfTxs",
                                        "DtldSts",
                                        "EndToEndId",
                                        "FrToDt",
                                        "GrpHdr",
                                        "GrpSts",
                                        "IBAN",
                                        "InstdAmt",
                                        "MsgId",
                                        "NbOfTxs",
                                        "OrgnlCtrlSum",
                                        "OrgnlEndToEndId",
                                        "OrgnlGrpInfAndSts",
                                        "OrgnlMsgId",
                                        "OrgnlNbOfTxs",
                                        "OrgnlPmtInfId",
                                        "OrgnlTxRef",
                                        "PmtInfId",
                                        "PmtInfSts",
                                        "Prtry",
                                        "Refs",
                                        "Rsn",
                                        "RtrInf",
                                        "RvslInd",
                                        "Sts",
                                        "ToDtTm",
                                        "TtlAmt",
                                        "TxAmt",
                                        "TxSts"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

static Status refuse_repeated(const AnswerReading *reading)
{
    for (uint32_t node = 1; node < reading->tree.count; node++) {
        const char *name = reading->tree.nodes[node].name;
        if (!is_single(name)) continue;
        uint32_t second = xml_tree_next(&reading->tree, node);
        if (second == XML_NODE_NONE) continue;
        return refuse_value(reading, second, name, "stands twice");
    }
    return STATUS_OK;
}

static Status read_document(AnswerReading *reading)
{
    BankAnswer *out = reading->out;
    TRY(find_form(reading, &out->form));
    uint32_t message = xml_tree_child(&reading->tree, 0, forms[out->form].message);
    if (message == XML_NODE_NONE)
        return refuse_value(reading, 0, forms[out->form].message, "is missing");
    TRY(refuse_repeated(reading));
    TRY(answer_need(reading, message, "GrpHdr/MsgId", out->message_id, sizeof out->message_id));
    TRY(answer_day(reading, message, "GrpHdr/CreDtTm", &out->created));
    return out->form <= ANSWER_PAIN_002_10 ? answer_read_statuses(reading, message)
                                           : answer_read_bookings(reading, message);
}

Status bank_answer_read(const char *name, const void *bytes, size_t size, BankAnswer *out,
                        Failure *failure)
{
    *out = (BankAnswer){0};
    AnswerReading reading = {.name = name, .out = out, .failure = failure};
    Status status = xml_tree_read(name, bytes, size, &reading.tree, failure);
    if (status == STATUS_OK) status = read_document(&reading);
    xml_tree_free(&reading.tree);
    if (status != STATUS_OK) bank_answer_free(out);
    return status;
}

void bank_answer_free(BankAnswer *answer)
{
    system_free(answer->statuses);
    system_free(answer->tallies);
    system_free(answer->bookings);
    system_free(answer->notices);
    *answer = (BankAnswer){0};
}
