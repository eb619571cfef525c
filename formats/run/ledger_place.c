#include "formats/run/ledger_place.h"

#include <string.h>
#include <sys/stat.h>

enum { DEPTH_MAX = 1024 };

/* An entry, or what an opening under way has. */
static bool is_ledger(int folder)
{
    PathKind kind;
    if (path_kind_at(folder, "000000/entry.json", "", &kind, NULL) == STATUS_OK &&
        kind != PATH_MISSING)
        return true;
    return path_kind_at(folder, "000000.tmp", "", &kind, NULL) == STATUS_OK &&
           kind == PATH_FOLDER;
}

static bool is_folder(int descriptor)
{
    struct stat found;
    return fstat(descriptor, &found) == 0 && S_ISDIR(found.st_mode);
}

/* The folder nearest to `path` that is there and opens; -1. */
static int open_nearest(char *path)
{
    for (int depth = 0; depth < DEPTH_MAX; depth++) {
        char parent[PATH_SIZE];
        int folder = system_open_read(path);
        if (folder >= 0 && is_folder(folder)) return folder;
        if (folder >= 0) (void)system_close(folder);
        if (path_parent(path, parent, NULL) != STATUS_OK || strcmp(parent, path) == 0)
            return -1;
        memcpy(path, parent, strlen(parent) + 1);
    }
    return -1;
}

static bool is_same(int left, int right)
{
    struct stat one, two;
    return fstat(left, &one) == 0 && fstat(right, &two) == 0 && one.st_ino == two.st_ino &&
           one.st_dev == two.st_dev;
}

static bool lies_in_ledger(int folder)
{
    bool found = false;
    for (int depth = 0; folder >= 0 && !found && depth < DEPTH_MAX; depth++) {
        found = is_ledger(folder);
        int above = system_open_folder_at(folder, "..");
        bool top = above < 0 || is_same(folder, above);
        (void)system_close(folder);
        folder = above;
        if (top) break;
    }
    if (folder >= 0) (void)system_close(folder);
    return found;
}

Status ledger_place_refuse(const char *path, Failure *failure)
{
    char nearest[PATH_SIZE];
    TRY(path_join("", path, nearest, failure));
    if (!lies_in_ledger(open_nearest(nearest))) return STATUS_OK;
    return failure_set(failure, STATUS_USAGE, path,
                       "lies in a ledger, where only the ledger's own commands write: name "
                       "another place");
}
