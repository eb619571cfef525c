#include "formats/base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "formats/base/path.h"

/* What is to be written in was there a moment ago: then another process has removed it. */
static Status refused(const char *path, LockUse use, const char *busy, Failure *failure)
{
    if (errno == EWOULDBLOCK || (errno == ENOENT && use == LOCK_ALONE))
        return failure_set(failure, STATUS_NOT_NOW, path, "%s", busy);
    Status status = errno == ENOENT ? STATUS_INPUT_MISSING : STATUS_LOCK;
    return failure_set(failure, status, path, "%s", strerror(errno));
}

/* What was opened may have been removed before it was locked: such a lock keeps nobody out. */
static int lock_what_is_there(int descriptor, const char *path, LockUse use)
{
    struct stat mine, there;
    if (system_lock(descriptor, use == LOCK_SHARED) != 0) return -1;
    if (fstat(descriptor, &mine) != 0) return -1;
    bool same =
        lstat(path, &there) == 0 && there.st_ino == mine.st_ino && there.st_dev == mine.st_dev;
    if (!same) errno = EWOULDBLOCK;
    return same ? 0 : -1;
}

static Status take(int opened, const char *path, LockUse use, const char *busy, int *descriptor,
                   Failure *failure)
{
    *descriptor = -1;
    if (opened < 0) return refused(path, use, busy, failure);
    if (lock_what_is_there(opened, path, use) != 0) {
        Status status = refused(path, use, busy, failure);
        lock_end(opened);
        return status;
    }
    *descriptor = opened;
    return STATUS_OK;
}

Status lock_file(const char *path, LockUse use, const char *busy, int *descriptor,
                 Failure *failure)
{
    enum { LOCK_MODE = 0640 };
    int opened = use == LOCK_ALONE ? system_open_update(path, LOCK_MODE)
                                   : system_open_read_at(AT_FDCWD, path);
    return take(opened, path, use, busy, descriptor, failure);
}

Status lock_file_shared(const char *path, const char *busy, int *descriptor, Failure *failure)
{
    enum { TRIES = 100 };
    static const struct timespec pause = {0, 50 * 1000 * 1000};
    Status status = lock_file(path, LOCK_SHARED, busy, descriptor, failure);
    for (int i = 1; i < TRIES && status == STATUS_NOT_NOW; i++) {
        (void)nanosleep(&pause, NULL);
        failure_clear(failure);
        status = lock_file(path, LOCK_SHARED, busy, descriptor, failure);
    }
    return status;
}

Status lock_folder(const char *path, const char *busy, int *descriptor, Failure *failure)
{
    return take(system_open_read_at(AT_FDCWD, path), path, LOCK_ALONE, busy, descriptor,
                failure);
}

Status lock_in_turn(const char *folder, int *descriptor, Failure *failure)
{
    *descriptor = system_open_read(folder);
    int locked = *descriptor;
    while (locked >= 0 && flock(*descriptor, LOCK_EX) != 0)
        if (errno != EINTR) locked = -1;
    if (locked >= 0) return STATUS_OK;
    (void)failure_set(failure, STATUS_LOCK, folder, "%s", strerror(errno));
    lock_end(*descriptor);
    *descriptor = -1;
    return STATUS_LOCK;
}

/* The mark of a folder that is being filled: the sticky bit, which nobody gives to a folder of
 * one's own, and which needs no name in it. */
static bool is_marked(int descriptor)
{
    struct stat there;
    return fstat(descriptor, &there) == 0 && (there.st_mode & S_ISVTX) != 0;
}

static void mark(int descriptor, bool on)
{
    struct stat there;
    if (fstat(descriptor, &there) != 0) return;
    mode_t mode = there.st_mode & (mode_t) ~(S_IFMT | S_ISVTX);
    (void)fchmod(descriptor, on ? mode | S_ISVTX : mode);
}

/* Only what an interrupted command of this program has left is taken over. */
static Status clear(const char *path, int descriptor, Failure *failure)
{
    CLEANUP(path_list_free) PathList list = {0};
    TRY(path_list(path, &list, failure));
    if (list.count > 0 && !is_marked(descriptor))
        return failure_set(failure, STATUS_OUTPUT_EXISTS, path,
                           "this folder is needed, and no interrupted command has left what is "
                           "in it: move it away");
    mark(descriptor, true);
    if (system_remove_inside(path) == 0) return STATUS_OK;
    Status status = failure_set(failure, STATUS_WRITE, path, "%s", strerror(errno));
    (void)system_remove_empty(path);
    return status;
}

Status lock_new_folder(const char *path, const char *busy, int *descriptor, Failure *failure)
{
    *descriptor = -1;
    TRY(path_make_folder(path, true, failure));
    TRY(lock_folder(path, busy, descriptor, failure));
    Status status = clear(path, *descriptor, failure);
    if (status == STATUS_OK) return STATUS_OK;
    lock_end(*descriptor);
    *descriptor = -1;
    return status;
}

void lock_folder_placed(int descriptor)
{
    mark(descriptor, false);
}

void lock_end(int descriptor)
{
    if (descriptor >= 0) (void)system_close(descriptor);
}
