/*
 * test_pain001.c - writing payment files and reading them back.
 *
 * Why: these bytes move the money. The exact text is pinned, what a bank would refuse must be
 * refused here, and the count and sum read back must be those decided.
 */
#include <stdlib.h>
#include <string.h>

#include "formats/bank/pain001_reader.h"
#include "formats/bank/payment_checker.h"
#include "tests/formats/bank/payment_example.h"
#include "tests/rules/base/test_main.h"

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        count++;
    return count;
}

/* True when the parts stand in the text in that order. */
static bool in_order(const char *text, const char *const *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text = strstr(text, parts[i]);
        if (text == NULL) return false;
        text += strlen(parts[i]);
    }
    return true;
}

static void test_old_version(void)
{
    static const char *const parts[] = {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\">\n"
        "  <CstmrCdtTrfInitn>\n    <GrpHdr>\n      <MsgId>TEST-1</MsgId>\n"
        "      <CreDtTm>2018-10-08T09:30:00+02:00</CreDtTm>\n      <NbOfTxs>3</NbOfTxs>\n"
        "      <CtrlSum>123457.00</CtrlSum>\n      <InitgPty>\n        <Nm>Direktoratet</Nm>\n",
        "<Id>987879696</Id>",
        "<Cd>CUST</Cd>",
        "<Id>AVTALE1</Id>",
        "<Cd>BANK</Cd>",
        "</GrpHdr>",
        "<PmtInfId>TEST-1</PmtInfId>\n      <PmtMtd>TRF</PmtMtd>\n"
        "      <BtchBookg>true</BtchBookg>\n      <PmtTpInf>\n",
        "<Cd>NURG</Cd>",
        "<ReqdExctnDt>2018-10-08</ReqdExctnDt>",
        "<Id>12345678903</Id>",
        "<Cd>BBAN</Cd>",
        "<BIC>DNBANOKKXXX</BIC>",
        "<EndToEndId>0301-INT-1-a</EndToEndId>",
        "<InstdAmt Ccy=\"NOK\">123456.00</InstdAmt>",
        "<Nm>Oslo kommune</Nm>",
        "<Ustrd>TEST IMDi integreringstilskudd ar 1</Ustrd>",
        "<InstdAmt Ccy=\"NOK\">0.01<",
        "<InstdAmt Ccy=\"NOK\">0.99<",
        "<Nm>Tr\xC3\xB8ndelag - Tr\xC3\xA5"
        "ante</Nm>",
        "<Id>86011117947</Id>",
        "<Strd>",
        "<Cd>SCOR</Cd>",
        "<Ref>12345674</Ref>"};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    example_write("dnb", &text);
    CU_ASSERT_TRUE(in_order(text.bytes, parts, sizeof parts / sizeof parts[0]));
    CU_ASSERT_EQUAL(count_of(text.bytes, "<NbOfTxs>"), 1);
    CU_ASSERT_EQUAL(count_of(text.bytes, "<CtrlSum>"), 1);
    CU_ASSERT_EQUAL(count_of(text.bytes, "<ChrgBr>"), 0);
    CU_ASSERT_EQUAL(count_of(text.bytes, "<CtgyPurp>"), 0);
    CU_ASSERT_EQUAL(count_of(text.bytes, "<Ustrd>"), 2);
    CU_ASSERT_EQUAL(count_of(text.bytes, "958935420"), 0);
    text_buffer_free(&text);
}

static void test_new_version(void)
{
    static const char *const parts[] = {
        "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09",
        "<InitgPty>",
        "<Cd>CUST</Cd>",
        "</InitgPty>",
        "<NbOfTxs>3</NbOfTxs>\n      <CtrlSum>123457.00</CtrlSum>\n",
        "<ReqdExctnDt>\n        <Dt>2018-10-08</Dt>\n      </ReqdExctnDt>",
        "<Dbtr>",
        "<Id>AVTALE1</Id>",
        "<Cd>BANK</Cd>",
        "</Dbtr>",
        "<BICFI>NDEANOKK</BICFI>",
        "<ChrgBr>SHAR</ChrgBr>",
        "<CdtTrfTxInf>"};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    example_write("nordea", &text);
    CU_ASSERT_TRUE(in_order(text.bytes, parts, sizeof parts / sizeof parts[0]));
    CU_ASSERT_EQUAL(count_of(text.bytes, "<BtchBookg>"), 0);
    CU_ASSERT_EQUAL(count_of(text.bytes, "<Cd>BANK</Cd>"), 1);
    text_buffer_free(&text);
}

