/* gzip_blocks.c - block-parallel gzip. */
#include "formats/base/gzip_blocks.h"

#ifdef TILSKUDD_LIBDEFLATE
#include <libdeflate.h>
#endif
#include <string.h>

#include "formats/base/parallel.h"
#include "formats/base/stage_clock.h"
#include "formats/base/zlib_memory.h"

enum {
    BLOCKS_PER_THREAD = 8,
    THREADS_MAX = 256,
    WINDOW_SIZE = 1 << 15,
    RAW_WINDOW_BITS = -15,
    MEMORY_LEVEL = 8,
    FLUSH_ROOM = 64, /* what a sync flush adds to deflateBound, amply */
    HEADER_SIZE = 10
};

/* One block of a batch. */
typedef struct Block {
    const uint8_t *content;
    size_t length;
    const uint8_t *dictionary; /* the bytes before it */
    size_t dictionary_length;
    uint8_t *packed; /* into GzipBlocks.room */
    size_t packed_length;
    uLong crc;
    bool last;
} Block;

struct GzipBlocks {
    int level, threads, streams_open;
    z_stream *streams;   /* one a thread; NULL at GZIP_LINES */
    LineDeflate **lines; /* the same; NULL at other levels */
    Block *blocks;
    size_t block_max, block_room;
    uint8_t *room;               /* block_max times block_room */
    uint8_t window[WINDOW_SIZE]; /* the end of the content so far */
    size_t window_length;
    uLong crc;
    uint64_t content;
    bool begun;
};

