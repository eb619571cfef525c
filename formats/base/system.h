/*
 * system.h - every call that the operating system can refuse, in one place. architecture.md 4.
 *
 * All allocation, opening, reading, writing, syncing, renaming and closing of the program goes
 * through these wrappers, so that a test can make the n-th call of a kind fail or kill the
 * process there (build option TILSKUDD_FAULTS; the product never reads an environment
 * variable). Errors keep errno. Any thread may call them.
 */
#ifndef TILSKUDD_FORMATS_SYSTEM_H
#define TILSKUDD_FORMATS_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "rules/base/cleanup.h"
#include "rules/base/status.h"

/* malloc, calloc, realloc; NULL on failure. size 0 is treated as 1. Free with system_free. */
void *system_allocate(size_t size);
void *system_allocate_zeroed(size_t count, size_t size);
void *system_reallocate(void *memory, size_t size);
void system_free(void *memory);
/* CLEANUP(system_free), for a pointer of any type: `held` is its address. */
static inline void cleanup_system_free(void *held)
{
    void *memory;
    memcpy(&memory, held, sizeof(memory));
    system_free(memory);
}

/* realloc (of NULL too) for libraries, which get it by library_memory.h: a fault kind of its
 * own. NULL on failure. Free with system_free. */
void *system_library_reallocate(void *memory, size_t size);

/* Doubles *capacity (at least to `needed`) and reallocates the items whose pointer, of any
 * type, stands at `items`; STATUS_MEMORY on failure, with the pointer unchanged. Element sizes
 * in bytes; overflow checked. */
MUST_USE Status system_grow(void *items, size_t *capacity, size_t needed, size_t element_size,
                            Failure *failure);

/* No core dump and no debugger gets the keys in memory; 0, or -1 and errno. */
int system_keep_private(void);

/* A folder of a group has the mode 2770: set-group-ID, open to the group and to nobody else.
 * What the program makes in one is the group's too, whatever the umask: folders 2770, files
 * with their own mode less what others may (0640; what grows in place 0660; 0600 stays).
 * life.md 4. Whether `path`, or what is to be made there, lies in one. */
bool system_in_groups_folder(const char *path);
/* Makes a folder one of `group`; 0, or -1 and errno (EPERM: not the owner, or no member). */
int system_share_folder(const char *path, gid_t group);

/* open(2) for reading with O_CLOEXEC, and O_NONBLOCK so that a pipe in a file's place cannot
 * hang the program; -1 and errno on failure. */
int system_open_read(const char *path);
/* Creates a new file (O_EXCL, O_NOFOLLOW) with `mode`; -1 and errno on failure. */
int system_create(const char *path, mode_t mode);
/* A new file for reading and writing in `folder` that only the owner may open and that has no
 * name: it is gone with its descriptor. Where the file system knows no such files, one is
 * created and its name removed at once (system_create_unlinked). -1 and errno on failure. */
int system_create_nameless(const char *folder);
int system_create_unlinked(const char *folder);
/* getrandom(2), for names that nobody else has; 0 or -1. */
int system_random(void *bytes, size_t size);
ssize_t system_read(int descriptor, void *buffer, size_t size);
/* Writes all of it (restarts on EINTR and short writes); 0 or -1. */
int system_write_all(int descriptor, const void *buffer, size_t size);
/* For files that grow in place (the audit log): opens for reading and writing (O_NOFOLLOW),
 * creating it with `mode` when it is not there; -1 and errno on failure. */
int system_open_update(const char *path, mode_t mode);
/* Reads or writes exactly `size` bytes at `offset`; 0 or -1 (a file that ends early: EIO). */
int system_read_at(int descriptor, void *buffer, size_t size, off_t offset);
int system_write_at(int descriptor, const void *buffer, size_t size, off_t offset);
/* ftruncate(2). */
int system_truncate(int descriptor, off_t size);
int system_fsync(int descriptor);
int system_close(int descriptor);
/* CLEANUP(system_close), for a descriptor that begins as -1. What is written is closed by hand,
 * where a failure can be told. */
static inline void cleanup_system_close(int *held)
{
    if (*held >= 0) (void)system_close(*held);
}
int system_rename(const char *from, const char *to);
/* renameat2(RENAME_NOREPLACE): fails with EEXIST when `to` is there. */
int system_rename_new(const char *from, const char *to);
int system_unlink(const char *path);
int system_mkdir(const char *path, mode_t mode);
/* The same below an open folder (or AT_FDCWD): a symbolic link in the place of the last part of
 * `name` is not followed (ELOOP, for a folder ENOTDIR). */
int system_open_read_at(int folder, const char *name);
int system_open_folder_at(int folder, const char *name);
int system_create_at(int folder, const char *name, mode_t mode);
int system_rename_at(int folder, const char *from, const char *to, bool only_new);
int system_unlink_at(int folder, const char *name);
int system_mkdir_at(int folder, const char *name, mode_t mode);
/* fsync of a folder by path; 0 or -1. */
int system_fsync_folder(const char *path);
/* How many threads of `wanted` (from 1) the system lets this process have at once, the caller
 * among them: it tries. */
int system_threads(int wanted);
/* flock(2) without waiting, alone or shared; 0 or -1 (EWOULDBLOCK: another process has it). */
int system_lock(int descriptor, bool shared);

/* The next name that an open folder (DIR *) lists, without "." and ".."; NULL at its end, where
 * errno is 0, and when it cannot be read on. */
const char *system_next_name(void *folder);
/* Removes a folder and all in it, never following symbolic links; 0 or -1 (ENOENT when it is
 * not there, ENOTDIR when it is a link or a file). */
int system_remove_tree(const char *path);
/* The same of all in it; the folder stays. */
int system_remove_inside(const char *path);
/* Opens what is closed of the descriptors 0 to 2 on /dev/null, so that its use fails and no
 * file that is opened later takes its place; 0 or -1. */
int system_open_standard(void);
/* rmdir(2): a folder with something in it stays. */
int system_remove_empty(const char *path);

#endif
