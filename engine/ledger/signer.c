#include "engine/ledger/signer.h"

#include <stdio.h>
#include <string.h>

#include "formats/crypto/cms_signature.h"
#include "formats/base/input_file.h"
#include "formats/base/path.h"
#include "formats/crypto/test_authority.h"

enum { SIGNATURE_MODE = 0644 };

static Status load_store(const Ledger *ledger, TrustStore **store, Failure *failure)
{
    char *path;
    TRY(ledger_path(ledger, "000000/ca.pem", &path, failure));
    Status status = trust_store_load(path, store, failure);
    system_free(path);
    return status;
}

static Status load_signers(const Ledger *ledger, Signers **signers, Failure *failure)
{
    char *path;
    TRY(ledger_path(ledger, "000000/signers.csv", &path, failure));
    Status status = signers_csv_read(path, signers, failure);
    system_free(path);
    return status;
}

/* The throw-away key of a role in a test ledger. */
static Status load_test_key(const Ledger *ledger, SignerRole role, SigningKey **out,
                            Failure *failure)
{
    bool first = role == ROLE_DISPOSITION;
    char *key = NULL, *certificate = NULL;
    TRY(ledger_path(
        ledger, first ? "keys/" TEST_DISPOSITION_KEY_FILE : "keys/" TEST_ATTESTATION_KEY_FILE,
        &key, failure));
    Status status = ledger_path(
        ledger, first ? "keys/" TEST_DISPOSITION_FILE : "keys/" TEST_ATTESTATION_FILE,
        &certificate, failure);
    if (status == STATUS_OK) {
        status = signing_key_load(key, certificate, PASS_NONE, out, failure);
    }
    system_free(key);
    system_free(certificate);
    return status;
}

static Status load_key(const Ledger *ledger, SignerRole role, const char *key,
                       const char *certificate, int pass_descriptor, SigningKey **out,
                       Failure *failure)
{
    if (key != NULL && certificate != NULL) {
        return signing_key_load(key, certificate, pass_descriptor, out, failure);
    }
    if (ledger->mode == LEDGER_LIVE) {
        return failure_set(failure, STATUS_USAGE, "--key",
                           "a live ledger needs --key and --cert of the person who signs");
    }
    return load_test_key(ledger, role, out, failure);
}

/* Which person the certificate is, in this role. */
static Status find_person(const Ledger *ledger, SignerRole role, SigningPerson *out,
                          Failure *failure)
{
    Signers *signers;
    const Certificate *certificate = signing_key_certificate(out->key);
    TRY(load_signers(ledger, &signers, failure));
    const Signer *row = signers_find(signers, certificate_fingerprint(certificate), role);
    if (row != NULL) snprintf(out->person, sizeof out->person, "%s", row->person);
    signers_free(signers);
    sha256_to_hex(certificate_fingerprint(certificate), out->fingerprint);
    if (row != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_NOT_NOW, "signers",
                       "the ledger's signers file does not give this certificate the role %s",
                       signer_role_text(role));
}

static Status check_test_certificate(const Ledger *ledger, const SigningKey *key,
                                     Failure *failure)
{
    if (ledger->mode == LEDGER_TEST || !certificate_is_test(signing_key_certificate(key))) {
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_KEY, "certificate",
                       "a throw-away test certificate cannot sign for a live ledger");
}

static Status check_signer(const Ledger *ledger, SignerRole role, const TimeStamp *time,
                           SigningPerson *out, Failure *failure)
{
    TrustStore *store;
    TRY(check_test_certificate(ledger, out->key, failure));
    TRY(load_store(ledger, &store, failure));
    Status status = signing_key_check(out->key, store, time->epoch, failure);
    trust_store_free(store);
    return status == STATUS_OK ? find_person(ledger, role, out, failure) : status;
}

Status signer_load(const Ledger *ledger, SignerRole role, const char *key,
                   const char *certificate, int pass_descriptor, const TimeStamp *time,
                   SigningPerson *out, Failure *failure)
{
    *out = (SigningPerson){0};
    TRY(load_key(ledger, role, key, certificate, pass_descriptor, &out->key, failure));
    Status status = check_signer(ledger, role, time, out, failure);
    if (status != STATUS_OK) signer_free(out);
    return status;
}

void signer_free(SigningPerson *signer)
{
    signing_key_free(signer->key);
    *signer = (SigningPerson){0};
}

