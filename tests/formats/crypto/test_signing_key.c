/*
 * test_signing_key.c - whose key signs, and who may read it, is decided before any money: key
 * files of every shape, pass phrases, permissions, certificates that must be refused.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "formats/crypto/pseudonym_key.h"
#include "formats/crypto/signing_key.h"
#include "formats/crypto/test_authority.h"
#include "formats/crypto/token_key.h"
#include "tests/formats/crypto/certificates.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

static const int64_t in_2018 = 1538384400;
static const int64_t first_second = 946684800; /* 2000-01-01T00:00:00Z */
static const int64_t last_second = 4102444799; /* 2099-12-31T23:59:59Z */

static void begin_with(TestKeys kind)
{
    Failure failure = {0};
    scratch_begin();
    Status status = test_authority_create(scratch_folder(), kind, &failure);
    if (status != STATUS_OK) printf("\n  %s: %s\n", failure.where, failure.detail);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
}

static SigningKey *must_load(const char *key, const char *certificate)
{
    SigningKey *loaded = NULL;
    Failure failure = {0};
    Status status = signing_key_load(key, certificate, PASS_NONE, &loaded, &failure);
    if (status != STATUS_OK) printf("\n  %s: %s\n", failure.where, failure.detail);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
    return loaded;
}

static TrustStore *must_trust(void)
{
    TrustStore *store = NULL;
    CU_ASSERT_EQUAL_FATAL(trust_store_load(scratch_path(TEST_CA_FILE), &store, NULL),
                          STATUS_OK);
    return store;
}

static void test_keys_are_made(void)
{
    clock_t start = clock();
    begin_with(TEST_KEYS_RSA);
    printf("(%ld ms of processor) ", (long)((clock() - start) * 1000 / CLOCKS_PER_SEC));
    CU_ASSERT_EQUAL(scratch_count(), 7);
    struct stat found;
    CU_ASSERT_EQUAL(stat(scratch_path(TEST_DISPOSITION_KEY_FILE), &found), 0);
    CU_ASSERT_EQUAL(found.st_mode & 0777, 0600);
    SigningKey *one =
        must_load(scratch_path(TEST_DISPOSITION_KEY_FILE), scratch_path(TEST_DISPOSITION_FILE));
    SigningKey *two =
        must_load(scratch_path(TEST_ATTESTATION_KEY_FILE), scratch_path(TEST_ATTESTATION_FILE));
    const Certificate *first = signing_key_certificate(one);
    const Certificate *second = signing_key_certificate(two);
    CU_ASSERT_EQUAL(EVP_PKEY_get_bits(signing_key_private(one)), 3072);
    CU_ASSERT_TRUE(certificate_is_test(first));
    CU_ASSERT_STRING_EQUAL(certificate_subject(first),
                           "CN=TEST disposisjon,O=" TEST_ORGANISATION ",C=NO");
    CU_ASSERT_TRUE(certificate_same_key(first, first));
    CU_ASSERT_FALSE(certificate_same_key(first, second));
    CU_ASSERT_NOT_EQUAL(
        memcmp(certificate_fingerprint(first), certificate_fingerprint(second), 32), 0);
    signing_key_free(one);
    signing_key_free(two);
    scratch_end();
}

