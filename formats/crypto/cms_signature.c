/* cms_signature.c - making detached CAdES-BES signatures. See cms_signature.h. */
#include "formats/crypto/cms_internal.h"

#include <errno.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "formats/base/openssl_error.h"
#include "formats/base/stage_clock.h"
#include "formats/base/stored_file.h"

/* ---- the content's digest ---- */

static Status digest_file(const char *path, EVP_MD_CTX *context, Failure *failure)
{
    const uint8_t *bytes;
    size_t length;
    CLEANUP(stored_file_close) StoredFile file = {.descriptor = -1};
    TRY(stored_file_open(&file, path, failure));
    for (;;) {
        TRY(stored_file_next(&file, &bytes, &length, failure));
        if (length == 0) return stored_file_end(&file, STATUS_OK, failure);
        if (EVP_DigestUpdate(context, bytes, length) != 1)
            return openssl_failure(failure, STATUS_LIBRARY, path, "digest");
    }
}

static Status digest_content(CmsContent content, EVP_MD_CTX *context, Failure *failure)
{
    if (content.path != NULL) return digest_file(content.path, context, failure);
    if (content.size == 0) return STATUS_OK;
    if (EVP_DigestUpdate(context, content.bytes, content.size) == 1) return STATUS_OK;
    return openssl_failure(failure, STATUS_LIBRARY, NULL, "digest");
}

Status cms_content_digest(CmsContent content, const EVP_MD *algorithm,
                          uint8_t digest[CMS_DIGEST_MAX], size_t *size, Failure *failure)
{
    CLEANUP(EVP_MD_CTX_free) EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned length = 0;
    *size = 0;
    if (context == NULL || EVP_DigestInit_ex2(context, algorithm, NULL) != 1)
        return openssl_failure(failure, STATUS_LIBRARY, NULL, "digest");
    TRY(digest_content(content, context, failure));
    if (EVP_DigestFinal_ex(context, digest, &length) != 1)
        return openssl_failure(failure, STATUS_LIBRARY, NULL, "digest");
    *size = length;
    return STATUS_OK;
}

/* ---- signing ---- */

static Status sign_failed(Failure *failure, const char *what)
{
    return openssl_failure(failure, STATUS_KEY, NULL, what);
}

/* Adds a certificate unless it is there already. */
static Status carry_certificate(CMS_ContentInfo *cms, X509 *x509, Failure *failure)
{
    X509Stack *there = CMS_get1_certs(cms);
    bool found = false;
    for (int i = 0; i < sk_X509_num(there) && !found; i++)
        found = X509_cmp(sk_X509_value(there, i), x509) == 0;
    sk_X509_pop_free(there, X509_free);
    if (found || CMS_add1_cert(cms, x509) == 1) return STATUS_OK;
    return sign_failed(failure, "adding a certificate to the signature");
}

static Status carry_certificates(CMS_ContentInfo *cms, const Certificate *certificate,
                                 Failure *failure)
{
    TRY(carry_certificate(cms, certificate_x509(certificate), failure));
    X509Stack *others = certificate_intermediates(certificate);
    for (int i = 0; i < sk_X509_num(others); i++)
        TRY(carry_certificate(cms, sk_X509_value(others, i), failure));
    return STATUS_OK;
}

/* The time must stand there before the last step, else OpenSSL writes its own clock. */
static bool set_attributes(CMS_SignerInfo *signer, const ASN1_TIME *time, const uint8_t *digest,
                           int size)
{
    return CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_contentType, V_ASN1_OBJECT,
                                       OBJ_nid2obj(NID_pkcs7_data), -1) == 1 &&
           CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, ASN1_STRING_type(time),
                                       time, -1) == 1 &&
           CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING,
                                       digest, size) == 1;
}

static Status sign_attributes(CMS_SignerInfo *signer, CmsContent content, int64_t epoch,
                              Failure *failure)
{
    uint8_t digest[CMS_DIGEST_MAX];
    size_t size = 0;
    TRY(cms_content_digest(content, EVP_sha256(), digest, &size, failure));
    ASN1_TIME *time = ASN1_TIME_set(NULL, (time_t)epoch);
    if (time == NULL) return sign_failed(failure, "the signing time");
    bool done = set_attributes(signer, time, digest, (int)size);
    ASN1_TIME_free(time);
    if (done && CMS_SignerInfo_sign(signer) == 1) return STATUS_OK;
    return sign_failed(failure, "signing");
}

