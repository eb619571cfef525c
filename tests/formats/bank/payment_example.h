/*
 * payment_example.h - one small payment file as structs, for tests of what writes, reads and
 * checks payment files. All numbers are made up but have right control digits.
 */
#ifndef TILSKUDD_TESTS_FORMATS_PAYMENT_EXAMPLE_H
#define TILSKUDD_TESTS_FORMATS_PAYMENT_EXAMPLE_H

#include "formats/bank/pain001_writer.h"

enum { EXAMPLE_PAYMENTS = 3 };

/* 123 456.00 and 0.01 to 0301, 0.99 to 5001 by KID; a test file; Monday 2018-10-08. */
void example_payments(Payment payments[EXAMPLE_PAYMENTS]);
PaymentFile example_file(const Payment *payments);
/* formats/bank-profiles/NAME.xml */
BankProfile example_profile(const char *name);
/* Written; the test stops if that fails. */
void example_write(const char *profile, TextBuffer *out);

#endif
