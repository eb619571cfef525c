/*
 * test_own_key.c - the key of own files is made once, is closed to others, and is none as soon
 * as anybody else could have had a hand in it; a code by another key is not taken.
 */
#include "formats/crypto/own_key.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

#define FILE_NAME OWN_KEY_FOLDER "/" OWN_KEY_NAME

static void begin_with_key(void)
{
    OwnKey key;
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(own_key_have(scratch_folder(), &key, NULL), STATUS_OK);
    CU_ASSERT_PTR_NULL(key.missing);
    own_key_forget(&key);
}

/* Why there is no key below the scratch folder; "" when there is one. */
static const char *why_none(void)
{
    static const OwnKey none;
    OwnKey key;
    own_key_read(scratch_folder(), &key);
    CU_ASSERT((memcmp(key.bytes, none.bytes, OWN_KEY_SIZE) == 0) == (key.missing != NULL));
    return key.missing != NULL ? key.missing : "";
}

/* The same, and that none is made in its place. */
static void is_none(const char *why)
{
    OwnKey key;
    Failure failure = {0};
    CU_ASSERT_STRING_EQUAL(why_none(), why);
    CU_ASSERT_EQUAL(own_key_have(scratch_folder(), &key, &failure), STATUS_KEY);
    CU_ASSERT_STRING_EQUAL(failure.detail, why);
    CU_ASSERT_STRING_EQUAL(why_none(), why);
}

static unsigned mode_of(const char *name)
{
    struct stat found;
    CU_ASSERT_EQUAL_FATAL(stat(scratch_path(name), &found), 0);
    return found.st_mode & 07777;
}

