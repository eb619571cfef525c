/*
 * gzip_reader.h - the content of a gzip file (RFC 1952), piece by piece, with limits.
 *
 * Reads bytes that it is given, in memory or piece by piece. Several members one after the
 * other are one content, as gzip says. Refused: a damaged or truncated member, bytes after a
 * member that are none, content larger than the limit or than INPUT_GZIP_RATIO_MAX times the
 * bytes read (the first 1 MiB aside). One thread at a time per reader; any number of readers.
 */
#ifndef TILSKUDD_FORMATS_GZIP_READER_H
#define TILSKUDD_FORMATS_GZIP_READER_H

#include <stdint.h>

#include "formats/base/system.h"

/* Gives the next stored bytes, good until the next call; *length is 0 at the end. */
typedef struct GzipSource {
    Status (*next)(void *user, const uint8_t **bytes, size_t *length, Failure *failure);
    void *user; /* borrowed by the reader */
} GzipSource;

typedef struct GzipReader GzipReader; /* owned: gzip_reader_new / gzip_reader_free */

/* Begins with the gzip magic bytes? */
bool gzip_is(const void *bytes, size_t size);

/* `content_max` in bytes. MEMORY or LIBRARY. */
MUST_USE Status gzip_reader_new(GzipSource source, uint64_t content_max, GzipReader **out,
                                Failure *failure);
/* Of bytes in memory, which must outlive the reader. */
MUST_USE Status gzip_reader_of(const void *bytes, size_t size, uint64_t content_max,
                               GzipReader **out, Failure *failure);
void gzip_reader_free(GzipReader *reader);
CLEANUP_POINTER(GzipReader, gzip_reader_free)
/* Up to `size` (not 0) bytes of content into `buffer`; *got is less than `size` only at the end
 * of the content, when the source has been read to its end too. INPUT_MALFORMED,
 * INPUT_TRUNCATED, INPUT_TOO_LARGE, MEMORY, what the source fails with; where is left to the
 * caller (failure_locate). */
MUST_USE Status gzip_reader_read(GzipReader *reader, void *buffer, size_t size, size_t *got,
                                 Failure *failure);
/* How many of the stored bytes have been used so far. */
uint64_t gzip_reader_stored(const GzipReader *reader);

#endif
