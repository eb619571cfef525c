/*
 * revocation_list.h - a CA's list of revoked certificates (CRL, X.509), as a file that somebody
 * brings: PEM or DER. life.md 4.
 *
 * Nothing is fetched, and no signature is checked against it: what it revokes becomes stops. A
 * whole list alone counts, not what changed since another or lists of other CAs' certificates.
 * One thread. Ownership: revocation_list_free.
 */
#ifndef TILSKUDD_FORMATS_REVOCATION_LIST_H
#define TILSKUDD_FORMATS_REVOCATION_LIST_H

#include "formats/crypto/certificate.h"

typedef struct RevocationList RevocationList;

/* Whether bytes are such a list, by how they begin: else they are text. */
bool revocation_list_is(const void *bytes, size_t size);
/* Reads one and verifies its signature by a certificate of the store. INPUT_MALFORMED;
 * VERIFICATION when no certificate of the store has signed it. */
MUST_USE Status revocation_list_parse(const char *name, const void *bytes, size_t size,
                                      const TrustStore *store, RevocationList **out,
                                      Failure *failure);
void revocation_list_free(RevocationList *list);
CLEANUP_POINTER(RevocationList, revocation_list_free)

/* A certificate that the list revokes. */
typedef struct Revoked {
    uint8_t fingerprint[SHA256_SIZE];
    int64_t since; /* seconds since 1970 */
} Revoked;

/* Called for each; what it returns goes on or ends. */
typedef Status RevokedTaker(void *user, const Revoked *revoked, Failure *failure);
/* Those revoked among a person's own certificate, those of a file, and those in a signature
 * (DER), in their order. LIBRARY; VERIFICATION for what is no signature. */
MUST_USE Status revocation_list_find(const RevocationList *list, const Certificate *certificate,
                                     RevokedTaker *take, void *user, Failure *failure);
MUST_USE Status revocation_list_find_store(const RevocationList *list, const TrustStore *store,
                                           RevokedTaker *take, void *user, Failure *failure);
MUST_USE Status revocation_list_find_signature(const RevocationList *list, const char *name,
                                               const void *der, size_t size, RevokedTaker *take,
                                               void *user, Failure *failure);

#endif
