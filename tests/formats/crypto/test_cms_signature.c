/*
 * test_cms_signature.c - the signature is what an auditor checks without this program:
 * openssl's own verifier must accept ours, and ours must refuse what openssl lets through.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>

#include "formats/crypto/cms_signature.h"
#include "formats/base/output_file.h"
#include "formats/crypto/test_authority.h"
#include "tests/formats/crypto/certificates.h"
#include "tests/formats/base/kept.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

extern char **environ;

static const int64_t in_2018 = 1538384400; /* 2018-10-01T09:00:00Z */
static const char content_text[] = "to be paid\r\nto the last\n\xc3\xb8re\n";

/* The keys of one test folder. */
typedef struct Keys {
    SigningKey *first, *second, *authority;
    TrustStore *store;
} Keys;

static SigningKey *load_key(const char *key, const char *certificate)
{
    SigningKey *loaded = NULL;
    CU_ASSERT_EQUAL_FATAL(signing_key_load(scratch_path(key), scratch_path(certificate),
                                           PASS_NONE, &loaded, NULL),
                          STATUS_OK);
    return loaded;
}

/* RSA keys are made once for this program; EC keys take no time. */
static void make_keys(TestKeys kind)
{
    const char *kept = TEST_KEPT "/authority-rsa";
    if (kind == TEST_KEYS_EC) {
        CU_ASSERT_EQUAL_FATAL(test_authority_create(scratch_folder(), kind, NULL), STATUS_OK);
        return;
    }
    if (!kept_is_fresh(kept, "/proc/self/exe")) {
        CU_ASSERT_EQUAL_FATAL(mkdir(kept_draft(kept), 0700), 0);
        CU_ASSERT_EQUAL_FATAL(test_authority_create(kept_draft(kept), kind, NULL), STATUS_OK);
        kept_put(kept, "/proc/self/exe");
    }
    CU_ASSERT_FATAL(kept_copy(kept, scratch_folder()));
}

static Keys begin(TestKeys kind)
{
    Keys keys = {NULL, NULL, NULL, NULL};
    scratch_begin();
    make_keys(kind);
    keys.first = load_key(TEST_DISPOSITION_KEY_FILE, TEST_DISPOSITION_FILE);
    keys.second = load_key(TEST_ATTESTATION_KEY_FILE, TEST_ATTESTATION_FILE);
    keys.authority = load_key(TEST_AUTHORITY_KEY_FILE, TEST_AUTHORITY_FILE);
    CU_ASSERT_EQUAL_FATAL(trust_store_load(scratch_path(TEST_CA_FILE), &keys.store, NULL),
                          STATUS_OK);
    scratch_write("content", content_text, strlen(content_text));
    return keys;
}

static void end(Keys *keys)
{
    signing_key_free(keys->first);
    signing_key_free(keys->second);
    signing_key_free(keys->authority);
    trust_store_free(keys->store);
    scratch_end();
}

static CmsContent content(void)
{
    return cms_bytes(content_text, strlen(content_text));
}

static TextBuffer must_sign(const SigningKey *key, CmsContent what, int64_t epoch)
{
    TextBuffer der = TEXT_BUFFER_EMPTY;
    Failure failure = {0};
    Status status = cms_sign(key, what, epoch, &der, &failure);
    if (status != STATUS_OK) printf("\n  %s: %s\n", failure.where, failure.detail);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
    return der;
}

static Status verify(const Keys *keys, const TextBuffer *der, CmsContent what, size_t *count,
                     Failure *failure)
{
    CmsSigner signers[CMS_SIGNERS_MAX];
    return cms_verify(der->bytes, der->length, what, keys->store, CMS_AT_SIGNING_TIME, signers,
                      count, failure);
}

