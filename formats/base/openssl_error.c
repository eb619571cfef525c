/* openssl_error.c - OpenSSL's error queue into a Failure. */
#include "formats/base/openssl_error.h"

#include <stddef.h>
#include <string.h>

#include <openssl/err.h>

#include "formats/base/language.h"
#include "formats/base/library_memory.h"
#include "formats/base/translate.h"

Status openssl_status(Status status)
{
    return status != STATUS_OK && library_starved() ? STATUS_MEMORY : status;
}

Status openssl_whole(Failure *failure, const char *what)
{
    if (!library_starved()) return STATUS_OK;
    ERR_clear_error();
    return failure_set(failure, STATUS_MEMORY, NULL, "%s: OpenSSL found no memory",
                       translate(what));
}

/* The last error; but what a token said, before OpenSSL said that it failed, is the cause. */
static unsigned long cause(void)
{
    unsigned long last = ERR_peek_last_error(), error;
    while ((error = ERR_get_error()) != 0)
        if (ERR_GET_LIB(error) >= ERR_LIB_USER) return error;
    return last;
}

Status openssl_failure(Failure *failure, Status status, const char *where, const char *what)
{
    unsigned long error = cause();
    const char *reason = error != 0 ? ERR_reason_error_string(error) : NULL;
    if (error != 0 && ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE) status = STATUS_MEMORY;
    status = openssl_status(status);
    if (reason == NULL)
        failure_set(failure, status, where, "%s", translate(what));
    else if (language_chosen() == LANGUAGE_EN || strcmp(translate(reason), reason) != 0)
        failure_set(failure, status, where, "%s: %s", translate(what), translate(reason));
    else
        failure_set(failure, status, where, "%s (OpenSSL: %s)", translate(what), reason);
    ERR_clear_error();
    return status;
}
