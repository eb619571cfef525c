/*
 * controls.h - the controls of family 11: R1101 to R1123 on a year's awards. accounts.md 2.
 *
 * They look at what was reported and never change money. Whole numbers only; pure, no
 * allocation; any thread may call them with its own buffers.
 */
#ifndef TILSKUDD_RULES_ACCOUNTS_CONTROLS_H
#define TILSKUDD_RULES_ACCOUNTS_CONTROLS_H

#include "rules/accounts/catalogue.h"
#include "rules/accounts/limits.h"
#include "rules/accounts/sums.h"

/* Which input a finding is about. */
typedef enum AccountsFile {
    FILE_AWARDS = 0,
    FILE_ACCOUNTS,
    FILE_STATEMENTS,
    FILE_VOUCHERS,
    FILE_APPROPRIATION,
    ACCOUNTS_FILE_COUNT
} AccountsFile;

typedef struct AccountsFinding {
    uint16_t message;              /* AccountsMessageId */
    uint8_t file;                  /* AccountsFile */
    size_t record;                 /* line of that file */
    const char *award;             /* its id, borrowed; "": of no award */
    MunicipalityCode municipality; /* the award's, or none */
    uint8_t value_count;
    FindingValue values[FINDING_VALUES_MAX];
} AccountsFinding;

typedef struct AccountsFindings {
    AccountsFinding *items;
    size_t count, capacity;
    uint64_t executed[ACCOUNTS_CONTROL_COUNT]; /* awards (or items) looked at, by control */
} AccountsFindings;

/* What is controlled. Borrowed. */
typedef struct AccountsControl {
    const AccountsBook *book;
    const AwardView *views; /* of the book's awards */
    const AccountsLimits *limits;
    const AwardView *last; /* last year's, or NULL: not known */
    size_t last_count;
    int64_t *scratch; /* room for one number an award */
} AccountsControl;

/* Findings that a book can have at most: room for the caller's buffer. */
size_t accounts_findings_bound(const AccountsBook *book);
/* All controls. Findings come out by award, control, ground and line. BUFFER_TOO_SMALL when
 * they do not fit (never with accounts_findings_bound). */
MUST_USE Status accounts_controls(const AccountsControl *control, AccountsFindings *findings);
/* Severity of a finding, as in the catalogue. */
Severity accounts_severity(const AccountsFinding *finding);

#endif