static void it_is_made_once(void)
{
    OwnKey first, second, other;
    scratch_begin();
    CU_ASSERT_STRING_EQUAL(why_none(), "you have no key of own files");
    CU_ASSERT_FALSE(scratch_exists(".local"));
    CU_ASSERT_EQUAL_FATAL(own_key_have(scratch_folder(), &first, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(mode_of(OWN_KEY_FOLDER), 0700);
    CU_ASSERT_EQUAL(mode_of(FILE_NAME), 0600);
    CU_ASSERT_EQUAL_FATAL(own_key_have(scratch_folder(), &second, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(first.bytes, second.bytes, OWN_KEY_SIZE), 0);
    begin_with_key(); /* another home */
    own_key_read(scratch_folder(), &other);
    CU_ASSERT_NOT_EQUAL(memcmp(first.bytes, other.bytes, OWN_KEY_SIZE), 0);
    scratch_end();
}

static void others_may_not_get_at_it(void)
{
    static const mode_t files[] = {0640, 0620, 0604, 0602, 0610},
                        folders[] = {0750, 0720, 0705, 0702};
    static const char why[] = "others can get at your key of own files, or its folder";
    begin_with_key();
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        CU_ASSERT_EQUAL(chmod(scratch_path(FILE_NAME), files[i]), 0);
        is_none(why);
    }
    CU_ASSERT_EQUAL(chmod(scratch_path(FILE_NAME), 0600), 0);
    CU_ASSERT_STRING_EQUAL(why_none(), "");
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        CU_ASSERT_EQUAL(chmod(scratch_path(OWN_KEY_FOLDER), folders[i]), 0);
        is_none(why);
    }
    CU_ASSERT_EQUAL(chmod(scratch_path(OWN_KEY_FOLDER), 0700), 0);
    CU_ASSERT_STRING_EQUAL(why_none(), "");
    scratch_end();
}

static void links_are_not_followed(void)
{
    static const char why[] = "your key of own files is no plain file in a plain folder";
    begin_with_key();
    CU_ASSERT_EQUAL(rename(scratch_path(FILE_NAME), scratch_path("kept")), 0);
    CU_ASSERT_EQUAL(symlink(scratch_path("kept"), scratch_path(FILE_NAME)), 0);
    is_none(why);
    CU_ASSERT_EQUAL(unlink(scratch_path(FILE_NAME)), 0);
    CU_ASSERT_EQUAL(mkfifo(scratch_path(FILE_NAME), 0600), 0);
    is_none(why);
    CU_ASSERT_EQUAL(rename(scratch_path("kept"), scratch_path(FILE_NAME)), 0);
    CU_ASSERT_STRING_EQUAL(why_none(), "");
    CU_ASSERT_EQUAL(rename(scratch_path(OWN_KEY_FOLDER), scratch_path("folder")), 0);
    CU_ASSERT_EQUAL(symlink(scratch_path("folder"), scratch_path(OWN_KEY_FOLDER)), 0);
    is_none(why);
    scratch_end();
}

static void it_is_nobody_elses(void)
{
    static const char why[] = "your key of own files, or its folder, belongs to somebody else";
    if (geteuid() != 0) return;
    begin_with_key();
    CU_ASSERT_EQUAL(chown(scratch_path(FILE_NAME), 65534, (gid_t)-1), 0);
    is_none(why);
    CU_ASSERT_EQUAL(chown(scratch_path(FILE_NAME), 0, (gid_t)-1), 0);
    CU_ASSERT_STRING_EQUAL(why_none(), "");
    CU_ASSERT_EQUAL(chown(scratch_path(OWN_KEY_FOLDER), 65534, (gid_t)-1), 0);
    is_none(why);
    scratch_end();
}

static void it_is_32_random_bytes(void)
{
    static const char why[] = "your key of own files is not 32 random bytes";
    static const char longer[OWN_KEY_SIZE + 2] = "0123456789abcdef0123456789abcdef.",
                                            zeros[OWN_KEY_SIZE];
    begin_with_key();
    scratch_write(FILE_NAME, longer, OWN_KEY_SIZE);
    CU_ASSERT_EQUAL(chmod(scratch_path(FILE_NAME), 0600), 0);
    CU_ASSERT_STRING_EQUAL(why_none(), "");
    const size_t sizes[] = {0, 1, OWN_KEY_SIZE - 1, OWN_KEY_SIZE + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        scratch_write(FILE_NAME, longer, sizes[i]);
        CU_ASSERT_EQUAL(chmod(scratch_path(FILE_NAME), 0600), 0);
        is_none(why);
    }
    scratch_write(FILE_NAME, zeros, OWN_KEY_SIZE);
    CU_ASSERT_EQUAL(chmod(scratch_path(FILE_NAME), 0600), 0);
    is_none(why);
    scratch_end();
}

static void without_a_home_there_is_none(void)
{
    OwnKey key;
    char home[PATH_SIZE];
    CU_ASSERT_PTR_NOT_NULL_FATAL(own_key_home(home));
    CU_ASSERT_EQUAL(home[0], '/');
    own_key_read(NULL, &key);
    CU_ASSERT_PTR_NOT_NULL(key.missing);
    CU_ASSERT_EQUAL(own_key_have(NULL, &key, NULL), STATUS_KEY);
    scratch_begin();
    CU_ASSERT_EQUAL(own_key_have(scratch_path("nowhere"), &key, NULL), STATUS_WRITE);
    CU_ASSERT_PTR_NOT_NULL(key.missing);
    scratch_end();
}

/* RFC 4231 has no key of 32 bytes: the code is that of Python's hmac. */
static void a_code_is_of_key_and_bytes(void)
{
    OwnKey key = {.missing = NULL}, other = {.missing = NULL};
    uint8_t code[SHA256_SIZE];
    char hex[SHA256_HEX_SIZE];
    bool made;
    for (size_t i = 0; i < OWN_KEY_SIZE; i++)
        key.bytes[i] = other.bytes[i] = (uint8_t)i;
    other.bytes[OWN_KEY_SIZE - 1] ^= 1;
    CU_ASSERT_EQUAL(own_key_code(&key, "abc", 3, code, NULL), STATUS_OK);
    sha256_to_hex(code, hex);
    CU_ASSERT_STRING_EQUAL(hex,
                           "f0133729c4163dede81e21cd47839256da58171238c8a0d874397c73b14e1e47");
    CU_ASSERT_EQUAL(own_key_made(&key, "abc", 3, code, &made, NULL), STATUS_OK);
    CU_ASSERT_TRUE(made);
    CU_ASSERT_EQUAL(own_key_made(&key, "abd", 3, code, &made, NULL), STATUS_OK);
    CU_ASSERT_FALSE(made);
    CU_ASSERT_EQUAL(own_key_made(&other, "abc", 3, code, &made, NULL), STATUS_OK);
    CU_ASSERT_FALSE(made);
    for (size_t i = 0; i < SHA256_SIZE; i++) {
        code[i] ^= 0x80;
        CU_ASSERT_EQUAL(own_key_made(&key, "abc", 3, code, &made, NULL), STATUS_OK);
        CU_ASSERT_FALSE(made);
        code[i] ^= 0x80;
    }
}

static const TestCase tests[] = {
    {"it is made once", it_is_made_once},
    {"others may not get at it", others_may_not_get_at_it},
    {"links are not followed", links_are_not_followed},
    {"it is nobody else's", it_is_nobody_elses},
    {"it is 32 random bytes", it_is_32_random_bytes},
    {"without a home there is none", without_a_home_there_is_none},
    {"a code is of key and bytes", a_code_is_of_key_and_bytes},
};

TEST_MAIN("register, key of own files", tests)
