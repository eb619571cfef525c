/*
 * book.h - application grants of one year as plain data: awards, reported accounts, statements,
 * vouchers, decisions. accounts.md 1.
 *
 * What the files say, nothing computed. Amounts in øre. The arrays of a book are borrowed and
 * sorted as its members say; texts are NUL-terminated UTF-8. Constant once read: any thread may
 * read a book.
 */
#ifndef TILSKUDD_RULES_ACCOUNTS_BOOK_H
#define TILSKUDD_RULES_ACCOUNTS_BOOK_H

#include "rules/base/date.h"
#include "rules/base/money.h"
#include "rules/base/registration.h"

enum {
    AWARD_ID_SIZE = 33,
    BUDGET_ITEM_SIZE = 17,
    SCHEME_SIZE = 81,
    RECIPIENT_SIZE = 121,
    PURPOSE_SIZE = 201,
    ORGANISATION_NUMBER_SIZE = 10,
    BANK_ACCOUNT_SIZE = 12,
    VOUCHER_ID_SIZE = 33,
    ITEM_NAME_SIZE = 121,
    DECISION_REASON_SIZE = 401,
    FULL_BP = 10000, /* basis points of the whole */
    PARTICIPANTS_MAX = 1000000
};

/* An amount, share or number that the file leaves empty: no limit, or not known. */
#define NOT_GIVEN (-1)

typedef enum AccountSide { SIDE_IN = 0, SIDE_OUT, SIDE_COUNT } AccountSide;

typedef enum ReportedLineCode {
#define REPORTED_LINE(code, side, words) LINE_##code,
#include "rules/accounts/codes.def"
#undef REPORTED_LINE
    LINE_COUNT,
    LINE_SUM = LINE_COUNT /* of a side, as stated */
} ReportedLineCode;

typedef enum AuditorOpinion {
    OPINION_NONE = 0, /* INGEN */
    OPINION_CLEAN,    /* UTEN */
    OPINION_RESERVED, /* FORBEHOLD */
    OPINION_NEGATIVE  /* NEGATIV */
} AuditorOpinion;

typedef enum Sanction {
    SANCTION_APPROVED = 0, /* GODKJENT */
    SANCTION_CLARIFIED,    /* PRESISERING */
    SANCTION_CUT,          /* AVKORTING */
    SANCTION_REPAYMENT,    /* TILBAKEBETALING */
    SANCTION_STOPPED,      /* STANS */
    SANCTION_REPORTED,     /* POLITIANMELDELSE */
    SANCTION_COUNT
} Sanction;

typedef struct Award {
    char id[AWARD_ID_SIZE];
    char item[BUDGET_ITEM_SIZE];
    char scheme[SCHEME_SIZE];
    char organisation[ORGANISATION_NUMBER_SIZE]; /* nine digits; control digit not looked at */
    char recipient[RECIPIENT_SIZE];
    char purpose[PURPOSE_SIZE];
    MunicipalityCode municipality;
    int year;
    Ore applied, awarded, paid;
    Day from, to, report_due;
    bool auditor_required, may_carry;
    int own_share_bp;                  /* of the costs; 0: none */
    int overhead_max_bp, wages_max_bp; /* of the costs, or NOT_GIVEN */
    Ore equipment_max;                 /* or NOT_GIVEN */
    int64_t participants_planned;      /* or NOT_GIVEN */
    size_t file_line;
} Award;

typedef struct ReportedLine {
    char award[AWARD_ID_SIZE];
    Day received;
    uint8_t side; /* AccountSide */
    uint8_t line; /* ReportedLineCode */
    Ore budget, actual;
    size_t file_line;
} ReportedLine;

typedef struct Statement {
    char award[AWARD_ID_SIZE];
    Day from, to, signed_on;
    uint8_t opinion;                             /* AuditorOpinion */
    char auditor[ORGANISATION_NUMBER_SIZE];      /* "": none */
    char organisation[ORGANISATION_NUMBER_SIZE]; /* who reports */
    char account[BANK_ACCOUNT_SIZE];             /* "": none */
    int64_t participants, to_work, to_education; /* or NOT_GIVEN */
    Ore unused, repaid, other_public;
    Day repaid_on, last_visit; /* DAY_NONE: never */
    bool new_recipient;
    size_t file_line;
} Statement;

typedef struct Voucher {
    char award[AWARD_ID_SIZE];
    char id[VOUCHER_ID_SIZE];
    Day date;
    uint8_t line;                            /* ReportedLineCode of the side UT */
    char supplier[ORGANISATION_NUMBER_SIZE]; /* "": none, as for wages */
    Ore amount;
    size_t file_line;
} Voucher;

/* A row of the appropriation: whole kroner in the file, øre here. */
typedef struct AppropriationRow {
    char chapter[BUDGET_ITEM_SIZE], item[BUDGET_ITEM_SIZE];
    char name[ITEM_NAME_SIZE];
    Ore carried_in, allocated;
    Ore may_be_carried; /* into the next year (note B); NOT_GIVEN: the file does not say */
    size_t file_line;
} AppropriationRow;

/* What the control team decided about one award. */
typedef struct AwardDecision {
    char award[AWARD_ID_SIZE];
    Ore ineligible; /* of the costs; below 0: costs that the accounts leave out */
    char reason[DECISION_REASON_SIZE];
    uint8_t sanction; /* Sanction */
    size_t file_line;
} AwardDecision;

typedef struct AccountsBook {
    Day date;            /* of the control */
    const Award *awards; /* ascending by id */
    size_t award_count;
    const ReportedLine *lines; /* by award, then received, then place in the file */
    size_t line_count;
    const Statement *statements; /* by award, one each */
    size_t statement_count;
    const Voucher *vouchers; /* by award, then place in the file */
    size_t voucher_count;
    const AppropriationRow *appropriation;
    size_t appropriation_count;
    bool has_statements, has_vouchers, has_appropriation;
} AccountsBook;

/* Words of the files; constant. Any thread. */
/* "INN", "UT". */
const char *account_side_text(AccountSide side);
/* "TILSKUDD_IMDI" ... "ANNET", "SUM". */
const char *reported_line_text(ReportedLineCode line);
/* "Tilskudd fra IMDi": as letters call it. */
const char *reported_line_words(ReportedLineCode line);
/* The side a line belongs to; not for SUM, which both sides have. */
AccountSide reported_line_side(ReportedLineCode line);
/* "GODKJENT", "PRESISERING", ... */
const char *sanction_text(Sanction sanction);

#endif
