/*
 * libraries.h - OpenSSL and libxml2 started by this program's rules, not by the machine's.
 * trust.md 5 and 7.
 *
 * To be called once, before anything else uses them, by a process with one thread.
 */
#ifndef TILSKUDD_FORMATS_LIBRARIES_H
#define TILSKUDD_FORMATS_LIBRARIES_H

#include "formats/base/text_buffer.h"
#include "rules/base/status.h"

/* Gives both the allocation of system.h, so that a lack of memory is seen; starts OpenSSL
 * without its configuration file, whatever OPENSSL_CONF and its like say; and tries what
 * signatures need, so that a library that lacks it is named before anything is computed.
 * MEMORY, LIBRARY. */
MUST_USE Status libraries_start(Failure *failure);
/* After that, an OpenSSL configuration file that somebody names: providers for their token. KEY
 * when it cannot be used. */
MUST_USE Status libraries_configure(const char *path, Failure *failure);

/* "libxml2 2.9.14, OpenSSL 3.0.19, ...": the libraries that this program runs with, and their
 * versions as they say them themselves. Any thread. */
void libraries_versions(TextBuffer *out);

#endif
