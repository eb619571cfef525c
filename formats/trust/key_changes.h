/*
 * key_changes.h - what a change of people and keys changes, one row each: changes.csv of an
 * entry of kind KEYS, and the same in words. life.md 1 and 4.
 *
 * Plain data; one thread. Ownership: key_changes_free.
 */
#ifndef TILSKUDD_FORMATS_KEY_CHANGES_H
#define TILSKUDD_FORMATS_KEY_CHANGES_H

#include "formats/base/text_buffer.h"
#include "formats/csv/signers_csv.h"
#include "formats/trust/ledger_identity.h"

typedef struct KeyChange {
    const char *what; /* "signer", "ca", "authority", "log-key" ...; constant */
    /* Fingerprints, or key ids, in hexadecimal; "": none: it comes, or it goes. */
    char before[SHA256_HEX_SIZE], after[SHA256_HEX_SIZE];
    char person[SIGNER_PERSON_SIZE];  /* or the certificate's subject */
    const char *role;                 /* of a signer; else "" */
    Day from, to;                     /* the new certificate is valid; DAY_NONE: not known */
    char note[STOP_REASON_SIZE + 32]; /* why a certificate is stopped, and since when */
} KeyChange;

typedef struct KeyChanges {
    KeyChange *items;
    size_t count, capacity;
} KeyChanges;

/* A new row, empty but for `what`; borrowed until the next. NULL: MEMORY. */
KeyChange *key_changes_add(KeyChanges *changes, const char *what, Failure *failure);
void key_changes_free(KeyChanges *changes);
CLEANUP_VALUE(KeyChanges, key_changes_free)

/* A change: who vouched before and who does after, and what the entry brings. Borrowed. */
typedef struct KeyTelling {
    const LedgerIdentity *now, *next;
    const IdentityParts *parts;
    const TrustStore *certificates; /* of signers, as somebody gave them; NULL: none */
} KeyTelling;
/* Appends the rows of all of it. MEMORY, LIBRARY. */
MUST_USE Status key_changes_tell(const KeyTelling *telling, KeyChanges *changes,
                                 Failure *failure);
/* Rows for the signers who go, come or get another certificate in their role, in that order. */
MUST_USE Status key_changes_signers(KeyChanges *changes, const Signers *before,
                                    const Signers *after, Failure *failure);
/* changes.csv. */
void key_changes_csv(const KeyChanges *changes, TextBuffer *out);
/* Reads changes.csv. VERIFICATION for anything key_changes_csv does not write. */
MUST_USE Status key_changes_read(const char *name, const void *bytes, size_t size,
                                 KeyChanges *out, Failure *failure);
/* How a change came about that concerns whoever controls more than the change itself does. */
typedef struct KeyChangeWay {
    bool by_recovery;  /* the recovery key has signed for the new authority */
    bool log_key_lost; /* the authority has signed for the new log key in the old one's place */
} KeyChangeWay;
/* findings.jsonl.gz: one for each change (life.md 1), of each certificate its first digits. */
void key_changes_findings(const KeyChanges *changes, KeyChangeWay way, TextBuffer *out);
/* The same for whoever decides: several lines each. */
void key_changes_text(const KeyChanges *changes, TextBuffer *out);

#endif
