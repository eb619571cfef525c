#include "formats/base/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "formats/base/gzip_whole.h"
#include "formats/base/parallel.h"

/* What is known of one file. */
typedef struct KnownFile {
    FolderFile file; /* first: a FolderFile is a KnownFile */
    InputFile stored;
    char *path;
    bool summed; /* its stored sums are there: of what was read or written */
    Folder *folder;
    InputFile content; /* kept, where the folder keeps them: its own or that of `like` */
    bool not_kept;     /* it was tried, and is not: whoever asks is told why */
} KnownFile;

struct Folder {
    char *path;
    int descriptor;
    KnownFile **files; /* each allocated, so that pointers to them stay good */
    size_t count, capacity;
    bool keeps;
    const Folder *like; /* files of the same bytes may be there; or NULL */
};

static Status system_failed(Status status, const char *path, Failure *failure)
{
    return failure_set(failure, status, path, "%s", strerror(errno));
}

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = system_allocate(size);
    if (copy != NULL) memcpy(copy, text, size);
    return copy;
}

/* --- opening and closing --- */

static int open_folder(const char *path)
{
    int descriptor = system_open_read(path);
    PathKind kind;
    if (descriptor < 0) return -1;
    if (path_kind_at(descriptor, ".", path, &kind, NULL) == STATUS_OK && kind == PATH_FOLDER)
        return descriptor;
    (void)system_close(descriptor);
    errno = ENOTDIR;
    return -1;
}

Status folder_open(const char *path, Folder **out, Failure *failure)
{
    *out = NULL;
    CLEANUP(folder_close) Folder *folder = system_allocate_zeroed(1, sizeof *folder);
    if (folder == NULL) return failure_set(failure, STATUS_MEMORY, path, "folder");
    folder->descriptor = open_folder(path);
    if (folder->descriptor < 0) {
        Status status = errno == ENOENT    ? STATUS_INPUT_MISSING
                        : errno == ENOTDIR ? STATUS_INPUT_NOT_REGULAR
                                           : STATUS_READ;
        return system_failed(status, path, failure);
    }
    folder->path = copy_text(path);
    if (folder->path == NULL) return failure_set(failure, STATUS_MEMORY, path, "folder");
    *out = HAND_OVER(Folder *, folder);
    return STATUS_OK;
}

Status folder_make(const char *path, Folder **out, Failure *failure)
{
    *out = NULL;
    TRY(path_make_folder(path, false, failure));
    return folder_open(path, out, failure);
}

static void known_free(KnownFile *known)
{
    input_file_free(&known->stored);
    input_file_free(&known->content);
    system_free(known->path);
    system_free(known);
}
CLEANUP_POINTER(KnownFile, known_free)

void folder_close(Folder *folder)
{
    if (folder == NULL) return;
    for (size_t i = 0; i < folder->count; i++)
        known_free(folder->files[i]);
    if (folder->descriptor >= 0) (void)system_close(folder->descriptor);
    system_free(folder->files);
    system_free(folder->path);
    system_free(folder);
}

const char *folder_path(const Folder *folder)
{
    return folder->path;
}

/* --- names --- */

/* Every part is a plain name: nothing leads out of the folder. */
static bool name_is_below(const char *name)
{
    char part[256];
    for (;;) {
        size_t length = strcspn(name, "/");
        if (length >= sizeof part) return false;
        memcpy(part, name, length);
        part[length] = '\0';
        if (!path_name_is_safe(part)) return false;
        if (name[length] == '\0') return true;
        name += length + 1;
    }
}

static Status check_name(const Folder *folder, const char *name, Failure *failure)
{
    if (name_is_below(name)) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, folder->path,
                       "a name that leads out of the folder, or is none");
}

/* The folder that a name stands in, opened part by part without following links, and the last
 * part of the name. The folder's own descriptor when there is one part; -1. */
static int open_inner(const Folder *folder, const char *name, const char **last)
{
    int inner = folder->descriptor;
    const char *slash;
    while (inner >= 0 && (slash = strchr(name, '/')) != NULL) {
        char part[256];
        size_t length = (size_t)(slash - name);
        memcpy(part, name, length);
        part[length] = '\0';
        int next = system_open_folder_at(inner, part);
        int error = errno;
        if (inner != folder->descriptor) (void)system_close(inner);
        errno = error;
        inner = next;
        name = slash + 1;
    }
    *last = name;
    return inner;
}