static void expect_refused(const Keys *keys, const TextBuffer *der, CmsContent what,
                           const char *word)
{
    size_t count = 9;
    Failure failure = {0};
    CU_ASSERT_EQUAL(verify(keys, der, what, &count, &failure), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(count, 0);
    bool worded = strstr(failure.detail, word) != NULL;
    if (!worded) printf("\n  expected '%s' in '%s'\n", word, failure.detail);
    CU_ASSERT_TRUE(worded);
}

/* ---- the openssl program ---- */

static int run_program(char *const arguments[])
{
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
    pid_t child;
    int started = posix_spawnp(&child, arguments[0], &quiet, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&quiet);
    if (started != 0) return -1;
    int result = 0;
    CU_ASSERT_EQUAL(waitpid(child, &result, 0), child);
    return WIFEXITED(result) ? WEXITSTATUS(result) : -1;
}

/* The exact check that the specification promises to auditors; -1: no openssl program. */
static int auditor_check(const TextBuffer *der)
{
    static char signature[256], plain[256], authority[256];
    snprintf(signature, sizeof signature, "%s",
             scratch_write("content.p7s", der->bytes, der->length));
    snprintf(plain, sizeof plain, "%s", scratch_path("content"));
    snprintf(authority, sizeof authority, "%s", scratch_path(TEST_CA_FILE));
    char *arguments[] = {"openssl", "cms",     "-verify", "-cades", "-binary",   "-purpose",
                         "any",     "-inform", "DER",     "-in",    signature,   "-content",
                         plain,     "-CAfile", authority, "-out",   "/dev/null", NULL};
    char *version[] = {"openssl", "version", NULL};
    if (run_program(version) != 0) {
        printf("skipped: no openssl program ");
        return -1;
    }
    return run_program(arguments);
}

static void check_with_auditor(const TextBuffer *der)
{
    int result = auditor_check(der);
    if (result < 0) return;
    CU_ASSERT_EQUAL(result, 0);
    scratch_write("content", "other", 5);
    CU_ASSERT_NOT_EQUAL(auditor_check(der), 0);
    scratch_write("content", content_text, strlen(content_text));
}

/* ---- signing and verifying ---- */

static void check_round(TestKeys kind)
{
    Keys keys = begin(kind);
    TextBuffer der = must_sign(keys.first, content(), in_2018);
    CmsSigner signers[CMS_SIGNERS_MAX];
    size_t count = 0;
    CU_ASSERT_EQUAL(cms_verify(der.bytes, der.length, content(), keys.store,
                               CMS_AT_SIGNING_TIME, signers, &count, NULL),
                    STATUS_OK);
    const Certificate *own = signing_key_certificate(keys.first);
    CU_ASSERT_EQUAL_FATAL(count, 1);
    CU_ASSERT_EQUAL(signers[0].signing_time, in_2018);
    CU_ASSERT_EQUAL(memcmp(signers[0].fingerprint, certificate_fingerprint(own), 32), 0);
    CU_ASSERT_EQUAL(memcmp(signers[0].key_hash, certificate_key_hash(own), 32), 0);
    CU_ASSERT_STRING_EQUAL(signers[0].subject, certificate_subject(own));
    check_with_auditor(&der);
    text_buffer_free(&der);
    end(&keys);
}

static void rsa_round(void)
{
    check_round(TEST_KEYS_RSA);
}

static void ec_round(void)
{
    check_round(TEST_KEYS_EC);
}

static void same_time_same_bytes(void)
{
    Keys keys = begin(TEST_KEYS_RSA);
    TextBuffer one = must_sign(keys.first, content(), in_2018);
    TextBuffer two = must_sign(keys.first, cms_file(scratch_path("content")), in_2018);
    TextBuffer later = must_sign(keys.first, content(), in_2018 + 1);
    CU_ASSERT_EQUAL_FATAL(one.length, two.length);
    CU_ASSERT_EQUAL(memcmp(one.bytes, two.bytes, one.length), 0);
    CU_ASSERT_EQUAL_FATAL(one.length, later.length);
    CU_ASSERT_NOT_EQUAL(memcmp(one.bytes, later.bytes, one.length), 0);
    text_buffer_free(&one);
    text_buffer_free(&two);
    text_buffer_free(&later);
    end(&keys);
}

static void times_written_and_read(void)
{
    Keys keys = begin(TEST_KEYS_EC);
    /* the first and last second, and both sides of where UTCTime ends (2049/2050) */
    static const int64_t moments[] = {946684800, 2524607999, 2524608000, 4102444798};
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        TextBuffer der = must_sign(keys.first, content(), moments[i]);
        CmsSigner signers[CMS_SIGNERS_MAX];
        size_t count = 0;
        CU_ASSERT_EQUAL(cms_verify(der.bytes, der.length, content(), keys.store,
                                   CMS_AT_SIGNING_TIME, signers, &count, NULL),
                        STATUS_OK);
        CU_ASSERT_EQUAL(signers[0].signing_time, moments[i]);
        text_buffer_free(&der);
    }
    TextBuffer early = must_sign(keys.first, content(), 946684799);
    expect_refused(&keys, &early, content(), "not yet valid");
    CmsSigner signers[CMS_SIGNERS_MAX];
    size_t count = 0;
    CU_ASSERT_EQUAL(cms_verify(early.bytes, early.length, content(), keys.store, in_2018,
                               signers, &count, NULL),
                    STATUS_OK);
    text_buffer_free(&early);
    end(&keys);
}

