/*
 * answer_facts.h - what banks have said of payments of a ledger, a row each: facts.csv of an
 * entry of kind ANSWER. life.md 2.
 *
 * A fact is resolved: a report's status of a group stands there once for each payment that it
 * is about. No ident stands in it. Written and read by one list of columns. Any thread with its
 * own buffers.
 */
#ifndef TILSKUDD_FORMATS_ANSWER_FACTS_H
#define TILSKUDD_FORMATS_ANSWER_FACTS_H

#include "formats/bank/bank_answer.h"
#include "formats/base/digest.h"
#include "rules/answers/payment_state.h"

typedef enum FactKind {
    FACT_STATUS = 0, /* a report's of a payment */
    FACT_BOOKED,     /* an entry that names a payment */
    FACT_SUM,        /* an entry that names a file and no payment */
    FACT_SEEN,       /* a notification of the file's account, for its payment date or later */
    FACT_KIND_COUNT
} FactKind;

typedef struct AnswerFact {
    FactKind kind;
    char message_id[PAYMENT_ID_SIZE];    /* ours */
    char end_to_end_id[PAYMENT_ID_SIZE]; /* "" of a sum and of an account that was seen */
    StatusMeaning meaning;               /* of a status */
    char code[ANSWER_CODE_SIZE];
    AnswerReason reason;
    Ore amount; /* of an entry */
    bool credit, has_count;
    uint64_t count; /* of a sum */
    Day day;        /* booked; of a report the day it was written; seen up to */
    char reference[MOVEMENT_REFERENCE_SIZE];
    uint32_t occurrence;         /* payment_state.h */
    uint8_t source[SHA256_SIZE]; /* of the answer's content */
    size_t line;                 /* of the answer, while it is read: not written; 0: none */
} AnswerFact;

typedef struct AnswerFacts {
    AnswerFact *items; /* owned */
    size_t count, capacity;
} AnswerFacts;

/* MEMORY. */
MUST_USE Status answer_facts_add(AnswerFacts *facts, const AnswerFact *fact, Failure *failure);
void answer_facts_free(AnswerFacts *facts);
CLEANUP_VALUE(AnswerFacts, answer_facts_free)
/* Whether an answer with this content is among the sources. */
bool answer_facts_has_source(const AnswerFacts *facts, const uint8_t source[SHA256_SIZE]);
/* In an order that does not depend on how they came, each once: by message first. */
void answer_facts_sort(AnswerFacts *facts);
/* Whether two say the same, whichever answer it stands in. */
bool answer_fact_same(const AnswerFact *left, const AnswerFact *right);
/* Of sorted facts: whether one of them says the same; where those of a message begin. */
bool answer_facts_has(const AnswerFacts *facts, const AnswerFact *fact);
size_t answer_facts_begin(const AnswerFacts *facts, const char *message_id);

/* Appends the whole file, header included. */
void answer_facts_write(TextBuffer *out, const AnswerFacts *facts);
/* INPUT_VALUE, INPUT_MALFORMED, with file and line, for what the writer does not make of sorted
 * facts; nothing is left after a failure. */
MUST_USE Status answer_facts_read(const char *name, const void *bytes, size_t size,
                                  AnswerFacts *out, Failure *failure);

#endif
