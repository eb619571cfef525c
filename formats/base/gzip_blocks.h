/*
 * gzip_blocks.h - gzip (RFC 1952) made by several threads, with bytes that do not depend on
 * them.
 *
 * The content is cut into blocks of GZIP_BLOCK bytes. Each is deflated on its own, primed with
 * the 32 KiB before it, ends on a byte boundary (sync flush), and the last ends the stream; so
 * the bytes depend on content, level and zlib only, not on threads or on how the content comes.
 * One member: no name, time 0, operating system 255. One thread calls; OpenMP threads work.
 */
#ifndef TILSKUDD_FORMATS_GZIP_BLOCKS_H
#define TILSKUDD_FORMATS_GZIP_BLOCKS_H

#include "formats/base/digest.h"
#include "formats/base/text_buffer.h"

enum { GZIP_BLOCK = 1 << 18 /* bytes of content */ };

typedef struct GzipBlocks GzipBlocks; /* owned: gzip_blocks_new / gzip_blocks_free */

/* level 1 to 9; threads from 1. MEMORY or LIBRARY. */
MUST_USE Status gzip_blocks_new(int level, int threads, GzipBlocks **out, Failure *failure);
void gzip_blocks_free(GzipBlocks *gzip);
CLEANUP_POINTER(GzipBlocks, gzip_blocks_free)
/* How many bytes to bring at a time: a multiple of GZIP_BLOCK. */
size_t gzip_blocks_batch(const GzipBlocks *gzip);
/* Appends the compressed form of `length` bytes to *packed, and adds the content to *digest
 * meanwhile. At most a batch; unless `last`, a whole number of blocks, and more has to come:
 * `last` gives 1 byte or more unless there is no content at all. */
MUST_USE Status gzip_blocks_add(GzipBlocks *gzip, const uint8_t *content, size_t length,
                                bool last, Sha256 *digest, TextBuffer *packed,
                                Failure *failure);

#endif
