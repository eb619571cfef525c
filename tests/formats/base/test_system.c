/*
 * test_system.c - the wrappers promise things that callers rely on without looking: nothing is
 * created over something else, removal never follows a link, growing never overflows.
 */
#include "formats/base/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

static void grows_at_least_twofold(void)
{
    int *items = NULL;
    size_t capacity = 0;
    CU_ASSERT_EQUAL(system_grow(&items, &capacity, 1, sizeof *items, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(capacity, 16);
    items[15] = 7;
    CU_ASSERT_EQUAL(system_grow(&items, &capacity, 16, sizeof *items, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(capacity, 16);
    CU_ASSERT_EQUAL(system_grow(&items, &capacity, 17, sizeof *items, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(capacity, 32);
    CU_ASSERT_EQUAL(items[15], 7);
    CU_ASSERT_EQUAL(system_grow(&items, &capacity, 100, sizeof *items, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(capacity, 100);
    system_free(items);
}

static void refuses_to_grow_beyond_memory(void)
{
    int *items = NULL;
    size_t capacity = 0;
    Failure failure;
    CU_ASSERT_EQUAL(system_grow(&items, &capacity, SIZE_MAX / 4, sizeof *items, &failure),
                    STATUS_MEMORY);
    CU_ASSERT_EQUAL(failure.status, STATUS_MEMORY);
    CU_ASSERT_PTR_NULL(items);
    CU_ASSERT_EQUAL(capacity, 0);
}

static void nothing_is_nothing_to_allocate(void)
{
    void *one = system_allocate(0), *two = system_allocate_zeroed(0, 8);
    CU_ASSERT_PTR_NOT_NULL(one);
    CU_ASSERT_PTR_NOT_NULL(two);
    CU_ASSERT_PTR_NULL(system_allocate_zeroed(SIZE_MAX, 2));
    system_free(one);
    system_free(two);
}

static void creates_only_what_is_not_there(void)
{
    scratch_begin();
    scratch_write("there", "old", 3);
    CU_ASSERT_EQUAL(system_create(scratch_path("there"), 0600), -1);
    CU_ASSERT_EQUAL(errno, EEXIST);
    CU_ASSERT_EQUAL(symlink("elsewhere", scratch_path("link")), 0);
    CU_ASSERT_EQUAL(system_create(scratch_path("link"), 0600), -1);
    CU_ASSERT_FALSE(scratch_exists("elsewhere"));
    int descriptor = system_create(scratch_path("new"), 0600);
    CU_ASSERT_FATAL(descriptor >= 0);
    CU_ASSERT_EQUAL(fcntl(descriptor, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    CU_ASSERT_EQUAL(system_write_all(descriptor, "text", 4), 0);
    CU_ASSERT_EQUAL(system_fsync(descriptor), 0);
    CU_ASSERT_EQUAL(system_close(descriptor), 0);
    CU_ASSERT_TRUE(scratch_holds("new", "text"));
    CU_ASSERT_EQUAL(system_fsync_folder(scratch_folder()), 0);
    CU_ASSERT_EQUAL(system_fsync_folder(scratch_path("missing")), -1);
    CU_ASSERT_EQUAL(errno, ENOENT);
    scratch_end();
}

static void renames_with_and_without_replacing(void)
{
    scratch_begin();
    scratch_write("a", "a", 1);
    scratch_write("b", "b", 1);
    CU_ASSERT_EQUAL(system_rename_new(scratch_path("a"), scratch_path("b")), -1);
    CU_ASSERT_EQUAL(errno, EEXIST);
    CU_ASSERT_TRUE(scratch_holds("b", "b"));
    CU_ASSERT_EQUAL(system_rename_new(scratch_path("a"), scratch_path("c")), 0);
    CU_ASSERT_EQUAL(system_rename(scratch_path("c"), scratch_path("b")), 0);
    CU_ASSERT_TRUE(scratch_holds("b", "a"));
    CU_ASSERT_EQUAL(scratch_count(), 1);
    scratch_end();
}

static void removes_a_tree_but_nothing_behind_links(void)
{
    scratch_begin();
    CU_ASSERT_EQUAL(system_mkdir(scratch_path("outside"), 0750), 0);
    scratch_write("outside/kept", "kept", 4);
    CU_ASSERT_EQUAL(system_mkdir(scratch_path("tree"), 0750), 0);
    CU_ASSERT_EQUAL(system_mkdir(scratch_path("tree/deeper"), 0750), 0);
    scratch_write("tree/deeper/file", "x", 1);
    CU_ASSERT_EQUAL(symlink("../outside", scratch_path("tree/link")), 0);
    CU_ASSERT_EQUAL(symlink("outside", scratch_path("link")), 0);
    CU_ASSERT_EQUAL(system_remove_tree(scratch_path("link")), -1);
    CU_ASSERT_EQUAL(errno, ENOTDIR);
    CU_ASSERT_EQUAL(system_remove_tree(scratch_path("tree")), 0);
    CU_ASSERT_FALSE(scratch_exists("tree"));
    CU_ASSERT_TRUE(scratch_holds("outside/kept", "kept"));
    CU_ASSERT_EQUAL(system_remove_tree(scratch_path("tree")), -1);
    CU_ASSERT_EQUAL(errno, ENOENT);
    scratch_end();
}

static void a_pipe_does_not_hang_the_opener(void)
{
    scratch_begin();
    CU_ASSERT_EQUAL(mkfifo(scratch_path("pipe"), 0600), 0);
    int descriptor = system_open_read(scratch_path("pipe"));
    CU_ASSERT_TRUE(descriptor >= 0);
    CU_ASSERT_EQUAL(system_close(descriptor), 0);
    scratch_end();
}

static mode_t mode_of(const char *name)
{
    struct stat found = {0};
    CU_ASSERT_EQUAL(lstat(scratch_path(name), &found), 0);
    return found.st_mode & 07777;
}

static void make_one_of_each(const char *folder)
{
    char name[32], inner[32];
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s/%c", folder, "abc"[i]);
        int made = i < 2 ? system_create(scratch_path(name), i == 0 ? 0644 : 0600)
                         : system_open_update(scratch_path(name), 0640);
        CU_ASSERT_TRUE(made >= 0);
        CU_ASSERT_EQUAL(system_close(made), 0);
    }
    snprintf(inner, sizeof inner, "%s/d", folder);
    CU_ASSERT_EQUAL(system_mkdir(scratch_path(inner), 0700), 0);
}

/* life.md 4: whatever the umask, and nowhere else. */
static void a_groups_folder_has_a_groups_files(void)
{
    static const mode_t masks[] = {077, 0, 022};
    scratch_begin();
    for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) {
        mode_t before = umask(masks[i]);
        CU_ASSERT_EQUAL(system_mkdir(scratch_path("own"), 0750), 0);
        CU_ASSERT_FALSE(system_in_groups_folder(scratch_path("own/a")));
        make_one_of_each("own");
        CU_ASSERT_EQUAL(mode_of("own/a"), 0644 & ~masks[i]);
        CU_ASSERT_EQUAL(mode_of("own/c"), 0640 & ~masks[i]);
        CU_ASSERT_EQUAL(system_mkdir(scratch_path("shared"), 0750), 0);
        CU_ASSERT_EQUAL(system_share_folder(scratch_path("shared"), getegid()), 0);
        CU_ASSERT_EQUAL(mode_of("shared"), 02770);
        CU_ASSERT_TRUE(system_in_groups_folder(scratch_path("shared/a")));
        CU_ASSERT_TRUE(system_in_groups_folder(scratch_path("shared/a//")));
        make_one_of_each("shared");
        CU_ASSERT_EQUAL(mode_of("shared/a"), 0640);
        CU_ASSERT_EQUAL(mode_of("shared/b"), 0600);
        CU_ASSERT_EQUAL(mode_of("shared/c"), 0660);
        CU_ASSERT_EQUAL(mode_of("shared/d"), 02770);
        CU_ASSERT_EQUAL(system_remove_tree(scratch_path("own")), 0);
        CU_ASSERT_EQUAL(system_remove_tree(scratch_path("shared")), 0);
        (void)umask(before);
    }
    scratch_end();
}

static const TestCase tests[] = {
    {"growing doubles, and keeps the content", grows_at_least_twofold},
    {"growing refuses what overflows", refuses_to_grow_beyond_memory},
    {"zero bytes can be allocated", nothing_is_nothing_to_allocate},
    {"creating never replaces and never follows", creates_only_what_is_not_there},
    {"renaming, replacing or not", renames_with_and_without_replacing},
    {"removing a tree follows no link", removes_a_tree_but_nothing_behind_links},
    {"a pipe in a file's place", a_pipe_does_not_hang_the_opener},
    {"a group's folder has a group's files", a_groups_folder_has_a_groups_files},
};

TEST_MAIN("system", tests)
