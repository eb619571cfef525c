/* certificate.c - certificates of signers: reading, naming, comparing. */
#include "formats/crypto/certificate.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "formats/base/input_file.h"
#include "formats/base/library_memory.h"
#include "formats/base/openssl_error.h"
#include "formats/base/translate.h"

enum { RSA_BITS_MIN = 2048, RSA_BITS_MAX = 8192 };
#define CERTIFICATE_FILE_MAX ((uint64_t)4 << 20)

struct Certificate {
    X509 *x509;
    X509Stack *intermediates;
    uint8_t fingerprint[SHA256_SIZE], key_hash[SHA256_SIZE];
    char subject[SUBJECT_SIZE];
};

struct TrustStore {
    X509_STORE *store;
    X509Stack *all; /* what is in it, in the file's order; NULL: one certificate by itself */
    bool is_test;
};

/* ---- what a certificate is ---- */

CLEANUP_POINTER(X509_STORE_CTX, X509_STORE_CTX_free)

static void x509_stack_free(X509Stack *all)
{
    sk_X509_pop_free(all, X509_free);
}
CLEANUP_POINTER(X509Stack, x509_stack_free)

Status x509_fingerprint(X509 *x509, uint8_t out[SHA256_SIZE], Failure *failure)
{
    if (X509_digest(x509, EVP_sha256(), out, NULL) != 1)
        return openssl_failure(failure, STATUS_LIBRARY, NULL, "hashing a certificate");
    return STATUS_OK;
}

Status x509_key_hash(X509 *x509, uint8_t out[SHA256_SIZE], Failure *failure)
{
    EVP_PKEY *key = X509_get0_pubkey(x509);
    unsigned char *der = NULL;
    int size = key != NULL ? i2d_PUBKEY(key, &der) : -1;
    if (size <= 0)
        return openssl_failure(failure, STATUS_KEY, NULL, "the certificate's public key");
    Status status = sha256_of(der, (size_t)size, out, failure);
    OPENSSL_free(der);
    return status;
}

Status x509_subject(X509 *x509, char out[SUBJECT_SIZE], Failure *failure)
{
    CLEANUP(BIO_free) BIO *text = BIO_new(BIO_s_mem());
    if (text == NULL) return openssl_failure(failure, STATUS_MEMORY, NULL, "a name");
    unsigned long form = XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB;
    if (X509_NAME_print_ex(text, X509_get_subject_name(x509), 0, form) < 0)
        return openssl_failure(failure, STATUS_LIBRARY, NULL, "a certificate's name");
    int got = BIO_read(text, out, SUBJECT_SIZE - 1);
    /* a long name is cut, but not within a letter */
    bool cut = got == SUBJECT_SIZE - 1;
    while (cut && got > 0 && (out[got - 1] & 0x80) != 0)
        got--;
    out[got > 0 ? got : 0] = '\0';
    return STATUS_OK;
}

static bool name_is_test(X509_NAME *name)
{
    char organisation[128];
    int length = X509_NAME_get_text_by_NID(name, NID_organizationName, organisation,
                                           sizeof organisation);
    return length > 0 && strcmp(organisation, TEST_ORGANISATION) == 0;
}

static bool x509_is_test(X509 *x509)
{
    return name_is_test(X509_get_subject_name(x509)) ||
           name_is_test(X509_get_issuer_name(x509));
}

static Status unfit(Failure *failure, Status status, const char *where, const char *why)
{
    ERR_clear_error();
    return failure_set(failure, openssl_status(status), where,
                       "the certificate cannot be used: %s", translate(why));
}

/* One key, one encoding: otherwise the hash of a public key would not name it. */
static Status ec_key_fits(EVP_PKEY *key, Status status, const char *where, Failure *failure)
{
    char curve[64] = "";
    int explicit_curve = 0;
    EVP_PKEY_get_group_name(key, curve, sizeof curve, NULL);
    EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
                           &explicit_curve);
    ERR_clear_error();
    bool good = strcmp(curve, "prime256v1") == 0 || strcmp(curve, "secp384r1") == 0;
    if (!good || explicit_curve != 0)
        return unfit(failure, status, where, "an EC key must be on the curve P-256 or P-384");
    char form[32] = "";
    EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, form,
                                   sizeof form, NULL);
    if (strcmp(form, "uncompressed") != 0)
        return unfit(failure, status, where, "its EC point is not written uncompressed");
    return STATUS_OK;
}

