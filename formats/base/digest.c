/* digest.c - SHA-256 and HMAC-SHA-256 over OpenSSL's EVP interface. */
#include "formats/base/digest.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "formats/base/openssl_error.h"
#include "formats/base/stage_clock.h"

enum { DIGEST_READ_SIZE = 1 << 18, LONG_PIECE = 1 << 12, HMAC_BLOCK = 64 };

struct Sha256 {
    EVP_MD *algorithm;
    EVP_MD_CTX *context;
};

/* RFC 2104 with the two key blocks hashed once: each message continues copies of them. */
struct HmacKey {
    EVP_MD *algorithm;
    EVP_MD_CTX *inner;
    EVP_MD_CTX *outer;
    EVP_MD_CTX *work;
};

static Status refused(Failure *failure, const char *call)
{
    return openssl_failure(failure, STATUS_LIBRARY, NULL, call);
}

static Status digest_begin(EVP_MD_CTX *context, const EVP_MD *algorithm, Failure *failure)
{
    if (EVP_DigestInit_ex2(context, algorithm, NULL) != 1)
        return refused(failure, "EVP_DigestInit_ex2");
    return STATUS_OK;
}

Status sha256_new(Sha256 **out, Failure *failure)
{
    *out = NULL;
    CLEANUP(sha256_free) Sha256 *digest = system_allocate_zeroed(1, sizeof *digest);
    if (digest == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "SHA-256");
    digest->algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
    digest->context = EVP_MD_CTX_new();
    if (digest->algorithm == NULL || digest->context == NULL)
        return refused(failure, "SHA-256 is not available");
    TRY(digest_begin(digest->context, digest->algorithm, failure));
    *out = HAND_OVER(Sha256 *, digest);
    return STATUS_OK;
}

void sha256_free(Sha256 *digest)
{
    if (digest == NULL) return;
    EVP_MD_CTX_free(digest->context);
    EVP_MD_free(digest->algorithm);
    system_free(digest);
}

static Status update(Sha256 *digest, const void *bytes, size_t length, Failure *failure)
{
    if (EVP_DigestUpdate(digest->context, bytes, length) != 1)
        return refused(failure, "EVP_DigestUpdate");
    return STATUS_OK;
}

/* Long pieces are a stage of their own; short ones belong to whoever hashes them. */
static Status update_long(Sha256 *digest, const void *bytes, size_t length, Failure *failure)
{
    STAGE(HASH);
    return update(digest, bytes, length, failure);
}

Status sha256_update(Sha256 *digest, const void *bytes, size_t length, Failure *failure)
{
    return length >= LONG_PIECE ? update_long(digest, bytes, length, failure)
                                : update(digest, bytes, length, failure);
}

Status sha256_finish(Sha256 *digest, uint8_t out[SHA256_SIZE], Failure *failure)
{
    if (EVP_DigestFinal_ex(digest->context, out, NULL) != 1)
        return refused(failure, "EVP_DigestFinal_ex");
    return digest_begin(digest->context, digest->algorithm, failure);
}

Status sha256_of(const void *bytes, size_t length, uint8_t out[SHA256_SIZE], Failure *failure)
{
    if (EVP_Digest(bytes, length, out, NULL, EVP_sha256(), NULL) != 1)
        return refused(failure, "EVP_Digest");
    return STATUS_OK;
}

/* An end that comes early is no end: half a file has another hash, and would pass for changed.
 */
static Status hash_descriptor(int descriptor, Sha256 *digest, uint8_t *buffer, uint64_t *size,
                              Failure *failure)
{
    struct stat found;
    *size = 0;
    for (;;) {
        ssize_t got = system_read(descriptor, buffer, DIGEST_READ_SIZE);
        if (got < 0) return failure_set(failure, STATUS_READ, NULL, "%s", strerror(errno));
        if (got == 0 && fstat(descriptor, &found) == 0 && (uint64_t)found.st_size == *size)
            return STATUS_OK;
        if (got == 0)
            return failure_set(failure, STATUS_READ, NULL,
                               "the file ends early, or changed while it was read");
        TRY(sha256_update(digest, buffer, (size_t)got, failure));
        *size += (uint64_t)got;
    }
}

static Status hash_file(const char *path, Sha256 *digest, uint64_t *size, Failure *failure)
{
    int descriptor = system_open_read(path);
    if (descriptor < 0)
        return failure_set(failure, errno == ENOENT ? STATUS_INPUT_MISSING : STATUS_READ, path,
                           "%s", strerror(errno));
    uint8_t *buffer = system_allocate(DIGEST_READ_SIZE);
    Status status = buffer != NULL ? hash_descriptor(descriptor, digest, buffer, size, failure)
                                   : failure_set(failure, STATUS_MEMORY, path, "read buffer");
    system_free(buffer);
    if (system_close(descriptor) != 0 && status == STATUS_OK)
        return failure_set(failure, STATUS_READ, path, "%s", strerror(errno));
    return status;
}

