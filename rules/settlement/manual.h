/*
 * manual.h - money by hand: what happened outside the program, and what it does to claims, open
 * items and settled lines. life.md 3.
 *
 * A line is judged by what the ledger says before its entry, and by the lines before it in its
 * file: all of a file or nothing. Pure; memory is the caller's; any thread.
 */
#ifndef TILSKUDD_RULES_MANUAL_H
#define TILSKUDD_RULES_MANUAL_H

#include "rules/base/municipality.h"
#include "rules/settlement/lines.h"

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

enum { MANUAL_REFERENCE_LENGTH = 60, MANUAL_REASON_LENGTH = 200, MANUAL_LINES_MAX = 9999 };

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
    char event[MANUAL_REFERENCE_LENGTH * 4 + 2]; /* the same text: the same event twice */
    uint32_t line;                               /* of the file */
} ManualLine;

/* Whether the kind moves the money of a group, of a person, or says something of a payment. */
bool manual_is_of_group(ManualKind kind);
bool manual_is_of_person(ManualKind kind);
bool manual_is_of_payment(ManualKind kind);
/* The bank itself has said so: the reason begins "BANK:". */
bool manual_is_of_bank(const ManualLine *line);
/* What the open item of a line of a group comes to: +RECEIVED, +WAIVED, -PAID. */
Ore manual_open_amount(const ManualLine *line);
/* What is booked of a line of a group or a person, or of `amount` that a payment moved: what
 * was paid is above 0, and so is a loss; what came back or was never sent below. */
Ore manual_booked_amount(ManualKind kind, Ore amount);
/* The payment group whose next payment a line of a group or of a person moves. */
PaymentGroup manual_group(const ManualLine *line);

/* The idents that the ledger links to the person with this one, ascending; 0: it knows nobody.
 * Borrowed until the next call. */
typedef size_t (*ManualPerson)(void *user, Ident ident, const Ident **idents);

/* What the ledger says before the entry. Borrowed. */
typedef struct ManualWorld {
    int opening_year;
    int run_year;     /* of the last run; 0: there was none */
    int first_year;   /* that a run of that year compares: its year less the correction years */
    const int *years; /* that the last run computed */
    size_t year_count;
    const MunicipalityTable *municipalities;
    const MunicipalityMapping *mapping; /* to the last run's cut-off, or a later line's day */
    const CarriedForward *carried;
    size_t carried_count;
    const OpenItem *items; /* that are open */
    size_t item_count;
    const SettledLine *settled; /* in the order of settled_compare */
    size_t settled_count;
    const BasicCount *basic; /* what the entries fixed */
    size_t basic_count;
    ManualPerson person;
    void *user;
    const RuleSet *const *rules; /* of the years that the entry keeps */
    size_t rules_count;
} ManualWorld;

typedef enum ManualProblem {
    MANUAL_FINE = 0,
    MANUAL_NO_MUNICIPALITY, /* the code never existed */
    MANUAL_NOT_THEN,        /* not on the line's date */
    MANUAL_OTHER_RECIPIENT, /* a basic grant's count goes to another municipality */
    MANUAL_NOBODY,          /* the ledger knows no such person */
    MANUAL_YEAR_PAST,       /* no run compares it any more */
    MANUAL_YEAR_TO_COME,    /* after the last run's year and the line's date */
    MANUAL_BELOW_ZERO,      /* less is settled */
    MANUAL_TOO_MUCH         /* more than all lines may come to together: MANUAL_SUM_MAX */
} ManualProblem;

/* What may be a slip of the pen, of SETTLED: somebody has to say that it is so. */
typedef enum ManualDoubt {
    MANUAL_CERTAIN = 0,
    MANUAL_NOTHING_SETTLED, /* nothing of this code, year and place, for any of the idents */
    MANUAL_ABOVE_RATES      /* more than the highest rate of the code in its year */
} ManualDoubt;

/* A hundred thousand million kroner: claims and lines that wait stay that far below what sums
 * of a run may come to (SUM_ORE_MAX), each way. */
#define MANUAL_SUM_MAX ((Ore)10000000000000)

/* What becomes of a line. */
typedef struct ManualEffect {
    ManualProblem problem;
    ManualDoubt doubt;
    MunicipalityCode municipality; /* whose next payment it moves: as the code is now */
    Ore next;                      /* by how much that payment is larger, or a claim smaller */
    Ore over;    /* of it beyond the claim (RECEIVED, WAIVED): the next run pays it out */
    Ore settled; /* of the person before the line: code, year, municipality */
} ManualEffect;

/* Judges the lines in their order. Of a line that says something of a payment nothing is said
 * here: engine/reconcile knows payments. `out` has `count`. */
void manual_effects(const ManualWorld *world, const ManualLine *lines, size_t count,
                    ManualEffect *out);
/* What SETTLED and UNSETTLED add to the settled lines, in the order of settled_compare and
 * each key once; what is taken off comes off the idents that have it. All lines are fine.
 * `out` has room for count + settled_count; returns how many. */
size_t manual_settled(const ManualWorld *world, const ManualLine *lines, size_t count,
                      SettledLine *out);

#endif