/* The profile's other settings, all turned. */
static void test_settings(void)
{
    Payment payments[EXAMPLE_PAYMENTS];
    example_payments(payments);
    PaymentFile file = example_file(payments);
    file.debtor_bic = "NDEANOKKXXX";
    BankProfile profile = example_profile("dnb");
    profile.batch_booking_value = false;
    memcpy(profile.category_purpose, "GOVT", 5);
    memcpy(profile.creditor_id, "COID", 5);
    profile.name_maximum = 4;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    Failure failure;
    CU_ASSERT_EQUAL_FATAL(pain001_write(&file, &profile, &text, &failure), STATUS_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(text.bytes, "<BtchBookg>false</BtchBookg>"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text.bytes, "<Cd>GOVT</Cd>"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text.bytes, "<BIC>NDEANOKKXXX</BIC>"));
    CU_ASSERT_EQUAL(count_of(text.bytes, "<Cd>COID</Cd>"), 2); /* the third has no number */
    CU_ASSERT_PTR_NOT_NULL(strstr(text.bytes, "<Nm>Oslo</Nm>"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text.bytes, "<Nm>Dire</Nm>"));
    text_buffer_free(&text);
}

static void test_own_checker(void)
{
    static const char *const names[] = {"dnb", "nordea"};
    for (size_t i = 0; i < 2; i++) {
        TextBuffer text = TEXT_BUFFER_EMPTY, again = TEXT_BUFFER_EMPTY;
        BankProfile profile = example_profile(names[i]);
        PaymentCheck check;
        Failure failure;
        example_write(names[i], &text);
        example_write(names[i], &again);
        CU_ASSERT_STRING_EQUAL(text.bytes, again.bytes);
        CU_ASSERT_EQUAL(payment_check(text.bytes, text.length, &profile, &check, &failure),
                        STATUS_OK);
        CU_ASSERT_EQUAL(check.count, 0);
        payment_check_free(&check);
        text_buffer_free(&text);
        text_buffer_free(&again);
    }
}

/* ---- refusals ---- */

static Status write_changed(const PaymentFile *file)
{
    BankProfile profile = example_profile("dnb");
    profile.max_transactions = 3;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    Failure failure = {0};
    Status status = pain001_write(file, &profile, &text, &failure);
    text_buffer_free(&text);
    return status;
}

static void test_payment_refused(void)
{
    Payment payments[EXAMPLE_PAYMENTS];
    example_payments(payments);
    PaymentFile file = example_file(payments);
#define REFUSED(status, change)                                                                \
    do {                                                                                       \
        example_payments(payments);                                                            \
        payments[1].change;                                                                    \
        CU_ASSERT_EQUAL(write_changed(&file), status);                                         \
    } while (0)
    REFUSED(STATUS_OK, amount = 99999999999999);
    REFUSED(STATUS_INPUT_VALUE, amount = 100000000000000);
    REFUSED(STATUS_INPUT_VALUE, amount = 0);
    REFUSED(STATUS_INPUT_VALUE, amount = -1);
    REFUSED(STATUS_CONTROL_DIGITS, account = "12345678904");
    REFUSED(STATUS_CONTROL_DIGITS, account = "1234567890");
    REFUSED(STATUS_CONTROL_DIGITS, organisation_number = "958935421");
    REFUSED(STATUS_OK, organisation_number = "");
    REFUSED(STATUS_CONTROL_DIGITS, kid = "12345675");
    REFUSED(STATUS_OK, kid = "");
    REFUSED(STATUS_INPUT_VALUE, remittance = "IMDi");
    REFUSED(STATUS_INPUT_VALUE, remittance = "TESTIMDi");
    REFUSED(STATUS_INPUT_VALUE, remittance = NULL);
    REFUSED(STATUS_INPUT_VALUE, remittance = "TEST \xD0\x96");
    REFUSED(STATUS_INPUT_VALUE, payee_name = "");
    REFUSED(STATUS_INPUT_VALUE, payee_name = "<b>");
    REFUSED(STATUS_INPUT_VALUE, end_to_end_id[0] = '\0');
    REFUSED(STATUS_INPUT_VALUE, end_to_end_id[0] = '<');
#undef REFUSED
}

