/* openssl_error.c - OpenSSL's error queue into a Failure. */
#include "formats/base/openssl_error.h"

#include <stddef.h>

#include <openssl/err.h>

Status openssl_failure(Failure *failure, Status status, const char *where, const char *what)
{
    unsigned long error = ERR_peek_last_error();
    const char *reason = error != 0 ? ERR_reason_error_string(error) : NULL;
    if (error != 0 && ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE) status = STATUS_MEMORY;
    failure_set(failure, status, where, "%s%s%s", what, reason != NULL ? ": " : "",
                reason != NULL ? reason : "");
    ERR_clear_error();
    return status;
}
