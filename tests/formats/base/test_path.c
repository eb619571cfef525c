/*
 * test_path.c - names from inputs and links in output folders are where a stranger could make
 * this program write somewhere else; what is allowed is stated here name by name.
 */
#include "formats/base/path.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

static void check_join(const char *folder, const char *name, const char *expected)
{
    char path[PATH_SIZE];
    CU_ASSERT_EQUAL(path_join(folder, name, path, NULL), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(path, expected);
}

static void joins(void)
{
    check_join("out", "a.csv", "out/a.csv");
    check_join("out/", "a.csv", "out/a.csv");
    check_join("/", "a", "/a");
    check_join("", "a", "a");
    char longest[PATH_SIZE], path[PATH_SIZE];
    memset(longest, 'x', sizeof longest);
    longest[PATH_SIZE - 3] = '\0'; /* with "/a" and NUL: just fits */
    CU_ASSERT_EQUAL(path_join(longest, "a", path, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(strlen(path), PATH_SIZE - 1);
    CU_ASSERT_EQUAL(path_join(longest, "ab", path, NULL), STATUS_INPUT_VALUE);
}

static void check_parts(const char *path, const char *parent, const char *base)
{
    char out[PATH_SIZE];
    CU_ASSERT_EQUAL(path_parent(path, out, NULL), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(out, parent);
    CU_ASSERT_STRING_EQUAL(path_base_name(path), base);
}

static void parts_of_paths(void)
{
    check_parts("a", ".", "a");
    check_parts("out/a", "out", "a");
    check_parts("/a", "/", "a");
    check_parts("/x//y/z", "/x//y", "z");
    check_parts("x//z", "x", "z");
    check_parts("out/a/", "out", "");
    check_parts("/", "/", "");
    check_parts("", ".", "");
}

static void names_that_are_safe(void)
{
    char name[300];
    memset(name, 'n', sizeof name);
    name[255] = '\0';
    CU_ASSERT_TRUE(path_name_is_safe("000001"));
    CU_ASSERT_TRUE(path_name_is_safe("extract 2018, B\xC3\xA5tsfjord.xml.gz"));
    CU_ASSERT_TRUE(path_name_is_safe("...") && path_name_is_safe(".x"));
    CU_ASSERT_TRUE(path_name_is_safe(name));
    name[255] = 'n';
    name[256] = '\0';
    CU_ASSERT_FALSE(path_name_is_safe(name));
    static const char *const unsafe[] = {"",     ".",    "..",    "a/b",   "/a",
                                         "../a", "a\nb", "a\x7f", "a\x1b", "\xFF"};
    for (size_t i = 0; i < sizeof unsafe / sizeof unsafe[0]; i++)
        CU_ASSERT_FALSE(path_name_is_safe(unsafe[i]));
}

static void check_kind(const char *name, PathKind expected)
{
    PathKind kind;
    CU_ASSERT_EQUAL(path_kind(scratch_path(name), &kind, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(kind, expected);
}

/* Control digits decide: 01818431895 fits a number of the national test population, the one
 * after it none; 201612345600 is a DUF number. */
static void names_with_idents(void)
{
    static const char *const fine[] = {"register.xml",
                                       "01818431896.xml",
                                       "018184318951.xml",
                                       "20161002.xml",
                                       "201612345601",
                                       "0181843189",
                                       "1018184318950",
                                       "01818 431895",
                                       "",
                                       "TEST-97ee01818431895cd648-0001.xml.gz"};
    static const char *const shown[][2] = {
        {"01818431895.xml", "***********.xml"},
        {"in/nir-01818431895-2018.xml", "in/nir-***********-2018.xml"},
        {"01818431895/201612345600", "***********/************"},
        {"a01818431895b01818431896", "a***********b01818431896"},
        {"97ee01818431895cd64", "97ee***********cd64"},
        {"97ee01818431895cd648a", "97ee***********cd648a"}};
    Failure failure;
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++)
        CU_ASSERT_EQUAL(path_refuse_ident(fine[i], NULL), STATUS_OK);
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        CU_ASSERT_EQUAL(path_refuse_ident(shown[i][0], &failure), STATUS_INPUT_VALUE);
        CU_ASSERT_STRING_EQUAL(failure.where, shown[i][1]);
        CU_ASSERT_EQUAL(status_exit(failure.status), EXIT_INPUT);
    }
}

static void kinds_and_links(void)
{
    scratch_begin();
    scratch_write("file", "", 0);
    CU_ASSERT_EQUAL(mkdir(scratch_path("folder"), 0750), 0);
    CU_ASSERT_EQUAL(symlink("folder", scratch_path("link")), 0);
    CU_ASSERT_EQUAL(mkfifo(scratch_path("pipe"), 0600), 0);
    check_kind("missing", PATH_MISSING);
    check_kind("file", PATH_FILE);
    check_kind("folder", PATH_FOLDER);
    check_kind("link", PATH_LINK);
    check_kind("pipe", PATH_OTHER);
    Failure failure;
    check_kind("file/x", PATH_MISSING);
    CU_ASSERT_EQUAL(path_refuse_link(scratch_path("missing"), NULL), STATUS_OK);
    CU_ASSERT_EQUAL(path_refuse_link(scratch_path("folder"), NULL), STATUS_OK);
    CU_ASSERT_EQUAL(path_refuse_link(scratch_path("link"), &failure), STATUS_INPUT_NOT_REGULAR);
    CU_ASSERT_STRING_EQUAL(failure.where, scratch_path("link"));
    scratch_end();
}

static void output_folders(void)
{
    scratch_begin();
    bool exists = true;
    CU_ASSERT_EQUAL(path_check_output_folder(scratch_path("out"), &exists, NULL), STATUS_OK);
    CU_ASSERT_FALSE(exists);
    CU_ASSERT_EQUAL(path_make_folder(scratch_path("out"), false, NULL), STATUS_OK);
    struct stat made;
    CU_ASSERT_EQUAL(stat(scratch_path("out"), &made), 0);
    CU_ASSERT_EQUAL(made.st_mode & 07027, 0);
    CU_ASSERT_EQUAL(path_check_output_folder(scratch_path("out/"), &exists, NULL), STATUS_OK);
    CU_ASSERT_TRUE(exists);
    CU_ASSERT_EQUAL(path_make_folder(scratch_path("out"), true, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(path_make_folder(scratch_path("out"), false, NULL),
                    STATUS_INPUT_NOT_REGULAR);
    CU_ASSERT_EQUAL(path_make_folder(scratch_path("no/parent"), false, NULL), STATUS_NO_PARENT);
    CU_ASSERT_EQUAL(symlink("out", scratch_path("link")), 0);
    CU_ASSERT_EQUAL(path_make_folder(scratch_path("link"), true, NULL),
                    STATUS_INPUT_NOT_REGULAR);
    CU_ASSERT_EQUAL(path_check_output_folder(scratch_path("link/"), &exists, NULL),
                    STATUS_INPUT_NOT_REGULAR);
    CU_ASSERT_EQUAL(path_make_folder(scratch_write("file", "", 0), true, NULL),
                    STATUS_INPUT_NOT_REGULAR);
    scratch_end();
}

static void lists_sorted_bytewise(void)
{
    scratch_begin();
    static const char *const sorted[] = {".hidden", "10", "9", "Z", "a", "\xC3\xA6"};
    enum { COUNT = sizeof sorted / sizeof sorted[0] };
    for (size_t i = COUNT; i-- > 0;)
        scratch_write(sorted[i], "", 0);
    PathList list;
    CU_ASSERT_EQUAL(path_list(scratch_folder(), &list, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(list.count, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        CU_ASSERT_STRING_EQUAL(list.names[i], sorted[i]);
    path_list_free(&list);
    Failure failure;
    CU_ASSERT_EQUAL(path_list(scratch_path("none"), &list, &failure), STATUS_INPUT_MISSING);
    path_list_free(&list);
    CU_ASSERT_EQUAL(path_list(scratch_path("9"), &list, &failure), STATUS_INPUT_NOT_REGULAR);
    path_list_free(&list);
    scratch_end();
}

static const TestCase tests[] = {
    {"joining", joins},
    {"taking apart", parts_of_paths},
    {"names that are safe", names_that_are_safe},
    {"names with idents", names_with_idents},
    {"kinds and links", kinds_and_links},
    {"output folders", output_folders},
    {"listing", lists_sorted_bytewise},
};

TEST_MAIN("path", tests)