static void validity_and_chain(void)
{
    begin_with(TEST_KEYS_EC);
    SigningKey *key =
        must_load(scratch_path(TEST_DISPOSITION_KEY_FILE), scratch_path(TEST_DISPOSITION_FILE));
    TrustStore *store = must_trust();
    CU_ASSERT_TRUE(trust_store_is_test(store));
    CU_ASSERT_EQUAL(signing_key_check(key, store, in_2018, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(signing_key_check(key, store, first_second, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(signing_key_check(key, store, first_second - 1, NULL), STATUS_KEY);
    CU_ASSERT_EQUAL(signing_key_check(key, store, last_second - 1, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(signing_key_check(key, store, last_second + 1, NULL), STATUS_KEY);
    trust_store_free(store);
    CU_ASSERT_EQUAL_FATAL(trust_store_load(scratch_path(TEST_AUTHORITY_FILE), &store, NULL),
                          STATUS_OK);
    Failure failure = {0};
    CU_ASSERT_EQUAL(signing_key_check(key, store, in_2018, &failure), STATUS_KEY);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "TEST disposisjon"));
    trust_store_free(store);
    signing_key_free(key);
    scratch_end();
}

static Status try_load(const char *key, int descriptor, Failure *failure)
{
    EVP_PKEY *loaded = NULL;
    Status status = private_key_load(key, NULL, descriptor, &loaded, failure);
    CU_ASSERT_EQUAL(loaded != NULL, status == STATUS_OK);
    EVP_PKEY_free(loaded);
    return status;
}

static void key_must_match(void)
{
    begin_with(TEST_KEYS_EC);
    SigningKey *loaded = NULL;
    Failure failure = {0};
    CU_ASSERT_EQUAL(signing_key_load(scratch_path(TEST_ATTESTATION_KEY_FILE),
                                     scratch_path(TEST_DISPOSITION_FILE), PASS_NONE, &loaded,
                                     &failure),
                    STATUS_KEY);
    CU_ASSERT_PTR_NULL(loaded);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "does not belong"));
    CU_ASSERT_EQUAL(try_load(scratch_path("nothing.pem"), PASS_NONE, NULL),
                    STATUS_INPUT_MISSING);
    CU_ASSERT_EQUAL(try_load(scratch_folder(), PASS_NONE, NULL), STATUS_INPUT_NOT_REGULAR);
    CU_ASSERT_EQUAL(try_load(scratch_path(TEST_CA_FILE), PASS_NONE, NULL), STATUS_KEY);
    scratch_end();
}

static void others_must_not_read(void)
{
    begin_with(TEST_KEYS_EC);
    static const struct {
        mode_t mode;
        Status status;
    } cases[] = {{0600, STATUS_OK},  {0400, STATUS_OK},  {0640, STATUS_OK},
                 {0604, STATUS_KEY}, {0644, STATUS_KEY}, {0602, STATUS_KEY}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *path = scratch_path(TEST_DISPOSITION_KEY_FILE);
        CU_ASSERT_EQUAL(chmod(path, cases[i].mode), 0);
        CU_ASSERT_EQUAL(try_load(path, PASS_NONE, NULL), cases[i].status);
        char uri[4096];
        snprintf(uri, sizeof uri, "file:%s", path);
        CU_ASSERT_EQUAL(try_load(uri, PASS_NONE, NULL), cases[i].status);
        snprintf(uri, sizeof uri, "file://localhost%s", path);
        CU_ASSERT_EQUAL(try_load(uri, PASS_NONE, NULL), cases[i].status);
    }
    scratch_end();
}

static void other_uris(void)
{
    Failure failure = {0};
    EVP_PKEY *key = NULL;
    CU_ASSERT_EQUAL(try_load("pkcs11:object=none", PASS_NONE, NULL), STATUS_KEY);
    CU_ASSERT_EQUAL(try_load("nosuchscheme:x", PASS_NONE, NULL), STATUS_KEY);
    CU_ASSERT_EQUAL(try_load("file://elsewhere/key.pem", PASS_NONE, NULL), STATUS_KEY);
    static const char *const with_pin[] = {
        "pkcs11:object=a?pin-value=1234", "PKCS11:object=a;PIN-VALUE=1234",
        "pkcs11:object=a?pin-source=file:/1234", "other:x?pin-value=1234"};
    for (size_t i = 0; i < sizeof with_pin / sizeof with_pin[0]; i++) {
        CU_ASSERT_EQUAL(try_load(with_pin[i], PASS_NONE, &failure), STATUS_USAGE);
        CU_ASSERT_PTR_NULL(strstr(failure.where, "1234"));
        CU_ASSERT_PTR_NULL(strstr(failure.detail, "1234"));
    }
    CU_ASSERT_EQUAL(token_key_load("pkcs11:object=a?module-path=x.so", "1", &key, &failure),
                    STATUS_USAGE);
    CU_ASSERT_EQUAL(token_key_load("pkcs11:object=a?module-path=/x&y=z", "1", &key, &failure),
                    STATUS_USAGE);
    CU_ASSERT_PTR_NULL(key);
}

/* ---- shapes of key files ---- */

typedef enum Shape { SHAPE_PKCS8, SHAPE_TRADITIONAL } Shape;

static void write_key(const char *path, EVP_PKEY *key, Shape shape, const char *phrase)
{
    BIO *bio = BIO_new_file(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(bio);
    const EVP_CIPHER *cipher = phrase != NULL ? EVP_aes_256_cbc() : NULL;
    int length = phrase != NULL ? (int)strlen(phrase) : 0;
    int done = shape == SHAPE_PKCS8
                   ? PEM_write_bio_PKCS8PrivateKey(bio, key, cipher, phrase, length, NULL, NULL)
                   : PEM_write_bio_PrivateKey_traditional(
                         bio, key, cipher, (const unsigned char *)phrase, length, NULL, NULL);
    CU_ASSERT_EQUAL(done, 1);
    BIO_free(bio);
    CU_ASSERT_EQUAL(chmod(path, 0600), 0);
}

/* A descriptor that holds these lines. */
static int lines(const char *text)
{
    int ends[2];
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    ssize_t size = (ssize_t)strlen(text);
    CU_ASSERT_EQUAL(write(ends[1], text, (size_t)size), size);
    close(ends[1]);
    return ends[0];
}

static Status load_with_lines(const char *path, const char *text, Failure *failure)
{
    int descriptor = lines(text);
    Status status = try_load(path, descriptor, failure);
    close(descriptor);
    return status;
}

static void check_shape(EVP_PKEY *key, Shape shape)
{
    const char *path = scratch_path("key.pem");
    Failure failure = {0};
    write_key(path, key, shape, NULL);
    CU_ASSERT_EQUAL(try_load(path, PASS_NONE, NULL), STATUS_OK);
    write_key(path, key, shape, "correct horse");
    CU_ASSERT_EQUAL(load_with_lines(path, "correct horse\n", NULL), STATUS_OK);
    CU_ASSERT_EQUAL(load_with_lines(path, "correct horse", NULL), STATUS_OK);
    CU_ASSERT_EQUAL(load_with_lines(path, "correct horse\r\n", NULL), STATUS_OK);
    CU_ASSERT_EQUAL(load_with_lines(path, "wrong horse\n", &failure), STATUS_KEY);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "wrong pass phrase"));
    CU_ASSERT_EQUAL(load_with_lines(path, "", &failure), STATUS_KEY);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "--pass-fd"));
}

