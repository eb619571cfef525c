/*
 * pain001_writer.h - payments into the bytes of an ISO 20022 pain.001 file. payments.md 2.
 *
 * Deterministic: the same structs give the same bytes. One PmtInf, one credit transfer for each
 * Payment, in the order given; amounts with two decimals, exact, in NOK. What stands where is
 * the bank profile's decision. Everything is borrowed for the call. One thread per buffer.
 */
#ifndef TILSKUDD_FORMATS_PAIN001_WRITER_H
#define TILSKUDD_FORMATS_PAIN001_WRITER_H

#include "formats/bank/bank_profile.h"
#include "formats/bank/payment_text.h"
#include "rules/base/date.h"
#include "rules/base/money.h"

/* One credit transfer: to one municipality for one payment group. */
typedef struct Payment {
    MunicipalityCode municipality;   /* for order and messages */
    PaymentGroup group;              /* for order and messages */
    const char *payee_name;          /* cleaned by the writer */
    const char *organisation_number; /* 9 digits, "" or NULL; the profile decides */
    const char *account;             /* 11 digits (BBAN) */
    Ore amount;                      /* > 0 */
    char end_to_end_id[PAYMENT_ID_SIZE];
    const char *kid;        /* KID, or NULL or "" */
    const char *remittance; /* used when there is no KID */
} Payment;

typedef struct PaymentFile {
    char message_id[PAYMENT_ID_SIZE];
    const char *created; /* xs:dateTime: "2018-10-08T09:30:00Z" or "...+02:00" */
    const char *initiating_name;
    const char *organisation_number; /* 9 digits, SchmeNm/Cd CUST */
    const char *agreement_id;        /* the bank agreement, SchmeNm/Cd BANK */
    const char *debtor_name;
    const char *debtor_account; /* 11 digits (BBAN) */
    const char *debtor_bic;     /* NULL or "": the profile's */
    Day execution_day;          /* a bank day */
    bool test;                  /* MsgId and remittance text must (not) say TEST */
    const Payment *payments;
    size_t payment_count; /* 1 to the profile's max_transactions */
} PaymentFile;

/*
 * Appends the file to `out`. Refuses what a bank would: INPUT_VALUE (amounts not positive or
 * over 999 999 999 999.99, ids, texts, a day that is no bank day, test marks, too many
 * payments), CONTROL_DIGITS (accounts, organisation numbers, KID), MEMORY. On failure the
 * buffer's content is not to be used.
 */
MUST_USE Status pain001_write(const PaymentFile *file, const BankProfile *profile,
                              TextBuffer *out, Failure *failure);

#endif
