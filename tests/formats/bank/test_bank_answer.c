/*
 * test_bank_answer.c - why: an answer that is read wrongly pays twice or never. Each form as
 * banks write it, and one change at a time of what must be refused, with its line. life.md 2.
 */
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/bank/bank_answer.h"
#include "tests/formats/bank/answer_sample.h"
#include "tests/rules/base/test_main.h"

static BankAnswer answer;
static Failure failure;

static void read_sample(const char *text)
{
    CU_ASSERT_EQUAL_FATAL(bank_answer_read("a.xml", text, strlen(text), &answer, &failure),
                          STATUS_OK);
}

static void test_status_03(void)
{
    read_sample(answer_sample_status_03);
    CU_ASSERT_EQUAL(answer.form, ANSWER_PAIN_002_03);
    CU_ASSERT_STRING_EQUAL(answer.message_id, "STATUS-1");
    CU_ASSERT_EQUAL_FATAL(answer.status_count, 3);
    const AnswerStatus *message = &answer.statuses[0], *group = &answer.statuses[1];
    const AnswerStatus *payment = &answer.statuses[2];
    CU_ASSERT_EQUAL(message->level, ANSWER_OF_MESSAGE);
    CU_ASSERT_STRING_EQUAL(message->message_id, "RUN-1-0001");
    CU_ASSERT_STRING_EQUAL(message->code, "PART");
    CU_ASSERT_TRUE(message->has_count && message->count == 3);
    CU_ASSERT_TRUE(message->has_sum && message->sum == 110050);
    CU_ASSERT_EQUAL(message->tally_count, 0);
    CU_ASSERT_EQUAL(group->level, ANSWER_OF_GROUP);
    CU_ASSERT_EQUAL(group->tally_count, 2);
    CU_ASSERT_STRING_EQUAL(answer.tallies[group->tally + 1].code, "RJCT");
    CU_ASSERT_EQUAL(answer.tallies[group->tally].count, 2);
    CU_ASSERT_FALSE(group->has_sum);
    CU_ASSERT_EQUAL(payment->level, ANSWER_OF_PAYMENT);
    CU_ASSERT_STRING_EQUAL(payment->message_id, "RUN-1-0001");
    CU_ASSERT_STRING_EQUAL(payment->end_to_end_id, "0301-EM-1");
    CU_ASSERT_STRING_EQUAL(payment->reason.code, "AC04");
    CU_ASSERT_FALSE(payment->reason.proprietary);
    CU_ASSERT_STRING_EQUAL(payment->reason.text, "Kontoen er avsluttet");
    CU_ASSERT_TRUE(payment->has_amount && payment->amount == 10050);
    CU_ASSERT_EQUAL(payment->line, 15);
    bank_answer_free(&answer);
}

static void test_status_10(void)
{
    read_sample(answer_sample_status_10);
    CU_ASSERT_EQUAL(answer.form, ANSWER_PAIN_002_10);
    CU_ASSERT_EQUAL_FATAL(answer.status_count, 1);
    CU_ASSERT_STRING_EQUAL(answer.statuses[0].code, "RJCT");
    CU_ASSERT_STRING_EQUAL(answer.statuses[0].reason.code, "Feil i fil");
    CU_ASSERT_TRUE(answer.statuses[0].reason.proprietary);
    bank_answer_free(&answer);
}

