/*
 * test_bank_profile.c - bank profiles: the shipped ones, and everything that must be refused.
 *
 * Why: a profile is edited by hand when a bank changes its mind; a slip there must stop the
 * run, not change a payment file.
 */
#include <stdio.h>
#include <string.h>

#include "tests/formats/bank/payment_example.h"
#include "tests/rules/base/test_main.h"

static void test_shipped(void)
{
    BankProfile dnb = example_profile("dnb");
    CU_ASSERT_STRING_EQUAL(dnb.name, "dnb");
    CU_ASSERT_STRING_EQUAL(dnb.version, "1.0");
    CU_ASSERT_EQUAL(dnb.message_version, PAIN_001_001_03);
    CU_ASSERT_EQUAL(dnb.payment_count, WISH_REFUSED);
    CU_ASSERT_EQUAL(dnb.payment_sum, WISH_REFUSED);
    CU_ASSERT_EQUAL(dnb.batch_booking, WISH_WANTED);
    CU_ASSERT_TRUE(dnb.batch_booking_value);
    CU_ASSERT_EQUAL(dnb.charge_bearer, WISH_REFUSED);
    CU_ASSERT_STRING_EQUAL(dnb.charge_bearer_code, "");
    CU_ASSERT_EQUAL(dnb.agreement_place, AGREEMENT_INITIATING_PARTY);
    CU_ASSERT_STRING_EQUAL(dnb.service_level, "NURG");
    CU_ASSERT_STRING_EQUAL(dnb.category_purpose, "");
    CU_ASSERT_STRING_EQUAL(dnb.debtor_bic, "DNBANOKKXXX");
    CU_ASSERT_EQUAL(dnb.name_maximum, 70);
    CU_ASSERT_EQUAL(dnb.max_transactions, 10000);
    BankProfile nordea = example_profile("nordea");
    CU_ASSERT_EQUAL(nordea.message_version, PAIN_001_001_09);
    CU_ASSERT_EQUAL(nordea.payment_count, WISH_WANTED);
    CU_ASSERT_EQUAL(nordea.batch_booking, WISH_ACCEPTED);
    CU_ASSERT_STRING_EQUAL(nordea.charge_bearer_code, "SHAR");
    CU_ASSERT_EQUAL(nordea.agreement_place, AGREEMENT_DEBTOR);
    CU_ASSERT_STRING_EQUAL(nordea.debtor_bic, "NDEANOKK");
}

/* Nothing in a profile goes without saying where it comes from. */
static void test_evidence(void)
{
    static const char *const names[] = {"dnb", "nordea"};
    for (size_t i = 0; i < 2; i++) {
        BankProfile profile = example_profile(names[i]);
        for (int j = 0; j < BANK_SETTING_COUNT; j++)
            CU_ASSERT_TRUE(strlen(profile.evidence[j].source) > 10);
        CU_ASSERT_TRUE(profile.evidence[SETTING_DEBTOR_BIC].verified);
        CU_ASSERT_FALSE(profile.evidence[SETTING_MAX_TRANSACTIONS].verified);
    }
}

/* A whole profile with one setting's value, or its whole line, changed. */
typedef struct Change {
    const char *setting, *value, *line;
} Change;

static Status read_changed(Change change, BankProfile *profile)
{
    static const struct {
        const char *name, *value;
    } settings[BANK_SETTING_COUNT] = {{"message-version", "pain.001.001.09"},
                                      {"payment-count", "wanted"},
                                      {"payment-sum", "wanted"},
                                      {"batch-booking", "wanted"},
                                      {"batch-booking-value", "false"},
                                      {"charge-bearer", "wanted"},
                                      {"charge-bearer-code", "SHAR"},
                                      {"agreement-place", "debtor"},
                                      {"service-level", "NURG"},
                                      {"category-purpose", "GOVT"},
                                      {"creditor-id", "CUST"},
                                      {"name-maximum", "70"},
                                      {"max-transactions", "2"},
                                      {"debtor-bic", "DNBANOKK"},
                                      {"status-settles", "ACSC ACCC"},
                                      {"part-rest", "accepted"}};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    Failure failure = {0};
    text_buffer_text(&text,
                     "<bank-profile xmlns=\"urn:tilskudd:bank-profile:1\" name=\"made-up\" "
                     "version=\"1.0\">\n");
    for (int i = 0; i < BANK_SETTING_COUNT; i++) {
        const char *name = settings[i].name;
        bool here = change.setting != NULL && strcmp(change.setting, name) == 0;
        if (here && change.line != NULL) {
            text_buffer_text(&text, change.line);
            continue;
        }
        text_buffer_format(&text,
                           "<setting name=\"%s\" value=\"%s\" evidence=\"unverified\" "
                           "source=\"made up\"/>\n",
                           name,
                           here && change.value != NULL ? change.value : settings[i].value);
    }
    text_buffer_text(&text, "</bank-profile>\n");
    Status status =
        bank_profile_read("made-up.xml", text.bytes, text.length, profile, &failure);
    if (status != STATUS_OK)
        CU_ASSERT_TRUE(strstr(failure.where, "made-up.xml, line ") != NULL);
    text_buffer_free(&text);
    return status;
}

