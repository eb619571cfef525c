/* certificates.c - certificates of any shape for tests. */
#include "tests/formats/crypto/certificates.h"

#include <CUnit/Basic.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

static void add_extension(X509 *x509, int nid, const char *value)
{
    if (value == NULL) return;
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    CU_ASSERT_PTR_NOT_NULL_FATAL(extension);
    CU_ASSERT_EQUAL(X509_add_ext(x509, extension, -1), 1);
    X509_EXTENSION_free(extension);
}

X509 *make_certificate(EVP_PKEY *key, const CertificateShape *shape)
{
    static long serial = 1000;
    X509 *x509 = X509_new();
    CU_ASSERT_PTR_NOT_NULL_FATAL(x509);
    X509 *issuer = shape->issuer != NULL ? shape->issuer : x509;
    EVP_PKEY *issuer_key = shape->issuer_key != NULL ? shape->issuer_key : key;
    CU_ASSERT_EQUAL(X509_set_version(x509, shape->version_1 ? X509_VERSION_1 : X509_VERSION_3),
                    1);
    CU_ASSERT_EQUAL(ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial), 1);
    CU_ASSERT_EQUAL(ASN1_TIME_set_string_X509(X509_getm_notBefore(x509), "20000101000000Z"), 1);
    CU_ASSERT_EQUAL(ASN1_TIME_set_string_X509(X509_getm_notAfter(x509), "20991231235959Z"), 1);
    CU_ASSERT_EQUAL(X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_UTF8,
                                               (const unsigned char *)shape->name, -1, -1, 0),
                    1);
    CU_ASSERT_EQUAL(X509_set_issuer_name(x509, X509_get_subject_name(issuer)), 1);
    CU_ASSERT_EQUAL(X509_set_pubkey(x509, key), 1);
    add_extension(x509, NID_basic_constraints, shape->basic_constraints);
    add_extension(x509, NID_key_usage, shape->key_usage);
    add_extension(x509, NID_ext_key_usage, shape->extended_key_usage);
    bool own_digest = EVP_PKEY_is_a(issuer_key, "ED25519");
    CU_ASSERT_TRUE(X509_sign(x509, issuer_key, own_digest ? NULL : EVP_sha256()) > 0);
    return x509;
}

void append_certificate(const char *path, X509 *x509)
{
    BIO *bio = BIO_new_file(path, "a");
    CU_ASSERT_PTR_NOT_NULL_FATAL(bio);
    CU_ASSERT_EQUAL(PEM_write_bio_X509(bio, x509), 1);
    BIO_free(bio);
}