static void test_booking_02(void)
{
    read_sample(answer_sample_booking_02);
    CU_ASSERT_EQUAL_FATAL(answer.booking_count, 2);
    const AnswerBooking *batch = &answer.bookings[0], *back = &answer.bookings[1];
    CU_ASSERT_TRUE(batch->whole && !batch->credit && batch->has_count);
    CU_ASSERT_EQUAL(batch->count, 3);
    CU_ASSERT_EQUAL(batch->amount, 110050);
    CU_ASSERT_STRING_EQUAL(batch->account, "86011117947");
    CU_ASSERT_STRING_EQUAL(batch->group_id, "RUN-1-0001");
    CU_ASSERT_STRING_EQUAL(batch->reference, "B77");
    CU_ASSERT_EQUAL(batch->booked, day_from_date(2018, 10, 9));
    CU_ASSERT_TRUE(!back->whole && back->credit && !back->reversal);
    CU_ASSERT_EQUAL(back->amount, 50000); /* it stands alone: the entry's */
    CU_ASSERT_EQUAL(back->booked, day_from_date(2018, 10, 10));
    CU_ASSERT_STRING_EQUAL(back->end_to_end_id, "1507-INT-1-1");
    CU_ASSERT_STRING_EQUAL(back->reason.code, "AC01");
    CU_ASSERT_STRING_EQUAL(back->reason.text, "Ukjent konto på Sør");
    CU_ASSERT_STRING_EQUAL(back->reference, "");
    bank_answer_free(&answer);
}

static void test_booking_08(void)
{
    read_sample(answer_sample_booking_08);
    CU_ASSERT_EQUAL_FATAL(answer.booking_count, 3);
    CU_ASSERT_EQUAL(answer.not_booked, 1);
    CU_ASSERT_EQUAL(answer.bookings[0].amount, 10050);
    CU_ASSERT_EQUAL(answer.bookings[1].amount, 49950);
    CU_ASSERT_EQUAL(answer.bookings[0].entry, answer.bookings[1].entry);
    CU_ASSERT_STRING_EQUAL(answer.bookings[0].account, "86011117947");
    CU_ASSERT_STRING_EQUAL(answer.bookings[0].message_id, "RUN-1-0001");
    CU_ASSERT_STRING_EQUAL(answer.bookings[2].account, "SE4550000000058398257466");
    CU_ASSERT_TRUE(answer.bookings[2].foreign && answer.bookings[2].reversal);
    CU_ASSERT_FALSE(answer.bookings[0].foreign);
    bank_answer_free(&answer);
}