static void two_persons(void)
{
    Keys keys = begin(TEST_KEYS_RSA);
    TextBuffer one = must_sign(keys.first, content(), in_2018), both = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL(cms_add_signer(keys.second, one.bytes, one.length,
                                   cms_file(scratch_path("content")), keys.store, in_2018 + 60,
                                   &both, NULL),
                    STATUS_OK);
    CmsSigner signers[CMS_SIGNERS_MAX];
    size_t count = 0;
    CU_ASSERT_EQUAL(cms_verify(both.bytes, both.length, content(), keys.store,
                               CMS_AT_SIGNING_TIME, signers, &count, NULL),
                    STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(count, 2);
    CU_ASSERT_TRUE(memcmp(signers[0].fingerprint, signers[1].fingerprint, 32) < 0);
    CU_ASSERT_EQUAL(signers[0].signing_time + signers[1].signing_time, 2 * in_2018 + 60);
    check_with_auditor(&both);
    expect_refused(&keys, &both, cms_bytes("other", 5), "not the one");
    text_buffer_free(&one);
    text_buffer_free(&both);
    end(&keys);
}

static void second_signature_needs_the_content(void)
{
    Keys keys = begin(TEST_KEYS_EC);
    TextBuffer one = must_sign(keys.first, content(), in_2018), both = TEXT_BUFFER_EMPTY;
    Failure failure = {0};
    CU_ASSERT_EQUAL(cms_add_signer(keys.second, one.bytes, one.length, cms_bytes("other", 5),
                                   keys.store, in_2018, &both, &failure),
                    STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(cms_add_signer(keys.first, one.bytes, one.length, content(), keys.store,
                                   in_2018, &both, &failure),
                    STATUS_NEVER);
    CU_ASSERT_EQUAL(
        cms_add_signer(keys.second, "junk", 4, content(), keys.store, in_2018, &both, &failure),
        STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(cms_add_signer(keys.second, one.bytes, one.length,
                                   cms_file(scratch_path("none")), keys.store, in_2018, &both,
                                   &failure),
                    STATUS_INPUT_MISSING);
    CU_ASSERT_EQUAL(both.length, 0);
    text_buffer_free(&one);
    text_buffer_free(&both);
    end(&keys);
}

static void beside_the_file(void)
{
    Keys keys = begin(TEST_KEYS_EC);
    TextBuffer der = must_sign(keys.authority, cms_file(scratch_path("content")), in_2018);
    CmsSigner signers[CMS_SIGNERS_MAX];
    size_t count = 0;
    const char *path = scratch_path("content");
    CU_ASSERT_EQUAL(
        cms_verify_file(path, NULL, keys.store, CMS_AT_SIGNING_TIME, signers, &count, NULL),
        STATUS_INPUT_MISSING);
    scratch_write("content.p7s", der.bytes, der.length);
    scratch_write("elsewhere", der.bytes, der.length);
    path = scratch_path("content");
    CU_ASSERT_EQUAL(
        cms_verify_file(path, NULL, keys.store, CMS_AT_SIGNING_TIME, signers, &count, NULL),
        STATUS_OK);
    CU_ASSERT_EQUAL(cms_verify_file(path, scratch_path("elsewhere"), keys.store,
                                    CMS_AT_SIGNING_TIME, signers, &count, NULL),
                    STATUS_OK);
    CU_ASSERT_STRING_EQUAL(signers[0].subject,
                           "CN=TEST myndighet,O=" TEST_ORGANISATION ",C=NO");
    text_buffer_free(&der);
    end(&keys);
}

/* ---- what must be refused ---- */

/* A signature made with OpenSSL's own call and these flags and digest. */
static TextBuffer foreign_by(X509 *x509, EVP_PKEY *key, const EVP_MD *digest, unsigned flags)
{
    BIO *bytes = BIO_new_mem_buf(content_text, -1);
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags | CMS_PARTIAL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(cms);
    CU_ASSERT_PTR_NOT_NULL(CMS_add1_signer(cms, x509, key, digest, flags));
    CU_ASSERT_EQUAL(CMS_final(cms, bytes, NULL, flags), 1);
    unsigned char *der = NULL;
    int size = i2d_CMS_ContentInfo(cms, &der);
    TextBuffer out = TEXT_BUFFER_EMPTY;
    text_buffer_append(&out, der, size > 0 ? (size_t)size : 0);
    OPENSSL_free(der);
    CMS_ContentInfo_free(cms);
    BIO_free(bytes);
    return out;
}

static TextBuffer foreign(const SigningKey *key, const EVP_MD *digest, unsigned flags)
{
    return foreign_by(certificate_x509(signing_key_certificate(key)), signing_key_private(key),
                      digest, flags);
}

/* The CA has issued it, and its signature is right: but it is nobody's to sign with. */
static void certificates_that_may_not_sign(void)
{
    static const struct {
        CertificateShape shape;
        const char *word;
    } cases[] = {
        {{.name = "web", .key_usage = "digitalSignature", .extended_key_usage = "serverAuth"},
         "serverAuth"},
        {{.name = "unsaid"}, "digitalSignature"},
        {{.name = "agreement", .key_usage = "keyAgreement"}, "digitalSignature"},
        {{.name = "old", .version_1 = true}, "version 3"},
        {{.name = "person", .key_usage = "digitalSignature"}, NULL},
    };
    CertificateShape root_shape = {.name = "root", .basic_constraints = "critical,CA:TRUE"};
    Keys keys = begin(TEST_KEYS_EC);
    EVP_PKEY *root_key = EVP_EC_gen("P-256"), *key = EVP_EC_gen("P-256");
    X509 *root = make_certificate(root_key, &root_shape);
    unlink(scratch_path(TEST_CA_FILE));
    append_certificate(scratch_path(TEST_CA_FILE), root);
    trust_store_free(keys.store);
    CU_ASSERT_EQUAL_FATAL(trust_store_load(scratch_path(TEST_CA_FILE), &keys.store, NULL),
                          STATUS_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t count = 0;
        CertificateShape shape = cases[i].shape;
        shape.issuer = root;
        shape.issuer_key = root_key;
        X509 *x509 = make_certificate(key, &shape);
        TextBuffer der =
            foreign_by(x509, key, EVP_sha256(), CMS_BINARY | CMS_DETACHED | CMS_CADES);
        if (cases[i].word != NULL)
            expect_refused(&keys, &der, content(), cases[i].word);
        else
            CU_ASSERT_EQUAL(verify(&keys, &der, content(), &count, NULL), STATUS_OK);
        text_buffer_free(&der);
        X509_free(x509);
    }
    X509_free(root);
    EVP_PKEY_free(root_key);
    EVP_PKEY_free(key);
    end(&keys);
}

static void foreign_signatures(void)
{
    Keys keys = begin(TEST_KEYS_RSA);
    const unsigned plain = CMS_BINARY | CMS_DETACHED;
    const struct {
        const EVP_MD *digest;
        unsigned flags;
        const char *word; /* NULL: accepted */
    } cases[] = {
        {EVP_sha256(), plain | CMS_CADES, NULL},
        {EVP_sha384(), plain | CMS_CADES, NULL},
        {EVP_sha512(), plain | CMS_CADES, NULL},
        {EVP_sha224(), plain | CMS_CADES, "digest"},
        {EVP_sha1(), plain | CMS_CADES, "digest"},
        {EVP_sha256(), plain, "signing-certificate-v2"},
        {EVP_sha256(), plain | CMS_NOATTR, "without signed attributes"},
        {EVP_sha256(), CMS_BINARY | CMS_CADES, "not detached"},
        {EVP_sha256(), plain | CMS_CADES | CMS_NOCERTS, "certificate is not in"},
        {EVP_sha256(), CMS_DETACHED | CMS_CADES, "not the one"}, /* line ends rewritten */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TextBuffer der = foreign(keys.first, cases[i].digest, cases[i].flags);
        size_t count = 0;
        if (cases[i].word == NULL) {
            CU_ASSERT_EQUAL(verify(&keys, &der, content(), &count, NULL), STATUS_OK);
            CU_ASSERT_EQUAL(count, 1);
        } else {
            expect_refused(&keys, &der, content(), cases[i].word);
        }
        text_buffer_free(&der);
    }
    end(&keys);
}

static void doubled_signer(void)
{
    Keys keys = begin(TEST_KEYS_EC);
    BIO *bytes = BIO_new_mem_buf(content_text, -1);
    const unsigned flags = CMS_BINARY | CMS_DETACHED | CMS_CADES;
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags | CMS_PARTIAL);
    X509 *x509 = certificate_x509(signing_key_certificate(keys.first));
    EVP_PKEY *key = signing_key_private(keys.first);
    CU_ASSERT_PTR_NOT_NULL(CMS_add1_signer(cms, x509, key, EVP_sha256(), flags));
    CU_ASSERT_PTR_NOT_NULL(CMS_add1_signer(cms, x509, key, EVP_sha256(), flags | CMS_NOCERTS));
    CU_ASSERT_EQUAL(CMS_final(cms, bytes, NULL, flags), 1);
    unsigned char *der = NULL;
    int size = i2d_CMS_ContentInfo(cms, &der);
    TextBuffer out = TEXT_BUFFER_EMPTY;
    text_buffer_append(&out, der, size > 0 ? (size_t)size : 0);
    expect_refused(&keys, &out, content(), "one key");
    text_buffer_free(&out);
    OPENSSL_free(der);
    CMS_ContentInfo_free(cms);
    BIO_free(bytes);
    end(&keys);
}

static void strangers(void)
{
    Keys keys = begin(TEST_KEYS_EC);
    TextBuffer der = must_sign(keys.first, content(), in_2018);
    trust_store_free(keys.store);
    keys.store = NULL;
    Keys others = begin(TEST_KEYS_EC); /* the same names, another authority */
    expect_refused(&others, &der, content(), "TEST disposisjon");
    text_buffer_free(&der);
    end(&others);
    signing_key_free(keys.first);
    signing_key_free(keys.second);
    signing_key_free(keys.authority);
}

/* Root, intermediate and person, as a bought certificate has them. Extended usage is client
 * authentication only, which is where a purpose other than "any" fails. */
static SigningKey *bought_key(bool with_intermediate)
{
    CertificateShape root_shape = {.name = "root", .basic_constraints = "critical,CA:TRUE"};
    EVP_PKEY *root_key = EVP_EC_gen("P-256"), *middle_key = EVP_EC_gen("P-256");
    EVP_PKEY *own_key = EVP_EC_gen("P-384");
    X509 *root = make_certificate(root_key, &root_shape);
    CertificateShape middle_shape = {.name = "middle",
                                     .basic_constraints = "critical,CA:TRUE",
                                     .issuer = root,
                                     .issuer_key = root_key};
    X509 *middle = make_certificate(middle_key, &middle_shape);
    CertificateShape own_shape = {.name = "person",
                                  .key_usage = "digitalSignature",
                                  .extended_key_usage = "clientAuth",
                                  .issuer = middle,
                                  .issuer_key = middle_key};
    X509 *own = make_certificate(own_key, &own_shape);
    unlink(scratch_path(TEST_CA_FILE));
    unlink(scratch_path("person.pem"));
    append_certificate(scratch_path(TEST_CA_FILE), root);
    append_certificate(scratch_path("person.pem"), own);
    if (with_intermediate) append_certificate(scratch_path("person.pem"), middle);
    Certificate *certificate = NULL;
    SigningKey *key = NULL;
    CU_ASSERT_EQUAL_FATAL(certificate_load(scratch_path("person.pem"), &certificate, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(signing_key_new(own_key, certificate, &key, NULL), STATUS_OK);
    EVP_PKEY_free(root_key);
    EVP_PKEY_free(middle_key);
    X509_free(root);
    X509_free(middle);
    X509_free(own);
    return key;
}

static void intermediates_are_carried(void)
{
    scratch_begin();
    scratch_write("content", content_text, strlen(content_text));
    for (int with_intermediate = 0; with_intermediate <= 1; with_intermediate++) {
        Keys keys = {NULL, NULL, NULL, NULL};
        keys.first = bought_key(with_intermediate == 1);
        CU_ASSERT_EQUAL_FATAL(trust_store_load(scratch_path(TEST_CA_FILE), &keys.store, NULL),
                              STATUS_OK);
        CU_ASSERT_FALSE(trust_store_is_test(keys.store));
        TextBuffer der = must_sign(keys.first, content(), in_2018);
        size_t count = 0;
        Status chain = signing_key_check(keys.first, keys.store, in_2018, NULL);
        if (with_intermediate == 1) {
            CU_ASSERT_EQUAL(chain, STATUS_OK);
            CU_ASSERT_EQUAL(verify(&keys, &der, content(), &count, NULL), STATUS_OK);
            check_with_auditor(&der);
        } else {
            CU_ASSERT_EQUAL(chain, STATUS_KEY);
            expect_refused(&keys, &der, content(), "CN=person");
        }
        text_buffer_free(&der);
        signing_key_free(keys.first);
        trust_store_free(keys.store);
    }
    scratch_end();
}

/* Every single changed byte, cut or added byte: refused, or without meaning (never another
 * signer, time or content). */
static void damaged_signatures(void)
{
    Keys keys = begin(TEST_KEYS_EC);
    TextBuffer der = must_sign(keys.first, content(), in_2018);
    const uint8_t *own = certificate_fingerprint(signing_key_certificate(keys.first));
    size_t accepted = 0;
    for (size_t i = 0; i < der.length; i++) {
        CmsSigner signers[CMS_SIGNERS_MAX];
        size_t count = 0;
        der.bytes[i] ^= 1;
        Status status = cms_verify(der.bytes, der.length, content(), keys.store,
                                   CMS_AT_SIGNING_TIME, signers, &count, NULL);
        der.bytes[i] ^= 1;
        CU_ASSERT_TRUE(status == STATUS_OK || status == STATUS_VERIFICATION);
        if (status != STATUS_OK) continue;
        accepted++;
        CU_ASSERT_TRUE(count == 1 && signers[0].signing_time == in_2018 &&
                       memcmp(signers[0].fingerprint, own, 32) == 0);
    }
    CU_ASSERT_TRUE(accepted < 16); /* version numbers and the like */
    for (size_t size = 0; size < der.length; size += 7) {
        CmsSigner signers[CMS_SIGNERS_MAX];
        size_t count = 0;
        CU_ASSERT_EQUAL(cms_verify(der.bytes, size, content(), keys.store, CMS_AT_SIGNING_TIME,
                                   signers, &count, NULL),
                        STATUS_VERIFICATION);
    }
    text_buffer_char(&der, '\0');
    expect_refused(&keys, &der, content(), "bytes after");
    text_buffer_free(&der);
    end(&keys);
}

static void empty_and_large_content(void)
{
    Keys keys = begin(TEST_KEYS_EC);
    TextBuffer der = must_sign(keys.first, cms_bytes(NULL, 0), in_2018);
    size_t count = 0;
    CU_ASSERT_EQUAL(verify(&keys, &der, cms_bytes("", 0), &count, NULL), STATUS_OK);
    text_buffer_free(&der);
    size_t size = 3000001;
    char *large = calloc(1, size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(large);
    const char *path = scratch_write("large", large, size);
    der = must_sign(keys.first, cms_file(path), in_2018);
    CU_ASSERT_EQUAL(verify(&keys, &der, cms_bytes(large, size), &count, NULL), STATUS_OK);
    expect_refused(&keys, &der, cms_bytes(large, size - 1), "not the one");
    free(large);
    text_buffer_free(&der);
    end(&keys);
}

static const TestCase tests[] = {
    {"RSA: signed, verified, accepted by openssl", rsa_round},
    {"EC: signed, verified, accepted by openssl", ec_round},
    {"RSA: same time, same bytes", same_time_same_bytes},
    {"times", times_written_and_read},
    {"two persons", two_persons},
    {"a second signature needs the content", second_signature_needs_the_content},
    {"signature beside the file", beside_the_file},
    {"signatures of other programs", foreign_signatures},
    {"certificates that may not sign", certificates_that_may_not_sign},
    {"two signatures with one key", doubled_signer},
    {"another authority", strangers},
    {"intermediate certificates are carried along", intermediates_are_carried},
    {"damaged signatures", damaged_signatures},
    {"empty and large content", empty_and_large_content},
};
TEST_MAIN("CMS signatures", tests)