static Status key_kind_fits(EVP_PKEY *key, Status status, const char *where, Failure *failure)
{
    if (EVP_PKEY_is_a(key, "ED25519") || EVP_PKEY_is_a(key, "ED448")) {
        return unfit(failure, status, where,
                     "an Ed25519 key cannot sign CMS; use RSA-3072 or EC P-256");
    }
    if (EVP_PKEY_is_a(key, "EC")) return ec_key_fits(key, status, where, failure);
    if (!EVP_PKEY_is_a(key, "RSA"))
        return unfit(failure, status, where, "its key is neither RSA nor EC");
    int bits = EVP_PKEY_get_bits(key);
    if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX)
        return unfit(failure, status, where, "its RSA key must have 2048 to 8192 bits");
    return STATUS_OK;
}

CLEANUP_POINTER(EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free)

/* A certificate of a web server names that purpose and no other. */
static bool is_only_for_servers(X509 *x509)
{
    CLEANUP(EXTENDED_KEY_USAGE_free)
    EXTENDED_KEY_USAGE *named = X509_get_ext_d2i(x509, NID_ext_key_usage, NULL, NULL);
    int servers = 0, count = named != NULL ? sk_ASN1_OBJECT_num(named) : 0;
    for (int i = 0; i < count; i++)
        servers += OBJ_obj2nid(sk_ASN1_OBJECT_value(named, i)) == NID_server_auth;
    return count > 0 && servers == count;
}

/* What a certificate does not say it may do, it may not: a CA's web server certificates, and
 * those of before version 3, which can say nothing, are no persons. */
static Status purpose_fits(X509 *x509, Status status, const char *where, Failure *failure)
{
    if (X509_get_version(x509) != X509_VERSION_3)
        return unfit(failure, status, where, "it is not an X.509 certificate of version 3");
    uint32_t usage = X509_get_key_usage(x509); /* all bits set when nothing is named */
    if (usage == UINT32_MAX || (usage & KU_DIGITAL_SIGNATURE) == 0)
        return unfit(failure, status, where, "its key usage does not name digitalSignature");
    if (is_only_for_servers(x509))
        return unfit(failure, status, where, "it is a server's (only serverAuth)");
    return STATUS_OK;
}

Status x509_fits(X509 *x509, Status status, const char *where, Failure *failure)
{
    EVP_PKEY *key = X509_get0_pubkey(x509);
    if (key == NULL)
        return openssl_failure(failure, status, where, "the certificate's public key");
    TRY(key_kind_fits(key, status, where, failure));
    return purpose_fits(x509, status, where, failure);
}

/* ---- reading ---- */

/* Reads every certificate of PEM bytes into `out` (not NULL). */
static Status read_all(BIO *pem, const char *name, X509Stack *out, Failure *failure)
{
    for (;;) {
        X509 *x509 = PEM_read_bio_X509(pem, NULL, NULL, NULL);
        if (x509 == NULL) break;
        if (sk_X509_num(out) >= CERTIFICATES_MAX || sk_X509_push(out, x509) <= 0) {
            X509_free(x509);
            return failure_set(failure, STATUS_KEY, name, "more than %d certificates",
                               CERTIFICATES_MAX);
        }
    }
    if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE || library_starved())
        return openssl_failure(failure, STATUS_KEY, name, "a certificate cannot be read");
    ERR_clear_error();
    if (sk_X509_num(out) > 0) return STATUS_OK;
    return failure_set(failure, STATUS_KEY, name, "no certificate (PEM) in the file");
}

