/*
 * leaf_lines.h - the lines of an entry's files as leaves of the audit log. control.md 2.
 *
 * The lines of all its files, in order, are cut into shares; threads make and hash the leaves
 * of shares side by side, with the same leaves in the same order for any number. Memory: the
 * files, uncompressed, and the shares that are made. For entry_leaves.h alone.
 */
#ifndef TILSKUDD_FORMATS_LEAF_LINES_H
#define TILSKUDD_FORMATS_LEAF_LINES_H

#include "formats/base/folder.h"
#include "formats/base/text_buffer.h"
#include "formats/log/merkle.h"

/* Leaves that follow each other: leaf i ends at ends[i] of `bytes`, where the next begins.
 * Borrowed for the call that is given it. */
typedef struct LeafBlock {
    const char *bytes;
    const uint64_t *ends;
    const MerkleHash *hashes;
    size_t count;
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

/* Of no files yet; `pseudonyms` is borrowed. MEMORY. */
MUST_USE Status leaf_lines_new(const LeafPseudonyms *pseudonyms, LeafLines **out,
                               Failure *failure);
void leaf_lines_free(LeafLines *lines);
CLEANUP_POINTER(LeafLines, leaf_lines_free)
/* The lines of a file of the folder, which must outlive them, come next. `kind` is borrowed.
 * What folder_read and folder_content fail with. */
MUST_USE Status leaf_lines_add(LeafLines *lines, Folder *folder, const LineKind *kind,
                               Failure *failure);
/* Lines that are leaves as they stand; the text goes over to them. MEMORY. */
MUST_USE Status leaf_lines_add_made(LeafLines *lines, TextBuffer *text, Failure *failure);
/* Lets go what is stored of the files that were inflated: for who reads many entries and has
 * nobody beside who still holds files of the folder. Contents stay. One thread a folder. */
void leaf_lines_forget_stored(LeafLines *lines);
/* After the last of them: cuts into `shares`, and reads pseudonyms where there is no key.
 * MEMORY, LIBRARY, what `read` fails with. One thread so far. */
MUST_USE Status leaf_lines_cut(LeafLines *lines, size_t shares, Failure *failure);
/* Then: how many leaves there are. */
size_t leaf_lines_count(const LeafLines *lines);

/* Which line of which file is a leaf, the entry's first being 0; "": it is no line of a file.
 */
void leaf_lines_place(const LeafLines *lines, size_t leaf, const char **file, uint64_t *line);

/* A share that was made. Zeroed at first, and used again; leaf_share_free. */
typedef struct LeafShare {
    TextBuffer leaves; /* texts one after the other */
    TextBuffer made;   /* pseudonyms, of lines whose ident is another than before */
    uint64_t *ends;
    MerkleHash *hashes;
    size_t first, count; /* leaves before the share in the entry; in it */
    size_t end_capacity, hash_capacity;
    const uint8_t *kept;             /* the next pseudonym; the one before it is there too */
    char pseudonym[SHA256_HEX_SIZE]; /* of the line before; empty: none of the share */
} LeafShare;
void leaf_share_free(LeafShare *share);

/* Makes a share, below the number of leaf_lines_cut; any thread with its own `out`.
 * VERIFICATION for a line whose subject is too long for an ident; INPUT_VALUE for a leaf that
 * is too long for the log; MEMORY, LIBRARY. */
MUST_USE Status leaf_lines_make(const LeafLines *lines, size_t number, LeafShare *out,
                                Failure *failure);
LeafBlock leaf_share_block(const LeafShare *share);
/* What is to be done with the pseudonyms that were made, of one share after the other: they are
 * kept, or compared with those that were (VERIFICATION). One thread. */
MUST_USE Status leaf_lines_name(LeafLines *lines, const TextBuffer *made, Failure *failure);

#endif