Status signer_sign_file(const SigningPerson *signer, const void *content, size_t size,
                        const TimeStamp *time, const char *path, Failure *failure)
{
    TextBuffer der = TEXT_BUFFER_EMPTY;
    Status status = cms_sign(signer->key, cms_bytes(content, size), time->epoch, &der, failure);
    if (status == STATUS_OK) {
        status = output_file_save(path, SIGNATURE_MODE, OUTPUT_PLAIN, der.bytes, der.length,
                                  NULL, failure);
    }
    text_buffer_free(&der);
    return status;
}

static Status lacking(const char *name, SignerRole role, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, name,
                       "not signed in the role %s by a person of the signers file",
                       signer_role_text(role));
}

/* Two signers in the two roles, by different persons; `first` may have either role. */
static bool pair_fits(const Signers *signers, const CmsSigner *first, const CmsSigner *second)
{
    const Signer *one = signers_find(signers, first->fingerprint, ROLE_DISPOSITION);
    const Signer *other = signers_find(signers, second->fingerprint, ROLE_ATTESTATION);
    return one != NULL && other != NULL && strcmp(one->person, other->person) != 0;
}

static Status check_roles(const Signers *signers, const char *name, const CmsSigner *proven,
                          size_t count, bool both, Failure *failure)
{
    bool disposition = false;
    for (size_t i = 0; i < count; i++) {
        disposition = disposition ||
                      signers_find(signers, proven[i].fingerprint, ROLE_DISPOSITION) != NULL;
    }
    if (!disposition) return lacking(name, ROLE_DISPOSITION, failure);
    if (!both && count == 1) return STATUS_OK;
    if (both && count == 2 &&
        (pair_fits(signers, &proven[0], &proven[1]) ||
         pair_fits(signers, &proven[1], &proven[0]))) {
        return STATUS_OK;
    }
    if (both && count < 2) return lacking(name, ROLE_ATTESTATION, failure);
    return failure_set(failure, STATUS_VERIFICATION, name,
                       both ? "not signed by two different persons, one in each role"
                            : "signed by more persons than a proposal has");
}

Status signer_verify_by(const TrustStore *store, const Signers *signers, const char *name,
                        const void *signature, size_t signature_size, CmsContent content,
                        bool both, Failure *failure)
{
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count = 0;
    Status status = cms_verify(signature, signature_size, content, store, CMS_AT_SIGNING_TIME,
                               proven, &count, failure);
    if (status != STATUS_OK) {
        failure_locate(failure, name);
        return status;
    }
    return check_roles(signers, name, proven, count, both, failure);
}

Status signer_verify(const Ledger *ledger, const char *name, const void *signature,
                     size_t signature_size, const void *content, size_t content_size, bool both,
                     Failure *failure)
{
    TrustStore *store;
    Signers *signers;
    TRY(load_store(ledger, &store, failure));
    Status status = load_signers(ledger, &signers, failure);
    if (status == STATUS_OK) {
        status = signer_verify_by(store, signers, name, signature, signature_size,
                                  cms_bytes(content, content_size), both, failure);
        signers_free(signers);
    }
    trust_store_free(store);
    return status;
}

static Status check_other(const Ledger *ledger, const char *name, const CmsSigner *first,
                          const SigningPerson *second, Failure *failure)
{
    Signers *signers;
    const Certificate *certificate = signing_key_certificate(second->key);
    if (memcmp(first->key_hash, certificate_key_hash(certificate), SHA256_SIZE) == 0) {
        return failure_set(failure, STATUS_NOT_NOW, name,
                           "signed with this very key already: two persons with different keys "
                           "decide");
    }
    TRY(load_signers(ledger, &signers, failure));
    const Signer *row = signers_find(signers, first->fingerprint, ROLE_DISPOSITION);
    bool known = row != NULL;
    bool other = known && strcmp(row->person, second->person) != 0;
    signers_free(signers);
    if (other) return STATUS_OK;
    if (!known) return lacking(name, ROLE_DISPOSITION, failure);
    return failure_set(failure, STATUS_NOT_NOW, name,
                       "signed by this very person already: two different persons decide");
}

Status signer_check_other(const Ledger *ledger, const char *name, const void *signature,
                          size_t signature_size, const void *content, size_t content_size,
                          const SigningPerson *second, Failure *failure)
{
    TrustStore *store;
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count = 0;
    TRY(load_store(ledger, &store, failure));
    Status status = cms_verify(signature, signature_size, cms_bytes(content, content_size),
                               store, CMS_AT_SIGNING_TIME, proven, &count, failure);
    trust_store_free(store);
    if (status != STATUS_OK) {
        failure_locate(failure, name);
        return status;
    }
    if (count != 1) return lacking(name, ROLE_DISPOSITION, failure);
    return check_other(ledger, name, &proven[0], second, failure);
}

