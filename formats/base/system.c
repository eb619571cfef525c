/* system.c - the calls that the operating system can refuse. See system.h, fault_points.h. */
#include "formats/base/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/fault_points.h"

enum { REMOVE_DEPTH_MAX = 32, GROW_FIRST = 16 };

void *system_allocate(size_t size)
{
    FaultAction action = fault_before(FAULT_ALLOCATE);
    if (action == FAULT_FAIL) return NULL;
    void *memory = malloc(size > 0 ? size : 1);
    fault_after(action);
    return memory;
}

void *system_allocate_zeroed(size_t count, size_t size)
{
    if (size > 0 && count > SIZE_MAX / size) {
        errno = ENOMEM;
        return NULL;
    }
    FaultAction action = fault_before(FAULT_ALLOCATE);
    if (action == FAULT_FAIL) return NULL;
    void *memory = count > 0 && size > 0 ? calloc(count, size) : calloc(1, 1);
    fault_after(action);
    return memory;
}

void *system_reallocate(void *memory, size_t size)
{
    FaultAction action = fault_before(FAULT_ALLOCATE);
    if (action == FAULT_FAIL) return NULL;
    void *moved = realloc(memory, size > 0 ? size : 1);
    fault_after(action);
    return moved;
}

void system_free(void *memory)
{
    free(memory);
}

void *system_library_reallocate(void *memory, size_t size)
{
    FaultAction action = fault_before(FAULT_LIBRARY);
    if (action == FAULT_FAIL) return NULL;
    void *moved = realloc(memory, size > 0 ? size : 1);
    fault_after(action);
    return moved;
}

int system_keep_private(void)
{
    const struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return -1;
#ifdef __SANITIZE_ADDRESS__ /* its search for leaks is a debugger */
    return 0;
#else
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

Status system_grow(void *items, size_t *capacity, size_t needed, size_t element_size,
                   Failure *failure)
{
    INVARIANT(element_size > 0);
    if (needed <= *capacity) return STATUS_OK;
    size_t most = SIZE_MAX / 2 / element_size;
    if (needed > most)
        return failure_set(failure, STATUS_MEMORY, NULL, "%zu elements of %zu bytes", needed,
                           element_size);
    size_t larger = *capacity > most / 2 ? most : *capacity * 2;
    if (larger < GROW_FIRST && GROW_FIRST <= most) larger = GROW_FIRST;
    if (larger < needed) larger = needed;
    /* memcpy because `items` points at the caller's pointer to its own type. */
    void *memory;
    memcpy(&memory, items, sizeof memory);
    memory = system_reallocate(memory, larger * element_size);
    if (memory == NULL)
        return failure_set(failure, STATUS_MEMORY, NULL, "%zu elements of %zu bytes", larger,
                           element_size);
    memcpy(items, &memory, sizeof memory);
    *capacity = larger;
    return STATUS_OK;
}

static int open_read(int folder, const char *name, int more)
{
    FaultAction action = fault_before(FAULT_OPEN);
    if (action == FAULT_FAIL) return -1;
    int descriptor;
    do {
        descriptor = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | more);
    } while (descriptor < 0 && errno == EINTR);
    fault_after(action);
    fault_opened(descriptor);
    return descriptor;
}

int system_open_read(const char *path)
{
    return open_read(AT_FDCWD, path, 0);
}

int system_open_read_at(int folder, const char *name)
{
    return open_read(folder, name, O_NOFOLLOW);
}

int system_open_folder_at(int folder, const char *name)
{
    return open_read(folder, name, O_DIRECTORY | O_NOFOLLOW);
}

/* --- in a folder of a group (system.h) --- */

enum { GROUP_FOLDER = S_ISGID | S_IRWXU | S_IRWXG };

static bool in_groups_folder(int folder, const char *name)
{
    char parent[4096];
    struct stat found;
    size_t length = strlen(name);
    while (length > 0 && name[length - 1] == '/')
        length--;
    while (length > 0 && name[length - 1] != '/')
        length--;
    if (length + 2 > sizeof parent) return false;
    memcpy(parent, name, length);
    memcpy(parent + length, ".", 2);
    if (fstatat(folder, parent, &found, 0) != 0) return false;
    return (found.st_mode & (S_ISGID | S_IRWXG | S_IRWXO)) == (S_ISGID | S_IRWXG);
}

bool system_in_groups_folder(const char *path)
{
    return in_groups_folder(AT_FDCWD, path);
}

