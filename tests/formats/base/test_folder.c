/*
 * test_folder.c - what was checked is what is used: a file of a folder is read once, by the
 * folder that was opened, and neither links nor later changes lead elsewhere.
 */
#include "formats/base/folder.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { MOST = 1 << 20 };

static Folder *open_scratch(void)
{
    Folder *folder = NULL;
    CU_ASSERT_EQUAL_FATAL(folder_open(scratch_folder(), &folder, NULL), STATUS_OK);
    return folder;
}

static void a_file_is_read_once(void)
{
    const FolderFile *file, *again;
    uint8_t digest[SHA256_SIZE];
    scratch_begin();
    scratch_write("a", "first", 5);
    Folder *folder = open_scratch();
    CU_ASSERT_EQUAL_FATAL(folder_read(folder, "a", MOST, &file, NULL), STATUS_OK);
    scratch_write("a", "later", 5);
    CU_ASSERT_EQUAL(folder_read(folder, "a", MOST, &again, NULL), STATUS_OK);
    CU_ASSERT_PTR_EQUAL(file, again);
    CU_ASSERT_EQUAL(memcmp(again->bytes, "first", 5), 0);
    CU_ASSERT_EQUAL(sha256_of("first", 5, digest, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(file->sums.stored_sha256, digest, SHA256_SIZE), 0);
    CU_ASSERT_EQUAL(file->sums.stored_size, 5);
    CU_ASSERT_EQUAL(folder_sums(folder, file, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(file->sums.content_sha256, digest, SHA256_SIZE), 0);
    CU_ASSERT_STRING_EQUAL(file->name, "a");
    CU_ASSERT_STRING_EQUAL(file->path, scratch_path("a"));
    folder_close(folder);
    scratch_end();
}

static void what_was_forgotten_must_be_the_same(void)
{
    const FolderFile *file;
    Failure failure = {0};
    scratch_begin();
    scratch_write("a", "", 0);
    Folder *folder = open_scratch();
    CU_ASSERT_EQUAL_FATAL(folder_read(folder, "a", MOST, &file, NULL), STATUS_OK);
    folder_forget(folder, file);
    CU_ASSERT_PTR_NULL(file->bytes);
    CU_ASSERT_EQUAL(folder_read(folder, "a", MOST, &file, NULL), STATUS_OK);
    folder_forget(folder, file);
    scratch_write("a", "later", 5);
    CU_ASSERT_EQUAL(folder_read(folder, "a", MOST, &file, &failure), STATUS_READ);
    CU_ASSERT_STRING_EQUAL(failure.where, scratch_path("a"));
    folder_close(folder);
    scratch_end();
}

static const FolderFile *read_packed(Folder *folder, const char *name)
{
    const FolderFile *file;
    CU_ASSERT_EQUAL_FATAL(folder_read(folder, name, MOST, &file, NULL), STATUS_OK);
    return file;
}

/* By sums, as a whole and in pieces. */
static void expect_content(Folder *folder, const FolderFile *file, const char *text)
{
    uint8_t digest[SHA256_SIZE];
    char buffer[64];
    size_t got;
    CLEANUP(input_file_free) InputFile content = {0};
    CLEANUP(input_stream_close) InputStream *stream = NULL;
    CU_ASSERT_EQUAL(sha256_of(text, strlen(text), digest, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(folder_sums(folder, file, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(file->sums.content_sha256, digest, SHA256_SIZE), 0);
    CU_ASSERT_EQUAL_FATAL(folder_content(file, MOST, &content, NULL), STATUS_OK);
    CU_ASSERT(content.size == strlen(text) && memcmp(content.bytes, text, content.size) == 0);
    CU_ASSERT(content.was_gzip);
    CU_ASSERT_EQUAL_FATAL(folder_stream(file, &stream, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(input_stream_read(stream, buffer, sizeof buffer, &got, NULL), STATUS_OK);
    CU_ASSERT(got == strlen(text) && memcmp(buffer, text, got) == 0);
}

static const void *content_at(const FolderFile *file)
{
    InputFile content;
    CU_ASSERT_EQUAL_FATAL(folder_content(file, MOST, &content, NULL), STATUS_OK);
    CU_ASSERT_PTR_NULL(content.owned);
    return content.bytes;
}

/* One inflated content for all who ask, in another folder too where the bytes are the same; of
 * others their own. Content that looks like gzip is not inflated again. */
static void contents_are_kept(void)
{
    static const char looks_packed[] = "\x1f\x8b no gzip";
    const FolderFile *written;
    char damaged[] = "\x1f\x8b\x08 damaged, but a gzip by its beginning";
    InputFile content;
    scratch_begin();
    Folder *folder = open_scratch();
    CU_ASSERT_EQUAL(folder_write(folder, "a.gz", 0600, 1, "one", 3, &written, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(folder_write(folder, "b.gz", 0600, 1, looks_packed, strlen(looks_packed),
                                 &written, NULL),
                    STATUS_OK);
    scratch_write("c.gz", damaged, strlen(damaged));
    Folder *copy = open_scratch();
    folder_keep(folder, NULL);
    folder_keep(copy, folder);
    expect_content(folder, read_packed(folder, "a.gz"), "one");
    expect_content(folder, read_packed(folder, "b.gz"), looks_packed);
    expect_content(copy, read_packed(copy, "a.gz"), "one");
    const void *kept = content_at(read_packed(folder, "a.gz"));
    CU_ASSERT_PTR_EQUAL(content_at(read_packed(folder, "a.gz")), kept);
    CU_ASSERT_PTR_EQUAL(content_at(read_packed(copy, "a.gz")), kept);
    CU_ASSERT_PTR_NOT_EQUAL(content_at(read_packed(copy, "b.gz")), kept);
    CU_ASSERT_NOT_EQUAL(folder_content(read_packed(folder, "a.gz"), 2, &content, NULL),
                        STATUS_OK);
    CU_ASSERT_EQUAL(folder_content(read_packed(folder, "c.gz"), MOST, &content, NULL),
                    STATUS_INPUT_MALFORMED);
    folder_forget(copy, read_packed(copy, "b.gz"));
    expect_content(copy, read_packed(copy, "b.gz"), looks_packed);
    scratch_write("b.gz", damaged, strlen(damaged));
    folder_forget_content(copy, read_packed(copy, "b.gz"));
    expect_content(copy, read_packed(copy, "b.gz"), looks_packed);
    folder_close(copy);
    folder_close(folder);
    scratch_end();
}

/* What can be summed is; what cannot says so to whoever asks for it, and only then. */
static void many_are_summed_together(void)
{
    enum { FILES = 40 };
    char damaged[] = "\x1f\x8b\x08 damaged, but a gzip by its beginning";
    const FolderFile *files[FILES], *broken;
    scratch_begin();
    Folder *folder = open_scratch();
    for (int i = 0; i < FILES; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d.gz", i);
        CU_ASSERT_EQUAL(
            folder_write(folder, name, 0600, 1, name, strlen(name), &files[i], NULL),
            STATUS_OK);
    }
    scratch_write("broken.gz", damaged, strlen(damaged));
    folder_close(folder);
    folder = open_scratch();
    for (int i = 0; i < FILES; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d.gz", i);
        files[i] = read_packed(folder, name);
    }
    broken = read_packed(folder, "broken.gz");
    CU_ASSERT_EQUAL(folder_sums_together(folder, NULL), STATUS_OK);
    for (int i = 0; i < FILES; i++) {
        CU_ASSERT(files[i]->content_known);
        expect_content(folder, files[i], files[i]->name);
    }
    CU_ASSERT(!broken->content_known);
    CU_ASSERT_EQUAL(folder_sums(folder, broken, NULL), STATUS_INPUT_MALFORMED);
    folder_close(folder);
    scratch_end();
}

static void the_folder_is_the_one_that_was_opened(void)
{
    const FolderFile *file;
    char moved[PATH_SIZE];
    scratch_begin();
    CU_ASSERT_EQUAL(mkdir(scratch_path("run"), 0700), 0);
    scratch_write("run/a", "ours", 4);
    Folder *folder = NULL;
    CU_ASSERT_EQUAL_FATAL(folder_open(scratch_path("run"), &folder, NULL), STATUS_OK);
    snprintf(moved, sizeof moved, "%s", scratch_path("moved"));
    CU_ASSERT_EQUAL(rename(scratch_path("run"), moved), 0);
    CU_ASSERT_EQUAL(mkdir(scratch_path("run"), 0700), 0);
    scratch_write("run/a", "theirs", 6);
    CU_ASSERT_EQUAL_FATAL(folder_read(folder, "a", MOST, &file, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(file->size, 4);
    folder_close(folder);
    scratch_end();
}

static void refuse(Folder *folder, const char *name, Status expected)
{
    const FolderFile *file;
    Failure failure = {0};
    CU_ASSERT_EQUAL(folder_read(folder, name, 4, &file, &failure), expected);
    CU_ASSERT_EQUAL(failure.status, expected);
    CU_ASSERT_TRUE(failure.where[0] != '\0');
}

static void nothing_leads_out_of_the_folder(void)
{
    scratch_begin();
    scratch_write("long", "12345", 5);
    CU_ASSERT_EQUAL(mkdir(scratch_path("in"), 0700), 0);
    scratch_write("in/a", "inner", 5);
    CU_ASSERT_EQUAL(symlink("long", scratch_path("link")), 0);
    CU_ASSERT_EQUAL(symlink("in", scratch_path("linked")), 0);
    Folder *folder = open_scratch();
    refuse(folder, "none", STATUS_INPUT_MISSING);
    refuse(folder, "none/a", STATUS_INPUT_MISSING);
    refuse(folder, "link", STATUS_INPUT_NOT_REGULAR);
    refuse(folder, "linked/a", STATUS_INPUT_MISSING);
    refuse(folder, "in", STATUS_INPUT_NOT_REGULAR);
    refuse(folder, "../x", STATUS_INPUT_VALUE);
    refuse(folder, "in/../long", STATUS_INPUT_VALUE);
    refuse(folder, "/etc/passwd", STATUS_INPUT_VALUE);
    refuse(folder, "", STATUS_INPUT_VALUE);
    refuse(folder, "long", STATUS_INPUT_TOO_LARGE);
    folder_close(folder);
    CU_ASSERT_EQUAL(folder_open(scratch_path("none"), &folder, NULL), STATUS_INPUT_MISSING);
    CU_ASSERT_EQUAL(folder_open(scratch_path("long"), &folder, NULL), STATUS_INPUT_NOT_REGULAR);
    CU_ASSERT_EQUAL(folder_open(scratch_path("linked"), &folder, NULL), STATUS_OK);
    folder_close(folder);
    scratch_end();
}

static void names_and_kinds(void)
{
    PathList names;
    PathKind kind;
    scratch_begin();
    scratch_write("b", "", 0);
    scratch_write("a", "", 0);
    Folder *folder = open_scratch();
    CU_ASSERT_EQUAL(folder_names(folder, "", &names, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(names.count, 2);
    CU_ASSERT_STRING_EQUAL(names.names[0], "a");
    path_list_free(&names);
    CU_ASSERT_EQUAL(folder_names(folder, "payments", &names, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(names.count, 0);
    CU_ASSERT_EQUAL(folder_kind(folder, "payments", &kind, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(kind, PATH_MISSING);
    CU_ASSERT_EQUAL(folder_kind(folder, "payments/a", &kind, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(kind, PATH_MISSING);
    CU_ASSERT_EQUAL(folder_kind(folder, "a", &kind, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(kind, PATH_FILE);
    folder_close(folder);
    scratch_end();
}

static void what_is_written_is_known(void)
{
    const FolderFile *written, *file;
    Failure failure = {0};
    scratch_begin();
    Folder *folder = NULL;
    CU_ASSERT_EQUAL_FATAL(folder_make(scratch_path("new"), &folder, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(folder_make_below(folder, "payments", NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(
        folder_write(folder, "payments/a.gz", 0644, 6, "content", 7, &written, NULL),
        STATUS_OK);
    CU_ASSERT_EQUAL(folder_sync(folder, "payments", NULL), STATUS_OK);
    CU_ASSERT_EQUAL(folder_sync(folder, "", NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(folder_read(folder, "payments/a.gz", MOST, &file, NULL), STATUS_OK);
    CU_ASSERT_PTR_EQUAL(file, written);
    InputFile content;
    CU_ASSERT_EQUAL(folder_content(file, MOST, &content, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(content.size, 7);
    CU_ASSERT_EQUAL(memcmp(content.bytes, "content", 7), 0);
    input_file_free(&content);
    CU_ASSERT_EQUAL_FATAL(folder_write(folder, "b", 0644, OUTPUT_PLAIN, "b", 1, &written, NULL),
                          STATUS_OK);
    scratch_write("new/b", "c", 1);
    CU_ASSERT_EQUAL(folder_read(folder, "b", MOST, &file, &failure), STATUS_READ);
    folder_close(folder);
    CU_ASSERT_EQUAL(folder_make(scratch_path("new"), &folder, NULL), STATUS_INPUT_NOT_REGULAR);
    scratch_end();
}

static void lines_come_from_the_bytes_kept(void)
{
    const FolderFile *file;
    InputStream *stream = NULL;
    const char *lines;
    size_t length;
    scratch_begin();
    scratch_write("a", "one\ntwo\n", 8);
    Folder *folder = open_scratch();
    CU_ASSERT_EQUAL_FATAL(folder_read(folder, "a", MOST, &file, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(unlink(scratch_path("a")), 0);
    CU_ASSERT_EQUAL_FATAL(folder_stream(file, &stream, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(input_stream_lines(stream, &lines, &length, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(length, 8);
    CU_ASSERT_EQUAL(input_stream_lines(stream, &lines, &length, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(length, 0);
    input_stream_close(stream);
    folder_close(folder);
    scratch_end();
}

static const TestCase tests[] = {
    {"contents are kept", contents_are_kept},
    {"many are summed together", many_are_summed_together},
    {"a file is read once", a_file_is_read_once},
    {"what was forgotten must be the same", what_was_forgotten_must_be_the_same},
    {"the folder is the one that was opened", the_folder_is_the_one_that_was_opened},
    {"nothing leads out of the folder", nothing_leads_out_of_the_folder},
    {"names and kinds", names_and_kinds},
    {"what is written is known", what_is_written_is_known},
    {"lines come from the bytes kept", lines_come_from_the_bytes_kept},
};

TEST_MAIN("folder", tests)
