/*
 * tlog_tiles.h - the audit log as a folder of static files: C2SP tlog-tiles. control.md 2.
 *
 *     checkpoint                 the signed note
 *     tile/L/N, tile/L/N.p/W     up to 256 hashes of tree level 8 L, partial ones with width W
 *     tile/entries/N[.p/W]       the leaves' data, each after its length in two bytes
 *
 * N is written in groups of three digits, all but the last with an x: x001/x234/067.
 */
#ifndef TILSKUDD_FORMATS_TLOG_TILES_H
#define TILSKUDD_FORMATS_TLOG_TILES_H

#include "formats/log/merkle.h"
#include "formats/base/text_buffer.h"

enum {
    TLOG_TILE_WIDTH = 256,
    TLOG_TILE_PATH_SIZE = 64,
    TLOG_LEAF_MAX = 65535 /* bytes: the length has two */
};

/* Takes one leaf; `bytes` is borrowed for the call. */
typedef Status (*LeafVisitor)(void *user, uint64_t index, const void *bytes, size_t size,
                              Failure *failure);

/* Where the leaves' text comes from: `walk` gives all of them in order, from the first on,
 * until `visit` fails; those beyond the size that is wanted are left aside. Borrowed. */
typedef struct TlogLeaves {
    Status (*walk)(void *user, LeafVisitor visit, void *visit_user, Failure *failure);
    void *user;
} TlogLeaves;

/* Where tiles come from. Borrowed. */
typedef struct TlogSource {
    void *user;
    /* `count` stored nodes of `level` from `first` on. */
    Status (*read_nodes)(void *user, unsigned level, uint64_t first, size_t count,
                         MerkleHash *out, Failure *failure);
    TlogLeaves leaves;
} TlogSource;

/* Path of a tile below the log's folder: level -1 means entries. width 1 to 256. */
void tlog_tile_path(int level, uint64_t index, unsigned width, char out[TLOG_TILE_PATH_SIZE]);

/* Writes the first `size` leaves and their tiles with the checkpoint `note` of that size into a
 * new folder, whole or not at all (made as `folder`.tilskudd-tmp and renamed). `folder` must
 * not be there (WRITE). VERIFICATION when the source has fewer leaves. The tiles are derived
 * and can be made again: only the checkpoint and the top folder are fsynced. */
MUST_USE Status tlog_tiles_export(const TlogSource *source, uint64_t size, const void *note,
                                  size_t note_size, const char *folder, Failure *failure);

#endif
