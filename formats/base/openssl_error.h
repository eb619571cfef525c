/* openssl_error.h - OpenSSL's own words for what went wrong, put into a Failure. Any thread. */
#ifndef TILSKUDD_FORMATS_OPENSSL_ERROR_H
#define TILSKUDD_FORMATS_OPENSSL_ERROR_H

#include "rules/base/status.h"

/* failure_set with "what: reason" where the reason is OpenSSL's last error of this thread;
 * empties its error queue. A lack of memory becomes STATUS_MEMORY. Returns the status set. */
Status openssl_failure(Failure *failure, Status status, const char *where, const char *what);

#endif
