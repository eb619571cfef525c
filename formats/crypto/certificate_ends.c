#include "formats/crypto/certificate_ends.h"

#include <string.h>

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "formats/base/openssl_error.h"

CLEANUP_POINTER(CMS_ContentInfo, CMS_ContentInfo_free)

static void x509_stack_free(X509Stack *all)
{
    sk_X509_pop_free(all, X509_free);
}
CLEANUP_POINTER(X509Stack, x509_stack_free)

const CertificateEnd *certificate_ends_find(const CertificateEnds *ends,
                                            const uint8_t fingerprint[SHA256_SIZE])
{
    for (size_t i = 0; i < ends->count; i++)
        if (memcmp(ends->items[i].fingerprint, fingerprint, SHA256_SIZE) == 0)
            return &ends->items[i];
    return NULL;
}

static Status end_of(const X509 *x509, int64_t *end, Failure *failure)
{
    int days, seconds;
    ASN1_TIME *start = ASN1_TIME_set(NULL, 0);
    int got =
        start != NULL ? ASN1_TIME_diff(&days, &seconds, start, X509_get0_notAfter(x509)) : 0;
    ASN1_TIME_free(start);
    if (got != 1)
        return openssl_failure(failure, STATUS_LIBRARY, NULL, "when a certificate ends");
    *end = (int64_t)days * 86400 + seconds;
    return STATUS_OK;
}

static Status add(CertificateEnds *ends, X509 *x509, Failure *failure)
{
    CertificateEnd item;
    TRY(x509_fingerprint(x509, item.fingerprint, failure));
    if (certificate_ends_find(ends, item.fingerprint) != NULL) return STATUS_OK;
    TRY(x509_subject(x509, item.subject, failure));
    TRY(end_of(x509, &item.end, failure));
    TRY(system_grow(&ends->items, &ends->capacity, ends->count + 1, sizeof *ends->items,
                    failure));
    ends->items[ends->count++] = item;
    return STATUS_OK;
}

static Status add_all(CertificateEnds *ends, const X509Stack *all, Failure *failure)
{
    for (int i = 0; i < sk_X509_num(all); i++)
        TRY(add(ends, sk_X509_value(all, i), failure));
    return STATUS_OK;
}

Status certificate_ends_add(CertificateEnds *ends, const Certificate *certificate,
                            Failure *failure)
{
    return add(ends, certificate_x509(certificate), failure);
}

Status certificate_ends_add_store(CertificateEnds *ends, const TrustStore *store,
                                  Failure *failure)
{
    CLEANUP(x509_stack_free) X509Stack *all = NULL;
    TRY(trust_store_certificates(store, &all, failure));
    return add_all(ends, all, failure);
}

Status certificate_ends_add_signature(CertificateEnds *ends, const char *name, const void *der,
                                      size_t size, Failure *failure)
{
    CLEANUP(BIO_free) BIO *bytes = BIO_new_mem_buf(der, (int)size);
    if (bytes == NULL) return openssl_failure(failure, STATUS_MEMORY, name, "a signature");
    CLEANUP(CMS_ContentInfo_free) CMS_ContentInfo *cms = d2i_CMS_bio(bytes, NULL);
    if (cms == NULL) return openssl_failure(failure, STATUS_VERIFICATION, name, "a signature");
    CLEANUP(x509_stack_free) X509Stack *all = CMS_get1_certs(cms);
    ERR_clear_error();
    return failure_at(failure, name, add_all(ends, all, failure));
}

void certificate_ends_free(CertificateEnds *ends)
{
    system_free(ends->items);
    *ends = (CertificateEnds){0};
}
