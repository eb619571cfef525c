/* register_packed.c - which extract is taken from which pack, and what is read of both. See
 * register_packed.h. */
#include "formats/base/written_text.h"
#include "formats/register/register_packed.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/parallel.h"
#include "formats/register/register_pack.h"
#include "formats/register/register_paths.h"

/* An extract, and what stands for it. */
typedef struct PackedFile {
    const RegisterPath *path;
    const RegisterPack *pack; /* NULL: it is read itself */
    const PackSource *source;
    bool is_candidate; /* hashed, to find out whether it is a pack's */
    bool is_hashed;
    uint8_t sha256[SHA256_SIZE]; /* of the file as stored */
    RegisterPart *parts;         /* source->part_count of them */
} PackedFile;

/* A part of a file, or (at the end of its parts) the file's SHA-256. */
typedef struct PackedPiece {
    size_t file, part;
} PackedPiece;

typedef struct Packed {
    const RegisterPacks *options;
    const RegisterReaderOptions *reader;
    RegisterPack **packs;
    size_t pack_count;
    PackedFile *files; /* as the paths */
    size_t file_count;
    PackedPiece *pieces;
    size_t piece_count;
} Packed;

/* --- the packs --- */

static Status note_unused(PathList *lines, const char *path, const char *why, Failure *failure)
{
    char text[PATH_SIZE + 128];
    snprintf(text, sizeof text, WRITTEN_PACK_UNUSED, path, why);
    return path_list_add(lines, text, failure);
}

static Status open_packs(Packed *packed, PathList *lines, Failure *failure)
{
    const RegisterPacks *options = packed->options;
    packed->packs = system_allocate_zeroed(options->count, sizeof *packed->packs);
    if (packed->packs == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "packs");
    for (size_t i = 0; i < options->count; i++) {
        const char *not_own;
        RegisterPack **place = &packed->packs[packed->pack_count];
        TRY(path_refuse_ident(options->paths[i], failure));
        TRY(register_pack_open(options->paths[i], options->build, options->key, place, &not_own,
                               failure));
        if (*place != NULL)
            packed->pack_count++;
        else
            TRY(note_unused(lines, options->paths[i], not_own, failure));
    }
    return STATUS_OK;
}

static void close_packed(Packed *packed)
{
    for (size_t i = 0; i < packed->file_count; i++) {
        PackedFile *file = &packed->files[i];
        for (size_t p = 0; file->parts != NULL && p < file->source->part_count; p++)
            register_part_free(&file->parts[p]);
        system_free(file->parts);
    }
    for (size_t i = 0; i < packed->pack_count; i++)
        register_pack_close(packed->packs[i]);
    system_free(packed->files);
    system_free(packed->packs);
    system_free(packed->pieces);
}
CLEANUP_VALUE(Packed, close_packed)

/* --- which is which --- */

static bool same_time(const struct timespec *left, const struct timespec *right)
{
    return left->tv_sec == right->tv_sec && left->tv_nsec == right->tv_nsec;
}

/* The device has another number on another machine, and after the next start of this one. */
static bool same_state(const FileIdentity *file, const FileIdentity *packed)
{
    return file->inode == packed->inode && file->size == packed->size &&
           same_time(&file->modified, &packed->modified) &&
           same_time(&file->changed, &packed->changed);
}

static bool same_name(const RegisterPath *path, const PackSource *source)
{
    return strcmp(path_base_name(path->path), path_base_name(source->path)) == 0;
}

/* What could be the same file, copied, renamed or touched. */
static bool may_be_same(const RegisterPath *path, const PackSource *source)
{
    return path->identity.size == source->identity.size &&
           (same_name(path, source) || path->identity.inode == source->identity.inode);
}

static bool is_same(const PackedFile *file, const PackSource *source)
{
    if (file->is_hashed)
        return memcmp(file->sha256, source->sums.stored_sha256, SHA256_SIZE) == 0;
    return same_state(&file->path->identity, &source->identity);
}

