/*
 * approval.h - a proposal becomes an entry of the ledger. payments.md 5.
 *
 * Steps: the ledger's lock; was this very proposal committed already (then only RUN/payments is
 * filled); every hash, sum, signature and role; the ledger's head is the one the proposal was
 * made from; the second person's signature; the entry's rename; RUN/payments from the entry.
 * One thread. Ownership: approval_end.
 */
#ifndef TILSKUDD_ENGINE_APPROVAL_H
#define TILSKUDD_ENGINE_APPROVAL_H

#include "engine/ledger/ledger_commit.h"
#include "formats/base/input_file.h"

/* Strings are borrowed. */
typedef struct ApprovalOptions {
    const char *run, *ledger, *ca;
    const char *key, *certificate;
    int pass_descriptor;
    const char *time;
    bool confirmed[MUNICIPALITY_CODES]; /* --confirm-account */
    bool yes;
} ApprovalOptions;

typedef struct Approval {
    const ApprovalOptions *options;
    int lock;
    Ledger *ledger;
    InputFile stored, signature; /* manifest.json and manifest.json.p7s, as verified */
    Manifest manifest;
    uint8_t manifest_sha256[SHA256_SIZE];
    SigningPerson first;  /* test ledgers only: their throw-away key signs the entry too */
    SigningPerson second; /* the person who approves */
    TimeStamp time;
    bool committed; /* the entry of this very proposal is there */
} Approval;

/* The steps of approval_begin that do not ask what kind of proposal it is: lock, ledger and
 * manifest.json as bytes; its signature (VERIFICATION); whether it is committed; the second
 * person, who is another than the first. approval_end, also after a failure. */
MUST_USE Status approval_open(Approval *approval, const ApprovalOptions *options,
                              Failure *failure);
MUST_USE Status approval_verify_signature(Approval *approval, Failure *failure);
bool approval_is_committed(const Approval *approval);
MUST_USE Status approval_load_persons(Approval *approval, Failure *failure);
/* The entry before in `text`, and the entry signed and committed. */
MUST_USE Status approval_link_before(const Approval *approval, EntryText *text,
                                     Failure *failure);
MUST_USE Status approval_sign_entry(const Approval *approval, EntryBuild *build,
                                    Failure *failure);
/* manifest.json and its signature, as they were verified, into the entry. */
MUST_USE Status approval_save_manifest(const Approval *approval, EntryBuild *build,
                                       Failure *failure);

/* Locks, reads and verifies; says in `committed` whether only payments/ is to be filled. */
MUST_USE Status approval_begin(Approval *approval, const ApprovalOptions *options,
                               Failure *failure);
/* What the second person decides on: totals, largest payments, held, changed accounts. */
MUST_USE Status approval_show(const Approval *approval, TextBuffer *out, Failure *failure);
/* NOT_NOW when an account changed that --confirm-account does not name. */
MUST_USE Status approval_check_accounts(const Approval *approval, Failure *failure);
/* Writes and commits the entry. */
MUST_USE Status approval_commit(Approval *approval, Failure *failure);
/* Fills RUN/payments from the entry; there already: nothing happens. */
MUST_USE Status approval_publish(const Approval *approval, Failure *failure);
/* Removes `folder` (RUN/payments) when it is empty: an empty folder is no payments. Says
 * whether nothing is there now. INPUT_NOT_REGULAR for a symbolic link, WRITE. */
MUST_USE Status approval_clear_empty(const char *folder, bool *nothing_there, Failure *failure);
void approval_end(Approval *approval);

/* Verifies a proposal's folder against its manifest and the manifest against the folder: every
 * output's hash and size, the payment files' signatures by the first person, and every sum from
 * the decisions to the payments, as verify does; then the accounts. VERIFICATION with the first
 * failure: proposal_check.c. */
MUST_USE Status proposal_check(const Ledger *ledger, const char *run, const Manifest *manifest,
                               Failure *failure);
/* VERIFICATION when a payment file in `folder` pays to another account than the one last paid
 * and the manifest does not name it. */
MUST_USE Status proposal_check_accounts(const Ledger *ledger, const char *folder,
                                        const Manifest *manifest, Failure *failure);

#endif
