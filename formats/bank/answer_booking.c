/* answer_booking.c - camt.054: what was booked on an account. life.md 2. */
#include <string.h>

#include "formats/base/path.h"
#include "formats/bank/answer_reading.h"

/* An entry, before it is known whether it has details. */
typedef struct EntryValues {
    AnswerBooking common; /* of every booking of it */
    uint32_t node;
} EntryValues;

/* As people group the digits of an account. */
static void drop_gaps(char *account)
{
    char *to = account;
    for (const char *at = account; *at != '\0'; at++)
        if (strchr(" .-", *at) == NULL) *to++ = *at;
    *to = '\0';
}

/* IBAN of a Norwegian account without NOkk, and no account with gaps, so that accounts
 * compare. */
static Status read_account(const AnswerReading *reading, uint32_t notification,
                           char out[ANSWER_ACCOUNT_SIZE])
{
    enum { GAPS_MAX = 16, BEFORE = 4, NORWEGIAN = 15 };
    char text[ANSWER_ACCOUNT_SIZE + GAPS_MAX];
    TRY(answer_bare_text(reading, notification, "Acct/Id/IBAN", text, sizeof text));
    if (text[0] == '\0')
        TRY(answer_bare_text(reading, notification, "Acct/Id/Othr/Id", text, sizeof text));
    drop_gaps(text);
    size_t length = strlen(text);
    if (length == 0) return answer_refuse(reading, notification, "Acct/Id is missing");
    uint32_t account = xml_tree_child(&reading->tree, notification, "Acct");
    if (length >= ANSWER_ACCOUNT_SIZE)
        return answer_refuse(reading, account, "Acct/Id is too long");
    bool norwegian = strncmp(text, "NO", 2) == 0 && length == NORWEGIAN;
    memcpy(out, text + (norwegian ? BEFORE : 0), length + 1 - (norwegian ? BEFORE : 0));
    return STATUS_OK;
}

/* A reference with an identity number in it is none: masked, two entries would be one. */
static Status read_reference(const AnswerReading *reading, uint32_t entry,
                             char out[PAYMENT_ID_SIZE])
{
    TRY(answer_bare_text(reading, entry, "AcctSvcrRef", out, PAYMENT_ID_SIZE));
    if (path_has_ident(out)) out[0] = '\0';
    return STATUS_OK;
}

static Status read_direction(const AnswerReading *reading, uint32_t node, bool needed,
                             bool *credit)
{
    uint32_t at = xml_tree_child(&reading->tree, node, "CdtDbtInd");
    if (at == XML_NODE_NONE && !needed) return STATUS_OK;
    *credit = xml_tree_text_is(&reading->tree, at, "CRDT");
    if (*credit || xml_tree_text_is(&reading->tree, at, "DBIT")) return STATUS_OK;
    return answer_refuse(reading, node, "CdtDbtInd is neither CRDT nor DBIT");
}

static Status read_day(const AnswerReading *reading, uint32_t entry, Day *out)
{
    bool plain = xml_tree_path(&reading->tree, entry, "BookgDt/Dt") != XML_NODE_NONE;
    return answer_day(reading, entry, plain ? "BookgDt/Dt" : "BookgDt/DtTm", out);
}

static bool is_booked(const AnswerReading *reading, uint32_t entry)
{
    const XmlTree *tree = &reading->tree;
    uint32_t status = xml_tree_child(tree, entry, "Sts");
    uint32_t code = xml_tree_child(tree, status, "Cd");
    return xml_tree_text_is(tree, code != XML_NODE_NONE ? code : status, "BOOK");
}

static Status add_booking(AnswerReading *reading, const AnswerBooking *booking)
{
    BankAnswer *out = reading->out;
    TRY(system_grow(&out->bookings, &out->booking_capacity, out->booking_count + 1,
                    sizeof *booking, reading->failure));
    out->bookings[out->booking_count++] = *booking;
    return STATUS_OK;
}

