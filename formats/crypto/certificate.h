/*
 * certificate.h - certificates of those who sign, and the authorities that are trusted.
 * payments.md 4.
 *
 * A Certificate is the signer's own with the intermediate certificates that stood after it in
 * its file. A TrustStore holds the certificates of a CA file. Both never change after they are
 * made: any thread may read them. Revocation lists are not consulted (revocation_list.h).
 */
#ifndef TILSKUDD_FORMATS_CERTIFICATE_H
#define TILSKUDD_FORMATS_CERTIFICATE_H

#include <openssl/types.h>

#include "formats/base/digest.h"

enum { CERTIFICATES_MAX = 64, SUBJECT_SIZE = 256 };

/* Organisation of everything that test_authority.h makes; a live ledger refuses it. */
#define TEST_ORGANISATION "TILSKUDD TEST - IKKE FOR UTBETALING"

typedef struct Certificate Certificate; /* owned: certificate_free */
typedef struct TrustStore TrustStore;   /* owned: trust_store_free */
typedef struct stack_st_X509 X509Stack; /* what OpenSSL writes as STACK_OF(X509) */

/* Reads PEM: the signer's certificate first, then any intermediates. Refused (KEY): none there,
 * not readable, one that cannot or must not sign (see x509_fits). Also the failures of
 * input_file_read. `name` is for messages. */
MUST_USE Status certificate_load(const char *path, Certificate **out, Failure *failure);
MUST_USE Status certificate_parse(const char *name, const void *pem, size_t size,
                                  Certificate **out, Failure *failure);
void certificate_free(Certificate *certificate);
CLEANUP_POINTER(Certificate, certificate_free)

/* SHA-256 of the certificate's DER; 32 bytes, borrowed. */
const uint8_t *certificate_fingerprint(const Certificate *certificate);
/* SHA-256 of its public key (SubjectPublicKeyInfo, DER); 32 bytes, borrowed. */
const uint8_t *certificate_key_hash(const Certificate *certificate);
/* Subject in the form of RFC 2253, UTF-8, cut to SUBJECT_SIZE; borrowed. */
const char *certificate_subject(const Certificate *certificate);
/* The same public key, whatever the certificates say about their owners. */
bool certificate_same_key(const Certificate *left, const Certificate *right);
/* Made by test_authority.h (subject or issuer names TEST_ORGANISATION). */
bool certificate_is_test(const Certificate *certificate);
/* Inside: the OpenSSL objects, borrowed. */
X509 *certificate_x509(const Certificate *certificate);
X509Stack *certificate_intermediates(const Certificate *certificate);

/* CA file: one or more PEM certificates. */
MUST_USE Status trust_store_load(const char *path, TrustStore **out, Failure *failure);
MUST_USE Status trust_store_parse(const char *name, const void *pem, size_t size,
                                  TrustStore **out, Failure *failure);
void trust_store_free(TrustStore *store);
CLEANUP_POINTER(TrustStore, trust_store_free)
/* Any of its certificates was made by test_authority.h. */
bool trust_store_is_test(const TrustStore *store);

/* A certificate in words. */
typedef struct CertificateText {
    uint8_t fingerprint[SHA256_SIZE];
    char subject[SUBJECT_SIZE];
    int64_t from, to; /* valid: seconds since 1970 */
} CertificateText;
MUST_USE Status certificate_text(const Certificate *certificate, CertificateText *out,
                                 Failure *failure);
/* Those of a CA file, in the file's order. LIBRARY. */
size_t trust_store_count(const TrustStore *store);
MUST_USE Status trust_store_text(const TrustStore *store, size_t index, CertificateText *out,
                                 Failure *failure);
/* A store that trusts this certificate itself, whoever issued it: a key that is known by its
 * fingerprint. */
MUST_USE Status trust_store_of(const Certificate *certificate, TrustStore **out,
                               Failure *failure);

/* From when to when the certificate is valid: seconds since 1970. LIBRARY. */
MUST_USE Status certificate_validity(const Certificate *certificate, int64_t *from, int64_t *to,
                                     Failure *failure);
/* VERIFICATION unless the certificate is valid at `epoch` (seconds since 1970, UTC). */
MUST_USE Status certificate_check_time(const Certificate *certificate, int64_t epoch,
                                       Failure *failure);
/* VERIFICATION unless a chain, every link valid at `epoch`, leads to a root of the store. Any
 * purpose will do; signatures and keys below 112 bits of security do not. */
MUST_USE Status certificate_check_chain(const Certificate *certificate, const TrustStore *store,
                                        int64_t epoch, Failure *failure);

/* ---- for the code that handles signatures; OpenSSL objects are borrowed ---- */

/* `status` unless the certificate may sign, and its key can, as this program demands (trust.md
 * 5): version 3, key usage digitalSignature, not only for servers; RSA of 2048 to 8192 bits or
 * EC P-256 or P-384. Ed25519 is refused with a word: OpenSSL 3.0 cannot use it in CMS. */
MUST_USE Status x509_fits(X509 *x509, Status status, const char *where, Failure *failure);
/* When it ends; seconds since 1970. LIBRARY. */
MUST_USE Status x509_end(X509 *x509, int64_t *epoch, Failure *failure);
/* The same for any time that OpenSSL has; false when it is none. */
bool asn1_epoch(const ASN1_TIME *time, int64_t *epoch);
MUST_USE Status x509_fingerprint(X509 *x509, uint8_t out[SHA256_SIZE], Failure *failure);
MUST_USE Status x509_key_hash(X509 *x509, uint8_t out[SHA256_SIZE], Failure *failure);
MUST_USE Status x509_subject(X509 *x509, char out[SUBJECT_SIZE], Failure *failure);
/* As certificate_check_chain; `untrusted` may be NULL. When `chain` is not NULL it gets the
 * chain, signer first; free with sk_X509_pop_free. */
MUST_USE Status x509_check_chain(X509 *x509, X509Stack *untrusted, const TrustStore *store,
                                 int64_t epoch, X509Stack **chain, Failure *failure);
/* The store's certificates, one reference each; free with sk_X509_pop_free. */
MUST_USE Status trust_store_certificates(const TrustStore *store, X509Stack **out,
                                         Failure *failure);
/* A store of OpenSSL's own with the same certificates, for chains as they were at `epoch`; free
 * with X509_STORE_free. */
MUST_USE Status trust_store_at(const TrustStore *store, int64_t epoch, X509_STORE **out,
                               Failure *failure);

#endif
