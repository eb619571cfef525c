/*
 * manual_csv.h - money by hand: what happened outside the program, as somebody writes it down
 * (ledger manual FILE). life.md 3.
 *
 * One event, one line; every line has a date, a reference and a reason. The file may have
 * idents: no message names one. Strict; refused whole with the line.
 */
#ifndef TILSKUDD_FORMATS_MANUAL_CSV_H
#define TILSKUDD_FORMATS_MANUAL_CSV_H

#include "formats/bank/payment_text.h"
#include "formats/run/decision_csv.h"
#include "rules/settlement/manual.h"

typedef struct ManualLines {
    ManualLine *items; /* in the file's order; owned */
    size_t count;
} ManualLines;

/* "PAID". Constant. */
const char *manual_kind_text(ManualKind kind);
/* The same for people, to be translated: "paid by hand". */
const char *manual_kind_words(ManualKind kind);

/* INPUT_VALUE, INPUT_MALFORMED with line and column: a column that the kind does not have, an
 * amount that is not above 0, a reference that stands twice (also PAID and SETTLED of one
 * event, and with other case or white space; of UNSENT and RETURNED twice of the same kind), a
 * basic grant on a person or another on a municipality, a reference or reason with an ident in
 * it, a file without lines or with more than MANUAL_LINES_MAX. A date after `today` is refused.
 * manual_lines_free; nothing is left after a failure. */
MUST_USE Status manual_csv_read(const char *name, const void *bytes, size_t size, Day today,
                                ManualLines *out, Failure *failure);
void manual_lines_free(ManualLines *lines);
CLEANUP_VALUE(ManualLines, manual_lines_free)
/* The lines as an entry keeps them, header included: what manual_csv_read reads. */
void manual_csv_write(TextBuffer *out, const ManualLines *lines);
/* The header and an example of each kind, for whoever begins. */
void manual_csv_template(TextBuffer *out);

/* --- posting.csv of such an entry, and of one of the bank's answers --- */

/* What is booked of one line and municipality: chapter and item are those of the year of the
 * line's date. */
typedef struct ManualPosting {
    Posting posting;
    ManualKind kind;
    MunicipalityCode municipality;
    PaymentGroup group;
    int year;
    Ore amount; /* what was paid, or given up; below 0: what is back or was never sent */
    const char *answered; /* NULL, or what the bank says of a payment, in the kind's place */
} ManualPosting;
/* The header; one row. A claim that is given up is a loss, which has an account class of its
 * own: no money moves. */
void manual_posting_header(TextBuffer *out);
void manual_posting_append(TextBuffer *out, const ManualPosting *posting, bool live);
/* A row that is read again. */
typedef struct PostedRow {
    ManualPosting posting; /* `kind` of a row whose `answered` is NULL */
    bool loss;             /* in the account class of losses: no money */
} PostedRow;
/* All rows, in the file's order, owned by the caller (system_free). INPUT_VALUE,
 * INPUT_MALFORMED with file, line and column for what the writer does not make, and for a row
 * of the other mode. */
MUST_USE Status manual_posting_read(const char *name, const void *bytes, size_t size, bool live,
                                    PostedRow **rows, size_t *count, Failure *failure);

#endif