static void shapes_and_pass_phrases(void)
{
    scratch_begin();
    EVP_PKEY *rsa = EVP_RSA_gen(2048), *ec = EVP_EC_gen("P-256");
    check_shape(rsa, SHAPE_PKCS8);
    check_shape(rsa, SHAPE_TRADITIONAL);
    check_shape(ec, SHAPE_PKCS8);
    check_shape(ec, SHAPE_TRADITIONAL);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    scratch_end();
}

/* Two keys, one descriptor: each takes a line. */
static void one_line_per_key(void)
{
    scratch_begin();
    EVP_PKEY *key = EVP_EC_gen("P-256");
    write_key(scratch_path("one.pem"), key, SHAPE_PKCS8, "first");
    write_key(scratch_path("two.pem"), key, SHAPE_PKCS8, "second");
    int descriptor = lines("first\nsecond\n");
    CU_ASSERT_EQUAL(try_load(scratch_path("one.pem"), descriptor, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(try_load(scratch_path("two.pem"), descriptor, NULL), STATUS_OK);
    close(descriptor);
    EVP_PKEY_free(key);
    scratch_end();
}

static void two_keys_in_one_file(void)
{
    scratch_begin();
    EVP_PKEY *key = EVP_EC_gen("P-256");
    const char *path = scratch_path("two.pem");
    BIO *bio = BIO_new_file(path, "w");
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL(PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL), 1);
    }
    BIO_free(bio);
    chmod(path, 0600);
    Failure failure = {0};
    CU_ASSERT_EQUAL(try_load(path, PASS_NONE, &failure), STATUS_KEY);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "more than one"));
    EVP_PKEY_free(key);
    scratch_end();
}

/* ---- certificates that cannot sign ---- */

/* A self-signed certificate for a key. */
static const char *certificate_for(EVP_PKEY *key, const CertificateShape *shape)
{
    X509 *x509 = make_certificate(key, shape);
    const char *path = scratch_path("made.pem");
    unlink(path);
    append_certificate(path, x509);
    X509_free(x509);
    return path;
}

