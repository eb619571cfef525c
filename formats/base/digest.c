/*
 * digest.c - SHA-256 and HMAC-SHA-256 by OpenSSL's own functions for SHA-256.
 *
 * OpenSSL 3 would have its EVP objects used, around the same code: to begin one anew costs
 * several times what it costs to hash a leaf of the audit log.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "formats/base/digest.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "formats/base/openssl_error.h"
#include "formats/base/sha256_lanes.h"
#include "formats/base/stage_clock.h"

enum {
    DIGEST_READ_SIZE = 1 << 18,
    LONG_PIECE = 1 << 12,
    HMAC_BLOCK = 64,
    PADDED_BLOCKS = 8 /* of a short message */
};

struct Sha256 {
    SHA256_CTX state;
};

/* RFC 2104 with the two key blocks hashed once: each message continues copies of them. */
struct HmacKey {
    SHA256_CTX inner, outer;
};

static Status refused(Failure *failure, const char *call)
{
    return openssl_failure(failure, STATUS_LIBRARY, NULL, call);
}

static Status digest_begin(SHA256_CTX *state, Failure *failure)
{
    return SHA256_Init(state) == 1 ? STATUS_OK : refused(failure, "SHA256_Init");
}

Status sha256_new(Sha256 **out, Failure *failure)
{
    *out = NULL;
    CLEANUP(sha256_free) Sha256 *digest = system_allocate_zeroed(1, sizeof *digest);
    if (digest == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "SHA-256");
    TRY(digest_begin(&digest->state, failure));
    *out = HAND_OVER(Sha256 *, digest);
    return STATUS_OK;
}

void sha256_free(Sha256 *digest)
{
    system_free(digest);
}

static Status update(Sha256 *digest, const void *bytes, size_t length, Failure *failure)
{
    if (SHA256_Update(&digest->state, bytes, length) != 1)
        return refused(failure, "SHA256_Update");
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
    if (SHA256_Final(out, &digest->state) != 1) return refused(failure, "SHA256_Final");
    return digest_begin(&digest->state, failure);
}

Status sha256_of(const void *bytes, size_t length, uint8_t out[SHA256_SIZE], Failure *failure)
{
    Sha256 digest;
    TRY(digest_begin(&digest.state, failure));
    TRY(sha256_update(&digest, bytes, length, failure));
    return sha256_finish(&digest, out, failure);
}

/* --- many short messages --- */

/* A message with what comes before it and after its end (FIPS 180-4, 5.1.1). */
typedef struct PaddedMessage {
    uint8_t bytes[PADDED_BLOCKS * SHA256_BLOCK];
    size_t blocks;
} PaddedMessage;

/* False for one that is long. */
static bool pad(uint8_t before, const DigestMessage *message, PaddedMessage *out)
{
    enum { AFTER = 9 /* a bit, and how many bits there were in eight bytes */ };
    size_t length = message->length + 1;
    if (message->length > sizeof out->bytes - AFTER - 1) return false;
    out->blocks = (length + AFTER + SHA256_BLOCK - 1) / SHA256_BLOCK;
    size_t end = out->blocks * SHA256_BLOCK;
    out->bytes[0] = before;
    memcpy(out->bytes + 1, message->bytes, message->length);
    memset(out->bytes + length, 0, end - length);
    out->bytes[length] = 0x80;
    for (unsigned i = 0; i < sizeof(uint64_t); i++)
        out->bytes[end - 1 - i] = (uint8_t)((uint64_t)length * 8 >> 8 * i);
    return true;
}

static void write_words(const uint32_t words[SHA256_WORDS], uint8_t out[SHA256_SIZE])
{
    for (size_t i = 0; i < SHA256_WORDS; i++)
        for (size_t byte = 0; byte < 4; byte++)
            out[4 * i + byte] = (uint8_t)(words[i] >> (24 - 8 * byte));
}

static Status end_alone(const PaddedMessage *message, size_t done, uint32_t words[SHA256_WORDS],
                        Failure *failure)
{
    SHA256_CTX state;
    if (done == message->blocks) return STATUS_OK;
    TRY(digest_begin(&state, failure));
    memcpy(state.h, words, sizeof state.h);
    if (SHA256_Update(&state, message->bytes + done * SHA256_BLOCK,
                      (message->blocks - done) * SHA256_BLOCK) != 1)
        return refused(failure, "SHA256_Update");
    memcpy(words, state.h, sizeof state.h);
    return STATUS_OK;
}

