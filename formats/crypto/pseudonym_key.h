/*
 * pseudonym_key.h - the key whose hashes stand for persons in the audit log and in samples.
 * control.md 2, trust.md 5.
 *
 * A ledger has one for life: its check value stands in every entry, so that a run with another
 * key, which no log could ever be compared with again, is refused before it is made. One
 * thread.
 */
#ifndef TILSKUDD_FORMATS_PSEUDONYM_KEY_H
#define TILSKUDD_FORMATS_PSEUDONYM_KEY_H

#include "formats/base/digest.h"

enum { PSEUDONYM_KEY_MIN = 32, PSEUDONYM_KEY_MAX = 256, PSEUDONYM_KEY_ID_SIZE = 17 };

typedef struct PseudonymKey {
    uint8_t bytes[PSEUDONYM_KEY_MAX];
    size_t length;
    char id[PSEUDONYM_KEY_ID_SIZE]; /* first 16 hex digits of its SHA-256 */
    uint8_t check[SHA256_SIZE];     /* HMAC-SHA-256 of a fixed text: its check value */
} PseudonymKey;

/* Reads a file that others cannot read: the bytes as they are, or a PEM file with an X25519
 * key, whose 32 bytes are the key, so that it can carry a pass phrase (private_key.h; asked for
 * once by a process). KEY for fewer than 32 bytes, or when all are the same.
 * pseudonym_key_forget, also after a failure. */
MUST_USE Status pseudonym_key_read(const char *path, PseudonymKey *out, Failure *failure);
/* KEY unless the key's check value is the one that an entry has. */
MUST_USE Status pseudonym_key_is(const PseudonymKey *key, const uint8_t check[SHA256_SIZE],
                                 const char *where, Failure *failure);
/* Wipes the bytes. */
void pseudonym_key_forget(PseudonymKey *key);
CLEANUP_VALUE(PseudonymKey, pseudonym_key_forget)

#endif
