/*
 * payment_state.h - what has become of a payment, from everything the bank has said. life.md 2.
 *
 * Three steps, each a pure function: a code has a meaning; one report says something of each
 * payment of a file (status_resolve); all reports and all booked movements together put it into
 * one bucket (payment_state). None of them depends on the order of its input. Any thread.
 */
#ifndef TILSKUDD_RULES_PAYMENT_STATE_H
#define TILSKUDD_RULES_PAYMENT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/base/date.h"
#include "rules/base/money.h"

/* What a status means for whoever sent the file. */
typedef enum StatusMeaning {
    SAYS_NOTHING = 0, /* no status */
    SAYS_WAITING,     /* received, pending, or a code that is not known: no answer yet */
    SAYS_PARTIAL,     /* some of what is below is accepted */
    SAYS_ACCEPTED,
    SAYS_SETTLED, /* accepted, and by the bank's profile as good as booked */
    SAYS_REJECTED
} StatusMeaning;

/* Codes that a bank's profile takes for settled: "ACSC ACCC". */
enum { SETTLING_CODES_MAX = 4, STATUS_CODE_SIZE = 5 };
typedef struct SettlingCodes {
    char codes[SETTLING_CODES_MAX][STATUS_CODE_SIZE];
    size_t count;
} SettlingCodes;

/* ACTC, ACCP, ACSP, ACWC, ACFC, ACWP, ACSC, ACCC are accepted; RJCT and CANC rejected; PART
 * partial; anything else waits: a status is no financial information. */
StatusMeaning status_meaning(const char *code, const SettlingCodes *settling);

/* --- one report --- */

/* What a report says above single payments, of the file or its payment group. */
typedef struct GroupStatus {
    StatusMeaning meaning;
    bool tallied; /* it says how many payments have which status */
    uint64_t accepted, rejected, waiting;
} GroupStatus;

/* What the unlisted payments of a partial group are when the numbers do not say it. */
typedef enum PartRest { PART_REST_PENDING = 0, PART_REST_ACCEPTED } PartRest;

/* `listed[i]` is what the report says of payment i itself, SAYS_NOTHING of one that it
 * does not name or gives no status; what it means goes to `out` (may be `listed`). A payment's
 * own status stands before the nearest one above it; under a partial one the others are
 * accepted when the numbers add up so, else by `rest`. */
void status_resolve(const GroupStatus *group, const StatusMeaning *listed, size_t count,
                    PartRest rest, StatusMeaning *out);

/* --- all of them --- */

/* A booked entry that names a payment: money out of the account, or back into it. */
enum { MOVEMENT_REFERENCE_SIZE = 36 };
typedef struct Movement {
    uint32_t payment;
    bool credit;
    Day booked;
    char
        reference[MOVEMENT_REFERENCE_SIZE]; /* the bank's own of the entry; "": the day tells */
    uint32_t occurrence; /* the payment's first, second ... time in the same entry, from 0 */
} Movement;

/* Sorts, and leaves out what was told more than once: an entry counts once, by its reference,
 * without one by its day. Returns how many are left. */
size_t movements_unite(Movement *movements, size_t count);

typedef enum Bucket {
    BUCKET_SETTLED = 0,
    BUCKET_ACCEPTED,
    BUCKET_REJECTED, /* or returned after it was booked */
    BUCKET_MISSING,
    BUCKET_COUNT
} Bucket;
/* "settled", "accepted", "rejected", "missing". Constant. */
const char *bucket_text(Bucket bucket);

/* What is known of one payment. */
typedef struct PaymentFacts {
    uint32_t debits, credits;                  /* booked, united */
    bool rejected, accepted, settles, waiting; /* some report says so */
    bool came_back; /* somebody says so by hand: one credit, unless the bank tells of one */
} PaymentFacts;
void payment_facts_add(PaymentFacts *facts, StatusMeaning meaning);

typedef struct PaymentState {
    Bucket bucket;
    bool returned;   /* money came back */
    uint32_t excess; /* how often it was booked, and not back, beyond once */
    bool contrary;   /* booked although a report rejects it, and the money is not back */
    bool waiting;    /* the bank has only said that it has it */
    bool booked;     /* a debit of it was booked */
    bool credited;   /* the bank has told of money that came back */
} PaymentState;
/* Debits less credits, one: settled. None or less, with a credit: returned. Two: paid twice, an
 * excess of one. Nothing booked: rejected, else accepted, else missing. */
PaymentState payment_state(const PaymentFacts *facts);

/* "returned" of money that came back, else its bucket's. Constant. */
const char *payment_state_text(const PaymentState *state);

/* Neither settled nor rejected five bank days after the payment date: to be asked about. */
bool payment_is_overdue(const PaymentState *state, Day payment_date, Day today);

/* --- entries booked as a sum --- */

typedef enum BatchResult {
    BATCH_NOTHING = 0, /* nothing was booked as a sum */
    BATCH_SETTLES,     /* the payments that it is about */
    BATCH_RETURNS,     /* the same sum was booked and came back */
    BATCH_LESS,        /* too little: it is noted and changes nothing */
    BATCH_OTHER_COUNT, /* the sum of them, but another number of payments: the same */
    BATCH_UNCLEAR, /* more than what is not rejected, and no one set of the rejected payments
                      makes up the rest: it is noted and changes nothing */
    BATCH_MORE     /* more than all that was sent: no bank can say that */
} BatchResult;

typedef struct BatchTotal {
    Ore sum;  /* debits less credits */
    Ore back; /* credits */
    bool has_count;
    uint64_t count; /* of the sum; of what is back when nothing is left */
} BatchTotal;

enum { BATCH_SEARCHED_MAX = 20 }; /* rejected payments among which a set is searched */

/* A sum booked for a file settles all payments that no report rejects; or those of them that
 * have no debit of their own; or, when only that adds up, the rejected ones too, in the same
 * two ways; or, when exactly one set of them makes up the difference, that set too (payments
 * called rejected by hand are rejected). A payment that it settles beside a debit of its own is
 * paid twice. What was booked so and came back whole is returned. Adds to the facts of the
 * payments that it is about. */
BatchResult batch_settle(const BatchTotal *total, const Ore *amounts, PaymentFacts *facts,
                         size_t count);

#endif