int system_share_folder(const char *path, gid_t group)
{
    if (chown(path, (uid_t)-1, group) != 0) return -1;
    return chmod(path, GROUP_FOLDER);
}

/* What was just created gets the mode that the umask may have taken from it. */
static int share(int folder, const char *name, int descriptor, mode_t mode)
{
    if (!in_groups_folder(folder, name) || fchmod(descriptor, mode & ~(mode_t)S_IRWXO) == 0)
        return descriptor;
    int error = errno;
    (void)close(descriptor);
    (void)unlinkat(folder, name, 0);
    errno = error;
    return -1;
}

int system_create_at(int folder, const char *name, mode_t mode)
{
    FaultAction action = fault_before(FAULT_CREATE);
    if (action == FAULT_FAIL) return -1;
    int descriptor;
    do {
        descriptor =
            openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    } while (descriptor < 0 && errno == EINTR);
    if (descriptor >= 0) descriptor = share(folder, name, descriptor, mode);
    fault_after(action);
    return descriptor;
}

int system_create(const char *path, mode_t mode)
{
    return system_create_at(AT_FDCWD, path, mode);
}

/* A name that somebody else has is not touched: the next is tried. */
static int create_named(const char *folder, char *path, size_t size)
{
    enum { NAMES = 100 };
    errno = ENAMETOOLONG;
    for (int i = 0; i < NAMES; i++) {
        int length = snprintf(path, size, "%s/.tilskudd-%ld-%d.tmp", folder, (long)getpid(), i);
        if (length < 0 || (size_t)length >= size) return -1;
        int descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (descriptor >= 0 || (errno != EEXIST && errno != EINTR)) return descriptor;
    }
    return -1;
}

int system_create_unlinked(const char *folder)
{
    char path[4096];
    FaultAction action = fault_before(FAULT_CREATE);
    if (action == FAULT_FAIL) return -1;
    int descriptor = create_named(folder, path, sizeof path);
    if (descriptor >= 0 && system_unlink(path) != 0) {
        int error = errno;
        close(descriptor);
        errno = error;
        descriptor = -1;
    }
    fault_after(action);
    return descriptor;
}

/* Old kernels say EISDIR, file systems that cannot do it EOPNOTSUPP. */
int system_create_nameless(const char *folder)
{
    FaultAction action = fault_before(FAULT_CREATE);
    if (action == FAULT_FAIL) return -1;
    int descriptor;
    do {
        descriptor = open(folder, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    } while (descriptor < 0 && errno == EINTR);
    fault_after(action);
    if (descriptor >= 0 || (errno != EISDIR && errno != EOPNOTSUPP)) return descriptor;
    return system_create_unlinked(folder);
}

int system_random(void *bytes, size_t size)
{
    FaultAction action = fault_before(FAULT_READ);
    if (action == FAULT_FAIL) return -1;
    ssize_t got;
    do {
        got = getrandom(bytes, size, 0);
    } while (got < 0 && errno == EINTR);
    fault_after(action);
    return got == (ssize_t)size ? 0 : -1;
}

ssize_t system_read(int descriptor, void *buffer, size_t size)
{
    FaultAction action = fault_before(FAULT_READ);
    if (action == FAULT_FAIL) return -1;
    ssize_t got;
    do {
        got = read(descriptor, buffer, size);
    } while (got < 0 && errno == EINTR);
    fault_after(action);
    return got;
}

static int write_all(int descriptor, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(descriptor, bytes, size);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return -1;
        bytes += written;
        size -= (size_t)written;
    }
    return 0;
}

int system_write_all(int descriptor, const void *buffer, size_t size)
{
    FaultAction action = fault_before(FAULT_WRITE);
    if (action == FAULT_FAIL) { /* a full disk takes a part of the bytes first */
        int error = errno;
        (void)write_all(descriptor, buffer, size / 2);
        errno = error;
        return -1;
    }
    int result = write_all(descriptor, buffer, size);
    fault_after(action);
    return result;
}

/* Whoever creates it says who may write it, and nobody afterwards: two may come at once. */
static int open_or_create(const char *path, mode_t mode)
{
    enum { FLAGS = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK };
    for (;;) {
        int descriptor = open(path, FLAGS);
        if (descriptor >= 0 || (errno != ENOENT && errno != EINTR)) return descriptor;
        if (errno == EINTR) continue;
        descriptor = open(path, FLAGS | O_CREAT | O_EXCL, mode);
        if (descriptor >= 0) return share(AT_FDCWD, path, descriptor, mode | S_IWGRP);
        if (errno != EEXIST && errno != EINTR) return -1;
    }
}

