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
 *   accounts_folder.c   the manifest; opening and closing a folder
 *   accounts_year.c     from the kept inputs to the outcome
 *   accounts_sample.c   the random sample and what it says of the others
 *   accounts_output.c   the files; replacing a folder; verifying one
 *   accounts_steps.c    check, select, judge
 *   approval_accounts.c an approved folder becomes an entry of the ledger
 */
#ifndef TILSKUDD_ENGINE_ACCOUNTS_H
#define TILSKUDD_ENGINE_ACCOUNTS_H

#include "engine/ledger/approval.h"
#include "engine/review/verify_report.h"
#include "formats/base/input_file.h"
#include "rules/accounts/outcome.h"

typedef enum AccountsInputId {
    ACCOUNTS_AWARDS = 0,
    ACCOUNTS_REPORTED,
    ACCOUNTS_STATEMENTS,
    ACCOUNTS_APPROPRIATION,
    ACCOUNTS_LIMITS,
    ACCOUNTS_LAST_AWARDS,
    ACCOUNTS_LAST_REPORTED,
    ACCOUNTS_LAST_STATEMENTS,
    ACCOUNTS_LAST_MANIFEST,
    ACCOUNTS_VOUCHERS,
    ACCOUNTS_DECISIONS,
    ACCOUNTS_INPUT_COUNT
} AccountsInputId;

typedef struct AccountsInput {
    bool there;
    char path[PATH_SIZE]; /* where it was read: for messages */
    InputFile file;
    bool is_signed; /* by the ledger's authority: live ledgers only */
    InputFile signature;
} AccountsInput;

enum { ACCOUNTS_SEED_SIZE = 128, ACCOUNTS_N_MAX = 100000 };

typedef struct AccountsManifest {
    AccountsMode mode;
    Day date;
    int64_t n; /* of the random sample; 0: nothing selected yet */
    char seed[ACCOUNTS_SEED_SIZE];
    char program[32];
    char time[TIME_TEXT_SIZE];     /* "" without a ledger */
    char ledger[PATH_SIZE];        /* where it was; "" without one */
    uint8_t opening[SHA256_SIZE];  /* head of its opening */
    uint8_t identity[SHA256_SIZE]; /* of the outputs: the same content, the same identity */
    ManifestFiles inputs, outputs;
} AccountsManifest;

typedef struct AccountsFolder {
    char path[PATH_SIZE]; /* without slashes at its end */
    AccountsManifest manifest;
    InputFile stored; /* manifest.json as read; empty for a new folder */
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
CLEANUP_POINTER(AccountsFolder, accounts_folder_close)
/* Path without slashes at its end; INPUT_VALUE when it holds an ident. */
MUST_USE Status accounts_folder_path(const char *path, char out[PATH_SIZE], Failure *failure);
/* Where the old folder stands while a new one takes its place. */
MUST_USE Status accounts_replaced_path(const char *path, char out[PATH_SIZE], Failure *failure);
/* Reads an input from where it was named (with the authority's signature beside it when
 * `ledger` is a live one; NULL: none is asked for). */
MUST_USE Status accounts_input_read(const Ledger *ledger, const char *path,
                                    bool needs_signature, AccountsInput *out, Failure *failure);
/* Kind ("awards") and kept name ("inputs/awards.csv") of an input. Constant. */
const char *accounts_input_kind(AccountsInputId id);
const char *accounts_input_name(AccountsInputId id);
/* Whether a live ledger's authority signs it. */
bool accounts_input_is_signed(AccountsInputId id);
/* Appends manifest.json. */
void accounts_manifest_write(const AccountsManifest *manifest, TextBuffer *out);
/* VERIFICATION for anything accounts_manifest_write does not make. */
MUST_USE Status accounts_manifest_read(const char *name, const void *bytes, size_t size,
                                       AccountsManifest *out, Failure *failure);
void accounts_manifest_free(AccountsManifest *manifest);

/* --- computing --- */

/* What was read and computed; the outcome borrows from the rest. */
typedef struct AccountsYear AccountsYear;
/* From the folder's inputs and manifest (mode, date, n, seed). Borrows the folder. */
MUST_USE Status accounts_year_make(const AccountsFolder *folder, AccountsYear **out,
                                   Failure *failure);
void accounts_year_free(AccountsYear *year);
CLEANUP_POINTER(AccountsYear, accounts_year_free)
const AccountsOutcome *accounts_year_outcome(const AccountsYear *year);

/* Draws n of the awards not taken for their risk, by paid, with sample_monetary: marks
 * PART_WHOLE and PART_RANDOM, fills interval, start and the population. */
MUST_USE Status accounts_draw_awards(AccountsOutcome *outcome, AwardScore *scores,
                                     Failure *failure);
/* Draws from the vouchers of every selected award. `parts` by voucher of the book. */
MUST_USE Status accounts_draw_vouchers(const AccountsOutcome *outcome, uint8_t *parts,
                                       Failure *failure);
/* Over- and understatement among the drawn, once all of them are judged. */
MUST_USE Status accounts_project(AccountsOutcome *outcome, Failure *failure);

/* --- files --- */

typedef struct AccountsOutput {
    char name[64]; /* relative to the folder */
    char kind[16];
    TextBuffer text;
} AccountsOutput;

typedef struct AccountsOutputs {
    AccountsOutput *items;
    size_t count, capacity;
} AccountsOutputs;

/* All files that follow from the outcome. accounts_outputs_free, also after a failure. */
MUST_USE Status accounts_outputs_make(const AccountsOutcome *outcome, AccountsOutputs *out,
                                      Failure *failure);
void accounts_outputs_free(AccountsOutputs *outputs);
CLEANUP_VALUE(AccountsOutputs, accounts_outputs_free)
const AccountsOutput *accounts_output_find(const AccountsOutputs *outputs, const char *name);
/* VERIFICATION unless the manifest lists exactly these outputs with these hashes (besides the
 * copies of the ledger's CA and signers). */
MUST_USE Status accounts_outputs_compare(const AccountsOutputs *outputs,
                                         const AccountsFolder *folder, Failure *failure);
/* VERIFICATION, naming the file, unless the folder's outputs are as its manifest lists them. */
MUST_USE Status accounts_outputs_check(const AccountsFolder *folder, Failure *failure);
/* Writes inputs, outputs, manifest and signature as a whole new folder and puts it in the place
 * of the old one. `ledger` and `signer` NULL: unsigned. OUTPUT_EXISTS when a new folder is
 * there already. */
MUST_USE Status accounts_folder_save(AccountsFolder *folder, const AccountsOutputs *outputs,
                                     const Ledger *ledger, const SigningPerson *signer,
                                     const TimeStamp *time, Failure *failure);
/* verify: signature, kept inputs, every output computed again. */
MUST_USE Status accounts_verify(const char *path, const char *ca, VerifyReport *report,
                                Failure *failure);

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
    int pass_descriptor;
    bool strict;
} AccountsGiven;

/* Each computes the whole folder, writes it and says on standard output what came out.
 * *blocks: whether a finding blocks. */
MUST_USE Status accounts_step_check(const AccountsGiven *given, bool *blocks, Failure *failure);
MUST_USE Status accounts_step_select(const AccountsGiven *given, bool *blocks,
                                     Failure *failure);
MUST_USE Status accounts_step_judge(const AccountsGiven *given, bool *blocks, Failure *failure);

/* --- approval --- */

/* approve for a folder of this kind: the question is asked by `ask`. */
MUST_USE Status approve_accounts(Approval *approval,
                                 Status (*ask)(const ApprovalOptions *options,
                                               const char *question, Failure *failure),
                                 Failure *failure);

#endif