static Status parse_all(const char *name, const void *pem, size_t size, X509Stack **out,
                        Failure *failure)
{
    *out = NULL;
    if (size == 0 || size > CERTIFICATE_FILE_MAX)
        return failure_set(failure, STATUS_KEY, name, "a certificate file of %zu bytes", size);
    ERR_clear_error();
    CLEANUP(BIO_free) BIO *bytes = BIO_new_mem_buf(pem, (int)size);
    CLEANUP(x509_stack_free) X509Stack *all = sk_X509_new_null();
    if (bytes == NULL || all == NULL)
        return openssl_failure(failure, STATUS_MEMORY, name, "a certificate");
    TRY(read_all(bytes, name, all, failure));
    *out = HAND_OVER(X509Stack *, all);
    return STATUS_OK;
}

static Status describe(Certificate *certificate, const char *name, Failure *failure)
{
    X509 *x509 = certificate->x509;
    TRY(x509_fits(x509, STATUS_KEY, name, failure));
    TRY(x509_fingerprint(x509, certificate->fingerprint, failure));
    TRY(x509_key_hash(x509, certificate->key_hash, failure));
    TRY(x509_subject(x509, certificate->subject, failure));
    return openssl_whole(failure, "a certificate");
}

Status certificate_parse(const char *name, const void *pem, size_t size, Certificate **out,
                         Failure *failure)
{
    *out = NULL;
    CLEANUP(x509_stack_free) X509Stack *all = NULL;
    TRY(parse_all(name, pem, size, &all, failure));
    CLEANUP(certificate_free)
    Certificate *certificate = system_allocate_zeroed(1, sizeof *certificate);
    if (certificate == NULL) return failure_set(failure, STATUS_MEMORY, name, "a certificate");
    certificate->x509 = sk_X509_shift(all);
    certificate->intermediates = HAND_OVER(X509Stack *, all);
    TRY(failure_at(failure, name, describe(certificate, name, failure)));
    *out = HAND_OVER(Certificate *, certificate);
    return STATUS_OK;
}

Status certificate_load(const char *path, Certificate **out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    *out = NULL;
    TRY(input_file_read(path, CERTIFICATE_FILE_MAX, &file, failure));
    return certificate_parse(path, file.bytes, file.size, out, failure);
}

void certificate_free(Certificate *certificate)
{
    if (certificate == NULL) return;
    X509_free(certificate->x509);
    sk_X509_pop_free(certificate->intermediates, X509_free);
    system_free(certificate);
}

const uint8_t *certificate_fingerprint(const Certificate *certificate)
{
    return certificate->fingerprint;
}

const uint8_t *certificate_key_hash(const Certificate *certificate)
{
    return certificate->key_hash;
}

const char *certificate_subject(const Certificate *certificate)
{
    return certificate->subject;
}

bool certificate_same_key(const Certificate *left, const Certificate *right)
{
    return memcmp(left->key_hash, right->key_hash, SHA256_SIZE) == 0;
}

bool certificate_is_test(const Certificate *certificate)
{
    return x509_is_test(certificate->x509);
}

X509 *certificate_x509(const Certificate *certificate)
{
    return certificate->x509;
}

X509Stack *certificate_intermediates(const Certificate *certificate)
{
    return certificate->intermediates;
}

/* ---- trust ---- */

static Status fill_store(TrustStore *trust, X509Stack *all, const char *name, Failure *failure)
{
    trust->store = X509_STORE_new();
    if (trust->store == NULL) return openssl_failure(failure, STATUS_MEMORY, name, "CA file");
    for (int i = 0; i < sk_X509_num(all); i++) {
        X509 *x509 = sk_X509_value(all, i);
        if (X509_STORE_add_cert(trust->store, x509) != 1)
            return openssl_failure(failure, STATUS_KEY, name, "a CA certificate");
        trust->is_test = trust->is_test || x509_is_test(x509);
    }
    return STATUS_OK;
}

