/*
 * reconcile.h - what the bank has done with what was sent. life.md 2.
 *
 * reconcile_begin takes the payment files of a ledger and everything that its entries say of
 * them: what was answered before, what somebody knows by hand, what runs have taken up; or only
 * those of the runs that are asked for, so that an entry is checked by what it is about.
 * reconcile_answer takes one answer of the bank, in any order and number; reconcile_finish puts
 * each payment into its bucket. An answer that cannot be about what was sent is refused whole,
 * and nothing of it counts. One thread. Ownership: reconcile_free.
 */
#ifndef TILSKUDD_ENGINE_RECONCILE_H
#define TILSKUDD_ENGINE_RECONCILE_H

#include "engine/ledger/ledger.h"
#include "engine/reconcile/sent_store.h"
#include "formats/bank/bank_profile.h"
#include "formats/run/answer_rows.h"
#include "rules/answers/payment_open.h"

/* A payment file of an entry. */
typedef struct SentFile {
    uint32_t entry;   /* of the ledger */
    Pain001File file; /* its transactions are the ledger's */
    size_t first;     /* its payments among all */
    SettlingCodes settling;
    PartRest part_rest;
    BatchResult batch;
    bool seen; /* a notification of its account for its day or later was entered or given */
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
    const AnswerFact *by;   /* the fact that says so; NULL: none */
    const HandLine *hand;   /* what was said by hand; NULL: nothing */
    PaymentOpen open;       /* what waits for a run */
    const TakenItem *taken; /* the last part that a run took up; NULL: none */
} PaymentFate;

enum { ANSWER_PATH_SIZE = FAILURE_WHERE_SIZE - 40 };
/* An answer that was given. */
typedef struct AnswerSource {
    uint8_t sha256[SHA256_SIZE];
    char path[ANSWER_PATH_SIZE]; /* for messages: its beginning */
    size_t size;                 /* of its content */
    TextBuffer excerpt;          /* what is about what was sent; owned */
} AnswerSource;

typedef struct Reconciliation {
    const Ledger *ledger;
    const char *bank_profiles; /* folder; borrowed; NULL: no answers are to be read */
    SentFile *files;
    size_t file_count, file_capacity;
    size_t payment_count;
    bool part;                /* of some runs only */
    uint32_t *order;          /* payments by EndToEndId */
    AnswerFacts known, given; /* of the entries; new ones, once finished without those known */
    AnswerFacts facts;        /* both, once finished; borrowed: known or united */
    AnswerFacts united;
    AnswerSource *sources;
    size_t source_count, source_capacity;
    HandLine *hands;
    size_t hand_count, hand_capacity;
    TakenItem *taken;
    size_t taken_count, taken_capacity;
    LeftAlone left_alone;
    PaymentFate *fates; /* by payment, after reconcile_finish */
    /* The same, in no order: each debit and credit that counts, once. One that a sum is about
     * is of the day on which the last of its file's sums of that direction was booked. */
    Movement *movements;
    size_t movement_count, movement_capacity;
} Reconciliation;

/* The payment files of all entries and what the entries say of them; how each bank answers is
 * said by the profile of its run, the entry's copy or the one in `bank_profiles` (NULL: no
 * answer will be read). VERIFICATION, and what the readers say. */
MUST_USE Status reconcile_begin(const Ledger *ledger, const char *bank_profiles,
                                Reconciliation *out, Failure *failure);
/* Only of the runs that these facts, or these lines by hand, are about; what names nothing that
 * was sent is passed over. No answers are read. As reconcile_begin. */
MUST_USE Status reconcile_begin_of_facts(const Ledger *ledger, const AnswerFacts *facts,
                                         Reconciliation *out, Failure *failure);
MUST_USE Status reconcile_begin_of_lines(const Ledger *ledger, const ManualLines *lines,
                                         Reconciliation *out, Failure *failure);
/* Adds an answer: a file, plain or gzip, or each file of a folder. INPUT_VALUE and other
 * refusals of the input, with file and line, also when it names what was never sent or says
 * another amount, number, sum or currency; then nothing of it is added. */
