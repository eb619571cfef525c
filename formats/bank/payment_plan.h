/*
 * payment_plan.h - the payments of a run and the files that they make, from what it is made of:
 * payees, agency, bank profile and the sums by municipality and group. payments.md 2, trust.md
 * 2.
 *
 * A run writes them by it, and whoever has copies of the four makes the same bytes again. One
 * thread. Ownership: payment_plan_free.
 */
#ifndef TILSKUDD_FORMATS_PAYMENT_PLAN_H
#define TILSKUDD_FORMATS_PAYMENT_PLAN_H

#include "formats/bank/configuration_xml.h"
#include "formats/bank/pain001_writer.h"
#include "formats/bank/payees_csv.h"

/* What payments are made of. Borrowed for as long as the plan. */
typedef struct PaymentBasis {
    const Payees *payees; /* NULL, in a dry run: nobody can be paid */
    const Configuration *agency;
    const BankProfile *profile;
    const GroupRow *sums; /* MUNICIPALITY_CODES rows; `paid` counts */
    int year, quarter;
    Day payment_date;
    bool live;
} PaymentBasis;

/* One payment with the text it borrows. */
typedef struct PlannedPayment {
    Payment payment; /* end_to_end_id: after payment_plan_identify */
    char remittance[PAYMENT_REMITTANCE_SIZE];
} PlannedPayment;

typedef struct PaymentPlan {
    PaymentBasis basis;
    uint8_t identity[SHA256_SIZE]; /* of the run; payment_plan_identify */
    PlannedPayment *payments;      /* by municipality and group */
    size_t count;
    Payment *of_file; /* room for the payments of one file */
} PaymentPlan;

/* INPUT_VALUE for a municipality to be paid that has no payee on the payment date; errors of
 * payment_remittance; MEMORY. */
MUST_USE Status payment_plan_make(const PaymentBasis *basis, PaymentPlan *out,
                                  Failure *failure);
void payment_plan_free(PaymentPlan *plan);
CLEANUP_VALUE(PaymentPlan, payment_plan_free)
/* Payments without ids and times, for the run identity. Needs no profile. */
void payment_plan_canonical(const PaymentPlan *plan, TextBuffer *out);
/* Gives every payment its id: the run identity is known. */
void payment_plan_identify(PaymentPlan *plan, const uint8_t identity[SHA256_SIZE]);
/* How many payment files there are. */
size_t payment_plan_files(const PaymentPlan *plan);
/* File `number` (from 1), created at that time (xs:dateTime), before compression: appended to
 * `xml`. *file borrows of the plan until the next call. Errors of pain001_write. */
MUST_USE Status payment_plan_file(PaymentPlan *plan, size_t number, const char *created,
                                  PaymentFile *file, TextBuffer *xml, Failure *failure);

#endif
