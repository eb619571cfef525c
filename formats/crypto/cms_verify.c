/*
 * cms_verify.c - checking detached CAdES-BES signatures.
 *
 * Signer by signer and attribute by attribute, because OpenSSL's CMS_verify accepts signatures
 * without signed attributes even when asked for CAdES.
 */
#include "formats/crypto/cms_internal.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/x509.h>

#include "formats/base/input_file.h"
#include "formats/base/openssl_error.h"
#include "formats/base/stage_clock.h"

/* One call of cms_verify on its way through the signers. */
typedef struct Check {
    CmsContent content;
    const TrustStore *store;
    int64_t at, grace;
    X509Stack *certificates; /* those inside the signature */
    uint64_t *used;          /* by certificate: in the chain of somebody who signed */
} Check;
enum { EMBEDDED_MAX = 64 };

/* Our own finding; what OpenSSL left in its queue on the way has nothing to do with it. */
static Status refuse(Failure *failure, const char *why)
{
    ERR_clear_error();
    return failure_set(failure, openssl_status(STATUS_VERIFICATION), NULL, "%s", why);
}

/* OpenSSL's finding, with its reason. */
static Status refused(Failure *failure, const char *why)
{
    return openssl_failure(failure, STATUS_VERIFICATION, NULL, why);
}

/* One signature has one text: what could be written in two ways could be changed unseen. */
static Status check_encoding(CMS_ContentInfo *cms, const void *der, size_t size,
                             Failure *failure)
{
    unsigned char *again = NULL;
    int length = i2d_CMS_ContentInfo(cms, &again);
    bool same = length >= 0 && (size_t)length == size && memcmp(again, der, size) == 0;
    OPENSSL_free(again);
    return same ? STATUS_OK : refuse(failure, "the signature is not written in DER");
}

Status cms_parse(const void *der, size_t size, CMS_ContentInfo **out, Failure *failure)
{
    *out = NULL;
    ERR_clear_error();
    if (size == 0 || size > CMS_DER_MAX) return refuse(failure, "not a signature (its size)");
    const unsigned char *position = der;
    CLEANUP(CMS_ContentInfo_free)
    CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &position, (long)size);
    if (cms == NULL) return refused(failure, "not a CMS signature in DER");
    if (position != (const unsigned char *)der + size)
        return refuse(failure, "bytes after the signature");
    if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed)
        return refuse(failure, "CMS, but not SignedData");
    if (OBJ_obj2nid(CMS_get0_eContentType(cms)) != NID_pkcs7_data)
        return refuse(failure, "the signature is over something else than data");
    if (CMS_is_detached(cms) != 1) return refuse(failure, "the signature is not detached");
    TRY(check_encoding(cms, der, size, failure));
    *out = HAND_OVER(CMS_ContentInfo *, cms);
    return STATUS_OK;
}

/* ---- one signer ---- */

static const EVP_MD *allowed_digest(int nid)
{
    if (nid == NID_sha256) return EVP_sha256();
    if (nid == NID_sha384) return EVP_sha384();
    return nid == NID_sha512 ? EVP_sha512() : NULL;
}

/* The signature algorithm is either plain RSA or names the same digest again. */
static bool allowed_signature(int signature, int digest)
{
    if (signature == NID_rsaEncryption) return true;
    int named = NID_undef, key = NID_undef;
    if (OBJ_find_sigid_algs(signature, &named, &key) != 1) return false;
    return named == digest && (key == NID_rsaEncryption || key == NID_X9_62_id_ecPublicKey);
}

static Status check_algorithms(CMS_SignerInfo *signer, const EVP_MD **digest, Failure *failure)
{
    X509_ALGOR *digest_field = NULL, *signature_field = NULL;
    const ASN1_OBJECT *digest_name = NULL, *signature_name = NULL;
    CMS_SignerInfo_get0_algs(signer, NULL, NULL, &digest_field, &signature_field);
    X509_ALGOR_get0(&digest_name, NULL, NULL, digest_field);
    X509_ALGOR_get0(&signature_name, NULL, NULL, signature_field);
    int nid = OBJ_obj2nid(digest_name);
    *digest = allowed_digest(nid);
    if (*digest == NULL) return refuse(failure, "a digest other than SHA-256, -384 or -512");
    if (allowed_signature(OBJ_obj2nid(signature_name), nid)) return STATUS_OK;
    return refuse(failure, "a signature algorithm other than RSA (PKCS #1 v1.5) or ECDSA");
}

