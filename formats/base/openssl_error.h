/* openssl_error.h - OpenSSL's own words for what went wrong, put into a Failure, and how its
 * objects are let go. Any thread. */
#ifndef TILSKUDD_FORMATS_OPENSSL_ERROR_H
#define TILSKUDD_FORMATS_OPENSSL_ERROR_H

#include <openssl/bio.h>
#include <openssl/evp.h>

#include "rules/base/cleanup.h"
#include "rules/base/status.h"

CLEANUP_POINTER(BIO, BIO_free)
CLEANUP_POINTER(EVP_PKEY, EVP_PKEY_free)
CLEANUP_POINTER(EVP_MD_CTX, EVP_MD_CTX_free)

/* `status`, but MEMORY for a failure once a library was refused memory: OpenSSL does not always
 * say so, and a forgery is not to be cried for a lack of memory (trust.md 5). */
Status openssl_status(Status status);
/* MEMORY when a library was refused memory, at the end of work whose result would be believed.
 */
MUST_USE Status openssl_whole(Failure *failure, const char *what);

/* failure_set with "what: reason" where the reason is OpenSSL's last error of this thread, or a
 * token's; empties its error queue. A lack of memory becomes STATUS_MEMORY. Returns the status
 * set. */
Status openssl_failure(Failure *failure, Status status, const char *where, const char *what);

#endif
