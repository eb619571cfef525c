/*
 * entry_check.h - the one check of an entry of the ledger: when a ledger is opened, by verify,
 * and by an approval before the rename that commits. payments.md 5.
 *
 * Fill an EntryCheck and give it to entry_check, or to the groups one by one (verify, which
 * says each). Without `take` the first failure is the end; with it each failed check is given
 * to it, and what it returns goes on or ends. One thread. Ownership: entry_check_end.
 */
#ifndef TILSKUDD_ENGINE_ENTRY_CHECK_H
#define TILSKUDD_ENGINE_ENTRY_CHECK_H

#include "engine/ledger/ledger.h"
#include "formats/run/entry_tables.h"
#include "rules/settlement/netting.h"

typedef struct EntryCheck {
    Folder *folder; /* of the entry */
    /* The entries before it, none for an opening; NULL: what rests on them is not checked. */
    const Ledger *after;
    /* Who may sign; NULL: not checked. */
    const TrustStore *store;
    const Signers *signers;
    const LedgerIdentity *identity; /* in force before the entry; with `after` only. Borrowed */
    bool bulk; /* also payment files, decisions and findings, and what follows from them */
    bool
        large_later; /* LARGE files (files.h) are checked by who reads them, unless `bulk` is */
    bool later;      /* its decisions are checked apart, by entry_check_decisions */
    bool unfinished; /* NNNNNN.tmp: a checkpoint may be missing, the log is extended later */
    Status (*take)(void *user, Status status, Failure *failure);
    void *user;
    /* What was found. */
    EntryText text;
    int64_t time; /* of the entry */
    /* Of an entry of kind KEYS: what it brings, who vouches from then on, and when it was
     * proposed by its first signature. */
    IdentityParts parts;
    LedgerIdentity next;
    int64_t proposed;
    Manifest manifest; /* of a run */
    size_t payment_files, lines;
    uint64_t payments;
    Ore paid, settled;      /* sums of payment files and lines.csv.gz */
    GroupRow *paid_by;      /* `paid` by payment files; NULL before entry_check_payments */
    AccountTable *accounts; /* after the entry; NULL without `after` */
} EntryCheck;

/* All of it, and what is to be known of the entry. The identity is read from the entry when it
 * is the opening. VERIFICATION, naming the file. */
MUST_USE Status entry_check(EntryCheck *check, LedgerIdentity *identity, LedgerEntry *out,
                            Failure *failure);
/* entry.json is an entry as written: the first group, which fills `text`. */
MUST_USE Status entry_check_text(EntryCheck *check, Failure *failure);
/* Every file that entry.json lists is there with its hash and size, and no other. */
MUST_USE Status entry_check_files(EntryCheck *check, Failure *failure);
/* The entry is signed by those who may, the proposal in it by the first person. */
MUST_USE Status entry_check_signatures(EntryCheck *check, Failure *failure);
/* The entry is of the proposal in it, which was made for this place of the ledger. After the
 * signatures: what nobody has signed is not read. */
MUST_USE Status entry_check_proposal(EntryCheck *check, Failure *failure);
/* Payment files: signed by both, of this run, adding up to what is paid. */
MUST_USE Status entry_check_payments(EntryCheck *check, Failure *failure);
/* Copies of signed inputs: what the run used, signed by the authority (where `after` is known),
 * and what the payment files were made from (input_check.h). */
MUST_USE Status entry_check_inputs(EntryCheck *check, Failure *failure);
/* Lines, claims, accounts and sums are what decisions, municipalities.csv, payment files and
 * the entry before make of them (trust.md 3); a control of accounts has no money. */
MUST_USE Status entry_check_lines(EntryCheck *check, Failure *failure);
/* The decisions of an entry of kind RUN that was checked but for them: that they are sound, and
 * that its settled lines and the sums of municipalities.csv are what they make. Rests on no
 * other entry: any thread, each with its own folder. */
MUST_USE Status entry_check_decisions(Folder *folder, Failure *failure);
/* A file that an entry must have: VERIFICATION where it is missing. Borrowed. */
MUST_USE Status entry_check_read(const EntryCheck *check, const char *name,
                                 const FolderFile **out, Failure *failure);
/* Part of entry_check_proposal for a control of accounts (approval_accounts.c). */
MUST_USE Status entry_check_control(const EntryCheck *check, const FolderFile *file,
                                    Failure *failure);
/* Part of it, of an opening (`sums` NULL: nothing is paid) or a run with its
 * municipalities.csv: sums, payments, claims, open items and accounts follow from each other
 * (entry_check_tables.c). */
MUST_USE Status entry_check_tables(const EntryCheck *check, GroupRow *sums, Failure *failure);
MUST_USE Status entry_check_run_lines(EntryCheck *check, Failure *failure);
/* That the settled lines add up to what entry.json says. */
MUST_USE Status entry_check_sum(const EntryCheck *check, const char *what, Ore sum,
                                Failure *failure);
/* Lets the bulk of the entry go, which is read again when somebody asks. */
void entry_check_forget(const EntryCheck *check);
void entry_check_end(EntryCheck *check);
CLEANUP_VALUE(EntryCheck, entry_check_end)

#endif
