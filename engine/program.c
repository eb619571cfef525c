#include "engine/program.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Both roots come from the build: the source tree for a program run from its build folder, the
 * data folder of the prefix for an installed one. The program looks where it stands itself, so
 * an installed tree can be moved. */
static Status own_folder(char out[PATH_SIZE], Failure *failure)
{
    ssize_t length = readlink("/proc/self/exe", out, PATH_SIZE - 1);
    if (length <= 0)
        return failure_set(failure, STATUS_LIBRARY, "/proc/self/exe", "cannot be read");
    out[length] = '\0';
    char *slash = strrchr(out, '/');
    if (slash != NULL) *slash = '\0';
    return STATUS_OK;
}

static bool is_there(const char *folder, const char *name)
{
    char path[PATH_SIZE];
    Failure ignored;
    PathKind kind;
    if (path_join(folder, name, path, &ignored) != STATUS_OK) return false;
    return path_kind(path, &kind, &ignored) == STATUS_OK && kind != PATH_MISSING;
}

static Status find_root(char root[PATH_SIZE], Failure *failure)
{
    char folder[PATH_SIZE], parent[PATH_SIZE];
    TRY(own_folder(folder, failure));
    TRY(path_parent(folder, parent, failure));
    TRY(path_join(parent, "share/tilskudd", root, failure));
    if (is_there(root, "rules/municipalities.csv")) return STATUS_OK;
    TRY(path_join(TILSKUDD_SOURCE_DIR, "", root, failure));
    root[strlen(TILSKUDD_SOURCE_DIR)] = '\0';
    if (is_there(root, "rules/municipalities.csv")) return STATUS_OK;
    return failure_set(failure, STATUS_INPUT_MISSING, folder,
                       "the program's own data is neither beside it nor in the source tree");
}

static bool catalogues_in(const char *folder, const char *name, char out[PATH_SIZE])
{
    Failure ignored;
    return path_join(folder, name, out, &ignored) == STATUS_OK &&
           is_there(out, "nb/LC_MESSAGES/tilskudd.mo");
}

void program_catalogues(char out[PATH_SIZE])
{
    char folder[PATH_SIZE], parent[PATH_SIZE];
    Failure ignored;
    if (own_folder(folder, &ignored) == STATUS_OK &&
        path_parent(folder, parent, &ignored) == STATUS_OK &&
        (catalogues_in(parent, "share/locale", out) || catalogues_in(folder, "locale", out)))
        return;
    out[0] = '\0';
}

Status program_data(ProgramData *out, Failure *failure)
{
    char root[PATH_SIZE];
    TRY(find_root(root, failure));
    TRY(path_join(root, "rules/sets", out->rules, failure));
    TRY(path_join(root, "rules/published.csv", out->published, failure));
    TRY(path_join(root, "rules/municipalities.csv", out->municipalities, failure));
    TRY(path_join(root, "rules/accounts/limits.xml", out->accounts_limits, failure));
    TRY(path_join(root, "formats/bank-profiles", out->bank_profiles, failure));
    TRY(path_join(root, "formats/setup", out->setup, failure));
    TRY(path_join(root, "rules/indicators", out->indicators, failure));
    return path_join(root, "fixtures/data/settled_by_municipality.csv", out->settled, failure);
}
