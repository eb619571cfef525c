/* register_paths.c - files and folders named, as one sorted list without repetitions. */
#include "formats/register_paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/path.h"

static Status add_file(RegisterPaths *list, const char *path, Failure *failure)
{
    RegisterPath item = {0};
    TRY(path_refuse_ident(path, failure));
    TRY(register_file_identity(path, &item.identity, failure));
    TRY(system_grow((void **)&list->items, &list->capacity, list->count + 1,
                    sizeof *list->items, failure));
    size_t size = strlen(path) + 1;
    item.path = system_allocate(size);
    if (item.path == NULL) return failure_set(failure, STATUS_MEMORY, path, "file list");
    memcpy(item.path, path, size);
    list->items[list->count++] = item;
    return STATUS_OK;
}

static bool ends_with(const char *name, const char *end)
{
    size_t name_length = strlen(name);
    size_t end_length = strlen(end);
    return name_length > end_length && strcmp(name + name_length - end_length, end) == 0;
}

static bool is_extract(const char *name)
{
    return name[0] != '.' && (ends_with(name, ".xml") || ends_with(name, ".xml.gz"));
}

static Status add_names(RegisterPaths *list, const char *folder, const PathList *names,
                        Failure *failure)
{
    size_t before = list->count;
    for (size_t i = 0; i < names->count; i++) {
        char path[PATH_SIZE];
        if (!is_extract(names->names[i])) continue;
        TRY(path_join(folder, names->names[i], path, failure));
        TRY(add_file(list, path, failure));
    }
    if (list->count > before) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_MISSING, folder,
                       "no *.xml and no *.xml.gz in this folder");
}

static Status add_folder(RegisterPaths *list, const char *folder, Failure *failure)
{
    PathList names;
    Status status = path_list(folder, &names, failure);
    if (status == STATUS_OK) status = add_names(list, folder, &names, failure);
    path_list_free(&names);
    return status;
}

static Status add_path(RegisterPaths *list, const char *path, Failure *failure)
{
    struct stat found;
    TRY(path_refuse_ident(path, failure));
    if (stat(path, &found) != 0) {
        bool is_missing = errno == ENOENT || errno == ENOTDIR;
        return failure_set(failure, is_missing ? STATUS_INPUT_MISSING : STATUS_READ, path, "%s",
                           strerror(errno));
    }
    if (S_ISDIR(found.st_mode)) return add_folder(list, path, failure);
    return add_file(list, path, failure);
}

static int compare_paths(const void *left, const void *right)
{
    return strcmp(((const RegisterPath *)left)->path, ((const RegisterPath *)right)->path);
}

static int compare_identities(const void *left, const void *right)
{
    const RegisterPath *a = left;
    const RegisterPath *b = right;
    if (a->identity.device != b->identity.device)
        return a->identity.device < b->identity.device ? -1 : 1;
    if (a->identity.inode != b->identity.inode)
        return a->identity.inode < b->identity.inode ? -1 : 1;
    return strcmp(a->path, b->path);
}

static bool is_same_file(const RegisterPath *left, const RegisterPath *right)
{
    return left->identity.device == right->identity.device &&
           left->identity.inode == right->identity.inode;
}

/* Sorted by identity, the same file stands beside itself. */
static Status refuse_twice(RegisterPaths *list, Failure *failure)
{
    qsort(list->items, list->count, sizeof *list->items, compare_identities);
    for (size_t i = 1; i < list->count; i++)
        if (is_same_file(&list->items[i - 1], &list->items[i]))
            return failure_set(failure, STATUS_USAGE, list->items[i].path,
                               "the same file is named twice, also as %.400s",
                               list->items[i - 1].path);
    return STATUS_OK;
}

Status register_paths_find(const char *const *paths, size_t path_count, RegisterPaths *out,
                           Failure *failure)
{
    *out = (RegisterPaths){0};
    for (size_t i = 0; i < path_count; i++)
        TRY(add_path(out, paths[i], failure));
    if (out->count == 0) return failure_set(failure, STATUS_USAGE, NULL, "no register named");
    TRY(refuse_twice(out, failure));
    qsort(out->items, out->count, sizeof *out->items, compare_paths);
    return STATUS_OK;
}

void register_paths_free(RegisterPaths *list)
{
    for (size_t i = 0; i < list->count; i++)
        system_free(list->items[i].path);
    system_free(list->items);
    *list = (RegisterPaths){0};
}
