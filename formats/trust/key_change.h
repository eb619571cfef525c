/*
 * key_change.h - people and keys that change: what an entry of kind KEYS may bring, and who may
 * sign it. life.md 4.
 *
 * What it brings is signed by the authority, with serial lines (trust.md 2); two persons answer
 * for it together (rules/trust/key_signers.h). One thread.
 */
#ifndef TILSKUDD_FORMATS_KEY_CHANGE_H
#define TILSKUDD_FORMATS_KEY_CHANGE_H

#include "formats/base/serial_line.h"
#include "formats/crypto/signing_key.h"
#include "formats/log/log_key.h"
#include "formats/trust/signed_by.h"

/* The place in a ledger for which a change is made. Borrowed. */
typedef struct KeyChangePlace {
    const char *ledger;              /* its folder, for messages */
    char digits[SERIAL_LEDGER_SIZE]; /* by which serial lines name it */
    bool live;
    uint32_t number;           /* of the entry that is to come */
    Folder *const *folders;    /* of the entries before it */
    const LedgerIdentity *now; /* who vouches until then */
} KeyChangePlace;

/* Whether `parts` may change it, proposed at `time` (seconds since 1970): signed by those who
 * must, the next of their kind, fitting together. Fills who vouches after it
 * (ledger_identity_free) and whether the recovery key was used. NOT_NOW, VERIFICATION, KEY. */
MUST_USE Status keys_judge(const KeyChangePlace *place, const IdentityParts *parts,
                           int64_t time, LedgerIdentity *next, bool *by_recovery,
                           Failure *failure);
/* Who vouches after it, unjudged. VERIFICATION. ledger_identity_free. */
MUST_USE Status keys_next(const KeyChangePlace *place, const IdentityParts *parts,
                          LedgerIdentity *out, Failure *failure);
/* Whether the authority's new certificate is signed by the recovery key, not by the authority
 * before it: VERIFICATION when it is by neither. */
MUST_USE Status keys_by_recovery(const LedgerIdentity *now, const IdentityParts *parts,
                                 bool *is, Failure *failure);

/* --- who signs (key_change_signers.c) --- */

/* A change that somebody is to sign. Borrowed. */
typedef struct KeysProposal {
    const IdentityParts *parts;
    const SignedFile *manifest; /* with the first person's signature; NULL: not signed yet */
} KeysProposal;
/* Whose key it is, in a role: valid before the change or after it, and fit to sign together
 * with the first person. KEY, NOT_NOW. */
MUST_USE Status keys_check_key(const KeyChangePlace *place, const KeysProposal *proposal,
                               SignerRole role, const SigningKey *key, int64_t time,
                               char person[SIGNER_PERSON_SIZE], Failure *failure);
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
