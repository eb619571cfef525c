/*
 * sent_store.h - what a ledger has sent and what its entries say of it, read once. life.md 2.
 *
 * Belongs to an open ledger, is filled when somebody asks, and holds what stands in the entries
 * that are there then: while a ledger is opened, those before the one that is checked. Each
 * file is compared with its entry's list before it is believed, and let go when it has been
 * read. One thread. Ownership: ledger_close.
 */
#ifndef TILSKUDD_ENGINE_SENT_STORE_H
#define TILSKUDD_ENGINE_SENT_STORE_H

#include "engine/ledger/ledger.h"
#include "formats/bank/pain001_reader.h"
#include "formats/run/answer_facts.h"
#include "formats/run/manual_csv.h"
#include "formats/run/open_items.h"

/* What somebody wrote by hand of a payment: never sent, or come back. */
typedef struct HandLine {
    uint32_t payment; /* its place among those of its run, or of a reconciliation */
    bool returned;
    uint32_t entry;
    Day date;
} HandLine;

/* A payment by its id. */
typedef struct SentPayment {
    const Pain001Transaction *transaction; /* of the run's files */
    uint32_t place;
} SentPayment;

/* What a run sent, and what is said of it. */
typedef struct SentRun {
    uint32_t entry;
    Pain001File *files;
    size_t file_count, file_capacity, payment_count;
    SentPayment *by_id; /* sorted */
    AnswerFacts facts;  /* as they were entered */
    HandLine *hands;
    size_t hand_count, hand_capacity;
    TakenItem *taken; /* of its payments, by runs after it */
    size_t taken_count, taken_capacity;
} SentRun;

/* A line of an entry by hand. */
typedef struct LedgerManualLine {
    uint32_t entry, number; /* of the entry, and of the line in it, from 1 */
    ManualLine line;
} LedgerManualLine;

typedef struct SentStore {
    SentRun *runs; /* in the order of the entries */
    size_t run_count, run_capacity;
    size_t entries; /* read so far */
    LedgerManualLine *lines;
    size_t line_count, line_capacity;
    size_t line_entries; /* whose lines were read so far */
} SentStore;

/* What all entries of the ledger say. Borrowed. VERIFICATION for what does not fit together,
 * and what the readers say. */
MUST_USE Status sent_store_read(const Ledger *ledger, const SentStore **out, Failure *failure);
void sent_store_free(SentStore *store);

/* The run whose payment file has this MsgId, the run with this EndToEndId; store->run_count:
 * none. *file, *payment (may be NULL): which. */
size_t sent_run_of_message(const SentStore *store, const char *message_id,
                           const Pain001File **file);
size_t sent_run_of_payment(const SentStore *store, const char *end_to_end_id,
                           const SentPayment **payment);

/* That a fact is of this file and, where it names one, this payment (NULL: there is none):
 * VERIFICATION, with `name`, for what no answer can say. */
MUST_USE Status sent_fact_check(const char *name, const Pain001File *file,
                                const Pain001Transaction *payment, const AnswerFact *fact,
                                Failure *failure);

/* What a line UNSENT or RETURNED says of a payment. */
HandLine hand_line(const ManualLine *line, size_t payment, uint32_t entry);
/* INPUT_VALUE: its reference is of no payment. */
MUST_USE Status hand_line_refuse(const char *name, const ManualLine *line, Failure *failure);

/* entry.json of an entry. entry_text_free. */
MUST_USE Status sent_entry_text(const Ledger *ledger, uint32_t entry, EntryText *out,
                                Failure *failure);

/* Lines of all entries by hand, in their order. Borrowed, until the ledger is asked again with
 * more entries. */
MUST_USE Status ledger_manual_lines(const Ledger *ledger, const LedgerManualLine **lines,
                                    size_t *count, Failure *failure);

#endif
