/* register_pack.c - what a pack holds, read with every number of it distrusted. See
 * register_pack.h. */
#include "formats/register/register_pack.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/path.h"
#include "formats/base/translate.h"
#include "formats/register/register_pack_file.h"
#include "formats/register/register_sound.h"

enum { INDEX_SIZE_MAX = 1 << 30, SENDER_MAX = 9999 };

static Status refuse(const RegisterPack *pack, const char *why, Failure *failure)
{
    return failure_set(failure, STATUS_PACK, pack->file.path, "%s", why);
}

/* --- header and end --- */

static bool text_ends(const char *text, size_t size)
{
    return memchr(text, '\0', size) != NULL;
}

static Status check_program(const RegisterPack *pack, const PackHeader *header,
                            const char *build, Failure *failure)
{
    PackHeader own;
    pack_header_make(build, &own);
    if (header->byte_order != own.byte_order || header->layout != own.layout)
        return refuse(pack, "it was made by a program of another kind of machine", failure);
    if (!text_ends(header->program, sizeof header->program) ||
        !text_ends(header->build, sizeof header->build))
        return refuse(pack, "its header is broken", failure);
    if (memcmp(header, &own, sizeof own) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_PACK, pack->file.path,
                       "made by tilskudd %s, build %s, and this is %s, build %s",
                       header->program, header->build, own.program, own.build);
}

static Status read_header(const RegisterPack *pack, const char *build, PackHeader *header,
                          Failure *failure)
{
    if (pack->file.identity.size < sizeof *header + sizeof(PackIndex) + sizeof(PackEnd))
        return refuse(pack, "no pack of a register, or it ends early", failure);
    TRY(stored_file_range(&pack->file, header, sizeof *header, 0, failure));
    if (memcmp(header->magic, PACK_MAGIC, PACK_MAGIC_SIZE) != 0)
        return refuse(pack, "no pack of a register", failure);
    if (header->byte_order == PACK_BYTE_ORDER && header->format != PACK_FORMAT)
        return failure_set(failure, STATUS_PACK, pack->file.path,
                           "it has format %u, and this program reads format %d", header->format,
                           PACK_FORMAT);
    return check_program(pack, header, build, failure);
}

static Status read_end(const RegisterPack *pack, PackEnd *end, Failure *failure)
{
    uint64_t size = pack->file.identity.size - sizeof *end;
    TRY(stored_file_range(&pack->file, end, sizeof *end, size, failure));
    bool ok = memcmp(end->magic, PACK_MAGIC, PACK_MAGIC_SIZE) == 0 &&
              end->index_offset >= sizeof(PackHeader) && end->index_offset <= size &&
              end->index_size == size - end->index_offset &&
              end->index_size >= sizeof(PackIndex) && end->index_size <= INDEX_SIZE_MAX;
    return ok ? STATUS_OK : refuse(pack, "it ends early, or is broken", failure);
}

static Status read_index(RegisterPack *pack, const PackHeader *header, const PackEnd *end,
                         Failure *failure)
{
    uint8_t sum[SHA256_SIZE];
    size_t size = (size_t)end->index_size;
    pack->index = system_allocate(size);
    if (pack->index == NULL)
        return failure_set(failure, STATUS_MEMORY, pack->file.path, "the pack's index");
    TRY(stored_file_range(&pack->file, pack->index, size, end->index_offset, failure));
    TRY(pack_index_sum(header, pack->index, size, sum, failure));
    if (memcmp(sum, end->sha256, SHA256_SIZE) == 0) return STATUS_OK;
    return refuse(pack, "it is broken: its index has another SHA-256", failure);
}

/* --- the index --- */

/* Where each table of the index begins. */
typedef struct IndexView {
    PackIndex counts;
    const char *sources, *parts, *text; /* of bytes that may lie anywhere */
} IndexView;

