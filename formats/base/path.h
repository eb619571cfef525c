/*
 * path.h - paths, folders and file modes, where names may be hostile. architecture.md 4.
 *
 * Output goes only where no symbolic link can lead it elsewhere; names that come from inputs
 * are single, plain names. Nothing here keeps state; any thread may call.
 */
#ifndef TILSKUDD_FORMATS_PATH_H
#define TILSKUDD_FORMATS_PATH_H

#include "formats/base/system.h"

enum { PATH_SIZE = 4096, PATH_LIST_MAX = 1 << 20 /* names in one folder */ };

/* "folder/name" (one slash between; "name" alone when folder is ""); INPUT_VALUE when it does
 * not fit. `out` must not overlap the others. */
MUST_USE Status path_join(const char *folder, const char *name, char out[PATH_SIZE],
                          Failure *failure);
/* `path` with a few more characters at its end (".p7s"); INPUT_VALUE when it does not fit. */
MUST_USE Status path_with(const char *path, const char *suffix, char out[PATH_SIZE],
                          Failure *failure);
/* What follows the last slash; borrows from `path`. */
const char *path_base_name(const char *path);
/* Without links, dots and doubled slashes; of a missing path its folder's and its name. READ.
 */
MUST_USE Status path_real(const char *path, char out[PATH_SIZE], Failure *failure);
/* A path that was told in another working folder, as it is from here: where it is not there, it
 * is looked for from `folder` and from those above it, at most 32. What is nowhere, and what
 * begins with a slash, stays as it was told. READ. */
MUST_USE Status path_find_above(const char *folder, const char *path, char out[PATH_SIZE],
                                Failure *failure);
/* What stands before the last part: "." for a name alone, "/" for one at the top. Trailing
 * slashes do not count. */
MUST_USE Status path_parent(const char *path, char out[PATH_SIZE], Failure *failure);
/* One plain file name: not empty, not "." or "..", at most 255 bytes of UTF-8, without slashes
 * and control characters. For every name that comes from an input. */
bool path_name_is_safe(const char *name);

/* Puts asterisks in the place of every row of 11 or 12 digits that is an identity number with
 * right control digits; true when there was one. */
bool path_mask_idents(char *path);
/* Whether there is one. */
bool path_has_ident(const char *text);
/* INPUT_VALUE when a row of 11 or 12 digits in the path is an identity number with right
 * control digits: names of files stand on the terminal, in findings and in manifests, where no
 * ident may come. A hash of 20 or 64 digits from 0 to f is none. The failure shows asterisks in
 * its place and asks for another name. For every path that is given. */
MUST_USE Status path_refuse_ident(const char *path, Failure *failure);

typedef enum PathKind {
    PATH_MISSING,
    PATH_FILE,
    PATH_FOLDER,
    PATH_LINK, /* a symbolic link: never followed to find this out */
    PATH_OTHER
} PathKind;

/* PATH_MISSING too where a folder of its path is a file; READ when it cannot be found out. */
MUST_USE Status path_kind(const char *path, PathKind *kind, Failure *failure);
/* The same below an open folder; `path` is for messages. */
MUST_USE Status path_kind_at(int folder, const char *name, const char *path, PathKind *kind,
                             Failure *failure);
/* INPUT_NOT_REGULAR when `path` itself is a symbolic link; a missing one is fine. */
MUST_USE Status path_refuse_link(const char *path, Failure *failure);
/* Whether a file (a link itself, not where it leads) belongs to the effective user; a missing
 * one belongs to nobody. READ. */
MUST_USE Status path_is_own(const char *path, bool *own, Failure *failure);
/* Who may write to a file or folder beside its owner, by its mode. */
typedef struct PathWriters {
    bool all;     /* everybody, whatever group they are of */
    bool members; /* those of `group` */
    bool shared;  /* a folder: what is made in it is the group's, too (setgid) */
    gid_t group;
} PathWriters;
/* Of a link, not of where it leads. READ. */
MUST_USE Status path_writers(const char *path, PathWriters *out, Failure *failure);
/* WRITE, with `why`, unless the effective user may make files in a folder. */
MUST_USE Status path_check_writable(const char *folder, const char *why, Failure *failure);
/* What errno says of a name that could not be made: NO_PARENT where the folder for it is not
 * there, or is none; otherwise WRITE. */
MUST_USE Status path_write_failed(const char *path, Failure *failure);
/* A place for output: missing (*exists is false) or a real folder, not a link. */
MUST_USE Status path_check_output_folder(const char *path, bool *exists, Failure *failure);

/* Whether a path whose folder is there lies in `folder`, or is it, by whatever links either was
 * named; no when `folder` is not there. READ when it cannot be found out. */
MUST_USE Status path_is_inside(const char *path, const char *folder, bool *inside,
                               Failure *failure);

/* Makes a folder, 0750, whose name is on the disk then. Already there: INPUT_NOT_REGULAR unless
 * it is a real folder and `may_exist`. Without its parent NO_PARENT, otherwise WRITE. */
MUST_USE Status path_make_folder(const char *path, bool may_exist, Failure *failure);
/* The same where it may be there: whether it was made by this call, and by no other process. */
MUST_USE Status path_have_folder(const char *path, bool *is_new, Failure *failure);
/* A folder for its owner alone (0700; in a folder of a group the group's: system.h), which must
 * not be there. WRITE. */
MUST_USE Status path_make_private(const char *path, Failure *failure);
/* The number of a group of users. INPUT_VALUE when there is none of that name. */
MUST_USE Status path_group(const char *name, gid_t *group, Failure *failure);
/* Makes a folder that of a group (system.h). WRITE unless the caller owns it and is a member.
 */
MUST_USE Status path_share(const char *path, gid_t group, Failure *failure);
/* Removes a file, or a folder with all that is in it, if it is there. WRITE. */
MUST_USE Status path_remove(const char *path, Failure *failure);
/* Renames to a name that must not be there yet; it is on the disk then. WRITE, which names `to`
 * or the folder that lists it, when nothing has been renamed. */
MUST_USE Status path_rename(const char *from, const char *to, Failure *failure);
/* What the folder lists is on the disk. WRITE. */
MUST_USE Status path_sync(const char *folder, Failure *failure);
/* So is the name of `path` itself. WRITE, naming the folder. */
MUST_USE Status path_sync_name(const char *path, Failure *failure);

/* The names in a folder. Owned: path_list_free, also after a failure. */
typedef struct PathList {
    char **names;
    size_t count, capacity;
} PathList;

/* Adds a copy of a name at the end. INPUT_TOO_LARGE, MEMORY. */
MUST_USE Status path_list_add(PathList *list, const char *name, Failure *failure);
/* All names but "." and "..", sorted bytewise. INPUT_MISSING, INPUT_NOT_REGULAR (no folder),
 * INPUT_TOO_LARGE, READ, MEMORY. */
MUST_USE Status path_list(const char *folder, PathList *out, Failure *failure);
/* The same of an open folder, which is closed; -1 with errno is the failure to open it. */
MUST_USE Status path_list_open(int descriptor, const char *folder, PathList *out,
                               Failure *failure);
void path_list_free(PathList *list);
CLEANUP_VALUE(PathList, path_list_free)

#endif
