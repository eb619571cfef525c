#include "formats/trust/ledger_keys.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/path.h"
#include "formats/base/system.h"
#include "formats/crypto/private_key.h"

enum { KEY_NAME_SIZE = 48 };

static void log_key_name(const LogVerifier *verifier, char name[KEY_NAME_SIZE])
{
    snprintf(name, KEY_NAME_SIZE, "keys/log-key-%08x.pem", (unsigned)verifier->id);
}

static void pseudonym_key_name(const uint8_t check[SHA256_SIZE], char name[KEY_NAME_SIZE])
{
    char hex[SHA256_HEX_SIZE];
    sha256_to_hex(check, hex);
    snprintf(name, KEY_NAME_SIZE, "keys/pseudonym-%.16s.key", hex);
}

/* The key by its own name, else the opening's. */
static Status find(const char *ledger, const char *own, const char *first, char path[PATH_SIZE],
                   Failure *failure)
{
    PathKind kind;
    TRY(path_join(ledger, own, path, failure));
    TRY(path_kind(path, &kind, failure));
    return kind != PATH_MISSING ? STATUS_OK : path_join(ledger, first, path, failure);
}

Status ledger_log_key_load(const char *ledger, const LogVerifier *verifier, LogKey **out,
                           Failure *failure)
{
    char path[PATH_SIZE], name[KEY_NAME_SIZE];
    CLEANUP(log_key_free) LogKey *key = NULL;
    *out = NULL;
    log_key_name(verifier, name);
    TRY(find(ledger, name, "keys/log-key.pem", path, failure));
    TRY(log_key_load(path, verifier->name, PASS_NONE, &key, failure));
    if (log_key_verifier(key)->id != verifier->id)
        return failure_set(failure, STATUS_KEY, path,
                           "not the log key that the ledger has: put that one back, as %s",
                           name);
    *out = HAND_OVER(LogKey *, key);
    return STATUS_OK;
}

Status ledger_pseudonym_key_load(const char *ledger, const uint8_t check[SHA256_SIZE],
                                 PseudonymKey *out, Failure *failure)
{
    char path[PATH_SIZE], name[KEY_NAME_SIZE];
    pseudonym_key_name(check, name);
    TRY(find(ledger, name, "keys/pseudonym.key", path, failure));
    TRY(pseudonym_key_read(path, out, failure));
    Status status = pseudonym_key_is(out, check, path, failure);
    if (status != STATUS_OK) pseudonym_key_forget(out);
    return status;
}

bool ledger_pseudonym_key_hidden(const char *ledger, const uint8_t check[SHA256_SIZE])
{
    char own[KEY_NAME_SIZE], path[PATH_SIZE];
    pseudonym_key_name(check, own);
    const char *const names[] = {own, "keys/pseudonym.key"};
    for (size_t i = 0; i < 2; i++)
        if (path_join(ledger, names[i], path, NULL) == STATUS_OK && secret_file_hidden(path))
            return true;
    return false;
}

/* --- a new one --- */

/* What a killed command left, or a half that could not be finished: a secret is nobody's. */
static Status clear(const char *unfinished, Failure *failure)
{
    if (system_unlink(unfinished) == 0 || errno == ENOENT) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, unfinished, "%s", strerror(errno));
}

/* Under another name first: a name that is there has all of its key. */
static Status lay(const char *source, const char *path, Failure *failure)
{
    char unfinished[PATH_SIZE], folder[PATH_SIZE];
    uint8_t secret[KEY_FILE_MAX];
    size_t size;
    TRY(path_with(path, ".tmp", unfinished, failure));
    TRY(path_parent(path, folder, failure));
    TRY(clear(unfinished, failure));
    TRY(secret_file_read(source, secret, sizeof secret, &size, failure));
    Status status = secret_file_save(unfinished, secret, size, failure);
    explicit_bzero(secret, sizeof secret);
    if (status == STATUS_OK) status = path_rename(unfinished, path, failure);
    if (status == STATUS_OK) return path_sync(folder, failure);
    Failure ignored = {0};
    (void)clear(unfinished, &ignored);
    return status;
}

static Status keep(const char *ledger, const char *name, const char *source, Failure *failure)
{
    char path[PATH_SIZE];
    PathKind kind;
    TRY(path_join(ledger, name, path, failure));
    TRY(path_kind(path, &kind, failure));
    return kind == PATH_MISSING ? lay(source, path, failure) : STATUS_OK;
}

Status ledger_log_key_keep(const char *ledger, const char *source, const LogVerifier *verifier,
                           Failure *failure)
{
    char name[KEY_NAME_SIZE];
    log_key_name(verifier, name);
    return keep(ledger, name, source, failure);
}

Status ledger_pseudonym_key_keep(const char *ledger, const char *source,
                                 const uint8_t check[SHA256_SIZE], Failure *failure)
{
    char name[KEY_NAME_SIZE];
    pseudonym_key_name(check, name);
    return keep(ledger, name, source, failure);
}
