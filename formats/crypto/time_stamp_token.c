/* time_stamp_token.c - requests for time stamps, and what their answers are worth. */
#include "formats/crypto/time_stamp_token.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include "formats/base/openssl_error.h"

CLEANUP_POINTER(TS_REQ, TS_REQ_free)
CLEANUP_POINTER(TS_RESP, TS_RESP_free)
CLEANUP_POINTER(TS_MSG_IMPRINT, TS_MSG_IMPRINT_free)
CLEANUP_POINTER(TS_VERIFY_CTX, TS_VERIFY_CTX_free)
CLEANUP_POINTER(X509_ALGOR, X509_ALGOR_free)
CLEANUP_POINTER(ASN1_INTEGER, ASN1_INTEGER_free)
CLEANUP_POINTER(BIGNUM, BN_free)
CLEANUP_POINTER(ASN1_TIME, ASN1_TIME_free)

/* --- the request --- */

static Status no_request(Failure *failure)
{
    return openssl_failure(failure, STATUS_LIBRARY, NULL, "a request for a time stamp");
}

static ASN1_INTEGER *nonce_number(const uint8_t nonce[STAMP_NONCE_SIZE])
{
    CLEANUP(BN_free) BIGNUM *number = BN_bin2bn(nonce, STAMP_NONCE_SIZE, NULL);
    return number != NULL ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
}

/* What is stamped: a SHA-256, without parameters as RFC 5754 has it. */
static bool fill_imprint(TS_MSG_IMPRINT *imprint, const uint8_t sha256[SHA256_SIZE])
{
    CLEANUP(X509_ALGOR_free) X509_ALGOR *algorithm = X509_ALGOR_new();
    unsigned char bytes[SHA256_SIZE];
    memcpy(bytes, sha256, sizeof bytes);
    return algorithm != NULL &&
           X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1 &&
           TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1 &&
           TS_MSG_IMPRINT_set_msg(imprint, bytes, SHA256_SIZE) == 1;
}

static Status make_request(const uint8_t sha256[SHA256_SIZE],
                           const uint8_t nonce[STAMP_NONCE_SIZE], TS_REQ **out,
                           Failure *failure)
{
    CLEANUP(TS_REQ_free) TS_REQ *request = TS_REQ_new();
    CLEANUP(TS_MSG_IMPRINT_free) TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    CLEANUP(ASN1_INTEGER_free) ASN1_INTEGER *number = nonce_number(nonce);
    ERR_clear_error();
    if (request == NULL || imprint == NULL || number == NULL ||
        !fill_imprint(imprint, sha256) || TS_REQ_set_version(request, 1) != 1 ||
        TS_REQ_set_msg_imprint(request, imprint) != 1 ||
        TS_REQ_set_nonce(request, number) != 1 || TS_REQ_set_cert_req(request, 1) != 1)
        return no_request(failure);
    *out = HAND_OVER(TS_REQ *, request);
    return STATUS_OK;
}

Status stamp_request_write(const uint8_t sha256[SHA256_SIZE],
                           const uint8_t nonce[STAMP_NONCE_SIZE], TextBuffer *out,
                           Failure *failure)
{
    CLEANUP(TS_REQ_free) TS_REQ *request = NULL;
    unsigned char *der = NULL;
    TRY(make_request(sha256, nonce, &request, failure));
    int size = i2d_TS_REQ(request, &der);
    if (size <= 0) return no_request(failure);
    text_buffer_append(out, der, (size_t)size);
    OPENSSL_free(der);
    return text_buffer_status(out, failure);
}

/* --- the answer --- */

static Status parse(const char *name, const void *answer, size_t size, TS_RESP **out,
                    Failure *failure)
{
    const unsigned char *at = answer;
    ERR_clear_error();
    *out = size <= STAMP_DER_MAX ? d2i_TS_RESP(NULL, &at, (long)size) : NULL;
    bool whole = *out != NULL && at == (const unsigned char *)answer + size;
    if (whole) return STATUS_OK;
    ERR_clear_error();
    return failure_set(failure, openssl_status(STATUS_INPUT_MALFORMED), name,
                       "not an answer of a time-stamping authority (RFC 3161, DER)");
}

static Status granted(const char *name, TS_RESP *response, TS_TST_INFO **info, Failure *failure)
{
    long status =
        ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response)));
    *info = TS_RESP_get_tst_info(response);
    if ((status == 0 || status == 1) && *info != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_VERIFICATION, name,
                       "the time-stamping authority gave no time stamp (status %ld)", status);
}