static Status attach(CMS_ContentInfo *cms, const SigningKey *key, CmsContent content,
                     int64_t epoch, Failure *failure)
{
    const Certificate *certificate = signing_key_certificate(key);
    CMS_SignerInfo *signer = CMS_add1_signer(
        cms, certificate_x509(certificate), signing_key_private(key), EVP_sha256(),
        CMS_PARTIAL | CMS_BINARY | CMS_DETACHED | CMS_NOSMIMECAP | CMS_NOCERTS | CMS_CADES);
    if (signer == NULL) return sign_failed(failure, "adding a signer");
    TRY(carry_certificates(cms, certificate, failure));
    return sign_attributes(signer, content, epoch, failure);
}

static Status write_der(CMS_ContentInfo *cms, TextBuffer *der, Failure *failure)
{
    unsigned char *bytes = NULL;
    int size = i2d_CMS_ContentInfo(cms, &bytes);
    if (size <= 0) return sign_failed(failure, "encoding the signature");
    text_buffer_clear(der);
    text_buffer_append(der, bytes, (size_t)size);
    OPENSSL_free(bytes);
    return text_buffer_status(der, failure);
}

/* The signature is read back before anybody writes it: one that a lack of memory or a bad token
 * has made must never be found out by a later reader. */
static Status check_made(const TextBuffer *der, const SigningKey *key, CmsContent content,
                         const TrustStore *store, int64_t epoch, Failure *failure)
{
    CmsSigner signers[CMS_SIGNERS_MAX];
    size_t count = 0;
    CLEANUP(CMS_ContentInfo_free) CMS_ContentInfo *cms = NULL;
    Status status = cms_parse(der->bytes, der->length, &cms, failure);
    if (status == STATUS_OK)
        status = cms_verify_parsed(cms, content, store, CMS_AT_SIGNING_TIME, signers, &count,
                                   failure);
    if (status == STATUS_VERIFICATION)
        return failure_explain(failure, STATUS_KEY, "the new signature does not verify");
    TRY(status);
    const uint8_t *own = certificate_fingerprint(signing_key_certificate(key));
    for (size_t i = 0; i < count; i++) {
        if (signers[i].signing_time == epoch &&
            memcmp(signers[i].fingerprint, own, SHA256_SIZE) == 0)
            return STATUS_OK;
    }
    return failure_set(failure, STATUS_KEY, NULL, "the new signature is not this signer's");
}

Status cms_sign(const SigningKey *key, CmsContent content, int64_t epoch, TextBuffer *der,
                Failure *failure)
{
    STAGE(SIGN);
    ERR_clear_error();
    CLEANUP(CMS_ContentInfo_free)
    CMS_ContentInfo *cms =
        CMS_sign(NULL, NULL, NULL, NULL, CMS_PARTIAL | CMS_BINARY | CMS_DETACHED);
    if (cms == NULL) return sign_failed(failure, "a new signature");
    TRY(attach(cms, key, content, epoch, failure));
    TRY(write_der(cms, der, failure));
    return check_made(der, key, content, NULL, epoch, failure);
}

static Status verify_and_attach(CMS_ContentInfo *cms, const SigningKey *key, CmsContent content,
                                const TrustStore *store, int64_t epoch, Failure *failure)
{
    CmsSigner signers[CMS_SIGNERS_MAX];
    size_t count = 0;
    TRY(cms_verify_parsed(cms, content, store, CMS_AT_SIGNING_TIME, signers, &count, failure));
    const uint8_t *own = certificate_key_hash(signing_key_certificate(key));
    for (size_t i = 0; i < count; i++) {
        if (memcmp(signers[i].key_hash, own, SHA256_SIZE) != 0) continue;
        return failure_set(failure, STATUS_NEVER, content.path,
                           "this key has signed already; another person must sign now");
    }
    if (count == CMS_SIGNERS_MAX)
        return failure_set(failure, STATUS_NEVER, content.path, "%zu persons have signed",
                           count);
    return attach(cms, key, content, epoch, failure);
}

Status cms_add_signer(const SigningKey *key, const void *old_der, size_t old_size,
                      CmsContent content, const TrustStore *store, int64_t epoch,
                      TextBuffer *der, Failure *failure)
{
    STAGE(SIGN);
    CLEANUP(CMS_ContentInfo_free) CMS_ContentInfo *cms = NULL;
    TRY(cms_parse(old_der, old_size, &cms, failure));
    TRY(verify_and_attach(cms, key, content, store, epoch, failure));
    TRY(write_der(cms, der, failure));
    return check_made(der, key, content, store, epoch, failure);
}