static Status hash_padded(const PaddedMessage *messages, uint8_t *out, Failure *failure)
{
    Sha256Lanes lanes;
    SHA256_CTX start;
    const uint8_t *blocks[SHA256_LANES];
    size_t least = PADDED_BLOCKS;
    TRY(digest_begin(&start, failure));
    for (size_t i = 0; i < SHA256_LANES; i++) {
        memcpy(lanes.words[i], start.h, sizeof lanes.words[i]);
        blocks[i] = messages[i].bytes;
        if (messages[i].blocks < least) least = messages[i].blocks;
    }
    sha256_lanes_add(&lanes, blocks, least);
    for (size_t i = 0; i < SHA256_LANES; i++) {
        TRY(end_alone(&messages[i], least, lanes.words[i], failure));
        write_words(lanes.words[i], out + i * SHA256_SIZE);
    }
    return STATUS_OK;
}

static Status hash_alone(uint8_t before, const DigestMessage *message, uint8_t *out,
                         Failure *failure)
{
    Sha256 digest;
    TRY(digest_begin(&digest.state, failure));
    TRY(sha256_update(&digest, &before, 1, failure));
    TRY(sha256_update(&digest, message->bytes, message->length, failure));
    return sha256_finish(&digest, out, failure);
}

Status sha256_of_each(uint8_t before, const DigestMessage *messages, size_t count, uint8_t *out,
                      Failure *failure)
{
    bool together = sha256_lanes_usable();
    PaddedMessage padded[SHA256_LANES];
    for (size_t i = 0, step; i < count; i += step) {
        size_t short_ones = 0;
        while (together && short_ones < SHA256_LANES && i + short_ones < count &&
               pad(before, &messages[i + short_ones], &padded[short_ones]))
            short_ones++;
        step = short_ones == SHA256_LANES ? SHA256_LANES : 1;
        uint8_t *here = out + i * SHA256_SIZE;
        TRY(step > 1 ? hash_padded(padded, here, failure)
                     : hash_alone(before, &messages[i], here, failure));
    }
    return STATUS_OK;
}

/* --- files --- */

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

/* Starts `state` with the key block, every byte combined with `pad`. */
static Status hmac_pad(SHA256_CTX *state, const uint8_t block[HMAC_BLOCK], uint8_t pad,
                       Failure *failure)
{
    uint8_t padded[HMAC_BLOCK];
    for (size_t i = 0; i < HMAC_BLOCK; i++)
        padded[i] = block[i] ^ pad;
    TRY(digest_begin(state, failure));
    int updated = SHA256_Update(state, padded, sizeof padded);
    OPENSSL_cleanse(padded, sizeof padded);
    return updated == 1 ? STATUS_OK : refused(failure, "SHA256_Update");
}

static Status hmac_start(HmacKey *hmac, const uint8_t *key, size_t length, Failure *failure)
{
    uint8_t block[HMAC_BLOCK] = {0};
    Status status = STATUS_OK;
    if (length > HMAC_BLOCK)
        status = sha256_of(key, length, block, failure);
    else if (length > 0)
        memcpy(block, key, length);
    if (status == STATUS_OK) status = hmac_pad(&hmac->inner, block, 0x36, failure);
    if (status == STATUS_OK) status = hmac_pad(&hmac->outer, block, 0x5C, failure);
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
    OPENSSL_cleanse(key, sizeof *key);
    system_free(key);
}

/* Continues a copy of `state` with the bytes, to the end. */
static Status hmac_half(SHA256_CTX state, const void *bytes, size_t length,
                        uint8_t out[SHA256_SIZE], Failure *failure)
{
    if (SHA256_Update(&state, bytes, length) == 1 && SHA256_Final(out, &state) == 1)
        return STATUS_OK;
    return refused(failure, "HMAC-SHA-256");
}

Status hmac_of(HmacKey *key, const void *bytes, size_t length, uint8_t out[SHA256_SIZE],
               Failure *failure)
{
    uint8_t inner[SHA256_SIZE];
    TRY(hmac_half(key->inner, bytes, length, inner, failure));
    return hmac_half(key->outer, inner, sizeof inner, out, failure);
}
