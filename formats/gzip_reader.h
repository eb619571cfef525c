/*
 * gzip_reader.h - the content of a gzip file (RFC 1952), piece by piece, with limits.
 *
 * Reads bytes that it borrows (a mapped file). Several members one after the other are one
 * content, as gzip says. Refused: a damaged or truncated member, bytes after a member that are
 * none, content larger than the limit or than INPUT_GZIP_RATIO_MAX times the bytes read (the
 * first 1 MiB aside). One thread at a time per reader; any number of readers.
 */
#ifndef TILSKUDD_FORMATS_GZIP_READER_H
#define TILSKUDD_FORMATS_GZIP_READER_H

#include <stdint.h>

#include "formats/system.h"

typedef struct GzipReader GzipReader; /* owned: gzip_reader_new / gzip_reader_free */

/* Begins with the gzip magic bytes? */
bool gzip_is(const void *bytes, size_t size);

/* `bytes` must outlive the reader; content_max in bytes. MEMORY or LIBRARY. */
MUST_USE Status gzip_reader_new(const void *bytes, size_t size, uint64_t content_max,
                                GzipReader **out, Failure *failure);
void gzip_reader_free(GzipReader *reader);
/* Up to `size` (not 0) bytes of content into `buffer`; *got is less than `size` only at the end
 * of the content. INPUT_MALFORMED, INPUT_TRUNCATED, INPUT_TOO_LARGE, MEMORY; where is left to
 * the caller (failure_locate). */
MUST_USE Status gzip_reader_read(GzipReader *reader, void *buffer, size_t size, size_t *got,
                                 Failure *failure);
/* How many of the stored bytes have been used so far. */
uint64_t gzip_reader_stored(const GzipReader *reader);

#endif
