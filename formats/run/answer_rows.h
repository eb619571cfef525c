/*
 * answer_rows.h - answers.csv: what has become of each payment. life.md 2.
 *
 * Written and read by one list of columns. No ident stands in it. Any thread with its own
 * buffers.
 */
#ifndef TILSKUDD_FORMATS_ANSWER_ROWS_H
#define TILSKUDD_FORMATS_ANSWER_ROWS_H

#include "formats/run/answer_facts.h"
#include "rules/base/codes.h"
#include "rules/base/municipality.h"

typedef struct AnswerRow {
    char message_id[PAYMENT_ID_SIZE], end_to_end_id[PAYMENT_ID_SIZE];
    MunicipalityCode municipality;
    PaymentGroup group;
    Ore amount;
    Bucket bucket;
    bool returned, twice;            /* "returned" and "settled-twice" in place of the bucket */
    char reason[ANSWER_REASON_SIZE]; /* "" without */
    Day date;                        /* DAY_NONE: nothing was said */
    bool has_source;
    uint8_t source[SHA256_SIZE]; /* of the answer that says so */
} AnswerRow;

typedef struct AnswerRows {
    AnswerRow *items; /* owned */
    size_t count, capacity;
} AnswerRows;

/* MEMORY. */
MUST_USE Status answer_rows_add(AnswerRows *rows, const AnswerRow *row, Failure *failure);
void answer_rows_free(AnswerRows *rows);
CLEANUP_VALUE(AnswerRows, answer_rows_free)
/* Appends the whole file, header included. */
void answer_rows_write(TextBuffer *out, const AnswerRows *rows);
/* Whether two say the same. */
bool answer_row_same(const AnswerRow *left, const AnswerRow *right);
/* INPUT_VALUE, INPUT_MALFORMED with file and line for what the writer does not make; nothing is
 * left after a failure. */
MUST_USE Status answer_rows_read(const char *name, const void *bytes, size_t size,
                                 AnswerRows *out, Failure *failure);

#endif
