/* kept.c - ledgers and keys that are made once; see kept.h. */
#include "tests/formats/base/kept.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/base/path.h"
#include "formats/base/system.h"

extern char **environ;

static char draft[PATH_SIZE];

bool kept_is_fresh(const char *kept, const char *program)
{
    struct stat folder, maker;
    if (stat(kept, &folder) != 0 || stat(program, &maker) != 0) return false;
    return folder.st_mtim.tv_sec > maker.st_mtim.tv_sec;
}

const char *kept_draft(const char *kept)
{
    snprintf(draft, sizeof draft, "%.4000s.%ld", kept, (long)getpid());
    return draft;
}

void kept_put(const char *kept, const char *program)
{
    char lock[PATH_SIZE];
    snprintf(lock, sizeof lock, "%.4000s.lock", kept);
    int descriptor = open(lock, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 || flock(descriptor, LOCK_EX) != 0) return;
    if (!kept_is_fresh(kept, program)) {
        system_remove_tree(kept);
        if (rename(kept_draft(kept), kept) != 0) perror(kept);
    }
    system_remove_tree(kept_draft(kept));
    close(descriptor);
}

bool kept_copy(const char *kept, const char *to)
{
    const char *arguments[] = {"cp", "-a", "-T", kept, to, NULL};
    pid_t child;
    int state = 0;
    if (posix_spawnp(&child, "cp", NULL, NULL, (char *const *)(uintptr_t)arguments, environ))
        return false;
    return waitpid(child, &state, 0) == child && WIFEXITED(state) && WEXITSTATUS(state) == 0;
}
