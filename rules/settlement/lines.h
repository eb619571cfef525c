/*
 * lines.h - what is compared and what comes of it, in numbers: settled lines, decision lines,
 * counts of the basic grant, sums of a municipality. grants.md 4.
 *
 * A subject is a person (ident) or, for the basic grant, a municipality ("M0301"). Both are one
 * sortable integer: municipalities come after all idents, as their text does bytewise. Texts
 * are made and read by formats/run. Plain data, pure functions; any thread.
 */
#ifndef TILSKUDD_RULES_LINES_H
#define TILSKUDD_RULES_LINES_H

#include <stddef.h>

#include "rules/base/codes.h"
#include "rules/base/identity.h"
#include "rules/base/money.h"
#include "rules/base/registration.h"
#include "rules/ruleset/rule_set.h"

/* Whose line it is: a person, or (basic grant) a municipality, written "M0301". */
typedef Ident Subject;
#define SUBJECT_MUNICIPALITY ((Subject)1 << 62)

/* A municipality as a subject, and whether a subject is one. */
Subject subject_of_municipality(MunicipalityCode code);
bool subject_is_municipality(Subject subject);
/* The code of a subject that is a municipality. */
MunicipalityCode subject_municipality(Subject subject);

/* One settled amount of a ledger: what committed runs have paid for a subject, code, budget
 * year and municipality (the code at the time). */
typedef struct SettledLine {
    Subject subject;
    Ore amount;
    int16_t budget_year;
    MunicipalityCode municipality;
    uint8_t code;
} SettledLine;

/* Order by subject, code, budget year, municipality. For qsort. */
int settled_compare(const void *left, const void *right);
/* Adds up the lines of one key in a sorted list; gives how many are left. */
size_t settled_add_up(SettledLine *lines, size_t count);

typedef enum DecisionStatus { DECISION_PAY = 0, DECISION_HELD, DECISION_ZERO } DecisionStatus;

/* Why a line has its status; REASON_HELD stands beside the control that holds it. */
typedef enum LineReason {
    REASON_DUE = 0,
    REASON_CORRECTION, /* less than nothing is due, or something of an earlier budget year */
    REASON_NOTHING_DUE,
    REASON_HELD
} LineReason;

/* One line; amounts in øre. settled_before and due stand on the first line of a subject, code,
 * budget year and municipality (`first`), on the others both columns are empty. */
typedef struct DecisionLine {
    Subject subject;
    uint8_t code;       /* GrantCode */
    uint8_t status;     /* DecisionStatus */
    uint8_t reason;     /* LineReason */
    uint8_t grant_year; /* 0: none */
    bool first;
    bool rate_missing; /* the amount is not known; not in decisions.csv */
    int16_t budget_year;
    MunicipalityCode municipality;
    uint16_t control;   /* the one that holds it; 0: none */
    int16_t rate_index; /* row in its year's rule set, -1 none; not in decisions.csv */
    RuleVersion version;
    Fraction from, to;
    Ore rate, earned, settled_before, due;
} DecisionLine;

/* Whether a line read from decisions.csv, which does not say rate_missing, is held at an amount
 * that nobody knows. Of FHT2 the rate is a ceiling, and the amount the decision's. */
bool decision_line_is_unknown(const DecisionLine *line);

/* The order of decisions.csv: bytewise by ident, code, budget year, municipality, share (the
 * enumerators and numbers are in the order of their texts), then rate. */
int decision_line_compare(const DecisionLine *left, const DecisionLine *right);
/* One code, budget year and municipality of one subject: due is theirs together. */
bool decision_line_same_key(const DecisionLine *left, const DecisionLine *right);
/* The rate that a line rests on, in kroner: its own; of a grant of which nothing is earned any
 * more the year's at its end, by which it was paid (`rules` of the budget year, or NULL); of
 * FHT2, which has none, the amount that was paid. 0: not known. grants.md 2.4, 4. */
