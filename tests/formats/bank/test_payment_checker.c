/*
 * test_payment_checker.c - every business rule of the payment checker, just broken and just
 * not.
 *
 * Why: a file can be valid by the ISO schema and still be refused by the bank, or worse, paid
 * wrongly. The codes are a contract: each is named here with what breaks it, and where.
 */
#include <stdio.h>
#include <string.h>

#include "formats/bank/payment_checker.h"
#include "formats/xml/xml_tree.h"
#include "tests/formats/bank/payment_example.h"
#include "tests/rules/base/test_main.h"

enum { CODES_SIZE = 1024 };

/* The codes found, separated by spaces, in the order of the findings. */
static void codes_of(const char *bytes, size_t size, const BankProfile *profile,
                     char codes[CODES_SIZE], size_t *first_line)
{
    PaymentCheck check;
    Failure failure;
    CU_ASSERT_EQUAL_FATAL(payment_check(bytes, size, profile, &check, &failure), STATUS_OK);
    size_t used = 0;
    codes[0] = '\0';
    for (size_t i = 0; i < check.count && used < CODES_SIZE - 64; i++)
        used += (size_t)snprintf(codes + used, CODES_SIZE - used, "%s%s", i > 0 ? " " : "",
                                 payment_rule_code(check.findings[i].rule));
    *first_line = check.count > 0 ? check.findings[0].line : 0;
    payment_check_free(&check);
}

static size_t line_of(const char *text, const char *place)
{
    size_t line = 1;
    for (; text < place; text++)
        line += *text == '\n';
    return line;
}

/* A change of the example: the `nth` (from 1) occurrence of `from` becomes `to`. */
typedef struct Change {
    const char *profile; /* the file is written by */
    const char *from, *to;
    int nth;
    const char *codes;
} Change;