static void close_inner(const Folder *folder, int inner)
{
    if (inner >= 0 && inner != folder->descriptor) (void)system_close(inner);
}

static KnownFile *find_known(const Folder *folder, const char *name)
{
    for (size_t i = 0; i < folder->count; i++)
        if (strcmp(folder->files[i]->file.name, name) == 0) return folder->files[i];
    return NULL;
}

static Status new_known(Folder *folder, const char *name, KnownFile **out, Failure *failure)
{
    char path[PATH_SIZE];
    CLEANUP(known_free) KnownFile *known = system_allocate_zeroed(1, sizeof *known);
    if (known == NULL) return failure_set(failure, STATUS_MEMORY, name, "folder");
    TRY(path_join(folder->path, name, path, failure));
    known->path = copy_text(path);
    if (known->path == NULL) return failure_set(failure, STATUS_MEMORY, name, "folder");
    known->folder = folder;
    known->file.path = known->path;
    known->file.name = known->path + strlen(path) - strlen(name);
    *out = HAND_OVER(KnownFile *, known);
    return STATUS_OK;
}

static Status keep_known(Folder *folder, KnownFile *known, Failure *failure)
{
    TRY(system_grow(&folder->files, &folder->capacity, folder->count + 1, sizeof(KnownFile *),
                    failure));
    folder->files[folder->count++] = known;
    return STATUS_OK;
}

/* --- reading --- */

static Status load(StoredFile *stored, uint64_t most, KnownFile *known, Failure *failure)
{
    FileSums *sums = &known->file.sums;
    CLEANUP(sha256_free) Sha256 *digest = NULL;
    uint8_t before[SHA256_SIZE];
    memcpy(before, sums->stored_sha256, SHA256_SIZE);
    TRY(sha256_new(&digest, failure));
    stored->digest = digest;
    TRY(input_file_load(stored, most, false, &known->stored, failure));
    TRY(sha256_finish(digest, sums->stored_sha256, failure));
    if (known->summed && memcmp(before, sums->stored_sha256, SHA256_SIZE) != 0) {
        memcpy(sums->stored_sha256, before, SHA256_SIZE);
        return file_changed(known->path, failure);
    }
    known->summed = true;
    sums->stored_size = known->stored.size;
    known->file.bytes = known->stored.bytes;
    known->file.size = known->stored.size;
    return STATUS_OK;
}

static Status read_known(const Folder *folder, KnownFile *known, uint64_t most,
                         Failure *failure)
{
    const char *last;
    StoredFile stored;
    int inner = open_inner(folder, known->file.name, &last);
    if (inner < 0) {
        bool missing = errno == ENOENT || errno == ENOTDIR;
        return system_failed(missing ? STATUS_INPUT_MISSING : STATUS_READ, known->path,
                             failure);
    }
    Status status = stored_file_open_at(&stored, inner, last, known->path, failure);
    close_inner(folder, inner);
    if (status == STATUS_OK) status = load(&stored, most, known, failure);
    status = stored_file_end(&stored, status, failure);
    if (status == STATUS_OK) return STATUS_OK;
    input_file_free(&known->stored);
    known->file.bytes = NULL;
    failure_locate(failure, known->path);
    return status;
}

Status folder_read(Folder *folder, const char *name, uint64_t most, const FolderFile **out,
                   Failure *failure)
{
    TRY(check_name(folder, name, failure));
    KnownFile *known = find_known(folder, name);
    if (known == NULL) {
        CLEANUP(known_free) KnownFile *fresh = NULL;
        TRY(new_known(folder, name, &fresh, failure));
        TRY(read_known(folder, fresh, most, failure));
        TRY(keep_known(folder, fresh, failure));
        known = HAND_OVER(KnownFile *, fresh);
    } else if (known->file.bytes == NULL) {
        TRY(read_known(folder, known, most, failure));
    }
    *out = &known->file;
    return STATUS_OK;
}

/* --- contents --- */

void folder_keep(Folder *folder, const Folder *like)
{
    folder->keeps = true;
    folder->like = like;
}

