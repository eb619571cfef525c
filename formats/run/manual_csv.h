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

typedef enum ManualKind {
    MANUAL_PAID = 0,  /* paid to the municipality outside the program */
    MANUAL_RECEIVED,  /* the municipality paid back */
    MANUAL_WAIVED,    /* a claim is given up */
    MANUAL_SETTLED,   /* a person's settled amount grows */
    MANUAL_UNSETTLED, /* or shrinks */
    MANUAL_UNSENT,    /* a payment, or a whole file, never went to the bank */
    MANUAL_RETURNED,  /* a payment came back without an answer that names it */
    MANUAL_KIND_COUNT
} ManualKind;

enum { MANUAL_REFERENCE_LENGTH = 60, MANUAL_REASON_LENGTH = 200 };

typedef struct ManualLine {
    ManualKind kind;
    MunicipalityCode municipality; /* 0 of UNSENT and RETURNED */
    PaymentGroup group;            /* of PAID, RECEIVED, WAIVED */
    Subject subject;               /* of SETTLED, UNSETTLED: with code and year */
    GrantCode code;
    int16_t budget_year;
    Ore amount; /* above 0; 0 of UNSENT and RETURNED, whose payment says it */
    Day date;
    char reference[MANUAL_REFERENCE_LENGTH * 4 + 1]; /* UNSENT, RETURNED: our id */
    char reason[MANUAL_REASON_LENGTH * 4 + 1];
    uint32_t line; /* of the file */
} ManualLine;

typedef struct ManualLines {
    ManualLine *items; /* in the file's order; owned */
    size_t count;
} ManualLines;

/* "PAID". Constant. */
const char *manual_kind_text(ManualKind kind);
/* Whether the kind moves the money of a group, of a person, or says something of a payment. */
bool manual_is_of_group(ManualKind kind);
bool manual_is_of_person(ManualKind kind);

/* INPUT_VALUE, INPUT_MALFORMED with line and column: a column that the kind does not have, an
 * amount that is not above 0, a reference that stands twice (also PAID and SETTLED of one
 * event), a basic grant on a person or another on a municipality, a file without lines. A date
 * after `today` is refused. manual_lines_free; nothing is left after a failure. */
MUST_USE Status manual_csv_read(const char *name, const void *bytes, size_t size, Day today,
                                ManualLines *out, Failure *failure);
void manual_lines_free(ManualLines *lines);
CLEANUP_VALUE(ManualLines, manual_lines_free)
/* The lines as an entry keeps them, header included: what manual_csv_read reads. */
void manual_csv_write(TextBuffer *out, const ManualLines *lines);
/* The header and an example of each kind, for whoever begins. */
void manual_csv_template(TextBuffer *out);

#endif
