/* output_file.c - a file that is there whole or not at all. */
#include "formats/base/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/base/interruption.h"
#include "formats/base/path.h"
#include "formats/base/stage_clock.h"
#include "formats/base/translate.h"

enum { PLAIN_BATCH = 1 << 18, STORE_AT = 1 << 18 };

struct OutputFile {
    char *path;             /* of the file, for messages */
    char *name, *temporary; /* final name, and the name until then, below `folder` */
    int folder;             /* of its own, or AT_FDCWD */
    int descriptor;
    bool created;  /* the temporary file is there */
    bool goes;     /* when the program is interrupted */
    bool only_new; /* nothing may be replaced */
    bool broken;   /* a write failed: a commit is refused */
    int gzip_level;
    GzipBlocks *gzip; /* NULL: plain */
    uint8_t *pending; /* content that waits for a full batch */
    size_t pending_length, batch;
    TextBuffer packed; /* waits to be stored */
    Sha256 *content_digest, *stored_digest;
    FileSums sums;
};

/* Nothing, or a plain file of ours: else something else is written than was meant. */
static Status check_place(const OutputFile *file, const char *name, bool *there,
                          Failure *failure)
{
    struct stat found;
    const char *path = file->path;
    *there = fstatat(file->folder, name, &found, AT_SYMLINK_NOFOLLOW) == 0;
    if (!*there) return errno == ENOENT ? STATUS_OK : path_write_failed(path, failure);
    if (!S_ISREG(found.st_mode))
        return failure_set(failure, STATUS_INPUT_NOT_REGULAR, path,
                           S_ISLNK(found.st_mode)
                               ? N_("a symbolic link where a file is written")
                               : N_("not a file where a file is written"));
    if (found.st_uid != geteuid())
        return failure_set(failure, STATUS_INPUT_NOT_REGULAR, path,
                           "somebody else's file where a file is written");
    return STATUS_OK;
}

static Status already_there(const OutputFile *file, Failure *failure)
{
    return failure_set(failure, STATUS_OUTPUT_EXISTS, file->path, "nothing is written over it");
}

/* What an ended process has left under a name that is always the same goes; a private name is
 * this process's or nobody's. */
static Status create_temporary(OutputFile *file, mode_t mode, Failure *failure)
{
    bool there;
    TRY(check_place(file, file->name, &there, failure));
    if (there && file->only_new) return already_there(file, failure);
    if (!file->only_new) TRY(check_place(file, file->temporary, &there, failure));
    if (there && system_unlink_at(file->folder, file->temporary) != 0)
        return path_write_failed(file->path, failure);
    file->descriptor = system_create_at(file->folder, file->temporary, mode);
    if (file->descriptor < 0) return path_write_failed(file->path, failure);
    file->created = true;
    if (file->folder == AT_FDCWD) file->goes = interruption_removes(file->temporary);
    return STATUS_OK;
}

static char *joined(const char *text, const char *suffix)
{
    size_t length = strlen(text), more = strlen(suffix) + 1;
    char *both = system_allocate(length + more);
    if (both == NULL) return NULL;
    memcpy(both, text, length);
    memcpy(both + length, suffix, more);
    return both;
}

/* Beside the file, where nobody else writes: two who are told to write one file disturb each
 * other only at its name. */
static char *private_name(const char *name)
{
    uint64_t number;
    const char *last = path_base_name(name);
    size_t before = (size_t)(last - name),
           size = before + sizeof ".tilskudd-0123456789abcdef.tmp";
    if (system_random(&number, sizeof number) != 0) return NULL;
    char *text = system_allocate(size);
    if (text == NULL) return NULL;
    snprintf(text, size, "%.*s.tilskudd-%016llx.tmp", (int)before, name,
             (unsigned long long)number);
    return text;
}

static Status prepare(OutputFile *file, const OutputPlace *place, int gzip_level, int threads,
                      Failure *failure)
{
    TRY(sha256_new(&file->content_digest, failure));
    file->batch = PLAIN_BATCH;
    file->gzip_level = gzip_level;
    if (gzip_level != OUTPUT_PLAIN) {
        TRY(sha256_new(&file->stored_digest, failure));
        TRY(gzip_blocks_new(gzip_level, threads, &file->gzip, failure));
        file->batch = gzip_blocks_batch(file->gzip);
    }
    file->path = joined(place->path, "");
    file->name = joined(place->name, "");
    file->temporary = file->only_new ? private_name(place->name) : joined(place->name, ".tmp");
    file->pending = system_allocate(file->batch);
    if (file->path == NULL || file->name == NULL || file->temporary == NULL ||
        file->pending == NULL)
        return failure_set(failure, STATUS_MEMORY, place->path, "output buffer");
    return STATUS_OK;
}

