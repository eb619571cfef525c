/* private_key.c - private keys from files and key stores, and who may read their files. */
#include "formats/crypto/private_key.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/store.h>
#include <openssl/ui.h>

#include "formats/base/openssl_error.h"
#include "formats/base/translate.h"
#include "formats/crypto/token_key.h"
#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/text/visible_text.h"

/* ---- files that only their owner may know ---- */

static Status check_secret(int descriptor, const char *path, size_t capacity, size_t *size,
                           Failure *failure)
{
    struct stat found;
    if (fstat(descriptor, &found) != 0)
        return failure_set(failure, STATUS_READ, path, "%s", strerror(errno));
    if (!S_ISREG(found.st_mode))
        return failure_set(failure, STATUS_INPUT_NOT_REGULAR, path, NULL);
    if ((found.st_mode & S_IRWXO) != 0) {
        return failure_set(failure, STATUS_KEY, path,
                           "others may read or change this key file (mode %03o); make it 0600 "
                           "and consider whether the key is still secret",
                           (unsigned)(found.st_mode & 0777));
    }
    if (found.st_size <= 0 || (uint64_t)found.st_size > capacity)
        return failure_set(failure, STATUS_KEY, path, "a key file of %lld bytes",
                           (long long)found.st_size);
    *size = (size_t)found.st_size;
    return STATUS_OK;
}

static Status read_secret(int descriptor, const char *path, uint8_t *bytes, size_t capacity,
                          size_t *size, Failure *failure)
{
    TRY(check_secret(descriptor, path, capacity, size, failure));
    if (system_read_at(descriptor, bytes, *size, 0) == 0) return STATUS_OK;
    OPENSSL_cleanse(bytes, *size);
    return failure_set(failure, STATUS_READ, path, "%s", strerror(errno));
}

Status secret_file_read(const char *path, uint8_t *bytes, size_t capacity, size_t *size,
                        Failure *failure)
{
    int descriptor = system_open_read(path);
    if (descriptor < 0)
        return failure_set(failure, errno == ENOENT ? STATUS_INPUT_MISSING : STATUS_READ, path,
                           "%s", strerror(errno));
    Status status = read_secret(descriptor, path, bytes, capacity, size, failure);
    if (system_close(descriptor) == 0 || status != STATUS_OK) return status;
    OPENSSL_cleanse(bytes, *size);
    return failure_set(failure, STATUS_READ, path, "%s", strerror(errno));
}

bool secret_file_hidden(const char *path)
{
    CLEANUP(system_close) int descriptor = system_open_read(path);
    return descriptor < 0 && errno == EACCES;
}

static Status write_failed(Failure *failure, const char *path)
{
    return failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
}

static Status save_secret(const char *path, bool shared, const void *bytes, size_t size,
                          Failure *failure)
{
    enum { OWNER_MODE = 0600, GROUP_MODE = 0640 };
    bool group = shared && system_in_groups_folder(path);
    int descriptor = system_create(path, group ? GROUP_MODE : OWNER_MODE);
    if (descriptor < 0) return write_failed(failure, path);
    Status status = STATUS_OK;
    if (system_write_all(descriptor, bytes, size) != 0 || system_fsync(descriptor) != 0)
        status = write_failed(failure, path);
    if (system_close(descriptor) != 0 && status == STATUS_OK)
        status = write_failed(failure, path);
    if (status == STATUS_OK) status = path_sync_name(path, failure);
    if (status != STATUS_OK) (void)system_unlink(path);
    return status;
}

Status secret_file_save(const char *path, const void *bytes, size_t size, Failure *failure)
{
    return save_secret(path, true, bytes, size, failure);
}

Status secret_random(uint8_t *bytes, size_t size, Failure *failure)
{
    if (size <= INT32_MAX && RAND_priv_bytes(bytes, (int)size) == 1) return STATUS_OK;
    return openssl_failure(failure, STATUS_LIBRARY, NULL, "random numbers");
}

/* ---- pass phrases ---- */

enum { PROMPT_SIZE = 200 };

/* OpenSSL may ask more than once for one key: the answer is read once and kept until the key is
 * loaded, so that it never eats the line of the next key. */
typedef struct PassPhrase {
    int descriptor;
    char prompt[PROMPT_SIZE];
    bool asked, missing;
    char text[PASS_PHRASE_MAX + 1];
    int length;
} PassPhrase;

/* One line, byte by byte: what follows belongs to the next key. Negative when none is there. */
static int pass_from_descriptor(int descriptor, char *buffer, int size)
{
    int length = 0;
    char c;
    ssize_t got;
    while ((got = system_read(descriptor, &c, 1)) == 1 && c != '\n') {
        if (length >= size) return -1;
        buffer[length++] = c;
    }
    if (length > 0 && buffer[length - 1] == '\r') length--;
    return got < 0 || length == 0 ? -1 : length;
}