Kroner decision_line_rate(const DecisionLine *line, const RuleSet *rules);
/* "due", "correction", "nothing-due"; NULL for REASON_HELD, which the control's number says. */
const char *line_reason_text(LineReason reason);

/* The persons that a run counted for the basic grant in one code of 15 January, not mapped. */
typedef struct BasicCount {
    MunicipalityCode municipality;
    int16_t budget_year;
    bool held;       /* a line of it waits: later years' runs compare it */
    int64_t persons; /* fixed by the last run of the budget year that is committed */
} BasicCount;

/* Claims carried forward by the last run (at most 0). */
typedef struct CarriedForward {
    MunicipalityCode municipality;
    uint8_t group; /* PaymentGroup */
    Ore amount;
} CarriedForward;

/* What an open item comes from: a payment of which the bank said something, or a line that
 * somebody wrote by hand. Amounts of OPEN_TWICE, OPEN_AGAIN and OPEN_PAID are below 0, all
 * others above. life.md 2 and 3. */
typedef enum OpenKind {
    OPEN_REJECTED = 0, /* the bank did not pay it */
    OPEN_RETURNED,     /* it came back */
    OPEN_TWICE,        /* booked twice */
    OPEN_AGAIN,        /* booked after the sum was paid again */
    OPEN_PAID,         /* paid to the municipality outside the program */
    OPEN_RECEIVED,     /* the municipality paid back */
    OPEN_WAIVED,       /* a claim is given up */
    OPEN_KIND_COUNT
} OpenKind;

enum { OPEN_ITEM_ID_SIZE = 36 };

/* Money of a payment group that waits for the run that pays or nets it, whole. */
typedef struct OpenItem {
    char id[OPEN_ITEM_ID_SIZE]; /* EndToEndId of the payment, or entry and line by hand */
    OpenKind kind;
    MunicipalityCode municipality; /* the code at the time */
    PaymentGroup group;
    Ore amount;     /* never 0 */
    uint32_t entry; /* of the ledger, that made it */
    /* Of this run, not written: */
    bool waits;         /* the sum must not be paid again yet (repayment.h) */
    bool taken;         /* taken up, whole */
    uint16_t sent;      /* quarter_number() of the run that sent it; 0: none did */
    uint32_t sent_from; /* its entry */
} OpenItem;

/* "rejected", as files have it; people are told its translation. Constant. */
const char *open_kind_text(OpenKind kind);
bool open_kind_parse(const char *text, size_t length, OpenKind *kind);
/* Whether the money is by hand: it stands in `manual`, the rest in `returned`. */
bool open_kind_is_manual(OpenKind kind);
/* Whether amounts of the kind are above 0. */
bool open_kind_is_positive(OpenKind kind);

/* Sums of one municipality and payment group, in øre. */
typedef struct GroupSums {
    Ore lines, held, brought_forward, paid, carried_forward;
    Ore returned, manual; /* open items taken up: of either sign */
    bool any;             /* a line, a claim or an item is there */
} GroupSums;

/* Adds `more` to `to`. */
void group_sums_add(GroupSums *to, const GroupSums *more);
/* lines + brought forward + returned + manual less paid and carried forward: 0 when the sums
 * add up. */
Ore group_sums_balance(const GroupSums *sums);
/* All groups of a municipality. */
GroupSums group_sums_of_row(const GroupSums *groups);
/* Adds what is due on a line, if it is the first of its key, as paid or as held. */
void group_sums_add_line(GroupSums *sums, const DecisionLine *line);

/* What a finding says of its person or municipality: of this run, and of the run's budget year
 * through it (settled before, and by this run). */
typedef struct MoneyAtHand {
    Ore run_paid, run_held, year_paid, year_held;
} MoneyAtHand;
/* Adds a line of the run of budget year `year`, if it is the first of its key. */
void money_add_line(MoneyAtHand *money, const DecisionLine *line, int year);
void money_add(MoneyAtHand *to, const MoneyAtHand *more);

#endif
