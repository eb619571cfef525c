/*
 * register_packed.h - register extracts, some of which are taken from packs. register_pack.h.
 *
 * The extracts are named as without packs; a pack stands for those that it was made of. A file
 * in the very state in which it was packed (inode, size, times) is taken from the pack. One
 * that has been copied or touched since, with the same name or inode and the same size, is
 * hashed first, and is the pack's when the SHA-256 is. What no pack has is read.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_PACKED_H
#define TILSKUDD_FORMATS_REGISTER_PACKED_H

#include "formats/crypto/own_key.h"
#include "formats/register/register_reader.h"

/* Borrowed. */
typedef struct RegisterPacks {
    const char *const *paths; /* of packs */
    size_t count;
    const char *build; /* what this program was built from */
    const OwnKey *key; /* of who runs it; with no paths NULL will do */
    /* A pack's word for the SHA-256 of a file that is unchanged by its size and times is taken;
     * else every file is hashed, beside the rest, and must have the SHA-256 of the pack's. */
    bool vouch;
} RegisterPacks;

/*
 * As register_read, with `packs`. The result is the same as without them, but for where parts
 * end and what `packed` says. A pack that is not the user's own (register_pack_open) is not
 * used and named in packed.lines; its files are read.
 *
 * PACK: a pack is broken or of another program; it was made of a file that is none of the
 * extracts, or of another content of one. Failures of packs come first, then as register_read.
 */
MUST_USE Status register_read_packed(const char *const *paths, size_t path_count,
                                     const RegisterReaderOptions *options,
                                     const RegisterPacks *packs, RegisterExtracts *extracts,
                                     Failure *failure);

#endif
