/*
 * private_key.h - private keys from PEM files or OSSL_STORE URIs. payments.md 4.
 *
 * "pkcs11:..." is a key on a token (token_key.h); that, or any other scheme, is opened through
 * OSSL_STORE where an OpenSSL provider knows it. A plain path or "file:..." is a key file,
 * traditional or PKCS#8, encrypted or not. A key file that others may read is refused. A pass
 * phrase or a token's PIN comes from a file descriptor (one line; a second key takes the next
 * line) or, without one, from the terminal; never from an argument or standard input. Key bytes
 * in memory are wiped. One thread at a time.
 */
#ifndef TILSKUDD_FORMATS_PRIVATE_KEY_H
#define TILSKUDD_FORMATS_PRIVATE_KEY_H

#include <stdint.h>

#include <openssl/types.h>

#include "formats/base/system.h"

enum { PASS_NONE = -1, PASS_PHRASE_MAX = 1024, KEY_FILE_MAX = 65536 };

/* `whose` is said where a pass phrase is asked for ("Kari Nordmann"); NULL: only where the key
 * is. KEY when there is no usable key, more than one, a wrong pass phrase, or a file that
 * others may read; USAGE for a URI with a PIN; INPUT_MISSING, INPUT_NOT_REGULAR, READ, MEMORY.
 * `pass_descriptor` is a descriptor open for reading, which stays open, or PASS_NONE: that of
 * an earlier call, if there was one. Owned: EVP_PKEY_free. */
MUST_USE Status private_key_load(const char *uri, const char *whose, int pass_descriptor,
                                 EVP_PKEY **out, Failure *failure);

/* Writes a new file, PEM PKCS#8, readable by its owner only, fsynced; WRITE when one is there
 * already. `shared`: in a folder of a group (system.h) the group reads it. */
MUST_USE Status private_key_save(const char *path, bool shared, EVP_PKEY *key,
                                 Failure *failure);

/* Reads a small secret file as it is (a symmetric key): same checks, at most `capacity` bytes.
 * The caller wipes `bytes`. */
MUST_USE Status secret_file_read(const char *path, uint8_t *bytes, size_t capacity,
                                 size_t *size, Failure *failure);
/* Whether a secret file is there that this user may not open. */
bool secret_file_hidden(const char *path);
/* Writes a new secret file, owner only (in a folder of a group the group reads it), fsynced. */
MUST_USE Status secret_file_save(const char *path, const void *bytes, size_t size,
                                 Failure *failure);
/* `size` random bytes from OpenSSL's generator. */
MUST_USE Status secret_random(uint8_t *bytes, size_t size, Failure *failure);

#endif
