/*
 * approval.h - a proposal becomes an entry of the ledger. payments.md 5, trust.md 2.
 *
 * Steps: was this very proposal committed already (then only RUN/payments is filled); the first
 * person's signature, who approves, the ledger's head; every hash and signature; the whole run
 * computed again from the second person's own files and this ledger, byte for byte; what she is
 * shown and asked; the ledger's lock, and that the ledger is still what was checked; the
 * entry's rename; RUN/payments from the entry. One thread; OpenMP is used inside. Ownership:
 * approval_end.
 */
#ifndef TILSKUDD_ENGINE_APPROVAL_H
#define TILSKUDD_ENGINE_APPROVAL_H

#include "engine/ledger/ledger_commit.h"
#include "engine/ledger/pin.h"
#include "engine/options.h"
#include "engine/review/run_again.h"
#include "formats/run/run_folder.h"

/* Strings are borrowed. */
typedef struct ApprovalOptions {
    const char *run, *ledger, *ca;
    PinOptions pin;
    const char *key, *certificate;
    int pass_descriptor;
    const char *time;
    bool allow_time;     /* long after the last entry: recorded in entry.json */
    RunArguments inputs; /* where the second person's own files are */
    bool same_inputs;    /* those that are not given may be the first person's */
    bool same_user;      /* the proposal's files may be the second person's own */
    bool confirmed[MUNICIPALITY_CODES]; /* --confirm-account */
    int new_accounts;                   /* --confirm-new-accounts; -1: not given */
    const char *total;                  /* --total */
    /* Proposals of the bank's answers: the second person's own copies of the files. */
    OptionList answers;
    bool yes;
} ApprovalOptions;

typedef struct Approval {
    const ApprovalOptions *options;
    int lock; /* -1 before approval_lock */
    Ledger *ledger;
    RunFolder run;               /* each of its files is read once */
    const FolderFile *signature; /* manifest.json.p7s, as verified */
    SigningPerson first;  /* throw-away keys only: that of the first signs the entry too */
    SigningPerson second; /* the person who approves */
    TimeStamp time;
    bool committed;   /* the entry of this very proposal is there */
    bool same_inputs; /* some file that was read is the first person's */
    bool same_user;   /* real keys, and the proposal's files are the second person's own */
    RunAgain *again;  /* the run, computed again; NULL for a control of accounts */
    Folder *entry;    /* of the entry that this approval has committed; NULL before */
} Approval;

/* The steps of approval_verify that do not ask what kind of proposal it is: ledger and
 * manifest.json as bytes; its signature (VERIFICATION); whether it is committed; the second
 * person, who is another than the first. approval_end, also after a failure. */
MUST_USE Status approval_open(Approval *approval, const ApprovalOptions *options,
                              Failure *failure);
MUST_USE Status approval_verify_signature(Approval *approval, Failure *failure);
/* The signature, read and not verified yet. */
MUST_USE Status approval_read_signature(Approval *approval, Failure *failure);
/* Whether the ledger has the entry of this very proposal. */
bool approval_is_committed(const Approval *approval);
MUST_USE Status approval_load_persons(Approval *approval, Failure *failure);
/* pin_check with the pin of the options; a change of keys that this person has signed herself,
 * of this very proposal, is accepted. */
MUST_USE Status approval_check_pin(const Approval *approval, Failure *failure);
/* The ledger's lock, after the person's answer: NOT_NOW when another has it, or when the ledger
 * is no longer the one that was opened. Then clears what an interrupted approval left. */
MUST_USE Status approval_lock(Approval *approval, Failure *failure);
/* The entry signed and committed; the lock is held. */
MUST_USE Status approval_sign_entry(const Approval *approval, EntryBuild *build,
                                    Failure *failure);
/* manifest.json and its signature, as they were verified, into the entry. */
MUST_USE Status approval_save_manifest(const Approval *approval, EntryBuild *build,
                                       Failure *failure);

/* Verifies the proposal of a run and computes it again; says in `committed` whether only
 * payments/ is to be filled. VERIFICATION with the first difference. */
MUST_USE Status approval_verify(Approval *approval, Failure *failure);
/* NEVER: the ledger has moved on since the proposal was made after entry `then`; says by
 * what.
 */
MUST_USE Status approval_refuse_moved(const Approval *approval, uint32_t then,
                                      Failure *failure);
/* Whether the second person is the user whose files the proposal is: fills same_user; NOT_NOW
 * unless she says so (--same-user). */
MUST_USE Status approval_check_user(Approval *approval, const ManifestFiles *outputs,
                                    Failure *failure);
/* All of it for a proposal that is no run (proposal.h): verified, made again, shown, asked,
 * committed. approval_open was called. */
MUST_USE Status approve_proposal(Approval *approval,
                                 Status (*ask)(const ApprovalOptions *options,
                                               const char *question, Failure *failure),
                                 Failure *failure);
/* Parts of it: NOT_NOW for another build's proposal; the run again (approval_again.c). */
MUST_USE Status approval_check_build(const Approval *approval, const char *program,
                                     const char *build, Failure *failure);
MUST_USE Status approval_compute(Approval *approval, Failure *failure);
/* What the second person decides on, all of it computed here or read from what is signed:
 * approval_screen.h. life.md 1. */
MUST_USE Status approval_show(const Approval *approval, TextBuffer *out, Failure *failure);
/* NOT_NOW when an account changed or is new and is not confirmed. */
MUST_USE Status approval_check_accounts(const Approval *approval, Failure *failure);
/* Writes and commits the entry. */
MUST_USE Status approval_commit(Approval *approval, Failure *failure);
/* Fills RUN/payments from the entry: what entry.json lists, with its hash and both persons'
 * signatures (VERIFICATION); there already: compared with the entry. The lock is held. */
MUST_USE Status approval_publish(const Approval *approval, Failure *failure);
/* Removes `folder` (RUN/payments) when it is empty: an empty folder is no payments. Says
 * whether nothing is there now. INPUT_NOT_REGULAR for a symbolic link, WRITE. */
MUST_USE Status approval_clear_empty(const char *folder, bool *nothing_there, Failure *failure);
void approval_end(Approval *approval);

#endif
