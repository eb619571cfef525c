/* pseudonym_key.c - one key for life, and how another is known. */
#include "formats/crypto/pseudonym_key.h"

#include <stdio.h>
#include <string.h>

#include "formats/crypto/private_key.h"

static const char checked_text[] = "tilskudd pseudonym key";

void pseudonym_key_forget(PseudonymKey *key)
{
    explicit_bzero(key, sizeof *key);
}

/* A file of zeros, or of one letter: nobody has made that as a key. */
static bool all_the_same(const PseudonymKey *key)
{
    return memcmp(key->bytes, key->bytes + 1, key->length - 1) == 0;
}

static Status describe(PseudonymKey *key, Failure *failure)
{
    char hex[SHA256_HEX_SIZE];
    uint8_t digest[SHA256_SIZE];
    CLEANUP(hmac_key_free) HmacKey *hmac = NULL;
    TRY(sha256_of(key->bytes, key->length, digest, failure));
    sha256_to_hex(digest, hex);
    snprintf(key->id, sizeof key->id, "%.16s", hex);
    TRY(hmac_key_new(key->bytes, key->length, &hmac, failure));
    return hmac_of(hmac, checked_text, sizeof checked_text - 1, key->check, failure);
}

Status pseudonym_key_read(const char *path, PseudonymKey *out, Failure *failure)
{
    *out = (PseudonymKey){0};
    TRY(secret_file_read(path, out->bytes, sizeof out->bytes, &out->length, failure));
    if (out->length < PSEUDONYM_KEY_MIN)
        return failure_set(failure, STATUS_KEY, path, "needs at least %d bytes",
                           PSEUDONYM_KEY_MIN);
    if (all_the_same(out))
        return failure_set(failure, STATUS_KEY, path,
                           "all its bytes are the same: make one with 'openssl rand 32'");
    return failure_at(failure, path, describe(out, failure));
}

Status pseudonym_key_is(const PseudonymKey *key, const uint8_t check[SHA256_SIZE],
                        const char *where, Failure *failure)
{
    if (memcmp(key->check, check, SHA256_SIZE) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_KEY, where,
                       "not the pseudonym key that the ledger was opened with: put that one "
                       "back");
}