/* The same bytes have the same content. */
static const InputFile *content_like(const Folder *like, const FileSums *sums)
{
    for (size_t i = 0; like != NULL && i < like->count; i++) {
        const KnownFile *other = like->files[i];
        if (other->content.bytes != NULL && other->file.sums.stored_size == sums->stored_size &&
            memcmp(other->file.sums.stored_sha256, sums->stored_sha256, SHA256_SIZE) == 0)
            return &other->content;
    }
    return NULL;
}

/* Inflated when it is first asked for. NULL for what is plain, not kept, or cannot be inflated:
 * it is read as if nothing were kept. */
static const InputFile *kept_content(const FolderFile *file)
{
    KnownFile *known = (KnownFile *)(uintptr_t)file;
    if (!known->folder->keeps || known->not_kept || !gzip_is(file->bytes, file->size))
        return NULL;
    if (known->content.bytes != NULL) return &known->content;
    const InputFile *other = content_like(known->folder->like, &file->sums);
    if (other != NULL)
        known->content = (InputFile){.bytes = other->bytes, .size = other->size};
    else
        known->not_kept = input_bytes_read(file->path, file->bytes, file->size, GZIP_WHOLE_MOST,
                                           &known->content, NULL) != STATUS_OK;
    return known->not_kept ? NULL : &known->content;
}

static void forget_content(KnownFile *known)
{
    input_file_free(&known->content);
    known->not_kept = false;
}

/* Of a file whose bytes are there. */
static Status sum_known(KnownFile *known, Failure *failure)
{
    const FolderFile *file = &known->file;
    FileSums *sums = &known->file.sums;
    if (known->file.content_known) return STATUS_OK;
    const InputFile *kept = kept_content(file);
    if (kept != NULL) {
        sums->content_size = kept->size;
        TRY(sha256_of(kept->bytes, kept->size, sums->content_sha256, failure));
    } else {
        TRY(input_bytes_sums(file->path, file->bytes, file->size, sums, failure));
    }
    known->file.content_known = true;
    return STATUS_OK;
}

Status folder_sums(Folder *folder, const FolderFile *file, Failure *failure)
{
    KnownFile *known = find_known(folder, file->name);
    INVARIANT(known != NULL && file->bytes != NULL);
    return sum_known(known, failure);
}

/* A file that fails keeps its sums unknown: whoever asks for them is told why. */
static Status sum_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    Folder *folder = user;
    Failure unheard;
    KnownFile *known = folder->files[piece->number];
    if (known->file.bytes == NULL) return STATUS_OK;
    Status status = sum_known(known, &unheard);
    return status == STATUS_MEMORY ? failure_set(failure, status, known->path, NULL)
                                   : STATUS_OK;
}

Status folder_sums_together(Folder *folder, Failure *failure)
{
    enum { SUM_THREADS = 2 };
    Parallel parallel = {
        .pieces = folder->count, .threads = SUM_THREADS, .user = folder, .work = sum_piece};
    return parallel_run(&parallel, failure);
}

Status folder_content(const FolderFile *file, uint64_t most, InputFile *out, Failure *failure)
{
    INVARIANT(file->bytes != NULL);
    const InputFile *kept = kept_content(file);
    if (kept == NULL || kept->size > most)
        return input_bytes_read(file->path, file->bytes, file->size, most, out, failure);
    *out = (InputFile){.bytes = kept->bytes, .size = kept->size, .was_gzip = true};
    return STATUS_OK;
}

Status folder_stream(const FolderFile *file, InputStream **out, Failure *failure)
{
    INVARIANT(file->bytes != NULL);
    const InputFile *kept = kept_content(file);
    if (kept == NULL) return input_stream_of(file->path, file->bytes, file->size, out, failure);
    return input_stream_plain(file->path, kept->bytes, kept->size, out, failure);
}

Status folder_load(Folder *folder, const char *name, uint64_t most, InputFile *out,
                   Failure *failure)
{
    const FolderFile *file;
    *out = (InputFile){0};
    TRY(folder_read(folder, name, most, &file, failure));
    return folder_content(file, most, out, failure);
}