/* Whose key, and which of several, it is about; nothing in its name acts on the terminal. */
static void make_prompt(const char *whose, const char *uri, char prompt[PROMPT_SIZE])
{
    bool token = token_uri(uri);
    if (whose == NULL)
        snprintf(prompt, PROMPT_SIZE,
                 token ? _("PIN of the token of %s: ") : _("Pass phrase of %s: "), uri);
    else
        snprintf(prompt, PROMPT_SIZE,
                 token ? _("PIN of the token of %s (%s): ") : _("Pass phrase of %s (%s): "),
                 whose, uri);
    if (visible_line(prompt)) return;
    for (char *at = prompt; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || (unsigned char)*at > '~') *at = '?';
}

/* OpenSSL would read standard input where there is no terminal: that is not ours to read. */
static int pass_from_terminal(const char *prompt, char *buffer, int size)
{
    int terminal = system_open_read("/dev/tty");
    if (terminal < 0) return -1;
    if (system_close(terminal) != 0) return -1;
    if (EVP_read_pw_string_min(buffer, 1, size, prompt, 0) != 0) return -1;
    return (int)strnlen(buffer, (size_t)size);
}

static void ask_once(PassPhrase *pass)
{
    if (pass->asked) return;
    pass->length = pass->descriptor != PASS_NONE
                       ? pass_from_descriptor(pass->descriptor, pass->text, PASS_PHRASE_MAX)
                       : pass_from_terminal(pass->prompt, pass->text, PASS_PHRASE_MAX);
    pass->asked = true;
    pass->missing = pass->length < 0;
}

static int give_pass_phrase(char *buffer, int size, int writing, void *user)
{
    (void)writing;
    PassPhrase *pass = user;
    ask_once(pass);
    if (pass->missing || pass->length > size) return -1;
    memcpy(buffer, pass->text, (size_t)pass->length);
    return pass->length;
}

/* ---- keys ---- */

static Status no_key(const PassPhrase *pass, const char *uri, Failure *failure)
{
    if (pass->missing) {
        ERR_clear_error();
        return failure_set(failure, STATUS_KEY, uri, "the key has a pass phrase or PIN, and %s",
                           pass->descriptor == PASS_NONE
                               ? _("no terminal can be asked: use --pass-fd")
                               : _("none can be read from --pass-fd"));
    }
    return openssl_failure(failure, STATUS_KEY, uri,
                           pass->asked ? N_("wrong pass phrase, or a damaged key")
                                       : N_("no private key can be read"));
}

/* Takes the one private key of an open store. */
static Status load_only_key(OSSL_STORE_CTX *store, const PassPhrase *pass, const char *uri,
                            EVP_PKEY **out, Failure *failure)
{
    CLEANUP(EVP_PKEY_free) EVP_PKEY *key = NULL;
    int keys = 0;
    while (keys < 2 && !pass->missing && OSSL_STORE_eof(store) == 0) {
        OSSL_STORE_INFO *info = OSSL_STORE_load(store);
        if (info == NULL) {
            if (OSSL_STORE_error(store) != 0) break;
            continue;
        }
        if (OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_PKEY && ++keys == 1)
            key = OSSL_STORE_INFO_get1_PKEY(info);
        OSSL_STORE_INFO_free(info);
    }
    if (keys == 1 && key != NULL) {
        ERR_clear_error();
        *out = HAND_OVER(EVP_PKEY *, key);
        return STATUS_OK;
    }
    if (keys < 2) return no_key(pass, uri, failure);
    return failure_set(failure, STATUS_KEY, uri, "more than one private key; name one");
}

static Status load_with(OSSL_STORE_CTX *store, const PassPhrase *pass, const char *uri,
                        EVP_PKEY **out, Failure *failure)
{
    if (store == NULL) return openssl_failure(failure, STATUS_KEY, uri, "no such key store");
    OSSL_STORE_expect(store, OSSL_STORE_INFO_PKEY);
    Status status = load_only_key(store, pass, uri, out, failure);
    OSSL_STORE_close(store);
    return status;
}

/* What a key file holds; wiped when it is let go. */
typedef struct Secret {
    uint8_t *bytes;
    size_t size;
} Secret;

static void secret_free(Secret *secret)
{
    if (secret->bytes != NULL) OPENSSL_cleanse(secret->bytes, secret->size);
    system_free(secret->bytes);
}
CLEANUP_VALUE(Secret, secret_free)

