/*
 * test_checkpoint.c - a kept checkpoint must still prove the log in ten years, in another
 * program: known bytes (made once with Python and the openssl program from the key of RFC 8032,
 * test 1), and every way in which a note must be refused.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/log/checkpoint.h"
#include "formats/crypto/private_key.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

static const char origin[] = "example.org/tilskudd-test";
static const char key_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";
static const char known_verifier[] =
    "example.org/tilskudd-test+3c18c57a+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
#define TEXT "example.org/tilskudd-test\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n"
#define DASH "\xe2\x80\x94 "
#define SIGNATURE                                                                              \
    "PBjFegt7NqwbGWlRypOPBy0gtztnw+jYnl+KMRrVZx1PeOrokWfNdQZdLSXTDUAxYX0Z8l4nCGpuuvvVrH/mCR/O" \
    "XAI="
static const char known_note[] = TEXT "\n" DASH "example.org/tilskudd-test " SIGNATURE "\n";

static LogKey *known_key(void)
{
    scratch_begin();
    const char *path = scratch_write("log-key.pem", key_pem, strlen(key_pem));
    CU_ASSERT_EQUAL(chmod(path, 0600), 0);
    LogKey *key = NULL;
    CU_ASSERT_EQUAL_FATAL(log_key_load(path, origin, PASS_NONE, &key, NULL), STATUS_OK);
    return key;
}

static MerkleHash known_root(void)
{
    MerkleHash root;
    CU_ASSERT_EQUAL(sha256_of("", 1, root.bytes, NULL), STATUS_OK);
    return root;
}

static void known_bytes(void)
{
    LogKey *key = known_key();
    MerkleHash root = known_root();
    TextBuffer text = TEXT_BUFFER_EMPTY;
    log_verifier_write(log_key_verifier(key), &text);
    CU_ASSERT_STRING_EQUAL(text.bytes, known_verifier);
    text_buffer_clear(&text);
    CU_ASSERT_EQUAL(checkpoint_write(key, 1, &root, &text, NULL), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(text.bytes, known_note);
    text_buffer_free(&text);
    log_key_free(key);
    scratch_end();
}

static LogVerifier known_public(void)
{
    LogVerifier verifier;
    CU_ASSERT_EQUAL_FATAL(
        log_verifier_parse(known_verifier, strlen(known_verifier), &verifier, NULL), STATUS_OK);
    return verifier;
}

static void read_back(void)
{
    LogVerifier verifier = known_public();
    MerkleHash root = known_root();
    Checkpoint read;
    CU_ASSERT_EQUAL(checkpoint_verify(known_note, strlen(known_note), &verifier, &read, NULL),
                    STATUS_OK);
    CU_ASSERT_STRING_EQUAL(read.origin, origin);
    CU_ASSERT_EQUAL(read.size, 1);
    CU_ASSERT_EQUAL(memcmp(read.root.bytes, root.bytes, 32), 0);
}

static void expect(const char *note, Status expected)
{
    LogVerifier verifier = known_public();
    Checkpoint read;
    Status status = checkpoint_verify(note, strlen(note), &verifier, &read, NULL);
    if (status != expected) printf("\n  %s for:\n%s\n", status_name(status), note);
    CU_ASSERT_EQUAL(status, expected);
}

#define OWN DASH "example.org/tilskudd-test " SIGNATURE "\n"
#define WITNESS DASH "witness.example AAAAAGVuIHNpZ25hdHVy\n"

static void other_signatures(void)
{
    expect(TEXT "\n" OWN WITNESS, STATUS_OK);
    expect(TEXT "\n" WITNESS OWN, STATUS_OK);
    expect(TEXT "\n" WITNESS, STATUS_VERIFICATION);
    expect(TEXT "\n" OWN DASH "witness.example not-base64\n", STATUS_VERIFICATION);
    /* the same name with another key id is another key, and says nothing */
    expect(TEXT "\n" OWN DASH "example.org/tilskudd-test AAAAAGVuIHNpZ25hdHVy\n", STATUS_OK);
    /* the log's own id over something else: the whole note is refused */
    expect(TEXT "\n" OWN DASH "example.org/tilskudd-test PBjFegt7Nqw=\n", STATUS_VERIFICATION);
}

static void expect_own(const char *note, const char *detail)
{
    LogVerifier verifier = known_public();
    Checkpoint read;
    Failure failure = {0};
    CU_ASSERT_EQUAL(checkpoint_verify_own(note, strlen(note), &verifier, 1, &read, &failure),
                    detail[0] == '\0' ? STATUS_OK : STATUS_VERIFICATION);
    CU_ASSERT_STRING_EQUAL(failure.detail, detail);
}