static void match(Packed *packed, PackedFile *file)
{
    for (size_t k = 0; k < packed->pack_count && file->source == NULL; k++) {
        const RegisterPack *pack = packed->packs[k];
        for (size_t s = 0; s < pack->source_count && file->source == NULL; s++) {
            if (is_same(file, &pack->sources[s])) {
                file->pack = pack;
                file->source = &pack->sources[s];
            } else if (!file->is_hashed && may_be_same(file->path, &pack->sources[s])) {
                file->is_candidate = true;
            }
        }
    }
}

static Status hash_file(PackedFile *file, Failure *failure)
{
    const uint8_t *bytes;
    size_t length;
    CLEANUP(sha256_free) Sha256 *digest = NULL;
    CLEANUP(stored_file_close) StoredFile stored = {.descriptor = -1};
    TRY(sha256_new(&digest, failure));
    TRY(stored_file_open_same(&stored, file->path->path, &file->path->identity, failure));
    stored.digest = digest;
    do {
        TRY(stored_file_next(&stored, &bytes, &length, failure));
    } while (length > 0);
    file->is_hashed = true;
    return sha256_finish(digest, file->sha256, failure);
}

static Status hash_candidate(void *user, const ParallelPiece *piece, Failure *failure)
{
    Packed *packed = user;
    PackedFile *file = &packed->files[piece->number];
    return file->source == NULL && file->is_candidate ? hash_file(file, failure) : STATUS_OK;
}

static Status match_files(Packed *packed, const RegisterPaths *list, Failure *failure)
{
    packed->files = system_allocate_zeroed(list->count, sizeof *packed->files);
    if (packed->files == NULL)
        return failure_set(failure, STATUS_MEMORY, NULL, "register files");
    packed->file_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        packed->files[i].path = &list->items[i];
        match(packed, &packed->files[i]);
    }
    const Parallel hashing = {.pieces = list->count,
                              .threads = packed->reader->threads,
                              .user = packed,
                              .work = hash_candidate};
    TRY(parallel_run(&hashing, failure));
    for (size_t i = 0; i < list->count; i++)
        if (packed->files[i].source == NULL && packed->files[i].is_hashed)
            match(packed, &packed->files[i]);
    return STATUS_OK;
}

/* --- packs of something else --- */

static bool is_taken(const Packed *packed, const PackSource *source)
{
    for (size_t i = 0; i < packed->file_count; i++) {
        const PackedFile *file = &packed->files[i];
        if (file->source == source || is_same(file, source)) return true;
    }
    return false;
}

static Status refuse_source(const Packed *packed, const RegisterPack *pack,
                            const PackSource *source, Failure *failure)
{
    for (size_t i = 0; i < packed->file_count; i++) {
        if (!same_name(packed->files[i].path, source)) continue;
        return failure_set(failure, STATUS_PACK, pack->file.path,
                           "%s has another content than when it was packed",
                           packed->files[i].path->path);
    }
    return failure_set(failure, STATUS_PACK, pack->file.path,
                       "it was made of %s, which is none of the extracts named", source->path);
}

static Status refuse_others(const Packed *packed, Failure *failure)
{
    for (size_t k = 0; k < packed->pack_count; k++) {
        const RegisterPack *pack = packed->packs[k];
        for (size_t s = 0; s < pack->source_count; s++)
            if (!is_taken(packed, &pack->sources[s]))
                return refuse_source(packed, pack, &pack->sources[s], failure);
    }
    return STATUS_OK;
}

/* --- what is read of them --- */

static bool needs_hash(const Packed *packed, const PackedFile *file)
{
    return !packed->options->vouch && !file->is_hashed;
}

