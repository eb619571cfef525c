/*
 * signing_key.h - a person's private key with the certificate it belongs to. payments.md 4.
 * Never changes after it is made; one thread at a time signs with it.
 */
#ifndef TILSKUDD_FORMATS_SIGNING_KEY_H
#define TILSKUDD_FORMATS_SIGNING_KEY_H

#include "formats/crypto/certificate.h"
#include "formats/crypto/private_key.h"

typedef struct SigningKey SigningKey; /* owned: signing_key_free */

/* Loads the certificate (--cert; intermediates may follow in the file) and then the key (--key;
 * a path or a URI, private_key.h), so that a wrong certificate is named before a pass phrase is
 * asked for. KEY unless they belong together. Failures of both loaders. */
MUST_USE Status signing_key_load(const char *key_uri, const char *certificate_path,
                                 int pass_descriptor, SigningKey **out, Failure *failure);
/* From parts; takes ownership of both, also on failure. */
MUST_USE Status signing_key_new(EVP_PKEY *key, Certificate *certificate, SigningKey **out,
                                Failure *failure);
void signing_key_free(SigningKey *key);
CLEANUP_POINTER(SigningKey, signing_key_free)

/* Borrowed. */
const Certificate *signing_key_certificate(const SigningKey *key);
EVP_PKEY *signing_key_private(const SigningKey *key);

/* KEY unless the certificate is valid at `epoch` (seconds since 1970) and its chain leads to
 * the store. To be called before anything is computed, and again before signing. */
MUST_USE Status signing_key_check(const SigningKey *key, const TrustStore *store, int64_t epoch,
                                  Failure *failure);
/* The same, and a certificate that had ended by then, at most `grace` seconds before, is judged
 * by its last second (cms_verify_late). */
MUST_USE Status signing_key_check_late(const SigningKey *key, const TrustStore *store,
                                       int64_t epoch, int64_t grace, Failure *failure);

#endif
