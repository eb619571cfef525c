/*
 * ledger_identity.h - who vouches for the entries of a ledger: files of its opening, and of the
 * KEYS entries that changed them. life.md 4.
 *
 * Each file counts from the entry after the one that has it; of what an entry does not bring
 * the one before stays in force. Stops are never taken back. One thread. Ownership:
 * ledger_identity_free.
 */
#ifndef TILSKUDD_FORMATS_LEDGER_IDENTITY_H
#define TILSKUDD_FORMATS_LEDGER_IDENTITY_H

#include "formats/base/folder.h"
#include "formats/base/translate.h"
#include "formats/crypto/certificate.h"
#include "formats/csv/signers_csv.h"
#include "formats/log/log_key.h"

typedef enum IdentityFile {
    IDENTITY_CA,
    IDENTITY_SIGNERS,
    IDENTITY_AUTHORITY,
    IDENTITY_LOG_KEY,
    IDENTITY_RECOVERY,    /* of the opening alone */
    IDENTITY_STOP,        /* these and the last only where an entry has brought them */
    IDENTITY_BANK,        /* the bank's certificate: its answers are signed */
    IDENTITY_REVOCATIONS, /* a CA's list of revoked certificates (CRL) */
    IDENTITY_REVOKED,     /* the stops that it makes of those that the ledger knew */
    IDENTITY_PSEUDONYM,   /* check value of the pseudonym key, one line of digits */
    IDENTITY_FILES
} IdentityFile;

#define IDENTITY_NOWHERE UINT32_MAX

typedef struct LedgerIdentity {
    TrustStore *store;
    Signers *signers; /* knows the authority's key and the stops */
    Certificate *authority;
    Certificate *recovery, *bank; /* NULL: none */
    LogVerifier verifier;
    uint8_t pseudonym_check[SHA256_SIZE];
    uint32_t from[IDENTITY_FILES]; /* number of the entry that has the file, or NOWHERE */
    uint32_t until;                /* of a former one: the entry that ended it */
} LedgerIdentity;

/* A file that an entry brings, as it is or will be stored, and the signature beside it. No
 * bytes: it brings none. Borrowed. */
typedef struct IdentityPart {
    const char *path; /* for messages */
    const uint8_t *bytes, *signature;
    size_t size, signature_size;
} IdentityPart;
typedef struct IdentityParts {
    IdentityPart of[IDENTITY_FILES];
} IdentityParts;

/* Why the bank's certificate is refused: with that key somebody else signs. */
#define IDENTITY_BANK_IS_OURS                                                                  \
    N_("its key is the authority's, the recovery key or a signer's: give the certificate "     \
       "that the bank signs its answers with")

/* "ca.pem" and so on. Constant. */
const char *identity_file_name(IdentityFile file);
/* Whether the authority signs such files always. */
bool identity_is_signed(IdentityFile file);
/* Which one has this name, or this is the signature of; there must be one. */
IdentityFile identity_file_of(const char *name);

/* What the folder of an opening or of a KEYS entry (whose files are checked by then) has. */
MUST_USE Status identity_parts_read(Folder *entry, IdentityParts *out, Failure *failure);
/* Who vouches from the opening on; the check value is entry.json's. KEY, VERIFICATION, what the
 * files' readers say. */
MUST_USE Status ledger_identity_read(Folder *opening, const uint8_t check[SHA256_SIZE],
                                     LedgerIdentity *out, Failure *failure);
/* Who vouches after entry `number`, which brings `parts`; `folders` are those of the entries
 * before it. The same failures. */
MUST_USE Status ledger_identity_next(const LedgerIdentity *now, Folder *const *folders,
                                     uint32_t number, const IdentityParts *parts,
                                     LedgerIdentity *out, Failure *failure);
/* Also after a failure. */
void ledger_identity_free(LedgerIdentity *identity);
CLEANUP_VALUE(LedgerIdentity, ledger_identity_free)

#endif
