/*
 * accounts.h - the yearly control of reported accounts as a folder. accounts.md 5.
 *
 * A folder keeps its inputs (inputs/) and is a pure function of them, the day, and how the
 * sample was drawn: each step (check, select, judge) reads the kept inputs, computes everything
 * again, writes a whole new folder beside the old one and puts it in its place by renaming, so
 * that a folder is there whole or not at all. manifest.json lists and hashes all files; with a
 * ledger it is signed by the first person. Approval computes again what it commits. No money is
 * ever moved by it. One thread.
 *
 * Manifest, outputs and the files of a book are formats/accounts, the controls rules/accounts,
 * the random sample rules/sampling.
 */
#ifndef TILSKUDD_ENGINE_ACCOUNTS_H
#define TILSKUDD_ENGINE_ACCOUNTS_H

#include "engine/ledger/approval.h"
#include "formats/text/verify_report.h"
#include "formats/accounts/accounts_outputs.h"
#include "formats/base/folder.h"

typedef struct AccountsInput {
    bool there;
    char path[PATH_SIZE]; /* where it was read: for messages */
    InputFile file;
    bool is_signed; /* by the ledger's authority: live ledgers only */
    InputFile signature;
} AccountsInput;

typedef struct AccountsFolder {
    char path[PATH_SIZE]; /* without slashes at its end */
    AccountsManifest manifest;
    char ledger[PATH_SIZE]; /* where the manifest's is now (path_find_above) */
    InputFile stored;       /* manifest.json as read; empty for a new folder */
    AccountsInput inputs[ACCOUNTS_INPUT_COUNT];
} AccountsFolder;

/* Whether PATH holds a manifest of a control of accounts. */
MUST_USE Status accounts_folder_is(const char *path, bool *is, Failure *failure);
/* Reads manifest and kept inputs; a step that was interrupted between its two renames is taken
 * back first. VERIFICATION when a kept input is not what the manifest lists;
 * INPUT_MISSING when there is no folder of this kind. accounts_folder_close, also after a
 * failure. */
MUST_USE Status accounts_folder_open(const char *path, AccountsFolder *out, Failure *failure);
void accounts_folder_close(AccountsFolder *folder);
CLEANUP_VALUE(AccountsFolder, accounts_folder_close)
/* The number of the control's entry in a ledger: of the one that is there, or the next. */
MUST_USE Status accounts_place(const AccountsFolder *folder, const Ledger *ledger, size_t *out,
                               Failure *failure);
/* Path without slashes at its end; INPUT_VALUE when it holds an ident. */
MUST_USE Status accounts_folder_path(const char *path, char out[PATH_SIZE], Failure *failure);
/* The end of the path where the old folder stands while a new one takes its place. */
#define ACCOUNTS_REPLACED ".replaced"
/* Reads an input from where it was named (with the authority's signature beside it when
 * `ledger` is a live one; NULL: none is asked for). */
MUST_USE Status accounts_input_read(const Ledger *ledger, const char *path,
                                    bool needs_signature, AccountsInput *out, Failure *failure);

/* --- computing --- */

/* What was read and computed; the outcome borrows from the rest. */
typedef struct AccountsYear AccountsYear;
/* From the folder's inputs and manifest (mode, date, n, seed). Borrows the folder. */
MUST_USE Status accounts_year_make(const AccountsFolder *folder, AccountsYear **out,
                                   Failure *failure);
void accounts_year_free(AccountsYear *year);
CLEANUP_POINTER(AccountsYear, accounts_year_free)
const AccountsOutcome *accounts_year_outcome(const AccountsYear *year);

/* --- files --- */

/* VERIFICATION, naming the file, unless the folder's outputs are as its manifest lists them. */
MUST_USE Status accounts_outputs_check(const AccountsFolder *folder, Failure *failure);
/* Writes inputs, outputs, manifest and signature as a whole new folder and puts it in the place
 * of the old one. `ledger` and `signer` NULL: unsigned. OUTPUT_EXISTS when a new folder is
 * there already. */
MUST_USE Status accounts_folder_save(AccountsFolder *folder, const AccountsOutputs *outputs,
                                     const Ledger *ledger, const SigningPerson *signer,
                                     const TimeStamp *time, Failure *failure);
/* verify: signature, ledger (NULL: the manifest's; `known` when it is the one of the caller's
 * pin), kept inputs, every output computed again. */
MUST_USE Status accounts_verify(const char *path, const char *ca, const char *ledger,
                                const Ledger *known, VerifyReport *report, Failure *failure);

/* --- the steps --- */

/* What a step is told. Strings are borrowed; NULL: not given. */
typedef struct AccountsGiven {
    const char *folder;                                     /* select, judge: the control */
    const char *awards, *accounts, *statements, *last_year; /* check */
    const char *appropriation, *limits, *out;               /* check */
    Day date;                                               /* check */
    int64_t n;                                              /* select */
    const char *seed, *vouchers;                            /* select */
    const char *decisions;                                  /* judge */
    const char *ledger, *key, *certificate, *time;          /* to sign */
    PinOptions pin;
    int pass_descriptor;
    bool strict;
    ExitStatus end; /* EXIT_FOUND when it is strict and a finding blocks */
} AccountsGiven;

/* Each computes the whole folder, writes it and says on standard output what came out. */
MUST_USE Status accounts_step_check(AccountsGiven *given, Failure *failure);
MUST_USE Status accounts_step_select(AccountsGiven *given, Failure *failure);
MUST_USE Status accounts_step_judge(AccountsGiven *given, Failure *failure);

/* --- approval --- */

/* approve for a folder of this kind: the question is asked by `ask`. */
MUST_USE Status approve_accounts(Approval *approval,
                                 Status (*ask)(const ApprovalOptions *options,
                                               const char *question, Failure *failure),
                                 Failure *failure);

#endif
