#include "formats/base/gzip_whole.h"

#ifndef TILSKUDD_LIBDEFLATE

bool gzip_whole_inflate(const void *bytes, size_t size, uint64_t content_max, void **content,
                        size_t *content_size)
{
    (void)bytes;
    (void)size;
    (void)content_max;
    *content = NULL;
    *content_size = 0;
    return false;
}

#else

#include <libdeflate.h>
#include <string.h>

#include "formats/base/gzip_reader.h"
#include "formats/base/input_file.h"

enum { MEMBER_MIN = 18 /* bytes of one without content, about */, ROOM_LEAST = 1 << 12 };

typedef struct libdeflate_decompressor Decoder;
CLEANUP_POINTER(Decoder, libdeflate_free_decompressor)

/* What is being inflated. */
typedef struct Whole {
    const uint8_t *next; /* stored */
    size_t left;
    uint8_t *content;
    size_t count, room, most;
} Whole;

/* The last four bytes are the size of the last member, which is mostly the only one. */
static size_t first_room(const Whole *whole)
{
    uint32_t size = 0;
    memcpy(&size, whole->next + whole->left - sizeof size, sizeof size);
    return size < ROOM_LEAST ? ROOM_LEAST : size;
}

static bool make_room(Whole *whole, size_t room)
{
    if (whole->room == whole->most) return false;
    if (room > whole->most) room = whole->most;
    uint8_t *memory = system_reallocate(whole->content, room);
    if (memory == NULL) return false;
    whole->content = memory;
    whole->room = room;
    return true;
}

/* A member whose header has only what it must have, as this program writes it: what else may
 * stand there zlib checks. */
static bool is_simple(const Whole *whole)
{
    return whole->left >= MEMBER_MIN && gzip_is(whole->next, whole->left) &&
           whole->next[3] == 0;
}

static bool inflate_member(Decoder *decoder, Whole *whole)
{
    size_t taken, given;
    for (;;) {
        enum libdeflate_result result = libdeflate_gzip_decompress_ex(
            decoder, whole->next, whole->left, whole->content + whole->count,
            whole->room - whole->count, &taken, &given);
        if (result == LIBDEFLATE_SUCCESS) break;
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE || !make_room(whole, 2 * whole->room))
            return false;
    }
    whole->next += taken;
    whole->left -= taken;
    whole->count += given;
    return true;
}

static bool inflate_members(Whole *whole)
{
    CLEANUP(libdeflate_free_decompressor) Decoder *decoder = libdeflate_alloc_decompressor();
    if (decoder == NULL || !make_room(whole, first_room(whole))) return false;
    while (whole->left > 0) {
        if (!is_simple(whole) || !inflate_member(decoder, whole)) return false;
    }
    return true;
}

static size_t least(uint64_t left, uint64_t right)
{
    return (size_t)(left < right ? left : right);
}

bool gzip_whole_inflate(const void *bytes, size_t size, uint64_t content_max, void **content,
                        size_t *content_size)
{
    uint64_t ratio = (uint64_t)size * INPUT_GZIP_RATIO_MAX;
    Whole whole = {.next = bytes, .left = size, .most = least(content_max, ratio)};
    *content = NULL;
    *content_size = 0;
    if (size < MEMBER_MIN) return false;
    if (!inflate_members(&whole)) {
        system_free(whole.content);
        return false;
    }
    *content = whole.content;
    *content_size = whole.count;
    return true;
}

#endif
