/* register_paths.c - files and folders named, as one sorted list, and what is left aside. */
#include "formats/register/register_paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "formats/base/standard_input.h"
#include "formats/run/run_folder.h"
#include "formats/text/visible_text.h"

static Status add_file(RegisterPaths *list, const char *path, Failure *failure)
{
    RegisterPath item = {0};
    if (!visible_line(path))
        return failure_set(failure, STATUS_INPUT_VALUE, path,
                           "the name has control characters: rename the file");
    TRY(path_refuse_ident(path, failure));
    TRY(register_file_identity(path, &item.identity, failure));
    TRY(system_grow(&list->items, &list->capacity, list->count + 1, sizeof *list->items,
                    failure));
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
    return name_length > end_length && strcasecmp(name + name_length - end_length, end) == 0;
}

static bool is_extract(const char *name)
{
    return name[0] != '.' && (ends_with(name, ".xml") || ends_with(name, ".xml.gz"));
}

static bool is_folder(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

/* A sender that named its file wrongly must not vanish without a word. */
static Status add_other(RegisterPaths *list, const char *path, bool folder, Failure *failure)
{
    char shown[PATH_SIZE];
    if (list->others.count == REGISTER_OTHERS_MAX) {
        list->others_left_out++;
        return STATUS_OK;
    }
    TRY(path_join(folder ? path : "", folder ? "" : path, shown, failure));
    (void)path_mask_idents(shown);
    return path_list_add(&list->others, shown, failure);
}

static Status add_names(RegisterPaths *list, const char *folder, const PathList *names,
                        Failure *failure)
{
    size_t before = list->count;
    for (size_t i = 0; i < names->count; i++) {
        char path[PATH_SIZE];
        TRY(path_join(folder, names->names[i], path, failure));
        bool within = is_folder(path);
        if (within || !is_extract(names->names[i]))
            TRY(add_other(list, path, within, failure));
        else
            TRY(add_file(list, path, failure));
    }
    if (list->count > before) return STATUS_OK;
    if (names->count == 0)
        return failure_set(failure, STATUS_INPUT_MISSING, folder,
                           "no *.xml and no *.xml.gz in this folder");
    return failure_set(failure, STATUS_INPUT_MISSING, folder,
                       "no *.xml and no *.xml.gz in this folder, but others, as %.300s",
                       list->others.names[list->others.count - 1]);
}

static Status add_folder(RegisterPaths *list, const char *folder, Failure *failure)
{
    CLEANUP(path_list_free) PathList names = {0};
    TRY(path_list(folder, &names, failure));
    for (size_t i = 0; i < names.count; i++)
        if (strcmp(names.names[i], "manifest.json") == 0)
            return run_folder_is_no_register(folder, failure);
    return add_names(list, folder, &names, failure);
}

static Status add_path(RegisterPaths *list, const char *path, Failure *failure)
{
    struct stat found;
    if (standard_input_is(path)) return add_file(list, path, failure);
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

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static bool is_read(const RegisterPaths *list, char *path)
{
    const RegisterPath key = {.path = path};
    return bsearch(&key, list->items, list->count, sizeof key, compare_paths) != NULL;
}

/* A folder may be named twice, and a file of any name beside it. Needs the files sorted. */
static void sort_others(RegisterPaths *list)
{
    PathList *others = &list->others;
    size_t kept = 0;
    if (others->count > 1)
        qsort(others->names, others->count, sizeof *others->names, compare_names);
    for (size_t i = 0; i < others->count; i++) {
        char *name = others->names[i];
        bool again = kept > 0 && strcmp(others->names[kept - 1], name) == 0;
        if (again || is_read(list, name))
            system_free(name);
        else
            others->names[kept++] = name;
    }
    others->count = kept;
}

Status register_paths_find(const char *const *paths, size_t path_count, RegisterPaths *out,
                           Failure *failure)
{
    *out = (RegisterPaths){0};
    for (size_t i = 0; i < path_count; i++)
        TRY(add_path(out, paths[i], failure));
    if (out->count == 0) return failure_set(failure, STATUS_USAGE, NULL, "no register named");
    qsort(out->items, out->count, sizeof *out->items, compare_paths);
    sort_others(out);
    return STATUS_OK;
}

void register_paths_free(RegisterPaths *list)
{
    for (size_t i = 0; i < list->count; i++)
        system_free(list->items[i].path);
    system_free(list->items);
    path_list_free(&list->others);
    *list = (RegisterPaths){0};
}
