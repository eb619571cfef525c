/*
 * test_cms_exact.c - a signature file holds its signers and nothing else. Why: what nobody
 * signed would still change the file, and with it the head of the entry that it stands in.
 */
#include <string.h>

#include <openssl/cms.h>

#include "formats/crypto/cms_signature.h"
#include "formats/crypto/test_authority.h"
#include "tests/formats/base/scratch.h"
#include "tests/formats/crypto/certificates.h"
#include "tests/rules/base/test_main.h"

static const int64_t in_2018 = 1538384400; /* 2018-10-01T09:00:00Z */

static SigningKey *signer, *other;
static TrustStore *store;
static TextBuffer der;

static CmsContent content(void)
{
    return cms_bytes("to be paid", 10);
}

static SigningKey *load_key(const char *key, const char *certificate)
{
    SigningKey *loaded = NULL;
    CU_ASSERT_EQUAL_FATAL(signing_key_load(scratch_path(key), scratch_path(certificate),
                                           PASS_NONE, &loaded, NULL),
                          STATUS_OK);
    return loaded;
}

static void begin(void)
{
    scratch_begin();
    der = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL_FATAL(test_authority_create(scratch_folder(), TEST_KEYS_EC, NULL),
                          STATUS_OK);
    signer = load_key(TEST_DISPOSITION_KEY_FILE, TEST_DISPOSITION_FILE);
    other = load_key(TEST_ATTESTATION_KEY_FILE, TEST_ATTESTATION_FILE);
    CU_ASSERT_EQUAL_FATAL(trust_store_load(scratch_path(TEST_CA_FILE), &store, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(cms_sign(signer, content(), in_2018, &der, NULL), STATUS_OK);
}

static void end(void)
{
    text_buffer_free(&der);
    trust_store_free(store);
    signing_key_free(signer);
    signing_key_free(other);
    scratch_end();
}

/* Refused for this reason; nobody: accepted. */
static void expect(const void *bytes, size_t size, const char *word)
{
    CmsSigner signers[CMS_SIGNERS_MAX];
    size_t count;
    Failure failure = {0};
    Status status = cms_verify(bytes, size, content(), store, CMS_AT_SIGNING_TIME, signers,
                               &count, &failure);
    CU_ASSERT_EQUAL(status, word == NULL ? STATUS_OK : STATUS_VERIFICATION);
    if (word != NULL) CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, word));
}

/* --- what somebody without a key can add --- */

static void add_nothing(CMS_ContentInfo *cms)
{
    (void)cms;
}

static void add_a_certificate(CMS_ContentInfo *cms)
{
    CU_ASSERT_EQUAL(CMS_add1_cert(cms, certificate_x509(signing_key_certificate(other))), 1);
}

static void add_a_list(CMS_ContentInfo *cms)
{
    X509_CRL *list = X509_CRL_new();
    ASN1_TIME *time = ASN1_TIME_set(NULL, in_2018);
    X509_CRL_set1_lastUpdate(list, time);
    X509_CRL_sign(list, signing_key_private(other), EVP_sha256());
    CU_ASSERT_EQUAL(CMS_add1_crl(cms, list), 1);
    ASN1_TIME_free(time);
    X509_CRL_free(list);
}

static void add_an_attribute(CMS_ContentInfo *cms)
{
    CMS_SignerInfo *info = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
    CU_ASSERT_EQUAL(CMS_unsigned_add1_attr_by_NID(info, NID_pkcs9_unstructuredName,
                                                  V_ASN1_UTF8STRING, "x", 1),
                    1);
}

static void nothing_can_be_added(void)
{
    static const struct {
        void (*add)(CMS_ContentInfo *cms);
        const char *word;
    } cases[] = {{add_nothing, NULL},
                 {add_a_certificate, "of nobody who signed: remove it"},
                 {add_a_list, "revocation list"},
                 {add_an_attribute, "unsigned attributes"}};
    begin();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const unsigned char *at = (const unsigned char *)der.bytes;
        unsigned char *bytes = NULL;
        CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)der.length);
        CU_ASSERT_PTR_NOT_NULL_FATAL(cms);
        cases[i].add(cms);
        int size = i2d_CMS_ContentInfo(cms, &bytes);
        CU_ASSERT_FATAL(size > 0);
        expect(bytes, (size_t)size, cases[i].word);
        OPENSSL_free(bytes);
        CMS_ContentInfo_free(cms);
    }
    end();
}

/* The outermost length in one byte more says the same, in other bytes. */
static void one_encoding_alone(void)
{
    begin();
    CLEANUP(text_buffer_free) TextBuffer longer = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL_FATAL((unsigned char)der.bytes[1], 0x82);
    const char head[] = {der.bytes[0], (char)0x83, 0, der.bytes[2], der.bytes[3]};
    text_buffer_append(&longer, head, sizeof head);
    text_buffer_append(&longer, der.bytes + 4, der.length - 4);
    expect(longer.bytes, longer.length, "DER");
    end();
}

static const TestCase tests[] = {
    {"nothing can be added", nothing_can_be_added},
    {"one encoding alone", one_encoding_alone},
};

TEST_MAIN("exact signatures", tests)