/* The one value of the one signed attribute of a kind; NULL when it is missing or doubled. */
static const void *signed_value(CMS_SignerInfo *signer, int nid, int type)
{
    return CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(nid), -3, type);
}

static Status check_content(CMS_SignerInfo *signer, CmsContent content, const EVP_MD *digest,
                            Failure *failure)
{
    const ASN1_OBJECT *type = signed_value(signer, NID_pkcs9_contentType, V_ASN1_OBJECT);
    const ASN1_STRING *said =
        signed_value(signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);
    if (type == NULL || said == NULL)
        return refuse(failure, "the signed attributes content type and message digest must be "
                               "there once each");
    if (OBJ_obj2nid(type) != NID_pkcs7_data)
        return refuse(failure, "wrong signed content type");
    uint8_t found[CMS_DIGEST_MAX];
    size_t size = 0;
    TRY(cms_content_digest(content, digest, found, &size, failure));
    if ((size_t)ASN1_STRING_length(said) == size &&
        memcmp(ASN1_STRING_get0_data(said), found, size) == 0)
        return STATUS_OK;
    return refuse(failure, "the content is not the one that was signed");
}

static Status read_time(CMS_SignerInfo *signer, int64_t *epoch, Failure *failure)
{
    const ASN1_STRING *said = signed_value(signer, NID_pkcs9_signingTime, V_ASN1_UTCTIME);
    if (said == NULL)
        said = signed_value(signer, NID_pkcs9_signingTime, V_ASN1_GENERALIZEDTIME);
    if (said == NULL)
        return refuse(failure, "the signed attribute signing time must be there once");
    if (asn1_epoch(said, epoch)) return STATUS_OK;
    return refuse(failure, "the signing time cannot be read");
}

/* The signer's certificate among those inside, made known to `signer`. */
static X509 *find_certificate(CMS_SignerInfo *signer, X509Stack *certificates)
{
    for (int i = 0; i < sk_X509_num(certificates); i++) {
        X509 *x509 = sk_X509_value(certificates, i);
        if (CMS_SignerInfo_cert_cmp(signer, x509) != 0) continue;
        CMS_SignerInfo_set1_signer_cert(signer, x509);
        return x509;
    }
    return NULL;
}

/* ESS signing-certificate-v2: the signature names its certificate, so that no other certificate
 * for the same key can take its place. */
static Status check_named(CMS_SignerInfo *signer, X509Stack *chain, Failure *failure)
{
    const ASN1_STRING *said =
        signed_value(signer, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE);
    if (said == NULL)
        return refuse(failure,
                      "the signed attribute signing-certificate-v2 must be there once");
    const unsigned char *position = ASN1_STRING_get0_data(said);
    ESS_SIGNING_CERT_V2 *named =
        d2i_ESS_SIGNING_CERT_V2(NULL, &position, ASN1_STRING_length(said));
    bool fits = named != NULL && OSSL_ESS_check_signing_certs(NULL, named, chain, 1) == 1;
    ESS_SIGNING_CERT_V2_free(named);
    return fits ? STATUS_OK
                : refuse(failure, "signing-certificate-v2 names another certificate");
}

static Status check_own_named(CMS_SignerInfo *signer, X509 *x509, Failure *failure)
{
    X509Stack *own = sk_X509_new_null();
    Status status = own != NULL && sk_X509_push(own, x509) > 0
                        ? check_named(signer, own, failure)
                        : refused(failure, "signing-certificate-v2");
    sk_X509_free(own);
    return status;
}

/* Of two equal certificates one is more than is needed. */
static void mark_used(const Check *check, X509Stack *chain)
{
    for (int c = 0; c < sk_X509_num(chain); c++) {
        for (int i = 0; i < sk_X509_num(check->certificates); i++) {
            if (X509_cmp(sk_X509_value(chain, c), sk_X509_value(check->certificates, i)) != 0)
                continue;
            *check->used |= UINT64_C(1) << i;
            break;
        }
    }
}

