/*
 * signers_csv.h - who may sign, in which role. payments.md 4 (Who may sign).
 *
 * Header fingerprint,person,role. A fingerprint is the SHA-256 of the certificate's DER: 64
 * hexadecimal digits of either case, colons between bytes allowed. Strict; refused whole with
 * the line. That the file itself is signed by the authority is for the caller to check.
 */
#ifndef TILSKUDD_FORMATS_SIGNERS_CSV_H
#define TILSKUDD_FORMATS_SIGNERS_CSV_H

#include "formats/csv/csv.h"
#include "formats/csv/stop_csv.h"

enum { SIGNER_PERSON_LENGTH = 120 /* characters */ };
enum { SIGNER_PERSON_SIZE = SIGNER_PERSON_LENGTH * 4 + 1 };

typedef enum SignerRole { ROLE_DISPOSITION = 0, ROLE_ATTESTATION } SignerRole;

typedef struct Signer {
    uint8_t fingerprint[SHA256_SIZE];
    SignerRole role;
    char person[SIGNER_PERSON_SIZE];
} Signer;

typedef struct Signers {
    Signer *items; /* in the file's order */
    size_t count;  /* at least 1 */
    /* Public key of the authority, which decides who may sign and so signs nothing itself. */
    bool has_authority;
    uint8_t authority_key[SHA256_SIZE];
    Stops stops; /* certificates that sign nothing any more; of the ledger, not of the file */
} Signers;

/* Persons are told apart by their names (person_name.h); other characters than names have, and
 * blanks before, after or twice between words, are refused. One certificate may stand in both
 * roles, for one person only; the same certificate and role twice is refused. Owned result:
 * signers_free (NULL is fine). */
MUST_USE Status signers_csv_read(const char *path, Signers **out, Failure *failure);
MUST_USE Status signers_csv_parse(const char *name, const void *bytes, size_t size,
                                  Signers **out, Failure *failure);
void signers_free(Signers *signers);
CLEANUP_POINTER(Signers, signers_free)
/* The signer with this certificate in this role, or NULL. Borrowed. */
const Signer *signers_find(const Signers *signers, const uint8_t fingerprint[SHA256_SIZE],
                           SignerRole role);
/* trust.md 5: the authority's key is no signer's. VERIFICATION when its certificate stands in
 * the file; its key (certificate_key_hash) is kept for signers_is_authority, which tells it
 * under any other certificate. */
MUST_USE Status signers_set_authority(Signers *signers, const char *name,
                                      const uint8_t fingerprint[SHA256_SIZE],
                                      const uint8_t key_hash[SHA256_SIZE], Failure *failure);
bool signers_is_authority(const Signers *signers, const uint8_t key_hash[SHA256_SIZE]);
/* Whether a certificate is among the stops. */
bool signers_is_stopped(const Signers *signers, const uint8_t fingerprint[SHA256_SIZE]);
/* A fingerprint: 64 hexadecimal digits, or 32 pairs of them with colons between. */
bool fingerprint_parse(CsvField field, uint8_t fingerprint[SHA256_SIZE]);
/* "disposition", "attestation". */
const char *signer_role_text(SignerRole role);

#endif
