/*
 * test_register_packed.c - extracts that are taken from packs are the extracts: the same
 * records in the same order beside others that are read, and another content is noticed
 * whatever was done to hide it.
 */
#include "formats/register/register_packed.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/register/register_pack.h"
#include "tests/formats/base/scratch.h"
#include "tests/formats/register/pack_mend.h"
#include "tests/formats/register/register_dump.h"
#include "tests/rules/base/test_main.h"

#define HEAD                                                                                   \
    "<introduksjonsregister xmlns=\"urn:tilskudd:introduksjonsregister:1\" "                   \
    "uttrekksdato=\"2017-12-31\" avgiver=\"0301\">\n"
#define PERSON(born)                                                                           \
    "<person ident=\"01818431895\" identtype=\"FNR\" fodt=\"" born "\" kjonn=\"K\" "           \
    "landbakgrunn=\"SYR\"><opphold grunnlag=\"ASYL\" vedtatt=\"2016-11-03\" varig=\"true\"/>"  \
    "</person>\n"
#define END "</introduksjonsregister>\n"

static const char first[] = HEAD PERSON("1984-01-01") END;
static const char second[] = HEAD PERSON("1984-01-02") PERSON("x") END;
static const char third[] = HEAD END;

/* A path of the scratch folder that stays. */
static const char *kept(const char *name)
{
    enum { SLOTS = 3 };
    static char paths[SLOTS][128];
    static int next;
    char *path = paths[next++ % SLOTS];
    snprintf(path, sizeof paths[0], "%s", scratch_path(name));
    return path;
}

