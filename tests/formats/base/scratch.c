/* scratch.c - a folder for one test. */
#include "tests/formats/base/scratch.h"

#include <CUnit/Basic.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/path.h"

enum { PATH_BUFFERS = 8, HOLD_MAX = 4096 };

static char folder[64];

void scratch_begin(void)
{
    scratch_end();
    snprintf(folder, sizeof folder, "/tmp/tilskudd-test-XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
}

void scratch_end(void)
{
    if (folder[0] != '\0') CU_ASSERT_EQUAL(system_remove_tree(folder), 0);
    folder[0] = '\0';
}

const char *scratch_folder(void)
{
    return folder;
}

const char *scratch_path(const char *name)
{
    static char paths[PATH_BUFFERS][PATH_SIZE];
    static int next;
    char *path = paths[next++ % PATH_BUFFERS];
    snprintf(path, PATH_SIZE, "%s/%s", folder, name);
    return path;
}

const char *scratch_write(const char *name, const void *bytes, size_t length)
{
    const char *path = scratch_path(name);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CU_ASSERT_FATAL(descriptor >= 0);
    CU_ASSERT_EQUAL_FATAL(system_write_all(descriptor, bytes, length), 0);
    CU_ASSERT_EQUAL(close(descriptor), 0);
    return path;
}

bool scratch_exists(const char *name)
{
    struct stat found;
    return lstat(scratch_path(name), &found) == 0;
}

size_t scratch_count(void)
{
    PathList list;
    CU_ASSERT_EQUAL(path_list(folder, &list, NULL), STATUS_OK);
    size_t count = list.count;
    path_list_free(&list);
    return count;
}

bool scratch_holds(const char *name, const char *text)
{
    char content[HOLD_MAX];
    int descriptor = open(scratch_path(name), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    ssize_t got = read(descriptor, content, sizeof content);
    close(descriptor);
    return got >= 0 && (size_t)got == strlen(text) && memcmp(content, text, (size_t)got) == 0;
}