/* Counts fit, one after the other, into what is there. */
static bool view_index(const RegisterPack *pack, uint64_t size, IndexView *view)
{
    const char *at = (const char *)pack->index + sizeof view->counts;
    memcpy(&view->counts, pack->index, sizeof view->counts);
    uint64_t left = size - sizeof view->counts;
    const PackIndex *counts = &view->counts;
    if (counts->sources > left / sizeof(PackSourceRow)) return false;
    left -= counts->sources * sizeof(PackSourceRow);
    if (counts->parts > left / sizeof(PackPart)) return false;
    left -= counts->parts * sizeof(PackPart);
    view->sources = at;
    view->parts = view->sources + counts->sources * sizeof(PackSourceRow);
    view->text = view->parts + counts->parts * sizeof(PackPart);
    return counts->text_size == left && counts->sources > 0 && left > 0 &&
           view->text[left - 1] == '\0';
}

static bool source_ok(const PackSourceRow *row, const IndexView *view)
{
    return row->path < view->counts.text_size && row->sender <= SENDER_MAX &&
           register_day_ok(row->extract_date) && row->records <= REGISTER_RECORDS_MAX &&
           row->size <= INPUT_SIZE_MAX;
}

static PackSource source_of(const PackSourceRow *row, const IndexView *view)
{
    PackSource source = {
        .path = view->text + row->path,
        .identity = {.device = (dev_t)row->device,
                     .inode = (ino_t)row->inode,
                     .size = row->size,
                     .modified = {.tv_sec = row->modified, .tv_nsec = row->modified_ns},
                     .changed = {.tv_sec = row->changed, .tv_nsec = row->changed_ns}},
        .sums = {.stored_size = row->size, .content_size = row->content_size},
        .extract_date = row->extract_date,
        .sender = (MunicipalityCode)row->sender,
        .records = row->records};
    memcpy(source.sums.stored_sha256, row->stored_sha256, SHA256_SIZE);
    memcpy(source.sums.content_sha256, row->content_sha256, SHA256_SIZE);
    return source;
}

static bool take_sources(RegisterPack *pack, const IndexView *view)
{
    for (; pack->source_count < view->counts.sources; pack->source_count++) {
        PackSourceRow row;
        memcpy(&row, view->sources + pack->source_count * sizeof row, sizeof row);
        if (!source_ok(&row, view)) return false;
        pack->sources[pack->source_count] = source_of(&row, view);
    }
    return true;
}

/* The parts lie one behind the other from the header to the index, by source. */
static bool take_parts(RegisterPack *pack, const IndexView *view, uint64_t index_offset)
{
    uint64_t next = sizeof(PackHeader);
    uint32_t source = 0;
    for (; pack->part_count < view->counts.parts; pack->part_count++) {
        PackPart *part = &pack->parts[pack->part_count];
        memcpy(part, view->parts + pack->part_count * sizeof *part, sizeof *part);
        uint64_t size = pack_counts_size(&part->counts);
        if (part->offset != next || size == 0 || size > index_offset - next) return false;
        if (part->source < source || part->source >= pack->source_count) return false;
        source = part->source;
        if (pack->sources[source].part_count++ == 0)
            pack->sources[source].part_begin = pack->part_count;
        next += size;
    }
    return next == index_offset;
}

static Status take_index(RegisterPack *pack, const PackEnd *end, Failure *failure)
{
    IndexView view;
    static const char why[] = N_("its index says what cannot be");
    if (!view_index(pack, end->index_size, &view)) return refuse(pack, why, failure);
    pack->sources = system_allocate_zeroed(view.counts.sources, sizeof *pack->sources);
    pack->parts = system_allocate_zeroed(view.counts.parts, sizeof *pack->parts);
    if (pack->sources == NULL || pack->parts == NULL)
        return failure_set(failure, STATUS_MEMORY, pack->file.path, "the pack's index");
    bool ok = take_sources(pack, &view) && take_parts(pack, &view, end->index_offset);
    return ok ? STATUS_OK : refuse(pack, why, failure);
}

/* Its sums are right, which anybody can make; only now it is asked who did. */
static Status judge_maker(const PackEnd *end, const OwnKey *key, const char **not_own,
                          Failure *failure)
{
    bool made;
    TRY(own_key_made(key, end, PACK_CODED, end->code, &made, failure));
    if (!made) *not_own = N_("it was not made with your key of own files");
    return STATUS_OK;
}

