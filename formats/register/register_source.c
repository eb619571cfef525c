/* register_source.c - bytes of plain and gzip files, whole or sliced. See register_source.h. */
#include "formats/register/register_source.h"

#include <string.h>

#include "formats/base/input_file.h"
#include "formats/base/parallel.h"
#include "formats/base/stage_clock.h"

enum {
    SOURCE_BLOCK = 1 << 18,
    SOURCE_DIRECT_MIN = 1 << 14 /* bytes; who asks for fewer gets them from the block */
};

void register_progress_add(RegisterProgress *progress, uint64_t bytes)
{
    if (progress == NULL) return;
    uint64_t done = atomic_fetch_add(&progress->done, bytes) + bytes;
    if (progress->report == NULL || !parallel_on_caller()) return;
    progress->report(progress->user, done < progress->total ? done : progress->total,
                     progress->total);
}

Status register_file_identity(const char *path, FileIdentity *identity, Failure *failure)
{
    CLEANUP(stored_file_close) StoredFile file = {.descriptor = -1};
    TRY(stored_file_open(&file, path, failure));
    *identity = file.identity;
    return STATUS_OK;
}

Status register_file_head(const char *path, const FileIdentity *identity, char *buffer,
                          size_t size, size_t *got, Failure *failure)
{
    CLEANUP(stored_file_close) StoredFile file = {.descriptor = -1};
    *got = identity->size < size ? (size_t)identity->size : size;
    TRY(stored_file_open_same(&file, path, identity, failure));
    return stored_file_range(&file, buffer, *got, 0, failure);
}

/* The stored bytes of a gzip file have a digest of their own. */
static Status open_gzip(RegisterSource *source, Failure *failure)
{
    TRY(sha256_new(&source->file.digest, failure));
    return stored_file_inflate(&source->file, INPUT_SIZE_MAX, &source->gzip, failure);
}

Status register_source_open(RegisterSource *source, const char *path,
                            const FileIdentity *identity, RegisterProgress *progress,
                            Failure *failure)
{
    bool is_gzip;
    *source = (RegisterSource){.path = path,
                               .file = {.descriptor = -1},
                               .progress = progress,
                               .slice = {.end = identity->size, .head = "", .tail = ""}};
    TRY(stored_file_open_same(&source->file, path, identity, failure));
    TRY(sha256_new(&source->digest, failure));
    TRY(stored_file_is_gzip(&source->file, &is_gzip, failure));
    return is_gzip ? open_gzip(source, failure) : STATUS_OK;
}

Status register_source_open_slice(RegisterSource *source, const char *path,
                                  const FileIdentity *identity, const RegisterSlice *slice,
                                  RegisterProgress *progress, Failure *failure)
{
    *source = (RegisterSource){.path = path,
                               .file = {.descriptor = -1},
                               .progress = progress,
                               .slice = *slice,
                               .tail_length = strlen(slice->tail),
                               .position = slice->begin};
    return stored_file_open_same(&source->file, path, identity, failure);
}

void register_source_of_text(RegisterSource *source, const char *path, const char *head,
                             size_t head_length, const char *tail)
{
    *source =
        (RegisterSource){.path = path,
                         .file = {.descriptor = -1},
                         .slice = {.head = head, .head_length = head_length, .tail = tail},
                         .tail_length = strlen(tail)};
}

void register_source_close(RegisterSource *source)
{
    gzip_reader_free(source->gzip);
    sha256_free(source->file.digest);
    sha256_free(source->digest);
    system_free(source->buffer);
    stored_file_close(&source->file);
    *source = (RegisterSource){.file = {.descriptor = -1}};
}

static Status take_from_gzip(RegisterSource *source, char *buffer, size_t size, size_t *got,
                             Failure *failure)
{
    uint64_t before = gzip_reader_stored(source->gzip);
    Status status = gzip_reader_read(source->gzip, buffer, size, got, failure);
    if (status != STATUS_OK) failure_locate(failure, source->path);
    register_progress_add(source->progress, gzip_reader_stored(source->gzip) - before);
    return status;
}

static Status take_from_file(RegisterSource *source, char *buffer, size_t size, size_t *got,
                             Failure *failure)
{
    STAGE(READ);
    uint64_t left = source->slice.end - source->position;
    *got = left < size ? (size_t)left : size;
    TRY(stored_file_range(&source->file, buffer, *got, source->position, failure));
    source->position += *got;
    register_progress_add(source->progress, *got);
    return STATUS_OK;
}

/* The next bytes of the content, summed. */
static Status take(RegisterSource *source, char *buffer, size_t size, size_t *got,
                   Failure *failure)
{
    *got = 0;
    if (source->gzip != NULL)
        TRY(take_from_gzip(source, buffer, size, got, failure));
    else
        TRY(take_from_file(source, buffer, size, got, failure));
    source->content_size += *got;
    if (source->digest == NULL || *got == 0) return STATUS_OK;
    return sha256_update(source->digest, buffer, *got, failure);
}

static Status fill(RegisterSource *source, Failure *failure)
{
    source->used = source->filled = 0;
    if (source->buffer == NULL) source->buffer = system_allocate(SOURCE_BLOCK);
    if (source->buffer == NULL)
        return failure_set(failure, STATUS_MEMORY, source->path, "read buffer");
    return take(source, source->buffer, SOURCE_BLOCK, &source->filled, failure);
}

/* Takes from a text what fits. */
static size_t copy_out(const char **text, size_t *length, char *buffer, size_t size)
{
    size_t taken = *length < size ? *length : size;
    if (taken > 0) memcpy(buffer, *text, taken);
    *text += taken;
    *length -= taken;
    return taken;
}

/* Some bytes of the file; 0 at its end. */
static Status copy_from_file(RegisterSource *source, char *buffer, size_t size, size_t *got,
                             Failure *failure)
{
    bool is_empty = source->used == source->filled;
    *got = 0;
    if (is_empty && source->gzip == NULL && source->position == source->slice.end)
        return STATUS_OK;
    if (is_empty && size >= SOURCE_DIRECT_MIN)
        return take(source, buffer, size < SOURCE_BLOCK ? size : SOURCE_BLOCK, got, failure);
    if (is_empty) TRY(fill(source, failure));
    const char *unread = source->buffer + source->used;
    size_t left = source->filled - source->used;
    *got = copy_out(&unread, &left, buffer, size);
    source->used += *got;
    return STATUS_OK;
}

Status register_source_read(RegisterSource *source, char *buffer, size_t size, size_t *got,
                            Failure *failure)
{
    RegisterSlice *slice = &source->slice;
    *got = copy_out(&slice->head, &slice->head_length, buffer, size);
    while (*got < size) {
        size_t more;
        TRY(copy_from_file(source, buffer + *got, size - *got, &more, failure));
        if (more == 0) break;
        *got += more;
    }
    *got += copy_out(&slice->tail, &source->tail_length, buffer + *got, size - *got);
    source->at_end = *got < size;
    return STATUS_OK;
}

Status register_source_sums(RegisterSource *source, FileSums *sums, Failure *failure)
{
    TRY(sha256_finish(source->digest, sums->content_sha256, failure));
    sums->content_size = source->content_size;
    sums->stored_size = source->file.identity.size;
    if (source->gzip != NULL)
        return sha256_finish(source->file.digest, sums->stored_sha256, failure);
    memcpy(sums->stored_sha256, sums->content_sha256, SHA256_SIZE);
    return STATUS_OK;
}
