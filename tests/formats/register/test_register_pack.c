/*
 * test_register_pack.c - a pack holds what was read, and nothing that somebody has changed in
 * it is believed: not a bit, not a byte less, and not with sums that are right again.
 */
#include "formats/register/register_pack.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base/input_file.h"
#include "formats/register/register_pack_file.h"
#include "tests/formats/base/scratch.h"
#include "tests/formats/register/pack_mend.h"
#include "tests/formats/register/register_dump.h"
#include "tests/rules/base/test_main.h"

/* Both extracts of it, records set aside among them. */
static const char fixture[] = TEST_SOURCE_DIR "/fixtures/registers";
static const char sample[] = TEST_SOURCE_DIR "/fixtures/registers/sample.xml";

/* A pack of a fixture as scratch file NAME; its bytes, owned by the caller. */
static void make_pack(const char *register_path, const char *name, InputFile *bytes)
{
    RegisterExtracts extracts;
    uint64_t size;
    const char *path = scratch_path(name);
    CU_ASSERT_EQUAL_FATAL(register_read_one(register_path, 1, 0, &extracts, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(
        register_pack_write(&extracts, PACK_TEST_BUILD, &pack_test_key, path, &size, NULL),
        STATUS_OK);
    register_extracts_free(&extracts);
    CU_ASSERT_EQUAL_FATAL(input_file_read(path, 1 << 20, bytes, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(bytes->size, size);
}

static Status walk_bytes(const void *bytes, size_t size)
{
    Failure failure = {0};
    (void)unlink(scratch_path("tried.cols")); /* cut to nothing, it would wait for the disk */
    Status status = pack_walk(scratch_write("tried.cols", bytes, size), &failure);
    CU_ASSERT(status == STATUS_OK || failure.detail[0] != '\0');
    return status;
}

static void what_was_packed_is_read_back(void)
{
    static const char *const files[] = {fixture, sample};
    scratch_begin();
    for (size_t i = 0; i < 2; i++) {
        InputFile bytes;
        struct stat found;
        char name[16];
        snprintf(name, sizeof name, "%zu.cols", i);
        make_pack(files[i], name, &bytes);
        CU_ASSERT_EQUAL(stat(scratch_path(name), &found), 0);
        CU_ASSERT_EQUAL(found.st_mode & 07777, 0600);
        CU_ASSERT_EQUAL(walk_bytes(bytes.bytes, bytes.size), STATUS_OK);
        input_file_free(&bytes);
    }
    scratch_end();
}

static void nothing_is_written_over(void)
{
    RegisterExtracts extracts;
    uint64_t size;
    scratch_begin();
    const char *path = scratch_write("there.cols", "x", 1);
    CU_ASSERT_EQUAL_FATAL(register_read_one(sample, 1, 0, &extracts, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(
        register_pack_write(&extracts, PACK_TEST_BUILD, &pack_test_key, path, &size, NULL),
        STATUS_OUTPUT_EXISTS);
    register_extracts_free(&extracts);
    CU_ASSERT_EQUAL(scratch_count(), 1);
    scratch_end();
}

/* A copy to be changed, with one byte of room. */
static char *copy_of(const InputFile *bytes)
{
    char *copy = system_allocate_zeroed(bytes->size + 1, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, bytes->bytes, bytes->size);
    return copy;
}

static void every_bit_counts(void)
{
    InputFile bytes;
    scratch_begin();
    make_pack(fixture, "whole.cols", &bytes);
    char *copy = copy_of(&bytes);
    size_t code = bytes.size - sizeof(PackEnd) + offsetof(PackEnd, code);
    for (size_t i = 0; i < bytes.size; i++) {
        copy[i] = (char)(copy[i] ^ 1 << i % 8);
        bool of_code = i >= code && i < code + SHA256_SIZE; /* of somebody else, then */
        CU_ASSERT_EQUAL(walk_bytes(copy, bytes.size), of_code ? STATUS_NOT_NOW : STATUS_PACK);
        copy[i] = bytes.bytes[i];
    }
    CU_ASSERT_EQUAL(walk_bytes(copy, bytes.size), STATUS_OK);
    system_free(copy);
    input_file_free(&bytes);
    scratch_end();
}

static void every_byte_is_needed(void)
{
    InputFile bytes;
    scratch_begin();
    make_pack(fixture, "whole.cols", &bytes);
    for (size_t size = 0; size < bytes.size; size++)
        CU_ASSERT_EQUAL(walk_bytes(bytes.bytes, size), STATUS_PACK);
    char *longer = copy_of(&bytes);
    CU_ASSERT_EQUAL(walk_bytes(longer, bytes.size + 1), STATUS_PACK);
    system_free(longer);
    input_file_free(&bytes);
    scratch_end();
}

/* Whoever makes one up makes its sums right: then it is refused for what it says, or says what
 * an extract could say; the walk itself is what must not fall. */
static void made_up_packs_are_refused_or_sound(void)
{
    static const uint32_t values[] = {0,      1,          0x7F,       0xFF,
                                      0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    InputFile bytes;
    size_t refused = 0, taken = 0;
    scratch_begin();
    make_pack(fixture, "whole.cols", &bytes);
    char *copy = copy_of(&bytes);
    for (size_t i = 0; i + sizeof values[0] <= bytes.size; i += 2) {
        for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
            memcpy(copy, bytes.bytes, bytes.size);
            memcpy(copy + i, &values[v], sizeof values[v]);
            pack_mend((uint8_t *)copy, bytes.size);
            Status status = walk_bytes(copy, bytes.size);
            CU_ASSERT(status == STATUS_OK || status == STATUS_PACK || status == STATUS_MEMORY);
            refused += status != STATUS_OK;
            taken += status == STATUS_OK;
        }
    }
    CU_ASSERT(refused > 1000 && taken > 1000); /* the sums are right, and are not all */
    system_free(copy);
    input_file_free(&bytes);
    scratch_end();
}

static void only_this_build_reads_it(void)
{
    InputFile bytes;
    const char *not_own;
    RegisterPack *pack;
    Failure failure = {0};
    scratch_begin();
    make_pack(sample, "whole.cols", &bytes);
    CU_ASSERT_EQUAL(register_pack_open(scratch_path("whole.cols"), "another", &pack_test_key,
                                       &pack, &not_own, &failure),
                    STATUS_PACK);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, PACK_TEST_BUILD));
    input_file_free(&bytes);
    scratch_end();
}

static const char *why_not_own(const char *path)
{
    const char *not_own = NULL;
    RegisterPack *pack = NULL;
    CU_ASSERT_EQUAL(
        register_pack_open(path, PACK_TEST_BUILD, &pack_test_key, &pack, &not_own, NULL),
        STATUS_OK);
    CU_ASSERT((pack == NULL) == (not_own != NULL));
    if (pack != NULL) register_pack_close(pack);
    return not_own != NULL ? not_own : "";
}

static void only_an_own_file_is_taken(void)
{
    InputFile bytes;
    scratch_begin();
    make_pack(sample, "whole.cols", &bytes);
    const char *path = scratch_path("whole.cols"), *link = scratch_path("link.cols");
    CU_ASSERT_STRING_EQUAL(why_not_own(path), "");
    CU_ASSERT_EQUAL(symlink(path, link), 0);
    CU_ASSERT_STRING_EQUAL(why_not_own(link), "it is a link");
    CU_ASSERT_EQUAL(chmod(path, 0620), 0);
    CU_ASSERT_STRING_EQUAL(why_not_own(path), "others can write it");
    CU_ASSERT_EQUAL(chmod(path, 0602), 0);
    CU_ASSERT_STRING_EQUAL(why_not_own(path), "others can write it");
    CU_ASSERT_EQUAL(chmod(path, 0644), 0);
    CU_ASSERT_STRING_EQUAL(why_not_own(path), "");
    if (geteuid() == 0) {
        CU_ASSERT_EQUAL(chown(path, 65534, (gid_t)-1), 0);
        CU_ASSERT_STRING_EQUAL(why_not_own(path), "it belongs to somebody else");
    }
    input_file_free(&bytes);
    scratch_end();
}

static const char *why_not_with(const char *path, const OwnKey *key)
{
    const char *not_own = NULL;
    RegisterPack *pack;
    CU_ASSERT_EQUAL(register_pack_open(path, PACK_TEST_BUILD, key, &pack, &not_own, NULL),
                    STATUS_OK);
    CU_ASSERT((pack == NULL) == (not_own != NULL));
    register_pack_close(pack);
    return not_own != NULL ? not_own : "";
}

/* A copy is its owner's file, and stays what the one who made it has made: whatever it says,
 * with sums that are right, it is nobody else's own. */
static void a_copy_is_not_the_copiers(void)
{
    static const OwnKey none = {.missing = "you have no key of own files"};
    OwnKey other = pack_test_key;
    InputFile bytes;
    other.bytes[0] ^= 1;
    scratch_begin();
    make_pack(sample, "theirs.cols", &bytes);
    const char *copy = scratch_write("copy.cols", bytes.bytes, bytes.size);
    CU_ASSERT_STRING_EQUAL(why_not_with(copy, &pack_test_key), "");
    CU_ASSERT_STRING_EQUAL(why_not_with(copy, &other),
                           "it was not made with your key of own files");
    CU_ASSERT_STRING_EQUAL(why_not_with(copy, &none), none.missing);
    input_file_free(&bytes);
    scratch_end();
}

static const TestCase tests[] = {
    {"what was packed is read back", what_was_packed_is_read_back},
    {"nothing is written over", nothing_is_written_over},
    {"every bit counts", every_bit_counts},
    {"every byte is needed", every_byte_is_needed},
    {"made up packs are refused or sound", made_up_packs_are_refused_or_sound},
    {"only this build reads it", only_this_build_reads_it},
    {"only an own file is taken", only_an_own_file_is_taken},
    {"a copy is not the copier's", a_copy_is_not_the_copiers},
};

TEST_MAIN("register, packs", tests)
