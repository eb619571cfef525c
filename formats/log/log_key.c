/* log_key.c - Ed25519 keys of the audit log. */
#include "formats/log/log_key.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "formats/base/base64.h"
#include "formats/base/digest.h"
#include "formats/base/openssl_error.h"
#include "formats/base/translate.h"
#include "formats/crypto/private_key.h"

/* C2SP: the byte that stands for plain Ed25519 signatures. */
enum { ALGORITHM_ED25519 = 0x01, ID_HEX_DIGITS = 8 };

struct LogKey {
    EVP_PKEY *key;
    LogVerifier verifier;
};

bool log_name_valid(const char *name)
{
    size_t length = strlen(name);
    if (length < 1 || length >= LOG_NAME_SIZE) return false;
    for (size_t i = 0; i < length; i++) {
        if (name[i] <= ' ' || name[i] > '~' || name[i] == '+') return false;
    }
    return true;
}

static Status compute_id(LogVerifier *verifier, Failure *failure)
{
    uint8_t message[LOG_NAME_SIZE + 2 + LOG_PUBLIC_KEY_SIZE], digest[SHA256_SIZE];
    size_t length = strlen(verifier->name);
    memcpy(message, verifier->name, length);
    message[length++] = '\n';
    message[length++] = ALGORITHM_ED25519;
    memcpy(message + length, verifier->public_key, LOG_PUBLIC_KEY_SIZE);
    TRY(sha256_of(message, length + LOG_PUBLIC_KEY_SIZE, digest, failure));
    verifier->id = (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 |
                   (uint32_t)digest[2] << 8 | digest[3];
    return STATUS_OK;
}

static Status fill_verifier(LogKey *key, const char *name, Failure *failure)
{
    if (!log_name_valid(name))
        return failure_set(failure, STATUS_KEY, NULL, "a log cannot have this name");
    size_t size = LOG_PUBLIC_KEY_SIZE;
    if (!EVP_PKEY_is_a(key->key, "ED25519") ||
        EVP_PKEY_get_raw_public_key(key->key, key->verifier.public_key, &size) != 1 ||
        size != LOG_PUBLIC_KEY_SIZE) {
        ERR_clear_error();
        return failure_set(failure, STATUS_KEY, NULL, "the log's key must be an Ed25519 key");
    }
    memcpy(key->verifier.name, name, strlen(name) + 1);
    return compute_id(&key->verifier, failure);
}

Status log_key_load(const char *path, const char *name, int pass_descriptor, LogKey **out,
                    Failure *failure)
{
    *out = NULL;
    CLEANUP(log_key_free) LogKey *key = system_allocate_zeroed(1, sizeof *key);
    if (key == NULL) return failure_set(failure, STATUS_MEMORY, path, "the log's key");
    TRY(failure_at(
        failure, path,
        private_key_load(path, _("the audit log's key"), pass_descriptor, &key->key, failure)));
    TRY(failure_at(failure, path, fill_verifier(key, name, failure)));
    *out = HAND_OVER(LogKey *, key);
    return STATUS_OK;
}

Status log_key_create(const char *path, Failure *failure)
{
    CLEANUP(EVP_PKEY_free) EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    if (key == NULL)
        return openssl_failure(failure, STATUS_LIBRARY, path, "making the log's key");
    return private_key_save(path, true, key, failure);
}

void log_key_free(LogKey *key)
{
    if (key == NULL) return;
    EVP_PKEY_free(key->key);
    system_free(key);
}

const LogVerifier *log_key_verifier(const LogKey *key)
{
    return &key->verifier;
}

Status log_key_sign(const LogKey *key, const void *bytes, size_t size,
                    uint8_t signature[LOG_SIGNATURE_SIZE], Failure *failure)
{
    size_t length = LOG_SIGNATURE_SIZE;
    CLEANUP(EVP_MD_CTX_free) EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL || EVP_DigestSignInit(context, NULL, NULL, NULL, key->key) != 1 ||
        EVP_DigestSign(context, signature, &length, bytes, size) != 1 ||
        length != LOG_SIGNATURE_SIZE)
        return openssl_failure(failure, STATUS_KEY, NULL, "signing the log's checkpoint");
    Status status = log_verifier_check(&key->verifier, bytes, size, signature, failure);
    if (status != STATUS_VERIFICATION) return status;
    return failure_explain(failure, STATUS_KEY, "the checkpoint just signed");
}

