/*
 * keys.h - people and keys that change: entries of kind KEYS. life.md 4.
 *
 * What they may bring and who may sign them is formats/trust/key_change.h. The private keys of
 * the ledger itself are laid into DIR/keys before the proposal is written and are used from its
 * entry on. One thread.
 */
#ifndef TILSKUDD_ENGINE_KEYS_H
#define TILSKUDD_ENGINE_KEYS_H

#include "engine/ledger/proposal.h"
#include "formats/trust/key_change.h"

/* What 'ledger renew' is given. Strings are borrowed; NULL: not given. */
typedef struct KeysOptions {
    const char *folder; /* the ledger */
    /* By IdentityFile; those of the log and pseudonym key are private keys. */
    const char *files[IDENTITY_FILES];
    const char *certificates; /* of the signers, so that their validity is shown and kept */
    const char *out, *key, *certificate, *time;
    int pass_descriptor;
} KeysOptions;

/* The row of the kind; ProposalCase.options is a KeysOptions. */
extern const ProposalKind keys_kind;

/* Makes and signs the proposal of a change, and lays new keys of the ledger where they will be
 * used. NOT_NOW, VERIFICATION, KEY with what is wrong with which file. */
MUST_USE Status keys_propose(const Ledger *ledger, const KeysOptions *options,
                             const TimeStamp *time, Failure *failure);

/* The place after a ledger's last entry. */
KeyChangePlace keys_place(const Ledger *ledger);

/* Appends a warning for every signature of an entry that a certificate made which is stopped by
 * now, on the day of its stop or after it; nothing when there is none. */
MUST_USE Status keys_warn_stopped(const Ledger *ledger, TextBuffer *out, Failure *failure);
/* The same of one entry alone. */
MUST_USE Status keys_warn_stopped_of(const Ledger *ledger, size_t entry, TextBuffer *out,
                                     Failure *failure);

/* A person's key. Borrowed. */
typedef struct KeysPerson {
    const char *key, *certificate;
    int pass_descriptor;
} KeysPerson;
/* The signer of a role (keys_check_key). KEY, NOT_NOW. signer_free. */
MUST_USE Status keys_load_signer(const Ledger *ledger, const KeysProposal *proposal,
                                 SignerRole role, const KeysPerson *by, const TimeStamp *time,
                                 SigningPerson *out, Failure *failure);

#endif
