/*
 * pain001_reader.h - a written payment file read back, for the second computation of count and
 * control sum. payments.md 2.
 *
 * Independent of the writer: it parses the bytes and adds up what is there. Reads both
 * versions. Ownership: pain001_file_free. One thread per file.
 */
#ifndef TILSKUDD_FORMATS_PAIN001_READER_H
#define TILSKUDD_FORMATS_PAIN001_READER_H

#include "formats/bank/bank_profile.h"
#include "formats/bank/payees_csv.h"
#include "formats/bank/payment_text.h"
#include "rules/base/date.h"
#include "rules/base/money.h"

typedef struct Pain001Transaction {
    char end_to_end_id[PAYMENT_ID_SIZE];
    char account[ACCOUNT_SIZE]; /* 11 digits */
    char name[PAYEE_NAME_SIZE]; /* the payee's, as it was sent; "" without */
    char kid[KID_SIZE];         /* "" without */
    Ore amount;
    size_t line;
} Pain001Transaction;

typedef struct Pain001File {
    MessageVersion version;
    char message_id[PAYMENT_ID_SIZE];
    char debtor_account[12];
    Day execution_day;       /* of all payment groups: they must agree */
    uint64_t declared_count; /* GrpHdr/NbOfTxs */
    bool has_declared_sum;
    Ore declared_sum;                 /* GrpHdr/CtrlSum */
    Pain001Transaction *transactions; /* in the file's order */
    size_t count;
    Ore sum; /* added up from the transactions */
} Pain001File;

/*
 * Reads a file's content (uncompressed). Refuses what is not a pain.001 of ours:
 * INPUT_MALFORMED, INPUT_FORBIDDEN, INPUT_WRONG_NAMESPACE, INPUT_VALUE (a missing or unreadable
 * value, a currency other than NOK), MEMORY. Does not compare declared with counted: that is
 * the caller's comparison, with the decisions too.
 */
MUST_USE Status pain001_read(const char *name, const void *bytes, size_t size, Pain001File *out,
                             Failure *failure);
void pain001_file_free(Pain001File *file);
CLEANUP_VALUE(Pain001File, pain001_file_free)

/* VERIFICATION unless declared and counted number and sum agree with each other and with what
 * the decisions say. */
MUST_USE Status pain001_confirm(const Pain001File *file, size_t expected_count,
                                Ore expected_sum, Failure *failure);

#endif
