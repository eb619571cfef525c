/*
 * keys.h - people and keys that change: what an entry of kind KEYS may bring, and who may sign
 * it. life.md 4.
 *
 * What it brings is signed by the authority (ledger_identity.h, serial lines as trust.md 2);
 * the two persons answer for it together (rules/trust/key_signers.h). The private keys of the
 * ledger itself are laid into DIR/keys before the proposal is written and are used from its
 * entry on. One thread.
 */
#ifndef TILSKUDD_ENGINE_KEYS_H
#define TILSKUDD_ENGINE_KEYS_H

#include "engine/ledger/proposal.h"
#include "formats/log/log_key.h"

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

/* Whether `parts` may change the ledger after its last entry, proposed at `time`: signed by
 * those who must, the next of their kind, fitting together. Fills who vouches after it
 * (ledger_identity_free) and whether the recovery key was used. NOT_NOW, VERIFICATION, KEY. */
MUST_USE Status keys_judge(const Ledger *ledger, const IdentityParts *parts, int64_t time,
                           LedgerIdentity *next, bool *by_recovery, Failure *failure);

/* --- who signs --- */

/* Who vouches after an entry with these parts. VERIFICATION. ledger_identity_free. */
MUST_USE Status keys_next(const Ledger *ledger, const IdentityParts *parts, LedgerIdentity *out,
                          Failure *failure);
/* Whether the authority's new certificate is signed by the recovery key, not by the authority
 * before it: VERIFICATION when it is by neither. */
MUST_USE Status keys_by_recovery(const LedgerIdentity *now, const IdentityParts *parts,
                                 bool *is, Failure *failure);
/* A change that somebody is to sign. Borrowed. */
typedef struct KeysProposal {
    const IdentityParts *parts;
    const SignedFile *manifest; /* with the first person's signature; NULL: not signed yet */
} KeysProposal;
typedef struct KeysPerson {
    const char *key, *certificate;
    int pass_descriptor;
} KeysPerson;
/* The signer of a role, by a key: valid before the change or after it, and fit to sign together
 * with the first. KEY, NOT_NOW. signer_free. */
MUST_USE Status keys_load_signer(const Ledger *ledger, const KeysProposal *proposal,
                                 SignerRole role, const KeysPerson *by, const TimeStamp *time,
                                 SigningPerson *out, Failure *failure);
/* An entry's two signatures (manifest.json by the first person, entry.json by the second):
 * VERIFICATION unless these two may sign the change together. *proposed: the first's signing
 * time. */
MUST_USE Status keys_verify_pair(const LedgerIdentity *now, const LedgerIdentity *next,
                                 const IdentityParts *parts, const SignedFile *proposal,
                                 const SignedFile *entry, int64_t *proposed, Failure *failure);

/* --- the log's keys at such an entry --- */

/* Whose signatures its checkpoint has, in order: *count of `out`, the old key's and the new
 * one's, or the one in force; where the old one is lost the new one's alone. */
void keys_of_checkpoint(const LedgerIdentity *now, const LedgerIdentity *next,
                        const IdentityParts *parts, LogVerifier out[2], size_t *count);

#endif