static Status read_all(RegisterPack *pack, const char *build, const OwnKey *key,
                       const char **not_own, Failure *failure)
{
    PackHeader header;
    PackEnd end;
    TRY(read_header(pack, build, &header, failure));
    TRY(read_end(pack, &end, failure));
    TRY(read_index(pack, &header, &end, failure));
    TRY(judge_maker(&end, key, not_own, failure));
    return *not_own == NULL ? take_index(pack, &end, failure) : STATUS_OK;
}

/* There may be thousands: none stays open. */
static void close_file(RegisterPack *pack)
{
    const FileIdentity identity = pack->file.identity;
    const char *path = pack->file.path;
    stored_file_close(&pack->file);
    pack->file.path = path;
    pack->file.identity = identity;
}

/* A link is not followed: whoever made it may not be whoever made the pack. */
static Status is_link(const char *path, const char **not_own, Failure *failure)
{
    PathKind kind;
    TRY(path_kind(path, &kind, failure));
    *not_own = kind == PATH_LINK ? N_("it is a link") : NULL;
    return STATUS_OK;
}

Status register_pack_open(const char *path, const char *build, const OwnKey *key,
                          RegisterPack **out, const char **not_own, Failure *failure)
{
    *out = NULL;
    CLEANUP(register_pack_close) RegisterPack *pack = system_allocate_zeroed(1, sizeof *pack);
    if (pack == NULL) return failure_set(failure, STATUS_MEMORY, path, "a pack");
    pack->file.descriptor = -1;
    TRY(is_link(path, not_own, failure));
    if (*not_own != NULL) return STATUS_OK;
    TRY(stored_file_open_at(&pack->file, AT_FDCWD, path, path, failure));
    TRY(stored_file_judge_owner(&pack->file, not_own, failure));
    if (*not_own == NULL) *not_own = key->missing;
    if (*not_own != NULL) return STATUS_OK;
    TRY(read_all(pack, build, key, not_own, failure));
    if (*not_own != NULL) return STATUS_OK;
    close_file(pack);
    *out = HAND_OVER(RegisterPack *, pack);
    return STATUS_OK;
}

void register_pack_close(RegisterPack *pack)
{
    if (pack == NULL) return;
    stored_file_close(&pack->file);
    system_free(pack->sources);
    system_free(pack->parts);
    system_free(pack->index);
    system_free(pack);
}

/* --- parts --- */

static Status read_arrays(const RegisterPack *pack, const PackPart *row, RegisterPart *part,
                          uint8_t sum[SHA256_SIZE], Failure *failure)
{
    PackArray arrays[PACK_ARRAYS];
    CLEANUP(stored_file_close) StoredFile file = {.descriptor = -1};
    uint64_t at = row->offset;
    CLEANUP(sha256_free) Sha256 *digest = NULL;
    TRY(sha256_new(&digest, failure));
    TRY(stored_file_open_same(&file, pack->file.path, &pack->file.identity, failure));
    pack_arrays_of(part, arrays);
    for (size_t i = 0; i < PACK_ARRAYS; i++) {
        if (arrays[i].size == 0) continue;
        TRY(stored_file_range(&file, arrays[i].bytes, arrays[i].size, at, failure));
        TRY(sha256_update(digest, arrays[i].bytes, arrays[i].size, failure));
        at += arrays[i].size;
    }
    return sha256_finish(digest, sum, failure);
}

Status register_pack_read(const RegisterPack *pack, size_t number, RegisterPart *part,
                          Failure *failure)
{
    uint8_t sum[SHA256_SIZE];
    INVARIANT(number < pack->part_count);
    const PackPart *row = &pack->parts[number];
    *part = (RegisterPart){.file = row->source};
    CLEANUP(system_free) PersonSpace *space = system_allocate(sizeof *space);
    if (space == NULL)
        return failure_set(failure, STATUS_MEMORY, pack->file.path, "packed records");
    TRY(failure_at(failure, pack->file.path, pack_part_allocate(&row->counts, part, failure)));
    TRY(read_arrays(pack, row, part, sum, failure));
    if (memcmp(sum, row->sha256, SHA256_SIZE) != 0)
        return refuse(pack, "it is broken: a part of it has another SHA-256", failure);
    if (pack_part_is_sound(part, pack->sources[row->source].records, space)) return STATUS_OK;
    return refuse(pack, "it holds what no extract can give", failure);
}
