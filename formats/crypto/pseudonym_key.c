/* pseudonym_key.c - one key for life, and how another is known. */
#include "formats/crypto/pseudonym_key.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "formats/base/openssl_error.h"
#include "formats/base/translate.h"
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

/* --- in a PEM file --- */

enum { FILE_MAX = 4096 };

/* What a file was unwrapped to: nobody is asked for its pass phrase again for each entry. */
static PseudonymKey unwrapped;
static uint8_t unwrapped_file[SHA256_SIZE];

static Status unwrap(const char *path, PseudonymKey *out, Failure *failure)
{
    CLEANUP(EVP_PKEY_free) EVP_PKEY *key = NULL;
    TRY(private_key_load(path, _("the pseudonym key"), PASS_NONE, &key, failure));
    out->length = sizeof out->bytes;
    if (EVP_PKEY_is_a(key, "X25519") &&
        EVP_PKEY_get_raw_private_key(key, out->bytes, &out->length) == 1)
        return STATUS_OK;
    out->length = 0;
    return failure_set(failure, openssl_status(STATUS_KEY), path,
                       "a pseudonym key in a PEM file must be an X25519 key");
}

static bool is_pem(const uint8_t *bytes, size_t size)
{
    static const char begin[] = "-----BEGIN ";
    return size > sizeof begin && memcmp(bytes, begin, sizeof begin - 1) == 0;
}

static Status take_pem(const char *path, const uint8_t *bytes, size_t size, PseudonymKey *out,
                       Failure *failure)
{
    uint8_t digest[SHA256_SIZE];
    TRY(sha256_of(bytes, size, digest, failure));
    if (unwrapped.length == 0 || memcmp(digest, unwrapped_file, SHA256_SIZE) != 0)
        TRY(unwrap(path, &unwrapped, failure));
    memcpy(unwrapped_file, digest, SHA256_SIZE);
    *out = unwrapped;
    return STATUS_OK;
}

static Status take_bytes(const char *path, const uint8_t *bytes, size_t size, PseudonymKey *out,
                         Failure *failure)
{
    if (is_pem(bytes, size)) return take_pem(path, bytes, size, out, failure);
    if (size > sizeof out->bytes)
        return failure_set(failure, STATUS_KEY, path, "a key file of %zu bytes", size);
    memcpy(out->bytes, bytes, size);
    out->length = size;
    return STATUS_OK;
}

static Status read_key(const char *path, PseudonymKey *out, Failure *failure)
{
    uint8_t bytes[FILE_MAX];
    size_t size = 0;
    TRY(secret_file_read(path, bytes, sizeof bytes, &size, failure));
    Status status = take_bytes(path, bytes, size, out, failure);
    explicit_bzero(bytes, sizeof bytes);
    return status;
}

Status pseudonym_key_read(const char *path, PseudonymKey *out, Failure *failure)
{
    *out = (PseudonymKey){0};
    TRY(read_key(path, out, failure));
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