/* Exactly one signature, in one role. */
static Status verify_role(const TrustStore *store, const Signers *signers,
                          const SignedFile *file, SignerRole role, CmsSigner *out,
                          Failure *failure)
{
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count = 0;
    Status status = cms_verify(file->signature, file->signature_size, file->content, store,
                               CMS_AT_SIGNING_TIME, proven, &count, failure);
    if (status != STATUS_OK) {
        failure_locate(failure, file->name);
        return status;
    }
    if (count != 1 || signers_find(signers, proven[0].fingerprint, role) == NULL) {
        return lacking(file->name, role, failure);
    }
    *out = proven[0];
    return STATUS_OK;
}

Status signer_verify_pair(const TrustStore *store, const Signers *signers,
                          const SignedFile *proposal, const SignedFile *entry, Failure *failure)
{
    CmsSigner first, second;
    TRY(verify_role(store, signers, proposal, ROLE_DISPOSITION, &first, failure));
    TRY(verify_role(store, signers, entry, ROLE_ATTESTATION, &second, failure));
    if (memcmp(first.key_hash, second.key_hash, SHA256_SIZE) != 0 &&
        pair_fits(signers, &first, &second)) {
        return STATUS_OK;
    }
    return failure_set(failure, STATUS_VERIFICATION, entry->name,
                       "signed by the person, or with the key, that signed the proposal");
}

Status signer_verify_live(const Ledger *ledger, const SignedFile *proposal,
                          const SignedFile *entry, Failure *failure)
{
    TrustStore *store;
    Signers *signers;
    TRY(load_store(ledger, &store, failure));
    Status status = load_signers(ledger, &signers, failure);
    if (status == STATUS_OK) {
        status = signer_verify_pair(store, signers, proposal, entry, failure);
        signers_free(signers);
    }
    trust_store_free(store);
    return status;
}

static Status check_authority(const Ledger *ledger, const char *name, const CmsSigner *proven,
                              size_t count, Failure *failure)
{
    char *path;
    Certificate *authority;
    TRY(ledger_path(ledger, "000000/authority.pem", &path, failure));
    Status status = certificate_load(path, &authority, failure);
    system_free(path);
    if (status != STATUS_OK) return status;
    bool fits = count == 1 && memcmp(proven[0].fingerprint, certificate_fingerprint(authority),
                                     SHA256_SIZE) == 0;
    certificate_free(authority);
    if (fits) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, name,
                       "not signed by the ledger's authority");
}

Status signer_verify_authority(const Ledger *ledger, const char *path, const void *content,
                               size_t size, Failure *failure)
{
    char signature_path[PATH_SIZE];
    CmsSigner proven[CMS_SIGNERS_MAX];
    size_t count = 0;
    InputFile signature;
    TrustStore *store;
    snprintf(signature_path, sizeof signature_path, "%s.p7s", path);
    TRY(input_file_read_stored(signature_path, CMS_DER_MAX, &signature, failure));
    Status status = load_store(ledger, &store, failure);
    if (status == STATUS_OK) {
        status = cms_verify(signature.bytes, signature.size, cms_bytes(content, size), store,
                            CMS_AT_SIGNING_TIME, proven, &count, failure);
        trust_store_free(store);
    }
    input_file_free(&signature);
    if (status != STATUS_OK) {
        failure_locate(failure, path);
        return status;
    }
    return check_authority(ledger, path, proven, count, failure);
}

static Status changed(const char *path, Failure *failure)
{
    return failure_set(failure, STATUS_VERIFICATION, path,
                       "the file was changed while the run read it: run again");
}

static Status verify_stored(const Ledger *ledger, const char *path, const FileSums *sums,
                            const InputFile *stored, Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    TRY(sha256_of(stored->bytes, stored->size, digest, failure));
    if (memcmp(digest, sums->stored_sha256, SHA256_SIZE) != 0) return changed(path, failure);
    return signer_verify_authority(ledger, path, stored->bytes, stored->size, failure);
}

Status signer_verify_used(const Ledger *ledger, const char *path,
                          const uint8_t content_sha256[SHA256_SIZE], Failure *failure)
{
    FileSums sums;
    InputFile stored;
    TRY(input_file_sums(path, &sums, failure));
    if (memcmp(sums.content_sha256, content_sha256, SHA256_SIZE) != 0) {
        return changed(path, failure);
    }
    TRY(input_file_read_stored(path, INPUT_SMALL_SIZE_MAX, &stored, failure));
    Status status = verify_stored(ledger, path, &sums, &stored, failure);
    input_file_free(&stored);
    return status;
}
