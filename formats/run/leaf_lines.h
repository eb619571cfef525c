/*
 * leaf_lines.h - the lines of a stored file as leaves of the audit log. control.md 2.
 *
 * The file is read in pieces; threads make the leaves of a piece side by side, with the same
 * leaves in the same order for any number. Memory: a piece and its leaves. For entry_leaves.h
 * alone.
 */
#ifndef TILSKUDD_FORMATS_LEAF_LINES_H
#define TILSKUDD_FORMATS_LEAF_LINES_H

#include "formats/base/folder.h"

/* Takes one leaf (no newline). Borrowed for the call. */
typedef Status (*LeafTaker)(void *user, const char *leaf, size_t size, Failure *failure);

typedef struct LeafLines LeafLines; /* owned: leaf_lines_free */

/* What becomes a leaf of a line. */
typedef struct LineKind {
    const char *name, *prefix; /* file in the folder; what the leaf begins with */
    bool header;               /* the first line is left out */
    int subject; /* the field, from 1, that is an ident or a municipality; 0: none is */
} LineKind;

/* Stands in a leaf that is made without the key for each digit of an ident's hash. */
#define LEAF_UNKNOWN '\x01'
/* Whether a stored leaf is this one; a digit that is unknown may be any. */
bool leaf_is(const char *leaf, size_t size, const char *stored, size_t stored_size);

/* Buffers for `threads` threads, and the key that replaces idents (NULL: LEAF_UNKNOWN does).
 * MEMORY, LIBRARY. */
MUST_USE Status leaf_lines_new(const uint8_t *key, size_t key_length, int threads,
                               LeafLines **out, Failure *failure);
void leaf_lines_free(LeafLines *lines);
CLEANUP_POINTER(LeafLines, leaf_lines_free)
/* Gives a leaf for every line to `take`. VERIFICATION for a line whose first field is too long
 * for an ident; what folder_stream and `take` fail with. */
MUST_USE Status leaf_lines_each(LeafLines *lines, Folder *folder, const LineKind *kind,
                                LeafTaker take, void *user, Failure *failure);

#endif
