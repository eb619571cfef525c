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
#include "engine/ledger/pin.h"
#include "formats/bank/pain001_reader.h"
#include "formats/run/run_folder.h"

/* Strings are borrowed. */
typedef struct ApprovalOptions {
    const char *run, *ledger, *ca;
    PinOptions pin;
    const char *key, *certificate;
    int pass_descriptor;
    const char *time;
    bool allow_time;                    /* long after the last entry: recorded in entry.json */
    bool confirmed[MUNICIPALITY_CODES]; /* --confirm-account */
    bool yes;
} ApprovalOptions;

typedef struct Approval {
    const ApprovalOptions *options;
    int lock;
    Ledger *ledger;
    RunFolder run;               /* each of its files is read once */
    const FolderFile *signature; /* manifest.json.p7s, as verified */
    SigningPerson first;  /* test ledgers only: their throw-away key signs the entry too */
    SigningPerson second; /* the person who approves */
    TimeStamp time;
    bool committed; /* the entry of this very proposal is there */
    Folder *entry;  /* of the entry that this approval has committed; NULL before */
} Approval;

/* The steps of approval_begin that do not ask what kind of proposal it is: lock, ledger and
 * manifest.json as bytes; its signature (VERIFICATION); whether it is committed; the second
 * person, who is another than the first. approval_end, also after a failure. */
MUST_USE Status approval_open(Approval *approval, const ApprovalOptions *options,
                              Failure *failure);
MUST_USE Status approval_verify_signature(Approval *approval, Failure *failure);
/* Whether the ledger has the entry of this very proposal. */
bool approval_is_committed(const Approval *approval);
MUST_USE Status approval_load_persons(Approval *approval, Failure *failure);
/* The entry signed and committed. */
MUST_USE Status approval_sign_entry(const Approval *approval, EntryBuild *build,
                                    Failure *failure);
/* manifest.json and its signature, as they were verified, into the entry. */
MUST_USE Status approval_save_manifest(const Approval *approval, EntryBuild *build,
                                       Failure *failure);

/* Verifies the proposal of a run; says in `committed` whether only payments/ is to be filled.
 */
MUST_USE Status approval_verify(Approval *approval, Failure *failure);
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

/* Gives every payment file of the proposal, parsed, to `take`. */
typedef Status (*PaymentTaker)(void *user, const char *path, const Pain001File *file,
                               Failure *failure);
MUST_USE Status approval_each_payment(const Approval *approval, PaymentTaker take, void *user,
                                      Failure *failure);

#endif
