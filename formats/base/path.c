/* path.c - paths, folders and file modes. */
#include "formats/base/path.h"

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/standard_input.h"
#include "formats/base/translate.h"
#include "formats/base/utf8.h"
#include "rules/base/identity.h"

enum { NAME_LENGTH_MAX = 255, FOLDER_MODE = 0750, PRIVATE_MODE = 0700 };

Status path_join(const char *folder, const char *name, char out[PATH_SIZE], Failure *failure)
{
    size_t length = strlen(folder);
    const char *slash = length == 0 || folder[length - 1] == '/' ? "" : "/";
    int written = snprintf(out, PATH_SIZE, "%s%s%s", folder, slash, name);
    if (written >= 0 && written < PATH_SIZE) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, folder, "the path is too long");
}

Status path_with(const char *path, const char *suffix, char out[PATH_SIZE], Failure *failure)
{
    int written = snprintf(out, PATH_SIZE, "%s%s", path, suffix);
    if (written >= 0 && written < PATH_SIZE) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_VALUE, path, "the path is too long");
}

const char *path_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

Status path_parent(const char *path, char out[PATH_SIZE], Failure *failure)
{
    size_t length = strlen(path);
    if (length >= PATH_SIZE)
        return failure_set(failure, STATUS_INPUT_VALUE, path, "the path is too long");
    while (length > 1 && path[length - 1] == '/')
        length--;
    while (length > 0 && path[length - 1] != '/')
        length--;
    while (length > 1 && path[length - 1] == '/')
        length--;
    if (length == 0) {
        memcpy(out, ".", 2);
        return STATUS_OK;
    }
    memcpy(out, path, length);
    out[length] = '\0';
    return STATUS_OK;
}

static bool is_ident(const char *digits, size_t length)
{
    Ident ident;
    return ident_parse(digits, length, &ident) && ident_control_digits_ok(ident);
}

/* The length of what begins here: digits, or an ident as people write it, six and five digits
 * with a space or hyphen between; `found` says whether it is an ident. 0: no digit. */
static size_t digits_at(const char *text, bool *found)
{
    char both[IDENT_TEXT_SIZE];
    size_t length = strspn(text, "0123456789");
    *found = is_ident(text, length);
    if (*found || length != 6 || (text[6] != ' ' && text[6] != '-') ||
        strspn(text + 7, "0123456789") != 5)
        return length;
    memcpy(both, text, 6);
    memcpy(both + 6, text + 7, 5);
    *found = is_ident(both, 11);
    return *found ? 12 : length;
}

/* The length of a hash that begins here, whole (64) or as runs and payments are named by it
 * (20): one in some thousands has digits that would be somebody's. 0: none. */
static size_t hash_at(const char *text)
{
    size_t length = strspn(text, "0123456789abcdef");
    return length == 20 || length == 64 ? length : 0;
}

/* As digits_at, and a hash is no ident. */
static size_t word_at(const char *text, bool *found)
{
    size_t length = hash_at(text);
    *found = false;
    return length > 0 ? length : digits_at(text, found);
}

bool path_mask_idents(char *path)
{
    bool found = false;
    for (char *at = path; *at != '\0';) {
        bool ident;
        size_t length = word_at(at, &ident);
        if (ident) memset(at, '*', length);
        found = found || ident;
        at += length > 0 ? length : 1;
    }
    return found;
}

bool path_has_ident(const char *text)
{
    while (*text != '\0') {
        bool ident;
        size_t length = word_at(text, &ident);
        if (ident) return true;
        text += length > 0 ? length : 1;
    }
    return false;
}

Status path_refuse_ident(const char *path, Failure *failure)
{
    char shown[PATH_SIZE];
    if (!path_has_ident(path)) return STATUS_OK;
    snprintf(shown, sizeof shown, "%s", path);
    (void)path_mask_idents(shown);
    return failure_set(failure, STATUS_INPUT_VALUE, shown,
                       "the name holds an identity number (shown as asterisks), and names of "
                       "files are shown and kept: rename the file or folder");
}

bool path_name_is_safe(const char *name)
{
    size_t length = strlen(name);
    if (length == 0 || length > NAME_LENGTH_MAX) return false;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) return false;
    if (utf8_text_prefix(name, length) < length) return false;
    for (const char *at = name; *at != '\0'; at++)
        if (*at == '/' || (*at >= 0 && *at < 0x20) || *at == 0x7F) return false;
    return true;
}

Status path_kind(const char *path, PathKind *kind, Failure *failure)
{
    if (!standard_input_is(path)) return path_kind_at(AT_FDCWD, path, path, kind, failure);
    *kind = PATH_FILE;
    return STATUS_OK;
}

Status path_kind_at(int folder, const char *name, const char *path, PathKind *kind,
                    Failure *failure)
{
    struct stat found;
    if (fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) != 0) {
        *kind = PATH_MISSING;
        if (errno == ENOENT || errno == ENOTDIR) return STATUS_OK;
        return failure_set(failure, STATUS_READ, path, "%s", strerror(errno));
    }
    *kind = S_ISREG(found.st_mode)   ? PATH_FILE
            : S_ISDIR(found.st_mode) ? PATH_FOLDER
            : S_ISLNK(found.st_mode) ? PATH_LINK
                                     : PATH_OTHER;
    return STATUS_OK;
}