static void check_shape_of(EVP_PKEY *key, CertificateShape shape, Status expected,
                           const char *word)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(key);
    Certificate *certificate = NULL;
    Failure failure = {0};
    shape.name = "Ærlig Å";
    Status status = certificate_load(certificate_for(key, &shape), &certificate, &failure);
    CU_ASSERT_EQUAL(status, expected);
    if (word != NULL) CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, word));
    if (status == STATUS_OK) {
        CU_ASSERT_STRING_EQUAL(certificate_subject(certificate), "CN=Ærlig Å");
        CU_ASSERT_FALSE(certificate_is_test(certificate));
    }
    certificate_free(certificate);
    EVP_PKEY_free(key);
}

static void check_fitness(EVP_PKEY *key, const char *usage, Status expected, const char *word)
{
    check_shape_of(key, (CertificateShape){.key_usage = usage}, expected, word);
}

static void fitness_of_keys(void)
{
    static const char usage[] = "digitalSignature";
    scratch_begin();
    check_fitness(EVP_RSA_gen(2048), usage, STATUS_OK, NULL);
    check_fitness(EVP_RSA_gen(2040), usage, STATUS_KEY, "2048");
    check_fitness(EVP_EC_gen("P-256"), usage, STATUS_OK, NULL);
    check_fitness(EVP_EC_gen("P-256"), "digitalSignature,nonRepudiation", STATUS_OK, NULL);
    check_fitness(EVP_EC_gen("P-256"), "nonRepudiation", STATUS_KEY, "digitalSignature");
    check_fitness(EVP_EC_gen("P-256"), "keyEncipherment", STATUS_KEY, "digitalSignature");
    check_fitness(EVP_EC_gen("P-256"), NULL, STATUS_KEY, "digitalSignature");
    check_fitness(EVP_EC_gen("P-384"), usage, STATUS_OK, NULL);
    check_fitness(EVP_EC_gen("secp256k1"), usage, STATUS_KEY, "P-256");
    check_fitness(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), usage, STATUS_KEY, "Ed25519");
    scratch_end();
}

/* A CA that sells certificates of web servers, or issued some long ago, makes nobody a signer.
 */
static void purposes_of_certificates(void)
{
    static const struct {
        CertificateShape shape;
        Status expected;
        const char *word;
    } cases[] = {
        {{.version_1 = true}, STATUS_KEY, "version 3"},
        {{.key_usage = "digitalSignature", .extended_key_usage = "serverAuth"},
         STATUS_KEY,
         "serverAuth"},
        {{.key_usage = "digitalSignature", .extended_key_usage = "serverAuth,clientAuth"},
         STATUS_OK,
         NULL},
        {{.key_usage = "digitalSignature", .extended_key_usage = "serverAuth,1.2.3.4"},
         STATUS_OK,
         NULL},
        {{.key_usage = "digitalSignature", .extended_key_usage = "emailProtection"},
         STATUS_OK,
         NULL},
    };
    scratch_begin();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_shape_of(EVP_EC_gen("P-256"), cases[i].shape, cases[i].expected, cases[i].word);
    scratch_end();
}

static void bad_certificate_files(void)
{
    scratch_begin();
    static const char *const bad[] = {
        "", "no PEM here\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMIIB"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Certificate *certificate = NULL;
        TrustStore *store = NULL;
        CU_ASSERT_EQUAL(certificate_parse("x", bad[i], strlen(bad[i]), &certificate, NULL),
                        STATUS_KEY);
        CU_ASSERT_EQUAL(trust_store_parse("x", bad[i], strlen(bad[i]), &store, NULL),
                        STATUS_KEY);
        CU_ASSERT_TRUE(certificate == NULL && store == NULL);
    }
    CU_ASSERT_EQUAL(trust_store_load(scratch_path("none.pem"), &(TrustStore *){NULL}, NULL),
                    STATUS_INPUT_MISSING);
    scratch_end();
}

