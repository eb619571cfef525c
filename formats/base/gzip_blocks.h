/*
 * gzip_blocks.h - gzip (RFC 1952) made by several threads, with bytes that do not depend on
 * them.
 *
 * The content is cut into blocks of GZIP_BLOCK bytes, each deflated on its own and ended on a
 * byte boundary; so the bytes depend on content, level and zlib only, not on threads or on how
 * the content comes. At GZIP_LINES, for what has a line a person, line_deflate.h makes blocks
 * that know nothing of each other, and content may also come in pieces that whoever had them
 * has packed (gzip_piece_pack): then they are the blocks. At other levels zlib makes them,
 * each primed with the 32 KiB before it.
 * One member: no name, time 0, operating system 255. One thread calls; others work inside.
 */
#ifndef TILSKUDD_FORMATS_GZIP_BLOCKS_H
#define TILSKUDD_FORMATS_GZIP_BLOCKS_H

#include "formats/base/digest.h"
#include "formats/base/line_deflate.h"
#include "formats/base/text_buffer.h"

enum { GZIP_BLOCK = 1 << 18 /* bytes of content */ };
enum { GZIP_LINES = 1 /* the level that is line_deflate's */ };

typedef struct GzipBlocks GzipBlocks; /* owned: gzip_blocks_new / gzip_blocks_free */

/* level 1 to 9; threads from 1. MEMORY or LIBRARY. */
MUST_USE Status gzip_blocks_new(int level, int threads, GzipBlocks **out, Failure *failure);
void gzip_blocks_free(GzipBlocks *gzip);
CLEANUP_POINTER(GzipBlocks, gzip_blocks_free)
/* How many bytes to bring at a time: a multiple of GZIP_BLOCK. */
size_t gzip_blocks_batch(const GzipBlocks *gzip);
/* Appends the compressed form of `length` bytes to *packed, and adds the content to *digest
 * meanwhile. At most a batch. Unless `last`, more may come, and at levels of zlib's it has to
 * be a whole number of blocks. */
MUST_USE Status gzip_blocks_add(GzipBlocks *gzip, const uint8_t *content, size_t length,
                                bool last, Sha256 *digest, TextBuffer *packed,
                                Failure *failure);

/* Content, and after gzip_piece_pack its packed form. Zeroed at first; all is the caller's
 * (gzip_piece_free). */
typedef struct GzipPiece {
    TextBuffer content, packed;
    uint32_t crc;
} GzipPiece;

/* Packs the content of a piece, on any thread with a `deflate` of its own. MEMORY. */
MUST_USE Status gzip_piece_pack(GzipPiece *piece, LineDeflate *deflate, Failure *failure);
/* Empties it and keeps its memory. */
void gzip_piece_clear(GzipPiece *piece);
void gzip_piece_free(GzipPiece *piece);
/* gzip_blocks_add of a packed piece, at GZIP_LINES. */
MUST_USE Status gzip_blocks_join(GzipBlocks *gzip, const GzipPiece *piece, Sha256 *digest,
                                 TextBuffer *packed, Failure *failure);

#endif
