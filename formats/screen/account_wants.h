/*
 * account_wants.h - accounts that differ from the ones last paid or are new, and what the
 * second person must confirm of them. life.md 1, payments.md 5.
 *
 * Pure but for memory; any thread. Ownership: account_changes_free.
 */
#ifndef TILSKUDD_FORMATS_ACCOUNT_WANTS_H
#define TILSKUDD_FORMATS_ACCOUNT_WANTS_H

#include "formats/bank/payees_csv.h"
#include "formats/run/small_tables.h"

/* A municipality that is paid now. Texts are borrowed from payees and accounts. */
typedef struct AccountChange {
    MunicipalityCode municipality;
    const char *name, *now;
    const char *before; /* NULL: paid for the first time */
    bool by_merger;     /* new, and one of its predecessors was paid before */
    bool named;         /* wants --confirm-account CODE; else a new one is only counted */
    Ore amount;
} AccountChange;

/* Ascending by municipality. */
typedef struct AccountChanges {
    AccountChange *items;
    size_t count, capacity;
    size_t counted; /* new ones that --confirm-new-accounts is about */
} AccountChanges;

/* Whom a run pays, and by what. Borrowed. */
typedef struct AccountBasis {
    const GroupRow *rows; /* municipalities.csv */
    const Payees *payees; /* NULL: nobody can be paid */
    Day payment_date;
    const PaidAccount *before; /* the accounts last paid, by municipality */
    size_t before_count;
    const MunicipalityMapping *mapping; /* to the cut-off */
    bool given_keys; /* of the ledger; in one with throw-away keys nobody gets anything */
    bool after_run;  /* an earlier run was committed: new accounts are unusual */
} AccountBasis;

/* What was said to be right: --confirm-account, --confirm-new-accounts (-1: not given); or all,
 * of a run that is committed. */
typedef struct AccountsConfirmed {
    const bool *codes; /* by municipality; NULL: none */
    int new_accounts;
    bool all;
} AccountsConfirmed;

/* Those whose account is not the one last paid to. MEMORY. */
MUST_USE Status account_changes_of(const AccountBasis *basis, AccountChanges *out,
                                   Failure *failure);
/* Nothing is left of it. */
void account_changes_free(AccountChanges *changes);
CLEANUP_VALUE(AccountChanges, account_changes_free)
/* Appends what is wanted and confirmed (`given`), or not (not `given`), as options with a blank
 * before each; nothing when there is none. */
void account_wants_text(const AccountChanges *changes, const AccountBasis *basis,
                        const AccountsConfirmed *confirmed, bool given, TextBuffer *out);
/* Counts the municipalities that must be named and are not, and appends their codes. */
size_t account_unconfirmed(const AccountChanges *changes, const AccountsConfirmed *confirmed,
                           TextBuffer *codes);
/* Whether the count of new accounts is asked for and not confirmed. */
bool account_count_open(const AccountChanges *changes, const AccountBasis *basis,
                        const AccountsConfirmed *confirmed);

#endif