static void secret_files(void)
{
    scratch_begin();
    uint8_t made[32], read[64];
    size_t size = 0;
    const char *path = scratch_path("secret");
    CU_ASSERT_EQUAL(secret_random(made, sizeof made, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(secret_file_save(path, made, sizeof made, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(secret_file_save(path, made, sizeof made, NULL), STATUS_WRITE);
    CU_ASSERT_EQUAL(secret_file_read(path, read, sizeof read, &size, NULL), STATUS_OK);
    CU_ASSERT_TRUE(size == 32 && memcmp(made, read, 32) == 0);
    CU_ASSERT_EQUAL(secret_file_read(path, read, 31, &size, NULL), STATUS_KEY);
    CU_ASSERT_EQUAL(chmod(path, 0644), 0);
    CU_ASSERT_EQUAL(secret_file_read(path, read, sizeof read, &size, NULL), STATUS_KEY);
    scratch_end();
}

/* A ledger has one pseudonym key for life: with another no log could be compared. */
static void pseudonym_keys(void)
{
    uint8_t made[PSEUDONYM_KEY_MIN], same[64] = {0};
    PseudonymKey one, again, other;
    Failure failure = {0};
    scratch_begin();
    const char *path = scratch_path("pseudonym.key");
    CU_ASSERT_EQUAL(secret_random(made, sizeof made, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(secret_file_save(path, made, sizeof made, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(pseudonym_key_read(path, &one, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(pseudonym_key_read(path, &again, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(pseudonym_key_is(&again, one.check, path, NULL), STATUS_OK);
    made[7] ^= 1;
    CU_ASSERT_EQUAL(unlink(path), 0);
    CU_ASSERT_EQUAL(secret_file_save(path, made, sizeof made, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(pseudonym_key_read(path, &other, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(pseudonym_key_is(&other, one.check, path, &failure), STATUS_KEY);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "opened with"));
    CU_ASSERT_NOT_EQUAL(strcmp(one.id, other.id), 0);
    CU_ASSERT_EQUAL(unlink(path), 0);
    CU_ASSERT_EQUAL(secret_file_save(path, same, sizeof same, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(pseudonym_key_read(path, &other, &failure), STATUS_KEY);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "the same"));
    CU_ASSERT_EQUAL(truncate(path, PSEUDONYM_KEY_MIN - 1), 0);
    CU_ASSERT_EQUAL(pseudonym_key_read(path, &other, &failure), STATUS_KEY);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "at least 32"));
    scratch_end();
}

/* Read for every entry, its phrase asked for once. The descriptor is that of an earlier key. */
static void pseudonym_keys_with_a_phrase(void)
{
    PseudonymKey key, again;
    Failure failure = {0};
    scratch_begin();
    EVP_PKEY *person = EVP_EC_gen("P-256");
    EVP_PKEY *wrapped = EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
    write_key(scratch_path("person.pem"), person, SHAPE_PKCS8, "person");
    write_key(scratch_path("wrong.pem"), person, SHAPE_PKCS8, NULL);
    write_key(scratch_path("pseudonym.pem"), wrapped, SHAPE_PKCS8, "name");
    int descriptor = lines("person\nname\n");
    CU_ASSERT_EQUAL(try_load(scratch_path("person.pem"), descriptor, NULL), STATUS_OK);
    const char *path = scratch_path("pseudonym.pem");
    CU_ASSERT_EQUAL(pseudonym_key_read(path, &key, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(key.length, 32);
    CU_ASSERT_EQUAL(pseudonym_key_read(path, &again, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(pseudonym_key_is(&again, key.check, path, NULL), STATUS_OK);
    path = scratch_path("wrong.pem");
    CU_ASSERT_EQUAL(pseudonym_key_read(path, &again, &failure), STATUS_KEY);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "X25519"));
    close(descriptor);
    EVP_PKEY_free(person);
    EVP_PKEY_free(wrapped);
    scratch_end();
}

static const TestCase tests[] = {
    {"test keys are made", test_keys_are_made},
    {"validity and chain", validity_and_chain},
    {"key must match certificate", key_must_match},
    {"others must not read a key", others_must_not_read},
    {"other URIs", other_uris},
    {"shapes of key files and pass phrases", shapes_and_pass_phrases},
    {"one line of pass phrase per key", one_line_per_key},
    {"two keys in one file", two_keys_in_one_file},
    {"fitness of keys", fitness_of_keys},
    {"purposes of certificates", purposes_of_certificates},
    {"bad certificate files", bad_certificate_files},
    {"secret files", secret_files},
    {"pseudonym keys", pseudonym_keys},
    {"pseudonym keys with a pass phrase", pseudonym_keys_with_a_phrase},
};
TEST_MAIN("signing keys", tests)