/* The hashes of files first: each is long, and cannot be divided. */
static Status plan(Packed *packed, Failure *failure)
{
    size_t most = 0;
    for (size_t i = 0; i < packed->file_count; i++) {
        PackedFile *file = &packed->files[i];
        if (file->source == NULL) continue;
        most += file->source->part_count + 1;
        file->parts = system_allocate_zeroed(file->source->part_count, sizeof *file->parts);
        if (file->parts == NULL)
            return failure_set(failure, STATUS_MEMORY, NULL, "packed records");
    }
    packed->pieces = system_allocate(most * sizeof *packed->pieces);
    if (packed->pieces == NULL)
        return failure_set(failure, STATUS_MEMORY, NULL, "packed records");
    for (size_t i = 0; i < packed->file_count; i++) {
        const PackedFile *file = &packed->files[i];
        if (file->source != NULL && needs_hash(packed, file))
            packed->pieces[packed->piece_count++] = (PackedPiece){i, file->source->part_count};
    }
    for (size_t i = 0; i < packed->file_count; i++) {
        const PackSource *source = packed->files[i].source;
        for (size_t p = 0; source != NULL && p < source->part_count; p++)
            packed->pieces[packed->piece_count++] = (PackedPiece){i, p};
    }
    return STATUS_OK;
}

static Status compare_hash(PackedFile *file, Failure *failure)
{
    TRY(hash_file(file, failure));
    if (is_same(file, file->source)) return STATUS_OK;
    return failure_set(failure, STATUS_PACK, file->pack->file.path,
                       "%s has another content than when it was packed", file->path->path);
}

static Status read_piece(Packed *packed, size_t number, Failure *failure)
{
    const PackedPiece *piece = &packed->pieces[number];
    PackedFile *file = &packed->files[piece->file];
    const PackSource *source = file->source;
    if (piece->part == source->part_count) return compare_hash(file, failure);
    return register_pack_read(file->pack, source->part_begin + piece->part,
                              &file->parts[piece->part], failure);
}

/* The caller's pieces come before those of the packs, as before those of the registers. */
static Status do_piece(void *user, size_t number, Failure *failure)
{
    Packed *packed = user;
    const RegisterBeside *beside = &packed->reader->beside;
    if (number < beside->count) return beside->work(beside->user, number, failure);
    return read_piece(packed, number - beside->count, failure);
}

static Status do_parallel_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    return do_piece(user, piece->number, failure);
}

/* --- together --- */

/* The files that are read themselves, taken out of the list. */
static Status split(const Packed *packed, RegisterPaths *list, RegisterPaths *rest,
                    Failure *failure)
{
    TRY(system_grow(&rest->items, &rest->capacity, list->count, sizeof *rest->items, failure));
    for (size_t i = 0; i < list->count; i++) {
        if (packed->files[i].source != NULL) continue;
        rest->items[rest->count++] = list->items[i];
        list->items[i].path = NULL;
    }
    return STATUS_OK;
}

/* What is in packs, beside what is not. */
static Status read_both(Packed *packed, RegisterPaths *rest, RegisterExtracts *extracts,
                        Failure *failure)
{
    size_t pieces = packed->reader->beside.count + packed->piece_count;
    RegisterReaderOptions options = *packed->reader;
    const Parallel reading = {.pieces = pieces,
                              .threads = options.threads,
                              .user = packed,
                              .work = do_parallel_piece};
    if (rest->count == 0) return parallel_run(&reading, failure);
    options.beside = (RegisterBeside){.count = pieces, .work = do_piece, .user = packed};
    return register_read_found(rest, &options, extracts, failure);
}

static Status make_room(const Packed *packed, const RegisterExtracts *rest,
                        RegisterExtracts *extracts, Failure *failure)
{
    size_t parts = rest->part_count;
    for (size_t i = 0; i < packed->file_count; i++)
        if (packed->files[i].source != NULL) parts += packed->files[i].source->part_count;
    extracts->files = system_allocate_zeroed(packed->file_count, sizeof *extracts->files);
    extracts->parts = system_allocate_zeroed(parts, sizeof *extracts->parts);
    if (extracts->files != NULL && extracts->parts != NULL) return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, NULL, "register extracts");
}