int system_open_update(const char *path, mode_t mode)
{
    FaultAction action = fault_before(FAULT_CREATE);
    if (action == FAULT_FAIL) return -1;
    int descriptor = open_or_create(path, mode);
    fault_after(action);
    return descriptor;
}

int system_read_at(int descriptor, void *buffer, size_t size, off_t offset)
{
    FaultAction action = fault_before(FAULT_READ);
    if (action == FAULT_FAIL) return -1;
    char *bytes = buffer;
    while (size > 0) {
        ssize_t got = pread(descriptor, bytes, size, offset);
        if (got < 0 && errno == EINTR) continue;
        if (got == 0) errno = EIO;
        if (got <= 0) return -1;
        bytes += got;
        offset += got;
        size -= (size_t)got;
    }
    fault_after(action);
    return 0;
}

static int write_all_at(int descriptor, const char *bytes, size_t size, off_t offset)
{
    while (size > 0) {
        ssize_t written = pwrite(descriptor, bytes, size, offset);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return -1;
        bytes += written;
        offset += written;
        size -= (size_t)written;
    }
    return 0;
}

int system_write_at(int descriptor, const void *buffer, size_t size, off_t offset)
{
    FaultAction action = fault_before(FAULT_WRITE);
    if (action == FAULT_FAIL) {
        int error = errno;
        (void)write_all_at(descriptor, buffer, size / 2, offset);
        errno = error;
        return -1;
    }
    int result = write_all_at(descriptor, buffer, size, offset);
    fault_after(action);
    return result;
}

int system_truncate(int descriptor, off_t size)
{
    FaultAction action = fault_before(FAULT_WRITE);
    if (action == FAULT_FAIL) return -1;
    int result;
    do {
        result = ftruncate(descriptor, size);
    } while (result != 0 && errno == EINTR);
    fault_after(action);
    return result;
}

int system_fsync(int descriptor)
{
    FaultAction action = fault_before(FAULT_FSYNC);
    if (action == FAULT_FAIL) return -1;
    int result;
    do {
        result = fsync(descriptor);
    } while (result != 0 && errno == EINTR);
    fault_after(action);
    return result;
}

int system_close(int descriptor)
{
    FaultAction action = fault_before(FAULT_CLOSE);
    int error = errno;
    int result = close(descriptor);
    if (action == FAULT_FAIL) {
        errno = error;
        return -1;
    }
    fault_after(action);
    /* Linux has closed the descriptor even when a signal came in between. */
    return result != 0 && errno == EINTR ? 0 : result;
}

int system_rename_at(int folder, const char *from, const char *to, bool only_new)
{
    FaultAction action = fault_before(FAULT_RENAME);
    if (action == FAULT_FAIL) return -1;
    int result = only_new ? renameat2(folder, from, folder, to, RENAME_NOREPLACE)
                          : renameat(folder, from, folder, to);
    fault_after(action);
    return result;
}

int system_rename(const char *from, const char *to)
{
    return system_rename_at(AT_FDCWD, from, to, false);
}

int system_rename_new(const char *from, const char *to)
{
    return system_rename_at(AT_FDCWD, from, to, true);
}

static int unlink_at(int folder, const char *name, int flags)
{
    FaultAction action = fault_before(FAULT_UNLINK);
    if (action == FAULT_FAIL) return -1;
    int result = unlinkat(folder, name, flags);
    fault_after(action);
    return result;
}

int system_unlink_at(int folder, const char *name)
{
    return unlink_at(folder, name, 0);
}

int system_unlink(const char *path)
{
    return system_unlink_at(AT_FDCWD, path);
}

int system_mkdir_at(int folder, const char *name, mode_t mode)
{
    FaultAction action = fault_before(FAULT_MKDIR);
    if (action == FAULT_FAIL) return -1;
    int result = mkdirat(folder, name, mode);
    if (result == 0 && in_groups_folder(folder, name))
        result = fchmodat(folder, name, GROUP_FOLDER, 0);
    fault_after(action);
    return result;
}

int system_mkdir(const char *path, mode_t mode)
{
    return system_mkdir_at(AT_FDCWD, path, mode);
}

int system_fsync_folder(const char *path)
{
    int descriptor = system_open_read(path);
    if (descriptor < 0) return -1;
    int result = system_fsync(descriptor);
    int error = errno;
    if (system_close(descriptor) != 0) return -1;
    errno = error;
    return result;
}

