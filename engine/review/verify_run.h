/*
 * verify_run.h - the groups of checks on a run folder. control.md 4, payments.md 5 and 6.
 *
 * Each group names every failure in the report and goes on; a returned failure is one of the
 * system. One thread.
 */
#ifndef TILSKUDD_ENGINE_VERIFY_RUN_H
#define TILSKUDD_ENGINE_VERIFY_RUN_H

#include "formats/run/run_folder.h"
#include "engine/ledger/signer.h"
#include "formats/text/verify_report.h"

typedef struct VerifyRun {
    const RunFolder *folder;
    VerifyReport *report;
    const char *ca;     /* --ca, or NULL: the folder's own */
    const char *ledger; /* --ledger or the manifest's; NULL: none */
    bool ledger_given;
    Ledger
        *known; /* the ledger, opened and compared with the caller's pin; NULL: none is given */
    bool known_payments; /* RUN/payments was there before `known` was opened */
    TrustStore *store;   /* NULL when it cannot be loaded, or in a dry run */
    Signers *signers;
    GroupRow *sums; /* municipalities.csv; NULL when it cannot be read */
} VerifyRun;

/* All groups but the replay. `verify` has folder, report, ca, ledger; the rest is made here. */
MUST_USE Status verify_run(VerifyRun *verify, Failure *failure);
void verify_run_free(VerifyRun *verify);
CLEANUP_VALUE(VerifyRun, verify_run_free)

/* Groups that others ask for, or that have a file of their own, in order. */
MUST_USE Status verify_run_outputs(VerifyRun *verify, Failure *failure);
MUST_USE Status verify_run_payments(VerifyRun *verify, Failure *failure);
MUST_USE Status verify_run_decisions(VerifyRun *verify, Failure *failure);
MUST_USE Status verify_run_tables(VerifyRun *verify, Failure *failure);

/* NAME.p7s over a file of the folder, by one or both roles. */
MUST_USE Status verify_signature(const VerifyRun *verify, const char *name, bool both,
                                 Failure *failure);
/* That the manifest is signed in its role, as the folder's own copies of CA and signers say:
 * for whoever has no ledger at hand. VERIFICATION, INPUT_MISSING. */
MUST_USE Status verify_signed(const RunFolder *folder, Failure *failure);
/* That a dry run has no signature and no payments, which none ever has. VERIFICATION. */
MUST_USE Status verify_unsigned(const RunFolder *folder, Failure *failure);
/* The path of a file or folder of the run folder, and whether it is there. */
MUST_USE Status verify_there(const VerifyRun *verify, const char *name, char path[PATH_SIZE],
                             bool *there, Failure *failure);

/* A ledger entry's folder, DIR/NNNNNN: verify_entry.c. `known` as above. */
MUST_USE Status verify_entry(const char *folder, const char *ca, const Ledger *known,
                             VerifyReport *report, Failure *failure);
/* Whether a folder is an entry, or has the place of one in a ledger, whatever is missing in it.
 */
MUST_USE Status verify_is_entry(const char *folder, bool *is, Failure *failure);
/* A proposal that is no run; `ledger` NULL: its signature and tables are not checked.
 * verify_proposal.c. */
MUST_USE Status verify_proposal(const char *folder, const char *ledger, const Ledger *known,
                                VerifyReport *report, Failure *failure);

#endif
