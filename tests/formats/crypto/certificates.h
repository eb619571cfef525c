/* certificates.h - certificates of any shape for tests. Failures fail the test. */
#ifndef TILSKUDD_TESTS_FORMATS_CERTIFICATES_H
#define TILSKUDD_TESTS_FORMATS_CERTIFICATES_H

#include <stdbool.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

/* What stands in a certificate; extensions that are NULL are left out. */
typedef struct CertificateShape {
    const char *name;
    bool version_1;
    const char *basic_constraints, *key_usage, *extended_key_usage;
    X509 *issuer;         /* NULL: itself */
    EVP_PKEY *issuer_key; /* NULL: its own key */
} CertificateShape;

/* Valid from 2000 to 2099. Owned: X509_free. */
X509 *make_certificate(EVP_PKEY *key, const CertificateShape *shape);
/* Appends the certificate to a PEM file. */
void append_certificate(const char *path, X509 *x509);

#endif