static void test_file_refused(void)
{
    Payment payments[EXAMPLE_PAYMENTS];
    example_payments(payments);
#define REFUSED(status, change)                                                                \
    do {                                                                                       \
        PaymentFile file = example_file(payments);                                             \
        file.change;                                                                           \
        CU_ASSERT_EQUAL(write_changed(&file), status);                                         \
    } while (0)
    REFUSED(STATUS_INPUT_VALUE, payment_count = 0);
    REFUSED(STATUS_INPUT_VALUE, payment_count = 4); /* none of which is looked at */
    REFUSED(STATUS_INPUT_VALUE, test = false);
    REFUSED(STATUS_INPUT_VALUE, message_id[0] = 'R');
    REFUSED(STATUS_INPUT_VALUE, message_id[1] = '&');
    REFUSED(STATUS_INPUT_VALUE, created = "2018-10-08");
    REFUSED(STATUS_INPUT_VALUE, created = "2018-10-08T09:30:00<");
    REFUSED(STATUS_INPUT_VALUE, execution_day = day_from_date(2018, 10, 7)); /* a Sunday */
    REFUSED(STATUS_INPUT_VALUE,
            execution_day = day_from_date(2018, 3, 29)); /* Maundy Thursday */
    REFUSED(STATUS_OK, execution_day = day_from_date(2018, 3, 28));
    REFUSED(STATUS_INPUT_VALUE, agreement_id = "");
    REFUSED(STATUS_INPUT_VALUE, debtor_bic = "<BIC>");
    REFUSED(STATUS_CONTROL_DIGITS, organisation_number = "987879697");
    REFUSED(STATUS_CONTROL_DIGITS, debtor_account = "12345678904");
    REFUSED(STATUS_INPUT_VALUE, debtor_name = "\xE4\xBD\xA0");
#undef REFUSED
}

/* ---- reading back ---- */

static void test_read_back(void)
{
    static const char *const names[] = {"dnb", "nordea"};
    for (size_t i = 0; i < 2; i++) {
        TextBuffer text = TEXT_BUFFER_EMPTY;
        Pain001File file;
        Failure failure = {0};
        example_write(names[i], &text);
        CU_ASSERT_EQUAL_FATAL(pain001_read("f", text.bytes, text.length, &file, &failure),
                              STATUS_OK);
        CU_ASSERT_EQUAL((size_t)file.version, i);
        CU_ASSERT_STRING_EQUAL(file.message_id, "TEST-1");
        CU_ASSERT_STRING_EQUAL(file.debtor_account, "12345678903");
        CU_ASSERT_EQUAL(file.execution_day, day_from_date(2018, 10, 8));
        CU_ASSERT_EQUAL(file.declared_count, 3);
        CU_ASSERT_EQUAL(file.declared_sum, 12345700);
        CU_ASSERT_EQUAL(file.count, 3);
        CU_ASSERT_EQUAL(file.sum, 12345700);
        CU_ASSERT_STRING_EQUAL(file.transactions[2].end_to_end_id, "5001-EM-a");
        CU_ASSERT_STRING_EQUAL(file.transactions[2].account, "86011117947");
        CU_ASSERT_EQUAL(file.transactions[2].amount, 99);
        CU_ASSERT_STRING_EQUAL(file.transactions[0].name, "Oslo kommune");
        CU_ASSERT_STRING_EQUAL(file.transactions[0].kid, "");
        CU_ASSERT_STRING_EQUAL(file.transactions[2].kid, "12345674");
        CU_ASSERT_EQUAL(pain001_confirm(&file, 3, 12345700, &failure), STATUS_OK);
        CU_ASSERT_EQUAL(pain001_confirm(&file, 2, 12345700, &failure), STATUS_VERIFICATION);
        CU_ASSERT_EQUAL(pain001_confirm(&file, 3, 12345701, &failure), STATUS_VERIFICATION);
        pain001_file_free(&file);
        text_buffer_free(&text);
    }
}