static void test_values(void)
{
    BankProfile profile;
    CU_ASSERT_EQUAL(read_changed((Change){NULL, NULL, NULL}, &profile), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(profile.category_purpose, "GOVT");
    CU_ASSERT_STRING_EQUAL(profile.creditor_id, "CUST");
    CU_ASSERT_EQUAL(profile.max_transactions, 2);
    CU_ASSERT_FALSE(profile.batch_booking_value);
    CU_ASSERT_EQUAL(profile.settling.count, 2);
    CU_ASSERT_EQUAL(status_meaning("ACCC", &profile.settling), SAYS_SETTLED);
    CU_ASSERT_EQUAL(profile.part_rest, PART_REST_ACCEPTED);
    static const Change good[] = {
        {"payment-count", "accepted", NULL}, {"name-maximum", "1", NULL},
        {"name-maximum", "140", NULL},       {"max-transactions", "1000000", NULL},
        {"category-purpose", "none", NULL},  {"charge-bearer", "accepted", NULL},
        {"debtor-bic", "DNBANOKKXXX", NULL}, {"status-settles", "none", NULL},
        {"status-settles", "ACSP", NULL},    {"part-rest", "pending", NULL}};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        CU_ASSERT_EQUAL(read_changed(good[i], &profile), STATUS_OK);
    static const Change bad[] = {{"payment-count", "yes", NULL},
                                 {"part-rest", "rejected", NULL},
                                 {"status-settles", "", NULL},
                                 {"status-settles", "RJCT", NULL},
                                 {"status-settles", "ACSC  ACCC", NULL},
                                 {"status-settles", "ACSC ", NULL},
                                 {"status-settles", "ACSC ACSC", NULL},
                                 {"status-settles", "ACSC,ACCC", NULL},
                                 {"status-settles", "ACTC ACCP ACSP ACWC ACSC", NULL},
                                 {"payment-sum", "Wanted", NULL},
                                 {"message-version", "pain.001.001.08", NULL},
                                 {"batch-booking-value", "1", NULL},
                                 {"name-maximum", "0", NULL},
                                 {"name-maximum", "141", NULL},
                                 {"max-transactions", "0", NULL},
                                 {"max-transactions", "1000001", NULL},
                                 {"max-transactions", "-1", NULL},
                                 {"service-level", "none", NULL},
                                 {"service-level", "NUR", NULL},
                                 {"service-level", "NURGX", NULL},
                                 {"service-level", "nurg", NULL},
                                 {"charge-bearer-code", "XXXX", NULL},
                                 {"charge-bearer-code", "none", NULL}, /* wanted, but which? */
                                 {"charge-bearer", "refused", NULL},   /* but a code is given */
                                 {"agreement-place", "header", NULL},
                                 {"debtor-bic", "DNBANOK", NULL},
                                 {"debtor-bic", "DNBANOKKXX", NULL},
                                 {"debtor-bic", "dnbanokk", NULL}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_EQUAL(read_changed(bad[i], &profile), STATUS_INPUT_VALUE);
}

static void test_strict(void)
{
    static const char *const lines[] = {
        "",
        "<setting name=\"payment-sum\" value=\"wanted\" evidence=\"verified\"/>",
        "<setting name=\"payment-sum\" value=\"wanted\" source=\"x\"/>",
        "<setting name=\"payment-sum\" value=\"wanted\" evidence=\"sure\" source=\"x\"/>",
        "<setting name=\"payment-sum\" value=\"wanted\" evidence=\"verified\" source=\"\"/>",
        ("<setting name=\"payment-sum\" value=\"wanted\" evidence=\"verified\" source=\"x\" "
         "y=\"\"/>"),
        "<setting name=\"payment-total\" value=\"wanted\" evidence=\"verified\" source=\"x\"/>",
        "<setting name=\"payment-count\" value=\"wanted\" evidence=\"verified\" source=\"x\"/>",
        "<wish name=\"payment-sum\"/>",
        "text"};
    BankProfile profile;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        CU_ASSERT_EQUAL(read_changed((Change){"payment-sum", NULL, lines[i]}, &profile),
                        STATUS_INPUT_VALUE);
    const char *twice = "<setting name=\"payment-sum\" value=\"wanted\" evidence=\"verified\" "
                        "source=\"x\"/><setting name=\"payment-sum\" value=\"wanted\" "
                        "evidence=\"verified\" source=\"x\"/>";
    CU_ASSERT_EQUAL(read_changed((Change){"payment-sum", NULL, twice}, &profile),
                    STATUS_INPUT_VALUE);
}

static Status load(const char *name)
{
    BankProfile profile;
    Failure failure = {0};
    return bank_profile_load(TEST_SOURCE_DIR "/formats/bank-profiles", name, &profile,
                             &failure);
}

static void test_names(void)
{
    CU_ASSERT_EQUAL(load("dnb"), STATUS_OK);
    CU_ASSERT_EQUAL(load(TEST_SOURCE_DIR "/formats/bank-profiles/dnb.xml"), STATUS_OK);
    CU_ASSERT_EQUAL(load("sbanken"), STATUS_INPUT_MISSING);
    CU_ASSERT_EQUAL(load(""), STATUS_INPUT_MISSING);
    CU_ASSERT_EQUAL(load("DNB"), STATUS_INPUT_MISSING);
    CU_ASSERT_EQUAL(load("dnb.txt"), STATUS_INPUT_MISSING);
    CU_ASSERT_EQUAL(load("../bank-profiles/dnb"), STATUS_INPUT_MISSING);
}

static const TestCase tests[] = {{"shipped profiles", test_shipped},
                                 {"evidence", test_evidence},
                                 {"values", test_values},
                                 {"strictness", test_strict},
                                 {"names and paths", test_names}};
TEST_MAIN("bank profiles", tests)
