#include "formats/trust/signed_by.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/person_name.h"
#include "formats/base/translate.h"

Status signer_check_authority(const Signers *signers, const Certificate *certificate,
                              Failure *failure)
{
    if (!signers_is_authority(signers, certificate_key_hash(certificate))) return STATUS_OK;
    return failure_set(failure, STATUS_KEY, NULL,
                       "the certificate of %s has the authority's key, which signs nothing "
                       "else: a person needs a key of their own",
                       certificate_subject(certificate));
}

Status signer_lacking(const char *name, SignerRole role, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, name,
                       "not signed in the role %s by a person of the signers file",
                       signer_role_text(role));
}

const Signer *signer_in_role(const Signers *signers, const CmsSigner *proven, SignerRole role)
{
    if (signers_is_authority(signers, proven->key_hash) ||
        signers_is_stopped(signers, proven->fingerprint))
        return NULL;
    return signers_find(signers, proven->fingerprint, role);
}

/* Two signers in the two roles, by different persons; `first` may have either role. */
static bool pair_fits(const Signers *signers, const CmsSigner *first, const CmsSigner *second)
{
    const Signer *one = signer_in_role(signers, first, ROLE_DISPOSITION);
    const Signer *other = signer_in_role(signers, second, ROLE_ATTESTATION);
    return one != NULL && other != NULL && !person_name_same(one->person, other->person);
}

static Status check_roles(const Signers *signers, const char *name, const CmsSigner *proven,
                          size_t count, bool both, Failure *failure)
{
    bool disposition = false;
    for (size_t i = 0; i < count; i++)
        disposition =
            disposition || signer_in_role(signers, &proven[i], ROLE_DISPOSITION) != NULL;
    if (!disposition) return signer_lacking(name, ROLE_DISPOSITION, failure);
    if (!both && count == 1) return STATUS_OK;
    if (both && count == 2 &&
        (pair_fits(signers, &proven[0], &proven[1]) ||
         pair_fits(signers, &proven[1], &proven[0])))
        return STATUS_OK;
    if (both && count < 2) return signer_lacking(name, ROLE_ATTESTATION, failure);
    return failure_set(failure, STATUS_VERIFICATION, name,
                       both ? N_("not signed by two different persons, one in each role")
                            : N_("signed by more persons than a proposal has"));
}

Status signer_prove(const TrustStore *store, const SignedFile *file,
                    CmsSigner proven[CMS_SIGNERS_MAX], size_t *count, Failure *failure)
{
    *count = 0;
    TRY(failure_at(failure, file->name,
                   cms_verify(file->signature, file->signature_size, file->content, store,
                              CMS_AT_SIGNING_TIME, proven, count, failure)));
    for (size_t i = 0; file->at != 0 && i < *count; i++) {
        if (proven[i].signing_time == file->at) continue;
        return failure_set(failure, STATUS_VERIFICATION, file->name,
                           "a signature says another time than the entry");
    }
    return STATUS_OK;
}

Status signer_verify_file(const TrustStore *store, const Signers *signers,
                          const SignedFile *file, bool both, Failure *failure)
{
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count;
    TRY(signer_prove(store, file, proven, &count, failure));
    return check_roles(signers, file->name, proven, count, both, failure);
}

Status signer_verify_by(const TrustStore *store, const Signers *signers, const char *name,
                        const void *signature, size_t signature_size, CmsContent content,
                        bool both, Failure *failure)
{
    const SignedFile file = {name, signature, signature_size, content, 0};
    return signer_verify_file(store, signers, &file, both, failure);
}

/* Exactly one signature, in one role. */
static Status verify_role(const TrustStore *store, const Signers *signers,
                          const SignedFile *file, SignerRole role, CmsSigner *out,
                          Failure *failure)
{
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count;
    TRY(signer_prove(store, file, proven, &count, failure));
    if (count != 1 || signer_in_role(signers, &proven[0], role) == NULL)
        return signer_lacking(file->name, role, failure);
    *out = proven[0];
    return STATUS_OK;
}

Status signer_of_file(const TrustStore *store, const Signers *signers, const SignedFile *file,
                      SignerRole role, char person[SIGNER_PERSON_SIZE], Failure *failure)
{
    CmsSigner proven;
    TRY(verify_role(store, signers, file, role, &proven, failure));
    snprintf(person, SIGNER_PERSON_SIZE, "%s", signer_in_role(signers, &proven, role)->person);
    return STATUS_OK;
}

Status signer_verify_pair(const TrustStore *store, const Signers *signers,
                          const SignedFile *proposal, const SignedFile *entry, Failure *failure)
{
    CmsSigner first, second;
    TRY(verify_role(store, signers, proposal, ROLE_DISPOSITION, &first, failure));
    TRY(verify_role(store, signers, entry, ROLE_ATTESTATION, &second, failure));
    if (memcmp(first.key_hash, second.key_hash, SHA256_SIZE) != 0 &&
        pair_fits(signers, &first, &second))
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, entry->name,
                       "signed by the person, or with the key, that signed the proposal");
}

Status signer_verify_authority_of(const LedgerIdentity *identity, const SignedFile *file,
                                  Failure *failure)
{
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count;
    const uint8_t *authority = certificate_fingerprint(identity->authority);
    if (file->signature_size == 0)
        return failure_set(
            failure, STATUS_NOT_NOW, file->name,
            "the authority's signature is missing beside it; the authority makes "
            "it by: openssl cms -sign -cades -binary -md sha256 -outform DER "
            "-signer AUTHORITY.pem -inkey AUTHORITY-KEY.pem -in %.150s -out "
            "%.150s.p7s",
            file->name, file->name);
    TRY(signer_prove(identity->store, file, proven, &count, failure));
    bool stopped =
        identity->signers != NULL && signers_is_stopped(identity->signers, authority);
    if (count == 1 && memcmp(proven[0].fingerprint, authority, SHA256_SIZE) == 0 && !stopped)
        return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, file->name,
                       stopped ? N_("signed by the authority, whose certificate is stopped")
                               : N_("not signed by the ledger's authority"));
}