static Status read_nonce(const char *name, const TS_TST_INFO *info,
                         uint8_t nonce[STAMP_NONCE_SIZE], Failure *failure)
{
    const ASN1_INTEGER *number = TS_TST_INFO_get_nonce(info);
    CLEANUP(BN_free) BIGNUM *value = number != NULL ? ASN1_INTEGER_to_BN(number, NULL) : NULL;
    bool fits = value != NULL && !BN_is_negative(value) &&
                BN_bn2binpad(value, nonce, STAMP_NONCE_SIZE) == STAMP_NONCE_SIZE;
    if (fits) return STATUS_OK;
    ERR_clear_error();
    return failure_set(failure, openssl_status(STATUS_VERIFICATION), name,
                       "its nonce is none of this program's requests");
}

Status stamp_answer_nonce(const char *name, const void *answer, size_t size,
                          uint8_t nonce[STAMP_NONCE_SIZE], Failure *failure)
{
    CLEANUP(TS_RESP_free) TS_RESP *response = NULL;
    TS_TST_INFO *info;
    TRY(parse(name, answer, size, &response, failure));
    TRY(granted(name, response, &info, failure));
    return read_nonce(name, info, nonce, failure);
}

static Status read_time(const char *name, const TS_TST_INFO *info, int64_t *time,
                        Failure *failure)
{
    CLEANUP(ASN1_TIME_free) ASN1_TIME *start = ASN1_TIME_set(NULL, 0);
    int days, seconds;
    if (start != NULL &&
        ASN1_TIME_diff(&days, &seconds, start, TS_TST_INFO_get_time(info)) == 1) {
        *time = (int64_t)days * 86400 + seconds;
        return STATUS_OK;
    }
    return openssl_failure(failure, STATUS_VERIFICATION, name, "the time of the stamp");
}

static Status refused(const char *name, Failure *failure)
{
    return openssl_failure(failure, STATUS_VERIFICATION, name, "the time stamp does not hold");
}

/* Roots of the store, as they were at the time of the stamp: an authority's certificate that
 * has expired since does not spoil it. */
static Status verify(const char *name, TS_RESP *response, TS_REQ *request,
                     const TrustStore *trust, int64_t time, Failure *failure)
{
    CLEANUP(TS_VERIFY_CTX_free)
    TS_VERIFY_CTX *context = TS_REQ_to_TS_VERIFY_CTX(request, NULL);
    X509_STORE *store = NULL;
    if (context == NULL) return openssl_failure(failure, STATUS_MEMORY, name, "a time stamp");
    TRY(trust_store_at(trust, time, &store, failure));
    TS_VERIFY_CTX_set_store(context, store); /* which owns it from here */
    TS_VERIFY_CTX_add_flags(context, TS_VFY_SIGNATURE);
    if (TS_RESP_verify_response(context, response) != 1) return refused(name, failure);
    return openssl_whole(failure, "checking a time stamp");
}

/* Whose certificate it is: the signature was verified with it. */
static Status read_authority(TS_RESP *response, char out[SUBJECT_SIZE], Failure *failure)
{
    PKCS7 *token = TS_RESP_get_token(response);
    STACK_OF(X509) *signers = PKCS7_get0_signers(token, NULL, 0);
    Status status = STATUS_OK;
    out[0] = '\0';
    if (signers != NULL && sk_X509_num(signers) > 0)
        status = x509_subject(sk_X509_value(signers, 0), out, failure);
    sk_X509_free(signers);
    ERR_clear_error();
    return status;
}

Status stamp_answer_check(const char *name, const void *answer, size_t size,
                          const uint8_t sha256[SHA256_SIZE],
                          const uint8_t nonce[STAMP_NONCE_SIZE], const TrustStore *store,
                          StampAnswer *out, Failure *failure)
{
    CLEANUP(TS_RESP_free) TS_RESP *response = NULL;
    CLEANUP(TS_REQ_free) TS_REQ *request = NULL;
    TS_TST_INFO *info;
    *out = (StampAnswer){0};
    TRY(parse(name, answer, size, &response, failure));
    TRY(granted(name, response, &info, failure));
    TRY(read_time(name, info, &out->time, failure));
    TRY(make_request(sha256, nonce, &request, failure));
    TRY(verify(name, response, request, store, out->time, failure));
    memcpy(out->nonce, nonce, STAMP_NONCE_SIZE);
    return read_authority(response, out->authority, failure);
}
