/*
 * log_key.h - the Ed25519 key that signs the audit log's checkpoints, and the public half that
 * checks them. control.md 2; C2SP signed-note.
 *
 * A key has a name (the log's origin), which goes into its key id: the first four bytes of
 * SHA-256(name, newline, 0x01, public key). Never changes after it is made: any thread may
 * read; one thread at a time signs.
 */
#ifndef TILSKUDD_FORMATS_LOG_KEY_H
#define TILSKUDD_FORMATS_LOG_KEY_H

#include "formats/base/text_buffer.h"

enum {
    LOG_NAME_SIZE = 128, /* with the NUL */
    LOG_PUBLIC_KEY_SIZE = 32,
    LOG_SIGNATURE_SIZE = 64
};

typedef struct LogKey LogKey; /* owned: log_key_free; holds the private key */

/* The public half. Plain data. */
typedef struct LogVerifier {
    char name[LOG_NAME_SIZE];
    uint32_t id;
    uint8_t public_key[LOG_PUBLIC_KEY_SIZE];
} LogVerifier;

/* A name of 1 to 127 printable ASCII characters without space and plus. */
bool log_name_valid(const char *name);

/* PEM PKCS#8 file that others cannot read. KEY when it is not Ed25519 or the name is not valid;
 * else the failures of private_key_load. */
MUST_USE Status log_key_load(const char *path, const char *name, int pass_descriptor,
                             LogKey **out, Failure *failure);
/* Makes a new key and writes it to a new file, mode 0600 (test ledgers). */
MUST_USE Status log_key_create(const char *path, Failure *failure);
void log_key_free(LogKey *key);
CLEANUP_POINTER(LogKey, log_key_free)
/* Borrowed. */
const LogVerifier *log_key_verifier(const LogKey *key);

/* Ed25519 over the bytes, verified after it is made. KEY, MEMORY, LIBRARY. */
MUST_USE Status log_key_sign(const LogKey *key, const void *bytes, size_t size,
                             uint8_t signature[LOG_SIGNATURE_SIZE], Failure *failure);
/* VERIFICATION unless the signature is this key's over these bytes. */
MUST_USE Status log_verifier_check(const LogVerifier *verifier, const void *bytes, size_t size,
                                   const uint8_t signature[LOG_SIGNATURE_SIZE],
                                   Failure *failure);

/* The verifier key, one line without its end: name+hex(id)+base64(0x01 || public key). */
void log_verifier_write(const LogVerifier *verifier, TextBuffer *out);
/* Reads one, a newline at its end allowed. INPUT_VALUE when anything is wrong with it. */
MUST_USE Status log_verifier_parse(const void *text, size_t size, LogVerifier *out,
                                   Failure *failure);

#endif
