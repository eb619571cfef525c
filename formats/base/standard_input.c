#include "formats/base/standard_input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/translate.h"

enum { INPUT_PIECE = 1 << 16 };

static int taken = -1; /* a descriptor of it; -1: "-" is a name like any other */

static Status lost(Failure *failure)
{
    return failure_set(failure, STATUS_READ, _("standard input"), "%s", strerror(errno));
}

/* One more descriptor of an open file. */
static int duplicate(int descriptor)
{
    return fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

/* A file that nobody has begun to read is itself. */
static bool is_whole_file(void)
{
    struct stat found;
    return fstat(STDIN_FILENO, &found) == 0 && S_ISREG(found.st_mode) &&
           lseek(STDIN_FILENO, 0, SEEK_CUR) == 0;
}

static Status copy(int to, Failure *failure)
{
    char piece[INPUT_PIECE];
    for (;;) {
        ssize_t got = system_read(STDIN_FILENO, piece, sizeof piece);
        if (got == 0) return STATUS_OK;
        if (got < 0 || system_write_all(to, piece, (size_t)got) != 0) return lost(failure);
    }
}

Status standard_input_take(Failure *failure)
{
    if (taken >= 0) return STATUS_OK;
    bool whole = is_whole_file();
    taken = whole ? duplicate(STDIN_FILENO) : memfd_create("standard input", MFD_CLOEXEC);
    if (taken < 0) return lost(failure);
    return whole ? STATUS_OK : copy(taken, failure);
}

bool standard_input_is(const char *path)
{
    return taken >= 0 && strcmp(path, "-") == 0;
}

int standard_input_open(void)
{
    return duplicate(taken);
}

const char *standard_input_name(const char *path)
{
    return standard_input_is(path) ? _("standard input") : path;
}
