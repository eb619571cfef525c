/*
 * test_register_paths.c - which files are read: a folder's in their order, what else lies there
 * is told, what is not there or cannot be read is named.
 */
#include "formats/register/register_reader.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

static const char text[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<introduksjonsregister xmlns=\"urn:tilskudd:introduksjonsregister:1\" "
    "uttrekksdato=\"2017-12-31\">\n"
    "<person ident=\"01818431895\" identtype=\"FNR\" fodt=\"1984-01-01\" kjonn=\"K\" "
    "landbakgrunn=\"SYR\"><opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" varig=\"true\"/>"
    "</person>\n"
    "</introduksjonsregister>\n";

static Status read_paths(const char *first, const char *second, RegisterExtracts *extracts,
                         Failure *failure)
{
    const char *paths[] = {first, second};
    RegisterReaderOptions options = {.threads = 2};
    return register_read(paths, second != NULL ? 2 : 1, &options, extracts, failure);
}

static void folders_give_their_extracts_sorted(void)
{
    scratch_begin();
    scratch_write("b.xml", text, sizeof text - 1);
    scratch_write("a.xml.gz", text, sizeof text - 1); /* by content, not by name */
    scratch_write("B.xml", text, sizeof text - 1);
    scratch_write("c.XML", text, sizeof text - 1);
    scratch_write("d.Xml.GZ", text, sizeof text - 1);
    RegisterExtracts extracts;
    CU_ASSERT_EQUAL_FATAL(read_paths(scratch_folder(), NULL, &extracts, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(extracts.file_count, 5);
    CU_ASSERT_STRING_EQUAL(extracts.files[0].path, scratch_path("B.xml"));
    CU_ASSERT_STRING_EQUAL(extracts.files[1].path, scratch_path("a.xml.gz"));
    CU_ASSERT_STRING_EQUAL(extracts.files[2].path, scratch_path("b.xml"));
    CU_ASSERT_STRING_EQUAL(extracts.files[3].path, scratch_path("c.XML"));
    CU_ASSERT_STRING_EQUAL(extracts.files[4].path, scratch_path("d.Xml.GZ"));
    CU_ASSERT_EQUAL(extracts.parts[2].file, 2);
    CU_ASSERT_EQUAL(extracts.others.count, 0);
    register_extracts_free(&extracts);
    scratch_end();
}

/* Nothing that a sender has put there is passed over in silence; what is named by itself is
 * read whatever its name. */
static void folders_tell_what_else_is_there(void)
{
    static const char *const others[] = {".hidden.xml", ".xml",  "01818431895.txt",
                                         "a.xml.bak",   "b.zip", "xml"};
    static const char *const expected[] = {
        "***********.txt", ".hidden.xml", ".xml", "a.xml.bak", "b.zip", "deeper.xml/", "xml"};
    scratch_begin();
    scratch_write("a.xml", text, sizeof text - 1);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        scratch_write(others[i], "?", 1);
    CU_ASSERT_EQUAL(mkdir(scratch_path("deeper.xml"), 0700), 0);
    scratch_write("named.dat", text, sizeof text - 1);
    RegisterExtracts extracts;
    CU_ASSERT_EQUAL_FATAL(
        read_paths(scratch_folder(), scratch_path("named.dat"), &extracts, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(extracts.file_count, 2);
    CU_ASSERT_EQUAL(extracts.others_left_out, 0);
    CU_ASSERT_EQUAL_FATAL(extracts.others.count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < extracts.others.count; i++)
        CU_ASSERT_STRING_EQUAL(extracts.others.names[i], scratch_path(expected[i]));
    register_extracts_free(&extracts);
    CU_ASSERT_EQUAL_FATAL(read_paths(scratch_folder(), scratch_folder(), &extracts, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL(extracts.file_count, 2);
    CU_ASSERT_EQUAL(extracts.others.count, sizeof expected / sizeof expected[0] + 1);
    register_extracts_free(&extracts);
    scratch_end();
}

static void a_file_named_twice_is_read_twice(void)
{
    scratch_begin();
    const char *file = scratch_write("a.xml", text, sizeof text - 1);
    const char *link = scratch_path("link.xml");
    RegisterExtracts extracts;
    CU_ASSERT_EQUAL(symlink("a.xml", link), 0);
    const char *seconds[] = {file, scratch_folder(), link};
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL_FATAL(read_paths(file, seconds[i], &extracts, NULL), STATUS_OK);
        CU_ASSERT_EQUAL(extracts.file_count, i == 1 ? 3 : 2);
        CU_ASSERT_STRING_EQUAL(extracts.files[0].path, file);
        CU_ASSERT_EQUAL(memcmp(extracts.files[0].sums.content_sha256,
                               extracts.files[1].sums.content_sha256, SHA256_SIZE),
                        0);
        register_extracts_free(&extracts);
    }
    scratch_end();
}

static void check_paths(const char *first, const char *second, Status expected,
                        const char *where)
{
    RegisterExtracts extracts;
    Failure failure = {0};
    CU_ASSERT_EQUAL(read_paths(first, second, &extracts, &failure), expected);
    CU_ASSERT_STRING_EQUAL(failure.where, where);
    CU_ASSERT_PTR_NULL(extracts.files);
}

static void paths_refused(void)
{
    scratch_begin();
    const char *file = scratch_write("a.xml", text, sizeof text - 1);
    const char *missing = scratch_path("missing.xml");
    const char *below_file = scratch_path("a.xml/b.xml");
    const char *empty = scratch_path("empty");
    CU_ASSERT_EQUAL(mkdir(empty, 0700), 0);
    check_paths(missing, NULL, STATUS_INPUT_MISSING, missing);
    check_paths(file, missing, STATUS_INPUT_MISSING, missing);
    check_paths(below_file, NULL, STATUS_INPUT_MISSING, below_file);
    check_paths(empty, NULL, STATUS_INPUT_MISSING, empty);
    check_paths("/dev/null", NULL, STATUS_INPUT_NOT_REGULAR, "/dev/null");
    RegisterExtracts extracts;
    RegisterReaderOptions options = {.threads = 1};
    CU_ASSERT_EQUAL(register_read(NULL, 0, &options, &extracts, NULL), STATUS_USAGE);
    scratch_end();
}

static void folder_named_like_a_file(void)
{
    scratch_begin();
    const char *folder = scratch_path("a.xml");
    CU_ASSERT_EQUAL(mkdir(folder, 0700), 0);
    check_paths(scratch_folder(), NULL, STATUS_INPUT_MISSING, scratch_folder());
    scratch_end();
}

static void no_permission(void)
{
    if (geteuid() == 0) return; /* root may read everything */
    scratch_begin();
    const char *file = scratch_write("a.xml", text, sizeof text - 1);
    CU_ASSERT_EQUAL(chmod(file, 0), 0);
    check_paths(file, NULL, STATUS_READ, file);
    scratch_end();
}

static void first_failing_file_by_path_is_named(void)
{
    scratch_begin();
    scratch_write("a.xml", text, sizeof text - 1);
    const char *second = scratch_write("b.xml", text, sizeof text - 4);
    scratch_write("c.xml", "<", 1);
    char where[FAILURE_WHERE_SIZE];
    snprintf(where, sizeof where, "%s, line 4", second);
    for (int i = 0; i < 20; i++)
        check_paths(scratch_folder(), NULL, STATUS_INPUT_TRUNCATED, where);
    scratch_end();
}

static const TestCase tests[] = {
    {"folders", folders_give_their_extracts_sorted},
    {"what else is in a folder", folders_tell_what_else_is_there},
    {"a file named twice", a_file_named_twice_is_read_twice},
    {"paths refused", paths_refused},
    {"a folder named like a file", folder_named_like_a_file},
    {"no permission", no_permission},
    {"the first failing file is named", first_failing_file_by_path_is_named},
};

TEST_MAIN("register paths", tests)
