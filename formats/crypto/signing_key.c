/* signing_key.c - a private key and its certificate. */
#include "formats/crypto/signing_key.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "formats/base/openssl_error.h"

enum { TRIAL_SIGNATURE_MAX = 1024 }; /* bytes: RSA of 8192 bits */

static const unsigned char trial[] = "Does this key sign for its certificate?";

struct SigningKey {
    EVP_PKEY *key;
    Certificate *certificate;
};

/* A token may be gone, or say no, only now. */
static Status sign_trial(EVP_PKEY *key, unsigned char *signature, size_t *size,
                         Failure *failure)
{
    CLEANUP(EVP_MD_CTX_free) EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool done = context != NULL &&
                EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
                EVP_DigestSign(context, signature, size, trial, sizeof trial) == 1;
    if (done) return STATUS_OK;
    return openssl_failure(failure, STATUS_KEY, NULL, "the key does not sign");
}

/* A damaged key file can still hold the right public half, and that is all that OpenSSL
 * compares: what such a key signs fits nothing. So it signs once here and is verified. */
static Status signs_for(EVP_PKEY *key, X509 *x509, bool *fits, Failure *failure)
{
    unsigned char signature[TRIAL_SIGNATURE_MAX];
    size_t size = sizeof signature;
    int largest = EVP_PKEY_get_size(key);
    *fits = false;
    if (largest <= 0 || (size_t)largest > sizeof signature) return STATUS_OK;
    TRY(sign_trial(key, signature, &size, failure));
    CLEANUP(EVP_MD_CTX_free) EVP_MD_CTX *context = EVP_MD_CTX_new();
    *fits =
        context != NULL &&
        EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, X509_get0_pubkey(x509)) == 1 &&
        EVP_DigestVerify(context, signature, size, trial, sizeof trial) == 1;
    return STATUS_OK;
}

static Status check_pair(EVP_PKEY *key, const Certificate *certificate, Failure *failure)
{
    X509 *x509 = certificate_x509(certificate);
    bool fits = X509_check_private_key(x509, key) == 1;
    if (fits) TRY(signs_for(key, x509, &fits, failure));
    if (fits) return STATUS_OK;
    ERR_clear_error();
    return failure_set(failure, openssl_status(STATUS_KEY), NULL,
                       "the private key does not belong to the certificate of %s",
                       certificate_subject(certificate));
}

Status signing_key_new(EVP_PKEY *key, Certificate *certificate, SigningKey **out,
                       Failure *failure)
{
    *out = NULL;
    CLEANUP(signing_key_free) SigningKey *signing = system_allocate_zeroed(1, sizeof *signing);
    if (signing == NULL) {
        EVP_PKEY_free(key);
        certificate_free(certificate);
        return failure_set(failure, STATUS_MEMORY, NULL, "a signing key");
    }
    signing->key = key;
    signing->certificate = certificate;
    TRY(check_pair(key, certificate, failure));
    *out = HAND_OVER(SigningKey *, signing);
    return STATUS_OK;
}

/* The person's name in the subject, or all of it when it names none. */
static void name_of(const Certificate *certificate, char name[SUBJECT_SIZE])
{
    const char *subject = certificate_subject(certificate), *at = strstr(subject, "CN=");
    size_t length = 0;
    bool begins = at != NULL && (at == subject || at[-1] == ',');
    for (at = begins ? at + 3 : subject; *at != '\0' && length + 1 < SUBJECT_SIZE; at++) {
        if (begins && *at == ',' && at[-1] != '\\') break;
        name[length++] = *at;
    }
    name[length] = '\0';
}

Status signing_key_load(const char *key_uri, const char *certificate_path, int pass_descriptor,
                        SigningKey **out, Failure *failure)
{
    *out = NULL;
    CLEANUP(certificate_free) Certificate *certificate = NULL;
    EVP_PKEY *key = NULL;
    char whose[SUBJECT_SIZE];
    TRY(certificate_load(certificate_path, &certificate, failure));
    name_of(certificate, whose);
    TRY(private_key_load(key_uri, whose, pass_descriptor, &key, failure));
    return failure_at(
        failure, key_uri,
        signing_key_new(key, HAND_OVER(Certificate *, certificate), out, failure));
}

void signing_key_free(SigningKey *key)
{
    if (key == NULL) return;
    EVP_PKEY_free(key->key);
    certificate_free(key->certificate);
    system_free(key);
}

const Certificate *signing_key_certificate(const SigningKey *key)
{
    return key->certificate;
}

EVP_PKEY *signing_key_private(const SigningKey *key)
{
    return key->key;
}

/* To the one who wants to sign a bad certificate is a matter of keys, not of evidence. */
static Status as_key_failure(Status status, Failure *failure)
{
    if (status != STATUS_VERIFICATION) return status;
    if (failure != NULL) failure->status = STATUS_KEY;
    return STATUS_KEY;
}

Status signing_key_check(const SigningKey *key, const TrustStore *store, int64_t epoch,
                         Failure *failure)
{
    Status status = certificate_check_time(key->certificate, epoch, failure);
    if (status == STATUS_OK)
        status = certificate_check_chain(key->certificate, store, epoch, failure);
    return as_key_failure(status, failure);
}

Status signing_key_check_late(const SigningKey *key, const TrustStore *store, int64_t epoch,
                              int64_t grace, Failure *failure)
{
    int64_t from, to;
    TRY(certificate_validity(key->certificate, &from, &to, failure));
    bool late = epoch >= to && epoch - to <= grace;
    return signing_key_check(key, store, late ? to - 1 : epoch, failure);
}
