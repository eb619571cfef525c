/*
 * signer.h - who may sign for a ledger, in which role. payments.md 4 (Who may sign).
 *
 * The ledger's signers file (000000/signers.csv), signed by its authority, says which
 * certificate is which person in which role. A SigningPerson is loaded and checked before
 * anything is computed: the key fits the certificate, the certificate is valid and chains to
 * the ledger's CA, and the role is right. One thread at a time. Ownership: signer_free.
 */
#ifndef TILSKUDD_ENGINE_SIGNER_H
#define TILSKUDD_ENGINE_SIGNER_H

#include "formats/base/clock.h"
#include "engine/ledger/ledger.h"
#include "formats/crypto/cms_signature.h"
#include "formats/csv/signers_csv.h"
#include "formats/crypto/signing_key.h"
#include "formats/trust/signed_by.h"

typedef struct SigningPerson {
    SigningKey *key;
    char person[SIGNER_PERSON_SIZE];
    char fingerprint[65];
} SigningPerson;

/* The signer of a role for this ledger. `key` and `certificate` may both be NULL for a test
 * ledger, which then uses its throw-away ones. KEY when anything of the above is wrong; NOT_NOW
 * when the certificate has another role, NEVER when it is stopped. */
MUST_USE Status signer_load(const Ledger *ledger, SignerRole role, const char *key,
                            const char *certificate, int pass_descriptor, const TimeStamp *time,
                            SigningPerson *out, Failure *failure);
/* The throw-away key of a role, in the folder of a test ledger. */
MUST_USE Status signer_load_test_key(const char *ledger, SignerRole role, SigningKey **out,
                                     Failure *failure);
/* With given keys: says on standard error, from 30 days before and after it, that the
 * certificate of a signer (of those that have signed, and `mine`, which may be NULL), of the
 * authority or of the CA ends. life.md 4. signer_load does it for whoever signs. */
MUST_USE Status signer_warn_ends(const Ledger *ledger, const SigningPerson *mine, int64_t now,
                                 Failure *failure);
void signer_free(SigningPerson *signer);
CLEANUP_VALUE(SigningPerson, signer_free)

/* One detached signature over `content` as `path` (0644), whole or not at all. */
MUST_USE Status signer_sign_file(const SigningPerson *signer, const void *content, size_t size,
                                 const TimeStamp *time, const char *path, Failure *failure);

/* Verifies a detached signature by certificates of the signers file in force at entry `entry`:
 * exactly the roles asked for (disposition, and attestation when `both`), different persons and
 * keys. */
MUST_USE Status signer_verify(const Ledger *ledger, size_t entry, const char *name,
                              const void *signature, size_t signature_size, const void *content,
                              size_t content_size, bool both, Failure *failure);

/* NEVER unless `second` is another person, with another public key, than who signed `content`
 * in the role disposition (one verified signature; else VERIFICATION). */
MUST_USE Status signer_check_other(const Ledger *ledger, const char *name,
                                   const void *signature, size_t signature_size,
                                   const void *content, size_t content_size,
                                   const SigningPerson *second, Failure *failure);

/* The name of who signed a file of an entry ("entry.json") in a role, by the signers file of
 * then. That the signature is right was seen when the ledger was opened. */
MUST_USE Status signer_name(const Ledger *ledger, size_t entry, const char *file,
                            SignerRole role, char name[SIGNER_PERSON_SIZE], Failure *failure);

/* NOT_NOW when somebody who has signed the file, at entry `entry`, is stopped by now. */
MUST_USE Status signer_refuse_stopped(const Ledger *ledger, size_t entry,
                                      const SignedFile *file, Failure *failure);

/* That a file is signed by the authority in force at entry `entry` (signed_by.h). */
MUST_USE Status signer_verify_authority_at(const Ledger *ledger, size_t entry,
                                           const SignedFile *file, Failure *failure);
/* The same for the newest entry and a signature that stands beside a file (FILE.p7s); `content`
 * is what was read of `path`. */
MUST_USE Status signer_verify_authority(const Ledger *ledger, const char *path,
                                        const void *content, size_t size, Failure *failure);

#endif
