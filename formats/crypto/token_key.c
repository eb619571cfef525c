/*
 * token_key.c - keys on tokens. See token_key.h.
 *
 * Engines are deprecated since OpenSSL 3.0, in favour of providers. Debian 12 has an engine for
 * tokens and no provider: until it has one there is no other way to a token. A provider that
 * is configured (--openssl-conf) comes first (private_key.c), and then nothing here is used.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "formats/crypto/token_key.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <openssl/crypto.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/ui.h>

#include "formats/base/openssl_error.h"
#include "formats/base/path.h"

CLEANUP_POINTER(ENGINE, ENGINE_free)

static const char scheme[] = "pkcs11:";

bool token_uri(const char *uri)
{
    return strncasecmp(uri, scheme, sizeof scheme - 1) == 0;
}

Status token_uri_check(const char *uri, Failure *failure)
{
    if (strcasestr(uri, "pin-value") == NULL && strcasestr(uri, "pin-source") == NULL)
        return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, "--key",
                       "leave pin-value and pin-source out of the URI; the PIN is asked for or "
                       "read from --pass-fd");
}

/* A URI in its two parts: the engine wants the module apart from the key. */
typedef struct TokenName {
    char key[PATH_SIZE], module[PATH_SIZE]; /* module "": p11-kit's */
} TokenName;

static Status split(const char *uri, TokenName *out, Failure *failure)
{
    static const char attribute[] = "module-path=";
    const char *query = strchr(uri, '?');
    size_t length = query != NULL ? (size_t)(query - uri) : strlen(uri);
    out->module[0] = '\0';
    bool good = length < sizeof out->key;
    if (good && query != NULL) {
        const char *module = query + sizeof attribute;
        good = strncmp(query + 1, attribute, sizeof attribute - 1) == 0 && module[0] == '/' &&
               strpbrk(module, "&%") == NULL && strlen(module) < sizeof out->module;
        if (good) snprintf(out->module, sizeof out->module, "%s", module);
    }
    if (good) snprintf(out->key, sizeof out->key, "%.*s", (int)length, uri);
    return good ? STATUS_OK
                : failure_set(failure, STATUS_USAGE, "--key",
                              "a token's URI may end with ?module-path= and an absolute path "
                              "without & and %%, and with nothing else");
}

static Status find_engine(ENGINE **out, Failure *failure)
{
    if (OPENSSL_init_crypto(OPENSSL_INIT_ENGINE_DYNAMIC, NULL) == 1)
        *out = ENGINE_by_id("pkcs11");
    if (*out != NULL) return STATUS_OK;
    ERR_clear_error();
    return failure_set(failure, openssl_status(STATUS_KEY), "--key",
                       "OpenSSL has no PKCS#11 engine here: install it (Debian: "
                       "libengine-pkcs11-openssl), or configure a provider and name its "
                       "configuration with --openssl-conf");
}

/* The PIN is set anew for each key: the engine would try the last token's on this one. */
static bool prepare(ENGINE *engine, const TokenName *name, const char *pin)
{
    if (name->module[0] != '\0' &&
        ENGINE_ctrl_cmd_string(engine, "MODULE_PATH", name->module, 0) != 1)
        return false;
    return ENGINE_ctrl_cmd_string(engine, "QUIET", NULL, 0) == 1 &&
           ENGINE_ctrl_cmd_string(engine, "PIN", pin, 0) == 1;
}

/* The engine's own words for a token that is not there are "invalid parameter"; those of the
 * token and of its library come first in the queue and say more. */
static Status no_key(const char *uri, Failure *failure)
{
    const char *who = ERR_lib_error_string(ERR_peek_error());
    if (who == NULL || strcmp(who, "pkcs11 engine") != 0)
        return openssl_failure(failure, STATUS_KEY, uri, "the token does not give the key");
    ERR_clear_error();
    return failure_set(failure, openssl_status(STATUS_KEY), uri,
                       "no such key on any token that is there: is it put in, and does the URI "
                       "name it?");
}

Status token_key_load(const char *uri, const char *pin, EVP_PKEY **out, Failure *failure)
{
    CLEANUP(ENGINE_free) ENGINE *engine = NULL;
    TokenName name;
    *out = NULL;
    TRY(token_uri_check(uri, failure));
    TRY(split(uri, &name, failure));
    TRY(find_engine(&engine, failure));
    /* Never finished: that would close the token under the key. */
    if (!prepare(engine, &name, pin) || ENGINE_init(engine) != 1)
        return openssl_failure(failure, STATUS_KEY, uri, "the PKCS#11 engine");
    /* Nobody is asked again: a token counts what it is told wrong. */
    UI_METHOD *nobody = (UI_METHOD *)(uintptr_t)UI_null();
    *out = ENGINE_load_private_key(engine, name.key, nobody, NULL);
    if (*out != NULL) return STATUS_OK;
    return no_key(uri, failure);
}
