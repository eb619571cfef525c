/*
 * register_pack_file.h - the bytes of a pack's header, index and end. register_pack.h.
 *
 * Internal to packs. Numbers are the machine's own; the header says which machine's. No member
 * has padding before or after it.
 */
#ifndef TILSKUDD_FORMATS_REGISTER_PACK_FILE_H
#define TILSKUDD_FORMATS_REGISTER_PACK_FILE_H

#include "formats/register/register_pack.h"
#include "formats/register/register_pack_part.h"

#define PACK_MAGIC "TILCOLS\n"
enum {
    PACK_FORMAT = 2,
    PACK_BYTE_ORDER = 0x01020304,
    PACK_MAGIC_SIZE = sizeof PACK_MAGIC - 1,
    PACK_BUILD_SIZE = 32
};

typedef struct PackHeader {
    char magic[PACK_MAGIC_SIZE];
    uint32_t format;
    uint32_t byte_order;
    char program[PACK_BUILD_SIZE]; /* version; zeros behind it */
    char build[PACK_BUILD_SIZE];
    uint32_t layout; /* pack_layout */
    uint32_t zero;
} PackHeader;

/* An index begins with these, then sources, parts, and the paths, each with its NUL. */
typedef struct PackIndex {
    uint64_t sources, parts, text_size;
} PackIndex;

typedef struct PackSourceRow {
    uint64_t size, inode, device;
    int64_t modified, changed; /* seconds */
    uint32_t modified_ns, changed_ns;
    uint64_t content_size, records;
    uint64_t path; /* where it begins among the paths */
    uint8_t stored_sha256[SHA256_SIZE], content_sha256[SHA256_SIZE];
    int32_t extract_date;
    uint32_t sender;
} PackSourceRow;

typedef struct PackPart {
    uint64_t offset; /* of its bytes in the file */
    uint32_t source;
    PackCounts counts;
    uint8_t sha256[SHA256_SIZE];
} PackPart;

typedef struct PackEnd {
    uint64_t index_offset, index_size;
    uint8_t sha256[SHA256_SIZE]; /* of header and index */
    uint8_t code[SHA256_SIZE];   /* of the members above, by the maker's key: own_key.h */
    char magic[PACK_MAGIC_SIZE];
} PackEnd;

_Static_assert(sizeof(PackHeader) == 88, "no padding");
_Static_assert(sizeof(PackIndex) == 24, "no padding");
_Static_assert(sizeof(PackSourceRow) == 144, "no padding");
_Static_assert(sizeof(PackPart) == 64, "no padding");
_Static_assert(sizeof(PackEnd) == 88, "no padding");

/* The header of what this program writes, and alone reads. */
void pack_header_make(const char *build, PackHeader *header);
/* The sum of the end. */
MUST_USE Status pack_index_sum(const PackHeader *header, const void *index, size_t size,
                               uint8_t sum[SHA256_SIZE], Failure *failure);
/* What the end's code is of: it begins with these bytes. All before it is under the SHA-256
 * among them. */
enum { PACK_CODED = offsetof(PackEnd, code) };

#endif
