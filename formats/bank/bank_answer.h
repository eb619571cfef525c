/*
 * bank_answer.h - what a bank answers: pain.002 (status reports) and camt.054 (notifications of
 * what was booked), read into two flat lists. life.md 2.
 *
 * Knows the four forms (pain.002.001.03 and .10, camt.054.001.02 and .08) and nothing of what
 * was sent: whose payment it is, and what follows, is for rules/answers. Names and ids are kept
 * as written; an account as its eleven digits where it is Norwegian. Ownership:
 * bank_answer_free. One thread per answer.
 */
#ifndef TILSKUDD_FORMATS_BANK_ANSWER_H
#define TILSKUDD_FORMATS_BANK_ANSWER_H

#include "formats/bank/payment_text.h"
#include "rules/base/date.h"
#include "rules/base/money.h"

typedef enum AnswerForm {
    ANSWER_PAIN_002_03 = 0,
    ANSWER_PAIN_002_10,
    ANSWER_CAMT_054_02,
    ANSWER_CAMT_054_08,
    ANSWER_FORM_COUNT
} AnswerForm;

/* What a status is said of: the message, its payment group, one payment. */
typedef enum AnswerLevel {
    ANSWER_OF_MESSAGE = 0,
    ANSWER_OF_GROUP,
    ANSWER_OF_PAYMENT
} AnswerLevel;

enum {
    ANSWER_CODE_SIZE = 5,     /* "ACSC" */
    ANSWER_REASON_SIZE = 36,  /* code, or the bank's own word */
    ANSWER_TEXT_SIZE = 211,   /* two lines of the bank's explanation */
    ANSWER_ACCOUNT_SIZE = 35, /* IBAN, or the bank's own form */
    ANSWER_FILE_MAX = 256 << 20
};

typedef struct AnswerReason {
    char code[ANSWER_REASON_SIZE]; /* "" when there is none */
    bool proprietary;              /* a word of the bank's own, no ISO code */
    char text[ANSWER_TEXT_SIZE];
} AnswerReason;

/* How many payments of a group or message have a status. */
typedef struct AnswerTally {
    char code[ANSWER_CODE_SIZE];
    uint64_t count;
} AnswerTally;

/* A status: of a message, a group or a payment of pain.001. */
typedef struct AnswerStatus {
    AnswerLevel level;
    char message_id[PAYMENT_ID_SIZE];    /* OrgnlMsgId */
    char group_id[PAYMENT_ID_SIZE];      /* OrgnlPmtInfId; "" of a message */
    char end_to_end_id[PAYMENT_ID_SIZE]; /* of a payment */
    char code[ANSWER_CODE_SIZE];         /* "" when only counts are said */
    AnswerReason reason;
    bool has_amount, has_count, has_sum;
    Ore amount;     /* OrgnlTxRef/Amt/InstdAmt of a payment */
    uint64_t count; /* OrgnlNbOfTxs and OrgnlCtrlSum of a message or group */
    Ore sum;
    size_t tally, tally_count; /* in the answer's tallies */
    size_t line;
} AnswerStatus;

/* A booked movement of an account: a payment, or (no end_to_end_id) an entry as a whole. */
typedef struct AnswerBooking {
    char account[ANSWER_ACCOUNT_SIZE];
    char message_id[PAYMENT_ID_SIZE], group_id[PAYMENT_ID_SIZE];
    char end_to_end_id[PAYMENT_ID_SIZE]; /* "" when none is said */
    bool whole;                          /* an entry without details */
    bool credit, reversal;
    bool foreign; /* the amount is not of NOK */
    Ore amount;
    bool has_count; /* of an entry as a whole */
    uint64_t count;
    Day booked;
    char reference[PAYMENT_ID_SIZE]; /* the entry's AcctSvcrRef; "" */
    uint32_t entry;                  /* which entry of the file: details of one have the same */
    AnswerReason reason;             /* of a return */
    size_t line;
} AnswerBooking;

/* An account that a notification is about, and up to when. */
typedef struct AnswerNotice {
    char account[ANSWER_ACCOUNT_SIZE];
    Day last; /* of what was booked, or the end that it names; DAY_NONE: it says neither */
} AnswerNotice;

typedef struct BankAnswer {
    AnswerForm form;
    char message_id[PAYMENT_ID_SIZE]; /* of the answer */
    Day created;                      /* the day the bank wrote it */
    AnswerStatus *statuses;
    size_t status_count, status_capacity;
    AnswerTally *tallies;
    size_t tally_count, tally_capacity;
    AnswerBooking *bookings;
    size_t booking_count, booking_capacity;
    AnswerNotice *notices;
    size_t notice_count, notice_capacity;
    uint32_t entry_count; /* of a notification, booked or not */
    uint64_t not_booked;  /* entries that are announced only */
} BankAnswer;

/* "pain.002.001.03". Constant. */
const char *answer_form_text(AnswerForm form);

/*
 * Reads an answer (uncompressed); `name` is the file's for messages. INPUT_WRONG_NAMESPACE for
 * what is none of the four forms; INPUT_MALFORMED, INPUT_FORBIDDEN, INPUT_NOT_UTF8,
 * INPUT_TOO_LARGE; INPUT_VALUE, with file, line and element, for a missing or unreadable value,
 * a payment's status without OrgnlEndToEndId or of an amount that is not in NOK, a payment that
 * one report names twice; MEMORY. The answer is empty after a failure.
 */
MUST_USE Status bank_answer_read(const char *name, const void *bytes, size_t size,
                                 BankAnswer *out, Failure *failure);
void bank_answer_free(BankAnswer *answer);
CLEANUP_VALUE(BankAnswer, bank_answer_free)

#endif