static void *stand_by(void *gate)
{
    if (pthread_mutex_lock(gate) == 0) (void)pthread_mutex_unlock(gate);
    return NULL;
}

static int start_thread(pthread_t *thread, void *(*begin)(void *), void *user)
{
    FaultAction action = fault_before(FAULT_THREAD);
    if (action == FAULT_FAIL || pthread_create(thread, NULL, begin, user) != 0) return -1;
    fault_after(action);
    return 0;
}

/* Threads that wait, so that all are there at once. */
static int start_waiting(pthread_t *threads, int wanted, pthread_mutex_t *gate)
{
    int count = 0;
    while (count < wanted && start_thread(&threads[count], stand_by, gate) == 0)
        count++;
    return count;
}

int system_threads(int wanted)
{
    enum { MOST = 1024 };
    pthread_t threads[MOST];
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    if (wanted > MOST + 1) wanted = MOST + 1;
    if (wanted <= 1 || pthread_mutex_lock(&gate) != 0) return 1;
    int count = start_waiting(threads, wanted - 1, &gate);
    (void)pthread_mutex_unlock(&gate);
    for (int i = 0; i < count; i++)
        (void)pthread_join(threads[i], NULL);
    (void)pthread_mutex_destroy(&gate);
    return count + 1;
}

int system_lock(int descriptor, bool shared)
{
    FaultAction action = fault_before(FAULT_LOCK);
    if (action == FAULT_FAIL) return -1;
    int result;
    do {
        result = flock(descriptor, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    fault_after(action);
    return result;
}

const char *system_next_name(void *folder)
{
    FaultAction action = fault_before(FAULT_LISTING);
    if (action == FAULT_FAIL) return NULL;
    const struct dirent *entry;
    do {
        errno = 0;
        entry = readdir(folder);
    } while (entry != NULL &&
             (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
    fault_after(action);
    return entry != NULL ? entry->d_name : NULL;
}

static int remove_at(int parent, const char *name, int depth);

static int remove_entries(DIR *folder, int depth)
{
    for (;;) {
        const char *name = system_next_name(folder);
        if (name == NULL) return errno == 0 ? 0 : -1;
        if (remove_at(dirfd(folder), name, depth + 1) != 0) return -1;
    }
}

static DIR *open_folder_at(int parent, const char *name)
{
    int descriptor = system_open_folder_at(parent, name);
    if (descriptor < 0) return NULL;
    DIR *folder = fdopendir(descriptor);
    if (folder != NULL) return folder;
    int error = errno;
    close(descriptor);
    errno = error;
    return NULL;
}

/* Opened first, without following a link, then emptied through the descriptor: a link that is
 * put there meanwhile cannot lead elsewhere. */
static int empty_folder_at(int parent, const char *name, int depth)
{
    DIR *folder = open_folder_at(parent, name);
    if (folder == NULL) return -1;
    int result = remove_entries(folder, depth);
    int error = errno;
    closedir(folder);
    errno = error;
    return result;
}

static int remove_folder_at(int parent, const char *name, int depth)
{
    if (empty_folder_at(parent, name, depth) != 0) return -1;
    return unlink_at(parent, name, AT_REMOVEDIR);
}

static int remove_at(int parent, const char *name, int depth)
{
    if (depth > REMOVE_DEPTH_MAX) {
        errno = ELOOP;
        return -1;
    }
    struct stat found;
    if (fstatat(parent, name, &found, AT_SYMLINK_NOFOLLOW) != 0) return -1;
    if (S_ISDIR(found.st_mode)) return remove_folder_at(parent, name, depth);
    return unlink_at(parent, name, 0);
}

int system_remove_tree(const char *path)
{
    return remove_folder_at(AT_FDCWD, path, 0);
}

int system_remove_inside(const char *path)
{
    return empty_folder_at(AT_FDCWD, path, 0);
}

int system_remove_empty(const char *path)
{
    return unlink_at(AT_FDCWD, path, AT_REMOVEDIR);
}

/* The lowest free number is taken: in order, each is open before the next is looked at. */
int system_open_standard(void)
{
    for (int standard = 0; standard <= 2; standard++) {
        if (fcntl(standard, F_GETFD) >= 0 || errno != EBADF) continue;
        if (open("/dev/null", standard == 0 ? O_WRONLY : O_RDONLY) != standard) return -1;
    }
    return 0;
}
