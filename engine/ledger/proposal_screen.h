/*
 * proposal_screen.h - a proposal, or the entry that it became, and the ledger before it, as the
 * second person sees them. life.md 1.
 *
 * One thread. Nothing is owned.
 */
#ifndef TILSKUDD_ENGINE_PROPOSAL_SCREEN_H
#define TILSKUDD_ENGINE_PROPOSAL_SCREEN_H

#include "engine/ledger/ledger.h"
#include "formats/screen/approval_screen.h"

/* Whether a ledger is the one that a run was made from, so far. */
bool proposal_is_of(const Ledger *ledger, const Manifest *manifest);
/* Another one is at `ledger`: OTHER_LEDGER, which names the entry that it does not have. */
MUST_USE Status proposal_refuse_ledger(const char *ledger, const Manifest *manifest,
                                       Failure *failure);
/* Who proposed a run, as proven by the CA and signers of the ledger that it is of. VERIFICATION
 * when the manifest's signature is not one person's in the role disposition. */
MUST_USE Status proposal_person(const Ledger *ledger, const RunFolder *run,
                                char person[SIGNER_PERSON_SIZE], Failure *failure);
/* Appends the text. `ledger` may be NULL, or have entries after the run's; `passed` is NULL
 * while nobody has decided. VERIFICATION when the manifest's signature is not one person's in
 * the role disposition; what approval_screen fails with. */
MUST_USE Status proposal_screen(const Ledger *ledger, const RunFolder *run,
                                const EntryText *passed, AccountsConfirmed confirmed,
                                TextBuffer *out, Failure *failure);

#endif
