/*
 * certificate_ends.h - when certificates end: of those who sign, of the CA and of the
 * authority. life.md 4.
 *
 * Nothing is verified here: who asks has checked the files they stand in. One thread.
 */
#ifndef TILSKUDD_FORMATS_CERTIFICATE_ENDS_H
#define TILSKUDD_FORMATS_CERTIFICATE_ENDS_H

#include "formats/crypto/certificate.h"

typedef struct CertificateEnd {
    uint8_t fingerprint[SHA256_SIZE];
    char subject[SUBJECT_SIZE];
    int64_t end; /* last second it is valid, seconds since 1970 */
} CertificateEnd;

/* Each certificate once. Owned: certificate_ends_free, also after a failure. */
typedef struct CertificateEnds {
    CertificateEnd *items;
    size_t count, capacity;
} CertificateEnds;

/* A person's own certificate, without its intermediates. MEMORY, LIBRARY. */
MUST_USE Status certificate_ends_add(CertificateEnds *ends, const Certificate *certificate,
                                     Failure *failure);
/* Those of a CA file. MEMORY, LIBRARY. */
MUST_USE Status certificate_ends_add_store(CertificateEnds *ends, const TrustStore *store,
                                           Failure *failure);
/* Those that stand in a signature (DER). VERIFICATION when it is none. */
MUST_USE Status certificate_ends_add_signature(CertificateEnds *ends, const char *name,
                                               const void *der, size_t size, Failure *failure);
/* The one with a fingerprint, or NULL. Borrowed. */
const CertificateEnd *certificate_ends_find(const CertificateEnds *ends,
                                            const uint8_t fingerprint[SHA256_SIZE]);
void certificate_ends_free(CertificateEnds *ends);
CLEANUP_VALUE(CertificateEnds, certificate_ends_free)

#endif