static Status load_file(const char *path, UI_METHOD *ask, PassPhrase *pass, EVP_PKEY **out,
                        Failure *failure)
{
    CLEANUP(secret_free) Secret secret = {.bytes = system_allocate(KEY_FILE_MAX)};
    if (secret.bytes == NULL) return failure_set(failure, STATUS_MEMORY, path, "a key");
    TRY(secret_file_read(path, secret.bytes, KEY_FILE_MAX, &secret.size, failure));
    CLEANUP(BIO_free) BIO *bio = BIO_new_mem_buf(secret.bytes, (int)secret.size);
    if (bio == NULL) return openssl_failure(failure, STATUS_MEMORY, path, "a key");
    return load_with(OSSL_STORE_attach(bio, "file", NULL, NULL, ask, pass, NULL, NULL, NULL),
                     pass, path, out, failure);
}

/* Length of the scheme of a URI with its colon (RFC 3986, two letters at least), or 0: a path.
 */
static size_t scheme_length(const char *uri)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char others[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";
    if (strspn(uri, letters) < 1) return 0;
    size_t length = strspn(uri, others);
    return length >= 2 && uri[length] == ':' ? length + 1 : 0;
}

/* The path that a "file:" URI names, or NULL for another machine's. */
static const char *file_path(const char *uri)
{
    const char *path = uri + strlen("file:");
    if (strncmp(path, "//", 2) != 0) return path;
    path += 2;
    if (strncmp(path, "localhost/", 10) == 0) path += 9;
    return path[0] == '/' ? path : NULL;
}

/* Whether a provider has the scheme "pkcs11"; what is left in OpenSSL's queue is no failure. */
static bool has_token_provider(void)
{
    OSSL_STORE_LOADER *loader = OSSL_STORE_LOADER_fetch(NULL, "pkcs11", NULL);
    OSSL_STORE_LOADER_free(loader);
    ERR_clear_error();
    return loader != NULL;
}

static Status load_token(const char *uri, PassPhrase *pass, EVP_PKEY **out, Failure *failure)
{
    ask_once(pass);
    if (pass->missing) return no_key(pass, uri, failure);
    pass->text[pass->length] = '\0';
    return token_key_load(uri, pass->text, out, failure);
}

static Status load_any(const char *uri, UI_METHOD *ask, PassPhrase *pass, EVP_PKEY **out,
                       Failure *failure)
{
    if (scheme_length(uri) == 0) return load_file(uri, ask, pass, out, failure);
    TRY(token_uri_check(uri, failure));
    if (token_uri(uri) && !has_token_provider()) return load_token(uri, pass, out, failure);
    if (strncmp(uri, "file:", 5) != 0) {
        OSSL_STORE_CTX *store = OSSL_STORE_open(uri, ask, pass, NULL, NULL);
        return load_with(store, pass, uri, out, failure);
    }
    const char *path = file_path(uri);
    if (path != NULL) return load_file(path, ask, pass, out, failure);
    return failure_set(failure, STATUS_KEY, uri, "a file URI must name a file of this machine");
}

/* Of the process: the ledger's own keys are loaded where nobody knows of --pass-fd. */
static int known_descriptor = PASS_NONE;

Status private_key_load(const char *uri, const char *whose, int pass_descriptor, EVP_PKEY **out,
                        Failure *failure)
{
    *out = NULL;
    ERR_clear_error();
    if (pass_descriptor != PASS_NONE) known_descriptor = pass_descriptor;
    PassPhrase pass = {.descriptor = known_descriptor};
    make_prompt(whose, uri, pass.prompt);
    UI_METHOD *ask = UI_UTIL_wrap_read_pem_callback(give_pass_phrase, 0);
    if (ask == NULL) return openssl_failure(failure, STATUS_MEMORY, uri, "a key");
    Status status = load_any(uri, ask, &pass, out, failure);
    UI_destroy_method(ask);
    OPENSSL_cleanse(pass.text, sizeof pass.text);
    return status;
}

static Status save_pem(const char *path, bool shared, BIO *pem, EVP_PKEY *key, Failure *failure)
{
    if (PEM_write_bio_PKCS8PrivateKey(pem, key, NULL, NULL, 0, NULL, NULL) != 1)
        return openssl_failure(failure, STATUS_KEY, path, "writing a private key");
    char *bytes = NULL;
    long size = BIO_get_mem_data(pem, &bytes);
    Status status = save_secret(path, shared, bytes, (size_t)size, failure);
    OPENSSL_cleanse(bytes, (size_t)size);
    return status;
}

Status private_key_save(const char *path, bool shared, EVP_PKEY *key, Failure *failure)
{
    CLEANUP(BIO_free) BIO *pem = BIO_new(BIO_s_mem());
    if (pem == NULL) return openssl_failure(failure, STATUS_MEMORY, path, "a key");
    return save_pem(path, shared, pem, key, failure);
}
