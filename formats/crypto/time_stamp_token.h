/*
 * time_stamp_token.h - time stamps of an authority outside, without a network. RFC 3161,
 * life.md 4.
 *
 * A request names a SHA-256 and a number of its own (nonce); it is carried to a time-stamping
 * authority and its answer back by whatever way. What the authority signs says that the bytes
 * were there at its time. One thread at a time.
 */
#ifndef TILSKUDD_FORMATS_TIME_STAMP_TOKEN_H
#define TILSKUDD_FORMATS_TIME_STAMP_TOKEN_H

#include "formats/base/text_buffer.h"
#include "formats/crypto/certificate.h"

enum { STAMP_NONCE_SIZE = 8, STAMP_DER_MAX = 1 << 20 /* bytes of a request or answer */ };

typedef struct StampAnswer {
    int64_t time; /* the authority's, seconds since 1970 */
    uint8_t nonce[STAMP_NONCE_SIZE];
    char authority[SUBJECT_SIZE]; /* subject of the certificate that signed */
} StampAnswer;

/* Appends a request (DER) over a SHA-256, which asks for the authority's certificate, too.
 * `nonce` is not 0; MEMORY, LIBRARY. */
MUST_USE Status stamp_request_write(const uint8_t sha256[SHA256_SIZE],
                                    const uint8_t nonce[STAMP_NONCE_SIZE], TextBuffer *out,
                                    Failure *failure);

/* What an answer says of itself, believed by nobody yet: the nonce, by which its request is
 * found. INPUT_MALFORMED when it is no answer; VERIFICATION when the authority refused, or
 * gave no nonce. `name` is for messages. */
MUST_USE Status stamp_answer_nonce(const char *name, const void *answer, size_t size,
                                   uint8_t nonce[STAMP_NONCE_SIZE], Failure *failure);

/* VERIFICATION unless the answer is to a request over this very SHA-256 with this nonce, and
 * signed by a certificate for time stamps alone that a root of the store stands behind, all
 * valid at the time that the stamp says. */
MUST_USE Status stamp_answer_check(const char *name, const void *answer, size_t size,
                                   const uint8_t sha256[SHA256_SIZE],
                                   const uint8_t nonce[STAMP_NONCE_SIZE],
                                   const TrustStore *store, StampAnswer *out, Failure *failure);

#endif
