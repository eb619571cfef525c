/*
 * token_key.h - private keys that stay on tokens, by OpenSSL's PKCS#11 engine. trust.md 5.
 *
 * Debian 12 has no provider for tokens; its package libengine-pkcs11-openssl has the engine,
 * which knows every token that p11-kit knows. The key never leaves the token. A token stays
 * open, and logged in, until the program ends. One thread at a time.
 */
#ifndef TILSKUDD_FORMATS_TOKEN_KEY_H
#define TILSKUDD_FORMATS_TOKEN_KEY_H

#include <stdbool.h>

#include <openssl/types.h>

#include "rules/base/status.h"

/* Of "pkcs11:token=...;object=..." (RFC 7512), perhaps with "?module-path=FILE" for a PKCS#11
 * library that p11-kit does not know; one for all keys of a process. */
bool token_uri(const char *uri);
/* USAGE for a URI with a PIN in it, or with where one can be read: others see the arguments of
 * a process, and URIs are written down. The URI itself is in no message. */
MUST_USE Status token_uri_check(const char *uri, Failure *failure);
/* Logs in with `pin` and takes the key. KEY, with the token's own words, when there is no such
 * token or key, or the PIN is wrong or locked: tried once, since a token counts. Owned:
 * EVP_PKEY_free. */
MUST_USE Status token_key_load(const char *uri, const char *pin, EVP_PKEY **out,
                               Failure *failure);

#endif