Status trust_store_parse(const char *name, const void *pem, size_t size, TrustStore **out,
                         Failure *failure)
{
    *out = NULL;
    CLEANUP(x509_stack_free) X509Stack *all = NULL;
    TRY(parse_all(name, pem, size, &all, failure));
    CLEANUP(trust_store_free) TrustStore *trust = system_allocate_zeroed(1, sizeof *trust);
    if (trust == NULL) return failure_set(failure, STATUS_MEMORY, name, "CA file");
    TRY(fill_store(trust, all, name, failure));
    trust->all = HAND_OVER(X509Stack *, all);
    *out = HAND_OVER(TrustStore *, trust);
    return STATUS_OK;
}

Status trust_store_load(const char *path, TrustStore **out, Failure *failure)
{
    CLEANUP(input_file_free) InputFile file = {0};
    *out = NULL;
    TRY(input_file_read(path, CERTIFICATE_FILE_MAX, &file, failure));
    return trust_store_parse(path, file.bytes, file.size, out, failure);
}

void trust_store_free(TrustStore *store)
{
    if (store == NULL) return;
    X509_STORE_free(store->store);
    sk_X509_pop_free(store->all, X509_free);
    system_free(store);
}

bool trust_store_is_test(const TrustStore *store)
{
    return store->is_test;
}

bool asn1_epoch(const ASN1_TIME *time, int64_t *epoch)
{
    ASN1_TIME *start = ASN1_TIME_set(NULL, 0);
    int days = 0, seconds = 0;
    bool read = start != NULL && ASN1_TIME_check(time) == 1 &&
                ASN1_TIME_diff(&days, &seconds, start, time) == 1;
    ASN1_TIME_free(start);
    if (read) *epoch = (int64_t)days * 86400 + seconds;
    return read;
}

static Status unreadable_time(Failure *failure)
{
    return openssl_failure(failure, STATUS_LIBRARY, NULL, "a certificate's time");
}

Status x509_end(X509 *x509, int64_t *epoch, Failure *failure)
{
    return asn1_epoch(X509_get0_notAfter(x509), epoch) ? STATUS_OK : unreadable_time(failure);
}

static Status x509_text(X509 *x509, CertificateText *out, Failure *failure)
{
    TRY(x509_fingerprint(x509, out->fingerprint, failure));
    TRY(x509_subject(x509, out->subject, failure));
    if (!asn1_epoch(X509_get0_notBefore(x509), &out->from)) return unreadable_time(failure);
    return x509_end(x509, &out->to, failure);
}

Status certificate_text(const Certificate *certificate, CertificateText *out, Failure *failure)
{
    return x509_text(certificate->x509, out, failure);
}

size_t trust_store_count(const TrustStore *store)
{
    return store->all != NULL ? (size_t)sk_X509_num(store->all) : 0;
}

Status trust_store_text(const TrustStore *store, size_t index, CertificateText *out,
                        Failure *failure)
{
    return x509_text(sk_X509_value(store->all, (int)index), out, failure);
}

Status trust_store_of(const Certificate *certificate, TrustStore **out, Failure *failure)
{
    *out = NULL;
    CLEANUP(trust_store_free) TrustStore *trust = system_allocate_zeroed(1, sizeof *trust);
    if (trust == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "a certificate");
    trust->store = X509_STORE_new();
    if (trust->store == NULL || X509_STORE_add_cert(trust->store, certificate->x509) != 1 ||
        X509_STORE_set_flags(trust->store, X509_V_FLAG_PARTIAL_CHAIN) != 1)
        return openssl_failure(failure, STATUS_MEMORY, NULL, "a certificate");
    trust->is_test = x509_is_test(certificate->x509);
    *out = HAND_OVER(TrustStore *, trust);
    return STATUS_OK;
}

Status certificate_validity(const Certificate *certificate, int64_t *from, int64_t *to,
                            Failure *failure)
{
    if (!asn1_epoch(X509_get0_notBefore(certificate->x509), from))
        return unreadable_time(failure);
    return x509_end(certificate->x509, to, failure);
}