static void expect(Change change, const BankProfile *profile)
{
    TextBuffer text = TEXT_BUFFER_EMPTY, changed = TEXT_BUFFER_EMPTY;
    char codes[CODES_SIZE];
    size_t line;
    example_write(change.profile, &text);
    char *at = text.bytes;
    for (int i = 1; at != NULL && i < change.nth; i++) {
        at = strstr(at, change.from);
        if (at != NULL) at += strlen(change.from);
    }
    at = at == NULL ? NULL : strstr(at, change.from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    text_buffer_append(&changed, text.bytes, (size_t)(at - text.bytes));
    text_buffer_text(&changed, change.to);
    text_buffer_text(&changed, at + strlen(change.from));
    codes_of(changed.bytes, changed.length, profile, codes, &line);
    CU_ASSERT_STRING_EQUAL(codes, change.codes);
    if (strcmp(codes, change.codes) != 0)
        printf("\n%s -> %s: found %s, expected %s\n", change.from, change.to, codes,
               change.codes);
    bool one = change.codes[0] != '\0' && strchr(change.codes, ' ') == NULL;
    if (one && strchr(change.to, '\n') == NULL && strncmp(change.codes, "PAY-", 4) == 0 &&
        strstr(change.codes, "LENGTH") == NULL && change.to[0] != '\0')
        CU_ASSERT_EQUAL(line, line_of(text.bytes, at));
    text_buffer_free(&text);
    text_buffer_free(&changed);
}

static void expect_all(const Change *changes, size_t count, const BankProfile *profile)
{
    for (size_t i = 0; i < count; i++)
        expect(changes[i], profile);
}

#define EXPECT_ALL(changes, profile)                                                           \
    expect_all(changes, sizeof changes / sizeof changes[0], profile)

static void test_totals(void)
{
    static const Change changes[] = {
        {"dnb", "<NbOfTxs>3", "<NbOfTxs>2", 1, "PAY-COUNT"},
        {"dnb", "<NbOfTxs>3", "<NbOfTxs>003", 1, ""},
        {"dnb", "<CtrlSum>123457.00", "<CtrlSum>123457", 1, ""},
        {"dnb", "<CtrlSum>123457.00", "<CtrlSum>123457.000", 1, ""},
        {"dnb", "<CtrlSum>123457.00", "<CtrlSum>123457.01", 1, "PAY-SUM"},
        {"dnb", "<CtrlSum>123457.00", "<CtrlSum>123457.0000000001", 1, "PAY-SUM"},
        {"dnb", "<CtrlSum>123457.00", "<CtrlSum>-123457.00", 1, "PAY-SUM"},
        {"dnb", "<CtrlSum>123457.00</CtrlSum>", "", 1, ""},
        {"nordea", "<NbOfTxs>3", "<NbOfTxs>4", 2, "PAY-PMTINF-COUNT"},
        {"nordea", "<CtrlSum>123457.00", "<CtrlSum>0", 2, "PAY-PMTINF-SUM"},
        {"nordea", ">123456.00", ">123456.01", 1, "PAY-SUM PAY-PMTINF-SUM"},
        {"nordea", ">123456.00", ">123456", 1, ""},
        /* a number that is none is said once, and not added up */
        {"dnb", ">123456.00", ">x", 1, "SCHEMA-NUMBER"},
        {"dnb", "<NbOfTxs>3", "<NbOfTxs>x", 1, "SCHEMA-PATTERN"}};
    EXPECT_ALL(changes, NULL);
}

static void test_amounts(void)
{
    static const Change changes[] = {
        {"dnb", ">0.01<", ">0.010<", 1, "PAY-DECIMALS"},
        {"dnb", ">0.01<", ">0.01001<", 1, "PAY-SUM PAY-DECIMALS"},
        {"dnb", ">0.01<", ">0.00<", 1, "PAY-SUM PAY-AMOUNT"},
        {"dnb", ">0.01<", ">-0.01<", 1, "PAY-SUM SCHEMA-NUMBER PAY-AMOUNT"},
        {"dnb", ">0.01<", ">.01<", 1, ""},
        {"dnb", "Ccy=\"NOK\">0.01", "Ccy=\"SEK\">0.01", 1, "PAY-CURRENCY PAY-CURRENCY-MIXED"},
        {"dnb", "</DbtrAcct>", "<Ccy>EUR</Ccy></DbtrAcct>", 1, "PAY-CURRENCY"},
        {"dnb", "Ccy=\"NOK\">0.01", "Ccy=\"nok\">0.01", 1,
         "SCHEMA-PATTERN PAY-CURRENCY PAY-CURRENCY-MIXED"}};
    EXPECT_ALL(changes, NULL);
}

static void test_equivalent_amount(void)
{
    static const Change changes[] = {
        {"dnb", "<InstdAmt Ccy=\"NOK\">0.01</InstdAmt>",
         "<EqvtAmt><Amt Ccy=\"NOK\">0.01</Amt><CcyOfTrf>NOK</CcyOfTrf></EqvtAmt>", 1, ""},
        {"dnb", "<InstdAmt Ccy=\"NOK\">0.01</InstdAmt>",
         "<EqvtAmt><Amt Ccy=\"NOK\">0.02</Amt><CcyOfTrf>EUR</CcyOfTrf></EqvtAmt>", 1,
         "PAY-SUM PAY-CURRENCY PAY-CURRENCY-MIXED"}};
    EXPECT_ALL(changes, NULL);
}

static void test_control_digits(void)
{
    static const Change changes[] = {
        {"dnb", "<Id>12345678903", "<Id>12345678904", 1, "PAY-ACCOUNT"},
        {"dnb", "<Id>12345678903", "<Id>12345678904", 2, "PAY-ACCOUNT"},
        {"dnb", "<Id>86011117947", "<Id>8601111794", 1, "PAY-ACCOUNT"},
        {"dnb", "<Id>86011117947", "<Id>8601 11 17947", 1, "PAY-ACCOUNT"},
        {"dnb", "<Cd>BBAN", "<Cd>BGNR", 1, "PAY-ACCOUNT"},
        {"dnb", "<Cd>BBAN</Cd>", "<Prtry>BBAN</Prtry>", 1, "PAY-ACCOUNT"},
        {"dnb", "<Id>987879696", "<Id>987879697", 1, "PAY-ORGNR"},
        {"dnb", "<Id>987879696", "<Id>98787969", 1, "PAY-ORGNR"},
        {"dnb", "<Cd>CUST", "<Cd>TXID", 1, ""},
        {"dnb", "<Id>AVTALE1</Id>",
         "<Id>1</Id><SchmeNm><Cd>CUST</Cd></SchmeNm></Othr><Othr><Id>AVTALE1</Id>", 1,
         "PAY-ORGNR"},
        {"dnb", "<Ref>12345674", "<Ref>12345675", 1, "PAY-KID"},
        {"dnb", "<Ref>12345674", "<Ref>1", 1, "PAY-KID"},
        {"dnb", "<Ref>12345674", "<Ref>1234567890123456789012345678", 1, "PAY-KID"},
        {"dnb", "<Ref>12345674</Ref>", "", 1, "PAY-KID"},
        {"dnb", "<Cd>SCOR", "<Cd>RADM", 1, ""}};
    EXPECT_ALL(changes, NULL);
}

/* IBAN in place of the account's Othr: its lines from one to the next. */
static void test_iban(void)
{
    static const char othr[] = "<Othr>\n              <Id>86011117947</Id>\n"
                               "              <SchmeNm>\n                <Cd>BBAN</Cd>\n"
                               "              </SchmeNm>\n            </Othr>";
    static const Change changes[] = {
        {"dnb", othr, "<IBAN>NO9386011117947</IBAN>", 1, ""},
        {"dnb", othr, "<IBAN>NO9486011117947</IBAN>", 1, "PAY-ACCOUNT"},
        {"dnb", othr, "<IBAN>NO9386011117948</IBAN>", 1, "PAY-ACCOUNT"},
        {"dnb", othr, "<IBAN>NO1300000000000</IBAN>", 1, "PAY-ACCOUNT"}, /* zeros */
        {"dnb", othr, "<IBAN>NO6686011117948</IBAN>", 1, "PAY-ACCOUNT"}, /* 97, but not 11 */
        {"dnb", othr, "<IBAN>DK5000400440116243</IBAN>", 1, ""},
        {"dnb", othr, "<IBAN>NO93</IBAN>", 1, "SCHEMA-PATTERN"}};
    EXPECT_ALL(changes, NULL);
}

static void test_ids(void)
{
    static const Change changes[] = {
        {"dnb", "0301-EM-a", "0301-INT-1-a", 1, "PAY-ENDTOENDID"},
        {"dnb", "0301-EM-a", "0301-int-1-a", 1, ""},
        {"dnb", "5001-EM-a", "0301-EM-a", 1, "PAY-ENDTOENDID"},
        {"dnb", "0301-EM-a", "12345678901234567890123456789012345", 1, ""},
        {"dnb", "0301-EM-a", "123456789012345678901234567890123456", 1, "SCHEMA-LENGTH"},
        {"dnb", "0301-EM-a", "", 1, "SCHEMA-LENGTH"}};
    EXPECT_ALL(changes, NULL);
}

/* Two payment groups, in two currencies, with one id. */
static void test_payment_groups(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY, twice = TEXT_BUFFER_EMPTY;
    example_write("dnb", &text);
    const char *start = strstr(text.bytes, "    <PmtInf>\n"),
               *end = strstr(start, "</PmtInf>\n");
    end += strlen("</PmtInf>\n");
    text_buffer_append(&twice, text.bytes, (size_t)(end - text.bytes));
    text_buffer_text(&twice, start);
    char codes[CODES_SIZE];
    size_t line;
    codes_of(twice.bytes, twice.length, NULL, codes, &line);
    CU_ASSERT_STRING_EQUAL(codes, "PAY-COUNT PAY-SUM PAY-PMTINFID PAY-ENDTOENDID "
                                  "PAY-ENDTOENDID PAY-ENDTOENDID");
    CU_ASSERT_EQUAL(line, 7); /* of GrpHdr/NbOfTxs */
    text_buffer_free(&text);
    text_buffer_free(&twice);
}

static void test_texts(void)
{
    char exactly[160], beyond[160], two[160];
    snprintf(exactly, sizeof exactly, "TEST %0135d", 0);
    snprintf(beyond, sizeof beyond, "TEST %0136d", 0);
    snprintf(two, sizeof two, "TEST</Ustrd><Ustrd>%0137d", 0);
    const char *ustrd = "TEST IMDi integreringstilskudd ar 1";
    const Change changes[] = {
        {"dnb", ustrd, exactly, 1, ""},
        {"dnb", ustrd, beyond, 1, "PAY-LENGTH SCHEMA-LENGTH"},
        {"dnb", ustrd, two, 1, "PAY-LENGTH"},
        {"dnb", ustrd, "TEST;", 1, "PAY-CHARACTER"},
        {"dnb", ustrd, "TEST &amp; x", 1, "PAY-CHARACTER"},
        {"dnb", ustrd, "TEST \xC3\xA6\xC3\xB8\xC3\xA5\xC3\xA9 /-?:().,'+", 1, ""},
        {"dnb", ustrd, "TEST \xC5\x8B", 1, "PAY-CHARACTER"},
        {"dnb", ustrd, "TEST \xE2\x82\xAC", 1, "PAY-CHARACTER"},
        {"dnb", ustrd, "TEST&#10;x", 1, "PAY-CHARACTER"},
        {"dnb", "Oslo kommune", "Oslo_kommune", 1, "PAY-CHARACTER"},
        {"dnb", "TEST-1", "TEST*1", 1, "PAY-CHARACTER"},
        {"dnb", "<Nm>Oslo kommune</Nm>",
         "<Nm>Oslo</Nm><CtctDtls><EmailAdr>post_mottak@oslo.no</EmailAdr></CtctDtls>", 1, ""}};
    EXPECT_ALL(changes, NULL);
}

static void test_days(void)
{
    static const Change changes[] = {
        {"dnb", "<ReqdExctnDt>2018-10-08", "<ReqdExctnDt>2018-10-07", 1,
         "PAY-BANKDAY PAY-CREATED"},
        {"dnb", "<ReqdExctnDt>2018-10-08", "<ReqdExctnDt>2018-10-06", 1,
         "PAY-BANKDAY PAY-CREATED"},
        {"dnb", "<ReqdExctnDt>2018-10-08", "<ReqdExctnDt>2018-03-29", 1,
         "PAY-BANKDAY PAY-CREATED"},
        {"dnb", "<ReqdExctnDt>2018-10-08", "<ReqdExctnDt>2018-03-28", 1, "PAY-CREATED"},
        {"dnb", "<ReqdExctnDt>2018-10-08", "<ReqdExctnDt>2018-05-17", 1,
         "PAY-BANKDAY PAY-CREATED"},
        {"dnb", "<ReqdExctnDt>2018-10-08", "<ReqdExctnDt>2018-05-21", 1,
         "PAY-BANKDAY PAY-CREATED"},
        {"dnb", "<ReqdExctnDt>2018-10-08", "<ReqdExctnDt>2018-12-24", 1, "PAY-BANKDAY"},
        {"dnb", "<ReqdExctnDt>2018-10-08", "<ReqdExctnDt>2018-10-08+02:00", 1, ""},
        {"dnb", "<ReqdExctnDt>2018-10-08", "<ReqdExctnDt>2018-10-07Z", 1,
         "PAY-BANKDAY PAY-CREATED"},
        {"dnb", "<ReqdExctnDt>2018-10-08", "<ReqdExctnDt>12018-10-08", 1, "PAY-BANKDAY"},
        {"dnb", "<ReqdExctnDt>2018-10-08", "<ReqdExctnDt>2018-02-30", 1, "SCHEMA-DATE"},
        {"nordea", "<Dt>2018-10-08", "<Dt>2018-10-07", 1, "PAY-BANKDAY PAY-CREATED"},
        {"nordea", "<Dt>2018-10-08</Dt>", "<DtTm>2018-10-07T10:00:00</DtTm>", 1,
         "PAY-BANKDAY PAY-CREATED"},
        {"nordea", "<Dt>2018-10-08</Dt>", "<DtTm>2018-10-08T10:00:00</DtTm>", 1, ""}};
    EXPECT_ALL(changes, NULL);
}

/* The days as they are written: neither a clock nor a time zone of the reader's. */
static void test_created(void)
{
    static const Change changes[] = {
        {"dnb", "<CreDtTm>2018-10-08T09:30:00+02:00", "<CreDtTm>2018-10-08T23:59:59Z", 1, ""},
        {"dnb", "<CreDtTm>2018-10-08T09:30:00+02:00", "<CreDtTm>2018-10-08T23:59:59-12:00", 1,
         ""},
        {"dnb", "<CreDtTm>2018-10-08T09:30:00+02:00", "<CreDtTm>2018-10-08T00:00:00", 1, ""},
        {"dnb", "<CreDtTm>2018-10-08", "<CreDtTm>2018-10-07", 1, ""},
        {"nordea", "<Dt>2018-10-08", "<Dt>2018-10-05", 1, "PAY-CREATED"},
        {"nordea", "<Dt>2018-10-08</Dt>", "<DtTm>2018-10-05T10:00:00</DtTm>", 1, "PAY-CREATED"},
        {"dnb", "<ReqdExctnDt>2018-10-08", "<ReqdExctnDt>2018-10-05", 1, "PAY-CREATED"}};
    EXPECT_ALL(changes, NULL);
    static const Change later = {"dnb", "<CreDtTm>2018-10-08", "<CreDtTm>2018-10-09", 1,
                                 "PAY-CREATED"};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    char codes[CODES_SIZE];
    size_t line;
    example_write("dnb", &text);
    memcpy(strstr(text.bytes, later.from), later.to, strlen(later.to));
    codes_of(text.bytes, text.length, NULL, codes, &line);
    CU_ASSERT_STRING_EQUAL(codes, later.codes);
    CU_ASSERT_EQUAL(line, line_of(text.bytes, strstr(text.bytes, "<ReqdExctnDt>")));
    text_buffer_free(&text);
}

static void test_blank_and_empty(void)
{
    static const Change changes[] = {
        {"dnb", "<Nm>Oslo kommune", "<Nm>   ", 1, "PAY-BLANK"},
        {"dnb", "<Nm>Oslo kommune", "<Nm>\n\t", 1, "PAY-BLANK"},
        {"dnb", "<Nm>Oslo kommune", "<Nm>\xC2\xA0", 1, "PAY-BLANK"},
        {"dnb", "<Nm>Oslo kommune", "<Nm>", 1, "SCHEMA-LENGTH"},
        {"dnb", "<Nm>Oslo kommune", "<Nm> .", 1, ""},
        {"dnb", "TEST IMDi integreringstilskudd ar 1", " ", 1, "PAY-BLANK"},
        {"dnb", "<Id>AVTALE1", "<Id> ", 1, "PAY-BLANK"},
        {"dnb", "<RmtInf>", "<RmtInf/><RmtInf>", 1, "SCHEMA-REPEATED PAY-EMPTY"},
        {"dnb", "<PmtMtd>", "<PmtMtd/><PmtMtd>", 1, "SCHEMA-CODE SCHEMA-REPEATED"},
        {"dnb", "<RmtInf>", "<Tax/><RmtInf>", 1, "PAY-EMPTY"},
        {"dnb", "<RmtInf>", "<Tax> </Tax><RmtInf>", 1, "PAY-EMPTY"},
        {"dnb", "<RmtInf>", "<Tax>x</Tax><RmtInf>", 1, "SCHEMA-TEXT"},
        {"dnb", "<Amt>", "<PmtTpInf/><Amt>", 1, "PAY-EMPTY"}};
    EXPECT_ALL(changes, NULL);
}

static void test_zeros(void)
{
    static const Change changes[] = {
        {"dnb", "<Id>12345678903", "<Id>00000000000", 1, "PAY-ACCOUNT"},
        {"dnb", "<Id>86011117947", "<Id>00000000000", 1, "PAY-ACCOUNT"},
        {"dnb", "<Id>987879696", "<Id>000000000", 1, "PAY-ORGNR"},
        {"dnb", "<Ref>12345674", "<Ref>00", 1, "PAY-KID"},
        {"dnb", "<Ref>12345674", "<Ref>0000000000000000000000000", 1, "PAY-KID"}};
    EXPECT_ALL(changes, NULL);
}

/* One letter in another encoding, in a comment before everything else. */
static void test_encoding(void)
{
    static const char *const heads[][2] = {
        {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>", ""},
        {"<?xml version='1.0' encoding = 'utf-8' ?>", ""},
        {"<?xml version=\"1.0\"?>", ""},
        {"", ""},
        {"\xEF\xBB\xBF", ""},
        {"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!-- \xF8 -->", "PAY-ENCODING"},
        {"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>", "PAY-ENCODING"},
        {"<?xml version=\"1.0\" encoding=\"US-ASCII\"?>", "PAY-ENCODING"}};
    TextBuffer file = TEXT_BUFFER_EMPTY, text = TEXT_BUFFER_EMPTY;
    char codes[CODES_SIZE];
    size_t line;
    example_write("dnb", &file);
    const char *body = strstr(file.bytes, "<Document");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        text_buffer_clear(&text);
        text_buffer_text(&text, heads[i][0]);
        for (const char *c = body; *c != '\0'; c++)
            if (*c > 0) text_buffer_char(&text, *c);
        codes_of(text.bytes, text.length, NULL, codes, &line);
        CU_ASSERT_STRING_EQUAL(codes, heads[i][1]);
    }
    text_buffer_clear(&text);
    text_buffer_append(&text, "\xFF\xFE", 2);
    for (const char *c = body; *c != '\0'; c++)
        if (*c > 0) text_buffer_append(&text, (const char[]){*c, 0}, 2);
    codes_of(text.bytes, text.length, NULL, codes, &line);
    CU_ASSERT_STRING_EQUAL(codes, "PAY-ENCODING");
    text_buffer_free(&file);
    text_buffer_free(&text);
}

/* ---- one bank's rules ---- */

static void test_bank_refusing(void)
{
    BankProfile profile = example_profile("dnb");
    static const Change changes[] = {
        {"dnb", "TEST-1", "TEST-1", 1, ""},
        {"dnb", "<PmtTpInf>", "<NbOfTxs>3</NbOfTxs><PmtTpInf>", 1, "BANK-NBOFTXS"},
        {"dnb", "<PmtTpInf>", "<CtrlSum>123457</CtrlSum><PmtTpInf>", 1, "BANK-CTRLSUM"},
        {"dnb", "</DbtrAgt>", "</DbtrAgt><ChrgBr>SHAR</ChrgBr>", 1, "BANK-CHRGBR"},
        {"dnb", "</Amt>", "</Amt><ChrgBr>SHAR</ChrgBr>", 2, "BANK-CHRGBR"},
        {"dnb", "<BtchBookg>true</BtchBookg>", "", 1, "BANK-BTCHBOOKG"},
        {"dnb", "<BtchBookg>true", "<BtchBookg>false", 1, "BANK-BTCHBOOKG"},
        {"dnb", "<BtchBookg>true", "<BtchBookg> 1 ", 1, ""},
        {"dnb", "<Cd>BANK", "<Cd>XXXX", 1, "BANK-AGREEMENT"},
        {"dnb", "<Cd>CUST", "<Cd>XXXX", 1, "BANK-CUSTOMER"},
        {"dnb", "<Cd>NURG", "<Cd>URGP", 1, "BANK-SVCLVL BANK-SVCLVL BANK-SVCLVL"},
        {"dnb", "</SvcLvl>", "</SvcLvl><CtgyPurp><Cd>GOVT</Cd></CtgyPurp>", 1, "BANK-CTGYPURP"},
        {"dnb", "DNBANOKKXXX", "DNBANOKK", 1, ""},
        {"dnb", "DNBANOKKXXX", "DNBANOKKABC", 1, "BANK-BIC"},
        {"dnb", "DNBANOKKXXX", "NDEANOKK", 1, "BANK-BIC"},
        {"dnb", "<BIC>DNBANOKKXXX</BIC>", "", 1, "BANK-BIC PAY-EMPTY"}};
    EXPECT_ALL(changes, &profile);
}

static void test_bank_wanting(void)
{
    BankProfile profile = example_profile("nordea");
    static const Change changes[] = {
        {"nordea", "TEST-1", "TEST-1", 1, ""},
        {"nordea", "<NbOfTxs>3</NbOfTxs>", "", 2, "BANK-NBOFTXS"},
        {"nordea", "<CtrlSum>123457.00</CtrlSum>", "", 2, "BANK-CTRLSUM"},
        {"nordea", "<ChrgBr>SHAR</ChrgBr>", "", 1, "BANK-CHRGBR BANK-CHRGBR BANK-CHRGBR"},
        {"nordea", "<ChrgBr>SHAR", "<ChrgBr>DEBT", 1, "BANK-CHRGBR"},
        {"nordea", "</PmtMtd>", "</PmtMtd><BtchBookg>false</BtchBookg>", 1, ""},
        {"nordea", "<Cd>BANK", "<Cd>XXXX", 1, "BANK-AGREEMENT"}};
    EXPECT_ALL(changes, &profile);
    static const Change whole[] = {{"dnb", "TEST-1", "TEST-1", 1,
                                    "BANK-VERSION BANK-NBOFTXS BANK-CTRLSUM BANK-AGREEMENT "
                                    "BANK-BIC BANK-CHRGBR BANK-CHRGBR "
                                    "BANK-CHRGBR"}};
    EXPECT_ALL(whole, &profile);
}

static void test_bank_numbers(void)
{
    BankProfile profile = example_profile("dnb");
    static const Change same = {"dnb", "TEST-1", "TEST-1", 1, ""};
    static const Change many = {"dnb", "TEST-1", "TEST-1", 1, "BANK-TRANSACTIONS"};
    static const Change names = {"dnb", "Direktoratet", "Direktoratet", 1, "BANK-NAME"};
    static const Change purpose = {"dnb", "TEST-1", "TEST-1", 1,
                                   "BANK-CTGYPURP BANK-CTGYPURP BANK-CTGYPURP"};
    profile.max_transactions = 3;
    profile.name_maximum = 20;
    expect(same, &profile);
    profile.max_transactions = 2;
    expect(many, &profile);
    profile.max_transactions = 3;
    profile.name_maximum = 16; /* the third payee has 17 characters, in 20 bytes */
    expect(names, &profile);
    profile.name_maximum = 20;
    memcpy(profile.category_purpose, "GOVT", 5);
    expect(purpose, &profile);
}

/* ---- XML, limits, output ---- */

static void expect_text(const char *text, size_t size, const char *expected)
{
    char codes[CODES_SIZE];
    size_t line;
    codes_of(text, size, NULL, codes, &line);
    CU_ASSERT_STRING_EQUAL(codes, expected);
    CU_ASSERT_EQUAL(line, 1);
}

static void test_xml(void)
{
    expect_text("", 0, "XML-MALFORMED");
    expect_text("x", 1, "XML-MALFORMED");
    expect_text("<Document/>", 11, "SCHEMA-ROOT");
    static const char extract[] = "<?xml version=\"1.0\"?>\n<introduksjonsregister xmlns=\"urn:"
                                  "tilskudd:introduksjonsregister:1\" uttrekksdato=";
    expect_text(extract, sizeof extract - 1, "SCHEMA-ROOT");
    expect_text("<a>\xFF</a>", 8, "XML-MALFORMED");
    expect_text("<a>&x;</a>", 10, "XML-MALFORMED");
    const char *bomb = "<!DOCTYPE a [<!ENTITY b \"b\">]><a>&b;</a>";
    expect_text(bomb, strlen(bomb), "XML-FORBIDDEN");
    TextBuffer deep = TEXT_BUFFER_EMPTY;
    for (int i = 0; i < PAYMENT_DEPTH_MAX; i++)
        text_buffer_text(&deep, "<a>");
    for (int i = 0; i < PAYMENT_DEPTH_MAX; i++)
        text_buffer_text(&deep, "</a>");
    expect_text(deep.bytes, deep.length, "SCHEMA-ROOT");
    text_buffer_clear(&deep);
    for (int i = 0; i < PAYMENT_DEPTH_MAX + 1; i++)
        text_buffer_text(&deep, "<a>");
    expect_text(deep.bytes, deep.length, "XML-LIMIT");
    text_buffer_free(&deep);
    static const Change changes[] = {
        {"dnb", "<MsgId>",
         "<MsgId xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:type=\"Max35Text\">",
         1, "XML-FORBIDDEN"},
        {"dnb", "<CstmrCdtTrfInitn>",
         "<CstmrCdtTrfInitn xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" "
         "i:schemaLocation=\"a b\">",
         1, ""},
        {"dnb", "<PmtMtd>TRF</PmtMtd>", "", 1, "SCHEMA-MISSING"},
        {"dnb", "<PmtMtd>TRF</PmtMtd>", "<PmtMtd>TRF</PmtMtd><PmtMtd>TRF</PmtMtd>", 1,
         "SCHEMA-REPEATED"},
        {"dnb", "<PmtMtd>TRF", "<PmtMtd>XXX", 1, "SCHEMA-CODE"},
        {"dnb", "<BtchBookg>true", "<BtchBookg>yes", 1, "SCHEMA-BOOLEAN"},
        {"dnb", "<CreDtTm>2018-10-08T09", "<CreDtTm>2018-10-08T25", 1, "SCHEMA-DATE"},
        {"dnb", "<GrpHdr>", "<GrpHdr>x", 1, "SCHEMA-TEXT"},
        {"dnb", "<GrpHdr>", "<GrpHdr x=\"1\">", 1, "SCHEMA-ATTRIBUTE"},
        {"dnb", "<GrpHdr>", "<GrpHdr><X/>", 1, "SCHEMA-ELEMENT"},
        {"dnb", "</GrpHdr>", "<MsgId>x</MsgId></GrpHdr>", 1, "SCHEMA-ORDER"},
        {"dnb", "<Cd>CUST</Cd>", "", 1, "SCHEMA-CHOICE"}};
    EXPECT_ALL(changes, NULL);
}

static void test_output(void)
{
    const char *file = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\">\n"
                       "<CstmrCdtTrfInitn>\n<PmtInf>\n<X/></PmtInf></CstmrCdtTrfInitn>\n"
                       "</Document>";
    PaymentCheck check;
    Failure failure;
    TextBuffer out = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL(payment_check(file, strlen(file), NULL, &check, &failure), STATUS_OK);
    payment_check_print(&check, &out);
    CU_ASSERT_STRING_EQUAL(out.bytes,
                           "SCHEMA-MISSING\t2\tGrpHdr is missing in CstmrCdtTrfInitn\n"
                           "SCHEMA-MISSING\t3\tPmtInfId is missing in PmtInf\n"
                           "SCHEMA-MISSING\t3\tPmtMtd is missing in PmtInf\n"
                           "SCHEMA-MISSING\t3\tReqdExctnDt is missing in PmtInf\n"
                           "SCHEMA-MISSING\t3\tDbtr is missing in PmtInf\n"
                           "SCHEMA-MISSING\t3\tDbtrAcct is missing in PmtInf\n"
                           "SCHEMA-MISSING\t3\tDbtrAgt is missing in PmtInf\n"
                           "SCHEMA-MISSING\t3\tCdtTrfTxInf is missing in PmtInf\n"
                           "SCHEMA-ELEMENT\t4\tX does not belong in PmtInf\n");
    payment_check_free(&check);
    text_buffer_free(&out);
}

/* More findings than are kept: counted, and the memory stays bounded. */
static void test_many_findings(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_text(&text,
                     "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\">");
    for (int i = 0; i < PAYMENT_FINDINGS_MAX + 10; i++)
        text_buffer_text(&text, "<X/>");
    text_buffer_text(&text, "</Document>");
    PaymentCheck check;
    Failure failure;
    CU_ASSERT_EQUAL(payment_check(text.bytes, text.length, NULL, &check, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(check.count, PAYMENT_FINDINGS_MAX);
    CU_ASSERT_EQUAL(check.dropped, 11); /* and CstmrCdtTrfInitn is missing */
    TextBuffer out = TEXT_BUFFER_EMPTY;
    payment_check_print(&check, &out);
    size_t lines = 0;
    for (size_t i = 0; i < out.length; i++)
        lines += out.bytes[i] == '\n';
    CU_ASSERT_EQUAL(lines, PAYMENT_REPEATS_SHOWN + 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(out.bytes, "SCHEMA-ELEMENT\t1\tX does not belong"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(out.bytes, "SCHEMA-ELEMENT\t1\t9990 more of this rule, from this line on\n"));
    text_buffer_free(&out);
    payment_check_free(&check);
    text_buffer_free(&text);
}

/* A file of elements only: refused before it takes all memory. */
static void test_many_elements(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_text(&text, "<a>");
    for (int i = 0; i < XML_TREE_NODES_MAX - 1; i++)
        text_buffer_text(&text, "<a/>");
    text_buffer_text(&text, "</a>");
    expect_text(text.bytes, text.length, "SCHEMA-ROOT");
    text.length -= strlen("</a>");
    text_buffer_text(&text, "<a/></a>");
    expect_text(text.bytes, text.length, "XML-LIMIT");
    text_buffer_free(&text);
}

/* Codes are a contract: all different, capitals, schema codes first. */
static void test_codes(void)
{
    for (int i = 0; i < PAYMENT_RULE_COUNT; i++) {
        const char *code = payment_rule_code((PaymentRule)i);
        CU_ASSERT_EQUAL(strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-"), strlen(code));
        CU_ASSERT_TRUE(strlen(payment_rule_text((PaymentRule)i)) > 10);
        bool schema = strncmp(code, "XML-", 4) == 0 || strncmp(code, "SCHEMA-", 7) == 0;
        CU_ASSERT_EQUAL(payment_rule_is_schema((PaymentRule)i), schema);
        for (int j = 0; j < i; j++)
            CU_ASSERT_STRING_NOT_EQUAL(code, payment_rule_code((PaymentRule)j));
    }
}

static const TestCase tests[] = {{"totals", test_totals},
                                 {"amounts", test_amounts},
                                 {"equivalent amounts", test_equivalent_amount},
                                 {"control digits", test_control_digits},
                                 {"IBAN", test_iban},
                                 {"ids", test_ids},
                                 {"payment groups", test_payment_groups},
                                 {"texts", test_texts},
                                 {"bank days", test_days},
                                 {"created", test_created},
                                 {"blank and empty", test_blank_and_empty},
                                 {"zeros", test_zeros},
                                 {"encoding", test_encoding},
                                 {"a bank that refuses", test_bank_refusing},
                                 {"a bank that wants", test_bank_wanting},
                                 {"a bank's limits", test_bank_numbers},
                                 {"XML and schema", test_xml},
                                 {"output", test_output},
                                 {"many findings", test_many_findings},
                                 {"many elements", test_many_elements},
                                 {"codes", test_codes}};
TEST_MAIN("payment checker", tests)
