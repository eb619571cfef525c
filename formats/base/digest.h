/*
 * digest.h - SHA-256 and HMAC-SHA-256 over OpenSSL. One thread per object.
 */
#ifndef TILSKUDD_FORMATS_DIGEST_H
#define TILSKUDD_FORMATS_DIGEST_H

#include <stdint.h>

#include "formats/base/system.h"
#include "rules/base/cleanup.h"

enum { SHA256_SIZE = 32, SHA256_HEX_SIZE = 65 };

typedef struct Sha256 Sha256; /* owned: sha256_new / sha256_free */

/* A digest of content that comes in pieces. LIBRARY or MEMORY. One thread at a time. */
MUST_USE Status sha256_new(Sha256 **out, Failure *failure);
void sha256_free(Sha256 *digest);
CLEANUP_POINTER(Sha256, sha256_free)
MUST_USE Status sha256_update(Sha256 *digest, const void *bytes, size_t length,
                              Failure *failure);
/* Ends the digest and makes it ready for the next content. */
MUST_USE Status sha256_finish(Sha256 *digest, uint8_t out[SHA256_SIZE], Failure *failure);
MUST_USE Status sha256_of(const void *bytes, size_t length, uint8_t out[SHA256_SIZE],
                          Failure *failure);
/* A short message. */
typedef struct DigestMessage {
    const void *bytes;
    size_t length;
} DigestMessage;
/* Of each message, with one byte before it, as sha256_of; `out` has SHA256_SIZE bytes for each.
 * Where there are many, those of a like length after each other, this is the quickest. */
MUST_USE Status sha256_of_each(uint8_t before, const DigestMessage *messages, size_t count,
                               uint8_t *out, Failure *failure);
/* Of a whole file as stored; also its size when `size` is not NULL. */
MUST_USE Status sha256_of_file(const char *path, uint8_t out[SHA256_SIZE], uint64_t *size,
                               Failure *failure);
void sha256_to_hex(const uint8_t digest[SHA256_SIZE], char hex[SHA256_HEX_SIZE]);
/* 64 hexadecimal digits, either case. */
bool sha256_from_hex(const char *hex, size_t length, uint8_t digest[SHA256_SIZE]);

/* HMAC-SHA-256 with a fixed key, made for many short messages (personal hashes). */
typedef struct HmacKey HmacKey;
MUST_USE Status hmac_key_new(const uint8_t *key, size_t length, HmacKey **out,
                             Failure *failure);
void hmac_key_free(HmacKey *key);
CLEANUP_POINTER(HmacKey, hmac_key_free)
MUST_USE Status hmac_of(HmacKey *key, const void *bytes, size_t length,
                        uint8_t out[SHA256_SIZE], Failure *failure);

#endif