/* The file with the first `from` replaced by `to`: what reading it, or confirming it, says. */
static Status read_changed(const char *from, const char *to)
{
    TextBuffer text = TEXT_BUFFER_EMPTY, changed = TEXT_BUFFER_EMPTY;
    example_write("dnb", &text);
    const char *at = strstr(text.bytes, from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    text_buffer_append(&changed, text.bytes, (size_t)(at - text.bytes));
    text_buffer_text(&changed, to);
    text_buffer_text(&changed, at + strlen(from));
    Pain001File file;
    Failure failure = {0};
    Status status = pain001_read("f", changed.bytes, changed.length, &file, &failure);
    if (status == STATUS_OK) status = pain001_confirm(&file, 3, 12345700, &failure);
    pain001_file_free(&file);
    text_buffer_free(&text);
    text_buffer_free(&changed);
    return status;
}

static void test_read_changed(void)
{
    CU_ASSERT_EQUAL(read_changed("123456.00", "123456.01"), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(read_changed("123456.00", "123456"), STATUS_OK);
    CU_ASSERT_EQUAL(read_changed("<CtrlSum>123457.00", "<CtrlSum>123457.01"),
                    STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(read_changed("<NbOfTxs>3", "<NbOfTxs>4"), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(read_changed("<CtrlSum>123457.00</CtrlSum>", ""), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(read_changed("123456.00", "123456.001"), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(read_changed("123456.00", "-1.00"), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(read_changed("Ccy=\"NOK\"", "Ccy=\"SEK\""), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(read_changed("<NbOfTxs>3", "<NbOfTxs>x"), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(read_changed("<EndToEndId>0301-INT-1-a</EndToEndId>", ""),
                    STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(read_changed("2018-10-08</Req", "2018-13-08</Req"), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(read_changed("pain.001.001.03", "pain.001.001.04"),
                    STATUS_INPUT_WRONG_NAMESPACE);
    CU_ASSERT_EQUAL(read_changed("</Document>", ""), STATUS_INPUT_MALFORMED);
    CU_ASSERT_EQUAL(read_changed("<Document", "<!DOCTYPE Document><Document"),
                    STATUS_INPUT_FORBIDDEN);
}

/* Amounts that together are more than 64 bits hold: an error, not a stop of the program. */
static void test_overflow(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_text(&text,
                     "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\">"
                     "<CstmrCdtTrfInitn><GrpHdr><MsgId>x</MsgId><NbOfTxs>2</NbOfTxs></GrpHdr>"
                     "<PmtInf><ReqdExctnDt>2018-10-08</ReqdExctnDt><DbtrAcct><Id><Othr><Id>1"
                     "</Id></Othr></Id></DbtrAcct>");
    for (int i = 0; i < 2; i++)
        text_buffer_text(&text,
                         "<CdtTrfTxInf><PmtId><EndToEndId>x</EndToEndId></PmtId><Amt>"
                         "<InstdAmt Ccy=\"NOK\">80000000000000000.00</InstdAmt></Amt>"
                         "<CdtrAcct><Id><Othr><Id>1</Id></Othr></Id></CdtrAcct></CdtTrfTxInf>");
    text_buffer_text(&text, "</PmtInf></CstmrCdtTrfInitn></Document>");
    Pain001File file;
    Failure failure = {0};
    CU_ASSERT_EQUAL(pain001_read("f", text.bytes, text.length, &file, &failure),
                    STATUS_INPUT_VALUE);
    text_buffer_free(&text);
}

static const TestCase tests[] = {{"pain.001.001.03", test_old_version},
                                 {"pain.001.001.09", test_new_version},
                                 {"profile settings", test_settings},
                                 {"the checker finds nothing", test_own_checker},
                                 {"payments refused", test_payment_refused},
                                 {"files refused", test_file_refused},
                                 {"read back", test_read_back},
                                 {"read back after a change", test_read_changed},
                                 {"overflow", test_overflow}};
TEST_MAIN("pain.001", tests)
