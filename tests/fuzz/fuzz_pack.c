/*
 * fuzz_pack.c - any changes of a pack, with its sums made right again: nothing may crash, leak
 * or hang, and what is taken must be what an extract can give (pack_walk looks at all of it).
 *
 * The layout of packs follows that of persons in memory; so an input is not a pack but what is
 * done to one: edits of eight bytes each (place, kind, value). The pack is made anew, of the
 * extracts among the fixtures.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/formats/register/pack_mend.h"
#include "tests/formats/register/register_dump.h"

enum { EDIT_SIZE = 8, KINDS = 6, PACK_MAX = 1 << 18 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/tmp/tilskudd-fuzz-pack-XXXXXX";
static char place[sizeof folder + 16];
static uint8_t whole[PACK_MAX];
static size_t whole_size;

static void remove_folder(void)
{
    (void)system_remove_tree(folder);
}

static void make_whole(void)
{
    RegisterExtracts extracts;
    uint64_t size;
    INVARIANT(mkdtemp(folder) != NULL && atexit(remove_folder) == 0);
    snprintf(place, sizeof place, "%s/whole.cols", folder);
    INVARIANT(register_read_one(TEST_SOURCE_DIR "/fixtures/registers", 1, 0, &extracts, NULL) ==
              STATUS_OK);
    INVARIANT(register_pack_write(&extracts, PACK_TEST_BUILD, &pack_test_key, place, &size,
                                  NULL) == STATUS_OK);
    register_extracts_free(&extracts);
    INVARIANT(size <= sizeof whole);
    whole_size = (size_t)size;
    int descriptor = system_open_read(place);
    INVARIANT(descriptor >= 0 && system_read_at(descriptor, whole, whole_size, 0) == 0);
    INVARIANT(system_close(descriptor) == 0);
    INVARIANT(pack_walk(place, NULL) == STATUS_OK);
    INVARIANT(system_unlink(place) == 0);
}

/* One edit; the size that the pack has then. Whether the sums are mended is its last word. */
static size_t edit(uint8_t *bytes, size_t size, const uint8_t *how, bool *mended)
{
    uint32_t value;
    size_t at = (size_t)(how[0] | how[1] << 8 | how[2] << 16) % (size + 1);
    memcpy(&value, how + 4, sizeof value);
    size_t width = how[3] % KINDS == 0 ? 1 : how[3] % KINDS == 1 ? 2 : sizeof value;
    switch (how[3] % KINDS) {
    case 3: /* cut off */
        return at;
    case 4:
        *mended = false;
        return size;
    case 5: /* a copy of what stands elsewhere */
        width = value >> 24;
        value &= 0xFFFFFF;
        if (size < width || at > size - width || value > size - width) return size;
        memmove(bytes + at, bytes + value, width);
        return size;
    default:
        if (size >= width && at <= size - width) memcpy(bytes + at, &value, width);
        return size;
    }
}

static void write_pack(const uint8_t *bytes, size_t size)
{
    int descriptor = system_create(place, 0600);
    INVARIANT(descriptor >= 0 && system_write_all(descriptor, bytes, size) == 0);
    INVARIANT(system_close(descriptor) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t bytes[PACK_MAX];
    bool mended = true;
    if (whole_size == 0) make_whole();
    size_t length = whole_size;
    memcpy(bytes, whole, whole_size);
    for (size_t i = 0; i + EDIT_SIZE <= size; i += EDIT_SIZE)
        length = edit(bytes, length, data + i, &mended);
    if (mended) pack_mend(bytes, length);
    write_pack(bytes, length);
    Failure failure = {0};
    Status status = pack_walk(place, &failure);
    INVARIANT(status == STATUS_OK || status == STATUS_PACK || status == STATUS_MEMORY ||
              status == STATUS_NOT_NOW /* the code is another: somebody else's */);
    INVARIANT(system_unlink(place) == 0);
    return 0;
}
