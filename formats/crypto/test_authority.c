/* test_authority.c - throw-away certificates: key pairs, issuing, files. */
#include "formats/crypto/test_authority.h"

#include <stdint.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "formats/crypto/certificate.h"
#include "formats/base/openssl_error.h"
#include "formats/base/output_file.h"
#include "formats/base/parallel.h"
#include "formats/base/path.h"
#include "formats/crypto/private_key.h"

enum { RSA_BITS = 3072, SERIAL_SIZE = 16 };

/* Whose certificates there are; the first issues all of them. */
typedef enum Holder {
    HOLDER_CA,
    HOLDER_AUTHORITY,
    HOLDER_FIRST,
    HOLDER_SECOND,
    HOLDERS
} Holder;

typedef struct HolderFiles {
    const char *name, *certificate, *key;
} HolderFiles;

static const HolderFiles holder_files[HOLDERS] = {
    {"TEST sertifikatutsteder", TEST_CA_FILE, NULL},
    {"TEST myndighet", TEST_AUTHORITY_FILE, TEST_AUTHORITY_KEY_FILE},
    {"TEST disposisjon", TEST_DISPOSITION_FILE, TEST_DISPOSITION_KEY_FILE},
    {"TEST attestasjon", TEST_ATTESTATION_FILE, TEST_ATTESTATION_KEY_FILE},
};

typedef struct Material {
    EVP_PKEY *keys[HOLDERS];
    X509 *certificates[HOLDERS];
} Material;

static void material_free(Material *material)
{
    for (int i = 0; i < HOLDERS; i++) {
        EVP_PKEY_free(material->keys[i]);
        X509_free(material->certificates[i]);
    }
}
CLEANUP_VALUE(Material, material_free)

static bool is_person(int holder)
{
    return holder == HOLDER_FIRST || holder == HOLDER_SECOND;
}

typedef struct KeyWork {
    EVP_PKEY **keys;
    TestKeys kind;
} KeyWork;

static Status make_key(void *user, const ParallelPiece *piece, Failure *failure)
{
    const KeyWork *work = user;
    int holder = HOLDERS - 1 - (int)piece->number;
    bool rsa = work->kind == TEST_KEYS_RSA && is_person(holder);
    work->keys[holder] = rsa ? EVP_RSA_gen(RSA_BITS) : EVP_EC_gen("P-256");
    if (work->keys[holder] != NULL) return STATUS_OK;
    return openssl_failure(failure, STATUS_LIBRARY, NULL, "making a test key");
}

/* The two RSA keys are most of the work: they are begun first, each by a thread of its own. */
static Status make_keys(Material *material, TestKeys kind, Failure *failure)
{
    KeyWork work = {material->keys, kind};
    Parallel parallel = {.pieces = HOLDERS, .threads = 2, .user = &work, .work = make_key};
    return parallel_run(&parallel, failure);
}

static bool set_serial(X509 *x509)
{
    uint8_t bytes[SERIAL_SIZE];
    if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
    bytes[0] = (uint8_t)((bytes[0] & 0x3F) | 0x40); /* positive, and always as long */
    BIGNUM *number = BN_bin2bn(bytes, sizeof bytes, NULL);
    bool done =
        number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509)) != NULL;
    BN_free(number);
    return done;
}

static bool set_times(X509 *x509)
{
    /* This call, unlike ASN1_TIME_set_string, writes years before 2050 as RFC 5280 wants. */
    return ASN1_TIME_set_string_X509(X509_getm_notBefore(x509), "20000101000000Z") == 1 &&
           ASN1_TIME_set_string_X509(X509_getm_notAfter(x509), "20991231235959Z") == 1;
}

static bool add_to_name(X509_NAME *name, const char *field, const char *value)
{
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, (const unsigned char *)value,
                                      -1, -1, 0) == 1;
}

static bool set_names(X509 *x509, const X509 *issuer, const char *holder)
{
    X509_NAME *subject = X509_get_subject_name(x509);
    return add_to_name(subject, "C", "NO") && add_to_name(subject, "O", TEST_ORGANISATION) &&
           add_to_name(subject, "CN", holder) &&
           X509_set_issuer_name(x509, X509_get_subject_name(issuer)) == 1;
}

static bool add_extension(X509 *x509, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, x509, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    bool done = extension != NULL && X509_add_ext(x509, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return done;
}

static bool add_extensions(X509 *x509, X509 *issuer)
{
    bool authority = x509 == issuer;
    return add_extension(x509, issuer, NID_basic_constraints,
                         authority ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE") &&
           add_extension(x509, issuer, NID_key_usage,
                         authority ? "critical,keyCertSign,cRLSign"
                                   : "critical,digitalSignature,nonRepudiation") &&
           add_extension(x509, issuer, NID_subject_key_identifier, "hash") &&
           add_extension(x509, issuer, NID_authority_key_identifier, "keyid:always");
}

static Status issue(Material *material, int holder, Failure *failure)
{
    X509 *x509 = X509_new();
    material->certificates[holder] = x509;
    X509 *issuer = material->certificates[HOLDER_CA];
    bool done =
        x509 != NULL && X509_set_version(x509, X509_VERSION_3) == 1 && set_serial(x509) &&
        set_times(x509) && set_names(x509, issuer, holder_files[holder].name) &&
        X509_set_pubkey(x509, material->keys[holder]) == 1 && add_extensions(x509, issuer) &&
        X509_sign(x509, material->keys[HOLDER_CA], EVP_sha256()) > 0;
    if (done) return STATUS_OK;
    return openssl_failure(failure, STATUS_LIBRARY, NULL, "making a test certificate");
}

/* ---- files ---- */

static Status save_certificate(const char *path, X509 *x509, Failure *failure)
{
    CLEANUP(BIO_free) BIO *pem = BIO_new(BIO_s_mem());
    if (pem == NULL || PEM_write_bio_X509(pem, x509) != 1)
        return openssl_failure(failure, STATUS_LIBRARY, path, "writing a certificate");
    char *bytes = NULL;
    long size = BIO_get_mem_data(pem, &bytes);
    return output_file_save(path, 0644, OUTPUT_PLAIN, bytes, (size_t)size, NULL, failure);
}

static Status save_holder(const char *folder, const Material *material, int holder,
                          Failure *failure)
{
    char path[PATH_SIZE];
    const HolderFiles *files = &holder_files[holder];
    TRY(path_join(folder, files->certificate, path, failure));
    TRY(save_certificate(path, material->certificates[holder], failure));
    if (files->key == NULL) return STATUS_OK;
    TRY(path_join(folder, files->key, path, failure));
    bool person = holder == HOLDER_FIRST || holder == HOLDER_SECOND;
    return private_key_save(path, person, material->keys[holder], failure);
}

static Status create(const char *folder, TestKeys kind, Material *material, Failure *failure)
{
    TRY(make_keys(material, kind, failure));
    for (int i = 0; i < HOLDERS; i++)
        TRY(issue(material, i, failure));
    for (int i = 0; i < HOLDERS; i++)
        TRY(save_holder(folder, material, i, failure));
    return STATUS_OK;
}

Status test_authority_create(const char *folder, TestKeys kind, Failure *failure)
{
    CLEANUP(material_free) Material material = {{NULL}, {NULL}};
    return create(folder, kind, &material, failure);
}
