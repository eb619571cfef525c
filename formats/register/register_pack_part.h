/*
 * register_pack_part.h - a part of a register as the bytes of a pack, and back.
 *
 * Internal to packs (register_pack.h). The bytes are the part's blocks as they stand in memory,
 * so that they can be read to where they are used, and its records set aside; how many there
 * are stands in the pack's index. One thread a part.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_PACK_PART_H
#define TILSKUDD_FORMATS_REGISTER_PACK_PART_H

#include "formats/register/register_part.h"

/* Arrays of a part, in their order in the file: blocks, refused. */
enum { PACK_ARRAYS = 2 };

/* What the index says of a part. */
typedef struct PackCounts {
    uint32_t first_record, first_line;
    uint32_t persons, refused;
    uint32_t block_bytes;
} PackCounts;

/* An array of a part: where it stands, and its bytes. */
typedef struct PackArray {
    void *bytes; /* borrowed from the part; NULL when there are none */
    size_t size;
} PackArray;

/* The program's own layout of these arrays as one number: packs of another are not read. */
uint32_t pack_layout(void);
void pack_counts_of(const RegisterPart *part, PackCounts *counts);
/* Bytes of a part with these counts. */
uint64_t pack_counts_size(const PackCounts *counts);
void pack_arrays_of(const RegisterPart *part, PackArray arrays[PACK_ARRAYS]);
/* Makes room for what is to be read. MEMORY. */
MUST_USE Status pack_part_allocate(const PackCounts *counts, RegisterPart *part,
                                   Failure *failure);
/* Whether what was read can be used: no block leads out of the part, and all persons and
 * records set aside are such as an extract of `records` records can give. `space` is for the
 * persons, one after the other. */
bool pack_part_is_sound(const RegisterPart *part, uint64_t records, PersonSpace *space);

#endif
