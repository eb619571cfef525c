/*
 * leaf_lines.h - the lines of a stored file as leaves of the audit log. control.md 2.
 *
 * The file is read in pieces; threads make and hash the leaves of a piece side by side, with
 * the same leaves in the same order for any number. Memory: a piece and its leaves. For
 * entry_leaves.h alone.
 */
#ifndef TILSKUDD_FORMATS_LEAF_LINES_H
#define TILSKUDD_FORMATS_LEAF_LINES_H

#include "formats/base/folder.h"
#include "formats/log/merkle.h"

/* Leaves that follow each other: leaf i ends at ends[i] of `bytes`, where the next begins.
 * Borrowed for the call that is given it. */
typedef struct LeafBlock {
    const char *bytes;
    const uint64_t *ends;
    const MerkleHash *hashes;
    size_t count;
    const char *file;    /* whose lines they are, from: NULL: they are no lines */
    uint64_t first_line; /* from 1 */
} LeafBlock;
typedef Status (*LeafTaker)(void *user, const LeafBlock *block, Failure *failure);

/* What stands in leaves for idents: 32 bytes for each line whose ident is not that of the line
 * before it in the file (leaf_names.h). Made with the key, or read; with both they must be the
 * same (VERIFICATION). */
typedef struct LeafPseudonyms {
    const uint8_t *key; /* NULL: `read` gives them */
    size_t key_length;
    /* The next ones that are kept; NULL: there is a key. */
    Status (*read)(void *user, uint8_t *bytes, size_t count, Failure *failure);
    /* Keeps the next ones that were made; NULL: nobody does. */
    Status (*write)(void *user, const uint8_t *bytes, size_t count, Failure *failure);
    void *user;
} LeafPseudonyms;

typedef struct LeafLines LeafLines; /* owned: leaf_lines_free */

/* What becomes a leaf of a line. */
typedef struct LineKind {
    const char *name, *prefix; /* file in the folder; what the leaf begins with */
    bool header;               /* the first line is left out */
    int subject; /* the field, from 1, that is an ident or a municipality; 0: none is */
} LineKind;

/* Buffers for `threads` threads; with one the caller may itself be a piece of parallel work.
 * `pseudonyms` is borrowed. MEMORY, LIBRARY. */
MUST_USE Status leaf_lines_new(const LeafPseudonyms *pseudonyms, int threads, LeafLines **out,
                               Failure *failure);
void leaf_lines_free(LeafLines *lines);
CLEANUP_POINTER(LeafLines, leaf_lines_free)
/* Gives a leaf for every line to `take`. VERIFICATION for a line whose subject is too long for
 * an ident; INPUT_VALUE for a leaf that is too long for the log; what folder_stream and `take`
 * fail with. */
MUST_USE Status leaf_lines_each(LeafLines *lines, Folder *folder, const LineKind *kind,
                                LeafTaker take, void *user, Failure *failure);

#endif