static void add_part(RegisterExtracts *extracts, RegisterPart *part, size_t file)
{
    part->file = (uint32_t)file;
    extracts->parts[extracts->part_count++] = *part;
    *part = (RegisterPart){0}; /* moved */
}

static void take_packed(PackedFile *file, char **path, RegisterExtracts *extracts, size_t index)
{
    const PackSource *source = file->source;
    extracts->files[index] = (RegisterFile){.path = *path,
                                            .identity = file->path->identity,
                                            .sums = source->sums,
                                            .extract_date = source->extract_date,
                                            .sender = source->sender,
                                            .records = source->records};
    *path = NULL; /* moved */
    for (size_t p = 0; p < source->part_count; p++)
        add_part(extracts, &file->parts[p], index);
    extracts->packed.files++;
    extracts->packed.hashed += file->is_hashed;
}

/* All files in their order, whichever way they came; everything of `rest` moves. */
static void join(Packed *packed, RegisterPaths *list, RegisterExtracts *rest,
                 RegisterExtracts *extracts)
{
    size_t next = 0, part = 0;
    for (size_t i = 0; i < packed->file_count; i++) {
        extracts->file_count++;
        if (packed->files[i].source != NULL) {
            take_packed(&packed->files[i], &list->items[i].path, extracts, i);
            continue;
        }
        extracts->files[i] = rest->files[next];
        rest->files[next].path = NULL; /* moved */
        while (part < rest->part_count && rest->parts[part].file == next)
            add_part(extracts, &rest->parts[part++], i);
        next++;
    }
}

/* What no pack of the user's own was taken for has been said. */
static Status say_taken(RegisterExtracts *extracts, Failure *failure)
{
    char text[224];
    RegisterPacked *packed = &extracts->packed;
    size_t vouched = packed->files - packed->hashed;
    if (packed->files == 0) return STATUS_OK;
    if (vouched == 0)
        snprintf(text, sizeof text, WRITTEN_PACKS_READ, packed->files, extracts->file_count);
    else
        snprintf(text, sizeof text, WRITTEN_PACKS_VOUCHED, packed->files, extracts->file_count,
                 vouched);
    return path_list_add(&packed->lines, text, failure);
}

static Status read_all(Packed *packed, RegisterPaths *list, RegisterExtracts *extracts,
                       Failure *failure)
{
    CLEANUP(register_paths_free) RegisterPaths rest_paths = {0};
    CLEANUP(register_extracts_free) RegisterExtracts rest = {0};
    TRY(open_packs(packed, &extracts->packed.lines, failure));
    TRY(match_files(packed, list, failure));
    TRY(refuse_others(packed, failure));
    TRY(plan(packed, failure));
    TRY(split(packed, list, &rest_paths, failure));
    TRY(read_both(packed, &rest_paths, &rest, failure));
    TRY(make_room(packed, &rest, extracts, failure));
    join(packed, list, &rest, extracts);
    extracts->others = list->others; /* moved */
    extracts->others_left_out = list->others_left_out;
    list->others = (PathList){0};
    return say_taken(extracts, failure);
}

Status register_read_packed(const char *const *paths, size_t path_count,
                            const RegisterReaderOptions *options, const RegisterPacks *packs,
                            RegisterExtracts *extracts, Failure *failure)
{
    if (packs->count == 0) return register_read(paths, path_count, options, extracts, failure);
    *extracts = (RegisterExtracts){0};
    CLEANUP(close_packed) Packed packed = {.options = packs, .reader = options};
    CLEANUP(register_paths_free) RegisterPaths list = {0};
    TRY(register_paths_find(paths, path_count, &list, failure));
    Status status = read_all(&packed, &list, extracts, failure);
    if (status != STATUS_OK) register_extracts_free(extracts);
    return status;
}
