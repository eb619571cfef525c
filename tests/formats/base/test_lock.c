/*
 * test_lock.c - a lock keeps others out and lets nobody believe that he has one: what was
 * removed before it was locked, or is somebody's already, is not had.
 */
#include "formats/base/lock.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

/* Another open descriptor is another holder, also within one process. */
static void one_alone(void)
{
    int first, second;
    Failure failure = {0};
    scratch_begin();
    const char *path = scratch_path("lock");
    CU_ASSERT_EQUAL(lock_file(path, LOCK_ALONE, "busy", &first, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(lock_file(path, LOCK_ALONE, "busy", &second, &failure), STATUS_NOT_NOW);
    CU_ASSERT_EQUAL(second, -1);
    CU_ASSERT_STRING_EQUAL(failure.detail, "busy");
    CU_ASSERT_EQUAL(lock_file(path, LOCK_SHARED, "busy", &second, &failure), STATUS_NOT_NOW);
    lock_end(first);
    lock_end(-1);
    CU_ASSERT_EQUAL(lock_file(path, LOCK_SHARED, "busy", &first, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(lock_file_shared(path, "busy", &second, &failure), STATUS_OK);
    lock_end(second);
    CU_ASSERT_EQUAL(lock_file(path, LOCK_ALONE, "busy", &second, &failure), STATUS_NOT_NOW);
    lock_end(first);
    scratch_end();
}

/* Whoever may only read can keep writers out while he reads. */
static void readers_need_no_right_to_write(void)
{
    int descriptor;
    scratch_begin();
    const char *path = scratch_write("lock", "", 0);
    CU_ASSERT_EQUAL(chmod(path, 0400), 0);
    CU_ASSERT_EQUAL(lock_file(path, LOCK_SHARED, "busy", &descriptor, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(fcntl(descriptor, F_GETFL) & O_ACCMODE, O_RDONLY);
    lock_end(descriptor);
    CU_ASSERT_EQUAL(lock_file(scratch_path("none"), LOCK_SHARED, "busy", &descriptor, NULL),
                    STATUS_INPUT_MISSING);
    CU_ASSERT_FALSE(scratch_exists("none"));
    CU_ASSERT_EQUAL(symlink("lock", scratch_path("link")), 0);
    CU_ASSERT_EQUAL(lock_file(scratch_path("link"), LOCK_SHARED, "busy", &descriptor, NULL),
                    STATUS_LOCK);
    scratch_end();
}

static bool has_mark(const char *path)
{
    struct stat there;
    return stat(path, &there) == 0 && (there.st_mode & S_ISVTX) != 0;
}

static void a_new_folder_is_empty_and_ones_own(void)
{
    int mine, other;
    scratch_begin();
    CU_ASSERT_EQUAL(system_mkdir(scratch_path("folder"), 0750), 0);
    scratch_write("folder/left", "half", 4);
    char path[4096];
    snprintf(path, sizeof path, "%s", scratch_path("folder"));
    /* Somebody's own, until it has the mark of what an interrupted command leaves. */
    CU_ASSERT_EQUAL(lock_new_folder(path, "busy", &mine, NULL), STATUS_OUTPUT_EXISTS);
    CU_ASSERT_TRUE(scratch_holds("folder/left", "half"));
    CU_ASSERT_EQUAL(chmod(path, S_ISVTX | 0750), 0);
    CU_ASSERT_EQUAL(lock_new_folder(path, "busy", &mine, NULL), STATUS_OK);
    CU_ASSERT_FALSE(scratch_exists("folder/left"));
    CU_ASSERT_TRUE(has_mark(path));
    scratch_write("folder/new", "whole", 5);
    CU_ASSERT_EQUAL(lock_new_folder(path, "busy", &other, NULL), STATUS_NOT_NOW);
    CU_ASSERT_TRUE(scratch_holds("folder/new", "whole"));
    /* Renamed, it is the same folder; the name is free. */
    CU_ASSERT_EQUAL(system_rename_new(path, scratch_path("there")), 0);
    lock_folder_placed(mine);
    CU_ASSERT_FALSE(has_mark(scratch_path("there")));
    CU_ASSERT_EQUAL(lock_new_folder(path, "busy", &other, NULL), STATUS_OK);
    CU_ASSERT_TRUE(scratch_holds("there/new", "whole"));
    lock_end(other);
    lock_end(mine);
    CU_ASSERT_EQUAL(lock_folder(scratch_path("gone"), "busy", &mine, NULL), STATUS_NOT_NOW);
    scratch_end();
}

static const TestCase tests[] = {
    {"one alone", one_alone},
    {"readers need no right to write", readers_need_no_right_to_write},
    {"a new folder is empty and one's own", a_new_folder_is_empty_and_ones_own},
};

TEST_MAIN("lock", tests)