static Status refuse_link(const char *path, Failure *failure)
{
    return failure_set(failure, STATUS_INPUT_NOT_REGULAR, path,
                       "a symbolic link where output goes");
}

Status path_refuse_link(const char *path, Failure *failure)
{
    PathKind kind;
    TRY(path_kind(path, &kind, failure));
    return kind == PATH_LINK ? refuse_link(path, failure) : STATUS_OK;
}

Status path_is_own(const char *path, bool *own, Failure *failure)
{
    struct stat found;
    *own = lstat(path, &found) == 0;
    if (!*own && errno != ENOENT)
        return failure_set(failure, STATUS_READ, path, "%s", strerror(errno));
    *own = *own && found.st_uid == geteuid();
    return STATUS_OK;
}

Status path_writers(const char *path, PathWriters *out, Failure *failure)
{
    struct stat found;
    if (lstat(path, &found) != 0)
        return failure_set(failure, STATUS_READ, path, "%s", strerror(errno));
    *out = (PathWriters){.all = (found.st_mode & S_IWOTH) != 0,
                         .members = (found.st_mode & S_IWGRP) != 0,
                         .shared = (found.st_mode & S_ISGID) != 0,
                         .group = found.st_gid};
    return STATUS_OK;
}

/* "link/" would be looked up behind the link: slashes at the end are taken off first. */
Status path_check_output_folder(const char *path, bool *exists, Failure *failure)
{
    char bare[PATH_SIZE];
    TRY(path_join("", path, bare, failure));
    for (size_t length = strlen(bare); length > 1 && bare[length - 1] == '/'; length--)
        bare[length - 1] = '\0';
    PathKind kind;
    TRY(path_kind(bare, &kind, failure));
    *exists = kind == PATH_FOLDER;
    if (kind == PATH_LINK) return refuse_link(bare, failure);
    if (*exists || kind == PATH_MISSING) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_NOT_REGULAR, bare, "no folder");
}

/* Without links, dots and doubled slashes; of a missing path its folder's and its name. */
Status path_real(const char *path, char out[PATH_SIZE], Failure *failure)
{
    char parent[PATH_SIZE], real[PATH_SIZE];
    TRY(path_parent(path, parent, failure));
    if (realpath(path, out) != NULL) return STATUS_OK;
    if (errno == ENOENT && realpath(parent, real) != NULL)
        return path_join(real, path_base_name(path), out, failure);
    return failure_set(failure, STATUS_READ, path, "%s", strerror(errno));
}

Status path_is_inside(const char *path, const char *folder, bool *inside, Failure *failure)
{
    char here[PATH_SIZE], there[PATH_SIZE];
    PathKind kind;
    *inside = false;
    TRY(path_kind(folder, &kind, failure));
    if (kind == PATH_MISSING) return STATUS_OK;
    TRY(path_real(folder, there, failure));
    TRY(path_real(path, here, failure));
    size_t length = strlen(there);
    *inside = strncmp(here, there, length) == 0 &&
              (here[length] == '\0' || here[length] == '/' || length == 1);
    return STATUS_OK;
}

/* No room and a path that is mistaken are put right in different ways. */
Status path_write_failed(const char *path, Failure *failure)
{
    if (errno == ENOENT) return failure_set(failure, STATUS_NO_PARENT, path, NULL);
    if (errno == ENOTDIR)
        return failure_set(failure, STATUS_NO_PARENT, path,
                           "a part of the path is a file, not a folder");
    return failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
}

static Status write_status(bool done, const char *path, Failure *failure)
{
    if (done) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
}

Status path_check_writable(const char *folder, const char *why, Failure *failure)
{
    if (faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0) return STATUS_OK;
    return failure_set(failure, STATUS_WRITE, folder, "%s (%s)", translate(why),
                       translate(strerror(errno)));
}

Status path_remove(const char *path, Failure *failure)
{
    return write_status(system_remove_tree(path) == 0 || errno == ENOENT, path, failure);
}

Status path_rename(const char *from, const char *to, Failure *failure)
{
    TRY(write_status(system_rename_new(from, to) == 0, to, failure));
    Status status = path_sync_name(to, failure);
    if (status != STATUS_OK) (void)system_rename_new(to, from);
    return status;
}

Status path_sync(const char *folder, Failure *failure)
{
    return write_status(system_fsync_folder(folder) == 0, folder, failure);
}

/* A name is on the disk when the folder that lists it is: for every new name in the program. */
Status path_sync_name(const char *path, Failure *failure)
{
    char parent[PATH_SIZE];
    TRY(path_parent(path, parent, failure));
    return path_sync(parent, failure);
}

static Status made(const char *path, Failure *failure)
{
    Status status = path_sync_name(path, failure);
    if (status != STATUS_OK) (void)system_remove_empty(path);
    return status;
}