Status certificate_check_time(const Certificate *certificate, int64_t epoch, Failure *failure)
{
    time_t moment = (time_t)epoch;
    int begun = X509_cmp_time(X509_get0_notBefore(certificate->x509), &moment);
    int ended = X509_cmp_time(X509_get0_notAfter(certificate->x509), &moment);
    if (begun < 0 && ended > 0) return STATUS_OK;
    ERR_clear_error();
    return failure_set(failure, openssl_status(STATUS_VERIFICATION), NULL,
                       "the certificate of %s is %s", certificate->subject,
                       begun >= 0 ? _("not valid yet") : _("no longer valid"));
}

Status certificate_check_chain(const Certificate *certificate, const TrustStore *store,
                               int64_t epoch, Failure *failure)
{
    return x509_check_chain(certificate->x509, certificate->intermediates, store, epoch, NULL,
                            failure);
}

/* 112 bits of security: RSA-2048, SHA-224 and better. */
enum { SECURITY_LEVEL = 2 };

static Status chain_refused(X509 *x509, X509_STORE_CTX *context, Failure *failure)
{
    char subject[SUBJECT_SIZE];
    TRY(x509_subject(x509, subject, failure));
    int error = X509_STORE_CTX_get_error(context);
    ERR_clear_error();
    if (error == X509_V_ERR_OUT_OF_MEM)
        return failure_set(failure, STATUS_MEMORY, NULL, "checking a certificate chain");
    return failure_set(failure, openssl_status(STATUS_VERIFICATION), NULL,
                       "the certificate of %s: %s", subject,
                       translate(X509_verify_cert_error_string(error)));
}

Status x509_check_chain(X509 *x509, X509Stack *untrusted, const TrustStore *store,
                        int64_t epoch, X509Stack **chain, Failure *failure)
{
    CLEANUP(X509_STORE_CTX_free) X509_STORE_CTX *context = X509_STORE_CTX_new();
    if (context == NULL || X509_STORE_CTX_init(context, store->store, x509, untrusted) != 1)
        return openssl_failure(failure, STATUS_MEMORY, NULL, "checking a certificate chain");
    X509_VERIFY_PARAM *demands = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_time(demands, (time_t)epoch);
    X509_VERIFY_PARAM_set_auth_level(demands, SECURITY_LEVEL);
    if (X509_VERIFY_PARAM_set_purpose(demands, X509_PURPOSE_ANY) != 1)
        return openssl_failure(failure, STATUS_LIBRARY, NULL, "purpose of a certificate");
    if (X509_verify_cert(context) != 1) return chain_refused(x509, context, failure);
    TRY(openssl_whole(failure, "checking a certificate chain"));
    if (chain == NULL || (*chain = X509_STORE_CTX_get1_chain(context)) != NULL)
        return STATUS_OK;
    return openssl_failure(failure, STATUS_MEMORY, NULL, "a certificate chain");
}

Status trust_store_certificates(const TrustStore *store, X509Stack **out, Failure *failure)
{
    *out = X509_STORE_get1_all_certs(store->store);
    if (*out != NULL) return STATUS_OK;
    return openssl_failure(failure, STATUS_MEMORY, NULL, "certificates of a CA file");
}

CLEANUP_POINTER(X509_STORE, X509_STORE_free)

Status trust_store_at(const TrustStore *store, int64_t epoch, X509_STORE **out,
                      Failure *failure)
{
    CLEANUP(x509_stack_free) X509Stack *all = NULL;
    CLEANUP(X509_STORE_free) X509_STORE *fresh = X509_STORE_new();
    if (fresh == NULL) return openssl_failure(failure, STATUS_MEMORY, NULL, "a CA file");
    TRY(trust_store_certificates(store, &all, failure));
    for (int i = 0; i < sk_X509_num(all); i++)
        if (X509_STORE_add_cert(fresh, sk_X509_value(all, i)) != 1)
            return openssl_failure(failure, STATUS_MEMORY, NULL, "a CA certificate");
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(fresh), (time_t)epoch);
    X509_VERIFY_PARAM_set_auth_level(X509_STORE_get0_param(fresh), SECURITY_LEVEL);
    *out = HAND_OVER(X509_STORE *, fresh);
    return STATUS_OK;
}