Status sha256_of_file(const char *path, uint8_t out[SHA256_SIZE], uint64_t *size,
                      Failure *failure)
{
    Sha256 *digest = NULL;
    TRY(sha256_new(&digest, failure));
    uint64_t read = 0;
    Status status = hash_file(path, digest, &read, failure);
    if (status == STATUS_OK) status = sha256_finish(digest, out, failure);
    sha256_free(digest);
    if (status != STATUS_OK) failure_locate(failure, path);
    if (status == STATUS_OK && size != NULL) *size = read;
    return status;
}

void sha256_to_hex(const uint8_t digest[SHA256_SIZE], char hex[SHA256_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SHA256_SIZE; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[SHA256_HEX_SIZE - 1] = '\0';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool sha256_from_hex(const char *hex, size_t length, uint8_t digest[SHA256_SIZE])
{
    if (length != SHA256_HEX_SIZE - 1) return false;
    for (size_t i = 0; i < SHA256_SIZE; i++) {
        int high = hex_value(hex[2 * i]);
        int low = hex_value(hex[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        digest[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* Starts `context` with the key block, every byte combined with `pad`. */
static Status hmac_pad(const HmacKey *key, EVP_MD_CTX *context, const uint8_t block[HMAC_BLOCK],
                       uint8_t pad, Failure *failure)
{
    uint8_t padded[HMAC_BLOCK];
    for (size_t i = 0; i < HMAC_BLOCK; i++)
        padded[i] = block[i] ^ pad;
    TRY(digest_begin(context, key->algorithm, failure));
    int updated = EVP_DigestUpdate(context, padded, sizeof padded);
    OPENSSL_cleanse(padded, sizeof padded);
    return updated == 1 ? STATUS_OK : refused(failure, "EVP_DigestUpdate");
}

static Status hmac_start(HmacKey *hmac, const uint8_t *key, size_t length, Failure *failure)
{
    hmac->algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
    hmac->inner = EVP_MD_CTX_new();
    hmac->outer = EVP_MD_CTX_new();
    hmac->work = EVP_MD_CTX_new();
    if (hmac->algorithm == NULL || hmac->inner == NULL || hmac->outer == NULL ||
        hmac->work == NULL)
        return refused(failure, "SHA-256 is not available");
    uint8_t block[HMAC_BLOCK] = {0};
    Status status = STATUS_OK;
    if (length > HMAC_BLOCK)
        status = sha256_of(key, length, block, failure);
    else if (length > 0)
        memcpy(block, key, length);
    if (status == STATUS_OK) status = hmac_pad(hmac, hmac->inner, block, 0x36, failure);
    if (status == STATUS_OK) status = hmac_pad(hmac, hmac->outer, block, 0x5C, failure);
    OPENSSL_cleanse(block, sizeof block);
    return status;
}

Status hmac_key_new(const uint8_t *key, size_t length, HmacKey **out, Failure *failure)
{
    *out = NULL;
    CLEANUP(hmac_key_free) HmacKey *hmac = system_allocate_zeroed(1, sizeof *hmac);
    if (hmac == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "HMAC-SHA-256");
    TRY(hmac_start(hmac, key, length, failure));
    *out = HAND_OVER(HmacKey *, hmac);
    return STATUS_OK;
}

void hmac_key_free(HmacKey *key)
{
    if (key == NULL) return;
    EVP_MD_CTX_free(key->inner);
    EVP_MD_CTX_free(key->outer);
    EVP_MD_CTX_free(key->work);
    EVP_MD_free(key->algorithm);
    system_free(key);
}

/* Continues a copy of `start` with the bytes, to the end. */
static bool hmac_half(const HmacKey *key, const EVP_MD_CTX *start, const void *bytes,
                      size_t length, uint8_t out[SHA256_SIZE])
{
    return EVP_MD_CTX_copy_ex(key->work, start) == 1 &&
           EVP_DigestUpdate(key->work, bytes, length) == 1 &&
           EVP_DigestFinal_ex(key->work, out, NULL) == 1;
}

Status hmac_of(HmacKey *key, const void *bytes, size_t length, uint8_t out[SHA256_SIZE],
               Failure *failure)
{
    uint8_t inner[SHA256_SIZE];
    if (!hmac_half(key, key->inner, bytes, length, inner) ||
        !hmac_half(key, key->outer, inner, sizeof inner, out))
        return refused(failure, "HMAC-SHA-256");
    return STATUS_OK;
}
