/* payment_example.c - see payment_example.h. */
#include "tests/formats/bank/payment_example.h"

#include <CUnit/CUnit.h>
#include <string.h>

void example_payments(Payment payments[EXAMPLE_PAYMENTS])
{
    payments[0] = (Payment){.municipality = 301,
                            .group = GROUP_INT_1,
                            .payee_name = "Oslo kommune",
                            .organisation_number = "958935420",
                            .account = "12345678903",
                            .amount = 12345600,
                            .end_to_end_id = "0301-INT-1-a",
                            .remittance = "TEST IMDi integreringstilskudd ar 1"};
    payments[1] = (Payment){.municipality = 301,
                            .group = GROUP_EM,
                            .payee_name = "Oslo kommune",
                            .organisation_number = "958935420",
                            .account = "12345678903",
                            .amount = 1,
                            .end_to_end_id = "0301-EM-a",
                            .remittance = "TEST IMDi tilskudd enslige mindrearige"};
    payments[2] = (Payment){.municipality = 5001,
                            .group = GROUP_EM,
                            .payee_name = "Tr\xC3\xB8ndelag \xE2\x80\x93 Tr\xC3\xA5"
                                          "ante",
                            .account = "86011117947",
                            .amount = 99,
                            .end_to_end_id = "5001-EM-a",
                            .kid = "12345674"};
}

PaymentFile example_file(const Payment *payments)
{
    return (PaymentFile){.message_id = "TEST-1",
                         .created = "2018-10-08T09:30:00+02:00",
                         .initiating_name = "Direktoratet",
                         .organisation_number = "987879696",
                         .agreement_id = "AVTALE1",
                         .debtor_name = "Direktoratet",
                         .debtor_account = "12345678903",
                         .execution_day = day_from_date(2018, 10, 8),
                         .test = true,
                         .payments = payments,
                         .payment_count = EXAMPLE_PAYMENTS};
}

BankProfile example_profile(const char *name)
{
    BankProfile profile;
    Failure failure = {0};
    Status status =
        bank_profile_load(TEST_SOURCE_DIR "/formats/bank-profiles", name, &profile, &failure);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
    return profile;
}

void example_write(const char *profile_name, TextBuffer *out)
{
    Payment payments[EXAMPLE_PAYMENTS];
    example_payments(payments);
    PaymentFile file = example_file(payments);
    BankProfile profile = example_profile(profile_name);
    Failure failure = {0};
    Status status = pain001_write(&file, &profile, out, &failure);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
}
