/* tlog_tiles.c - export of the audit log as C2SP tlog-tiles. */
#include "formats/log/tlog_tiles.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "formats/base/lock.h"
#include "formats/base/output_file.h"
#include "formats/base/path.h"

enum { TILE_HEIGHT = 8, ENTRIES = -1, TILE_MODE = 0644 };

static const char temporary_end[] = ".tilskudd-tmp";

/* Groups of three digits, the last one without x. */
static int write_index(uint64_t index, char *out, size_t size)
{
    unsigned groups[8];
    size_t count = 0;
    do {
        groups[count++] = (unsigned)(index % 1000);
        index /= 1000;
    } while (index > 0);
    int length = 0;
    while (count-- > 0)
        length += snprintf(out + length, size - (size_t)length, count > 0 ? "x%03u/" : "%03u",
                           groups[count]);
    return length;
}

void tlog_tile_path(int level, uint64_t index, unsigned width, char out[TLOG_TILE_PATH_SIZE])
{
    INVARIANT(width >= 1 && width <= TLOG_TILE_WIDTH && level < MERKLE_LEVELS_MAX);
    size_t size = TLOG_TILE_PATH_SIZE;
    int length = level == ENTRIES ? snprintf(out, size, "tile/entries/")
                                  : snprintf(out, size, "tile/%d/", level);
    length += write_index(index, out + length, size - (size_t)length);
    if (width < TLOG_TILE_WIDTH)
        length += snprintf(out + length, size - (size_t)length, ".p/%u", width);
    INVARIANT(length < TLOG_TILE_PATH_SIZE);
}

/* Makes every folder on the way to `relative` below `base`. */
static Status make_way(const char *base, const char *relative, Failure *failure)
{
    char part[TLOG_TILE_PATH_SIZE], path[PATH_SIZE];
    for (const char *slash = strchr(relative, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        size_t length = (size_t)(slash - relative);
        memcpy(part, relative, length);
        part[length] = '\0';
        TRY(path_join(base, part, path, failure));
        TRY(path_make_folder(path, true, failure));
    }
    return STATUS_OK;
}

static Status write_failed(const char *path, Failure *failure)
{
    return failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
}

static Status write_tile(const char *base, int level, uint64_t index, unsigned width,
                         const void *bytes, size_t size, Failure *failure)
{
    char relative[TLOG_TILE_PATH_SIZE], path[PATH_SIZE];
    tlog_tile_path(level, index, width, relative);
    TRY(make_way(base, relative, failure));
    TRY(path_join(base, relative, path, failure));
    int descriptor = system_create(path, TILE_MODE);
    if (descriptor < 0) return write_failed(path, failure);
    Status status = STATUS_OK;
    if (system_write_all(descriptor, bytes, size) != 0) status = write_failed(path, failure);
    if (system_close(descriptor) != 0 && status == STATUS_OK)
        status = write_failed(path, failure);
    return status;
}

static unsigned width_of(uint64_t index, uint64_t nodes)
{
    uint64_t left = nodes - index * TLOG_TILE_WIDTH;
    return left < TLOG_TILE_WIDTH ? (unsigned)left : TLOG_TILE_WIDTH;
}

static Status write_level(const TlogSource *source, uint64_t size, int level, const char *base,
                          Failure *failure)
{
    unsigned tree_level = (unsigned)level * TILE_HEIGHT;
    uint64_t nodes = size >> tree_level;
    MerkleHash hashes[TLOG_TILE_WIDTH];
    for (uint64_t tile = 0; tile * TLOG_TILE_WIDTH < nodes; tile++) {
        unsigned width = width_of(tile, nodes);
        TRY(source->read_nodes(source->user, tree_level, tile * TLOG_TILE_WIDTH, width, hashes,
                               failure));
        TRY(write_tile(base, level, tile, width, hashes, width * sizeof hashes[0], failure));
    }
    return STATUS_OK;
}

/* Leaves into bundles, each written when it is full. */
typedef struct Bundles {
    const char *base;
    uint64_t size, next; /* leaves wanted, and taken */
    TextBuffer bundle;
} Bundles;

static Status write_bundle(Bundles *all, Failure *failure)
{
    uint64_t tile = (all->next - 1) / TLOG_TILE_WIDTH;
    unsigned width = (unsigned)(all->next - tile * TLOG_TILE_WIDTH);
    TRY(write_tile(all->base, ENTRIES, tile, width, all->bundle.bytes, all->bundle.length,
                   failure));
    text_buffer_clear(&all->bundle);
    return STATUS_OK;
}

static Status add_entry(void *user, uint64_t index, const void *bytes, size_t size,
                        Failure *failure)
{
    Bundles *all = user;
    if (index >= all->size) return STATUS_OK;
    INVARIANT(index == all->next);
    if (size > TLOG_LEAF_MAX)
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, NULL, "leaf %llu has %zu bytes",
                           (unsigned long long)index, size);
    text_buffer_char(&all->bundle, (char)(size >> 8));
    text_buffer_char(&all->bundle, (char)(size & 255));
    text_buffer_append(&all->bundle, bytes, size);
    TRY(text_buffer_status(&all->bundle, failure));
    all->next++;
    bool full = all->next % TLOG_TILE_WIDTH == 0 || all->next == all->size;
    return full ? write_bundle(all, failure) : STATUS_OK;
}

