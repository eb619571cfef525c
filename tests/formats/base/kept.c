/* kept.c - ledgers that are opened once; see kept.h. */
#include "tests/formats/base/kept.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/path.h"
#include "formats/base/system.h"

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

void kept_put(const char *kept)
{
    system_remove_tree(kept);
    if (rename(kept_draft(kept), kept) != 0) system_remove_tree(draft);
}
