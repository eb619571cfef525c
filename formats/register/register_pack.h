/*
 * register_pack.h - packs: register extracts that were read once, as the bytes of their parts.
 *
 * A pack (FILE.cols) is a header, the parts one after the other, an index of its sources (the
 * extracts) and of its parts with the SHA-256 of each, and an end with the SHA-256 of header
 * and index: every byte is under one of the sums, and they are under a code by the key of who
 * made it (own_key.h). It is written by one build of the program on one kind of machine and
 * read by the same alone. It has idents in it: mode 0600.
 *
 * A pack is no evidence. It says what the one who made it read in an extract, and is taken only
 * by that one; who must not believe it hashes the extract too (register_packed.h).
 * Whatever is read of one is checked before it is used: bytes that somebody made up are
 * refused, with PACK, and never reach the rules.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_PACK_H
#define TILSKUDD_FORMATS_REGISTER_PACK_H

#include "formats/crypto/own_key.h"
#include "formats/register/register_reader.h"

enum { REGISTER_PACK_MODE = 0600 };

/* What it was made of. */
typedef struct PackSource {
    const char *path; /* as it was given; borrowed from the pack */
    FileIdentity identity;
    FileSums sums;
    Day extract_date;
    MunicipalityCode sender;
    uint64_t records;
    size_t part_begin, part_count; /* its parts in the pack */
} PackSource;

typedef struct RegisterPack {
    StoredFile file; /* its path and identity; closed but while it is read */
    PackSource *sources;
    size_t source_count;
    struct PackPart *parts;
    size_t part_count;
    void *index; /* its bytes, of which the others are views */
} RegisterPack;

/* Writes extracts as a new file: as output_file_open_new, with the mode that is said above.
 * `build` names what the program was built from, `key` is there. `size`: bytes of the pack. */
MUST_USE Status register_pack_write(const RegisterExtracts *extracts, const char *build,
                                    const OwnKey *key, const char *path, uint64_t *size,
                                    Failure *failure);

/* Opens a pack and checks header and index. *not_own is NULL, or says why the pack is not the
 * user's own (another owner, writable by others, a link, not made with `key`, or no key is
 * there): then nothing that it says was believed, and *out is NULL. `path` is borrowed. PACK:
 * no pack, broken, of another build or format; else as stored_file_open. */
MUST_USE Status register_pack_open(const char *path, const char *build, const OwnKey *key,
                                   RegisterPack **out, const char **not_own, Failure *failure);
/* Reads one of its parts, straight into the memory it is used from, checked. `part` is owned,
 * also after a failure: register_part_free; its `file` is the source's index. PACK, READ,
 * MEMORY. Any thread. */
MUST_USE Status register_pack_read(const RegisterPack *pack, size_t number, RegisterPart *part,
                                   Failure *failure);
void register_pack_close(RegisterPack *pack);
CLEANUP_POINTER(RegisterPack, register_pack_close)

#endif