Status log_verifier_check(const LogVerifier *verifier, const void *bytes, size_t size,
                          const uint8_t signature[LOG_SIGNATURE_SIZE], Failure *failure)
{
    CLEANUP(EVP_PKEY_free)
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, verifier->public_key,
                                                   LOG_PUBLIC_KEY_SIZE);
    CLEANUP(EVP_MD_CTX_free) EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (key == NULL || context == NULL ||
        EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) != 1)
        return openssl_failure(failure, STATUS_LIBRARY, NULL, "checking a checkpoint");
    bool good = EVP_DigestVerify(context, signature, LOG_SIGNATURE_SIZE, bytes, size) == 1;
    ERR_clear_error();
    if (good) return openssl_whole(failure, "checking a checkpoint");
    return failure_set(failure, openssl_status(STATUS_VERIFICATION), NULL,
                       "the signature of %s on the checkpoint is wrong", verifier->name);
}

/* ---- the verifier key's text ---- */

void log_verifier_write(const LogVerifier *verifier, TextBuffer *out)
{
    uint8_t key[1 + LOG_PUBLIC_KEY_SIZE] = {ALGORITHM_ED25519};
    memcpy(key + 1, verifier->public_key, LOG_PUBLIC_KEY_SIZE);
    text_buffer_format(out, "%s+%08x+", verifier->name, (unsigned)verifier->id);
    base64_append(out, key, sizeof key);
}

static bool parse_id(const char *text, size_t length, uint32_t *id)
{
    *id = 0;
    if (length != ID_HEX_DIGITS) return false;
    for (size_t i = 0; i < length; i++) {
        static const char digits[] = "0123456789abcdef";
        const char *digit = text[i] != '\0' ? strchr(digits, text[i]) : NULL;
        if (digit == NULL) return false;
        *id = *id << 4 | (uint32_t)(digit - digits);
    }
    return true;
}

static bool parse_key(const char *text, size_t length, LogVerifier *out)
{
    uint8_t key[1 + LOG_PUBLIC_KEY_SIZE];
    size_t size = 0;
    if (!base64_decode(text, length, key, sizeof key, &size)) return false;
    if (size != sizeof key || key[0] != ALGORITHM_ED25519) return false;
    memcpy(out->public_key, key + 1, LOG_PUBLIC_KEY_SIZE);
    return true;
}

static bool parse_name(const char *text, size_t length, LogVerifier *out)
{
    if (length >= LOG_NAME_SIZE || memchr(text, '\0', length) != NULL) return false;
    memcpy(out->name, text, length);
    out->name[length] = '\0';
    return log_name_valid(out->name);
}

Status log_verifier_parse(const void *text, size_t size, LogVerifier *out, Failure *failure)
{
    const char *bytes = text;
    if (size > 0 && bytes[size - 1] == '\n') size--;
    memset(out, 0, sizeof *out);
    const char *first = memchr(bytes, '+', size);
    const char *second =
        first != NULL ? memchr(first + 1, '+', size - (size_t)(first + 1 - bytes)) : NULL;
    uint32_t said = 0;
    bool good = second != NULL && parse_name(bytes, (size_t)(first - bytes), out) &&
                parse_id(first + 1, (size_t)(second - first - 1), &said) &&
                parse_key(second + 1, size - (size_t)(second + 1 - bytes), out);
    if (good) {
        TRY(compute_id(out, failure));
        good = out->id == said;
    }
    if (good) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, NULL,
                       "not the public key of a log (name+id+key, Ed25519)");
}