static Status open_place(const OutputPlace *place, mode_t mode, int gzip_level, int threads,
                         bool only_new, OutputFile **out, Failure *failure)
{
    *out = NULL;
    CLEANUP(output_file_abandon) OutputFile *file = system_allocate_zeroed(1, sizeof *file);
    if (file == NULL) {
        if (place->folder != AT_FDCWD) (void)system_close(place->folder);
        return failure_set(failure, STATUS_MEMORY, place->path, "output file");
    }
    file->folder = place->folder;
    file->descriptor = -1;
    file->only_new = only_new;
    TRY(failure_at(failure, place->path, prepare(file, place, gzip_level, threads, failure)));
    TRY(failure_at(failure, place->path, create_temporary(file, mode, failure)));
    *out = HAND_OVER(OutputFile *, file);
    return STATUS_OK;
}

Status output_file_open(const char *path, mode_t mode, int gzip_level, int threads,
                        OutputFile **out, Failure *failure)
{
    const OutputPlace place = {AT_FDCWD, path, path};
    return open_place(&place, mode, gzip_level, threads, false, out, failure);
}

Status output_file_open_new(const char *path, mode_t mode, int gzip_level, int threads,
                            OutputFile **out, Failure *failure)
{
    const OutputPlace place = {AT_FDCWD, path, path};
    return open_place(&place, mode, gzip_level, threads, true, out, failure);
}

Status output_file_open_at(const OutputPlace *place, mode_t mode, int gzip_level, int threads,
                           OutputFile **out, Failure *failure)
{
    return open_place(place, mode, gzip_level, threads, false, out, failure);
}

static Status store(OutputFile *file, const void *bytes, size_t length, Failure *failure)
{
    STAGE(WRITE);
    if (system_write_all(file->descriptor, bytes, length) != 0)
        return path_write_failed(file->path, failure);
    file->sums.stored_size += length;
    return STATUS_OK;
}

static Status store_packed(OutputFile *file, Failure *failure)
{
    const TextBuffer *packed = &file->packed;
    TRY(sha256_update(file->stored_digest, packed->bytes, packed->length, failure));
    TRY(store(file, packed->bytes, packed->length, failure));
    text_buffer_clear(&file->packed);
    return STATUS_OK;
}

static Status flush_gzip(OutputFile *file, bool last, Failure *failure)
{
    TRY(gzip_blocks_add(file->gzip, file->pending, file->pending_length, last,
                        file->content_digest, &file->packed, failure));
    return last || file->packed.length >= STORE_AT ? store_packed(file, failure) : STATUS_OK;
}

static Status flush_plain(OutputFile *file, Failure *failure)
{
    TRY(sha256_update(file->content_digest, file->pending, file->pending_length, failure));
    if (file->pending_length == 0) return STATUS_OK;
    return store(file, file->pending, file->pending_length, failure);
}

static Status flush(OutputFile *file, bool last, Failure *failure)
{
    Status status =
        file->gzip != NULL ? flush_gzip(file, last, failure) : flush_plain(file, failure);
    file->sums.content_size += file->pending_length;
    file->pending_length = 0;
    file->broken = status != STATUS_OK;
    if (file->broken) failure_locate(failure, file->path);
    return status;
}

static Status join(OutputFile *file, const GzipPiece *piece, Failure *failure)
{
    if (file->pending_length > 0) TRY(flush(file, false, failure));
    TRY(gzip_blocks_join(file->gzip, piece, file->content_digest, &file->packed, failure));
    file->sums.content_size += piece->content.length;
    return file->packed.length >= STORE_AT ? store_packed(file, failure) : STATUS_OK;
}

Status output_file_write_packed(OutputFile *file, const GzipPiece *piece, Failure *failure)
{
    STAGE(WRITE);
    if (file->gzip_level != GZIP_LINES)
        return output_file_write(file, piece->content.bytes, piece->content.length, failure);
    if (file->broken)
        return failure_set(failure, STATUS_WRITE, file->path, "an earlier write failed");
    Status status = join(file, piece, failure);
    file->broken = status != STATUS_OK;
    if (file->broken) failure_locate(failure, file->path);
    return status;
}

/* A full batch waits until more comes: the last block has to be known as the last. */
Status output_file_write(OutputFile *file, const void *bytes, size_t length, Failure *failure)
{
    const uint8_t *from = bytes;
    while (length > 0) {
        if (file->broken)
            return failure_set(failure, STATUS_WRITE, file->path, "an earlier write failed");
        if (file->pending_length == file->batch) TRY(flush(file, false, failure));
        size_t room = file->batch - file->pending_length;
        size_t part = length < room ? length : room;
        memcpy(file->pending + file->pending_length, from, part);
        file->pending_length += part;
        from += part;
        length -= part;
    }
    return STATUS_OK;
}