static Status open_streams(GzipBlocks *gzip, Failure *failure)
{
    for (; gzip->streams_open < gzip->threads; gzip->streams_open++) {
        z_stream *stream = &gzip->streams[gzip->streams_open];
        *stream = zlib_memory_stream();
        int result = deflateInit2(stream, gzip->level, Z_DEFLATED, RAW_WINDOW_BITS,
                                  MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
        if (result != Z_OK)
            return failure_set(failure, result == Z_MEM_ERROR ? STATUS_MEMORY : STATUS_LIBRARY,
                               NULL, "zlib: deflateInit2");
    }
    gzip->block_room = deflateBound(&gzip->streams[0], GZIP_BLOCK) + FLUSH_ROOM;
    return STATUS_OK;
}

static Status no_memory(Failure *failure)
{
    return failure_set(failure, STATUS_MEMORY, NULL, "gzip writer");
}

static Status make_streams(GzipBlocks *gzip, Failure *failure)
{
    gzip->streams = system_allocate_zeroed((size_t)gzip->threads, sizeof *gzip->streams);
    return gzip->streams == NULL ? no_memory(failure) : open_streams(gzip, failure);
}

static Status make_lines(GzipBlocks *gzip, Failure *failure)
{
    gzip->lines = system_allocate_zeroed((size_t)gzip->threads, sizeof *gzip->lines);
    gzip->block_room = line_deflate_bound(GZIP_BLOCK);
    if (gzip->lines == NULL) return no_memory(failure);
    for (int t = 0; t < gzip->threads; t++)
        TRY(line_deflate_new(&gzip->lines[t], failure));
    return STATUS_OK;
}

Status gzip_blocks_new(int level, int threads, GzipBlocks **out, Failure *failure)
{
    INVARIANT(level >= 1 && level <= 9);
    *out = NULL;
    CLEANUP(gzip_blocks_free) GzipBlocks *gzip = system_allocate_zeroed(1, sizeof *gzip);
    if (gzip == NULL) return no_memory(failure);
    gzip->level = level;
    gzip->threads = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : threads;
    gzip->block_max = (size_t)gzip->threads * BLOCKS_PER_THREAD;
    TRY(level == GZIP_LINES ? make_lines(gzip, failure) : make_streams(gzip, failure));
    gzip->blocks = system_allocate_zeroed(gzip->block_max, sizeof *gzip->blocks);
    gzip->room = system_allocate(gzip->block_max * gzip->block_room);
    if (gzip->blocks == NULL || gzip->room == NULL) return no_memory(failure);
    *out = HAND_OVER(GzipBlocks *, gzip);
    return STATUS_OK;
}

void gzip_blocks_free(GzipBlocks *gzip)
{
    if (gzip == NULL) return;
    for (int i = 0; i < gzip->streams_open; i++)
        (void)deflateEnd(&gzip->streams[i]);
    for (int t = 0; gzip->lines != NULL && t < gzip->threads; t++)
        line_deflate_free(gzip->lines[t]);
    system_free(gzip->lines);
    system_free(gzip->streams);
    system_free(gzip->blocks);
    system_free(gzip->room);
    system_free(gzip);
}

size_t gzip_blocks_batch(const GzipBlocks *gzip)
{
    return gzip->block_max * GZIP_BLOCK;
}

/* Cuts a batch into blocks; no content at all is one empty block. Returns how many. */
static size_t cut_blocks(GzipBlocks *gzip, const uint8_t *content, size_t length, bool last)
{
    size_t count = length == 0 ? 1 : (length + GZIP_BLOCK - 1) / GZIP_BLOCK;
    for (size_t i = 0; i < count; i++) {
        size_t begin = i * GZIP_BLOCK;
        size_t left = length - begin;
        Block *block = &gzip->blocks[i];
        *block = (Block){.content = content + begin,
                         .length = left < GZIP_BLOCK ? left : GZIP_BLOCK,
                         .dictionary = i == 0 ? gzip->window : content + begin - WINDOW_SIZE,
                         .dictionary_length = i == 0 ? gzip->window_length : WINDOW_SIZE,
                         .packed = gzip->room + i * gzip->block_room,
                         .last = last && i + 1 == count};
    }
    return count;
}

/* The whole block must fit: a sync flush that filled its room might not be complete. */
static int deflate_block(z_stream *stream, const Block *block, size_t room)
{
    int result = deflateReset(stream);
    if (result == Z_OK && block->dictionary_length > 0)
        result =
            deflateSetDictionary(stream, block->dictionary, (uInt)block->dictionary_length);
    if (result != Z_OK) return result;
    stream->next_in = block->content;
    stream->avail_in = (uInt)block->length;
    stream->next_out = block->packed;
    stream->avail_out = (uInt)room;
    result = deflate(stream, block->last ? Z_FINISH : Z_SYNC_FLUSH);
    if (result == Z_STREAM_END) return Z_OK;
    return result == Z_OK && !block->last && stream->avail_out > 0 ? Z_OK : Z_BUF_ERROR;
}

/* The same number, by libdeflate ten times as fast where it is there. */
static uint32_t crc_of(const void *content, size_t length)
{
#ifdef TILSKUDD_LIBDEFLATE
    return libdeflate_crc32(0, content, length);
#else
    return (uint32_t)crc32_z(crc32_z(0, NULL, 0), content, length);
#endif
}

static Status pack_block(z_stream *stream, Block *block, size_t room, Failure *failure)
{
    STAGE(COMPRESS);
    int result = deflate_block(stream, block, room);
    if (result != Z_OK)
        return failure_set(failure, STATUS_LIBRARY, NULL, "zlib: deflate: %d", result);
    block->packed_length = room - stream->avail_out;
    return STATUS_OK;
}

typedef struct Batch {
    GzipBlocks *gzip;
    const uint8_t *content;
    size_t length;
    Sha256 *digest;
} Batch;

/* Piece 0 hashes the batch, piece i packs block i - 1: every thread has something to do. */
static Status pack_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Batch *batch = user;
    GzipBlocks *gzip = batch->gzip;
    if (piece->number == 0)
        return sha256_update(batch->digest, batch->content, batch->length, failure);
    Block *block = &gzip->blocks[piece->number - 1];
    block->crc = crc_of(block->content, block->length);
    if (gzip->lines == NULL)
        return pack_block(&gzip->streams[piece->thread], block, gzip->block_room, failure);
    block->packed_length =
        line_deflate(gzip->lines[piece->thread], block->content, block->length, block->packed);
    return STATUS_OK;
}

static Status pack_batch(GzipBlocks *gzip, const uint8_t *content, size_t length, size_t count,
                         Sha256 *digest, Failure *failure)
{
    Batch batch = {gzip, content, length, digest};
    Parallel parallel = {
        .pieces = 1 + count, .threads = gzip->threads, .user = &batch, .work = pack_piece};
    return parallel_run(&parallel, failure);
}