/* What a change does to the amount of the payment in the first sample. */
static void amount(const char *text, Ore expected)
{
    char *changed = answer_changed(answer_sample_status_03, ">100.50<", text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(changed);
    read_sample(changed);
    CU_ASSERT_EQUAL(answer.statuses[2].amount, expected);
    bank_answer_free(&answer);
    free(changed);
}

static void test_amounts(void)
{
    amount(">100<", 10000);
    amount(">100.<", 10000);
    amount(">100.5<", 10050);
    amount(">100.50000<", 10050);
    amount(">.5<", 50);
    amount("> 100.05\n<", 10005);
    amount(">0.00<", 0);
}

/* --- what is shown of it --- */

static char *shown_of(const char *sample, const char *from, const char *to)
{
    char *changed = answer_changed(sample, from, to);
    CU_ASSERT_PTR_NOT_NULL_FATAL(changed);
    read_sample(changed);
    return changed;
}

/* Idents that somebody wrote where a bank takes free text: answers are shown and kept. */
static void test_idents(void)
{
    static const struct {
        const char *from, *to, *text;
    } rows[] = {{"Kontoen er", "Til 01818431895", "Til *********** avsluttet"},
                {"Kontoen er", "Til 018184 31895,", "Til ************, avsluttet"},
                {"Kontoen er</AddtlInf><AddtlInf>avsluttet", "018184</AddtlInf><AddtlInf>31895",
                 "************"},
                {"Kontoen er", "DUF201612345600", "DUF************ avsluttet"},
                {"Kontoen er", "Nr 01818431896", "Nr 01818431896 avsluttet"},
                {"Kontoen er", "Kon\xE2\x80\xAEto", "Kon\\u{202E}to avsluttet"},
                {"Kontoen er", "Kon\nto", "Kon to avsluttet"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text = shown_of(answer_sample_status_03, rows[i].from, rows[i].to);
        CU_ASSERT_STRING_EQUAL(answer.statuses[2].reason.text, rows[i].text);
        bank_answer_free(&answer);
        free(text);
    }
    char *text = shown_of(answer_sample_status_10, "Feil i fil", "Feil 01818431895");
    CU_ASSERT_STRING_EQUAL(answer.statuses[0].reason.code, "Feil ***********");
    bank_answer_free(&answer);
    free(text);
    text = shown_of(answer_sample_status_03, "0301-EM-1<", "01818431895<");
    CU_ASSERT_STRING_EQUAL(answer.statuses[2].end_to_end_id, "***********");
    bank_answer_free(&answer);
    free(text);
    text = shown_of(answer_sample_booking_02, ">B77<", ">B01818431895<");
    CU_ASSERT_STRING_EQUAL(answer.bookings[0].reference, ""); /* two would look alike */
    bank_answer_free(&answer);
    free(text);
}

/* Digits of a run's own ids may look like an ident: what is compared stays as it is. */
static void test_own_ids(void)
{
    static const char *const ids[] = {"0301-EM-abc01818431895abcdef",
                                      "RUN-abc01818431895abcdefabcd-0001"};
    char sent[PAYMENT_ID_SIZE];
    snprintf(sent, sizeof sent, ">%s<", ids[0]);
    char *text = shown_of(answer_sample_status_03, ">0301-EM-1<", sent);
    CU_ASSERT_STRING_EQUAL(answer.statuses[2].end_to_end_id, ids[0]);
    bank_answer_free(&answer);
    free(text);
    snprintf(sent, sizeof sent, ">%s<", ids[1]);
    text = shown_of(answer_sample_status_03, ">RUN-1-0001<", sent);
    CU_ASSERT_STRING_EQUAL(answer.statuses[0].message_id, ids[1]);
    bank_answer_free(&answer);
    free(text);
}

static void account_is(const char *sample, const char *from, const char *to,
                       const char *expected)
{
    char *text = shown_of(sample, from, to);
    CU_ASSERT_STRING_EQUAL(answer.bookings[0].account, expected);
    bank_answer_free(&answer);
    free(text);
}

static void test_accounts(void)
{
    static const char *const gaps[] = {">86011117947<", ">8601.11.17947<", ">8601 11 17947<",
                                       ">NO93 8601 1117 947<", ">NO9386011117947<"};
    for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++) {
        account_is(answer_sample_booking_08, ">86011117947<", gaps[i], "86011117947");
        account_is(answer_sample_booking_02, ">NO9386011117947<", gaps[i], "86011117947");
    }
    account_is(answer_sample_booking_08, ">86011117947<", ">01818431895<", "01818431895");
}

/* --- what is refused --- */

typedef struct Wrong {
    const char *sample, *from, *to;
    Status status;
    const char *where, *detail; /* what they hold */
} Wrong;

#define S3 answer_sample_status_03
#define S10 answer_sample_status_10
#define B2 answer_sample_booking_02
#define B8 answer_sample_booking_08
#define VALUE STATUS_INPUT_VALUE

static const Wrong wrong[] = {
    {S3, "pain.002.001.03", "pain.002.001.04", STATUS_INPUT_WRONG_NAMESPACE, "a.xml", "known"},
    {S3, "pain.002.001.03", "pain.001.001.03", STATUS_INPUT_WRONG_NAMESPACE, "a.xml", "known"},
    {S3, "Document", "Dokument", STATUS_INPUT_MALFORMED, "a.xml, line 2", ""},
    {S3, " xmlns=", " xmlns:x=", STATUS_INPUT_WRONG_NAMESPACE, "a.xml", "known"},
    {S3, "</OrgnlGrpInfAndSts>", "", STATUS_INPUT_MALFORMED, "a.xml", ""},
    {S3, "<?xml", "<!DOCTYPE a>\n<?xml", STATUS_INPUT_FORBIDDEN, "a.xml", ""},
    {S3, "<Document", "<!DOCTYPE Document [<!ENTITY a \"b\">]>\n<Document",
     STATUS_INPUT_FORBIDDEN, "a.xml", ""},
    {S3, "Kontoen", "\xff", STATUS_INPUT_MALFORMED, "a.xml", ""},
    {S3, "<MsgId>STATUS-1</MsgId>", "", VALUE, "line 3", "GrpHdr/MsgId is missing"},
    {S3, "<CreDtTm>2018-10-09T07:01:02</CreDtTm>", "", VALUE, "line 3", "CreDtTm is missing"},
    {S3, "<CreDtTm>2018-10-09T", "<CreDtTm>2018-10-32T", VALUE, "line 3", "is no day"},
    {S3, "STATUS-1", "A123456789012345678901234567890123456", VALUE, "line 4", "too long"},
    {S3, "STATUS-1", "STATUS\xE2\x80\xAE", VALUE, "line 4", "control characters"},
    {S3, "STATUS-1", "STATUS\t1", VALUE, "line 4", "control characters"},
    {S3, "<OrgnlMsgId>RUN-1-0001</OrgnlMsgId>", "", VALUE, "line 5", "OrgnlMsgId is missing"},
    {S3, ">RUN-1-0001</OrgnlMsgId>", "> </OrgnlMsgId>", VALUE, "line 5", "is missing"},
    {S3, "<OrgnlMsgId>", "<OrgnlMsgId>X</OrgnlMsgId><OrgnlMsgId>", VALUE, "line 6", "twice"},
    {S3, "<OrgnlNbOfTxs>3", "<OrgnlNbOfTxs>3,0", VALUE, "line 7", "not a number"},
    {S3, "<OrgnlNbOfTxs>3", "<OrgnlNbOfTxs>-3", VALUE, "line 7", "not a number"},
    {S3, "<OrgnlNbOfTxs>3", "<OrgnlNbOfTxs>", VALUE, "line 7", "number of payments"},
    {S3, "<OrgnlNbOfTxs>3", "<OrgnlNbOfTxs>1234567890123456", VALUE, "line 7", "number"},
    {S3, "1100.5", "1100,5", VALUE, "line 7", "not an amount"},
    {S3, "1100.5", "1100.505", VALUE, "line 7", "two decimals"},
    {S3, "1100.5", "-1100.5", VALUE, "line 7", "not an amount"},
    {S3, "1100.5", "", VALUE, "line 7", "not an amount"},
    {S3, "1100.5", "1e3", VALUE, "line 7", "not an amount"},
    {S3, "1100.5", "99999999999999999999", VALUE, "line 7", "not an amount"},
    {S3, "1100.5", "123456789012345678901234567890", VALUE, "line 7", "not an amount"},
    {S3, "1100.5", ".", VALUE, "line 7", "not an amount"},
    {S3, ">PART</GrpSts>", ">PARTLY</GrpSts>", VALUE, "line 8", "GrpSts is too long"},
    {S3, "<GrpSts>", "<GrpSts>ACTC</GrpSts><GrpSts>", VALUE, "line 8", "twice"},
    {S3, "<OrgnlGrpInfAndSts>", "<OrgnlGrpInfAndSts/><OrgnlGrpInfAndSts>", VALUE, "line 5",
     "twice"},
    {S3, "<OrgnlPmtInfId>RUN-1-0001</OrgnlPmtInfId>", "", VALUE, "line 10",
     "OrgnlPmtInfId is missing"},
    {S3, "<DtldNbOfTxs>2</DtldNbOfTxs>", "", VALUE, "line 13", "DtldNbOfTxs is missing"},
    {S3, "<DtldNbOfTxs>2<", "<DtldNbOfTxs>two<", VALUE, "line 13", "not a number"},
    {S3, "<DtldSts>ACSP</DtldSts>", "", VALUE, "line 13", "DtldSts is missing"},
    {S3, "<OrgnlEndToEndId>0301-EM-1</OrgnlEndToEndId>", "", VALUE, "line 15",
     "OrgnlEndToEndId is missing"},
    {S3, "<TxSts>", "<TxSts>ACSP</TxSts><TxSts>", VALUE, "line 17", "twice"},
    {S3, "<Cd>AC04</Cd>", "<Cd>A1234567890123456789012345678901234567</Cd>", VALUE, "line 18",
     "Rsn/Cd is too long"},
    {S3, "Ccy=\"NOK\"", "Ccy=\"EUR\"", VALUE, "line 19", "not NOK"},
    {S3, "Ccy=\"NOK\"", "", VALUE, "line 19", "not NOK"},
    {S3, ">100.50<", ">hundre<", VALUE, "line 19", "not an amount"},
    {S3, "<TxInfAndSts>",
     "<TxInfAndSts><OrgnlEndToEndId>0301-EM-1</OrgnlEndToEndId><TxSts>ACSP</TxSts>"
     "</TxInfAndSts><TxInfAndSts>",
     VALUE, "line 15", "0301-EM-1 has a status twice"},
    {S10, "ns2:CstmrPmtStsRpt>\n", "ns2:CstmrPmtStsRpt>\n<x>", STATUS_INPUT_MALFORMED, "a.xml",
     ""},
    {S10, "<ns2:MsgId>", "<MsgId>", STATUS_INPUT_MALFORMED, "a.xml", ""},
    {B2, "<IBAN>NO9386011117947</IBAN>", "", VALUE, "line 4", "Acct/Id is missing"},
    {B2, "NO9386011117947", "NO9386011117947NO9386011117947NO9386", VALUE, "line 5",
     "too long"},
    {B2, "<Acct>", "<Acct/><Acct>", VALUE, "line 5", "twice"},
    {B2, "<Amt Ccy=\"NOK\">1100.5</Amt>", "", VALUE, "line 6", "Amt is missing"},
    {B2, "1100.5", "1100.123", VALUE, "line 6", "two decimals"},
    {B2, "DBIT", "DEBIT", VALUE, "line 6", "neither CRDT nor DBIT"},
    {B2, "<CdtDbtInd>DBIT</CdtDbtInd>", "", VALUE, "line 6", "neither CRDT nor DBIT"},
    {B2, "<Dt>2018-10-09</Dt>", "", VALUE, "line 6", "BookgDt/DtTm is missing"},
    {B2, "<Dt>2018-10-09</Dt>", "<Dt>2018-13-09</Dt>", VALUE, "line 6", "is no day"},
    {B2, "<Dt>2018-10-09</Dt>", "<Dt>09.10.2018</Dt>", VALUE, "line 6", "is no day"},
    {B2, "2018-10-10T01", "2018-10-10 01", VALUE, "line 11", "is no day"},
    {B2, "<NbOfTxs>3", "<NbOfTxs>tre", VALUE, "line 9", "not a number"},
    {B2, "<NtryDtls>", "<NtryDtls/><NtryDtls>", VALUE, "line 9", "without TtlAmt"},
    {B2, "<Btch>", "<Btch/><Btch>", VALUE, "line 9", "twice"},
    {B2, "<AcctSvcrRef>", "<AcctSvcrRef>A</AcctSvcrRef><AcctSvcrRef>", VALUE, "line 7",
     "twice"},
    {B2, "<EndToEndId>", "<EndToEndId>X</EndToEndId><EndToEndId>", VALUE, "line 14", "twice"},
    {B2, "<Ntfctn>", "<Other>", STATUS_INPUT_MALFORMED, "a.xml", ""},
    {B8, "<Amt Ccy=\"NOK\">499.5</Amt>", "", VALUE, "line 7", "without an amount"},
    {B8, "<Amt Ccy=\"NOK\">499.5</Amt><CdtDbtInd>DBIT",
     "<Amt Ccy=\"NOK\">499.5</Amt><CdtDbtInd>OUT", VALUE, "line 7", "neither"},
    {B8, "<Id><Othr><Id>86011117947</Id></Othr></Id>", "", VALUE, "line 3", "is missing"},
    {B8, "100.500", "100.501", VALUE, "line 6", "two decimals"},
    {B8, "<Refs><MsgId>", "<Refs/><Refs><MsgId>", VALUE, "line 6", "twice"},
    {B8, "<Cd>BOOK</Cd>", "<Cd>BOOK</Cd><Cd>PDNG</Cd>", VALUE, "line 4", "twice"},
};

static void refuse(const Wrong *row)
{
    char *text = answer_changed(row->sample, row->from, row->to);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    failure_clear(&failure);
    Status status = bank_answer_read("a.xml", text, strlen(text), &answer, &failure);
    bool fits = status == row->status && strstr(failure.where, row->where) != NULL &&
                strstr(failure.detail, row->detail) != NULL;
    CU_ASSERT_TRUE(fits);
    if (!fits)
        printf("\n'%s' -> '%s': %d at %s: %s\n", row->from, row->to, (int)status, failure.where,
               failure.detail);
    CU_ASSERT_EQUAL(answer.status_count + answer.booking_count, 0);
    bank_answer_free(&answer);
    free(text);
}

static void test_wrong(void)
{
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        refuse(&wrong[i]);
}

/* Cut anywhere it is refused, and nothing is left of it. */
static void test_cut(void)
{
    static const char *const samples[] = {S3, S10, B2, B8};
    for (size_t s = 0; s < 4; s++) {
        for (size_t size = 0; size + 2 < strlen(samples[s]); size++) {
            CU_ASSERT_NOT_EQUAL(bank_answer_read("a.xml", samples[s], size, &answer, &failure),
                                STATUS_OK);
            CU_ASSERT_PTR_NULL(answer.statuses);
        }
    }
}

/* --- the samples are what ISO says --- */

static void silence(void *context, const char *format, ...)
{
    (void)context, (void)format;
}

static int validate(const char *schema_name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/../shared/xsd/%s.xsd", TEST_SOURCE_DIR, schema_name);
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(path);
    xmlSchemaPtr schema = xmlSchemaParse(parser);
    CU_ASSERT_PTR_NOT_NULL_FATAL(schema);
    xmlDocPtr document = xmlReadMemory(text, (int)strlen(text), "a", NULL, XML_PARSE_NONET);
    xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(schema);
    xmlSchemaSetValidErrors(context, silence, silence, NULL);
    int result = xmlSchemaValidateDoc(context, document);
    xmlSchemaFreeValidCtxt(context);
    xmlFreeDoc(document);
    xmlSchemaFree(schema);
    xmlSchemaFreeParserCtxt(parser);
    return result;
}

static void test_samples(void)
{
    if (access(TEST_SOURCE_DIR "/../shared/xsd", F_OK) != 0) {
        printf("(the ISO schemas are not beside this tree: samples not compared with them) ");
        CU_ASSERT_PTR_NOT_NULL(strstr(S3, "pain.002.001.03"));
        return;
    }
    CU_ASSERT_EQUAL(validate("pain.002.001.03", S3), 0);
    CU_ASSERT_EQUAL(validate("pain.002.001.10", S10), 0);
    CU_ASSERT_EQUAL(validate("camt.054.001.02", B2), 0);
    CU_ASSERT_EQUAL(validate("camt.054.001.08", B8), 0);
}

static const TestCase tests[] = {
    {"idents", test_idents},         {"own ids", test_own_ids},
    {"accounts", test_accounts},     {"status 03", test_status_03},
    {"status 10", test_status_10},   {"booking 02", test_booking_02},
    {"booking 08", test_booking_08}, {"amounts", test_amounts},
    {"wrong", test_wrong},           {"cut", test_cut},
    {"samples", test_samples},
};

TEST_MAIN("bank/answer", tests)