static Status write_entries(const TlogSource *source, uint64_t size, const char *base,
                            Failure *failure)
{
    Bundles all = {.base = base, .size = size, .bundle = TEXT_BUFFER_EMPTY};
    Status status = source->leaves.walk(source->leaves.user, add_entry, &all, failure);
    text_buffer_free(&all.bundle);
    if (status != STATUS_OK || all.next == size) return status;
    return failure_set(failure, STATUS_VERIFICATION, base, "%llu leaves instead of %llu",
                       (unsigned long long)all.next, (unsigned long long)size);
}

static Status write_all(const TlogSource *source, uint64_t size, const void *note,
                        size_t note_size, const char *base, Failure *failure)
{
    TRY(write_entries(source, size, base, failure));
    for (int level = 0; size >> (level * TILE_HEIGHT) > 0; level++)
        TRY(write_level(source, size, level, base, failure));
    char path[PATH_SIZE];
    TRY(path_join(base, "checkpoint", path, failure));
    return output_file_save(path, TILE_MODE, OUTPUT_PLAIN, note, note_size, NULL, failure);
}

/* The name until all is there; what an interrupted export left under it is removed. */
static Status begin_folder(const char *folder, char temporary[PATH_SIZE], int *lock,
                           Failure *failure)
{
    PathKind kind;
    TRY(path_kind(folder, &kind, failure));
    if (kind != PATH_MISSING) {
        return failure_set(failure, STATUS_WRITE, folder,
                           "it is there already; name a new one");
    }
    int length = snprintf(temporary, PATH_SIZE, "%s%s", folder, temporary_end);
    if (length >= PATH_SIZE) return failure_set(failure, STATUS_WRITE, folder, "too long");
    return lock_new_folder(temporary, "another export is under way; wait until it has ended",
                           lock, failure);
}

Status tlog_tiles_export(const TlogSource *source, uint64_t size, const void *note,
                         size_t note_size, const char *folder, Failure *failure)
{
    char temporary[PATH_SIZE];
    int lock = -1;
    TRY(begin_folder(folder, temporary, &lock, failure));
    Status status = write_all(source, size, note, note_size, temporary, failure);
    if (status == STATUS_OK) status = path_sync(temporary, failure);
    if (status == STATUS_OK) status = path_rename(temporary, folder, failure);
    if (status == STATUS_OK) lock_folder_placed(lock);
    if (status != STATUS_OK) (void)system_remove_tree(temporary);
    lock_end(lock);
    return status;
}