/* A line more on a ledger's own checkpoint would change the entry's head unseen. */
static void the_log_signs_alone(void)
{
    expect_own(TEXT "\n" OWN, "");
    expect_own(TEXT "\n" OWN WITNESS, "the checkpoint: line 6 is not the log's: remove it");
    expect_own(TEXT "\n" WITNESS OWN, "the checkpoint: line 5 is not the log's: remove it");
    expect_own(TEXT "\n" OWN OWN, "the checkpoint: line 6 is not the log's: remove it");
    expect_own(TEXT "\n" OWN DASH "example.org/tilskudd-test AAAAAGVuIHNpZ25hdHVy\n",
               "the checkpoint: line 6 is not the log's: remove it");
}

/* An entry that changes the log key has both signatures, in this order, and nothing else: a
 * log whose old key somebody has kept cannot be led on by it alone, nor by the new one. */
static void two_keys_of_one_log(void)
{
    enum { OLD_FIRST, NEW_FIRST, OLD_ALONE, NEW_ALONE, TWICE, THREE, FORMS };
    LogKey *old = known_key(), *fresh = NULL;
    const char *path = scratch_path("new-key.pem");
    CU_ASSERT_EQUAL(log_key_create(path, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(log_key_load(path, origin, PASS_NONE, &fresh, NULL), STATUS_OK);
    const LogVerifier both[] = {*log_key_verifier(old), *log_key_verifier(fresh)};
    MerkleHash root = known_root();
    Checkpoint read;
    Failure failure = {0};
    for (int form = OLD_FIRST; form < FORMS; form++) {
        bool new_first = form == NEW_FIRST || form == NEW_ALONE;
        TextBuffer note = TEXT_BUFFER_EMPTY;
        CU_ASSERT_EQUAL(checkpoint_write(new_first ? fresh : old, 1, &root, &note, NULL),
                        STATUS_OK);
        if (form == OLD_FIRST || form == THREE)
            CU_ASSERT_EQUAL(checkpoint_cosign(fresh, &note, NULL), STATUS_OK);
        if (form == NEW_FIRST || form == TWICE || form == THREE)
            CU_ASSERT_EQUAL(checkpoint_cosign(old, &note, NULL), STATUS_OK);
        CU_ASSERT_EQUAL(
            checkpoint_verify_own(note.bytes, note.length, both, 2, &read, &failure),
            form == OLD_FIRST ? STATUS_OK : STATUS_VERIFICATION);
        CU_ASSERT_EQUAL(checkpoint_verify_own(note.bytes, note.length, both, 1, &read, NULL),
                        form == OLD_ALONE ? STATUS_OK : STATUS_VERIFICATION);
        /* whoever has either key reads it */
        CU_ASSERT_EQUAL(checkpoint_verify(note.bytes, note.length, &both[1], &read, NULL),
                        form == OLD_ALONE || form == TWICE ? STATUS_VERIFICATION : STATUS_OK);
        if (form == OLD_ALONE)
            CU_ASSERT_STRING_EQUAL(
                failure.detail, "the checkpoint: only one of the log's two keys has signed it");
        text_buffer_free(&note);
    }
    TextBuffer none = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL(checkpoint_cosign(old, &none, NULL), STATUS_INPUT_VALUE);
    text_buffer_free(&none);
    log_key_free(old);
    log_key_free(fresh);
    scratch_end();
}

static void refused_forms(void)
{
    static const char *const bad[] = {
        "",
        "\n",
        TEXT,
        TEXT "\n",
        TEXT OWN,
        TEXT "\n\n" OWN,
        TEXT "extension\n\n" OWN,
        TEXT "\n" DASH "example.org/tilskudd-test " SIGNATURE, /* no end of line */
        TEXT "\n" OWN "more",
        TEXT "\n" OWN "\n",
        TEXT "\n- example.org/tilskudd-test " SIGNATURE "\n",
        TEXT "\n" DASH SIGNATURE "\n",
        TEXT "\n" DASH " " SIGNATURE "\n",
        "other.example\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\n" OWN,
        "example.org/tilskudd-test\n2\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\n" OWN,
        "example.org/tilskudd-test\n01\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\n" OWN,
        "example.org/tilskudd-test\n+1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\n" OWN,
        "example.org/tilskudd-test\n\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\n" OWN,
        "example.org/tilskudd-test\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB1=\n\n" OWN,
        "example.org/tilskudd-test\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoA==\n\n" OWN,
        "example.org/tilskudd-test\r\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\n" OWN,
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect(bad[i], STATUS_VERIFICATION);
    Checkpoint read;
    CU_ASSERT_EQUAL(checkpoint_parse(TEXT "\n" WITNESS, strlen(TEXT "\n" WITNESS), &read, NULL),
                    STATUS_OK);
    CU_ASSERT_EQUAL(checkpoint_parse(TEXT, strlen(TEXT), &read, NULL), STATUS_VERIFICATION);
}

/* Every changed bit and every cut must be refused: the note has no meaningless bytes. */
static void damaged_notes(void)
{
    LogVerifier verifier = known_public();
    Checkpoint read;
    char note[sizeof known_note];
    for (size_t i = 0; i < strlen(known_note); i++) {
        memcpy(note, known_note, sizeof note);
        note[i] ^= 1;
        CU_ASSERT_NOT_EQUAL(checkpoint_verify(note, strlen(known_note), &verifier, &read, NULL),
                            STATUS_OK);
        CU_ASSERT_NOT_EQUAL(checkpoint_verify(known_note, i, &verifier, &read, NULL),
                            STATUS_OK);
    }
}

static void many_signatures(void)
{
    LogVerifier verifier = known_public();
    Checkpoint read;
    for (size_t others = 14; others <= 16; others++) {
        TextBuffer note = TEXT_BUFFER_EMPTY;
        text_buffer_text(&note, TEXT "\n" OWN);
        for (size_t i = 0; i < others; i++)
            text_buffer_text(&note, WITNESS);
        CU_ASSERT_EQUAL(checkpoint_verify(note.bytes, note.length, &verifier, &read, NULL),
                        others <= 15 ? STATUS_OK : STATUS_VERIFICATION);
        text_buffer_free(&note);
    }
}

static void verifier_keys(void)
{
    static const char *const bad[] = {
        "",
        "example.org/tilskudd-test",
        "example.org/tilskudd-test+3c18c57a",
        "+3c18c57a+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "example.org/tilskudd-test+3c18c57b+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "example.org/tilskudd-test+3C18C57A+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "example.org/tilskudd-tesT+3c18c57a+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "example.org/tilskudd-test+3c18c57a+BddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "example.org/tilskudd-test+3c18c57a+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1E=",
        "example.org/tilskudd-test+3c18c57a+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\n\n",
    };
    LogVerifier verifier;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CU_ASSERT_EQUAL(log_verifier_parse(bad[i], strlen(bad[i]), &verifier, NULL),
                        STATUS_INPUT_VALUE);
    }
    char with_end[sizeof known_verifier + 1];
    snprintf(with_end, sizeof with_end, "%s\n", known_verifier);
    CU_ASSERT_EQUAL(log_verifier_parse(with_end, strlen(with_end), &verifier, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(verifier.id, 0x3c18c57a);
}

static void keys_made_and_refused(void)
{
    scratch_begin();
    char path[256];
    snprintf(path, sizeof path, "%s", scratch_path("made.pem"));
    LogKey *key = NULL;
    CU_ASSERT_EQUAL(log_key_create(path, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(log_key_create(path, NULL), STATUS_WRITE);
    CU_ASSERT_EQUAL(log_key_load(path, "with space", PASS_NONE, &key, NULL), STATUS_KEY);
    CU_ASSERT_EQUAL(log_key_load(path, "with+plus", PASS_NONE, &key, NULL), STATUS_KEY);
    CU_ASSERT_EQUAL(log_key_load(path, "", PASS_NONE, &key, NULL), STATUS_KEY);
    CU_ASSERT_PTR_NULL(key);
    CU_ASSERT_EQUAL(log_key_load(path, origin, PASS_NONE, &key, NULL), STATUS_OK);
    log_key_free(key);
    CU_ASSERT_EQUAL(chmod(path, 0644), 0);
    CU_ASSERT_EQUAL(log_key_load(path, origin, PASS_NONE, &key, NULL), STATUS_KEY);
    scratch_end();
}

static void names(void)
{
    char longest[LOG_NAME_SIZE + 1];
    memset(longest, 'a', sizeof longest);
    longest[LOG_NAME_SIZE - 1] = '\0';
    CU_ASSERT_TRUE(log_name_valid(longest));
    longest[LOG_NAME_SIZE - 1] = 'a';
    longest[LOG_NAME_SIZE] = '\0';
    CU_ASSERT_FALSE(log_name_valid(longest));
    CU_ASSERT_FALSE(log_name_valid("a\xc3\xb8"));
    CU_ASSERT_TRUE(log_name_valid("~"));
    CU_ASSERT_FALSE(log_name_valid("\x7f"));
}

static const TestCase tests[] = {
    {"known bytes", known_bytes},
    {"read back", read_back},
    {"signatures of others", other_signatures},
    {"the log signs alone", the_log_signs_alone},
    {"two keys of one log", two_keys_of_one_log},
    {"refused forms", refused_forms},
    {"damaged notes", damaged_notes},
    {"sixteen signatures and no more", many_signatures},
    {"verifier keys", verifier_keys},
    {"keys made and refused", keys_made_and_refused},
    {"names", names},
};
TEST_MAIN("checkpoints", tests)
