/*
 * annual_read.h - the money of a ledger's entries as a book of facts. life.md 6.
 *
 * Reads a ledger that was checked whole; what a run books (posting.csv) is made again from its
 * sums and rule set and must be the same. One thread. Ownership: annual_facts_free.
 */
#ifndef TILSKUDD_ENGINE_ANNUAL_READ_H
#define TILSKUDD_ENGINE_ANNUAL_READ_H

#include "engine/ledger/ledger.h"
#include "engine/reconcile/reconcile.h"
#include "rules/annual/annual_book.h"

/* The number by which a run takes up a line by hand. */
typedef struct HandNumber {
    uint32_t entry, line;
} HandNumber;

typedef Ore AnnualGroupRow[PAYMENT_GROUP_COUNT];

typedef struct AnnualFacts {
    AnnualBook book; /* borrows what follows */
    AnnualRun *runs;
    uint32_t *run_of_entry; /* by entry; of runs */
    AnnualSums *sums;
    AnnualPayment *payments;
    AnnualMove *moves;
    AnnualHand *hands;
    HandNumber *numbers; /* of the hands */
    AnnualTaken *taken;
    AnnualPosted *posted;
    size_t run_capacity, sums_capacity, move_capacity, hand_capacity, number_capacity,
        taken_capacity;
    Posting (*postings)[PAYMENT_GROUP_COUNT]; /* by run */
    size_t postings_capacity;
    AnnualGroupRow *booked; /* by municipality: what all posting.csv come to */
} AnnualFacts;

/* `sent` is finished. VERIFICATION for what does not fit together, and what the readers say. */
MUST_USE Status annual_read(const Ledger *ledger, const Reconciliation *sent, int year,
                            AnnualFacts *out, Failure *failure);
void annual_facts_free(AnnualFacts *facts);
CLEANUP_VALUE(AnnualFacts, annual_facts_free)

#endif
