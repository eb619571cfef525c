/* libraries.c - how OpenSSL and libxml2 are started. See libraries.h. */
#include "formats/base/libraries.h"

#include <stdlib.h>
#include <string.h>

#ifdef TILSKUDD_LIBDEFLATE
#include <libdeflate.h>
#endif
#include <libxml/parser.h>
#include <libxml/xmlmemory.h>
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <xlsxwriter.h>
#include <zlib.h>

#include "formats/base/digest.h"
#include "formats/base/library_memory.h"
#include "formats/base/openssl_error.h"

/* --- memory --- */

static void *openssl_allocate(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return library_allocate(size);
}

static void *openssl_reallocate(void *memory, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return library_reallocate(memory, size);
}

static void openssl_free(void *memory, const char *file, int line)
{
    (void)file;
    (void)line;
    library_free(memory);
}

static char *duplicate(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = library_allocate(size);
    return copy != NULL ? memcpy(copy, text, size) : NULL;
}

static Status give_memory(Failure *failure)
{
#ifdef TILSKUDD_LIBDEFLATE
    libdeflate_set_memory_allocator(system_allocate, system_free);
#endif
    if (CRYPTO_set_mem_functions(openssl_allocate, openssl_reallocate, openssl_free) == 1 &&
        xmlMemSetup(library_free, library_allocate, library_reallocate, duplicate) == 0)
        return STATUS_OK;
    return failure_set(failure, STATUS_LIBRARY, NULL,
                       "OpenSSL or libxml2 was used before it was started");
}

/* --- what signatures need --- */

static Status try_digest(Failure *failure)
{
    static const char expected[] =
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    uint8_t digest[SHA256_SIZE];
    char hex[SHA256_HEX_SIZE];
    TRY(sha256_of("abc", 3, digest, failure));
    sha256_to_hex(digest, hex);
    if (strcmp(hex, expected) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_LIBRARY, "OpenSSL", "its SHA-256 is wrong");
}

static Status try_signatures(Failure *failure)
{
    static const char *const names[] = {"RSA", "ECDSA", "ED25519"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        EVP_SIGNATURE *found = EVP_SIGNATURE_fetch(NULL, names[i], NULL);
        if (found == NULL) return openssl_failure(failure, STATUS_LIBRARY, "OpenSSL", names[i]);
        EVP_SIGNATURE_free(found);
    }
    if (RAND_status() == 1) return STATUS_OK;
    return openssl_failure(failure, STATUS_LIBRARY, "OpenSSL", "no random numbers");
}

/* What OpenSSL reads of the environment could put other code into the program. */
static void forget_settings(void)
{
    static const char *const names[] = {"OPENSSL_CONF", "OPENSSL_CONF_INCLUDE",
                                        "OPENSSL_ENGINES", "OPENSSL_MODULES"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        (void)unsetenv(names[i]);
}

Status libraries_start(Failure *failure)
{
    forget_settings();
    TRY(give_memory(failure));
    if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_LOAD_CRYPTO_STRINGS |
                                OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_ADD_ALL_DIGESTS,
                            NULL) != 1)
        return openssl_failure(failure, STATUS_LIBRARY, "OpenSSL", "cannot be started");
    TRY(try_digest(failure));
    TRY(try_signatures(failure));
    return openssl_whole(failure, "starting");
}

Status libraries_configure(const char *path, Failure *failure)
{
    if (CONF_modules_load_file(path, NULL, 0) > 0) return openssl_whole(failure, path);
    return openssl_failure(failure, STATUS_KEY, path, "not an OpenSSL configuration to use");
}

/* libxml2 says 20914, for 2.9.14, and then more of the same. */
void libraries_versions(TextBuffer *out)
{
    long number = strtol(xmlParserVersion, NULL, 10);
    text_buffer_format(out, "libxml2 %ld.%ld.%ld, OpenSSL %s, zlib %s", number / 10000,
                       number / 100 % 100, number % 100,
                       OpenSSL_version(OPENSSL_VERSION_STRING), zlibVersion());
#ifdef TILSKUDD_LIBDEFLATE
    text_buffer_format(out, ", libdeflate %s", LIBDEFLATE_VERSION_STRING);
#endif
    text_buffer_format(out, ", libxlsxwriter %s", lxw_version());
}
