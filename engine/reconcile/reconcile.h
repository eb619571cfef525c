/*
 * reconcile.h - what the bank has done with what was sent. life.md 2.
 *
 * reconcile_begin takes the payment files of a ledger, reconcile_answer one answer of the bank,
 * in any order and number, reconcile_finish puts each payment into its bucket. An answer that
 * cannot be about what was sent is refused whole, and nothing of it counts. One thread.
 * Ownership: reconcile_free.
 */
#ifndef TILSKUDD_ENGINE_RECONCILE_H
#define TILSKUDD_ENGINE_RECONCILE_H

#include "engine/ledger/ledger.h"
#include "formats/bank/bank_profile.h"
#include "formats/bank/pain001_reader.h"
#include "formats/run/answer_rows.h"

/* A payment file of an entry. */
typedef struct SentFile {
    uint32_t entry; /* of the ledger */
    Pain001File file;
    size_t first; /* its payments among all */
    SettlingCodes settling;
    PartRest part_rest;
    BatchResult batch;
} SentFile;

/* What was left alone, because it is not about what was sent. */
typedef struct LeftAlone {
    uint64_t messages; /* answers to other messages */
    uint64_t accounts; /* entries of other accounts */
    uint64_t entries;  /* entries that name none of our ids */
    uint64_t announced;
    uint64_t repeated; /* whole answers that were there before */
} LeftAlone;

/* A payment's place and what has become of it. */
typedef struct PaymentFate {
    PaymentState state;
    const AnswerFact *by; /* the fact that says so; NULL: none */
} PaymentFate;

typedef struct Reconciliation {
    const Ledger *ledger;
    const char *bank_profiles; /* folder; borrowed */
    SentFile *files;
    size_t file_count, file_capacity;
    size_t payment_count;
    uint32_t *order; /* payments by EndToEndId */
    AnswerFacts facts;
    LeftAlone left_alone;
    PaymentFate *fates; /* by payment, after reconcile_finish */
} Reconciliation;

/* The payment files of all entries, which are verified by then; how each bank answers is said
 * by the profile of its run in `bank_profiles`. VERIFICATION, and what the readers say. */
MUST_USE Status reconcile_begin(const Ledger *ledger, const char *bank_profiles,
                                Reconciliation *out, Failure *failure);
/* Adds an answer: a file, plain or gzip. INPUT_VALUE and other refusals of the input, with file
 * and line, also when it names what was never sent or says another amount, number, sum or
 * currency; then nothing of it is added. */
MUST_USE Status reconcile_answer(Reconciliation *work, const char *path, Failure *failure);
/* Every payment into its bucket. INPUT_VALUE when more was booked for a file than was sent. */
MUST_USE Status reconcile_finish(Reconciliation *work, Failure *failure);
void reconcile_free(Reconciliation *work);
CLEANUP_VALUE(Reconciliation, reconcile_free)

/* The file and transaction of a payment. Borrowed. */
const SentFile *reconcile_file_of(const Reconciliation *work, size_t payment);
const Pain001Transaction *reconcile_payment(const Reconciliation *work, size_t payment);
/* The payment with this EndToEndId; work->payment_count when there is none. */
size_t reconcile_find(const Reconciliation *work, const char *end_to_end_id);

/* The four buckets of each file and of all, what was left alone, what is rejected, returned or
 * odd. */
void reconcile_show(const Reconciliation *work, TextBuffer *out);
/* A row a payment, as answers.csv. */
MUST_USE Status reconcile_rows(const Reconciliation *work, AnswerRows *out, Failure *failure);
/* How many payments are in a bucket, of all files. */
size_t reconcile_count(const Reconciliation *work, Bucket bucket);

#endif
