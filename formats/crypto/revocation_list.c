#include "formats/crypto/revocation_list.h"

#include <string.h>

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "formats/base/openssl_error.h"

struct RevocationList {
    X509_CRL *crl;
};

CLEANUP_POINTER(X509_CRL, X509_CRL_free)
CLEANUP_POINTER(CMS_ContentInfo, CMS_ContentInfo_free)

static void x509_stack_free(X509Stack *all)
{
    sk_X509_pop_free(all, X509_free);
}
CLEANUP_POINTER(X509Stack, x509_stack_free)

static const char pem_begins[] = "-----BEGIN X509 CRL-----";
enum { DER_SEQUENCE = 0x30 };

static bool is_pem(const void *bytes, size_t size)
{
    return size >= sizeof pem_begins - 1 &&
           memcmp(bytes, pem_begins, sizeof pem_begins - 1) == 0;
}

bool revocation_list_is(const void *bytes, size_t size)
{
    const uint8_t *first = bytes;
    return (size > 0 && first[0] == DER_SEQUENCE) || is_pem(bytes, size);
}

static Status read_list(const char *name, const void *bytes, size_t size, X509_CRL **out,
                        Failure *failure)
{
    CLEANUP(BIO_free) BIO *file = BIO_new_mem_buf(bytes, (int)size);
    if (file == NULL) return openssl_failure(failure, STATUS_MEMORY, name, "a list");
    *out = is_pem(bytes, size) ? PEM_read_bio_X509_CRL(file, NULL, NULL, NULL)
                               : d2i_X509_CRL_bio(file, NULL);
    if (*out != NULL) return STATUS_OK;
    return openssl_failure(failure, STATUS_INPUT_MALFORMED, name,
                           "a list of revoked certificates cannot be read");
}

/* What changed since another list, or what says how it is to be understood. */
static Status check_whole(const char *name, const X509_CRL *crl, Failure *failure)
{
    for (int i = 0; i < X509_CRL_get_ext_count(crl); i++)
        if (X509_EXTENSION_get_critical(X509_CRL_get_ext(crl, i)))
            return failure_set(failure, STATUS_INPUT_VALUE, name,
                               "a list of some of the CA's certificates: give its whole one");
    return STATUS_OK;
}

static bool has_signed(X509 *issuer, X509_CRL *crl)
{
    bool named = X509_NAME_cmp(X509_get_subject_name(issuer), X509_CRL_get_issuer(crl)) == 0;
    return named && X509_CRL_verify(crl, X509_get0_pubkey(issuer)) == 1;
}

static Status check_signed(const char *name, X509_CRL *crl, const TrustStore *store,
                           Failure *failure)
{
    CLEANUP(x509_stack_free) X509Stack *all = NULL;
    bool is = false;
    TRY(trust_store_certificates(store, &all, failure));
    for (int i = 0; i < sk_X509_num(all) && !is; i++)
        is = has_signed(sk_X509_value(all, i), crl);
    ERR_clear_error();
    TRY(openssl_whole(failure, name));
    if (is) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, name,
                       "a list of revoked certificates that the ledger's CA has not signed");
}

Status revocation_list_parse(const char *name, const void *bytes, size_t size,
                             const TrustStore *store, RevocationList **out, Failure *failure)
{
    CLEANUP(X509_CRL_free) X509_CRL *crl = NULL;
    *out = NULL;
    TRY(read_list(name, bytes, size, &crl, failure));
    TRY(check_whole(name, crl, failure));
    TRY(check_signed(name, crl, store, failure));
    RevocationList *list = system_allocate(sizeof *list);
    if (list == NULL) return failure_set(failure, STATUS_MEMORY, name, NULL);
    list->crl = HAND_OVER(X509_CRL *, crl);
    *out = list;
    return STATUS_OK;
}

void revocation_list_free(RevocationList *list)
{
    if (list == NULL) return;
    X509_CRL_free(list->crl);
    system_free(list);
}

/* A serial number is its issuer's: two CAs may give the same. */
static Status find(const RevocationList *list, X509 *x509, RevokedTaker *take, void *user,
                   Failure *failure)
{
    Revoked found;
    X509_REVOKED *row = NULL;
    if (X509_NAME_cmp(X509_get_issuer_name(x509), X509_CRL_get_issuer(list->crl)) != 0)
        return STATUS_OK;
    if (X509_CRL_get0_by_cert(list->crl, &row, x509) != 1) return STATUS_OK;
    TRY(x509_fingerprint(x509, found.fingerprint, failure));
    if (asn1_epoch(X509_REVOKED_get0_revocationDate(row), &found.since))
        return take(user, &found, failure);
    return openssl_failure(failure, STATUS_LIBRARY, NULL, "when a certificate was revoked");
}

static Status find_all(const RevocationList *list, const X509Stack *all, RevokedTaker *take,
                       void *user, Failure *failure)
{
    for (int i = 0; i < sk_X509_num(all); i++)
        TRY(find(list, sk_X509_value(all, i), take, user, failure));
    return STATUS_OK;
}

Status revocation_list_find(const RevocationList *list, const Certificate *certificate,
                            RevokedTaker *take, void *user, Failure *failure)
{
    return find(list, certificate_x509(certificate), take, user, failure);
}

Status revocation_list_find_store(const RevocationList *list, const TrustStore *store,
                                  RevokedTaker *take, void *user, Failure *failure)
{
    CLEANUP(x509_stack_free) X509Stack *all = NULL;
    TRY(trust_store_certificates(store, &all, failure));
    return find_all(list, all, take, user, failure);
}

Status revocation_list_find_signature(const RevocationList *list, const char *name,
                                      const void *der, size_t size, RevokedTaker *take,
                                      void *user, Failure *failure)
{
    CLEANUP(BIO_free) BIO *bytes = BIO_new_mem_buf(der, (int)size);
    if (bytes == NULL) return openssl_failure(failure, STATUS_MEMORY, name, "a signature");
    CLEANUP(CMS_ContentInfo_free) CMS_ContentInfo *cms = d2i_CMS_bio(bytes, NULL);
    if (cms == NULL) return openssl_failure(failure, STATUS_VERIFICATION, name, "a signature");
    CLEANUP(x509_stack_free) X509Stack *all = CMS_get1_certs(cms);
    ERR_clear_error();
    return failure_at(failure, name, find_all(list, all, take, user, failure));
}
