/*
 * answer_reading.h - what reading a status report and reading a notification have in common.
 * For bank_answer.c, answer_status.c and answer_booking.c alone.
 */
#ifndef TILSKUDD_FORMATS_ANSWER_READING_H
#define TILSKUDD_FORMATS_ANSWER_READING_H

#include "formats/bank/bank_answer.h"
#include "formats/xml/xml_tree.h"

typedef struct AnswerReading {
    const char *name; /* of the file */
    XmlTree tree;
    BankAnswer *out;
    Failure *failure;
} AnswerReading;

/* INPUT_VALUE at the line of a node, with what is wrong. */
Status answer_refuse(const AnswerReading *reading, uint32_t node, const char *problem);
/* Copies the text at a path below a node: "" when it is not there. INPUT_VALUE when it does not
 * fit, or when it holds control characters or such as are not seen. The one place where an
 * answer's words come from: identity numbers in them become asterisks here, but in ids of this
 * program's own form. */
MUST_USE Status answer_text(const AnswerReading *reading, uint32_t node, const char *path,
                            char *out, size_t size);
/* The same as the bank wrote it, for what is compared and never shown: an account. */
MUST_USE Status answer_bare_text(const AnswerReading *reading, uint32_t node, const char *path,
                                 char *out, size_t size);
/* As answer_text for one that must be there. */
MUST_USE Status answer_need(const AnswerReading *reading, uint32_t node, const char *path,
                            char *out, size_t size);
/* An amount of kroner: digits, at most two decimals that are not zero. */
MUST_USE Status answer_amount(const AnswerReading *reading, uint32_t node, Ore *out);
/* The same of an element with a currency, which must be NOK. */
MUST_USE Status answer_kroner(const AnswerReading *reading, uint32_t node, Ore *out);
/* The day of a date, or of a date and time, which must be there. */
MUST_USE Status answer_day(const AnswerReading *reading, uint32_t node, const char *path,
                           Day *out);
/* A whole number of payments. */
MUST_USE Status answer_number(const AnswerReading *reading, uint32_t node, uint64_t *out);
/* Rsn/Cd or Rsn/Prtry and AddtlInf of an element that has them (StsRsnInf, RtrInf), beside what
 * one before it said. */
MUST_USE Status answer_reason(const AnswerReading *reading, uint32_t node, AnswerReason *out);

/* The two kinds of documents, each below its message's element. */
MUST_USE Status answer_read_statuses(AnswerReading *reading, uint32_t message);
MUST_USE Status answer_read_bookings(AnswerReading *reading, uint32_t message);

#endif