static Status finish_sums(OutputFile *file, Failure *failure)
{
    FileSums *sums = &file->sums;
    TRY(sha256_finish(file->content_digest, sums->content_sha256, failure));
    if (file->gzip != NULL)
        return sha256_finish(file->stored_digest, sums->stored_sha256, failure);
    memcpy(sums->stored_sha256, sums->content_sha256, SHA256_SIZE);
    return STATUS_OK;
}

static Status close_descriptor(OutputFile *file, Failure *failure)
{
    int descriptor = file->descriptor;
    file->descriptor = -1;
    return system_close(descriptor) == 0 ? STATUS_OK : path_write_failed(file->path, failure);
}

/* What came to be there in the meantime is kept, too. Some file systems cannot rename so. */
static Status move_to_name(const OutputFile *file, Failure *failure)
{
    if (file->only_new) {
        if (system_rename_at(file->folder, file->temporary, file->name, true) == 0)
            return STATUS_OK;
        if (errno == EEXIST) return already_there(file, failure);
        if (errno != EINVAL) return path_write_failed(file->path, failure);
    }
    if (system_rename_at(file->folder, file->temporary, file->name, false) == 0)
        return STATUS_OK;
    return path_write_failed(file->path, failure);
}

/* The name too is on the disk; below an open folder that is for whoever fills the folder
 * (folder_sync). A new file that is not for certain there is not there at all. */
static Status sync_name(const OutputFile *file, Failure *failure)
{
    if (file->folder != AT_FDCWD) return STATUS_OK;
    Status status = path_sync_name(file->name, failure);
    if (status != STATUS_OK && file->only_new) (void)system_unlink(file->name);
    return status;
}

static void let_stay(OutputFile *file)
{
    if (file->goes) interruption_removes_none();
    file->goes = false;
}

static Status finish(OutputFile *file, Failure *failure)
{
    STAGE(WRITE);
    if (file->broken)
        return failure_set(failure, STATUS_WRITE, file->path, "an earlier write failed");
    TRY(flush(file, true, failure));
    TRY(finish_sums(file, failure));
    if (system_fsync(file->descriptor) != 0) return path_write_failed(file->path, failure);
    TRY(close_descriptor(file, failure));
    TRY(move_to_name(file, failure));
    file->created = false;
    let_stay(file);
    return sync_name(file, failure);
}

Status output_file_commit(OutputFile **file, FileSums *sums, Failure *failure)
{
    Status status = finish(*file, failure);
    if (status != STATUS_OK) failure_locate(failure, (*file)->path);
    if (status == STATUS_OK && sums != NULL) *sums = (*file)->sums;
    output_file_abandon(file);
    return status;
}

/* Also the end of a committed file, whose temporary name is gone by then. */
void output_file_abandon(OutputFile **pointer)
{
    if (pointer == NULL || *pointer == NULL) return;
    OutputFile *file = *pointer;
    if (file->descriptor >= 0) (void)system_close(file->descriptor);
    if (file->created) (void)system_unlink_at(file->folder, file->temporary);
    let_stay(file);
    if (file->folder != AT_FDCWD) (void)system_close(file->folder);
    gzip_blocks_free(file->gzip);
    sha256_free(file->content_digest);
    sha256_free(file->stored_digest);
    text_buffer_free(&file->packed);
    system_free(file->pending);
    system_free(file->temporary);
    system_free(file->name);
    system_free(file->path);
    system_free(file);
    *pointer = NULL;
}

static Status save_and_close(OutputFile *file, const void *bytes, size_t length, FileSums *sums,
                             Failure *failure)
{
    Status status = output_file_write(file, bytes, length, failure);
    if (status != STATUS_OK) {
        output_file_abandon(&file);
        return status;
    }
    return output_file_commit(&file, sums, failure);
}

Status output_file_save(const char *path, mode_t mode, int gzip_level, const void *bytes,
                        size_t length, FileSums *sums, Failure *failure)
{
    OutputFile *file = NULL;
    TRY(output_file_open(path, mode, gzip_level, 1, &file, failure));
    return save_and_close(file, bytes, length, sums, failure);
}

Status output_file_save_new(const char *path, mode_t mode, int gzip_level, const void *bytes,
                            size_t length, FileSums *sums, Failure *failure)
{
    OutputFile *file = NULL;
    TRY(output_file_open_new(path, mode, gzip_level, 1, &file, failure));
    return save_and_close(file, bytes, length, sums, failure);
}

Status output_file_check_new(const char *path, Failure *failure)
{
    struct stat found;
    if (lstat(path, &found) == 0)
        return failure_set(failure, STATUS_OUTPUT_EXISTS, path, "nothing is written over it");
    return errno == ENOENT ? STATUS_OK : path_write_failed(path, failure);
}