static bool is_true(const AnswerReading *reading, uint32_t node)
{
    return xml_tree_text_is(&reading->tree, node, "true") ||
           xml_tree_text_is(&reading->tree, node, "1");
}

/* --- details --- */

/* Other currencies are of other accounts: whoever matches says so where it is not. */
static Status read_amount(const AnswerReading *reading, uint32_t node, AnswerBooking *booking)
{
    size_t length;
    const char *currency = xml_tree_attribute(&reading->tree, node, "Ccy", &length);
    booking->foreign = currency == NULL || length != 3 || memcmp(currency, "NOK", 3) != 0;
    return answer_amount(reading, node, &booking->amount);
}

/* The amount of one payment; that of the entry is its own only when it stands alone. */
static Status read_detail_amount(const AnswerReading *reading, uint32_t detail, bool alone,
                                 AnswerBooking *booking)
{
    static const char *const paths[] = {"Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        uint32_t node = xml_tree_path(&reading->tree, detail, paths[i]);
        if (node != XML_NODE_NONE) return read_amount(reading, node, booking);
    }
    if (alone) return STATUS_OK;
    return answer_refuse(reading, detail, "one of several payments without an amount");
}

static Status read_detail(AnswerReading *reading, uint32_t detail, const EntryValues *entry,
                          bool alone)
{
    AnswerBooking booking = entry->common;
    booking.line = reading->tree.nodes[detail].line;
    booking.whole = false;
    TRY(answer_text(reading, detail, "Refs/EndToEndId", booking.end_to_end_id,
                    sizeof booking.end_to_end_id));
    TRY(answer_text(reading, detail, "Refs/MsgId", booking.message_id,
                    sizeof booking.message_id));
    TRY(answer_text(reading, detail, "Refs/PmtInfId", booking.group_id,
                    sizeof booking.group_id));
    TRY(read_direction(reading, detail, false, &booking.credit));
    TRY(read_detail_amount(reading, detail, alone, &booking));
    TRY(answer_reason(reading, xml_tree_child(&reading->tree, detail, "RtrInf"),
                      &booking.reason));
    return add_booking(reading, &booking);
}

static size_t count_details(const AnswerReading *reading, uint32_t entry)
{
    size_t count = 0;
    for (XML_TREE_EACH(part, &reading->tree, entry, "NtryDtls"))
        for (XML_TREE_EACH(detail, &reading->tree, part, "TxDtls"))
            count++;
    return count;
}

/* The batch says which message or group, and how many payments, the entry is. */
static Status read_batch(AnswerReading *reading, uint32_t batch, AnswerBooking *booking)
{
    if (batch == XML_NODE_NONE) return STATUS_OK;
    TRY(answer_text(reading, batch, "MsgId", booking->message_id, sizeof booking->message_id));
    TRY(answer_text(reading, batch, "PmtInfId", booking->group_id, sizeof booking->group_id));
    uint32_t number = xml_tree_child(&reading->tree, batch, "NbOfTxs");
    booking->has_count = number != XML_NODE_NONE;
    return booking->has_count ? answer_number(reading, number, &booking->count) : STATUS_OK;
}

/* Several batches in one entry: each with its own sum. */
static Status read_whole(AnswerReading *reading, const EntryValues *entry)
{
    AnswerBooking booking = entry->common;
    uint32_t part = xml_tree_child(&reading->tree, entry->node, "NtryDtls");
    if (part == XML_NODE_NONE) return add_booking(reading, &booking);
    bool alone = xml_tree_next(&reading->tree, part) == XML_NODE_NONE;
    for (; part != XML_NODE_NONE; part = xml_tree_next(&reading->tree, part)) {
        uint32_t batch = xml_tree_child(&reading->tree, part, "Btch");
        uint32_t sum = xml_tree_child(&reading->tree, batch, "TtlAmt");
        booking = entry->common;
        TRY(read_batch(reading, batch, &booking));
        if (!alone && sum == XML_NODE_NONE)
            return answer_refuse(reading, part, "one of several batches without TtlAmt");
        if (!alone) TRY(read_amount(reading, sum, &booking));
        TRY(add_booking(reading, &booking));
    }
    return STATUS_OK;
}