/* Packs one file of the scratch folder, as NAME.cols. */
static void pack_one(const char *name)
{
    RegisterExtracts extracts;
    uint64_t size;
    char pack[64];
    snprintf(pack, sizeof pack, "%s.cols", name);
    CU_ASSERT_EQUAL_FATAL(register_read_one(scratch_path(name), 1, 0, &extracts, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(register_pack_write(&extracts, PACK_TEST_BUILD, &pack_test_key,
                                              scratch_path(pack), &size, NULL),
                          STATUS_OK);
    register_extracts_free(&extracts);
}

static void begin_with_files(void)
{
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(mkdir(scratch_path("r"), 0700), 0);
    scratch_write("r/a.xml", first, sizeof first - 1);
    scratch_write("r/b.xml", second, sizeof second - 1);
    scratch_write("r/c.xml", third, sizeof third - 1);
}

/* Reads the folder, with these packs, to its dump. */
static Status read_with(const char *const *packs, size_t count, bool vouch, TextBuffer *out,
                        RegisterPacked *packed, Failure *failure)
{
    RegisterExtracts extracts;
    const char *folder = scratch_path("r");
    const RegisterReaderOptions reader = {.threads = 2};
    const RegisterPacks options = {packs, count, PACK_TEST_BUILD, &pack_test_key, vouch};
    Status status = register_read_packed(&folder, 1, &reader, &options, &extracts, failure);
    if (status != STATUS_OK) return status;
    register_dump(&extracts, out);
    *packed = extracts.packed;
    packed->lines = (PathList){0};
    CU_ASSERT_EQUAL(extracts.packed.lines.count > 0, count > 0);
    register_extracts_free(&extracts);
    return STATUS_OK;
}

static void same_as_without(const char *const *packs, size_t count, bool vouch, size_t files,
                            size_t hashed)
{
    TextBuffer with = TEXT_BUFFER_EMPTY, without = TEXT_BUFFER_EMPTY;
    RegisterPacked packed = {0}, none;
    Failure failure = {0};
    CU_ASSERT_EQUAL(read_with(NULL, 0, vouch, &without, &none, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(read_with(packs, count, vouch, &with, &packed, &failure), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(failure.detail, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(with.bytes);
    CU_ASSERT_STRING_EQUAL(with.bytes, without.bytes);
    CU_ASSERT_EQUAL(packed.files, files);
    CU_ASSERT_EQUAL(packed.hashed, hashed);
    text_buffer_free(&with);
    text_buffer_free(&without);
}

static void refused(const char *const *packs, size_t count, bool vouch, const char *why)
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    RegisterPacked packed;
    Failure failure = {0};
    CU_ASSERT_EQUAL(read_with(packs, count, vouch, &text, &packed, &failure), STATUS_PACK);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, why));
    text_buffer_free(&text);
}

static void packs_and_files_are_one(void)
{
    begin_with_files();
    pack_one("r/a.xml");
    pack_one("r/b.xml");
    pack_one("r/c.xml");
    CU_ASSERT_EQUAL(rename(scratch_path("r/a.xml.cols"), scratch_path("a")), 0);
    CU_ASSERT_EQUAL(rename(scratch_path("r/b.xml.cols"), scratch_path("b")), 0);
    CU_ASSERT_EQUAL(rename(scratch_path("r/c.xml.cols"), scratch_path("c")), 0);
    const char *packs[] = {kept("c"), kept("b"), kept("a")};
    for (size_t count = 1; count <= 3; count++) {
        same_as_without(packs, count, true, count, 0);
        same_as_without(packs, count, false, count, count);
        same_as_without(packs + 3 - count, count, true, count, 0);
    }
    scratch_end();
}

static void one_pack_of_a_folder(void)
{
    begin_with_files();
    pack_one("r");
    const char *packs[] = {kept("r.cols")};
    same_as_without(packs, 1, true, 3, 0);
    same_as_without(packs, 1, false, 3, 3);
    CU_ASSERT_EQUAL(unlink(scratch_path("r/b.xml")), 0);
    refused(packs, 1, true, "none of the extracts named");
    scratch_end();
}

/* The time of the last change of content is what anybody can set. */
static void set_time_of(const char *name, const char *model)
{
    struct stat found;
    CU_ASSERT_EQUAL(stat(scratch_path(model), &found), 0);
    const struct timespec times[] = {found.st_atim, found.st_mtim};
    CU_ASSERT_EQUAL(utimensat(AT_FDCWD, scratch_path(name), times, 0), 0);
}

static void a_changed_file_is_noticed(void)
{
    static const char other[] = HEAD PERSON("1984-01-03") END;
    begin_with_files();
    pack_one("r");
    const char *packs[] = {kept("r.cols")};
    scratch_write("model", first, sizeof first - 1);
    set_time_of("model", "r/a.xml");
    scratch_write("r/a.xml", first, sizeof first - 1); /* the same once more: hashed */
    same_as_without(packs, 1, true, 3, 1);
    scratch_write("r/a.xml", other, sizeof other - 1);
    set_time_of("r/a.xml", "model");
    refused(packs, 1, true, "has another content than when it was packed");
    refused(packs, 1, false, "has another content than when it was packed");
    scratch_write("r/a.xml", third, sizeof third - 1);
    refused(packs, 1, true, "has another content than when it was packed");
    scratch_end();
}

/* What is in the state that the pack names is hashed all the same by who must not believe it:
 * a pack that was made up of another file with this one's state. */
static void a_lying_pack_is_noticed(void)
{
    RegisterExtracts extracts;
    uint64_t size;
    begin_with_files();
    CU_ASSERT_EQUAL_FATAL(register_read_one(scratch_path("r"), 1, 0, &extracts, NULL),
                          STATUS_OK);
    extracts.files[1].sums.stored_sha256[5] ^= 1;
    CU_ASSERT_EQUAL_FATAL(register_pack_write(&extracts, PACK_TEST_BUILD, &pack_test_key,
                                              scratch_path("lie.cols"), &size, NULL),
                          STATUS_OK);
    register_extracts_free(&extracts);
    const char *packs[] = {kept("lie.cols")};
    refused(packs, 1, false, "b.xml has another content than when it was packed");
    scratch_end();
}

static void a_pack_of_somebody_else_is_not_used(void)
{
    begin_with_files();
    pack_one("r");
    const char *packs[] = {kept("r.cols")};
    CU_ASSERT_EQUAL(chmod(packs[0], 0660), 0);
    same_as_without(packs, 1, true, 0, 0);
    same_as_without(packs, 1, false, 0, 0);
    scratch_end();
}

/* The first person's forged pack, copied: another extract's persons under this one's state and
 * SHA-256, all sums right, in a file of the second person's own. */
static void a_forged_pack_of_another_key_is_not_used(void)
{
    OwnKey theirs = pack_test_key;
    RegisterExtracts extracts;
    uint64_t size;
    theirs.bytes[31] ^= 1;
    begin_with_files();
    CU_ASSERT_EQUAL_FATAL(register_read_one(scratch_path("r"), 1, 0, &extracts, NULL),
                          STATUS_OK);
    extracts.parts[0].file = 1; /* the second's persons are the first's */
    const char *packs[] = {kept("forged.cols")};
    CU_ASSERT_EQUAL_FATAL(
        register_pack_write(&extracts, PACK_TEST_BUILD, &theirs, packs[0], &size, NULL),
        STATUS_OK);
    register_extracts_free(&extracts);
    same_as_without(packs, 1, true, 0, 0);
    same_as_without(packs, 1, false, 0, 0);
    scratch_end();
}

static Status fail_second(void *user, size_t number, Failure *failure)
{
    size_t *done = user;
    if (number == 1) return failure_set(failure, STATUS_NOT_NOW, "beside", "the second");
    (*done)++;
    return STATUS_OK;
}

/* Work of the caller's is done, or fails, with packs as without. */
static void work_beside_is_done(void)
{
    begin_with_files();
    pack_one("r/a.xml");
    CU_ASSERT_EQUAL(rename(scratch_path("r/a.xml.cols"), scratch_path("a")), 0);
    const char *folder = scratch_path("r"), *packs[] = {kept("a")};
    const RegisterPacks options = {packs, 1, PACK_TEST_BUILD, &pack_test_key, true};
    for (size_t count = 1; count <= 2; count++) {
        size_t done = 0;
        RegisterExtracts extracts;
        const RegisterReaderOptions reader = {.threads = 1,
                                              .beside = {count, fail_second, &done}};
        Status status = register_read_packed(&folder, 1, &reader, &options, &extracts, NULL);
        CU_ASSERT_EQUAL(status, count == 1 ? STATUS_OK : STATUS_NOT_NOW);
        CU_ASSERT_EQUAL(done, 1);
        if (status == STATUS_OK) register_extracts_free(&extracts);
    }
    scratch_end();
}

static const TestCase tests[] = {
    {"packs and files are one", packs_and_files_are_one},
    {"one pack of a folder", one_pack_of_a_folder},
    {"a changed file is noticed", a_changed_file_is_noticed},
    {"a lying pack is noticed", a_lying_pack_is_noticed},
    {"a pack of somebody else is not used", a_pack_of_somebody_else_is_not_used},
    {"a forged pack of another key is not used", a_forged_pack_of_another_key_is_not_used},
    {"work beside is done", work_beside_is_done},
};

TEST_MAIN("register, extracts from packs", tests)
