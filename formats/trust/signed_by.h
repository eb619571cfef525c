/*
 * signed_by.h - signatures by persons of a signers file, in their roles, and by the authority.
 * payments.md 4, trust.md 5.
 *
 * Which CA and signers file count is for the caller to know (a ledger's entry, a run folder's
 * own copies). With the authority's key, or stopped, nobody signs as a person. Any thread.
 */
#ifndef TILSKUDD_FORMATS_SIGNED_BY_H
#define TILSKUDD_FORMATS_SIGNED_BY_H

#include "formats/crypto/cms_signature.h"
#include "formats/trust/ledger_identity.h"

/* A file and its detached signature. Borrowed. */
typedef struct SignedFile {
    const char *name;
    const void *signature;
    size_t signature_size;
    CmsContent content;
    int64_t at; /* the time that every signature must say, seconds since 1970; 0: any */
} SignedFile;

/* KEY when the certificate has the authority's key (trust.md 5). */
MUST_USE Status signer_check_authority(const Signers *signers, const Certificate *certificate,
                                       Failure *failure);
/* Who has signed in this role, or NULL. Borrowed. */
const Signer *signer_in_role(const Signers *signers, const CmsSigner *proven, SignerRole role);
/* VERIFICATION: nobody has signed in this role. */
Status signer_lacking(const char *name, SignerRole role, Failure *failure);
/* Who has signed a file. VERIFICATION, naming it. */
MUST_USE Status signer_prove(const TrustStore *store, const SignedFile *file,
                             CmsSigner proven[CMS_SIGNERS_MAX], size_t *count,
                             Failure *failure);

/* Verifies a detached signature by certificates of a signers file: exactly the roles asked for
 * (disposition, and attestation when `both`), different persons and keys. */
MUST_USE Status signer_verify_file(const TrustStore *store, const Signers *signers,
                                   const SignedFile *file, bool both, Failure *failure);

/* The person who alone has signed a file in a role: VERIFICATION when it is not so. */
MUST_USE Status signer_of_file(const TrustStore *store, const Signers *signers,
                               const SignedFile *file, SignerRole role,
                               char person[SIGNER_PERSON_SIZE], Failure *failure);

/* A live run has one signature on the proposal's manifest, in the role disposition, and one on
 * the entry, in the role attestation: VERIFICATION unless they are of different persons with
 * different public keys. */
MUST_USE Status signer_verify_pair(const TrustStore *store, const Signers *signers,
                                   const SignedFile *proposal, const SignedFile *entry,
                                   Failure *failure);

/* The same. */
MUST_USE Status signer_verify_by(const TrustStore *store, const Signers *signers,
                                 const char *name, const void *signature, size_t signature_size,
                                 CmsContent content, bool both, Failure *failure);

/* That a file is signed by the authority of an identity alone: VERIFICATION; without a
 * signature (no size) NOT_NOW, with the command that makes one. */
MUST_USE Status signer_verify_authority_of(const LedgerIdentity *identity,
                                           const SignedFile *file, Failure *failure);
#endif