/* The moment by which the signer's chain is judged. */
static int64_t moment_of(const Check *check, const CmsSigner *signer)
{
    if (check->at != CMS_AT_SIGNING_TIME) return check->at;
    bool late = check->grace > 0 && signer->signing_time >= signer->ended &&
                signer->signing_time - signer->ended <= check->grace;
    return late ? signer->ended - 1 : signer->signing_time;
}

static Status check_owner(const Check *check, CMS_SignerInfo *signer, X509 *x509,
                          int64_t moment, Failure *failure)
{
    X509Stack *chain = NULL;
    TRY(x509_fits(x509, STATUS_VERIFICATION, NULL, failure));
    if (check->store == NULL) return check_own_named(signer, x509, failure);
    TRY(x509_check_chain(x509, check->certificates, check->store, moment, &chain, failure));
    Status status = check_named(signer, chain, failure);
    mark_used(check, chain);
    sk_X509_pop_free(chain, X509_free);
    return status;
}

static Status check_signer(const Check *check, CMS_SignerInfo *signer, CmsSigner *out,
                           Failure *failure)
{
    const EVP_MD *digest = NULL;
    if (CMS_signed_get_attr_count(signer) <= 0)
        return refuse(failure, "a signature without signed attributes");
    if (CMS_unsigned_get_attr_count(signer) > 0)
        return refuse(failure, "a signature with unsigned attributes: remove them");
    TRY(check_algorithms(signer, &digest, failure));
    X509 *x509 = find_certificate(signer, check->certificates);
    if (x509 == NULL)
        return refuse(failure, "the signer's certificate is not in the signature");
    TRY(check_content(signer, check->content, digest, failure));
    ERR_clear_error();
    if (CMS_SignerInfo_verify(signer) != 1) return refused(failure, "the signature is wrong");
    TRY(read_time(signer, &out->signing_time, failure));
    if (!asn1_epoch(X509_get0_notAfter(x509), &out->ended))
        return refuse(failure, "the end of the signer's certificate cannot be read");
    TRY(check_owner(check, signer, x509, moment_of(check, out), failure));
    TRY(x509_fingerprint(x509, out->fingerprint, failure));
    TRY(x509_key_hash(x509, out->key_hash, failure));
    return x509_subject(x509, out->subject, failure);
}

/* ---- all signers ---- */

static int by_fingerprint(const void *left, const void *right)
{
    const CmsSigner *one = left, *other = right;
    return memcmp(one->fingerprint, other->fingerprint, SHA256_SIZE);
}

static bool keys_differ(const CmsSigner *signers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (memcmp(signers[i].key_hash, signers[j].key_hash, SHA256_SIZE) == 0)
                return false;
        }
    }
    return true;
}

/* Nothing is in it but the signers and the certificates that lead from them to the CA. */
static Status check_nothing_more(const Check *check, CMS_ContentInfo *cms, Failure *failure)
{
    STACK_OF(X509_CRL) *lists = CMS_get1_crls(cms);
    bool more = sk_X509_CRL_num(lists) > 0;
    sk_X509_CRL_pop_free(lists, X509_CRL_free);
    if (more) return refuse(failure, "there is a revocation list in the signature: remove it");
    for (int i = 0; check->store != NULL && i < sk_X509_num(check->certificates); i++) {
        char subject[SUBJECT_SIZE];
        if ((*check->used >> i & 1) != 0) continue;
        TRY(x509_subject(sk_X509_value(check->certificates, i), subject, failure));
        ERR_clear_error();
        return failure_set(failure, STATUS_VERIFICATION, NULL,
                           "the certificate of %s is in the signature and is of nobody who "
                           "signed: remove it",
                           subject);
    }
    return STATUS_OK;
}

static Status check_signers(const Check *check, CMS_ContentInfo *cms, CmsSigner *signers,
                            size_t *count, Failure *failure)
{
    STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(cms);
    int found = sk_CMS_SignerInfo_num(infos);
    if (found < 1 || found > CMS_SIGNERS_MAX)
        return refuse(failure, "it must have one to four signers");
    if (sk_X509_num(check->certificates) > EMBEDDED_MAX)
        return refuse(failure, "more certificates than any signature needs");
    for (int i = 0; i < found; i++)
        TRY(check_signer(check, sk_CMS_SignerInfo_value(infos, i), &signers[i], failure));
    *count = (size_t)found;
    if (!keys_differ(signers, *count)) return refuse(failure, "two signatures with one key");
    TRY(check_nothing_more(check, cms, failure));
    qsort(signers, *count, sizeof *signers, by_fingerprint);
    return openssl_whole(failure, "checking a signature");
}