MUST_USE Status reconcile_answer(Reconciliation *work, const char *path, Failure *failure);
/* Adds facts that a proposal or an entry keeps: VERIFICATION, with `name`, for what no answer
 * can say of what was sent. */
MUST_USE Status reconcile_add_facts(Reconciliation *work, const char *name,
                                    const AnswerFacts *facts, Failure *failure);
/* Adds what lines of money by hand say of payments (UNSENT, RETURNED; the others are passed
 * over) as of this entry. INPUT_VALUE, with `name` and line, for a reference to no payment. */
MUST_USE Status reconcile_by_hand(Reconciliation *work, const char *name,
                                  const ManualLines *lines, uint32_t entry, Failure *failure);
/* Every payment into its bucket; may be called again after more was added. INPUT_VALUE when
 * more was booked for a file than was sent. */
MUST_USE Status reconcile_finish(Reconciliation *work, Failure *failure);
void reconcile_free(Reconciliation *work);
CLEANUP_VALUE(Reconciliation, reconcile_free)

/* The file and transaction of a payment. Borrowed. */
const SentFile *reconcile_file_of(const Reconciliation *work, size_t payment);
const Pain001Transaction *reconcile_payment(const Reconciliation *work, size_t payment);
/* The payment with this EndToEndId; work->payment_count when there is none. */
size_t reconcile_find(const Reconciliation *work, const char *end_to_end_id);
/* The file with this MsgId, or NULL. Borrowed. */
const SentFile *reconcile_find_file(const Reconciliation *work, const char *message_id);
/* The facts that may say something of a file or a payment of it: from *begin to *end. */
void reconcile_facts_of(const Reconciliation *work, const SentFile *file, size_t *begin,
                        size_t *end);

/* Open items after entry number `entry`, which makes those that are new or have changed; the
 * items of money by hand, and of payments that are not looked at, are those of `before`, and
 * what has not changed keeps its entry. In
 * order; *items is owned by the caller (system_free). */
MUST_USE Status reconcile_open_items(const Reconciliation *work, const OpenItem *before,
                                     size_t before_count, uint32_t entry, OpenItem **items,
                                     size_t *count, Failure *failure);

/* Appends the excerpts of those answers that say something new, in the order of their sums,
 * each after a line "<!-- answer SHA-256 BYTES -->". What is new: work->given, once finished.
 */
void reconcile_excerpts(Reconciliation *work, TextBuffer *out);
/* Sums of the contents of those answers, as a proposal lists its inputs. */
MUST_USE Status reconcile_inputs(Reconciliation *work, ManifestFiles *out, Failure *failure);

/* How many payments are in a bucket, and their sum. */
typedef struct BucketTotal {
    size_t count;
    Ore sum;
} BucketTotal;
/* Adds those of all files. */
void reconcile_totals(const Reconciliation *work, BucketTotal totals[BUCKET_COUNT]);
/* Adds those of one file. */
void reconcile_file_totals(const Reconciliation *work, const SentFile *file,
                           BucketTotal totals[BUCKET_COUNT]);
/* What somebody has to look at: "rejected", "PAID TWICE"; NULL: nothing. Constant. */
const char *reconcile_oddity(const PaymentFate *fate);

/* The payment that a sum went into, or "netting". Borrowed. */
const char *reconcile_taken_by(const TakenItem *taken);

/* The four buckets of each file and of all, what was left alone, what is rejected, returned or
 * odd. */
void reconcile_show(const Reconciliation *work, TextBuffer *out);
/* A row a payment, as answers.csv. */
MUST_USE Status reconcile_rows(const Reconciliation *work, AnswerRows *out, Failure *failure);
/* Of the ledger's runs, or of the one in entry `only` (0: all): when it was entered and by
 * whom, its payments by bucket, which were paid again by what, and a WARN for those that are
 * neither settled nor rejected five bank days after their date, by `today` (DAY_NONE: no such
 * warning). */
MUST_USE Status reconcile_show_runs(const Ledger *ledger, uint32_t only, Day today,
                                    TextBuffer *out, Failure *failure);
/* How many payments are in a bucket, of all files. */
size_t reconcile_count(const Reconciliation *work, Bucket bucket);

#endif
