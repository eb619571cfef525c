/*
 * cms_signature.h - detached signatures: CMS SignedData, DER, CAdES-BES. payments.md 4.
 *
 * Written: SHA-256, signed attributes content type, message digest, signing time and ESS
 * signing-certificate-v2, the signer's certificate and intermediates inside, the content
 * outside and untouched (binary). RSA signatures (PKCS #1 v1.5) are the same bytes for the same
 * key, content and time; EC signatures differ from run to run. Anyone checks one with
 *   openssl cms -verify -cades -binary -purpose any -inform DER -in X.p7s -content X \
 *           -CAfile ca.pem -out /dev/null
 * The digest is always computed from the content itself, here, for every signer.
 *
 * Thread rule: any thread, each with its own buffers; a SigningKey by one thread at a time.
 */
#ifndef TILSKUDD_FORMATS_CMS_SIGNATURE_H
#define TILSKUDD_FORMATS_CMS_SIGNATURE_H

#include "formats/crypto/signing_key.h"
#include "formats/base/text_buffer.h"

enum { CMS_SIGNERS_MAX = 4 };
#define CMS_DER_MAX ((size_t)1 << 20) /* bytes of one signature file */

/* Verify each chain at the signer's own signing time. */
#define CMS_AT_SIGNING_TIME INT64_MIN

/* What is signed: bytes in memory, or a file as it is stored (path not NULL). Borrowed. A file
 * is read here for its digest only: what is used after a verification should have been read
 * once, into memory, and be given as bytes. */
typedef struct CmsContent {
    const void *bytes;
    size_t size;
    const char *path;
} CmsContent;

/* Content in memory. */
static inline CmsContent cms_bytes(const void *bytes, size_t size)
{
    return (CmsContent){bytes, size, NULL};
}

/* Content of a file. */
static inline CmsContent cms_file(const char *path)
{
    return (CmsContent){NULL, 0, path};
}

/* Who signed, as proven. Plain data. */
typedef struct CmsSigner {
    uint8_t fingerprint[SHA256_SIZE]; /* of the certificate's DER */
    uint8_t key_hash[SHA256_SIZE];    /* of the public key, see certificate_key_hash */
    int64_t signing_time;             /* seconds since 1970, as the signer says */
    int64_t ended;                    /* when the certificate ends, or has ended */
    char subject[SUBJECT_SIZE];
} CmsSigner;

/* Signs at `epoch` (seconds since 1970; the signing time that is written). Replaces what is in
 * *der. The signature is verified after it is made (trust.md 5 and 7); its certificate's chain
 * is not: signing_key_check. Failures: KEY, MEMORY, LIBRARY, and those of reading the file. */
MUST_USE Status cms_sign(const SigningKey *key, CmsContent content, int64_t epoch,
                         TextBuffer *der, Failure *failure);

/* Adds a signature to an existing one, which is verified first against the content and `store`
 * (at the signing times). Failures: of cms_verify and cms_sign; NEVER when a signer has the
 * same public key already (two different persons must sign). */
MUST_USE Status cms_add_signer(const SigningKey *key, const void *old_der, size_t old_size,
                               CmsContent content, const TrustStore *store, int64_t epoch,
                               TextBuffer *der, Failure *failure);

/*
 * Verifies every signature in `der`. VERIFICATION unless: it is detached SignedData with 1 to
 * CMS_SIGNERS_MAX signers with different public keys and nothing after it; digest and signature
 * algorithms are SHA-256, -384 or -512 with RSA or EC; each signer has the four signed
 * attributes above exactly once, with this content's digest and its own certificate; the
 * signature fits; the key is fit (x509_fits) and the chain leads to `store` at `at`
 * (seconds since 1970, or CMS_AT_SIGNING_TIME). Signers come sorted by fingerprint. Which
 * persons and roles they are is for the caller to decide. VERIFICATION also for whatever is not
 * needed for that: other certificates, revocation lists, unsigned attributes, another encoding
 * than DER; they would change a signed file unseen (trust.md 3).
 */
MUST_USE Status cms_verify(const void *der, size_t size, CmsContent content,
                           const TrustStore *store, int64_t at,
                           CmsSigner signers[CMS_SIGNERS_MAX], size_t *count, Failure *failure);

/* The same at the signing times, and a signer whose certificate had ended then, at most `grace`
 * seconds before, is judged by its last second (life.md 4). */
MUST_USE Status cms_verify_late(const void *der, size_t size, CmsContent content,
                                const TrustStore *store, int64_t grace,
                                CmsSigner signers[CMS_SIGNERS_MAX], size_t *count,
                                Failure *failure);

/* Subject of the one certificate whose owner signed first, of a signature that was verified by
 * somebody. VERIFICATION when it is none. */
MUST_USE Status cms_signer_subject(const void *der, size_t size, char out[SUBJECT_SIZE],
                                   Failure *failure);

/* The signature that stands beside a file, in `signature_path` (NULL: `path` + ".p7s"). */
MUST_USE Status cms_verify_file(const char *path, const char *signature_path,
                                const TrustStore *store, int64_t at,
                                CmsSigner signers[CMS_SIGNERS_MAX], size_t *count,
                                Failure *failure);

#endif