Status path_make_private(const char *path, Failure *failure)
{
    TRY(write_status(system_mkdir(path, PRIVATE_MODE) == 0, path, failure));
    return made(path, failure);
}

Status path_group(const char *name, gid_t *group, Failure *failure)
{
    const struct group *found = getgrnam(name);
    if (found == NULL)
        return failure_set(failure, STATUS_INPUT_VALUE, name,
                           "this machine has no group of users of that name");
    *group = found->gr_gid;
    return STATUS_OK;
}

Status path_share(const char *path, gid_t group, Failure *failure)
{
    if (system_share_folder(path, group) == 0) return STATUS_OK;
    if (errno != EPERM) return write_status(false, path, failure);
    return failure_set(failure, STATUS_WRITE, path,
                       "only who owns the folder and is in the group can make it the group's");
}

Status path_have_folder(const char *path, bool *is_new, Failure *failure)
{
    bool exists;
    *is_new = system_mkdir(path, FOLDER_MODE) == 0;
    if (*is_new) return made(path, failure);
    if (errno != EEXIST) return path_write_failed(path, failure);
    return path_check_output_folder(path, &exists, failure);
}

Status path_make_folder(const char *path, bool may_exist, Failure *failure)
{
    bool is_new;
    TRY(path_have_folder(path, &is_new, failure));
    if (may_exist || is_new) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_NOT_REGULAR, path, "it is already there");
}

Status path_list_add(PathList *list, const char *name, Failure *failure)
{
    if (list->count == PATH_LIST_MAX)
        return failure_set(failure, STATUS_INPUT_TOO_LARGE, NULL, "more than %d names",
                           (int)PATH_LIST_MAX);
    TRY(system_grow(&list->names, &list->capacity, list->count + 1, sizeof *list->names,
                    failure));
    size_t size = strlen(name) + 1;
    char *copy = system_allocate(size);
    if (copy == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "folder listing");
    memcpy(copy, name, size);
    list->names[list->count++] = copy;
    return STATUS_OK;
}

static Status read_names(DIR *folder, PathList *list, Failure *failure)
{
    for (;;) {
        const char *name = system_next_name(folder);
        if (name == NULL && errno != 0)
            return failure_set(failure, STATUS_READ, NULL, "%s", strerror(errno));
        if (name == NULL) return STATUS_OK;
        TRY(path_list_add(list, name, failure));
    }
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static Status list_open(int descriptor, const char *path, PathList *out, Failure *failure)
{
    DIR *folder = fdopendir(descriptor);
    if (folder == NULL) {
        Status status = errno == ENOTDIR ? STATUS_INPUT_NOT_REGULAR : STATUS_READ;
        (void)failure_set(failure, status, path, "%s", strerror(errno));
        (void)system_close(descriptor);
        return status;
    }
    Status status = read_names(folder, out, failure);
    if (closedir(folder) != 0 && status == STATUS_OK)
        status = failure_set(failure, STATUS_READ, path, "%s", strerror(errno));
    return status;
}

Status path_list(const char *folder, PathList *out, Failure *failure)
{
    return path_list_open(system_open_read(folder), folder, out, failure);
}

Status path_list_open(int descriptor, const char *folder, PathList *out, Failure *failure)
{
    *out = (PathList){0};
    if (descriptor < 0)
        return failure_set(failure, errno == ENOENT ? STATUS_INPUT_MISSING : STATUS_READ,
                           folder, "%s", strerror(errno));
    TRY(failure_at(failure, folder, list_open(descriptor, folder, out, failure)));
    if (out->count > 1) qsort(out->names, out->count, sizeof *out->names, compare_names);
    return STATUS_OK;
}

void path_list_free(PathList *list)
{
    for (size_t i = 0; i < list->count; i++)
        system_free(list->names[i]);
    system_free(list->names);
    *list = (PathList){0};
}

/* --- what was told elsewhere --- */

enum { FOLDERS_ABOVE_MAX = 32 };

/* From `base`, which becomes the last folder that was tried. */
static Status look_above(char base[PATH_SIZE], const char *path, char out[PATH_SIZE],
                         PathKind *kind, Failure *failure)
{
    char above[PATH_SIZE];
    for (int level = 0; level < FOLDERS_ABOVE_MAX; level++) {
        if (path_join(base, path, out, NULL) != STATUS_OK) return STATUS_OK;
        TRY(path_kind(out, kind, failure));
        if (*kind != PATH_MISSING) return STATUS_OK;
        TRY(path_parent(base, above, failure));
        if (strcmp(above, base) == 0) return STATUS_OK;
        memcpy(base, above, sizeof above);
    }
    return STATUS_OK;
}

Status path_find_above(const char *folder, const char *path, char out[PATH_SIZE],
                       Failure *failure)
{
    char base[PATH_SIZE];
    PathKind kind;
    TRY(path_kind(path, &kind, failure));
    if (kind == PATH_MISSING && path[0] != '\0' && path[0] != '/') {
        TRY(path_real(folder, base, failure));
        TRY(look_above(base, path, out, &kind, failure));
        if (kind != PATH_MISSING) return STATUS_OK;
    }
    return path_join("", path, out, failure);
}