static Status run_check(Check *check, CMS_ContentInfo *cms, CmsSigner *signers, size_t *count,
                        Failure *failure)
{
    uint64_t used = 0;
    *count = 0;
    ERR_clear_error();
    check->used = &used;
    check->certificates = CMS_get1_certs(cms);
    Status status = check_signers(check, cms, signers, count, failure);
    sk_X509_pop_free(check->certificates, X509_free);
    if (status != STATUS_OK) *count = 0;
    if (status != STATUS_OK && check->content.path != NULL)
        failure_locate(failure, check->content.path);
    return status;
}

Status cms_verify_parsed(CMS_ContentInfo *cms, CmsContent content, const TrustStore *store,
                         int64_t at, CmsSigner signers[CMS_SIGNERS_MAX], size_t *count,
                         Failure *failure)
{
    STAGE(SIGN);
    Check check = {.content = content, .store = store, .at = at};
    return run_check(&check, cms, signers, count, failure);
}

Status cms_verify_late(const void *der, size_t size, CmsContent content,
                       const TrustStore *store, int64_t grace,
                       CmsSigner signers[CMS_SIGNERS_MAX], size_t *count, Failure *failure)
{
    Check check = {
        .content = content, .store = store, .at = CMS_AT_SIGNING_TIME, .grace = grace};
    *count = 0;
    CLEANUP(CMS_ContentInfo_free) CMS_ContentInfo *cms = NULL;
    TRY(cms_parse(der, size, &cms, failure));
    return run_check(&check, cms, signers, count, failure);
}

Status cms_verify(const void *der, size_t size, CmsContent content, const TrustStore *store,
                  int64_t at, CmsSigner signers[CMS_SIGNERS_MAX], size_t *count,
                  Failure *failure)
{
    *count = 0;
    CLEANUP(CMS_ContentInfo_free) CMS_ContentInfo *cms = NULL;
    TRY(cms_parse(der, size, &cms, failure));
    return cms_verify_parsed(cms, content, store, at, signers, count, failure);
}

Status cms_signer_subject(const void *der, size_t size, char out[SUBJECT_SIZE],
                          Failure *failure)
{
    CLEANUP(CMS_ContentInfo_free) CMS_ContentInfo *cms = NULL;
    TRY(cms_parse(der, size, &cms, failure));
    X509Stack *certificates = CMS_get1_certs(cms);
    STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(cms);
    X509 *x509 = sk_CMS_SignerInfo_num(infos) > 0
                     ? find_certificate(sk_CMS_SignerInfo_value(infos, 0), certificates)
                     : NULL;
    Status status = x509 != NULL ? x509_subject(x509, out, failure)
                                 : refuse(failure, "the signer's certificate is not there");
    sk_X509_pop_free(certificates, X509_free);
    return status;
}

static Status verify_with(const char *path, const char *signature_path, const TrustStore *store,
                          int64_t at, CmsSigner *signers, size_t *count, Failure *failure)
{
    CLEANUP(input_file_free) InputFile signature = {0};
    TRY(input_file_read(signature_path, CMS_DER_MAX, &signature, failure));
    return failure_at(failure, signature_path,
                      cms_verify(signature.bytes, signature.size, cms_file(path), store, at,
                                 signers, count, failure));
}

Status cms_verify_file(const char *path, const char *signature_path, const TrustStore *store,
                       int64_t at, CmsSigner signers[CMS_SIGNERS_MAX], size_t *count,
                       Failure *failure)
{
    *count = 0;
    if (signature_path != NULL)
        return verify_with(path, signature_path, store, at, signers, count, failure);
    size_t size = strlen(path) + sizeof ".p7s";
    CLEANUP(system_free) char *beside = system_allocate(size);
    if (beside == NULL) return failure_set(failure, STATUS_MEMORY, path, "a path");
    snprintf(beside, size, "%s.p7s", path);
    return verify_with(path, beside, store, at, signers, count, failure);
}