/* Details take over what their batch says. */
static Status read_details(AnswerReading *reading, const EntryValues *entry, bool alone)
{
    for (XML_TREE_EACH(part, &reading->tree, entry->node, "NtryDtls")) {
        EntryValues values = *entry;
        TRY(read_batch(reading, xml_tree_child(&reading->tree, part, "Btch"), &values.common));
        values.common.has_count = false;
        for (XML_TREE_EACH(detail, &reading->tree, part, "TxDtls"))
            TRY(read_detail(reading, detail, &values, alone));
    }
    return STATUS_OK;
}

/* --- entries --- */

static Status read_entry(AnswerReading *reading, uint32_t node, AnswerNotice *notice,
                         uint32_t number)
{
    EntryValues entry = {.node = node};
    AnswerBooking *common = &entry.common;
    const XmlTree *tree = &reading->tree;
    if (!is_booked(reading, node)) {
        reading->out->not_booked++;
        return STATUS_OK;
    }
    common->whole = true;
    common->entry = number;
    common->line = tree->nodes[node].line;
    memcpy(common->account, notice->account, sizeof common->account);
    uint32_t amount = xml_tree_child(tree, node, "Amt");
    if (amount == XML_NODE_NONE) return answer_refuse(reading, node, "Amt is missing");
    TRY(read_amount(reading, amount, common));
    TRY(read_direction(reading, node, true, &common->credit));
    common->reversal = is_true(reading, xml_tree_child(tree, node, "RvslInd"));
    TRY(read_day(reading, node, &common->booked));
    if (notice->last == DAY_NONE || notice->last < common->booked)
        notice->last = common->booked;
    TRY(read_reference(reading, node, common->reference));
    size_t details = count_details(reading, node);
    return details > 0 ? read_details(reading, &entry, details == 1)
                       : read_whole(reading, &entry);
}

/* The end that a notification names; a midnight is the end of the day before. What the bank
 * says beforehand of a day is not seen yet. */
static Status read_end(const AnswerReading *reading, uint32_t notification, Day *out)
{
    char text[48];
    Day end;
    uint32_t node = xml_tree_path(&reading->tree, notification, "FrToDt/ToDtTm");
    if (node == XML_NODE_NONE) return STATUS_OK;
    TRY(answer_day(reading, node, "", &end));
    TRY(answer_text(reading, node, "", text, sizeof text));
    if (strncmp(text + 10, "T00:00:00", 9) == 0) end--;
    *out = end < reading->out->created ? end : reading->out->created;
    return STATUS_OK;
}

static Status read_notification(AnswerReading *reading, uint32_t node)
{
    BankAnswer *out = reading->out;
    AnswerNotice notice = {.last = DAY_NONE};
    TRY(read_account(reading, node, notice.account));
    TRY(read_end(reading, node, &notice.last));
    for (XML_TREE_EACH(entry, &reading->tree, node, "Ntry"))
        TRY(read_entry(reading, entry, &notice, out->entry_count++));
    TRY(system_grow(&out->notices, &out->notice_capacity, out->notice_count + 1, sizeof notice,
                    reading->failure));
    out->notices[out->notice_count++] = notice;
    return STATUS_OK;
}

Status answer_read_bookings(AnswerReading *reading, uint32_t message)
{
    uint32_t first = xml_tree_child(&reading->tree, message, "Ntfctn");
    if (first == XML_NODE_NONE) return answer_refuse(reading, message, "Ntfctn is missing");
    for (uint32_t at = first; at != XML_NODE_NONE; at = xml_tree_next(&reading->tree, at))
        TRY(read_notification(reading, at));
    return STATUS_OK;
}
