/*
 * annual_book.h - what a ledger's entries say of money, as facts: runs and what they came to,
 * payments and when the bank moved them, lines by hand, what runs took up. life.md 6.
 *
 * Plain data, all of the caller's; amounts in øre. From it follow the year by cash
 * (annual_cash), by budget (annual_budget), the bridge between them (annual_bridge) and whether
 * they agree (annual_check.h). Any thread.
 */
#ifndef TILSKUDD_RULES_ANNUAL_BOOK_H
#define TILSKUDD_RULES_ANNUAL_BOOK_H

#include "rules/answers/payment_state.h"
#include "rules/settlement/lines.h"
#include "rules/settlement/manual.h"

/* Where an amount stands in the state's accounts, and whose it is. */
typedef struct AnnualPlace {
    Posting posting; /* as it was booked: of the year of payment, or of a line's date */
    PaymentGroup group;
    MunicipalityCode municipality; /* the code at the time */
} AnnualPlace;

/* A committed run. In the order of the entries. */
typedef struct AnnualRun {
    int year, quarter;      /* the budget year and quarter that it computed */
    uint64_t unknown_lines; /* that it holds at amounts nobody knows; only of runs of the year
                               that is asked for */
} AnnualRun;

/* What a run came to for one municipality and payment group: municipalities.csv. */
typedef struct AnnualSums {
    uint32_t run;
    AnnualPlace place;
    GroupSums sums;
    Ore earlier_years; /* of sums.lines: corrections of earlier budget years; only of runs of
                          the year that is asked for */
} AnnualSums;

/* A payment that was sent, and its bucket by all that is known. */
typedef struct AnnualPayment {
    uint32_t run;
    AnnualPlace place;
    Ore amount;
    Bucket bucket;
    uint32_t excess; /* how often it was booked beyond once */
} AnnualPayment;

/* Money that a payment moved out of the paying account, or back into it. payment_cash.h */
typedef struct AnnualMove {
    uint32_t payment;
    Day day;
    bool back;
} AnnualMove;

/* A line by hand that moves money or a claim: not UNSENT, RETURNED. */
typedef struct AnnualHand {
    ManualKind kind;
    AnnualPlace place;
    Ore amount; /* above 0 */
    Day day;
} AnnualHand;

/* What a run took up of a payment, or of a line by hand: at the item's own place. */
typedef struct AnnualTaken {
    uint32_t run;
    AnnualPlace place;
    Ore amount; /* of either sign */
} AnnualTaken;

/* What posting.csv of all entries books in all for a municipality and payment group: what has
 * reached it, or is on its way. */
typedef struct AnnualPosted {
    PaymentGroup group;
    MunicipalityCode municipality;
    Ore amount;
} AnnualPosted;

typedef struct AnnualBook {
    int year; /* that is asked for */
    const AnnualRun *runs;
    const AnnualSums *sums; /* by run */
    const AnnualPayment *payments;
    const AnnualMove *moves; /* by payment */
    const AnnualHand *hands;
    const AnnualTaken *taken;
    const AnnualPosted *posted; /* each place once */
    size_t run_count, sums_count, payment_count, move_count, hand_count, taken_count,
        posted_count;
} AnnualBook;

#endif