static void append_header(GzipBlocks *gzip, TextBuffer *packed)
{
    /* RFC 1952, 2.3.1: XFL says how hard the compressor tried. */
    uint8_t effort = gzip->level == 9 ? 2 : gzip->level == 1 ? 4 : 0;
    if (gzip->begun) return;
    gzip->begun = true;
    const uint8_t header[HEADER_SIZE] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, effort, 255};
    text_buffer_append(packed, header, sizeof header);
}

static void append_little_endian(TextBuffer *packed, uint32_t value)
{
    for (int shift = 0; shift < 32; shift += 8)
        text_buffer_char(packed, (char)(uint8_t)(value >> shift));
}

static void append_block(GzipBlocks *gzip, const void *bytes, size_t count, uLong crc,
                         size_t content, TextBuffer *packed)
{
    append_header(gzip, packed);
    text_buffer_append(packed, bytes, count);
    gzip->crc = crc32_combine(gzip->crc, crc, (z_off_t)content);
    gzip->content += content;
}

/* The blocks of line_deflate.h are followed by one that is empty and the last. */
static void append_end(GzipBlocks *gzip, TextBuffer *packed)
{
    static const uint8_t last_block[] = {3, 0};
    append_header(gzip, packed);
    if (gzip->lines != NULL) text_buffer_append(packed, last_block, sizeof last_block);
    append_little_endian(packed, (uint32_t)gzip->crc);
    append_little_endian(packed, (uint32_t)gzip->content);
}

Status gzip_blocks_add(GzipBlocks *gzip, const uint8_t *content, size_t length, bool last,
                       Sha256 *digest, TextBuffer *packed, Failure *failure)
{
    INVARIANT(length <= gzip_blocks_batch(gzip));
    INVARIANT(last || length % GZIP_BLOCK == 0 || gzip->lines != NULL);
    if (length > 0 || (gzip->lines == NULL && !gzip->begun)) {
        size_t count = cut_blocks(gzip, content, length, last);
        TRY(pack_batch(gzip, content, length, count, digest, failure));
        for (size_t i = 0; i < count; i++) {
            const Block *block = &gzip->blocks[i];
            append_block(gzip, block->packed, block->packed_length, block->crc, block->length,
                         packed);
        }
    }
    if (last) append_end(gzip, packed);
    if (!last && gzip->lines == NULL) {
        memcpy(gzip->window, content + length - WINDOW_SIZE, WINDOW_SIZE);
        gzip->window_length = WINDOW_SIZE;
    }
    return text_buffer_status(packed, failure);
}

/* --- pieces --- */

Status gzip_piece_pack(GzipPiece *piece, LineDeflate *deflate, Failure *failure)
{
    STAGE(COMPRESS);
    const TextBuffer *content = &piece->content;
    TRY(text_buffer_status(content, failure));
    text_buffer_clear(&piece->packed);
    if (content->length == 0) return STATUS_OK;
    if (!text_buffer_reserve(&piece->packed, line_deflate_bound(content->length)))
        return text_buffer_status(&piece->packed, failure);
    piece->crc = crc_of(content->bytes, content->length);
    piece->packed.length = line_deflate(deflate, (const uint8_t *)content->bytes,
                                        content->length, (uint8_t *)piece->packed.bytes);
    return STATUS_OK;
}

void gzip_piece_clear(GzipPiece *piece)
{
    text_buffer_clear(&piece->content);
    text_buffer_clear(&piece->packed);
}

void gzip_piece_free(GzipPiece *piece)
{
    text_buffer_free(&piece->content);
    text_buffer_free(&piece->packed);
}

Status gzip_blocks_join(GzipBlocks *gzip, const GzipPiece *piece, Sha256 *digest,
                        TextBuffer *packed, Failure *failure)
{
    INVARIANT(gzip->lines != NULL);
    if (piece->content.length == 0) return STATUS_OK;
    TRY(sha256_update(digest, piece->content.bytes, piece->content.length, failure));
    append_block(gzip, piece->packed.bytes, piece->packed.length, piece->crc,
                 piece->content.length, packed);
    return text_buffer_status(packed, failure);
}