void folder_forget_content(Folder *folder, const FolderFile *file)
{
    KnownFile *known = find_known(folder, file->name);
    INVARIANT(known != NULL);
    forget_content(known);
}

void folder_forget(Folder *folder, const FolderFile *file)
{
    KnownFile *known = find_known(folder, file->name);
    INVARIANT(known != NULL);
    input_file_free(&known->stored);
    forget_content(known);
    known->file.bytes = NULL;
}

Status folder_kind(const Folder *folder, const char *name, PathKind *kind, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(folder->path, name, path, failure));
    TRY(check_name(folder, name, failure));
    const char *last;
    int inner = open_inner(folder, name, &last);
    *kind = PATH_MISSING;
    if (inner < 0 && errno == ENOENT) return STATUS_OK;
    if (inner < 0) return system_failed(STATUS_READ, path, failure);
    Status status = path_kind_at(inner, last, path, kind, failure);
    close_inner(folder, inner);
    return status;
}

Status folder_names(const Folder *folder, const char *below, PathList *out, Failure *failure)
{
    char path[PATH_SIZE];
    PathKind kind = PATH_FOLDER;
    *out = (PathList){0};
    TRY(path_join(folder->path, below, path, failure));
    if (below[0] != '\0') TRY(folder_kind(folder, below, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    if (below[0] == '\0') below = ".";
    return path_list_open(system_open_folder_at(folder->descriptor, below), path, out, failure);
}

/* --- writing --- */

Status folder_make_below(const Folder *folder, const char *name, Failure *failure)
{
    enum { FOLDER_MODE = 0750 };
    TRY(check_name(folder, name, failure));
    if (system_mkdir_at(folder->descriptor, name, FOLDER_MODE) == 0) return STATUS_OK;
    return system_failed(errno == EEXIST ? STATUS_INPUT_NOT_REGULAR : STATUS_WRITE,
                         folder->path, failure);
}

Status folder_create(const Folder *folder, const char *name, mode_t mode, int gzip_level,
                     int threads, OutputFile **file, Failure *failure)
{
    char path[PATH_SIZE];
    const char *last;
    *file = NULL;
    TRY(check_name(folder, name, failure));
    TRY(path_join(folder->path, name, path, failure));
    int inner = open_inner(folder, name, &last);
    if (inner == folder->descriptor) inner = system_open_folder_at(inner, ".");
    if (inner < 0) return system_failed(STATUS_WRITE, path, failure);
    const OutputPlace place = {inner, last, path};
    return output_file_open_at(&place, mode, gzip_level, threads, file, failure);
}

Status folder_commit(Folder *folder, const char *name, OutputFile **file,
                     const FolderFile **out, Failure *failure)
{
    FileSums sums;
    CLEANUP(known_free) KnownFile *known = NULL;
    TRY(output_file_commit(file, &sums, failure));
    INVARIANT(find_known(folder, name) == NULL);
    TRY(new_known(folder, name, &known, failure));
    known->file.sums = sums;
    known->file.size = (size_t)sums.stored_size;
    known->summed = true;
    TRY(keep_known(folder, known, failure));
    *out = &HAND_OVER(KnownFile *, known)->file;
    return STATUS_OK;
}

Status folder_write(Folder *folder, const char *name, mode_t mode, int gzip_level,
                    const void *bytes, size_t size, const FolderFile **out, Failure *failure)
{
    CLEANUP(output_file_abandon) OutputFile *file = NULL;
    TRY(folder_create(folder, name, mode, gzip_level, 1, &file, failure));
    TRY(output_file_write(file, bytes, size, failure));
    return folder_commit(folder, name, &file, out, failure);
}

Status folder_sync(const Folder *folder, const char *below, Failure *failure)
{
    char path[PATH_SIZE];
    TRY(path_join(folder->path, below, path, failure));
    int inner = system_open_folder_at(folder->descriptor, below[0] != '\0' ? below : ".");
    if (inner < 0) return system_failed(STATUS_WRITE, path, failure);
    bool synced = system_fsync(inner) == 0;
    Status status = synced ? STATUS_OK : system_failed(STATUS_WRITE, path, failure);
    bool closed = system_close(inner) == 0;
    return synced && !closed ? system_failed(STATUS_WRITE, path, failure) : status;
}
